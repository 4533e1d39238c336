//! What do searches and tools alone take from the browser? The address, and places for HTML.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::window;

/// Puts this query into the address bar, without loading anything and without a new entry in the history.
pub fn set_query(query: &str) {
    let go = || {
        let window = window()?;
        let path = window.location().pathname().ok()?;
        window
            .history()
            .ok()?
            .replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}?{query}")))
            .ok()
    };
    let _ = go();
}

/// Puts HTML into the element with this id.
pub fn fill(id: &str, html: &str) {
    let element = window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element {
        element.set_inner_html(html);
    }
}

/// Hides the element with this id, or shows it again.
pub fn hide(id: &str, hidden: bool) {
    let element = window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.set_hidden(hidden);
    }
}
