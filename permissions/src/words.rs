//! Puts words into sentences.

/// The text with its first letter in upper case: `read a user` becomes `Read a user`.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
