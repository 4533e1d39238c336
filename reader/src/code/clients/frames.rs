//! Finds the operation that a stack frame of a client library names.
//!
//! A frame is certain if the line names the library itself: its package, namespace, or file. Among several known frames, the innermost one
//! counts: the last one in Python, which prints the most recent call last, and the first one in other languages.

use super::{csharp, go, java, javascript, member, overload, python, request, rust};
use crate::code::path::below_realm;
use crate::code::scan::is_word;

/// A request that a frame names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::code) struct Frame {
    /// The place of the line.
    pub at: usize,
    /// The method of the request.
    pub method: &'static str,
    /// The path, with `{}` for what is not known.
    pub path: String,
}

/// The innermost frame of a client library in the text.
pub(in crate::code) fn innermost(text: &str) -> Option<Frame> {
    let mut at = 0;
    let mut found = None;
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let is_python = line.contains("keycloak_admin.py");
        let of_proxy = || java::of_proxy(line, lines.peek().copied().unwrap_or_default());
        if (found.is_none() || is_python)
            && let Some((method, path)) = of_line(line).or_else(of_proxy)
        {
            found = Some(Frame {
                at,
                method,
                path: below_realm(&path),
            });
            if !is_python {
                break;
            }
        }
        at += line.len();
    }
    found
}

fn of_line(line: &str) -> Option<(&'static str, String)> {
    if let Some((_, rest)) = line.split_once("org.keycloak.admin.client.resource.") {
        // `UsersResource#create`, `UsersResource.create(`
        let mut words = rest.split(|c: char| !c.is_ascii_alphanumeric());
        return java::of_interface(words.next()?, words.next()?);
    }
    if line.contains("keycloak_admin.py") {
        return of_python(line);
    }
    if let Some(request) = javascript::of_frame(line) {
        return Some(request);
    }
    if line.contains("/gocloak/") || line.contains("gocloak.") {
        return methods_of(line, "(*GoCloak).")
            .chain(words_before_calls(line))
            .find_map(|word| in_table(go::CALLS, word));
    }
    if line.contains("Keycloak.Net") {
        return of_keycloak_net(line);
    }
    if line.contains("Keycloak.AuthServices") {
        return words_before_calls(line).find_map(|word| in_table(csharp::AUTH_SERVICES, word));
    }
    if line.contains("keycloak::") {
        let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        return words
            .into_iter()
            .find_map(|word| in_table(rust::CALLS, word));
    }
    None
}

/// `at Keycloak.Net.KeycloakClient.CreateRoleAsync(String realm, String clientId, Role role)`: the parameters distinguish overloads.
fn of_keycloak_net(line: &str) -> Option<(&'static str, String)> {
    line.match_indices('(').find_map(|(at, _)| {
        let (before, after) = line.split_at_checked(at)?;
        let name = before
            .rsplit(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .filter(|name| !name.is_empty())?;
        let parameters = after.get(1..)?.split(')').next()?;
        // The optional parameters follow the required ones, and most begin with one that may have no value.
        let required = parameters
            .split(',')
            .map(str::trim)
            .take_while(|parameter| !parameter.starts_with("Nullable"))
            .filter(|parameter| {
                !parameter.is_empty() && !parameter.starts_with("CancellationToken")
            })
            .count();
        let (method, path) = request(overload(csharp::KEYCLOAK_NET, name, required)?)?;
        Some((method, path.to_owned()))
    })
}

/// The first request of this method of a table. A method that reads before it writes does not tell which of its requests was refused.
fn in_table(table: &[&'static str], name: &str) -> Option<(&'static str, String)> {
    if name.is_empty() {
        return None;
    }
    let mut requests = member(table, name)?.split(" + ");
    let (method, path) = request(requests.next()?)?;
    let is_alike = requests.all(|other| request(other).is_some_and(|(verb, _)| verb == method));
    is_alike.then(|| (method, path.to_owned()))
}

/// The innermost of several frames, `File "…/keycloak_admin.py", line 1039, in get_users`. A log with JSON has all of them on one line.
fn of_python(line: &str) -> Option<(&'static str, String)> {
    line.rmatch_indices("keycloak_admin.py")
        .find_map(|(at, _)| {
            let frame = line.get(at..)?;
            let (position, rest) = frame.split_once(", in ")?;
            let is_frame = position.len() < LONGEST_POSITION;
            is_frame
                .then(|| in_table(python::CALLS, methods_of(rest, "").next()?))
                .flatten()
        })
}

/// The maximum length of the file and the line in a frame of Python, from the name of the file on.
const LONGEST_POSITION: usize = 40;

/// The names after a prefix: `CreateGroup` of `gocloak/v13.(*GoCloak).CreateGroup`.
fn methods_of<'t>(line: &'t str, prefix: &'static str) -> impl Iterator<Item = &'t str> {
    line.match_indices(prefix).filter_map(move |(at, prefix)| {
        let rest = line.get(at + prefix.len()..)?;
        let end = rest.find(|c: char| !c.is_ascii() || !is_word(c as u8));
        rest.get(..end.unwrap_or(rest.len()))
    })
}

/// The words that stand right before a parenthesis.
fn words_before_calls(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices('(').filter_map(|(at, _)| {
        line.get(..at)?
            .rsplit(|c: char| !c.is_ascii_alphanumeric())
            .next()
    })
}
