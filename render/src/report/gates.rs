//! Renders Keycloak's checks as one row, of which only the failing one is explained.

use diagnosis::{
    gate::Gate,
    report::{GateReport, GateState},
};
use maud::{Markup, html};

/// Whether the check is passed before the token is issued. If all of them passed, they share one place in the row.
fn is_before_the_token(gate: &GateReport) -> bool {
    gate.gate < Gate::TokenAccepted
}

/// The row, the explanation of the failing check, and all checks with their reasons, folded.
pub fn gates(gates: &[GateReport]) -> Markup {
    let before = gates
        .iter()
        .take_while(|gate| is_before_the_token(gate))
        .count();
    let (first, rest) = gates.split_at(before);
    let joined = before > 1 && first.iter().all(|gate| gate.state == GateState::Passed);
    let shown = if joined { rest } else { gates };
    let failing = gates.iter().find(|gate| gate.state == GateState::Refused);
    html! {
        section.checked aria-labelledby="gates" {
            h2 #gates { "Checks" }
            ol.checks.many[shown.len() > 6] {
                @if joined {
                    li.passed.all { "Token request: " span.unseen { "passed, " } (before) " of " (before) }
                }
                @for gate in shown {
                    li class=(class(gate)) { (gate.title) span.unseen { ": " (state(gate)) } }
                }
            }
            @if let Some(gate) = failing {
                p.open { b { (gate.title) ": " (state(gate)) ". " } (gate.because) }
            }
            details.all-checks {
                summary { "All " (gates.len()) " checks" }
                ol.gates { @for gate in gates { (one(gate)) } }
            }
        }
    }
}

/// The state of a check in words.
pub(crate) fn state(gate: &GateReport) -> &'static str {
    match gate.state {
        GateState::Passed => "passed",
        // Before Keycloak responds, nobody denies a request.
        GateState::Refused if gate.gate.is_of_connection() => "failed",
        GateState::Refused => "denied",
        GateState::Hidden => "hidden",
        GateState::NotReached => "not reached",
    }
}

/// A failed connection says nothing about the caller, so it is neutral. A check of the caller's identity is amber; any other check is red.
fn class(gate: &GateReport) -> &'static str {
    let about_who = is_before_the_token(gate) || gate.gate == Gate::TokenAccepted;
    match gate.state {
        GateState::Passed => "passed",
        GateState::Refused if gate.gate.is_of_connection() => "refused lost",
        GateState::Refused if about_who => "refused who",
        GateState::Refused => "refused",
        GateState::Hidden => "hidden-gate",
        GateState::NotReached => "not-reached",
    }
}

fn one(gate: &GateReport) -> Markup {
    html! {
        li class=(class(gate)) {
            span.gate-title { (gate.title) span.unseen { ": " } }
            span.gate-state { (state(gate)) }
            small { (gate.because) }
        }
    }
}
