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
    title: "Client is in another realm",
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
        "The client ID and secret are correct but belong to another realm. The realm in the token request does not \
         have this client.",
        "This is common for tools that manage many realms: their client is in master, but the Admin request is for \
         another realm.",
    ],
    how_known: "Why403 tries the same credentials once in master, or in the realm of the operation if another realm \
        issues the token. If a token is returned, this cause is certain. Other realms are not tried. The option \
        --no-master-probe prevents this request.",
    looks_like: &[(
        "client-not-found-or-disabled",
        "The other realm does not have the client either.",
    )],
    fix: &[
        "Get the token at /realms/<the client's realm>/protocol/openid-connect/token. Do not change the realm in the \
         Admin request.",
        "A token issued by master requires roles of the {realm}-realm client in master, not of realm-management.",
        "Or create a client in the target realm. This client needs fewer permissions, and its roles are those of \
         realm-management.",
    ],
    versions: "All.",
};

/// The finding if the user declined the probe that would prove it.
fn undecided(evidence: &Evidence) -> Option<Finding> {
    let is_unknown = evidence.token_error(
        &[401],
        "invalid_client",
        "Invalid client or Invalid client credentials",
    );
    (is_unknown && evidence.attempt.no_master_probe).then(|| {
        Finding::possible("The client may be in another realm.")
            .seen(
                "The credentials were not tried in another realm, because the probe was declined.",
            )
            .apart(
                "Run the check without --no-master-probe, or find the realm that lists the client.",
            )
    })
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    if let Some(finding) = undecided(evidence) {
        return Some(finding);
    }
    let other = evidence
        .response(Call::TokenOtherRealm)
        .filter(|r| access_token(r).is_some())?;
    let attempt = evidence.attempt;
    let client = attempt.client()?;
    let found = attempt.other_realm()?;
    (other.status == 200).then(|| {
        let text = if found == attempt.realm.as_str() {
            "Leave the token realm empty. The client is in the realm of the operation."
        } else {
            "Get the token from the master realm (set the token realm to master). Do not change the realm of the \
             operation."
        };
        Finding::certain(format!(
            "{} is not a client of the realm {}. It is a client of {found}.",
            client.id,
            attempt.token_realm()
        ))
        .seen(format!(
            "The realm {} does not have the client.",
            attempt.token_realm()
        ))
        .seen(format!(
            "The same credentials get a token in the realm {found}."
        ))
        .caller("Request the token in the client's realm", text)
    })
}
