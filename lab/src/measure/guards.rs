//! Measures under which conditions a version denies an operation although the caller has the required roles.
//!
//! Each condition is measured with two requests by the same caller: one for a target or with a body under the condition, and one without.
//! Only if the second one is allowed does the first one show something.

use std::{cell::Cell, collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use permissions::Guard;
use serde_json::{Value, json};

use super::callers::{Call, Callers, TokenRealmKey, Who};
use crate::keycloak::{Admin, Version};

/// The realm of the measurement.
const REALM: &str = "guarded";
const MANAGEMENT: &str = "realm-management";

/// A condition, and the operations to which it applies.
struct Condition {
    when: &'static str,
    cause: &'static str,
    roles: &'static [&'static str],
    /// The operations, with `~` for `/admin/realms/{realm}`.
    operations: &'static [&'static str],
    /// Creates the objects, under the condition or without it.
    prepare: fn(&Bed<'_>, bool) -> Result<Prepared>,
}

/// The values of the path parameters, and the body of the request.
#[derive(Default)]
struct Prepared {
    values: Vec<(&'static str, String)>,
    body: Value,
}

const CONDITIONS: &[Condition] = &[
    Condition {
        when: "the target user holds admin roles that the caller lacks",
        cause: "target-more-powerful",
        roles: &["impersonation"],
        operations: &["POST ~/users/{user-id}/impersonation"],
        prepare: |bed, applies| {
            let user = bed.user()?;
            if applies {
                bed.grant(&format!("/users/{user}"), "realm-admin")?;
            }
            Ok(of([("user-id", user)], Value::Null))
        },
    },
    Condition {
        when: "the target is the user of a service account",
        cause: "request-invalid",
        roles: &["impersonation"],
        operations: &["POST ~/users/{user-id}/impersonation"],
        prepare: |bed, applies| {
            let user = if applies {
                bed.service_account()?
            } else {
                bed.user()?
            };
            Ok(of([("user-id", user)], Value::Null))
        },
    },
    Condition {
        when: "the target user is disabled",
        cause: "request-invalid",
        roles: &["impersonation"],
        operations: &["POST ~/users/{user-id}/impersonation"],
        prepare: |bed, applies| {
            let user = bed.user()?;
            bed.put(&format!("/users/{user}"), &json!({ "enabled": !applies }))?;
            Ok(of([("user-id", user)], Value::Null))
        },
    },
    Condition {
        when: "the target is the user of a service account",
        cause: "request-invalid",
        roles: &["manage-users"],
        operations: &["PUT ~/users/{user-id}/reset-password"],
        prepare: |bed, applies| {
            let user = if applies {
                bed.service_account()?
            } else {
                bed.user()?
            };
            let password =
                json!({ "type": "password", "value": "another-password", "temporary": false });
            Ok(of([("user-id", user)], password))
        },
    },
    Condition {
        when: "the body lists an admin role that the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-users"],
        operations: &[
            "POST ~/users/{user-id}/role-mappings/clients/{client-id}",
            "DELETE ~/users/{user-id}/role-mappings/clients/{client-id}",
            "POST ~/groups/{group-id}/role-mappings/clients/{client-id}",
            "DELETE ~/groups/{group-id}/role-mappings/clients/{client-id}",
        ],
        prepare: |bed, applies| {
            let (client, role) = bed.role_of(applies)?;
            let values = [
                ("user-id", bed.user()?),
                ("group-id", bed.group()?),
                ("client-id", client),
            ];
            Ok(of(values, json!([role])))
        },
    },
    Condition {
        when: "the body lists an admin role that the caller does not hold",
        cause: "role-not-grantable",
        roles: &["manage-realm", "manage-clients"],
        operations: &[
            "POST ~/roles/{role-name}/composites",
            "DELETE ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
            "DELETE ~/roles-by-id/{role-id}/composites",
            "POST ~/clients/{client-uuid}/roles/{role-name}/composites",
            "DELETE ~/clients/{client-uuid}/roles/{role-name}/composites",
        ],
        prepare: |bed, applies| {
            let (_, part) = bed.role_of(applies)?;
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
        when: "the body lists a role of a client, and the caller does not have manage-clients",
        cause: "missing-role",
        roles: &["manage-realm"],
        operations: &[
            "POST ~/roles/{role-name}/composites",
            "DELETE ~/roles/{role-name}/composites",
            "POST ~/roles-by-id/{role-id}/composites",
            "DELETE ~/roles-by-id/{role-id}/composites",
        ],
        prepare: |bed, applies| {
            let part = if applies {
                bed.role_of(false)?.1
            } else {
                bed.realm_role()?
            };
            let whole = bed.realm_role()?;
            let values = [
                ("role-name", text(&whole, "name")),
                ("role-id", text(&whole, "id")),
            ];
            Ok(of(values, json!([part])))
        },
    },
    Condition {
        when: "the role belongs to a client, and the caller does not have view-clients",
        cause: "missing-role",
        roles: &["view-realm"],
        operations: &[
            "GET ~/roles-by-id/{role-id}",
            "GET ~/roles-by-id/{role-id}/composites",
            "GET ~/roles-by-id/{role-id}/composites/realm",
        ],
        prepare: any_role,
    },
    Condition {
        when: "the role belongs to a client, and the caller does not have manage-clients",
        cause: "missing-role",
        roles: &["manage-realm"],
        operations: &[
            "PUT ~/roles-by-id/{role-id}",
            "DELETE ~/roles-by-id/{role-id}",
        ],
        prepare: any_role,
    },
    Condition {
        when: "the role belongs to the realm-management client",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &[
            "PUT ~/roles-by-id/{role-id}",
            "DELETE ~/roles-by-id/{role-id}",
            "PUT ~/clients/{client-uuid}/roles/{role-name}",
            "DELETE ~/clients/{client-uuid}/roles/{role-name}",
        ],
        prepare: |bed, applies| {
            let client = if applies {
                bed.management()?
            } else {
                bed.client()?
            };
            let name = if applies {
                bed.unused()?
            } else {
                bed.name("own")
            };
            if !applies {
                bed.post(
                    &format!("/clients/{client}/roles"),
                    &json!({ "name": name }),
                )?;
            }
            let role = bed.get(&format!("/clients/{client}/roles/{name}"))?;
            let values = [
                ("client-uuid", client),
                ("role-name", name),
                ("role-id", text(&role, "id")),
            ];
            Ok(of(values, role))
        },
    },
    Condition {
        when: "the target is the realm-management client",
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
            "DELETE ~/clients/{client-uuid}",
        ],
        prepare: |bed, applies| {
            let client = if applies {
                bed.management()?
            } else {
                bed.client()?
            };
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
        when: "the target is one of the other built-in clients, such as account or admin-cli",
        cause: "built-in-protected",
        roles: &["manage-clients"],
        operations: &["DELETE ~/clients/{client-uuid}"],
        prepare: |bed, applies| {
            let client = if applies {
                bed.client_uuid("account")?
            } else {
                bed.client()?
            };
            Ok(of([("client-uuid", client)], Value::Null))
        },
    },
    Condition {
        when: "the role is the realm's default role",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[
            "DELETE ~/roles/{role-name}",
            "DELETE ~/roles-by-id/{role-id}",
        ],
        prepare: |bed, applies| {
            let role = if applies {
                bed.get(&format!("/roles/default-roles-{REALM}"))?
            } else {
                bed.realm_role()?
            };
            let values = [
                ("role-name", text(&role, "name")),
                ("role-id", text(&role, "id")),
            ];
            Ok(of(values, Value::Null))
        },
    },
    Condition {
        when: "the flow is built in",
        cause: "request-invalid",
        roles: &["manage-realm"],
        operations: &["DELETE ~/authentication/flows/{id}"],
        prepare: |bed, applies| {
            let id = if applies {
                bed.built_in_flow()?
            } else {
                let flow = json!({
                    "alias": bed.name("flow"), "providerId": "basic-flow", "topLevel": true, "builtIn": false,
                });
                bed.post("/authentication/flows", &flow)?
            };
            Ok(of([("id", id)], Value::Null))
        },
    },
];

fn of<const N: usize>(values: [(&'static str, String); N], body: Value) -> Prepared {
    Prepared {
        values: values.into(),
        body,
    }
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_default().to_owned()
}

/// A role of a client under the condition, otherwise a role of the realm.
fn any_role(bed: &Bed<'_>, applies: bool) -> Result<Prepared> {
    let role = if applies {
        bed.role_of(false)?.1
    } else {
        bed.realm_role()?
    };
    Ok(of([("role-id", text(&role, "id"))], role))
}

/// The realm of the measurement, as its administrator changes it.
struct Bed<'a> {
    admin: &'a Admin,
    made: Cell<u32>,
}

impl Bed<'_> {
    fn name(&self, kind: &str) -> String {
        self.made.set(self.made.get() + 1);
        format!("{kind}-{}", self.made.get())
    }

    fn get(&self, path: &str) -> Result<Value> {
        let path = format!("/realms/{REALM}{path}");
        Ok(self.admin.get(&path)?.accepted(&path)?.json())
    }

    fn text(&self, path: &str, key: &str) -> Result<String> {
        Ok(text(&self.get(path)?, key))
    }

    fn post(&self, path: &str, body: &Value) -> Result<String> {
        let path = format!("/realms/{REALM}{path}");
        let answer = self.admin.post(&path, body)?.accepted(&path)?;
        Ok(answer.created.unwrap_or_default())
    }

    fn put(&self, path: &str, body: &Value) -> Result<()> {
        let path = format!("/realms/{REALM}{path}");
        self.admin.put(&path, body)?.accepted(&path).map(drop)
    }

    fn user(&self) -> Result<String> {
        self.post(
            "/users",
            &json!({ "username": self.name("user"), "enabled": true }),
        )
    }

    fn group(&self) -> Result<String> {
        self.post("/groups", &json!({ "name": self.name("group") }))
    }

    fn client(&self) -> Result<String> {
        let client = json!({ "clientId": self.name("client"), "serviceAccountsEnabled": true });
        self.post("/clients", &client)
    }

    fn client_uuid(&self, client_id: &str) -> Result<String> {
        self.admin.client_uuid(REALM, client_id)
    }

    fn management(&self) -> Result<String> {
        self.client_uuid(MANAGEMENT)
    }

    fn service_account(&self) -> Result<String> {
        self.admin.service_account(REALM, &self.client()?)
    }

    fn realm_role(&self) -> Result<Value> {
        let name = self.name("role");
        self.post("/roles", &json!({ "name": name }))?;
        self.get(&format!("/roles/{name}"))
    }

    /// A client with one of its roles: the admin role `view-events`, or a role of an own client.
    fn role_of(&self, of_management: bool) -> Result<(String, Value)> {
        let (client, name) = if of_management {
            (self.management()?, "view-events".to_owned())
        } else {
            (self.client()?, self.name("role"))
        };
        if !of_management {
            self.post(
                &format!("/clients/{client}/roles"),
                &json!({ "name": name }),
            )?;
        }
        let role = self.get(&format!("/clients/{client}/roles/{name}"))?;
        Ok((client, role))
    }

    /// A role of `realm-management` that no condition uses: a version without the protection deletes it.
    fn unused(&self) -> Result<String> {
        let roles = self.get(&format!("/clients/{}/roles", self.management()?))?;
        let names = [
            "query-realms",
            "manage-events",
            "view-identity-providers",
            "manage-identity-providers",
        ];
        names
            .into_iter()
            .find(|name| {
                roles
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|role| role["name"] == *name)
            })
            .map(str::to_owned)
            .context("realm-management has no role that is left to delete")
    }

    fn grant(&self, holder: &str, role: &str) -> Result<()> {
        let management = self.management()?;
        let role = self.get(&format!("/clients/{management}/roles/{role}"))?;
        self.post(
            &format!("{holder}/role-mappings/clients/{management}"),
            &json!([role]),
        )
        .map(drop)
    }

    fn built_in_flow(&self) -> Result<String> {
        let flows = self.get("/authentication/flows")?;
        let browser = flows
            .as_array()
            .into_iter()
            .flatten()
            .find(|flow| flow["alias"] == "browser");
        Ok(text(browser.context("no flow browser")?, "id"))
    }
}

/// Measures the conditions on a running server and adds the statuses to the data.
pub(super) fn measure(admin: &Admin, base_url: &str, version: Version) -> Result<()> {
    admin.delete(&format!("/realms/{REALM}"), None)?;
    admin.create_realm(json!({ "realm": REALM }))?;
    let bed = Bed {
        admin,
        made: Cell::new(0),
    };
    let mut callers = Callers::new(admin, base_url, REALM)?;
    let mut measured = Vec::new();
    for condition in CONDITIONS {
        for operation in condition.operations {
            let without = status(&bed, &mut callers, condition, operation, false)?;
            let under = status(&bed, &mut callers, condition, operation, true)?;
            let name = operation.replace('~', "/admin/realms/{realm}");
            let status = (without < 400).then_some(under);
            eprintln!(
                "keycloak {version}: {name}, {}: {without}, {under}",
                condition.when
            );
            measured.push((condition, name, status));
        }
    }
    admin.delete_realm(REALM)?;
    publish(version, measured)
}

fn status(
    bed: &Bed<'_>,
    callers: &mut Callers<'_>,
    condition: &Condition,
    operation: &str,
    applies: bool,
) -> Result<u16> {
    let prepared = (condition.prepare)(bed, applies)?;
    let (method, template) = operation
        .split_once(' ')
        .context("an operation is a method and a path")?;
    let path = prepared.values.iter().fold(
        template.replace('~', &format!("/admin/realms/{REALM}")),
        |path, (name, value)| path.replace(&format!("{{{name}}}"), value),
    );
    let last = template.rsplit('/').next().unwrap_or_default();
    let body = match (method, last) {
        ("GET", _) => None,
        ("DELETE", _) if !prepared.body.is_array() => None,
        ("POST", "roles") => Some(json!({ "name": bed.name("role") })),
        ("POST", "models") => Some(json!({
            "name": bed.name("mapper"), "protocol": "openid-connect", "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": { "claim.name": "a", "claim.value": "b" },
        })),
        ("POST", "nodes") => Some(json!({ "node": "127.0.0.1" })),
        ("PUT", "{clientScopeId}")
        | ("POST", "client-secret" | "registration-access-token" | "push-revocation") => {
            Some(json!({}))
        }
        _ => Some(prepared.body),
    };
    // What is taken out has to be there first.
    if method == "DELETE"
        && let Some(body) = &body
    {
        let added = path.replace(&format!("/admin/realms/{REALM}"), "");
        bed.post(&added, body)?;
    }
    let call = Call {
        method: method.to_owned(),
        path,
        content_type: "application/json".to_owned(),
        body: body
            .filter(|body| !body.is_null())
            .map(|body| body.to_string().into_bytes()),
    };
    let who = Who::new(TokenRealmKey::Target, condition.roles);
    Ok(callers.send(&who, &call)?.status)
}

/// Adds the statuses of one version to the file.
fn publish(version: Version, measured: Vec<(&Condition, String, Option<u16>)>) -> Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../permissions/data/guards.json");
    let known: Vec<Guard> = if path.exists() {
        serde_json::from_str(&fs::read_to_string(&path)?)?
    } else {
        Vec::new()
    };
    let mut guards: Vec<Guard> = measured
        .into_iter()
        .map(|(condition, operation, status)| {
            let before = known
                .iter()
                .find(|guard| guard.operation == operation && guard.when == condition.when);
            let mut statuses: BTreeMap<String, u16> = before
                .map(|guard| guard.statuses.clone())
                .unwrap_or_default();
            statuses.remove(&version.to_string());
            statuses.extend(status.map(|status| (version.to_string(), status)));
            Guard {
                operation,
                when: condition.when.to_owned(),
                cause: condition.cause.to_owned(),
                roles: condition
                    .roles
                    .iter()
                    .map(|role| (*role).to_owned())
                    .collect(),
                statuses,
            }
        })
        .collect();
    guards.sort_by(|one, other| (&one.operation, &one.when).cmp(&(&other.operation, &other.when)));
    let lines: Vec<String> = guards
        .iter()
        .map(serde_json::to_string)
        .collect::<Result<_, _>>()?;
    fs::write(&path, format!("[\n{}\n]\n", lines.join(",\n")))?;
    Ok(())
}
