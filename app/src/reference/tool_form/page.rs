//! Reads the tool's form and replaces HTML without moving the focus.

use form_urlencoded::Serializer;
use leptos::prelude::request_animation_frame;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DragEvent, Element, Event, FileList, HtmlElement, HtmlInputElement,
    HtmlOptionElement, HtmlSelectElement, NodeList,
};

use crate::{browser, site};

/// The ID of the paste box for code, logs, and lists.
pub const PASTE: &str = "paste";

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

fn all(selector: &str) -> Vec<Element> {
    let found: Option<NodeList> =
        document().and_then(|document| document.query_selector_all(selector).ok());
    found.map_or_else(Vec::new, |found| {
        (0..found.length())
            .filter_map(|at| found.item(at)?.dyn_into().ok())
            .collect()
    })
}

/// The choice in the form, as a query.
pub fn choice() -> String {
    query(|_| true, value)
}

/// The choice that the server rendered, as a query. The visitor may have changed it before hydration.
pub fn rendered_choice() -> String {
    query(|_| true, rendered_value)
}

/// The non-empty fields with `wanted` names, as a query.
fn query(wanted: impl Fn(&str) -> bool, value: impl Fn(&Element) -> Option<String>) -> String {
    let mut query = Serializer::new(String::new());
    for element in all("#choices [name]") {
        let name = element.get_attribute("name").unwrap_or_default();
        let chosen = value(&element).filter(|chosen| !chosen.trim().is_empty() && wanted(&name));
        if let Some(chosen) = chosen {
            query.append_pair(&name, &chosen);
        }
    }
    query.finish()
}

/// The value of a field; `None` if it is not selected.
fn value(field: &Element) -> Option<String> {
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        return Some(select.value());
    }
    let input = field.dyn_ref::<HtmlInputElement>()?;
    (input.checked() || !is_check_box(input)).then(|| input.value())
}

/// The value that the server rendered for a field; `None` if it was not selected.
fn rendered_value(field: &Element) -> Option<String> {
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        let find = |selector| select.query_selector(selector).ok().flatten();
        let selected = find("option[selected]").or_else(|| find("option"))?;
        return Some(selected.dyn_into::<HtmlOptionElement>().ok()?.value());
    }
    let input = field.dyn_ref::<HtmlInputElement>()?;
    (input.default_checked() || !is_check_box(input)).then(|| input.default_value())
}

fn is_check_box(input: &HtmlInputElement) -> bool {
    matches!(input.type_().as_str(), "checkbox" | "radio")
}

/// Whether the event happened in the paste box.
pub fn is_paste(event: &Event) -> bool {
    browser::within(event.target(), "#paste-form").is_some()
}

/// The chosen files, if the event happened in the field for files.
pub fn chosen_files(event: &Event) -> Option<FileList> {
    let input: HtmlInputElement = browser::within(event.target(), "#files")?.dyn_into().ok()?;
    input.files().filter(|files| files.length() > 0)
}

/// The dropped files, if the event happened in the paste box.
pub fn dropped_files(event: &DragEvent) -> Option<FileList> {
    let files = event.data_transfer()?.files()?;
    (is_paste(event) && files.length() > 0).then_some(files)
}

/// Appends files to the paste box, each after a line with its name.
pub async fn append_files(files: &FileList) {
    let Some(paste) = document().and_then(|document| document.get_element_by_id(PASTE)) else {
        return;
    };
    let mut text = browser::typed(PASTE).unwrap_or_default();
    for at in 0..files.length() {
        let Some(file) = files.item(at) else { continue };
        let Ok(content) = JsFuture::from(file.text()).await else {
            continue;
        };
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        text.extend(["==> ", &file.name(), " <==\n"]);
        text.push_str(&content.as_string().unwrap_or_default());
    }
    let value = JsValue::from_str("value");
    let _ = js_sys::Reflect::set(&paste, &value, &JsValue::from_str(&text));
}

/// Removes an operation from the choice if its link was clicked. Returns whether it was.
pub fn removed(event: &Event) -> bool {
    let link = browser::within(event.target(), "[data-remove]");
    let Some(operation) = link.and_then(|link| link.get_attribute("data-remove")) else {
        return false;
    };
    for element in all("#choices [name=operation]") {
        if let Ok(input) = element.dyn_into::<HtmlInputElement>()
            && input.value() == operation
        {
            if input.type_() == "checkbox" {
                input.set_checked(false);
            } else {
                input.remove();
            }
        }
    }
    true
}

/// Sets the link to copy, with the host by which the page was loaded.
pub fn fill_share(event: &Event, path: &str, query: Option<String>) {
    let share = browser::within(event.target(), "[data-share] [data-copy]");
    if let Some(button) = share {
        let link = format!(
            "{}{}{path}?{}",
            browser::origin().unwrap_or_default(),
            site::prefix(),
            query.unwrap_or_else(|| self::query(|name| name != "find", value))
        );
        // An attribute with this name can always be set.
        let _ = button.set_attribute("data-copy", &link);
    }
}

/// Empties the search field for operations.
pub fn clear_find() {
    for element in all("#find") {
        if let Ok(input) = element.dyn_into::<HtmlInputElement>() {
            input.set_value("");
        }
    }
}

/// Sets the HTML of the element with this ID. Unfolded parts stay unfolded, selected tabs stay selected, and the focus stays in place.
pub fn put(id: &str, html: &str) {
    let Some(place) = document().and_then(|document| document.get_element_by_id(id)) else {
        return;
    };
    let focused = document()
        .and_then(|document| document.active_element())
        .filter(|element| place.contains(Some(element)))
        .map(|element| element.id());
    let folds = || all(&format!("#{id} details"));
    let name = |fold: &Element| {
        fold.query_selector("summary :first-child")
            .ok()
            .flatten()
            .and_then(|name| name.text_content())
    };
    let open: Vec<_> = folds()
        .iter()
        .filter(|fold| fold.has_attribute("open"))
        .filter_map(name)
        .collect();
    let tabs: Vec<String> = all(&format!("#{id} [role=tab][aria-selected=true]"))
        .iter()
        .map(Element::id)
        .collect();
    place.set_inner_html(html);
    // The page's script selects a tab that is clicked. This function may run in a handler of clicks, which cannot handle another one.
    request_animation_frame(move || {
        for tab in tabs
            .iter()
            .filter_map(|id| document()?.get_element_by_id(id))
        {
            if let Ok(tab) = tab.dyn_into::<HtmlElement>() {
                tab.click();
            }
        }
    });
    for fold in folds() {
        if name(&fold).is_some_and(|name| open.contains(&name)) {
            let _ = fold.set_attribute("open", "");
        }
    }
    let again = focused
        .filter(|id| !id.is_empty())
        .and_then(|id| document()?.get_element_by_id(&id))
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = again {
        let _ = element.focus();
    }
}
