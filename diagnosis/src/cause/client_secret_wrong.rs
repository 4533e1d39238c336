//! `client-secret-wrong`: the client secret is wrong.

use super::shared::bearer_only_looks_alike;
use super::{Cause, Finding, Page};
use crate::attempt::secret_flaw;
use crate::evidence::Evidence;
use crate::gate::Gate;
use crate::report::Certainty;
use secrecy::ExposeSecret as _;

pub(super) const CAUSE: Cause = Cause {
    code: "client-secret-wrong",
    gate: Gate::ClientProof,
    title: "The client secret is wrong",
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
    if !evidence.token_error(
        &[401],
        "unauthorized_client",
        "Invalid client or Invalid client credentials",
    ) {
        return None;
    }
    let client = evidence.attempt.client()?;
    let mut finding = Finding::new(
        if bearer_only_looks_alike(evidence) {
            Certainty::Likely
        } else {
            Certainty::Certain
        },
        format!(
            "The client {} exists in the realm {}, and the secret is \
             not its secret.",
            client.id,
            evidence.attempt.token_realm()
        ),
    )
    .seen(
        "The token endpoint says unauthorized_client; for an unknown client it would \
             say invalid_client.",
    )
    .apart("In the Admin Console: Clients → the client → Credentials.");
    match &client.secret {
        None => finding = finding.seen("No secret was sent."),
        Some(secret) => {
            if let Some(flaw) = secret_flaw(secret.expose_secret()) {
                finding = finding.seen(flaw);
            }
        }
    }
    Some(finding.console(
        "Copy the secret from the Admin Console",
        "clients",
        &[
            "Clients",
            &client.id.to_string(),
            "Credentials",
            "Client Secret (copy)",
        ],
    ))
}
