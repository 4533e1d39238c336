//! Follows functions that append their argument to a base: their call sites are the requests.

use std::collections::HashSet;

use super::bases::Open;
use super::method;
use super::path;
use super::scan::{Text, verb};
use super::{Call, Lost};

/// The maximum number of functions.
const MAX_WRAPPERS: usize = 60;
/// The maximum number of lines between a function's header and its base.
const LINES: usize = 14;
/// The maximum length of a list of arguments.
const LONGEST: usize = 800;

/// A function with a path as a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrapper {
    name: String,
    /// The beginning of its header, and the place where it uses the base.
    span: (usize, usize),
    base: String,
    /// The position of the path among the parameters.
    path: usize,
    /// The position of the method, if it is a parameter.
    method: Option<usize>,
    /// The method in the function's name or body.
    stated: Option<&'static str>,
    in_shell: bool,
}

/// Finds the requests through wrappers, and the places that cannot be followed.
///
/// Paths that only show the base of a function are not requests: their places come third.
pub(super) fn calls(
    source: &str,
    paths: &[path::Found],
    open: &[Open],
) -> (Vec<Call>, Vec<Lost>, HashSet<usize>) {
    let text = Text(source);
    let mut wrappers: Vec<Wrapper> = Vec::new();
    let mut lost = Vec::new();
    let mut bases = HashSet::new();
    let tails = tails(text, paths);
    for place in open.iter().chain(&tails) {
        if let Some(wrapper) = wrapper(text, place) {
            bases.insert(place.at);
            if wrappers.len() < MAX_WRAPPERS
                && wrappers.iter().all(|known| known.name != wrapper.name)
            {
                wrappers.push(wrapper);
            }
        } else if !tails.contains(place) {
            lost.push(Lost {
                at: place.at,
                why: "the path is built at run time",
            });
        }
    }
    let mut found = Vec::new();
    let mut used: HashSet<&str> = HashSet::new();
    for (at, word) in text.words() {
        let Some(wrapper) = wrappers.iter().find(|wrapper| wrapper.name == word) else {
            continue;
        };
        if at >= wrapper.span.0 && at <= wrapper.span.1 {
            continue;
        }
        used.insert(wrapper.name.as_str());
        let call = if wrapper.in_shell {
            shell_call(text, at, wrapper)
        } else {
            call(text, at, wrapper)
        };
        match call {
            Site::Request(call) => found.push(call),
            Site::Lost => lost.push(Lost {
                at,
                why: "the path is built at run time",
            }),
            Site::None => {}
        }
    }
    for wrapper in &wrappers {
        if !used.contains(wrapper.name.as_str()) {
            lost.push(Lost {
                at: wrapper.span.1,
                why: "the path is built at run time",
            });
        }
    }
    (found, lost, bases)
}

/// The places where a single identifier follows the realm: `base + "/admin/realms/" + realm + "/" + path`, `${base}/…/${path}`,
/// `format("%s/admin/realms/%s/%s", base, realm, path)`.
fn tails(text: Text, paths: &[path::Found]) -> Vec<Open> {
    paths
        .iter()
        .filter_map(|found| {
            let (base, area) = found.path.rsplit_once('/')?;
            let is_open = ["{", "%"].iter().any(|mark| area.starts_with(mark));
            if !is_open || base.matches('/').count() != 3 {
                return None;
            }
            let follows = tail(text, found.end)?;
            Some(Open {
                at: found.start,
                path: base.to_owned(),
                follows: follows.to_owned(),
            })
        })
        .collect()
}

/// The last identifier in a path that ends here.
fn tail(text: Text<'_>, end: usize) -> Option<&str> {
    let end = text.skip_white_back(end);
    let is_name = |word: &str| !word.is_empty() && !word.as_bytes()[0].is_ascii_digit();
    // `… + path`
    let word = text.word_before(end);
    let before = text.skip_white_back(end - word.len());
    if is_name(word) && matches!(text.before(before), b'+' | b'.') {
        return Some(word);
    }
    // `${path}`, `{path}`
    if text.before(end) == b'}' {
        let word = text.word_before(end - 1);
        if is_name(word) {
            return Some(word);
        }
    }
    // `…%s", base, realm, path)`, `…{}".format(base, realm, path)`
    let quote = text.skip_white(end);
    if !matches!(text.at(quote), b'"' | b'\'' | b'`') {
        return None;
    }
    let next = text.skip_white(quote + 1);
    let (open, close) = match text.at(next) {
        // `…/" + path`
        b'+' => {
            let word = text.word_at(text.skip_white(next + 1));
            return is_name(word).then_some(word);
        }
        b'.' if text.word_at(next + 1) == "format" => {
            let open = next + 1 + "format".len();
            (open, text.closing(open, LONGEST)?)
        }
        b',' => {
            let rest = text.slice(next, next + LONGEST);
            (next, next + rest.find(')')?)
        }
        _ => return None,
    };
    let last = split(text.slice(open + 1, close)).pop()?.trim();
    (is_name(last) && last.bytes().all(super::scan::is_word)).then_some(last)
}

/// The kind of a place with the name of a wrapper.
enum Site {
    Request(Call),
    Lost,
    None,
}

fn wrapper(text: Text, place: &Open) -> Option<Wrapper> {
    let in_shell = place.follows.bytes().all(|byte| byte.is_ascii_digit());
    let (mut line, mut end) = text.line(place.at);
    for _ in 0..LINES {
        let head = text.slice(line, end.min(place.at.max(line)));
        let head = if line <= place.at && place.at <= end {
            head
        } else {
            text.slice(line, end)
        };
        if in_shell {
            if let Some(open) = head.find("()") {
                let name = Text(head).word_before(Text(head).skip_white_back(open));
                if !name.is_empty() {
                    return Some(Wrapper {
                        name: name.to_owned(),
                        span: (line, text.line(place.at).1),
                        base: place.path.clone(),
                        path: place.follows.parse::<usize>().ok()?.checked_sub(1)?,
                        method: shell_method(text, place),
                        stated: verb_of(name),
                        in_shell,
                    });
                }
            }
        } else if let Some(found) = of_header(text, line, head, place) {
            return Some(found);
        }
        if line == 0 {
            break;
        }
        (line, end) = text.line(line - 1);
    }
    None
}

/// The position of the method in a shell function that passes `-X "$1"` to curl.
fn shell_method(text: Text, place: &Open) -> Option<usize> {
    let (line, end) = text.line(place.at);
    let body = text.slice(line, end);
    let at = body.find("-X ").map(|at| at + 3)?;
    let rest = body.get(at..)?.trim_start_matches(['"', '$', '{', '\'']);
    rest.get(..1)?.parse::<usize>().ok()?.checked_sub(1)
}

/// The wrapper whose header is on this line.
fn of_header(text: Text, line: usize, head: &str, place: &Open) -> Option<Wrapper> {
    let marks = [
        "def ",
        "function ",
        "func ",
        "fun ",
        "fn ",
        "=>",
        "private ",
        "public ",
        "protected ",
        "async ",
        "static ",
        "lambda ",
        "internal ",
    ];
    let looks_like_header = marks.iter().any(|mark| head.contains(mark))
        || head.trim_end().ends_with('{') && head.contains('(');
    if !looks_like_header {
        return None;
    }
    // The parameters: the brackets that contain the identifier.
    let open = head.match_indices('(').find_map(|(open, _)| {
        let close = Text(head).closing(open, LONGEST).unwrap_or(head.len());
        let parameters = head.get(open + 1..close)?;
        let has = Text(parameters)
            .words()
            .any(|(_, word)| word == place.follows);
        has.then_some((open, close))
    })?;
    let parameters = head.get(open.0 + 1..open.1)?;
    let before = head.get(..open.0)?.trim_end();
    let name = if before.ends_with('=') || before.ends_with("async") || before.ends_with(':') {
        // `const call = (path) =>`
        let left = before
            .trim_end_matches("async")
            .trim_end()
            .trim_end_matches(['=', ':'])
            .trim_end();
        Text(left).word_before(left.len())
    } else {
        let before = before.split('<').next().unwrap_or(before);
        Text(before).word_before(before.len())
    };
    if name.is_empty() || ["if", "for", "while", "switch", "catch", "function"].contains(&name) {
        return None;
    }
    let names: Vec<&str> = split(parameters)
        .into_iter()
        .map(str::trim)
        .filter(|parameter| !["self", "cls", "this"].contains(parameter))
        .collect();
    let has = |parameter: &str, word: &str| Text(parameter).words().any(|(_, found)| found == word);
    let path = names
        .iter()
        .position(|parameter| has(parameter, &place.follows))?;
    let method = names.iter().position(|parameter| {
        [
            "method",
            "verb",
            "httpMethod",
            "http_method",
            "requestMethod",
        ]
        .iter()
        .any(|word| has(parameter, word))
            || has(parameter, "HttpMethod")
    });
    let stated = method.and_then(|at| names.get(at)).and_then(|parameter| {
        Text(parameter)
            .words()
            .filter_map(|(_, word)| verb(word))
            .last()
    });
    let stated = stated
        .or_else(|| {
            if method.is_none() {
                of_body(text, line + open.1, place)
            } else {
                None
            }
        })
        .or_else(|| verb_of(name));
    Some(Wrapper {
        name: name.to_owned(),
        span: (line, place.at),
        base: place.path.clone(),
        path,
        method,
        stated,
        in_shell: false,
    })
}

/// The method that the body of a function uses near the base.
fn of_body(text: Text, from: usize, place: &Open) -> Option<&'static str> {
    // `return base + path`: the function builds the URL, and its caller sends the request.
    let (line, _) = text.line(place.at);
    let before = text.slice(line.max(from), place.at);
    if let Some((_, value)) = before.rsplit_once("return ")
        && Text(value).words().all(|(_, word)| verb_of(word).is_none())
    {
        return None;
    }
    // The verb that the body calls: near the base, up to the end of the statement.
    let body = text.slice(place.at.saturating_sub(160).max(from), place.at + 240);
    let ends = |line: &str| {
        let line = line.trim_start();
        [
            "}",
            "end",
            "def ",
            "func ",
            "export ",
            "public ",
            "private ",
            "function ",
            "async ",
            "const ",
        ]
        .iter()
        .any(|start| line.starts_with(start))
    };
    let first = body.find('\n').unwrap_or(body.len());
    let length: usize = body
        .get(first..)
        .unwrap_or_default()
        .split_inclusive('\n')
        .take_while(|line| !(ends(line) || line.trim().is_empty() && line.len() > 1))
        .map(str::len)
        .sum();
    let own = body.get(..first + length).unwrap_or(body);
    Text(own).words().find_map(|(_, word)| verb_of(word))
}

/// The method in a name: `doDelete`, `get_json`, `PutAsync`, `postForObject`.
fn verb_of(name: &str) -> Option<&'static str> {
    if let Some(found) = verb(name) {
        return Some(found);
    }
    let lower = name.to_ascii_lowercase();
    ["delete", "patch", "post", "put", "get"]
        .into_iter()
        .find_map(|word| {
            let fits = lower.starts_with(word)
                && name.len() > word.len()
                && name
                    .as_bytes()
                    .get(word.len())
                    .is_some_and(|next| next.is_ascii_uppercase() || *next == b'_')
                || lower.ends_with(&format!("_{word}"))
                || lower.ends_with(word)
                    && name
                        .get(name.len() - word.len()..)
                        .is_some_and(|end| end.as_bytes()[0].is_ascii_uppercase());
            fits.then(|| verb(word)).flatten()
        })
}

/// A method as a constant of a library: `MethodPut`, `PUT`, `HttpMethod.Put`.
fn constant(word: &str) -> Option<&'static str> {
    verb(word.strip_prefix("Method").unwrap_or(word))
}

fn call(text: Text, at: usize, wrapper: &Wrapper) -> Site {
    let mut open = at + wrapper.name.len();
    // Type arguments: `call<User[]>(`.
    if text.at(open) == b'<' {
        let rest = text.slice(open, open + 120);
        match rest.find(">(") {
            Some(end) => open += end + 1,
            None => return Site::None,
        }
    }
    if text.at(open) != b'(' {
        return Site::None;
    }
    let (line, _) = text.line(at);
    let before = text.slice(line, at);
    if ["def ", "function ", "func ", "fun ", "fn "]
        .iter()
        .any(|define| before.trim_end().ends_with(define.trim_end()))
    {
        return Site::None;
    }
    let Some(close) = text.closing(open, LONGEST) else {
        return Site::Lost;
    };
    let inner = text.slice(open + 1, close);
    let arguments = split(inner);
    let method = arguments
        .iter()
        .enumerate()
        .filter(|(position, argument)| {
            wrapper.method == Some(*position)
                || argument.contains("method")
                || argument.contains("Method")
        })
        .find_map(|(_, argument)| {
            Text(argument)
                .words()
                .filter_map(|(_, word)| constant(word))
                .last()
        })
        .or_else(|| {
            arguments
                .iter()
                .enumerate()
                .filter(|(position, _)| *position != wrapper.path)
                .map(|(_, argument)| argument.trim().trim_matches(['"', '\'', '`', ':']))
                .find_map(|argument| {
                    METHODS_IN_CAPITALS
                        .contains(&argument)
                        .then(|| verb(argument))
                        .flatten()
                })
        })
        .or(wrapper.stated)
        .or_else(|| {
            // The function only builds the URL: the request around the call has the method.
            let (line, _) = text.line(at);
            let after = text.line(close).1;
            method::of(text, at, close + 1, line, after)
        })
        .unwrap_or("GET");
    let Some(argument) = arguments.get(wrapper.path) else {
        return Site::None;
    };
    let argument = argument.trim_start();
    let literal = argument.trim_start_matches(['f', 'r', '$', '@']);
    if !literal.starts_with(['"', '\'', '`']) {
        return Site::Lost;
    }
    let offset =
        argument.as_ptr() as usize - text.0.as_ptr() as usize + (argument.len() - literal.len());
    let start = offset + 1;
    let first = if text.at(start) == b'/' {
        start + 1
    } else {
        start
    };
    let (path, _) = path::read(text, first);
    if path == "/" && !matches!(text.at(first), b'"' | b'\'' | b'`') {
        return Site::Lost;
    }
    Site::Request(Call {
        at,
        method,
        path: format!("{}{}", wrapper.base, path.trim_end_matches('/')),
    })
}

const METHODS_IN_CAPITALS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

fn shell_call(text: Text, at: usize, wrapper: &Wrapper) -> Site {
    let (_, end) = text.line(at);
    if text
        .slice(at + wrapper.name.len(), end)
        .trim_start()
        .starts_with("()")
    {
        return Site::None;
    }
    let line = text.slice(at, end);
    let words: Vec<&str> = line.split_whitespace().skip(1).collect();
    let bare = |word: &str| word.trim_matches(['"', '\'', ')', '`']).to_owned();
    let Some(argument) = words.get(wrapper.path).map(|word| bare(word)) else {
        return Site::None;
    };
    let method = wrapper
        .method
        .and_then(|position| words.get(position))
        .and_then(|word| verb(&bare(word)))
        .or(wrapper.stated)
        .unwrap_or("GET");
    if argument.starts_with('$') {
        return Site::Lost;
    }
    let (path, _) = path::read(Text(argument.trim_start_matches('/')), 0);
    Site::Request(Call {
        at,
        method,
        path: format!("{}{path}", wrapper.base),
    })
}

/// Splits at the commas outside of brackets and quotes.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut quote) = (0_i32, 0, None);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (None, b'(' | b'[' | b'{') => depth += 1,
            (None, b')' | b']' | b'}') => depth -= 1,
            (None, b',') if depth == 0 => {
                parts.push(text.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default());
    parts
}
