//! Defines the errors of the HTTP API and renders them as JSON.

use app::CheckError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use diagnosis::attempt::Notice;

/// Why a request is not answered.
#[derive(Debug)]
pub(super) enum Problem {
    /// The input cannot be tried: what is wrong with which field.
    Input(Vec<Notice>),
    /// Anything else.
    Other(StatusCode, &'static str),
    /// A limit is reached; the seconds to wait.
    TooMany(&'static str, u64),
    /// The body is not what it should be, at this place.
    Body(String),
}

/// The seconds after which a place for a check may be free.
const BUSY_WAIT: u64 = 5;

impl Problem {
    pub(super) fn not_found(words: &'static str) -> Self {
        Self::Other(StatusCode::NOT_FOUND, words)
    }

    pub(super) fn wrong_method(words: &'static str) -> Self {
        Self::Other(StatusCode::METHOD_NOT_ALLOWED, words)
    }

    pub(super) fn misdirected(words: &'static str) -> Self {
        Self::Other(StatusCode::MISDIRECTED_REQUEST, words)
    }

    /// This server has no place left for a check.
    pub(super) fn busy() -> Self {
        Self::Other(
            StatusCode::SERVICE_UNAVAILABLE,
            "Too many checks are running. Try again in a few seconds.",
        )
    }

    /// The permission data that was built in is broken.
    pub(super) fn no_data() -> Self {
        Self::Other(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This server cannot read its permission data. Reinstall Why403.",
        )
    }

    /// The value of `Retry-After`, in seconds.
    pub(super) fn wait(&self) -> Option<u64> {
        match self {
            Self::TooMany(_, wait) => Some(*wait),
            Self::Other(StatusCode::SERVICE_UNAVAILABLE, _) => Some(BUSY_WAIT),
            Self::Input(_) | Self::Other(..) | Self::Body(_) => None,
        }
    }

    pub(super) fn forbidden(words: &'static str) -> Self {
        Self::Other(StatusCode::FORBIDDEN, words)
    }
}

impl Problem {
    /// The status, and the error as the server function returns it.
    pub(super) fn into_check_error(self) -> (StatusCode, CheckError) {
        match self {
            Self::Input(errors) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                CheckError::Input { errors },
            ),
            Self::Body(error) => (StatusCode::BAD_REQUEST, CheckError::other(error)),
            Self::Other(status, words) => (status, CheckError::other(words)),
            Self::TooMany(words, _) => (StatusCode::TOO_MANY_REQUESTS, CheckError::other(words)),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let wait = self.wait();
        let (status, error) = self.into_check_error();
        let mut response = (status, Json(error)).into_response();
        ask_to_wait(&mut response, wait);
        response
    }
}

/// Tells a client how many seconds to wait.
pub(super) fn ask_to_wait(response: &mut Response, wait: Option<u64>) {
    if let Some(wait) = wait {
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(wait));
    }
}
