//! Finds requests below a base that another file defines, through something that is named after Keycloak:
//! `keycloakApi.get("/users/" + id)`, or `client.put(path, user)` with `client: KeycloakClient`.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::call::{Call, Lost};
use super::path::below_realm;
use super::scan::{Text, is_word, verb};
use super::shared::Bound;
use super::tokens::{Kind, Tokens};
use super::values::Program;
use super::verbs::of_name;

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

/// What is known about functions and clients.
#[derive(Clone, Copy)]
pub(super) struct Elsewhere<'e> {
    /// The functions of the text whose calls are followed.
    pub followed: &'e HashSet<String>,
    /// The types and names of other files that the text uses.
    pub bound: &'e Bound,
}

/// The requests, and the places of requests whose path is not understood. `program` is the parsed `source`, and `original` is the text with
/// its comments. `is_operation` returns whether the Admin API has an operation.
///
/// The text mentions Keycloak, at least in a comment. A request counts if its receiver is named after Keycloak, or if the text is clearly
/// about the Admin API, by an identifier or by a path that hardly any other API has.
pub(super) fn calls<'t>(
    source: &str,
    original: &str,
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
    elsewhere: &Elsewhere,
    is_operation: impl Fn(&str, &str) -> bool,
) -> (Vec<Call>, Vec<Lost>) {
    let (mut calls, mut lost) = (Vec::new(), Vec::new());
    let Elsewhere { followed, bound } = *elsewhere;
    if !names_keycloak(original) && bound.is_empty() {
        return (calls, lost);
    }
    let is_clear = DISTINCTIVE.iter().any(|part| source.contains(part)) || names_admin(source);
    if !is_clear && !names_keycloak(source) && bound.is_empty() {
        return (calls, lost);
    }
    let program: &Program = program;
    let tokens = &program.tokens;
    let clients = clients(tokens, |kind| {
        names_keycloak(kind) || bound.types.contains(kind)
    });
    let of_other_files = self::clients(tokens, |kind| bound.types.contains(kind));
    let is_bound = |name: &str| of_other_files.contains(name) || bound.names.contains_key(name);
    for at in 0..tokens.len() {
        let Some(open) = bracket(tokens, at) else {
            continue;
        };
        let callee = tokens.word(at);
        if followed.contains(callee) {
            continue;
        }
        let owner = owner(tokens, at);
        let is_client =
            |name: &str| names_keycloak(name) || clients.contains(name) || is_bound(name);
        let of_client = is_client(callee) || owner.is_some_and(is_client);
        if !is_clear && !of_client {
            continue;
        }
        let Some(close) = tokens.pair(open) else {
            continue;
        };
        let arguments = arguments(tokens, open, close);
        let constant = arguments
            .iter()
            .find_map(|argument| constant(tokens, *argument));
        let by_default = match bound.names.get(callee) {
            Some(method) => *method,
            None => (is_client(callee) && is_sender(callee)).then_some("GET"),
        };
        let is_list = owner.is_some_and(is_client);
        let stated = constant
            .or_else(|| of_name(callee))
            .or_else(|| (is_list && lists(callee)).then_some("GET"))
            .or_else(|| {
                let is_sent = by_default.is_some() || bound.names.contains_key(callee);
                let mut options = arguments.iter();
                let option = options.find_map(|argument| of_options(tokens, *argument));
                option.filter(|_| is_sent).or(by_default)
            });
        let Some(method) = stated else {
            if bound.names.contains_key(callee)
                && let Some(token) = tokens.get(at)
            {
                lost.push(Lost {
                    at: token.start,
                    why: "the method is chosen at run time",
                });
            }
            continue;
        };
        let path = arguments
            .iter()
            .find_map(|argument| path(program, *argument));
        // `user.get("groups")` reads an entry of a map.
        let is_request = |path: &String| of_client || constant.is_some() || path.contains('/');
        let Some(token) = tokens.get(at) else {
            continue;
        };
        let path = path.filter(is_request).map(|path| below_realm(&path));
        if let Some(path) = path.filter(|path| is_operation(method, path)) {
            calls.push(Call {
                at: token.start,
                method,
                path,
            });
        } else if is_plain_method(callee) {
            let first = arguments.first().copied().filter(|_| close > open + 1);
            let is = |known: &dyn Fn(&str) -> bool| owner.is_some_and(known);
            let why = why_lost(program, first, (is(&is_bound), is(&is_client), is_clear));
            lost.extend(why.map(|why| Lost {
                at: token.start,
                why,
            }));
        }
    }
    (calls, lost)
}

/// Why a request with this first argument is not followed, if it is one to Keycloak: of a client of another file, of a client that is named
/// after Keycloak, or in a text that is clearly about the Admin API.
fn why_lost(
    program: &Program,
    first: Option<usize>,
    (is_bound, is_client, is_clear): (bool, bool, bool),
) -> Option<&'static str> {
    let first = first?;
    if is_bound {
        Some("the path is built at run time")
    } else if is_client && is_unknown(program, first) {
        Some("the path of this request to Keycloak is not understood")
    } else if is_clear && is_of_location(program, first) {
        Some("the URL is from the response to another request")
    } else {
        None
    }
}

/// Whether the name of a method of a client says that it lists something.
fn lists(name: &str) -> bool {
    ["list", "find", "fetch", "search", "query"].contains(&name)
}

/// Whether the name is a method of HTTP, perhaps with the kind of the response: `get`, `getJson`.
fn is_plain_method(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let rest = ["get", "post", "put", "delete", "patch"]
        .iter()
        .find_map(|method| lower.strip_prefix(method));
    rest.is_some_and(|rest| ["", "json", "_json", "list", "async", "raw"].contains(&rest))
}

/// Whether an argument is an empty string, or a path that is neither a whole URL nor below a realm or the Admin API.
fn is_unknown(program: &Program, at: usize) -> bool {
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
    is_value && value.as_deref() == Some("") || is_path && program.tokens.mark(at) != b')'
}

/// Whether an argument begins with the URL of something that another request has created: `"#{userLocation}/groups"`.
fn is_of_location(program: &Program, at: usize) -> bool {
    program
        .value(at)
        .is_some_and(|value| begins_with_location(&value.text))
}

/// Whether a path begins with a placeholder for the header `Location`.
fn begins_with_location(path: &str) -> bool {
    path.trim_start_matches(['#', '$'])
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('}'))
        .is_some_and(|(name, _)| name.to_ascii_lowercase().ends_with("location"))
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

/// Names with a type that is named after Keycloak: `client: KeycloakClient`, `KeycloakClient client`, `client = new KeycloakClient(`.
fn clients<'t>(tokens: &Tokens<'t>, is_named: impl Fn(&str) -> bool) -> HashSet<&'t str> {
    let mut clients = HashSet::new();
    for at in 1..tokens.len() {
        let kind = tokens.word(at);
        if kind.is_empty() || !is_named(kind) || !kind.as_bytes()[0].is_ascii_uppercase() {
            continue;
        }
        // `name: Keycloak…`, `name: &Keycloak…`, `name = new Keycloak…`, `name = Keycloak…(`
        let mut before = at - 1;
        // `Keycloak::Client.new` of Ruby.
        while tokens.mark(before) == b':' && tokens.mark(before.wrapping_sub(1)) == b':' {
            let Some(next) = before.checked_sub(3) else {
                break;
            };
            before = next;
        }
        // `c *Client` of Go.
        if tokens.mark(before) == b'*' {
            clients.insert(tokens.word(before.wrapping_sub(1)));
        }
        while ["new", "await", "implicit"].contains(&tokens.word(before))
            || matches!(tokens.mark(before), b'&' | b'*')
        {
            let Some(next) = before.checked_sub(1) else {
                break;
            };
            before = next;
        }
        if matches!(tokens.mark(before), b':' | b'=')
            && let Some(name) = before.checked_sub(1)
        {
            clients.insert(tokens.word(name));
        }
        // `Keycloak… name`, `Keycloak… $name`
        let next = at + 1 + usize::from(tokens.mark(at + 1) == b'$');
        clients.insert(tokens.word(next));
    }
    clients.extend(imported(tokens));
    clients.remove("");
    clients
}

/// The names that a module named after Keycloak exports: `import { kcFetch } from "@/lib/keycloak"`.
fn imported<'t>(tokens: &Tokens<'t>) -> Vec<&'t str> {
    let mut names = Vec::new();
    for at in 2..tokens.len() {
        let is_module = tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::Quoted)
            && tokens.word(at - 1) == "from"
            && tokens.name(at).to_ascii_lowercase().contains("keycloak");
        if let Some(open) = tokens.pair(at - 2).filter(|_| is_module) {
            names.extend((open + 1..at - 2).map(|at| tokens.word(at)));
        }
    }
    names
}

/// The method among the options of a request: `{ method: "DELETE" }`.
fn of_options(tokens: &Tokens, argument: usize) -> Option<&'static str> {
    let close = tokens
        .pair(argument)
        .filter(|_| tokens.mark(argument) == b'{')?;
    let key = (argument + 1..close.min(argument + LONGEST))
        .find(|at| tokens.name(*at) == "method" && tokens.mark(at + 1) == b':')?;
    verb(tokens.name(key + 2))
}

/// Whether the name of a function says that it sends requests.
fn is_sender(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["fetch", "request", "call", "api"]
        .iter()
        .any(|part| lower.contains(part))
}

/// The bracket of the call of this word: `get(`, `get<T>(`, `get[T](`.
fn bracket(tokens: &Tokens, at: usize) -> Option<usize> {
    if tokens.word(at).is_empty() {
        return None;
    }
    let next = at + 1;
    match tokens.mark(next) {
        b'(' => Some(next),
        b'[' => {
            let close = tokens.pair(next)? + 1;
            (tokens.mark(close) == b'(').then_some(close)
        }
        b'<' => (next..next + 60)
            .find(|at| {
                tokens.mark(*at) == b'(' && tokens.mark(at - 1) == b'>'
                    || tokens.mark(*at) == b';'
                        && tokens.get(*at).is_some_and(|token| token.inside.is_none())
            })
            .filter(|open| tokens.mark(*open) == b'('),
        _ => None,
    }
}

/// The word before the dot.
fn owner<'t>(tokens: &Tokens<'t>, at: usize) -> Option<&'t str> {
    let dot = at.checked_sub(1)?;
    let before = match tokens.mark(dot) {
        b'.' => dot.checked_sub(1)?,
        b'>' if tokens.mark(dot.checked_sub(1)?) == b'-' => dot.checked_sub(2)?,
        _ => return None,
    };
    let before = if matches!(tokens.mark(before), b'?' | b'!') {
        before.checked_sub(1)?
    } else {
        before
    };
    Some(tokens.word(before))
}

/// The first tokens of the arguments.
fn arguments(tokens: &Tokens, open: usize, close: usize) -> Vec<usize> {
    let mut arguments = vec![open + 1];
    let mut at = open + 1;
    while at < close.min(open + LONGEST) && arguments.len() < ARGUMENTS {
        if tokens.mark(at) == b',' {
            arguments.push(at + 1);
        }
        at = tokens.after(at);
    }
    arguments
}

/// A method as an argument: `"GET"`, `HttpMethod.Put`, `http.MethodPost`, `method: 'PUT'`.
fn constant(tokens: &Tokens, at: usize) -> Option<&'static str> {
    let at = tokens.value_of(at);
    if tokens.get(at)?.kind == Kind::Quoted {
        return verb(tokens.name(at));
    }
    let mut last = at;
    loop {
        let next = match (tokens.mark(last + 1), tokens.mark(last + 2)) {
            (b'.', _) => last + 2,
            (b':', b':') => last + 3,
            _ => break,
        };
        if tokens.word(next).is_empty() {
            break;
        }
        last = next;
    }
    if last == at {
        return None;
    }
    let name = tokens.word(last);
    let name = ["Method", "METHOD_"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    verb(name)
}

/// The path of an argument below a realm.
fn path(program: &Program, at: usize) -> Option<String> {
    let value = program.value(program.tokens.value_of(at))?;
    if begins_with_location(&value.text) {
        return None;
    }
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
        if program.areas.contains(first) {
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

#[cfg(test)]
mod tests {
    use crate::code::read;
    use crate::code::tests::{PASSWORD, USER, assert_found, found, permissions};

    #[test]
    fn requests_below_a_base_of_another_file_are_found_by_names() {
        assert_found(&[
            (
                "public class Members {\n  private final KeycloakApi api;\n  Members(KeycloakApi api) { this.api = api; }\n  void join(String id, String group) { api.put(\"/users/\" + id + \"/groups/\" + group); }\n}\n",
                &["PUT users/{user-id}/groups/{groupId}"],
            ),
            (
                "import { keycloakRequest } from './request';\nexport const find = (id: string) => keycloakRequest('GET', `/users/${id}`, token);\n",
                &[USER],
            ),
            (
                "# Sets passwords in Keycloak.\nasync def change(user, value, rest=None):\n    url = f'/users/{user[\"id\"]}/reset-password'\n    await rest.request('PUT', url, {'value': value})\n    return user.get('groups')\n",
                &[PASSWORD],
            ),
        ]);
        for text in [
            // Another API, in a program that signs its users in with Keycloak.
            "import Keycloak from 'keycloak-js';\nconst keycloak = new Keycloak({ url, realm, clientId });\nexport const list = () => api.get('/users');\nexport const add = (u) => api.post('/users', u);\n",
            "class OktaClient { find(id) { return this.http.get('/users/' + id); } }\n",
            "github.get('/users/' + name); auth0.patch('/api/v2/users/' + id, body);\n",
        ] {
            assert_eq!(found(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn a_request_of_a_client_for_keycloak_that_is_not_understood_is_reported() {
        let permissions = permissions().expect("the data");
        let text = "class Info {\n  constructor(private readonly client: KeycloakAdminClient) {}\n  realm() { return this.client.getJson<Realm>(''); }\n  users() { return this.client.getJson<User[]>('/users'); }\n}\n";
        let pasted = read(&permissions, text);
        assert_eq!(found(text), ["GET users"]);
        let lines: Vec<usize> = pasted
            .not_understood
            .iter()
            .map(|place| place.line)
            .collect();
        assert_eq!(lines, [3]);
    }
}
