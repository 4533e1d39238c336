//! Renders the steps of the guide.

use diagnosis::attempt::USER_BY_ID;
use maud::{Markup, html};
use permissions::{Grade, Matrix, TokenRealm, Version, counted};

use super::{
    names::Names,
    screens::{self, Screen, screen},
};
use crate::pages::links::Links;

/// The cause that explains the denial since the announced release.
const AUDIENCE_CAUSE: &str = "admin-audience-missing";

/// The steps that the reader carries out: their IDs and headings, in order.
pub const TO_DO: [(&str, &str); 5] = [
    ("setup", "Realm and client"),
    ("user", "User"),
    ("first", "First request: 403"),
    ("assign", "Assign view-users"),
    ("second", "Second request: 200"),
];
/// The action of each step in one sentence, for search engines.
pub const TEXTS: [&str; 5] = [
    "Create a realm, and in it a confidential client with a service account.",
    "Create the user that the request reads.",
    "Get an access token with the client credentials, and request the user. Keycloak returns 403 Forbidden.",
    "Assign the view-users role of the realm-management client to the service account.",
    "Get a new access token, and request the user again. Keycloak returns 200 and the user.",
];
/// All sections: their IDs and headings, in order.
pub const ALL: [(&str, &str); 8] = [
    ("statuses", "401 and 403"),
    TO_DO[0],
    TO_DO[1],
    TO_DO[2],
    TO_DO[3],
    TO_DO[4],
    ("least", "Least privilege"),
    ("audience", "Audience"),
];

// The live tests run these commands as they are printed, on every release that the tests start.
const SETUP: &str = "\
export KEYCLOAK={url}
kcadm.sh config credentials --server \"$KEYCLOAK\" --realm master \\
  --user \"${KEYCLOAK_ADMIN:?Set KEYCLOAK_ADMIN}\" \\
  --password \"${KEYCLOAK_ADMIN_PASSWORD:?Set KEYCLOAK_ADMIN_PASSWORD}\" &&
kcadm.sh create realms -s realm={realm} -s enabled=true &&
kcadm.sh create clients -r {realm} -s clientId={client_id} -s publicClient=false \\
  -s standardFlowEnabled=false -s serviceAccountsEnabled=true &&
WHY403_CLIENT_SECRET=$(kcadm.sh get clients -r {realm} -q clientId={client_id} \\
  --fields secret --format csv --noquotes)
export WHY403_CLIENT_SECRET";
const USER: &str = "\
USER_ID=$(kcadm.sh create users -r {realm} -s username={username} -s enabled=true -i)
echo \"$USER_ID\"";
const REQUEST: &str = "\
TOKEN=$(curl -sS \"$KEYCLOAK/realms/{realm}/protocol/openid-connect/token\" \\
  -d grant_type=client_credentials -d client_id={client_id} \\
  --data-urlencode \"client_secret=$WHY403_CLIENT_SECRET\" |
  sed -n 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/p')
curl -sS -i -H \"Authorization: Bearer $TOKEN\" \\
  \"$KEYCLOAK/admin/realms/{realm}/users/$USER_ID\"";
const CHECK: &str = "\
why403 check --url \"$KEYCLOAK\" --realm {realm} \\
  --client-id {client_id} --user-id \"$USER_ID\"";
const ASSIGN: &str = "\
kcadm.sh add-roles -r {realm} --uusername service-account-{account} \\
  --cclientid realm-management --rolename view-users";

/// Every section.
pub fn all(prefix: &str, matrix: &Matrix, names: &Names) -> Markup {
    let [
        statuses,
        setup,
        user,
        first,
        assign,
        second,
        least,
        audience,
    ] = ALL;
    let own = Own { prefix, names };
    html! {
        (section(statuses, html! {
            div.thirds {
                p {
                    span.plate.who { "401" } " " b { "Not identified." }
                    " Keycloak did not accept the credentials or the token. Check the secret, the expiry, and the issuer. Adding roles will \
                     not help."
                }
                p {
                    span.plate.may { "403" } " " b { "Denied." }
                    " The token is valid but lacks permission. Assign a role. A new secret will not help."
                }
            }
        }))
        (section(setup, html! {
            p { "Create a realm, and a client with a service account in the realm. The client has no admin role." }
            (own.ways(SETUP, &[
                "Click “Manage realms” (older versions: the list of realms), then “Create realm”. Enter {realm} and click “Create”.",
                "Open “Clients” and click “Create client”. Enter the client ID {client_id} and click “Next”.",
                "Turn on “Client authentication”. Clear “Standard flow”, and select “Service account roles” (up to 26.4: “Service \
                 accounts roles”). Click “Next”, then “Save”.",
                "Open the “Credentials” tab and copy the client secret.",
            ], &[screens::REALM, screens::CLIENT, screens::SECRET]))
            p.small {
                "Set " code { "KEYCLOAK_ADMIN" } " and " code { "KEYCLOAK_ADMIN_PASSWORD" } " to your admin’s credentials first."
            }
        }))
        (section(user, html! {
            p { "Create the user that the backend reads. The Admin API expects the user’s ID, not the user name." }
            (own.ways(USER, &[
                "Open “Users” and click “Create new user” or “Add user”. Enter the user name {username} and click “Create”.",
                "Copy the ID from the “Details” tab. On the command line, set USER_ID to the ID.",
            ], &[screens::USER]))
        }))
        (section(first, html! {
            p { "Get a token with client credentials, then read the user. Keycloak returns 403 Forbidden without a reason." }
            (own.command(REQUEST))
            (run("send", "first", "Send request in the demo"))
            p { "Let Why403 find the reason:" }
            (own.command(CHECK))
            (own.playground("Check your Keycloak in the playground"))
        }))
        (section(assign, html! {
            p { "The reason is a missing role. Assign " code { "view-users" } " to the service account of the client." }
            (own.ways(ASSIGN, &[
                "Open “Clients”, select {client_id}, and open the “Service account roles” tab (up to 26.4: “Service \
                 accounts roles”).",
                "Click “Assign role” and select “Client roles” (up to 26.2: “Filter by clients”). Search for view-users.",
                "Select view-users of realm-management and click “Assign”.",
            ], &[screens::ROLE]))
            (run("assign", "assign", "Assign view-users in the demo"))
        }))
        (section(second, html! {
            p {
                "Send the same two requests again. The new token contains the role, and Keycloak returns 200 and the user. Up to 26.6.4 \
                 and on 26.7.0, Keycloak still denies a token from before the assignment."
            }
            (own.command(REQUEST))
            (run("send", "second", "Send request again in the demo"))
            (own.playground("Check your Keycloak again in the playground"))
        }))
        (section(least, privilege(prefix, matrix)))
        (section(audience, announced(prefix, matrix)))
    }
}

fn section((id, title): (&str, &str), content: Markup) -> Markup {
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { a.anchor href={ "#" (id) } { (title) } }
            (content)
        }
    }
}

/// Writes steps with the reader's own names.
struct Own<'a> {
    prefix: &'a str,
    names: &'a Names,
}

impl Own<'_> {
    /// The same change as commands and, next to them, as steps in the Admin Console with their screens.
    fn ways(&self, commands: &str, clicks: &[&str], screens: &[Screen]) -> Markup {
        html! {
            div.ways {
                div {
                    h3 { "kcadm.sh" }
                    (self.command(commands))
                }
                div {
                    h3 { "Admin Console" }
                    ol.steps { @for click in clicks { li { (self.names.fill(click)) } } }
                    @for shown in screens { (screen(*shown)) }
                }
            }
        }
    }

    fn command(&self, commands: &str) -> Markup {
        let filled = self.names.fill(commands);
        html! { pre tabindex="0" role="group" aria-label="Commands" { code { (filled) } } }
    }

    /// The link to the playground with the form filled in.
    fn playground(&self, label: &str) -> Markup {
        html! {
            p.small { a data-playground href={ (self.prefix) "/?" (self.names.query()) } { (label) } }
        }
    }
}

/// The button that runs a step in the demo, and the place for its result.
fn run(action: &str, id: &str, label: &str) -> Markup {
    html! {
        div.row.scripted {
            button type="button" data-step=(action) aria-describedby={ (id) "-result" } { (label) }
            span.small id={ (id) "-result" } role="status" {}
        }
    }
}

/// The announced change as a story in the demo: 401, the client scope, 403, the role, 200.
fn announced_story(version: Version) -> Markup {
    let steps = [
        (
            "send",
            "announced-401",
            "Send request to the announced release",
        ),
        (
            "scope",
            "announced-scope",
            "Assign kc-admin-api in the announced release",
        ),
        ("send", "announced-403", "Send request with the scope"),
        (
            "assign",
            "announced-role",
            "Assign view-users in the announced release",
        ),
        (
            "send",
            "announced-200",
            "Send request with the scope and the role",
        ),
    ];
    html! {
        div.scripted data-announced {
            p {
                "In the demo, walk through the change as Keycloak’s project announced it for Keycloak " (version)
                ": 401 without the audience, 403 without the role, then 200."
            }
            @for (action, id, label) in steps { (run(action, id, label)) }
        }
    }
}

/// The roles that allow the request, and how much else each of them allows.
fn privilege(prefix: &str, matrix: &Matrix) -> Markup {
    let permissions = matrix.newest(TokenRealm::Target);
    let linked = Links {
        prefix,
        place: "",
        matrix,
    };
    let rule = matrix
        .operation(USER_BY_ID)
        .and_then(|operation| permissions.rule(operation));
    let sets = rule
        .map(|rule| permissions.least_first(&rule.sufficient))
        .unwrap_or_default();
    html! {
        p {
            (counted(sets.len(), "role allows", "roles allow")) " the request, measured on Keycloak " (permissions.version_name())
            ". Assign the one that allows the fewest other operations:"
        }
        div.scroll tabindex="0" role="region" aria-label="Roles that allow the request" {
            table {
                thead {
                    tr {
                        th scope="col" { "Role" }
                        th scope="col" { "Allowed operations that read" }
                        th scope="col" { "Allowed operations that write" }
                    }
                }
                tbody {
                    @for set in sets {
                        @let reach = permissions.reach(set);
                        tr {
                            th scope="row" { (linked.set(set)) }
                            td { (reach.all - reach.writing) }
                            td { (reach.writing) }
                        }
                    }
                }
            }
        }
        p { a href={ (prefix) "/roles" } { "Find the smallest role set for your code" } }
    }
}

/// The announcement of Keycloak's project about the audience.
fn announced(prefix: &str, matrix: &Matrix) -> Markup {
    let releases = matrix.releases();
    let note = releases.iter().find_map(|release| {
        let mut notes = release.notes.iter();
        notes.find(|(_, note)| note.cause.as_deref() == Some(AUDIENCE_CAUSE))
    });
    html! {
        @if let Some((version, note)) = note {
            p {
                span.tag.grade {
                    "Keycloak " (version) ": " (note.grade.words())
                    @if note.grade == Grade::Announced { ", not measured" }
                }
            }
            p { (note.text) }
            p {
                "After the upgrade, a role alone is not enough for the second request. "
                a href={ (prefix) "/causes/" (AUDIENCE_CAUSE) } { "Check and fix the audience" }
                @if let Some(source) = &note.source { " · " a href=(source) rel="noreferrer" { "Source" } }
            }
            (announced_story(*version))
        }
    }
}
