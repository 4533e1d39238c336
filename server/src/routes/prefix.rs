//! Serves the site behind a path prefix. Some proxies remove the prefix and others do not, so both forms are accepted.

use axum::Router;
use axum::extract::Request;
use axum::http::Uri;
use tower::ServiceExt;
use tower::service_fn;

use crate::settings::PathPrefix;

/// Serves `routes` with and without the prefix.
pub(super) fn with_and_without(prefix: PathPrefix, routes: Router) -> Router {
    if prefix.as_str().is_empty() {
        return routes;
    }
    Router::new().fallback_service(service_fn(move |mut request: Request| {
        if let Some(uri) = stripped(&prefix, request.uri()) {
            *request.uri_mut() = uri;
        }
        routes.clone().oneshot(request)
    }))
}

fn stripped(prefix: &PathPrefix, uri: &Uri) -> Option<Uri> {
    let path = prefix.strip(uri.path())?;
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    target.parse().ok()
}
