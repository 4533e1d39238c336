//! Splits lists of arguments, and joins arguments to a path.

use super::path;
use super::scan::Text;

/// The path that arguments make, one segment each: `"users", id, "logout"`. Leaves out named arguments, which are options: `page=0`.
pub(super) fn segments(arguments: &[&str]) -> String {
    let is_named = |argument: &&str| {
        let value = argument
            .trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_')
            .trim_start();
        value.len() < argument.len()
            && value.starts_with('=')
            && !value.starts_with("==")
            && !value.starts_with("=>")
    };
    let arguments = arguments.iter().map(|argument| argument.trim());
    let mut path = String::new();
    for argument in arguments.filter(|argument| !is_named(argument)) {
        let text = argument
            .strip_prefix(['"', '\'', '`'])
            .and_then(|rest| rest.strip_suffix(['"', '\'', '`']))
            .filter(|text| !text.contains(['"', '\'', '`']));
        match text {
            Some(text) => {
                if !text.starts_with('/') {
                    path.push('/');
                }
                path.push_str(path::read(Text(text), 0).0.trim_start_matches('/'));
            }
            None if argument.is_empty() => {}
            None => path.push_str("/{}"),
        }
    }
    path
}

/// The argument with this name: `path="users"`, or an entry of an object, `{ path: "users" }`.
pub(super) fn named<'t>(arguments: &'t str, name: &str) -> Option<&'t str> {
    if name.is_empty() {
        return None;
    }
    let text = Text(arguments);
    let (at, _) = text.words().find(|(at, word)| {
        let next = text.skip_white(at + word.len());
        *word == name
            && matches!(text.at(next), b':' | b'=')
            && !matches!(text.at(next + 1), b'=' | b'>' | b':')
            && !matches!(text.before(*at), b'.' | b'"' | b'\'' | b'$' | b'>')
    })?;
    let next = text.skip_white(at + name.len());
    let value = arguments.get(next + 1..)?;
    split(value).into_iter().next()
}

/// Splits at the commas outside of brackets and quotes.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut quote) = (0_i32, 0, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth -= 1,
            (None, b',') if depth == 0 => {
                parts.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}
