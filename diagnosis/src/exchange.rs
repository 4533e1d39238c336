//! Defines a request, its response, and the purpose of the request.
//!
//! The core builds [`Request`]s and reads [`Exchange`]s; a driver with a transport sends them.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

/// The body of an allowed response that a pasted text does not show. It is an empty JSON object, which no server writes with a blank.
pub const UNSEEN_BODY: &str = "{ }";

/// The kind of a request. Its spelling is the name of the step in a report and in recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// The token request with the credentials given.
    Token,
    /// The operation itself.
    Operation,
    /// Discovery at the base URL: shows whether Keycloak responds, and its issuer.
    Discovery,
    /// Discovery of the master realm: shows whether Keycloak responds although the realm does not.
    DiscoveryMaster,
    /// Discovery with `/auth` added or removed.
    DiscoveryOtherBase,
    /// Discovery over the other scheme (https for http and the reverse).
    DiscoveryOtherScheme,
    /// The realm's public keys, to verify the token's signature.
    Keys,
    /// `GET /admin/serverinfo`: shows whether Keycloak sees any admin role of the caller.
    Serverinfo,
    /// `GET …/users/{an ID that no user has}`: shows whether the caller may read users.
    UnknownUser,
    /// `GET …/users?max=1`: shows whether the caller can see any user.
    UserList,
    /// `GET …/users?username=…&exact=true`: the ID of the user whose name the path contains instead.
    UserLookup,
    /// `GET …/clients?max=1` or `GET …/groups?max=1`: shows whether the caller can see any object of the target's kind.
    TargetList,
    /// `GET …/clients/{client-uuid}` or `GET …/roles-by-id/{role-id}`: shows whether the target is one of Keycloak's own.
    TargetRead,
    /// `GET …/users/count`: shows whether a list is empty or filtered.
    UserCount,
    /// `GET …/events/config`: shows whether the realm stores the events that a list lacks.
    EventsConfig,
    /// `GET /admin/realms/{realm}`: shows whether the realm exists for this caller, and how much of it Keycloak returns.
    RealmRead,
    /// A second token of the same client, to distinguish an old token from a client without roles.
    FreshToken,
    /// The operation again, with the fresh token.
    FreshOperation,
    /// The same credentials in the master realm (or in the target realm, when another one issued the token).
    TokenOtherRealm,
    /// The userinfo endpoint with the token: it reveals more about a token than the Admin API.
    Userinfo,
}

impl Call {
    /// Whether the request only distinguishes causes. Without probes, a report names more causes; without the other requests, there is
    /// nothing to report.
    pub fn is_probe(self) -> bool {
        !matches!(self, Self::Token | Self::Operation)
    }
}

/// The credentials in a request's Authorization header.
#[derive(Debug, Clone)]
pub enum Authorization {
    /// Nothing.
    None,
    /// `Authorization: Bearer …`.
    Bearer(SecretString),
}

/// One field of a form body.
#[derive(Debug, Clone)]
pub enum FormValue {
    /// A value that may be shown.
    Plain(String),
    /// A secret value.
    Secret(SecretString),
}

impl FormValue {
    /// The value as sent. Only a transport calls this.
    pub fn expose(&self) -> &str {
        match self {
            Self::Plain(value) => value,
            Self::Secret(value) => value.expose_secret(),
        }
    }
}

/// A request's body.
#[derive(Debug, Clone)]
pub enum Body {
    /// No body.
    Empty,
    /// `application/x-www-form-urlencoded`, in this order.
    Form(Vec<(&'static str, FormValue)>),
    /// `application/json`, as the user entered it.
    Json(String),
}

/// A request that the core wants a transport to send.
///
/// The transport adds `Accept: application/json` (Keycloak returns HTML to browsers), sends no header that reveals anything about the
/// visitor, follows no redirect, and enforces its limits of time and size.
#[derive(Debug, Clone)]
pub struct Request {
    /// The kind of the request.
    pub call: Call,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The URL.
    pub url: Url,
    /// The credentials.
    pub authorization: Authorization,
    /// The body.
    pub body: Body,
    /// The purpose of the request in one sentence.
    pub purpose: String,
}

/// A response as received, truncated at the transport's limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The headers. Names are in lower case; a repeated header is joined with commas.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, with invalid UTF-8 replaced.
    #[serde(default)]
    pub body: String,
}

impl Response {
    /// A header's value, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.body).ok()
    }

    /// Whether the body is JSON, which needs less time than reading the values.
    pub fn is_json(&self) -> bool {
        serde_json::from_str::<serde::de::IgnoredAny>(&self.body).is_ok()
    }

    /// Whether the headers say that the body is HTML.
    pub fn is_html(&self) -> bool {
        self.header("content-type")
            .is_some_and(|kind| kind.contains("html"))
    }

    /// Whether `WWW-Authenticate` requests a token without naming an error: no token arrived (RFC 6750, section 3.1).
    pub fn saw_no_token(&self) -> bool {
        self.header(CHALLENGE)
            .is_some_and(|header| header.starts_with("Bearer") && !header.contains("error="))
    }
}

/// The header with which a server requests a token.
pub const CHALLENGE: &str = "www-authenticate";

/// Why there is no response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum Failure {
    /// The host name could not be resolved.
    Dns,
    /// No server listens at the address and port.
    ConnectionRefused,
    /// No connection or no full response within the limit, in milliseconds.
    TimedOut(u64),
    /// The certificate's issuer is not trusted, or the certificate is malformed or not valid yet; with the TLS library's message.
    TlsUntrusted(String),
    /// The certificate has expired; with the TLS library's message.
    TlsExpired(String),
    /// The certificate is for other names.
    TlsNameMismatch(String),
    /// The server does not use TLS, or the handshake failed.
    TlsProtocol(String),
    /// This installation's policy forbids the address.
    AddressNotAllowed(String),
    /// The response exceeds the limit, in bytes.
    TooLarge(u64),
    /// The connection was closed before the full response, or the response is not HTTP.
    BrokenAnswer(String),
    /// The given certificate authority is not a usable PEM certificate.
    CertificateAuthority(String),
}

/// Whether one of the realm's keys made a token's signature. Transports that can verify set it for [`Call::Keys`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// One of the realm's keys created the signature.
    Valid,
    /// The realm has the key that the token names, but it did not make this signature.
    Invalid,
    /// The realm has no key with the token's `kid`.
    UnknownKey,
}

/// A request with its response or failure.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The request.
    pub request: Request,
    /// The response or the failure.
    pub result: Result<Response, Failure>,
    /// The duration in milliseconds.
    pub millis: u64,
    /// For [`Call::Keys`]: the result of verifying the token with these keys.
    pub signature: Option<Signature>,
}

/// Milliseconds as seconds: “10”, “0.5”.
pub(crate) fn seconds(millis: u64) -> String {
    let (whole, rest) = (millis / 1_000, millis % 1_000);
    if rest == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{}", rest / 100)
    }
}
