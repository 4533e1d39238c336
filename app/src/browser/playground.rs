//! Gives the playground storage, the URL, a clock, and random numbers.

use js_sys::{Date, Uint8Array};
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition, Storage};

use super::{replace_query, soon, window};

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

/// The storage of this tab, which ends with the tab.
fn tab_storage() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

/// What [`remember_in_tab`] kept.
pub fn recall_in_tab(key: &str) -> Option<String> {
    tab_storage()?.get_item(key).ok().flatten()
}

/// Keeps a text as long as the tab is open.
pub fn remember_in_tab(key: &str, value: &str) {
    if let Some(storage) = tab_storage() {
        // A full or forbidden storage keeps nothing.
        let _ = storage.set_item(key, value);
    }
}

/// Forgets what [`remember_in_tab`] kept.
pub fn forget_in_tab(key: &str) {
    if let Some(storage) = tab_storage() {
        // A forbidden storage has kept nothing.
        let _ = storage.remove_item(key);
    }
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
    replace_query("");
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

/// Scrolls what is around the element with this id so far that it can be seen.
pub fn reveal(id: String) {
    soon(id, |element| {
        let how = ScrollIntoViewOptions::new();
        how.set_block(ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&how);
    });
}
