//! Stores what each visitor assigned: roles and a client scope.

#[cfg(target_arch = "wasm32")]
#[path = "visitor/browser.rs"]
mod store;
#[cfg(not(target_arch = "wasm32"))]
#[path = "visitor/server.rs"]
mod store;

use store::Store;

use crate::realm::Person;
use crate::roles::RoleSet;

/// The name of a visitor's Keycloak: 1 to 40 of `a-z`, `0-9`, and `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Slug(String);

impl Slug {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let fits = (1..=40).contains(&text.len())
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        fits.then(|| Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The assigned roles of `realm-management`, by user, and whether the demo's client has the client scope of the Admin API.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Grants {
    service_account: RoleSet,
    john_doe: RoleSet,
    admin_api_scope: bool,
}

impl Grants {
    fn of(&mut self, person: Person) -> Option<&mut RoleSet> {
        match person {
            Person::ServiceAccount => Some(&mut self.service_account),
            Person::JohnDoe => Some(&mut self.john_doe),
            Person::Admin => None,
        }
    }
}

/// All visitors who have assigned something; others need no memory.
#[derive(Clone, Default)]
pub(crate) struct Visitors(Store);

impl Visitors {
    /// The roles of `realm-management` that are assigned to a user, without included roles.
    pub(crate) fn assigned(&self, visitor: &Slug, person: Person) -> RoleSet {
        let mut grants = self.0.get(visitor);
        grants.of(person).copied().unwrap_or_default()
    }

    /// Assigns roles to a user.
    pub(crate) fn assign(&self, visitor: &Slug, person: Person, roles: RoleSet) {
        self.change(visitor, person, |assigned| assigned.union(roles));
    }

    /// Unassigns roles from a user.
    pub(crate) fn unassign(&self, visitor: &Slug, person: Person, roles: RoleSet) {
        self.change(visitor, person, |assigned| assigned.without(roles));
    }

    /// Whether the demo's client has the client scope of the Admin API.
    pub(crate) fn has_admin_api_scope(&self, visitor: &Slug) -> bool {
        self.0.get(visitor).admin_api_scope
    }

    /// Assigns the client scope of the Admin API to the demo's client, or unassigns it.
    pub(crate) fn set_admin_api_scope(&self, visitor: &Slug, assigned: bool) {
        self.0
            .update(visitor, |grants| grants.admin_api_scope = assigned);
    }

    fn change(&self, visitor: &Slug, person: Person, change: impl FnOnce(RoleSet) -> RoleSet) {
        self.0.update(visitor, |grants| {
            if let Some(assigned) = grants.of(person) {
                *assigned = change(*assigned);
            }
        });
    }
}
