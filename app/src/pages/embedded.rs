//! The pages that other sites embed: the role that a request needs, one cause, and the playground for pasted texts.
//!
//! `public/embed.js` puts them into frames, and `public/embed-page.js` runs in them.

use diagnosis::cause::page;
use leptos::prelude::*;
use leptos_meta::Meta;
use leptos_router::hooks::{use_params_map, use_query_map};
use maud::{Markup, PreEscaped, html};
use permissions::{Matrix, Operation, TokenRealm, capital};
use render::{method, status_tone};
use serde_json::json;

use super::{
    causes::{announcement, marked, steps},
    chosen_version::Chosen,
    head::{Head, script_content},
    links::Links,
    operations::{badges, description, least, with_it},
};
use crate::{
    context::{Measured, Prefix},
    playground::Playground,
    site,
};

/// The required role of one operation, which `:id` names, or which matches the request in `?op=`.
#[component]
pub fn EmbeddedRolePage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let matrix = use_context().map(|Measured(matrix)| matrix);
    let slug = use_params_map().read_untracked().get("id");
    let request = use_query_map().read_untracked().get("op");
    let operation = matrix.and_then(|matrix| match (&slug, &request) {
        (Some(slug), _) => matrix.by_slug(slug),
        (None, Some(request)) => requested(matrix, request),
        (None, None) => None,
    });
    if let (Some(matrix), Some(operation)) = (matrix, operation) {
        let path = format!("/operations/{}", operation.slug());
        let chosen = Chosen::here(matrix, TokenRealm::Target);
        let described = description(with_it(&chosen, operation).0, operation);
        view! {
            <Head title=format!("{operation}: required role") description=described path/>
            <Embedded content=role(matrix, operation, &chosen, &prefix)/>
        }
        .into_any()
    } else {
        let content = unknown_request(matrix, &prefix);
        view! {
            <Head title="Required role" description="The role that a request to Keycloak’s Admin API needs." path="/operations"/>
            <Embedded content/>
        }
        .into_any()
    }
}

/// The content of an embedded page that has no components.
#[component]
fn Embedded(content: Markup) -> impl IntoView {
    view! {
        <NotListed/>
        <main id="content" inner_html=content.into_string()></main>
    }
}

/// Keeps an embedded page out of search engines, which list the page with the same content instead.
#[component]
fn NotListed() -> impl IntoView {
    view! { <Meta name="robots" content="noindex"/> }
}

/// The operation that matches a request such as `GET /admin/realms/acme/users/1`, from the newest version that has it.
fn requested<'m>(matrix: &'m Matrix, request: &str) -> Option<&'m Operation> {
    let (method, address) = request.trim().split_once(char::is_whitespace)?;
    matrix.versions().iter().rev().find_map(|version| {
        let permissions = matrix.at(*version, TokenRealm::Target);
        let found = permissions.find(method, address)?;
        Some(found.operation)
    })
}

fn role(matrix: &'static Matrix, operation: &Operation, chosen: &Chosen, prefix: &str) -> Markup {
    let place = chosen.place();
    let linked = Links {
        prefix,
        place: &place,
        matrix,
    };
    let (permissions, missing) = with_it(chosen, operation);
    let url = format!("{prefix}{place}/operations/{}", operation.slug());
    html! {
        h1 { a.operation href=(url) { (method(operation)) " " (render::path(operation)) } }
        p.small { (capital(&operation.does)) "." }
        @if let Some(missing) = &missing { p.notice.warning { "! " (missing) } }
        (chosen.notice_line())
        (least(linked, permissions, operation))
        (badges(linked, permissions, operation, &url))
        (source(&url, "All versions and test results"))
    }
}

/// The text for a request that no operation matches. On a static site, a script finds the operation in the list.
fn unknown_request(matrix: Option<&Matrix>, prefix: &str) -> Markup {
    html! {
        p data-nothing {
            "This is not a known request of Keycloak’s Admin API. A valid request looks like "
            code { "GET /admin/realms/{realm}/users" } ". "
            a href={ (prefix) "/operations" } { "All operations" }
        }
        @if let (true, Some(matrix)) = (site::is_static(), matrix) {
            script #operations type="application/json" { (PreEscaped(operations(matrix))) }
        }
    }
}

/// The operations of the newest version, and those that only earlier versions have, as JSON: slug, method, and path.
fn operations(matrix: &Matrix) -> String {
    let newest = matrix.newest(TokenRealm::Target);
    let (current, former): (Vec<&Operation>, Vec<&Operation>) = matrix
        .operations()
        .iter()
        .partition(|operation| newest.rule(operation).is_some());
    let listed = |operations: Vec<&Operation>| -> Vec<[String; 3]> {
        operations
            .into_iter()
            .map(|operation| {
                [
                    operation.slug(),
                    operation.method.clone(),
                    operation.template.clone(),
                ]
            })
            .collect()
    };
    script_content(&json!([listed(current), listed(former)]))
}

/// The last line: what the statements are based on.
fn source(url: &str, words: &str) -> Markup {
    html! {
        p.small.source {
            "Measured on real Keycloak servers by Why403. " a href=(url) { (words) }
        }
    }
}

/// One cause: what happened, and how to fix it.
#[component]
pub fn EmbeddedCausePage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let code = use_params_map()
        .read_untracked()
        .get("code")
        .unwrap_or_default();
    let Some(cause) = page(&code) else {
        let content = html! {
            p data-nothing { "Unknown cause. " a href={ (prefix) "/causes" } { "All causes" } }
        };
        return view! {
            <Head title="Cause" description="Why Keycloak’s Admin API denied a request." path="/causes"/>
            <Embedded content/>
        }
        .into_any();
    };
    let url = format!("{prefix}/causes/{code}");
    let words = cause.page;
    let status = words.seen.iter().find_map(|seen| seen.status);
    view! {
        <Head title=cause.title description=words.summary() path=format!("/causes/{code}")/>
        <NotListed/>
        <main id="content" class="cause">
            <h1>
                {status.map(|status| view! { <span class=format!("plate {}", status_tone(status))>{status}</span> " " })}
                <a href=url.clone()>{cause.title}</a>
            </h1>
            <p>{marked(words.summary())}</p>
            {announcement(&code)
                .map(|source| view! { <p class="small">"Announced, not measured. Source: " {source}</p> })}
            <h2>"How to fix it"</h2>
            {steps(words)}
            <p class="small source">
                <a href=url>"Messages, similar causes, and versions"</a>
            </p>
        </main>
    }
    .into_any()
}

/// The playground for pasted texts. It has no field for a secret, because visitors cannot see whose page a frame shows.
#[component]
pub fn EmbeddedPlaygroundPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    view! {
        <Head
            title="Why Keycloak’s Admin API returned 403, and how to fix it"
            description="Paste a response of Keycloak’s Admin API to find out which role is missing."
            path="/"
        />
        <NotListed/>
        <main id="content">
            <Playground/>
            <p class="small source">
                <a href=format!("{prefix}/")>"Open Why403"</a>
                " for more ways to check."
            </p>
        </main>
    }
    .into_any()
}
