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
    title: "The user name or password is wrong",
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
        "Keycloak does not take this user name and password. A wrong password, an unknown user and \
         an account that is locked after too many attempts get the same answer, on purpose.",
        "On 26.7 a disabled user with a wrong password gets it too.",
    ],
    how_known: "The token endpoint says so, and that is all that can be seen from outside. Why403 \
     sends a password once and does not try again, since accounts lock.",
    looks_like: &[
        ("user-disabled", "The description is “Account disabled”."),
        (
            "user-setup-incomplete",
            "The description is “Account is not fully set up”.",
        ),
        (
            "otp-required",
            "The password is right, and the user also needs a one-time password. The response is \
             the same.",
        ),
        (
            "client-secret-wrong",
            "The client's secret is wrong, not the user's password: unauthorized_client.",
        ),
    ],
    fix: &[
        "Log in by hand once: /realms/<realm>/account in a browser, with the same name and \
         password.",
        "Check the realm: every realm has its own users. An administrator of master is no user of \
         your realm.",
        "Administrators: Users → the user. A locked account is unlocked there; Credentials → Reset \
         password sets a new one.",
        "For a backend, client credentials need no user at all.",
    ],
    versions: "Status 401 from 22 to 26.5.6, 400 on 26.7.3; the body is the same.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Invalid user credentials") {
        return None;
    }
    // A missing one-time password gets the same response (recording user-with-otp).
    let mut finding = Finding::likely(
        "Keycloak does not accept this user name and password. An unknown user, a wrong password \
         and an account that is locked after too many attempts get the same response.",
    )
    .seen("The token endpoint says “Invalid user credentials”.");
    if let TokenSource::Password { password, .. } = &evidence.attempt.token_source
        && let Some(flaw) = secret_flaw(password.expose_secret())
    {
        finding = finding.seen(flaw);
    }
    Some(
        finding
            .apart("Signing in by hand at /realms/<realm>/account with the same name and password.")
            .caller(
                "Check name, password and realm",
                "The user has to be in the realm that issues the token. After several \
             attempts wait for the lock to end before trying again.",
            )
            .console(
                "Look at the user",
                "users",
                &["Users", "the user", "Credentials"],
            ),
    )
}
