//! Lists the conditions in the realm `master`: its administrator roles, and the clients for realms.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Bed, Condition, Place, Prepared, names, of,
    operations::{
        CLIENT_CHANGES, CLIENT_DELETION, CLIENT_ROLE_CHANGES, CLIENT_ROLE_MAPPINGS, CLIENT_SCOPES,
        REALM_ROLE_DELETION,
    },
    with_client_role,
};

/// The realm whose client in `master` is the target.
pub(super) const BESIDE: &str = "beside";
/// The client in `master` for the realm [`BESIDE`].
const CLIENT: &str = "beside-realm";
/// The realm that is deleted.
pub(super) const EXPENDABLE: &str = "expendable";

/// The order matters: older releases allow some of the changes, and the last ones destroy what the others need.
pub(super) const CONDITIONS: &[Condition] = &[
    Condition {
        place: Place::Master,
        when: "the realm is master, and the body lists the role admin or create-realm, which the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-users", "manage-realm", "manage-clients"],
        operations: &[&[
            "POST ~/users/{user-id}/role-mappings/realm",
            "DELETE ~/users/{user-id}/role-mappings/realm",
            "POST ~/groups/{group-id}/role-mappings/realm",
            "DELETE ~/groups/{group-id}/role-mappings/realm",
            "POST ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
        ]],
        prepare: |bed, applies| {
            let whole = bed.realm_role()?;
            let [name, id] = names(&whole);
            let values = [
                ("user-id", bed.user()?),
                ("group-id", bed.group()?),
                name,
                id,
            ];
            Ok(of(values, json!([role(bed, applies)?])))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the body lists a role of a client for a realm that the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-users"],
        operations: &[CLIENT_ROLE_MAPPINGS],
        prepare: |bed, applies| {
            let (client, role) = bed.role_of(applies, CLIENT, "view-events")?;
            let values = [
                ("user-id", bed.user()?),
                ("group-id", bed.group()?),
                ("client-id", client),
            ];
            Ok(of(values, json!([role])))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the role is admin or create-realm",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[&[
            "PUT ~/roles/{role-name}",
            "PUT ~/roles-by-id/{role-id}",
            "POST ~/roles/{role-name}/composites",
            "DELETE ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
            "DELETE ~/roles-by-id/{role-id}/composites",
        ]],
        prepare: |bed, applies| {
            let role = role(bed, applies)?;
            let part = bed.realm_role()?;
            // A change takes the role, and a composite takes a list of roles.
            Ok(Prepared {
                of_composites: json!([part]),
                ..of(names(&role), role)
            })
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the target is a client for a realm, such as master-realm",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_CHANGES, CLIENT_SCOPES],
        prepare: |bed, applies| bed.prepare_client_change(bed.client_or(applies, CLIENT)?),
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the role belongs to a client for a realm, such as master-realm",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_ROLE_CHANGES],
        prepare: |bed, applies| {
            let name = bed.unused(CLIENT)?;
            let (client, role) = bed.role_of(applies, CLIENT, &name)?;
            Ok(with_client_role(client, role))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the target is a client for a realm, such as master-realm",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_DELETION],
        prepare: |bed, applies| {
            let client = bed.client_or(applies, CLIENT)?;
            Ok(of([("client-uuid", client)], Value::Null))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the body has another name for it",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[&["PUT ~"]],
        prepare: |_, applies| {
            let body = if applies {
                json!({ "realm": "renamed" })
            } else {
                json!({ "displayName": "Keycloak" })
            };
            Ok(of([], body))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the role is admin or create-realm",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[REALM_ROLE_DELETION],
        prepare: |bed, applies| Ok(of(names(&role(bed, applies)?), Value::Null)),
    },
    Condition {
        place: Place::Master,
        when: "the realm is master",
        cause: "built-in-protected",
        roles: &["admin"],
        operations: &[&["DELETE ~"]],
        prepare: |_, applies| {
            let realm = if applies { "master" } else { EXPENDABLE };
            Ok(of([("realm", realm.to_owned())], Value::Null))
        },
    },
];

/// The role `create-realm`, or a role that Keycloak does not protect. Older releases allow deleting `create-realm`, so it is created again if
/// it is missing.
fn role(bed: &Bed<'_>, is_built_in: bool) -> Result<Value> {
    if !is_built_in {
        return bed.realm_role();
    }
    bed.role_named("create-realm")
}
