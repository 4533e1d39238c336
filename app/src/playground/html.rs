//! Shows HTML that a function rendered. `public/page.js` makes its tabs and copy buttons work.
//!
//! Reports are such HTML: the same on the server, in the browser, and in tests. As views they would be most of the bundle.

use leptos::prelude::*;

use crate::erased::{Erase, Erased};

/// HTML from maud, which escapes all values.
pub fn html(html: String) -> Erased {
    view! { <div class="parts" inner_html=html></div> }.erase()
}
