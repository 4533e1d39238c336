//! Which small Keycloak does a newcomer try Why403 on, when there is no real one at hand?

use axum::Router;

/// The realm of the story.
pub const REALM: &str = "403-forbidden-fix";
/// The confidential client of the story; its service account makes the call.
pub const CLIENT_ID: &str = "403-forbidden-fix-client";
/// The client's secret, the same for every visitor.
pub const CLIENT_SECRET: &str = "demo-secret-not-for-production";
/// The id of `john-doe`, the user that the call reads.
pub const USER_ID: &str = "40300000-f1f1-4403-8403-0000000000d0";
/// The user that the call reads.
pub const USERNAME: &str = "john-doe";
/// `john-doe`'s password, for the password grant.
pub const USER_PASSWORD: &str = "john-doe";
/// The admin of the realm master, for the printed commands.
pub const ADMIN: &str = "admin";
/// The admin's password.
pub const ADMIN_PASSWORD: &str = "admin";

/// Where the public sees this router: scheme, host and every path prefix up to and including the place it is nested at
/// (`https://tools.example.org/why403/demo`). Put it in as a request extension when the server knows better than the request's
/// own `Host` and path, as behind a proxy that strips a prefix.
#[derive(Clone, Debug)]
pub struct PublicBase(pub String);

/// The stand-in's routes, to be nested (at `/demo`): `/{visitor}/realms/…` and `/{visitor}/admin/…`.
pub fn router() -> Router {
    Router::new()
}
