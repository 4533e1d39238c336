//! Which cause was probably meant by a code that there is not?

use std::cmp::Ordering;

use diagnosis::cause::{CausePage, pages};
use strsim::jaro_winkler;

/// How many are offered.
const OFFERED: usize = 4;
/// Less alike than this, and nobody meant it.
const ALIKE: f64 = 0.65;
/// No code is nearly as long.
const LONGEST: usize = 80;

/// The causes with the most similar codes, the nearest first.
pub fn nearest(code: &str) -> Vec<CausePage> {
    if code.len() > LONGEST {
        return Vec::new();
    }
    let meant = code.trim().to_lowercase().replace(['_', ' '], "-");
    let mut near: Vec<(f64, CausePage)> = pages()
        .map(|cause| (likeness(&meant, cause.code), cause))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    near.sort_by(|(a, _), (b, _)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
    near.into_iter()
        .take(OFFERED)
        .map(|(_, cause)| cause)
        .collect()
}

/// The whole codes compared, or the words they share, whichever says more.
fn likeness(meant: &str, code: &str) -> f64 {
    let words: Vec<&str> = meant.split('-').filter(|word| !word.is_empty()).collect();
    let shared = words
        .iter()
        .filter(|word| code.split('-').any(|part| part == **word))
        .count();
    let all = words.len().max(code.split('-').count());
    #[expect(clippy::cast_precision_loss, reason = "a handful of words")]
    let by_words = 0.6 + 0.4 * shared as f64 / all as f64;
    let by_letters = jaro_winkler(meant, code);
    if shared == 0 {
        by_letters
    } else {
        by_letters.max(by_words)
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_was_meant_comes_first() {
        for (typed, meant) in [
            ("missing_role", "missing-role"),
            ("Missing-Roles", "missing-role"),
            ("token-expird", "token-expired"),
            ("disabled-realm", "realm-disabled"),
            ("usr-not-found", "user-not-found"),
        ] {
            assert_eq!(
                nearest(typed).first().map(|cause| cause.code),
                Some(meant),
                "{typed}"
            );
        }
        assert!(nearest("xyzzy").is_empty());
        assert!(nearest(&"missing-role".repeat(100_000)).is_empty());
    }
}
