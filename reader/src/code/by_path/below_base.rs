//! Finds requests whose path is below a base in the same text: `api.put("/users/" + id)`.

use std::collections::HashSet;

use crate::code::arguments;
use crate::code::call::{Call, Lost};
use crate::code::glued::Variables;
use crate::code::http_clients::{Clients, callable_clients};
use crate::code::method;
use crate::code::path::{LONGEST_PIECE, below_realm, read};
use crate::code::realm_clients::Functions;
use crate::code::scan::{Text, is_word};

/// A path below a base for which no request was found: its place and the path.
pub(in crate::code) type Unread = (usize, String);

/// The method of a client or a function whose first argument is the quoted text: `kc("groups")`.
fn of_called(text: Text, quote: usize, callable: &Functions) -> Option<&'static str> {
    let open = text.skip_white_back(quote);
    let mut end = open.saturating_sub(1);
    // Type arguments: `kc<User[]>("users")`.
    if text.before(end) == b'>' {
        let from = end.saturating_sub(LONGEST_PIECE);
        end = text
            .slice(from, end)
            .rfind('<')
            .map_or(end, |at| end - text.slice(from, end).len() + at);
    }
    let method = callable.get(text.word_before(end)).copied();
    method.filter(|_| text.before(open) == b'(')
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

/// Whether the quoted text is the result of an arrow function, which other code calls: `client: (id) => "/clients/" + id`.
fn is_result(text: Text, quote: usize) -> bool {
    let before = text.skip_white_back(quote);
    text.slice(before.saturating_sub(2), before) == "=>"
}

/// Whether the quoted text is the value of a constant: `CLIENTS: "/clients"`.
fn is_constant(text: Text, quote: usize) -> bool {
    let before = text.skip_white_back(quote);
    let key = text.word_before(before.saturating_sub(1));
    text.before(before) == b':'
        && !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// The path of the segments that a function joins, and the place after the last one: `url("users", id, "logout")`.
fn of_segments(text: Text, quote: usize, end: usize) -> Option<(String, usize)> {
    const JOINS: [&str; 7] = ["url", "uri", "path", "endpoint", "join", "segment", "build"];
    let next = text.skip_white(end + 1);
    let is_segment = text
        .slice(quote + 1, end)
        .bytes()
        .all(|byte| is_word(byte) || byte == b'-');
    if !is_segment || text.at(end) != text.at(quote) || text.at(next) != b',' {
        return None;
    }
    let open = (quote.saturating_sub(LONGEST_PIECE)..quote)
        .rev()
        .find(|at| b"(;{}".contains(&text.at(*at)))
        .filter(|at| text.at(*at) == b'(')?;
    let name = text.word_before(open);
    let callee = name.to_ascii_lowercase();
    // `client.Request("users", id)` of Flurl.
    if name != "Request" && !JOINS.iter().any(|part| callee.contains(part)) {
        return None;
    }
    let close = text.closing(open, 2 * LONGEST_PIECE)?;
    let arguments = arguments::split(text.slice(quote, close));
    Some((arguments::segments(&arguments), close + 1))
}

/// Whether the quoted text is the path argument of a PowerShell command: `Invoke-Keycloak -Path "users"`.
fn is_of_command(text: Text, quote: usize) -> bool {
    let option = text.skip_white_back(quote);
    let name = text.word_before(option);
    let (line, _) = text.line(quote);
    let head = text.slice(line, option);
    ["path", "uri", "url", "endpoint", "resource"].contains(&name.to_ascii_lowercase().as_str())
        && text.before(option - name.len()) == b'-'
        && head.split([' ', '(']).any(|word| {
            word.split_once('-').is_some_and(|(verb, noun)| {
                !verb.is_empty()
                    && noun
                        .bytes()
                        .next()
                        .is_some_and(|byte| byte.is_ascii_uppercase())
            })
        })
}

/// Receivers that register handlers for their own paths.
const ROUTERS: [&str; 9] = [
    "app", "router", "server", "route", "routes", "navigate", "push", "href", "Link",
];

/// Whether the quoted text is the path of a route that this program offers: `router.delete("/users/:id", …)`.
fn is_route(text: Text, quote: usize) -> bool {
    let (callee, owner) = callee_and_owner(text, text.skip_white_back(quote));
    ROUTERS.contains(&callee)
        || ROUTERS.contains(&owner)
        || owner.ends_with("Router")
        || stores(owner)
}

/// Whether the name of an object says that the object stores entries: `userCache.delete("/users")`.
fn stores(owner: &str) -> bool {
    const STORES: [&str; 9] = [
        "cache", "map", "storage", "redis", "headers", "cookies", "registry", "params", "memo",
    ];
    let lower = owner.to_ascii_lowercase();
    STORES.iter().any(|store| lower.ends_with(store))
}

/// The function whose arguments begin here, and the object that it belongs to: `delete` and `router` for `router.delete(`.
fn callee_and_owner(text: Text<'_>, arguments: usize) -> (&str, &str) {
    let callee = text.word_before(arguments.saturating_sub(1));
    let owner = text.word_before(arguments.saturating_sub(callee.len() + 2));
    (callee, owner)
}

/// Whether the quoted text is an argument of one of these clients.
fn is_of_other(text: Text, quote: usize, others: &HashSet<&str>) -> bool {
    let open = text.skip_white_back(quote);
    let (callee, owner) = callee_and_owner(text, open);
    text.before(open) == b'(' && (others.contains(callee) || others.contains(owner))
}

/// Whether the quoted text must be the path of a request: it contains a slash and is neither a pattern nor a route.
fn is_only_path(text: Text, quote: usize, path: &str) -> bool {
    let open = text.skip_white_back(quote);
    path.contains('/') && !is_route(text, quote) && !matches!(text.before(open), b'@' | b']')
}

/// Requests such as `api.put("/users/" + id)` in a text that defines the base for a realm, and paths below the base for which no request was
/// found.
pub(super) fn below_base<'t>(
    text: Text<'t>,
    areas: &HashSet<&str>,
    clients: &Clients<'t>,
    functions: &Functions<'t>,
) -> (Vec<Call>, Vec<Lost>, Vec<Unread>) {
    let (mut calls, mut lost, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let variables = Variables::new(text);
    let mut callable = functions.clone();
    for client in callable_clients(text) {
        callable.entry(client).or_insert("GET");
    }
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
        let start = after_realm(text, start);
        let mut end = start;
        while is_word(text.at(end)) || text.at(end) == b'-' {
            end += 1;
        }
        if !areas.contains(text.slice(start, end))
            || !(matches!(text.at(end), b'/' | b'?' | b'"' | b'\'' | b'`' | b'$')
                || text.slice(end, end + 2) == "{?")
            || is_route(text, at)
            || is_of_other(text, at, &clients.others)
        {
            continue;
        }
        let is_entry = is_result(text, at) || is_constant(text, at) && slash < start;
        if is_data(text, at) && !is_entry {
            continue;
        }
        let (path, end) = of_segments(text, at, end).unwrap_or_else(|| read(text, start));
        let stated = method::of(text, start, end, seen, text.len())
            .filter(|_| !is_entry)
            .or_else(|| of_called(text, at, &callable))
            .or_else(|| is_of_command(text, at).then_some("GET"));
        if stated.is_some() && variables.is_behind(&path, end) {
            lost.push(Lost {
                at: start,
                why: "the path is built at run time",
            });
        } else if let Some(method) = stated {
            calls.push(Call {
                at: start,
                method,
                path: below_realm(&path),
            });
        } else if is_only_path(text, at, text.slice(slash, end)) {
            unread.push((start, path));
        }
        seen = end;
    }
    (calls, lost, unread)
}

/// The place after the realm in a path that begins with the realm, `{realm}/users`; the same place for other paths.
fn after_realm(text: Text, start: usize) -> usize {
    let open = if text.at(start) == b'$' {
        start + 1
    } else {
        start
    };
    if text.at(open) != b'{' {
        return start;
    }
    text.closing(open, 40)
        .filter(|close| {
            text.at(close + 1) == b'/'
                && text
                    .slice(open, *close)
                    .to_ascii_lowercase()
                    .contains("realm")
        })
        .map_or(start, |close| close + 2)
}

/// Requests whose path begins at `/realms/{realm}` with a resource of the Admin API. The address before it, which ends in `/admin`, is
/// defined elsewhere.
pub(in crate::code) fn below_admin(text: Text, areas: &HashSet<&str>) -> Vec<Call> {
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
