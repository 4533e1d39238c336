//! Reads calls of a function that appends its argument to a base.

use super::definition::{LONGEST, of_function};
use super::function::Wrapper;
use crate::code::arguments::{named, segments, split};
use crate::code::bases::Open;
use crate::code::call::Call;
use crate::code::glued::Variables;
use crate::code::method;
use crate::code::path;
use crate::code::scan::{Text, verb};
use crate::code::tokens::Kind;
use crate::code::values::Program;
use crate::code::verbs::constant;

/// The kind of a place with the name of a wrapper.
pub(super) enum Site {
    Request(Call),
    /// The function around the call passes its own parameter.
    Passed(Wrapper),
    Lost,
    /// The method is not known.
    Unclear,
    None,
}

/// Whether an argument is given, and is not the request's options or nothing.
fn is_value(argument: &str) -> bool {
    let argument = argument.trim();
    !argument.is_empty()
        && !argument.starts_with('{')
        && !["null", "undefined", "None", "nil"].contains(&argument)
}

/// The method of a call from `at` to `close`: from the arguments, the wrapper, or the request around the call.
fn method_of_call(
    text: Text,
    wrapper: &Wrapper,
    arguments: &[&str],
    at: usize,
    close: usize,
) -> Option<&'static str> {
    arguments
        .iter()
        .enumerate()
        .filter(|(position, argument)| {
            wrapper.method == Some(*position)
                || argument.contains("method")
                || argument.contains("Method")
        })
        .find_map(|(_, argument)| {
            Text(argument)
                .words()
                .filter_map(|(_, word)| constant(word))
                .last()
        })
        .or_else(|| {
            arguments
                .iter()
                .enumerate()
                .filter(|(position, _)| *position != wrapper.path)
                .map(|(_, argument)| argument.trim().trim_matches(['"', '\'', '`', ':']))
                .find_map(|argument| {
                    METHODS_IN_CAPITALS
                        .contains(&argument)
                        .then(|| verb(argument))
                        .flatten()
                        .or_else(|| of_class(argument))
                })
        })
        .or(wrapper.stated)
        .or_else(|| {
            // The function only builds the URL: the request around the call has the method.
            let (line, _) = text.line(at);
            let before = text.slice(line, at).trim_end();
            let before = before.trim_end_matches("await").trim_end();
            // The result of an arrow function: the code after it belongs to other requests.
            if before.ends_with("=>") {
                return None;
            }
            let after = text.line(close).1;
            method::of(text, at, close + 1, line, after)
        })
}

/// The method that a class of requests has: `Net::HTTP::Put`, `HttpPut.class`, `HttpMethod.Put`, `Method::PUT`.
fn of_class(argument: &str) -> Option<&'static str> {
    let class = argument.strip_suffix(".class").unwrap_or(argument);
    let (owner, name) = class.rsplit_once(['.', ':']).unwrap_or(("", class));
    let is_owner = owner.is_empty()
        || owner.to_ascii_lowercase().contains("http")
        || owner.to_ascii_lowercase().contains("method");
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let method = name
        .strip_prefix("Http")
        .or_else(|| name.strip_prefix("Method"))
        .unwrap_or(name);
    let is_qualified = !owner.is_empty() || method.len() < name.len();
    (is_owner && is_name && is_qualified)
        .then(|| verb(method))
        .flatten()
}

/// A call without a path of a function that appends nothing by default: `user_request("GET", id)`.
fn without_path(wrapper: &Wrapper, at: usize, method: &'static str) -> Site {
    if !wrapper.is_below_realm() {
        return Site::None;
    }
    Site::Request(Call {
        at,
        method,
        path: wrapper.base.clone(),
    })
}

/// The arguments of a call. A function of Lua gets its object explicitly: `call(self, "GET", path)`.
fn arguments_of<'t>(text: Text, at: usize, inner: &'t str) -> Vec<&'t str> {
    let mut arguments = split(inner);
    let is_method = matches!(text.before(at), b'.' | b':');
    if !is_method
        && arguments
            .first()
            .is_some_and(|first| first.trim() == "self")
    {
        arguments.remove(0);
    }
    arguments
}

/// Reads the call at a place of a text.
pub(super) fn call(
    (text, program, variables): (Text, &Program, &Variables),
    at: usize,
    wrapper: &Wrapper,
) -> Site {
    let mut open = at + wrapper.name.len();
    // Type arguments: `call<User[]>(`.
    if text.at(open) == b'<' {
        let rest = text.slice(open, open + 120);
        match rest.find(">(") {
            Some(end) => open += end + 1,
            None => return Site::None,
        }
    }
    if text.at(open) != b'(' {
        return Site::None;
    }
    let (line, _) = text.line(at);
    let before = text.slice(line, at);
    if ["def ", "function ", "func ", "fun ", "fn "]
        .iter()
        .any(|define| before.trim_end().ends_with(define.trim_end()))
    {
        return Site::None;
    }
    let Some(close) = text.closing(open, LONGEST) else {
        return Site::Lost;
    };
    let inner = text.slice(open + 1, close);
    let arguments = arguments_of(text, at, inner);
    let stated = method_of_call(text, wrapper, &arguments, at, close);
    let chosen = wrapper.method.and_then(|position| arguments.get(position));
    let is_unclear = stated.is_none() && chosen.is_some_and(|argument| is_value(argument));
    let method = stated.unwrap_or("GET");
    let named = named(inner, &wrapper.path_name);
    let Some(argument) = named.or_else(|| arguments.get(wrapper.path).copied()) else {
        let is_default = !is_unclear && arguments.len() == wrapper.path;
        return if is_default {
            without_path(wrapper, at, method)
        } else {
            Site::None
        };
    };
    if wrapper.in_segments && named.is_none() {
        if is_unclear {
            return Site::Unclear;
        }
        let below = segments(arguments.get(wrapper.path..).unwrap_or_default());
        return Site::Request(Call {
            at,
            method,
            path: format!("{}{below}", wrapper.base),
        });
    }
    let argument = argument.trim_start();
    let offset = argument.as_ptr() as usize - text.0.as_ptr() as usize;
    let literal = argument.trim_start_matches(['f', 'r', '$', '@']);
    let has_text = literal.starts_with(['"', '\'', '`']);
    let start = offset + (argument.len() - literal.len()) + 1;
    let first = if text.at(start) == b'/' {
        start + 1
    } else {
        start
    };
    let path = if has_text {
        let (path, end) = path::read(text, first);
        let is_known = path != "/" || matches!(text.at(first), b'"' | b'\'' | b'`' | b'?');
        (is_known && !variables.is_behind(&path, end)).then_some(path)
    } else {
        match computed(program, offset) {
            Computed::Path(path) => Some(path),
            Computed::Parameter(name) => {
                let place = Open {
                    at,
                    path: wrapper.base.clone(),
                    follows: name,
                };
                return of_function(program, &place, |_| stated).map_or(Site::Lost, Site::Passed);
            }
            Computed::Unknown => None,
        }
    };
    let Some(path) = path else {
        return Site::Lost;
    };
    if is_unclear {
        return Site::Unclear;
    }
    let path = path.trim_end_matches('/');
    let between = if path.is_empty() || path.starts_with('/') {
        ""
    } else {
        "/"
    };
    Site::Request(Call {
        at,
        method,
        path: format!("{}{between}{path}", wrapper.base),
    })
}

/// The value of an argument.
enum Computed {
    Path(String),
    /// A parameter of the function around the call.
    Parameter(String),
    Unknown,
}

fn computed(program: &Program, offset: usize) -> Computed {
    let index = program.tokens.partition_point(|token| token.start < offset);
    let Some(token) = program
        .tokens
        .get(index)
        .filter(|token| token.start == offset)
    else {
        return Computed::Unknown;
    };
    let Some(value) = program.value(index) else {
        return Computed::Unknown;
    };
    let text = value.text.split('?').next().unwrap_or_default();
    match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        // `path + "/" + id` is a parameter, followed by more.
        Some((name, "")) if program.is_parameter(name, token.start) => {
            Computed::Parameter(name.to_owned())
        }
        Some(_) => Computed::Unknown,
        None if token.kind == Kind::Mark && !value.changed => Computed::Unknown,
        None => Computed::Path(text.to_owned()),
    }
}

const METHODS_IN_CAPITALS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];
