//! How does the page come to the engine and the permission data? By a second bundle, loaded when it is first needed.
//!
//! The functions of the crate `on-demand`, as the page calls them; before it is there, each answers with nothing.

use std::cell::RefCell;

use diagnosis::attempt::{Field, Notice, Severity};
use js_sys::{Array, Function, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use telling::{Offer, Offers};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestCredentials, RequestInit, Response};

use crate::site;

thread_local! {
    static BUNDLE: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

// Rust has no words for it.
#[wasm_bindgen(inline_js = "export function load(address) { return import(address); }")]
extern "C" {
    fn load(address: &str) -> Promise;
}

/// The bundle, as far as it is there. Copies share one state.
#[derive(Clone, Copy)]
pub struct OnDemand {
    /// Whether it can be asked.
    pub there: RwSignal<bool>,
    /// Why it could not be loaded.
    pub failure: RwSignal<Option<String>>,
    loading: StoredValue<bool>,
}

impl OnDemand {
    /// Not loaded yet.
    pub fn new() -> Self {
        Self {
            there: RwSignal::new(false),
            failure: RwSignal::default(),
            loading: StoredValue::new(false),
        }
    }

    /// Loads it, if it is neither there nor on its way. Nothing of what the user typed goes along.
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

/// Fetches bundle and data at the same time, and gives one to the other.
async fn loaded() -> Result<(), String> {
    let prefix = site::prefix();
    let unreached = |_: JsValue| {
        "The permission data could not be loaded from Why403’s own server. Is it still running? Nothing you typed is lost."
            .to_owned()
    };
    let data =
        JsFuture::from(fetch(&format!("{prefix}/data/permissions.json")).map_err(unreached)?);
    let bundle = JsFuture::from(load(&format!("{prefix}/pkg/on-demand.js")))
        .await
        .map_err(unreached)?;
    let begin: Function = Reflect::get(&bundle, &JsValue::from_str("default"))
        .and_then(JsCast::dyn_into)
        .map_err(unreached)?;
    let started: Promise = begin
        .call0(&JsValue::NULL)
        .and_then(JsCast::dyn_into)
        .map_err(unreached)?;
    JsFuture::from(started).await.map_err(unreached)?;
    let response: Response = data.await.and_then(JsCast::dyn_into).map_err(unreached)?;
    if !response.ok() {
        return Err(format!(
            "Why403’s own server answered {} for the permission data.",
            response.status()
        ));
    }
    let text = JsFuture::from(response.text().map_err(unreached)?)
        .await
        .map_err(unreached)?;
    let learnt = call(&bundle, "learn", &[text]);
    if !learnt.is_some_and(|learnt| learnt.is_truthy()) {
        return Err("The permission data cannot be read. Reload the page.".to_owned());
    }
    BUNDLE.with(|known| known.replace(Some(bundle)));
    Ok(())
}

fn fetch(address: &str) -> Result<Promise, JsValue> {
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    let request = Request::new_with_str_and_init(address, &init)?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    Ok(window.fetch_with_request(&request))
}

fn call(bundle: &JsValue, function: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(bundle, &JsValue::from_str(function))
        .ok()?
        .dyn_into()
        .ok()?;
    let arguments: Array = arguments.iter().collect();
    function.apply(&JsValue::NULL, &arguments).ok()
}

/// The texts that a function gives.
fn ask(function: &str, texts: &[&str]) -> Vec<String> {
    BUNDLE.with_borrow(|bundle| {
        let Some(bundle) = bundle else {
            return Vec::new();
        };
        let texts: Vec<JsValue> = texts.iter().map(|text| JsValue::from_str(text)).collect();
        let Some(given) = call(bundle, function, &texts) else {
            return Vec::new();
        };
        Array::from(&given)
            .iter()
            .filter_map(|text| text.as_string())
            .collect()
    })
}

/// Two texts at a time.
fn pairs(texts: Vec<String>) -> Vec<(String, String)> {
    let mut texts = texts.into_iter();
    let mut pairs = Vec::new();
    while let (Some(name), Some(value)) = (texts.next(), texts.next()) {
        pairs.push((name, value));
    }
    pairs
}

/// Which operations fit what is typed, at the stated version.
pub fn offers(typed: &str, stated: &str) -> Offers {
    let told = ask("offers", &[typed, stated]);
    let mut told = told.into_iter();
    let mut number = || told.next().and_then(|number| number.parse().ok());
    let (all, first) = (number().unwrap_or_default(), number());
    let mut shown = Vec::new();
    while let (Some(method), Some(template), Some(does), Some(writes)) =
        (told.next(), told.next(), told.next(), told.next())
    {
        shown.push(Offer {
            method,
            template,
            does,
            writes: !writes.is_empty(),
        });
    }
    Offers { shown, all, first }
}

/// What is wrong or doubtful about the typed operation, as far as the permission data tell.
pub fn doubt(typed: &str, stated: &str) -> Option<Notice> {
    let mut told = ask("doubt", &[typed, stated]).into_iter();
    let severity = match told.next()?.as_str() {
        "error" => Severity::Error,
        _ => Severity::Warning,
    };
    Some(Notice {
        field: Field::Operation,
        severity,
        message: told.next()?,
        mended: told.next().filter(|mended| !mended.is_empty()),
        parameter: None,
    })
}

/// The fields that a concrete call names, by their names in links, and their values.
pub fn concrete(call: &str, stated: &str) -> Vec<(String, String)> {
    pairs(ask("concrete", &[call, stated]))
}

/// What pasted texts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// A report's two parts, as HTML.
    Report(String, String),
    /// Fields of the form, by their names in links, and their values.
    Command(Vec<(String, String)>),
    /// Which fields are wrong, and why.
    Mistakes(Vec<(String, String)>),
    /// Nothing that could be read.
    Nothing,
}

/// Reads two pasted texts, at this time (seconds since 1970).
pub fn pasted(texts: [&str; 2], operation: &str, now: i64) -> Pasted {
    let now = now.to_string();
    let told = ask(
        "pasted",
        &[texts[0], texts[1], operation, &now, &site::prefix()],
    );
    let mut told = told.into_iter();
    let kind = told.next().unwrap_or_default();
    match kind.as_str() {
        "report" => Pasted::Report(
            told.next().unwrap_or_default(),
            told.next().unwrap_or_default(),
        ),
        "command" => Pasted::Command(pairs(told.collect())),
        "mistakes" => Pasted::Mistakes(pairs(told.collect())),
        _ => Pasted::Nothing,
    }
}

/// What a tool shows.
pub struct Shown {
    /// The answer, as HTML.
    pub answer: String,
    /// The same in a sentence.
    pub summary: String,
    /// The query of a link to it.
    pub query: String,
    /// The choices as HTML, where they have to be shown anew.
    pub choices: Option<String>,
}

/// What the tool at this path shows for the choice `now`, after the choice `before`. `unknown`, a line each, is what a pasted text calls
/// that does not exist.
pub fn tool(path: &str, [before, now]: [&str; 2], unknown: &str, anew: bool) -> Option<Shown> {
    let anew = if anew { "anew" } else { "" };
    let told = ask("tool", &[path, &site::prefix(), before, now, unknown, anew]);
    let mut told = told.into_iter();
    Some(Shown {
        answer: told.next()?,
        summary: told.next()?,
        query: told.next()?,
        choices: told.next().filter(|choices| !choices.is_empty()),
    })
}

/// Adds what a pasted text calls to a choice: its query, what was found in words, and what does not exist, a line each.
pub fn add_pasted(query: &str, text: &str) -> Option<(String, String, String)> {
    let mut told = ask("add_pasted", &[query, text]).into_iter();
    let (query, words) = (told.next()?, told.next()?);
    Some((query, words, told.collect::<Vec<_>>().join("\n")))
}

/// The operations that a search finds: in words how many, and the lines of the list as HTML.
pub fn operations_found(query: &str, version: &str, typed: &str) -> Option<(String, String)> {
    let mut told = ask(
        "operations_found",
        &[&site::prefix(), query, version, typed],
    )
    .into_iter();
    Some((told.next()?, told.next()?))
}
