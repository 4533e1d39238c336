//! Puts words into sentences.

/// Names in a sentence: "a", "a and b", or "a, b, and c".
pub fn enumerated<N: AsRef<str>>(names: &[N], last_word: &str) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().enumerate() {
        let is_last = at + 1 == names.len();
        let between: &[&str] = match (at, is_last) {
            (0, _) => &[],
            (1, true) => &[" ", last_word, " "],
            (_, true) => &[", ", last_word, " "],
            (_, false) => &[", "],
        };
        text.extend(between.iter().copied());
        text.push_str(name.as_ref());
    }
    text
}

/// A number with its noun: "1 operation", "3 operations".
pub fn counted(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// The text with its first letter in upper case: `read a user` becomes `Read a user`.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_in_a_sentence_has_a_comma_before_its_last_word() {
        for (names, expected) in [
            (&[][..], ""),
            (&["a"], "a"),
            (&["a", "b"], "a and b"),
            (&["a", "b", "c"], "a, b, and c"),
            (&["a", "b", "c", "d"], "a, b, c, and d"),
        ] {
            assert_eq!(enumerated(names, "and"), expected);
        }
    }

    #[test]
    fn a_noun_is_in_the_plural_except_after_one() {
        for (number, expected) in [(0, "0 lines"), (1, "1 line"), (2, "2 lines")] {
            assert_eq!(counted(number, "line", "lines"), expected);
        }
    }
}
