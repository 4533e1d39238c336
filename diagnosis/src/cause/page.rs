//! A cause as its page tells it, to somebody who arrives from a search engine.

use super::{Cause, PAGES};
use crate::gate::Gate;

/// Where a symptom is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// While connecting, before any answer of Keycloak.
    Connection,
    /// At the token endpoint.
    Token,
    /// At the Admin API.
    Admin,
}

/// What somebody sees and pastes into a search box.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Where.
    pub endpoint: Endpoint,
    /// The status, where there is one.
    pub status: Option<u16>,
    /// The body or the client's error message, verbatim.
    pub text: &'static str,
    /// On which versions, or under which circumstance; empty for all.
    pub when: &'static str,
}

/// The words of a cause's page.
#[derive(Debug)]
pub struct Page {
    /// The symptoms.
    pub seen: &'static [Seen],
    /// What it means, in plain words; paragraphs.
    pub meaning: &'static [&'static str],
    /// How we know.
    pub how_known: &'static str,
    /// Codes of causes that look the same, with what tells them apart.
    pub looks_like: &'static [(&'static str, &'static str)],
    /// The fix, step by step.
    pub fix: &'static [&'static str],
    /// Which versions behave so.
    pub versions: &'static str,
}

/// A cause with its page.
#[derive(Debug, Clone, Copy)]
pub struct CausePage {
    /// The code: the page's address is `/causes/<code>`.
    pub code: &'static str,
    /// The gate that refuses.
    pub gate: Gate,
    /// One sentence.
    pub title: &'static str,
    /// The words.
    pub page: &'static Page,
}

/// All pages, in the order of the catalogue.
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
