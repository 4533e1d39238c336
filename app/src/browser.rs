//! What does the browser offer besides the page? Storage, the address, a clock, chance, focus and the clipboard.
//!
//! Each function does nothing, or answers with nothing, where the browser refuses; none is called while the server renders.

use js_sys::{Date, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, HtmlDocument, HtmlElement, HtmlTextAreaElement, ScrollIntoViewOptions,
    ScrollLogicalPosition, Storage, Window,
};

fn window() -> Option<Window> {
    // On the server the binding to the browser's window would panic.
    cfg!(target_arch = "wasm32").then(web_sys::window).flatten()
}

fn storage() -> Option<Storage> {
    // Browsers that keep nothing throw here.
    window()?.local_storage().ok().flatten()
}

/// What was kept under this key.
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps a text over reloads.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // A full or forbidden storage costs only the comfort.
        let _ = storage.set_item(key, value);
    }
}

/// Scheme, host and port of this page.
pub fn origin() -> Option<String> {
    window()?.location().origin().ok()
}

/// The query of this page's address, `?` included.
pub fn query() -> Option<String> {
    window()?
        .location()
        .search()
        .ok()
        .filter(|query| query.len() > 1)
}

/// Takes the query out of the address bar and the history, without loading anything.
pub fn drop_query() {
    let go = || {
        let window = window()?;
        let path = window.location().pathname().ok()?;
        window
            .history()
            .ok()?
            .replace_state_with_url(&JsValue::NULL, "", Some(&path))
            .ok()
    };
    let _ = go();
}

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

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// A random name of ten characters, such as a path segment may be.
pub fn random_name() -> Option<String> {
    let bytes = Uint8Array::new_with_length(10);
    window()?
        .crypto()
        .ok()?
        .get_random_values_with_js_u8_array(&bytes)
        .ok()?;
    let letter = |byte: u8| char::from(b'a' + byte % 26);
    Some(bytes.to_vec().into_iter().map(letter).collect())
}

/// What stands in the input with this id: typed before the page came alive, or kept by the browser.
pub fn typed(id: &str) -> Option<String> {
    let element = window()?.document()?.get_element_by_id(id)?;
    js_sys::Reflect::get(&element, &JsValue::from_str("value"))
        .ok()?
        .as_string()
}

/// What is noted in an attribute of the first element with this selector.
pub fn noted(selector: &str, attribute: &str) -> Option<String> {
    let document = window()?.document()?;
    let element = document.query_selector(selector).ok().flatten()?;
    element.get_attribute(attribute)
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

/// Moves the focus to the element with this id, as soon as it is on the page.
pub fn focus(id: impl Into<String>) {
    soon(id.into(), |element| {
        if let Ok(element) = element.dyn_into::<HtmlElement>() {
            let _ = element.focus();
        }
    });
}

/// Scrolls what is around the element with this id so far that it can be seen.
pub fn reveal(id: String) {
    soon(id, |element| {
        let how = ScrollIntoViewOptions::new();
        how.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    });
}

/// Does something with an element as soon as it is on the page.
fn soon(id: String, what: impl FnOnce(Element) + 'static) {
    leptos::prelude::request_animation_frame(move || {
        let element = window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id(&id));
        if let Some(element) = element {
            what(element);
        }
    });
}

/// Puts a text on the clipboard; says whether it is there.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    // The clipboard's interface is missing on pages that came over plain HTTP from another host.
    let navigator: JsValue = window.navigator().into();
    let has_clipboard = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard"))
        .is_ok_and(|clipboard| !clipboard.is_undefined());
    if has_clipboard {
        let promise = window.navigator().clipboard().write_text(text);
        if JsFuture::from(promise).await.is_ok() {
            return true;
        }
    }
    copy_by_selection(&window, text).unwrap_or(false)
}

fn copy_by_selection(window: &Window, text: &str) -> Option<bool> {
    let document = window.document()?.dyn_into::<HtmlDocument>().ok()?;
    let area = document
        .create_element("textarea")
        .ok()?
        .dyn_into::<HtmlTextAreaElement>()
        .ok()?;
    area.set_value(text);
    area.set_class_name("unseen");
    document.body()?.append_child(&area).ok()?;
    area.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    area.remove();
    Some(copied)
}
