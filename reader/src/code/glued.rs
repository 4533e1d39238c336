//! Recognizes a variable directly behind a complete segment: `"/users" + suffix`, `` `/users/${id}${tail}` ``. The variable is a query, or
//! the path goes on.

use std::cell::RefCell;
use std::collections::HashMap;

use super::path::{Found, LONGEST_PIECE};
use super::scan::{Text, is_word};

/// Parts of the names of queries and of functions that make them, in lower case.
const OF_QUERIES: [&str; 14] = [
    "query",
    "param",
    "search",
    "filter",
    "encode",
    "paging",
    "pagination",
    "args",
    "options",
    "criteria",
    "limit",
    "sort",
    "cond",
    "qstr",
];
/// Whole names of queries.
const QUERIES: [&str; 3] = ["q", "qs", "page"];
/// Parts of the names of variables with a path, in lower case.
const OF_PATHS: [&str; 14] = [
    "path", "suffix", "tail", "rest", "endpoint", "sub", "resource", "action", "route", "extra",
    "segment", "below", "uri", "url",
];
/// The maximum number of places of a name to look at.
const PLACES: usize = 12;
/// The maximum number of names to look up, each in the whole text.
const NAMES: usize = 40;

/// A variable behind a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Glued {
    /// The path before the variable.
    pub base: String,
    /// The name of the variable; empty if it is another expression.
    pub name: String,
}

/// The variables of a text behind paths.
pub(super) struct Variables<'t> {
    text: Text<'t>,
    /// Whether a variable is a query, by its name.
    queries: RefCell<HashMap<String, bool>>,
}

impl<'t> Variables<'t> {
    pub fn new(text: Text<'t>) -> Self {
        Self {
            text,
            queries: RefCell::default(),
        }
    }

    /// The variable directly behind a path, unless it is a query.
    pub fn behind(&self, found: &Found) -> Option<Glued> {
        self.within(&found.path).or_else(|| {
            let expression = expression(self.text, found.end)?;
            let last = found.path.bytes().next_back().is_some_and(is_word);
            (last && !self.is_query(expression)).then(|| Glued {
                base: found.path.clone(),
                name: name(expression).to_owned(),
            })
        })
    }

    /// Whether a variable that is no query is directly behind the path that ends here.
    pub fn is_behind(&self, path: &str, end: usize) -> bool {
        path.bytes().next_back().is_some_and(is_word)
            && expression(self.text, end).is_some_and(|expression| !self.is_query(expression))
    }

    /// The variable behind something else in the last segment of a path: `{id}{tail}`, `users$tail`, `$realm$path`. Below the realm, two
    /// variables may be one name.
    fn within(&self, path: &str) -> Option<Glued> {
        let segment = path.rfind('/')? + 1;
        let last = path.get(segment..)?;
        let (at, name) = if let Some(at) = last.rfind("}{") {
            (at + 1, last.get(at + 2..)?.strip_suffix('}')?)
        } else {
            let at = last.rfind('$').filter(|at| *at > 0)?;
            (at, last.get(at + 1..)?)
        };
        let before = last.get(..at)?;
        let base = path.get(..segment + at)?;
        if !name.bytes().all(is_word) {
            return None;
        }
        let is_constant = before.bytes().all(|byte| is_word(byte) || byte == b'-');
        let is_realm = base.starts_with("/admin/realms/") && base.matches('/').count() == 3;
        let lower = name.to_ascii_lowercase();
        let is_path = OF_PATHS.iter().any(|part| lower.contains(part));
        (is_path || (is_realm || is_constant) && !self.is_query(name)).then(|| Glued {
            base: base.to_owned(),
            name: name.to_owned(),
        })
    }

    /// Whether an expression is a query, by its words or by the value of its variable.
    fn is_query(&self, expression: &str) -> bool {
        if says_query(expression) {
            return true;
        }
        let name = name(expression);
        if name.is_empty() {
            return false;
        }
        if let Some(known) = self.queries.borrow().get(name) {
            return *known;
        }
        let mut queries = self.queries.borrow_mut();
        let is_query = queries.len() < NAMES && is_assigned_query(self.text, name);
        queries.insert(name.to_owned(), is_query);
        is_query
    }
}

/// Whether the text assigns a query to the variable with this name.
fn is_assigned_query(text: Text, name: &str) -> bool {
    text.words()
        .filter(|(_, word)| *word == name)
        .take(PLACES)
        .any(|(at, word)| {
            let next = text.skip_white(at + word.len());
            let assigns = matches!(text.at(next), b'=' | b':' | b'+' | b'.')
                && (text.at(next) == b'=' || text.at(next + 1) == b'=')
                && text.slice(next, next + 2) != "==";
            assigns && says_query(text.slice(next + 1, text.line(next).1))
        })
}

/// The expression that follows the text at this place.
fn expression(text: Text<'_>, end: usize) -> Option<&str> {
    // A hash of Perl: `$ENV{KC_REALM}`.
    let is_key = || text.before(end - text.word_before(end).len()) == b'$';
    let open = match text.at(end) {
        b'{' if !is_key() => Some(end),
        b'$' | b'#' if text.at(end + 1) == b'{' => Some(end + 1),
        b'\\' if text.at(end + 1) == b'(' => Some(end + 1),
        _ => None,
    };
    if let Some(open) = open {
        return text
            .closing(open, LONGEST_PIECE)
            .map(|close| text.slice(open + 1, close));
    }
    if !matches!(text.at(end), b'"' | b'\'' | b'`') {
        return None;
    }
    let operator = text.skip_white(end + 1);
    let first = text.skip_white(operator + 1);
    let joins = text.at(operator) == b'+' && text.at(operator + 1) != b'+'
        || text.at(operator) == b'.' && text.at(first) == b'$';
    if !joins {
        return None;
    }
    let rest = text.slice(first, first + LONGEST_PIECE);
    let mut depth = 0_usize;
    let stop = rest.find(|letter: char| {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' | ',' | ';' | '}' | '+' | '\n' if depth == 0 => return true,
            ')' | ']' => depth -= 1,
            _ => {}
        }
        false
    });
    let expression = rest.get(..stop.unwrap_or(rest.len()))?.trim();
    let is_text = expression.starts_with(['"', '\'', '`']) || expression.is_empty();
    (!is_text).then_some(expression)
}

/// The name of a variable; empty for any other expression.
fn name(expression: &str) -> &str {
    let name = expression.trim().trim_start_matches(['$', '@', '&', '*']);
    if !name.is_empty() && name.bytes().all(is_word) {
        name
    } else {
        ""
    }
}

/// Whether a text is about a query.
fn says_query(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.contains('?')
        || OF_QUERIES.iter().any(|part| lower.contains(part))
        || QUERIES.contains(&name(&lower))
}
