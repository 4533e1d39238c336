//! Reads functions of a shell that append a parameter to a base, and their calls.

use super::call_site::Site;
use super::function::{LINES, Wrapper};
use crate::code::bases::Open;
use crate::code::call::Call;
use crate::code::path;
use crate::code::scan::{Text, is_word, verb};
use crate::code::verbs::of_name;

/// The position of the method in a shell function that passes `-X "$1"` or `-X "$method"` to curl.
pub(super) fn shell_method(text: Text, place: &Open) -> Option<usize> {
    let (line, end) = text.line(place.at);
    let body = text.slice(line, end);
    let at = ["-X ", "--request "]
        .iter()
        .find_map(|option| Some(body.find(option)? + option.len()))?;
    let rest = body.get(at..)?.trim_start_matches(['"', '$', '{', '\'']);
    shell_parameter(text, place, Text(rest).word_at(0))?.checked_sub(1)
}

/// The number of the parameter with this name in a shell function: `1`, or a variable with `local path=$1` above the place.
pub(super) fn shell_parameter(text: Text, place: &Open, name: &str) -> Option<usize> {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse().ok();
    }
    let (mut start, _) = text.line(place.at);
    for _ in 0..LINES {
        start = start.checked_sub(1).map_or(0, |end| text.line(end).0);
    }
    let above = text.slice(start, place.at);
    let above = above.rsplit_once("() {").map_or(above, |(_, body)| body);
    let assignment = format!("{name}=");
    let (at, _) = above.rmatch_indices(&assignment).find(|(at, _)| {
        let before = at.checked_sub(1).map(|before| above.as_bytes()[before]);
        before.is_none_or(|byte| byte.is_ascii_whitespace() || byte == b';')
    })?;
    let number = above
        .get(at + assignment.len()..)?
        .trim_start_matches(['"', '\'', '{'])
        .strip_prefix('$')?;
    Text(number.trim_start_matches('{')).word_at(0).parse().ok()
}

pub(super) fn shell_call(text: Text, at: usize, wrapper: &Wrapper) -> Site {
    let (line, end) = text.line(at);
    let arguments = text.slice(at + wrapper.name.len(), end);
    // The definition, and a name that is only a part of another word: `/usr/bin/get`, `--get`.
    if text.before(at) == b'-' && is_word(text.before(at - 1)) {
        // A function whose name has a hyphen.
        return Site::Lost;
    }
    let is_part = !arguments.starts_with([' ', '\t'])
        || matches!(
            text.before(at),
            b'-' | b'.' | b'/' | b'$' | b'=' | b'"' | b'\''
        );
    // `retry api GET /users` calls the function, `echo api` does not.
    let before = text.slice(line, at).trim_end();
    let word = before.rsplit(char::is_whitespace).next();
    let is_command = word.is_none_or(|word| !NO_COMMANDS.contains(&word));
    if is_part || !is_command || arguments.trim_start().starts_with("()") {
        return Site::None;
    }
    let words: Vec<&str> = arguments
        .split_whitespace()
        .take_while(|word| !["|", "||", "&&", ";", "}"].contains(word))
        .map(|word| word.trim_matches(['"', '\'', ')', '`', ';']))
        .collect();
    let Some(argument) = words.get(wrapper.path) else {
        return Site::None;
    };
    let stated = wrapper
        .method
        .and_then(|position| words.get(position))
        .and_then(|word| verb(word))
        .or_else(|| option_of_curl(&words))
        .or(wrapper.stated);
    if let Some(parameter) = argument.strip_prefix('$') {
        let passing = shell_function(text, at).and_then(|(name, span)| {
            let number = parameter.trim_matches(['{', '}']);
            let path = match number {
                "@" | "*" => 0,
                _ => number.parse::<usize>().ok()?.checked_sub(1)?,
            };
            Some(Wrapper {
                name: name.to_owned(),
                span,
                path,
                method: None,
                stated: stated.or_else(|| of_name(name)),
                ..wrapper.clone()
            })
        });
        return passing.map_or(Site::Lost, Site::Passed);
    }
    let (path, _) = path::read(Text(argument.trim_start_matches('/')), 0);
    Site::Request(Call {
        at,
        method: stated.unwrap_or("GET"),
        path: format!("{}{path}", wrapper.base),
    })
}

/// Words of a shell before a word that is no command.
const NO_COMMANDS: [&str; 8] = [
    "echo", "printf", "function", "unset", "for", "case", "local", "export",
];

/// The method in the options that a shell function passes on to curl: `-X DELETE`, `-d @group.json`.
fn option_of_curl(words: &[&str]) -> Option<&'static str> {
    let is_request = |word: &&str| ["-X", "--request"].contains(word);
    if let Some(at) = words.iter().position(is_request) {
        return verb(words.get(at + 1)?);
    }
    if let Some(method) = words.iter().find_map(|word| verb(word.strip_prefix("-X")?)) {
        return Some(method);
    }
    let has_body = words
        .iter()
        .any(|word| ["-d", "--data", "--data-raw", "--data-binary", "--json"].contains(word));
    has_body.then_some("POST")
}

/// The name of the shell function whose header is on a line: `api() {`, `function api {`.
pub(super) fn shell_header(line: &str) -> Option<&str> {
    let name = if let Some(rest) = line.trim_start().strip_prefix("function ") {
        Text(rest.trim_start()).word_at(0)
    } else {
        let open = line.find("()")?;
        Text(line).word_before(Text(line).skip_white_back(open))
    };
    (!name.is_empty()).then_some(name)
}

/// The shell function around a place: its name, and the span from its header to the end of the line.
fn shell_function(text: Text<'_>, at: usize) -> Option<(&str, (usize, usize))> {
    let (mut line, end) = text.line(at);
    let last = end;
    let mut head = text.slice(line, at);
    for _ in 0..LINES {
        if let Some(name) = shell_header(head) {
            return Some((text.slice_of(name), (line, last)));
        }
        if head.starts_with('}') || line == 0 {
            return None;
        }
        let (above, above_end) = text.line(line - 1);
        head = text.slice(above, above_end);
        line = above;
    }
    None
}
