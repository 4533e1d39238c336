//! Handles clicks inside a report: selects tabs and copies texts.

use std::time::Duration;

use leptos::{ev::MouseEvent, prelude::set_timeout, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

use crate::browser;

/// The closest element with this selector around the event's target.
pub fn within(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// Handles a click in a report.
pub fn click(event: MouseEvent) {
    if let Some(tab) = within(event.target(), "[role=tab]") {
        select(&tab);
    }
    if let Some(button) = within(event.target(), "[data-copy]") {
        copy(button);
    }
}

/// Selects a tab and shows its panel.
pub fn select(tab: &Element) {
    let mut next = tab
        .parent_element()
        .and_then(|list| list.first_element_child());
    while let Some(one) = next {
        let selected = one == *tab;
        // Attributes with these names can always be set.
        let _ = one.set_attribute("aria-selected", if selected { "true" } else { "false" });
        let _ = one.set_attribute("tabindex", if selected { "0" } else { "-1" });
        let panel = one
            .get_attribute("aria-controls")
            .and_then(|id| one.owner_document()?.get_element_by_id(&id));
        if let Some(panel) = panel {
            let _ = panel.toggle_attribute_with_force("hidden", !selected);
        }
        next = one.next_element_sibling();
    }
}

/// Copies the button's text, and confirms that in the line next to it.
fn copy(button: Element) {
    let text = button.get_attribute("data-copy").unwrap_or_default();
    let said = button.next_element_sibling();
    spawn_local(async move {
        let words = if browser::copy(&text).await {
            "Copied"
        } else {
            "The browser blocked the copy"
        };
        if let Some(said) = said {
            said.set_text_content(Some(words));
            set_timeout(move || said.set_text_content(None), Duration::from_secs(3));
        }
    });
}
