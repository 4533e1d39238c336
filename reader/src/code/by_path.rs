//! Finds requests by their paths.

use std::collections::HashSet;

mod below_base;
mod message;

use super::bases;
use super::call::{Call, Lost};
use super::cmdlets::of_cmdlet;
use super::http_clients::{Clients, is_base_of_client};
use super::method;
use super::path::{Found, is_base};
use super::realm_clients::Functions;
use super::scan::{PREFLIGHT, Text, is_word};
use below_base::below_base;
pub(super) use below_base::{Unread, below_admin};
use message::{is_in_message, is_printed};

/// Finds every request by its path. `found` are the paths of the text, `areas` the first segments below a realm, and `clients` the clients of
/// the text.
pub(super) fn calls<'t>(
    text: &'t str,
    found: &[Found],
    areas: &HashSet<&str>,
    clients: &Clients<'t>,
    functions: &Functions<'t>,
) -> (Vec<Call>, Vec<Lost>, Vec<Unread>) {
    let text = Text(text);
    let found: Vec<&Found> = found
        .iter()
        .filter(|one| !is_referrer(text, one.start))
        .collect();
    let (mut calls, mut lost, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let mut has_base = false;
    for (index, one) in found.iter().enumerate() {
        let floor = index
            .checked_sub(1)
            .and_then(|before| found.get(before))
            .map_or(0, |before| before.end);
        let ceiling = found.get(index + 1).map_or(text.len(), |next| next.start);
        let stated = method::of(text, one.start, one.end, floor, ceiling);
        if is_in_message(text, one.start) || is_printed(text, one.start) {
            continue;
        }
        let is_client = is_base(&one.path) && is_base_of_client(text, one.start);
        if is_client || stated.is_none() && is_base(&one.path) && !stands_alone(text, one) {
            // `baseURL = host + "/admin/realms/" + realm`: not a request, but requests may use this base.
            has_base = true;
            continue;
        }
        let is_defined = bases::defined(text, one.start, &one.path).is_some();
        // A function of PowerShell, whose calls have the path in an option.
        let is_cmdlet = of_cmdlet(text, one).is_some();
        has_base |= is_cmdlet;
        if stated == Some(PREFLIGHT) || is_defined || is_cmdlet {
            // The definition of a name is not a request. Where the name is used, the path replaces it.
            has_base |= is_base(&one.path);
            continue;
        }
        if stated.is_none()
            && (method::is_chosen_at_run_time(text, one.start, one.end)
                || method::is_used_with_chosen_method(text, one.start, one.end, ceiling))
            || method::is_conditional(text, one.start)
        {
            lost.push(Lost {
                at: one.start,
                why: "the method is chosen at run time",
            });
            continue;
        }
        calls.push(Call {
            at: one.start,
            method: stated.unwrap_or("GET"),
            path: one.path.clone(),
        });
    }
    if has_base {
        let (below, not_followed, of_base) = below_base(text, areas, clients, functions);
        calls.extend(below);
        lost.extend(not_followed);
        unread = of_base;
    }
    (calls, lost, unread)
}

/// Whether the URL of the path at `start` is in a header: a quoted URL after a request line (the combined format of Apache and nginx), or
/// the value of `Referer` or `Location`.
fn is_referrer(text: Text, start: usize) -> bool {
    let (line, _) = text.line(start);
    let mut open = start;
    while open > line
        && !text.before(open).is_ascii_whitespace()
        && !b"\"'`".contains(&text.before(open))
    {
        open -= 1;
    }
    if !text.slice(open, start).contains("://") {
        return false;
    }
    let mut key = open;
    while key > line && b" \t\"'`:=[\\".contains(&text.before(key)) {
        key -= 1;
    }
    let key = text.word_before(key).to_ascii_lowercase();
    // The header `Location` has the URL of what a request has created.
    if key.ends_with("referer") || key.ends_with("referrer") || key == "location" {
        return true;
    }
    let before = text.slice(line, open);
    text.before(open) == b'"'
        && before.match_indices(" HTTP/").any(|(at, mark)| {
            before
                .get(at + mark.len()..)
                .unwrap_or_default()
                .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.')
                .starts_with('"')
        })
}

/// Whether the path is alone on its line.
fn stands_alone(text: Text, found: &Found) -> bool {
    let (start, end) = text.line(found.start);
    let edge = |part: &str| part.bytes().all(|byte| !is_word(byte));
    edge(text.slice(start, found.start)) && edge(text.slice(found.end, end))
}

#[cfg(test)]
mod tests;
