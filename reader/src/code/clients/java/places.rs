//! Finds where the resources of the Java client are below the realm.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::RESOURCES;
use crate::code::clients::{Resource, Sender, join, member, request};

/// The end of the name of every interface.
pub(super) const SUFFIX: &str = "Resource";

fn resource(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|(resource, _)| *resource == name)
}

/// Every resource that the chains from these starts reach, with its path, once for each chain.
fn reached(mut open: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let mut reached = Vec::new();
    while let Some((name, path)) = open.pop() {
        for member in resource(name).map_or(&[][..], |(_, members)| *members) {
            if let Some((_, to)) = member.split_once(" > ") {
                let (next, below) = to.split_once(' ').unwrap_or((to, ""));
                open.push((next, join(&path, below)));
            }
        }
        reached.push((name, path));
    }
    reached
}

/// The first members of the client, with their paths.
fn starts() -> Vec<(&'static str, String)> {
    [
        ("Realms", "/admin/realms"),
        ("ServerInfo", "/admin/serverinfo"),
    ]
    .map(|(name, path)| (name, path.to_owned()))
    .to_vec()
}

/// Where a resource is below the realm; `None` if chains of calls reach it at different paths.
static PLACES: LazyLock<HashMap<&str, Option<String>>> = LazyLock::new(|| {
    let mut places: HashMap<&str, Option<String>> = HashMap::new();
    for (name, path) in starts() {
        places.insert(name, Some(path));
    }
    for (name, path) in reached(vec![("Realm", String::new())]) {
        places
            .entry(name)
            .and_modify(|known| {
                if known.as_ref() != Some(&path) {
                    *known = None;
                }
            })
            .or_insert(Some(path));
    }
    places
});

fn path_of(resource: &str) -> Option<&'static str> {
    PLACES.get(resource)?.as_deref()
}

/// The request of a method of an interface: `UsersResource`, `create`. Interfaces that several resources share say nothing.
pub(in crate::code) fn of_interface(
    interface: &str,
    method: &str,
) -> Option<(&'static str, String)> {
    let place = Place::typed(interface)?;
    let (verb, below) = request(member(place.members(), method)?)?;
    Some((verb, join(&place.path?, below)))
}

/// The request of a frame of a proxy, `at jdk.proxy2/jdk.proxy2.$Proxy178.searchByUsername(Unknown Source)`, which does not show its interface.
/// The method's name is enough if all resources of the client that have this method send the same request. The frame below it,
/// `de.adorsys.keycloak.config.repository.RealmRepository.update(…)` of keycloak-config-cli, names the resource.
pub(in crate::code) fn of_proxy(line: &str, below: &str) -> Option<(&'static str, String)> {
    let (_, proxy) = line.split_once("$Proxy")?;
    let (_, method) = proxy.split_once('.')?;
    let (method, _) = method.split_once('(')?;
    // `create`, and `createUser` of `UserRepository`, but not `createAuthorizationPolicy` of `ClientRepository`.
    let of_repository = below
        .split_once("keycloak.config.repository.")
        .and_then(|(_, class)| class.split_once("Repository."))
        .filter(|(stem, rest)| {
            let caller = rest.split('(').next().unwrap_or_default();
            let rest = caller.strip_prefix(method);
            rest.is_some_and(|rest| rest.is_empty() || rest == *stem)
        })
        .map(|(stem, _)| stem);
    let has_name = |name: &str| match of_repository {
        Some(stem) => name
            .strip_prefix(stem)
            .is_some_and(|rest| ["", "s"].contains(&rest)),
        None => true,
    };
    let mut found = None;
    for (name, members) in RESOURCES.iter().filter(|(name, _)| has_name(name)) {
        let Some(requests) = member(members, method) else {
            continue;
        };
        let (verb, below) = request(requests)?;
        let request = (verb, join(path_of(name)?, below));
        if found.get_or_insert_with(|| request.clone()) != &request {
            return None;
        }
    }
    found
}

/// Every method of the tables, with its interface.
pub(in crate::code) fn senders() -> Vec<Sender> {
    let methods = |(name, path): (&str, String)| {
        let prefix = format!("{name}{SUFFIX}.");
        let members = resource(name).map_or(&[][..], |(_, members)| *members);
        members
            .iter()
            .filter(|member| !member.contains(" > "))
            .filter_map(move |member| Sender::read(member, &prefix, &path))
    };
    reached(starts()).into_iter().flat_map(methods).collect()
}

/// Beginnings of chains that count in every text.
pub const COMMON_STARTS: [&str; 6] = [
    "users",
    "clients",
    "groups",
    "roles",
    "clientScopes",
    "identityProviders",
];

/// A resource, and where it is below the realm, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub resource: &'static str,
    pub path: Option<String>,
}

impl Place {
    pub fn members(&self) -> &'static [&'static str] {
        RESOURCES
            .iter()
            .find(|(name, _)| *name == self.resource)
            .map_or(&[], |(_, members)| members)
    }

    /// The resource that a method of this resource returns.
    pub fn member(&self, name: &str) -> Option<Self> {
        let to = member(self.members(), name)?.strip_prefix("> ")?;
        let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
        Some(Self {
            resource,
            path: self.path.as_ref().map(|path| join(path, below)),
        })
    }

    /// Of a variable of this type. A type of the client that the table lacks has no members.
    pub fn typed(name: &str) -> Option<Self> {
        let (resource, _) = resource(name.strip_suffix(SUFFIX)?)?;
        Some(Self {
            resource,
            path: path_of(resource).map(str::to_owned),
        })
    }

    /// Of a variable of this name that nothing else is known of: `usersResource`. Roles are more often those of the realm.
    pub fn named(name: &str) -> Option<Self> {
        let end = name.len().checked_sub(SUFFIX.len())?;
        let (stem, suffix) = name.split_at_checked(end)?;
        let (resource, _) = RESOURCES
            .iter()
            .find(|(resource, _)| resource.eq_ignore_ascii_case(stem))?;
        let path = match *resource {
            _ if !suffix.eq_ignore_ascii_case(SUFFIX) => None,
            "Roles" => Some("roles"),
            "Role" => Some("roles/{}"),
            resource => path_of(resource),
        };
        Some(Self {
            resource,
            path: Some(path?.to_owned()),
        })
    }

    /// Of a wrapper's method with the name of a method that returns a resource below the realm: `keycloak.userProfile()`. Only one resource
    /// has such a method, and it is at one path.
    pub fn accessor(name: &str) -> Option<Self> {
        let mut places = RESOURCES.iter().filter_map(|(owner, members)| {
            let to = member(members, name)?.strip_prefix("> ")?;
            let (resource, below) = to.split_once(' ').unwrap_or((to, ""));
            let path = path_of(owner).map(|path| join(path, below));
            Some(Self { resource, path })
        });
        let only = places.next()?;
        (places.next().is_none() && only.path.as_ref().is_some_and(|path| !path.contains("{}")))
            .then_some(only)
    }

    /// What a chain begins with: `.users()`. Unless the text imports the client's package, only names that are rare in other code count.
    pub fn start(name: &str, imported: bool) -> Option<Self> {
        let (name, path) = match name {
            "realm" => ("Realm", ""),
            "realms" => ("Realms", "/admin/realms"),
            "serverInfo" => ("ServerInfo", "/admin/serverinfo"),
            name if imported || COMMON_STARTS.contains(&name) => {
                let (_, members) = resource("Realm")?;
                let Some(to) = member(members, name) else {
                    return Self::accessor(name);
                };
                let to = to.strip_prefix("> ")?;
                to.split_once(' ').unwrap_or((to, ""))
            }
            _ => return None,
        };
        let (resource, _) = resource(name)?;
        Some(Self {
            resource,
            path: Some(path.to_owned()),
        })
    }
}
