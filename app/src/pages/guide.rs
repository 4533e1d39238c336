//! The page at `/guide`: the way from 403 to 200 in steps, with the reader's own names in every command.

mod names;
mod screens;
mod steps;

use leptos::prelude::*;
use maud::{Markup, html};
use serde_json::json;

use self::names::Names;
use crate::{
    context::{Measured, Prefix},
    pages::{
        browser_server::browser_server,
        head::{Head, StructuredData},
        header::Header,
        not_found::NotFound,
        playground::demo_facts,
    },
    site,
};

/// The path of the page.
const PATH: &str = "/guide";
/// The title of the page.
const TITLE: &str = "Guide: from 403 to 200";

/// The guide.
#[component]
pub fn GuidePage() -> impl IntoView {
    let Some(Measured(matrix)) = use_context() else {
        return view! { <NotFound/> }.into_any();
    };
    let Prefix(prefix) = Prefix::here();
    let names = Names::here();
    let page = html! {
        div.operation-head {
            h1 { (TITLE) }
            p.lead { "Read a user through the Admin REST API, see the 403, assign one role, and see the 200." }
        }
        (form(&prefix, &names))
        (contents())
        (steps::all(&prefix, matrix, &names))
    };
    let to_do: Vec<_> = steps::TO_DO
        .into_iter()
        .zip(steps::TEXTS)
        .map(|((id, title), text)| {
            json!({
                "@type": "HowToStep",
                "name": title,
                "text": text,
                "url": format!("{}#{id}", site::address(PATH)),
            })
        })
        .collect();
    let how_to = json!({
        "@context": "https://schema.org",
        "@type": "HowTo",
        "name": TITLE,
        "step": to_do,
    });
    view! {
        <Head
            title="Guide: from 403 to 200 with Keycloak’s Admin API"
            description="Create a realm, a client, and a user in Keycloak, get 403 Forbidden from the Admin API, assign \
             view-users, and get 200. With commands and Admin Console steps."
            path=PATH
        />
        <StructuredData data=how_to/>
        <Header prefix=prefix.clone() current=PATH/>
        <main id="content" class="reference one guide" data-demo=demo_facts() inner_html=page.into_string()></main>
        {browser_server()}
        <script src=format!("{}/guide.js", site::assets()) type="module"></script>
    }
    .into_any()
}

/// The form for the reader's names. Without JavaScript, the server puts the names into the commands.
fn form(prefix: &str, names: &Names) -> Markup {
    html! {
        form.card.names method="get" action={ (prefix) (PATH) } aria-label="Your names" {
            @for field in names.fields() {
                div.field {
                    label for=(field.id) { (field.label) }
                    input id=(field.id) name=(field.id) value=(field.value) maxlength="200" pattern=(field.pattern)
                        autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="names-note";
                }
            }
            button.instead-of-script type="submit" { "Use names" }
            p.small #names-note role="status" data-rejected=(names::REJECTED) {
                @if names.rejected { (names::REJECTED) }
                @else { "The steps below show these names." }
            }
        }
    }
}

/// The links to the steps.
fn contents() -> Markup {
    html! {
        nav.contents aria-label="Steps" {
            ol { @for (id, title) in steps::ALL { li { a href={ "#" (id) } { (title) } } } }
        }
    }
}
