//! `client-in-other-realm`: the client is in another realm.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
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
