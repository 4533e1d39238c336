//! `realm.users().get(id).resetPassword(credential)`, also where the resource is kept in a variable.
//!
//! Read off `org.keycloak:keycloak-admin-client` 26.0.5: the JAX-RS annotations of `org.keycloak.admin.client.resource`.
//!
//! What a variable holds is known from its type (`UsersResource users`, Kotlin's `users: UsersResource`), from the chain that it is assigned
//! (`var users = realm.users()`), or from its name alone (`usersResource`). The nearest declaration before counts; for fields and methods
//! that are declared further down, the first of the file.

use super::{Found, LONGEST_ARGUMENTS, Resource, Sender, join, member, request};
use crate::code::{
    method::assigned,
    scan::{Text, is_word},
};
use std::collections::{HashMap, HashSet};

/// `realm.users().get(id).roles().realmLevel().add(roles)`
const RESOURCES: [Resource; 15] = [
    (
        "realms",
        &["realm > realm {}", "findAll GET", "create POST"],
    ),
    ("serverInfo", &["getInfo GET"]),
    (
        "realm",
        &[
            "users > users users",
            "clients > clients clients",
            "groups > groups groups",
            "roles > roles roles",
            "clientScopes > clientScopes client-scopes",
            "identityProviders > identityProviders identity-provider",
            "organizations > organizations organizations",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getEvents GET events",
            "getAdminEvents GET admin-events",
            "getDefaultGroups GET default-groups",
            "getGroupByPath GET group-by-path/{}",
            "getClientSessionStats GET client-session-stats",
            "partialImport POST partialImport",
            "partialExport POST partial-export",
            "logoutAll POST logout-all",
            "deleteSession DELETE sessions/{}",
        ],
    ),
    (
        "users",
        &[
            "get > user {}",
            "search GET",
            "searchByAttributes GET",
            "searchByUsername GET",
            "searchByEmail GET",
            "searchByFirstName GET",
            "searchByLastName GET",
            "list GET",
            "create POST",
            "delete DELETE {}",
            "count GET count",
            "countEmailVerified GET count",
        ],
    ),
    (
        "user",
        &[
            "roles > mappings role-mappings",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "groups GET groups",
            "groupsCount GET groups/count",
            "joinGroup PUT groups/{}",
            "leaveGroup DELETE groups/{}",
            "logout POST logout",
            "credentials GET credentials",
            "removeCredential DELETE credentials/{}",
            "disableCredentialType PUT disable-credential-types",
            "resetPassword PUT reset-password",
            "resetPasswordEmail PUT reset-password-email",
            "executeActionsEmail PUT execute-actions-email",
            "sendVerifyEmail PUT send-verify-email",
            "getUserSessions GET sessions",
            "getOfflineSessions GET offline-sessions/{}",
            "getFederatedIdentity GET federated-identity",
            "addFederatedIdentity POST federated-identity/{}",
            "removeFederatedIdentity DELETE federated-identity/{}",
            "getConsents GET consents",
            "revokeConsent DELETE consents/{}",
            "impersonate POST impersonation",
        ],
    ),
    (
        "mappings",
        &[
            "getAll GET",
            "realmLevel > level realm",
            "clientLevel > level clients/{}",
        ],
    ),
    (
        "level",
        &[
            "listAll GET",
            "listAvailable GET available",
            "listEffective GET composite",
            "add POST",
            "remove DELETE",
        ],
    ),
    (
        "clients",
        &[
            "get > client {}",
            "findAll GET",
            "findByClientId GET",
            "query GET",
            "create POST",
        ],
    ),
    (
        "client",
        &[
            "roles > roles roles",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getSecret GET client-secret",
            "generateNewSecret POST client-secret",
            "getServiceAccountUser GET service-account-user",
            "getUserSessions GET user-sessions",
            "getDefaultClientScopes GET default-client-scopes",
            "getOptionalClientScopes GET optional-client-scopes",
        ],
    ),
    (
        "groups",
        &[
            "group > group {}",
            "groups GET",
            "query GET",
            "count GET count",
            "add POST",
        ],
    ),
    (
        "group",
        &[
            "roles > mappings role-mappings",
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getSubGroups GET children",
            "subGroup POST children",
            "members GET members",
        ],
    ),
    (
        "roles",
        &[
            "get > role {}",
            "list GET",
            "create POST",
            "deleteRole DELETE {}",
        ],
    ),
    (
        "role",
        &[
            "toRepresentation GET",
            "update PUT",
            "remove DELETE",
            "getRoleComposites GET composites",
            "addComposites POST composites",
            "deleteComposites DELETE composites",
            "getUserMembers GET users",
            "getRoleUserMembers GET users",
            "getRoleGroupMembers GET groups",
        ],
    ),
    ("clientScopes", &["findAll GET", "create POST"]),
    (
        "identityProviders",
        &["findAll GET instances", "create POST instances"],
    ),
];

/// The package that whoever uses the client imports.
const PACKAGE: &str = "org.keycloak.admin.client";

/// The types of the resources, the resources, and where they are below the realm; nothing where the type alone does not tell.
const TYPES: [(&str, &str, Option<&str>); 16] = [
    ("RealmsResource", "realms", Some("/admin/realms")),
    ("RealmResource", "realm", Some("")),
    ("UsersResource", "users", Some("users")),
    ("UserResource", "user", Some("users/{}")),
    ("RoleMappingResource", "mappings", None),
    ("RoleScopeResource", "level", None),
    ("ClientsResource", "clients", Some("clients")),
    ("ClientResource", "client", Some("clients/{}")),
    ("GroupsResource", "groups", Some("groups")),
    ("GroupResource", "group", Some("groups/{}")),
    ("RolesResource", "roles", None),
    ("RoleResource", "role", None),
    (
        "ClientScopesResource",
        "clientScopes",
        Some("client-scopes"),
    ),
    (
        "IdentityProvidersResource",
        "identityProviders",
        Some("identity-provider"),
    ),
    (
        "ServerInfoResource",
        "serverInfo",
        Some("/admin/serverinfo"),
    ),
    (
        "OrganizationsResource",
        "organizations",
        Some("organizations"),
    ),
];

/// The request of a method of an interface: `UsersResource`, `create`. Interfaces that several resources share say nothing.
pub(super) fn of_interface(interface: &str, method: &str) -> Option<(&'static str, String)> {
    let place = Place::typed(interface)?;
    let (verb, below) = request(member(place.members(), method)?)?;
    Some((verb, join(&place.path?, below)))
}

/// Every method of the tables, with its interface.
pub(super) fn senders() -> Vec<Sender> {
    let mut all = Vec::new();
    let mut open = vec![
        ("realms", "/admin/realms".to_owned()),
        ("serverInfo", "/admin/serverinfo".to_owned()),
    ];
    while let Some((resource, path)) = open.pop() {
        let interface = TYPES.iter().find(|(_, known, _)| *known == resource);
        let prefix = interface.map_or_else(String::new, |(name, ..)| format!("{name}."));
        let place = Place {
            resource,
            path: None,
        };
        for entry in place.members() {
            let below = entry
                .split_once(" > ")
                .and_then(|(_, to)| to.split_once(' '));
            match below {
                Some((resource, below)) => open.push((resource, join(&path, below))),
                None => all.extend(Sender::read(entry, &prefix, &path)),
            }
        }
    }
    all
}

/// What every object has, and the proxies of the client.
const OF_EVERY_OBJECT: [&str; 5] = ["close", "equals", "getClass", "hashCode", "toString"];

/// A resource, and where it is below the realm, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    resource: &'static str,
    path: Option<String>,
}

impl Place {
    fn members(&self) -> &'static [&'static str] {
        RESOURCES
            .iter()
            .find(|(name, _)| *name == self.resource)
            .map_or(&[], |(_, members)| members)
    }

    /// Of a variable of this type. A type of the client that the table lacks has no members.
    fn typed(name: &str) -> Option<Self> {
        let known = TYPES.iter().find(|(typed, _, _)| *typed == name);
        known.map(|(_, resource, path)| Self {
            resource,
            path: path.map(str::to_owned),
        })
    }

    /// Of a variable of this name that nothing else is known of: `usersResource`. Roles are more often those of the realm.
    fn named(name: &str) -> Option<Self> {
        let (_, resource, path) = TYPES
            .iter()
            .find(|(typed, _, _)| typed.eq_ignore_ascii_case(name))?;
        let path = match *resource {
            "roles" => Some("roles"),
            "role" => Some("roles/{}"),
            _ => *path,
        };
        Some(Self {
            resource,
            path: Some(path?.to_owned()),
        })
    }

    /// What a chain begins with: `.users()`.
    fn start(name: &str) -> Option<Self> {
        let path = match name {
            "realm" => "",
            "realms" => "/admin/realms",
            "users" | "clients" | "groups" | "roles" => name,
            "clientScopes" => "client-scopes",
            "identityProviders" => "identity-provider",
            "serverInfo" => "/admin/serverinfo",
            _ => return None,
        };
        let (resource, _) = RESOURCES.iter().find(|(resource, _)| *resource == name)?;
        Some(Self {
            resource,
            path: Some(path.to_owned()),
        })
    }
}

/// Every call through the client.
pub(super) fn calls(text: Text, found: &mut Found) {
    let imported = text.0.contains(PACKAGE);
    let (mut fields, mut functions) = (HashMap::new(), HashMap::new());
    for (at, word) in text.words() {
        match declared(text, at, word, imported) {
            Some((name, Declared::Variable(Some(place)))) => {
                fields.entry(name).or_insert(place);
            }
            Some((name, Declared::Function(place))) => {
                functions.entry(name).or_insert(place);
            }
            _ => {}
        }
    }
    let mut walk = Walk {
        text,
        imported,
        bound: HashMap::new(),
        taken: HashSet::new(),
    };
    for (at, word) in text.words() {
        let end = at + word.len();
        if walk.taken.contains(&at) {
            continue;
        }
        if let Some((name, Declared::Variable(place))) = declared(text, at, word, imported) {
            walk.bound.insert(name, place);
            continue;
        }
        let next = after_marks(text, end);
        let place = if is_own(text, at) && text.at(next) == b'.' {
            match walk.bound.get(word) {
                Some(place) => place.clone(),
                None => fields.get(word).cloned().or_else(|| Place::named(word)),
            }
            .map(|place| (place, next, word.to_owned()))
        } else if text.at(end) == b'(' && text.before(at) == b'.' {
            Place::start(word)
                .zip(text.closing(end, LONGEST_ARGUMENTS))
                .map(|(place, close)| (place, close + 1, format!("{word}()")))
        } else if text.at(end) == b'(' && is_called(text, at) {
            functions
                .get(word)
                .cloned()
                .zip(text.closing(end, LONGEST_ARGUMENTS))
                .map(|(place, close)| (place, close + 1, format!("{word}()")))
        } else {
            None
        };
        if let Some((place, from, name)) = place {
            walk.follow(at, place, from, name, found);
        }
    }
}

/// What a declaration says.
enum Declared {
    /// A variable: the resource it holds, or nothing of the client.
    Variable(Option<Place>),
    /// A method that gives a resource.
    Function(Place),
}

/// The name that is declared where this word is a type.
fn declared<'t>(
    text: Text<'t>,
    at: usize,
    word: &str,
    imported: bool,
) -> Option<(&'t str, Declared)> {
    if !word.starts_with(|letter: char| letter.is_ascii_uppercase()) {
        return None;
    }
    let is_resource = word.ends_with("Resource");
    let place = Place::typed(word).or_else(|| {
        (imported && is_resource).then_some(Place {
            resource: "",
            path: None,
        })
    });
    let before = text.skip_white_back(at);
    if is_resource && text.before(before) == b':' {
        let name = text.word_before(text.skip_white_back(before - 1));
        return (!name.is_empty()).then_some((name, Declared::Variable(place)));
    }
    let end = at + word.len();
    let start = text.skip_white(end);
    let name = text.word_at(start);
    if start == end || name.is_empty() {
        return None;
    }
    match text.at(text.skip_white(start + name.len())) {
        b'=' | b';' | b',' | b')' | b':' => Some((name, Declared::Variable(place))),
        b'(' if is_resource => Some((name, Declared::Function(place?))),
        _ => None,
    }
}

/// Whether the word is a name of its own or a field of `this`, not a member of something else.
fn is_own(text: Text, at: usize) -> bool {
    text.before(at) != b'.' || text.word_before(at - 1) == "this"
}

/// Whether what is called here is an own method, and not declared.
fn is_called(text: Text, at: usize) -> bool {
    let before = text.skip_white_back(at);
    let declares = is_word(text.before(before))
        && !["return", "else", "yield"].contains(&text.word_before(before));
    // `List<User> users()` declares, `user -> users()` does not.
    let of_type = text.before(before) == b'>' && text.before(before - 1) != b'-';
    is_own(text, at) && !declares && !of_type
}

/// Past Kotlin's `?` and `!!`, and white space.
fn after_marks(text: Text, from: usize) -> usize {
    let mut at = text.skip_white(from);
    while matches!(text.at(at), b'!' | b'?') {
        at += 1;
    }
    at
}

struct Walk<'t> {
    text: Text<'t>,
    imported: bool,
    /// What the variables hold here; nothing if it is nothing of the client.
    bound: HashMap<&'t str, Option<Place>>,
    /// Where the words stand that were read as part of a chain.
    taken: HashSet<usize>,
}

impl Walk<'_> {
    /// Follows a chain that begins at `start` and goes on at `from`, where it has come to `place`.
    fn follow(
        &mut self,
        start: usize,
        mut place: Place,
        from: usize,
        mut name: String,
        found: &mut Found,
    ) {
        let text = self.text;
        let mut at = from;
        for _ in 0..8 {
            at = after_marks(text, at);
            let word = text.word_at(at + 1);
            let open = at + 1 + word.len();
            if text.at(at) != b'.' {
                if let Some(variable) = assigned(text, start) {
                    self.bound.insert(variable, Some(place));
                }
                return;
            }
            if text.at(open) != b'(' {
                return;
            }
            let rest = member(place.members(), word);
            let to = rest.and_then(|rest| rest.strip_prefix("> "));
            match (rest, to, &place.path) {
                (_, Some(to), Some(path)) => {
                    let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
                    let Some(close) = text.closing(open, LONGEST_ARGUMENTS) else {
                        return;
                    };
                    place = Place {
                        resource,
                        path: Some(join(path, below)),
                    };
                    self.taken.insert(at + 1);
                    name = format!("{word}()");
                    at = close + 1;
                }
                (Some(rest), None, Some(path)) => {
                    if let Some((method, below)) = request(rest) {
                        self.taken.insert(at + 1);
                        found.call(at + 1, method, &join(path, below));
                    }
                    return;
                }
                _ => {
                    if self.imported && !OF_EVERY_OBJECT.contains(&word) {
                        found.lost(format!("{name}.{word}"));
                    }
                    return;
                }
            }
        }
    }
}
