//! How is a request refused? As JSON, in words.

use app::CheckError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use diagnosis::attempt::Notice;
use serde::Serialize;

/// Why a request is not answered.
#[derive(Debug)]
pub(super) enum Problem {
    /// The input cannot be tried: what is wrong with which field.
    Input(Vec<Notice>),
    /// Anything else.
    Other(StatusCode, &'static str),
    /// The body is not what it should be, at this place.
    Body(String),
}

#[derive(Serialize)]
struct Errors {
    errors: Vec<Notice>,
}

#[derive(Serialize)]
struct Error {
    error: String,
}

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
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        match self {
            Self::Input(errors) => {
                (StatusCode::UNPROCESSABLE_ENTITY, Json(Errors { errors })).into_response()
            }
            Self::Body(error) => (StatusCode::BAD_REQUEST, Json(Error { error })).into_response(),
            Self::Other(status, words) => {
                let error = words.to_owned();
                let mut response = (status, Json(Error { error })).into_response();
                if status == StatusCode::SERVICE_UNAVAILABLE {
                    response
                        .headers_mut()
                        .insert(RETRY_AFTER, HeaderValue::from_static("5"));
                }
                response
            }
        }
    }
}
