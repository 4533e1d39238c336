//! Lists the conditions in a realm of its own.

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Bed, Condition, Place, Prepared, names, of,
    operations::{
        CLIENT_CHANGES, CLIENT_DELETION, CLIENT_ROLE_CHANGES, CLIENT_ROLE_MAPPINGS, CLIENT_SCOPES,
        REALM_ROLE_DELETION,
    },
    text, with_client_role,
};

const REALM_MANAGEMENT: &str = "realm-management";
/// The operations that send an email to a user.
const EMAILS: &[&str] = &[
    "PUT ~/users/{user-id}/send-verify-email",
    "PUT ~/users/{user-id}/execute-actions-email",
    "PUT ~/users/{user-id}/reset-password-email",
];

pub(super) const CONDITIONS: &[Condition] = &[
    Condition {
        place: Place::Realm,
        when: "the target user holds admin roles that the caller lacks",
        cause: "target-more-powerful",
        roles: &["impersonation"],
        operations: &[&["POST ~/users/{user-id}/impersonation"]],
        prepare: |bed, applies| {
            let user = bed.user()?;
            if applies {
                bed.grant(&format!("/users/{user}"), "realm-admin")?;
            }
            Ok(of([("user-id", user)], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target is the user of a service account",
        cause: "request-invalid",
        roles: &["impersonation"],
        operations: &[&["POST ~/users/{user-id}/impersonation"]],
        prepare: |bed, applies| {
            let user = service_account_or_user(bed, applies)?;
            Ok(of([("user-id", user)], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target user is disabled",
        cause: "request-invalid",
        roles: &["impersonation"],
        operations: &[&["POST ~/users/{user-id}/impersonation"]],
        prepare: |bed, applies| {
            let user = bed.user()?;
            bed.put(&format!("/users/{user}"), &json!({ "enabled": !applies }))?;
            Ok(of([("user-id", user)], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target is the user of a service account",
        cause: "request-invalid",
        roles: &["manage-users"],
        operations: &[&["PUT ~/users/{user-id}/reset-password"]],
        prepare: |bed, applies| {
            let user = service_account_or_user(bed, applies)?;
            let password =
                json!({ "type": "password", "value": "another-password", "temporary": false });
            Ok(of([("user-id", user)], password))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the body lists an admin role that the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-users"],
        operations: &[CLIENT_ROLE_MAPPINGS],
        prepare: |bed, applies| {
            let (client, role) = bed.role_of(applies, REALM_MANAGEMENT, "view-events")?;
            let values = [
                ("user-id", bed.user()?),
                ("group-id", bed.group()?),
                ("client-id", client),
            ];
            Ok(of(values, json!([role])))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the body lists an admin role that the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-realm", "manage-clients"],
        operations: &[&[
            "POST ~/roles/{role-name}/composites",
            "DELETE ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
            "DELETE ~/roles-by-id/{role-id}/composites",
            "POST ~/clients/{client-uuid}/roles/{role-name}/composites",
            "DELETE ~/clients/{client-uuid}/roles/{role-name}/composites",
        ]],
        prepare: |bed, applies| {
            let (_, part) = bed.role_of(applies, REALM_MANAGEMENT, "view-events")?;
            let client = bed.client()?;
            let name = bed.name("whole");
            bed.post(
                &format!("/clients/{client}/roles"),
                &json!({ "name": name }),
            )?;
            bed.post("/roles", &json!({ "name": name }))?;
            let id = bed.text(&format!("/roles/{name}"), "id")?;
            let values = [
                ("role-name", name),
                ("role-id", id),
                ("client-uuid", client),
            ];
            Ok(of(values, json!([part])))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the body lists a role of a client, and the caller does not have manage-clients",
        cause: "missing-role",
        roles: &["manage-realm"],
        operations: &[&[
            "POST ~/roles/{role-name}/composites",
            "DELETE ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
            "DELETE ~/roles-by-id/{role-id}/composites",
        ]],
        prepare: |bed, applies| {
            let part = if applies {
                bed.own_client_role()?.1
            } else {
                bed.realm_role()?
            };
            let whole = bed.realm_role()?;
            Ok(of(names(&whole), json!([part])))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the role belongs to a client, and the caller does not have view-clients",
        cause: "missing-role",
        roles: &["view-realm"],
        operations: &[&[
            "GET ~/roles-by-id/{role-id}",
            "GET ~/roles-by-id/{role-id}/composites",
            "GET ~/roles-by-id/{role-id}/composites/realm",
        ]],
        prepare: any_role,
    },
    Condition {
        place: Place::Realm,
        when: "the role belongs to a client, and the caller does not have manage-clients",
        cause: "missing-role",
        roles: &["manage-realm"],
        operations: &[&[
            "PUT ~/roles-by-id/{role-id}",
            "DELETE ~/roles-by-id/{role-id}",
        ]],
        prepare: any_role,
    },
    Condition {
        place: Place::Realm,
        when: "the role belongs to the realm-management client",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_ROLE_CHANGES],
        prepare: |bed, applies| {
            let name = bed.unused(REALM_MANAGEMENT)?;
            let (client, role) = bed.role_of(applies, REALM_MANAGEMENT, &name)?;
            Ok(with_client_role(client, role))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target is the realm-management client",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_CHANGES, CLIENT_SCOPES, CLIENT_DELETION],
        prepare: |bed, applies| {
            bed.prepare_client_change(bed.client_or(applies, REALM_MANAGEMENT)?)
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target is one of the other built-in clients, such as account or admin-cli",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_DELETION],
        prepare: |bed, applies| {
            let client = bed.client_or(applies, "account")?;
            Ok(of([("client-uuid", client)], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target is the account-console client",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[CLIENT_DELETION],
        prepare: |bed, applies| {
            let client = bed.client_or(applies, "account-console")?;
            Ok(of([("client-uuid", client)], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the client has no service account",
        cause: "request-invalid",
        roles: &["view-clients", "view-users"],
        operations: &[&["GET ~/clients/{client-uuid}/service-account-user"]],
        prepare: |bed, applies| {
            let client =
                json!({ "clientId": bed.name("client"), "serviceAccountsEnabled": !applies });
            Ok(of(
                [("client-uuid", bed.post("/clients", &client)?)],
                Value::Null,
            ))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target user has no email address",
        cause: "request-invalid",
        roles: &["manage-users"],
        operations: &[EMAILS],
        prepare: |bed, applies| {
            let mut user = json!({ "username": bed.name("user"), "enabled": true });
            if !applies {
                user["email"] = json!(format!("{}@example.org", bed.name("address")));
            }
            mailed(bed, &user)
        },
    },
    Condition {
        place: Place::Realm,
        when: "the target user is disabled",
        cause: "request-invalid",
        roles: &["manage-users"],
        operations: &[EMAILS],
        prepare: |bed, applies| {
            let name = bed.name("user");
            let address = format!("{name}@example.org");
            mailed(
                bed,
                &json!({ "username": name, "enabled": !applies, "email": address }),
            )
        },
    },
    Condition {
        place: Place::Realm,
        when: "the body lists a client profile with the name of a global one",
        cause: "request-invalid",
        roles: &["manage-realm"],
        operations: &[&["PUT ~/client-policies/profiles"]],
        prepare: |bed, applies| {
            let name = if applies {
                "fapi-1-baseline".to_owned()
            } else {
                bed.name("profile")
            };
            let profiles = json!({ "profiles": [{ "name": name, "executors": [] }] });
            Ok(of([], profiles))
        },
    },
    Condition {
        place: Place::RealmWithOrganizations,
        when: "the identity provider belongs to another organization",
        cause: "request-invalid",
        roles: &["realm-admin"],
        operations: &[&["POST ~/organizations/{org-id}/identity-providers"]],
        prepare: |bed, applies| {
            let alias = bed.identity_provider()?;
            if applies {
                let other = bed.organization()?;
                bed.post(
                    &format!("/organizations/{other}/identity-providers"),
                    &json!(alias),
                )?;
            }
            Ok(of([("org-id", bed.organization()?)], json!(alias)))
        },
    },
    Condition {
        place: Place::RealmWithOrganizations,
        when: "the body has another alias for the organization",
        cause: "request-invalid",
        roles: &["realm-admin"],
        operations: &[&["PUT ~/organizations/{org-id}"]],
        prepare: |bed, applies| {
            let id = bed.organization()?;
            let mut whole = bed.get(&format!("/organizations/{id}"))?;
            if applies {
                whole["alias"] = json!(bed.name("alias"));
            }
            Ok(of([("org-id", id)], whole))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the role is the realm's default role",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[REALM_ROLE_DELETION],
        prepare: |bed, applies| {
            let role = if applies {
                bed.get(&format!("/roles/default-roles-{}", bed.realm))?
            } else {
                bed.realm_role()?
            };
            Ok(of(names(&role), Value::Null))
        },
    },
];

/// A role of a client under the condition, otherwise a role of the realm.
fn any_role(bed: &Bed<'_>, applies: bool) -> Result<Prepared> {
    let role = if applies {
        bed.own_client_role()?.1
    } else {
        bed.realm_role()?
    };
    Ok(of([("role-id", text(&role, "id"))], role))
}

fn service_account_or_user(bed: &Bed<'_>, applies: bool) -> Result<String> {
    if applies {
        bed.service_account()
    } else {
        bed.user()
    }
}

/// A user who gets an email.
fn mailed(bed: &Bed<'_>, user: &Value) -> Result<Prepared> {
    let user = bed.post("/users", user)?;
    Ok(of([("user-id", user)], json!(["UPDATE_PASSWORD"])))
}
