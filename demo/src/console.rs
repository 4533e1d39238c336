//! Replaces the Admin Console with a page that assigns the role and, on the announced release, the client scope.

use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::call::Call;
use crate::realm::{Person, Realm};
use crate::release::ADMIN_API_SCOPE;
use crate::roles::{Role, RoleSet};
use crate::{CLIENT_ID, Demo, REALM, USERNAME, response};

/// What a button of the page changes.
#[derive(Clone, Copy)]
enum Item {
    /// A role of `realm-management` for the service account.
    Role(Role),
    /// The client scope of the Admin API for the client.
    AdminApiScope,
}

impl Item {
    fn named(call: &Call, name: &str) -> Option<Self> {
        if name == ADMIN_API_SCOPE {
            call.release()
                .checks_audience()
                .then_some(Self::AdminApiScope)
        } else {
            Role::named(name).map(Self::Role)
        }
    }

    fn set(self, demo: &Demo, call: &Call, assigned: bool) {
        let (visitors, visitor) = (&demo.visitors, &call.visitor);
        match self {
            Self::AdminApiScope => visitors.set_admin_api_scope(visitor, assigned),
            Self::Role(role) if assigned => {
                visitors.assign(visitor, Person::ServiceAccount, RoleSet::of(role));
            }
            Self::Role(role) => {
                visitors.unassign(visitor, Person::ServiceAccount, RoleSet::of(role));
            }
        }
    }
}

/// What a button changes, and whether it assigns: `assign-view-users`, `unassign-kc-admin-api`.
fn button(call: &Call, path: &str) -> Option<(Item, bool)> {
    let (verb, name) = path.split_once('-')?;
    let assigned = match verb {
        "assign" => true,
        "unassign" => false,
        _ => return None,
    };
    Some((Item::named(call, name)?, assigned))
}

/// Handles a request below `/admin/{realm}/console`. The server never receives what follows `#` in the URL, so all links of a fix into the
/// console show this one page.
pub(crate) fn handle(demo: &Demo, call: &Call, realm: &str, path: &[&str]) -> Response {
    match (Realm::named(realm), path) {
        (None, _) => response::error(StatusCode::NOT_FOUND, "Realm not found."),
        (Some(Realm::Master), []) => {
            response::found(&format!("{}/admin/{REALM}/console/", call.base))
        }
        (Some(Realm::Story), []) if reads(call) => response::page(page(
            demo.visitors
                .assigned(&call.visitor, Person::ServiceAccount),
            call.release()
                .checks_audience()
                .then(|| demo.visitors.has_admin_api_scope(&call.visitor)),
        )),
        (Some(_), []) => response::bare(StatusCode::METHOD_NOT_ALLOWED),
        (Some(realm), [path]) => match button(call, path) {
            Some((item, assigned)) if realm == Realm::Story && call.method == Method::POST => {
                item.set(demo, call, assigned);
                // The redirect is relative, so that it works behind any proxy.
                response::see_other("./")
            }
            Some(_) => response::bare(StatusCode::METHOD_NOT_ALLOWED),
            None => response::bare(StatusCode::NOT_FOUND),
        },
        _ => response::bare(StatusCode::NOT_FOUND),
    }
}

fn reads(call: &Call) -> bool {
    call.method == Method::GET || call.method == Method::HEAD
}

/// The part of the page about the client scope of the Admin API.
fn scope_section(assigned: bool) -> String {
    let (state, verb, label) = if assigned {
        ("has", "unassign", "Unassign")
    } else {
        ("does not have", "assign", "Assign")
    };
    format!(
        r#"<h1>Client scopes</h1>
<p>This demo imitates Keycloak 26.8.2 as its upgrading guide announces it. The client {state} the
<code>{ADMIN_API_SCOPE}</code> client scope. Without the scope, the Admin API returns 401.</p>
<form method="post" action="{verb}-{ADMIN_API_SCOPE}">
<p><button type="submit">{label} {ADMIN_API_SCOPE}</button></p>
</form>
"#
    )
}

/// The page. `scope` says whether the client has the client scope of the Admin API; a release without the scope has `None`.
fn page(assigned: RoleSet, scope: Option<bool>) -> String {
    let scope = scope.map(scope_section).unwrap_or_default();
    let is_assigned = assigned.has("view-users");
    let rows: Vec<String> = assigned
        .iter()
        .map(|role| {
            format!(
                "<li>realm-management <strong>{}</strong></li>\n",
                role.name()
            )
        })
        .collect();
    let rows = rows.concat();
    let (state, action, label, next) = if is_assigned {
        (
            "The service account has the view-users role.",
            "unassign",
            "Unassign view-users",
            "Go back to Why403 and click <em>Run again</em>. Keycloak now allows the request.",
        )
    } else {
        (
            "The service account does not have the view-users role.",
            "assign",
            "Assign view-users",
            "Then go back to Why403 and click <em>Run again</em>.",
        )
    };
    let console = format!("/admin/{REALM}/console/");
    format!(
        r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Service accounts roles: mock Admin Console</title>
</head>
<body>
<main>
<p><strong>This page replaces Keycloak's Admin Console</strong> in the demo. The real console is at
<code>{console}</code> of your own Keycloak.</p>
<nav aria-label="Breadcrumb">Realm {REALM} › Clients › {CLIENT_ID} › Service accounts roles</nav>
{scope}<h1>Service accounts roles</h1>
<p>{state} The role is required to read <code>{USERNAME}</code>.</p>
<h2>Assigned roles</h2>
<ul>
<li><strong>default-roles-{REALM}</strong></li>
{rows}</ul>
<form method="post" action="{action}-view-users">
<p><button type="submit">{label}</button></p>
</form>
<p>In the real console: Assign role → Client roles → <strong>view-users</strong> (realm-management) → Assign. {next}</p>
</main>
</body>
</html>
"#
    )
}
