//! The page at `/roles/<role>`: what a role is, which operations it allows, and how that changed.

mod allowed_operations;
mod history;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use maud::{Markup, html};
use permissions::{Matrix, Permissions, Role, RoleSet, State, TokenRealm};

use self::allowed_operations::AllowedOperations;
use super::{
    chosen_version::Chosen,
    links::{Links, formats},
    nearest::nearest,
    not_found::NotFound,
    unknown::{Meant, Unknown},
};
use crate::{
    context::{Measured, Prefix},
    pages::{head::Head, header::Header},
};

/// The page of one role, or the page for an unknown role.
#[component]
pub fn RolePage() -> impl IntoView {
    let Some(Measured(matrix)) = use_context() else {
        return view! { <NotFound/> }.into_any();
    };
    let name = use_params_map()
        .read_untracked()
        .get("role")
        .unwrap_or_default();
    if let Some(role) = matrix.roles().iter().find(|role| role.name == name) {
        view! { <RoleContent matrix role/> }.into_any()
    } else {
        let near = nearest(&name, matrix.roles(), |role| role.name.clone());
        let near: Vec<_> = near.into_iter().map(meant).collect();
        let all = ("/operations", "All operations and roles");
        view! { <Unknown what="role" all near/> }.into_any()
    }
}

fn meant(role: &Role) -> Meant {
    Meant {
        path: format!("/roles/{}", role.name),
        name: role.name.clone(),
        words: kind(role).to_owned(),
    }
}

fn kind(role: &Role) -> &'static str {
    if role.of_master {
        "a realm role of master"
    } else {
        "a client role of realm-management"
    }
}

#[component]
fn RoleContent(matrix: &'static Matrix, role: &'static Role) -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let chosen = Chosen::here(matrix, role.token_realm());
    let place = chosen.place();
    let linked = Links {
        prefix: &prefix,
        place: &place,
        matrix,
    };
    let held = matrix.role(&role.name).unwrap_or_default();
    let permissions = chosen.permissions;
    let allowed = AllowedOperations::of(permissions, held);
    let path = format!("/roles/{}", role.name);
    let there = permissions.roles().contains(held);
    let page = html! {
        nav.breadcrumb aria-label="Breadcrumb" {
            ol {
                li { a href={ (prefix) (place) "/operations" } { "Operations" } }
                li { a href={ (prefix) (place) "/operations#every-role" } { "roles" } }
                li aria-current="page" { (role.name) }
            }
        }
        div.operation-head {
            h1 { "The " code { (role.name) } " role" }
            (what_it_is(linked, role))
        }
        section.card aria-labelledby="opens" {
            h2 #opens { "Allowed operations" }
            (chosen.choice(&prefix, &path, |version| {
                matrix.at(version, role.token_realm()).roles().contains(held)
            }))
            (chosen.notice_line())
            @if there { (allowed.summary(role, &chosen.name())) }
            @else { p { "Keycloak " (chosen.name()) " does not have this role." } }
        }
        @if there {
            (allowed.warnings(linked, role))
            (allowed.by_area(linked))
            (allowed.with_others(linked))
        }
        (otherwise_in_master(linked, role, permissions, held))
        (history::history(linked, role, held))
        (formats(&prefix, &format!("{place}{path}")))
    };
    let description = description(role, &allowed, &chosen.name());
    view! {
        <Head title=format!("{}: what this Keycloak role allows{}", role.name, chosen.in_title()) description path/>
        <Header prefix=prefix.clone() current="/roles"/>
        <main id="content" class="reference one" inner_html=page.into_string()></main>
    }
}

/// Where the Admin Console shows the role, since which version it exists, and which roles it includes.
fn what_it_is(linked: Links<'_>, role: &Role) -> Markup {
    let matrix = linked.matrix;
    let container: Vec<&Role> = matrix
        .roles()
        .iter()
        .filter(|other| other.includes.contains(&role.name))
        .collect();
    html! {
        p.lead {
            @if role.of_master {
                "A realm role of the " code { "master" } " realm, for tokens that master issued. "
                @if role.name == "admin" {
                    "It includes the roles of every " code { "{realm}-realm" } " client there, so it gives access to every realm. "
                }
            } @else if role.name == "realm-admin" {
                "A role of the " code { "realm-management" } " client of each realm. For a token that master issued, Keycloak \
                 checks the realm role " (linked.role("admin")) " instead. "
            } @else {
                "A role of the " code { "realm-management" } " client of each realm. For a token that master issued, Keycloak \
                 checks the role with the same name of the " code { "{realm}-realm" } " client in master. "
            }
            (since(matrix, role))
        }
        dl.facts {
            @if !role.includes.is_empty() {
                div { dt { "Includes" } dd { (names(linked, role.includes.iter())) } }
            }
            @if !container.is_empty() {
                div { dt { "Included in" } dd { (names(linked, container.iter().map(|role| &role.name))) } }
            }
        }
    }
}

fn names<'n>(linked: Links<'_>, names: impl Iterator<Item = &'n String>) -> Markup {
    html! {
        @for (at, name) in names.enumerate() {
            @if at > 0 { ", " }
            (linked.role(name))
        }
    }
}

/// The measured versions that have the role.
fn since(matrix: &Matrix, role: &Role) -> String {
    let Some((first, last)) = matrix.versions_of(role) else {
        return String::new();
    };
    let (oldest, newest) = (matrix.versions().first(), matrix.versions().last());
    let lines = matrix.lines(first, last);
    match (oldest == Some(&first), newest == Some(&last)) {
        (true, true) => format!("Present in every measured version ({lines})."),
        (false, true) => format!("Added in {}.", matrix.line(first)),
        (true, false) => format!("Removed in {}.", matrix.line(last)),
        (false, false) => format!("Present in {lines} only."),
    }
}

/// Operations with a different result for a token of `master`.
fn otherwise_in_master(
    linked: Links<'_>,
    role: &Role,
    permissions: Permissions<'_>,
    held: RoleSet,
) -> Markup {
    let matrix = linked.matrix;
    let master = permissions
        .version()
        .map(|version| matrix.at(version, TokenRealm::Master));
    let Some(master) = master.filter(|master| !role.of_master && master.roles().contains(held))
    else {
        return html! {};
    };
    let differing: Vec<_> = permissions
        .results(held)
        .filter_map(|(operation, here)| {
            let there = master.rule(operation)?.state(held);
            (there != here).then_some((operation, here, there))
        })
        .collect();
    html! {
        @if !differing.is_empty() {
            section aria-labelledby="master" {
                h2 #master { a.anchor href="#master" { "Token issued by master" } }
                p { "The same, except:" }
                ul.changed {
                    @for (operation, here, there) in differing {
                        li {
                            (linked.operation(operation)) " "
                            span.small { (State::word(Some(there))) " instead of " (State::word(Some(here))) }
                        }
                    }
                }
            }
        }
    }
}

/// The description for search engines.
fn description(role: &Role, allowed: &AllowedOperations<'_>, version: &str) -> String {
    format!(
        "{} is {} in Keycloak. On its own, it allows {} in {version}. See which ones, what the role includes, and \
         what changed between versions.",
        role.name,
        kind(role),
        allowed.sum(),
    )
}
