//! What happened, in one sentence? The status, what it means, how sure that is and for which Keycloak.

use diagnosis::report::{Certainty, Outcome, Report, RolesReport};
use leptos::{html, prelude::*};

/// The verdict. The focus moves to it when it appears.
#[component]
pub fn Verdict(
    /// The report.
    report: Report,
    /// What precedes every address.
    prefix: String,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let Report {
        outcome,
        status,
        verdict,
        cause,
        keycloak,
        roles,
        ..
    } = report;
    let status_text = status.map_or_else(|| "No answer".to_owned(), |status| status.to_string());
    let page = format!("{prefix}/causes/{}", cause.code);
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
    let dated = format!("{version}: {}", keycloak.because);
    view! {
        <section class=format!("verdict {}", class(outcome)) aria-labelledby="verdict">
            <p class=if status.is_some() { "status" } else { "status words" }>{status_text}</p>
            <h1 id="verdict" tabindex="-1" node_ref=heading>
                {verdict}
            </h1>
            <p class="lead">
                <strong>{cause.title} "."</strong>
                " "
                {roles_marked(&cause.explanation, &roles)}
            </p>
            <p class="tags">
                <span class="tag">{certainty}</span>
                " "
                <span class="tag">{version}</span>
                " "
                <a class="small" href=page>"About this cause"</a>
            </p>
            <p class="meaning">{meaning(outcome, status)}</p>
            <details class="evidence">
                <summary>"How Why403 knows"</summary>
                <ul>
                    {cause.evidence.into_iter().map(|seen| view! { <li>{seen}</li> }).collect_view()}
                    <li>{dated}</li>
                </ul>
            </details>
        </section>
    }
    .into_any()
}

/// The sentence with the names of roles set apart; a missing one stands out.
fn roles_marked(text: &str, roles: &RolesReport) -> impl IntoView + use<> {
    text.split_inclusive(' ')
        .map(|word| {
            let name = word.trim_end_matches([' ', ',', '.', ';', ':']);
            let rest = word.get(name.len()..).unwrap_or_default().to_owned();
            let is_in = |list: &[String]| list.iter().any(|role| role == name);
            let name = name.to_owned();
            if is_in(&roles.missing) {
                view! { <strong><code>{name}</code></strong> {rest} }.into_any()
            } else if is_in(&roles.claimed) || name == roles.container {
                view! { <code>{name}</code> {rest} }.into_any()
            } else {
                word.to_owned().into_any()
            }
        })
        .collect_view()
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
        (Outcome::Allowed, _) => {
            "The status of a call that was let through: the token was accepted, and its roles suffice."
        }
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
