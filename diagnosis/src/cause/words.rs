//! The words that people type to find a cause, in addition to its code, its title, and its messages.
//!
//! A separate table, so that only programs that search contain the words.

/// The words of `missing-role`: the roles of realm-management, which people search in order to assign them, and the words of a 403.
const MISSING_ROLE: &[&str] = &[
    "realm admin",
    "view users",
    "query users",
    "query groups",
    "manage users",
    "view clients",
    "query clients",
    "manage clients",
    "view realm",
    "manage realm",
    "query realms",
    "view events",
    "manage events",
    "view identity providers",
    "manage identity providers",
    "view authorization",
    "manage authorization",
    "create client",
    "impersonation",
    "realm management",
    "403",
    "http 403",
    "403 forbidden",
    "forbidden",
    "permission denied",
];

/// The words of each cause, in lower case, with blanks between them.
const WORDS: &[(&str, &[&str])] = &[
    ("missing-role", MISSING_ROLE),
    (
        "role-on-wrong-client",
        &[
            "wrong client role",
            "client role other client",
            "view users",
            "manage users",
        ],
    ),
    (
        "realm-role-same-name",
        &[
            "realm role",
            "realm access",
            "realm_access",
            "view users",
            "manage users",
        ],
    ),
    (
        "role-out-of-scope",
        &[
            "full scope allowed",
            "fullscopeallowed",
            "full scope",
            "scope mappings",
            "role missing in token",
            "role missing in access token",
            "role not in token",
            "role not in access token",
            "resource_access",
            "resource access",
            "resource_access missing",
        ],
    ),
    (
        "roles-not-in-token",
        &[
            "roles client scope",
            "lightweight access token",
            "lightweight token",
            "resource_access",
            "resource_access missing",
            "realm_access",
            "no roles in token",
            "role not in token",
        ],
    ),
    (
        "mapper-roles-stripped",
        &[
            "hardcoded role",
            "hardcoded role mapper",
            "hardcoded claim",
            "protocol mapper",
        ],
    ),
    (
        "token-stale",
        &["old token", "cached token", "new role not effective"],
    ),
    (
        "role-revoked-since-token",
        &["role revoked", "role removed"],
    ),
    (
        "fine-grained-permission-denied",
        &[
            "fine grained admin permissions",
            "fine grained permissions",
            "fgap",
            "admin permissions",
            "admin fine grained authz",
        ],
    ),
    (
        "target-more-powerful",
        &["reset admin password", "impersonation", "impersonate"],
    ),
    (
        "role-not-grantable",
        &[
            "assign admin role",
            "role mapping denied",
            "privilege escalation",
        ],
    ),
    (
        "token-from-other-realm",
        &["other realm", "wrong realm", "cross realm", "master token"],
    ),
    (
        "client-in-other-realm",
        &["client in master", "wrong realm"],
    ),
    (
        "cors-refused",
        &[
            "cors",
            "preflight",
            "web origins",
            "access control allow origin",
            "cross origin",
            "failed to fetch",
            "networkerror when attempting to fetch resource",
            "load failed",
            "クロスオリジン要求",
            "跨源请求",
            "междоменный",
            "origen cruzado",
            "multiorigine",
        ],
    ),
    ("origin-rejected", &["origin header", "invalid origin"]),
    (
        "https-required",
        &[
            "ssl required",
            "sslrequired",
            "require ssl",
            "https required",
            "we are sorry",
        ],
    ),
    (
        "tls-untrusted",
        &[
            "self signed",
            "self signed certificate",
            "unknown ca",
            "unable to verify",
            "sslhandshakeexception",
            "truststore",
            "certificate authority",
            "ca certificate",
            "zertifikat",
            "certificat",
        ],
    ),
    (
        "tls-expired",
        &[
            "certificate expired",
            "expired certificate",
            "sslhandshakeexception",
        ],
    ),
    (
        "tls-name-mismatch",
        &[
            "hostname mismatch",
            "hostname mismatch certificate",
            "altnames",
            "subject alternative name",
            "san mismatch",
        ],
    ),
    (
        "scheme-mismatch",
        &[
            "http instead of https",
            "plain http",
            "wrong version number",
            "ssl wrong version",
        ],
    ),
    (
        "connection-refused",
        &[
            "verbindung abgelehnt",
            "verbindung verweigert",
            "connexion refusée",
            "conexión rechazada",
            "connessione rifiutata",
            "接続拒否",
            "failed to fetch",
            "networkerror when attempting to fetch resource",
        ],
    ),
    (
        "dns-failed",
        &[
            "unknown host",
            "unknownhostexception",
            "name resolution",
            "failed to fetch",
        ],
    ),
    (
        "timed-out",
        &[
            "timeout",
            "i o timeout",
            "zeitüberschreitung",
            "délai dépassé",
            "tiempo de espera",
            "タイムアウト",
        ],
    ),
    (
        "connection-lost",
        &[
            "econnreset",
            "connection reset",
            "connection closed",
            "broken pipe",
            "unexpected eof",
        ],
    ),
    (
        "gateway-error",
        &[
            "502",
            "503",
            "504",
            "bad gateway",
            "gateway timeout",
            "no healthy upstream",
            "service unavailable",
        ],
    ),
    (
        "server-error",
        &["500", "internal server error", "unknown_error"],
    ),
    (
        "blocked-by-proxy",
        &[
            "cloudflare",
            "nginx",
            "nginx 403",
            "waf",
            "firewall",
            "reverse proxy",
            "modsecurity",
            "akamai",
            "traefik",
            "haproxy",
            "envoy",
            "istio",
            "rbac",
            "ip whitelist",
            "ip allowlist",
        ],
    ),
    (
        "base-path-wrong",
        &[
            "auth missing",
            "auth prefix",
            "relative path",
            "http relative path",
            "context path",
            "404",
        ],
    ),
    (
        "redirected",
        &["302", "301", "redirect", "moved permanently"],
    ),
    (
        "not-keycloak",
        &[
            "html instead of json",
            "unexpected token",
            "invalid character",
        ],
    ),
    (
        "realm-not-found",
        &["unknown realm", "realm missing", "404"],
    ),
    (
        "realm-disabled",
        &["realm not enabled", "disabled realm", "access_denied"],
    ),
    (
        "client-not-found-or-disabled",
        &["invalid_client", "unknown client", "client disabled", "401"],
    ),
    (
        "client-secret-wrong",
        &[
            "wrong secret",
            "client secret",
            "invalid secret",
            "unauthorized_client",
            "unauthorised client",
            "401",
        ],
    ),
    (
        "client-is-public",
        &["public client", "client authentication off"],
    ),
    ("client-is-bearer-only", &["bearer only"]),
    (
        "client-auth-method-mismatch",
        &[
            "private_key_jwt",
            "client_secret_jwt",
            "signed jwt",
            "client_assertion",
            "client assertion",
            "x509",
            "x 509",
        ],
    ),
    (
        "service-account-disabled",
        &[
            "service account",
            "service account not enabled",
            "client credentials",
        ],
    ),
    (
        "direct-access-grants-disabled",
        &[
            "direct access grants",
            "password grant",
            "ropc",
            "resource owner password",
        ],
    ),
    ("consent-required", &["consent"]),
    ("dpop-required", &["dpop"]),
    ("token-dpop-bound", &["dpop"]),
    (
        "mtls-required",
        &[
            "mtls",
            "mutual tls",
            "client certificate",
            "certificate required",
            "hok",
        ],
    ),
    ("scope-invalid", &["unknown scope"]),
    (
        "grant-unsupported",
        &["missing grant_type", "unknown grant"],
    ),
    (
        "user-credentials-wrong",
        &[
            "wrong password",
            "wrong username",
            "invalid_grant",
            "locked out",
            "brute force",
            "user locked",
            "login failed",
        ],
    ),
    ("user-disabled", &["disabled user"]),
    (
        "user-setup-incomplete",
        &[
            "temporary password",
            "update password",
            "required action",
            "required actions",
            "verify email",
            "update profile",
        ],
    ),
    (
        "otp-required",
        &[
            "otp",
            "2fa",
            "mfa",
            "totp",
            "totp required",
            "two factor",
            "authenticator app",
        ],
    ),
    ("token-expired", &["expired token", "401", "invalid_token"]),
    (
        "token-not-accepted",
        &[
            "invalid_token",
            "401",
            "401 unauthorized",
            "unauthorized",
            "notauthorizedexception",
        ],
    ),
    (
        "token-issuer-mismatch",
        &[
            "wrong issuer",
            "iss claim",
            "issuer",
            "kc_hostname",
            "frontend url",
        ],
    ),
    ("token-wrong-type", &["id token", "refresh token as bearer"]),
    (
        "token-revoked",
        &["not before", "notbefore", "logged out", "revocation"],
    ),
    (
        "token-signature-invalid",
        &["wrong signature", "signature verification failed"],
    ),
    (
        "token-malformed",
        &["malformed token", "not a jwt", "bearer bearer"],
    ),
    (
        "token-missing",
        &[
            "no token",
            "no authorization header",
            "missing authorization",
        ],
    ),
    (
        "authorization-header-lost",
        &[
            "authorization header stripped",
            "authorization header removed",
            "header stripped",
        ],
    ),
    (
        "refresh-token-expired",
        &[
            "refresh token",
            "offline session",
            "session expired",
            "invalid_grant",
        ],
    ),
    (
        "token-exchange-denied",
        &[
            "exchange token",
            "token exchange",
            "subject_token",
            "access_denied",
            "impersonation",
        ],
    ),
    ("insufficient-scope", &["userinfo", "openid scope"]),
    (
        "user-id-is-username",
        &["username instead of id", "user by name"],
    ),
    ("user-not-found", &["unknown user", "404", "404 not found"]),
    ("target-not-found", &["404 not found", "could not find"]),
    (
        "operation-not-found",
        &["405", "method not allowed", "wrong path"],
    ),
    (
        "allowed-but-filtered",
        &[
            "empty list",
            "empty array",
            "list empty",
            "users list empty",
            "list is empty",
            "no users returned",
        ],
    ),
    (
        "allowed-but-partial",
        &["missing fields", "missing fields realm", "fields missing"],
    ),
    ("organizations-disabled", &["organization", "organizations"]),
    (
        "events-not-stored",
        &["events empty", "no events", "admin events"],
    ),
    (
        "mail-not-configured",
        &["smtp", "email not sent", "mail server"],
    ),
    (
        "authorization-services-disabled",
        &["authorization services", "resource server", "uma"],
    ),
    (
        "request-invalid",
        &[
            "400",
            "409",
            "415",
            "bad request",
            "conflict",
            "user exists",
        ],
    ),
    ("rate-limited", &["429", "rate limit", "throttled"]),
    (
        "admin-audience-missing",
        &["audience", "aud claim", "kc admin api"],
    ),
    (
        "client-policy-rejected",
        &["client policies", "client profile"],
    ),
    (
        "not-the-admin-api",
        &["spring security", "resource server", "nestjs"],
    ),
    ("built-in-protected", &["built in role", "default role"]),
];

/// The words of a cause.
pub fn words(code: &str) -> &'static [&'static str] {
    WORDS
        .iter()
        .find(|(known, _)| *known == code)
        .map_or(&[], |(_, words)| *words)
}

#[cfg(test)]
mod tests {
    use super::WORDS;
    use crate::cause::page;

    #[test]
    fn every_word_belongs_to_a_cause_and_is_in_lower_case() {
        for (code, words) in WORDS {
            assert!(page(code).is_some(), "{code}");
            for word in *words {
                assert_eq!(*word, word.to_lowercase(), "{code}");
            }
        }
    }
}
