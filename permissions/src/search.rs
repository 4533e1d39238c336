//! Searches operations by words.

use super::operation::{admin_path, parameter, segments};
use super::{Operation, Permissions};

/// The position of the segment below a realm that names the part of the API.
const AREA: usize = 3;

impl<'m> Permissions<'m> {
    /// The operations that match the words, best match first. A word matches in the path, the method, or the description.
    ///
    /// Every word must match. Matches in the description count most, then those in fixed parts of the path, then those in the Java method;
    /// among equals the shorter path comes first.
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

impl<'m> Permissions<'m> {
    /// The operation most similar to one that this version does not have: most segments in common, with the same method if possible. `None`
    /// if no part of the API has this name.
    pub fn nearest(&self, method: &str, path: &str) -> Option<&'m Operation> {
        let path = admin_path(path);
        let asked: Vec<&str> = segments(&path).collect();
        self.operations()
            .filter(|operation| {
                // Every path begins with the same two or three segments, which is not a similarity.
                let area = segments(&operation.template).nth(AREA);
                let asked = asked.get(AREA);
                asked
                    .zip(area)
                    .is_some_and(|(asked, own)| likeness(asked, own) > 1)
            })
            .map(|operation| {
                let own: Vec<&str> = segments(&operation.template).collect();
                let alike: usize = asked
                    .iter()
                    .zip(&own)
                    .map(|(asked, own)| likeness(asked, own))
                    .sum();
                let same_method = usize::from(operation.method.eq_ignore_ascii_case(method));
                let score =
                    (alike + same_method).saturating_sub(2 * asked.len().abs_diff(own.len()));
                (score, operation)
            })
            .max_by_key(|(score, operation)| (*score, std::cmp::Reverse(operation.template.len())))
            .map(|(_, operation)| operation)
    }
}

/// How similar a segment of a path is to a segment of a template.
fn likeness(asked: &str, own: &str) -> usize {
    let shared = asked
        .bytes()
        .zip(own.bytes())
        .take_while(|(asked, own)| asked.eq_ignore_ascii_case(own))
        .count();
    if asked == own {
        4
    } else if parameter(asked).is_some() && parameter(own).is_some() {
        3
    } else if shared >= 3 {
        2
    } else {
        usize::from(parameter(own).is_some())
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
