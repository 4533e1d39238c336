//! Wraps the queries of the pages about causes, operations, and roles.

use super::{LONG, ask, ask_aside, now};
use crate::{reference::Found, site};

/// Finds the causes of a message, a log, or words, best first.
pub fn causes_found(text: &str) -> Vec<Found> {
    let texts = ask("causes_found", &[text, &now()]);
    let found = texts.chunks_exact(3).map(|found| Found {
        code: found[0].clone(),
        title: found[1].clone(),
        text: found[2].clone(),
    });
    found.collect()
}

/// The content of a tool.
pub struct Shown {
    /// The result, as HTML.
    pub answer: String,
    /// The result in a sentence.
    pub summary: String,
    /// The query of its link.
    pub query: String,
    /// The choices as HTML, if they have to be replaced.
    pub choices: Option<String>,
}

/// Returns what the tool at this path shows for the choice `now` after the choice `before`. `unknown` lists what a pasted text requests and
/// does not exist, one a line.
pub fn tool(path: &str, [before, now]: [&str; 2], unknown: &str, anew: bool) -> Option<Shown> {
    let anew = if anew { "anew" } else { "" };
    let texts = ask("tool", &[path, &site::prefix(), before, now, unknown, anew]);
    let mut texts = texts.into_iter();
    Some(Shown {
        answer: texts.next()?,
        summary: texts.next()?,
        query: texts.next()?,
        choices: texts.next().filter(|choices| !choices.is_empty()),
    })
}

/// What a pasted text added to a choice.
pub struct Added {
    /// The query of the choice.
    pub choice: String,
    /// What was found, in a sentence.
    pub summary: String,
    /// The text with marked lines, as HTML.
    pub marked: String,
    /// What does not exist, one a line.
    pub unknown: String,
}

/// Adds the operations in a pasted text to a choice. A long text is read in a worker.
pub async fn add_pasted(query: &str, text: &str) -> Option<Added> {
    let arguments = [query, text];
    let texts = if text.len() > LONG {
        ask_aside("add_pasted", &arguments).await
    } else {
        ask("add_pasted", &arguments)
    };
    let mut texts = texts.into_iter();
    Some(Added {
        choice: texts.next()?,
        summary: texts.next()?,
        marked: texts.next()?,
        unknown: texts.collect::<Vec<_>>().join("\n"),
    })
}

/// Returns the operations that a search finds: a sentence with their number, and the lines of the list as HTML.
pub fn operations_found(place: &str, version: &str, typed: &str) -> Option<(String, String)> {
    let mut texts = ask(
        "operations_found",
        &[&site::prefix(), place, version, typed],
    )
    .into_iter();
    Some((texts.next()?, texts.next()?))
}
