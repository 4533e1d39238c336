//! `user-credentials-wrong`: the user name or password is wrong.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::attempt::{TokenSource, secret_flaw};
use crate::evidence::Evidence;
use crate::gate::Gate;
use secrecy::ExposeSecret as _;

pub(super) const CAUSE: Cause = Cause {
    code: "user-credentials-wrong",
    gate: Gate::Grant,
    title: "User name or password is wrong",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            401,
            body!("invalid_grant", "Invalid user credentials"),
            "up to 26.5",
        ),
        Seen::token(
            400,
            body!("invalid_grant", "Invalid user credentials"),
            "26.7",
        ),
        Seen::token(401, "Invalid user credentials [invalid_grant]", "kcadm.sh"),
        Seen::token(
            401,
            "keycloak.exceptions.KeycloakAuthenticationError: 401: \
             b'{\"error\":\"invalid_grant\",\"error_description\":\"Invalid user credentials\"}'",
            "Python, python-keycloak, up to 26.5",
        ),
        Seen::log(Endpoint::Token, r#"error="invalid_user_credentials""#),
        Seen::log(Endpoint::Token, r#"error="user_not_found""#),
        Seen::log(Endpoint::Token, r#"error="user_temporarily_disabled""#),
    ],
    meaning: &[
        "Keycloak rejected the user name and password. A wrong password, an unknown user, and a locked account get \
         the same response on purpose.",
        "On 26.7, a disabled user with a wrong password also gets this response.",
    ],
    how_known: "The token endpoint returns this message. Nothing more is visible from outside. Why403 sends a \
        password once and does not retry, because accounts can be locked.",
    looks_like: &[
        ("user-disabled", "The description is “Account disabled”."),
        (
            "user-setup-incomplete",
            "The description is “Account is not fully set up”.",
        ),
        (
            "otp-required",
            "The password is correct, but the user also needs a one-time password. The response is the same.",
        ),
        (
            "client-secret-wrong",
            "The client secret is wrong, not the user's password: unauthorized_client.",
        ),
    ],
    fix: &[
        "Sign in manually once: /realms/<realm>/account in a browser, with the same name and password.",
        "Check the realm. Every realm has its own users. An administrator of master is not a user of your realm.",
        "Administrators: Users → the user. Unlock a locked account there. Credentials → Reset password sets a new \
         password.",
        "For a backend, use client credentials. They need no user.",
    ],
    versions: "Status 401 from 22 to 26.5.6, 400 on 26.7.3. The body is the same.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Invalid user credentials") {
        return None;
    }
    // A missing one-time password gets the same response (recording user-with-otp).
    let mut finding = Finding::likely(
        "Keycloak rejected this user name and password. An unknown user, a wrong password, and a locked account get \
         the same response.",
    )
    .seen("The token endpoint returns “Invalid user credentials”.");
    if let TokenSource::Password { password, .. } = &evidence.attempt.token_source
        && let Some(flaw) = secret_flaw(password.expose_secret())
    {
        finding = finding.seen(flaw);
    }
    Some(
        finding
            .apart("Sign in manually at /realms/<realm>/account with the same name and password.")
            .caller(
                "Check the name, password, and realm",
                "The user must be in the realm that issues the token. After several attempts, wait until the lock \
                 ends.",
            )
            .look(
                "Check the user",
                "users",
                &["Users", "the user", "Credentials"],
            ),
    )
}
