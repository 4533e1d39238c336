//! What stands in JSON that came over the network? Read by the browser's own parser, which every page has already.

use js_sys::{JSON, Reflect};
use wasm_bindgen::JsValue;

/// A parsed text; nothing where it is no JSON.
pub fn parse(text: &str) -> Option<JsValue> {
    JSON::parse(text).ok()
}

/// The value of a member; `undefined` where there is none.
pub fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// The text of a member.
pub fn text(value: &JsValue, name: &str) -> Option<String> {
    member(value, name).as_string()
}

/// A value as it is written.
pub fn written(value: &JsValue) -> Option<String> {
    JSON::stringify(value).ok()?.as_string()
}
