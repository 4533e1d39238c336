//! How does the page have a call tried? It sends the form to Why403's own server and reads the events as they come.

use diagnosis::{attempt::Notice, report::Event};
use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, ReadableStreamDefaultReader, Request, RequestCredentials, RequestInit, Response,
};

use crate::line_buffer::LineBuffer;

/// Why there is no report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckError {
    /// The user cancelled.
    Cancelled,
    /// The server finds mistakes in what was typed.
    Input(Vec<Notice>),
    /// Why403's own server failed, in words.
    Failed(String),
}

const UNREACHED: &str =
    "Why403’s own server could not be reached. Is it still running? Nothing you typed is lost.";
const CUT: &str = "The connection to Why403’s own server ended before the report came.";

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    errors: Vec<Notice>,
    #[serde(default)]
    error: Option<String>,
}

/// Sends `body` to the API at `address`, and hands over each event as it comes; the last one is the report.
pub async fn check(
    address: &str,
    body: &str,
    signal: &AbortSignal,
    mut on_event: impl FnMut(Event),
) -> Result<(), CheckError> {
    // A failed fetch and a cancelled one are the same to the browser; the signal tells them apart.
    let failure = |words: &str| {
        if signal.aborted() {
            CheckError::Cancelled
        } else {
            CheckError::Failed(words.to_owned())
        }
    };
    let response = send(address, body, signal)
        .await
        .map_err(|_| failure(UNREACHED))?;
    if !response.ok() {
        return Err(refusal(&response).await);
    }
    let reader: ReadableStreamDefaultReader = response
        .body()
        .ok_or_else(|| failure(CUT))?
        .get_reader()
        .unchecked_into();
    let mut lines = LineBuffer::default();
    let mut reported = false;
    let mut take = |line: &[u8]| {
        let event = serde_json::from_slice::<Event>(line).map_err(|_| {
            CheckError::Failed("Why403’s own server answered in a way that this page does not understand. Reload the page.".to_owned())
        })?;
        reported |= matches!(event, Event::Report { .. });
        on_event(event);
        Ok(())
    };
    while let Some(chunk) = read(&reader).await.map_err(|_| failure(CUT))? {
        for line in lines.push(&chunk) {
            take(&line)?;
        }
    }
    if let Some(line) = lines.finish() {
        take(&line)?;
    }
    if reported { Ok(()) } else { Err(failure(CUT)) }
}

async fn send(address: &str, body: &str, signal: &AbortSignal) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(body));
    init.set_signal(Some(signal));
    init.set_credentials(RequestCredentials::Omit);
    let request = Request::new_with_str_and_init(address, &init)?;
    let headers = request.headers();
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/x-ndjson")?;
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    JsFuture::from(window.fetch_with_request(&request))
        .await?
        .dyn_into()
}

async fn refusal(response: &Response) -> CheckError {
    let text = match response.text() {
        Ok(promise) => JsFuture::from(promise)
            .await
            .ok()
            .and_then(|text| text.as_string()),
        Err(_) => None,
    };
    let refusal: Option<Refusal> = text.and_then(|text| serde_json::from_str(&text).ok());
    match refusal {
        Some(refusal) if !refusal.errors.is_empty() => CheckError::Input(refusal.errors),
        Some(Refusal {
            error: Some(words), ..
        }) => CheckError::Failed(words),
        _ => CheckError::Failed(format!(
            "Why403’s own server answered {}. Nothing you typed is lost.",
            response.status()
        )),
    }
}

async fn read(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    let done = js_sys::Reflect::get(&result, &JsValue::from_str("done"))?.is_truthy();
    if done {
        return Ok(None);
    }
    let value = js_sys::Reflect::get(&result, &JsValue::from_str("value"))?;
    Ok(Some(value.dyn_into::<Uint8Array>()?.to_vec()))
}
