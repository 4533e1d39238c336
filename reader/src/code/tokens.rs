//! Splits code of any language into words, strings, and marks, and finds its functions with their parameters.

use std::ops::Deref;

use super::scan::{Text, is_word};

/// The maximum length of a string of one line.
const LONGEST_TEXT: usize = 2_000;
/// The maximum length of a template string, which can span lines.
const LONGEST_TEMPLATE: usize = 6_000;
/// The maximum number of tokens in a list of parameters.
const LONGEST_PARAMETERS: usize = 200;
/// The maximum number of lines in a body without braces.
const LONGEST_BODY: usize = 2_000;
/// The maximum number of tokens in a body that is one expression. Tokens within brackets do not count.
const LONGEST_RESULT: usize = 1_000;
/// The maximum length of an expression inside of a string.
pub(super) const LONGEST_EXPRESSION: usize = 300;
/// Words before a string that belong to it.
const PREFIXES: [&str; 14] = [
    "f", "F", "r", "R", "b", "B", "u", "fr", "rf", "s", "raw", "uri", "L", "q",
];
/// Keywords that begin the header of a function.
const KEYWORDS: [&str; 7] = ["def", "defp", "fn", "func", "fun", "function", "sub"];
/// Words before a bracket that call or declare nothing.
const NO_FUNCTIONS: [&str; 16] = [
    "if", "for", "while", "switch", "catch", "return", "foreach", "using", "lock", "when", "with",
    "match", "elif", "else", "do", "try",
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
    text: Text<'t>,
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
fn close(
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

/// A function with the names of its parameters.
#[derive(Clone, Debug)]
pub(super) struct Function<'t> {
    pub name: &'t str,
    /// The token of its name.
    pub at: usize,
    /// The first token after its header.
    pub begin: usize,
    /// The token after its body.
    pub end: usize,
    /// The names that each parameter binds: several for a destructured object.
    pub parameters: Vec<Vec<&'t str>>,
    /// Whether its body is one expression.
    pub is_expression: bool,
}

/// Finds the functions.
pub(super) fn functions<'t>(tokens: &Tokens<'t>) -> Vec<Function<'t>> {
    let text = tokens.text;
    let is_go = text.0.contains("\nfunc ") && text.0.contains("package ");
    let lines = tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.first)
        .map(|(at, token)| (at, token.start - text.line(token.start).0))
        .collect();
    let reader = Reader {
        tokens,
        is_go,
        lines,
    };
    let by_keyword =
        (0..tokens.len()).any(|at| reader.is_keyword(at) && tokens.word(at) != "function");
    let mut functions = Vec::new();
    for at in 0..tokens.len() {
        let found = if reader.is_keyword(at) {
            reader.of_keyword(at)
        } else if tokens.mark(at) == b'=' && tokens.mark(at + 1) == b'>' {
            reader.of_arrow(at)
        } else if tokens.word(at) == "lambda" {
            reader.of_lambda(at)
        } else if !by_keyword && tokens.mark(at) == b'(' {
            reader.of_method(at)
        } else {
            None
        };
        functions.extend(found);
    }
    functions
}

/// Reads headers of functions.
struct Reader<'t, 'k> {
    tokens: &'k Tokens<'t>,
    /// Whether the code is Go, where a type follows its name without a colon.
    is_go: bool,
    /// The first token of each line, and its column.
    lines: Vec<(usize, usize)>,
}

impl<'t> Reader<'t, '_> {
    fn is_first(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| token.first)
    }

    /// Whether the word begins a header: a name or a receiver follows.
    fn is_keyword(&self, at: usize) -> bool {
        KEYWORDS.contains(&self.tokens.word(at))
            && (!self.tokens.word(at + 1).is_empty() || self.tokens.mark(at + 1) == b'(')
            && self.tokens.mark(at.wrapping_sub(1)) != b'.'
    }

    /// `def name(…):`, `func (r *T) name(…) T {`, `fun name(…) = …`, `name = function (…) {`.
    fn of_keyword(&self, at: usize) -> Option<Function<'t>> {
        let mut name = at + 1;
        if self.tokens.mark(name) == b'(' {
            let close = self.tokens.pair(name)?;
            if self.tokens.word(close + 1).is_empty() || self.tokens.word(at) != "func" {
                // A function without a name, which may be assigned.
                let mut before = at.checked_sub(1)?;
                if self.tokens.word(before) == "async" {
                    before -= 1;
                }
                let assigned = self.assigned(before)?;
                return self.of_list(assigned, name);
            }
            name = close + 1;
        }
        // `def self.name`
        if self.tokens.mark(name + 1) == b'.' && !self.tokens.word(name + 2).is_empty() {
            name += 2;
        }
        let mut open = name + 1;
        if matches!(self.tokens.mark(open), b'<' | b'[') {
            open = (open..open + 20).find(|next| self.tokens.mark(*next) == b'(')?;
        }
        if self.tokens.mark(open) == b'(' {
            return self.of_list(name, open);
        }
        // Ruby: `def name`, `def name a, b`. Elixir: `def name, do: …`. PowerShell: `function Name {`.
        let mut parameters = Vec::new();
        let mut begin = name + 1;
        // Ruby: `def name = …`.
        if self.tokens.mark(begin) == b'=' && !self.is_first(begin) {
            return Some(Function {
                name: self.tokens.word(name),
                at: name,
                begin: begin + 1,
                end: self.end_of_expression(begin + 1),
                parameters,
                is_expression: true,
            });
        }
        while !self.is_first(begin) && self.tokens.mark(begin) != b'{' && begin < name + 20 {
            if !self.tokens.word(begin).is_empty() {
                parameters.push(vec![self.tokens.word(begin)]);
            }
            begin += 1;
        }
        Some(Function {
            name: self.tokens.word(name),
            at: name,
            begin,
            end: self.end_of_body(at, begin),
            parameters,
            is_expression: false,
        })
    }

    /// `name = (…) => …`, `name: async (…) => …`, `Type Name(…) => …`, `name = x => …`.
    fn of_arrow(&self, at: usize) -> Option<Function<'t>> {
        let mut last = at.checked_sub(1)?;
        // `(…): T =>`
        if !self.tokens.word(last).is_empty() && self.tokens.mark(last.wrapping_sub(1)) == b':' {
            last = last.checked_sub(2)?;
        }
        let (parameters, before) = if self.tokens.mark(last) == b')' {
            let open = self.tokens.pair(last)?;
            (self.parameters(open, last), open.checked_sub(1)?)
        } else if !self.tokens.word(last).is_empty() {
            (vec![vec![self.tokens.word(last)]], last.checked_sub(1)?)
        } else {
            return None;
        };
        let mut before = before;
        if self.tokens.word(before) == "async" || self.tokens.word(before) == "fn" {
            before = before.checked_sub(1)?;
        }
        let name = if matches!(self.tokens.mark(before), b'=' | b':') {
            self.assigned(before)?
        } else if !self.tokens.word(before).is_empty() && self.tokens.mark(last) == b')' {
            // `string Url(string id) => …`
            before
        } else {
            return None;
        };
        let begin = at + 2;
        let is_block = self.tokens.mark(begin) == b'{';
        Some(Function {
            name: self.tokens.word(name),
            at: name,
            begin,
            end: if is_block {
                self.tokens.pair(begin).unwrap_or(begin)
            } else {
                self.end_of_expression(begin)
            },
            parameters,
            is_expression: !is_block,
        })
    }

    /// `name = lambda x, y: …`
    fn of_lambda(&self, at: usize) -> Option<Function<'t>> {
        let name = self.assigned(at.checked_sub(1)?)?;
        let colon = (at + 1..at + 20).find(|next| self.tokens.mark(*next) == b':')?;
        Some(Function {
            name: self.tokens.word(name),
            at: name,
            begin: colon + 1,
            end: self.end_of_expression(colon + 1),
            parameters: self.parameters(at, colon),
            is_expression: true,
        })
    }

    /// `Type name(…) {`, `async name(…): T {`, `Type name(…)` and a brace on the next line.
    fn of_method(&self, open: usize) -> Option<Function<'t>> {
        let mut name = open.checked_sub(1)?;
        // `name<T>(…)`
        if self.tokens.mark(name) == b'>' {
            name = (name.saturating_sub(12)..name)
                .rev()
                .find(|before| self.tokens.mark(*before) == b'<')?
                .checked_sub(1)?;
        }
        let word = self.tokens.word(name);
        if word.is_empty() || NO_FUNCTIONS.contains(&word) {
            return None;
        }
        let before = name.wrapping_sub(1);
        let declares = self.is_first(name)
            || !self.tokens.word(before).is_empty()
            || b">]*?#".contains(&self.tokens.mark(before));
        if !declares
            || ["new", "return", "await", "throw", "else", "function"]
                .contains(&self.tokens.word(before))
        {
            return None;
        }
        let close = self.tokens.pair(open)?;
        // A type, or exceptions, and the brace.
        let brace = (close + 1..close + 24)
            .take_while(|next| {
                let mark = self.tokens.mark(*next);
                mark != b';' && mark != b'=' && (mark != b'(' && mark != b')')
            })
            .find(|next| self.tokens.mark(*next) == b'{')?;
        if brace > close + 1 {
            let next = close + 1;
            let states = self.tokens.mark(next) == b':'
                || ["throws", "async", "where", "const", "override", "noexcept"]
                    .contains(&self.tokens.word(next));
            if !states {
                return None;
            }
        }
        Some(Function {
            name: word,
            at: name,
            begin: brace,
            end: self.tokens.pair(brace).unwrap_or(brace),
            parameters: self.parameters(open, close),
            is_expression: false,
        })
    }

    /// A header whose parameters begin at this bracket.
    fn of_list(&self, name: usize, open: usize) -> Option<Function<'t>> {
        let close = self.tokens.pair(open)?;
        let parameters = self.parameters(open, close);
        // The result's type is on the same line.
        let mut begin = close + 1;
        while begin < close + 40
            && !matches!(self.tokens.mark(begin), b'{' | b'=')
            && !self.is_first(begin)
        {
            begin += 1;
        }
        let is_expression = self.tokens.mark(begin) == b'=' && self.tokens.mark(begin + 1) != b'{';
        if is_expression && self.tokens.mark(begin + 1) == b'>' {
            return None;
        }
        let (begin, end) = if is_expression {
            // Scala has a block after `=`.
            let begin = begin + 1;
            if self.tokens.mark(begin) == b'{' {
                (begin, self.tokens.pair(begin).unwrap_or(begin))
            } else {
                (begin, self.end_of_expression(begin))
            }
        } else {
            (begin, self.end_of_body(name, begin))
        };
        Some(Function {
            name: self.tokens.word(name),
            at: name,
            begin,
            end,
            parameters,
            is_expression: is_expression && self.tokens.mark(begin) != b'{',
        })
    }

    /// The word that is assigned what follows `=`, `:=`, or `:`.
    fn assigned(&self, at: usize) -> Option<usize> {
        let mut at = at;
        while matches!(self.tokens.mark(at), b'=' | b':') {
            at = at.checked_sub(1)?;
        }
        // `const name: (x: string) => string = …` is rare; `val name: String =` is not a function.
        (!self.tokens.word(at).is_empty()).then_some(at)
    }

    /// The names of the parameters between two tokens.
    fn parameters(&self, open: usize, close: usize) -> Vec<Vec<&'t str>> {
        let mut parameters = Vec::new();
        let mut begin = open + 1;
        let mut at = open + 1;
        while at <= close && at < open + LONGEST_PARAMETERS {
            let is_end = at == close || self.tokens.mark(at) == b',';
            if is_end {
                let names = self.names(begin, at);
                let is_receiver = names
                    .first()
                    .is_some_and(|name| ["self", "cls", "this"].contains(name));
                if !names.is_empty() && !is_receiver {
                    parameters.push(names);
                }
                begin = at + 1;
            }
            at = self.tokens.after(at);
        }
        parameters
    }

    /// The names of one parameter: `name: Type`, `Type name`, `name Type`, `name = 1`, `{ a, b }`.
    fn names(&self, begin: usize, end: usize) -> Vec<&'t str> {
        if self.tokens.mark(begin) == b'{' {
            let close = self.tokens.pair(begin).unwrap_or(end).min(end);
            return (begin + 1..close)
                .filter(|at| matches!(self.tokens.mark(at - 1), b'{' | b','))
                .map(|at| self.tokens.word(at))
                .filter(|word| !word.is_empty())
                .collect();
        }
        let stop = (begin..end)
            .find(|at| matches!(self.tokens.mark(*at), b'=' | b':'))
            .unwrap_or(end);
        let has_type_after = self.tokens.mark(stop) == b':';
        let words = || {
            (begin..stop).map(|at| self.tokens.word(at)).filter(|word| {
                !word.is_empty()
                    && !["mut", "ref", "out", "final", "const", "var", "val"].contains(word)
            })
        };
        let name = if has_type_after || !self.is_go {
            words().next_back()
        } else {
            words().next()
        };
        name.into_iter().collect()
    }

    /// The token after a body: the closing brace, or the first line that is not indented more than the header.
    fn end_of_body(&self, header: usize, begin: usize) -> usize {
        if self.tokens.mark(begin) == b'{' {
            return self.tokens.pair(begin).unwrap_or(begin);
        }
        let Some(token) = self.tokens.get(header) else {
            return begin;
        };
        let indent = self.indent(token.start);
        let after = self.lines.partition_point(|(at, _)| *at <= begin);
        let below = self.lines.get(after..).unwrap_or_default();
        below
            .iter()
            .take(LONGEST_BODY)
            .find(|(_, column)| *column <= indent)
            .or_else(|| below.get(LONGEST_BODY))
            .map_or(self.tokens.len(), |(at, _)| *at)
    }

    /// The token after an expression: at a comma, a semicolon, a closing bracket, or the next statement.
    fn end_of_expression(&self, begin: usize) -> usize {
        let inside = self.tokens.get(begin).and_then(|token| token.inside);
        let mut at = begin;
        let mut rest = LONGEST_RESULT;
        while let Some(token) = self.tokens.get(at).filter(|_| rest > 0) {
            rest -= 1;
            if token.inside == inside {
                let mark = self.tokens.mark(at);
                if matches!(mark, b',' | b';')
                    || token.first && at > begin && !b".+?:".contains(&mark)
                {
                    break;
                }
            } else if token.pair.is_some_and(|pair| pair < begin) {
                break;
            }
            if matches!(self.tokens.mark(at), b')' | b']' | b'}') {
                break;
            }
            at = self.tokens.after(at);
        }
        at
    }

    /// The indentation of the line at this place.
    fn indent(&self, at: usize) -> usize {
        let text = self.tokens.text;
        let (line, _) = text.line(at);
        text.slice(line, at)
            .bytes()
            .take_while(u8::is_ascii_whitespace)
            .count()
    }
}
