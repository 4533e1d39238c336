//! Determines the state of every check: how far the request came, and the evidence.

use crate::attempt::Attempt;
use crate::cause::{Cause, Finding};
use crate::evidence::{Evidence, access_token};
use crate::exchange::Call;
use crate::gate::{GATES, Gate};
use crate::report::{Certainty, GateReport, GateState, Outcome};

const NOT_LOOKED_AT: &str = "Not checked: the request was not sent.";

/// Returns every gate of this attempt, in Keycloak's order.
pub(crate) fn gates(
    evidence: &Evidence,
    outcome: Outcome,
    refusing: Gate,
    cause: &Cause,
    finding: &Finding,
) -> Vec<GateReport> {
    let refused_at = (outcome != Outcome::Allowed).then_some(refusing);
    GATES
        .into_iter()
        .filter(|gate| exists(evidence, *gate))
        .map(|gate| {
            let (state, because) = match refused_at {
                Some(_) if evidence.is_not_sent() && outcome == Outcome::Unreachable => {
                    match gate {
                        Gate::Target | Gate::Permission => {
                            (GateState::Hidden, NOT_LOOKED_AT.to_owned())
                        }
                        _ => (GateState::Passed, passed(evidence, gate)),
                    }
                }
                None if evidence.is_not_sent() && gate == Gate::Target => {
                    (GateState::Hidden, NOT_LOOKED_AT.to_owned())
                }
                None => (GateState::Passed, passed(evidence, gate)),
                Some(at) if gate == at => (GateState::Refused, in_short(cause, finding)),
                Some(at) => beside(evidence, gate, at),
            };
            GateReport {
                gate,
                title: gate.title().to_owned(),
                state,
                because,
            }
        })
        .collect()
}

/// Whether the attempt has this gate. A pasted token has passed the gates of the token request; plain HTTP has no certificate; the path
/// names the target.
fn exists(evidence: &Evidence, gate: Gate) -> bool {
    match gate {
        Gate::Tls => evidence.attempt.base_url.scheme() == "https" || evidence.failure().is_some(),
        Gate::Target => evidence.attempt.operation.target_names().next().is_some(),
        Gate::RealmExists | Gate::TokenRealm => evidence.attempt.operation.is_in_realm(),
        _ => !(gate.is_of_token_call() && evidence.token_was_given()),
    }
}

/// The state of a gate other than the one that refused.
fn beside(evidence: &Evidence, gate: Gate, at: Gate) -> (GateState, String) {
    // A server in front of Keycloak passed the token request on and blocked the Admin API request.
    let token_came = evidence
        .response(Call::Token)
        .is_some_and(|r| access_token(r).is_some());
    if at == Gate::Keycloak && token_came && gate.is_of_token_call() {
        return (GateState::Passed, passed(evidence, gate));
    }
    if at == Gate::Permission && gate == Gate::Target {
        return if evidence.is_not_sent() {
            (GateState::Hidden, NOT_LOOKED_AT.to_owned())
        } else if evidence.looks_target_up_first() {
            (
                GateState::Passed,
                "Keycloak looks up the target before it checks roles. A missing target would be a 404."
                    .to_owned(),
            )
        } else if evidence.status(Call::UnknownUser) == Some(404) {
            (
                GateState::Passed,
                "A random ID gets a different response, so this target exists.".to_owned(),
            )
        } else {
            (
                GateState::Hidden,
                "Hidden until the caller has permission to look.".to_owned(),
            )
        };
    }
    if at == Gate::Target && gate == Gate::Permission {
        return (
            GateState::Hidden,
            "Not checked because the target does not exist.".to_owned(),
        );
    }
    if gate < at {
        (GateState::Passed, passed(evidence, gate))
    } else {
        (GateState::NotReached, "Not reached.".to_owned())
    }
}

fn passed(evidence: &Evidence, gate: Gate) -> String {
    let Attempt {
        base_url, realm, ..
    } = evidence.attempt;
    match gate {
        Gate::Address => format!("{} responded.", base_url.host()),
        Gate::Tls => "Trusted and valid for this host.".to_owned(),
        Gate::Keycloak => "The response is Keycloak's.".to_owned(),
        Gate::Realm => format!("{} issues tokens.", evidence.token_realm()),
        Gate::Client => evidence
            .client_id()
            .map_or_else(|| "Found.".to_owned(), |id| format!("{id} exists.")),
        Gate::ClientProof => "Keycloak accepted the client's credentials.".to_owned(),
        Gate::Grant => "Keycloak allowed the grant.".to_owned(),
        Gate::TokenAccepted => "Issuer, signature, and expiry are valid.".to_owned(),
        Gate::RealmExists => format!("{realm} exists."),
        Gate::TokenRealm => format!("Issued by {}.", evidence.token_realm()),
        Gate::Target => "Exists.".to_owned(),
        Gate::Permission if evidence.is_not_sent() => {
            "Predicted from measured permissions. The request was not sent.".to_owned()
        }
        Gate::Permission => "Allowed.".to_owned(),
    }
}

/// The cause's title, and how certain it is.
fn in_short(cause: &Cause, finding: &Finding) -> String {
    let title = finding.title.as_deref().unwrap_or(cause.title);
    match finding.certainty {
        Certainty::Certain => format!("{title}."),
        Certainty::Likely => format!("{title} (likely)."),
        Certainty::Possible => format!("{title} (possible)."),
    }
}
