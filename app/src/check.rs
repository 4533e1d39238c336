//! Defines the server function that runs a check for the page: arguments, events, and errors, shared by both sides.

#![allow(clippy::unused_async, reason = "a server function is async")]

use diagnosis::attempt::{Field, Input, Notice};
use leptos::prelude::*;
#[cfg(feature = "playground")]
use leptos::server_fn::codec::{ByteStream, Json, Streaming};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap};

mod page;
#[cfg(feature = "ssr")]
mod runner;

pub use page::CheckPage;
#[cfg(feature = "ssr")]
pub use runner::{CheckRunner, Runner};

/// The request for a check. Its `Debug` shows no secret, because [`Input`]'s does not.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The form.
    pub input: SentInput,
    /// The previous attempt, for the comparison: the text of [`RenderedReport::earlier`].
    pub before: Option<String>,
    /// Whether the request goes to the demo.
    pub demo: bool,
}

/// The form in a request to Why403's own server: the only place where its secrets are serialized.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct SentInput(pub Input);

impl Serialize for SentInput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let input = &self.0;
        let mut map = serializer.serialize_map(None)?;
        for field in Field::ALL.into_iter().filter(|field| field.is_text()) {
            let text = match input.secret(field) {
                Some(secret) => secret.expose_secret(),
                None => input.text(field),
            };
            map.serialize_entry(field.name(), text)?;
        }
        map.serialize_entry(Field::Params.name(), &input.params)?;
        map.serialize_entry(Field::SendWrites.name(), &input.send_writes)?;
        map.end()
    }
}

/// An event of a check, one JSON object a line.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckEvent {
    /// A request was sent.
    Sent {
        /// The request's name, such as `token`.
        name: String,
        /// The HTTP method.
        method: String,
        /// The URL.
        url: String,
        /// The purpose, one sentence.
        purpose: String,
    },
    /// A response arrived, or the request failed.
    Answered {
        /// The request's name.
        name: String,
        /// The status; absent where no response arrived.
        status: Option<u16>,
        /// The time it took, in milliseconds.
        millis: u64,
    },
    /// The report: the last event.
    Report(Box<RenderedReport>),
    /// The last event if the server failed: the reason.
    Failed(String),
}

/// A report as HTML, with the values that the page needs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct RenderedReport {
    /// The part above the demo's own step: verdict and fix.
    pub answer: String,
    /// The part below it: evidence.
    pub analysis: String,
    /// The announcement for screen readers.
    pub spoken: String,
    /// Whether Keycloak allowed the request.
    pub allowed: bool,
    /// What the demo's step assigns: the missing client scope, or else the first missing role.
    pub missing: Option<String>,
    /// Values that the responses show to be right, for the fields of the form.
    pub suggestions: Vec<Notice>,
    /// A summary of this attempt. The page keeps it and sends it with the next check, for the comparison. It is text, so that the bundle
    /// contains no code that reads it.
    pub earlier: String,
}

/// Why there is no report. It is serialized like the errors of the HTTP API, so that the page understands both.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged, from = "AnyError")]
pub enum CheckError {
    /// The form contains errors.
    Input {
        /// The errors, in the order of the form.
        errors: Vec<Notice>,
    },
    /// Any other failure.
    Other {
        /// One or two sentences for the user.
        error: String,
    },
}

/// The members of both errors. Reading them takes less code in the bundle than trying one variant after the other.
#[derive(Deserialize)]
struct AnyError {
    #[serde(default)]
    errors: Vec<Notice>,
    #[serde(default)]
    error: String,
}

impl From<AnyError> for CheckError {
    fn from(AnyError { errors, error }: AnyError) -> Self {
        if !errors.is_empty() {
            Self::Input { errors }
        } else if error.is_empty() {
            Self::other(NOT_UNDERSTOOD)
        } else {
            Self::Other { error }
        }
    }
}

impl CheckError {
    /// A failure with this message.
    pub fn other(error: impl Into<String>) -> Self {
        Self::Other {
            error: error.into(),
        }
    }
}

const UNREACHED: &str =
    "The Why403 server could not be reached. Is it still running? Your input is still here.";
/// The sentence for a response that the page cannot parse. A proxy in front responds in its own format.
const NOT_UNDERSTOOD: &str = "The page cannot read the response: your sign-in has expired, or the server has another \
     version than the page. Reload the page.";

impl FromServerFnError for CheckError {
    type Encoder = server_fn::codec::JsonEncoding;

    /// Drops the library's message: it quotes values, and a value may be a secret.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self::other(match error {
            ServerFnErrorErr::Request(_) => UNREACHED,
            _ => NOT_UNDERSTOOD,
        })
    }
}

/// Sets the path prefix of this site for the server function. Called once, before hydration.
#[cfg(all(feature = "hydrate", feature = "playground"))]
pub fn use_site_prefix() {
    let prefix: &'static str = Box::leak(crate::site::prefix().into_boxed_str());
    // A second call would set the same prefix.
    let _ = server_fn::client::try_set_server_url(prefix);
}

/// Runs a check, and streams its [`CheckEvent`]s as lines of JSON. Dropping the stream cancels the check.
#[cfg(feature = "playground")]
#[server(prefix = "/api", endpoint = "run-check", input = Json, output = Streaming)]
pub async fn run_check(
    /// The check to run.
    request: CheckRequest,
) -> Result<ByteStream<CheckError>, CheckError> {
    runner::run(request)
}
