//! `client-in-other-realm`: the client is in another realm.

use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::access_token;
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-in-other-realm",
    gate: Gate::Client,
    title: "The client is in another realm",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::token(
        401,
        body!(
            "invalid_client",
            "Invalid client or Invalid client credentials"
        ),
        "",
    )],
    meaning: &[
        "The client ID and secret are right, but belong to another realm. The token is asked for \
         in a realm that does not know the client.",
        "This is common for tools that administer many realms: their client lives in master, and \
         the call is about another realm.",
    ],
    how_known: "Why403 tries the same credentials once in master (or, if you asked master, in the \
     realm of the operation). If a token comes back, this is certain. Other realms are not tried.",
    looks_like: &[(
        "client-not-found-or-disabled",
        "The other realm does not know the client either.",
    )],
    fix: &[
        "Fetch the token at /realms/<the client's realm>/protocol/openid-connect/token and leave \
         the realm in the Admin call as it is.",
        "A token of master then needs roles of the client {realm}-realm in master, not of \
         realm-management.",
        "Or make a client in the realm that the call is about: it needs fewer rights, and its \
         roles are those of realm-management.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let other = evidence
        .response(Call::TokenOtherRealm)
        .filter(|r| access_token(r).is_some())?;
    let attempt = evidence.attempt;
    let client = attempt.client()?;
    let found = if attempt.token_realm().is_master() {
        attempt.realm.as_str()
    } else {
        "master"
    };
    (other.status == 200).then(|| {
        let text = if found == "master" {
            "Get the token from the realm master (the realm that issues the token: \
             master), and keep the realm of the operation as it is."
        } else {
            "Leave the realm that issues the token empty: the client is in the realm of \
             the operation."
        };
        Finding::certain(format!(
            "{} is not a client of the realm {}: it is one of {found}.",
            client.id,
            attempt.token_realm()
        ))
        .seen(format!(
            "The realm {} does not know the client.",
            attempt.token_realm()
        ))
        .seen(format!(
            "The same credentials get a token in the realm {found}."
        ))
        .caller("Ask the realm that has the client", text)
    })
}
