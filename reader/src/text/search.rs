//! Finds causes by words, from the messages and titles of their pages.
//!
//! A separate module, so that only programs that search contain the text of all pages.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde_json::Value;
use strsim::osa_distance;

use super::status;
use diagnosis::cause::{CausePage, Endpoint, Seen, pages, words as typed_words};

/// The maximum length of a text: a message is at its beginning, and logs are long.
const MAX_TEXT: usize = 8 * 1_024;
/// The minimum length of a piece of a message. Shorter ones are part of too many messages.
const MIN_PIECE: usize = 9;
/// The maximum number of words that a person types. A longer text is a message.
const MOST_TYPED: usize = 8;
/// The score of a text that is one of a cause's words.
const IS_WORD: u32 = 400;
/// The score of a text that contains one of a cause's words.
const HAS_WORD: u32 = 100;
/// The score of a text whose words are all part of a cause's code or title.
const OF_NAME: u32 = 60;
/// The minimum length of a word that is corrected.
const MIN_CORRECTED: usize = 5;
/// The minimum length of a word in which two typing errors are corrected.
const MIN_LONG: usize = 8;

/// The words of all pages, for corrections.
static VOCABULARY: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut known = HashSet::new();
    for cause in pages() {
        let texts = [cause.title.to_owned(), cause.code.replace('-', " ")];
        let seen = cause.page.seen.iter().map(|seen| seen.text.to_owned());
        let typed = typed_words(cause.code)
            .iter()
            .map(|text| (*text).to_owned());
        for text in texts.into_iter().chain(seen).chain(typed) {
            known.extend(words(&text.to_lowercase()).map(str::to_owned));
        }
    }
    known
});

/// A cause that matches a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The code of the cause.
    pub code: &'static str,
    /// The known message that matches best; empty if words or the title match better.
    pub message: &'static str,
    /// How well it matches. The number only determines the order.
    pub score: u32,
}

/// The causes that match a pasted message or log line, best first.
pub fn search(text: &str) -> Vec<Match> {
    let typed = Typed::new(text);
    let mut found: Vec<Match> = pages()
        .map(|cause| typed.matched(&cause))
        .filter(|found| found.score > 0)
        .collect();
    // Many causes share one body. Among equals, the cause that most other causes name as similar comes first.
    let general = |code: &str| {
        pages()
            .filter(|cause| {
                cause
                    .page
                    .looks_like
                    .iter()
                    .any(|(other, _)| *other == code)
            })
            .count()
    };
    found.sort_by_cached_key(|found| std::cmp::Reverse((found.score, general(found.code))));
    found
}

struct Typed {
    text: String,
    /// The text as a person types it: its words with blanks between them, spelled as the pages spell them. Empty for a message.
    phrase: String,
    words: HashSet<String>,
    status: Option<u16>,
    at_token_endpoint: bool,
}

impl Typed {
    fn new(text: &str) -> Self {
        let text = &text[..text.floor_char_boundary(MAX_TEXT)];
        let lower = text.trim().to_lowercase();
        let phrase = phrase(&lower);
        let is_corrected = !phrase.is_empty()
            && !lower.contains('\n')
            && phrase != parts(&lower).collect::<Vec<_>>().join(" ");
        let lower = if is_corrected { phrase.clone() } else { lower };
        Self {
            phrase,
            words: words(&lower).map(str::to_owned).collect(),
            status: status::of_message(text),
            at_token_endpoint: lower.contains("openid-connect/token")
                || lower.contains("grant_type"),
            text: lower,
        }
    }

    fn matched(&self, cause: &CausePage) -> Match {
        let best = cause
            .page
            .seen
            .iter()
            .map(|seen| (self.of_seen(seen), seen.text))
            .rev()
            .max_by_key(|(score, _)| *score)
            .filter(|(score, _)| *score > 0);
        let (of_seen, message) = best.unwrap_or_default();
        let of_typed = self.of_typed_words(cause);
        // A message that contains a typed word by chance keeps the order of its causes.
        let score = of_seen + self.of_words(cause);
        Match {
            code: cause.code,
            message: if of_typed > score { "" } else { message },
            score: score.max(of_typed),
        }
    }

    /// How well the words that a person typed match the words of the cause.
    fn of_typed_words(&self, cause: &CausePage) -> u32 {
        if self.phrase.is_empty() {
            return 0;
        }
        let padded = format!(" {} ", self.phrase);
        let score = |word: &&str| {
            if self.phrase == **word {
                IS_WORD
            } else if padded.contains(&format!(" {word} "))
                // Some languages have no blanks between words.
                || !word.is_ascii() && self.phrase.contains(*word)
            {
                HAS_WORD + length(word)
            } else {
                0
            }
        };
        let found = typed_words(cause.code).iter().map(score);
        let best = found.max().unwrap_or_default();
        best.max(self.of_name(cause))
    }

    /// How well the words that a person typed match the code and the title: all of them must be words of one of these.
    fn of_name(&self, cause: &CausePage) -> u32 {
        let code = cause.code.replace('-', " ");
        if self.phrase.replace('_', " ") == code {
            return IS_WORD;
        }
        let title = cause.title.to_lowercase();
        let has_all = |name: &str| {
            let known: HashSet<&str> = parts(name).collect();
            self.words.iter().all(|word| known.contains(word.as_str()))
        };
        let typed: usize = self.words.iter().map(String::len).sum();
        if typed >= MIN_CORRECTED && (has_all(&code) || has_all(&title)) {
            OF_NAME
        } else {
            0
        }
    }

    /// How well a symptom matches: its whole text, its sentence, or most of its words.
    fn of_seen(&self, seen: &Seen) -> u32 {
        let lower = seen.text.to_lowercase();
        let mut score = if self.text.contains(&lower) {
            200 + length(&lower)
        } else if self.text.len() >= MIN_PIECE && lower.contains(&self.text) {
            // The text is a piece of the message.
            150 + length(&self.text)
        } else if let Some((error, description)) = oauth(&lower) {
            let has = |part: &str| !part.is_empty() && self.text.contains(part);
            match (has(&error), has(&description)) {
                (true, true) => 180 + length(&description),
                (false, true) => 140 + length(&description),
                (true, false) if description.is_empty() => 120 + length(&error),
                (true, false) => 30,
                (false, false) => 0,
            }
        } else if self.speaks_of_another_status(seen) {
            // Clients use the same words for all statuses, so the status must match.
            0
        } else {
            self.share(&lower, 60)
        };
        if score > 0 {
            if seen.status.is_some() && seen.status == self.status {
                score += 10;
            }
            if self.at_token_endpoint == (seen.endpoint == Endpoint::Token) {
                score += 5;
            }
        }
        score
    }

    fn speaks_of_another_status(&self, seen: &Seen) -> bool {
        self.status.is_some() && seen.status.is_some() && seen.status != self.status
    }

    /// How many words of the title and the code the text contains.
    fn of_words(&self, cause: &CausePage) -> u32 {
        self.share(&cause.title.to_lowercase(), 40)
            .max(self.share(&cause.code.replace('-', " "), 40))
    }

    /// The share of a symptom's words in the text, multiplied by `most`; 0 if it is less than three fifths. Long words (the names of
    /// exceptions) weigh more than short ones.
    fn share(&self, text: &str, most: u32) -> u32 {
        let (mut all, mut typed) = (0, 0);
        for word in words(text) {
            all += length(word);
            if self.words.contains(word) {
                typed += length(word);
            }
        }
        if all > 0 && typed * 5 >= all * 3 {
            most * typed / all
        } else {
            0
        }
    }
}

/// The words of a typed text with blanks between them, with typing errors corrected; empty if there are more words than a person types.
fn phrase(lower: &str) -> String {
    let typed: Vec<&str> = parts(lower).take(MOST_TYPED + 1).collect();
    if typed.len() > MOST_TYPED {
        return String::new();
    }
    let corrected = typed.into_iter().map(|word| {
        if VOCABULARY.contains(word) {
            return word;
        }
        // In alphabetical order, so that the correction is always the same.
        let close = VOCABULARY
            .iter()
            .filter(|known| is_misspelling(word, known));
        close.min().map_or(word, String::as_str)
    });
    corrected.collect::<Vec<_>>().join(" ")
}

/// Whether two words differ by one typing error: a wrong, missing, additional, or exchanged letter. Long words may differ by two.
fn is_misspelling(typed: &str, known: &str) -> bool {
    let (of_typed, of_known) = (typed.chars().count(), known.chars().count());
    let shorter = of_typed.min(of_known);
    let most = if shorter < MIN_LONG { 1 } else { 2 };
    shorter >= MIN_CORRECTED
        && of_typed.abs_diff(of_known) <= most
        && typed.chars().next() == known.chars().next()
        && osa_distance(typed, known) <= most
}

fn parts(lower: &str) -> impl Iterator<Item = &str> {
    lower
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// Significant words: at least three letters or digits. Keycloak's log writes null for every missing field.
fn words(text: &str) -> impl Iterator<Item = &str> {
    parts(text).filter(|word| word.len() >= 3 && *word != "null")
}

/// The error and description of a symptom that is Keycloak's JSON, without the hint to the log.
fn oauth(lower: &str) -> Option<(String, String)> {
    let value: Value = serde_json::from_str(lower).ok()?;
    let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let description = text("error_description").filter(|d| !d.starts_with("for more on this"));
    Some((text("error")?, description.unwrap_or_default()))
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len().min(100)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_misspelling;

    #[test]
    fn one_typing_error_is_a_misspelling() {
        for (typed, known) in [
            ("servce", "service"),
            ("disbaled", "disabled"),
            ("forbiden", "forbidden"),
            ("unauthorised", "unauthorized"),
            ("certifcate", "certificate"),
        ] {
            assert!(is_misspelling(typed, known), "{typed}");
        }
        for (typed, known) in [
            ("user", "used"),
            ("token", "taken up"),
            ("bread", "broad way"),
            ("banana", "client"),
        ] {
            assert!(!is_misspelling(typed, known), "{typed}");
        }
    }
}
