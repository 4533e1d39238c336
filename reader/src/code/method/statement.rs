//! Finds the method of a path in its statement: in the called functions around it and in the chained calls behind it.

use super::nearby::adjacent;
use super::reach::{REACH, USE};
use crate::code::assignment::{is_assignment, variable};
use crate::code::commands;
use crate::code::scan::{Text, is_word, verb};
use crate::code::verbs::{marked, of_callee};
use crate::code::words::BUILDS;

/// The parenthesis that opens what this one closes.
pub(super) fn opening(text: Text, close: usize) -> Option<usize> {
    let mut depth = 0_usize;
    (close.saturating_sub(REACH)..=close).rev().find(|at| {
        match text.at(*at) {
            b')' => depth += 1,
            b'(' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}

#[derive(Default)]
pub(super) struct Statement<'t> {
    pub method: Option<&'static str>,
    /// The variable that the path is assigned to.
    pub variable: Option<&'t str>,
}

/// Walks from the path outwards, through its enclosing brackets, to the start of its statement.
pub(super) fn statement(text: Text<'_>, start: usize, end: usize, ceiling: usize) -> Statement<'_> {
    let found = |method| Statement {
        method: Some(method),
        variable: None,
    };
    let mut closed: Vec<usize> = Vec::new();
    let mut outer = end;
    let mut assigned = None;
    let mut called = false;
    let mut index = start;
    let floor = start.saturating_sub(REACH);
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' | b'}' => closed.push(index),
            bracket @ (b'(' | b'[' | b'{') => {
                if let Some(close) = closed.pop() {
                    if let Some(method) =
                        chained(text, index, close).filter(|_| bracket == b'(' && closed.is_empty())
                    {
                        return found(method);
                    }
                    continue;
                }
                if bracket == b'{' && !is_object(text, index) {
                    break;
                }
                let name = if bracket == b'(' {
                    callee(text, index)
                } else {
                    ""
                };
                if let Some(method) = of_callee(name).or_else(|| of_class(text, index, name)) {
                    return found(method);
                }
                let close = text.closing(index, 2 * REACH).unwrap_or(end);
                if let Some(method) = of_steps(text, close).filter(|_| BUILDS.contains(&name)) {
                    return found(method);
                }
                if close > ceiling {
                    // The same brackets contain another call, which the rest may belong to.
                    break;
                }
                if let Some(method) =
                    marked(text.slice(index, start)).or_else(|| marked(text.slice(end, close)))
                {
                    return found(method);
                }
                // An assignment within the brackets of a request is an argument.
                assigned = None;
                called |= bracket == b'(' && !makes_a_text(name);
                outer = close;
            }
            b';' if closed.is_empty() => break,
            b'\n' if closed.is_empty() => {
                let before = text.before(text.skip_blank_back(index));
                if before == b'\n' || (assigned.is_some() && !b"(,[{".contains(&before)) {
                    break;
                }
            }
            b'=' if closed.is_empty()
                && !called
                && assigned.is_none()
                && is_assignment(text, index) =>
            {
                // The result of a command without parentheses is not a path.
                if commands::is_command(text.slice(index + 1, start)) {
                    break;
                }
                assigned = variable(text, index);
            }
            _ => {}
        }
    }
    let chain = text.slice(end, chain_end(text, outer, ceiling));
    Statement {
        method: marked(chain)
            .or_else(|| of_builder(chain))
            .or_else(|| of_asynchronous(chain)),
        variable: assigned,
    }
}

/// `RestSharp` with the address in the client: `new RestClient(address)`, then `new RestRequest(Method.POST)`.
pub(super) fn of_next_request(
    text: Text,
    start: usize,
    end: usize,
    ceiling: usize,
) -> Option<&'static str> {
    let (line, _) = text.line(start);
    if !text.slice(line, start).contains("new RestClient(") {
        return None;
    }
    let after = text.slice(end, ceiling.min(end + REACH));
    let (_, stated) = after
        .split_once(" Method.")
        .or_else(|| after.split_once("(Method."))?;
    verb(Text(stated).word_at(0))
}

/// Whether the chain after the string at this place sends a request: `return "/admin/…".request().get()`.
pub(in crate::code) fn is_sent(text: Text, start: usize) -> bool {
    let rest = text.slice(start, start + REACH);
    let Some(quote) = rest.find(['"', '\'', '`']) else {
        return false;
    };
    let end = start + quote + 1;
    let chain = text.slice(end, chain_end(text, end, text.len()));
    chain.trim_start().starts_with('.')
        && (of_builder(chain).is_some() || of_asynchronous(chain).is_some())
}

/// The method of a builder: `….url(path).delete().build()`.
fn of_builder(chain: &str) -> Option<&'static str> {
    // The client of Jakarta REST has the method after `.request()`.
    let steps = chain
        .split_once(".build()")
        .map(|(steps, _)| steps)
        .or_else(|| chain.split_once(".request(").map(|(_, steps)| steps))?;
    steps.split('.').find_map(|step| {
        let (name, _) = step.split_once('(')?;
        verb(name).filter(|_| name.bytes().all(|byte| byte.is_ascii_lowercase()))
    })
}

/// The method among the steps after this bracket of a builder that another function gets: `send(Request.Builder().url(path).put(body))`.
fn of_steps(text: Text, close: usize) -> Option<&'static str> {
    const STEPS: usize = 8;
    let mut end = close + 1;
    for _ in 0..STEPS {
        let dot = text.skip_white(end);
        let name = text.word_at(dot + 1);
        let open = dot + 1 + name.len();
        if text.at(dot) != b'.' || text.at(open) != b'(' {
            return None;
        }
        end = text.closing(open, REACH)? + 1;
        if ["method", "Method"].contains(&name) {
            return marked(text.slice(open, end));
        }
        if let Some(method) = verb(name) {
            return Some(method);
        }
    }
    None
}

/// The method in the name of a later call of .NET: `….AppendPathSegment("users").GetJsonAsync<T>()`.
fn of_asynchronous(chain: &str) -> Option<&'static str> {
    chain.split('.').skip(1).find_map(|step| {
        let name = Text(step).word_at(0);
        of_callee(name).filter(|_| name.ends_with("Async"))
    })
}

impl Text<'_> {
    /// The position after the last byte before this one that is not blank.
    pub fn skip_blank_back(self, mut index: usize) -> usize {
        while matches!(self.before(index), b' ' | b'\t' | b'\r') {
            index -= 1;
        }
        index
    }
}

/// `.get().uri(…)`, `.PUT(body).uri(…)`: an earlier call in the same chain.
pub(super) fn chained(text: Text, open: usize, close: usize) -> Option<&'static str> {
    let next = text.skip_white(close + 1);
    let goes_on = text.at(next) == b'.' || (text.at(next) == b'-' && text.at(next + 1) == b'>');
    let name = callee(text, open);
    // `webClient.method(HttpMethod.DELETE).uri(…)`
    if goes_on && ["method", "Method"].contains(&name) {
        return marked(text.slice(open, close));
    }
    let method = verb(name)?;
    (goes_on && (close == open + 1 || name == method)).then_some(method)
}

/// The end of the chained calls after `from`.
fn chain_end(text: Text, from: usize, ceiling: usize) -> usize {
    let mut index = from;
    let limit = ceiling.min(from + REACH);
    while index < limit {
        match text.at(index) {
            b';' => break,
            b'\n' if text.at(text.skip_white(index)) != b'.' => break,
            _ => index += 1,
        }
    }
    index
}

/// The function that is called with this bracket: the identifier before it, without type arguments.
pub(super) fn callee(text: Text<'_>, open: usize) -> &str {
    let mut end = open;
    if text.before(end) == b'>' {
        let floor = end.saturating_sub(80);
        let mut depth = 0_usize;
        while end > floor {
            end -= 1;
            match text.at(end) {
                b'>' => depth += 1,
                b'<' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    if text.before(end) == b'!' {
        end -= 1;
    }
    text.word_before(end)
}

/// The method in the name of an instantiated class: `Net::HTTP::Post.new(`, `new HttpPost(`.
fn of_class(text: Text, open: usize, callee: &str) -> Option<&'static str> {
    if callee != "new" {
        return None;
    }
    let dot = open - callee.len();
    let class = text.word_before(dot.checked_sub(1)?);
    verb(class).filter(|_| class.as_bytes().first().is_some_and(u8::is_ascii_uppercase))
}

/// Functions that make a string of a path and send nothing.
fn makes_a_text(callee: &str) -> bool {
    // `buildEndpoint(`, `adminUrl(`, `make_path(`
    const ENDS: [&str; 5] = ["url", "uri", "endpoint", "path", "href"];
    let lower = callee.to_ascii_lowercase();
    ENDS.iter().any(|end| lower.ends_with(end))
        || [
            "create",
            "format",
            "sprintf",
            "url",
            "uri",
            "fromuristring",
            "fromhttpurl",
            "join",
            "parse",
            "encodeuri",
            "path",
            "str",
            "string",
            "concat",
            "of",
            // PHP: the handle gets the method later.
            "curl_init",
            // Swift: likewise.
            "urlrequest",
            // RestSharp: likewise.
            "restrequest",
            // Go: a list of options.
            "append",
        ]
        .contains(&lower.as_str())
}

/// Whether a brace opens an object or a list of arguments, not a block.
pub(super) fn is_object(text: Text, brace: usize) -> bool {
    let end = text.skip_white_back(brace);
    let word = text.word_before(end);
    // `new Request { … }` of .NET, and `Url{…}` of C++ and Go.
    let before = end - word.len();
    let is_made = text.slice(before.saturating_sub(4), before) == "new "
        || end == brace && word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    matches!(text.before(end), b'(' | b',' | b'=' | b':' | b'[') || word == "return" || is_made
}

/// The method where the variable with the path is used.
pub(super) fn where_used(text: Text, end: usize, variable: &str) -> Option<&'static str> {
    let window = text.slice(end, end + USE);
    for (at, _) in window.match_indices(variable).take(8) {
        let (start, stop) = (end + at, end + at + variable.len());
        // The same word in a string or in a path is not the variable.
        let is_text = b"\"'`/-".contains(&text.before(start));
        if is_text || is_word(text.before(start)) || is_word(text.at(stop)) {
            continue;
        }
        let next = text.skip_white(stop);
        if text.at(next) == b'=' && is_assignment(text, next) || text.slice(next, next + 2) == ":="
        {
            return None;
        }
        let (_, line_end) = text.line(stop);
        let stated = adjacent(text, start)
            .or_else(|| statement(text, start, stop, text.len()).method)
            .or_else(|| marked(text.slice(stop, line_end.min(stop + REACH))));
        if stated.is_some() {
            return stated;
        }
    }
    None
}
