//! Reads the URL and writes HTML for searches and tools.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{element, replace_query};

/// Puts this query into the address bar, without loading anything and without a new entry in the history.
pub fn set_query(query: &str) {
    replace_query(&format!("?{query}"));
}

/// Puts HTML into the element with this id.
pub fn fill(id: &str, html: &str) {
    if let Some(element) = element(id) {
        element.set_inner_html(html);
    }
}

/// Hides the element with this id, or shows it again.
pub fn hide(id: &str, hidden: bool) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.set_hidden(hidden);
    }
}
