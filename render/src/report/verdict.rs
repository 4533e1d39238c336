//! What happened, in one sentence? The status, what it means, how sure that is and for which Keycloak.

use diagnosis::report::{Certainty, Outcome, Report, RolesReport};
use maud::{Markup, html};

/// The verdict. The focus moves to its heading when it appears.
pub fn verdict(report: &Report, prefix: &str) -> Markup {
    let Report {
        outcome,
        status,
        cause,
        keycloak,
        ..
    } = report;
    let certainty = match cause.certainty {
        Certainty::Certain => "certain",
        Certainty::Likely => "likely",
        Certainty::Possible => "possible",
    };
    let version = if keycloak.versions == "unknown" {
        "Keycloak version unknown".to_owned()
    } else {
        format!("Keycloak {}", keycloak.versions)
    };
    html! {
        section class={ "verdict " (class(*outcome)) } aria-labelledby="verdict" {
            @match status {
                Some(status) => p.status { (status) },
                None if report.is_unsent() => p.status.words { "Not sent" },
                None => p.status.words { "No answer" },
            }
            h1 #verdict tabindex="-1" { (report.verdict) }
            p.lead { strong { (cause.title) "." } " " (roles_marked(&cause.explanation, &report.roles)) }
            p.tags {
                span.tag { (certainty) } " "
                span.tag { (version) } " "
                a.small href={ (prefix) "/causes/" (cause.code) } { "About this cause" }
            }
            p.meaning {
                @if report.is_unsent() {
                    "The call would change something, and was not asked to be sent: this is what the permission data and calls \
                     that change nothing say."
                } @else { (meaning(*outcome, *status)) }
            }
            details.evidence {
                summary { "How Why403 knows" }
                ul {
                    @for seen in &cause.evidence { li { (seen) } }
                    li { (version) ": " (keycloak.because) }
                }
            }
        }
    }
}

/// The sentence with the names of roles set apart; a missing one stands out.
fn roles_marked(text: &str, roles: &RolesReport) -> Markup {
    let is_in = |list: &[String], name: &str| list.iter().any(|role| role == name);
    html! {
        @for word in text.split_inclusive(' ') {
            @let name = word.trim_end_matches([' ', ',', '.', ';', ':']);
            @let rest = &word[name.len()..];
            @if is_in(&roles.missing, name) { strong { code { (name) } } (rest) }
            @else if is_in(&roles.claimed, name) || name == roles.container { code { (name) } (rest) }
            @else { (word) }
        }
    }
}

/// Amber for who you are, red for may not, green for let through, grey for not known.
fn class(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "ok",
        Outcome::Unauthorized => "who",
        Outcome::Forbidden | Outcome::Refused => "may",
        Outcome::NotFound | Outcome::Unreachable => "dim",
    }
}

/// What the status means here.
fn meaning(outcome: Outcome, status: Option<u16>) -> &'static str {
    match (outcome, status) {
        (Outcome::Allowed, _) => "The token was accepted, and what its owner may do suffices.",
        (Outcome::Unauthorized, Some(400)) => {
            "400 at the token endpoint means: Keycloak gave no token. Nobody has looked at roles yet; more of them would change nothing."
        }
        (Outcome::Unauthorized, _) => {
            "401 means: Keycloak does not know who you are. Nobody has looked at roles yet; more of them would change nothing."
        }
        (Outcome::Forbidden, _) => {
            "403 means: the token is fine, and what its owner may do is not enough. A new secret or another login would change nothing."
        }
        (Outcome::NotFound, _) => {
            "404 means: what the address names is not there, or not for this caller."
        }
        (Outcome::Unreachable, _) => {
            "Without an answer from Keycloak, neither who you are nor what you may do has been looked at."
        }
        (Outcome::Refused, _) => "Neither who you are nor what you may do decided this.",
    }
}
