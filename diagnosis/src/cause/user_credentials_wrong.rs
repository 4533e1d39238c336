//! `user-credentials-wrong`: the user name or password is wrong.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_error(&[400, 401], "invalid_grant", "Invalid user credentials") {
        return None;
    }
    let mut finding = Finding::certain(
        "Keycloak does not take this user name and password. An unknown user, a \
             wrong password and an account that is locked after too many attempts get the \
             same answer.",
    )
    .seen("The token endpoint says “Invalid user credentials”.");
    if let TokenSource::Password { password, .. } = &evidence.attempt.token_source
        && let Some(flaw) = secret_flaw(password.expose_secret())
    {
        finding = finding.seen(flaw);
    }
    Some(
        finding
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
