//! Splits code of any language into words, strings, and marks.

use std::ops::Deref;

use super::scan::{Text, is_word};

/// The maximum length of a string of one line.
const LONGEST_TEXT: usize = 2_000;

/// The maximum length of a template string, which can span lines.
const LONGEST_TEMPLATE: usize = 6_000;

/// The maximum length of an expression inside of a string.
pub(super) const LONGEST_EXPRESSION: usize = 300;

/// Words before a string that belong to it.
const PREFIXES: [&str; 14] = [
    "f", "F", "r", "R", "b", "B", "u", "fr", "rf", "s", "raw", "uri", "L", "q",
];

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An identifier or a number.
    Word,
    /// A string with its quotes and its prefix.
    Quoted,
    /// Any other byte.
    Mark,
}

/// A word, a string, or a mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// The content of a string.
    pub inner: (usize, usize),
    /// Whether it is the first token on its line.
    pub first: bool,
    /// The bracket that closes or opens this one.
    pub pair: Option<usize>,
    /// The bracket around it.
    pub inside: Option<usize>,
}

/// The tokens of a text, or of a part of the text.
pub(super) struct Tokens<'t> {
    pub text: Text<'t>,
    list: Vec<Token>,
}

impl Deref for Tokens<'_> {
    type Target = [Token];

    fn deref(&self) -> &[Token] {
        &self.list
    }
}

impl<'t> Tokens<'t> {
    /// Returns the byte of a mark, or 0 if the token is not a mark.
    pub fn mark(&self, at: usize) -> u8 {
        self.get(at)
            .filter(|token| token.kind == Kind::Mark)
            .map_or(0, |token| self.text.at(token.start))
    }

    /// Returns a word, or an empty text if the token is not a word.
    pub fn word(&self, at: usize) -> &'t str {
        self.get(at)
            .filter(|token| token.kind == Kind::Word)
            .map_or("", |token| self.text.slice(token.start, token.end))
    }

    /// Returns a word, or a string without its quotes, so that `users` and `"users"` are the same key. Returns an empty text for a mark.
    pub fn name(&self, at: usize) -> &'t str {
        match self.get(at) {
            Some(token) if token.kind == Kind::Quoted => {
                self.text.slice(token.inner.0, token.inner.1)
            }
            _ => self.word(at),
        }
    }

    /// Returns the matching bracket.
    pub fn pair(&self, at: usize) -> Option<usize> {
        self.get(at)?.pair
    }

    /// Returns the next token on the same level: from an opening bracket, the token after its closing bracket.
    pub fn after(&self, at: usize) -> usize {
        match self.mark(at) {
            b'(' | b'[' | b'{' => self.pair(at).unwrap_or(at) + 1,
            _ => at + 1,
        }
    }

    /// Whether the token follows the previous token without white space.
    pub fn touches(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.get(before));
        before
            .zip(self.get(at))
            .is_some_and(|(before, token)| before.end == token.start)
    }

    /// Returns the first token of the value of an argument. The argument may have a name: `path: "…"`, `url="…"`.
    pub fn value_of(&self, argument: usize) -> usize {
        let is_named = !self.word(argument).is_empty()
            && matches!(self.mark(argument + 1), b'=' | b':')
            && !matches!(self.mark(argument + 2), b'=' | b':' | b'>');
        if is_named { argument + 2 } else { argument }
    }
}

/// The tokens from one place to another one.
pub(super) fn tokens(text: Text<'_>, from: usize, to: usize) -> Tokens<'_> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut index = from;
    let mut first = true;
    while index < to {
        let byte = text.at(index);
        if byte.is_ascii_whitespace() {
            first |= byte == b'\n';
            index += 1;
            continue;
        }
        let (kind, end, inner) = if is_word(byte) || byte >= 0x80 {
            let mut end = index;
            while end < to && (is_word(text.at(end)) || text.at(end) >= 0x80) {
                end += 1;
            }
            match quoted(text, end, to).filter(|_| PREFIXES.contains(&text.slice(index, end))) {
                Some((inner, end)) => (Kind::Quoted, end, inner),
                None => (Kind::Word, end, (0, 0)),
            }
        } else if matches!(byte, b'$' | b'@') {
            // `$"…"`, `@"…"`, `$@"…"` of C#.
            let marks = if text.at(index + 1) == b'@' || text.at(index + 1) == b'$' {
                2
            } else {
                1
            };
            match quoted(text, index + marks, to).filter(|_| text.at(index + marks) == b'"') {
                Some((inner, end)) => (Kind::Quoted, end, inner),
                None => (Kind::Mark, index + 1, (0, 0)),
            }
        } else {
            match quoted(text, index, to) {
                Some((inner, end)) => (Kind::Quoted, end, inner),
                None => (Kind::Mark, index + 1, (0, 0)),
            }
        };
        let at = tokens.len();
        let mut token = Token {
            kind,
            start: index,
            end,
            inner,
            first,
            pair: None,
            inside: open.last().copied(),
        };
        if kind == Kind::Mark {
            if matches!(byte, b'(' | b'[' | b'{') {
                open.push(at);
            } else if matches!(byte, b')' | b']' | b'}') {
                token.pair = close(text, &mut tokens, &mut open, at, byte);
                token.inside = open.last().copied();
            }
        }
        tokens.push(token);
        first = false;
        index = end.max(index + 1);
    }
    Tokens { text, list: tokens }
}

/// Pairs a closing bracket with its opening one.
pub(super) fn close(
    text: Text,
    tokens: &mut [Token],
    open: &mut Vec<usize>,
    at: usize,
    byte: u8,
) -> Option<usize> {
    let wanted = match byte {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    };
    let is_wanted = |place: &usize| {
        tokens
            .get(*place)
            .is_some_and(|token| text.at(token.start) == wanted)
    };
    // Up to three brackets of other kinds that were never closed are skipped.
    let depth = open.iter().rev().take(4).position(is_wanted)?;
    open.truncate(open.len() - depth);
    let opening = open.pop()?;
    tokens.get_mut(opening)?.pair = Some(at);
    Some(opening)
}

/// The content of the string that begins at this quote, and its end.
fn quoted(text: Text, at: usize, to: usize) -> Option<((usize, usize), usize)> {
    let quote = text.at(at);
    if !matches!(quote, b'"' | b'\'' | b'`') {
        return None;
    }
    for block in ["\"\"\"", "'''"] {
        if text.slice(at, at + 3) == block {
            let rest = text.slice(at + 3, to.min(at + LONGEST_TEMPLATE));
            let length = rest.find(block)?;
            return Some(((at + 3, at + 3 + length), at + 6 + length));
        }
    }
    // A lifetime of Rust opens no string.
    if quote == b'\'' && matches!(text.before(at), b'&' | b'<') {
        return None;
    }
    let is_template = quote == b'`';
    let limit = to.min(
        at + if is_template {
            LONGEST_TEMPLATE
        } else {
            LONGEST_TEXT
        },
    );
    let mut index = at + 1;
    while index < limit {
        match text.at(index) {
            b'\\' => index += 1,
            b'\n' if !is_template => return None,
            byte if byte == quote => {
                let inner = (at + 1, index);
                // A command in back-ticks is no string.
                let is_command = is_template && text.slice(inner.0, inner.1).contains("curl ");
                return (!is_command).then_some((inner, index + 1));
            }
            // An expression inside of the string may contain quotes.
            b'{' if matches!(text.before(index), b'$' | b'#') => {
                index = expression_end(text, index, limit).unwrap_or(index);
            }
            _ => {}
        }
        index += 1;
    }
    None
}

/// The brace that closes an expression inside of a string.
pub(super) fn expression_end(text: Text, open: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for index in open..limit.min(open + LONGEST_EXPRESSION) {
        match text.at(index) {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(index);
                }
            }
            b'\n' => return None,
            _ => {}
        }
    }
    None
}
