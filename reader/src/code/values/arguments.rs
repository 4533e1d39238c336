//! Computes the arguments of a call, and the result of a function of the program for these arguments.

use super::call::joined;
use super::program::{DEPTH, NEAR, Place, Program, Value};
use crate::code::functions::Function;
use crate::code::tokens::Tokens;

impl<'t> Program<'t> {
    /// The text that a function of this program returns for these arguments.
    pub(super) fn of_function(
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
    pub(super) fn arguments(
        &self,
        tokens: &Tokens<'t>,
        open: usize,
        place: Place,
    ) -> Vec<(&'t str, Value)> {
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
}
