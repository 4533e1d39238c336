//! The head of a page: title, description, canonical URL, and what chats and search engines show for a link.

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

use crate::shell::{Prefix, SiteOrigin};

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
    let Prefix(prefix) = Prefix::here();
    let SiteOrigin(origin) = use_context().unwrap_or_default();
    let address = format!("{origin}{prefix}{path}");
    view! {
        <Title text=format!("{title} · Why403")/>
        <Meta name="description" content=description.clone()/>
        <Link rel="canonical" href=address.clone()/>
        <Meta property="og:site_name" content="Why403"/>
        <Meta property="og:type" content="website"/>
        <Meta property="og:title" content=title/>
        <Meta property="og:description" content=description/>
        <Meta property="og:url" content=address/>
    }
}
