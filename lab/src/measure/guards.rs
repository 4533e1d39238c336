//! Measures under which conditions a version denies an operation although the caller has the required roles.
//!
//! Each condition is measured with two requests by the same caller: one for a target or with a body under the condition, and one without.
//! Only if the second one is allowed does the first one show something.

mod bed;
mod fine_grained;
mod flows;
mod master;
mod operations;
mod realm;

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use permissions::Guard;
use serde_json::{Value, json};

use self::bed::Bed;
use super::callers::{Call, Callers, TokenRealmKey, Who};
use crate::{
    keycloak::{Admin, Version},
    project,
};

/// The realm in which a condition is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// A realm of its own.
    Realm,
    /// A realm of its own with organizations.
    RealmWithOrganizations,
    /// A realm of its own with fine-grained admin permissions, version 2.
    RealmWithPermissions,
    /// The realm `master`.
    Master,
}

impl Place {
    const ALL: [Self; 4] = [
        Self::Realm,
        Self::RealmWithOrganizations,
        Self::RealmWithPermissions,
        Self::Master,
    ];

    fn realm(self) -> &'static str {
        match self {
            Self::Realm => "guarded",
            Self::RealmWithOrganizations => "guarded-with-organizations",
            Self::RealmWithPermissions => "guarded-with-permissions",
            Self::Master => MASTER,
        }
    }

    fn exists_on(self, version: Version) -> bool {
        match self {
            Self::Realm | Self::Master => true,
            Self::RealmWithOrganizations => version >= Version::new(26, 0, 0),
            Self::RealmWithPermissions => version >= Version::new(26, 2, 0),
        }
    }

    /// The realm of the callers' tokens, which decides where their roles come from.
    fn token_realm(self) -> TokenRealmKey {
        if self == Self::Master {
            TokenRealmKey::Master
        } else {
            TokenRealmKey::Target
        }
    }

    /// The setting of the realm that makes the place; none for a plain realm.
    fn setting(self) -> Option<&'static str> {
        match self {
            Self::Realm | Self::Master => None,
            Self::RealmWithOrganizations => Some("organizationsEnabled"),
            Self::RealmWithPermissions => Some("adminPermissionsEnabled"),
        }
    }
}

const MASTER: &str = "master";

/// A condition, and the operations to which it applies.
struct Condition {
    place: Place,
    when: &'static str,
    cause: &'static str,
    roles: &'static [&'static str],
    /// Lists of operations, with `~` for `/admin/realms/{realm}`.
    operations: &'static [&'static [&'static str]],
    /// Creates the objects, under the condition or without it.
    prepare: fn(&Bed<'_>, bool) -> Result<Prepared>,
}

/// The values of the path parameters, and the body of the request.
#[derive(Default)]
struct Prepared {
    values: Vec<(&'static str, String)>,
    body: Value,
    /// The body of the operations on composites, if it differs.
    of_composites: Value,
}

/// All conditions. Those that damage the realm `master` of older releases come last.
fn conditions() -> Vec<&'static Condition> {
    let all = [
        realm::CONDITIONS,
        flows::CONDITIONS,
        fine_grained::CONDITIONS,
        master::CONDITIONS,
    ];
    all.into_iter().flatten().collect()
}

fn of<const N: usize>(values: [(&'static str, String); N], body: Value) -> Prepared {
    Prepared {
        values: values.into(),
        body,
        ..Prepared::default()
    }
}

/// The path parameters of a role.
fn names(role: &Value) -> [(&'static str, String); 2] {
    [
        ("role-name", text(role, "name")),
        ("role-id", text(role, "id")),
    ]
}

/// A client's role as the target and as the body.
fn with_client_role(client: String, role: Value) -> Prepared {
    let [name, id] = names(&role);
    of([("client-uuid", client), name, id], role)
}

fn text(object: &Value, key: &str) -> String {
    object[key].as_str().unwrap_or_default().to_owned()
}

/// Measures the conditions on a running server and adds the statuses to the data.
pub(super) fn measure(admin: &Admin, base_url: &str, version: Version) -> Result<()> {
    let mut measured = Vec::new();
    for place in Place::ALL {
        if place.exists_on(version) {
            measured.extend(measure_in(place, admin, base_url, version)?);
        } else {
            measured.extend(in_place(place).map(|(condition, name)| (condition, name, None)));
        }
    }
    publish(version, measured)
}

/// The conditions of a place with the names of their operations.
fn in_place(place: Place) -> impl Iterator<Item = (&'static Condition, String)> {
    conditions()
        .into_iter()
        .filter(move |condition| condition.place == place)
        .flat_map(|condition| {
            condition
                .operations
                .iter()
                .copied()
                .flatten()
                .map(move |name| (condition, name))
        })
        .map(|(condition, name)| (condition, name.replace('~', "/admin/realms/{realm}")))
}

type Status = (&'static Condition, String, Option<u16>);

fn measure_in(
    place: Place,
    admin: &Admin,
    base_url: &str,
    version: Version,
) -> Result<Vec<Status>> {
    let realm = place.realm();
    if place != Place::Master {
        admin.delete(&format!("/realms/{realm}"), None)?;
        let mut representation = json!({ "realm": realm });
        if let Some(setting) = place.setting() {
            representation[setting] = json!(true);
        }
        admin.create_realm(representation)?;
    }
    let bed = Bed::new(admin, realm);
    bed.furnish(place)?;
    let mut callers = Callers::new(admin, base_url, realm)?;
    let mut measured = Vec::new();
    for (condition, name) in in_place(place) {
        let without = status(&bed, &mut callers, condition, &name, false)?;
        let under = status(&bed, &mut callers, condition, &name, true)?;
        eprintln!(
            "keycloak {version}: {name}, {}: {without}, {under}",
            condition.when
        );
        measured.push((condition, name, (without < 400).then_some(under)));
    }
    if place != Place::Master {
        admin.delete_realm(realm)?;
    }
    Ok(measured)
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
    let path = prepared
        .values
        .iter()
        .fold(template.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        })
        .replace("{realm}", bed.realm);
    let last = template.rsplit('/').next().unwrap_or_default();
    let body = match (method, last) {
        ("GET", _) => None,
        (_, "composites") if prepared.of_composites.is_array() => Some(prepared.of_composites),
        ("POST", "flow") => Some(json!({
            "alias": bed.name("flow"), "type": "basic-flow", "provider": "registration-page-form", "description": "d",
        })),
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
    // Only a role that was added before can be removed. If Keycloak refuses to add it, the role is protected, and Keycloak refuses to remove it
    // as well.
    if method == "DELETE"
        && let Some(body) = &body
    {
        let added = path.trim_start_matches("/admin");
        bed.admin.post(added, body)?;
    }
    let call = Call {
        method: method.to_owned(),
        path,
        content_type: "application/json".to_owned(),
        body: body
            .filter(|body| !body.is_null())
            .map(|body| body.to_string().into_bytes()),
    };
    let who = Who::new(condition.place.token_realm(), condition.roles);
    Ok(callers.send(&who, &call)?.status)
}

/// Adds the statuses of one version to the file.
fn publish(version: Version, measured: Vec<Status>) -> Result<()> {
    let path = project::path("permissions/data/guards.json");
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
                realm: (condition.place == Place::Master).then(|| MASTER.to_owned()),
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
