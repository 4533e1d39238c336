//! Messages that several causes share: bodies of real servers, and messages of real clients.

use super::page::{Endpoint, Seen};

/// Keycloak's error body, written at compile time: `body!("error")`, `body!("error", "description")`, and `body!("error", see log)` for 24
/// and 25, which refer to their log.
macro_rules! body {
    ($error:literal) => {
        concat!(r#"{"error":""#, $error, r#""}"#)
    };
    ($error:literal, see log) => {
        concat!(
            r#"{"error":""#,
            $error,
            r#"","error_description":"For more on this error consult "#,
            r#"the server log at the debug level."}"#
        )
    };
    ($error:literal, $description:literal) => {
        concat!(
            r#"{"error":""#,
            $error,
            r#"","error_description":""#,
            $description,
            r#""}"#
        )
    };
}
pub(super) use body;

impl Seen {
    /// A response of the Admin API.
    pub(super) const fn admin(status: u16, text: &'static str, when: &'static str) -> Self {
        Self {
            endpoint: Endpoint::Admin,
            status: Some(status),
            text,
            when,
        }
    }

    /// A response of the token endpoint.
    pub(super) const fn token(status: u16, text: &'static str, when: &'static str) -> Self {
        Self {
            endpoint: Endpoint::Token,
            status: Some(status),
            text,
            when,
        }
    }

    /// A line of Keycloak's log.
    pub(super) const fn log(endpoint: Endpoint, text: &'static str) -> Self {
        Self {
            endpoint,
            status: None,
            text,
            when: "Keycloak's log",
        }
    }

    /// A client's message while connecting.
    pub(super) const fn connection(text: &'static str, when: &'static str) -> Self {
        Self {
            endpoint: Endpoint::Connection,
            status: None,
            text,
            when,
        }
    }
}

/// The 403 of the Admin API.
pub(super) const FORBIDDEN: Seen =
    Seen::admin(403, body!("HTTP 403 Forbidden"), "Keycloak 26.0 and later");
/// The 403 of the Admin API on 25.
pub(super) const FORBIDDEN_25: Seen =
    Seen::admin(403, body!("HTTP 403 Forbidden", see log), "Keycloak 25");
/// The 403 of the Admin API on 24.
pub(super) const FORBIDDEN_24: Seen =
    Seen::admin(403, body!("unknown_error", see log), "Keycloak 24");
/// The 403 of the Admin API up to 23.
pub(super) const FORBIDDEN_23: Seen =
    Seen::admin(403, body!("unknown_error"), "Keycloak 22 and 23");

/// The 401 of the Admin API.
pub(super) const UNAUTHORIZED: Seen = Seen::admin(
    401,
    body!("HTTP 401 Unauthorized"),
    "Keycloak 22, 23, and 26.0 and later",
);
/// The 401 of the Admin API on 24 and 25.
pub(super) const UNAUTHORIZED_25: Seen = Seen::admin(
    401,
    body!("HTTP 401 Unauthorized", see log),
    "Keycloak 24 and 25",
);

/// Many causes have the same response, so all of them show it in the same forms: as a body, and as clients print it. Symptoms of the cause
/// itself come first.
macro_rules! forbidden {
    ($($seen:expr),+ $(,)?) => {
        &[
            $($seen,)+
            Seen::admin(403, "HTTP 403 Forbidden", "kcadm.sh"),
            Seen::admin(
                403,
                "jakarta.ws.rs.ForbiddenException: HTTP 403 Forbidden",
                "Java, keycloak-admin-client",
            ),
            Seen::admin(
                403,
                "Error: HTTP 403 Forbidden",
                "Node, @keycloak/keycloak-admin-client",
            ),
            Seen::admin(
                403,
                "Error: Network response was not OK.",
                "Node, @keycloak/keycloak-admin-client up to 24, whatever the status",
            ),
            Seen::admin(
                403,
                "AxiosError: Request failed with status code 403",
                "Node, axios",
            ),
            Seen::admin(
                403,
                r#"keycloak.exceptions.KeycloakGetError: 403: b'{"error":"HTTP 403 Forbidden"}'"#,
                "Python, python-keycloak",
            ),
            Seen::admin(
                403,
                "requests.exceptions.HTTPError: 403 Client Error: Forbidden for url",
                "Python, requests",
            ),
            Seen::admin(
                403,
                "httpx.HTTPStatusError: Client error '403 Forbidden' for url",
                "Python, httpx",
            ),
        ]
    };
}

/// The same for a 401 of the Admin API.
macro_rules! unauthorized {
    ($($seen:expr),* $(,)?) => {
        &[
            $($seen,)*
            $crate::cause::seen::UNAUTHORIZED,
            $crate::cause::seen::UNAUTHORIZED_25,
            Seen::admin(401, "HTTP 401 Unauthorized", "kcadm.sh"),
            Seen::admin(
                401,
                "jakarta.ws.rs.NotAuthorizedException: HTTP 401 Unauthorized",
                "Java, keycloak-admin-client",
            ),
            Seen::admin(
                401,
                "Error: HTTP 401 Unauthorized",
                "Node, @keycloak/keycloak-admin-client",
            ),
            Seen::admin(
                401,
                "Error: Network response was not OK.",
                "Node, @keycloak/keycloak-admin-client up to 24, whatever the status",
            ),
            Seen::admin(
                401,
                "AxiosError: Request failed with status code 401",
                "Node, axios",
            ),
            Seen::admin(
                401,
                r#"keycloak.exceptions.KeycloakAuthenticationError: 401: b'{"error":"HTTP 401 Unauthorized"}'"#,
                "Python, python-keycloak",
            ),
            Seen::admin(
                401,
                "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url",
                "Python, requests",
            ),
            Seen::admin(
                401,
                "httpx.HTTPStatusError: Client error '401 Unauthorized' for url",
                "Python, httpx",
            ),
        ]
    };
}
pub(super) use unauthorized;

/// The 403 of the Admin API in every version, and further symptoms of the cause.
macro_rules! forbidden_everywhere {
    ($($seen:expr),* $(,)?) => {
        $crate::cause::seen::forbidden!(
            $($seen,)*
            $crate::cause::seen::FORBIDDEN,
            $crate::cause::seen::FORBIDDEN_25,
            $crate::cause::seen::FORBIDDEN_24,
            $crate::cause::seen::FORBIDDEN_23,
            Seen::admin(
                403,
                r#"keycloak.exceptions.KeycloakGetError: 403: b'{"error":"unknown_error"}'"#,
                "Python, python-keycloak, Keycloak 22 and 23",
            ),
        )
    };
}
pub(super) use {forbidden, forbidden_everywhere};

/// The 403 of the Admin API in every version.
pub(super) const FORBIDDEN_EVERYWHERE: &[Seen] = forbidden_everywhere!();

/// The 403 of the Admin API in the versions since 26.0.
pub(super) const FORBIDDEN_SINCE_26: &[Seen] = forbidden!(FORBIDDEN);
