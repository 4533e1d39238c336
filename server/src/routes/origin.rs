//! Determines the scheme and host by which a visitor reached this server.

use std::fmt;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::Response;
use url::{Position, Url};

use super::Context;

/// A scheme, host, and port: those of the public URL if configured, otherwise those of the request's `Host`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    scheme: String,
    authority: String,
}

impl Origin {
    /// Host and port, without the default port of the scheme.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    fn of(url: &Url) -> Self {
        Self {
            scheme: url.scheme().to_owned(),
            authority: url[Position::BeforeHost..Position::AfterPort].to_owned(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme, self.authority)
    }
}

/// Adds the [`Origin`] to the request.
pub(super) async fn note(
    State(context): State<Context>,
    mut request: Request,
    next: Next,
) -> Response {
    let settings = context.settings();
    let origin = settings.public_url.as_ref().map_or_else(
        || {
            host(&request)
                .and_then(|host| Url::parse(&format!("{}://{host}", settings.scheme())).ok())
                .map_or_else(
                    || Origin {
                        scheme: settings.scheme().to_owned(),
                        authority: settings.listen.to_string(),
                    },
                    |url| Origin::of(&url),
                )
        },
        Origin::of,
    );
    request.extensions_mut().insert(origin);
    next.run(request).await
}

/// The request's `Host`, or the host in the request line. A value with other parts of a URL, such as a user name, is ignored, because only
/// a part of the value would be the host. So is an encoded one, which a proxy in front would not decode.
pub(super) fn host(request: &Request) -> Option<&str> {
    request
        .uri()
        .authority()
        .map(axum::http::uri::Authority::as_str)
        .or_else(|| request.headers().get(HOST)?.to_str().ok())
        .filter(|host| host.bytes().all(is_of_host))
}

/// Whether a byte is a part of a name, of an IPv6 address in brackets, or of a port.
fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte)
}
