//! Passes requests to the mock Keycloak of the demo.

use std::rc::Rc;

use demo::Demo;
use diagnosis::exchange::{Failure, Request, Response};
use secrecy::ExposeSecret;
use url::{Position, Url};

use crate::fetched::{authorization, body};

/// The mock Keycloak at the URL of the demo.
#[derive(Clone)]
pub struct Mock {
    base: String,
    demo: Rc<Demo>,
}

impl std::fmt::Debug for Mock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mock")
            .field("base", &self.base)
            .finish_non_exhaustive()
    }
}

impl Mock {
    /// The mock Keycloak at this URL.
    pub fn new(base: String) -> Self {
        Self {
            base,
            demo: Rc::default(),
        }
    }

    /// The path and query inside the demo, if `url` belongs to it.
    fn inside<'u>(&self, url: &'u str) -> Option<&'u str> {
        url.strip_prefix(&self.base)
            .filter(|path| path.starts_with('/'))
    }

    /// The response to a request of a check; `None` if its URL is not the demo's.
    pub async fn send(&self, request: &Request) -> Option<Result<Response, Failure>> {
        let path = self.inside(&request.url[..Position::AfterQuery])?;
        let mut builder = http::Request::builder()
            .method(request.method)
            .uri(path)
            .header("accept", "application/json");
        if let Some(token) = authorization(request) {
            builder = builder.header("authorization", token.expose_secret());
        }
        let mut content = Vec::new();
        if let Some((kind, text)) = body(request) {
            builder = builder.header("content-type", kind);
            content = text.into_bytes();
        }
        let Ok(request) = builder.body(content) else {
            let reason = "nothing was sent: the request contains invalid characters";
            return Some(Err(Failure::BrokenAnswer(reason.to_owned())));
        };
        Some(Ok(self.respond(request).await))
    }

    /// The response to a request of a page: its status, its body, and its headers with their values.
    pub async fn answer(
        &self,
        method: &str,
        url: &str,
        headers: &[String],
        body: String,
    ) -> Vec<String> {
        let path = Url::parse(url)
            .ok()
            .and_then(|url| Some(self.inside(&url[..Position::AfterQuery])?.to_owned()))
            .unwrap_or_default();
        let builder = http::Request::builder().method(method).uri(path);
        let builder = headers
            .chunks_exact(2)
            .fold(builder, |builder, pair| builder.header(&pair[0], &pair[1]));
        let Ok(request) = builder.body(body.into_bytes()) else {
            return vec!["400".to_owned(), String::new()];
        };
        let response = self.respond(request).await;
        let headers = response
            .headers
            .into_iter()
            .flat_map(|(name, value)| [name, value]);
        [response.status.to_string(), response.body]
            .into_iter()
            .chain(headers)
            .collect()
    }

    async fn respond(&self, request: http::Request<Vec<u8>>) -> Response {
        let (parts, body) = self.demo.respond(&self.base, request).await.into_parts();
        // No header of the demo is repeated.
        let headers = parts.headers.iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        });
        Response {
            status: parts.status.as_u16(),
            headers: headers.collect(),
            body: String::from_utf8_lossy(&body).into_owned(),
        }
    }
}
