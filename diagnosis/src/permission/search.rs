//! Which operations do these words mean?

use super::{Operation, Permissions};

impl<'m> Permissions<'m> {
    /// The operations that fit what was typed, best first: words of the path, the method or what the operation does.
    ///
    /// Every word must occur somewhere. Words of what it does count most, then fixed parts of the path, then the Java method; among equals
    /// the shorter path comes first.
    pub fn search(&self, typed: &str) -> Vec<&'m Operation> {
        let typed = typed.trim();
        if let Some((method, path)) = typed.split_once(char::is_whitespace)
            && let Some(found) = self.find(method, path.trim())
        {
            return vec![found.operation];
        }
        let words: Vec<String> = typed
            .to_lowercase()
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let mut found: Vec<(u32, usize, &Operation)> = self
            .operations()
            .filter_map(|operation| {
                Some((
                    score(operation, &words)?,
                    operation.template.len(),
                    operation,
                ))
            })
            .collect();
        found.sort_by(
            |(score, length, operation), (other_score, other_length, other)| {
                other_score
                    .cmp(score)
                    .then(length.cmp(other_length))
                    .then_with(|| operation.template.cmp(&other.template))
            },
        );
        found
            .into_iter()
            .map(|(_, _, operation)| operation)
            .collect()
    }
}

fn score(operation: &Operation, words: &[String]) -> Option<u32> {
    let [does, path, java] = &operation.lower;
    words.iter().try_fold(0, |sum, word| {
        let points = if operation.method.eq_ignore_ascii_case(word) || has_word(does, word) {
            8
        } else if has_word(path, word) {
            6
        } else if does.contains(word.as_str()) {
            4
        } else if path.contains(word.as_str()) {
            3
        } else if java.contains(word.as_str()) {
            2
        } else {
            return None;
        };
        Some(sum + points)
    })
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric())
        .any(|part| part == word)
}
