//! Reads the listed causes from the page itself, so that the bundle does not contain their texts.

use wasm_bindgen::JsCast;
use web_sys::{Element, NodeList};

use super::cause_index::Entry;

/// The causes on the page with their messages, in the page's order.
pub fn listed() -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for link in elements(None, "[data-cause]") {
        let Some(code) = link.get_attribute("data-cause") else {
            continue;
        };
        let symptom = link.closest(".symptom").ok().flatten();
        let messages = symptom
            .map(|symptom| elements(Some(&symptom), ".seen"))
            .unwrap_or_default();
        let texts = messages
            .into_iter()
            .filter_map(|message| message.text_content());
        match entries.iter_mut().find(|entry| entry.code == code) {
            Some(entry) => entry.texts.extend(texts),
            None => entries.push(Entry {
                code,
                title: link.text_content().unwrap_or_default(),
                texts: texts.collect(),
            }),
        }
    }
    entries
}

/// The elements that match a selector within an element or on the whole page.
fn elements(within: Option<&Element>, selector: &str) -> Vec<Element> {
    let found: Option<NodeList> = match within {
        Some(element) => element.query_selector_all(selector).ok(),
        None => web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.query_selector_all(selector).ok()),
    };
    let Some(found) = found else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into().ok())
        .collect()
}
