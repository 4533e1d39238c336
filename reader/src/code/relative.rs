//! Finds requests below a base that another file has, through something that is named after Keycloak:
//! `keycloakApi.get("/users/" + id)`, or `client.put(path, user)` with `client: KeycloakClient`.

use std::collections::HashSet;

use super::path::below_realm;
use super::scan::{Text, is_word, verb};
use super::tokens::Kind;
use super::values::Program;
use super::{Call, Lost};

/// Parts of paths that hardly any other API has.
const DISTINCTIVE: [&str; 14] = [
    "role-mappings",
    "reset-password",
    "execute-actions-email",
    "send-verify-email",
    "client-secret",
    "federated-identity",
    "protocol-mappers",
    "client-scopes",
    "roles-by-id",
    "identity-provider/instances",
    "management/permissions",
    "service-account-user",
    "admin-events",
    "partialImport",
];
/// The maximum number of arguments to look at.
const ARGUMENTS: usize = 4;
/// The maximum number of tokens of an argument.
const LONGEST: usize = 200;

/// The requests, and those with a path that is not understood. `is_operation` tells whether the Admin API has an operation.
///
/// The receiver of a request is named after Keycloak, or the text speaks of the Admin API plainly: by an identifier, or, with Keycloak in it
/// (also in a comment of `original`), by a path that hardly any other API has.
pub(super) fn calls<'t>(
    source: &'t str,
    original: &str,
    areas: &'t HashSet<&'t str>,
    is_operation: impl Fn(&str, &str) -> bool,
) -> (Vec<Call>, Vec<Lost>) {
    let text = Text(source);
    if !names_keycloak(original) {
        return (Vec::new(), Vec::new());
    }
    let program = Program::new(source, areas);
    let clients = clients(text, &program);
    let is_plain = DISTINCTIVE.iter().any(|part| source.contains(part)) || names_admin(source);
    let (mut calls, mut lost) = (Vec::new(), Vec::new());
    for at in 0..program.tokens.len() {
        let Some(open) = bracket(text, &program, at) else {
            continue;
        };
        let callee = word(text, &program, at);
        let owner = owner(text, &program, at);
        let is_client = |name: &str| names_keycloak(name) || clients.contains(name);
        let of_client = is_client(callee) || owner.is_some_and(is_client);
        if !is_plain && !of_client {
            continue;
        }
        let Some(close) = program.tokens.get(open).and_then(|token| token.pair) else {
            continue;
        };
        let arguments = arguments(text, &program, open, close);
        let constant = arguments
            .iter()
            .find_map(|argument| constant(text, &program, *argument));
        let stated = constant.or_else(|| method_of(callee)).or_else(|| {
            let lists = ["list", "find", "fetch", "search", "query"].contains(&callee);
            (lists && owner.is_some_and(is_client)).then_some("GET")
        });
        let Some(method) = stated else { continue };
        let path = arguments
            .iter()
            .find_map(|argument| path(text, &program, *argument, areas));
        // `user.get("groups")` reads an entry of a map.
        let is_request = |path: &String| of_client || constant.is_some() || path.contains('/');
        let Some(token) = program.tokens.get(at) else {
            continue;
        };
        let path = path.filter(is_request).map(|path| below_realm(&path));
        if let Some(path) = path.filter(|path| is_operation(method, path)) {
            calls.push(Call {
                at: token.start,
                method,
                path,
            });
        } else if owner.is_some_and(is_client)
            && is_plain_method(callee)
            && arguments
                .first()
                .is_some_and(|argument| is_unknown(text, &program, *argument))
        {
            lost.push(Lost {
                at: token.start,
                why: "the path of this request to Keycloak is not understood",
            });
        }
    }
    (calls, lost)
}

/// Whether the name is a method of HTTP, perhaps with the kind of the response: `get`, `getJson`.
fn is_plain_method(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let rest = ["get", "post", "put", "delete", "patch"]
        .iter()
        .find_map(|method| lower.strip_prefix(method));
    rest.is_some_and(|rest| ["", "json", "_json", "list", "async", "raw"].contains(&rest))
}

/// Whether a text or a variable is an argument, not a path of OpenID Connect, a number, or nothing.
fn is_unknown(text: Text, program: &Program, at: usize) -> bool {
    let is_value = program
        .tokens
        .get(at)
        .is_some_and(|token| token.kind == Kind::Quoted);
    let value = program.value(at).map(|value| value.text);
    let is_path = value.as_deref().is_some_and(|value| {
        value.contains('/')
            && !value.contains("realms/")
            && !value.contains("admin/")
            && !value.contains("://")
    });
    is_value && value.as_deref() == Some("") || is_path && mark(text, program, at) != b')'
}

fn names_keycloak(text: &str) -> bool {
    ["keycloak", "Keycloak", "KEYCLOAK", "KeyCloak", "keyCloak"]
        .iter()
        .any(|name| text.contains(name))
}

/// Whether an identifier names Keycloak and its Admin API: `KeycloakAdminApi`.
fn names_admin(source: &str) -> bool {
    Text(source).words().any(|(_, word)| {
        let lower = word.to_ascii_lowercase();
        lower.contains("keycloak") && lower.contains("admin")
    })
}

fn word<'t>(text: Text<'t>, program: &Program, at: usize) -> &'t str {
    program
        .tokens
        .get(at)
        .filter(|token| token.kind == Kind::Word)
        .map_or("", |token| text.slice(token.start, token.end))
}

fn mark(text: Text, program: &Program, at: usize) -> u8 {
    program
        .tokens
        .get(at)
        .filter(|token| token.kind == Kind::Mark)
        .map_or(0, |token| text.at(token.start))
}

/// Names with a type that is named after Keycloak: `client: KeycloakClient`, `KeycloakClient client`, `client = new KeycloakClient(`.
fn clients<'t>(text: Text<'t>, program: &Program) -> HashSet<&'t str> {
    let mut clients = HashSet::new();
    for at in 1..program.tokens.len() {
        let kind = word(text, program, at);
        if !names_keycloak(kind) || !kind.as_bytes()[0].is_ascii_uppercase() {
            continue;
        }
        // `name: Keycloak…`, `name: &Keycloak…`, `name = new Keycloak…`, `name = Keycloak…(`
        let mut before = at - 1;
        while ["new", "await", "implicit"].contains(&word(text, program, before))
            || matches!(mark(text, program, before), b'&' | b'*')
        {
            let Some(next) = before.checked_sub(1) else {
                break;
            };
            before = next;
        }
        if matches!(mark(text, program, before), b':' | b'=')
            && let Some(name) = before.checked_sub(1)
        {
            clients.insert(word(text, program, name));
        }
        // `Keycloak… name`, `Keycloak… $name`
        let next = at + 1 + usize::from(mark(text, program, at + 1) == b'$');
        clients.insert(word(text, program, next));
    }
    clients.remove("");
    clients
}

/// The bracket of the call of this word: `get(`, `get<T>(`, `get[T](`.
fn bracket(text: Text, program: &Program, at: usize) -> Option<usize> {
    if word(text, program, at).is_empty() {
        return None;
    }
    let next = at + 1;
    match mark(text, program, next) {
        b'(' => Some(next),
        b'[' => {
            let close = program.tokens.get(next)?.pair? + 1;
            (mark(text, program, close) == b'(').then_some(close)
        }
        b'<' => (next..next + 60)
            .find(|at| {
                mark(text, program, *at) == b'(' && mark(text, program, at - 1) == b'>'
                    || mark(text, program, *at) == b';'
                        && program
                            .tokens
                            .get(*at)
                            .is_some_and(|token| token.inside.is_none())
            })
            .filter(|open| mark(text, program, *open) == b'('),
        _ => None,
    }
}

/// The word before the dot.
fn owner<'t>(text: Text<'t>, program: &Program, at: usize) -> Option<&'t str> {
    let dot = at.checked_sub(1)?;
    let before = match mark(text, program, dot) {
        b'.' => dot.checked_sub(1)?,
        b'>' if mark(text, program, dot.checked_sub(1)?) == b'-' => dot.checked_sub(2)?,
        _ => return None,
    };
    let before = if matches!(mark(text, program, before), b'?' | b'!') {
        before.checked_sub(1)?
    } else {
        before
    };
    Some(word(text, program, before))
}

/// The first tokens of the arguments.
fn arguments(text: Text, program: &Program, open: usize, close: usize) -> Vec<usize> {
    let mut arguments = vec![open + 1];
    let mut at = open + 1;
    while at < close.min(open + LONGEST) && arguments.len() < ARGUMENTS {
        at = match mark(text, program, at) {
            b'(' | b'[' | b'{' => {
                program
                    .tokens
                    .get(at)
                    .and_then(|token| token.pair)
                    .unwrap_or(at)
                    + 1
            }
            b',' => {
                arguments.push(at + 1);
                at + 1
            }
            _ => at + 1,
        };
    }
    arguments
}

/// A method as an argument: `"GET"`, `HttpMethod.Put`, `http.MethodPost`, `method: 'PUT'`.
fn constant(text: Text, program: &Program, at: usize) -> Option<&'static str> {
    let at = value_of(text, program, at);
    let token = program.tokens.get(at)?;
    if token.kind == Kind::Quoted {
        let inner = text.slice(token.inner.0, token.inner.1);
        return verb(inner);
    }
    let mut last = at;
    loop {
        let next = match (mark(text, program, last + 1), mark(text, program, last + 2)) {
            (b'.', _) => last + 2,
            (b':', b':') => last + 3,
            _ => break,
        };
        if word(text, program, next).is_empty() {
            break;
        }
        last = next;
    }
    if last == at {
        return None;
    }
    let name = word(text, program, last);
    let name = ["Method", "METHOD_"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    verb(name)
}

/// The first token of the value of an argument, which may have a name: `path: "…"`, `url="…"`.
fn value_of(text: Text, program: &Program, at: usize) -> usize {
    let is_named = !word(text, program, at).is_empty()
        && matches!(mark(text, program, at + 1), b':' | b'=')
        && !matches!(mark(text, program, at + 2), b':' | b'=' | b'>');
    if is_named { at + 2 } else { at }
}

/// The method in the name of a function: `get`, `getList`, `doPut`, `delete_json`.
fn method_of(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    ["get", "post", "put", "delete", "patch"]
        .into_iter()
        .find(|method| {
            let ends = |rest: &str| rest.is_empty() || rest.starts_with('_');
            let begins = lower.strip_prefix(method).is_some_and(|rest| {
                ends(rest) || name.as_bytes()[method.len()].is_ascii_uppercase()
            });
            let closes = lower.strip_suffix(method).is_some_and(|rest| {
                rest.ends_with('_')
                    || name
                        .as_bytes()
                        .get(rest.len())
                        .is_some_and(u8::is_ascii_uppercase)
            });
            begins || closes
        })
        .and_then(verb)
}

/// The path of an argument below a realm.
fn path(text: Text, program: &Program, at: usize, areas: &HashSet<&str>) -> Option<String> {
    let value = program.value(value_of(text, program, at))?;
    let path = value.text.split(['?', '#']).next()?;
    let is_path = path
        .bytes()
        .all(|byte| is_word(byte) || b"/{}-.%:$<>@~+".contains(&byte));
    if !is_path {
        return None;
    }
    // `users{query}`
    let end = path
        .match_indices('{')
        .find(|(at, _)| {
            at.checked_sub(1)
                .is_some_and(|before| is_word(path.as_bytes()[before]))
        })
        .map_or(path.len(), |(at, _)| at);
    let whole = path.get(..end)?;
    let mut rest = whole.trim_start_matches('/');
    // `/{realm}/users`, `{base}/{realm}/users`
    for _ in 0..3 {
        let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
        if first == "serverinfo" {
            return Some("/admin/serverinfo".to_owned());
        }
        if areas.contains(first) {
            let slash = if rest.len() < whole.len() { "/" } else { "" };
            return Some(format!("{slash}{rest}"));
        }
        if !first.starts_with('{') || !first.ends_with('}') {
            return None;
        }
        rest = below;
    }
    None
}
