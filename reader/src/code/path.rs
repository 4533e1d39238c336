//! Finds paths of the Admin API in a text.

use std::collections::HashSet;

use super::{
    Call, Lost, bases, method,
    scan::{CONTINUED, PREFLIGHT, Text, is_word},
};

/// The maximum length of a path. The rest is ignored.
const LONGEST: usize = 2_000;
/// The maximum length of a placeholder or an expression between two pieces of a path.
const LONGEST_PIECE: usize = 200;

/// A path with its place.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub path: String,
}

/// Finds every request by its path. `found` are the paths of the text, `areas` the first segments below a realm.
pub(super) fn calls(text: &str, found: &[Found], areas: &HashSet<&str>) -> (Vec<Call>, Vec<Lost>) {
    let text = Text(text);
    let found: Vec<&Found> = found
        .iter()
        .filter(|one| !is_referrer(text, one.start))
        .collect();
    let (mut calls, mut lost) = (Vec::new(), Vec::new());
    let mut has_base = false;
    for (index, one) in found.iter().enumerate() {
        let floor = index
            .checked_sub(1)
            .and_then(|before| found.get(before))
            .map_or(0, |before| before.end);
        let ceiling = found.get(index + 1).map_or(text.len(), |next| next.start);
        let stated = method::of(text, one.start, one.end, floor, ceiling);
        if stated.is_none() && is_in_message(text, one.start) {
            continue;
        }
        if stated.is_none() && is_base(&one.path) && !stands_alone(text, one) {
            // `baseURL = host + "/admin/realms/" + realm`: not a request, but requests may use this base.
            has_base = true;
            continue;
        }
        let is_defined = bases::defined(text, one.start, &one.path).is_some();
        if stated == Some(PREFLIGHT) || is_defined {
            // The definition of a name is not a request. Where the name is used, the path replaces it.
            has_base |= is_base(&one.path);
            continue;
        }
        if stated.is_none() && method::is_chosen_at_run_time(text, one.start, one.end) {
            lost.push(Lost {
                at: one.start,
                why: "the method is chosen at run time",
            });
            continue;
        }
        calls.push(Call {
            at: one.start,
            method: stated.unwrap_or("GET"),
            path: one.path.clone(),
        });
    }
    if has_base {
        calls.extend(below_base(text, areas));
    }
    (calls, lost)
}

/// The path of a request: below the realm, unless it begins at the root of the Admin API. An empty path is the realm itself.
pub(super) fn below_realm(path: &str) -> String {
    let below = path.trim_start_matches('/');
    if below.is_empty() {
        "/admin/realms/{realm}".to_owned()
    } else if below.starts_with("admin/") {
        format!("/{below}")
    } else {
        format!("/admin/realms/{{realm}}/{below}")
    }
}

/// Whether the path is an argument of a message or an error, which sends no request.
fn is_in_message(text: Text, start: usize) -> bool {
    const MESSAGES: [&str; 16] = [
        "print", "println", "printf", "eprintln", "puts", "echo", "log", "info", "warn", "warning",
        "debug", "error", "trace", "errorf", "fatalf", "raise",
    ];
    let mut depth = 0_usize;
    for index in (start.saturating_sub(LONGEST_PIECE)..start).rev() {
        match text.at(index) {
            b';' => return false,
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => {
                let name = text.word_before(index);
                let before = text.slice(index.saturating_sub(80), index - name.len());
                let before = before.trim_end().trim_end_matches("new").trim_end();
                let is_thrown = before.ends_with("raise") || before.ends_with("throw");
                let callee = name.to_ascii_lowercase();
                return is_thrown
                    || MESSAGES.contains(&callee.as_str())
                    || callee.ends_with("error")
                    || callee.ends_with("exception");
            }
            _ => {}
        }
    }
    false
}

/// `/admin/realms` or one realm.
pub(super) fn is_base(path: &str) -> bool {
    path.starts_with("/admin/realms")
        && path.split('/').filter(|part| !part.is_empty()).count() <= 3
}

/// Whether the URL of the path at `start` is a referrer: a quoted URL after a request line (the combined format of Apache and nginx), or
/// the value of `Referer`.
fn is_referrer(text: Text, start: usize) -> bool {
    let (line, _) = text.line(start);
    let mut open = start;
    while open > line
        && !text.before(open).is_ascii_whitespace()
        && !b"\"'`".contains(&text.before(open))
    {
        open -= 1;
    }
    if !text.slice(open, start).contains("://") {
        return false;
    }
    let mut key = open;
    while key > line && b" \t\"'`:=[\\".contains(&text.before(key)) {
        key -= 1;
    }
    let key = text.word_before(key).to_ascii_lowercase();
    if key.ends_with("referer") || key.ends_with("referrer") {
        return true;
    }
    let before = text.slice(line, open);
    text.before(open) == b'"'
        && before.match_indices(" HTTP/").any(|(at, mark)| {
            before
                .get(at + mark.len()..)
                .unwrap_or_default()
                .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.')
                .starts_with('"')
        })
}

/// Whether the path is alone on its line.
fn stands_alone(text: Text, found: &Found) -> bool {
    let (start, end) = text.line(found.start);
    let edge = |part: &str| part.bytes().all(|byte| !is_word(byte));
    edge(text.slice(start, found.start)) && edge(text.slice(found.end, end))
}

/// Whether what follows `admin` is version 2 of the Admin API, `/api/{realm}/clients/v2`, or `/{realm}/console/whoami`.
fn is_other_api(rest: &str) -> bool {
    let mut segments = rest.split('/').skip(1);
    match segments.next() {
        Some("api") => {
            segments.next().is_some()
                && segments.next() == Some("clients")
                && segments.next().is_some_and(|last| last.starts_with("v2"))
        }
        Some(_) => {
            segments.next() == Some("console")
                && segments
                    .next()
                    .is_some_and(|last| last.starts_with("whoami"))
        }
        None => false,
    }
}

/// Finds every path in the text.
pub(super) fn found(text: Text) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (at, word) in text.0.match_indices("admin") {
        let before = text.before(at);
        let slash = at + word.len();
        // JSON written by PHP has `\/`.
        let next = if text.at(slash) == b'\\' {
            slash + 1
        } else {
            slash
        };
        let known = text.at(next) == b'/'
            && (["realms", "serverinfo"].contains(&text.word_at(next + 1))
                || is_other_api(text.slice(next, text.line(at).1)));
        if !known || is_word(before) || matches!(before, b'-' | b'.') || is_extension(text, at) {
            continue;
        }
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let (path, end) = read(text, at);
        found.push(Found {
            start: if before == b'/' { at - 1 } else { at },
            end,
            path,
        });
    }
    found
}

/// Whether the path belongs to an extension below a realm: `/realms/{realm}/api/admin/realms/…`.
fn is_extension(text: Text, at: usize) -> bool {
    let before = text.slice(at.saturating_sub(LONGEST_PIECE), at);
    let url = before
        .rsplit(|letter: char| letter.is_whitespace() || "\"'`(,=".contains(letter))
        .next()
        .unwrap_or_default();
    url.contains("/realms/")
}

/// Clients that are functions: `kc = got.extend(…)`, `api = axios.create(…)`, `api = ofetch.create(…)`, `api = ky.create(…)`.
fn callable_clients(text: Text<'_>) -> HashSet<&str> {
    const MAKERS: [&str; 6] = ["got", "axios", "ky", "ofetch", "fetch", "request"];
    text.words()
        .filter(|(at, word)| {
            ["extend", "create", "defaults"].contains(word)
                && text.before(*at) == b'.'
                && MAKERS.contains(&text.word_before(at - 1).trim_start_matches('$'))
        })
        .filter_map(|(at, _)| method::assigned(text, at))
        .collect()
}

/// Whether the quote is the first argument of such a client: `kc("groups")`.
fn is_called(text: Text, quote: usize, clients: &HashSet<&str>) -> bool {
    let open = text.skip_white_back(quote);
    let name = text.word_before(open.saturating_sub(1));
    text.before(open) == b'(' && clients.contains(name)
}

/// Whether the quoted text is a value of the data that a request sends: `{ "name": "groups" }`, `["users"]`.
fn is_data(text: Text, quote: usize) -> bool {
    const KEYS: [&str; 7] = [
        "url", "uri", "path", "endpoint", "route", "resource", "href",
    ];
    let before = text.skip_white_back(quote);
    match text.before(before) {
        b'[' => true,
        b',' => is_in_list(text, before - 1),
        b':' => {
            let key = text.skip_white_back(before - 1);
            let key = if matches!(text.before(key), b'"' | b'\'') {
                key - 1
            } else {
                key
            };
            let key = text.word_before(key).to_ascii_lowercase();
            !key.is_empty() && !KEYS.iter().any(|known| key.contains(known))
        }
        _ => false,
    }
}

/// Whether the innermost bracket around a place is one of a list.
fn is_in_list(text: Text, at: usize) -> bool {
    let mut depth = 0_usize;
    for index in (at.saturating_sub(LONGEST_PIECE)..at).rev() {
        match text.at(index) {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'[' => return true,
            b'(' | b'{' | b';' => return false,
            _ => {}
        }
    }
    false
}

/// Requests such as `api.put("/users/" + id)` in a text that has defined its base for a realm before.
fn below_base(text: Text, areas: &HashSet<&str>) -> Vec<Call> {
    let mut calls = Vec::new();
    let clients = callable_clients(text);
    let mut seen = 0;
    for (at, _) in text.0.match_indices(['"', '\'', '`']) {
        let slash = at + 1;
        let start = if text.at(slash) == b'/' {
            slash + 1
        } else {
            slash
        };
        if start < seen {
            continue;
        }
        let mut end = start;
        while is_word(text.at(end)) || text.at(end) == b'-' {
            end += 1;
        }
        if !areas.contains(text.slice(start, end))
            || !matches!(text.at(end), b'/' | b'?' | b'"' | b'\'' | b'`' | b'$')
        {
            continue;
        }
        if is_data(text, at) {
            continue;
        }
        let (path, end) = read(text, start);
        let stated = method::of(text, start, end, seen, text.len())
            .or_else(|| is_called(text, at, &clients).then_some("GET"));
        if let Some(method) = stated {
            calls.push(Call {
                at: start,
                method,
                path: below_realm(&path),
            });
        }
        seen = end;
    }
    calls
}

/// Requests whose path begins at `/realms/{realm}` with a resource of the Admin API: the address before it ends in `/admin` elsewhere.
pub(super) fn below_admin(text: Text, areas: &HashSet<&str>) -> Vec<Call> {
    const MARK: &str = "realms/";
    text.0
        .match_indices(MARK)
        .filter_map(|(at, _)| {
            let start = if text.before(at) == b'/' { at - 1 } else { at };
            if !matches!(text.before(start), b'"' | b'\'' | b'`') {
                return None;
            }
            let (path, end) = read(text, at);
            let area = path.split('/').nth(3)?;
            if !areas.contains(area) {
                return None;
            }
            Some(Call {
                at,
                method: method::of(text, start, end, start.saturating_sub(200), text.len())?,
                path: format!("/admin{path}"),
            })
        })
        .collect()
}

/// Reads the path that starts here, without its leading slash. Returns the path and its end.
pub(super) fn read(text: Text, start: usize) -> (String, usize) {
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
            b'<' => Some((
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

fn ends_a_path(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || b"?#,;()[]|&\\>}*".contains(&byte)
}

fn trimmed(path: String) -> String {
    let end = path.trim_end_matches(['.', '/', ':', '*']).len();
    let mut path = path;
    path.truncate(end);
    path
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
