//! Reads everything that a text shows about a denied request, for the paste box and `why403 read`.
//!
//! Detectors collect facts with their places in the text. Requests are paired with responses, the denied one is diagnosed, and everything
//! that the text does not show is removed from the report.

mod absent;
mod browsers;
mod code;
mod elsewhere;
mod errors;
mod events;
mod failures;
mod flat;
mod foreign;
mod frames;
mod grant;
mod har;
mod json;
mod messages;
mod pairs;
mod phrases;
mod prose;
mod proxies;
mod requests;
mod resource_servers;
mod settled;
mod shown;
mod statuses;
mod versions;

use std::sync::LazyLock;

use diagnosis::cause::{Seen, is_of_application, page, pages};
use diagnosis::report::{Certainty, Outcome, Report};
use diagnosis::{Knowledge, diagnose, settle};
use permissions::{Matrix, Permissions, TokenRealm, Version};
use serde::Serialize;

use crate::text::{Match, remarks, search};
use flat::Flat;
pub use grant::fixes_to_grant;
use pairs::Story;
use phrases::Phrases;

/// The name of the schema of a [`Reading`].
pub const SCHEMA: &str = "why403-reading/1";
/// The minimum length of a message. A shorter one is part of other texts as well.
const SHORTEST_MESSAGE: usize = 24;
/// The release whose Admin API accepts only tokens with its audience, according to Keycloak's upgrading guide for 26.8.2.
const CHECKS_AUDIENCE: Version = Version {
    major: 26,
    minor: Some(8),
    patch: Some(2),
};
/// The causes that deny a caller with the required role, most frequent first.
const DESPITE_THE_ROLE: [&str; 5] = [
    "role-out-of-scope",
    "roles-not-in-token",
    "role-on-wrong-client",
    "token-stale",
    "client-in-other-realm",
];
/// The maximum number of causes that a search shows.
const MAX_FOUND: usize = 10;
/// The maximum number of causes that [`find_causes`] returns.
const MAX_HITS: usize = 20;
/// The maximum length of a searched text: more than a page of log.
const MAX_SEARCHED: usize = 64 * 1024;
/// The maximum length of a text. The rest is ignored.
const MAX_TEXT: usize = 16 * 1024 * 1024;

/// The knowledge in addition to the text.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The measured permission data.
    pub matrix: &'a Matrix,
    /// The Keycloak version, if known.
    pub version: Option<Version>,
    /// The operation, if known; empty otherwise.
    pub operation: &'a str,
    /// The current time in seconds since 1970.
    pub now: i64,
}

/// The kind of evidence at a place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A request: a URL or path with its method.
    Request,
    /// A status.
    Response,
    /// An error from Keycloak or a client.
    Error,
    /// A token.
    Token,
    /// Decoded claims, or the result of an introspection.
    Claims,
    /// A line of a log.
    Log,
    /// A frame of a stack trace.
    StackTrace,
    /// Roles that a person mentions.
    Roles,
    /// Settings and roles that an administrator's command shows.
    Settings,
}

/// A place in the text, with its meaning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The kind.
    pub kind: Kind,
    /// The line, counted from 1.
    pub line: usize,
    /// The line without secrets, truncated to a readable length.
    pub text: String,
    /// Its meaning in one sentence.
    pub means: String,
}

/// A part of the evidence that the text may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotSeen {
    /// Method and path of the request.
    Operation,
    /// The status of the response.
    Status,
    /// The body of the response.
    ResponseBody,
    /// The access token or its claims.
    Token,
    /// The base URL.
    BaseUrl,
    /// The realm.
    Realm,
    /// The client.
    Client,
}

/// A cause whose known messages resemble the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    /// The code of the cause.
    pub code: &'static str,
    /// The title of the cause.
    pub title: &'static str,
    /// Why it was found.
    pub why: String,
}

/// The result of reading a text (schema `why403-reading/1`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    /// Always [`SCHEMA`].
    pub schema: &'static str,
    /// The evidence, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// What the text does not show.
    pub not_seen: Vec<NotSeen>,
    /// The only operation that the text names in words, if the text does not show the request: a proposal to confirm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_operation: Option<String>,
    /// The diagnosis, if the text shows a request that was refused or allowed.
    pub report: Option<Report>,
    /// Causes with messages like the text, best first; empty if the report is certain.
    pub search: Vec<Found>,
}

impl Reading {
    /// Whether Keycloak allowed the request in the text.
    pub fn is_allowed(&self) -> bool {
        let outcome = self.report.as_ref().map(|report| report.outcome);
        outcome == Some(Outcome::Allowed)
    }

    /// Whether nothing in the text was recognized.
    pub fn is_empty(&self) -> bool {
        self.evidence.is_empty() && self.report.is_none()
    }
}

/// A cause that a search finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The code of the cause.
    pub code: &'static str,
    /// The title of the cause.
    pub title: &'static str,
    /// The known message that matches best; empty if words or the title match.
    pub message: &'static str,
}

/// Searches the causes for a message, a log, or words that a person types, best first: the cause that [`read`] finds, then the causes whose
/// known messages and words resemble the text.
pub fn find_causes(text: &str, context: &Context) -> Vec<Hit> {
    let text = &text[..text.floor_char_boundary(MAX_SEARCHED)];
    let reading = read(text, context);
    let of_report = reading
        .report
        .iter()
        .filter(|report| !report.cause.is_unexplained());
    let mut codes: Vec<&str> = of_report
        .clone()
        .map(|report| report.cause.code.as_str())
        .collect();
    codes.extend(reading.search.iter().map(|found| found.code));
    let similar = of_report.flat_map(|report| &report.also_possible);
    codes.extend(similar.map(|similar| similar.code.as_str()));
    let found = search(&Flat::new(text).masked());
    let mut hits: Vec<Hit> = Vec::new();
    for code in codes {
        let Some(page) = page(code) else {
            continue;
        };
        if hits.iter().any(|known| known.code == page.code) {
            continue;
        }
        let of_words = found.iter().find(|found| found.code == page.code);
        hits.push(Hit {
            code: page.code,
            title: page.title,
            message: of_words.map_or("", |found| found.message),
        });
    }
    hits.truncate(MAX_HITS);
    hits
}

/// The causes that match the words of a text, whose response had this status.
fn ranked(flat: &Flat, status: Option<u16>) -> Vec<Match> {
    let masked = flat.masked();
    match status {
        Some(status) => search(&format!("HTTP {status}\n{masked}")),
        None => search(&masked),
    }
}

/// Reads a text. The time grows linearly with its length, and nothing is sent.
pub fn read(text: &str, context: &Context) -> Reading {
    let text = &text[..text.floor_char_boundary(MAX_TEXT)];
    if let Some(found) = settled::find(text) {
        return settled_reading(text, found, context);
    }
    let har = har::requests(text);
    let text = har.as_deref().unwrap_or(text);
    let named = versions::find(text);
    let version = context.version.or(match named.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let permissions = context.matrix.at_or_newest(version, TokenRealm::Target);
    let flat = Flat::new(text);
    let story = Story::new(&flat, &permissions, context.operation);
    let knowledge = Knowledge {
        matrix: context.matrix,
        now: context.now,
    };
    let report = of_another_server(&flat, &story)
        .or_else(|| of_event(&story))
        .or_else(|| {
            let (attempt, exchanges) = story.attempt(version)?;
            let report = diagnose(&attempt, &exchanges, &knowledge);
            let report = absent::take_out(report, &story, &attempt.absent);
            // The reason of an event is not always one of the responses that the diagnosis knows.
            let of_type = report.cause.is_unexplained().then(|| of_cause(&story));
            Some(of_type.flatten().unwrap_or(report))
        })
        .or_else(|| of_lost_connection(&story))
        .or_else(|| of_error_message(&story))
        .or_else(|| named_by_message(&flat));
    let proposed_operation = proposed(&flat, &story, report.as_ref(), &permissions);
    let report = match &proposed_operation {
        Some(operation) => report.map(|report| absent::with_proposal(report, operation)),
        None => report,
    };
    let is_certain = report
        .as_ref()
        .is_some_and(|report| report.cause.certainty == Certainty::Certain);
    let mut found = Vec::new();
    if !is_certain {
        if let Some(token) = story.token.as_ref().filter(|_| report.is_none()) {
            for remark in remarks(token, context.now) {
                if let Some(code) = remark.code {
                    found.extend(found_cause(code, remark.sentence));
                }
            }
        }
        if story.status == Some(401) && named.iter().any(|version| *version >= CHECKS_AUDIENCE) {
            let code = "admin-audience-missing";
            let grade = context.matrix.grade_of(code).words();
            let why =
                format!("The text names a release that checks the token's audience ({grade}).");
            found.extend(found_cause(code, why));
        }
        if let Some(why) = story.assigned_roles() {
            for code in DESPITE_THE_ROLE {
                found.extend(found_cause(code, why.clone()));
            }
        }
        for Match { code, .. } in ranked(&flat, story.status) {
            let is_elsewhere = is_of_application(code)
                && (story.operation_was_seen() || flat.text.contains(frames::CLIENT));
            if !is_elsewhere && found.iter().all(|known: &Found| known.code != code) {
                let why = "Its known messages resemble the text.".to_owned();
                found.extend(found_cause(code, why));
            }
        }
        if found.is_empty()
            && let Some(report) = &report
        {
            found.extend(found_cause(
                &report.cause.code,
                "The report names it.".to_owned(),
            ));
            for other in &report.also_possible {
                found.extend(found_cause(&other.code, other.why.clone()));
            }
        }
        found.truncate(MAX_FOUND);
    }
    Reading {
        schema: SCHEMA,
        not_seen: story.not_seen(),
        evidence: story.evidence(&flat),
        proposed_operation,
        report,
        search: found,
    }
}

/// The operation to propose for a text that does not show its request, if the cause depends on the request.
fn proposed(
    flat: &Flat,
    story: &Story,
    report: Option<&Report>,
    permissions: &Permissions,
) -> Option<String> {
    let is_open = !story.operation_was_seen()
        && !story.is_about_token()
        && story.application.is_none()
        && story.foreign.is_none()
        && !story.has_requests();
    let depends = report.is_some_and(|report| report.cause.depends_on_operation());
    let is_refused = matches!(story.status, None | Some(403)) && flat.text.contains("403")
        || flat.lower.contains("forbidden");
    (is_open && depends && is_refused)
        .then(|| prose::find(&flat.text, permissions))
        .flatten()
}

/// The report on a refusal that only a browser shows, that an application wrote, or that is not about the Admin API. A response of the Admin
/// API in the text says more.
fn of_another_server(flat: &Flat, story: &Story) -> Option<Report> {
    let mut report = if story.is_refused_by_browser() {
        of_browser()
    } else if story.has_refused_admin_request() || story.event.is_some() {
        None
    } else if let Some(message) = &story.application {
        resource_servers::report(message, story.status)
    } else {
        messages::report(flat, story).or_else(|| elsewhere::report(flat, story))
    }?;
    report.status = story.status.or(report.status);
    Some(with_operation(report, story))
}

/// Adds the operation to the report on a message, if the text contains the operation.
fn with_operation(mut report: Report, story: &Story) -> Report {
    if story.operation_was_seen() {
        story.input.operation.clone_into(&mut report.operation);
    }
    report
}

/// The report on a browser's message about CORS.
fn of_browser() -> Option<Report> {
    let sentence = "The message is from a browser, which blocks the response because of CORS.";
    let mut report = diagnosis::of_message("cors-refused", sentence)?;
    report.cause.evidence = vec![sentence.to_owned()];
    Some(report)
}

/// The report on an event of Keycloak's log that shows no response to the caller: on the cause, if the event shows one.
fn of_event(story: &Story) -> Option<Report> {
    let event = story.event.as_ref().filter(|event| event.error.is_none())?;
    if story.has_refused_admin_request() {
        return None;
    }
    of_cause(story).or_else(|| {
        let mut report = diagnosis::of_message("unexplained", &event.name)?;
        report.cause.evidence.clear();
        // The event does not show which check refused, and neither a proxy nor a failure of Keycloak writes events.
        report.cause.certainty = Certainty::Possible;
        report.also_possible.clear();
        report.fixes.clear();
        absent::hide_gates(&mut report);
        absent::with_event(&mut report, event);
        Some(report)
    })
}

/// The report on the cause that the type and the error of an event show.
fn of_cause(story: &Story) -> Option<Report> {
    let event = story.event.as_ref()?;
    let mut report = diagnosis::of_message(event.cause?, &event.name)?;
    report.cause.evidence.clear();
    report.cause.certainty = Certainty::Likely;
    absent::with_event(&mut report, event);
    Some(report)
}

/// The reading of an administrator's output: the check that it belongs to, diagnosed again with what the server shows.
fn settled_reading(text: &str, found: settled::Found, context: &Context) -> Reading {
    let knowledge = Knowledge {
        matrix: context.matrix,
        now: context.now,
    };
    let (report, places) = match found {
        settled::Found::Whole(output, places) => (settle::report(&output, &knowledge), places),
        settled::Found::Broken(at) => {
            let means =
                "The output of an administrator's command is incomplete. Paste all of its lines.";
            (None, vec![(at, means.to_owned())])
        }
    };
    let flat = Flat::new(text);
    let evidence = places.into_iter().map(|(at, means)| Evidence {
        kind: Kind::Settings,
        line: flat.line_number(at),
        text: shown::shown(flat.line(at)),
        means,
    });
    Reading {
        schema: SCHEMA,
        not_seen: Vec::new(),
        evidence: evidence.collect(),
        proposed_operation: None,
        report,
        search: Vec::new(),
    }
}

/// The report on a response that did not arrive completely.
fn of_lost_connection(story: &Story) -> Option<Report> {
    let mut report = diagnosis::of_message("connection-lost", story.lost()?)?;
    report.cause.certainty = Certainty::Likely;
    Some(with_operation(report, story))
}

/// The report on Keycloak's `ErrorRepresentation` without a status: Keycloak rejected the content of a request.
fn of_error_message(story: &Story) -> Option<Report> {
    let error = story.error.as_ref().filter(|error| error.is_message())?;
    let mut report = diagnosis::of_message("request-invalid", &shown::shown(&error.code))?;
    report.cause.certainty = Certainty::Likely;
    report.cause.evidence = vec![format!(
        "Keycloak's message is: {}.",
        shown::shown(error.code.trim_end_matches('.'))
    )];
    Some(with_operation(report, story))
}

/// The known messages of the causes in lower case, with their causes.
static MESSAGES: LazyLock<Phrases<(&Seen, &str)>> = LazyLock::new(|| {
    let messages = pages()
        .flat_map(|page| page.page.seen.iter().map(move |seen| (seen, page.code)))
        .filter(|(seen, _)| seen.text.len() >= SHORTEST_MESSAGE);
    Phrases::new(messages, |(seen, _)| seen.text.to_ascii_lowercase())
});

/// The report on the cause whose known message is part of the text. Of several messages, the longest one is the most specific.
fn named_by_message(flat: &Flat) -> Option<Report> {
    let mut is_of_another_server = failures::of_another_server(flat);
    let (_, (seen, code)) = MESSAGES
        .places(&flat.lower)
        .filter(|(at, _)| !is_of_another_server(*at))
        .max_by_key(|(_, (seen, _))| seen.text.len())?;
    diagnosis::of_message(code, seen.text)
}

fn found_cause(code: &str, why: String) -> Option<Found> {
    let page = page(code)?;
    Some(Found {
        code: page.code,
        title: page.title,
        why,
    })
}

#[cfg(test)]
mod tests;
