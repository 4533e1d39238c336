//! Accesses the page and the focus. Functions for only one kind of page are in files of their own.
//!
//! Every function does nothing, or returns nothing, if the browser refuses. The server calls none of them.

#[cfg(feature = "playground")]
mod playground;
#[cfg(feature = "reference")]
mod reference;

#[cfg(feature = "playground")]
pub use playground::{
    drop_query, forget_in_tab, is_pasted, now, press, random_name, recall, recall_in_tab, remember,
    remember_in_tab, reveal,
};
#[cfg(feature = "reference")]
pub use reference::{fill, hide, set_query};

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, EventTarget, HtmlElement, Window};

fn window() -> Option<Window> {
    // On the server, the binding to the browser's window would panic.
    cfg!(target_arch = "wasm32").then(web_sys::window).flatten()
}

fn element(id: &str) -> Option<Element> {
    window()?.document()?.get_element_by_id(id)
}

/// The query of this page's URL, including `?`.
pub fn query() -> Option<String> {
    window()?
        .location()
        .search()
        .ok()
        .filter(|query| query.len() > 1)
}

/// Replaces the query in the address bar, without loading anything and without a new history entry.
fn replace_query(query: &str) {
    let go = || {
        let window = window()?;
        let path = window.location().pathname().ok()?;
        let history = window.history().ok()?;
        let address = format!("{path}{query}");
        history
            .replace_state_with_url(&JsValue::NULL, "", Some(&address))
            .ok()
    };
    let _ = go();
}

/// The closest element with this selector around an event's target.
pub fn within(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Scheme, host, and port of this page.
pub fn origin() -> Option<String> {
    window()?.location().origin().ok()
}

/// The text in the input with this ID: typed before hydration, or restored by the browser.
pub fn typed(id: &str) -> Option<String> {
    let element = element(id)?;
    js_sys::Reflect::get(&element, &JsValue::from_str("value"))
        .ok()?
        .as_string()
}

/// The value of an attribute of the first element with this selector.
pub fn noted(selector: &str, attribute: &str) -> Option<String> {
    let document = window()?.document()?;
    let element = document.query_selector(selector).ok().flatten()?;
    element.get_attribute(attribute)
}

/// Moves the focus to the element with this ID as soon as it is on the page.
pub fn focus(id: impl Into<String>) {
    soon(id.into(), |element| {
        if let Ok(element) = element.dyn_into::<HtmlElement>() {
            let _ = element.focus();
        }
    });
}

/// Moves the focus to the last of these elements that can have it, if the element that had the focus is gone.
#[cfg(feature = "playground")]
pub fn focus_if_lost(ids: [&'static str; 2]) {
    leptos::prelude::request_animation_frame(move || {
        let focused = window().and_then(|window| window.document()?.active_element());
        if focused.is_none_or(|element| element.tag_name() == "BODY") {
            for id in ids {
                if let Some(element) = element(id).and_then(|element| element.dyn_into().ok()) {
                    let element: HtmlElement = element;
                    // A hidden element does not take the focus.
                    let _ = element.focus();
                }
            }
        }
    });
}

/// Runs a function on an element as soon as it is on the page.
fn soon(id: String, what: impl FnOnce(Element) + 'static) {
    leptos::prelude::request_animation_frame(move || {
        if let Some(element) = element(&id) {
            what(element);
        }
    });
}
