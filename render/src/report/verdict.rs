//! Renders the verdict: the status, the cause, how certain it is, and the Keycloak versions.

use diagnosis::report::{GateState, Grade, Outcome, Report, RolesReport};
use maud::{Markup, html};

use crate::tone::outcome_tone;

/// The head of the report's card. Its heading gets the focus when the report appears. URLs begin with `prefix`.
pub fn verdict(report: &Report, prefix: &str) -> Markup {
    let Report {
        outcome,
        status,
        cause,
        keycloak,
        also_possible,
        roles,
        ..
    } = report;
    let version = if keycloak.versions == "unknown" {
        "Keycloak version unknown".to_owned()
    } else {
        format!("Keycloak {}", keycloak.versions)
    };
    let tone = outcome_tone(*outcome);
    html! {
        header class={ "verdict " (tone) } {
            @match status {
                Some(status) => p class={ "status plate big " (tone) } { (status) },
                None if report.is_unsent() => p class={ "status plate big " (tone) } { "Not sent" },
                None => p class={ "status plate big " (tone) } {
                    span aria-hidden="true" { "—" }
                    span.unseen { "No response" }
                },
            }
            div {
                h1 #verdict tabindex="-1" {
                    @if let Some((at, of)) = stopped_early(report) { "Stopped at check " (at) " of " (of) ": " }
                    (roles_marked(&cause.title, roles))
                }
                p.lead {
                    // The heading of an early failure says that no response came.
                    @if stopped_early(report).is_none() { (report.verdict) " " }
                    (cause.explanation)
                }
                p.meaning {
                    @if report.is_unsent() {
                        "This request modifies data, so it wasn’t sent. The result is predicted from measured permissions and \
                         read-only checks."
                    } @else { (meaning(*outcome, *status)) }
                }
                div.row {
                    span class={ "sure " (cause.certainty.word()) } { (cause.certainty.word()) }
                    @match also_possible.len() {
                        0 => {},
                        1 => a href="#also" { "1 similar cause" },
                        more => a href="#also" { (more) " similar causes" },
                    }
                    @if cause.grade != Grade::Measured { span.grade { (cause.grade.words()) } }
                    span.soft { (version) }
                    a href={ (prefix) "/causes/" (cause.code) } { "About this cause" }
                }
                details.evidence {
                    summary { "How we know" }
                    ul {
                        @for seen in &cause.evidence { li { (seen) } }
                        @if let Some(source) = &cause.source {
                            li { "This cause is announced, not measured. Source: " (source) "." }
                        }
                        li { (version) ": " (keycloak.because) }
                    }
                }
            }
        }
    }
}

/// The number of the check, counted from 1, that stopped a request before Keycloak responded, and the number of checks.
pub(super) fn stopped_early(report: &Report) -> Option<(usize, usize)> {
    let at = report
        .gates
        .iter()
        .position(|gate| gate.state == GateState::Refused)?;
    (report.outcome == Outcome::Unreachable && report.status.is_none() && !report.is_unsent())
        .then_some((at + 1, report.gates.len()))
}

/// The title, with the names of missing roles marked.
fn roles_marked(text: &str, roles: &RolesReport) -> Markup {
    let is_in = |list: &[String], name: &str| list.iter().any(|role| role == name);
    html! {
        @for word in text.split_inclusive(' ') {
            @let name = word.trim_end_matches([' ', ',', '.', ';', ':']);
            @let rest = &word[name.len()..];
            @if is_in(&roles.missing, name) { code.role.add { (name) } (rest) }
            @else { (word) }
        }
    }
}

/// The meaning of the status.
fn meaning(outcome: Outcome, status: Option<u16>) -> &'static str {
    match (outcome, status) {
        (Outcome::Allowed, _) => "The token is valid, and the caller has the required permission.",
        (Outcome::Unauthorized, Some(400)) => {
            "400 from the token endpoint means Keycloak did not issue a token. Roles haven’t been checked yet, so adding \
             roles won’t help."
        }
        (Outcome::Unauthorized, _) => {
            "401 means Keycloak can’t identify the caller. Roles haven’t been checked yet, so adding roles won’t help."
        }
        (Outcome::Forbidden, _) => {
            "403 means the token is valid but the caller lacks permission. A new secret or a fresh sign-in won’t help."
        }
        (Outcome::NotFound, _) => {
            "404 means the resource in the URL does not exist or is hidden from this caller."
        }
        (Outcome::Unreachable, _) => {
            "Keycloak never received the request, so neither the credentials nor the roles were checked."
        }
        (Outcome::Refused, _) => "Neither the credentials nor the roles caused this refusal.",
    }
}
