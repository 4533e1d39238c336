//! Finds the element that an event is about.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget};

/// The closest element with this selector around the event's target.
pub fn within(target: Option<EventTarget>, selector: &str) -> Option<Element> {
    target?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}
