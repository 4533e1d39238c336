//! Finds requests behind a variable that the text does not define, named like a base of the Admin API: `${adminUrl}/clients`.

use std::collections::HashSet;

use super::call::{Call, Lost};
use super::index::Index;
use super::scan::{PREFLIGHT, Text, is_word, names_base};
use super::{method, path};

/// Paths behind a variable that the text does not define, named like a base of the Admin API: `${adminUrl}/clients`. `names` are the names
/// that the text defines.
pub(super) fn calls(code: &str, names: &HashSet<String>, index: &Index) -> (Vec<Call>, Vec<Lost>) {
    let text = Text(code);
    let (mut calls, mut lost) = (Vec::new(), Vec::new());
    let extensions = extensions(code);
    for (at, word) in text.words() {
        if extensions.contains(word)
            || names.contains(word)
            || !names_base(word, &["admin", "keycloak", "kc"])
        {
            continue;
        }
        let end = at + word.len();
        // `${adminUrl}…`, `{adminUrl}…`, `adminUrl + "…"`, `$ADMIN_URL…`.
        let mut next = end;
        if text.at(next) == b'}' {
            next += 1;
        } else if text.before(at) != b'$' {
            let plus = text.skip_white(next);
            if text.at(plus) != b'+' {
                continue;
            }
            next = text.skip_white(plus + 1);
            if !matches!(text.at(next), b'"' | b'\'' | b'`') {
                if is_word(text.at(next)) {
                    lost.push(Lost {
                        at,
                        why: "the path is built at run time",
                    });
                }
                continue;
            }
            next += 1;
        }
        // `${keycloak_url}${context}/admin/…`: another detector finds this path.
        let (variable, behind) = next_variable(text, next);
        if let Some(variable) = variable {
            let goes_on = text.slice(behind, behind + 8);
            let is_whole = ["/admin/", "/realms/"]
                .iter()
                .any(|root| goes_on.starts_with(root));
            if !is_whole && !is_part_of_url(variable) {
                lost.push(Lost {
                    at,
                    why: "the path is built at run time",
                });
            }
            continue;
        }
        if text.at(next) != b'/' {
            continue;
        }
        let mut area_end = next + 1;
        while is_word(text.at(area_end)) || text.at(area_end) == b'-' {
            area_end += 1;
        }
        if !index.areas.contains(text.slice(next + 1, area_end)) {
            continue;
        }
        let (path, path_end) = path::read(text, next + 1);
        let method = method::of(text, next, path_end, at.saturating_sub(200), text.len());
        calls.push(Call {
            at,
            method: method
                .filter(|method| *method != PREFLIGHT)
                .unwrap_or("GET"),
            path: path::below_realm(&path),
        });
    }
    (calls, lost)
}

/// The last of the placeholders that follow one another from this place on, and the place behind them.
fn next_variable(text: Text<'_>, from: usize) -> (Option<&str>, usize) {
    const MOST: usize = 4;
    let (mut name, mut at) = (None, from);
    for _ in 0..MOST {
        if text.at(at) != b'$' || text.at(at + 1) != b'{' {
            break;
        }
        name = Some(text.word_at(at + 2));
        match text.closing(at + 1, 200) {
            Some(close) => at = close + 1,
            None => break,
        }
    }
    (name, at)
}

/// Whether a variable is named like a part of an address that no path of a request begins with: `keycloak_context`, `port`.
fn is_part_of_url(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["context", "prefix", "port", "relative"]
        .iter()
        .any(|part| lower.contains(part))
}

/// The names of variables with a path below `/realms/`, where extensions of Keycloak have their paths.
fn extensions(code: &str) -> HashSet<&str> {
    code.lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let name = Text(line).word_at(0);
            let value = line.get(name.len()..)?.trim_start().strip_prefix('=')?;
            (value.contains("/realms/") && !value.contains("admin/realms")).then_some(name)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::code::tests::assert_found;

    #[test]
    fn a_path_behind_an_address_elsewhere_is_followed() {
        assert_found(&[
            (
                "path := \"/realms/{realm}/users/{id}/consents/{client}\"\n_, err := c.newRequest(ctx).\n  SetPathParams(params).\n  Delete(path)\n",
                &["DELETE users/{user-id}/consents/{client}"],
            ),
            (
                "await client.post(`/realms/${realm}/groups`, group);\nawait client.post(`/realms/${realm}/protocol/openid-connect/token`, form);\n",
                &["POST groups"],
            ),
        ]);
    }
}
