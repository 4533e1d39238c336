//! Computes strings that contain expressions.

use super::program::{LONGEST, Place, Program, truncate};
use crate::code::scan::is_word;
use crate::code::tokens::{Kind, LONGEST_EXPRESSION, Token, expression_end, tokens};

impl Program<'_> {
    /// The content of a string with values in place of the expressions, and whether any of these values is known.
    pub(super) fn content(&self, token: &Token, place: Place) -> (String, bool) {
        let (from, to) = token.inner;
        let prefix = self.text.slice(token.start, from);
        let is_formatted = prefix.starts_with(['f', 'F', '$'])
            || prefix.starts_with("rf")
            || prefix.starts_with("@$");
        let is_raw = prefix.ends_with('\'') && !is_formatted && prefix.len() == 1;
        let mut out = String::new();
        let mut changed = false;
        let mut index = from;
        let mut copied = from;
        while index < to && out.len() < LONGEST {
            let byte = self.text.at(index);
            let next = self.text.at(index + 1);
            // The range of the expression, and the place after it.
            let found =
                match byte {
                    b'\\' | b'$' if next == b'(' => self
                        .text
                        .closing(index + 1, LONGEST_EXPRESSION)
                        .filter(|close| *close < to)
                        .map(|close| (index + 2, close, close + 1)),
                    b'\\' => {
                        index += 2;
                        continue;
                    }
                    b'$' | b'#' if next == b'{' => expression_end(self.text, index + 1, to)
                        .map(|close| (index + 2, close, close + 1)),
                    b'$' if is_word(next) && !is_raw => {
                        let end = self.end_of_variable(index + 1, to);
                        Some((index + 1, end, end))
                    }
                    b'{' if next == b'$' => expression_end(self.text, index, to)
                        .map(|close| (index + 2, close, close + 1)),
                    b'{' if is_formatted && next != b'{' => expression_end(self.text, index, to)
                        .map(|close| (index + 1, close, close + 1)),
                    _ => None,
                };
            let Some((start, end, after)) = found else {
                index += 1;
                continue;
            };
            out.push_str(self.text.slice(copied, index));
            let (text, known) = self.inner(start, end, place);
            out.push_str(&text);
            changed |= known;
            index = after;
            copied = after;
        }
        out.push_str(self.text.slice(copied.min(to), to));
        truncate(&mut out);
        (out, changed)
    }

    /// The end of `$name`, `$name->member`.
    fn end_of_variable(&self, from: usize, to: usize) -> usize {
        let mut end = from;
        loop {
            while end < to && is_word(self.text.at(end)) {
                end += 1;
            }
            let goes_on = self.text.slice(end, end + 2) == "->" && is_word(self.text.at(end + 2));
            if !goes_on {
                return end;
            }
            end += 2;
        }
    }

    /// The text of an expression inside of a string.
    fn inner(&self, start: usize, end: usize, place: Place) -> (String, bool) {
        let inner = tokens(self.text, start, end);
        let value = self.sum(&inner, 0, place);
        // `{path.lstrip("/")}`
        if let Some(value) = &value
            && !value.known
            && inner.get(value.end).is_none()
            && value.text != "{}"
        {
            return (value.text.clone(), false);
        }
        if let Some(value) = value.filter(|value| value.known && value.changed) {
            let rest = inner.get(value.end);
            // A format after a colon.
            let is_whole = rest.is_none_or(|token| b":!,".contains(&self.text.at(token.start)));
            if is_whole {
                return (value.text, true);
            }
        }
        // The shell's `${name:-default}`, and a condition for a query: the text is not known.
        let name = inner
            .iter()
            .take_while(|token| {
                token.kind == Kind::Word || b"$@.->?!&".contains(&self.text.at(token.start))
            })
            .filter(|token| token.kind == Kind::Word)
            .last()
            .map_or("", |token| self.text.slice(token.start, token.end));
        let has_query = inner
            .iter()
            .any(|token| token.kind == Kind::Quoted && self.text.at(token.inner.0) == b'?');
        if has_query {
            return ("?".to_owned(), false);
        }
        (format!("{{{name}}}"), false)
    }
}
