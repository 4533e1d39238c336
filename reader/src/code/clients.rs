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

/// `GET path`
pub(super) fn request(text: &'static str) -> Option<(&'static str, &'static str)> {
    let (method, path) = text.split_once(' ').unwrap_or((text, ""));
    Some((verb(method)?, path))
}

/// The path below another one, unless it begins at the root.
fn join(path: &str, below: &str) -> String {
    if below.starts_with('/') {
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
        ("Java: keycloak-admin-client 26.0.8", java::senders()),
        (
            "JavaScript: @keycloak/keycloak-admin-client 26.7.4",
            javascript::senders(),
        ),
        ("Python: python-keycloak 7.1.1", of(&python::CALLS)),
        ("Go: gocloak 14.0.4", of(&go::CALLS)),
        (".NET: Keycloak.Net 1.0.18", of(csharp::KEYCLOAK_NET)),
        (
            ".NET: Keycloak.AuthServices.Sdk 3.0.0",
            of(csharp::AUTH_SERVICES),
        ),
        ("PHP: keycloak-rest-api-client-php 0.39.0", php::senders()),
        ("Ruby: keycloak-admin 2.0.3", ruby::senders()),
        ("Rust: keycloak 26.6.2", of(rust::CALLS)),
    ]
}

#[cfg(test)]
mod tests;
