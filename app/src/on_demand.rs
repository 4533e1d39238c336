//! Loads the engine and the permission data: a second bundle, loaded on first use.
//!
//! Wraps the functions of the crate `on-demand` for the pages. Until the bundle is loaded, every function returns nothing.

#[cfg(feature = "playground")]
pub mod playground;
#[cfg(feature = "reference")]
pub mod reference;

use std::cell::RefCell;

use futures_util::future::join;
use gloo_net::http::Method;
use js_sys::{Array, Date, Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::{fetch, site};

thread_local! {
    static BUNDLE: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

// wasm-bindgen has no Rust function for a dynamic import.
#[wasm_bindgen(inline_js = "
export function load(address) { return import(address); }
export function aside(worker, message) {
  return new Promise((resolve, reject) => {
    const running = new Worker(worker, { type: 'module' });
    const end = (settle) => ({ data }) => { running.terminate(); settle(data); };
    running.onmessage = end(resolve);
    running.onerror = end(reject);
    running.postMessage(message);
  });
}
")]
extern "C" {
    fn load(address: &str) -> Promise;
    /// Starts a worker, sends it a message, and returns its first message.
    fn aside(worker: &str, message: &Array) -> Promise;
}

/// Texts with more bytes are read in a worker, so that the page keeps responding.
pub const LONG: usize = 100_000;

/// The bundle and its loading state. Copies share one state.
#[derive(Clone, Copy)]
pub struct OnDemand {
    /// Whether it is loaded.
    pub there: RwSignal<bool>,
    /// Why it could not be loaded.
    pub failure: RwSignal<Option<String>>,
    loading: StoredValue<bool>,
}

impl OnDemand {
    /// The state before loading.
    pub fn new() -> Self {
        Self {
            there: RwSignal::new(false),
            failure: RwSignal::default(),
            loading: StoredValue::new(false),
        }
    }

    /// Loads the bundle, unless it is loaded or loading. Nothing that the user typed is sent.
    pub fn load(self) {
        if self.loading.get_value() || self.there.get_untracked() {
            return;
        }
        self.loading.set_value(true);
        self.failure.set(None);
        spawn_local(async move {
            let loaded = loaded().await;
            self.loading.set_value(false);
            match loaded {
                Ok(()) => self.there.set(true),
                Err(words) => self.failure.set(Some(words)),
            }
        });
    }
}

/// The URL of the permission data.
fn permission_data() -> String {
    format!("{}/data/permissions.json", site::prefix())
}

/// Loads the bundle and the data at the same time, and passes the data to the bundle.
async fn loaded() -> Result<(), String> {
    let unreached = |_: JsValue| {
        "The permission data could not be loaded from Why403’s own server. Is it still running? Nothing you typed is lost."
            .to_owned()
    };
    let unanswered = |_: gloo_net::Error| unreached(JsValue::NULL);
    let (data, bundle) = join(
        fetch::send(Method::GET, &permission_data()),
        JsFuture::from(load(&format!("{}/pkg/on-demand.js", site::assets()))),
    )
    .await;
    let bundle = bundle.map_err(unreached)?;
    let begin: Function = Reflect::get(&bundle, &JsValue::from_str("default"))
        .and_then(JsCast::dyn_into)
        .map_err(unreached)?;
    let started: Promise = begin
        .call0(&JsValue::NULL)
        .and_then(JsCast::dyn_into)
        .map_err(unreached)?;
    JsFuture::from(started).await.map_err(unreached)?;
    let data = data.map_err(unanswered)?;
    if !data.ok() {
        return Err(format!(
            "The Why403 server responded with {} to the request for the permission data.",
            data.status()
        ));
    }
    // Read last, so that the bundle is loaded when the data is.
    let text = data.text().await.map_err(unanswered)?;
    let learnt = call(&bundle, "learn", &[JsValue::from_str(&text)]);
    if !learnt.is_some_and(|learnt| learnt.is_truthy()) {
        return Err("The permission data cannot be read. Reload the page.".to_owned());
    }
    BUNDLE.with(|known| known.replace(Some(bundle)));
    Ok(())
}

fn call(bundle: &JsValue, function: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(bundle, &JsValue::from_str(function))
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments: Array = arguments.iter().collect();
    function.apply(&JsValue::NULL, &arguments).ok()
}

/// Seconds since 1970, as an argument of a function.
fn now() -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a clock's seconds are far from the limits of i64"
    )]
    let seconds = (Date::now() / 1000.0) as i64;
    seconds.to_string()
}

/// Calls a function that returns strings.
fn ask(function: &str, texts: &[&str]) -> Vec<String> {
    BUNDLE.with_borrow(|bundle| {
        let Some(bundle) = bundle else {
            return Vec::new();
        };
        call(bundle, function, &values(texts))
            .map(|given| strings(&given))
            .unwrap_or_default()
    })
}

/// Calls a function that returns strings, in a worker. If the browser starts no worker, the function runs on the page.
async fn ask_aside(function: &str, texts: &[&str]) -> Vec<String> {
    let worker = format!("{}/aside.js", site::assets());
    let arguments: Array = values(texts).iter().collect();
    let message = Array::of3(
        &JsValue::from_str(&permission_data()),
        &JsValue::from_str(function),
        &arguments,
    );
    match JsFuture::from(aside(&worker, &message)).await {
        Ok(given) if Array::is_array(&given) => strings(&given),
        _ => ask(function, texts),
    }
}

fn values(texts: &[&str]) -> Vec<JsValue> {
    texts.iter().map(|text| JsValue::from_str(text)).collect()
}

fn strings(given: &JsValue) -> Vec<String> {
    Array::from(given)
        .iter()
        .filter_map(|text| text.as_string())
        .collect()
}
