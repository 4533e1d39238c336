//! Runs every detector, and decides between their results.

use std::cell::LazyCell;
use std::collections::HashSet;

use super::call::{Call, Lost, UNREQUESTED};
use super::index::Index;
use super::kcadm::OF_KCADM;
use super::scan::Text;
use super::shared::{Bound, Exports};
use super::values::Program;
use super::{
    annotations, ansible, bases, by_path, clients, crossplane, declared, generated, http_clients,
    karate, kcadm, list, path, realm_clients, relative, terraform, unknown, unknown_bases,
    wrappers,
};

/// The reason why a request below a base of another file counts.
pub(super) const OF_ANOTHER_FILE: &str = "a path below a base that is not in the text";

/// The results of the detectors.
pub(super) struct Collected {
    /// Each request with the reason why it counts, in the order of the text.
    pub calls: Vec<(Call, &'static str)>,
    pub lost: Vec<Lost>,
    pub not_followed: Vec<String>,
    /// Types of the Terraform provider without a table.
    pub unknown_types: Vec<(usize, String)>,
    /// Kinds of Crossplane's provider without a table.
    pub unknown_kinds: Vec<(usize, String)>,
    /// Types of a realm file without a table.
    pub unknown_sections: Vec<(usize, String)>,
    /// What other files can use.
    pub exports: Exports,
}

/// Runs every detector. `code` is the text without comments and with names replaced by their paths, `names` what is known about these
/// names, `original` the unchanged text, and `bound` what the text uses of other files.
pub(super) fn collected(
    code: &str,
    original: &str,
    names: &bases::Expanded,
    called: &HashSet<String>,
    index: &Index,
    bound: &Bound,
) -> Collected {
    let mut calls: Vec<(Call, &'static str)> = Vec::new();
    let mut add = |found: Vec<Call>, because| {
        calls.extend(found.into_iter().map(|call| (call, because)));
    };
    let paths = path::found(Text(code));
    let clients = http_clients::clients(Text(code), &names.names);
    let program = LazyCell::new(|| Program::new(code, &index.areas));
    let functions = realm_clients::functions(&clients.of_admin, &program);
    let (of_paths, of_methods, unread) = if karate::is_feature(code) {
        add(karate::calls(code), "the steps of a feature file");
        (Vec::new(), Vec::new(), Vec::new())
    } else {
        by_path::calls(code, &paths, &index.areas, &clients, &functions)
    };
    add(of_paths, "the path in the text");
    add(list::calls(code, index), "the path in the text");
    let of_admin = "an Admin API path whose base URL is not in the text";
    add(by_path::below_admin(Text(code), &index.areas), of_admin);
    add(kcadm::calls(code), OF_KCADM);
    let through_clients = clients::calls(code);
    add(through_clients.calls, "a method of a client library");
    let of_generator = "the name of a generated function";
    add(generated::calls(code, index), of_generator);
    let declared = terraform::calls(code);
    add(declared.calls, "a declaration of the Terraform provider");
    let (of_kinds, unknown_kinds) = crossplane::calls(code);
    add(of_kinds, "a resource of Crossplane's provider");
    let (of_tasks, unknown_modules) = ansible::calls(code);
    add(of_tasks, "a task of an Ansible module");
    let followed = wrappers::calls(code, &paths, &names.open, called, &program);
    let (mut lost, of_bases) = (followed.lost, followed.bases);
    add(followed.calls, "a function that adds the path to a base");
    let (of_unknown, lost_there) = unknown_bases::calls(code, &names.names, index);
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
    let elsewhere = relative::Elsewhere {
        followed: &followed.names,
        bound,
    };
    let (found, not_found) =
        relative::calls(code, original, &program, &elsewhere, |method, path| {
            index.find(method, path).is_some()
        });
    lost.extend(not_found);
    calls.extend(found.into_iter().map(|call| (call, OF_ANOTHER_FILE)));
    calls.sort_by_key(|(call, _)| call.at);
    lost.extend(realm_clients::missed(&functions, &calls, &lost, &program));
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
        let base = paths.first().map(|base| Lost {
            at: base.start,
            why: UNREQUESTED,
        });
        let has_unknown = !through_clients.not_followed.is_empty();
        lost.extend(base.or_else(|| unknown::named(code).filter(|_| !has_unknown)));
    }
    let exports = exports(
        code,
        &paths,
        &followed.senders,
        &functions,
        &clients.of_admin,
    );
    Collected {
        exports,
        calls,
        lost,
        not_followed: through_clients.not_followed,
        unknown_types: declared.unknown,
        unknown_kinds,
        unknown_sections,
    }
}

/// What other files can use: the functions that send a request, the clients, and the types around the bases.
fn exports(
    code: &str,
    paths: &[path::Found],
    senders: &[(String, Option<&'static str>)],
    functions: &realm_clients::Functions,
    clients: &HashSet<&str>,
) -> Exports {
    let bases = paths.iter().filter(|found| path::is_base(&found.path));
    let senders = senders
        .iter()
        .map(|(name, method)| (name.as_str(), *method));
    let functions = functions
        .iter()
        .map(|(name, method)| (*name, Some(*method)));
    let clients = clients.iter().map(|name| (*name, Some("GET")));
    let names = senders.chain(functions).chain(clients);
    Exports::new(code, bases.map(|found| found.start), names)
}

/// The paths below a base without a request: no request has the same path, and no request is on the same line, also none that is not
/// followed.
fn not_read(
    code: &str,
    unread: Vec<by_path::Unread>,
    calls: &[(Call, &'static str)],
    lost: &[Lost],
) -> Vec<Lost> {
    if unread.is_empty() {
        return Vec::new();
    }
    let text = Text(code);
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
