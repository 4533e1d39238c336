//! The page of a cause, written for a reader who arrives from a search engine.

use super::{Cause, PAGES};
use crate::gate::Gate;

/// Where a symptom appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// While connecting, before Keycloak responds.
    Connection,
    /// At the token endpoint.
    Token,
    /// At the Admin API.
    Admin,
}

/// A symptom: the text that a reader pastes into a search box.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Where the symptom appears.
    pub endpoint: Endpoint,
    /// The status, if there is a response.
    pub status: Option<u16>,
    /// The body or the client's error message, verbatim.
    pub text: &'static str,
    /// The versions or circumstances in which the symptom appears; empty for all.
    pub when: &'static str,
}

/// The words of a cause's page.
#[derive(Debug)]
pub struct Page {
    /// The symptoms.
    pub seen: &'static [Seen],
    /// The meaning of the symptoms, in paragraphs.
    pub meaning: &'static [&'static str],
    /// How the statement is known.
    pub how_known: &'static str,
    /// The codes of similar causes, and how to tell them apart.
    pub looks_like: &'static [(&'static str, &'static str)],
    /// The fix, step by step.
    pub fix: &'static [&'static str],
    /// The versions in which Keycloak behaves like this.
    pub versions: &'static str,
}

impl Page {
    /// The first paragraph of the meaning, which summarizes the cause.
    pub fn summary(&self) -> &'static str {
        self.meaning.first().copied().unwrap_or_default()
    }
}

/// A cause with its page.
#[derive(Debug, Clone, Copy)]
pub struct CausePage {
    /// The code: the page's address is `/causes/<code>`.
    pub code: &'static str,
    /// The check that fails.
    pub gate: Gate,
    /// One sentence.
    pub title: &'static str,
    /// The words.
    pub page: &'static Page,
}

/// All pages, in the order of the catalog.
pub fn pages() -> impl Iterator<Item = CausePage> {
    PAGES.iter().map(|(cause, page)| of(cause, page))
}

/// The page of one code.
pub fn page(code: &str) -> Option<CausePage> {
    pages().find(|page| page.code == code)
}

fn of(cause: &'static Cause, page: &'static Page) -> CausePage {
    CausePage {
        code: cause.code,
        gate: cause.gate,
        title: cause.title,
        page,
    }
}
