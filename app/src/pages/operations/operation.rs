//! The page at `/operations/<id>`: the required role of one operation, and the proof.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use maud::{Markup, html};
use permissions::{Matrix, Operation, Permissions, RoleSet, TokenRealm, capital};
use render::{joined, method};

use super::{
    changes::{badges, changes},
    evidence::{by_version, proof},
    facts::beside,
    guards::also_denied,
    known_tools::known_tools,
    related::{alike, breadcrumb, call, neighbors},
};
use crate::{
    context::{Measured, Prefix},
    pages::{
        chosen_version::Chosen,
        head::{Head, shortened},
        header::Header,
        links::{Links, encoded, formats},
        nearest::nearest,
        not_found::NotFound,
        unknown::{Meant, Unknown},
    },
};

/// With more alternatives than this, the page names the few roles that are not enough instead.
const BROADER: usize = 10;

/// The page of one operation, or the page for an unknown operation.
#[component]
pub fn OperationPage() -> impl IntoView {
    let Some(Measured(matrix)) = use_context() else {
        return view! { <NotFound/> }.into_any();
    };
    let slug = use_params_map()
        .read_untracked()
        .get("id")
        .unwrap_or_default();
    if let Some(operation) = matrix.by_slug(&slug) {
        view! { <OperationContent matrix operation/> }.into_any()
    } else {
        let near = nearest(&slug, matrix.operations(), |operation| operation.slug());
        let near: Vec<_> = near.into_iter().map(meant).collect();
        view! { <Unknown what="operation" all=("/operations", "All operations") near/> }.into_any()
    }
}

fn meant(operation: &Operation) -> Meant {
    Meant {
        path: format!("/operations/{}", operation.slug()),
        name: operation.to_string(),
        words: operation.does.clone(),
    }
}

#[component]
fn OperationContent(matrix: &'static Matrix, operation: &'static Operation) -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let chosen = Chosen::here(matrix, TokenRealm::Target);
    let place = chosen.place();
    let linked = Links {
        prefix: &prefix,
        place: &place,
        matrix,
    };
    let (permissions, missing) = with_it(&chosen, operation);
    let path = format!("/operations/{}", operation.slug());
    let page = html! {
        div.operation-body {
            (breadcrumb(&prefix, &place, chosen.permissions, operation))
            div.operation-head {
                h1 { (capital(&operation.does)) }
                p.request-line { (method(operation)) " " (render::path(operation)) }
                (badges(linked, permissions, operation, ""))
                (chosen.notice_line())
                @if let Some(missing) = &missing { p.notice.warning { "! " (missing) } }
            }
            (least(linked, permissions, operation))
            (also_denied(linked, operation))
            (chosen.other_versions(&prefix, &path, |version| {
                matrix.at(version, TokenRealm::Target).rule(operation).is_some()
            }))
            (by_version(linked, operation))
            (changes(linked, operation))
            (proof(linked, operation))
            (call(operation))
            // The tools are the same for every version.
            @if place.is_empty() { (known_tools(operation)) }
            (alike(&prefix, &place, permissions, operation))
            (neighbors(&prefix, &place, permissions, operation))
            (formats(&prefix, &format!("{place}{path}")))
        }
        (beside(linked, chosen.permissions, operation))
    };
    view! {
        <Head
            title=format!("{operation}: required role (Keycloak{})", chosen.in_title())
            description=description(permissions, operation)
            path
        />
        <Header prefix=prefix.clone() current="/operations"/>
        <main id="content" class="reference with-facts" inner_html=page.into_string()></main>
    }
}

/// The chosen version if it has the operation, otherwise the newest one that has it, and a notice about that.
pub fn with_it(chosen: &Chosen, operation: &Operation) -> (Permissions<'static>, Option<String>) {
    let permissions = chosen.permissions;
    if permissions.rule(operation).is_some() {
        return (permissions, None);
    }
    let matrix = permissions.matrix();
    let newest = matrix
        .versions()
        .iter()
        .rev()
        .map(|version| matrix.at(*version, TokenRealm::Target))
        .find(|permissions| permissions.rule(operation).is_some())
        .unwrap_or(permissions);
    let words = format!(
        "Keycloak {} does not have this operation. Versions that have it: {}.",
        chosen.name(),
        matrix.lines_with(operation)
    );
    (newest, Some(words))
}

/// The required role, and what to do with it.
pub fn least(linked: Links<'_>, permissions: Permissions<'_>, operation: &Operation) -> Markup {
    let matrix = linked.matrix;
    let Some(rule) = permissions.rule(operation) else {
        return html! {};
    };
    let version = permissions
        .version()
        .map(|version| matrix.line(version))
        .unwrap_or_default();
    let sets = permissions.least_first(&rule.sufficient);
    let called = encoded(&operation.to_string());
    let stated = linked.place.trim_start_matches('/');
    let planner = if stated.is_empty() {
        format!("{}/roles?operation={called}", linked.prefix)
    } else {
        format!(
            "{}/roles?operation={called}&keycloak={stated}",
            linked.prefix
        )
    };
    html! {
        section.card aria-labelledby="least" {
            h2 #least { (heading(&sets)) }
            @if let Some(why) = &rule.unmeasured {
                p { "Not measured for Keycloak " (version) ": " (why) ", so the required roles are unknown." }
            } @else {
                @match sets.split_first() {
                    None => p { "No role of a realm allows this request in Keycloak " (version) "." },
                    Some((least, _)) if least.is_empty() => {
                        p { "None: Keycloak " (version) " allows any token of the realm." }
                    }
                    Some((least, others)) => {
                        p.answer {
                            (linked.set(*least)) " "
                            span.small { "of the " code { "realm-management" } " client, Keycloak " (version) }
                        }
                        @let any = linked.any_role(permissions, &sets).filter(|_| others.len() > BROADER);
                        @if let Some(any) = any {
                            p { "All roles: " (any) "." }
                        } @else if !others.is_empty() {
                            h3 { "Alternatives" }
                            (linked.list(others))
                        }
                    }
                }
                @if !rule.reduced.is_empty() {
                    @match linked.any_other_role(permissions, rule) {
                        Some(any) => p { "Partial response: " (any) "." },
                        None => {
                            h3 { "Partial response" }
                            (linked.list(&rule.reduced))
                        }
                    }
                }
                (of_master(linked, permissions, operation))
            }
            p.try {
                a.button href={ (linked.prefix) "/?operation=" (called) } { "Try in the playground" }
                a href=(planner) { "Find the smallest role set" }
            }
        }
    }
}

/// The heading above the smallest of these sets.
fn heading(least_first: &[RoleSet]) -> &'static str {
    match least_first.first() {
        Some(least) if least.len() > 1 => "Smallest role set",
        _ => "Least privileged role",
    }
}

/// The required roles for a token of `master`.
fn of_master(linked: Links<'_>, permissions: Permissions<'_>, operation: &Operation) -> Markup {
    let matrix = linked.matrix;
    if matrix.master_is_alike(operation) {
        return html! {
            p.small {
                "Token issued by master: the same roles of the " code { "{realm}-realm" } " client, and "
                (linked.role("admin")) " instead of " code { "realm-admin" } "."
            }
        };
    }
    let master = permissions
        .version()
        .map(|version| matrix.at(version, TokenRealm::Master));
    let Some((master, rule)) = master.and_then(|master| Some((master, master.rule(operation)?)))
    else {
        return html! {};
    };
    html! {
        p {
            "Token issued by master, with roles of the " code { "{realm}-realm" } " client or realm roles: "
            (linked.sufficient(master, rule))
            @if rule.sufficient.is_empty() { "no measured role" }
            @if !rule.reduced.is_empty() { "; for a partial response: " (linked.reduced(master, rule)) }
            "."
        }
    }
}

/// The description for search engines.
pub fn description(permissions: Permissions<'_>, operation: &Operation) -> String {
    let sets = permissions
        .rule(operation)
        .map(|rule| permissions.least_first(&rule.sufficient))
        .unwrap_or_default();
    let does = format!("{}.", capital(&operation.does));
    let version = permissions
        .version()
        .map(|version| permissions.matrix().line(version))
        .unwrap_or_default();
    let needs = match sets.split_first() {
        None => "Roles that allow this request, measured for each version".to_owned(),
        Some((least, _)) if least.is_empty() => {
            format!("Keycloak {version} allows any token of the realm")
        }
        Some((least, _)) => format!(
            "{}: {} of realm-management (measured on Keycloak {version})",
            heading(&sets),
            joined(permissions, *least)
        ),
    };
    shortened(format!("{does} {needs}. {operation}"))
}
