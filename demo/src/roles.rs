//! Defines the roles of `realm-management` and which roles they include.

use serde::Serialize;

use crate::clients::REALM_MANAGEMENT_ID;

/// A role of the client `realm-management`, as its position in [`ROLES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Role(u8);

/// Name, ID, and the included roles. The roles are in the order of their names.
type Entry = (&'static str, &'static str, &'static [&'static str]);

/// The roles of a new realm in 26.7.3. `realm-admin` includes all others.
const ROLES: [Entry; 22] = [
    ("create-client", "287f8fb5-8c2a-4a3d-a5ad-1bb2d073d224", &[]),
    ("impersonation", "4d60f89d-4dfa-4135-818e-ba5a755c01dc", &[]),
    (
        "manage-authorization",
        "1a8057ed-8a7d-4255-a92e-23502b1dfa1e",
        &[],
    ),
    (
        "manage-clients",
        "5938ae76-e4a1-4088-bd63-ab1740f1eebd",
        &[],
    ),
    ("manage-events", "11cfa524-81b5-4bf3-896f-24154676e438", &[]),
    (
        "manage-identity-providers",
        "153067f8-0499-40bb-874d-88fbaa198d72",
        &[],
    ),
    (
        "manage-organizations",
        "64d7c54c-0ae5-481a-9664-99c6a31656a4",
        &[],
    ),
    ("manage-realm", "e19b7545-99c4-417c-998c-d1c3c5e43181", &[]),
    ("manage-users", "2fa36f82-3530-43a8-bc7e-85361a386087", &[]),
    ("query-clients", "1142838d-e448-42bf-adbb-935d9e95498f", &[]),
    ("query-groups", "ac0f06a9-15f6-48b8-8b13-6362ae5f4ae1", &[]),
    (
        "query-organizations",
        "d7673ee6-a4c5-4982-b026-4811491ae246",
        &[],
    ),
    ("query-realms", "c0671e07-98df-408f-b00c-30e026943c48", &[]),
    ("query-users", "e94692fe-582f-4fde-88a1-22f42cb7a455", &[]),
    (
        "realm-admin",
        "7efce866-865f-4a78-8408-9df931bef17d",
        &["*"],
    ),
    (
        "view-authorization",
        "8b2ed0ef-d987-4c25-ad34-7502ee2325ca",
        &[],
    ),
    (
        "view-clients",
        "d9ab28e8-fe24-4875-a0f4-e31ea9a5b79b",
        &["query-clients"],
    ),
    ("view-events", "5005948a-7de1-4f97-ba79-c3c6ce99d06c", &[]),
    (
        "view-identity-providers",
        "56133ddb-b278-490a-88ab-78f8476b02cf",
        &[],
    ),
    (
        "view-organizations",
        "321bd7be-bf67-440a-bd3f-d05dab84c1b6",
        &["query-organizations"],
    ),
    ("view-realm", "4901990b-954f-4363-8d95-93a9405a4108", &[]),
    (
        "view-users",
        "86797c27-5ac3-40e9-8bb0-47d69cf71b2c",
        &["query-groups", "query-users"],
    ),
];

impl Role {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::all().find(|role| role.name() == name)
    }

    fn all() -> impl Iterator<Item = Self> {
        (0u8..).take(ROLES.len()).map(Self)
    }

    fn entry(self) -> &'static Entry {
        &ROLES[usize::from(self.0)]
    }

    pub(crate) fn name(self) -> &'static str {
        self.entry().0
    }

    pub(crate) fn id(self) -> &'static str {
        self.entry().1
    }

    /// The roles that it includes, without itself.
    pub(crate) fn composites(self) -> RoleSet {
        match self.entry().2 {
            ["*"] => RoleSet::ALL.without(RoleSet::of(self)),
            names => RoleSet::named(names),
        }
    }

    /// The role in a list of the Admin API.
    pub(crate) fn representation(self) -> RoleRepresentation {
        RoleRepresentation {
            id: self.id(),
            name: self.name(),
            description: format!("${{role_{}}}", self.name()),
            composite: !self.entry().2.is_empty(),
            client_role: true,
            container_id: REALM_MANAGEMENT_ID,
            attributes: None,
        }
    }
}

/// A role as the Admin API returns it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RoleRepresentation {
    id: &'static str,
    name: &'static str,
    description: String,
    composite: bool,
    client_role: bool,
    container_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Attributes>,
}

/// The demo's roles have no attributes, but the Admin API returns an empty object for a single role.
#[derive(Serialize)]
struct Attributes {}

impl RoleRepresentation {
    /// The full representation of a single role.
    pub(crate) fn in_full(mut self) -> Self {
        self.attributes = Some(Attributes {});
        self
    }
}

/// A set of roles, one bit each.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct RoleSet(u32);

impl RoleSet {
    pub(crate) const ALL: Self = Self((1 << ROLES.len()) - 1);

    pub(crate) fn of(role: Role) -> Self {
        Self(1 << role.0)
    }

    /// The roles with these names. Unknown names are ignored.
    pub(crate) fn named(names: &[&str]) -> Self {
        names.iter().filter_map(|name| Role::named(name)).collect()
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the set contains every role of the other set.
    pub(crate) fn contains_all(self, other: Self) -> bool {
        other.without(self).is_empty()
    }

    /// Whether the set contains at least one of these names.
    pub(crate) fn has_any(self, names: &[&str]) -> bool {
        self.0 & Self::named(names).0 != 0
    }

    pub(crate) fn has(self, name: &str) -> bool {
        self.has_any(&[name])
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Role> {
        Role::all().filter(move |role| self.0 & Self::of(*role).0 != 0)
    }

    /// These roles with all roles that they include.
    pub(crate) fn effective(self) -> Self {
        self.iter().map(Role::composites).fold(self, Self::union)
    }

    /// The roles in a list of the Admin API.
    pub(crate) fn representations(self) -> Vec<RoleRepresentation> {
        self.iter().map(Role::representation).collect()
    }
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles
            .into_iter()
            .map(Self::of)
            .fold(Self::default(), Self::union)
    }
}
