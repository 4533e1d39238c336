//! A mock Keycloak for the demo and the tests.
//!
//! It imitates Keycloak 26.7.3 as far as the demo needs it: one realm, one client with a service account, one user, the token endpoint,
//! discovery, and the part of the Admin API that reads the user and assigns the role. Its responses were measured on a real server, and a
//! test of the crate `lab` compares them with one. Everything else returns 404, as any unknown path does. A visitor may choose 26.8.2
//! instead, whose check of the audience is announced and not measured.

#![allow(
    clippy::result_large_err,
    reason = "the refusal is the response that is sent, and is moved once"
)]

mod admin;
mod base;
mod call;
mod clients;
mod console;
mod key;
mod realm;
mod realms;
mod release;
mod response;
mod roles;
mod token;
mod token_endpoint;
mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::Response;

pub use base::PublicBase;
pub use call::BODY_LIMIT;
use call::Call;
use key::LazyKey;
use visitor::Visitors;

/// The realm of the demo.
pub const REALM: &str = "403-forbidden-fix";
/// The confidential client of the demo. Its service account sends the request.
pub const CLIENT_ID: &str = "403-forbidden-fix-client";
/// The client's secret, the same for every visitor.
pub const CLIENT_SECRET: &str = "demo-secret-not-for-production";
/// The ID of `john-doe`, the user that the request reads.
pub const USER_ID: &str = "44322f62-8eb7-4f35-9ad7-d23e4a25f2e3";
/// The user that the request reads.
pub const USERNAME: &str = "john-doe";
/// `john-doe`'s password, for the password grant.
pub const USER_PASSWORD: &str = "john-doe-password";
/// The admin of the realm master, for the printed commands.
pub const ADMIN: &str = "admin";
/// The admin's password.
pub const ADMIN_PASSWORD: &str = "admin";
/// The prefix of the names of visitors whose Keycloak imitates 26.8.2, which checks the audience, instead of 26.7.3.
pub const ANNOUNCED_VISITOR: &str = "26-8-2-";

/// The mock Keycloak servers of all visitors. They share a signing key, and each one stores what its visitor has assigned.
#[derive(Clone, Default)]
pub struct Demo {
    visitors: Visitors,
    key: Arc<LazyKey>,
}

/// The routes of the demo, to be nested (at `/demo`): `/{visitor}/realms/…` and `/{visitor}/admin/…`.
///
/// A visitor's name is 1 to 40 of `a-z`, `0-9`, and `-`. Each visitor has a separate Keycloak, which is created when something is first
/// assigned, and removed after some time without use.
pub fn router() -> Router {
    // Keycloak's order of checks (401 comes before 404 and 405) differs from a router's, so every request goes to one handler.
    Router::new()
        .fallback(answer_call)
        .with_state(Demo::default())
}

impl Demo {
    /// Responds to a request without a router, as in a browser. The path starts with the visitor's name, and `base` is the URL above it.
    pub async fn respond(&self, base: &str, request: Request<Vec<u8>>) -> Response<Vec<u8>> {
        let mut request = request.map(Body::from);
        request.extensions_mut().insert(PublicBase(base.to_owned()));
        let (parts, body) = answer_call(State(self.clone()), request).await.into_parts();
        // The bodies are in memory, so reading them cannot fail.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
        Response::from_parts(parts, body.into())
    }
}

async fn answer_call(State(demo): State<Demo>, request: Request<Body>) -> Response {
    match Call::read(request).await {
        Ok(call) => route(&demo, &call),
        Err(refusal) => refusal,
    }
}

/// Passes a request to the part of Keycloak that its path names.
fn route(demo: &Demo, call: &Call) -> Response {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    if call.method == Method::OPTIONS {
        return response::empty();
    }
    match segments.as_slice() {
        [] => response::found(&format!("{}/admin/", call.base)),
        ["realms", realm, rest @ ..] => realms::handle(demo, call, realm, rest),
        ["admin"] => response::found(&format!("{}/admin/{REALM}/console/", call.base)),
        ["admin", "serverinfo"] => admin::server_info(demo, call),
        ["admin", "realms", rest @ ..] => admin::handle(demo, call, rest),
        ["admin", realm, "console", rest @ ..] => console::handle(demo, call, realm, rest),
        _ => response::no_such_path(),
    }
}
