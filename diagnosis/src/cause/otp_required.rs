//! `otp-required`: the password grant needs a one-time password.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "otp-required",
    gate: Gate::Grant,
    title: "The password grant needs a one-time password",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            401,
            body!("invalid_grant", "Invalid user credentials"),
            "Keycloak 26.5 and earlier; a wrong password gets the same response",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "Invalid user credentials"),
            "Keycloak 26.6 and later; a wrong password gets the same response",
        ),
        Seen::log(Endpoint::Token, r#"error="invalid_user_credentials""#),
    ],
    meaning: &[
        "The user has a one-time password (OTP) set up, and the realm's direct grant flow asks for it. The user name \
         and password are correct, but the totp form field is missing or wrong.",
        "Keycloak's response is the same as for a wrong password.",
    ],
    how_known: "From outside, this can't be distinguished from a wrong password: the response is the same. Why403 \
     lists this cause as possible and names the page of the Admin Console that shows it.",
    looks_like: &[
        (
            "user-credentials-wrong",
            "The password is wrong. The response is the same.",
        ),
        (
            "user-setup-incomplete",
            "The user has to set up an OTP first: “Account is not fully set up”.",
        ),
    ],
    fix: &[
        "Look at Users → the user → Credentials. An entry of the type Otp means that the password \
         grant needs a one-time password.",
        "Send the current code in the totp form field, together with username and password.",
        "For a backend, use client credentials instead. A service account has no OTP.",
        "Administrators: Authentication → direct grant → Direct Grant - Conditional OTP decides \
         when the code is required.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, 26.7.3, and 26.7.5.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Invalid user credentials") {
        return None;
    }
    Some(
        Finding::possible(
            "The user may have a one-time password set up. Keycloak also returns this response if the password is \
             correct but the one-time password is missing.",
        )
        .seen("The token endpoint returns “Invalid user credentials”.")
        .apart("Users → the user → Credentials: an entry of the type Otp.")
        .caller(
            "Send the one-time password or use a service account",
            "Send the current code in the totp form field. A backend uses client credentials instead.",
        ),
    )
}
