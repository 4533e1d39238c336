//! The head of a page: title, description, canonical URL, and what chats and search engines show for a link.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};
use serde_json::Value;

use crate::site;

/// The length at which search engines truncate descriptions, in characters.
const DESCRIPTION: usize = 158;

/// Title, description, and URL of a page that search engines may list.
#[component]
pub fn Head(
    /// The title, without the name of the site.
    #[prop(into)]
    title: String,
    /// One or two sentences.
    #[prop(into)]
    description: String,
    /// The page's path, without the prefix.
    #[prop(into)]
    path: String,
) -> impl IntoView {
    let address = site::address(&path);
    view! {
        <Title text=format!("{title} · Why403")/>
        <Meta name="description" content=description.clone()/>
        <Link rel="canonical" href=address.clone()/>
        <Meta property="og:site_name" content="Why403"/>
        <Meta property="og:type" content="website"/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:url" content=address/>
        <Meta property="og:image" content=site::asset_address("og-image.png")/>
        <Meta property="og:image:width" content="1200"/>
        <Meta property="og:image:height" content="630"/>
        <Meta property="og:image:alt" content="403 with the view-users role missing becomes 200"/>
        <Meta name="twitter:card" content="summary_large_image"/>
    }
}

/// The data about the page for search engines, in the vocabulary of schema.org.
#[component]
pub fn StructuredData(
    /// The data as JSON-LD.
    data: Value,
) -> impl IntoView {
    view! { <script type="application/ld+json" inner_html=script_content(&data)></script> }
}

/// The data as JSON for a script element, in which only `</script` and `<!--` are markup.
pub fn script_content(data: &Value) -> String {
    data.to_string().replace('<', "\\u003c")
}

/// A description, shortened to the length that search engines show.
pub fn shortened(description: String) -> String {
    match description.char_indices().nth(DESCRIPTION) {
        Some((end, _)) => format!("{}…", description[..end].trim_end()),
        None => description,
    }
}
