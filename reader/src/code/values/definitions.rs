//! Collects the definitions of a program: assignments, entries of objects, and statements that append segments.

use std::cell::Cell;

use super::known_names::BELOW;
use super::program::Program;
use crate::code::tokens::Kind;
use crate::code::words::{PATHS, RESULTS};

/// Types of texts in languages where the type of a constant precedes its name.
const TYPES_BEFORE: [&str; 4] = ["string", "String", "char", "auto"];

/// A definition: an assignment, or an entry of an object.
pub(super) struct Definition<'t> {
    pub name: &'t str,
    pub at: usize,
    /// The first token of the value.
    pub value: usize,
    /// The span of the function that contains a local variable; `None` if the name is not local.
    pub scope: Option<(usize, usize)>,
    /// The name of the object for an entry of an object.
    pub entry: Option<&'t str>,
    /// Whether the value is appended to the one before.
    pub appends: bool,
    /// Whether it is a statement that changes the variable, which begins the value: `url.pathSegment("users");`.
    pub is_statement: bool,
    /// Whether something uses this definition.
    pub used: Cell<bool>,
}

impl<'t> Program<'t> {
    /// Collects the definitions.
    pub(super) fn define(&mut self) {
        let mut definitions: Vec<Definition<'t>> = Vec::new();
        for at in 0..self.tokens.len() {
            let mark = self.tokens.mark(at);
            if mark == b'=' {
                definitions.extend(self.assignment(at));
            } else if mark == b':' {
                definitions.extend(self.entry(at));
            } else if mark == b'.' {
                definitions.extend(self.statement(at));
            }
        }
        for definition in definitions {
            self.by_name
                .entry(definition.name)
                .or_default()
                .push(self.definitions.len());
            self.definitions.push(definition);
        }
    }

    fn definition(name: &'t str, at: usize, value: usize) -> Definition<'t> {
        Definition {
            name,
            at,
            value,
            scope: None,
            entry: None,
            appends: false,
            is_statement: false,
            used: Cell::new(false),
        }
    }

    /// The definition of a statement that appends segments to a variable. The variable is before the dot at this token, and first on its
    /// line: `url.path_segments_mut()…extend(…)`, `builder.pathSegment("users")`.
    fn statement(&self, dot: usize) -> Option<Definition<'t>> {
        let tokens = &self.tokens;
        let name = dot.checked_sub(1)?;
        let token = tokens.get(name)?;
        let word = tokens.word(name);
        if !token.first || word.is_empty() {
            return None;
        }
        let step = tokens.word(dot + 1).to_ascii_lowercase();
        let close = tokens.pair(dot + 2)?;
        let is_whole = tokens.get(close + 1).is_none_or(|next| {
            next.first && tokens.mark(close + 1) != b'.' || b";}".contains(&tokens.mark(close + 1))
        });
        let appends = BELOW.contains(&step.as_str()) && is_whole || step == "path_segments_mut";
        if !appends || step == "resolve" || tokens.mark(dot + 2) != b'(' {
            return None;
        }
        let mut definition = Self::definition(word, token.start, name);
        definition.is_statement = true;
        let function = self.function_at(token.start);
        definition.scope = function.and_then(|index| self.spans.get(index)).copied();
        Some(definition)
    }

    /// The variable that a statement at this token changes.
    pub fn changed_by(&self, at: usize) -> Option<&'t str> {
        let word = self.tokens.word(at);
        let indexes = self.by_name.get(word)?;
        indexes
            .iter()
            .filter_map(|index| self.definitions.get(*index))
            .any(|definition| definition.is_statement && definition.value == at)
            .then_some(word)
    }

    /// The definition of an assignment with `=` at this token.
    fn assignment(&self, equals: usize) -> Option<Definition<'t>> {
        let tokens = &self.tokens;
        if tokens.mark(equals + 1) == b'>' {
            return self.entry(equals);
        }
        if matches!(tokens.mark(equals + 1), b'=' | b'~') {
            return None;
        }
        let mut left = equals.checked_sub(1)?;
        let mut appends = false;
        if tokens.touches(equals) {
            match tokens.mark(left) {
                b'=' | b'!' | b'<' | b'>' | b'*' | b'-' | b'/' | b'|' | b'&' | b'?' => return None,
                b'+' | b'.' => {
                    appends = true;
                    left = left.checked_sub(1)?;
                }
                b':' => left = left.checked_sub(1)?,
                _ => {}
            }
        }
        let start = tokens.get(equals)?.start;
        // `u, err := …` of Go.
        if RESULTS.contains(&tokens.word(left))
            && tokens.mark(left.wrapping_sub(1)) == b','
            && tokens
                .get(left.wrapping_sub(2))
                .is_some_and(|token| token.first)
        {
            left -= 2;
        }
        // `u.Path = …`: the path of a URL.
        if PATHS.contains(&tokens.word(left)) && tokens.mark(left.wrapping_sub(1)) == b'.' {
            let owner = left.checked_sub(2)?;
            if tokens.get(owner).is_some_and(|token| token.first) && !tokens.word(owner).is_empty()
            {
                left = owner;
            }
        }
        // `urls["users"] = …`
        if tokens.mark(left) == b']' {
            let open = tokens.pair(left)?;
            tokens
                .get(open + 1)
                .filter(|key| key.kind == Kind::Quoted)?;
            let mut definition = Self::definition(tokens.name(open + 1), start, equals + 1);
            definition.entry = Some(tokens.word(open.checked_sub(1)?));
            return Some(definition);
        }
        // `name: Type = …`, `const name Type = …`
        let mut name = left;
        let mut at = left;
        for _ in 0..10 {
            if tokens.get(at).is_none_or(|token| token.first) {
                break;
            }
            at -= 1;
            match tokens.mark(at) {
                b':' if tokens.mark(at.wrapping_sub(1)) != b':' && tokens.mark(at + 1) != b':' => {
                    let before = at.checked_sub(1)?;
                    if !tokens.word(before).is_empty() {
                        name = before;
                    }
                    break;
                }
                b'(' | b',' | b'{' | b';' | b'=' => break,
                _ => {}
            }
        }
        // The type follows the name in Go, `const users string = …`, and precedes the name in C# and PHP, `const string Users = …`.
        let declares = |at: usize| ["const", "var"].contains(&tokens.word(at));
        if left >= 2
            && declares(left - 2)
            && !tokens.word(left - 1).is_empty()
            && !TYPES_BEFORE.contains(&tokens.word(left - 1))
        {
            name = left - 1;
        }
        let word = tokens.word(name);
        if word.is_empty() || word.as_bytes()[0].is_ascii_digit() {
            return None;
        }
        // A named argument is not a definition.
        let inside = tokens.get(equals)?.inside;
        let is_list = |open: usize| {
            tokens.mark(open) == b'('
                && !["const", "var"].contains(&tokens.word(open.wrapping_sub(1)))
        };
        if inside.is_some_and(is_list) && name == left && !appends {
            return None;
        }
        let before = tokens.mark(name.wrapping_sub(1));
        let is_member = matches!(before, b'.' | b'>' | b'@') && tokens.touches(name);
        let mut definition = Self::definition(word, start, equals + 1);
        definition.appends = appends;
        if !is_member && !self.is_shell {
            let function = self.function_at(start);
            definition.scope = function.and_then(|index| self.spans.get(index)).copied();
        }
        Some(definition)
    }

    /// The definition of an entry of an object, `users: …` or `'users' => …`, or of a C# property, `string Users => …`.
    fn entry(&self, mark: usize) -> Option<Definition<'t>> {
        let tokens = &self.tokens;
        let is_arrow = tokens.mark(mark) == b'=';
        let value = if is_arrow { mark + 2 } else { mark + 1 };
        let key = mark.checked_sub(1)?;
        let token = tokens.get(key)?;
        let name = tokens.name(key);
        let start = tokens.get(mark)?.start;
        let before = tokens.mark(key.wrapping_sub(1));
        let begins = token.first || matches!(before, b'{' | b',' | b'[' | b'(');
        if is_arrow && token.kind == Kind::Word && !begins {
            // A property of C#: `private string Users => …;`
            let is_typed = !tokens.word(key.checked_sub(1)?).is_empty();
            return is_typed.then(|| Self::definition(name, start, value));
        }
        let open = token.inside?;
        if !begins || name.is_empty() || !b"{[(".contains(&tokens.mark(open)) {
            return None;
        }
        let mut definition = Self::definition(name, start, value);
        definition.entry = Some(self.container(open).unwrap_or_default());
        Some(definition)
    }

    /// The name of the object whose bracket this is.
    fn container(&self, open: usize) -> Option<&'t str> {
        let tokens = &self.tokens;
        let mut at = open.checked_sub(1)?;
        // `urls = {`, `urls: {`, `urls => [`, `urls = array(`
        if tokens.word(at) == "array" {
            at = at.checked_sub(1)?;
        }
        let begins = at;
        while matches!(tokens.mark(at), b'=' | b':' | b'>') && at + 6 > open {
            at = at.checked_sub(1)?;
        }
        if at == begins {
            return None;
        }
        Some(tokens.word(at)).filter(|word| !word.is_empty())
    }
}
