//! `user-setup-incomplete`: the user has a required action to complete at the next sign-in.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "user-setup-incomplete",
    gate: Gate::Grant,
    title: "User must complete a required action",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!("invalid_grant", "Account is not fully set up"),
            "",
        ),
        Seen::token(
            400,
            "keycloak.exceptions.KeycloakPostError: 400: \
             b'{\"error\":\"invalid_grant\",\"error_description\":\"Account is not fully set \
             up\"}'",
            "Python, python-keycloak",
        ),
        Seen::log(Endpoint::Token, r#"error="resolve_required_actions""#),
    ],
    meaning: &[
        "Name and password are correct, but the user must do something first: complete a required action such as \
         Update Password or Configure OTP, verify the email address (if the realm requires it), replace a temporary \
         password, or, from 24 on, add a first name, last name, or email address that the user profile requires.",
        "On a sign-in page, Keycloak asks for this. The password grant has no page, so Keycloak denies it.",
    ],
    how_known: "The token endpoint returns this message. Only the Admin Console shows what is missing.",
    looks_like: &[
        (
            "user-credentials-wrong",
            "The password is wrong: “Invalid user credentials”.",
        ),
        (
            "consent-required",
            "The client requires consent: invalid_client.",
        ),
    ],
    fix: &[
        "Sign in once in a browser, /realms/<realm>/account, and follow the page.",
        "Or as an administrator: Users → the user → Details: clear Required user actions, enter email, first name, \
         and last name → Save.",
        "For a temporary password: Credentials → Reset password, with Temporary: Off.",
        "For test users created through the Admin API: send firstName, lastName, email, and emailVerified, and \
         temporary: false with the password.",
    ],
    versions: "Required actions and temporary passwords: all. Missing names: from 24 on. On 22 and 23, the token is \
        issued.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Account is not fully set up") {
        return None;
    }
    Some(
        Finding::certain(
            "The user has a required action such as setting up a one-time password, an unverified email address, a \
             temporary password, or a missing field that the user profile requires. The password grant has no page \
             for this.",
        )
        .seen("The token endpoint returns “Account is not fully set up”.")
        .console(
            "Complete the user's setup",
            "users",
            &[
                "Users",
                &evidence
                    .user_name()
                    .unwrap_or_else(|| "the user".to_owned()),
                "Details",
                "Required user actions (remove), Email verified: On, email and names (fill in), Credentials → \
                 Temporary: Off",
            ],
            "Only the user or an administrator knows the missing data.",
        )
        .caller(
            "Or sign in once in a browser",
            "The sign-in page asks for the missing data.",
        ),
    )
}
