//! Finds the Keycloak versions that a text names.

use permissions::Version;

/// Finds the versions in the text, each once, in order: after the word Keycloak (`Keycloak 26.5`, `keycloak:26.7.3`), or three numbers of a
/// Keycloak release line (`26.7.3`).
pub fn find(text: &str) -> Vec<Version> {
    let mut found = Vec::new();
    let mut behind_keycloak = false;
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')) {
        let word = word.trim_matches('.');
        if word.is_empty() {
            continue;
        }
        let number = word.strip_prefix('v').unwrap_or(word);
        if !number.starts_with(|c: char| c.is_ascii_digit()) {
            behind_keycloak = ends_with_keycloak(word) || word == "version" && behind_keycloak;
            continue;
        }
        let parts = number.split('.').count();
        let is_number = number
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        if is_number
            && let Ok(version) = number.parse::<Version>()
            && (KEYCLOAK.contains(&version.major) && (parts == 3 || behind_keycloak && parts == 2))
            && !found.contains(&version)
        {
            found.push(version);
        }
        behind_keycloak = ends_with_keycloak(word);
    }
    found
}

/// Whether a word ends with the name, in any case.
fn ends_with_keycloak(word: &str) -> bool {
    const NAME: &str = "keycloak";
    word.len()
        .checked_sub(NAME.len())
        .and_then(|at| word.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(NAME))
}

/// The major versions whose numbers hardly any other software has.
const KEYCLOAK: std::ops::RangeInclusive<u16> = 18..=29;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_and_other_numbers_are_not() {
        for (text, expected) in [
            (
                "After the upgrade from Keycloak 26.5 to 26.8.2 we get 401",
                "26.5 26.8.2",
            ),
            ("quay.io/keycloak/keycloak:26.7.3", "26.7.3"),
            ("Keycloak version 24.0.5 (Quarkus 3.8.4)", "24.0.5"),
            ("on v26.4.7, on 26.4.7", "26.4.7"),
            ("10.26.4.7 - - 25.5 ms at 10:11:12.345, okhttp/4.12.0", ""),
            ("keycloak-admin-client 3.1.0", ""),
        ] {
            let found: Vec<String> = find(text).iter().map(ToString::to_string).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
