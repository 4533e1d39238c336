//! Lists the conditions in the realm `master`: its administrator roles, and the clients for realms.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Bed, Condition, Place, Prepared, of, text};

/// The realm whose client in `master` is the target.
pub(super) const BESIDE: &str = "beside";
/// The realm that is deleted.
pub(super) const EXPENDABLE: &str = "expendable";

/// The order matters: older releases allow some of the changes, and the last ones destroy what the others need.
pub(super) const CONDITIONS: &[Condition] = &[
    Condition {
        place: Place::Master,
        when: "the realm is master, and the body lists the role admin or create-realm, which the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-users", "manage-realm", "manage-clients"],
        operations: &[
            "POST ~/users/{user-id}/role-mappings/realm",
            "DELETE ~/users/{user-id}/role-mappings/realm",
            "POST ~/groups/{group-id}/role-mappings/realm",
            "DELETE ~/groups/{group-id}/role-mappings/realm",
            "POST ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
        ],
        prepare: |bed, applies| {
            let whole = bed.realm_role()?;
            let values = [
                ("user-id", bed.user()?),
                ("group-id", bed.group()?),
                ("role-name", text(&whole, "name")),
                ("role-id", text(&whole, "id")),
            ];
            Ok(of(values, json!([role(bed, applies)?])))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the body lists a role of a client for a realm that the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-users"],
        operations: &[
            "POST ~/users/{user-id}/role-mappings/clients/{client-id}",
            "DELETE ~/users/{user-id}/role-mappings/clients/{client-id}",
            "POST ~/groups/{group-id}/role-mappings/clients/{client-id}",
            "DELETE ~/groups/{group-id}/role-mappings/clients/{client-id}",
        ],
        prepare: |bed, applies| {
            let (client, role) = client_role(bed, applies, "view-events")?;
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
        operations: &[
            "PUT ~/roles/{role-name}",
            "PUT ~/roles-by-id/{role-id}",
            "POST ~/roles/{role-name}/composites",
            "DELETE ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
            "DELETE ~/roles-by-id/{role-id}/composites",
        ],
        prepare: |bed, applies| {
            let role = role(bed, applies)?;
            let part = bed.realm_role()?;
            let values = [
                ("role-name", text(&role, "name")),
                ("role-id", text(&role, "id")),
            ];
            // A change takes the role, and a composite takes a list of roles.
            Ok(Prepared {
                of_composites: json!([part]),
                ..of(values, role)
            })
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the target is a client for a realm, such as master-realm",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[
            "PUT ~/clients/{client-uuid}",
            "POST ~/clients/{client-uuid}/client-secret",
            "POST ~/clients/{client-uuid}/registration-access-token",
            "POST ~/clients/{client-uuid}/roles",
            "POST ~/clients/{client-uuid}/protocol-mappers/models",
            "POST ~/clients/{client-uuid}/push-revocation",
            "POST ~/clients/{client-uuid}/nodes",
            "PUT ~/clients/{client-uuid}/default-client-scopes/{clientScopeId}",
            "PUT ~/clients/{client-uuid}/optional-client-scopes/{clientScopeId}",
        ],
        prepare: |bed, applies| {
            let client = client(bed, applies)?;
            let scope = bed.post(
                "/client-scopes",
                &json!({ "name": bed.name("scope"), "protocol": "openid-connect" }),
            )?;
            let whole = bed.get(&format!("/clients/{client}"))?;
            Ok(of(
                [("client-uuid", client), ("clientScopeId", scope)],
                whole,
            ))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the role belongs to a client for a realm, such as master-realm",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[
            "PUT ~/roles-by-id/{role-id}",
            "DELETE ~/roles-by-id/{role-id}",
            "PUT ~/clients/{client-uuid}/roles/{role-name}",
            "DELETE ~/clients/{client-uuid}/roles/{role-name}",
        ],
        prepare: |bed, applies| {
            let name = bed.unused(&format!("{BESIDE}-realm"))?;
            let (client, role) = client_role(bed, applies, &name)?;
            let values = [
                ("client-uuid", client),
                ("role-name", text(&role, "name")),
                ("role-id", text(&role, "id")),
            ];
            Ok(of(values, role))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the target is a client for a realm, such as master-realm",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &["DELETE ~/clients/{client-uuid}"],
        prepare: |bed, applies| Ok(of([("client-uuid", client(bed, applies)?)], Value::Null)),
    },
    Condition {
        place: Place::Master,
        when: "the realm is master, and the body has another name for it",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &["PUT ~"],
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
        operations: &[
            "DELETE ~/roles/{role-name}",
            "DELETE ~/roles-by-id/{role-id}",
        ],
        prepare: |bed, applies| {
            let role = role(bed, applies)?;
            let values = [
                ("role-name", text(&role, "name")),
                ("role-id", text(&role, "id")),
            ];
            Ok(of(values, Value::Null))
        },
    },
    Condition {
        place: Place::Master,
        when: "the realm is master",
        cause: "built-in-protected",
        roles: &["admin"],
        operations: &["DELETE ~"],
        prepare: |_, applies| {
            let realm = if applies { "master" } else { EXPENDABLE };
            Ok(of([("realm", realm.to_owned())], Value::Null))
        },
    },
];

/// The role `create-realm`, or a role of the realm's own. Older releases allow its deletion, and then a role with its name takes its place.
fn role(bed: &Bed<'_>, is_built_in: bool) -> Result<Value> {
    if !is_built_in {
        return bed.realm_role();
    }
    bed.role_named("create-realm")
}

/// The client for the realm [`BESIDE`], or a client of one's own.
fn client(bed: &Bed<'_>, is_built_in: bool) -> Result<String> {
    if is_built_in {
        bed.client_uuid(&format!("{BESIDE}-realm"))
    } else {
        bed.client()
    }
}

/// A client with one of its roles: the admin role with this name of the client for a realm, or a role of an own client.
fn client_role(bed: &Bed<'_>, is_built_in: bool, name: &str) -> Result<(String, Value)> {
    if !is_built_in {
        return bed.role_of(false);
    }
    let client = client(bed, true)?;
    let role = bed.get(&format!("/clients/{client}/roles/{name}"))?;
    Ok((client, role))
}
