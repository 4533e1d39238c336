//! Computes calls: of builders, of functions that join or format texts, and of functions in the program.

use super::known_names::{BELOW, MODULES, OF_PATHS, SAME, WRAPS};
use super::program::{Place, Program, Value, truncate};
use crate::code::path::path_in;
use crate::code::tokens::{Kind, Tokens};
use crate::code::verbs::of_callee;
use crate::code::words::BUILDS;

/// The maximum number of tokens in which to look for segments.
const LONGEST_SEGMENTS: usize = 60;

impl<'t> Program<'t> {
    /// The value of a call whose arguments begin at a bracket.
    pub(super) fn call(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        receiver: Option<(&Value, &str)>,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let end = tokens.pair(open)? + 1;
        let lower = name.to_ascii_lowercase();
        let lower = lower.as_str();
        let known = receiver.map(|(value, _)| value).filter(|value| value.known);
        // `issuer.replace("/realms/", "/admin/realms/")`
        if lower.starts_with("replace")
            && receiver.is_some()
            && let Some((_, with)) = self.arguments(tokens, open, place).get(1)
            && with.known
            && with.text.ends_with("/admin/realms/")
        {
            return Some(Value {
                text: format!("{}{{realm}}", with.text),
                known: true,
                changed: true,
                end,
            });
        }
        // `path.lstrip("/")`, also if the path is not known.
        if let Some((receiver, _)) = receiver
            && SAME.contains(&lower)
            && (receiver.known || !lower.starts_with("replace"))
        {
            return Some(Value {
                end,
                ..receiver.clone()
            });
        }
        if let Some(receiver) = known {
            if ["format", "formatted", "format_map"].contains(&lower) {
                let arguments = self.arguments(tokens, open, place);
                let mut value = receiver.clone();
                value.text = filled(&value.text, &arguments);
                return Some(value.of_call(end));
            }
            if lower == "join" && receiver.text.len() <= 1 {
                let between = receiver.text.clone();
                let arguments = self.arguments(tokens, open, place);
                return Some(joined(&arguments, &between)?.of_call(end));
            }
        }
        if let Some((receiver, _)) = receiver {
            if BELOW.contains(&lower) {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    // A flag of the method is not a segment.
                    if !["{true}", "{false}"].contains(&argument.text.as_str()) {
                        value.append(&argument, "/");
                    }
                }
                return Some(value.of_call(end));
            }
            if ["extend", "push"].contains(&lower) && self.has_path(&receiver.text) {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    value.append(&argument, "/");
                }
                return Some(value.of_call(end));
            }
            if ["concat", "plus"].contains(&lower) && receiver.known {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    value.append(&argument, "");
                }
                return Some(value.of_call(end));
            }
            // `[base, "users"].join("/")`, and `base.join("users")` of Rust and Python.
            if lower == "join" && receiver.known && receiver.text.contains('/') {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    if !["", "/"].contains(&argument.text.as_str()) {
                        value.append(&argument, "/");
                    }
                }
                return Some(value.of_call(end));
            }
        }
        // `builder().url(…)` is a step of a request, also if the program has a function with this name.
        let is_of_builder = receiver.is_some_and(|(value, _)| {
            BUILDS.contains(&lower) && tokens.mark(value.end.wrapping_sub(1)) == b')'
        });
        if !is_of_builder && let Some(value) = self.of_function(tokens, name, open, place) {
            return Some(value.of_call(end));
        }
        // `client.get().uri(…)` is a request.
        let is_request = receiver.is_some() && ["uri", "url"].contains(&lower);
        if !is_request && let Some(value) = self.of_segments(tokens, name, open, place) {
            return Some(value.of_call(end));
        }
        // `URI.create(…)`, not a step of a request, `client.get().uri(…)`.
        let is_step = receiver.is_some_and(|(value, owner)| {
            let is_name = value
                .end
                .checked_sub(1)
                .is_some_and(|last| !tokens.word(last).is_empty());
            let is_module = owner.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
                || MODULES.contains(&owner);
            !(is_name && is_module)
        });
        if is_step {
            return Some(Value::unknown(name, end));
        }
        self.of_library(tokens, name, open, place)
    }

    /// Whether the bracket at this token opens a list of segments: `[base, "admin", "realms", realm]`.
    pub(super) fn lists_segments(&self, open: usize) -> bool {
        let tokens = &self.tokens;
        let is = |at: usize, text: &str| {
            tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Quoted && token.inside == Some(open))
                && tokens.name(at) == text
        };
        (open + 1..open + LONGEST_SEGMENTS / 2).any(|at| is(at, "admin") && is(at + 2, "realms"))
    }

    /// The path of the segments among the arguments of a function whose name is about paths: `setPathSegments("admin", "realms", realm)`,
    /// `replace(pathSegments: ["admin", "realms", realm])`.
    fn of_segments(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let close = tokens.pair(open)?;
        let is_quoted = |at: usize, text: &str| {
            tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Quoted)
                && tokens.name(at).trim_matches('/') == text
        };
        let begin = (open + 1..close.min(open + LONGEST_SEGMENTS))
            .find(|at| is_quoted(*at, "admin") && is_quoted(at + 2, "realms"))?;
        let lower = name.to_ascii_lowercase();
        if of_callee(name).is_some() || !OF_PATHS.iter().any(|part| lower.contains(part)) {
            return None;
        }
        let arguments = self.arguments(tokens, open, place);
        if tokens.get(begin)?.inside == Some(open) {
            let is_first = |(_, value): &(&str, Value)| value.text.trim_matches('/') == "admin";
            let first = arguments.iter().position(is_first)?;
            return joined(arguments.get(first..)?, "/");
        }
        let list = arguments
            .iter()
            .position(|(_, value)| value.known && path_in(&value.text).is_some())?;
        // `append([]string{"admin", "realms"}, parts...)`
        let end = if lower == "append" {
            arguments.len()
        } else {
            list + 1
        };
        joined(arguments.get(list..end)?, "/")
    }

    /// The value of a call of a function that many libraries have: `format(…)`, `join(…)`, `URL(…)`.
    fn of_library(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let end = tokens.pair(open)? + 1;
        let lower = name.to_ascii_lowercase();
        let lower = lower.as_str();
        if let Some(value) = self.initialized(tokens, lower, end, place) {
            return Some(value);
        }
        match lower {
            "sprintf" | "format" | "sprint" | "printf" => {
                let arguments = self.arguments(tokens, open, place);
                let first = arguments.iter().position(|(_, value)| value.known)?;
                let mut value = arguments.get(first)?.1.clone();
                value.text = filled(&value.text, arguments.get(first + 1..)?);
                Some(value.of_call(end))
            }
            "join" | "urljoin" | "url_join" | "joinpath" | "implode" | "seq" | "list"
            | "listof" | "aslist" | "array" | "buildpath" | "build_path" => {
                let arguments = self.arguments(tokens, open, place);
                Some(joined(&arguments, "/")?.of_call(end))
            }
            // R
            "paste0" => {
                let arguments = self.arguments(tokens, open, place);
                Some(joined(&arguments, "")?.of_call(end))
            }
            "url" | "uri" => {
                let arguments = self.arguments(tokens, open, place);
                let path = arguments.first()?.1.clone();
                match arguments.get(1) {
                    // `new Uri(base, "admin/realms/…")` of .NET.
                    Some((_, below)) if !path.known && self.has_path(&below.text) => {
                        Some(below.clone().of_call(end))
                    }
                    Some((_, base)) if !self.has_path(&path.text) && base.known => {
                        let mut value = base.clone();
                        value.append(&path, "/");
                        Some(value.of_call(end))
                    }
                    _ => Some(Value { end, ..path }),
                }
            }
            _ if WRAPS.contains(&lower) => {
                let mut arguments = self.arguments(tokens, open, place);
                if arguments.is_empty() {
                    return None;
                }
                Some(Value {
                    end,
                    ..arguments.swap_remove(0).1
                })
            }
            _ => Some(Value::unknown(name, end)),
        }
    }

    /// The path in the initializer of a builder of .NET: `new UriBuilder(base) { Path = … }`.
    fn initialized(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        if name != "uribuilder" || tokens.mark(open) != b'{' {
            return None;
        }
        let close = tokens.pair(open)?;
        let path = (open + 1..close).find(|at| tokens.word(*at) == "Path")?;
        let value = self.sum(tokens, path + 2, place)?;
        Some(value.of_call(close + 1))
    }
}

/// A list as a path, if it has several parts.
pub(super) fn list(arguments: &[(&str, Value)]) -> Option<Value> {
    match arguments {
        [] => None,
        [(_, only)] => Some(only.clone()),
        _ => joined(arguments, "/"),
    }
}

/// The texts, joined; separators among the arguments are left out.
pub(super) fn joined(arguments: &[(&str, Value)], between: &str) -> Option<Value> {
    let mut parts = arguments
        .iter()
        .map(|(_, value)| value)
        .filter(|value| !["/", ""].contains(&value.text.as_str()));
    let mut value = parts.next()?.clone();
    for part in parts {
        value.append(part, between);
    }
    value.changed = true;
    Some(value)
}

/// The template with its placeholders filled: `%s`, `{}`, `{0}`, `{name}`.
pub(super) fn filled(template: &str, arguments: &[(&str, Value)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    let mut next = arguments.iter().filter(|(name, _)| name.is_empty());
    while let Some(at) = rest.find(['%', '{']) {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        let (argument, length) = if let Some(braced) = mark.strip_prefix('{') {
            let Some(close) = braced.find('}') else {
                break;
            };
            let name = braced.get(..close).unwrap_or_default();
            let name = name.split([':', '!']).next().unwrap_or_default();
            let argument = if name.is_empty() {
                next.next()
            } else if let Ok(position) = name.parse::<usize>() {
                arguments.get(position)
            } else {
                arguments.iter().find(|(key, _)| *key == name)
            };
            (argument, close + 2)
        } else {
            let letters = mark.get(1..2).unwrap_or_default();
            // `%1$s`
            let length = if mark.get(2..4) == Some("$s") { 4 } else { 2 };
            if ["s", "v", "d", "q", "1", "2", "3", "4", "5"].contains(&letters) {
                (next.next(), length)
            } else {
                (None, 1)
            }
        };
        match argument {
            Some((_, value)) => out.push_str(&value.text),
            None => out.push_str(mark.get(..length).unwrap_or_default()),
        }
        rest = mark.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    truncate(&mut out);
    out
}
