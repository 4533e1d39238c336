//! Follows functions that pass their argument to a client with the Admin API's base, `api.get(path)`, and reports requests of such a client
//! whose path is built at run time.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::call::{Call, Lost, UNCALLED};
use super::tokens::Tokens;
use super::values::Program;
use super::verbs::of_callee;

/// The maximum number of tokens of a generic argument: `api.get<User[]>(path)`.
const GENERIC: usize = 12;

/// The places of such requests. `clients` are the clients with the base of the Admin API, and `program` is the parsed text.
pub(super) fn lost<'t>(
    clients: &HashSet<&str>,
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
) -> Vec<Lost> {
    if clients.is_empty() {
        return Vec::new();
    }
    let program: &Program = program;
    let tokens = &program.tokens;
    let called = called(program);
    (0..tokens.len())
        .filter(|at| clients.contains(tokens.word(*at)))
        .filter_map(|at| {
            let argument = arguments(tokens, at)? + 1;
            let start = tokens.get(at)?.start;
            // An empty list, or an object with options.
            let is_path = !matches!(tokens.mark(argument), b')' | b'{');
            let is_lost = is_path
                && !is_known(program, argument)
                && !is_passed(program, tokens.word(argument), start, &called);
            is_lost.then(|| Lost {
                at: start,
                why: if program.is_parameter(tokens.word(argument), start) {
                    UNCALLED
                } else {
                    "the path is built at run time"
                },
            })
        })
        .collect()
}

/// The functions that pass a parameter as the path to a client, with the methods of their requests.
pub(super) type Functions<'t> = HashMap<&'t str, &'static str>;

/// Finds such functions, also those that pass their parameter to another one.
pub(super) fn functions<'t>(
    clients: &HashSet<&str>,
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
) -> Functions<'t> {
    const ROUNDS: usize = 2;
    let mut functions = Functions::new();
    if clients.is_empty() {
        return functions;
    }
    let program: &Program = program;
    let tokens = &program.tokens;
    for at in (0..tokens.len()).filter(|at| clients.contains(tokens.word(*at))) {
        let Some(open) = arguments(tokens, at) else {
            continue;
        };
        let method = of_callee(tokens.word(at + 2)).unwrap_or("GET");
        if let Some(function) = passing(program, open) {
            functions.entry(function).or_insert(method);
        }
    }
    for _ in 0..ROUNDS {
        let outer: Vec<_> = (0..tokens.len())
            .filter_map(|at| {
                let method = functions.get(tokens.word(at))?;
                let function = passing(program, own_call(program, at)?)?;
                Some((function, *method))
            })
            .collect();
        for (function, method) in outer {
            functions.entry(function).or_insert(method);
        }
    }
    functions
}

/// The name of the function around a call that passes a parameter of the function as the whole argument. `open` is the bracket of the call.
fn passing<'t>(program: &Program<'t>, open: usize) -> Option<&'t str> {
    let tokens = &program.tokens;
    let close = tokens.pair(open)?;
    let start = tokens.get(open)?.start;
    let mut at = open + 1;
    let mut is_passed = false;
    while at < close && !is_passed {
        let begins = at == open + 1 || tokens.mark(at - 1) == b',';
        let ends = matches!(tokens.mark(at + 1), b',' | b')');
        is_passed = begins && ends && program.is_parameter(tokens.word(at), start);
        at = tokens.after(at);
    }
    let function = program.functions.get(program.function_at(start)?)?;
    (is_passed && !function.name.is_empty()).then_some(function.name)
}

/// The bracket of a call of a function of the program: `call(`, `call<T>(`, `this.call(`.
fn own_call(program: &Program, at: usize) -> Option<usize> {
    let tokens = &program.tokens;
    let open = if tokens.mark(at + 1) == b'<' {
        (at + 2..at + 2 + GENERIC).find(|at| tokens.mark(*at) == b'(')?
    } else {
        at + 1
    };
    let dot = at.wrapping_sub(1);
    let owner = match tokens.mark(dot) {
        b'.' => tokens.word(dot.wrapping_sub(1)),
        b'>' => tokens.word(dot.wrapping_sub(2)),
        _ => "this",
    };
    let is_own = ["this", "self"].contains(&owner);
    (is_own && tokens.mark(open) == b'(' && !program.is_header(at)).then_some(open)
}

/// The calls of such functions without a request. `calls` and `lost` are the results of the other detectors.
pub(super) fn missed<'t>(
    functions: &Functions,
    calls: &[(Call, &'static str)],
    lost: &[Lost],
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
) -> Vec<Lost> {
    if functions.is_empty() {
        return Vec::new();
    }
    let program: &Program = program;
    let tokens = &program.tokens;
    let mut known: Vec<usize> = calls.iter().map(|(call, _)| call.at).collect();
    known.extend(lost.iter().map(|place| place.at));
    known.sort_unstable();
    let is_known = |from: usize, to: usize| {
        let next = known.partition_point(|at| *at < from);
        known.get(next).is_some_and(|at| *at <= to)
    };
    (0..tokens.len())
        .filter(|at| functions.contains_key(tokens.word(*at)))
        .filter_map(|at| {
            let open = own_call(program, at)?;
            let start = tokens.get(at)?.start;
            let end = tokens.get(tokens.pair(open)?)?.end;
            let is_empty = tokens.pair(open) == Some(open + 1);
            (!is_empty && passing(program, open).is_none() && !is_known(start, end)).then_some(
                Lost {
                    at: start,
                    why: "the path is built at run time",
                },
            )
        })
        .collect()
}

/// The bracket that opens the arguments of a request: `api(`, `api.get(`, `api.get<User>(`.
fn arguments(tokens: &Tokens, client: usize) -> Option<usize> {
    if tokens.mark(client + 1) == b'(' {
        return Some(client + 1);
    }
    let generic = |from: usize| (from..from + GENERIC).find(|at| tokens.mark(*at) == b'(');
    if tokens.mark(client + 1) == b'<' {
        return generic(client + 2);
    }
    let callee = tokens.word(client + 2);
    if tokens.mark(client + 1) != b'.' || of_callee(callee).is_none() && callee != "request" {
        return None;
    }
    if tokens.mark(client + 3) != b'<' {
        return (tokens.mark(client + 3) == b'(').then_some(client + 3);
    }
    generic(client + 4)
}

/// Whether the expression has a text that is not a placeholder.
fn is_known(program: &Program, argument: usize) -> bool {
    let Some(value) = program.value(argument) else {
        return false;
    };
    let mut depth = 0_usize;
    value.text.chars().any(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && c.is_ascii_alphanumeric()
    })
}

/// The functions that the text calls.
fn called<'t>(program: &Program<'t>) -> HashSet<&'t str> {
    let tokens = &program.tokens;
    (0..tokens.len())
        .filter(|at| matches!(tokens.mark(at + 1), b'(' | b'<') && !program.is_header(*at))
        .map(|at| tokens.word(at))
        .collect()
}

/// Whether the name is a parameter of a function that the text calls. Its calls have the path.
fn is_passed(program: &Program, name: &str, at: usize, called: &HashSet<&str>) -> bool {
    program.is_parameter(name, at)
        && program
            .function_at(at)
            .and_then(|index| program.functions.get(index))
            .is_some_and(|function| called.contains(function.name))
}

#[cfg(test)]
mod tests {
    use crate::code::read;
    use crate::code::tests::permissions;

    #[test]
    fn a_client_with_a_base_reports_paths_that_are_built_at_run_time() {
        let permissions = permissions().expect("the data");
        let js = "const api = axios.create({ baseURL: `${KC}/admin/realms/${REALM}` });\n";
        let py = "client = httpx.Client(base_url=f\"{KC}/admin/realms/{REALM}\")\n";
        for (base, line, is_complete) in [
            (js, "export const raw = (path) => api.get(path);", false),
            (
                js,
                "export function raw(path) { return api.get(path); }",
                false,
            ),
            (js, "api.post(computePath(3), body);", false),
            (js, "api.get(`${path}`);", false),
            (js, "api.get<User[]>(path);", false),
            (js, "api.delete(`/users/${id}`);", true),
            (js, "const GROUPS = '/groups';\napi.get(GROUPS);", true),
            (
                js,
                "const get = (path) => api.get(path);\nget('/groups');",
                true,
            ),
            (js, "const status = api.defaults.timeout;", true),
            (js, "map.get(path);", true),
            (py, "def raw(path):\n    return client.get(path)", false),
            (
                py,
                "def get(path):\n    return client.get(path)\nget('/groups')",
                true,
            ),
            (py, "client.put(f\"/users/{id}\", json=user)", true),
        ] {
            let text = format!(
                "{base}{}\n{line}\n",
                if base == js {
                    "api.get('/users');"
                } else {
                    "client.get(\"/users\")"
                }
            );
            let pasted = read(&permissions, &text);
            assert_eq!(
                pasted.is_complete(),
                is_complete,
                "{text}: {:?}",
                pasted.not_understood
            );
            assert!(!pasted.operations.is_empty(), "{text}");
        }
    }
}
