//! Finds the name of the variable or the member that holds a path.

use crate::code::assignment;
use crate::code::commands::is_command;
use crate::code::method;
use crate::code::path;
use crate::code::scan::{Text, is_word, verb};
use crate::code::words::PATHS;

/// The name of the variable or the member that holds the text at this place; `None` if the text is an argument of a request.
pub(in crate::code) fn defined<'t>(text: Text<'t>, at: usize, path: &str) -> Option<&'t str> {
    // `list = endpoint{http.MethodGet, "/admin/…"}` is a request, not the name of a path.
    if method::adjacent(text, at).is_some() {
        return None;
    }
    let (line, _) = text.line(at);
    let before = text.slice(line, at);
    // `constructor(private base = "…")` defines a member of the class.
    let before = match before.trim_start().strip_prefix("constructor(") {
        Some(parameters) => parameters.rsplit(',').next().unwrap_or(parameters),
        None => before,
    };
    // In a list of arguments that begins above, `url="…"` names an argument.
    let end = text.skip_white_back(line);
    let above = text.before(end);
    // `const (` of Go is no list of arguments.
    let is_block = above == b'('
        && ["const", "var"].contains(&text.word_before(text.skip_white_back(end - 1)));
    if !is_block
        && matches!(above, b'(' | b',')
        && before.trim_start().bytes().next().is_some_and(is_word)
    {
        return None;
    }
    if let Some(equals) = assignment(before) {
        let value = before.get(equals + 1..)?;
        // The content of an XML element: `<stringProp name="path">/admin/…`.
        if is_command(value) || value.ends_with("\">") {
            return None;
        }
        // Inside an open bracket, the path is an argument; a verb there makes it a request.
        let opens = value.matches('(').count();
        let closes = value.matches(')').count();
        if opens > closes && !wraps(value) {
            return None;
        }
        let left = before
            .get(..equals)?
            .trim_end()
            .trim_end_matches(':')
            .trim_end();
        // `const url: string =`, `path: str =`
        let left = match left.rsplit_once(':') {
            Some((name, kind))
                if name.bytes().next_back().is_some_and(is_word) && !kind.trim().is_empty() =>
            {
                name.trim_end()
            }
            _ => left,
        };
        let left = assignment::first_result(left);
        let name = Text(left).word_before(left.len());
        if method::of_block(text, at).is_some()
            || method::of_sibling(text, at).is_some()
            || method::is_sent(text, at)
        {
            return None;
        }
        // The path of a URL: `u.Path = …`.
        if let Some((owner, member)) = left.rsplit_once('.')
            && PATHS.contains(&member)
            && !owner.is_empty()
            && owner.trim_start().bytes().all(is_word)
        {
            return Some(text.slice_of(owner.trim_start()));
        }
        // A key of a hash table of PowerShell, which becomes the arguments of a request.
        if name == "Uri" && left.trim_start() == name {
            return None;
        }
        // The initializer of a request of .NET.
        if name == "RequestUri" && before.contains('{') {
            return None;
        }
        return (!name.is_empty() && !name.as_bytes()[0].is_ascii_digit()).then_some(name);
    }
    // A variable of the environment in YAML, `KC_ADMIN: https://…`, and a variable of Ansible, `admin: "${kc}/…"`.
    let trimmed = before.trim_start().trim_start_matches("- ");
    if let Some((name, value)) = trimmed.split_once(": ")
        && !name.is_empty()
        && (name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
            || name.bytes().all(is_word) && value.starts_with("\"${"))
        && path::is_base(path)
        && verb(name).is_none()
        // The key of a request: a task of Ansible has `url: "${base}/admin/realms"`.
        && !["url", "uri", "path", "endpoint"].contains(&name)
        && !value.contains(['(', ',', '['])
    {
        return Some(text.slice_of(name));
    }
    // A getter: `return` after the header.
    let trimmed = before.trim_start();
    if !trimmed.contains("return ")
        && !before.contains("=>")
        && !is_only_statement(text, line, before)
    {
        return None;
    }
    if method::is_sent(text, at) {
        return None;
    }
    let value = before.rsplit_once("return ").map_or("", |(_, value)| value);
    if value.matches('(').count() > value.matches(')').count() && !wraps(value) {
        return None;
    }
    header(text, line, before, path::is_base(path))
}

/// Whether a string is the only statement of a function, which returns it: Elixir and Ruby.
fn is_only_statement(text: Text, line: usize, before: &str) -> bool {
    let Some(end) = line.checked_sub(1) else {
        return false;
    };
    let (above, _) = text.line(end);
    let above = text.slice(above, end).trim_start();
    before.trim_start().starts_with('"')
        && (above.starts_with("def ") || above.starts_with("defp "))
}

/// Whether the name at the left of the assignment is a variable that a keyword declares.
pub(super) fn is_local(text: Text, at: usize, name: &str) -> bool {
    let (line, _) = text.line(at);
    let before = text.slice(line, at).trim_start();
    ["val ", "var ", "let ", "const ", "String ", "final String "]
        .iter()
        .any(|keyword| {
            before
                .strip_prefix(keyword)
                .is_some_and(|rest| rest.starts_with(name))
        })
}

/// Whether every open bracket only makes a string of its arguments: `format("…"`, `new URL(`, `URI.create(`, `join(`. A chained call, such
/// as `.uri(` of `client.get().uri(`, belongs to a request.
fn wraps(value: &str) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => {
                open.pop();
            }
            _ => {}
        }
    }
    !open.is_empty()
        && open.into_iter().all(|at| {
            let head = value.get(..at).unwrap_or_default();
            let callee = Text(head).word_before(head.len());
            let before = head
                .get(..head.len() - callee.len())
                .unwrap_or_default()
                .trim_end();
            let goes_on = before
                .strip_suffix('.')
                .is_some_and(|chain| chain.trim_end().ends_with(')'));
            !goes_on
                && (callee == "new" && before.ends_with("::") && before.contains("Lazy")
                    || [
                        "url", "uri", "create", "format", "join", "sprintf", "printf", "string",
                        "parse", "concat", "getenv", "path", "of", "str", "println",
                    ]
                    .contains(&callee.to_ascii_lowercase().as_str()))
        })
}

/// The name of the function whose body contains this line.
fn header<'t>(text: Text<'t>, line: usize, before: &'t str, is_base: bool) -> Option<&'t str> {
    let mut start = line;
    let mut head = before;
    for _ in 0..3 {
        for mark in ["function ", "def ", "defp ", "func ", "fun ", "fn ", "get "] {
            if let Some((_, rest)) = head.rsplit_once(mark) {
                let rest = match rest.strip_prefix('(') {
                    // The receiver of a method in Go.
                    Some(receiver) => receiver.split_once(')')?.1.trim_start(),
                    None => rest,
                };
                let name = Text(rest).word_at(0);
                // A function with parameters is a wrapper, not a name, unless it only returns the base.
                let list = rest.get(name.len()..).unwrap_or_default();
                if is_base && !name.is_empty() && !has_path(list) {
                    return Some(text.slice_of(name));
                }
                let has_none = rest.get(name.len()..).is_some_and(|rest| {
                    ["()", "(self)", "(cls)"]
                        .iter()
                        .any(|none| rest.starts_with(none))
                });
                return (has_none && !name.is_empty()).then(|| text.slice_of(name));
            }
        }
        if let Some(open) = head.find("() {") {
            let name = Text(head).word_before(open);
            return (!name.is_empty()).then(|| text.slice_of(name));
        }
        if start == 0 {
            return None;
        }
        let (above, end) = text.line(start - 1);
        head = text.slice(above, end);
        start = above;
    }
    None
}

/// Whether a list of parameters has one for the path below the base.
fn has_path(parameters: &str) -> bool {
    let list = parameters.split([')', '{']).next().unwrap_or_default();
    Text(list).words().any(|(_, word)| {
        let word = word.to_ascii_lowercase();
        [
            "path", "suffix", "endpoint", "resource", "route", "uri", "url", "sub",
        ]
        .iter()
        .any(|part| word.contains(part))
            && !["base", "server", "host", "keycloak", "auth"]
                .iter()
                .any(|part| word.contains(part))
    })
}

/// The position of the assignment in a line, outside of quotes.
fn assignment(before: &str) -> Option<usize> {
    let bytes = before.as_bytes();
    let mut quote = None;
    let mut depth = 0_i32;
    let mut found = None;
    // What was found before each open brace. An assignment within closed braces is an entry: `@{ Authorization = "…" }`.
    let mut outside: Vec<Option<usize>> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, *byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'\'' | b'`')) => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth -= 1,
            // A statement before this one on the line.
            (None, b';') if depth <= 0 => found = None,
            (None, b'{') => outside.push(found),
            (None, b'}') => {
                if let Some(before) = outside.pop() {
                    found = before;
                }
            }
            (None, b'=') => {
                let next = bytes.get(at + 1).copied().unwrap_or_default();
                let last = at.checked_sub(1).map_or(0, |last| bytes[last]);
                let assigns = !b"=>~".contains(&next) && !b"=!<>+*/-".contains(&last);
                if assigns && depth <= 0 {
                    found = Some(at);
                }
            }
            _ => {}
        }
    }
    found
}
