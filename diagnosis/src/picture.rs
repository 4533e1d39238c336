//! The picture of the gates: how far the call came, and what shows it.

use crate::attempt::Attempt;
use crate::cause::Finding;
use crate::evidence::{Evidence, access_token};
use crate::exchange::Call;
use crate::gate::{GATES, Gate};
use crate::report::{Certainty, GateReport, GateState, Outcome};

const NOT_LOOKED_AT: &str = "Not looked at: the call was not sent.";

/// Every gate that this attempt has, in Keycloak's order.
pub(crate) fn gates(
    evidence: &Evidence,
    outcome: Outcome,
    refusing: Gate,
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
                Some(at) if gate == at => (GateState::Refused, first_sentence(finding)),
                Some(at) => beside(evidence, gate, at),
            };
            GateReport {
                gate: gate.name().to_owned(),
                title: gate.title().to_owned(),
                state,
                because,
            }
        })
        .collect()
}

/// A token that was brought has the token call's gates behind it; plain HTTP has no certificate; the target is named by the path.
fn exists(evidence: &Evidence, gate: Gate) -> bool {
    match gate {
        Gate::Tls => evidence.attempt.base_url.scheme() == "https" || evidence.failure().is_some(),
        Gate::Target => evidence.attempt.operation.target_names().next().is_some(),
        Gate::RealmExists | Gate::TokenRealm => evidence.attempt.operation.is_in_realm(),
        _ => !(gate.is_of_token_call() && evidence.token_was_given()),
    }
}

/// A gate that is not the one that refused.
fn beside(evidence: &Evidence, gate: Gate, at: Gate) -> (GateState, String) {
    // Something in front of Keycloak let the token call through and stopped the Admin call.
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
                "Keycloak looks it up before it asks for roles: otherwise this were a 404."
                    .to_owned(),
            )
        } else if evidence.status(Call::UnknownUser) == Some(404) {
            (
                GateState::Passed,
                "An id that nobody has gets another answer: this one exists.".to_owned(),
            )
        } else {
            (
                GateState::Hidden,
                "Hidden until a role allows asking.".to_owned(),
            )
        };
    }
    if at == Gate::Target && gate == Gate::Permission {
        return (
            GateState::Hidden,
            "Not checked for something that does not exist.".to_owned(),
        );
    }
    if gate < at {
        (GateState::Passed, passed(evidence, gate))
    } else {
        (
            GateState::NotReached,
            "An earlier check stopped the call.".to_owned(),
        )
    }
}

fn passed(evidence: &Evidence, gate: Gate) -> String {
    let Attempt {
        base_url, realm, ..
    } = evidence.attempt;
    match gate {
        Gate::Address => format!("{} answered.", base_url.host()),
        Gate::Tls => "Trusted, and for this name.".to_owned(),
        Gate::Keycloak => "It answers as Keycloak does.".to_owned(),
        Gate::Realm => format!("{} issues tokens.", evidence.token_realm()),
        Gate::Client => evidence
            .client_id()
            .map_or_else(|| "Known.".to_owned(), |id| format!("{id} is known.")),
        Gate::ClientProof => "The client's credentials were taken.".to_owned(),
        Gate::Grant => "The grant is allowed.".to_owned(),
        Gate::TokenAccepted => "Issuer, signature and expiry are fine.".to_owned(),
        Gate::RealmExists => format!("{realm} exists."),
        Gate::TokenRealm => format!("The token is of {}.", evidence.token_realm()),
        Gate::Target => "It exists.".to_owned(),
        Gate::Permission if evidence.is_not_sent() => {
            "By the permission data; the call was not sent.".to_owned()
        }
        Gate::Permission => "Let through.".to_owned(),
    }
}

fn first_sentence(finding: &Finding) -> String {
    let sure = match finding.certainty {
        Certainty::Certain => "",
        Certainty::Likely => "Probably: ",
        Certainty::Possible => "Perhaps: ",
    };
    let end = finding
        .explanation
        .find(". ")
        .map_or(finding.explanation.len(), |at| at + 1);
    format!(
        "{sure}{}",
        finding.explanation.get(..end).unwrap_or_default()
    )
}
