//! Renders refused requests as problem details (RFC 9457).

use app::CheckError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header::CONTENT_TYPE, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use diagnosis::attempt::Notice;
use permissions::MatrixError;
use serde::Serialize;

/// Why a request is refused.
#[derive(Debug)]
pub(super) enum Problem {
    /// Errors in the fields of the input.
    Input(Vec<Notice>),
    /// Any other reason.
    Other(StatusCode, &'static str),
    /// A limit is reached; the seconds to wait.
    TooMany(&'static str, u64),
    /// The body is invalid at this place.
    Body(String),
}

/// The body of an error. The page and older clients read `error` or `errors`.
#[derive(Debug, Serialize)]
struct Body {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(flatten)]
    error: CheckError,
}

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

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

    /// The outgoing proxy failed.
    pub(super) fn bad_proxy() -> Self {
        Self::Other(
            StatusCode::BAD_GATEWAY,
            "The outgoing proxy of this Why403 server failed, so the check has no result. Ask the operator to check the server's log.",
        )
    }

    fn no_data() -> Self {
        Self::Other(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This server cannot read its permission data. Reinstall Why403.",
        )
    }

    pub(super) fn unreadable_description() -> Self {
        Self::Other(
            StatusCode::INTERNAL_SERVER_ERROR,
            "This server cannot read its API description. Reinstall Why403.",
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

    /// One or more sentences for the user.
    pub(super) fn detail(&self) -> String {
        match self {
            Self::Input(errors) => {
                let messages: Vec<_> = errors.iter().map(|error| &*error.message).collect();
                messages.join(" ")
            }
            Self::Body(error) => error.clone(),
            Self::Other(_, words) | Self::TooMany(words, _) => (*words).to_owned(),
        }
    }

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

/// The embedded permission data is invalid. The reason is only in the log.
impl From<&MatrixError> for Problem {
    fn from(error: &MatrixError) -> Self {
        tracing::error!(%error, "the permission data is broken");
        Self::no_data()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (wait, detail) = (self.wait(), self.detail());
        let (status, error) = self.into_check_error();
        let body = Body {
            r#type: "about:blank",
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            detail,
            error,
        };
        let mut response = (status, Json(body)).into_response();
        response.headers_mut().insert(CONTENT_TYPE, PROBLEM_JSON);
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
