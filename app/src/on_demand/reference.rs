//! Queries of the pages of operations and roles.

use super::ask;
use crate::site;

/// What a tool shows.
pub struct Shown {
    /// The response, as HTML.
    pub answer: String,
    /// The same in a sentence.
    pub summary: String,
    /// The query of a link to it.
    pub query: String,
    /// The choices as HTML, where they have to be shown anew.
    pub choices: Option<String>,
}

/// What the tool at this path shows for the choice `now`, after the choice `before`. `unknown`, a line each, is what a pasted text calls
/// that does not exist.
pub fn tool(path: &str, [before, now]: [&str; 2], unknown: &str, anew: bool) -> Option<Shown> {
    let anew = if anew { "anew" } else { "" };
    let told = ask("tool", &[path, &site::prefix(), before, now, unknown, anew]);
    let mut told = told.into_iter();
    Some(Shown {
        answer: told.next()?,
        summary: told.next()?,
        query: told.next()?,
        choices: told.next().filter(|choices| !choices.is_empty()),
    })
}

/// Adds what a pasted text calls to a choice: its query, what was found in words, and what does not exist, a line each.
pub fn add_pasted(query: &str, text: &str) -> Option<(String, String, String)> {
    let mut told = ask("add_pasted", &[query, text]).into_iter();
    let (query, words) = (told.next()?, told.next()?);
    Some((query, words, told.collect::<Vec<_>>().join("\n")))
}

/// The operations that a search finds: in words how many, and the lines of the list as HTML.
pub fn operations_found(query: &str, version: &str, typed: &str) -> Option<(String, String)> {
    let mut told = ask(
        "operations_found",
        &[&site::prefix(), query, version, typed],
    )
    .into_iter();
    Some((told.next()?, told.next()?))
}
