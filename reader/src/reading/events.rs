//! Reads the lines of Keycloak's event log, whose types and errors are a fixed vocabulary.
//!
//! Types and errors: `org.keycloak.events.EventType` and `Errors` of Keycloak 26.7.5. Which error, with which reason, belongs to which
//! response: the sources of keycloak-services 26.7.4 (`protocol.oidc.grants`, `protocol.oidc.tokenexchange`, `AuthenticationProcessor`,
//! `UserInfoEndpoint`).

use super::errors::Error;
use super::flat::Flat;

/// What an event means.
#[derive(Clone, Copy, Debug)]
enum Means {
    /// The response to the caller: status, error, and description.
    Response(u16, &'static str, &'static str),
    /// A response whose description is the event's reason: status and error.
    Reason(u16, &'static str),
    /// A cause that the event proves.
    Cause(&'static str),
}

use Means::{Cause, Reason, Response};

/// The length of a UUID.
const UUID_LENGTH: usize = 36;

/// The description of every failed client authentication.
const INVALID_CLIENT: &str = "Invalid client or Invalid client credentials";

/// The type of an event without `_ERROR` (empty for every type), its error, a part of its reason (empty for every reason), and the meaning.
/// The first row that fits counts.
const EVENTS: &[(&str, &str, &str, Means)] = &[
    // Reasons that mean the same in every grant.
    (
        "",
        "invalid_request",
        "Invalid scopes",
        Reason(400, "invalid_scope"),
    ),
    (
        "",
        "",
        "client_policy_error",
        Cause("client-policy-rejected"),
    ),
    (
        "",
        "invalid_dpop_proof",
        "DPoP proof is missing",
        Reason(400, "invalid_request"),
    ),
    ("", "invalid_dpop_proof", "", Cause("dpop-required")),
    (
        "",
        "",
        "Client Certification missing for MTLS HoK",
        Cause("mtls-required"),
    ),
    ("", "", "Missing openid scope", Cause("insufficient-scope")),
    (
        "",
        "",
        "Standard token exchange is not enabled",
        Cause("token-exchange-denied"),
    ),
    // Token exchange: the client has authenticated, so its errors are about the exchange.
    (
        "TOKEN_EXCHANGE",
        "client_not_found",
        "audience not found",
        Response(400, "invalid_client", "Audience not found"),
    ),
    (
        "TOKEN_EXCHANGE",
        "client_disabled",
        "audience client disabled",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "not_allowed",
        "not within the token audience",
        Response(
            403,
            "access_denied",
            "Client is not within the token audience",
        ),
    ),
    (
        "TOKEN_EXCHANGE",
        "invalid_request",
        "Requested audience not available",
        Reason(400, "invalid_request"),
    ),
    (
        "TOKEN_EXCHANGE",
        "not_allowed",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "invalid_token",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "invalid_token_type",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "invalid_issuer",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "invalid_request",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "invalid_client",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "access_denied",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "consent_denied",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "unknown_identity_provider",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "user_disabled",
        "",
        Cause("token-exchange-denied"),
    ),
    (
        "TOKEN_EXCHANGE",
        "user_session_not_found",
        "",
        Cause("token-exchange-denied"),
    ),
    // Authentication of the client, in every grant.
    (
        "",
        "invalid_client_credentials",
        "",
        Response(401, "unauthorized_client", INVALID_CLIENT),
    ),
    // Up to 25, the event has no reason. Keycloak writes this error only for a token without the scope.
    (
        "USER_INFO_REQUEST",
        "access_denied",
        "",
        Cause("insufficient-scope"),
    ),
    (
        "USER_INFO_REQUEST",
        "client_not_found",
        "",
        Cause("token-not-accepted"),
    ),
    (
        "USER_INFO_REQUEST",
        "client_disabled",
        "",
        Cause("token-not-accepted"),
    ),
    (
        "",
        "client_not_found",
        "",
        Response(401, "invalid_client", INVALID_CLIENT),
    ),
    (
        "",
        "client_disabled",
        "",
        Response(401, "invalid_client", INVALID_CLIENT),
    ),
    // The realm.
    (
        "",
        "ssl_required",
        "",
        Response(403, "invalid_request", "HTTPS required"),
    ),
    (
        "",
        "realm_disabled",
        "",
        Response(403, "access_denied", "Realm not enabled"),
    ),
    // Refresh.
    (
        "REFRESH_TOKEN",
        "invalid_token",
        "",
        Cause("refresh-token-expired"),
    ),
    (
        "REFRESH_TOKEN",
        "user_session_not_found",
        "",
        Cause("refresh-token-expired"),
    ),
    (
        "REFRESH_TOKEN",
        "session_expired",
        "",
        Cause("refresh-token-expired"),
    ),
    // Client credentials.
    (
        "CLIENT_LOGIN",
        "invalid_client",
        "Public client",
        Reason(401, "unauthorized_client"),
    ),
    (
        "CLIENT_LOGIN",
        "invalid_client",
        "Client not enabled to retrieve service account",
        Reason(401, "unauthorized_client"),
    ),
    (
        "CLIENT_LOGIN",
        "invalid_client",
        "Bearer-only",
        Cause("client-is-bearer-only"),
    ),
    (
        "CLIENT_LOGIN",
        "invalid_client",
        "",
        Cause("service-account-disabled"),
    ),
    ("CLIENT_LOGIN", "user_disabled", "", Cause("user-disabled")),
    // The password grant, and sign-in in a browser.
    (
        "LOGIN",
        "not_allowed",
        "direct access grants",
        Response(
            400,
            "unauthorized_client",
            "Client not allowed for direct access grants",
        ),
    ),
    (
        "LOGIN",
        "consent_denied",
        "Client requires user consent",
        Response(400, "invalid_client", "Client requires user consent"),
    ),
    (
        "LOGIN",
        "resolve_required_actions",
        "",
        Response(400, "invalid_grant", "Account is not fully set up"),
    ),
    (
        "LOGIN",
        "user_disabled",
        "",
        Response(400, "invalid_grant", "Account disabled"),
    ),
    (
        "LOGIN",
        "invalid_user_credentials",
        "",
        Response(401, "invalid_grant", "Invalid user credentials"),
    ),
    (
        "LOGIN",
        "user_not_found",
        "",
        Response(401, "invalid_grant", "Invalid user credentials"),
    ),
    (
        "LOGIN",
        "user_temporarily_disabled",
        "",
        Response(401, "invalid_grant", "Invalid user credentials"),
    ),
    (
        "LOGIN",
        "user_permanently_disabled",
        "",
        Response(401, "invalid_grant", "Invalid user credentials"),
    ),
    ("", "user_disabled", "", Cause("user-disabled")),
    // Tokens that endpoints of Keycloak check.
    (
        "USER_INFO_REQUEST",
        "invalid_token",
        "",
        Cause("token-not-accepted"),
    ),
    (
        "USER_INFO_REQUEST",
        "user_session_not_found",
        "",
        Cause("token-revoked"),
    ),
    (
        "USER_INFO_REQUEST",
        "session_expired",
        "",
        Cause("token-revoked"),
    ),
    (
        "USER_INFO_REQUEST",
        "invalid_user",
        "",
        Cause("token-revoked"),
    ),
    (
        "USER_INFO_REQUEST",
        "user_not_found",
        "",
        Cause("token-revoked"),
    ),
    ("", "illegal_origin", "", Cause("origin-rejected")),
];

/// What the other errors mean, for which there is no cause.
const OTHERS: &[(&str, &str)] = &[
    (
        "invalid_redirect_uri",
        "The redirect URI is not among the client's Valid redirect URIs.",
    ),
    (
        "invalid_code",
        "The authorization code is unknown, was used before, or belongs to another client.",
    ),
    (
        "expired_code",
        "The authorization code expired before the client sent it.",
    ),
    (
        "code_verifier_missing",
        "The client did not send the PKCE code verifier.",
    ),
    (
        "invalid_code_verifier",
        "The PKCE code verifier has an invalid format.",
    ),
    (
        "pkce_verification_failed",
        "The PKCE code verifier does not match the code challenge.",
    ),
    (
        "invalid_code_challenge_method",
        "The client must use another PKCE method.",
    ),
    (
        "cookie_not_found",
        "The browser did not send Keycloak's cookie. The sign-in expired, or cookies are blocked.",
    ),
    (
        "invalid_authentication_session",
        "The sign-in in the browser expired or was started again.",
    ),
    ("already_logged_in", "The user was already signed in."),
    (
        "different_user_authenticated",
        "Another user was signed in in the same browser.",
    ),
    (
        "different_user_authenticating",
        "Another user was signed in in the same browser.",
    ),
    (
        "consent_denied",
        "The user or the client has not given consent.",
    ),
    ("rejected_by_user", "The user rejected the consent page."),
    (
        "access_denied",
        "Keycloak denied access, for example by a policy.",
    ),
    ("not_allowed", "The client or the user may not do this."),
    (
        "invalid_token",
        "The token is expired, revoked, or from another realm.",
    ),
    (
        "token_introspection_failed",
        "Keycloak could not introspect the token.",
    ),
    ("invalid_client", "The client may not use this request."),
    ("unauthorized_client", "The client may not use this grant."),
    (
        "invalid_request",
        "A parameter of the request is missing or invalid.",
    ),
    (
        "invalid_scope",
        "A requested scope does not exist or is not assigned to the client.",
    ),
    ("user_not_found", "The user does not exist."),
    ("invalid_user", "The user of the token is no longer valid."),
    ("user_session_not_found", "The session has ended."),
    ("session_expired", "The session has expired."),
    (
        "resolve_required_actions",
        "The user has a required action to complete.",
    ),
    (
        "invalid_user_credentials",
        "The user's password or second factor is wrong.",
    ),
    (
        "user_temporarily_disabled",
        "The user is locked out after failed sign-ins.",
    ),
    (
        "identity_provider_login_failure",
        "The sign-in at the identity provider failed.",
    ),
    (
        "identity_provider_error",
        "The identity provider returned an error.",
    ),
    (
        "unknown_identity_provider",
        "The identity provider does not exist.",
    ),
    ("email_send_failed", "Keycloak could not send email."),
    (
        "invalid_registration",
        "The registration form was not valid.",
    ),
    (
        "registration_disabled",
        "Registration is off in this realm.",
    ),
    ("username_in_use", "The user name is taken."),
    ("email_in_use", "The email address is taken."),
    ("slow_down", "The device polls too often."),
    ("expired_oauth2_device_code", "The device code has expired."),
    (
        "invalid_permission_ticket",
        "The UMA permission ticket is not valid.",
    ),
    ("invalid_signature", "A signature could not be verified."),
];

/// An event in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The place.
    pub at: usize,
    /// The type, with `_ERROR`.
    pub kind: String,
    /// The name of its error.
    pub name: String,
    /// The reason, if the event has one.
    pub reason: Option<String>,
    /// The response to the caller.
    pub error: Option<Error>,
    /// The cause that the event shows, whatever its reason is.
    pub cause: Option<&'static str>,
    /// The client, if the event names it.
    pub client: Option<String>,
    /// The realm, if the event names it.
    pub realm: Option<String>,
    /// The user, if the event names it.
    pub user: Option<String>,
}

impl Event {
    /// What the event says, in one or two sentences.
    pub fn sentence(&self) -> String {
        let reason = self
            .reason
            .as_ref()
            .map(|reason| format!(" The reason is: {}.", reason.trim_end_matches('.')))
            .unwrap_or_default();
        match self.name.as_str() {
            "user_temporarily_disabled" => {
                "Keycloak's event log shows that the user is temporarily locked out after failed sign-ins."
                    .to_owned()
            }
            "user_permanently_disabled" => {
                "Keycloak's event log shows that the user is locked out after failed sign-ins.".to_owned()
            }
            name => format!("Keycloak's event log names the error {name}.{reason}"),
        }
    }

    /// What the error means, where no cause says more.
    pub fn meaning(&self) -> Option<&'static str> {
        OTHERS
            .iter()
            .find(|(name, _)| *name == self.name)
            .map(|(_, meaning)| *meaning)
    }
}

/// The maximum distance between the type and the error of an event that is written over several lines.
const LONGEST_EVENT: usize = 1_200;

/// Finds the first event with an error; of several, the first one whose meaning is known.
pub fn find(flat: &Flat) -> Option<Event> {
    let mut first = None;
    let mut at = 0;
    for line in flat.text.split('\n') {
        let kind = value(line, "type").or_else(|| value(line, "eventType"));
        if let Some(kind) = kind.filter(|kind| kind.ends_with("_ERROR"))
            && let Some(event) = event(flat, at, line, kind)
        {
            if event.error.is_some() || event.cause.is_some() {
                return Some(event);
            }
            first = first.or(Some(event));
        }
        at += line.len() + 1;
    }
    first
}

fn event(flat: &Flat, at: usize, line: &str, kind: String) -> Option<Event> {
    // In JSON with line ends, the error follows on a later line.
    let text = if value(line, "error").is_some() {
        line
    } else {
        let end = flat.text.floor_char_boundary(at + LONGEST_EVENT);
        let rest = flat.text.get(at..end)?;
        rest.split("\"type\"").nth(1)?
    };
    let name = value(text, "error")?;
    let reason = value(text, "reason");
    let of_type = kind.trim_end_matches("_ERROR");
    let means = EVENTS
        .iter()
        .find(|(known, error, part, _)| {
            (known.is_empty() || *known == of_type)
                && (error.is_empty() || *error == name)
                && (part.is_empty() || reason.as_ref().is_some_and(|said| said.contains(part)))
        })
        .map(|(.., means)| *means);
    let said = reason.clone().unwrap_or_default();
    let response = |status, error: &str, description: &str| Error {
        at,
        status: Some(status),
        code: error.to_owned(),
        description: description.to_owned(),
        raw: None,
        of_application: false,
    };
    // The token endpoint's description of a refused refresh token is the event's reason.
    let error = match means {
        Some(Response(status, error, description)) => Some(response(status, error, description)),
        Some(Reason(status, error)) => Some(response(status, error, &said)),
        Some(Cause("refresh-token-expired")) if !said.is_empty() => {
            Some(response(400, "invalid_grant", &said))
        }
        Some(Cause(_)) | None => None,
    };
    Some(Event {
        at,
        error,
        cause: match means {
            Some(Cause(code)) => Some(code),
            _ => None,
        },
        client: value(text, "clientId").filter(|client| client != "null"),
        // The ID of a realm is a UUID or its name.
        realm: value(text, "realmName")
            .or_else(|| value(text, "realmId").filter(|id| id.len() != UUID_LENGTH))
            .filter(|realm| realm != "null"),
        user: value(text, "username").filter(|user| user != "null"),
        kind,
        name,
        reason,
    })
}

/// The value of `name="value"`, `name=value` or `"name":"value"`. A value without quotes may contain blanks up to the next comma.
fn value(line: &str, name: &str) -> Option<String> {
    line.match_indices(name).find_map(|(at, _)| {
        let boundary = at == 0
            || line
                .as_bytes()
                .get(at - 1)
                .is_some_and(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let rest = line.get(at + name.len()..)?;
        let rest = rest.strip_prefix('"').unwrap_or(rest).trim_start();
        let rest = rest.strip_prefix(['=', ':'])?.trim_start();
        let text = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None if name == "reason" => rest.split([',', '}']).next()?.trim(),
            None => rest.split([',', ' ', '}']).next()?,
        };
        (boundary && !text.is_empty()).then(|| text.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::{EVENTS, Means, find};
    use crate::reading::flat::Flat;

    #[test]
    fn every_cause_of_the_table_exists() {
        for (kind, error, _, means) in EVENTS {
            if let Means::Cause(code) = means {
                assert!(
                    diagnosis::cause::title(code).is_some(),
                    "{kind} {error} {code}"
                );
            }
        }
    }

    #[test]
    fn the_type_and_the_reason_decide() {
        for (line, expected) in [
            (
                "type=\"CLIENT_LOGIN_ERROR\", clientId=\"a\", error=\"client_not_found\"",
                "invalid_client",
            ),
            (
                "type=\"TOKEN_EXCHANGE_ERROR\", clientId=\"a\", error=\"not_allowed\", reason=\"client is not within the token audience\"",
                "access_denied",
            ),
            (
                "type=REFRESH_TOKEN_ERROR, clientId=a, error=invalid_token, reason=Session not active, grant_type=refresh_token",
                "invalid_grant",
            ),
            (
                "type=\"LOGIN_ERROR\", error=\"not_allowed\", reason=\"Client not allowed for direct access grants\"",
                "unauthorized_client",
            ),
            (
                "{\"time\":1,\n\"type\":\"LOGIN_ERROR\",\n\"clientId\":\"a\",\n\"error\":\"invalid_user_credentials\"}",
                "invalid_grant",
            ),
        ] {
            let event = find(&Flat::new(line)).unwrap();
            assert_eq!(event.error.unwrap().code, expected, "{line}");
        }
        let text =
            "type=\"REFRESH_TOKEN_ERROR\", error=\"invalid_token\", reason=\"Session not active\"";
        let event = find(&Flat::new(text)).unwrap();
        assert_eq!(event.error.unwrap().description, "Session not active");
    }

    #[test]
    fn an_event_without_an_error_is_not_a_refusal() {
        assert_eq!(find(&Flat::new("type=\"LOGIN\", error=\"\"")), None);
        assert_eq!(
            find(&Flat::new("type=\"LOGIN_ERROR\", clientId=\"a\"")),
            None
        );
    }
}
