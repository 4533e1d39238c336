//! `POST /api/check`: returns the report of a check, or streams its events as lines.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::SystemTime;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use diagnosis::attempt::{Attempt, Input};
use diagnosis::report::{Event, Report};
use futures_util::future::ready;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use permissions::{Matrix, TokenRealm};
use reader::text::spread;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::mpsc;

use super::quota::Place;
use super::{Context, Origin, Problem, client};
use crate::client::Client;
use crate::knowledge::matrix;
use crate::metrics::Running;
use crate::serve::is_late;
use crate::transport::{Admission, OwnFailure, Transport};

/// The maximum size of the input.
pub(super) const MAX_BODY: usize = 512 * 1024;
const NDJSON: &str = "application/x-ndjson";

/// Runs the check that the body describes.
pub(super) async fn check(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let input = parse_json(&read_json(&parts.headers, body, MAX_BODY).await?)?;
    let client = client::of(&parts.extensions);
    let check = Check::prepare(&context, &origin, client, input)?;
    if wants_events(&parts.headers) {
        let lines = events(check).map(|event| Ok::<_, Infallible>(line(&event)));
        let headers = [(CONTENT_TYPE, NDJSON), (CACHE_CONTROL, "no-store")];
        return Ok((headers, Body::from_stream(lines)).into_response());
    }
    let report = check.run(|_| ()).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(report)).into_response())
}

/// A check that is ready to run, with its place among the running checks.
pub(super) struct Check {
    attempt: Attempt,
    matrix: &'static Matrix,
    transport: Transport,
    running: Running,
    context: Context,
    _place: Place,
}

impl Check {
    /// Parses the input, and takes a place.
    pub(super) fn prepare(
        context: &Context,
        origin: &Origin,
        client: Client,
        mut input: Input,
    ) -> Result<Self, Problem> {
        let matrix = matrix()?;
        input.no_master_probe |= context.settings().no_master_probe;
        spread(&mut input, &matrix.newest(TokenRealm::Target));
        let attempt = input.parse().map_err(Problem::Input)?;
        let place = context.quotas().check(client)?;
        let password = context.quotas().password(&attempt)?;
        let transport = Transport::new(
            context.settings().limits,
            Arc::clone(&context.settings().policy),
            &attempt,
            Some(context.demo(origin)),
        )
        .counted(Arc::clone(context.metrics()))
        .within(Arc::clone(context.memory()))
        .admitted_by(password.map(|attempt| Box::new(attempt) as Box<dyn Admission>))
        .through(Arc::clone(&context.settings().outgoing));
        Ok(Self {
            attempt,
            matrix,
            transport,
            running: context.metrics().begin(),
            context: context.clone(),
            _place: place,
        })
    }

    /// The user's input, without secrets.
    pub(super) fn inputs(&self) -> Vec<(String, String)> {
        render::inputs(&self.attempt)
    }

    /// Runs the check. Fails if this server or its proxy failed, because a report would blame Keycloak for that.
    pub(super) async fn run(self, report_event: impl FnMut(Event)) -> Result<Report, Problem> {
        let report =
            crate::check::run(&self.attempt, self.matrix, &self.transport, report_event).await;
        let problem = match self.transport.own_failure() {
            None => {
                self.running.end(Some(report.outcome));
                return Ok(report);
            }
            Some(OwnFailure::Exhausted) => {
                tracing::error!("no file descriptors left: a check ended without a report");
                Problem::busy()
            }
            Some(OwnFailure::Full) => {
                tracing::error!(
                    "the responses of all running checks exceed --max-bodies: a check ended without a report"
                );
                Problem::busy()
            }
            Some(OwnFailure::TooManyPasswords(wait)) => {
                self.context.quotas().too_many_passwords(*wait)
            }
            Some(OwnFailure::Proxy(error)) => {
                tracing::error!(
                    error,
                    "the outgoing proxy failed: a check ended without a report"
                );
                Problem::bad_proxy()
            }
        };
        self.running.end(None);
        Err(problem)
    }
}

/// The current date and time, as people read them.
pub(super) fn today() -> String {
    httpdate::fmt_http_date(SystemTime::now())
}

/// The events of the check. The stream owns the check: both are dropped when the visitor disconnects.
pub(super) fn events(check: Check) -> impl Stream<Item = Event> + Send + 'static {
    let (sender, receiver) = mpsc::unbounded_channel();
    let check = async move {
        let report = check
            .run(|event| {
                // The receiver is in the same stream as this future.
                let _ = sender.send(event);
            })
            .await;
        let _ = sender.send(match report {
            Ok(report) => Event::Report {
                report: Box::new(report),
            },
            Err(problem) => Event::Failed {
                error: problem.detail(),
            },
        });
    };
    let events = stream::unfold(receiver, |mut receiver| async {
        Some((receiver.recv().await?, receiver))
    });
    // The check is polled first, so that the same poll sends its events.
    stream::select_with_strategy(
        check.into_stream().map(|()| None),
        events.map(Some),
        |(): &mut ()| stream::PollNext::Left,
    )
    .filter_map(ready)
}

fn line(event: &impl Serialize) -> Bytes {
    let mut line = serde_json::to_vec(event).unwrap_or_default();
    line.push(b'\n');
    line.into()
}

fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"))
}

fn wants_events(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains(NDJSON))
}

/// Reads a body with the JSON content type, of at most `limit` bytes.
pub(super) async fn read_json(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Bytes, Problem> {
    if !is_json(headers) {
        return Err(Problem::Other(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body must be JSON, sent with Content-Type: application/json.",
        ));
    }
    read(
        body,
        limit,
        "The body is larger than 512 kB, the limit for all fields together.",
    )
    .await
}

/// Parses a JSON body. Does not pass on the JSON library's messages: they quote values, and a value may be a secret.
pub(super) fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Problem::Body(if error.is_data() {
            format!("Unknown field or wrong type at line {line}, column {column}.")
        } else {
            format!("The body is not valid JSON. Error at line {line}, column {column}.")
        })
    })
}

/// Reads a body of at most `limit` bytes; `too_large` is the message for a larger one.
pub(super) async fn read(
    body: Body,
    limit: usize,
    too_large: &'static str,
) -> Result<Bytes, Problem> {
    match Limited::new(body, limit).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => {
            Err(Problem::Other(StatusCode::PAYLOAD_TOO_LARGE, too_large))
        }
        Err(error) if is_late(&*error) => Err(Problem::Other(
            StatusCode::REQUEST_TIMEOUT,
            "The body did not arrive in time.",
        )),
        Err(_) => Err(Problem::Other(
            StatusCode::BAD_REQUEST,
            "The body is incomplete.",
        )),
    }
}
