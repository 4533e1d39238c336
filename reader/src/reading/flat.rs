//! Flattens a text for the detectors: strings within strings are unescaped, while every line keeps its number.

use std::sync::LazyLock;

use super::phrases::Phrases;

/// How often strings within strings are unescaped.
const MAX_DEPTH: usize = 3;

/// The escapes that show that a string is within a string.
const ESCAPES: [&str; 5] = ["\\\"", "\\/", "&quot;", "&#34;", "&#39;"];

static ESCAPE_PHRASES: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(ESCAPES, |escape| *escape));

/// A text in two forms.
#[derive(Debug)]
pub struct Flat {
    /// The pasted text.
    pub original: String,
    /// The text with escapes removed.
    pub text: String,
    /// `text` in lower case, as far as it is ASCII. Places are the same.
    pub lower: String,
    /// The position at which each line of `text` begins.
    starts: Vec<usize>,
}

impl Flat {
    /// Flattens a text.
    pub fn new(original: &str) -> Self {
        let mut text = if original.contains('\r') {
            original.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            original.to_owned()
        };
        for _ in 0..MAX_DEPTH {
            if !ESCAPE_PHRASES.is_in(&text) {
                break;
            }
            text = unescaped(&text);
        }
        // A string literal that contains line ends.
        if text.contains('\\') {
            text = text.replace("\\n", "  ").replace("\\t", "  ");
        }
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            original: original.to_owned(),
            lower: text.to_ascii_lowercase(),
            text,
            starts,
        }
    }

    /// The number of the line at this place, counted from 1.
    pub fn line_number(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// The beginning and end of the line at this place.
    pub fn line_bounds(&self, at: usize) -> (usize, usize) {
        let number = self.line_number(at);
        let start = number
            .checked_sub(1)
            .and_then(|index| self.starts.get(index))
            .copied()
            .unwrap_or_default();
        let end = self
            .starts
            .get(number)
            .map_or(self.text.len(), |next| next.saturating_sub(1));
        (start, end.max(start))
    }

    /// The line at this place.
    pub fn line(&self, at: usize) -> &str {
        let (start, end) = self.line_bounds(at);
        self.text.get(start..end).unwrap_or_default()
    }

    /// The text for a word search, without URLs, hosts, IDs, port numbers, and stack frames, which match nothing.
    pub fn masked(&self) -> String {
        let mut masked = String::with_capacity(self.text.len().min(16_384));
        for line in self.text.lines().take(400) {
            let line = line.trim_start();
            if line.starts_with("at ") || line.starts_with("File \"") || line.starts_with("... ") {
                continue;
            }
            for word in line.split_inclusive(char::is_whitespace) {
                let bare = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
                let is_url = bare.contains("://") && !bare.contains("openid-connect");
                let is_id =
                    bare.len() >= 32 && bare.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
                let is_token = bare.starts_with("eyJ");
                if is_url || is_id || is_token {
                    masked.push(' ');
                } else {
                    masked.push_str(word);
                }
            }
            masked.push('\n');
            if masked.len() > 8_192 {
                break;
            }
        }
        masked
    }
}

/// Removes one level of escapes, without adding lines.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let known = [
            ("\\\"", "\""),
            ("\\/", "/"),
            ("\\\\", "\\"),
            ("\\n", "  "),
            ("\\r", " "),
            ("\\t", " "),
            ("\\u0022", "\""),
            ("&quot;", "\""),
            ("&#34;", "\""),
            ("&#39;", "'"),
            ("&amp;", "&"),
        ];
        let found = known
            .into_iter()
            .find(|(escaped, _)| tail.starts_with(escaped));
        let taken = if let Some((escaped, plain)) = found {
            out.push_str(plain);
            escaped.len()
        } else {
            out.push_str(tail.get(..1).unwrap_or_default());
            1
        };
        rest = tail.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::Flat;

    #[test]
    fn strings_within_strings_are_unescaped_and_lines_keep_their_numbers() {
        let flat = Flat::new("a\r\n{\"body\":\"{\\\"error\\\":\\\"x\\\"}\\n\"}\nb");
        assert!(flat.text.contains("{\"error\":\"x\"}"), "{}", flat.text);
        let at = flat.text.find("error").unwrap_or_default();
        assert_eq!(flat.line_number(at), 2);
        assert_eq!(flat.line(flat.text.len() - 1), "b");
        let twice = Flat::new(r#""{\"a\":\"{\\\"error\\\":\\\"y\\\"}\"}""#);
        assert!(twice.text.contains(r#"{"error":"y"}"#), "{}", twice.text);
    }
}
