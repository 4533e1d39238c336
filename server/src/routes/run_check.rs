//! `POST /api/run-check`: the server function of the page, which streams the events of a check and the report as HTML.
//!
//! The page therefore contains no code that reads and renders reports. Scripts use `POST /api/check`, which returns the report as JSON.

use std::sync::{Arc, OnceLock};

use app::{CheckError, CheckEvent, CheckPage, CheckRequest, CheckRunner, RunCheck, Runner};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use leptos::server_fn::ServerFn;
use render::AttemptSummary;

use super::check::{Check, MAX_BODY, events, parse_json, read_json, today};
use super::cors::OtherSite;
use super::error::ask_to_wait;
use super::{Context, Origin, Problem, client};
use crate::client::Client;

/// The maximum size of the arguments: the form, and an earlier report, which is smaller than the form may be.
const MAX_ARGUMENTS: usize = 2 * MAX_BODY;

/// Prepares a request for the server function: limits its body, and adds what runs the check.
///
/// The body is parsed here as well, because the library would respond to each error with 500 and quote the value. The route itself is the
/// library's, which registers every server function at the path in its macro.
pub(super) async fn prepare(
    State(context): State<Context>,
    request: Request,
    next: Next,
) -> Response {
    if request.uri().path() != RunCheck::PATH {
        return next.run(request).await;
    }
    let wait = Arc::new(OnceLock::new());
    match prepared(context, Arc::clone(&wait), request).await {
        Ok(request) => {
            let mut response = next.run(request).await;
            ask_to_wait(&mut response, wait.get().copied());
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn prepared(
    context: Context,
    wait: Arc<OnceLock<u64>>,
    request: Request,
) -> Result<Request, Problem> {
    if request.method() != Method::POST {
        return Err(Problem::wrong_method("Use POST for this endpoint."));
    }
    let (mut parts, body) = request.into_parts();
    let body = read_json(&parts.headers, body, MAX_ARGUMENTS).await?;
    parse_json::<RunCheck>(&body)?;
    // The library would respond to a plain form with a redirect.
    parts
        .headers
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    let origin = parts.extensions.get::<Origin>().cloned();
    let origin = origin.ok_or(Problem::Other(
        StatusCode::INTERNAL_SERVER_ERROR,
        "The request has no origin.",
    ))?;
    let client = client::of(&parts.extensions);
    // The links in a report lead to this server, also from a page of another site.
    let prefix = if parts.extensions.get::<OtherSite>().is_some() {
        context.base(&origin)
    } else {
        context.settings().prefix.as_str().to_owned()
    };
    parts.extensions.insert(Runner(Arc::new(Checks {
        context,
        prefix,
        origin,
        client,
        wait,
    })));
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Runs the checks of one visitor.
struct Checks {
    context: Context,
    /// The beginning of the links in the report.
    prefix: String,
    origin: Origin,
    client: Client,
    /// The value for `Retry-After`, which the library does not support.
    wait: Arc<OnceLock<u64>>,
}

impl CheckRunner for Checks {
    fn run(
        &self,
        request: CheckRequest,
    ) -> Result<BoxStream<'static, CheckEvent>, (StatusCode, CheckError)> {
        let check = Check::prepare(&self.context, &self.origin, self.client, request.input.0)
            .map_err(|problem| {
                if let Some(wait) = problem.wait() {
                    // A request runs one check.
                    let _ = self.wait.set(wait);
                }
                problem.into_check_error()
            })?;
        let page = CheckPage {
            prefix: self.prefix.clone(),
            inputs: check.inputs(),
            before: request
                .before
                .as_deref()
                .and_then(AttemptSummary::from_text),
            date: today(),
            demo: request.demo,
        };
        Ok(events(check).map(move |event| page.event(event)).boxed())
    }
}
