//! Lists the conditions about authentication flows, in a realm of its own.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Bed, Condition, Place, of, text};

pub(super) const CONDITIONS: &[Condition] = &[
    Condition {
        place: Place::Realm,
        when: "the flow is built in",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[&[
            "POST ~/authentication/flows/{flowAlias}/executions/execution",
            "POST ~/authentication/flows/{flowAlias}/executions/flow",
            "DELETE ~/authentication/flows/{id}",
        ]],
        prepare: |bed, applies| {
            let flow = flow(bed, applies)?;
            let values = [
                ("flowAlias", text(&flow, "alias")),
                ("id", text(&flow, "id")),
            ];
            Ok(of(values, json!({ "provider": "auth-cookie" })))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the flow is built in",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[&["POST ~/authentication/executions"]],
        prepare: |bed, applies| {
            let flow = text(&flow(bed, applies)?, "id");
            let execution = json!({
                "authenticator": "auth-cookie", "parentFlow": flow, "requirement": "DISABLED", "priority": 5,
            });
            Ok(of([], execution))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the execution belongs to a built-in flow",
        cause: "built-in-protected",
        roles: &["manage-realm"],
        operations: &[&[
            "POST ~/authentication/executions/{executionId}/raise-priority",
            "POST ~/authentication/executions/{executionId}/lower-priority",
            "DELETE ~/authentication/executions/{executionId}",
        ]],
        prepare: |bed, applies| {
            let alias = text(&flow(bed, applies)?, "alias");
            let path = format!("/authentication/flows/{alias}/executions");
            if !applies {
                bed.post(
                    &format!("{path}/execution"),
                    &json!({ "provider": "auth-cookie" }),
                )?;
            }
            let execution = text(&bed.get(&path)?[0], "id");
            Ok(of([("executionId", execution)], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "the realm uses the flow",
        cause: "server-error",
        roles: &["manage-realm"],
        operations: &[&["DELETE ~/authentication/flows/{id}"]],
        prepare: |bed, applies| {
            let flow = flow(bed, false)?;
            if applies {
                bed.put("", &json!({ "directGrantFlow": text(&flow, "alias") }))?;
            }
            Ok(of([("id", text(&flow, "id"))], Value::Null))
        },
    },
    Condition {
        place: Place::Realm,
        when: "a client uses the flow",
        cause: "server-error",
        roles: &["manage-realm"],
        operations: &[&["DELETE ~/authentication/flows/{id}"]],
        prepare: |bed, applies| {
            let flow = text(&flow(bed, false)?, "id");
            if applies {
                let client = json!({
                    "clientId": bed.name("client"), "authenticationFlowBindingOverrides": { "browser": flow },
                });
                bed.post("/clients", &client)?;
            }
            Ok(of([("id", flow)], Value::Null))
        },
    },
];

/// The built-in flow `browser`, or a flow of the realm's own.
fn flow(bed: &Bed<'_>, is_built_in: bool) -> Result<Value> {
    if is_built_in {
        return bed.built_in_flow();
    }
    let flow = json!({
        "alias": bed.name("flow"), "providerId": "basic-flow", "topLevel": true, "builtIn": false,
    });
    let id = bed.post("/authentication/flows", &flow)?;
    bed.get(&format!("/authentication/flows/{id}"))
}
