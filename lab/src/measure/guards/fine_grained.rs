//! Lists the conditions about the client of fine-grained admin permissions, version 2.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{
    Bed, Condition, Place, Prepared, of,
    operations::{CLIENT_CHANGES, CLIENT_DELETION},
    text,
};

const WHEN: &str = "the target is the admin-permissions client";
/// The path of a client's authorization services.
const SERVICES: &str = "authz/resource-server";

pub(super) const CONDITIONS: &[Condition] = &[
    Condition {
        place: Place::RealmWithPermissions,
        when: WHEN,
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_CHANGES],
        prepare: |bed, applies| {
            let client = client(bed, applies)?;
            Ok(of(
                [("client-uuid", client)],
                json!({ "description": "changed" }),
            ))
        },
    },
    Condition {
        place: Place::RealmWithPermissions,
        when: WHEN,
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[&[
            "PUT ~/clients/{client-uuid}/authz/resource-server",
            "POST ~/clients/{client-uuid}/authz/resource-server/import",
            "GET ~/clients/{client-uuid}/authz/resource-server/settings",
        ]],
        prepare: |bed, applies| {
            let client = client(bed, applies)?;
            let services = bed.get(&format!("/clients/{client}/{SERVICES}"))?;
            Ok(of([("client-uuid", client)], services))
        },
    },
    Condition {
        place: Place::RealmWithPermissions,
        when: WHEN,
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[&[
            "POST ~/clients/{client-uuid}/authz/resource-server/resource",
            "POST ~/clients/{client-uuid}/authz/resource-server/scope",
        ]],
        prepare: |bed, applies| {
            let client = client(bed, applies)?;
            Ok(of(
                [("client-uuid", client)],
                json!({ "name": bed.name("new") }),
            ))
        },
    },
    Condition {
        place: Place::RealmWithPermissions,
        when: WHEN,
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[&[
            "PUT ~/clients/{client-uuid}/authz/resource-server/resource/{resource-id}",
            "DELETE ~/clients/{client-uuid}/authz/resource-server/resource/{resource-id}",
        ]],
        prepare: |bed, applies| part(bed, applies, "resource", ["resource-id", "_id"]),
    },
    Condition {
        place: Place::RealmWithPermissions,
        when: WHEN,
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[&[
            "PUT ~/clients/{client-uuid}/authz/resource-server/scope/{scope-id}",
            "DELETE ~/clients/{client-uuid}/authz/resource-server/scope/{scope-id}",
        ]],
        prepare: |bed, applies| part(bed, applies, "scope", ["scope-id", "id"]),
    },
    Condition {
        place: Place::RealmWithPermissions,
        when: WHEN,
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_DELETION],
        prepare: |bed, applies| {
            let client = client(bed, applies)?;
            Ok(of([("client-uuid", client)], Value::Null))
        },
    },
];

/// The client `admin-permissions`, or a client with authorization services.
fn client(bed: &Bed<'_>, is_built_in: bool) -> Result<String> {
    if is_built_in {
        return bed.client_uuid("admin-permissions");
    }
    let client = json!({
        "clientId": bed.name("client"), "serviceAccountsEnabled": true, "authorizationServicesEnabled": true,
    });
    bed.post("/clients", &client)
}

/// The first resource or scope of the client. `names` are the parameter of the path and the member of the object with the ID.
fn part(
    bed: &Bed<'_>,
    is_built_in: bool,
    kind: &str,
    names: [&'static str; 2],
) -> Result<Prepared> {
    let [parameter, id] = names;
    let client = client(bed, is_built_in)?;
    let part = first(bed, &client, kind)?;
    let values = [("client-uuid", client), (parameter, text(&part, id))];
    Ok(of(values, part))
}

/// The first resource or scope of the client. A client of the realm's own gets one.
fn first(bed: &Bed<'_>, client: &str, kind: &str) -> Result<Value> {
    let path = format!("/clients/{client}/{SERVICES}/{kind}");
    let listed = || -> Result<Option<Value>> { Ok(bed.get(&path)?.get(0).cloned()) };
    if let Some(known) = listed()? {
        return Ok(known);
    }
    bed.post(&path, &json!({ "name": bed.name(kind) }))?;
    listed()?.with_context(|| format!("the client has no {kind}"))
}
