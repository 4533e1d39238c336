//! Finds messages of applications that check a token of Keycloak by themselves: resource servers, which are not Keycloak's Admin API.

use std::sync::LazyLock;

use diagnosis::report::{Certainty, Fix, FixKind, Outcome, Report};

use super::flat::Flat;
use super::phrases::Phrases;

/// What the application checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The claim `aud`.
    Audience,
    /// The claim `iss`.
    Issuer,
    /// The claims `exp` and `nbf`.
    Time,
    /// The signature and its key.
    Signature,
    /// A scope or a role.
    Scope,
    /// Whether there is a readable token.
    Token,
    /// Token introspection: Keycloak denied the application's own request for information about the token.
    Introspection,
}

impl Check {
    fn meaning(self) -> &'static str {
        match self {
            Self::Audience => {
                "The token's aud claim does not contain the audience that the application expects."
            }
            Self::Issuer => "The token's iss claim is not the issuer that the application expects.",
            Self::Time => "For the application, the token is expired or not valid yet.",
            Self::Signature => "The application has no key that verifies the token's signature.",
            Self::Scope => "The token lacks a scope or a role that the application requires.",
            Self::Token => "The application received no readable token.",
            Self::Introspection => {
                "The application sent a token introspection request to Keycloak. That request failed, not the caller's."
            }
        }
    }

    fn fix(self) -> &'static str {
        match self {
            Self::Audience => {
                "Add an audience mapper for the application to the client that gets the token, or to one of its client \
                 scopes. Or change the audience that the application expects."
            }
            Self::Issuer => {
                "Compare the token's iss claim with the issuer in the application's configuration. The caller and the \
                 application must use the same URL of Keycloak and the same realm."
            }
            Self::Time => {
                "Get a new token. If a new token fails too, compare the clocks of both machines."
            }
            Self::Signature => {
                "Let the application load the keys of the realm that issued the token: jwks_uri in the realm's \
                 discovery document."
            }
            Self::Scope => {
                "Look up which scope or role the application requires, and in which claim the application looks for \
                 it. Keycloak lists roles in realm_access.roles and resource_access, and scopes in scope."
            }
            Self::Token => {
                "Send an access token from Keycloak in the Authorization: Bearer header."
            }
            Self::Introspection => {
                "403: only a confidential client may introspect tokens, so turn on Client authentication for the \
                 application's client, or let the application verify tokens offline. 401: check its client secret. 404: \
                 check the base URL and the realm in its configuration."
            }
        }
    }
}

/// A message in lower case, the library that writes it, and what the library checked.
const MESSAGES: &[(&str, &str, Check)] = &[
    // Microsoft.AspNetCore.Authentication.JwtBearer and Microsoft.IdentityModel.Tokens.
    (
        "error_description=\"the audience '",
        "ASP.NET Core",
        Check::Audience,
    ),
    (
        "error_description=\"the issuer '",
        "ASP.NET Core",
        Check::Issuer,
    ),
    (
        "error_description=\"the token expired at '",
        "ASP.NET Core",
        Check::Time,
    ),
    (
        "error_description=\"the token is not valid before '",
        "ASP.NET Core",
        Check::Time,
    ),
    (
        "error_description=\"the signature key was not found\"",
        "ASP.NET Core",
        Check::Signature,
    ),
    (
        "error_description=\"the signature is invalid\"",
        "ASP.NET Core",
        Check::Signature,
    ),
    (
        "the signature key was not found",
        "ASP.NET Core",
        Check::Signature,
    ),
    ("idx10208", "ASP.NET Core", Check::Audience),
    ("idx10214", "ASP.NET Core", Check::Audience),
    ("idx10206", "ASP.NET Core", Check::Audience),
    ("idx10204", "ASP.NET Core", Check::Issuer),
    ("idx10205", "ASP.NET Core", Check::Issuer),
    ("idx10211", "ASP.NET Core", Check::Issuer),
    ("idx10222", "ASP.NET Core", Check::Time),
    ("idx10223", "ASP.NET Core", Check::Time),
    ("idx10225", "ASP.NET Core", Check::Time),
    ("idx1050", "ASP.NET Core", Check::Signature),
    ("idx1051", "ASP.NET Core", Check::Signature),
    ("idx12741", "ASP.NET Core", Check::Token),
    ("idx14100", "ASP.NET Core", Check::Token),
    (
        "securitytokeninvalidaudienceexception",
        "ASP.NET Core",
        Check::Audience,
    ),
    (
        "securitytokeninvalidissuerexception",
        "ASP.NET Core",
        Check::Issuer,
    ),
    ("securitytokenexpiredexception", "ASP.NET Core", Check::Time),
    (
        "securitytokensignaturekeynotfoundexception",
        "ASP.NET Core",
        Check::Signature,
    ),
    // Spring Security's resource server and Nimbus JOSE + JWT.
    (
        "requires higher privileges than provided by the access token",
        "Spring Security",
        Check::Scope,
    ),
    (
        "the aud claim is not valid",
        "Spring Security",
        Check::Audience,
    ),
    ("this aud claim is not", "Spring Security", Check::Audience),
    (
        "the required audience is missing",
        "Spring Security",
        Check::Audience,
    ),
    ("jwt audience rejected", "Spring Security", Check::Audience),
    (
        "the iss claim is not valid",
        "Spring Security",
        Check::Issuer,
    ),
    ("jwt expired at ", "Spring Security", Check::Time),
    ("jwt used before ", "Spring Security", Check::Time),
    ("signed jwt rejected", "Spring Security", Check::Signature),
    (
        "another algorithm expected, or no matching key",
        "Spring Security",
        Check::Signature,
    ),
    (
        "attempting to decode the jwt",
        "Spring Security",
        Check::Token,
    ),
    (
        "failed to authenticate since the jwt was invalid",
        "Spring Security",
        Check::Token,
    ),
    (
        "does not contain resource id (",
        "Spring Security",
        Check::Audience,
    ),
    (
        "full authentication is required to access this resource",
        "Spring Security",
        Check::Token,
    ),
    // Quarkus and SmallRye with jose4j.
    ("audience (aud) claim [", "Quarkus", Check::Audience),
    (
        "no audience (aud) claim present",
        "Quarkus",
        Check::Audience,
    ),
    ("issuer (iss) claim value (", "Quarkus", Check::Issuer),
    ("the jwt is no longer valid", "Quarkus", Check::Time),
    ("jwt rejected due to invalid", "Quarkus", Check::Token),
    // Node: jsonwebtoken, express-jwt, express-oauth2-jwt-bearer, jose.
    (
        "jwt audience invalid",
        "jsonwebtoken (Node)",
        Check::Audience,
    ),
    ("jwt issuer invalid", "jsonwebtoken (Node)", Check::Issuer),
    (
        "tokenexpirederror: jwt expired",
        "jsonwebtoken (Node)",
        Check::Time,
    ),
    (
        "notbeforeerror: jwt not active",
        "jsonwebtoken (Node)",
        Check::Time,
    ),
    (
        "jsonwebtokenerror: invalid signature",
        "jsonwebtoken (Node)",
        Check::Signature,
    ),
    (
        "jsonwebtokenerror: invalid algorithm",
        "jsonwebtoken (Node)",
        Check::Signature,
    ),
    (
        "jsonwebtokenerror: jwt malformed",
        "jsonwebtoken (Node)",
        Check::Token,
    ),
    (
        "jsonwebtokenerror: jwt must be provided",
        "jsonwebtoken (Node)",
        Check::Token,
    ),
    (
        "no authorization token was found",
        "express-jwt (Node)",
        Check::Token,
    ),
    (
        "unexpected \"aud\" claim value",
        "jose (Node)",
        Check::Audience,
    ),
    (
        "unexpected 'aud' value",
        "express-oauth2-jwt-bearer (Node)",
        Check::Audience,
    ),
    (
        "unexpected \"aud\" value",
        "express-oauth2-jwt-bearer (Node)",
        Check::Audience,
    ),
    (
        "unexpected \"iss\" claim value",
        "jose (Node)",
        Check::Issuer,
    ),
    (
        "unexpected \"iss\" value",
        "express-oauth2-jwt-bearer (Node)",
        Check::Issuer,
    ),
    (
        "\"exp\" claim timestamp check failed",
        "jose (Node)",
        Check::Time,
    ),
    (
        "no applicable key found in the json web key set",
        "jose (Node)",
        Check::Signature,
    ),
    (
        "unable to find a signing key that matches",
        "jwks-rsa (Node)",
        Check::Signature,
    ),
    // Node: keycloak-connect and nest-keycloak-connect.
    (
        "invalid token (wrong iss)",
        "keycloak-connect (Node)",
        Check::Issuer,
    ),
    (
        "invalid token (wrong audience)",
        "keycloak-connect (Node)",
        Check::Audience,
    ),
    (
        "invalid token (expired)",
        "keycloak-connect (Node)",
        Check::Time,
    ),
    (
        "invalid token (stale token)",
        "keycloak-connect (Node)",
        Check::Time,
    ),
    (
        "invalid token (public key signature)",
        "keycloak-connect (Node)",
        Check::Signature,
    ),
    (
        "invalid token (signature)",
        "keycloak-connect (Node)",
        Check::Signature,
    ),
    (
        "failed to load public key to verify token",
        "keycloak-connect (Node)",
        Check::Signature,
    ),
    (
        "grant validation failed. reason:",
        "keycloak-connect (Node)",
        Check::Token,
    ),
    (
        "keycloak-connect/middleware/auth-utils/grant-manager",
        "keycloak-connect (Node)",
        Check::Introspection,
    ),
    (
        "cannot validate access token: error: 40",
        "keycloak-connect (Node)",
        Check::Introspection,
    ),
    (
        "cannot validate access token",
        "keycloak-connect (Node)",
        Check::Token,
    ),
    // Java: Keycloak's adapters.
    (
        "didn't find publickey for specified kid",
        "Keycloak's Java adapter",
        Check::Signature,
    ),
    (
        "org.keycloak.adapters.bearertokenrequestauthenticator",
        "Keycloak's Java adapter",
        Check::Token,
    ),
    (
        "org.keycloak.adapters.rotation.adaptertokenverifier",
        "Keycloak's Java adapter",
        Check::Token,
    ),
    // oauth2-proxy, which allows only some groups, roles, and domains of email addresses.
    (
        "invalid authentication via oauth2: unauthorized",
        "oauth2-proxy",
        Check::Scope,
    ),
    // Python: PyJWT, python-jose, jwcrypto, Django REST framework.
    ("invalidaudienceerror", "PyJWT", Check::Audience),
    ("audience doesn't match", "PyJWT", Check::Audience),
    ("invalidissuererror", "PyJWT", Check::Issuer),
    ("expiredsignatureerror", "PyJWT", Check::Time),
    ("invalidsignatureerror", "PyJWT", Check::Signature),
    (
        "jwtclaimserror: invalid audience",
        "python-jose",
        Check::Audience,
    ),
    (
        "jwtclaimserror: invalid issuer",
        "python-jose",
        Check::Issuer,
    ),
    ("jwtinvalidclaimvalue", "jwcrypto", Check::Audience),
    (
        "\"code\":\"token_not_valid\"",
        "Django REST framework",
        Check::Token,
    ),
    ("could not validate credentials", "FastAPI", Check::Token),
    // Go: go-oidc, golang-jwt.
    ("oidc: expected audience", "go-oidc", Check::Audience),
    (
        "oidc: id token issued by a different provider",
        "go-oidc",
        Check::Issuer,
    ),
    ("oidc: token is expired", "go-oidc", Check::Time),
    (
        "oidc: failed to verify signature",
        "go-oidc",
        Check::Signature,
    ),
    (
        "failed to verify id token signature",
        "go-oidc",
        Check::Signature,
    ),
    ("token has invalid audience", "golang-jwt", Check::Audience),
    ("token has invalid issuer", "golang-jwt", Check::Issuer),
    (
        "token has invalid claims: token is expired",
        "golang-jwt",
        Check::Time,
    ),
    // Python's web frameworks.
    (
        "authentication credentials were not provided",
        "Django REST framework",
        Check::Token,
    ),
    (
        "given token not valid for any token type",
        "Django REST framework",
        Check::Token,
    ),
    (
        "missing authorization header",
        "Flask-JWT-Extended",
        Check::Token,
    ),
    // PostgREST and Hasura.
    ("could not verify jwt: jwtexpired", "Hasura", Check::Time),
    (
        "could not verify jwt: jwsinvalidsignature",
        "Hasura",
        Check::Signature,
    ),
    // Ruby, PHP, Rust.
    ("jwt::invalidauderror", "ruby-jwt", Check::Audience),
    ("jwt::invalidissuererror", "ruby-jwt", Check::Issuer),
    ("jwt::expiredsignature", "ruby-jwt", Check::Time),
    ("jwt::verificationerror", "ruby-jwt", Check::Signature),
    (
        "firebase\\jwt\\expiredexception",
        "firebase/php-jwt",
        Check::Time,
    ),
    (
        "firebase\\jwt\\signatureinvalidexception",
        "firebase/php-jwt",
        Check::Signature,
    ),
    (
        "error(invalidaudience)",
        "the Rust crate jsonwebtoken",
        Check::Audience,
    ),
    (
        "error(invalidissuer)",
        "the Rust crate jsonwebtoken",
        Check::Issuer,
    ),
    (
        "error(expiredsignature)",
        "the Rust crate jsonwebtoken",
        Check::Time,
    ),
    (
        "error(invalidsignature)",
        "the Rust crate jsonwebtoken",
        Check::Signature,
    ),
    // Envoy's and Istio's JWT filter in front of an application.
    (
        "audiences in jwt are not allowed",
        "Envoy's JWT filter",
        Check::Audience,
    ),
    (
        "jwt issuer is not configured",
        "Envoy's JWT filter",
        Check::Issuer,
    ),
    ("jwt is expired", "Envoy's JWT filter", Check::Time),
    (
        "jwt verification fails",
        "Envoy's JWT filter",
        Check::Signature,
    ),
    ("jwt is missing", "Envoy's JWT filter", Check::Token),
];

/// A message of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// The place.
    pub at: usize,
    /// The words of the message, in lower case.
    words: &'static str,
    library: &'static str,
    check: Check,
}

static PHRASES: LazyLock<Phrases<&(&str, &str, Check)>> =
    LazyLock::new(|| Phrases::new(MESSAGES, |(words, ..)| *words));

/// The message of such a library. Of several, the one that comes first in the table is the most specific.
pub fn find(flat: &Flat) -> Option<Message> {
    let (at, (words, library, check)) = PHRASES.first_places(&flat.lower).next()?;
    Some(Message {
        at,
        words,
        library,
        check: *check,
    })
}

/// The report on a message of an application. `status` is the status of its response, if the text contains it.
pub fn report(message: &Message, status: Option<u16>) -> Option<Report> {
    let mut report = diagnosis::of_message("not-the-admin-api", message.words)?;
    let meaning = message.check.meaning();
    report.outcome = match status {
        Some(403) => Outcome::Forbidden,
        _ => Outcome::Unauthorized,
    };
    "An application denied the request, not Keycloak.".clone_into(&mut report.verdict);
    report.cause.certainty = Certainty::Likely;
    report.cause.explanation = format!(
        "This message is from {}, which an application uses to check tokens by its own rules. {meaning} Keycloak's \
         Admin API is not involved, and its roles do not help.",
        message.library
    );
    report.cause.evidence = vec![format!(
        "This message comes from {}, not from Keycloak.",
        message.library
    )];
    report.fixes = vec![Fix::new(
        FixKind::Caller,
        "Change the application or the token",
        message.check.fix(),
    )];
    Some(report)
}

#[cfg(test)]
mod tests {
    use super::{Check, find};
    use crate::reading::flat::Flat;

    #[test]
    fn the_check_of_the_application_is_found() {
        for (text, check) in [
            (
                "www-authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'account' is invalid\"",
                Check::Audience,
            ),
            (
                "IDX10214: Audience validation failed. Audiences: 'account'.",
                Check::Audience,
            ),
            (
                "An error occurred while attempting to decode the Jwt: Jwt expired at 2026-01-01T00:00:00Z",
                Check::Time,
            ),
            (
                "JsonWebTokenError: jwt audience invalid. expected: orders",
                Check::Audience,
            ),
            (
                "oidc: expected audience \"orders\" got [\"account\"]",
                Check::Audience,
            ),
            (
                "jwt.exceptions.ExpiredSignatureError: Signature has expired",
                Check::Time,
            ),
        ] {
            assert_eq!(
                find(&Flat::new(text)).map(|found| found.check),
                Some(check),
                "{text}"
            );
        }
    }

    #[test]
    fn keycloaks_own_messages_are_not_those_of_an_application() {
        for text in [
            r#"{"error":"invalid_grant","error_description":"Token is not active"}"#,
            r#"error="invalid_token", error_description="Token verification failed""#,
            r#"{"error":"invalid_request","error_description":"Invalid token"}"#,
            r#"{"error":"HTTP 401 Unauthorized"}"#,
            "{\"error\":\"access_denied\",\"error_description\":\"Client is not within the token audience\"}",
        ] {
            assert_eq!(find(&Flat::new(text)), None, "{text}");
        }
    }
}
