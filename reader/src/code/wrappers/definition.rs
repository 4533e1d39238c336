//! Finds functions that append a parameter to a base.

use super::function::{LINES, Wrapper};
use super::shell::{shell_header, shell_method, shell_parameter};
use crate::code::arguments::split;
use crate::code::bases::Open;
use crate::code::path::{self, open_parameter, path_in};
use crate::code::scan::{Text, is_word, verb};
use crate::code::values::{Program, Value};
use crate::code::verbs::of_name;

/// The maximum length of a list of arguments.
pub(super) const LONGEST: usize = 800;

/// Names of parameters for the method.
const METHODS: [&str; 8] = [
    "method",
    "verb",
    "httpMethod",
    "http_method",
    "requestMethod",
    "request_method",
    "http_verb",
    "meth",
];

/// The places of paths whose last part is a parameter of the function around them.
pub(super) fn tails_of(program: &Program, paths: &[path::Found]) -> Vec<Open> {
    if program.functions.is_empty() {
        return Vec::new();
    }
    paths
        .iter()
        .filter(|found| may_continue(found))
        .filter_map(|found| {
            // The token around the path.
            let index = program
                .tokens
                .partition_point(|token| token.start <= found.start)
                .checked_sub(1)?;
            // The expression may begin before: `base + "/admin/realms/" + realm + path`.
            let value = (index.saturating_sub(16)..=index)
                .filter(|at| program.begins(*at))
                .find_map(|at| covering(program, at, found.start))?;
            let (base, name) = open_parameter(path_in(&value.text)?)?;
            program.is_parameter(name, found.start).then(|| Open {
                at: found.start,
                path: format!("/{base}"),
                follows: name.to_owned(),
            })
        })
        .collect()
}

/// The value of the expression that begins at this token, if the expression contains the place and has a path of the Admin API.
fn covering(program: &Program, begin: usize, at: usize) -> Option<Value> {
    program.value(begin).filter(|value| {
        program
            .tokens
            .get(value.end.saturating_sub(1))
            .is_some_and(|token| at < token.end)
            && path_in(&value.text).is_some()
    })
}

/// The function around the place as a wrapper. If no parameter has the method, `in_body` looks for it in the body from a place on.
pub(super) fn of_function(
    program: &Program,
    place: &Open,
    in_body: impl FnOnce(usize) -> Option<&'static str>,
) -> Option<Wrapper> {
    let function = program.functions.get(program.function_at(place.at)?)?;
    let position = |known: &[&str]| {
        let is_known = |name: &&str| known.contains(name);
        function
            .parameters
            .iter()
            .position(|names| names.iter().any(is_known))
    };
    let path = position(&[place.follows.as_str()])?;
    let method = position(&METHODS);
    let header = program.tokens.get(function.at)?.start;
    let begin = program.tokens.get(function.begin)?.start;
    let stated = method.is_none().then(|| in_body(begin)).flatten();
    Some(Wrapper::new(
        function.name,
        header,
        place,
        (path, method),
        stated,
    ))
}

/// The places where a single identifier follows the realm: `base + "/admin/realms/" + realm + "/" + path`, `${base}/…/${path}`,
/// `format("%s/admin/realms/%s/%s", base, realm, path)`.
pub(super) fn tails(text: Text, paths: &[path::Found]) -> Vec<Open> {
    paths
        .iter()
        .filter_map(|found| {
            let (base, area) = found.path.rsplit_once('/')?;
            let is_open = area.starts_with(['{', '%', '$']);
            if !is_open || base.matches('/').count() != 3 {
                return None;
            }
            // `"$URL/admin/realms/$REALM/$path"` of a shell.
            let variable = area
                .strip_prefix('$')
                .filter(|name| name.bytes().all(is_word))
                .or_else(|| {
                    let number = area.strip_prefix('{')?.strip_suffix('}')?;
                    number
                        .bytes()
                        .all(|byte| byte.is_ascii_digit())
                        .then_some(number)
                })
                .filter(|name| !name.is_empty());
            let follows = variable.or_else(|| tail(text, found.end))?;
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
    (is_name(last) && last.bytes().all(is_word)).then_some(last)
}

pub(super) fn wrapper(text: Text, place: &Open) -> Option<Wrapper> {
    let parameter = shell_parameter(text, place, &place.follows);
    let (mut line, mut end) = text.line(place.at);
    for _ in 0..LINES {
        let head = text.slice(line, end.min(place.at.max(line)));
        let head = if line <= place.at && place.at <= end {
            head
        } else {
            text.slice(line, end)
        };
        if let Some(parameter) = parameter {
            if let Some(name) = shell_header(head) {
                return Some(Wrapper {
                    name: name.to_owned(),
                    span: (line, text.line(place.at).1),
                    base: place.path.clone(),
                    path: parameter.checked_sub(1)?,
                    path_name: String::new(),
                    method: shell_method(text, place),
                    stated: of_name(name),
                    in_shell: true,
                    in_segments: false,
                });
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
        // `Commands.add('kc', (path) => …)`: arguments, not parameters.
        let is_call = parameters.trim_start().starts_with(['"', '\'']);
        (has && !is_call).then_some((open, close))
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
        // The type parameters of the function, not those of its result: `List<User> call<T>`.
        let before = match before.strip_suffix('>') {
            Some(head) => head.rsplit_once('<').map_or(head, |(name, _)| name),
            None => before,
        };
        Text(before).word_before(before.len())
    };
    if name.is_empty() || ["if", "for", "while", "switch", "catch", "function"].contains(&name) {
        return None;
    }
    let names: Vec<&str> = split(parameters)
        .into_iter()
        .map(str::trim)
        .filter(|parameter| !["self", "&self", "&mut self", "cls", "this"].contains(parameter))
        .collect();
    let has = |parameter: &str, word: &str| Text(parameter).words().any(|(_, found)| found == word);
    let path = names
        .iter()
        .position(|parameter| has(parameter, &place.follows))?;
    let method = names.iter().position(|parameter| {
        METHODS.iter().any(|word| has(parameter, word)) || has(parameter, "HttpMethod")
    });
    let stated = method.and_then(|at| names.get(at)).and_then(|parameter| {
        Text(parameter)
            .words()
            .filter_map(|(_, word)| verb(word))
            .last()
    });
    let in_body = || of_body(text, line + open.1, place);
    let stated = stated.or_else(|| method.is_none().then(in_body).flatten());
    Some(Wrapper::new(name, line, place, (path, method), stated))
}

/// The method that the body of a function uses near the base.
pub(super) fn of_body(text: Text, from: usize, place: &Open) -> Option<&'static str> {
    // `return base + path`: the function builds the URL, and its caller sends the request.
    let (line, _) = text.line(place.at);
    let before = text.slice(line.max(from), place.at);
    if let Some((_, value)) = before.rsplit_once("return ")
        && Text(value).words().all(|(_, word)| of_name(word).is_none())
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
    // The body of an arrow function ends with its statement: `Uri _uri(String path) => Uri.https(host, '/admin/…$path');`.
    let is_arrow = before.contains("=>");
    let after = place.at - place.at.saturating_sub(160).max(from);
    let statement = body.get(after..).and_then(|rest| rest.find(";\n"));
    let body = match statement.filter(|_| is_arrow) {
        Some(end) => body.get(..after + end).unwrap_or(body),
        None => body,
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
    Text(own).words().find_map(|(_, word)| of_name(word))
}

/// Whether a variable may follow the realm: the path has no constant segment there.
pub(super) fn may_continue(found: &path::Found) -> bool {
    let area = found.path.split('/').nth(4).unwrap_or_default();
    area.is_empty() || !area.bytes().all(|byte| is_word(byte) || byte == b'-')
}
