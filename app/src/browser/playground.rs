//! Gives the playground storage, the URL, a clock, and random numbers.

use js_sys::{Date, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition, Storage};

use super::{element, replace_query, soon, window};

fn storage() -> Option<Storage> {
    // Browsers that store nothing throw here.
    window()?.local_storage().ok().flatten()
}

/// Clicks the button with this ID.
pub fn press(id: &str) {
    if let Some(button) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Reads the text stored under this key.
pub fn recall(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Stores a text across reloads.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = storage() {
        // If the storage is full or forbidden, the text is not kept.
        let _ = storage.set_item(key, value);
    }
}

/// The storage of this tab, which is deleted with the tab.
fn tab_storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

/// Reads what [`remember_in_tab`] stored.
pub fn recall_in_tab(key: &str) -> Option<String> {
    tab_storage()?.get_item(key).ok().flatten()
}

/// Stores a text as long as the tab is open.
pub fn remember_in_tab(key: &str, value: &str) {
    if let Some(storage) = tab_storage() {
        // If the storage is full or forbidden, the text is not kept.
        let _ = storage.set_item(key, value);
    }
}

/// Deletes what [`remember_in_tab`] stored.
pub fn forget_in_tab(key: &str) {
    if let Some(storage) = tab_storage() {
        // A forbidden storage contains nothing.
        let _ = storage.remove_item(key);
    }
}

/// Removes the query from the address bar and the history, without loading anything.
pub fn drop_query() {
    replace_query("");
}

/// Whether an input event inserted a text that the user pasted or dropped.
pub fn is_pasted(event: &Event) -> bool {
    js_sys::Reflect::get(event, &"inputType".into())
        .ok()
        .and_then(|kind| kind.as_string())
        .is_some_and(|kind| kind.starts_with("insertFrom"))
}

/// Milliseconds since 1970.
pub fn now() -> f64 {
    Date::now()
}

/// A random name of ten characters that can be a path segment.
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

/// Scrolls the container of the element with this ID until the element is visible.
pub fn reveal(id: String) {
    soon(id, |element| {
        let how = ScrollIntoViewOptions::new();
        how.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    });
}
