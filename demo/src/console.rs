//! Replaces the Admin Console with a page that assigns the role.

use axum::http::{Method, StatusCode};
use axum::response::Response;

use crate::call::Call;
use crate::realm::{Person, Realm};
use crate::roles::RoleSet;
use crate::{CLIENT_ID, Demo, REALM, USERNAME, answer};

/// The path of the page's buttons, below the console's URL.
const ASSIGN: &str = "assign-view-users";
const UNASSIGN: &str = "unassign-view-users";

/// Answers a request below `/admin/{realm}/console`. The server never receives what follows `#` in the URL, so all links of a fix into the
/// console show this one page.
pub(crate) fn answer(demo: &Demo, call: &Call, realm: &str, path: &[&str]) -> Response {
    match (Realm::named(realm), path) {
        (None, _) => answer::error(StatusCode::NOT_FOUND, "Realm not found."),
        (Some(Realm::Master), []) => {
            answer::found(&format!("{}/admin/{REALM}/console/", call.base))
        }
        (Some(Realm::Story), []) if reads(call) => answer::page(page(
            demo.visitors
                .assigned(&call.visitor, Person::ServiceAccount),
        )),
        (Some(Realm::Story), [button @ (ASSIGN | UNASSIGN)]) if call.method == Method::POST => {
            let roles = RoleSet::named(&["view-users"]);
            if *button == ASSIGN {
                demo.visitors
                    .assign(&call.visitor, Person::ServiceAccount, roles);
            } else {
                demo.visitors
                    .unassign(&call.visitor, Person::ServiceAccount, roles);
            }
            // The redirect is relative, so that it works behind any proxy.
            answer::see_other("./")
        }
        (Some(_), [ASSIGN | UNASSIGN] | []) => answer::bare(StatusCode::METHOD_NOT_ALLOWED),
        _ => answer::bare(StatusCode::NOT_FOUND),
    }
}

fn reads(call: &Call) -> bool {
    call.method == Method::GET || call.method == Method::HEAD
}

fn page(assigned: RoleSet) -> String {
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
            UNASSIGN,
            "Unassign view-users",
            "Go back to Why403 and click <em>Run again</em>. Keycloak now allows the request.",
        )
    } else {
        (
            "The service account does not have the view-users role.",
            ASSIGN,
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
<h1>Service accounts roles</h1>
<p>{state} The role is required to read <code>{USERNAME}</code>.</p>
<h2>Assigned roles</h2>
<ul>
<li><strong>default-roles-{REALM}</strong></li>
{rows}</ul>
<form method="post" action="{action}">
<p><button type="submit">{label}</button></p>
</form>
<p>In the real console: Assign role → Client roles → <strong>view-users</strong> (realm-management) → Assign. {next}</p>
</main>
</body>
</html>
"#
    )
}
