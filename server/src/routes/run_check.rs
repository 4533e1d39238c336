//! `POST /api/run-check`: the server function of the page, which streams the events of a check and the report as HTML.
//!
//! The page therefore contains no code that reads and renders reports. Scripts use `POST /api/check`, which returns the report as JSON.

use std::sync::{Arc, OnceLock};

use app::{CheckError, CheckEvent, CheckRequest, CheckRunner, RenderedReport, RunCheck, Runner};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use diagnosis::call_name;
use diagnosis::report::{Event, Outcome, Report};
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use leptos::server_fn::ServerFn;
use render::{AttemptSummary, LiveCheck, ReportHtml, Seen};

use super::check::{Check, MAX_BODY, events, parse_json, read_json, today};
use super::client::Client;
use super::error::ask_to_wait;
use super::{Context, Origin, Problem};

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
    let client = Client::of(&parts.extensions);
    parts.extensions.insert(Runner(Arc::new(Checks {
        context,
        origin,
        client,
        wait,
    })));
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Runs the checks of one visitor.
struct Checks {
    context: Context,
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
        let page = Page {
            prefix: self.context.settings().prefix.as_str().to_owned(),
            inputs: check.inputs(),
            // An attempt that another version of this server summarized is not compared.
            before: request
                .before
                .as_deref()
                .and_then(AttemptSummary::from_text),
            date: today(),
            seen: if request.demo {
                Seen::Demo
            } else {
                Seen::Keycloak
            },
        };
        Ok(events(check).map(move |event| page.event(event)).boxed())
    }
}

/// The page that runs a check, and what its report contains in addition to the report of the engine.
struct Page {
    prefix: String,
    inputs: Vec<(String, String)>,
    before: Option<AttemptSummary>,
    date: String,
    seen: Seen,
}

impl Page {
    /// The event in the form that the page expects.
    fn event(&self, event: Event) -> CheckEvent {
        match event {
            Event::Sent {
                name,
                method,
                url,
                purpose,
            } => CheckEvent::Sent {
                name,
                method,
                url,
                purpose,
            },
            Event::Answered { step } => CheckEvent::Answered {
                name: call_name(step.name),
                status: Some(step.response.status).filter(|status| *status != 0),
                millis: step.millis,
            },
            Event::Report { report } => CheckEvent::Report(Box::new(self.report(&report))),
            Event::Failed { error } => CheckEvent::Failed(error),
        }
    }

    fn report(&self, report: &Report) -> RenderedReport {
        let now = AttemptSummary::new(report, self.inputs.clone());
        let live = LiveCheck {
            now: &now,
            before: self.before.as_ref(),
            date: &self.date,
        };
        let ReportHtml { answer, analysis } =
            render::report(report, &self.prefix, self.seen, Some(live));
        RenderedReport {
            answer,
            analysis: analysis + &render::report_data(report, self.seen == Seen::Keycloak),
            spoken: format!("{} {}", report.verdict, report.cause.title),
            allowed: report.outcome == Outcome::Allowed,
            // Without the scope, a role does not help.
            missing: diagnosis::cause::missing_scope(&report.cause.code)
                .map(str::to_owned)
                .or_else(|| report.roles.missing.first().cloned()),
            suggestions: report.suggestions.clone(),
            earlier: now.to_text(),
        }
    }
}
