//! Runs checks and the mock Keycloak of the demo in the browser, for static sites.
//!
//! `public/browser-server.js` loads it when a page sends a request that a server would answer. A check sends its requests with the
//! browser's fetch, or passes them to the mock Keycloak if the URL is the demo's.

mod fetched;
mod mock;
mod run;

use std::rc::Rc;

use app::{CheckError, CheckPage, CheckRequest};
use diagnosis::attempt::Attempt;
use js_sys::{Date, Function};
use permissions::{Matrix, TokenRealm};
use reader::text::spread;
use render::AttemptSummary;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::AbortSignal;

use mock::Mock;

/// The part of the server that runs in the browser.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BrowserServer {
    origin: String,
    prefix: String,
    matrix: Rc<Matrix>,
    mock: Mock,
}

#[wasm_bindgen]
impl BrowserServer {
    /// The server of the site at this origin and path prefix, with the permission data (the text of `/data/permissions.json`).
    ///
    /// # Errors
    ///
    /// If the data cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(origin: String, prefix: String, data: &str) -> Result<Self, JsValue> {
        console_error_panic_hook::set_once();
        let matrix = Matrix::from_json(data)
            .map_err(|_| JsValue::from_str("The permission data cannot be read."))?;
        let mock = Mock::new(format!("{origin}{prefix}/demo"));
        Ok(Self {
            origin,
            prefix,
            matrix: Rc::new(matrix),
            mock,
        })
    }

    /// Prepares the check that a request to `/api/run-check` with this body describes.
    ///
    /// # Errors
    ///
    /// The body of the response with the errors, as JSON.
    pub fn check(&self, body: &str) -> Result<BrowserCheck, JsValue> {
        let refused = |error: CheckError| {
            JsValue::from_str(&serde_json::to_string(&error).unwrap_or_default())
        };
        // The library's messages quote values, and a value may be a secret.
        let arguments: Arguments = serde_json::from_str(body).map_err(|_| {
            let error = "This page and its scripts have different versions. Reload the page.";
            refused(CheckError::other(error))
        })?;
        let CheckRequest {
            input,
            before,
            demo,
        } = arguments.request;
        let mut input = input.0;
        spread(&mut input, &self.matrix.newest(TokenRealm::Target));
        let attempt = input
            .parse()
            .map_err(|errors| refused(CheckError::Input { errors }))?;
        let page = CheckPage {
            prefix: self.prefix.clone(),
            inputs: render::inputs(&attempt),
            before: before.as_deref().and_then(AttemptSummary::from_text),
            date: Date::new_0().to_utc_string().into(),
            demo,
        };
        Ok(BrowserCheck {
            origin: self.origin.clone(),
            matrix: Rc::clone(&self.matrix),
            mock: self.mock.clone(),
            attempt,
            page,
        })
    }

    /// The mock Keycloak's response to a request to the demo: its status, its body, and its headers with their values.
    pub async fn demo(
        &self,
        method: String,
        url: String,
        headers: Vec<String>,
        body: String,
    ) -> Vec<String> {
        self.mock.answer(&method, &url, &headers, body).await
    }
}

/// The arguments of the server function: one member for each of its parameters.
#[derive(serde::Deserialize)]
struct Arguments {
    request: CheckRequest,
}

/// A check that is ready to run.
#[wasm_bindgen]
#[derive(Debug)]
pub struct BrowserCheck {
    origin: String,
    matrix: Rc<Matrix>,
    mock: Mock,
    attempt: Attempt,
    page: CheckPage,
}

#[wasm_bindgen]
impl BrowserCheck {
    /// Runs the check, and passes each event to `line` as JSON. `signal` cancels the running requests.
    pub async fn run(self, signal: AbortSignal, line: Function) {
        let tell = |event: &app::CheckEvent| {
            let text = serde_json::to_string(event).unwrap_or_default();
            // A closed stream takes no more lines.
            let _ = line.call1(&JsValue::NULL, &JsValue::from_str(&text));
        };
        run::run(&self, &signal, tell).await;
    }
}
