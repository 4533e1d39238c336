//! Wraps the queries of the playground.

use diagnosis::attempt::{Field, Notice, Severity};
use render::{Offer, Offers};

use super::{ask, ask_aside, now};
use crate::site;

/// Groups strings in pairs.
fn pairs(texts: Vec<String>) -> Vec<(String, String)> {
    let mut texts = texts.into_iter();
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
        pairs.push((name, value));
    }
    pairs
}

/// Returns the operations that match the typed text in the stated version.
pub fn offers(typed: &str, stated: &str) -> Offers {
    let texts = ask("offers", &[typed, stated]);
    let mut texts = texts.into_iter();
    let mut number = || texts.next().and_then(|number| number.parse().ok());
    let (all, first) = (number().unwrap_or_default(), number());
    let mut shown = Vec::new();
    while let (Some(method), Some(template), Some(does), Some(writes)) =
        (texts.next(), texts.next(), texts.next(), texts.next())
    {
        shown.push(Offer {
            method,
            template,
            does,
            writes: !writes.is_empty(),
        });
    }
    Offers { shown, all, first }
}

/// Returns what is wrong with the typed operation, according to the permission data.
pub fn notice(typed: &str, stated: &str) -> Option<Notice> {
    let mut texts = ask("notice", &[typed, stated]).into_iter();
    let severity = match texts.next()?.as_str() {
        "error" => Severity::Error,
        _ => Severity::Warning,
    };
    Some(Notice {
        field: Field::Operation,
        severity,
        message: texts.next()?,
        suggestion: texts.next().filter(|suggestion| !suggestion.is_empty()),
        parameter: None,
    })
}

/// Returns the fields in a request, by their names in links, and their values.
pub fn concrete(call: &str, stated: &str) -> Vec<(String, String)> {
    pairs(ask("concrete", &[call, stated]))
}

/// Returns the fields in a URL that was pasted as the base URL, by their names in links, and their values.
pub fn split(url: &str, stated: &str) -> Vec<(String, String)> {
    pairs(ask("split", &[url, stated]))
}

/// The result of reading pasted texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// The two parts of a report, as HTML.
    Report(String, String),
    /// Fields of the form, by their names in links, and their values.
    Command(Vec<(String, String)>),
    /// The errors: each field with its message.
    Mistakes(Vec<(String, String)>),
    /// Nothing readable.
    Nothing,
}

/// Reads a pasted text.
pub fn pasted(text: &str, operation: &str) -> Pasted {
    understood(ask(
        "pasted",
        &[text, "", operation, &now(), &site::prefix()],
    ))
}

/// Reads a long pasted text in a worker.
pub async fn pasted_aside(text: &str, operation: &str) -> Pasted {
    let arguments = [text, "", operation, &now(), &site::prefix()];
    understood(ask_aside("pasted", &arguments).await)
}

fn understood(texts: Vec<String>) -> Pasted {
    let mut texts = texts.into_iter();
    let kind = texts.next().unwrap_or_default();
    match kind.as_str() {
        "report" => Pasted::Report(
            texts.next().unwrap_or_default(),
            texts.next().unwrap_or_default(),
        ),
        "command" => Pasted::Command(pairs(texts.collect())),
        "mistakes" => Pasted::Mistakes(pairs(texts.collect())),
        _ => Pasted::Nothing,
    }
}
