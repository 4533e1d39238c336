//! Sends the page's own requests, without cookies.

use gloo_net::http::{Method, RequestBuilder};
use web_sys::RequestCredentials;

/// A response, read to its end.
pub struct Fetched {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Fetched {
    /// Whether the status is 200 to 299.
    pub fn ok(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Sends a request and reads its response. An error means that there is none, or not all of it.
pub async fn send(
    method: Method,
    url: &str,
    headers: &[(&str, &str)],
    body: Option<String>,
) -> Result<Fetched, gloo_net::Error> {
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
    let response = request.send().await?;
    Ok(Fetched {
        status: response.status(),
        body: response.text().await?,
    })
}
