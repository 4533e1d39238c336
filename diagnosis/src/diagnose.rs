//! Turns exchanges into the report.

use crate::Knowledge;
use crate::attempt::{Attempt, Field, Notice, Severity};
use crate::cause::{self, Cause, Finding};
use crate::evidence::roles;
use crate::evidence::{Evidence, Stage};
use crate::exchange::Exchange;
use crate::fix::{self, Change};
use crate::gate::{GATES, Gate};
use crate::picture;
use crate::redact;
use crate::report::{
    AlsoPossible, CauseReport, Certainty, Fix, FixKind, GateReport, GateState, Grade,
    KeycloakReport, Outcome, Report, RolesReport, SCHEMA, TokenReport,
};
use crate::token::Token;

/// Diagnoses the attempt: the cause, how certain it is, and the fix.
pub fn diagnose(attempt: &Attempt, exchanges: &[Exchange], knowledge: &Knowledge) -> Report {
    let evidence = Evidence::new(attempt, exchanges, knowledge);
    let findings = cause::findings(&evidence);
    report_on(&evidence, findings)
}

impl Report {
    /// Whether Keycloak allowed the request, but permissions removed something from the response.
    pub fn is_partial(&self) -> bool {
        cause::is_partial(&self.cause.code)
    }
}

/// The report for these causes, the most certain one first.
pub(crate) fn report_on(evidence: &Evidence, findings: Vec<(&'static Cause, Finding)>) -> Report {
    let attempt = evidence.attempt;
    let mut findings = findings.into_iter();
    let (cause, mut finding) = findings.next().unwrap_or_else(|| cause::nothing_seen());
    let mut also_possible: Vec<AlsoPossible> = findings
        .map(|(other, finding)| AlsoPossible {
            code: other.code.to_owned(),
            title: finding.title.unwrap_or_else(|| other.title.to_owned()),
            why: finding.explanation,
            tell_apart: finding.tell_apart,
        })
        .collect();
    if evidence.denied() && evidence.token.is_none() && finding.certainty < Certainty::Certain {
        also_possible.extend(unseen_without_a_token(evidence, cause, &also_possible));
    }
    // A cause is not certain while other causes fit.
    if !also_possible.is_empty() {
        finding.certainty = finding.certainty.min(Certainty::Likely);
    }
    // An announcement is never certain.
    if finding.grade != Grade::Measured {
        finding.certainty = finding.certainty.min(Certainty::Likely);
    }
    let outcome = outcome(evidence, cause);
    let secrets = evidence.secrets();
    let also_possible = also_possible
        .into_iter()
        .map(|other| AlsoPossible {
            why: secrets.hide_in_text(&other.why),
            ..other
        })
        .collect();
    // Findings quote responses, and a response may quote a secret.
    finding.explanation = secrets.hide_in_text(&finding.explanation);
    for sentence in &mut finding.evidence {
        *sentence = secrets.hide_in_text(sentence);
    }
    for change in &mut finding.changes {
        if let Change::Caller { text, .. } | Change::HandOff { text, .. } = change {
            *text = secrets.hide(text);
        }
    }
    let (fixes, not_offered) = fix::fixes(evidence, &finding.changes);
    let mut report = Report {
        schema: SCHEMA.to_owned(),
        outcome,
        operation: attempt.operation.name(),
        status: status(evidence),
        verdict: if evidence.is_not_sent() {
            verdict_unsent(outcome)
        } else {
            verdict(outcome, gate(evidence, cause))
        },
        gates: picture::gates(evidence, outcome, gate(evidence, cause), cause, &finding),
        fixes: [
            fixes,
            fix::client_code(evidence, cause.code, &finding.changes),
        ]
        .concat(),
        not_offered,
        cause: report(cause, finding),
        also_possible,
        keycloak: keycloak(evidence),
        steps: evidence
            .exchanges
            .iter()
            .map(|exchange| redact::step(exchange, secrets))
            .collect(),
        roles: roles::report(evidence),
        suggestions: suggestions(evidence),
        token: evidence.token.as_ref().map(token),
        script: fix::script(attempt),
        settle: Vec::new(),
    };
    if !report.also_possible.is_empty() {
        report.settle = fix::settle(evidence);
    }
    let messages = fix::to_administrator(attempt, &report);
    report.fixes.extend(messages);
    report
}

/// The values that the responses show to be right.
fn suggestions(evidence: &Evidence) -> Vec<Notice> {
    let user_id = cause::found_user(evidence)
        // A response may repeat a secret.
        .filter(|(_, id)| evidence.secrets().hide(id) == *id)
        .map(|(name, id)| Notice {
            field: Field::UserId,
            severity: Severity::Warning,
            message: evidence
                .secrets()
                .hide(&format!("The user {name} has another ID.")),
            parameter: None,
            suggestion: Some(id),
        });
    user_id.into_iter().collect()
}

/// The length, in bytes, from which a message is almost certainly not part of another text.
const SURE_MESSAGE: usize = 40;

/// Returns the report on a cause that a message alone identifies: there are no exchanges, so only the failed check is known. `None` for an
/// unknown code.
pub fn of_message(code: &str, message: &str) -> Option<Report> {
    let known = cause::page(code)?;
    let gate = known.gate;
    let outcome = if gate < Gate::Realm {
        Outcome::Unreachable
    } else if gate.is_of_token_call() || gate == Gate::TokenAccepted {
        Outcome::Unauthorized
    } else {
        Outcome::Refused
    };
    Some(Report {
        schema: SCHEMA.to_owned(),
        outcome,
        operation: "unknown".to_owned(),
        status: None,
        verdict: verdict(outcome, gate),
        gates: GATES
            .into_iter()
            .map(|one| GateReport {
                gate: one,
                title: one.title().to_owned(),
                state: if one == gate {
                    GateState::Refused
                } else {
                    GateState::Hidden
                },
                because: if one == gate {
                    format!("{}.", known.title)
                } else {
                    "The text does not show this.".to_owned()
                },
            })
            .collect(),
        cause: CauseReport {
            code: known.code.to_owned(),
            // A short message can be part of other texts.
            certainty: if message.len() < SURE_MESSAGE {
                Certainty::Possible
            } else {
                Certainty::Likely
            },
            title: known.title.to_owned(),
            explanation: known.page.summary().to_owned(),
            evidence: vec![format!(
                "The text contains a known message of this cause: {message}"
            )],
            grade: Grade::Measured,
            source: None,
        },
        also_possible: known
            .page
            .looks_like
            .iter()
            .map(|(other, why)| AlsoPossible {
                code: (*other).to_owned(),
                title: cause::title(other).unwrap_or_default().to_owned(),
                why: (*why).to_owned(),
                tell_apart: String::new(),
            })
            .collect(),
        fixes: known
            .page
            .fix
            .first()
            .map(|step| Fix::new(FixKind::Caller, "First step", *step))
            .into_iter()
            .collect(),
        not_offered: Vec::new(),
        keycloak: KeycloakReport {
            versions: "unknown".to_owned(),
            because: "Nothing in the text reveals the Keycloak version.".to_owned(),
        },
        steps: Vec::new(),
        roles: RolesReport::default(),
        suggestions: Vec::new(),
        token: None,
        script: String::new(),
        settle: Vec::new(),
    })
}

/// Every similar cause of the page, because there is no token that could exclude some of them, and the causes that depend on the target.
fn unseen_without_a_token(
    evidence: &Evidence,
    cause: &Cause,
    known: &[AlsoPossible],
) -> Vec<AlsoPossible> {
    let looks_like = cause::page(cause.code).map_or(&[][..], |page| page.page.looks_like);
    let matrix = evidence.knowledge.matrix;
    let of_page = looks_like.iter().map(|(code, why)| {
        let why = match matrix.grade_of(code) {
            Grade::Measured => (*why).to_owned(),
            grade => format!("{why} ({})", grade.words()),
        };
        (*code, why)
    });
    let mut all: Vec<AlsoPossible> = Vec::new();
    for (code, why) in guarding(evidence).into_iter().chain(of_page) {
        let is_about_user = code == "user-not-found";
        let is_known = |other: &AlsoPossible| other.code == code;
        if code == cause.code
            || known.iter().chain(&all).any(is_known)
            || (is_about_user && !names_a_user(evidence))
        {
            continue;
        }
        all.push(AlsoPossible {
            code: code.to_owned(),
            title: cause::title(code).unwrap_or_default().to_owned(),
            why,
            tell_apart: "The response alone can't tell these apart. Paste the token too."
                .to_owned(),
        });
    }
    all
}

/// Whether the path contains the ID of a user.
fn names_a_user(evidence: &Evidence) -> bool {
    evidence.attempt.operation.template.contains("{user-id}")
}

/// The causes that deny the operation for some targets, with their measured conditions, if a release that fits returns this status.
fn guarding(evidence: &Evidence) -> Vec<(&'static str, String)> {
    evidence
        .guards_with(|denied| Some(denied) == status(evidence))
        .map(|guard| {
            let why = format!(
                "Keycloak also denies the request when {}: {}",
                guard.when,
                guard.versions()
            );
            (guard.cause.as_str(), why)
        })
        .collect()
}

fn report(cause: &Cause, finding: Finding) -> CauseReport {
    CauseReport {
        code: cause.code.to_owned(),
        certainty: finding.certainty,
        title: finding.title.unwrap_or_else(|| cause.title.to_owned()),
        explanation: finding.explanation,
        evidence: finding.evidence,
        grade: finding.grade,
        source: (!finding.source.is_empty()).then(|| finding.source.to_owned()),
    }
}

/// The gate that refused. Some causes occur at the token request and at the Admin API.
fn gate(evidence: &Evidence, cause: &Cause) -> Gate {
    if evidence.token_refusal().is_some() {
        if cause.is_unexplained() {
            // Nothing shows how far the request came after the realm.
            return Gate::Client;
        }
        cause.gate.min(Gate::Grant)
    } else if evidence.refusal().is_some() && cause.gate.is_of_token_call() {
        Gate::RealmExists
    } else {
        cause.gate
    }
}

/// The status that decided.
fn status(evidence: &Evidence) -> Option<u16> {
    match evidence.stage() {
        Stage::OperationAnswered(response)
        | Stage::OperationRefused(response)
        | Stage::TokenRefused(response) => Some(response.status),
        _ => None,
    }
}

/// The result for the caller. Causes outside Keycloak and causes in the realm's settings decide before the status.
fn outcome(evidence: &Evidence, cause: &Cause) -> Outcome {
    if let Some(outcome) = cause.outcome() {
        return outcome;
    }
    match evidence.stage() {
        Stage::OperationAnswered(_) => Outcome::Allowed,
        Stage::TokenFailed(_) | Stage::OperationFailed(_) | Stage::Start => Outcome::Unreachable,
        Stage::NotSent => cause.predicted_outcome(),
        Stage::TokenRefused(response) => match response.status {
            400 | 401 => Outcome::Unauthorized,
            404 => Outcome::NotFound,
            200..=299 => Outcome::Unreachable,
            _ => Outcome::Refused,
        },
        Stage::OperationRefused(response) => match response.status {
            401 => Outcome::Unauthorized,
            403 => Outcome::Forbidden,
            404 | 405 => Outcome::NotFound,
            _ => Outcome::Refused,
        },
    }
}

/// The verdict for a report without names, from its outcome and its failed check.
pub fn verdict_of(report: &Report) -> String {
    if report.is_unsent() {
        return verdict_unsent(report.outcome);
    }
    let refused = report
        .gates
        .iter()
        .find(|gate| gate.state == GateState::Refused)
        .map(|gate| gate.gate);
    let of_cause = || cause::page(&report.cause.code).map(|cause| cause.gate);
    let gate = refused.or_else(of_cause).unwrap_or(Gate::Permission);
    verdict(report.outcome, gate)
}

/// The verdict in one sentence.
fn verdict(outcome: Outcome, gate: Gate) -> String {
    match (outcome, gate) {
        (Outcome::Allowed, _) => "Keycloak allowed the request.",
        (Outcome::Unauthorized, Gate::TokenAccepted) => {
            "Authentication failed: Keycloak rejected the token."
        }
        (Outcome::Unauthorized, Gate::Grant) => {
            "Keycloak recognized the client but did not issue a token for this grant."
        }
        (Outcome::Unauthorized, _) => "Authentication failed: Keycloak did not issue a token.",
        (Outcome::Forbidden, Gate::Keycloak) => {
            "Something in front of Keycloak denied the request."
        }
        (Outcome::Forbidden, _) => "Keycloak recognized the caller but denied the request.",
        (Outcome::NotFound, Gate::Target) => "Keycloak did not find the resource.",
        (Outcome::NotFound, Gate::Keycloak) => "Wrong base URL: Keycloak is not at this path.",
        (Outcome::NotFound, _) => "Keycloak did not find the realm.",
        (Outcome::Unreachable, _) => "No response from Keycloak.",
        (Outcome::Refused, Gate::Keycloak) => "Keycloak did not complete the request.",
        (Outcome::Refused, Gate::Target) => "Keycloak rejected the request as it was sent.",
        (Outcome::Refused, Gate::Realm) => "The realm's settings deny this request.",
        (Outcome::Refused, _) => "The request was denied before roles were checked.",
    }
    .to_owned()
}

/// The verdict on an operation that was not sent.
fn verdict_unsent(outcome: Outcome) -> String {
    match outcome {
        Outcome::Allowed => "Not sent (this request modifies data). Keycloak would allow it.",
        Outcome::Unauthorized => "Not sent: the token is not valid.",
        Outcome::Unreachable => {
            "Not sent (this request modifies data). The required roles were not measured."
        }
        _ => "Not sent (this request modifies data). Keycloak would deny it.",
    }
    .to_owned()
}

fn keycloak(evidence: &Evidence) -> KeycloakReport {
    KeycloakReport {
        versions: evidence.versions.to_string(),
        because: if evidence.versions.is_known() {
            evidence.versions.because()
        } else {
            "Nothing in the responses reveals the Keycloak version.".to_owned()
        },
    }
}

fn token(token: &Token) -> TokenReport {
    TokenReport {
        header: token.header().clone().into(),
        claims: token.claims().clone().into(),
    }
}
