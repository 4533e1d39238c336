//! Finds the functions in code of any language, with their parameters.

use super::scan::is_word;
use super::tokens::Tokens;

/// The maximum number of tokens in a list of parameters.
const LONGEST_PARAMETERS: usize = 200;

/// The maximum number of lines in a body without braces.
const LONGEST_BODY: usize = 2_000;

/// The maximum number of tokens in a body that is one expression. Tokens within brackets do not count.
const LONGEST_RESULT: usize = 1_000;

/// Keywords that begin the header of a function.
const KEYWORDS: [&str; 7] = ["def", "defp", "fn", "func", "fun", "function", "sub"];

/// Words before a bracket that call or declare nothing.
const NO_FUNCTIONS: [&str; 16] = [
    "if", "for", "while", "switch", "catch", "return", "foreach", "using", "lock", "when", "with",
    "match", "elif", "else", "do", "try",
];

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
        } else if !parameters.is_empty() && self.is_registered(before) {
            // `Commands.add('kc', (path) => …)`
            before - 1
        } else {
            return None;
        };
        let begin = at + 2;
        let is_block = self.tokens.mark(begin) == b'{';
        Some(Function {
            name: self.tokens.name(name),
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

    /// Whether a quoted name is before the comma at this token.
    fn is_registered(&self, comma: usize) -> bool {
        let name = comma.wrapping_sub(1);
        let text = self.tokens.name(name);
        self.tokens.mark(comma) == b','
            && self.tokens.word(name).is_empty()
            && !text.is_empty()
            && text.bytes().all(is_word)
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
        // `std::string path` is a type with a qualifier, not a name with a type.
        let is_colon = |at: usize| {
            self.tokens.mark(at) == b':'
                && self.tokens.mark(at + 1) != b':'
                && self.tokens.mark(at.wrapping_sub(1)) != b':'
        };
        let stop = (begin..end)
            .find(|at| self.tokens.mark(*at) == b'=' || is_colon(*at))
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
