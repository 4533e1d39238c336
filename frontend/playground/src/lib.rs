//! The bundle of the playground: hydrates the island of [`app`] on the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// The script in the page's head calls this before it hydrates the islands one by one.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::use_site_prefix();
    leptos::mount::hydrate_islands();
}
