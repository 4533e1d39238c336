//! How does HTML stand in a page that was made by a function, not as a view?
//!
//! Reports are such HTML: the same on the server, in the browser and in tests. As views they would be most of the bundle.

use leptos::prelude::*;

use crate::{browser, erased::Erase, pressed};

/// HTML with tabs and copy buttons that work. The focus moves to the verdict in it.
#[component]
pub fn Html(
    /// The HTML, made by maud, which escapes what comes from outside.
    html: String,
) -> impl IntoView {
    let has_verdict = html.contains("id=\"verdict\"");
    Effect::new(move |_| {
        if has_verdict {
            browser::focus("verdict");
        }
    });
    view! { <div class="parts" inner_html=html on:click=pressed::click on:keydown=pressed::key></div> }
        .erase()
}
