//! Reads the URL and writes HTML for searches and tools.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{element, replace_query};

/// Sets the query in the address bar, without loading anything and without a new history entry.
pub fn set_query(query: &str) {
    replace_query(&format!("?{query}"));
}

/// Sets the HTML content of the element with this ID.
pub fn fill(id: &str, html: &str) {
    if let Some(element) = element(id) {
        element.set_inner_html(html);
    }
}

/// Hides or shows the element with this ID.
pub fn hide(id: &str, hidden: bool) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.set_hidden(hidden);
    }
}
