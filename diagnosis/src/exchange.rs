//! What was sent and what came back: one request, its answer, and what the request was for.
//!
//! The core builds [`Request`]s and reads [`Exchange`]s; whoever holds a transport turns one into the other.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

/// Which call this is. Its spelling is the step's name in a report and in recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// The token call with the credentials given.
    Token,
    /// The Admin call in question.
    Operation,
    /// Discovery on the base URL: is there a Keycloak, and which issuer does it call itself?
    Discovery,
    /// Discovery of the realm master: is there a Keycloak although the realm does not answer?
    DiscoveryMaster,
    /// Discovery with `/auth` added or removed.
    DiscoveryOtherBase,
    /// Discovery over the other scheme (https for http and the reverse).
    DiscoveryOtherScheme,
    /// The realm's public keys, to verify the token's signature.
    Keys,
    /// `GET /admin/serverinfo`: does the server see any admin role at all?
    Serverinfo,
    /// `GET …/users/{an id that nobody has}`: does the caller get as far as the user?
    UnknownUser,
    /// `GET …/users?max=1`: does the caller reach any user?
    UserList,
    /// `GET …/clients?max=1` or `GET …/groups?max=1`: does the caller reach any of what the operation is about one of?
    TargetList,
    /// `GET …/users/count`: is a list empty, or emptied?
    UserCount,
    /// `GET …/events/config`: does the realm store the events that a list lacks?
    EventsConfig,
    /// `GET /admin/realms/{realm}`: does the realm exist for this caller, and how much of it is shown?
    RealmRead,
    /// A second token of the same client, to tell an old token from a powerless client.
    FreshToken,
    /// The operation again, with the fresh token.
    FreshOperation,
    /// The same credentials in the realm master (or in the target realm, when another one issued the token).
    TokenOtherRealm,
    /// The userinfo endpoint with the token: it says more about a token than the Admin API does.
    Userinfo,
}

/// What a request carries as proof.
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
    /// May be shown.
    Plain(String),
    /// Must not be shown.
    Secret(SecretString),
}

impl FormValue {
    /// The value as it goes over the wire. Only a transport calls this.
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
    /// `application/json`, as the user gave it.
    Json(String),
}

/// A request that the core wants to have sent.
///
/// The transport adds `Accept: application/json` (Keycloak answers HTML to browsers), sends no other header of its own
/// that tells about the visitor, follows no redirect, and keeps to its limits of time and size.
#[derive(Debug, Clone)]
pub struct Request {
    /// Which call this is.
    pub call: Call,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// Where to.
    pub url: Url,
    /// The proof.
    pub authorization: Authorization,
    /// The body.
    pub body: Body,
    /// In a sentence: what this call is for.
    pub purpose: String,
}

/// An answer as it came, cut at the transport's limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Header names in lower case; a header sent twice is joined by a comma.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body, invalid UTF-8 replaced.
    #[serde(default)]
    pub body: String,
}

impl Response {
    /// A header's value, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// The body as JSON, if it is.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.body).ok()
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "detail")]
pub enum Failure {
    /// The host name could not be resolved.
    Dns,
    /// Nothing listens at the address and port.
    ConnectionRefused,
    /// No connection or no whole answer within the limit, in milliseconds.
    TimedOut(u64),
    /// The certificate's issuer is not trusted, or the certificate is malformed or not valid yet: the words of the TLS library.
    TlsUntrusted(String),
    /// The certificate's validity period has ended: the words of the TLS library.
    TlsExpired(String),
    /// The certificate is for other names.
    TlsNameMismatch(String),
    /// TLS was spoken to something that does not speak it, or the handshake broke off.
    TlsProtocol(String),
    /// This installation's policy refuses the address.
    AddressNotAllowed(String),
    /// More than the limit, in bytes.
    TooLarge(u64),
    /// The connection was closed before a whole answer came, or what came is not HTTP.
    BrokenAnswer(String),
    /// The certificate authority given is not a usable PEM certificate.
    CertificateAuthority(String),
}

/// Whether a token's signature fits the realm's keys. Transports that can verify fill it in for [`Call::Keys`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// One of the realm's keys made it.
    Valid,
    /// The key that the token names is the realm's, and did not make this signature.
    Invalid,
    /// The realm has no key with the token's `kid`.
    UnknownKey,
}

/// One request and what came of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was sent.
    pub request: Request,
    /// What came back.
    pub result: Result<Response, Failure>,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// For [`Call::Keys`]: what verifying the token with them gave.
    pub signature: Option<Signature>,
}
