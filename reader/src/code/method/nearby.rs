//! Finds the method beside a path: before it, on its line, and on the lines around it.

use super::reach::REACH;
use crate::code::scan::{PREFLIGHT, Text, verb};
use crate::code::verbs::{last_marked, marked};

/// `GET /…`, `"GET", "https://…/…`, `http.MethodGet, "/…`, `| GET | /… |`, `client.get "/…`.
pub(in crate::code) fn adjacent(text: Text, start: usize) -> Option<&'static str> {
    let mut index = start;
    let floor = start.saturating_sub(200);
    while index > floor
        && !text.before(index).is_ascii_whitespace()
        && !b"\"'`(,=|[".contains(&text.before(index))
    {
        index -= 1;
    }
    while index > floor && b" \t\"'`,:|])-*>$@".contains(&text.before(index)) {
        index -= 1;
    }
    let word = text.word_before(index);
    if word == PREFLIGHT {
        return Some(PREFLIGHT);
    }
    let constant = verb(word.strip_prefix("Method").unwrap_or_default());
    if text.before(index - word.len()) == b'.' && text.at(index) == b',' && constant.is_some() {
        return constant;
    }
    let method = verb(word)?;
    let before = text.before(index - word.len());
    let called = before == b'.' && text.at(index) == b' ';
    // A symbol of Ruby and Elixir: `run_request(:delete, "/…`.
    let is_symbol = before == b':' && text.at(index) == b',';
    (word == method || called || is_symbol).then_some(method)
}

/// Marks on the same line: a log as JSON, or `-X PUT` after the URL.
pub(super) fn on_its_line(
    text: Text,
    start: usize,
    end: usize,
    floor: usize,
    ceiling: usize,
) -> Option<&'static str> {
    let (from, to) = text.line(start);
    let (_, last) = text.line(end);
    last_marked(text.slice(from.max(floor).max(start.saturating_sub(REACH)), start))
        .or_else(|| marked(text.slice(end, to.max(last).min(ceiling).min(end + REACH))))
}

/// Annotations, a method on a separate line, and `Request Method: PUT` below the URL.
pub(super) fn on_lines_around(
    text: Text,
    start: usize,
    end: usize,
    floor: usize,
    ceiling: usize,
) -> Option<&'static str> {
    let (mut top, _) = text.line(start);
    for _ in 0..3 {
        if top == 0 || top <= floor {
            break;
        }
        let (from, to) = text.line(top - 1);
        let line = text.slice(from.max(to.saturating_sub(REACH)), to).trim();
        if line.is_empty() || from < floor {
            break;
        }
        if let Some(method) = verb(line).filter(|method| *method == line) {
            return Some(method);
        }
        // The beginning of a pipe in Elixir: `:get |> Finch.build("…`.
        if let Some(method) = line.strip_prefix(':').and_then(verb) {
            return Some(method);
        }
        if line.starts_with('@')
            && let Some(method) = marked(line)
        {
            return Some(method);
        }
        top = from;
    }
    let (_, mut bottom) = text.line(end);
    for _ in 0..2 {
        if bottom >= ceiling.min(text.len()) {
            break;
        }
        let (from, to) = text.line(bottom + 1);
        let line = text.slice(from, to.min(from + REACH)).trim();
        let says = line.starts_with('@')
            || line
                .get(..14)
                .is_some_and(|words| words.eq_ignore_ascii_case("request method"));
        if to <= ceiling
            && says
            && let Some(method) = marked(line)
        {
            return Some(method);
        }
        bottom = to;
    }
    None
}
