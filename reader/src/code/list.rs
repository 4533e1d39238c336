//! Recognizes lists of paths below the realm.

use super::call::Call;
use super::index::Index;
use super::path::{self, below_realm};
use super::scan::{Text, verb};

/// Reads lines such as `GET /users`, `users/{id}`, or `- DELETE groups/1`. A single word is not a path; without a method, only existing
/// paths count.
pub(super) fn calls(text: &str, index: &Index) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut at = 0;
    let mut above = "";
    for line in text.split_inclusive('\n') {
        // An argument of a call that begins above.
        let is_argument =
            above.trim_end().ends_with('(') && line.trim_start().starts_with(['"', '\'', '`']);
        if !line.trim().is_empty() {
            above = line;
        }
        if let Some((method, path)) = read(line).filter(|_| !is_argument) {
            let path = path.trim_start_matches('/');
            let area = path.split(['/', '?']).next().unwrap_or_default();
            if index.areas.contains(area) {
                let (path, _) = path::read(Text(path), 0);
                let path = below_realm(&path);
                let stated = method.is_some();
                let method = method.unwrap_or("GET");
                if stated || index.find(method, &path).is_some() {
                    calls.push(Call { at, method, path });
                }
            }
        }
        at += line.len();
    }
    calls
}

/// The method, if stated, and the path of such a line.
fn read(line: &str) -> Option<(Option<&'static str>, &str)> {
    let edge = |letter: char| letter.is_whitespace() || "-*•+>|\"'`,;".contains(letter);
    let line = line.trim_matches(edge);
    let first = line
        .split(|letter: char| !letter.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    let (method, rest) = match verb(first) {
        Some(method) => (
            Some(method),
            line.get(first.len()..)?
                .trim_start_matches(|letter| edge(letter) || ":]".contains(letter)),
        ),
        None => (None, line),
    };
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    let (path, after) = rest.split_at(end);
    let after = after.trim_start();
    let ends = after.is_empty()
        || ["#", "//", "--", "–", "—", "|", "HTTP/"]
            .iter()
            .any(|mark| after.starts_with(mark));
    (ends && (method.is_some() || path.contains('/'))).then_some((method, path))
}

#[cfg(test)]
mod tests {
    use crate::code::tests::{USER, assert_found};

    #[test]
    fn lists_of_paths_below_the_realm() {
        assert_found(&[
            (
                "users/{id}\nGET /users\n- DELETE groups/1  # leave\n* `POST /users`",
                &[USER, "GET users", "DELETE groups/{group-id}", "POST users"],
            ),
            (
                "[\n  \"/users/{id}\",\n  \"/groups\",\n]",
                &[USER, "GET groups"],
            ),
            // Prose, and paths of other software.
            (
                "users\nclients and users\nGET /orders\n./users/me.js\nGET users of the realm",
                &[],
            ),
            ("PATCH /users", &["? PATCH users"]),
        ]);
    }
}
