//! Follows functions that append their argument to a base: their call sites are the requests.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap, HashSet};

mod call_site;
mod definition;
mod function;
mod shell;

use super::bases::Open;
use super::call::{Call, Lost, UNCALLED};
use super::cmdlets;
use super::glued::{Glued, Variables};
use super::path;
use super::scan::Text;
use super::values::Program;
use super::words::BUILDS;
use call_site::{Site, call};
use definition::{may_continue, of_body, of_function, tails, tails_of, wrapper};
use function::Wrapper;
use shell::shell_call;

/// The maximum number of functions.
const MAX_WRAPPERS: usize = 60;

/// Functions of a program that a library calls for every request: `HTTPoison.Base`.
const HOOKS: [&str; 2] = ["process_request_url", "process_url"];

/// How often functions that pass their argument to another such function are followed.
const ROUNDS: usize = 3;

/// The requests that the functions of a text send, and what was found on the way.
#[derive(Default)]
pub(super) struct Followed {
    pub calls: Vec<Call>,
    /// The places that cannot be followed.
    pub lost: Vec<Lost>,
    /// The places of paths that are only the base of a function.
    pub bases: HashSet<usize>,
    /// The names of the functions.
    pub names: HashSet<String>,
    /// The functions that send a request themselves, with the method of a call that states none; `None` if each call states its method.
    pub senders: Vec<(String, Option<&'static str>)>,
}

/// Finds the requests through wrappers, and the places that cannot be followed. `program` is the parsed `source`, and `called` contains the
/// functions whose results already replace their calls.
pub(super) fn calls<'t>(
    source: &str,
    paths: &[path::Found],
    open: &[Open],
    called: &HashSet<String>,
    program: &LazyCell<Program<'t>, impl FnOnce() -> Program<'t>>,
) -> Followed {
    let text = Text(source);
    let mut lost = Vec::new();
    let mut bases = HashSet::new();
    let variables = Variables::new(text);
    let glued: BTreeMap<usize, Glued> = paths
        .iter()
        .filter(|found| cmdlets::of_cmdlet(text, found).is_none())
        .filter_map(|found| Some((found.start, variables.behind(found)?)))
        .collect();
    if open.is_empty() && glued.is_empty() && !paths.iter().any(may_continue) {
        return Followed::default();
    }
    let program: &Program = program;
    let mut wrappers: Vec<Wrapper> = Vec::new();
    let (tails, built) = tails_and_glued(text, program, paths, glued);
    bases.extend(&built);
    lost.extend(built.into_iter().map(|at| Lost {
        at,
        why: "the path is built at run time",
    }));
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
            .any(|found| found.start == place.at && cmdlets::of_cmdlet(text, found).is_some())
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
            if is_no_call(text, program, at, wrapper) {
                continue;
            }
            let site = if wrapper.in_shell {
                shell_call(text, at, wrapper)
            } else {
                call((text, program, &variables), at, wrapper)
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
    let is_called = |name: &str| used.contains(name) || called.contains(name);
    lost.extend(uncalled(source, &wrappers, is_called));
    Followed {
        calls: found,
        lost,
        bases,
        senders: senders(program, &wrappers),
        names: wrappers.into_iter().map(|wrapper| wrapper.name).collect(),
    }
}

/// The places where a parameter continues a path, and the places where another variable does.
fn tails_and_glued(
    text: Text,
    program: &Program,
    paths: &[path::Found],
    glued: BTreeMap<usize, Glued>,
) -> (Vec<Open>, Vec<usize>) {
    let mut tails = tails(text, paths);
    tails.extend(tails_of(program, paths));
    let known: HashSet<usize> = tails.iter().map(|place| place.at).collect();
    let mut others = Vec::new();
    for (at, glued) in glued {
        if known.contains(&at) {
            continue;
        }
        if program.is_parameter(&glued.name, at) {
            tails.push(Open {
                at,
                path: glued.base,
                follows: glued.name,
            });
        } else {
            others.push(at);
        }
    }
    (tails, others)
}

/// The functions that send a request themselves. Others only make a URL.
fn senders(program: &Program, wrappers: &[Wrapper]) -> Vec<(String, Option<&'static str>)> {
    const SENDS: [&str; 6] = [
        "fetch(",
        "request(",
        "send(",
        "axios(",
        "curl ",
        ".execute(",
    ];
    wrappers
        .iter()
        .filter_map(|wrapper| {
            let method = match (wrapper.method, wrapper.stated) {
                (Some(_), _) => None,
                (None, Some(method)) => Some(method),
                (None, None) => {
                    let function = program.function_at(wrapper.span.1)?;
                    let body = program.code_of(function);
                    SENDS
                        .iter()
                        .any(|send| body.contains(send))
                        .then_some("GET")?;
                    Some("GET")
                }
            };
            Some((wrapper.name.clone(), method))
        })
        .collect()
}

/// The functions that nothing calls.
fn uncalled(source: &str, wrappers: &[Wrapper], is_called: impl Fn(&str) -> bool) -> Vec<Lost> {
    wrappers
        .iter()
        .filter(|wrapper| {
            // The methods of a session call the method that it overrides: `super().request(…)`.
            let overrides = source.contains(&format!("super().{}(", wrapper.name))
                || HOOKS.contains(&wrapper.name.as_str());
            !is_called(&wrapper.name) && !overrides
        })
        .map(|wrapper| Lost {
            at: wrapper.span.1,
            why: UNCALLED,
        })
        .collect()
}

/// Whether the name of a function at a place belongs to the function itself, whose request may have the same name, or is a step of a request:
/// `builder().url(…)`.
fn is_no_call(text: Text, program: &Program, at: usize, wrapper: &Wrapper) -> bool {
    let is_own = at >= wrapper.span.0 && at <= wrapper.span.1;
    let is_step = BUILDS.contains(&wrapper.name.as_str())
        && text.before(at) == b'.'
        && text.before(at - 1) == b')';
    is_own || is_step || is_in_function(program, at, wrapper)
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

#[cfg(test)]
mod tests;
