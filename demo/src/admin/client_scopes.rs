//! Admin endpoints for the client scope of the Admin API, which only the announced release has.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde::Serialize;

use super::Target;
use crate::release::ADMIN_API_SCOPE;
use crate::response;

/// A client scope as the Admin API returns it.
#[derive(Serialize)]
struct ClientScope {
    id: &'static str,
    name: &'static str,
    protocol: &'static str,
}

const SCOPE: ClientScope = ClientScope {
    id: "7c0f0a55-53f6-4d0c-9f0e-6d2f5b8f2f4e",
    name: ADMIN_API_SCOPE,
    protocol: "openid-connect",
};

/// Lists the client scopes of the realm. The list contains only the scope of the story, because the fix looks up no other.
pub(super) fn list(target: &Target<'_>) -> Result<Response, Response> {
    target.reads_clients()?;
    Ok(response::representation(&[SCOPE]))
}

/// Handles a request below `/clients/{client-uuid}/default-client-scopes` of the demo's client.
pub(super) fn of_client(target: &Target<'_>, path: &[&str]) -> Result<Response, Response> {
    let (visitors, visitor) = (&target.demo.visitors, &target.call.visitor);
    match path {
        [] => {
            target.reads_clients()?;
            let assigned = visitors.has_admin_api_scope(visitor).then_some(SCOPE);
            Ok(response::representation(&assigned.as_slice()))
        }
        [id] => {
            target.allow(&[Method::PUT, Method::DELETE])?;
            target.caller.require(&["manage-clients"])?;
            if *id != SCOPE.id {
                return Err(response::error(
                    StatusCode::NOT_FOUND,
                    "Client scope not found",
                ));
            }
            visitors.set_admin_api_scope(visitor, target.call.method == Method::PUT);
            Ok(response::no_content())
        }
        _ => Err(response::bare(StatusCode::NOT_FOUND)),
    }
}
