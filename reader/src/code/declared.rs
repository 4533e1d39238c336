//! Reports text without requests of its own: declarations that other tools apply, and paths that nothing uses.

use super::scan::Text;
use super::{Lost, path};

/// A kind of file: the words that identify it, and why it is not understood.
const KINDS: [(&[&str], &str); 2] = [
    (
        &["kind: KeycloakRealmImport"],
        "the operator imports the realm with a job of its own; it sends no request to the Admin API",
    ),
    (
        &["IMPORT_FILES_LOCATIONS"],
        "keycloak-config-cli imports the files through the Admin API; which requests it sends depends on the files",
    ),
];

/// The places of such declarations and paths.
pub(super) fn places(text: &str) -> Vec<Lost> {
    let mut places: Vec<Lost> = KINDS
        .iter()
        .filter(|(words, _)| words.iter().all(|word| text.contains(word)))
        .filter_map(|(words, why)| {
            Some(Lost {
                at: text.find(words.first()?)?,
                why,
            })
        })
        .collect();
    if places.is_empty()
        && let Some(at) = realm(text)
    {
        places.push(Lost {
            at,
            why: "this is a realm to import; which requests are sent depends on the tool that imports it",
        });
    }
    if places.is_empty() {
        places.extend(
            path::found(Text(text))
                .into_iter()
                .filter(|found| !path::is_base(&found.path))
                .map(|found| Lost {
                    at: found.start,
                    why: "no request of the text uses this path",
                }),
        );
    }
    places
}

/// The place of the realm's name in a realm representation: `"realm": "acme"` next to clients, roles, groups, or users.
fn realm(text: &str) -> Option<usize> {
    let is_json = text.trim_start().starts_with('{');
    let key = |name: &str| {
        if is_json {
            text.find(&format!("\"{name}\""))
        } else {
            let line = format!("{name}:");
            text.starts_with(&line)
                .then_some(0)
                .or_else(|| text.find(&format!("\n{line}")).map(|at| at + 1))
        }
    };
    let at = key("realm")?;
    [
        "clients",
        "roles",
        "groups",
        "users",
        "identityProviders",
        "clientScopes",
    ]
    .iter()
    .any(|name| key(name).is_some())
    .then_some(at)
}
