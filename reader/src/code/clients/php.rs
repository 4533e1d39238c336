//! `$keycloak->users()->get($realm, $id)` of the PHP library `fschmtt/keycloak-rest-api-client-php`.
//!
//! Read off the commit 82946e5, two commits after version 0.39.0 (`src/Keycloak.php`, `src/Resource`). The library reads the server's version before the
//! first request. Creating and updating clients and realms reads the result back.

use super::{Found, Resource, Sender, is_admin_client, member, request};
use crate::code::{
    assignment::assigned,
    scan::{Text, is_word},
};
use std::collections::{HashMap, HashSet};

/// The resources and their methods.
const RESOURCES: &[Resource] = &[
    (
        "attackDetection",
        &[
            "clear DELETE attack-detection/brute-force/users",
            "userStatus GET attack-detection/brute-force/users/{}",
            "clearUser DELETE attack-detection/brute-force/users/{}",
        ],
    ),
    (
        "clients",
        &[
            "all GET clients",
            "get GET clients/{}",
            "import POST clients + GET clients/{}",
            "update PUT clients/{} + GET clients/{}",
            "delete DELETE clients/{}",
            "getUserSessions GET clients/{}/user-sessions",
            "getClientSecret GET clients/{}/client-secret",
        ],
    ),
    (
        "groups",
        &[
            "all GET groups",
            "byPath GET group-by-path/{}",
            "children GET groups/{}/children",
            "members GET groups/{}/members",
            "get GET groups/{}",
            "create POST groups",
            "createChild POST groups/{}/children",
            "update PUT groups/{}",
            "delete DELETE groups/{}",
        ],
    ),
    (
        "organizations",
        &[
            "all GET organizations",
            "get GET organizations/{}",
            "create POST organizations",
            "update PUT organizations/{}",
            "delete DELETE organizations/{}",
            "inviteUser POST organizations/{}/members/invite-user",
            "addUser POST organizations/{}/members",
        ],
    ),
    (
        "realms",
        &[
            "all GET /admin/realms",
            "get GET",
            "import POST /admin/realms + GET",
            "update PUT + GET",
            "delete DELETE",
            "adminEvents GET admin-events",
            "keys GET keys",
            "deleteAdminEvents DELETE admin-events",
            "clearKeysCache POST clear-keys-cache",
            "clearRealmCache POST clear-realm-cache",
            "clearUserCache POST clear-user-cache",
        ],
    ),
    (
        "roles",
        &[
            "all GET roles",
            "get GET roles/{}",
            "create POST roles",
            "delete DELETE roles/{}",
            "update PUT roles/{}",
        ],
    ),
    ("serverInfo", &["get GET /admin/serverinfo"]),
    (
        "users",
        &[
            "all GET users",
            "get GET users/{}",
            "create POST users",
            "update PUT users/{}",
            "delete DELETE users/{}",
            "search GET users",
            "joinGroup PUT users/{}/groups/{}",
            "leaveGroup DELETE users/{}/groups/{}",
            "retrieveGroups GET users/{}/groups",
            "retrieveRealmRoles GET users/{}/role-mappings/realm",
            "retrieveAvailableRealmRoles GET users/{}/role-mappings/realm/available",
            "addRealmRoles POST users/{}/role-mappings/realm",
            "removeRealmRoles DELETE users/{}/role-mappings/realm",
            "retrieveClientRoles GET users/{}/role-mappings/clients/{}",
            "retrieveAvailableClientRoles GET users/{}/role-mappings/clients/{}/available",
            "addClientRoles POST users/{}/role-mappings/clients/{}",
            "removeClientRoles DELETE users/{}/role-mappings/clients/{}",
            "executeActionsEmail PUT users/{}/execute-actions-email",
            "credentials GET users/{}/credentials",
        ],
    ),
];

/// The resource with this name.
fn resource(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|(resource, _)| *resource == name)
}

/// The resource of a class of the library: `Users` is `users`.
fn of_class(name: &str) -> Option<&'static Resource> {
    let first = name.chars().next().filter(char::is_ascii_uppercase)?;
    resource(&format!("{}{}", first.to_ascii_lowercase(), name.get(1..)?))
}

/// Every call through the library.
pub(super) fn calls(text: Text, found: &mut Found) {
    if !text.0.contains("Fschmtt\\Keycloak") {
        return;
    }
    let mut clients: HashSet<&str> = HashSet::new();
    let mut bound: HashMap<&str, &'static Resource> = HashMap::new();
    for (at, word) in text.words() {
        let end = at + word.len();
        let next = text.skip_white(end);
        let is_declaration = next > end && text.at(next) == b'$';
        if word == "Keycloak" || word == "Builder" {
            if is_declaration {
                clients.insert(text.word_at(next + 1));
            } else if text.before(at) != b'\\' {
                clients.extend(assigned(text, at));
            }
        } else if is_declaration && let Some(known) = of_class(word) {
            bound.insert(text.word_at(next + 1), known);
        }
    }
    let mut is_first = true;
    for (at, word) in text.words() {
        if text.slice(at.saturating_sub(2), at) != "->" {
            continue;
        }
        let end = at + word.len();
        let receiver = text.word_before(text.skip_white_back(at - 2));
        let (known, called) = if clients.contains(receiver) || is_admin_client(receiver) {
            if word == "resource" && text.at(end) == b'(' {
                found.lost(format!("{receiver}->resource"));
                continue;
            }
            let Some(known) = resource(word).filter(|_| text.slice(end, end + 2) == "()") else {
                continue;
            };
            let arrow = text.skip_white(end + 2);
            if text.slice(arrow, arrow + 2) != "->" {
                if let Some(variable) = assigned(text, start_of_chain(text, at)) {
                    bound.insert(variable, known);
                }
                continue;
            }
            (known, arrow + 2)
        } else if let Some(known) = bound.get(receiver) {
            (*known, at)
        } else {
            continue;
        };
        let name = text.word_at(called);
        if text.at(called + name.len()) != b'(' {
            continue;
        }
        let Some(rest) = member(known.1, name) else {
            found.lost(format!("{}->{name}", known.0));
            continue;
        };
        if is_first {
            found.call(called, "GET", "/admin/serverinfo");
            is_first = false;
        }
        for (method, path) in rest.split(" + ").filter_map(request) {
            found.call(called, method, path);
        }
    }
}

/// Where `$this->keycloak->users` starts.
fn start_of_chain(text: Text, mut at: usize) -> usize {
    loop {
        if is_word(text.before(at)) || text.before(at) == b'$' {
            at -= 1;
        } else if at >= 2 && text.slice(at - 2, at) == "->" {
            at -= 2;
        } else {
            return at;
        }
    }
}

/// Every method of the table.
pub(super) fn senders() -> Vec<Sender> {
    RESOURCES
        .iter()
        .flat_map(|(name, members)| members.iter().map(move |member| (*name, *member)))
        .filter_map(|(name, member)| Sender::read(member, &format!("{name}()->"), ""))
        .collect()
}
