//! Reads the path that begins at a place: a string, joined strings, and placeholders for the expressions between them.

use crate::code::scan::{CONTINUED, Text, is_word};

/// The maximum length of a placeholder or an expression between two pieces of a path.
pub(in crate::code) const LONGEST_PIECE: usize = 200;

/// The maximum length of a path. The rest is ignored.
const LONGEST: usize = 2_000;

/// Reads the path that starts here, without its leading slash. Returns the path and its end.
pub(in crate::code) fn read(text: Text, start: usize) -> (String, usize) {
    let mut path = String::from("/");
    let mut index = start;
    let mut run = start;
    let limit = start + LONGEST;
    loop {
        let piece = match text.at(index) {
            b'{' => Some((index, text.closing(index, LONGEST_PIECE))),
            b'$' | b'#' if text.at(index + 1) == b'{' => {
                Some((index + 1, text.closing(index + 1, LONGEST_PIECE)))
            }
            // `$(…)` of a shell, `\(…)` of Swift.
            b'$' | b'\\' if text.at(index + 1) == b'(' => {
                Some((index + 1, text.closing(index + 1, LONGEST_PIECE)))
            }
            b'<' if text.at(index + 1) != b'/' => Some((
                index,
                text.slice(index, index + 40)
                    .find('>')
                    .map(|end| index + end),
            )),
            b'%' if text.slice(index, index + 3).eq_ignore_ascii_case("%7b") => {
                let rest = text.slice(index, index + LONGEST_PIECE);
                let end = rest.find("%7D").or_else(|| rest.find("%7d"));
                Some((index + 2, end.map(|end| index + end + 2)))
            }
            _ => None,
        };
        if let Some((open, close)) = piece {
            path.push_str(text.slice(run, index));
            // An entry of a hash of Perl: `$ENV{KC_REALM}`.
            if let Some(variable) = path.rfind('/').map(|slash| slash + 1)
                && close.is_some()
                && text.at(index) == b'{'
                && is_variable(path.get(variable..).unwrap_or_default())
            {
                path.truncate(variable);
            }
            let Some(close) = close.filter(|_| !ends_in_word(&path)) else {
                return (trimmed(path), index);
            };
            placeholder(&mut path, text.slice(open + 1, close));
            index = close + 1;
            run = index;
        } else if matches!(text.at(index), b'"' | b'\'' | b'`') {
            path.push_str(text.slice(run, index));
            let Some(next) = continued(text, index, &mut path) else {
                return (trimmed(path), index);
            };
            index = next;
            run = index;
        } else if let Some(end) = wildcard(text, index) {
            path.push_str(text.slice(run, index));
            placeholder(&mut path, "");
            index = end;
            run = end;
        } else if text.at(index) == b'\\' && text.at(index + 1) == b'/' {
            path.push_str(text.slice(run, index));
            index += 1;
            run = index;
        } else if char::from(text.at(index)) == CONTINUED && text.at(text.skip_white(index)) == b'/'
        {
            // The string continues on the next line.
            path.push_str(text.slice(run, index));
            index = text.skip_white(index);
            run = index;
        } else if index >= text.len() || index > limit || ends_a_path(text.at(index)) {
            path.push_str(text.slice(run, index));
            return (trimmed(path), index);
        } else {
            index += 1;
        }
    }
}

/// The end of a segment that is a wildcard: `/admin/realms/**/users`, `/admin/realms/*/users`.
fn wildcard(text: Text, index: usize) -> Option<usize> {
    let stars = text
        .slice(index, index + 2)
        .bytes()
        .take_while(|byte| *byte == b'*')
        .count();
    let end = index + stars;
    (stars > 0 && text.before(index) == b'/' && text.at(end) == b'/' && is_word(text.at(end + 1)))
        .then_some(end)
}

fn ends_a_path(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || b"?#,;()[]|&\\<>}*".contains(&byte)
}

fn trimmed(path: String) -> String {
    let end = path.trim_end_matches(['.', '/', ':', '*']).len();
    let mut path = path;
    path.truncate(end);
    path
}

/// Whether a segment is a variable: `$ENV`.
fn is_variable(segment: &str) -> bool {
    segment
        .strip_prefix('$')
        .is_some_and(|name| !name.is_empty() && name.bytes().all(is_word))
}

/// `users` + an expression is a query, `users/` + an expression is a value.
fn ends_in_word(path: &str) -> bool {
    path.bytes().next_back().is_some_and(is_word)
}

fn placeholder(path: &mut String, name: &str) {
    let name = name.trim_end_matches("%7");
    path.push('{');
    if name.len() <= 40 && name.bytes().all(|byte| is_word(byte) || byte == b'-') {
        path.push_str(name);
    }
    path.push('}');
}

/// After this quote, the start of the next piece of a joined string; placeholders replace the expressions between them.
fn continued(text: Text, quote: usize, path: &mut String) -> Option<usize> {
    let mut index = text.skip_white(quote + 1);
    let plus = match text.at(index) {
        b'+' => b'+',
        b'.' if is_php(text, quote, index) => b'.',
        b')' => return next_segment(text, index, path),
        _ => return None,
    };
    loop {
        index = text.skip_white(index + 1);
        // The prefixes of other strings: f"", r"", $"", @"".
        let marks = text
            .slice(index, index + 3)
            .bytes()
            .take_while(|byte| b"fFrRbB$@".contains(byte))
            .count();
        if matches!(text.at(index + marks), b'"' | b'\'' | b'`') {
            return Some(index + marks + 1);
        }
        if ends_in_word(path) {
            return None;
        }
        let end = expression(text, index, plus);
        placeholder(path, "");
        if text.at(end) != plus {
            return None;
        }
        index = end;
    }
}

/// After this bracket, the string of the next segment: `.AppendPathSegment("/users/").AppendPathSegment(id, true)`.
fn next_segment(text: Text, close: usize, path: &mut String) -> Option<usize> {
    let mut index = close;
    loop {
        let dot = text.skip_white(index + 1);
        let name = text.word_at(dot + 1);
        let open = dot + 1 + name.len();
        if text.at(dot) != b'.' || name != "AppendPathSegment" || text.at(open) != b'(' {
            return None;
        }
        if !path.ends_with('/') {
            path.push('/');
        }
        let argument = text.skip_white(open + 1);
        if text.at(argument) == b'"' {
            return Some(argument + if text.at(argument + 1) == b'/' { 2 } else { 1 });
        }
        index = text.closing(open, LONGEST_PIECE)?;
        placeholder(path, "");
        if text.at(text.skip_white(index + 1)) != b'.' {
            return None;
        }
    }
}

/// The end of an expression: at the next operator, or at the end of the whole.
fn expression(text: Text, start: usize, plus: u8) -> usize {
    let mut index = start;
    while index < text.len().min(start + LONGEST_PIECE) {
        match text.at(index) {
            b'(' | b'[' | b'{' => match text.closing(index, LONGEST_PIECE) {
                Some(close) => index = close,
                None => return index,
            },
            b'\n' if text.at(text.skip_white(index)) != plus => return index,
            b',' | b';' | b')' | b']' | b'}' | b'"' | b'\'' | b'`' => return index,
            byte if byte == plus => return index,
            _ => {}
        }
        index += 1;
    }
    index
}

/// `'…' . $realm`, not `"…".format(realm)`.
fn is_php(text: Text, quote: usize, dot: usize) -> bool {
    let next = text.skip_white(dot + 1);
    matches!(text.at(next), b'$' | b'"' | b'\'') || (dot > quote + 1 && next > dot + 1)
}
