//! How does the page have a call tried? It sends the form to Why403's own server and reads the events as they come.

use diagnosis::attempt::{Field, Notice, Severity};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, ReadableStreamDefaultReader, Response};

use super::{
    json::{member, parse, text, written},
    line_buffer::LineBuffer,
};
use crate::fetch;

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

/// What happens during an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A call is on its way.
    Sent {
        /// Which call.
        name: String,
        /// The HTTP method.
        method: String,
        /// The address.
        url: String,
        /// What it is for.
        purpose: String,
    },
    /// A call was answered, or failed.
    Answered {
        /// Which call.
        name: String,
        /// The status; 0 where there was no answer.
        status: u16,
        /// How long it took, in milliseconds.
        millis: u32,
    },
    /// The report, as the page shows it: the last event.
    Told(Box<Told>),
}

/// A report in HTML, and what the page has to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What happened, and what helps.
    pub answer: String,
    /// How that is known.
    pub analysis: String,
    /// What a screen reader says.
    pub spoken: String,
    /// Whether the call was let through.
    pub allowed: bool,
    /// The first role that is missing.
    pub missing: Option<String>,
    /// What goes to the server with the next attempt, as JSON, so that it can compare.
    pub earlier: String,
}

const UNREACHED: &str =
    "Why403’s own server could not be reached. Is it still running? Nothing you typed is lost.";
const CUT: &str = "The connection to Why403’s own server ended before the report came.";
const STRANGE: &str =
    "Why403’s own server answered in a way that this page does not understand. Reload the page.";

/// Sends `body` to the server at `address`, and hands over each event as it comes; the last one is the report.
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
    let json = [("content-type", "application/json")];
    let sent = fetch::send("POST", address, &json, Some(body), Some(signal));
    let sent = sent.map_err(|_| failure(UNREACHED))?;
    let response = fetch::response(sent)
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
        let event = str::from_utf8(line).ok().and_then(event);
        let event = event.ok_or_else(|| CheckError::Failed(STRANGE.to_owned()))?;
        reported |= matches!(event, Event::Told(_));
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

fn event(line: &str) -> Option<Event> {
    let event = parse(line)?;
    match text(&event, "event")?.as_str() {
        "sent" => Some(Event::Sent {
            name: text(&event, "name")?,
            method: text(&event, "method")?,
            url: text(&event, "url")?,
            purpose: text(&event, "purpose")?,
        }),
        "answered" => {
            let step = member(&event, "step");
            Some(Event::Answered {
                name: text(&step, "name")?,
                status: number(&member(&step, "response"), "status"),
                millis: number(&step, "millis"),
            })
        }
        "told" => Some(Event::Told(Box::new(Told {
            answer: text(&event, "answer")?,
            analysis: text(&event, "analysis")?,
            spoken: text(&event, "spoken")?,
            allowed: member(&event, "allowed").is_truthy(),
            missing: text(&event, "missing"),
            earlier: written(&member(&event, "earlier"))?,
        }))),
        _ => None,
    }
}

/// A whole number that is not negative; 0 where there is none.
fn number<N: TryFrom<u32> + Default>(value: &JsValue, name: &str) -> N {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "what does not fit is cut to what does"
    )]
    let number = member(value, name).as_f64().unwrap_or_default() as u32;
    number.try_into().unwrap_or_default()
}

async fn refusal(response: &Response) -> CheckError {
    let words = fetch::text(response).await.ok();
    let refusal = words.and_then(|words| parse(&words)).unwrap_or_default();
    let errors = member(&refusal, "errors");
    let notices: Vec<Notice> = if errors.is_array() {
        Array::from(&errors)
            .iter()
            .filter_map(|error| notice(&error))
            .collect()
    } else {
        Vec::new()
    };
    match text(&refusal, "error") {
        _ if !notices.is_empty() => CheckError::Input(notices),
        Some(words) => CheckError::Failed(words),
        None => CheckError::Failed(format!(
            "Why403’s own server answered {}. Nothing you typed is lost.",
            response.status()
        )),
    }
}

fn notice(error: &JsValue) -> Option<Notice> {
    Some(Notice {
        field: Field::named(&text(error, "field")?)?,
        severity: Severity::Error,
        message: text(error, "message")?,
        parameter: text(error, "parameter"),
        mended: text(error, "mended"),
    })
}

async fn read(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let result = JsFuture::from(reader.read()).await?;
    if member(&result, "done").is_truthy() {
        return Ok(None);
    }
    Ok(Some(
        member(&result, "value").dyn_into::<Uint8Array>()?.to_vec(),
    ))
}
