//! How far did the call come? The picture of what Keycloak checks, in its order.

use diagnosis::report::{GateReport, GateState};
use leptos::prelude::*;

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

/// The picture. The gates before the token fold to one line when the call went through them all.
#[component]
pub fn Gates(
    /// The gates, in Keycloak's order.
    gates: Vec<GateReport>,
) -> impl IntoView {
    let (before, after): (Vec<_>, Vec<_>) = gates
        .into_iter()
        .partition(|gate| BEFORE_THE_TOKEN.contains(&gate.gate.as_str()));
    let all_passed = before.iter().all(|gate| gate.state == GateState::Passed);
    let before = match (before.len(), all_passed) {
        (0, _) => ().into_any(),
        (count, true) => view! {
            <details class="gates-before">
                <summary>
                    <span class="dot passed" aria-hidden="true"></span>
                    {format!("The token call: all {count} checks passed")}
                </summary>
                {row(before)}
            </details>
        }
        .into_any(),
        (_, false) => view! {
            <h3>"For the token"</h3>
            {row(before)}
            <h3>"For the Admin API"</h3>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="gates">
            <h2 id="gates">"What Keycloak checked, in its order"</h2>
            {before}
            {row(after)}
        </section>
    }
    .into_any()
}

fn row(gates: Vec<GateReport>) -> impl IntoView {
    let gates: Vec<_> = gates.into_iter().map(gate).collect();
    view! { <ol class="gates">{gates}</ol> }
}

fn gate(gate: GateReport) -> impl IntoView {
    let (class, words) = match gate.state {
        GateState::Passed => ("passed", "passed"),
        GateState::Refused if BEFORE_THE_TOKEN.contains(&gate.gate.as_str()) => {
            ("refused who", "refused")
        }
        GateState::Refused if gate.gate == "token-accepted" => ("refused who", "refused"),
        GateState::Refused => ("refused", "refused"),
        GateState::Hidden => ("hidden-gate", "hidden"),
        GateState::NotReached => ("not-reached", "not reached"),
    };
    view! {
        <li class=class>
            <span class="gate-title">
                {gate.title}
                <span class="unseen">": "</span>
            </span>
            <span class="gate-state">{words}</span>
            <small>{gate.because}</small>
        </li>
    }
    .into_any()
}
