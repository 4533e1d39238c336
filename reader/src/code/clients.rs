//! Finds requests that programs send through client libraries of the Admin API.
//!
//! The tables come from the libraries' sources; each file names the release. A method that is not in a table is not guessed: if the library
//! is certain, the request is reported as not followed.

mod csharp;
mod frames;
mod go;
mod java;
mod javascript;
mod php;
mod python;
mod ruby;
mod rust;

pub(super) use frames::{Frame, innermost as innermost_frame};

use super::{
    call::Call,
    path::below_realm,
    scan::{Text, is_word, verb},
};
use std::collections::HashSet;

/// A resource and its members: `name METHOD path`, or `name > resource path` if the chain continues.
type Resource = (&'static str, &'static [&'static str]);

/// The maximum length of a list of arguments.
const LONGEST_ARGUMENTS: usize = 600;

/// The results.
#[derive(Default)]
pub(super) struct Found {
    pub calls: Vec<Call>,
    /// Calls of a library that are not in the tables, or whose receiver is not known: `users.userProfile`.
    pub not_followed: Vec<String>,
    seen: HashSet<String>,
}

impl Found {
    fn call(&mut self, at: usize, method: &'static str, path: &str) {
        self.calls.push(Call {
            at,
            method,
            path: below_realm(path),
        });
    }

    fn lost(&mut self, name: String) {
        if self.seen.insert(name.clone()) {
            self.not_followed.push(name);
        }
    }
}

/// Finds every call of such a library.
pub(super) fn calls(text: &str) -> Found {
    let text = Text(text);
    let mut found = Found::default();
    java::calls(text, &mut found);
    javascript::calls(text, &mut found);
    python::calls(text, &mut found);
    go::calls(text, &mut found);
    csharp::calls(text, &mut found);
    php::calls(text, &mut found);
    ruby::calls(text, &mut found);
    rust::calls(text, &mut found);
    found
}

/// `kcAdminClient`, `keycloak_admin`, `this.kc`: not `prisma.users.create`.
fn is_admin_client(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !name.is_empty()
        && name.bytes().all(is_word)
        && ["keycloak", "kc", "admin"]
            .iter()
            .any(|part| lower.contains(part))
}

/// The text after a member's name in the table.
fn member(members: &[&'static str], name: &str) -> Option<&'static str> {
    members
        .iter()
        .find_map(|member| member.strip_prefix(name)?.strip_prefix(' '))
}

/// The text after a member's name, for a call with this number of arguments. Overloads that send different requests are separate members
/// with their number of required arguments: `CreateRoleAsync/3`.
fn overload(members: &[&'static str], name: &str, arguments: usize) -> Option<&'static str> {
    let counted = members.iter().filter_map(|member| {
        let (count, rest) = member
            .strip_prefix(name)?
            .strip_prefix('/')?
            .split_once(' ')?;
        let count: usize = count.parse().ok()?;
        (count <= arguments).then_some((count, rest))
    });
    counted
        .max_by_key(|(count, _)| *count)
        .map(|(_, rest)| rest)
        .or_else(|| member(members, name))
}

/// The arguments of the call whose parenthesis opens here.
fn arguments(text: Text<'_>, open: usize) -> Vec<&str> {
    let Some(close) = text.closing(open, LONGEST_ARGUMENTS) else {
        return Vec::new();
    };
    let mut arguments = Vec::new();
    let (mut start, mut at) = (open + 1, open + 1);
    while at < close {
        match text.at(at) {
            b'(' | b'[' | b'{' => at = text.closing(at, LONGEST_ARGUMENTS).unwrap_or(close),
            quote @ (b'"' | b'\'') => {
                let string = text.slice(at + 1, close);
                at += string
                    .bytes()
                    .position(|byte| byte == quote)
                    .unwrap_or_default()
                    + 1;
            }
            b'<' => at += type_arguments(text.slice(at, close)),
            b',' => {
                arguments.push(text.slice(start, at).trim());
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    arguments.push(text.slice(start, close).trim());
    arguments.retain(|argument| !argument.is_empty());
    arguments
}

/// The length of the type arguments at the start of the text, `<string, object>`; 0 if it starts with a comparison.
fn type_arguments(text: &str) -> usize {
    let is_type = |byte: u8| is_word(byte) || b" ,.?[]<".contains(&byte);
    let end = text
        .bytes()
        .position(|byte| !is_type(byte))
        .unwrap_or_default();
    if text.as_bytes().get(end) == Some(&b'>') {
        end
    } else {
        0
    }
}

/// `GET path`
pub(super) fn request(text: &'static str) -> Option<(&'static str, &'static str)> {
    let (method, path) = text.split_once(' ').unwrap_or((text, ""));
    Some((verb(method)?, path))
}

/// The path below another one, unless it begins at the root, or beside it (`../`).
fn join(path: &str, below: &str) -> String {
    if let Some(beside) = below.strip_prefix("../") {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        join(parent, beside)
    } else if below.starts_with('/') {
        below.to_owned()
    } else if path.is_empty() || below.is_empty() {
        format!("{path}{below}")
    } else {
        format!("{path}/{below}")
    }
}

/// A method of a library or a part of a tool, and the requests that it sends: their methods and paths.
pub(super) struct Sender {
    pub name: String,
    pub requests: Vec<(&'static str, String)>,
}

impl Sender {
    /// Reads `name METHOD path + METHOD path`. The name follows `prefix`, and the paths are below `path`.
    fn read(line: &'static str, prefix: &str, path: &str) -> Option<Self> {
        let (name, requests) = line.split_once(' ')?;
        let requests = requests
            .split(" + ")
            .filter_map(request)
            .map(|(method, below)| (method, join(path, below)));
        let name = name.split(['/', '[']).next().unwrap_or(name);
        Some(Self {
            name: format!("{prefix}{name}"),
            requests: requests.collect(),
        })
    }
}

/// The libraries by their names and the releases of their tables, with the methods in them.
pub(super) fn libraries() -> Vec<(&'static str, Vec<Sender>)> {
    let of = |lines: &[&'static str]| -> Vec<Sender> {
        let read = |line: &&'static str| Sender::read(line, "", "");
        lines.iter().filter_map(read).collect()
    };
    vec![
        ("Java: keycloak-admin-client 26.0.12", java::senders()),
        (
            "JavaScript: @keycloak/keycloak-admin-client 26.7.4",
            javascript::senders(),
        ),
        ("Python: python-keycloak 7.1.1", of(python::CALLS)),
        ("Go: gocloak 14.0.4", of(go::CALLS)),
        (
            ".NET: Keycloak.Net 1.0.18, Keycloak.Net.Core 1.0.32",
            of(csharp::KEYCLOAK_NET),
        ),
        (
            ".NET: Keycloak.AuthServices.Sdk 3.0.0",
            of(csharp::AUTH_SERVICES),
        ),
        ("PHP: keycloak-rest-api-client-php 0.39.0", php::senders()),
        ("Ruby: keycloak-admin 2.0.3", ruby::senders()),
        ("Rust: keycloak 26.8.100", of(rust::CALLS)),
    ]
}

#[cfg(test)]
mod tests;
