//! Shows HTML that a function rendered, with working tabs and copy buttons.
//!
//! Reports are such HTML: the same on the server, in the browser, and in tests. As views they would be most of the bundle.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::{
    clicks::{self, select, within},
    erased::{Erase, Erased},
};

/// HTML from maud, which escapes all values, with working tabs and copy buttons.
pub fn html(html: String) -> Erased {
    view! { <div class="parts" inner_html=html on:click=clicks::click on:keydown=key></div> }
        .erase()
}

/// Handles keys in a report: arrow keys, Home, and End move between tabs, as in the ARIA Authoring Practices.
fn key(event: KeyboardEvent) {
    let Some(tab) = within(event.target(), "[role=tab]") else {
        return;
    };
    let list = tab.parent_element();
    let (start, end) = (
        list.as_ref().and_then(Element::first_element_child),
        list.as_ref().and_then(Element::last_element_child),
    );
    let to = match event.key().as_str() {
        "ArrowRight" => tab.next_element_sibling().or(start),
        "ArrowLeft" => tab.previous_element_sibling().or(end),
        "Home" => start,
        "End" => end,
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        select(&to);
        if let Ok(to) = to.dyn_into::<HtmlElement>() {
            let _ = to.focus();
        }
    }
}
