//! The footer of every page: what is stored, which releases were measured, the source code, feedback, and the license.

use leptos::prelude::*;

use crate::{
    context::{Commit, FooterLinks, Measured, Prefix},
    site,
};

/// The footer.
#[component]
pub fn Footer() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let measured = use_context::<Measured>().and_then(|Measured(matrix)| {
        let (first, last) = (matrix.versions().first()?, matrix.versions().last()?);
        Some(format!(" Measured on Keycloak {first} to {last}."))
    });
    let Commit(commit) = use_context().unwrap_or_default();
    let commit = (!commit.is_empty()).then(|| format!(" ({commit})"));
    let FooterLinks { source, feedback } = use_context().unwrap_or_default();
    let license = if source.is_some() {
        "License: Apache-2.0"
    } else {
        "License: Apache-2.0 (LICENSE and THIRD-PARTY.txt in the package)"
    };
    let link = |(words, url): (&'static str, Option<String>)| {
        url.map(|url| view! { <a href=url rel="noreferrer">{words}</a> })
    };
    view! {
        <footer class="foot">
            <p>
                {if site::is_static() { "What you paste stays in your browser." } else { "Nothing is stored on this server." }}
                {measured} " Why403 " {env!("CARGO_PKG_VERSION")} {commit}
            </p>
            <a href=format!("{prefix}/changes")>"Changes by release"</a>
            <a href=format!("{prefix}/data")>"Permission data"</a>
            {[("Source code", source), ("Feedback", feedback)].map(link).collect_view()}
            <span>{license}</span>
        </footer>
    }
}
