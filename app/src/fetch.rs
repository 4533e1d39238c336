//! Sends the page's own requests, without cookies.

use gloo_net::http::{Method, RequestBuilder, Response};
use web_sys::RequestCredentials;

/// Sends a request and returns the response as soon as its headers have arrived. An error means that there is no response.
pub async fn send(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<String>,
) -> Result<Response, gloo_net::Error> {
    let mut request = RequestBuilder::new(url)
        .method(method)
        .credentials(RequestCredentials::Omit);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = match body {
        Some(body) => request.body(body)?,
        None => request.build()?,
    };
    request.send().await
}
