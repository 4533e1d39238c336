//! The bundle of the pages about causes, operations, and roles: hydrates the islands of [`app`].

use wasm_bindgen::prelude::wasm_bindgen;

// The islands are exports of the crate `app`; naming it here links them into the bundle.
use app as _;

/// The script in the page's head calls this before it hydrates the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
