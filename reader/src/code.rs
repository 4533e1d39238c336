//! Finds the operations that a pasted text requests: code, an access log, or a list of paths.
//!
//! Each detector reads the text a fixed number of times, and looks around a place only within fixed distances, so that the time grows
//! linearly with the length of the text.

mod annotations;
mod ansible;
mod bases;
mod clients;
mod clojure;
mod comments;
mod crossplane;
mod declared;
mod expand;
mod generated;
mod karate;
mod kcadm;
mod known_tools;
mod list;
mod method;
mod notebook;
mod path;
mod realm_clients;
mod relative;
mod scan;
mod terraform;
mod tokens;
mod unknown;
mod values;
mod visual_basic;
mod wrappers;

pub use known_tools::{KnownTool, ToolMethod, known_tools};

use permissions::{Operation, Permissions, admin_path, segments};
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The reason why a command of `kcadm.sh` counts.
pub const OF_KCADM: &str = "a command of kcadm.sh";

/// The requests in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted<'m> {
    /// The operations, each once, in the order of the text.
    pub operations: Vec<&'m Operation>,
    /// Each place with an operation.
    pub found: Vec<Place<'m>>,
    /// Places that look like requests to Keycloak and were not followed.
    pub not_understood: Vec<NotUnderstood>,
    /// Requests to the Admin API that this version does not have, as written, each once.
    pub unknown: Vec<String>,
    /// Calls of a client library for the Admin API whose request is not known, as `variable.method`, each once.
    pub not_followed: Vec<String>,
    /// The code of a notebook, to which the line numbers refer; `None` for other texts.
    pub notebook: Option<String>,
}

/// A place in the text with an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'m> {
    /// The operation.
    pub operation: &'m Operation,
    /// The line, counted from 1.
    pub line: usize,
    /// The line, truncated to a readable length.
    pub text: String,
    /// What shows that the operation is requested.
    pub because: &'static str,
}

/// A place that looks like a request to Keycloak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotUnderstood {
    /// The line, counted from 1.
    pub line: usize,
    /// The line, truncated to a readable length.
    pub text: String,
    /// Why it was not understood.
    pub why: String,
    /// Whether this Keycloak version has no such operation. [`Pasted::unknown`] lists these requests.
    pub is_unknown: bool,
}

/// A place that was not followed.
struct Lost {
    at: usize,
    why: &'static str,
}

impl Pasted<'_> {
    /// Whether every place that looks like a request to Keycloak was understood.
    pub fn is_complete(&self) -> bool {
        self.not_understood.is_empty()
    }
}

/// A request in the text: its place, the method, and the path.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    at: usize,
    method: &'static str,
    path: String,
}

/// What [`read`] recognizes, for users who pasted something else.
pub const UNDERSTOOD: &str = "Why403 recognizes paths with /admin/realms or /admin/serverinfo in code, access logs, \
 and lists; paths below the realm, one per line; kcadm.sh commands; and methods of Keycloak's admin clients for Java \
 and JavaScript, python-keycloak, gocloak, Keycloak.Net, Keycloak.AuthServices, fschmtt's PHP client, the Ruby gem keycloak-admin, and the Rust crate keycloak; \
resources of the Terraform provider and of Crossplane's provider; and tasks of Ansible's Keycloak modules.";

/// The operation of the first stack frame of a client library, with the place of the frame.
pub fn of_frame<'m>(permissions: &Permissions<'m>, text: &str) -> Option<(usize, &'m Operation)> {
    let clients::Frame { at, method, path } = clients::innermost_frame(text)?;
    let found = permissions.find(method, &path.replace("{}", "x"))?;
    Some((at, found.operation))
}

/// Finds the operations in a text. It recognizes
///
/// - every path with `admin/realms` or `admin/serverinfo`: complete, as a template (`${id}`, `{id}`, `:id`, `%s`, `<id>`, `%7Bid%7D`), or
///   joined from pieces (`"/admin/realms/" + realm + "/users"`), with the method of its request, or GET if none is found;
/// - lines that are a path below the realm (`GET /users`, `users/{id}`);
/// - commands of `kcadm.sh`;
/// - calls of Keycloak's own admin clients for Java and JavaScript and of the libraries for other languages in `clients/`, also on
///   variables that hold one of their resources.
///
/// For several texts, use one [`Reader`].
pub fn read<'m>(permissions: &Permissions<'m>, text: &str) -> Pasted<'m> {
    Reader::new(*permissions).read(text)
}

/// Reads several texts with the operations of one version.
pub struct Reader<'m> {
    index: Index<'m>,
}

impl<'m> Reader<'m> {
    /// Prepares the operations of this version.
    pub fn new(permissions: Permissions<'m>) -> Self {
        Self {
            index: Index::new(permissions),
        }
    }

    /// Finds the operations in a text, as [`read`] does.
    pub fn read(&self, text: &str) -> Pasted<'m> {
        found(&self.index, text)
    }
}

fn found<'m>(index: &Index<'m>, text: &str) -> Pasted<'m> {
    let notebook = notebook::code(text);
    let text = notebook.as_deref().unwrap_or(text);
    let code = comments::blanked(&scan::joined(text));
    let code = scan::with_common_operators(&code);
    let whole = expand::expanded(&code, &index.areas);
    let expanded = bases::expanded(&whole.text, &code);
    let code = &expanded.text;
    let Collected {
        calls,
        lost,
        not_followed,
        unknown_types,
        unknown_kinds,
        unknown_sections,
    } = collected(code, text, &expanded, &whole.called, index);
    let mut lost = lost;
    if !calls.is_empty() {
        lost.extend(expanded.unused.iter().map(|at| Lost {
            at: *at,
            why: "no request in the text uses this path",
        }));
    }
    let lines = Lines::new(code, text);
    lost.extend(whole.unused.iter().map(|line| Lost {
        at: lines.starts.get(*line).copied().unwrap_or_default(),
        why: "no request in the text uses this path",
    }));
    let mut found = Pasted {
        not_followed,
        ..Pasted::default()
    };
    let (mut known, mut unknown) = (HashSet::new(), HashSet::new());
    for (call, because) in calls {
        let (line, shown) = lines.at(call.at);
        if let Some(operation) = index.find(call.method, &call.path) {
            if known.insert(operation.position) {
                found.operations.push(operation);
            }
            let is_new = found
                .found
                .iter()
                .rev()
                .take_while(|place| place.line == line)
                .all(|place| place.operation.position != operation.position);
            if is_new {
                found.found.push(Place {
                    operation,
                    line,
                    text: shown,
                    because,
                });
            }
        } else if has_open_area(&call.path) {
            found.not_understood.push(NotUnderstood {
                line,
                text: shown,
                why: "the path is built at run time".to_owned(),
                is_unknown: false,
            });
        } else {
            let written = format!("{} {}", call.method, call.path);
            let why = format!("this Keycloak version has no operation {written}");
            found.not_understood.push(NotUnderstood {
                line,
                text: shown,
                why,
                is_unknown: true,
            });
            if unknown.insert(written.clone()) {
                found.unknown.push(written);
            }
        }
    }
    let unknown = [
        named(unknown_types, |name| {
            format!("the Terraform type {name} is unknown")
        }),
        named(unknown_kinds, |name| {
            format!("the requests of Crossplane's {name} are unknown")
        }),
        named(unknown_sections, |name| {
            format!("the requests of keycloak-config-cli for {name} are unknown")
        }),
    ];
    let missed = missed(code, lost, &found.not_followed);
    let missed = missed.into_iter().chain(unknown.into_iter().flatten());
    found.not_understood.extend(missed.map(|(at, why)| {
        let (line, text) = lines.at(at);
        NotUnderstood {
            line,
            text,
            why,
            is_unknown: false,
        }
    }));
    found.not_understood.sort_by_key(|place| place.line);
    found.not_understood.dedup();
    found.notebook = notebook;
    found
}

/// Whether the segment after the realm is a variable: `/admin/realms/{realm}/$path`.
fn has_open_area(path: &str) -> bool {
    segments(path)
        .nth(AREA)
        .is_some_and(|area| area.starts_with(['{', '$', '%', ':']))
}

/// The places that were not followed, unknown libraries, and unknown calls of libraries, with the reasons.
fn missed(code: &str, lost: Vec<Lost>, not_followed: &[String]) -> Vec<(usize, String)> {
    let libraries = named(unknown::libraries(code), |name| {
        format!("the methods of the library {name} are unknown")
    });
    let calls = not_followed.iter().map(|name| {
        let at = code.find(name.as_str()).unwrap_or_default();
        (at, format!("the requests of {name} are unknown"))
    });
    lost.into_iter()
        .map(|place| (place.at, place.why.to_owned()))
        .chain(libraries)
        .chain(calls)
        .collect()
}

/// The results of the detectors.
struct Collected {
    /// Each request with the reason why it counts, in the order of the text.
    calls: Vec<(Call, &'static str)>,
    lost: Vec<Lost>,
    not_followed: Vec<String>,
    /// Types of the Terraform provider without a table.
    unknown_types: Vec<(usize, String)>,
    /// Kinds of Crossplane's provider without a table.
    unknown_kinds: Vec<(usize, String)>,
    /// Types of a realm file without a table.
    unknown_sections: Vec<(usize, String)>,
}

/// Runs every detector. `code` is the text without comments and with names replaced by their paths, `names` what is known about these
/// names, and `original` the unchanged text.
fn collected(
    code: &str,
    original: &str,
    names: &bases::Expanded,
    called: &HashSet<String>,
    index: &Index,
) -> Collected {
    let mut calls: Vec<(Call, &'static str)> = Vec::new();
    let mut add = |found: Vec<Call>, because| {
        calls.extend(found.into_iter().map(|call| (call, because)));
    };
    let paths = path::found(scan::Text(code));
    let clients = path::clients(scan::Text(code), &names.names);
    let (of_paths, of_methods, unread) = if karate::is_feature(code) {
        add(karate::calls(code), "the steps of a feature file");
        (Vec::new(), Vec::new(), Vec::new())
    } else {
        path::calls(code, &paths, &index.areas, &clients)
    };
    add(of_paths, "the path in the text");
    add(list::calls(code, index), "the path in the text");
    add(
        path::below_admin(scan::Text(code), &index.areas),
        "an Admin API path whose base URL is not in the text",
    );
    add(kcadm::calls(code), OF_KCADM);
    let through_clients = clients::calls(code);
    add(through_clients.calls, "a method of a client library");
    add(
        generated::calls(code, index),
        "the name of a generated function",
    );
    let declared = terraform::calls(code);
    add(declared.calls, "a declaration of the Terraform provider");
    let (of_kinds, unknown_kinds) = crossplane::calls(code);
    add(of_kinds, "a resource of Crossplane's provider");
    let (of_tasks, unknown_modules) = ansible::calls(code);
    add(of_tasks, "a task of an Ansible module");
    let program = LazyCell::new(|| values::Program::new(code, &index.areas));
    let (through_wrappers, mut lost, of_bases) =
        wrappers::calls(code, &paths, &names.open, called, &program);
    add(through_wrappers, "a function that adds the path to a base");
    let (of_unknown, lost_there) = unknown_bases(code, &names.names, index);
    add(of_unknown, "a path behind a variable");
    lost.extend(lost_there);
    lost.extend(unknown_modules);
    lost.extend(unknown::requests(code, original, &program));
    lost.extend(unknown::constants(code));
    lost.extend(unknown::segments(code));
    lost.extend(realm_clients::lost(&clients.of_admin, &program));
    let (of_interfaces, beginnings) = annotations::calls(code, &paths);
    lost.extend(
        of_methods
            .into_iter()
            .filter(|place| !of_bases.contains(&place.at)),
    );
    calls.retain(|(call, _)| !of_bases.contains(&call.at) && !beginnings.contains(&call.at));
    let of_interface = "an annotation below the path of its type";
    calls.extend(of_interfaces.into_iter().map(|call| (call, of_interface)));
    let (found, not_found) = relative::calls(code, original, &program, |method, path| {
        index.find(method, path).is_some()
    });
    lost.extend(not_found);
    let because = "a path below a base that is not in the text";
    calls.extend(found.into_iter().map(|call| (call, because)));
    calls.sort_by_key(|(call, _)| call.at);
    let of_paths = not_read(code, unread, &calls, &lost);
    lost.extend(of_paths);
    let mut unknown_sections = Vec::new();
    if calls.is_empty() && lost.is_empty() && unknown_kinds.is_empty() {
        let file = declared::read(original);
        let of_tool = "a type of a realm file, as keycloak-config-cli applies it";
        let of_import = "a realm file that is imported as a whole";
        calls.extend(file.by_tool.into_iter().map(|call| (call, of_tool)));
        calls.extend(file.by_import.into_iter().map(|call| (call, of_import)));
        calls.sort_by_key(|(call, _)| call.at);
        lost.extend(file.lost);
        unknown_sections = file.unknown;
    }
    if calls.is_empty() && lost.is_empty() {
        // Only a base: the requests are elsewhere, or are built in a way that is not followed.
        lost.extend(paths.first().map(|base| Lost {
            at: base.start,
            why: "no request below this path was found",
        }));
    }
    if calls.is_empty() && lost.is_empty() && through_clients.not_followed.is_empty() {
        lost.extend(unknown::named(code));
    }
    Collected {
        calls,
        lost,
        not_followed: through_clients.not_followed,
        unknown_types: declared.unknown,
        unknown_kinds,
        unknown_sections,
    }
}

/// The paths below a base without a request: no request has the same path, and no request is on the same line, also none that is not
/// followed.
fn not_read(
    code: &str,
    unread: Vec<path::Unread>,
    calls: &[(Call, &'static str)],
    lost: &[Lost],
) -> Vec<Lost> {
    if unread.is_empty() {
        return Vec::new();
    }
    let text = scan::Text(code);
    let known: HashSet<String> = calls
        .iter()
        .map(|(call, _)| path::shape(&call.path))
        .collect();
    let mut places: Vec<usize> = lost.iter().map(|place| place.at).collect();
    places.sort_unstable();
    let is_near = |places: &[usize], start: usize, end: usize| {
        let next = places.partition_point(|at| *at < start);
        places.get(next).is_some_and(|at| *at <= end)
    };
    unread
        .into_iter()
        .filter(|(at, path)| {
            let (start, end) = text.line(*at);
            let next = calls.partition_point(|(call, _)| call.at < start);
            !known.contains(&path::shape(path))
                && !is_near(&places, start, end)
                && calls.get(next).is_none_or(|(call, _)| call.at > end)
        })
        .map(|(at, _)| Lost {
            at,
            why: "no request with this path was found",
        })
        .collect()
}

fn named(places: Vec<(usize, String)>, why: impl Fn(&str) -> String) -> Vec<(usize, String)> {
    places
        .into_iter()
        .map(|(at, name)| (at, why(&name)))
        .collect()
}

/// Paths behind a variable that the text does not define, named like a base of the Admin API: `${adminUrl}/clients`. `names` are the names
/// that the text defines.
fn unknown_bases(code: &str, names: &HashSet<String>, index: &Index) -> (Vec<Call>, Vec<Lost>) {
    let text = scan::Text(code);
    let (mut calls, mut lost) = (Vec::new(), Vec::new());
    let extensions = extensions(code);
    for (at, word) in text.words() {
        if extensions.contains(word)
            || names.contains(word)
            || !scan::names_base(word, &["admin", "keycloak", "kc"])
        {
            continue;
        }
        let end = at + word.len();
        // `${adminUrl}…`, `{adminUrl}…`, `adminUrl + "…"`, `$ADMIN_URL…`.
        let mut next = end;
        if text.at(next) == b'}' {
            next += 1;
        } else if text.before(at) != b'$' {
            let plus = text.skip_white(next);
            if text.at(plus) != b'+' {
                continue;
            }
            next = text.skip_white(plus + 1);
            if !matches!(text.at(next), b'"' | b'\'' | b'`') {
                if scan::is_word(text.at(next)) {
                    lost.push(Lost {
                        at,
                        why: "the path is built at run time",
                    });
                }
                continue;
            }
            next += 1;
        }
        // `${keycloak_url}${context}/admin/…`: another detector finds this path.
        let (variable, behind) = next_variable(text, next);
        if let Some(variable) = variable {
            let goes_on = text.slice(behind, behind + 8);
            let is_whole = ["/admin/", "/realms/"]
                .iter()
                .any(|root| goes_on.starts_with(root));
            if !is_whole && !is_part_of_url(variable) {
                lost.push(Lost {
                    at,
                    why: "the path is built at run time",
                });
            }
            continue;
        }
        if text.at(next) != b'/' {
            continue;
        }
        let mut area_end = next + 1;
        while scan::is_word(text.at(area_end)) || text.at(area_end) == b'-' {
            area_end += 1;
        }
        if !index.areas.contains(text.slice(next + 1, area_end)) {
            continue;
        }
        let (path, path_end) = path::read(text, next + 1);
        let method = method::of(text, next, path_end, at.saturating_sub(200), text.len());
        calls.push(Call {
            at,
            method: method
                .filter(|method| *method != scan::PREFLIGHT)
                .unwrap_or("GET"),
            path: path::below_realm(&path),
        });
    }
    (calls, lost)
}

/// The last of the placeholders that follow one another from this place on, and the place behind them.
fn next_variable(text: scan::Text<'_>, from: usize) -> (Option<&str>, usize) {
    const MOST: usize = 4;
    let (mut name, mut at) = (None, from);
    for _ in 0..MOST {
        if text.at(at) != b'$' || text.at(at + 1) != b'{' {
            break;
        }
        name = Some(text.word_at(at + 2));
        match text.closing(at + 1, 200) {
            Some(close) => at = close + 1,
            None => break,
        }
    }
    (name, at)
}

/// Whether a variable is named like a part of an address that no path of a request begins with: `keycloak_context`, `port`.
fn is_part_of_url(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["context", "prefix", "port", "relative"]
        .iter()
        .any(|part| lower.contains(part))
}

/// The names of variables with a path below `/realms/`, where extensions of Keycloak have their paths.
fn extensions(code: &str) -> HashSet<&str> {
    code.lines()
        .filter_map(|line| {
            let line = line.trim_start();
            let name = scan::Text(line).word_at(0);
            let value = line.get(name.len()..)?.trim_start().strip_prefix('=')?;
            (value.contains("/realms/") && !value.contains("admin/realms")).then_some(name)
        })
        .collect()
}

/// The lines of the original text, by their places in the expanded text.
struct Lines<'t> {
    starts: Vec<usize>,
    original: Vec<&'t str>,
}

/// The maximum length of a shown line.
const LONGEST_SHOWN: usize = 160;

impl<'t> Lines<'t> {
    fn new(code: &str, original: &'t str) -> Self {
        Self {
            starts: std::iter::once(0)
                .chain(
                    code.match_indices(['\n', scan::CONTINUED])
                        .map(|(at, _)| at + 1),
                )
                .collect(),
            original: original.lines().collect(),
        }
    }

    /// The number of the line, counted from 1, and the line.
    fn at(&self, at: usize) -> (usize, String) {
        let number = self.starts.partition_point(|start| *start <= at);
        let line = number
            .checked_sub(1)
            .and_then(|index| self.original.get(index))
            .map_or("", |line| line.trim());
        let shown = match line.char_indices().nth(LONGEST_SHOWN) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line.to_owned(),
        };
        (number, shown)
    }
}

/// The operations by method and area, because a log has many lines.
struct Index<'m> {
    operations: HashMap<(&'m str, &'m str), Vec<&'m Operation>>,
    /// The first segments below a realm.
    areas: HashSet<&'m str>,
    permissions: Permissions<'m>,
    /// The functions of generated clients, built when a text first calls one.
    generated: OnceLock<Vec<generated::Function>>,
}

/// The position of the segment below a realm that names the area.
const AREA: usize = 3;

impl<'m> Index<'m> {
    fn new(permissions: Permissions<'m>) -> Self {
        let mut index = Self {
            operations: HashMap::new(),
            areas: HashSet::new(),
            permissions,
            generated: OnceLock::new(),
        };
        for operation in permissions.operations() {
            let area = segments(&operation.template).nth(AREA).unwrap_or_default();
            index
                .operations
                .entry((operation.method.as_str(), area))
                .or_default()
                .push(operation);
            index.areas.insert(area);
        }
        index.areas.remove("");
        index
    }

    fn find(&self, method: &str, path: &str) -> Option<&'m Operation> {
        let path = admin_path(path);
        let area = segments(&path).nth(AREA).unwrap_or_default();
        self.operations
            .get(&(method, area))?
            .iter()
            .filter(|operation| operation.fits(&path))
            .max_by_key(|operation| operation.fixed_segments())
            .copied()
    }
}

#[cfg(test)]
mod tests;
