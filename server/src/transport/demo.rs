//! Sends requests to the server's own demo within this process, under whatever name visitors reach the server.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use demo::PublicBase;
use diagnosis::exchange::{Failure, Response};
use tower::ServiceExt;
use url::{Position, Url};

use super::answer;

/// The demo, and the URL under which the visitor reaches it.
#[derive(Debug, Clone)]
pub struct Demo {
    authority: String,
    path: String,
    router: Router,
}

/// A path inside the demo.
pub(super) struct Inside {
    base: String,
    path: String,
}

impl Demo {
    /// The demo at `http://authority/path` or `https://authority/path`: a proxy may end TLS.
    pub fn new(authority: String, path: String, router: Router) -> Self {
        Self {
            authority,
            path,
            router,
        }
    }

    /// The path inside the demo, if `url` belongs to it.
    pub(super) fn place(&self, url: &Url) -> Option<Inside> {
        let authority = &url[Position::BeforeHost..Position::AfterPort];
        let path = url[Position::BeforePath..Position::AfterQuery].strip_prefix(&self.path)?;
        (authority == self.authority && path.starts_with('/')).then(|| Inside {
            base: format!("{}://{authority}{}", url.scheme(), self.path),
            path: path.to_owned(),
        })
    }

    pub(super) async fn send(
        &self,
        method: &str,
        place: Inside,
        headers: HeaderMap,
        body: String,
        limit: u64,
    ) -> Result<Response, Failure> {
        let broken = |error: &dyn std::fmt::Display| Failure::BrokenAnswer(error.to_string());
        let mut request = Request::builder()
            .method(method)
            .uri(place.path)
            .extension(PublicBase(place.base))
            .body(Body::from(body))
            .map_err(|error| broken(&error))?;
        *request.headers_mut() = headers;
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        answer::read(parts, body, limit, |error| broken(error)).await
    }
}
