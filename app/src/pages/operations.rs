//! The page at `/operations`: every operation of the Admin API with its required roles, by area, for one version.

mod changes;
mod evidence;
mod facts;
mod guards;
mod known_tools;
mod operation;
mod related;

pub use changes::{badges, sentences};
pub use operation::{OperationPage, description, least, with_it};

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};
use permissions::{Operation, Permissions, TokenRealm, counted};
use render::{Rows, operation_table};

use super::{
    chosen_version::{Chosen, newest_first},
    filter::{Choice, filter},
    links::Links,
    not_found::NotFound,
};
use crate::{
    context::{DataSize, Measured, Prefix},
    pages::{head::Head, header::Header},
    reference::{ALL, FOUND, OperationSearch, SEARCH},
    site,
};

/// The ID of the operations that only other versions have.
const OTHER_VERSIONS: &str = "other-versions";

/// The list of the operations.
#[component]
pub fn OperationsPage() -> impl IntoView {
    let Some(Measured(matrix)) = use_context() else {
        return view! { <NotFound/> }.into_any();
    };
    let Prefix(prefix) = Prefix::here();
    let chosen = Chosen::here(matrix, TokenRealm::Target);
    let permissions = chosen.permissions;
    let place = chosen.place();
    let query = use_query_map()
        .read_untracked()
        .get("q")
        .unwrap_or_default();
    let choices = choices(permissions);
    let wanted = choices.iter().filter_map(Choice::selected).collect();
    let mut rows = Rows::new(&prefix, &place, permissions).filtered(wanted);
    let (summary, found) = if query.trim().is_empty() {
        (String::new(), html! {})
    } else {
        rows.found(&query)
    };
    let rest = if summary.is_empty() {
        let linked = Links {
            prefix: &prefix,
            place: &place,
            matrix,
        };
        everything(linked, permissions, &mut rows)
    } else {
        html! { p { a href={ (prefix) (place) "/operations" } { "All operations by area" } } }
    };
    let counts = [
        rows.matching(permissions.operations()),
        permissions.operations().count(),
    ];
    let filter = filter(SEARCH, &choices, counts, "operations");
    let results = html! {
        (operation_table(Some(FOUND), &found))
        (rest)
    };
    let introduction = introduction(&prefix, &chosen);
    view! {
        <Head
            title=format!("Keycloak Admin API operations and their required roles{}", chosen.in_title())
            description="The roles that each operation of Keycloak’s Admin REST API requires, tested on real servers for \
             each version: the least privileged role, alternatives, and partial responses."
            path="/operations"
        />
        <Header prefix=prefix.clone() current="/operations"/>
        <main id="content" class="reference">
            <div class="parts" inner_html=introduction.into_string()></div>
            <div class="search-row">
                <OperationSearch
                    place=place.clone()
                    versions=newest_first(matrix)
                    chosen=chosen.name()
                    query
                    summary
                />
                <div inner_html=filter.into_string()></div>
            </div>
            <div class="parts" inner_html=results.into_string()></div>
            <script src=format!("{}/filter.js", site::assets()) type="module"></script>
        </main>
    }
    .into_any()
}

/// The introduction: the content of the list, the number of operations, and a link to the data.
fn introduction(prefix: &str, chosen: &Chosen) -> Markup {
    let matrix = chosen.permissions.matrix();
    let here = chosen.permissions.operations().count();
    let measured = match (matrix.versions().first(), matrix.versions().last()) {
        (Some(first), Some(last)) => format!(
            "{}, {first} to {last}",
            counted(matrix.versions().len(), "version", "versions")
        ),
        _ => "no version".to_owned(),
    };
    let DataSize(bytes) = use_context().unwrap_or_default();
    html! {
        h1 { "Keycloak Admin API operations and their required roles" }
        p.lead {
            "Tested on real Keycloak servers, one role at a time. Least privileged role first. "
            "Keycloak " (chosen.name()) " has " (here) " operations. "
            "Measured: " (matrix.operations().len()) " operations on " (measured) ". "
            a href={ (prefix) "/data/permissions.json" } { "All data as JSON" } " (" (bytes.div_ceil(1000)) " kB)."
        }
        details.small {
            summary { "How to read the list" }
            p {
                "The roles are those of the " code { "realm-management" } " client, for a token that the same realm issued. "
                code { "realm-admin" } " allows nearly everything, so it is listed only where no smaller role is enough. "
                "“Partial” means the request succeeds but returns an empty list or fewer fields. "
                "The operation’s page shows where tokens issued by master behave differently."
            }
        }
        (chosen.notice_line())
        (chosen.other_versions(prefix, "/operations", |_| true))
    }
}

/// Every area, every role, and the operations that only other versions have.
fn everything(linked: Links<'_>, permissions: Permissions<'_>, rows: &mut Rows<'_>) -> Markup {
    let areas = areas(permissions.operations());
    html! {
        div id=(ALL) {
            @for (area, operations) in &areas {
                section data-group data-rows=(operations.len()) hidden[rows.matching(operations.iter().copied()) == 0] {
                    h2 id=(area) { a.anchor href={ "#" (area) } { (area) } }
                    (operation_table(None, &html! { @for operation in operations { (rows.row(operation)) } }))
                }
            }
            (elsewhere(linked, permissions))
            nav.contents aria-label="Roles" {
                h2 #every-role { "Roles" }
                ul { @for role in linked.matrix.roles() { li { (linked.role(&role.name)) } } }
            }
        }
    }
}

/// The choices that filter the operations of this version.
fn choices(permissions: Permissions<'_>) -> [Choice; 3] {
    let areas = areas(permissions.operations());
    let roles = permissions.matrix().role_names(permissions.roles());
    [
        Choice {
            name: "access",
            label: "Access",
            all: "Any access",
            options: vec![
                ("reads".to_owned(), "Reads".to_owned()),
                ("writes".to_owned(), "Writes".to_owned()),
            ],
        },
        Choice {
            name: "area",
            label: "Area",
            all: "All areas",
            options: areas
                .into_iter()
                .map(|(area, _)| (format!("area-{area}"), area.to_owned()))
                .collect(),
        },
        Choice {
            name: "role",
            label: "Smallest role set with",
            all: "Any role",
            options: roles
                .into_iter()
                .map(|role| (format!("role-{role}"), role.to_owned()))
                .collect(),
        },
    ]
}

/// The operations by area, in the order of the areas.
pub fn areas<'m>(
    operations: impl Iterator<Item = &'m Operation>,
) -> Vec<(&'m str, Vec<&'m Operation>)> {
    let mut areas: Vec<(&str, Vec<&Operation>)> = Vec::new();
    for operation in operations {
        match areas.iter_mut().find(|(area, _)| *area == operation.area()) {
            Some((_, operations)) => operations.push(operation),
            None => areas.push((operation.area(), vec![operation])),
        }
    }
    areas.sort_by_key(|(area, _)| *area);
    areas
}

/// The operations that this version lacks and other versions have.
fn elsewhere(linked: Links<'_>, permissions: Permissions<'_>) -> Markup {
    let others: Vec<&Operation> = linked
        .matrix
        .operations()
        .iter()
        .filter(|operation| permissions.rule(operation).is_none())
        .collect();
    html! {
        @if !others.is_empty() {
            section {
                h2 id=(OTHER_VERSIONS) { "Other versions only" }
                details {
                    summary { (counted(others.len(), "operation", "operations")) " that this version does not have" }
                    ul.changed {
                        @for operation in others {
                            li { (linked.operation(operation)) " " span.small { (linked.matrix.lines_with(operation)) } }
                        }
                    }
                }
            }
        }
    }
}
