//! Finds paths that are parts of requests: entries of objects and results of functions.

use super::program::{Budget, Place, Program};

impl Program<'_> {
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
}

/// A path that is a part of requests, not a request itself.
pub(in crate::code) struct Part {
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
