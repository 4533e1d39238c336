//! Sends the page's own requests, without cookies.

use gloo_net::http::{Method, RequestBuilder, Response};
use web_sys::RequestCredentials;

/// Sends a request without a body, and returns the response as soon as its headers have arrived. An error means that there is no response.
pub async fn send(method: Method, url: &str) -> Result<Response, gloo_net::Error> {
    RequestBuilder::new(url)
        .method(method)
        .credentials(RequestCredentials::Omit)
        .send()
        .await
}
