//! Where does the browser get the measured permission data? From this server's public file, once, when first needed.

use std::sync::Arc;

use diagnosis::permission::Matrix;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Request, RequestCredentials, RequestInit, Response};

/// Fetches the data. Nothing of what the user typed goes along.
pub async fn load(prefix: &str) -> Result<Arc<Matrix>, String> {
    let unreached = |_: JsValue| {
        "The permission data could not be loaded from Why403’s own server. Is it still running? Nothing you typed is lost."
            .to_owned()
    };
    let init = RequestInit::new();
    init.set_credentials(RequestCredentials::Omit);
    let address = format!("{prefix}/data/permissions.json");
    let request = Request::new_with_str_and_init(&address, &init).map_err(unreached)?;
    let window = web_sys::window().ok_or(JsValue::NULL).map_err(unreached)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request))
        .await
        .and_then(JsCast::dyn_into)
        .map_err(unreached)?;
    if !response.ok() {
        return Err(format!(
            "Why403’s own server answered {} for the permission data.",
            response.status()
        ));
    }
    let text = JsFuture::from(response.text().map_err(unreached)?)
        .await
        .map_err(unreached)?;
    Matrix::from_json(&text.as_string().unwrap_or_default())
        .map(Arc::new)
        .map_err(|_| "The permission data cannot be read. Reload the page.".to_owned())
}
