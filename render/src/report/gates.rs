//! How far did the call come? The picture of what Keycloak checks, in its order.

use diagnosis::report::{GateReport, GateState};
use maud::{Markup, html};

/// The gates that the token call passes before the Admin API sees anything.
const BEFORE_THE_TOKEN: [&str; 7] = [
    "address",
    "tls",
    "keycloak",
    "realm",
    "client",
    "client-proof",
    "grant",
];

fn is_before_the_token(gate: &GateReport) -> bool {
    BEFORE_THE_TOKEN.contains(&gate.gate.as_str())
}

/// The picture. The gates before the token fold to one line when the call went through them all.
pub fn gates(gates: &[GateReport]) -> Markup {
    let (before, after): (Vec<_>, Vec<_>) =
        gates.iter().partition(|gate| is_before_the_token(gate));
    let all_passed = before.iter().all(|gate| gate.state == GateState::Passed);
    html! {
        section aria-labelledby="gates" {
            h2 #gates { "What Keycloak checked, step by step" }
            @if !before.is_empty() && all_passed {
                details.gates-before {
                    summary { "Token request: all " (before.len()) " checks passed" }
                    (row(&before))
                }
            } @else if !before.is_empty() {
                h3 { "Token request" }
                (row(&before))
                h3 { "Admin request" }
            }
            (row(&after))
        }
    }
}

fn row(gates: &[&GateReport]) -> Markup {
    html! { ol.gates { @for gate in gates { (one(gate)) } } }
}

fn one(gate: &GateReport) -> Markup {
    let about_who = is_before_the_token(gate) || gate.gate == "token-accepted";
    let (class, words) = match gate.state {
        GateState::Passed => ("passed", "passed"),
        GateState::Refused if about_who => ("refused who", "refused"),
        GateState::Refused => ("refused", "refused"),
        GateState::Hidden => ("hidden-gate", "hidden"),
        GateState::NotReached => ("not-reached", "not reached"),
    };
    html! {
        li class=(class) {
            span.gate-title { (gate.title) span.unseen { ": " } }
            span.gate-state { (words) }
            small { (gate.because) }
        }
    }
}
