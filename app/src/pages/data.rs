//! The page at `/data`: the permission data as files, and what they contain.

use leptos::prelude::*;
use maud::{Markup, html};
use permissions::Matrix;
use serde_json::json;

use super::{
    chosen_version::newest_first,
    head::{Head, StructuredData},
    header::Header,
    not_found::NotFound,
};
use crate::{
    context::{DataSize, Measured, Prefix},
    site,
};

/// The path of the page.
const PATH: &str = "/data";
/// The title of the page.
const TITLE: &str = "Permission data of Keycloak’s Admin API";
/// The files of each release: the ending after the version, and the format.
const FORMATS: [(&str, &str); 4] = [
    ("json", "JSON"),
    ("csv", "CSV"),
    ("openapi.json", "OpenAPI 3.1"),
    ("overlay.json", "OpenAPI Overlay 1.0"),
];

/// The files of the dataset.
#[component]
pub fn DataPage() -> impl IntoView {
    let Some(Measured(matrix)) = use_context() else {
        return view! { <NotFound/> }.into_any();
    };
    let Prefix(prefix) = Prefix::here();
    let DataSize(bytes) = use_context().unwrap_or_default();
    let description = "The roles that each operation of Keycloak’s Admin API requires, measured on real servers by release: JSON, \
         CSV, OpenAPI, and OpenAPI overlays.";
    let page = html! {
        div.operation-head {
            h1 { (TITLE) }
            p.lead { "The roles that each operation requires, measured on real servers release by release, as files for your tools." }
        }
        section aria-labelledby="all" {
            h2 #all { "All releases" }
            ul {
                li {
                    (file(&prefix, "ranges.json")) " and " (file(&prefix, "ranges.csv"))
                    ": required roles by ranges of releases. " (file(&prefix, "ranges.schema.json")) " is the JSON Schema."
                }
                li {
                    (file(&prefix, "permissions.json")) ": everything that was measured, with the statuses ("
                    (bytes.div_ceil(1000)) " kB)."
                }
                li {
                    a href={ (prefix) "/changes.json" } { "changes.json" } " and " a href={ (prefix) "/changes.atom" } { "changes.atom" }
                    ": what each release changed, as JSON and as a feed."
                }
                li { a href={ (prefix) "/llms.txt" } { "llms.txt" } ": an overview of all pages for language models." }
            }
        }
        section aria-labelledby="releases" {
            h2 #releases { "By release" }
            p {
                "The JSON files have the schema " (file(&prefix, "operations.schema.json")) ". The OpenAPI documents and overlays state the \
                 required roles as security requirements: one requirement for each sufficient role set."
            }
            (by_release(&prefix, matrix))
        }
        section aria-labelledby="meaning" {
            h2 #meaning { "Meaning" }
            dl.facts {
                div { dt { code { "sufficient" } } dd { "Every minimal role set that allows the request. Any one set is enough; all roles of a set are required." } }
                div { dt { code { "reduced" } } dd { "Every minimal role set that allows the request with a partial response." } }
                div { dt { code { "of_master" } } dd { "Role sets of a token that master issued, where no role of the realm allows the request." } }
                div { dt { code { "unmeasured" } } dd { "The reason why the required roles could not be measured. In this case, the sets are empty." } }
            }
        }
    };
    let files = [
        ("ranges.json", "application/json"),
        ("ranges.csv", "text/csv"),
    ];
    let downloads = files.map(|(name, media_type)| {
        json!({
            "@type": "DataDownload",
            "encodingFormat": media_type,
            "contentUrl": site::address(&format!("{PATH}/{name}")),
        })
    });
    let dataset = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": TITLE,
        "description": description,
        "license": "https://www.apache.org/licenses/LICENSE-2.0",
        "url": site::address(PATH),
        "distribution": downloads,
    });
    view! {
        <Head title=TITLE description path=PATH/>
        <StructuredData data=dataset/>
        <Header prefix=prefix.clone() current=PATH/>
        <main id="content" class="reference one" inner_html=page.into_string()></main>
    }
    .into_any()
}

fn file(prefix: &str, name: &str) -> Markup {
    html! { a href={ (prefix) (PATH) "/" (name) } { (name) } }
}

fn by_release(prefix: &str, matrix: &Matrix) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label="Files by release" {
            table {
                thead {
                    tr {
                        th scope="col" { "Keycloak" }
                        @for (_, format) in FORMATS { th scope="col" { (format) } }
                    }
                }
                tbody {
                    @for version in newest_first(matrix) {
                        tr {
                            th scope="row" { (version) }
                            @for (ending, _) in FORMATS {
                                td { (file(prefix, &format!("{version}.{ending}"))) }
                            }
                        }
                    }
                }
            }
        }
    }
}
