//! Reports requests of a client with the Admin API's base whose path is built at run time: `api.get(path)`.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::call::Lost;
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
            is_lost.then_some(Lost {
                at: start,
                why: "the path is built at run time",
            })
        })
        .collect()
}

/// The bracket that opens the arguments of a request: `api(`, `api.get(`, `api.get<User>(`.
fn arguments(tokens: &Tokens, client: usize) -> Option<usize> {
    if tokens.mark(client + 1) == b'(' {
        return Some(client + 1);
    }
    let callee = tokens.word(client + 2);
    if tokens.mark(client + 1) != b'.' || of_callee(callee).is_none() && callee != "request" {
        return None;
    }
    if tokens.mark(client + 3) != b'<' {
        return (tokens.mark(client + 3) == b'(').then_some(client + 3);
    }
    (client + 4..client + 4 + GENERIC).find(|at| tokens.mark(*at) == b'(')
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
        .filter(|at| tokens.mark(at + 1) == b'(' && !program.is_header(*at))
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
