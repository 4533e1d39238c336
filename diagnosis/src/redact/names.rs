//! Decides by a name whether its value is secret.
//!
//! The last word of a name determines what the value is: an `adminPassword` is a password, and a `passwordPolicy` is a policy.

/// Words that name a secret, also at the end of a word (`clientsecret`).
const SECRETS: [&str; 11] = [
    "accesskey",
    "apikey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "secretkey",
    "token",
];
/// Words that name a secret only as a whole: others end with them.
const WHOLE_SECRETS: [&str; 7] = [
    "assertion",
    "authorization",
    "jwt",
    "otp",
    "pass",
    "psk",
    "totp",
];
/// Two words at the end of a name that name a secret, of which the last alone does not.
const PAIRS: [(&str, &[&str]); 6] = [
    (
        "code",
        &[
            "auth",
            "authorization",
            "device",
            "recovery",
            "session",
            "user",
            "verification",
        ],
    ),
    (
        "credential",
        &[
            "admin", "basic", "bind", "database", "db", "ldap", "login", "proxy", "smtp", "user",
        ],
    ),
    ("data", &["secret"]),
    (
        "key",
        &[
            "access",
            "account",
            "api",
            "auth",
            "deploy",
            "encryption",
            "hmac",
            "master",
            "private",
            "secret",
            "shared",
            "signing",
            "ssh",
            "subscription",
            "symmetric",
        ],
    ),
    ("response", &["saml"]),
    ("verifier", &["code"]),
];
/// Words after a secret that do not change what the value is: `client.secret.rotated`, `passwordConfirm`.
const ADDITIONS: [&str; 17] = [
    "again",
    "cleartext",
    "confirm",
    "confirmation",
    "current",
    "encoded",
    "encrypted",
    "hash",
    "hashed",
    "new",
    "old",
    "plain",
    "plaintext",
    "previous",
    "repeat",
    "rotated",
    "value",
];

/// The words of a name in lower case: `adminPassword2`, `admin_password`, and `Admin-Password` are “admin” and “password”.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None;
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_alphabetic() {
            let begins = match before {
                None => true,
                Some(before) if letter.is_ascii_uppercase() => {
                    // The last capital of `APIKey` begins a word.
                    let ends_capitals = char::is_ascii_uppercase(&before)
                        && letters.peek().is_some_and(char::is_ascii_lowercase);
                    before.is_ascii_lowercase() || ends_capitals
                }
                Some(_) => false,
            };
            if begins {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.push(letter.to_ascii_lowercase());
            }
        }
        // A digit belongs to the word before it, but changes nothing.
        if !letter.is_ascii_digit() {
            before = letter.is_ascii_alphabetic().then_some(letter);
        }
    }
    words
}

/// Whether a value with this name is secret.
pub(super) fn is_secret(name: &str) -> bool {
    let words = words(name);
    let mut words = words.iter().map(String::as_str).rev();
    let Some(last) = words.find(|word| !ADDITIONS.contains(word)) else {
        return false;
    };
    // Tokens, and secrets.
    let singular = last.strip_suffix('s').unwrap_or(last);
    SECRETS
        .iter()
        .any(|secret| last.ends_with(secret) || singular.ends_with(secret))
        || WHOLE_SECRETS.contains(&last)
        || WHOLE_SECRETS.contains(&singular)
        || match (words.next(), singular) {
            // Users have credentials. A realm has required credentials, which are kinds.
            (None, _) => last == "credentials",
            (Some(before), _) => PAIRS
                .iter()
                .any(|(word, others)| *word == singular && others.contains(&before)),
        }
}

/// Whether a name has several words, which no sentence contains.
pub(super) fn is_compound(name: &str) -> bool {
    words(name).len() > 1
}

/// Whether a header carries a secret: cookies, and headers that gateways add.
pub(super) fn is_secret_header(name: &str) -> bool {
    let is_cookie = words(name).iter().any(|word| word.starts_with("cookie"));
    is_cookie || is_secret(name)
}

/// Whether a parameter of a redirect or a challenge is used once. It must not be repeated elsewhere.
pub(super) fn is_used_once(name: &str) -> bool {
    let last = words(name).pop().unwrap_or_default();
    is_secret(name)
        || matches!(
            last.as_str(),
            "code" | "cnonce" | "nextnonce" | "nonce" | "opaque" | "state"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_recognized_in_every_notation() {
        for name in [
            "password",
            "PASSWORD",
            "adminPassword",
            "admin_password",
            "admin-password",
            "KEYCLOAK_ADMIN_PASSWORD",
            "db.password",
            "dbpassword",
            "passwordConfirm",
            "password-new",
            "password2",
            "passwordHash",
            "passwords",
            "passwd",
            "pwd",
            "userPwd",
            "pass",
            "smtp_pass",
            "passphrase",
            "keyPassphrase",
            "keystorePassword",
            "secret",
            "secrets",
            "client-secret",
            "clientSecret",
            "clientsecret",
            "client_secret",
            "client.secret.rotated",
            "secretData",
            "secretValue",
            "token",
            "access_token",
            "accessToken",
            "accesstoken",
            "vault_token",
            "X-Vault-Token",
            "x-amzn-oidc-accesstoken",
            "registrationAccessToken",
            "subject_token",
            "id_token",
            "refreshTokens",
            "apiKey",
            "APIKey",
            "api_key",
            "x-api-key",
            "apikey",
            "private_key",
            "privateKey",
            "saml.signing.private.key",
            "secretKey",
            "SECRET_KEY",
            "aws_secret_access_key",
            "signingKey",
            "credentials",
            "bindCredential",
            "otp",
            "totp",
            "jwt",
            "assertion",
            "client_assertion",
            "Authorization",
            "Proxy-Authorization",
            "device_code",
            "session_code",
            "code_verifier",
            "SAMLResponse",
        ] {
            assert!(is_secret(name), "{name}");
        }
    }

    #[test]
    fn names_around_secrets_are_not_secret() {
        for name in [
            "",
            "_",
            "42",
            "passwordPolicy",
            "password_policy",
            "passwordPolicies",
            "password-expired",
            "UPDATE_PASSWORD_URL",
            "passwordLength",
            "compass",
            "bypass",
            "token-service",
            "tokenUrl",
            "token_endpoint",
            "token_type",
            "token_endpoint_auth_methods_supported",
            "access_token_lifespan",
            "accessTokenLifespan",
            "actionTokenGeneratedByAdminLifespan",
            "refreshTokenMaxReuse",
            "client_assertion_type",
            "client.secret.creation.time",
            "client_secret_expires_at",
            "secretName",
            "secretRef",
            "access.token.claim",
            "id.token.signed.response.alg",
            "token_id",
            "refresh_token_id",
            "tokens-not-before",
            "tokenizer",
            "disableableCredentialTypes",
            "requiredCredentials",
            "credential",
            "credential_type",
            "client_credentials",
            "authorizationSettings",
            "authorizationServicesEnabled",
            "authorization_endpoint",
            "otpPolicyType",
            "public_key",
            "publicKey",
            "keyId",
            "key",
            "keys",
            "messageKey",
            "primary_key",
            "access_key_id",
            "errorCode",
            "statusCode",
            "code",
            "code_challenge",
            "response",
            "user",
            "username",
            "realm",
            "clientId",
            "scope",
            "state",
            "session_state",
            "data",
            "WWW-Authenticate",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn headers_with_secrets_are_recognized() {
        for name in [
            "set-cookie",
            "cookie",
            "set-cookie2",
            "authorization",
            "proxy-authorization",
            "x-auth-request-access-token",
            "x-forwarded-access-token",
            "x-api-key",
            "x-vault-token",
            "x-csrf-token",
        ] {
            assert!(is_secret_header(name), "{name}");
        }
        for name in [
            "www-authenticate",
            "location",
            "content-type",
            "x-request-id",
            "server",
            "x-token-expires-in",
        ] {
            assert!(!is_secret_header(name), "{name}");
        }
    }
}
