//! Sends requests to the server's own demo within this process, under whatever name visitors reach the server.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::http::uri::InvalidUri;
use demo::PublicBase;
use diagnosis::exchange::{Failure, Response};
use tower::ServiceExt;
use url::{Position, Url};

use super::response;

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

    /// Sends a request to this place of the demo.
    pub(super) async fn send(
        &self,
        mut request: Request<Body>,
        place: Inside,
        limit: u64,
    ) -> Result<Response, Failure> {
        let broken = |error: &dyn std::fmt::Display| Failure::BrokenAnswer(error.to_string());
        *request.uri_mut() = place
            .path
            .parse()
            .map_err(|error: InvalidUri| broken(&error))?;
        request.extensions_mut().insert(PublicBase(place.base));
        let response = match self.router.clone().oneshot(request).await {
            Ok(response) => response,
            Err(never) => match never {},
        };
        let (parts, body) = response.into_parts();
        response::read(parts, body, limit, None, |error| broken(error)).await
    }
}
