//! Connects the server function to the server that runs its checks.

use std::sync::Arc;

use futures_util::{StreamExt, stream::BoxStream};
use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, RETRY_AFTER},
    request::Parts,
};
use leptos::{prelude::use_context, server_fn::codec::ByteStream};
use leptos_axum::ResponseOptions;

use super::{CheckError, CheckEvent, CheckRequest};

/// Runs checks for the page.
pub trait CheckRunner: Send + Sync {
    /// Starts a check. An error comes with its status.
    fn run(
        &self,
        request: CheckRequest,
    ) -> Result<BoxStream<'static, CheckEvent>, (StatusCode, CheckError)>;
}

/// The runner, which the server adds to the extensions of the request.
#[derive(Clone)]
pub struct Runner(pub Arc<dyn CheckRunner>);

/// Runs a check with the server's runner, and writes its events as lines.
pub(super) fn run(request: CheckRequest) -> Result<ByteStream<CheckError>, CheckError> {
    let runner = use_context::<Parts>().and_then(|parts| parts.extensions.get().cloned());
    let (Some(Runner(runner)), Some(response)) = (runner, use_context::<ResponseOptions>()) else {
        return Err(CheckError::other("This server runs no checks."));
    };
    response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match runner.run(request) {
        Ok(events) => Ok(ByteStream::new(events.map(|event| Ok(line(&event))))),
        Err((status, error)) => {
            response.set_status(status);
            if status == StatusCode::SERVICE_UNAVAILABLE {
                response.insert_header(RETRY_AFTER, HeaderValue::from_static("5"));
            }
            Err(error)
        }
    }
}

fn line(event: &CheckEvent) -> Vec<u8> {
    let mut line = serde_json::to_vec(event).unwrap_or_default();
    line.push(b'\n');
    line
}
