//! Computes the results of functions.

use super::program::{Budget, Place, Program, Value};
use crate::code::verbs::of_callee;

/// The maximum number of tokens of a function in which to look for its result.
const LONGEST_FUNCTION: usize = 600;

/// The maximum number of steps after a path in which to look for the one that sends the request.
const STEPS_OF_REQUEST: usize = 12;

impl Program<'_> {
    /// The text that a function returns.
    pub(super) fn returned(
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
    pub(super) fn result(
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
            if of_callee(tokens.word(dot + 1)).is_some() {
                return true;
            }
            let open = dot + 2;
            dot = tokens.pair(open).map_or(open, |close| close + 1);
        }
        false
    }
}
