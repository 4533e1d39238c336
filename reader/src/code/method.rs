//! Finds the HTTP method of a path in code.
//!
//! The method can be before the path (`GET /…`, `NewRequest("PUT", …`), in the name of the called function (`.delete(`, `GetAsync(`,
//! `@PostMapping(`), next to it (`{ method: "PUT" }`, `.PUT(body)`), or where the variable with the path is used.

use super::bases;
use super::scan::{PREFLIGHT, Text, is_word, verb};
use super::values::{BUILDS, RESULTS};

/// The maximum distance to search in a statement, in both directions.
const REACH: usize = 600;
/// The maximum distance to search in a mapping, in both directions.
const MAPPING: usize = 6_000;
/// The maximum distance to follow a variable.
const USE: usize = 1_500;

/// The method for the path from `start` to `end`, between the previous path (`floor`) and the next one (`ceiling`).
pub(super) fn of(
    text: Text,
    start: usize,
    end: usize,
    floor: usize,
    ceiling: usize,
) -> Option<&'static str> {
    adjacent(text, start)
        .or_else(|| of_sampler(text, start))
        .or_else(|| beside(text, start))
        .or_else(|| {
            let statement = statement(text, start, end, ceiling);
            statement.method.or_else(|| {
                of_block(text, start)
                    .or_else(|| of_options(text, start, end))
                    .or_else(|| of_sibling(text, start))
                    .or_else(|| on_its_line(text, start, end, floor, ceiling))
                    .or_else(|| on_lines_around(text, start, end, floor, ceiling))
                    .or_else(|| of_next_request(text, start, end, ceiling))
                    .or_else(|| where_used(text, end, statement.variable?))
            })
        })
        .or_else(|| of_curl(text, start, end))
        .or_else(|| of_cmdlet(text, start, end))
}

/// Commands of PowerShell that send requests.
const CMDLETS: [&str; 4] = ["Invoke-RestMethod", "Invoke-WebRequest", "irm", "iwr"];

/// The command of PowerShell whose argument is the path: its words before the path and those behind it.
fn command_of_powershell(text: Text<'_>, start: usize, end: usize) -> Option<(&str, &str)> {
    let (from, to) = text.line(start);
    let before = text.slice(from.max(start.saturating_sub(REACH)), start);
    let name = before
        .split(|c: char| c.is_whitespace() || "(=;|{".contains(c))
        .rfind(|word| CMDLETS.contains(word))?;
    let at = name.as_ptr() as usize - before.as_ptr() as usize;
    let after = text.slice(end, to.min(end + REACH));
    let after = after.split(['|', ';']).next().unwrap_or(after);
    // Another command may follow the request: `irm $url | ForEach-Object { "/admin/…" }`.
    let command = before.get(at..)?;
    (!command.contains('|')).then_some((command, after))
}

/// Commands of PowerShell send everything by GET, unless the option `Method` says otherwise.
fn of_cmdlet(text: Text, start: usize, end: usize) -> Option<&'static str> {
    let (before, after) = command_of_powershell(text, start, end)?;
    let has_method = [before, after]
        .iter()
        .any(|part| part.to_ascii_lowercase().contains("-method "));
    (!has_method).then_some("GET")
}

/// Whether a variable among the arguments around the path has the method: `send(method, "/…")`, `{ method, url: "/…" }`.
pub(super) fn is_chosen_at_run_time(text: Text, start: usize, end: usize) -> bool {
    let of_option = command_of_powershell(text, start, end).is_some_and(|(before, after)| {
        [before, after]
            .iter()
            .any(|part| part.to_ascii_lowercase().contains("-method $"))
    });
    if of_option {
        return true;
    }
    let mut depth = 0_usize;
    let floor = start.saturating_sub(REACH);
    let mut index = start;
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'{' => break,
            b';' => return false,
            _ => {}
        }
    }
    if index == floor {
        return false;
    }
    let Some(close) = text.closing(index, 2 * REACH).filter(|close| *close >= end) else {
        return false;
    };
    let is_method = |part: &str| {
        let value = part.rsplit([':', '=']).next().unwrap_or(part).trim();
        let lower = value.to_ascii_lowercase();
        (lower.ends_with("method") || lower.ends_with("verb"))
            && value
                .bytes()
                .all(|byte| is_word(byte) || byte == b'.' || byte == b'$')
    };
    text.slice(index + 1, start)
        .split(',')
        .chain(text.slice(end, close).split(','))
        .any(is_method)
}

/// Whether the path is assigned to a variable that a request uses with a method from another variable:
/// `endpoint = url("/…"); send(method, endpoint)`.
pub(super) fn is_used_with_chosen_method(
    text: Text,
    start: usize,
    end: usize,
    ceiling: usize,
) -> bool {
    let Some(variable) = statement(text, start, end, ceiling).variable else {
        return false;
    };
    let window = text.slice(end, end + USE);
    window.match_indices(variable).take(8).any(|(at, _)| {
        let (start, stop) = (end + at, end + at + variable.len());
        !is_word(text.before(start))
            && !is_word(text.at(stop))
            && text.at(text.skip_white(stop)) != b'='
            && is_chosen_at_run_time(text, start, stop)
    })
}

/// Whether the request around the path has a condition as its method: `method: id ? "PUT" : "POST"`.
pub(super) fn is_conditional(text: Text, start: usize) -> bool {
    const LEVELS: usize = 3;
    if !text
        .slice(start.saturating_sub(REACH), start + 2 * REACH)
        .contains(" ? ")
    {
        return false;
    }
    let (mut closed, mut levels) = (0_usize, 0);
    for index in (start.saturating_sub(REACH)..start).rev() {
        match text.at(index) {
            b')' | b']' | b'}' => closed += 1,
            b'(' | b'[' | b'{' if closed > 0 => closed -= 1,
            bracket @ (b'(' | b'{') => {
                levels += 1;
                if levels > LEVELS || bracket == b'{' && !is_object(text, index) {
                    return false;
                }
                let end = text.closing(index, 2 * REACH).unwrap_or(start);
                if has_condition(text.slice(index, end)) {
                    return true;
                }
            }
            b';' if closed == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Whether the options of a request name two methods in a condition.
fn has_condition(options: &str) -> bool {
    let text = Text(options);
    text.words().any(|(at, word)| {
        let next = text.skip_white(at + word.len());
        let is_key = word.to_ascii_lowercase().ends_with("method")
            && matches!(text.at(next), b':' | b'=')
            && text.at(next + 1) != b'=';
        let value = text.slice(next, next + 160);
        let value = value.split([',', '\n', ';']).next().unwrap_or(value);
        is_key
            && value.contains(" ? ")
            && Text(value)
                .words()
                .filter(|(_, word)| verb(word).is_some())
                .count()
                >= 2
    })
}

/// `GET /…`, `"GET", "https://…/…`, `http.MethodGet, "/…`, `| GET | /… |`, `client.get "/…`.
pub(super) fn adjacent(text: Text, start: usize) -> Option<&'static str> {
    let mut index = start;
    let floor = start.saturating_sub(200);
    while index > floor
        && !text.before(index).is_ascii_whitespace()
        && !b"\"'`(,=|[".contains(&text.before(index))
    {
        index -= 1;
    }
    while index > floor && b" \t\"'`,:|])-*>$@".contains(&text.before(index)) {
        index -= 1;
    }
    let word = text.word_before(index);
    if word == PREFLIGHT {
        return Some(PREFLIGHT);
    }
    let constant = verb(word.strip_prefix("Method").unwrap_or_default());
    if text.before(index - word.len()) == b'.' && text.at(index) == b',' && constant.is_some() {
        return constant;
    }
    let method = verb(word)?;
    let before = text.before(index - word.len());
    let called = before == b'.' && text.at(index) == b' ';
    // A symbol of Ruby and Elixir: `run_request(:delete, "/…`.
    let is_symbol = before == b':' && text.at(index) == b',';
    (word == method || called || is_symbol).then_some(method)
}

/// The method of a request whose block contains the path: `client.delete { url { … } }`, `http.request(PUT) { uri.path = … }`.
pub(super) fn of_block(text: Text, start: usize) -> Option<&'static str> {
    let mut closed = 0_usize;
    let mut index = start;
    let floor = start.saturating_sub(REACH);
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' | b'}' => closed += 1,
            b'(' | b'[' | b'{' if closed > 0 => closed -= 1,
            b'{' => {
                let (name, arguments) = before_block(text, index)?;
                let head = index.checked_sub(name.len() + arguments.len())?;
                let (line, _) = text.line(head);
                let before = text.slice(line, head).trim_start();
                let first = Text(before).word_at(0);
                let is_branch = ["if", "match", "while", "for", "switch", "func", "fn"];
                let is_header = before.contains("fun ") && !before.contains(" = ");
                if is_branch.contains(&first) || is_header || first == "else" {
                    return None;
                }
                let end = text.closing(index, MAPPING).unwrap_or(start);
                if let Some(method) = of_call_with_block(text, (index, end), name, arguments) {
                    return Some(method);
                }
                // `client.delete().uri { it.path("…") }`
                let close = text.skip_white_back(head.saturating_sub(1));
                if text.before(head) == b'.' && text.before(close) == b')' {
                    return opening(text, close - 1)
                        .and_then(|open| chained(text, open, close - 1));
                }
                // A block that only makes the URL is within the block of the request.
                let makes_url = ["url", "uri", "apply", "also", "run", "build", "path"];
                if !makes_url.contains(&name) {
                    return None;
                }
            }
            b';' if closed == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The name and the arguments of the call whose block begins at this brace: `delete` and an empty text of `client.delete {`.
fn before_block(text: Text<'_>, brace: usize) -> Option<(&str, &str)> {
    let end = text.skip_blank_back(brace);
    if text.before(end) != b')' {
        let name = text.word_before(end);
        return (!name.is_empty()).then(|| (name, text.slice(end, brace)));
    }
    let open = opening(text, end - 1)?;
    let name = callee(text, open);
    (!name.is_empty()).then(|| (name, text.slice(open, brace)))
}

/// The parenthesis that opens what this one closes.
fn opening(text: Text, close: usize) -> Option<usize> {
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

/// The method of a call with a block: from its name, its arguments, or its block.
fn of_call_with_block(
    text: Text,
    (open, close): (usize, usize),
    name: &str,
    arguments: &str,
) -> Option<&'static str> {
    let head = open.checked_sub(name.len() + arguments.len())?;
    if text.before(head) != b'.' {
        return None;
    }
    if let Some(method) = verb_of(name) {
        return Some(method);
    }
    ["request", "prepareRequest", "exchange", "execute"]
        .contains(&name)
        .then(|| marked(arguments).or_else(|| marked(text.slice(open, close))))
        .flatten()
}

/// The method among the options of a handle of curl: `curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "PUT")`.
fn of_options(text: Text, start: usize, end: usize) -> Option<&'static str> {
    const URL: &str = "CURLOPT_URL";
    let (line, _) = text.line(start);
    if !text.slice(line, start).contains(URL) {
        return None;
    }
    let of = |options: &str| {
        marked(options).or_else(|| {
            let sends = options.contains("CURLOPT_POST") || options.contains("CURLOPT_COPYPOST");
            sends.then_some("POST")
        })
    };
    let after = text.slice(end, end + USE);
    let ends = [URL, "curl_easy_perform", "curl_exec", "curl_init", "\n}"];
    let after = ends
        .iter()
        .fold(after, |rest, end| rest.split(end).next().unwrap_or(rest));
    let before = text.slice(line.saturating_sub(REACH), line);
    let before = ends
        .iter()
        .chain(&["{\n", "curl_easy_init"])
        .fold(before, |rest, end| rest.rsplit(end).next().unwrap_or(rest));
    of(after).or_else(|| of(before))
}

/// The method that another statement sets on the same request: `request.RequestUri = …; request.Method = HttpMethod.Put;`.
pub(super) fn of_sibling(text: Text, start: usize) -> Option<&'static str> {
    const URLS: [&str; 6] = ["requesturi", "url", "uri", "uripath", "path", "endpoint"];
    let (line, _) = text.line(start);
    let (left, _) = text.slice(line, start).trim_start().split_once('=')?;
    let (owner, member) = left.trim_end().rsplit_once('.')?;
    if !URLS.contains(&member.to_ascii_lowercase().as_str()) || !owner.bytes().all(is_word) {
        return None;
    }
    let is_own = |line: &&str| {
        let line = line.trim_start();
        let member = line
            .strip_prefix(owner)
            .and_then(|rest| rest.strip_prefix('.'));
        member.is_some_and(|member| {
            let name = Text(member).word_at(0).to_ascii_lowercase();
            name.ends_with("method") || name == "verb"
        })
    };
    let of = |line: &str| {
        let (_, value) = line.split_once(['=', '('])?;
        let words = Text(value).words();
        words.filter_map(|(_, word)| verb(word)).last()
    };
    let near = text.slice(line.saturating_sub(REACH), start + REACH);
    near.lines().find(is_own).and_then(of)
}

/// The method of a request in a plan of `JMeter`, in which the path and the method are separate XML elements.
fn of_sampler(text: Text, start: usize) -> Option<&'static str> {
    const METHOD: &str = "HTTPSampler.method\">";
    let (line, _) = text.line(start);
    if !text.slice(line, start).contains("HTTPSampler.path\">") {
        return None;
    }
    let before = text.slice(start.saturating_sub(MAPPING), start);
    let (_, before) = before.rsplit_once("<HTTPSamplerProxy")?;
    let after = text.slice(start, start + MAPPING);
    let after = after.split("</HTTPSamplerProxy").next().unwrap_or(after);
    let (_, method) = before
        .split_once(METHOD)
        .or_else(|| after.split_once(METHOD))?;
    verb(Text(method).word_at(0))
}

/// The method of a mapping over several lines, in YAML, JSON, or code: the key `method` beside the key `url`, with the same indentation.
fn beside(text: Text, start: usize) -> Option<&'static str> {
    const KEYS: [&str; 5] = ["url", "uri", "path", "endpoint", "raw"];
    let (line, _) = text.line(start);
    let own = Line::of(text.slice(line, start))?;
    let key = own.key.filter(|key| KEYS.contains(&key.as_str()))?;
    let (mut indent, mut begins) = (own.indent, own.begins);
    let above = text.slice(start.saturating_sub(MAPPING), line);
    let mut lines = above.lines().rev().filter_map(Line::of);
    if key == "raw" {
        // Postman has the address in an object of its own.
        let outer = lines.by_ref().find(|line| line.indent < indent)?;
        outer.key.filter(|key| key == "url")?;
        (indent, begins) = (outer.indent, outer.begins);
    }
    if !begins {
        for line in lines {
            if line.indent < indent {
                break;
            }
            if line.indent == indent && line.is_method() {
                return line.verb();
            }
            if line.indent == indent && line.begins {
                break;
            }
        }
    }
    let (_, end) = text.line(start);
    text.slice(end, end + MAPPING)
        .lines()
        .skip(1)
        .filter_map(Line::of)
        .take_while(|line| line.indent > indent || line.indent == indent && !line.begins)
        .find(|line| line.indent == indent && line.is_method())?
        .verb()
}

/// A line of a mapping.
struct Line<'t> {
    indent: usize,
    /// The key, in lower case.
    key: Option<String>,
    value: &'t str,
    /// Whether the line begins an item of a list.
    begins: bool,
}

impl<'t> Line<'t> {
    /// `None` if the line is blank.
    fn of(line: &'t str) -> Option<Self> {
        let text = line.trim_start_matches([' ', '\t', '-']);
        if text.trim().is_empty() {
            return None;
        }
        let indent = line.len() - text.len();
        let begins = line.get(..indent).is_some_and(|lead| lead.contains('-'));
        // `url: …`, `"url": …`, and `Uri = …` of a hash table of PowerShell.
        let (left, value) = text.split_once([':', '=']).unwrap_or((text, ""));
        let assigns = text.as_bytes().get(left.len()) == Some(&b'=');
        let key = left.trim().trim_matches(['"', '\'']);
        let is_key = !key.is_empty()
            && key.bytes().all(is_word)
            && (!assigns || key.as_bytes()[0].is_ascii_uppercase());
        Some(Self {
            indent,
            key: is_key.then(|| key.to_ascii_lowercase()),
            value,
            begins,
        })
    }

    fn is_method(&self) -> bool {
        self.key.as_deref() == Some("method")
    }

    fn verb(&self) -> Option<&'static str> {
        let value = self
            .value
            .trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        verb(value.rsplit('.').next().unwrap_or(value))
    }
}

#[derive(Default)]
struct Statement<'t> {
    method: Option<&'static str>,
    /// The variable that the path is assigned to.
    variable: Option<&'t str>,
}

/// Walks from the path outwards, through its enclosing brackets, to the start of its statement.
fn statement(text: Text<'_>, start: usize, end: usize, ceiling: usize) -> Statement<'_> {
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
                if let Some(method) = verb_of(name).or_else(|| of_class(text, index, name)) {
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
                if bases::is_command(text.slice(index + 1, start)) {
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
fn of_next_request(text: Text, start: usize, end: usize, ceiling: usize) -> Option<&'static str> {
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
pub(super) fn is_sent(text: Text, start: usize) -> bool {
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
        verb_of(name).filter(|_| name.ends_with("Async"))
    })
}

impl Text<'_> {
    /// The position after the last byte before this one that is not blank.
    fn skip_blank_back(self, mut index: usize) -> usize {
        while matches!(self.before(index), b' ' | b'\t' | b'\r') {
            index -= 1;
        }
        index
    }
}

/// `.get().uri(…)`, `.PUT(body).uri(…)`: an earlier call in the same chain.
fn chained(text: Text, open: usize, close: usize) -> Option<&'static str> {
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
fn callee(text: Text<'_>, open: usize) -> &str {
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

/// The method in the name of a function: `get`, `postForEntity`, `PutAsync`, `DeleteMapping`, `HttpPatch`, `adminGet`, `kc_delete`.
pub(super) fn verb_of(callee: &str) -> Option<&'static str> {
    const AFTER: [&str; 21] = [
        // Vert.x: an absolute URL.
        "abs",
        "async",
        "forobject",
        "forentity",
        "forlocation",
        "mapping",
        "exchange",
        "json",
        "asjson",
        "jsonasync",
        "asjsonasync",
        "fromjson",
        "fromjsonasync",
        "stringasync",
        "streamasync",
        "bytearrayasync",
        "request",
        "requestasync",
        "call",
        "raw",
        "one",
    ];
    const METHODS: [(&str, &str); 6] = [
        ("get", "GET"),
        ("post", "POST"),
        ("put", "PUT"),
        ("delete", "DELETE"),
        ("del", "DELETE"),
        ("patch", "PATCH"),
    ];
    // `submitForm` of Ktor sends a form as the body of a POST.
    if callee.starts_with("submitForm") {
        return Some("POST");
    }
    let lower = callee.to_ascii_lowercase();
    let lower = ["http", "execute"]
        .iter()
        .find_map(|begin| lower.strip_prefix(begin))
        .unwrap_or(&lower);
    for (word, method) in METHODS {
        if let Some(rest) = lower.strip_prefix(word)
            && (rest.is_empty() || AFTER.contains(&rest))
        {
            return Some(method);
        }
        // At the end of the name it must be a separate word: `adminGet`, not `forget`.
        if let Some(rest) = lower.strip_suffix(word)
            && (rest.ends_with('_')
                || callee
                    .as_bytes()
                    .get(callee.len() - word.len())
                    .is_some_and(u8::is_ascii_uppercase))
        {
            return Some(method);
        }
    }
    None
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
fn is_object(text: Text, brace: usize) -> bool {
    let end = text.skip_white_back(brace);
    let word = text.word_before(end);
    // `new Request { … }` of .NET, and `Url{…}` of C++ and Go.
    let before = end - word.len();
    let is_made = text.slice(before.saturating_sub(4), before) == "new "
        || end == brace && word.as_bytes().first().is_some_and(u8::is_ascii_uppercase);
    matches!(text.before(end), b'(' | b',' | b'=' | b':' | b'[') || word == "return" || is_made
}

/// The variable that is assigned the expression that starts here, if the expression is first on the right-hand side.
pub(super) fn assigned(text: Text<'_>, start: usize) -> Option<&str> {
    let mut closed = 0_usize;
    let mut index = start;
    let floor = start.saturating_sub(300);
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' => closed += 1,
            b'(' | b'[' => closed = closed.checked_sub(1)?,
            b';' | b'{' | b'}' | b',' | b'>' if closed == 0 => return None,
            b'=' if closed == 0 && is_assignment(text, index) => return variable(text, index),
            _ => {}
        }
    }
    None
}

fn is_assignment(text: Text, equals: usize) -> bool {
    !matches!(text.at(equals + 1), b'=' | b'>' | b'~')
        && !matches!(text.before(equals), b'=' | b'!' | b'<' | b'>' | b'+')
}

/// The name on the left of `=`: `const url: string =`, `String url =`, `url :=`, `$url =`.
pub(super) fn variable(text: Text<'_>, equals: usize) -> Option<&str> {
    let (start, _) = text.line(equals);
    let left = text.slice(start, equals).trim_end().trim_end_matches(':');
    // `users: UsersResource =`, also behind other parameters with types. A type of TypeScript may have colons itself.
    let left = match left.rsplit_once(':') {
        Some((name, kind)) if !kind.contains('}') && !name.ends_with(':') => name,
        Some(_) => left.split(':').next()?,
        None => left,
    };
    let left = first_result(left.trim_end());
    let name = Text(left).word_before(left.len());
    // In a tag or a query, `=` is not an assignment.
    (!name.is_empty() && !left.contains(['<', '?', '&', '"'])).then_some(name)
}

/// The left side of an assignment of two results without the second one: `u` of `u, err`.
pub(super) fn first_result(left: &str) -> &str {
    match left.rsplit_once(',') {
        Some((first, second)) if RESULTS.contains(&second.trim()) => first.trim_end(),
        _ => left,
    }
}

/// Marks on the same line: a log as JSON, or `-X PUT` after the URL.
fn on_its_line(
    text: Text,
    start: usize,
    end: usize,
    floor: usize,
    ceiling: usize,
) -> Option<&'static str> {
    let (from, to) = text.line(start);
    let (_, last) = text.line(end);
    last_marked(text.slice(from.max(floor).max(start.saturating_sub(REACH)), start))
        .or_else(|| marked(text.slice(end, to.max(last).min(ceiling).min(end + REACH))))
}

/// Annotations, a method on a separate line, and `Request Method: PUT` below the URL.
fn on_lines_around(
    text: Text,
    start: usize,
    end: usize,
    floor: usize,
    ceiling: usize,
) -> Option<&'static str> {
    let (mut top, _) = text.line(start);
    for _ in 0..3 {
        if top == 0 || top <= floor {
            break;
        }
        let (from, to) = text.line(top - 1);
        let line = text.slice(from.max(to.saturating_sub(REACH)), to).trim();
        if line.is_empty() || from < floor {
            break;
        }
        if let Some(method) = verb(line).filter(|method| *method == line) {
            return Some(method);
        }
        // The beginning of a pipe in Elixir: `:get |> Finch.build("…`.
        if let Some(method) = line.strip_prefix(':').and_then(verb) {
            return Some(method);
        }
        if line.starts_with('@')
            && let Some(method) = marked(line)
        {
            return Some(method);
        }
        top = from;
    }
    let (_, mut bottom) = text.line(end);
    for _ in 0..2 {
        if bottom >= ceiling.min(text.len()) {
            break;
        }
        let (from, to) = text.line(bottom + 1);
        let line = text.slice(from, to.min(from + REACH)).trim();
        let says = line.starts_with('@')
            || line
                .get(..14)
                .is_some_and(|words| words.eq_ignore_ascii_case("request method"));
        if to <= ceiling
            && says
            && let Some(method) = marked(line)
        {
            return Some(method);
        }
        bottom = to;
    }
    None
}

/// The method where the variable with the path is used.
fn where_used(text: Text, end: usize, variable: &str) -> Option<&'static str> {
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

/// curl sends data by POST, and everything else by GET.
fn of_curl(text: Text, start: usize, end: usize) -> Option<&'static str> {
    let (from, to) = text.line(start);
    let before = text.slice(from.max(start.saturating_sub(REACH)), start);
    let after = text.slice(end, to.min(end + REACH));
    let curl = before.rfind("curl ")?;
    let words = || {
        before
            .get(curl..)
            .into_iter()
            .chain([after])
            .flat_map(str::split_whitespace)
    };
    let sends = |word: &str| {
        word == "-d"
            || word.starts_with("--data")
            || word == "--json"
            || word == "-F"
            || word.starts_with("-d'")
    };
    let posts = words().any(sends) && !words().any(|word| word == "-G" || word == "--get");
    Some(if posts { "POST" } else { "GET" })
}

fn marked(text: &str) -> Option<&'static str> {
    marks(text).next()
}

fn last_marked(text: &str) -> Option<&'static str> {
    marks(text).last()
}

/// The methods that are marked as such: `PUT`, `"put"` as the value of `method`, `-X put`, `Method.Put`, `MethodPut`, `HttpPut`.
fn marks(text: &str) -> impl Iterator<Item = &'static str> {
    let bytes = text.as_bytes();
    let mut words = text
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .peekable();
    let mut before = "";
    std::iter::from_fn(move || {
        for word in words.by_ref() {
            let key = std::mem::replace(&mut before, word);
            let preflight = (word == PREFLIGHT).then_some(PREFLIGHT);
            let method = verb(word).or(preflight).or_else(|| {
                verb(
                    word.strip_prefix("Method")
                        .or_else(|| word.strip_prefix("Http"))
                        .or_else(|| word.strip_prefix("CURLOPT_"))
                        .or_else(|| word.strip_prefix("METHOD_"))?,
                )
            });
            let Some(method) = method else { continue };
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let around = (
                at.checked_sub(1).and_then(|index| bytes.get(index)),
                bytes.get(at + word.len()),
            );
            let quoted = matches!(around, (Some(open), Some(close)) if open == close && matches!(open, b'"' | b'\'' | b'`'));
            let named = key.to_ascii_lowercase();
            let keyed = named.ends_with("method")
                || ["x", "request", "verb", "type", "curlopt_customrequest"]
                    .contains(&named.as_str());
            // As a method it is a value; as a single word it is usually a constant of the program.
            if preflight.is_some() && !(keyed && quoted) {
                continue;
            }
            if word == method || word.len() > method.len() || keyed || (quoted && key.is_empty()) {
                return Some(method);
            }
        }
        None
    })
}
