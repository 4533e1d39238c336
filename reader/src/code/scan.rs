//! Scans a text byte by byte within its bounds.

/// The methods that the Admin API uses.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// The method of a browser's preflight request. It carries no token and requires no role, so such requests are left out.
pub(super) const PREFLIGHT: &str = "OPTIONS";

/// The maximum distance to search on a line, in both directions.
const LONGEST_LINE: usize = 1_500;

/// The method that a word means, in upper or lower case.
pub(super) fn verb(word: &str) -> Option<&'static str> {
    METHODS
        .into_iter()
        .find(|method| method.eq_ignore_ascii_case(word))
}

/// Whether an identifier names a base URL, such as `keycloakAdminUri` or `ADMIN_API_BASE`: it contains one of `owners`, which are in lower
/// case, and a word for a URL.
pub(super) fn names_base(name: &str, owners: &[&str]) -> bool {
    const BASES: [&str; 6] = ["url", "uri", "base", "api", "root", "endpoint"];
    let lower = name.to_ascii_lowercase();
    let has = |part: &&str| lower.contains(*part);
    owners.iter().any(has) && BASES.iter().any(has)
}

/// Marks the end of a continued line: white space that is not a line break.
pub(super) const CONTINUED: char = '\u{c}';

/// A text that can be read at every position, also outside its bounds.
#[derive(Clone, Copy)]
pub(super) struct Text<'t>(pub &'t str);

impl<'t> Text<'t> {
    /// The byte at this position; 0 outside.
    pub fn at(self, index: usize) -> u8 {
        self.0.as_bytes().get(index).copied().unwrap_or_default()
    }

    /// The byte before this position; 0 at the start.
    pub fn before(self, index: usize) -> u8 {
        index.checked_sub(1).map_or(0, |index| self.at(index))
    }

    pub fn len(self) -> usize {
        self.0.len()
    }

    /// The slice, extended to whole characters.
    pub fn slice(self, from: usize, to: usize) -> &'t str {
        let mut from = from.min(self.len());
        while !self.0.is_char_boundary(from) {
            from -= 1;
        }
        let mut to = to.clamp(from, self.len());
        while !self.0.is_char_boundary(to) {
            to += 1;
        }
        self.0.get(from..to).unwrap_or_default()
    }

    /// This part of the text, with the text's own lifetime.
    pub fn slice_of(self, part: &str) -> &'t str {
        let start = (part.as_ptr() as usize).saturating_sub(self.0.as_ptr() as usize);
        self.slice(start, start + part.len())
    }

    /// The first position from here on that is not white space.
    pub fn skip_white(self, mut index: usize) -> usize {
        while self.at(index).is_ascii_whitespace() {
            index += 1;
        }
        index
    }

    /// The position after the last byte before this one that is not white space.
    pub fn skip_white_back(self, mut index: usize) -> usize {
        while self.before(index).is_ascii_whitespace() {
            index -= 1;
        }
        index
    }

    /// The identifier that ends here.
    pub fn word_before(self, end: usize) -> &'t str {
        let mut start = end;
        while is_word(self.before(start)) {
            start -= 1;
        }
        self.slice(start, end)
    }

    /// The identifier that starts here.
    pub fn word_at(self, start: usize) -> &'t str {
        let mut end = start;
        while is_word(self.at(end)) {
            end += 1;
        }
        self.slice(start, end)
    }

    /// Every identifier with its position.
    pub fn words(self) -> impl Iterator<Item = (usize, &'t str)> {
        self.0
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty())
            .map(move |word| (word.as_ptr() as usize - self.0.as_ptr() as usize, word))
    }

    /// The position of the bracket that closes this one, at most `limit` away.
    pub fn closing(self, open: usize, limit: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut index = open;
        while index < self.len().min(open + limit) {
            match self.at(index) {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(index);
                    }
                }
                quote @ (b'"' | b'\'' | b'`') if index > open => {
                    // A string may contain brackets; an apostrophe begins no string unless it is closed on its line.
                    let string = self.slice(index + 1, index + 200);
                    let end = string
                        .bytes()
                        .position(|byte| byte == quote || byte == b'\n');
                    if let Some(end) = end.filter(|end| string.as_bytes().get(*end) == Some(&quote))
                    {
                        index += end + 1;
                    }
                }
                _ => {}
            }
            index += 1;
        }
        None
    }

    /// The line at this position, as a range without its line end; only the surroundings of a very long line.
    pub fn line(self, index: usize) -> (usize, usize) {
        let mut start = index;
        while start > 0 && index - start < LONGEST_LINE && self.before(start) != b'\n' {
            start -= 1;
        }
        let mut end = index;
        while end < self.len() && end - index < LONGEST_LINE && self.at(end) != b'\n' {
            end += 1;
        }
        (start, end)
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
