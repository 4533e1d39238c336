//! Finds the method of a request whose block contains the path: `client.delete { url { … } }`.

use super::reach::{MAPPING, REACH};
use super::statement::{callee, chained, opening};
use crate::code::scan::Text;
use crate::code::verbs::{marked, of_callee};

/// The method of a request whose block contains the path: `client.delete { url { … } }`, `http.request(PUT) { uri.path = … }`.
pub(in crate::code) fn of_block(text: Text, start: usize) -> Option<&'static str> {
    let mut closed = 0_usize;
    let mut index = start;
    let floor = start.saturating_sub(REACH);
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' | b'}' => closed += 1,
            b'(' | b'[' | b'{' if closed > 0 => closed -= 1,
            b'{' => {
                let (name, arguments) = before_block(text, index)?;
                let head = index.checked_sub(name.len() + arguments.len())?;
                let (line, _) = text.line(head);
                let before = text.slice(line, head).trim_start();
                let first = Text(before).word_at(0);
                let is_branch = ["if", "match", "while", "for", "switch", "func", "fn"];
                let is_header = before.contains("fun ") && !before.contains(" = ");
                if is_branch.contains(&first) || is_header || first == "else" {
                    return None;
                }
                let end = text.closing(index, MAPPING).unwrap_or(start);
                if let Some(method) = of_call_with_block(text, (index, end), name, arguments) {
                    return Some(method);
                }
                // `client.delete().uri { it.path("…") }`
                let close = text.skip_white_back(head.saturating_sub(1));
                if text.before(head) == b'.' && text.before(close) == b')' {
                    return opening(text, close - 1)
                        .and_then(|open| chained(text, open, close - 1));
                }
                // A block that only makes the URL is within the block of the request.
                let makes_url = ["url", "uri", "apply", "also", "run", "build", "path"];
                if !makes_url.contains(&name) {
                    return None;
                }
            }
            b';' if closed == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The name and the arguments of the call whose block begins at this brace: `delete` and an empty text of `client.delete {`.
fn before_block(text: Text<'_>, brace: usize) -> Option<(&str, &str)> {
    let end = text.skip_blank_back(brace);
    if text.before(end) != b')' {
        let name = text.word_before(end);
        return (!name.is_empty()).then(|| (name, text.slice(end, brace)));
    }
    let open = opening(text, end - 1)?;
    let name = callee(text, open);
    (!name.is_empty()).then(|| (name, text.slice(open, brace)))
}

/// The method of a call with a block: from its name, its arguments, or its block.
fn of_call_with_block(
    text: Text,
    (open, close): (usize, usize),
    name: &str,
    arguments: &str,
) -> Option<&'static str> {
    let head = open.checked_sub(name.len() + arguments.len())?;
    if text.before(head) != b'.' {
        return None;
    }
    if let Some(method) = of_callee(name) {
        return Some(method);
    }
    ["request", "prepareRequest", "exchange", "execute"]
        .contains(&name)
        .then(|| marked(arguments).or_else(|| marked(text.slice(open, close))))
        .flatten()
}
