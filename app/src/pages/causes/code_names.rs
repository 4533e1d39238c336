//! Marks Keycloak's names in a text as code, and links roles to their pages.

use leptos::prelude::*;

use crate::context::{Measured, Prefix};

/// The prefixes of role names.
const ROLES: [&str; 5] = ["view-", "manage-", "query-", "create-", "realm-"];

/// The text with its names marked.
pub fn marked(text: &'static str) -> AnyView {
    text.split_inclusive(' ')
        .map(|word| {
            let start = word.len() - word.trim_start_matches(['(', '“']).len();
            let (before, rest) = word.split_at(start);
            let end = rest
                .trim_end_matches([' ', '.', ',', ';', ':', ')', '”', '?'])
                .len();
            let (name, after) = rest.split_at(end);
            if is_role(name) {
                let Prefix(prefix) = Prefix::here();
                let page = format!("{prefix}/roles/{name}");
                view! { {before} <a href=page><code>{name}</code></a> {after} }.into_any()
            } else if is_name(name) {
                view! { {before} <code>{name}</code> {after} }.into_any()
            } else {
                word.into_any()
            }
        })
        .collect_view()
        .into_any()
}

fn is_role(word: &str) -> bool {
    // A word such as `admin` is a name only if its shape shows that.
    is_name(word) && use_context().is_some_and(|Measured(matrix)| matrix.role(word).is_ok())
}

fn is_name(word: &str) -> bool {
    word.starts_with('/') && word.len() > 1
        || word.contains(['{', '_', '='])
        || word == "kcadm.sh"
        || ROLES
            .iter()
            .any(|role| word.starts_with(role) && word.len() > role.len())
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn names_are_distinguished_from_words() {
        for name in [
            "/admin/serverinfo",
            "{realm}-realm",
            "realm_access",
            "view-users",
            "realm-management",
            "kcadm.sh",
        ] {
            assert!(is_name(name), "{name}");
        }
        for word in ["view", "realm", "→", "/", "token-stale", "on:", "26.5", ""] {
            assert!(!is_name(word), "{word}");
        }
    }
}
