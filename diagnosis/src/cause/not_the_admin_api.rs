//! `not-the-admin-api`: the response comes from an application, not from Keycloak.

use super::conclusions::excerpt;
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::exchange::Response;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "not-the-admin-api",
    gate: Gate::Keycloak,
    title: "An application sent the response, not Keycloak's Admin API",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            403,
            r#"{"timestamp":"2026-01-01T00:00:00.000+00:00","status":403,"error":"Forbidden","path":"/api/orders"}"#,
            "Spring Boot",
        ),
        Seen::admin(
            401,
            r#"WWW-Authenticate: Bearer error="invalid_token", error_description="Jwt expired at 2026-01-01T00:00:00Z""#,
            "Spring Security's resource server",
        ),
        Seen::admin(
            403,
            r#"WWW-Authenticate: Bearer error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token.""#,
            "Spring Security's resource server",
        ),
        Seen::admin(
            401,
            r#"WWW-Authenticate: Bearer error="invalid_token", error_description="The audience 'account' is invalid""#,
            "ASP.NET Core's JwtBearer",
        ),
        Seen::admin(
            401,
            "JsonWebTokenError: jwt audience invalid. expected: orders",
            "Node, jsonwebtoken",
        ),
        Seen::admin(
            401,
            "jwt.exceptions.InvalidAudienceError: Audience doesn't match",
            "Python, PyJWT",
        ),
        Seen::admin(
            403,
            r#"{"message":"Forbidden resource","error":"Forbidden","statusCode":403}"#,
            "NestJS",
        ),
        Seen::admin(
            403,
            r#"{"detail":"You do not have permission to perform this action."}"#,
            "Django REST framework",
        ),
    ],
    meaning: &[
        "An application that uses Keycloak for sign-in sent this response. The application checks \
         the token and its roles by its own rules. Keycloak's Admin API is not involved.",
        "Roles of realm-management do not help here. The application names its own roles or scopes.",
    ],
    how_known: "Keycloak's Admin API returns a JSON object that has error or errorMessage. \
     Frameworks use fields of their own, such as timestamp, path, or statusCode.",
    looks_like: &[
        (
            "missing-role",
            "Keycloak's own body: {\"error\":\"HTTP 403 Forbidden\"}.",
        ),
        (
            "blocked-by-proxy",
            "A proxy or a firewall responds, usually with HTML.",
        ),
        (
            "not-keycloak",
            "The base URL is not Keycloak's; an application responds on all paths.",
        ),
    ],
    fix: &[
        "Look at the URL. Keycloak's Admin API is below /admin/realms/.",
        "In the application's security configuration, find the role or scope that this path requires, and the claim in \
         which the application looks for it.",
        "Spring Security looks for scopes in scope or scp. Roles of Keycloak are in \
         realm_access.roles and resource_access; they need a converter.",
    ],
    versions: "This does not depend on Keycloak's version.",
};

/// Fields that identify the error bodies of web frameworks. Keycloak's error bodies have none of them.
const FRAMEWORKS: &[(&[&str], &str)] = &[
    (&["timestamp", "status", "path"], "Spring Boot"),
    (&["statusCode", "message", "error"], "NestJS"),
    (&["traceId", "title", "status"], "ASP.NET Core"),
];

/// Fields that are all that a web framework's error body has.
const WHOLE: &[(&[&str], &str)] = &[
    (&["detail"], "FastAPI or Django REST framework"),
    (&["details", "stack"], "Quarkus"),
    (&["type", "title", "status", "detail", "instance"], "Spring"),
    (&["type", "title", "status", "instance"], "Spring"),
];

/// The framework that writes error bodies like this one.
pub fn framework_of(body: &serde_json::Value) -> Option<&'static str> {
    let has_all = |fields: &[&str]| fields.iter().all(|field| body.get(field).is_some());
    let is_whole = |fields: &[&str]| {
        has_all(fields)
            && body
                .as_object()
                .is_some_and(|members| members.len() == fields.len())
    };
    FRAMEWORKS
        .iter()
        .find(|(fields, _)| has_all(fields))
        .or_else(|| WHOLE.iter().find(|(fields, _)| is_whole(fields)))
        .map(|(_, framework)| *framework)
        .or_else(|| {
            (is_whole(&["statusCode", "message"]) && has_reason_phrase(body)).then_some("NestJS")
        })
}

/// Whether the message is only the reason phrase of the status, as `NestJS` writes it for an exception without a message.
fn has_reason_phrase(body: &serde_json::Value) -> bool {
    let status = body.get("statusCode").and_then(serde_json::Value::as_u64);
    let message = body.get("message").and_then(serde_json::Value::as_str);
    matches!(
        (status, message),
        (Some(401), Some("Unauthorized"))
            | (Some(403), Some("Forbidden" | "Forbidden resource"))
            | (Some(404), Some("Not Found"))
    )
}

/// The description with which Spring Security's resource server denies a token that lacks a scope or a role.
const SPRING_SECURITY: &str = "requires higher privileges than provided by the access token";

/// Whether Spring Security's resource server sent the response.
pub(super) fn is_spring_security(response: &Response) -> bool {
    response
        .header("www-authenticate")
        .is_some_and(|header| header.contains(SPRING_SECURITY))
        || response.body.contains(SPRING_SECURITY)
}

/// Part of the message with which the Admin Console's own endpoint denies a token of another client (`AdminConsole.whoAmI`, measured on
/// 26.5.6, 26.7.0, and 26.7.5).
pub const ONLY_FOR_CONSOLE: &str = "for an application that is not the admin console";

fn of_admin_console() -> Finding {
    Finding::certain(
        "The endpoint belongs to the Admin Console. It accepts only tokens of the security-admin-console client, so roles \
         do not help.",
    )
    .seen("The response says that the token was issued for another application.")
    .caller(
        "Use another endpoint",
        "To learn the caller's own name and roles, read the claims of the token, or call the userinfo endpoint.",
    )
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence
        .refusal()
        .filter(|r| matches!(r.status, 401 | 403 | 404))?;
    if keycloak_error(response).is_some_and(|seen| seen.error.contains(ONLY_FOR_CONSOLE)) {
        return Some(of_admin_console());
    }
    let framework = if is_spring_security(response) {
        "Spring Security's resource server"
    } else {
        framework_of(&response.json()?)?
    };
    Some(
        Finding::likely(format!(
            "An application sent this response, not Keycloak. The fields of the body are those of \
             {framework}. The application checks the token by its own rules."
        ))
        .seen(format!("The body is: {}.", excerpt(evidence, response)))
        .apart("Which server responds at this URL.")
        .caller(
            "Check the URL",
            "Keycloak's Admin API is below /admin/realms/. For a path of an application, look up \
             which role or scope the application requires.",
        ),
    )
}
