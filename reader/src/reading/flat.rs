//! Flattens a text for the detectors: strings within strings are unescaped, while every line keeps its number.

use std::sync::LazyLock;

use super::phrases::Phrases;

/// How often strings within strings are unescaped.
const MAX_DEPTH: usize = 3;

/// The escapes that show that a string is within a string.
const ESCAPES: [&str; 8] = [
    "\\\"", "\\/", "&quot;", "&#34;", "&#39;", "&rarr;", "&gt;", "&lt;",
];

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
        if text.contains(TYPOGRAPHIC) {
            text = plain(&text);
        }
        for _ in 0..MAX_DEPTH {
            if !ESCAPE_PHRASES.is_in(&text) {
                break;
            }
            text = unescaped(&text);
        }
        text = without_formats(text);
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

/// Quotation marks and blanks that chats and word processors put in place of plain ones, and marks without a width.
const TYPOGRAPHIC: [char; 10] = [
    '“', '”', '„', '‟', '‘', '’', '\u{a0}', '\u{202f}', '\u{200b}', '\u{feff}',
];

/// Replaces typographic quotation marks and blanks by plain ones.
fn plain(text: &str) -> String {
    let plain = |c: char| match c {
        '“' | '”' | '„' | '‟' => Some('"'),
        '‘' | '’' => Some('\''),
        '\u{a0}' | '\u{202f}' => Some(' '),
        '\u{200b}' | '\u{feff}' => None,
        other => Some(other),
    };
    text.chars().filter_map(plain).collect()
}

/// The beginnings of sequences that set a color of a terminal. The last one lacks the escape character, as after copying from a console.
const COLORS: [&str; 5] = ["\u{1b}[", "\\u001b[", "\\x1b[", "^[[", "["];
/// Formats of HTML, which may be around a request or a status.
const FORMATS: [&str; 16] = [
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    "<strong>",
    "</strong>",
    "<em>",
    "</em>",
    "<td>",
    "</td>",
    "<th>",
    "</th>",
    "<li>",
    "</li>",
    "<kbd>",
    "</kbd>",
];

static FORMAT_PHRASES: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(FORMATS, |format| *format));

/// Removes colors of terminals and formats of HTML.
fn without_formats(text: String) -> String {
    let has_colors = text.contains("[0m") || text.contains("[39m") || text.contains('\u{1b}');
    let text = if has_colors {
        without_colors(&text)
    } else {
        text
    };
    if !FORMAT_PHRASES.is_in(&text) {
        return text;
    }
    FORMATS
        .iter()
        .fold(text, |text, format| text.replace(format, " "))
}

/// Removes sequences such as `ESC[31m` and `ESC[1;31m`.
fn without_colors(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '\\', '^', '[']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let sequence = COLORS.iter().find_map(|begin| {
            let numbers = tail.strip_prefix(begin)?;
            let end = numbers.find(|c: char| !c.is_ascii_digit() && c != ';')?;
            (numbers.as_bytes().get(end) == Some(&b'm') && end <= 10)
                .then_some(begin.len() + end + 1)
        });
        let taken = if let Some(length) = sequence {
            length
        } else {
            out.push_str(tail.get(..1).unwrap_or_default());
            1
        };
        rest = tail.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
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
            ("&rarr;", "->"),
            ("&gt;", ">"),
            ("&lt;", "<"),
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
    fn colors_and_formats_are_removed() {
        for text in [
            "\u{1b}[1mGET\u{1b}[0m \u{1b}[36m/a\u{1b}[0m \u{1b}[1;33m403\u{1b}[0m",
            "[1mGET[0m [36m/a[0m [1;33m403[0m",
            "<code>GET</code> <b>/a</b> <strong>403</strong>",
        ] {
            let flat = Flat::new(text).text;
            let words: Vec<&str> = flat.split_whitespace().collect();
            assert_eq!(words, ["GET", "/a", "403"], "{text}");
        }
        // A list and a pattern are no colors.
        let text = "items[3] of [12m] [0m";
        assert!(Flat::new(text).text.starts_with("items[3] of "));
    }

    #[test]
    fn typographic_marks_become_plain() {
        let flat = Flat::new("\u{feff}“GET\u{a0}/a” {‘error’:„x“}\u{200b}").text;
        assert_eq!(flat, "\"GET /a\" {'error':\"x\"}");
    }

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
