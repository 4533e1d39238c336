//! Computes the texts of expressions: joined and formatted strings, constants, fields, entries of objects, and functions that return a URL.
//!
//! What is not known becomes a placeholder with the name of its expression: `base + "/users/" + user.id` is `{base}/users/{id}`.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use super::method::verb_of;
use super::scan::{CONTINUED, Text, is_word, names_base};
use super::tokens::{
    Function, Kind, LONGEST_EXPRESSION, Token, Tokens, expression_end, functions, tokens,
};

/// How deep names and functions are followed.
const DEPTH: usize = 8;
/// The maximum length of a computed text.
const LONGEST: usize = 1_000;
/// The maximum number of steps for one expression.
const STEPS: usize = 600;
/// The maximum depth of expressions in brackets and in strings. Each level takes a part of the stack.
const NESTING: usize = 60;
/// The maximum number of tokens of a function in which to look for its result.
const LONGEST_FUNCTION: usize = 600;
/// The maximum number of tokens in which to look for segments.
const LONGEST_SEGMENTS: usize = 60;
/// The maximum number of steps after a path in which to look for the one that sends the request.
const STEPS_OF_REQUEST: usize = 12;
/// Types of texts in languages where the type of a constant precedes its name.
const TYPES_BEFORE: [&str; 4] = ["string", "String", "char", "auto"];
/// The maximum number of definitions of one name to look through.
const NEAR: usize = 40;

/// A definition: an assignment, or an entry of an object.
struct Definition<'t> {
    name: &'t str,
    at: usize,
    /// The first token of the value.
    value: usize,
    /// The span of the function that contains a local variable; `None` if the name is not local.
    scope: Option<(usize, usize)>,
    /// The name of the object for an entry of an object.
    entry: Option<&'t str>,
    /// Whether the value is appended to the one before.
    appends: bool,
    /// Whether it is a statement that changes the variable, which begins the value: `url.pathSegment("users");`.
    is_statement: bool,
    /// Whether something uses this definition.
    used: Cell<bool>,
}

/// A computed text.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub text: String,
    /// The token after the expression.
    pub end: usize,
    /// Whether the expression is more than one string.
    pub changed: bool,
    /// Whether the text is more than a placeholder.
    known: bool,
}

impl Value {
    fn unknown(name: &str, end: usize) -> Self {
        Self {
            text: format!("{{{name}}}"),
            end,
            changed: false,
            known: false,
        }
    }

    /// Marks the value as the result of a call. `end` is the token after the call.
    fn of_call(self, end: usize) -> Self {
        Self {
            end,
            changed: true,
            ..self
        }
    }

    fn append(&mut self, other: &Self, between: &str) {
        if !between.is_empty() && self.text.ends_with('/') {
            self.text.push_str(other.text.trim_start_matches('/'));
        } else if !between.is_empty() && other.text.starts_with('/') {
            self.text.push_str(&other.text);
        } else {
            self.text.push_str(between);
            self.text.push_str(&other.text);
        }
        self.known |= other.known || !between.is_empty();
        self.changed = true;
        self.end = other.end;
        truncate(&mut self.text);
    }
}

fn truncate(text: &mut String) {
    if text.len() > LONGEST {
        let mut end = LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
}

/// The limits for the computation of one expression.
struct Budget {
    /// The number of steps that are left.
    steps: Cell<usize>,
    /// The number of levels that are left.
    nesting: Cell<usize>,
}

impl Budget {
    fn new() -> Self {
        Self {
            steps: Cell::new(STEPS),
            nesting: Cell::new(NESTING),
        }
    }
}

/// Where an expression is computed.
#[derive(Clone, Copy)]
struct Place<'p> {
    at: usize,
    depth: usize,
    budget: &'p Budget,
    /// The values of the parameters of the function that is called.
    bound: &'p [(&'p str, String)],
}

/// A text with its functions and definitions.
pub(super) struct Program<'t> {
    text: Text<'t>,
    pub tokens: Tokens<'t>,
    pub functions: Vec<Function<'t>>,
    /// The spans of the functions as bytes, in the order of the functions.
    spans: Vec<(usize, usize)>,
    definitions: Vec<Definition<'t>>,
    by_name: HashMap<&'t str, Vec<usize>>,
    functions_by_name: HashMap<&'t str, Vec<usize>>,
    /// The tokens `return`.
    returns: Vec<usize>,
    /// The texts of definitions that do not depend on arguments; `None` if a text is not known.
    memo: RefCell<HashMap<usize, Option<String>>>,
    /// The functions whose results are used.
    called: RefCell<HashSet<usize>>,
    /// The first segments below a realm.
    pub areas: &'t HashSet<&'t str>,
    joins_with_dots: bool,
    is_shell: bool,
}

impl<'t> Program<'t> {
    pub fn new(source: &'t str, areas: &'t HashSet<&'t str>) -> Self {
        let text = Text(source);
        let tokens = tokens(text, 0, source.len());
        let functions = functions(&tokens);
        let spans = functions
            .iter()
            .map(|function| {
                let start = |at: usize| tokens.get(at).map_or(source.len(), |token| token.start);
                (start(function.at), start(function.end))
            })
            .collect();
        let mut functions_by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, function) in functions.iter().enumerate() {
            functions_by_name
                .entry(function.name)
                .or_default()
                .push(index);
        }
        let returns = (0..tokens.len())
            .filter(|at| tokens.word(*at) == "return" && tokens.mark(at.wrapping_sub(1)) != b'.')
            .collect();
        let is_shell = source.starts_with("#!")
            && source
                .lines()
                .next()
                .is_some_and(|line| line.ends_with("sh"))
            || source.contains("curl ") && !source.contains("<?php");
        let joins_with_dots = source.contains("<?php") || source.contains("$this->");
        let mut program = Self {
            text,
            tokens,
            functions,
            spans,
            definitions: Vec::new(),
            by_name: HashMap::new(),
            functions_by_name,
            returns,
            memo: RefCell::default(),
            called: RefCell::default(),
            areas,
            joins_with_dots,
            is_shell,
        };
        program.define();
        program
    }

    /// A part of the code.
    pub fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.slice(from, to)
    }

    /// The innermost function around a place.
    pub fn function_at(&self, at: usize) -> Option<usize> {
        // The functions are in the order of their beginnings.
        let end = self.spans.partition_point(|span| span.0 <= at);
        (end.saturating_sub(NEAR)..end)
            .rev()
            .find(|index| self.spans.get(*index).is_some_and(|span| at < span.1))
    }

    /// Whether the name is a parameter of a function around the place.
    pub fn is_parameter(&self, name: &str, at: usize) -> bool {
        let end = self.spans.partition_point(|span| span.0 <= at);
        (end.saturating_sub(NEAR)..end)
            .filter(|index| self.spans.get(*index).is_some_and(|span| at < span.1))
            .filter_map(|index| self.functions.get(index))
            .any(|function| {
                function
                    .parameters
                    .iter()
                    .flatten()
                    .any(|known| *known == name)
            })
    }

    /// Collects the definitions.
    fn define(&mut self) {
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

    /// The text of the expression that begins at this token.
    pub fn value(&self, at: usize) -> Option<Value> {
        let start = self.tokens.get(at)?.start;
        let place = Place {
            at: start,
            depth: 0,
            budget: &Budget::new(),
            bound: &[],
        };
        self.sum(&self.tokens, at, place)
    }

    /// Whether an expression can begin here: not in the middle of a chain.
    pub fn begins(&self, at: usize) -> bool {
        let tokens = &self.tokens;
        let Some(token) = tokens.get(at) else {
            return false;
        };
        let before = tokens.mark(at.wrapping_sub(1));
        match token.kind {
            Kind::Quoted => true,
            Kind::Word => {
                // `-Uri` is an option of a command.
                let is_option = before == b'-' && tokens.touches(at) && !tokens.touches(at - 1);
                let is_member = is_option
                    || before == b'.' && !self.joins_with_dots
                    || matches!(before, b'$' | b'@' | b':') && tokens.touches(at)
                    || before == b'>' && tokens.mark(at.wrapping_sub(2)) == b'-';
                !is_member
            }
            Kind::Mark => match tokens.mark(at) {
                b'[' => self.lists_segments(at),
                mark => matches!(mark, b'$' | b'@'),
            },
        }
    }

    /// Whether the token is the name in the header of a function.
    pub fn is_header(&self, at: usize) -> bool {
        let word = self.tokens.word(at);
        self.functions_by_name.get(word).is_some_and(|indexes| {
            indexes
                .iter()
                .take(NEAR)
                .filter_map(|index| self.functions.get(*index))
                .any(|function| function.at == at)
        })
    }

    /// `a + b`, `a . b`, and strings side by side.
    fn sum(&self, tokens: &Tokens<'t>, at: usize, place: Place) -> Option<Value> {
        let mut value = self.primary(tokens, at, place)?;
        loop {
            let next = value.end;
            let Some(token) = tokens.get(next) else {
                return Some(value);
            };
            let mark = tokens.mark(next);
            let after = tokens.mark(next + 1);
            let was_quoted = next
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|before| before.kind == Kind::Quoted);
            if token.kind == Kind::Quoted && was_quoted {
                // Strings side by side are one string within parentheses, or on continued lines.
                let is_joined = token.inside.is_some_and(|open| tokens.mark(open) == b'(');
                let before = tokens
                    .get(next - 1)
                    .map_or(token.start, |before| before.end);
                let is_continued = self.text.slice(before, token.start).contains(CONTINUED);
                if !is_joined && !is_continued {
                    return Some(value);
                }
                let other = self.primary(tokens, next, place)?;
                value.append(&other, "");
                continue;
            }
            // `$parts -join "/"` of PowerShell.
            if mark == b'-' && tokens.word(next + 1) == "join" && tokens.get(next + 2).is_some() {
                value.end = next + 3;
                continue;
            }
            let joins = mark == b'+' && !matches!(after, b'+' | b'=')
                || mark == b'.' && self.joins_with_dots && after != b'=';
            if joins {
                let Some(other) = self.primary(tokens, next + 1, place) else {
                    return Some(value);
                };
                value.append(&other, "");
                continue;
            }
            // `base / "users"` of pathlib and of Scala.
            let is_quoted = tokens
                .get(next + 1)
                .is_some_and(|token| token.kind == Kind::Quoted);
            if mark == b'/'
                && (is_quoted || value.text.contains("admin/realms"))
                && let Some(other) = self.primary(tokens, next + 1, place)
            {
                value.append(&other, "/");
                continue;
            }
            // `"%s/users" % base`
            if mark == b'%' && was_quoted {
                let open = next + 1;
                let arguments = if tokens.mark(open) == b'(' {
                    self.arguments(tokens, open, place)
                } else {
                    self.primary(tokens, open, place)
                        .map(|value| vec![("", value)])
                        .unwrap_or_default()
                };
                value.text = filled(&value.text, &arguments);
                value.changed = true;
                value.end = if tokens.mark(open) == b'(' {
                    tokens.pair(open)? + 1
                } else {
                    arguments.last().map_or(open, |(_, value)| value.end)
                };
                continue;
            }
            // `process.env.URL || "…"`: the default, if nothing else is known.
            let skip = match (mark, after) {
                (b'|', b'|') | (b'?', b'?' | b':') => 2,
                _ if tokens.word(next) == "or" => 1,
                _ => return Some(value),
            };
            let Some(other) = self.primary(tokens, next + skip, place) else {
                return Some(value);
            };
            if value.known {
                value.end = other.end;
            } else {
                value = other;
            }
        }
    }

    /// One operand of a sum.
    fn primary(&self, tokens: &Tokens<'t>, at: usize, place: Place) -> Option<Value> {
        let Budget { steps, nesting } = place.budget;
        let below = nesting.get().checked_sub(1)?;
        steps.set(steps.get().checked_sub(1)?);
        nesting.set(below);
        let value = self.operand(tokens, at, place);
        nesting.set(below + 1);
        value
    }

    fn operand(&self, tokens: &Tokens<'t>, at: usize, place: Place) -> Option<Value> {
        let token = tokens.get(at)?;
        match token.kind {
            Kind::Quoted => {
                let (text, changed) = self.content(token, place);
                let value = Value {
                    known: true,
                    changed,
                    text,
                    end: at + 1,
                };
                Some(self.chain(tokens, value, place))
            }
            Kind::Word => {
                // `new[] { … }`, `new string[] { … }`
                if tokens.word(at) == "new"
                    && let Some(value) = self.array(tokens, at + 1, place)
                {
                    return Some(self.chain(tokens, value, place));
                }
                if ["await", "new", "mut", "yield", "const"].contains(&tokens.word(at)) {
                    return self.primary(tokens, at + 1, place);
                }
                let value = self.first(tokens, at, place)?;
                Some(self.chain(tokens, value, place))
            }
            Kind::Mark => match self.text.at(token.start) {
                b'(' => {
                    let close = token.pair?;
                    let inner = self
                        .sum(tokens, at + 1, place)
                        .filter(|inner| inner.end == close);
                    // A tuple of Python, and an array of PowerShell.
                    let tuple = || list(&self.arguments(tokens, at, place));
                    let value = match inner.or_else(tuple) {
                        Some(inner) => Value {
                            end: close + 1,
                            ..inner
                        },
                        None => Value::unknown("", close + 1),
                    };
                    Some(self.chain(tokens, value, place))
                }
                b'[' => {
                    if let Some(value) = self.array(tokens, at, place) {
                        return Some(self.chain(tokens, value, place));
                    }
                    let close = token.pair?;
                    let arguments = self.arguments(tokens, at, place);
                    let mut value = list(&arguments)?;
                    value.end = close + 1;
                    Some(self.chain(tokens, value, place))
                }
                b'$' if tokens.mark(at + 1) == b'{' || tokens.mark(at + 1) == b'(' => None,
                b'$' | b'@' | b'&' | b'*' => {
                    tokens.touches(at + 1).then_some(())?;
                    self.primary(tokens, at + 1, place)
                }
                _ => None,
            },
        }
    }

    /// The segments of an array with its type: `[]string{…}` of Go, `[] { … }` and `string[] { … }` of .NET and Java.
    fn array(&self, tokens: &Tokens<'t>, at: usize, place: Place) -> Option<Value> {
        let bracket = at + usize::from(!tokens.word(at).is_empty());
        if tokens.mark(bracket) != b'[' || tokens.pair(bracket)? != bracket + 1 {
            return None;
        }
        let open = bracket + 2 + usize::from(!tokens.word(bracket + 2).is_empty());
        if tokens.mark(open) != b'{' {
            return None;
        }
        let mut value = list(&self.arguments(tokens, open, place))?;
        value.end = tokens.pair(open)? + 1;
        Some(value)
    }

    /// The value of the first word of a chain.
    fn first(&self, tokens: &Tokens<'t>, at: usize, place: Place) -> Option<Value> {
        let word = tokens.word(at);
        if word.is_empty() {
            return None;
        }
        let mut open = at + 1;
        if tokens.mark(open) == b'!' && matches!(tokens.mark(open + 1), b'(' | b'[') {
            open += 1;
        }
        if tokens.mark(open) == b'(' && tokens.touches(open) {
            return self.call(tokens, word, None, open, place);
        }
        // Generics are not followed.
        Some(match self.lookup(word, None, place) {
            Some((text, known)) => Value {
                text,
                known,
                changed: true,
                end: at + 1,
            },
            None => Value::unknown(word, at + 1),
        })
    }

    /// Follows `.name`, `.name(…)`, and `["name"]` after a value.
    fn chain(&self, tokens: &Tokens<'t>, value: Value, place: Place) -> Value {
        let mut value = value;
        // The longest part of the chain with a path.
        let mut best: Option<Value> = None;
        let mut is_request = false;
        let mut owner = value
            .end
            .checked_sub(1)
            .map_or("", |last| tokens.word(last));
        loop {
            if value.changed && !is_request && self.has_path(&value.text) {
                best = Some(value.clone());
            }
            let mut at = value.end;
            while matches!(tokens.mark(at), b'?' | b'!')
                && matches!(tokens.mark(at + 1), b'.' | b'!')
            {
                at += 1;
            }
            let is_dot = tokens.mark(at) == b'.' && !self.joins_with_dots;
            let is_arrow = tokens.mark(at) == b'-' && tokens.mark(at + 1) == b'>'
                || tokens.mark(at) == b':' && tokens.mark(at + 1) == b':';
            if is_dot || is_arrow {
                let name = if is_dot { at + 1 } else { at + 2 };
                let word = tokens.word(name);
                if word.is_empty() {
                    break;
                }
                let mut open = name + 1;
                if tokens.mark(open) == b'!' && tokens.mark(open + 1) == b'(' {
                    open += 1;
                }
                is_request = false;
                if tokens.mark(open) == b'(' && tokens.touches(open) {
                    if is_setting(word) && self.has_path(&value.text) {
                        // The path stays the same, and more segments may follow.
                        is_request = true;
                        value.end = tokens.pair(open).map_or(open, |close| close + 1);
                        owner = word;
                        continue;
                    }
                    match self.call(tokens, word, Some((&value, owner)), open, place) {
                        Some(next) => value = next,
                        None => break,
                    }
                } else {
                    value = match self.lookup(word, Some(owner), place) {
                        Some((text, known)) => Value {
                            text,
                            known,
                            changed: true,
                            end: name + 1,
                        },
                        None if value.known
                            && SAME.contains(&word.to_ascii_lowercase().as_str()) =>
                        {
                            Value {
                                end: name + 1,
                                ..value
                            }
                        }
                        // `GetJsonAsync<T>()` sends the request.
                        None if verb_of(word).is_some() => break,
                        None => {
                            // `uri.host` is another part of the URL.
                            best = None;
                            Value::unknown(word, name + 1)
                        }
                    };
                }
                owner = word;
            } else if tokens.mark(at) == b'[' && tokens.touches(at) {
                let Some(close) = tokens.pair(at) else {
                    break;
                };
                let key = tokens
                    .get(at + 1)
                    .filter(|_| close == at + 2 || close == at + 3);
                let name = match key {
                    Some(key) if key.kind == Kind::Quoted => tokens.name(at + 1),
                    _ => tokens.word(close - 1),
                };
                value = match self.lookup(name, Some(owner), place) {
                    Some((text, known)) if key.is_some() => Value {
                        text,
                        known,
                        changed: true,
                        end: close + 1,
                    },
                    _ => Value::unknown(name, close + 1),
                };
            } else {
                break;
            }
        }
        match best {
            Some(best) if is_request || !(value.changed && self.has_path(&value.text)) => best,
            _ => value,
        }
    }

    /// The value of a call whose arguments begin at a bracket.
    fn call(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        receiver: Option<(&Value, &str)>,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let end = tokens.pair(open)? + 1;
        let lower = name.to_ascii_lowercase();
        let lower = lower.as_str();
        let known = receiver.map(|(value, _)| value).filter(|value| value.known);
        // `issuer.replace("/realms/", "/admin/realms/")`
        if lower.starts_with("replace")
            && receiver.is_some()
            && let Some((_, with)) = self.arguments(tokens, open, place).get(1)
            && with.known
            && with.text.ends_with("/admin/realms/")
        {
            return Some(Value {
                text: format!("{}{{realm}}", with.text),
                known: true,
                changed: true,
                end,
            });
        }
        // `path.lstrip("/")`, also if the path is not known.
        if let Some((receiver, _)) = receiver
            && SAME.contains(&lower)
            && (receiver.known || !lower.starts_with("replace"))
        {
            return Some(Value {
                end,
                ..receiver.clone()
            });
        }
        if let Some(receiver) = known {
            if ["format", "formatted", "format_map"].contains(&lower) {
                let arguments = self.arguments(tokens, open, place);
                let mut value = receiver.clone();
                value.text = filled(&value.text, &arguments);
                return Some(value.of_call(end));
            }
            if lower == "join" && receiver.text.len() <= 1 {
                let between = receiver.text.clone();
                let arguments = self.arguments(tokens, open, place);
                return Some(joined(&arguments, &between)?.of_call(end));
            }
        }
        if let Some((receiver, _)) = receiver {
            if BELOW.contains(&lower) {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    // A flag of the method is not a segment.
                    if !["{true}", "{false}"].contains(&argument.text.as_str()) {
                        value.append(&argument, "/");
                    }
                }
                return Some(value.of_call(end));
            }
            if ["extend", "push"].contains(&lower) && self.has_path(&receiver.text) {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    value.append(&argument, "/");
                }
                return Some(value.of_call(end));
            }
            if ["concat", "plus"].contains(&lower) && receiver.known {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    value.append(&argument, "");
                }
                return Some(value.of_call(end));
            }
            // `[base, "users"].join("/")`, and `base.join("users")` of Rust and Python.
            if lower == "join" && receiver.known && receiver.text.contains('/') {
                let mut value = receiver.clone();
                for (_, argument) in self.arguments(tokens, open, place) {
                    if !["", "/"].contains(&argument.text.as_str()) {
                        value.append(&argument, "/");
                    }
                }
                return Some(value.of_call(end));
            }
        }
        // `builder().url(…)` is a step of a request, also if the program has a function with this name.
        let is_of_builder = receiver.is_some_and(|(value, _)| {
            BUILDS.contains(&lower) && tokens.mark(value.end.wrapping_sub(1)) == b')'
        });
        if !is_of_builder && let Some(value) = self.of_function(tokens, name, open, place) {
            return Some(value.of_call(end));
        }
        // `client.get().uri(…)` is a request.
        let is_request = receiver.is_some() && ["uri", "url"].contains(&lower);
        if !is_request && let Some(value) = self.of_segments(tokens, name, open, place) {
            return Some(value.of_call(end));
        }
        // `URI.create(…)`, not a step of a request, `client.get().uri(…)`.
        let is_step = receiver.is_some_and(|(value, owner)| {
            let is_name = value
                .end
                .checked_sub(1)
                .is_some_and(|last| !tokens.word(last).is_empty());
            let is_module = owner.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
                || MODULES.contains(&owner);
            !(is_name && is_module)
        });
        if is_step {
            return Some(Value::unknown(name, end));
        }
        self.of_library(tokens, name, open, place)
    }

    /// Whether the bracket at this token opens a list of segments: `[base, "admin", "realms", realm]`.
    fn lists_segments(&self, open: usize) -> bool {
        let tokens = &self.tokens;
        let is = |at: usize, text: &str| {
            tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Quoted && token.inside == Some(open))
                && tokens.name(at) == text
        };
        (open + 1..open + LONGEST_SEGMENTS / 2).any(|at| is(at, "admin") && is(at + 2, "realms"))
    }

    /// The path of the segments among the arguments of a function whose name is about paths: `setPathSegments("admin", "realms", realm)`,
    /// `replace(pathSegments: ["admin", "realms", realm])`.
    fn of_segments(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let close = tokens.pair(open)?;
        let is_quoted = |at: usize, text: &str| {
            tokens
                .get(at)
                .is_some_and(|token| token.kind == Kind::Quoted)
                && tokens.name(at).trim_matches('/') == text
        };
        let begin = (open + 1..close.min(open + LONGEST_SEGMENTS))
            .find(|at| is_quoted(*at, "admin") && is_quoted(at + 2, "realms"))?;
        let lower = name.to_ascii_lowercase();
        if verb_of(name).is_some() || !OF_PATHS.iter().any(|part| lower.contains(part)) {
            return None;
        }
        let arguments = self.arguments(tokens, open, place);
        if tokens.get(begin)?.inside == Some(open) {
            let is_first = |(_, value): &(&str, Value)| value.text.trim_matches('/') == "admin";
            let first = arguments.iter().position(is_first)?;
            return joined(arguments.get(first..)?, "/");
        }
        let list = arguments
            .iter()
            .position(|(_, value)| value.known && path_in(&value.text).is_some())?;
        // `append([]string{"admin", "realms"}, parts...)`
        let end = if lower == "append" {
            arguments.len()
        } else {
            list + 1
        };
        joined(arguments.get(list..end)?, "/")
    }

    /// The value of a call of a function that many libraries have: `format(…)`, `join(…)`, `URL(…)`.
    fn of_library(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let end = tokens.pair(open)? + 1;
        let lower = name.to_ascii_lowercase();
        let lower = lower.as_str();
        if let Some(value) = self.initialized(tokens, lower, end, place) {
            return Some(value);
        }
        match lower {
            "sprintf" | "format" | "sprint" | "printf" => {
                let arguments = self.arguments(tokens, open, place);
                let first = arguments.iter().position(|(_, value)| value.known)?;
                let mut value = arguments.get(first)?.1.clone();
                value.text = filled(&value.text, arguments.get(first + 1..)?);
                Some(value.of_call(end))
            }
            "join" | "urljoin" | "url_join" | "joinpath" | "implode" | "seq" | "list"
            | "listof" | "aslist" | "array" | "buildpath" | "build_path" => {
                let arguments = self.arguments(tokens, open, place);
                Some(joined(&arguments, "/")?.of_call(end))
            }
            // R
            "paste0" => {
                let arguments = self.arguments(tokens, open, place);
                Some(joined(&arguments, "")?.of_call(end))
            }
            "url" | "uri" => {
                let arguments = self.arguments(tokens, open, place);
                let path = arguments.first()?.1.clone();
                match arguments.get(1) {
                    // `new Uri(base, "admin/realms/…")` of .NET.
                    Some((_, below)) if !path.known && self.has_path(&below.text) => {
                        Some(below.clone().of_call(end))
                    }
                    Some((_, base)) if !self.has_path(&path.text) && base.known => {
                        let mut value = base.clone();
                        value.append(&path, "/");
                        Some(value.of_call(end))
                    }
                    _ => Some(Value { end, ..path }),
                }
            }
            _ if WRAPS.contains(&lower) => {
                let mut arguments = self.arguments(tokens, open, place);
                if arguments.is_empty() {
                    return None;
                }
                Some(Value {
                    end,
                    ..arguments.swap_remove(0).1
                })
            }
            _ => Some(Value::unknown(name, end)),
        }
    }

    /// The path in the initializer of a builder of .NET: `new UriBuilder(base) { Path = … }`.
    fn initialized(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        if name != "uribuilder" || tokens.mark(open) != b'{' {
            return None;
        }
        let close = tokens.pair(open)?;
        let path = (open + 1..close).find(|at| tokens.word(*at) == "Path")?;
        let value = self.sum(tokens, path + 2, place)?;
        Some(value.of_call(close + 1))
    }

    /// The text that a function of this program returns for these arguments.
    fn of_function(
        &self,
        tokens: &Tokens<'t>,
        name: &str,
        open: usize,
        place: Place,
    ) -> Option<Value> {
        let indexes = self.functions_by_name.get(name)?;
        let depth = place.depth + 1;
        if depth > DEPTH {
            return None;
        }
        let arguments = self.arguments(tokens, open, place);
        let of_length = |index: &&usize| {
            self.functions
                .get(**index)
                .is_some_and(|function| function.parameters.len() == arguments.len())
        };
        let index = indexes
            .iter()
            .take(NEAR)
            .find(of_length)
            .or_else(|| indexes.first())?;
        let function = self.functions.get(*index)?;
        let mut bound: Vec<(&str, String)> = Vec::new();
        for (position, names) in function.parameters.iter().enumerate() {
            for name in names {
                let argument = arguments
                    .iter()
                    .find(|(key, _)| key == name)
                    .or_else(|| arguments.get(position).filter(|(key, _)| key.is_empty()));
                // Named arguments are not segments.
                let segments = || {
                    let unnamed = arguments.iter().skip(position);
                    let unnamed = unnamed.filter(|(key, _)| key.is_empty()).cloned();
                    joined(&unnamed.collect::<Vec<_>>(), "/")
                };
                if self.takes_all(function, name)
                    && let Some(value) = segments()
                {
                    bound.push((name, value.text));
                } else if let Some((_, value)) = argument {
                    bound.push((name, value.text.clone()));
                }
            }
        }
        self.returned(*index, &bound, depth, place.budget)
    }

    /// Whether a function with this name has a parameter that takes all further arguments.
    pub fn has_segments(&self, function: &str, parameter: &str) -> bool {
        let indexes = self.functions_by_name.get(function);
        !parameter.is_empty()
            && indexes
                .into_iter()
                .flatten()
                .take(NEAR)
                .filter_map(|index| self.functions.get(*index))
                .any(|function| self.takes_all(function, parameter))
    }

    /// Whether a parameter takes all further arguments: `*parts`, `...parts`, `parts ...string`, `vararg parts`, `params string[] parts`.
    fn takes_all(&self, function: &Function, name: &str) -> bool {
        let tokens = &self.tokens;
        let has_dots = |at: usize| tokens.mark(at) == b'.' && tokens.mark(at + 1) == b'.';
        (function.at + 1..function.begin).any(|at| {
            let before = at - 1;
            tokens.word(at) == name
                && (tokens.mark(before) == b'*'
                    || has_dots(before.saturating_sub(1))
                    || has_dots(at + 1)
                    || tokens.word(before) == "vararg"
                    || tokens.mark(before) == b']' && tokens.word(at.saturating_sub(4)) == "params")
        })
    }

    /// The text that a function returns.
    fn returned(
        &self,
        index: usize,
        bound: &[(&str, String)],
        depth: usize,
        budget: &Budget,
    ) -> Option<Value> {
        let (_, value) = self.result(index, bound, depth, budget)?;
        self.called.borrow_mut().insert(index);
        Some(value)
    }

    /// The text that a function returns, if it is known, and the first token of the returned expression.
    fn result(
        &self,
        index: usize,
        bound: &[(&str, String)],
        depth: usize,
        budget: &Budget,
    ) -> Option<(usize, Value)> {
        let function = self.functions.get(index)?;
        let tokens = &self.tokens;
        let at = |at: usize| {
            let place = Place {
                at: tokens.get(at)?.start,
                depth,
                budget,
                bound,
            };
            let value = self.sum(tokens, at, place).filter(|value| value.known)?;
            (!self.is_sent(value.end)).then_some((at, value))
        };
        if function.is_expression {
            return at(function.begin);
        }
        let end = function.end.min(function.begin + LONGEST_FUNCTION);
        let from = self.returns.partition_point(|at| *at < function.begin);
        let to = self.returns.partition_point(|at| *at < end);
        let returns = self.returns.get(from..to).unwrap_or_default();
        if !returns.is_empty() {
            return returns.iter().find_map(|token| at(token + 1));
        }
        if end < function.end {
            return None;
        }
        // The last expression: Ruby, Rust, Scala, and Elixir.
        let is_brace = tokens.mark(function.begin) == b'{';
        let from = function.begin + usize::from(is_brace);
        let start = (from..function.end)
            .rev()
            .find(|at| tokens.get(*at).is_some_and(|token| token.first) || *at == from)?;
        // An expression on several lines begins above.
        let start = if b".+)".contains(&tokens.mark(start)) {
            from
        } else {
            start
        };
        at(start).filter(|(_, value)| value.end >= function.end || tokens.mark(value.end) == b'}')
    }

    /// Whether the chain after a value sends a request: `….AppendPathSegment("users").GetAsync()`.
    fn is_sent(&self, end: usize) -> bool {
        let tokens = &self.tokens;
        let mut dot = end;
        for _ in 0..STEPS_OF_REQUEST {
            if tokens.mark(dot) != b'.' {
                return false;
            }
            if verb_of(tokens.word(dot + 1)).is_some() {
                return true;
            }
            let open = dot + 2;
            dot = tokens.pair(open).map_or(open, |close| close + 1);
        }
        false
    }

    /// The text of a list that is spread into another list: `...parts`, `*map(quote, parts)`, `parts...`.
    fn spread(
        &self,
        tokens: &Tokens<'t>,
        (start, end): (usize, usize),
        place: Place,
    ) -> Option<Value> {
        let has_dots = |at: usize| (at..at + 3).all(|at| tokens.mark(at) == b'.');
        if !has_dots(start) && tokens.mark(start) != b'*' && !has_dots(end.saturating_sub(3)) {
            return None;
        }
        // A function around the list is no list: `append([]string{…}, parts...)...`.
        if tokens.mark(start + 1) == b'(' {
            let value = self.sum(tokens, start, place)?;
            return self.has_path(&value.text).then_some(value);
        }
        let words = (start..end).map(|at| tokens.word(at));
        let mut lists = words.filter(|word| !word.is_empty());
        lists.find_map(|word| {
            let bound = place.bound.iter().find(|(name, _)| *name == word);
            match bound {
                Some((_, text)) => Some(Value {
                    text: text.clone(),
                    end,
                    changed: true,
                    known: true,
                }),
                None => self
                    .is_parameter(word, place.at)
                    .then(|| Value::unknown(word, end)),
            }
        })
    }

    /// The arguments within brackets, with their names.
    fn arguments(&self, tokens: &Tokens<'t>, open: usize, place: Place) -> Vec<(&'t str, Value)> {
        let mut arguments = Vec::new();
        let Some(close) = tokens.pair(open) else {
            return arguments;
        };
        let mut begin = open + 1;
        while begin < close && arguments.len() < 16 {
            let mut end = begin;
            // `[first | rest]` of Elixir.
            let is_cons = |at: usize| {
                tokens.mark(at) == b'|'
                    && tokens.mark(open) == b'['
                    && !b"|>".contains(&tokens.mark(at + 1))
                    && tokens.mark(at - 1) != b'|'
            };
            while end < close && tokens.mark(end) != b',' && !is_cons(end) {
                end = tokens.after(end);
            }
            let start = tokens.value_of(begin);
            let name = if start > begin {
                tokens.word(begin)
            } else {
                ""
            };
            let whole = || {
                self.sum(tokens, start, place)
                    .filter(|value| value.end == end)
            };
            let value = self
                .spread(tokens, (start, end), place)
                .or_else(whole)
                .unwrap_or_else(|| {
                    let last = (start..end)
                        .rev()
                        .take(NEAR)
                        .map(|at| tokens.word(at))
                        .find(|word| !word.is_empty());
                    Value::unknown(last.unwrap_or_default(), end)
                });
            arguments.push((name, value));
            begin = end + 1;
        }
        arguments
    }

    /// The text of a name, and whether the text is known. The name is a bound parameter, a definition, or a function without parameters.
    /// `owner` is the word before the dot.
    fn lookup(&self, name: &str, owner: Option<&str>, place: Place) -> Option<(String, bool)> {
        if name.is_empty() || place.depth >= DEPTH {
            return None;
        }
        if owner.is_none()
            && let Some((_, text)) = place.bound.iter().find(|(bound, _)| *bound == name)
        {
            let is_placeholder =
                text.starts_with('{') && text.ends_with('}') && text.matches('{').count() == 1;
            return Some((text.clone(), !is_placeholder));
        }
        if let Some(found) = self.defined(name, owner, place) {
            let definition = self.definitions.get(found)?;
            let is_hidden =
                owner.is_none() && definition.scope.is_none() && self.is_parameter(name, place.at);
            if !is_hidden {
                let text = self.of_definition(found, place)?;
                definition.used.set(true);
                return Some((text, true));
            }
        }
        if owner.is_none() && self.is_parameter(name, place.at) {
            return None;
        }
        let indexes = self.functions_by_name.get(name)?;
        let index = indexes.iter().take(NEAR).find(|index| {
            self.functions
                .get(**index)
                .is_some_and(|function| function.parameters.is_empty())
        })?;
        let value = self.returned(*index, &[], place.depth + 1, place.budget)?;
        Some((value.text, true))
    }

    /// The text of a definition, if it is known.
    fn of_definition(&self, index: usize, place: Place) -> Option<String> {
        let can_remember = place.bound.is_empty();
        if can_remember && let Some(known) = self.memo.borrow().get(&index) {
            return known.clone();
        }
        let definition = self.definitions.get(index)?;
        let inner = Place {
            at: definition.at,
            depth: place.depth + 1,
            ..place
        };
        let mut value = self.sum(&self.tokens, definition.value, inner);
        if definition.appends {
            let before = self.lookup(definition.name, None, inner);
            value = match (before, value) {
                (Some((text, known)), Some(value)) => {
                    let mut whole = Value {
                        text,
                        known,
                        changed: true,
                        end: value.end,
                    };
                    whole.append(&value, "");
                    Some(whole)
                }
                _ => None,
            };
        }
        let text = value.filter(|value| value.known).map(|value| value.text);
        if can_remember && place.budget.steps.get() > 0 {
            self.memo.borrow_mut().insert(index, text.clone());
        }
        text
    }

    /// The definition that applies at a place: the nearest one before it, otherwise the first one after it that is not local.
    fn defined(&self, name: &str, owner: Option<&str>, place: Place) -> Option<usize> {
        let indexes = self.by_name.get(name)?;
        let fits = |index: &&usize| {
            let Some(definition) = self.definitions.get(**index) else {
                return false;
            };
            // `url: "#{settings.url}/admin"` does not contain itself.
            let is_itself = self
                .tokens
                .get(definition.value)
                .is_some_and(|value| value.start <= place.at && place.at < value.end);
            if is_itself || definition.at == place.at {
                return false;
            }
            let is_own = owner.is_none_or(|owner| {
                ["self", "this", "cls", "@", "static", "it"].contains(&owner)
                    || owner.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
            });
            match (definition.entry, owner) {
                (Some(container), Some(owner)) => container.is_empty() || container == owner,
                (Some(_), None) => false,
                (None, Some(_)) => is_own && definition.scope.is_none(),
                (None, None) => definition
                    .scope
                    .is_none_or(|(begin, end)| begin <= place.at && place.at < end),
            }
        };
        let after = indexes.partition_point(|index| {
            self.definitions
                .get(*index)
                .is_some_and(|definition| definition.at < place.at)
        });
        let before = indexes.get(..after)?.iter().rev().take(NEAR).find(fits);
        before
            .or_else(|| {
                indexes.get(after..)?.iter().take(NEAR).find(|index| {
                    fits(index)
                        && self
                            .definitions
                            .get(**index)
                            .is_some_and(|definition| definition.scope.is_none())
                })
            })
            .copied()
    }

    /// The content of a string with values in place of the expressions, and whether any of these values is known.
    fn content(&self, token: &Token, place: Place) -> (String, bool) {
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

    /// The names of the functions whose results were used.
    pub fn called(&self) -> HashSet<String> {
        self.called
            .borrow()
            .iter()
            .filter_map(|index| Some(self.functions.get(*index)?.name.to_owned()))
            .collect()
    }

    /// The paths in entries of objects and in results of functions, which are not requests themselves.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for definition in &self.definitions {
            let is_named = definition.entry.is_some_and(|name| !name.is_empty());
            if !is_named || self.has_method(definition.value) {
                continue;
            }
            let place = Place {
                at: definition.at,
                depth: 0,
                budget: &Budget::new(),
                bound: &[],
            };
            let value = self.sum(&self.tokens, definition.value, place);
            if let Some(value) = value.filter(|value| value.known && self.has_path(&value.text)) {
                parts.push(Part {
                    begin: definition.value,
                    end: value.end,
                    used: definition.used.get(),
                    is_option: is_option(definition.name),
                });
            }
        }
        for (index, function) in self.functions.iter().enumerate() {
            let Some((begin, value)) = self.result(index, &[], 0, &Budget::new()) else {
                continue;
            };
            if self.has_path(&value.text) {
                parts.push(Part {
                    begin,
                    end: value.end,
                    used: self.called.borrow().contains(&index),
                    is_option: function.name.is_empty(),
                });
            }
        }
        parts
    }

    /// Whether an entry beside this one names the method of a request.
    fn has_method(&self, value: usize) -> bool {
        let tokens = &self.tokens;
        let Some(open) = tokens.get(value).and_then(|token| token.inside) else {
            return false;
        };
        let close = tokens.pair(open).unwrap_or(open);
        (open..close.min(open + 200)).any(|at| {
            let lower = tokens.name(at).to_ascii_lowercase();
            (lower.ends_with("method") || lower == "verb")
                && matches!(tokens.mark(at + 1), b':' | b'=' | b',' | b'}')
        })
    }

    /// Whether a text has a path of the Admin API.
    fn has_path(&self, text: &str) -> bool {
        self.path(text).is_some()
    }

    /// The path of the Admin API in a text, also below a base that is named after the Admin API: `{adminUrl}/users`.
    pub fn path<'v>(&self, text: &'v str) -> Option<Cow<'v, str>> {
        if let Some(path) = path_in(text) {
            return Some(Cow::Borrowed(path));
        }
        let (name, below) = text.strip_prefix('{')?.split_once("}/")?;
        let area = below.split(['/', '?']).next()?;
        (names_base(name, &["admin"]) && self.areas.contains(area))
            .then(|| Cow::Owned(format!("admin/realms/{{realm}}/{below}")))
    }
}

/// A path that is a part of requests, not a request itself.
pub(super) struct Part {
    /// The first token of the path.
    pub begin: usize,
    /// The token after it.
    pub end: usize,
    /// Whether an expression uses it.
    pub used: bool,
    /// Whether it may be an option of a request.
    pub is_option: bool,
}

/// Whether a key is the name of an option with the path of a request.
fn is_option(name: &str) -> bool {
    const OPTIONS: [&str; 10] = [
        "url", "uri", "path", "endpoint", "href", "raw", "route", "resource", "pathname", "target",
    ];
    let lower = name.to_ascii_lowercase();
    OPTIONS.contains(&lower.as_str()) || lower.contains("base") || lower.contains("prefix")
}

/// The path of the Admin API in a text.
pub(super) fn path_in(text: &str) -> Option<&str> {
    let at = ["admin/realms", "admin/serverinfo"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()?;
    let before = text.get(..at)?;
    // An extension below a realm has paths of its own.
    if before.contains("/realms/") {
        return None;
    }
    let before = before.bytes().next_back();
    before
        .is_none_or(|byte| byte == b'/' || byte == b'}')
        .then(|| text.get(at..))
        .flatten()
}

/// A list as a path, if it has several parts.
fn list(arguments: &[(&str, Value)]) -> Option<Value> {
    match arguments {
        [] => None,
        [(_, only)] => Some(only.clone()),
        _ => joined(arguments, "/"),
    }
}

/// The texts, joined; separators among the arguments are left out.
fn joined(arguments: &[(&str, Value)], between: &str) -> Option<Value> {
    let mut parts = arguments
        .iter()
        .map(|(_, value)| value)
        .filter(|value| !["/", ""].contains(&value.text.as_str()));
    let mut value = parts.next()?.clone();
    for part in parts {
        value.append(part, between);
    }
    value.changed = true;
    Some(value)
}

/// The template with its placeholders filled: `%s`, `{}`, `{0}`, `{name}`.
fn filled(template: &str, arguments: &[(&str, Value)]) -> String {
    let mut out = String::new();
    let mut rest = template;
    let mut next = arguments.iter().filter(|(name, _)| name.is_empty());
    while let Some(at) = rest.find(['%', '{']) {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        let (argument, length) = if let Some(braced) = mark.strip_prefix('{') {
            let Some(close) = braced.find('}') else {
                break;
            };
            let name = braced.get(..close).unwrap_or_default();
            let name = name.split([':', '!']).next().unwrap_or_default();
            let argument = if name.is_empty() {
                next.next()
            } else if let Ok(position) = name.parse::<usize>() {
                arguments.get(position)
            } else {
                arguments.iter().find(|(key, _)| *key == name)
            };
            (argument, close + 2)
        } else {
            let letters = mark.get(1..2).unwrap_or_default();
            // `%1$s`
            let length = if mark.get(2..4) == Some("$s") { 4 } else { 2 };
            if ["s", "v", "d", "q", "1", "2", "3", "4", "5"].contains(&letters) {
                (next.next(), length)
            } else {
                (None, 1)
            }
        };
        match argument {
            Some((_, value)) => out.push_str(&value.text),
            None => out.push_str(mark.get(..length).unwrap_or_default()),
        }
        rest = mark.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    truncate(&mut out);
    out
}

/// Whether a step of a request sets an option and leaves the path as it is: `WithOAuthBearerToken(…)`, `header(…)`.
fn is_setting(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_query = lower.contains("query") || lower.contains("path");
    ["with", "allow", "header"]
        .iter()
        .any(|begin| lower.starts_with(begin))
        && !is_query
}

/// Parts of the names of functions that make a path, in lower case.
const OF_PATHS: [&str; 15] = [
    "path", "segment", "join", "url", "uri", "append", "concat", "extend", "endpoint", "resolve",
    "replace", "list", "array", "add", "of",
];

/// Steps of builders that take a URL or a path.
pub(super) const BUILDS: [&str; 5] = ["url", "uri", "path", "target", "endpoint"];

/// Names of the path of a URL, which can be assigned.
pub(super) const PATHS: [&str; 6] = ["Path", "path", "pathname", "RawPath", "rawPath", "segments"];

/// Names of the second result of a function.
pub(super) const RESULTS: [&str; 5] = ["err", "error", "ok", "_", "e"];

/// Modules whose functions make texts, in lower case.
const MODULES: [&str; 17] = [
    "posix",
    "url",
    "urllib",
    "parse",
    "uri",
    "path",
    "strings",
    "fmt",
    "util",
    "os",
    "posixpath",
    "urlparse",
    "string",
    "urljoin",
    "querystring",
    "urls",
    "str",
];

/// Members and methods that leave a path as it is.
const SAME: [&str; 51] = [
    "tohttpurl",
    "tohttpurlornull",
    "url",
    "uri",
    "pathonly",
    "strip",
    "rstrip",
    "lstrip",
    "trim",
    "trimend",
    "trimstart",
    "trimright",
    "trimleft",
    "tostring",
    "to_string",
    "to_owned",
    "as_str",
    "clone",
    "into",
    "encode",
    "chomp",
    "freeze",
    "build",
    "touri",
    "touristring",
    "tourl",
    "href",
    "value",
    "removesuffix",
    "removeprefix",
    "unwrap",
    "queryparam",
    "query",
    "addqueryparam",
    "setqueryparam",
    "withquery",
    "addquery",
    "buildandexpand",
    "expand",
    "replace",
    "replacefirst",
    "replaceall",
    "gsub",
    "to_s",
    "queryparams",
    "absoluteuri",
    "absolutestring",
    "addqueryparameter",
    "setqueryparams",
    "setqueryparameter",
    "newbuilder",
];

/// Methods that append their arguments as segments.
const BELOW: [&str; 15] = [
    "addpath",
    "addsegment",
    "path",
    "pathsegment",
    "pathsegments",
    "appendpathsegment",
    "appendpathsegments",
    "appendpath",
    "appendingpathcomponent",
    "resolve",
    "addpathsegment",
    "addpathsegments",
    "joinpath",
    "segment",
    "appendingpath",
];

/// Functions that return their first argument, unchanged or encoded.
const WRAPS: [&str; 25] = [
    "create",
    "fromuristring",
    "fromhttpurl",
    "parse",
    "encodeuri",
    "str",
    "string",
    "of",
    "from",
    "httpurl",
    "encodeuricomponent",
    "quote",
    "pathescape",
    "escape",
    "escapedatastring",
    "rawurlencode",
    "urlencode",
    "stringify",
    "valueof",
    "get_env",
    "uribuilder",
    "fromuri",
    "text",
    "encode_uri",
    "path",
];
