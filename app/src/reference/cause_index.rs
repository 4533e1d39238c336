//! Searches the causes for a pasted message or log line.
//!
//! Both sides rank alike: the browser searches the causes on the page, so that nothing is sent; without JavaScript the server searches the
//! same texts.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// The maximum length of a searched text: more than a page of log.
const LONGEST: usize = 20_000;
/// The minimum similarity of a result.
const LEAST: f64 = 0.4;
/// The minimum similarity of a result, relative to the best one.
const NEAR_THE_BEST: f64 = 0.75;
/// The maximum number of results: no message has more causes.
const SHOWN: usize = 20;

/// A cause that can be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: String,
    /// The title.
    pub title: String,
    /// The messages of the cause, verbatim.
    pub texts: Vec<String>,
}

/// A found cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The code.
    pub code: String,
    /// The title.
    pub title: String,
    /// The message that matches best; empty if the title does.
    pub text: String,
}

/// All causes, split into words.
#[derive(Debug, Clone)]
pub struct Index {
    entries: Vec<(Entry, Vec<BTreeSet<String>>)>,
    /// The number of causes that contain a word.
    spread: BTreeMap<String, usize>,
}

impl Index {
    /// Splits the causes into words.
    pub fn new(entries: impl IntoIterator<Item = Entry>) -> Self {
        let entries: Vec<_> = entries
            .into_iter()
            .map(|entry| {
                let name = format!("{} {}", entry.code, entry.title);
                let words = entry
                    .texts
                    .iter()
                    .map(String::as_str)
                    .chain([name.as_str()]);
                let words: Vec<BTreeSet<String>> = words.map(words_of).collect();
                (entry, words)
            })
            .collect();
        let mut spread = BTreeMap::new();
        for (_, texts) in &entries {
            let all: BTreeSet<&String> = texts.iter().flatten().collect();
            for word in all {
                *spread.entry(word.clone()).or_insert(0) += 1;
            }
        }
        Self { entries, spread }
    }

    /// The causes that match, best first. Among equals, the cause with more messages of its own comes first.
    pub fn search(&self, query: &str) -> Vec<Found> {
        let end = query
            .char_indices()
            .nth(LONGEST)
            .map_or(query.len(), |(end, _)| end);
        let mut words = words_of(query.get(..end).unwrap_or_default());
        words.retain(|word| self.spread.contains_key(word));
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<(f64, f64, &Entry, usize)> = self
            .entries
            .iter()
            .filter_map(|(entry, texts)| {
                let scores: Vec<f64> = texts
                    .iter()
                    .map(|text| self.likeness(&words, text))
                    .collect();
                let (at, best) = scores
                    .iter()
                    .copied()
                    .enumerate()
                    .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
                (best >= LEAST).then(|| (best, scores.iter().sum(), entry, at))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
        let best = found.first().map_or(0.0, |(best, ..)| *best);
        found
            .into_iter()
            .take_while(|(score, ..)| *score >= best * NEAR_THE_BEST)
            .take(SHOWN)
            .map(|(_, _, entry, at)| Found {
                code: entry.code.clone(),
                title: entry.title.clone(),
                text: entry.texts.get(at).cloned().unwrap_or_default(),
            })
            .collect()
    }

    /// The similarity of query and text in both directions, from 0 to 1. Rare words count more.
    fn likeness(&self, query: &BTreeSet<String>, text: &BTreeSet<String>) -> f64 {
        let shared = self.weight(query.intersection(text));
        let (of_query, of_text) = (self.weight(query.iter()), self.weight(text.iter()));
        if of_query > 0.0 && of_text > 0.0 {
            f64::midpoint(shared / of_query, shared / of_text)
        } else {
            0.0
        }
    }

    fn weight<'a>(&self, words: impl Iterator<Item = &'a String>) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "there are some sixty causes")]
        let rarity =
            |word: &String| 1.0 / self.spread.get(word).copied().unwrap_or(1).max(1) as f64;
        words.map(rarity).sum()
    }
}

/// The words of a text in lower case. A name such as `invalid_client` is one word.
fn words_of(text: &str) -> BTreeSet<String> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Entry, Index};

    fn index() -> Index {
        let entry = |code: &str, title: &str, texts: &[&str]| Entry {
            code: code.to_owned(),
            title: title.to_owned(),
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        };
        let forbidden = r#"{"error":"HTTP 403 Forbidden"}"#;
        Index::new([
            entry(
                "token-stale",
                "The token is older than the role",
                &[forbidden],
            ),
            entry(
                "missing-role",
                "The caller lacks the role",
                &[forbidden, "Error: HTTP 403 Forbidden"],
            ),
            entry(
                "user-setup-incomplete",
                "The user has something left to do",
                &[r#"{"error":"invalid_grant","error_description":"Account is not fully set up"}"#],
            ),
            entry(
                "user-credentials-wrong",
                "User name or password is wrong",
                &[r#"{"error":"invalid_grant","error_description":"Invalid user credentials"}"#],
            ),
            entry(
                "dns-failed",
                "The host name has no address",
                &["getaddrinfo ENOTFOUND"],
            ),
        ])
    }

    fn codes(query: &str) -> Vec<String> {
        index()
            .search(query)
            .into_iter()
            .map(|found| found.code)
            .collect()
    }

    #[test]
    fn the_cause_with_more_messages_comes_first() {
        assert_eq!(
            codes(r#"{"error":"HTTP 403 Forbidden"}"#),
            ["missing-role", "token-stale"]
        );
    }

    #[test]
    fn a_part_of_a_message_or_a_log_line_matches() {
        assert_eq!(
            codes("Account is not fully set up"),
            ["user-setup-incomplete"]
        );
        let line = r#"2026-03-01T10:11:12Z ERROR [worker-3] token call failed: 400 {"error":"invalid_grant","error_description":"Invalid user credentials"}"#;
        assert_eq!(
            codes(line).first().map(String::as_str),
            Some("user-credentials-wrong")
        );
        assert_eq!(
            codes("Error: getaddrinfo ENOTFOUND sso.example.com"),
            ["dns-failed"]
        );
    }

    #[test]
    fn a_code_or_words_of_a_title_match() {
        assert_eq!(
            codes("missing-role").first().map(String::as_str),
            Some("missing-role")
        );
        assert_eq!(
            codes("lacks the role").first().map(String::as_str),
            Some("missing-role")
        );
    }

    #[test]
    fn unknown_words_find_nothing() {
        for query in ["", "   ", "{}", "zebra crossing", "\u{0}\u{1F980}"] {
            assert!(codes(query).is_empty(), "{query}");
        }
        assert!(codes(&"x".repeat(1_000_000)).is_empty());
    }
}
