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
    Call,
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

fn join(path: &str, below: &str) -> String {
    if path.is_empty() || below.is_empty() {
        format!("{path}{below}")
    } else {
        format!("{path}/{below}")
    }
}

/// Every request in the tables with lines of the form `name METHOD path`, for the test that they exist.
#[cfg(test)]
pub(super) fn table() -> Vec<(&'static str, String)> {
    let lines = python::CALLS
        .iter()
        .chain(&go::CALLS)
        .chain(csharp::KEYCLOAK_NET)
        .chain(csharp::AUTH_SERVICES)
        .chain(rust::CALLS)
        .filter_map(|line| line.split_once(' '))
        .flat_map(|(_, rest)| rest.split(" + "))
        .filter_map(request)
        .map(|(method, path)| (method, path.to_owned()));
    lines
        .chain(java::table())
        .chain(javascript::table())
        .chain(php::table())
        .chain(ruby::table())
        .chain(super::declared::table())
        .chain(super::ansible::table())
        .chain(super::terraform::table())
        .collect()
}
