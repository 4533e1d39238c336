//! A text with its tokens, functions, and definitions.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};

use super::definitions::Definition;
use crate::code::functions::{Function, functions};
use crate::code::path::path_in;
use crate::code::scan::{Text, names_base};
use crate::code::tokens::{Kind, Tokens, tokens};

/// How deep names and functions are followed.
pub(super) const DEPTH: usize = 8;

/// The maximum length of a computed text.
pub(super) const LONGEST: usize = 1_000;

/// The maximum number of steps for one expression.
pub(super) const STEPS: usize = 600;

/// The maximum depth of expressions in brackets and in strings. Each level takes a part of the stack.
pub(super) const NESTING: usize = 60;

/// The maximum number of definitions of one name to look through.
pub(super) const NEAR: usize = 40;

/// A computed text.
#[derive(Clone, Debug)]
pub(in crate::code) struct Value {
    pub text: String,
    /// The token after the expression.
    pub end: usize,
    /// Whether the expression is more than one string.
    pub changed: bool,
    /// Whether the text is more than a placeholder.
    pub(super) known: bool,
}

impl Value {
    pub fn unknown(name: &str, end: usize) -> Self {
        Self {
            text: format!("{{{name}}}"),
            end,
            changed: false,
            known: false,
        }
    }

    /// Marks the value as the result of a call. `end` is the token after the call.
    pub fn of_call(self, end: usize) -> Self {
        Self {
            end,
            changed: true,
            ..self
        }
    }

    pub fn append(&mut self, other: &Self, between: &str) {
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

pub(super) fn truncate(text: &mut String) {
    if text.len() > LONGEST {
        let mut end = LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
}

/// The limits for the computation of one expression.
pub(super) struct Budget {
    /// The number of steps that are left.
    pub steps: Cell<usize>,
    /// The number of levels that are left.
    pub nesting: Cell<usize>,
}

impl Budget {
    pub fn new() -> Self {
        Self {
            steps: Cell::new(STEPS),
            nesting: Cell::new(NESTING),
        }
    }
}

/// Where an expression is computed.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub at: usize,
    pub depth: usize,
    pub budget: &'p Budget,
    /// The values of the parameters of the function that is called.
    pub bound: &'p [(&'p str, String)],
}

/// A text with its functions and definitions.
pub(in crate::code) struct Program<'t> {
    pub(super) text: Text<'t>,
    pub tokens: Tokens<'t>,
    pub functions: Vec<Function<'t>>,
    /// The spans of the functions as bytes, in the order of the functions.
    pub(super) spans: Vec<(usize, usize)>,
    pub(super) definitions: Vec<Definition<'t>>,
    pub(super) by_name: HashMap<&'t str, Vec<usize>>,
    pub(super) functions_by_name: HashMap<&'t str, Vec<usize>>,
    /// The tokens `return`.
    pub(super) returns: Vec<usize>,
    /// The texts of definitions that do not depend on arguments; `None` if a text is not known.
    pub(super) memo: RefCell<HashMap<usize, Option<String>>>,
    /// The functions whose results are used.
    pub(super) called: RefCell<HashSet<usize>>,
    /// The first segments below a realm.
    pub areas: &'t HashSet<&'t str>,
    pub(super) joins_with_dots: bool,
    pub(super) is_shell: bool,
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

    /// The code of a function.
    pub fn code_of(&self, function: usize) -> &'t str {
        let (from, to) = self.spans.get(function).copied().unwrap_or_default();
        self.slice(from, to)
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

    /// The names of the functions whose results were used.
    pub fn called(&self) -> HashSet<String> {
        self.called
            .borrow()
            .iter()
            .filter_map(|index| Some(self.functions.get(*index)?.name.to_owned()))
            .collect()
    }

    /// Whether a text has a path of the Admin API.
    pub(super) fn has_path(&self, text: &str) -> bool {
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
