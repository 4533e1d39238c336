//! Commands of Keycloak's own `kcadm.sh`. They run as they are; the live tests run them.

use super::{Change, Holder, holder, quote};
use crate::evidence::{Evidence, service_account_name};
use crate::report::{Fix, FixKind};

/// The commands of a change; `None` where kcadm.sh has no short way.
pub(super) fn fix(evidence: &Evidence, change: &Change) -> Option<Fix> {
    let realm = quote(&evidence.token_realm());
    let (title, commands, undo) = match change {
        Change::GrantRoles(roles) => {
            let who = match holder(evidence)? {
                Holder::ServiceAccount(client) => format!("--uusername {}", quote(&service_account_name(&client))),
                Holder::User(name) => format!("--uusername {}", quote(&name)),
                Holder::Id(id) => format!("--uid {}", quote(&id)),
            };
            let names: Vec<String> = roles.iter().map(|role| format!("--rolename {}", quote(role))).collect();
            let rest = format!("-r {realm} {who} \\\n  --cclientid {} {}", quote(&evidence.container()), names.join(" "));
            (
                format!("Grant {} with kcadm.sh", roles.join(" and ")),
                format!("kcadm.sh add-roles {rest}"),
                format!("kcadm.sh remove-roles {rest}"),
            )
        }
        Change::MapScope(roles) => {
            let mut commands = vec![
                client_id(evidence, "CLIENT", &evidence.client_id()?),
                client_id(evidence, "CONTAINER", &evidence.container()),
            ];
            for role in roles {
                commands.push(format!(
                    "printf '[%s]' \"$(kcadm.sh get clients/$CONTAINER/roles/{role} -r {realm})\" | kcadm.sh create clients/$CLIENT/scope-mappings/clients/$CONTAINER -r {realm} -f -",
                    role = quote(role)
                ));
            }
            (
                format!("Let {} into the client's scope with kcadm.sh", roles.join(" and ")),
                commands.join(" &&\n"),
                String::new(),
            )
        }
        Change::AddRolesScope => (
            "Give the client the client scope “roles” with kcadm.sh".to_owned(),
            [
                client_id(evidence, "CLIENT", &evidence.client_id()?),
                format!("SCOPE=$(kcadm.sh get client-scopes -r {realm} --fields id,name --format csv --noquotes | sed -n 's/,roles$//p')"),
                format!("kcadm.sh update clients/$CLIENT/default-client-scopes/$SCOPE -r {realm} -b '{{}}'"),
            ]
            .join(" &&\n"),
            format!("kcadm.sh delete clients/$CLIENT/default-client-scopes/$SCOPE -r {realm}"),
        ),
        Change::Client(setting) => {
            let (field, value) = setting.field();
            let update = |value| format!("kcadm.sh update clients/$CLIENT -r {realm} -s {field}={value}");
            (
                format!("Set {field} with kcadm.sh"),
                [client_id(evidence, "CLIENT", &evidence.client_id()?), update(value)].join(" &&\n"),
                update(!value),
            )
        }
        Change::EnableRealm => (
            "Enable the realm with kcadm.sh".to_owned(),
            format!("kcadm.sh update realms/{realm} -s enabled=true"),
            format!("kcadm.sh update realms/{realm} -s enabled=false"),
        ),
        Change::EnableUser => {
            let name = evidence.user_name()?;
            (
                "Enable the user with kcadm.sh".to_owned(),
                format!(
                    "USER_ID=$(kcadm.sh get users -r {realm} -q username={} -q exact=true --fields id --format csv --noquotes) &&\nkcadm.sh update users/$USER_ID -r {realm} -s enabled=true",
                    quote(&name)
                ),
                format!("kcadm.sh update users/$USER_ID -r {realm} -s enabled=false"),
            )
        }
        Change::Console { .. } | Change::Caller { .. } | Change::HandOff { .. } => return None,
    };
    let login = format!(
        "kcadm.sh config credentials --server {} --realm master \\\n  --user \"$KEYCLOAK_ADMIN\" --password \"$KEYCLOAK_ADMIN_PASSWORD\"",
        quote(&evidence.attempt.base_url.to_string())
    );
    Some(Fix {
        kind: FixKind::Kcadm,
        title,
        text: format!("{login} &&\n{commands}"),
        steps: Vec::new(),
        links: Vec::new(),
        undo,
    })
}

/// Finds the internal id of a client.
fn client_id(evidence: &Evidence, variable: &str, client: &str) -> String {
    format!(
        "{variable}=$(kcadm.sh get clients -r {} -q clientId={} --fields id --format csv --noquotes)",
        quote(&evidence.token_realm()),
        quote(client)
    )
}
