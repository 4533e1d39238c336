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
                None => p.status.words { "No response" },
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
                    "This request modifies data, so it wasn’t sent. The result is predicted from measured permissions \
                     and read-only checks."
                } @else { (meaning(*outcome, *status)) }
            }
            details.evidence {
                summary { "How we know" }
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
        (Outcome::Allowed, _) => "The token is valid and its owner has the required permission.",
        (Outcome::Unauthorized, Some(400)) => {
            "400 from the token endpoint means Keycloak did not issue a token. Roles haven’t been checked yet, so \
             adding roles won’t help."
        }
        (Outcome::Unauthorized, _) => {
            "401 means Keycloak can’t identify the caller. Roles haven’t been checked yet, so adding roles won’t help."
        }
        (Outcome::Forbidden, _) => {
            "403 means the token is valid but its owner lacks permission. A new secret or a fresh sign-in won’t help."
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
