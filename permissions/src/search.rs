//! Searches operations by words.

use super::operation::{admin_path, parameter, segments};
use super::{Operation, Permissions};

/// Which segment of a path below a realm names the part of the API.
const AREA: usize = 3;

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

impl<'m> Permissions<'m> {
    /// The operation that is most like one that this version does not have: most segments in common, of the same method if there is one.
    /// Nothing where no part of the API is called like that.
    pub fn nearest(&self, method: &str, path: &str) -> Option<&'m Operation> {
        let path = admin_path(path);
        let asked: Vec<&str> = segments(&path).collect();
        self.operations()
            .filter(|operation| {
                // Every path begins with the same two or three segments: that alone is no likeness.
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

/// How much a segment of a path is like one of a template.
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
