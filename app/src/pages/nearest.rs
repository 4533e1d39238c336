//! Finds the existing names most similar to one that does not exist.

use std::cmp::Ordering;

use strsim::jaro_winkler;

/// The maximum number of suggestions.
const OFFERED: usize = 4;
/// The minimum similarity of a suggestion.
const ALIKE: f64 = 0.65;
/// A length that no name reaches.
const LONGEST: usize = 160;

/// The entries with the most similar names, best first. Names are words joined by hyphens.
pub fn nearest<T>(
    typed: &str,
    all: impl IntoIterator<Item = T>,
    name: impl Fn(&T) -> String,
) -> Vec<T> {
    if typed.len() > LONGEST {
        return Vec::new();
    }
    let meant = typed.trim().to_lowercase().replace(['_', ' '], "-");
    let mut near: Vec<(f64, T)> = all
        .into_iter()
        .map(|one| (likeness(&meant, &name(&one)), one))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    near.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
    near.into_iter().take(OFFERED).map(|(_, one)| one).collect()
}

/// The similarity of the whole names or of the words they share, whichever is higher.
fn likeness(meant: &str, name: &str) -> f64 {
    let words: Vec<&str> = meant.split('-').filter(|word| !word.is_empty()).collect();
    let shared = words
        .iter()
        .filter(|word| name.split('-').any(|part| part == **word))
        .count();
    let all = words.len().max(name.split('-').count());
    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    let by_words = 0.6 + 0.4 * shared as f64 / all as f64;
    let by_letters = jaro_winkler(meant, name);
    if shared == 0 {
        by_letters
    } else {
        by_letters.max(by_words)
    }
}

#[cfg(test)]
mod tests {
    use diagnosis::cause::pages;

    use super::nearest;

    fn causes(typed: &str) -> Vec<&'static str> {
        nearest(typed, pages(), |cause| cause.code.to_owned())
            .into_iter()
            .map(|cause| cause.code)
            .collect()
    }

    #[test]
    fn the_best_suggestion_comes_first() {
        for (typed, meant) in [
            ("missing_role", "missing-role"),
            ("Missing-Roles", "missing-role"),
            ("token-expird", "token-expired"),
            ("disabled-realm", "realm-disabled"),
            ("usr-not-found", "user-not-found"),
        ] {
            assert_eq!(causes(typed).first(), Some(&meant), "{typed}");
        }
        assert!(causes("xyzzy").is_empty());
        assert!(causes(&"missing-role".repeat(100_000)).is_empty());
    }

    #[test]
    fn longer_names_are_found_too() {
        let names = [
            "get-users-user-id",
            "put-users-user-id-reset-password",
            "get-users-count",
        ];
        for (typed, meant) in [
            ("reset-password", "put-users-user-id-reset-password"),
            ("get-user-user-id", "get-users-user-id"),
            ("count-users", "get-users-count"),
        ] {
            let found = nearest(typed, names, |name| (*name).to_owned());
            assert_eq!(found.first(), Some(&meant), "{typed}");
        }
    }
}
