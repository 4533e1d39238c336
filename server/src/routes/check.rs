//! `POST /api/check`: the report on an attempt, or its events line by line as they happen.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::{Extension, Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use diagnosis::attempt::{Attempt, Input};
use diagnosis::paste::spread;
use diagnosis::permission::{Matrix, TokenRealm};
use diagnosis::report::Event;
use futures_util::future::ready;
use futures_util::{FutureExt, Stream, StreamExt, stream};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::{Context, Origin, Problem};
use crate::knowledge::matrix;
use crate::transport::Transport;

/// More than all fields together may hold.
const MAX_BODY: usize = 512 * 1024;
/// A body must have arrived within this time.
const BODY_TIME: Duration = Duration::from_secs(15);
const NDJSON: &str = "application/x-ndjson";

/// Checks what the body describes.
pub(super) async fn check(
    State(context): State<Context>,
    Extension(origin): Extension<Origin>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        return Err(Problem::Other(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body must be JSON, sent with Content-Type: application/json.",
        ));
    }
    let mut input = input(&read(body).await?)?;
    if let Ok(matrix) = matrix() {
        spread(&mut input, &matrix.newest(TokenRealm::Target));
    }
    let attempt = input.parse().map_err(Problem::Input)?;
    let permit = Arc::clone(&context.0.checks)
        .try_acquire_owned()
        .map_err(|_| {
            Problem::Other(
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many checks are under way. Try again in a few seconds.",
            )
        })?;
    let matrix = matrix().map_err(|error| {
        tracing::error!(%error, "the permission data is broken");
        Problem::Other(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This server was built with permission data that it cannot read.",
        )
    })?;
    let transport = Transport::new(
        context.settings().limits,
        &attempt,
        Some(context.demo(&origin)),
    );
    let no_store = [(CACHE_CONTROL, "no-store")];
    if wants_events(&parts.headers) {
        let lines = events(attempt, matrix, transport, permit);
        let headers = [(CONTENT_TYPE, NDJSON), (CACHE_CONTROL, "no-store")];
        return Ok((headers, Body::from_stream(lines)).into_response());
    }
    let report = crate::check::run(&attempt, matrix, &transport, |_| ()).await;
    drop(permit);
    Ok((no_store, Json(report)).into_response())
}

/// The check's events as lines. The stream owns the check: when the visitor leaves, both are dropped.
fn events(
    attempt: Attempt,
    matrix: &'static Matrix,
    transport: Transport,
    permit: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let (tell, told) = mpsc::unbounded_channel();
    let check = async move {
        let report = crate::check::run(&attempt, matrix, &transport, |event| {
            // The receiver lives in the same stream as this future.
            let _ = tell.send(event);
        })
        .await;
        drop(permit);
        let _ = tell.send(Event::Report {
            report: Box::new(report),
        });
    };
    let told = stream::unfold(told, |mut told| async { Some((told.recv().await?, told)) });
    // The check is polled first, so that what it tells goes out with the same poll.
    stream::select_with_strategy(
        check.into_stream().map(|()| None),
        told.map(Some),
        |(): &mut ()| stream::PollNext::Left,
    )
    .filter_map(|event| ready(event.map(|event| Ok(line(&event)))))
}

fn line(event: &Event) -> Bytes {
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

async fn read(body: Body) -> Result<Bytes, Problem> {
    let body = tokio::time::timeout(BODY_TIME, Limited::new(body, MAX_BODY).collect())
        .await
        .map_err(|_| {
            Problem::Other(
                StatusCode::REQUEST_TIMEOUT,
                "The body did not arrive in time.",
            )
        })?;
    match body {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::Other(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is longer than 512 kB, more than all fields together may hold.",
        )),
        Err(_) => Err(Problem::Other(
            StatusCode::BAD_REQUEST,
            "The body did not arrive whole.",
        )),
    }
}

/// Reads the fields. The words of the JSON library are not passed on: they quote values, and a value may be a secret.
fn input(body: &[u8]) -> Result<Input, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Problem::Body(if error.is_data() {
            format!(
                "At line {line}, column {column} is a field that does not exist or a value of the wrong type."
            )
        } else {
            format!("The body is not JSON: it cannot be read at line {line}, column {column}.")
        })
    })
}
