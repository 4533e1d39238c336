//! The page at `/search`: one search over causes, operations, and roles.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};
use permissions::{Matrix, TokenRealm};

use super::{causes, links::encoded};
use crate::{
    context::{Measured, Prefix},
    pages::header::Header,
    reference::Found,
    site,
};

/// The maximum number of results of each kind.
const SHOWN: usize = 10;

/// The results for the query in the URL.
#[component]
pub fn SearchPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let query = use_query_map()
        .read_untracked()
        .get("q")
        .unwrap_or_default();
    let query = query.trim();
    let matrix = use_context().map(|Measured(matrix)| matrix);
    let is_static = site::is_static();
    let results = if is_static {
        html! { p.scripted { "Enter words in the search field above." } }
    } else if query.is_empty() {
        html! { p { "Enter an error message, a path, an action such as “reset password”, or a role." } }
    } else {
        found(query, &prefix, matrix)
    };
    view! {
        <Title text="Search · Why403"/>
        <Meta name="description" content="Search causes of Keycloak’s errors, operations of the Admin API, and roles."/>
        <Meta name="robots" content="noindex"/>
        <Header prefix=prefix.clone() current="/search"/>
        <main id="content" class="reference">
            <h1>{if query.is_empty() { "Search".to_owned() } else { format!("Results for “{query}”") }}</h1>
            <div class="parts" inner_html=results.into_string()></div>
            {is_static.then(|| view! { <script src=format!("{}/search.js", site::assets()) type="module"></script> })}
        </main>
    }
}

fn found(query: &str, prefix: &str, matrix: Option<&'static Matrix>) -> Markup {
    let causes = matrix.map_or_else(Vec::new, |matrix| causes::found(query, matrix));
    let permissions = matrix.map(|matrix| matrix.newest(TokenRealm::Target));
    let operations = permissions.map_or_else(Vec::new, |permissions| permissions.search(query));
    let wanted = query.to_lowercase();
    let roles: Vec<&str> = matrix.map_or_else(Vec::new, |matrix| {
        let names = matrix.roles().iter().map(|role| role.name.as_str());
        names.filter(|name| name.contains(&wanted)).collect()
    });
    if causes.is_empty() && operations.is_empty() && roles.is_empty() {
        return html! {
            p { "No match. Try fewer words." }
            p {
                "For a long message, use the search on the "
                a href={ (prefix) "/causes" } { "Causes page" } ". It does not put the text into the URL."
            }
        };
    }
    html! {
        @if !roles.is_empty() {
            section aria-labelledby="roles" {
                h2 #roles { "Roles" }
                ul {
                    @for role in roles.iter().take(SHOWN) {
                        li { a href={ (prefix) "/roles/" (role) } { code { (role) } } }
                    }
                }
            }
        }
        @if !causes.is_empty() {
            section aria-labelledby="causes" {
                h2 #causes { "Causes" }
                ul { @for cause in causes.iter().take(SHOWN) { (one_cause(cause, prefix)) } }
            }
        }
        @if !operations.is_empty() {
            section aria-labelledby="operations" {
                h2 #operations { "Operations" }
                ul {
                    @for operation in operations.iter().take(SHOWN) {
                        li {
                            a href={ (prefix) "/operations/" (operation.slug()) } { code { (operation) } }
                            " " span.small { (operation.does) }
                        }
                    }
                }
                @if operations.len() > SHOWN {
                    p {
                        a href={ (prefix) "/operations?q=" (encoded(query)) } { "All " (operations.len()) " operations" }
                    }
                }
            }
        }
    }
}

fn one_cause(cause: &Found, prefix: &str) -> Markup {
    html! {
        li {
            a href={ (prefix) "/causes/" (cause.code) } { (cause.title) }
            @if !cause.text.is_empty() { code.seen { (cause.text) } }
        }
    }
}
