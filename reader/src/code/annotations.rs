//! Follows interfaces whose type has the first part of the path: `@Path("/admin/realms/{realm}/users") interface Users { @PUT @Path("{id}")
//! …`.
//!
//! JAX-RS and `MicroProfile` (`@Path`), Spring (`@RequestMapping`, `@HttpExchange`, `@FeignClient`).

use std::collections::HashSet;

use super::call::Call;
use super::path;
use super::scan::{Text, verb};

/// Annotations of a type that contain a path.
const OF_TYPE: [&str; 5] = [
    "Path",
    "RequestMapping",
    "HttpExchange",
    "FeignClient",
    // Micronaut.
    "Client",
];
/// The maximum length of a type's body.
const LONGEST_TYPE: usize = 60_000;
/// The maximum length of a list of arguments.
const LONGEST_ARGUMENTS: usize = 600;

/// The requests of such interfaces, and the places of the paths that are only first parts.
pub(super) fn calls(source: &str, paths: &[path::Found]) -> (Vec<Call>, HashSet<usize>) {
    let text = Text(source);
    let (mut calls, mut beginnings) = (Vec::new(), HashSet::new());
    for found in paths {
        let Some(open) = type_body(text, found.start) else {
            continue;
        };
        let close = text.closing(open, LONGEST_TYPE).unwrap_or(text.len());
        let methods = methods(text, open, close, &found.path);
        if !methods.is_empty() {
            beginnings.insert(found.start);
            calls.extend(methods);
        }
    }
    (calls, beginnings)
}

/// The brace of the type whose annotation contains the path.
fn type_body(text: Text, at: usize) -> Option<usize> {
    let (line, _) = text.line(at);
    let head = text.slice(line, at);
    let annotation = head.rfind('@')?;
    let name = Text(head).word_at(annotation + 1);
    if !OF_TYPE.contains(&name) {
        return None;
    }
    // Between the annotation and the brace there are other annotations and the header of the type.
    let rest = text.slice(at, at + LONGEST_ARGUMENTS);
    let header = ["interface ", "class "]
        .iter()
        .filter_map(|word| rest.find(word))
        .min()?;
    let before = rest.get(..header)?;
    // A method has parameters and a body before the next type begins.
    if before.contains(';') || before.contains("){") || before.contains(") {") {
        return None;
    }
    rest.get(header..)?
        .find('{')
        .map(|brace| at + header + brace)
}

/// The requests in the methods of a type.
fn methods(text: Text, open: usize, close: usize, base: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut method: Option<(usize, &'static str)> = None;
    let mut below = String::new();
    let mut index = open + 1;
    while index < close {
        match text.at(index) {
            b'@' => {
                let name = text.word_at(index + 1);
                let mut next = index + 1 + name.len();
                let arguments = (text.at(next) == b'(')
                    .then(|| text.closing(next, LONGEST_ARGUMENTS))
                    .flatten()
                    .map(|end| {
                        let inner = text.slice(next + 1, end);
                        next = end + 1;
                        inner
                    });
                if let Some(verb) = verb_of(name, arguments) {
                    method = Some((index, verb));
                }
                if let Some(path) = arguments.and_then(first_text)
                    && (name == "Path" || verb_of(name, arguments).is_some())
                {
                    path.clone_into(&mut below);
                }
                index = next.max(index + 1);
            }
            // The parameters of the method have annotations of their own, which are skipped.
            b'(' => index = text.closing(index, LONGEST_ARGUMENTS).unwrap_or(index) + 1,
            b';' | b'{' => {
                if let Some((at, verb)) = method.take() {
                    calls.push(Call {
                        at,
                        method: verb,
                        path: joined(base, &below),
                    });
                }
                below.clear();
                index = match text.at(index) {
                    b'{' => text.closing(index, LONGEST_TYPE).unwrap_or(index) + 1,
                    _ => index + 1,
                };
            }
            _ => index += 1,
        }
    }
    calls
}

/// `GET`, `PutMapping`, `DeleteExchange`, `RequestMapping(method = RequestMethod.PUT)`, `RequestLine("GET /users")`.
fn verb_of(name: &str, arguments: Option<&str>) -> Option<&'static str> {
    if name == "RequestMapping" || name == "HttpExchange" {
        return Text(arguments?)
            .words()
            .find_map(|(_, word)| verb(word).filter(|verb| *verb == word));
    }
    let word = ["Mapping", "Exchange"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    // `@Get` of Micronaut has its path as the argument.
    let is_short =
        word == name && arguments.is_some() && word.ends_with(|c: char| c.is_ascii_lowercase());
    verb(word).filter(|verb| *verb == name || word.len() < name.len() || is_short)
}

/// The first quoted text.
fn first_text(arguments: &str) -> Option<&str> {
    arguments.split('"').nth(1)
}

fn joined(base: &str, below: &str) -> String {
    // `/groups{?search}` of Micronaut has a query.
    let below = below.split("{?").next().unwrap_or(below);
    let below = below.trim_matches('/');
    if below.is_empty() {
        base.to_owned()
    } else {
        format!("{}/{below}", base.trim_end_matches('/'))
    }
}
