//! `user-setup-incomplete`: the user has to do something at the next login.

use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "user-setup-incomplete",
    gate: Gate::Grant,
    title: "The user has to do something at the next login",
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
        "Name and password are right, but the user has to do something first: a required action \
         such as Update Password or Configure OTP, an email address to verify (required by the realm's \
         setting Verify email), a temporary password to replace, or, from 24 on, a first name, \
         last name or e-mail address that the user profile requires.",
        "At a login page Keycloak would ask for it. The password grant has no page, so it is \
         refused.",
    ],
    how_known: "The token endpoint says so. Which of these it is can only be seen in the Admin \
     Console.",
    looks_like: &[
        (
            "user-credentials-wrong",
            "The password is wrong: “Invalid user credentials”.",
        ),
        (
            "consent-required",
            "The client asks for consent: invalid_client.",
        ),
    ],
    fix: &[
        "Log in once in a browser, /realms/<realm>/account, and do what the page asks.",
        "Or as administrator: Users → the user → Details: empty Required user actions, fill in \
         e-mail, first and last name → Save.",
        "A temporary password: Credentials → Reset password, with Temporary: Off.",
        "Users made through the Admin API for tests: send firstName, lastName, email and \
         emailVerified along, and temporary: false with the password.",
    ],
    versions: "Required actions and temporary passwords: all. Missing names: from 24 on; on 22 and \
     23 the token is issued.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Account is not fully set up") {
        return None;
    }
    Some(
        Finding::certain(
            "The user has a required action such as setting up a one-time password, an email \
             address that is not verified, a temporary password, or lacks a field that the user \
             profile requires. The password grant cannot show the page for it.",
        )
        .seen("The token endpoint says “Account is not fully set up”.")
        .console(
            "Clear what is required",
            "users",
            &[
                "Users",
                &evidence
                    .user_name()
                    .unwrap_or_else(|| "the user".to_owned()),
                "Details",
                "Required user actions (remove), Email verified: On, email and names (fill in), \
                 Credentials → Temporary: Off",
            ],
        )
        .caller(
            "Or log in once in a browser",
            "The login page asks for what is missing.",
        ),
    )
}
