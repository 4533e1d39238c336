//! Follows functions that append their argument to a base: their call sites are the requests.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::bases::Open;
use super::expand::open_parameter;
use super::method;
use super::path;
use super::scan::{Text, is_word, verb};
use super::tokens::Kind;
use super::values::{BUILDS, Program, Value, path_in};
use super::{Call, Lost};

/// The maximum number of functions.
const MAX_WRAPPERS: usize = 60;
/// The maximum number of lines between a function's header and its base.
const LINES: usize = 14;
/// The maximum length of a list of arguments.
const LONGEST: usize = 800;
/// How often functions that pass their argument to another such function are followed.
const ROUNDS: usize = 3;
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

/// A function with a path as a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wrapper {
    name: String,
    /// The beginning of its header, and the place where it uses the base.
    span: (usize, usize),
    base: String,
    /// The position of the path among the parameters.
    path: usize,
    /// The name of the parameter for the path.
    path_name: String,
    /// The position of the method, if it is a parameter.
    method: Option<usize>,
    /// The method in the function's name or body.
    stated: Option<&'static str>,
    in_shell: bool,
    /// Whether the path is a list of segments: `*parts`, `...parts`.
    in_segments: bool,
}

impl Wrapper {
    /// A function that is not a shell function. `path` and `method` are the positions of these parameters. If `stated` is `None`, the
    /// name of the function may state the method.
    fn new(
        name: &str,
        header: usize,
        place: &Open,
        (path, method): (usize, Option<usize>),
        stated: Option<&'static str>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            span: (header, place.at),
            base: place.path.clone(),
            path,
            path_name: place.follows.clone(),
            method,
            stated: stated.or_else(|| verb_of(name)),
            in_shell: false,
            in_segments: false,
        }
    }
}

/// Finds the requests through wrappers, and the places that cannot be followed. `program` is the parsed `source`, and `called` contains the
/// functions whose results already replace their calls.
///
/// Returns the requests, the places that cannot be followed, and the places of paths that are only the base of a function.
pub(super) fn calls<'t>(
    source: &str,
    paths: &[path::Found],
    open: &[Open],
    called: &HashSet<String>,
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
) -> (Vec<Call>, Vec<Lost>, HashSet<usize>) {
    let text = Text(source);
    let mut lost = Vec::new();
    let mut bases = HashSet::new();
    if open.is_empty() && !paths.iter().any(may_continue) {
        return (Vec::new(), lost, bases);
    }
    let program: &Program = program;
    let mut wrappers: Vec<Wrapper> = Vec::new();
    let mut tails = tails(text, paths);
    tails.extend(tails_of(program, paths));
    let mut by_function: HashMap<usize, Vec<usize>> = HashMap::new();
    for found in paths.iter().filter(|found| may_continue(found)) {
        if let Some(function) = program.function_at(found.start) {
            by_function.entry(function).or_default().push(found.start);
        }
    }
    for place in open.iter().chain(&tails) {
        let in_body = |begin| of_body(text, begin, place);
        let found = wrapper(text, place).or_else(|| of_function(program, place, in_body));
        if let Some(mut wrapper) = found {
            wrapper.in_segments = program.has_segments(&wrapper.name, &wrapper.path_name);
            bases.insert(place.at);
            // The same base where the function uses the variable with the URL.
            let function = program.function_at(place.at);
            let again = function.and_then(|function| by_function.get(&function));
            bases.extend(again.into_iter().flatten());
            add(&mut wrappers, wrapper);
        } else if paths
            .iter()
            .any(|found| found.start == place.at && path::of_cmdlet(text, found).is_some())
        {
            bases.insert(place.at);
        } else if !tails.contains(place) {
            lost.push(Lost {
                at: place.at,
                why: "the path is built at run time",
            });
        }
    }
    let mut found = Vec::new();
    let mut used: HashSet<String> = HashSet::new();
    let mut next = 0;
    for _ in 0..ROUNDS {
        let known = wrappers.len();
        let names: HashMap<String, usize> = (next..known)
            .filter_map(|index| Some((wrappers.get(index)?.name.clone(), index)))
            .collect();
        if names.is_empty() {
            break;
        }
        next = known;
        for (at, word) in text.words() {
            let Some(wrapper) = names.get(word).and_then(|index| wrappers.get(*index)) else {
                continue;
            };
            // The same function, whose request may have the same name.
            if at >= wrapper.span.0 && at <= wrapper.span.1
                || word == wrapper.name && is_in_function(program, at, wrapper)
            {
                continue;
            }
            // `builder().url(…)` is a step of a request.
            if BUILDS.contains(&word) && text.before(at) == b'.' && text.before(at - 1) == b')' {
                continue;
            }
            let site = if wrapper.in_shell {
                shell_call(text, at, wrapper)
            } else {
                call(text, program, at, wrapper)
            };
            let is_other = |call: &Call| is_of_another(text, at, &call.path, program.areas);
            match site {
                Site::Request(call) if is_other(&call) => continue,
                Site::Request(call) => found.push(call),
                Site::Passed(passing) => add(&mut wrappers, passing),
                Site::Lost => lost.push(Lost {
                    at,
                    why: "the path is built at run time",
                }),
                Site::Unclear => lost.push(Lost {
                    at,
                    why: "the method is chosen at run time",
                }),
                Site::None => {}
            }
            used.insert(word.to_owned());
        }
    }
    for wrapper in &wrappers {
        // The methods of a session call the method that it overrides: `super().request(…)`.
        let overrides = source.contains(&format!("super().{}(", wrapper.name));
        if !used.contains(&wrapper.name) && !called.contains(&wrapper.name) && !overrides {
            lost.push(Lost {
                at: wrapper.span.1,
                why: "the path is built at run time",
            });
        }
    }
    (found, lost, bases)
}

/// Whether the place is in the body of the wrapper.
fn is_in_function(program: &Program, at: usize, wrapper: &Wrapper) -> bool {
    program.function_at(at).is_some_and(|index| {
        program.functions.get(index).is_some_and(|function| {
            function.name == wrapper.name && program.function_at(wrapper.span.1) == Some(index)
        })
    })
}

fn add(wrappers: &mut Vec<Wrapper>, wrapper: Wrapper) {
    if wrappers.len() < MAX_WRAPPERS && wrappers.iter().all(|known| known.name != wrapper.name) {
        wrappers.push(wrapper);
    }
}

/// Whether the function is a method of another object, and the Admin API does not have the path: `headers.get("accept")`, but not
/// `cache.get("users")`.
fn is_of_another(text: Text, at: usize, path: &str, areas: &HashSet<&str>) -> bool {
    let mut start = at;
    if text.before(start) == b'.' {
        start -= 1;
    } else if text.slice(start.saturating_sub(2), start) == "->" {
        start -= 2;
    } else {
        return false;
    }
    let owner = text.word_before(start);
    let area = path.split('/').nth(4).unwrap_or_default();
    !["self", "this", "cls"].contains(&owner) && !area.is_empty() && !areas.contains(area)
}

/// Whether a variable may follow the realm: the path has no constant segment there.
fn may_continue(found: &path::Found) -> bool {
    let area = found.path.split('/').nth(4).unwrap_or_default();
    area.is_empty() || !area.bytes().all(|byte| is_word(byte) || byte == b'-')
}

/// The places of paths whose last part is a parameter of the function around them.
fn tails_of(program: &Program, paths: &[path::Found]) -> Vec<Open> {
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
            let value = (index.saturating_sub(8)..=index)
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
fn of_function(
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
fn tails(text: Text, paths: &[path::Found]) -> Vec<Open> {
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

/// The kind of a place with the name of a wrapper.
enum Site {
    Request(Call),
    /// The function around the call passes its own parameter.
    Passed(Wrapper),
    Lost,
    /// The method is not known.
    Unclear,
    None,
}

/// Whether an argument is given, and is not the request's options or nothing.
fn is_value(argument: &str) -> bool {
    let argument = argument.trim();
    !argument.is_empty()
        && !argument.starts_with('{')
        && !["null", "undefined", "None", "nil"].contains(&argument)
}

fn wrapper(text: Text, place: &Open) -> Option<Wrapper> {
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
                    stated: verb_of(name),
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

/// The position of the method in a shell function that passes `-X "$1"` or `-X "$method"` to curl.
fn shell_method(text: Text, place: &Open) -> Option<usize> {
    let (line, end) = text.line(place.at);
    let body = text.slice(line, end);
    let at = ["-X ", "--request "]
        .iter()
        .find_map(|option| Some(body.find(option)? + option.len()))?;
    let rest = body.get(at..)?.trim_start_matches(['"', '$', '{', '\'']);
    shell_parameter(text, place, Text(rest).word_at(0))?.checked_sub(1)
}

/// The number of the parameter with this name in a shell function: `1`, or a variable with `local path=$1` above the place.
fn shell_parameter(text: Text, place: &Open, name: &str) -> Option<usize> {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse().ok();
    }
    let (mut start, _) = text.line(place.at);
    for _ in 0..LINES {
        start = start.checked_sub(1).map_or(0, |end| text.line(end).0);
    }
    let above = text.slice(start, place.at);
    let above = above.rsplit_once("() {").map_or(above, |(_, body)| body);
    let assignment = format!("{name}=");
    let (at, _) = above.rmatch_indices(&assignment).find(|(at, _)| {
        let before = at.checked_sub(1).map(|before| above.as_bytes()[before]);
        before.is_none_or(|byte| byte.is_ascii_whitespace() || byte == b';')
    })?;
    let number = above
        .get(at + assignment.len()..)?
        .trim_start_matches(['"', '\'', '{'])
        .strip_prefix('$')?;
    Text(number.trim_start_matches('{')).word_at(0).parse().ok()
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
pub(super) fn verb_of(name: &str) -> Option<&'static str> {
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

/// The method of a call from `at` to `close`: from the arguments, the wrapper, or the request around the call.
fn method_of_call(
    text: Text,
    wrapper: &Wrapper,
    arguments: &[&str],
    at: usize,
    close: usize,
) -> Option<&'static str> {
    arguments
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
            let before = text.slice(line, at).trim_end();
            let before = before.trim_end_matches("await").trim_end();
            // The result of an arrow function: the code after it belongs to other requests.
            if before.ends_with("=>") {
                return None;
            }
            let after = text.line(close).1;
            method::of(text, at, close + 1, line, after)
        })
}

fn call(text: Text, program: &Program, at: usize, wrapper: &Wrapper) -> Site {
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
    let stated = method_of_call(text, wrapper, &arguments, at, close);
    let chosen = wrapper.method.and_then(|position| arguments.get(position));
    let is_unclear = stated.is_none() && chosen.is_some_and(|argument| is_value(argument));
    let method = stated.unwrap_or("GET");
    let named = named(inner, &wrapper.path_name);
    let Some(argument) = named.or_else(|| arguments.get(wrapper.path).copied()) else {
        return Site::None;
    };
    if wrapper.in_segments && named.is_none() {
        if is_unclear {
            return Site::Unclear;
        }
        let below = segments(arguments.get(wrapper.path..).unwrap_or_default());
        return Site::Request(Call {
            at,
            method,
            path: format!("{}{below}", wrapper.base),
        });
    }
    let argument = argument.trim_start();
    let offset = argument.as_ptr() as usize - text.0.as_ptr() as usize;
    let literal = argument.trim_start_matches(['f', 'r', '$', '@']);
    let has_text = literal.starts_with(['"', '\'', '`']);
    let start = offset + (argument.len() - literal.len()) + 1;
    let first = if text.at(start) == b'/' {
        start + 1
    } else {
        start
    };
    let path = if has_text {
        let (path, _) = path::read(text, first);
        (path != "/" || matches!(text.at(first), b'"' | b'\'' | b'`')).then_some(path)
    } else {
        match computed(program, offset) {
            Computed::Path(path) => Some(path),
            Computed::Parameter(name) => {
                let place = Open {
                    at,
                    path: wrapper.base.clone(),
                    follows: name,
                };
                return of_function(program, &place, |_| stated).map_or(Site::Lost, Site::Passed);
            }
            Computed::Unknown => None,
        }
    };
    let Some(path) = path else {
        return Site::Lost;
    };
    if is_unclear {
        return Site::Unclear;
    }
    let path = path.trim_end_matches('/');
    let between = if path.is_empty() || path.starts_with('/') {
        ""
    } else {
        "/"
    };
    Site::Request(Call {
        at,
        method,
        path: format!("{}{between}{path}", wrapper.base),
    })
}

/// The path that arguments make, one segment each: `"users", id, "logout"`. Leaves out named arguments, which are options: `page=0`.
pub(super) fn segments(arguments: &[&str]) -> String {
    let is_named = |argument: &&str| {
        let value = argument
            .trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_')
            .trim_start();
        value.len() < argument.len()
            && value.starts_with('=')
            && !value.starts_with("==")
            && !value.starts_with("=>")
    };
    let arguments = arguments.iter().map(|argument| argument.trim());
    let mut path = String::new();
    for argument in arguments.filter(|argument| !is_named(argument)) {
        let text = argument
            .strip_prefix(['"', '\'', '`'])
            .and_then(|rest| rest.strip_suffix(['"', '\'', '`']))
            .filter(|text| !text.contains(['"', '\'', '`']));
        match text {
            Some(text) => {
                if !text.starts_with('/') {
                    path.push('/');
                }
                path.push_str(path::read(Text(text), 0).0.trim_start_matches('/'));
            }
            None if argument.is_empty() => {}
            None => path.push_str("/{}"),
        }
    }
    path
}

/// The argument with this name: `path="users"`, or an entry of an object, `{ path: "users" }`.
fn named<'t>(arguments: &'t str, name: &str) -> Option<&'t str> {
    if name.is_empty() {
        return None;
    }
    let text = Text(arguments);
    let (at, _) = text.words().find(|(at, word)| {
        let next = text.skip_white(at + word.len());
        *word == name
            && matches!(text.at(next), b':' | b'=')
            && !matches!(text.at(next + 1), b'=' | b'>' | b':')
            && !matches!(text.before(*at), b'.' | b'"' | b'\'' | b'$' | b'>')
    })?;
    let next = text.skip_white(at + name.len());
    let value = arguments.get(next + 1..)?;
    split(value).into_iter().next()
}

/// The value of an argument.
enum Computed {
    Path(String),
    /// A parameter of the function around the call.
    Parameter(String),
    Unknown,
}

fn computed(program: &Program, offset: usize) -> Computed {
    let index = program.tokens.partition_point(|token| token.start < offset);
    let Some(token) = program
        .tokens
        .get(index)
        .filter(|token| token.start == offset)
    else {
        return Computed::Unknown;
    };
    let Some(value) = program.value(index) else {
        return Computed::Unknown;
    };
    let text = value.text.split('?').next().unwrap_or_default();
    match text.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        // `path + "/" + id` is a parameter, followed by more.
        Some((name, "")) if program.is_parameter(name, token.start) => {
            Computed::Parameter(name.to_owned())
        }
        Some(_) => Computed::Unknown,
        None if token.kind == Kind::Mark && !value.changed => Computed::Unknown,
        None => Computed::Path(text.to_owned()),
    }
}

const METHODS_IN_CAPITALS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

fn shell_call(text: Text, at: usize, wrapper: &Wrapper) -> Site {
    let (line, end) = text.line(at);
    let arguments = text.slice(at + wrapper.name.len(), end);
    // The definition, and a name that is only a part of another word: `/usr/bin/get`, `--get`.
    if text.before(at) == b'-' && is_word(text.before(at - 1)) {
        // A function whose name has a hyphen.
        return Site::Lost;
    }
    let is_part = !arguments.starts_with([' ', '\t'])
        || matches!(
            text.before(at),
            b'-' | b'.' | b'/' | b'$' | b'=' | b'"' | b'\''
        );
    // `retry api GET /users` calls the function, `echo api` does not.
    let before = text.slice(line, at).trim_end();
    let word = before.rsplit(char::is_whitespace).next();
    let is_command = word.is_none_or(|word| !NO_COMMANDS.contains(&word));
    if is_part || !is_command || arguments.trim_start().starts_with("()") {
        return Site::None;
    }
    let words: Vec<&str> = arguments
        .split_whitespace()
        .take_while(|word| !["|", "||", "&&", ";", "}"].contains(word))
        .map(|word| word.trim_matches(['"', '\'', ')', '`', ';']))
        .collect();
    let Some(argument) = words.get(wrapper.path) else {
        return Site::None;
    };
    let stated = wrapper
        .method
        .and_then(|position| words.get(position))
        .and_then(|word| verb(word))
        .or_else(|| option_of_curl(&words))
        .or(wrapper.stated);
    if let Some(parameter) = argument.strip_prefix('$') {
        let passing = shell_function(text, at).and_then(|(name, span)| {
            let number = parameter.trim_matches(['{', '}']);
            let path = match number {
                "@" | "*" => 0,
                _ => number.parse::<usize>().ok()?.checked_sub(1)?,
            };
            Some(Wrapper {
                name: name.to_owned(),
                span,
                path,
                method: None,
                stated: stated.or_else(|| verb_of(name)),
                ..wrapper.clone()
            })
        });
        return passing.map_or(Site::Lost, Site::Passed);
    }
    let (path, _) = path::read(Text(argument.trim_start_matches('/')), 0);
    Site::Request(Call {
        at,
        method: stated.unwrap_or("GET"),
        path: format!("{}{path}", wrapper.base),
    })
}

/// Words of a shell before a word that is no command.
const NO_COMMANDS: [&str; 8] = [
    "echo", "printf", "function", "unset", "for", "case", "local", "export",
];

/// The method in the options that a shell function passes on to curl: `-X DELETE`, `-d @group.json`.
fn option_of_curl(words: &[&str]) -> Option<&'static str> {
    let is_request = |word: &&str| ["-X", "--request"].contains(word);
    if let Some(at) = words.iter().position(is_request) {
        return verb(words.get(at + 1)?);
    }
    if let Some(method) = words.iter().find_map(|word| verb(word.strip_prefix("-X")?)) {
        return Some(method);
    }
    let has_body = words
        .iter()
        .any(|word| ["-d", "--data", "--data-raw", "--data-binary", "--json"].contains(word));
    has_body.then_some("POST")
}

/// The name of the shell function whose header is on a line: `api() {`, `function api {`.
fn shell_header(line: &str) -> Option<&str> {
    let name = if let Some(rest) = line.trim_start().strip_prefix("function ") {
        Text(rest.trim_start()).word_at(0)
    } else {
        let open = line.find("()")?;
        Text(line).word_before(Text(line).skip_white_back(open))
    };
    (!name.is_empty()).then_some(name)
}

/// The shell function around a place: its name, and the span from its header to the end of the line.
fn shell_function(text: Text<'_>, at: usize) -> Option<(&str, (usize, usize))> {
    let (mut line, end) = text.line(at);
    let last = end;
    let mut head = text.slice(line, at);
    for _ in 0..LINES {
        if let Some(name) = shell_header(head) {
            return Some((text.slice_of(name), (line, last)));
        }
        if head.starts_with('}') || line == 0 {
            return None;
        }
        let (above, above_end) = text.line(line - 1);
        head = text.slice(above, above_end);
        line = above;
    }
    None
}

/// Splits at the commas outside of brackets and quotes.
pub(super) fn split(text: &str) -> Vec<&str> {
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
