//! Finds the operations that a pasted text requests: code, an access log, or a list of paths.
//!
//! Each detector reads the text a fixed number of times, and looks around a place only within fixed distances, so that the time grows
//! linearly with the length of the text.

mod annotations;
mod ansible;
mod arguments;
mod assignment;
mod bases;
mod by_path;
mod call;
mod clients;
mod cmdlets;
mod commands;
mod comments;
mod crossplane;
mod declared;
mod detectors;
mod expand;
mod functions;
mod generated;
mod glued;
mod http_clients;
mod index;
mod karate;
mod kcadm;
mod known_tools;
mod lines;
mod list;
mod method;
mod notation;
mod notebook;
mod path;
mod realm_clients;
mod relative;
mod scan;
mod shared;
mod terraform;
mod tokens;
mod unknown;
mod unknown_bases;
mod values;
mod verbs;
mod words;
mod wrappers;

pub use kcadm::OF_KCADM;
pub use known_tools::{KnownTool, ToolMethod, known_tools};
pub use shared::{Exports, Shared};

use std::collections::HashSet;

use call::{Lost, UNCALLED, UNREQUESTED};
use detectors::{Collected, OF_ANOTHER_FILE, collected};
use index::{AREA, Index};
use lines::Lines;
use permissions::{Operation, Permissions, segments};
use shared::Bound;

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

impl Pasted<'_> {
    /// Whether every place that looks like a request to Keycloak was understood.
    pub fn is_complete(&self) -> bool {
        self.not_understood.is_empty()
    }

    /// Leaves out the functions and clients that only lack calls, because another file calls them.
    pub fn settle(&mut self) {
        self.not_understood
            .retain(|place| place.why != UNCALLED && place.why != UNREQUESTED);
    }
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
        self.read_file(text).0
    }

    /// Finds the operations in a file of a program, and what other files of the program can use.
    pub fn read_file(&self, text: &str) -> (Pasted<'m>, Exports) {
        found(&self.index, text, &Bound::default())
    }

    /// Finds the operations in a file that uses what other files share, and the paths of the files whose functions and clients it calls. `path`
    /// is the path of the file. `None` if it uses nothing of other files.
    pub fn read_with<'s>(
        &self,
        path: &str,
        text: &str,
        shared: &'s Shared,
    ) -> Option<(Pasted<'m>, Vec<&'s str>)> {
        let (bound, files) = shared.bound(path, text);
        if bound.is_empty() {
            return None;
        }
        let (pasted, _) = found(&self.index, text, &bound);
        let is_used = pasted
            .found
            .iter()
            .any(|place| place.because == OF_ANOTHER_FILE);
        Some((pasted, if is_used { files } else { Vec::new() }))
    }

    /// Finds the operations in the files of a program. Each file has a path and a text.
    pub fn read_files(&self, files: &[(&str, &str)]) -> Vec<Pasted<'m>> {
        let mut shared = Shared::default();
        let mut all = Vec::new();
        for (path, text) in files {
            let (pasted, exports) = self.read_file(text);
            shared.add(path, exports);
            all.push(pasted);
        }
        let mut used = HashSet::new();
        for ((path, text), pasted) in files.iter().zip(&mut all) {
            if let Some((found, of_files)) = self.read_with(path, text, &shared) {
                *pasted = found;
                used.extend(of_files);
            }
        }
        for ((path, _), pasted) in files.iter().zip(&mut all) {
            if used.contains(path) {
                pasted.settle();
            }
        }
        all
    }
}

fn found<'m>(index: &Index<'m>, text: &str, bound: &Bound) -> (Pasted<'m>, Exports) {
    let notebook = notebook::code(text);
    let text = notebook.as_deref().unwrap_or(text);
    let code = comments::blanked(&notation::joined(text));
    let code = notation::with_common_operators(&code);
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
        exports,
    } = collected(code, text, &expanded, &whole.called, index, bound);
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
    (found, exports)
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

fn named(places: Vec<(usize, String)>, why: impl Fn(&str) -> String) -> Vec<(usize, String)> {
    places
        .into_iter()
        .map(|(at, name)| (at, why(&name)))
        .collect()
}

#[cfg(test)]
mod tests;
