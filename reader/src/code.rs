//! Finds the operations that a pasted text calls: code, an access log, a list of paths.
//!
//! The text is looked through in one pass for each kind of call. What surrounds a call is looked at within fixed distances, so that the time
//! grows with the length of the text alone.

mod clients;
mod kcadm;
mod list;
mod method;
mod path;
mod scan;

use permissions::{Operation, Permissions, admin_path, segments};
use std::collections::{HashMap, HashSet};

/// What a pasted text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted<'m> {
    /// The operations found, each once, in the order of the text.
    pub operations: Vec<&'m Operation>,
    /// Calls of the Admin API that this version does not have, as written, each once.
    pub unknown: Vec<String>,
    /// Calls of a client library for the Admin API of which it is not known what they call, as `variable.method`, each once.
    pub not_followed: Vec<String>,
}

impl Pasted<'_> {
    /// What a reader has to look at himself, in a sentence; nothing if all was followed.
    pub fn left_to_you(&self) -> Option<String> {
        let (named, more) = self
            .not_followed
            .split_at_checked(NAMED)
            .unwrap_or((&self.not_followed, &[]));
        let and_more = match more.len() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        (!named.is_empty()).then(|| {
            format!(
                "Calls through a client library that could not be followed: {}{and_more}. What they call is not counted.",
                named.join(", ")
            )
        })
    }
}

/// More calls that could not be followed are counted, not named.
const NAMED: usize = 12;

/// A call that the text makes: where it stands, the method and the path.
#[derive(Debug, PartialEq, Eq)]
struct Call {
    at: usize,
    method: &'static str,
    path: String,
}

/// What [`read`] understands, for who pasted something else.
pub const UNDERSTOOD: &str = "Understood are paths with /admin/realms or /admin/serverinfo in code, access logs and lists; paths below the \
    realm, one a line; commands of kcadm.sh; and calls through Keycloak's admin clients for Java and JavaScript, through \
    python-keycloak, and through Go's gocloak.";

/// Finds the operations in a text:
///
/// - every path that holds `admin/realms` or `admin/serverinfo`, whole, as a template (`${id}`, `{id}`, `:id`, `%s`, `<id>`, `%7Bid%7D`) or put
///   together from pieces (`"/admin/realms/" + realm + "/users"`), with the method of the call that it is a part of, GET if none is found;
/// - lines that are a path below the realm (`GET /users`, `users/{id}`);
/// - commands of `kcadm.sh`;
/// - calls through Keycloak's own admin clients for Java and JavaScript, through python-keycloak and Go's gocloak, also on variables
///   that hold one of their resources.
pub fn read<'m>(permissions: &Permissions<'m>, text: &str) -> Pasted<'m> {
    let joined = scan::joined(text);
    let index = Index::new(*permissions);
    let mut calls = path::calls(&joined, &index.areas);
    calls.extend(list::calls(&joined, &index));
    calls.extend(kcadm::calls(&joined));
    let through_clients = clients::calls(&joined);
    calls.extend(through_clients.calls);
    calls.sort_by_key(|call| call.at);

    let mut found = Pasted {
        not_followed: through_clients.not_followed,
        ..Pasted::default()
    };
    let (mut known, mut unknown) = (HashSet::new(), HashSet::new());
    for call in calls {
        if let Some(operation) = index.find(call.method, &call.path) {
            if known.insert(operation.position) {
                found.operations.push(operation);
            }
        } else {
            let written = format!("{} {}", call.method, call.path);
            if unknown.insert(written.clone()) {
                found.unknown.push(written);
            }
        }
    }
    found
}

/// The operations by method and area: a log has many lines.
struct Index<'m> {
    operations: HashMap<(&'m str, &'m str), Vec<&'m Operation>>,
    /// The first segments below a realm.
    areas: HashSet<&'m str>,
}

/// Which segment of a path below a realm names the area.
const AREA: usize = 3;

impl<'m> Index<'m> {
    fn new(permissions: Permissions<'m>) -> Self {
        let mut index = Self {
            operations: HashMap::new(),
            areas: HashSet::new(),
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
