//! Computes expressions: sums, operands, and chains of members.

use super::call::{filled, list};
use super::known_names::SAME;
use super::program::{Budget, Place, Program, Value};
use crate::code::scan::CONTINUED;
use crate::code::tokens::{Kind, Tokens};
use crate::code::verbs::of_callee;

impl<'t> Program<'t> {
    /// `a + b`, `a . b`, and strings side by side.
    pub(super) fn sum(&self, tokens: &Tokens<'t>, at: usize, place: Place) -> Option<Value> {
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
                        None if of_callee(word).is_some() => break,
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
