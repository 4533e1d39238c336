//! Replaces expressions by the paths that they make, so that every request contains its whole path.

use std::collections::HashSet;

use super::path::{is_base, open_parameter};
use super::scan::{CONTINUED, Text, is_word, names_base};
use super::values::{Program, Value};
use super::words::RESULTS;

/// Every path of the Admin API contains one of these parts.
const PARTS: [&str; 4] = ["realms", "serverinfo", "clients/v2", "whoami"];

/// The text with paths instead of expressions.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub text: String,
    /// The lines, counted from 0, with a path that no request uses.
    pub unused: Vec<usize>,
    /// The functions whose results were computed.
    pub called: HashSet<String>,
}

/// Replaces the expressions. Lines keep their numbers.
pub(super) fn expanded(source: &str, areas: &HashSet<&str>) -> Expanded {
    let mut expanded = Expanded::default();
    if !may_have_paths(source) {
        source.clone_into(&mut expanded.text);
        return expanded;
    }
    let text = Text(source);
    let program = Program::new(source, areas);
    let mut changes: Vec<(usize, usize, String)> = Vec::new();
    let mut at = 0;
    while at < program.tokens.len() {
        at = match change(&program, at) {
            Some((end, path)) => {
                let start = program.tokens.get(at).map_or(0, |token| token.start);
                let stop = program.tokens.get(end - 1).map_or(start, |token| token.end);
                changes.push((start, stop, path));
                end
            }
            None => at + 1,
        };
    }
    // An entry of an object or a result of a function is not a request; where it is used, the path replaces it.
    let mut parts = program.parts();
    parts.retain(|part| part.used || !part.is_option);
    let mut removed: Vec<(usize, usize)> = Vec::new();
    for part in &parts {
        let Some(token) = program.tokens.get(part.begin) else {
            continue;
        };
        let stop = program
            .tokens
            .get(part.end - 1)
            .map_or(token.end, |token| token.end);
        let is_wrapper = program
            .value(part.begin)
            .and_then(|value| {
                let path = program.path(&value.text)?;
                Some(open_parameter(&path).is_some() || is_base(&format!("/{path}")))
            })
            .unwrap_or(true);
        if is_wrapper {
            continue;
        }
        if !part.used {
            expanded.unused.push(token.start);
        }
        removed.push((token.start, stop));
    }
    removed.sort_unstable();
    changes.retain(|change| {
        let after = removed.partition_point(|part| part.1 <= change.0);
        removed.get(after).is_none_or(|part| part.0 >= change.1)
    });
    changes.extend(
        removed
            .into_iter()
            .map(|(start, stop)| (start, stop, "\"\"".to_owned())),
    );
    let breaks = breaks(source);
    for place in &mut expanded.unused {
        *place = breaks.partition_point(|at| at < place);
    }
    expanded.called = program.called();
    changes.sort_by_key(|change| change.0);
    let mut copied = 0;
    for (start, stop, path) in changes {
        if start < copied {
            continue;
        }
        let original = text.slice(start, stop);
        expanded.text.push_str(text.slice(copied, start));
        expanded.text.push_str(&path);
        let lines = original.matches(['\n', CONTINUED]).count();
        expanded.text.push_str(&"\n".repeat(lines));
        copied = stop;
    }
    expanded.text.push_str(text.slice(copied, source.len()));
    expanded
}

/// Whether expressions in the text may result in a path of the Admin API.
fn may_have_paths(source: &str) -> bool {
    let has = |part: &&str| source.contains(*part);
    let mut names =
        source.split(|letter: char| !letter.is_ascii_alphanumeric() && !"_.-".contains(letter));
    ["admin", "Admin", "ADMIN"].iter().any(has)
        && (PARTS.iter().any(has) || names.any(|name| names_base(name, &["admin"])))
}

/// The places where lines end, as `Lines` counts them.
fn breaks(source: &str) -> Vec<usize> {
    source
        .match_indices(['\n', CONTINUED])
        .map(|(at, _)| at)
        .collect()
}

/// The end of the expression at this token and its path, if it is replaced.
fn change(program: &Program, at: usize) -> Option<(usize, String)> {
    if !program.begins(at) || program.is_header(at) {
        return None;
    }
    let token = program.tokens.get(at)?;
    let value = program.value(at).filter(|value| value.changed)?;
    let Some(path) = program.path(&value.text) else {
        return Some((value.end, below_base(program, at, &value)?));
    };
    // A command or a message that contains a path is more than the path.
    let before = value
        .text
        .find("admin/")
        .map_or("", |at| value.text.get(..at).unwrap_or_default());
    if before.contains(char::is_whitespace) {
        return None;
    }
    // The left side of an assignment, and the key of an entry.
    let [mark, second] = [value.end, value.end + 1].map(|at| program.tokens.mark(at));
    // `u, err := …` of Go.
    if token.first && mark == b',' && RESULTS.contains(&program.tokens.word(value.end + 1)) {
        return None;
    }
    if mark == b'=' && second != b'=' || mark == b':' && second != b':' && token.first {
        return None;
    }
    if matches!(mark, b':' | b'+' | b'.') && second == b'=' {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    // A function that appends its parameter to a base is followed at its calls.
    let open = open_parameter(path);
    if open.is_some() && has_base(program, at, value.end) {
        return None;
    }
    let (path, below) = open.map_or((path, ""), |(base, name)| (base, name));
    let clean: String = path
        .chars()
        .filter(|letter| !letter.is_whitespace() && !"\"'`\\$".contains(*letter))
        .collect();
    let text = if below.is_empty() {
        format!("\"/{clean}\"")
    } else {
        format!("\"/{clean}/\" + {below}")
    };
    // A statement that changes a variable becomes an assignment.
    let text = match program.changed_by(at) {
        Some(name) => format!("{name} = {text}"),
        None => text,
    };
    Some((value.end, text))
}

/// The path below a base that an expression makes from a name: `USERS + "/" + id`, `` `${USERS}/${id}` ``, `userPath(id)`. A path that the
/// expression writes itself stays as it is.
fn below_base(program: &Program, at: usize, value: &Value) -> Option<String> {
    let tokens = &program.tokens;
    let path = value.text.split(['?', '#']).next()?;
    let area = path.trim_start_matches('/').split('/').next()?;
    let is_path = path
        .bytes()
        .all(|byte| is_word(byte) || b"/{}-.:@~+$".contains(&byte));
    if !program.areas.contains(area) || !is_path {
        return None;
    }
    let start = tokens.get(at)?.start;
    let end = tokens.get(value.end.checked_sub(1)?)?.end;
    let code = program.slice(start, end);
    let writes_area = code.match_indices(area).any(|(at, _)| {
        let before = code.get(..at).unwrap_or_default();
        before.trim_end_matches('/').ends_with(['"', '\'', '`'])
    });
    if writes_area {
        return None;
    }
    // The name of a list or a key is one word too: only the whole argument of a call is a path.
    let before = tokens.mark(at.checked_sub(1)?);
    let is_named = at
        .checked_sub(2)
        .is_some_and(|name| tokens.value_of(name) == at);
    let is_argument = b"(,".contains(&before) || is_named;
    let ends = b",)".contains(&tokens.mark(value.end));
    (is_argument && ends || path.trim_start_matches('/').contains('/'))
        .then(|| format!("\"/{}\"", path.trim_start_matches('/')))
        .filter(|_| !matches!(tokens.mark(value.end), b':' | b'='))
}

/// Whether the code from one token to another contains the base as text, not as segments.
fn has_base(program: &Program, from: usize, to: usize) -> bool {
    let start = program.tokens.get(from).map_or(0, |token| token.start);
    let end = program
        .tokens
        .get(to.saturating_sub(1))
        .map_or(start, |token| token.end);
    let code = program.slice(start, end);
    let is_segments = code.contains("admin") && code.contains("realms");
    code.contains("admin/realms") || !(code.contains('(') || is_segments)
}
