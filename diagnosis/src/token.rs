//! Decodes tokens without verifying them. Claims show what the token contains, not what the server grants.

use crate::attempt::decoded;
use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

/// RFC 7515 omits the padding, but other programs may add it.
const BASE64URL: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The kind of a Keycloak token, by its `typ` claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenType {
    /// An access token (`Bearer`, or `DPoP`).
    Access,
    /// An ID token.
    Id,
    /// A refresh or offline token.
    Refresh,
    /// A token for client registration: an initial access token or a registration access token.
    Registration,
    /// Any other kind, or no `typ`.
    Other,
}

/// A decoded JWT.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    header: Map<String, Value>,
    claims: Map<String, Value>,
}

impl Token {
    /// Decodes header and claims; `None` if the text is not a JWT of three parts. The last part may be empty only if the header says that
    /// the token is unsigned (RFC 7519 section 6).
    pub fn decode(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let token = Self {
            header: object(header)?,
            claims: object(claims)?,
        };
        (!signature.is_empty() || token.is_unsigned()).then_some(token)
    }

    /// Whether the header says that the token is unsigned (`"alg":"none"`).
    pub fn is_unsigned(&self) -> bool {
        self.header.get("alg").and_then(Value::as_str) == Some("none")
    }

    /// The JOSE header.
    pub fn header(&self) -> &Map<String, Value> {
        &self.header
    }

    /// The claims.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// A claim that is a string.
    pub fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// `iss`: the issuer, `{base URL}/realms/{realm}`.
    pub fn issuer(&self) -> Option<&str> {
        self.text("iss").filter(|issuer| !issuer.is_empty())
    }

    /// What every token of Keycloak has and this one lacks: the claim `iss` or, in the header, `alg` (RFC 7515 section 4.1.1).
    pub fn missing_part(&self) -> Option<&'static str> {
        if self.issuer().is_none() {
            Some("iss")
        } else if self.header.get("alg").and_then(Value::as_str).is_none() {
            Some("alg")
        } else {
            None
        }
    }

    /// The realm in the issuer, decoded.
    pub fn realm(&self) -> Option<String> {
        let (_, realm) = self.issuer()?.rsplit_once("/realms/")?;
        Some(decoded(realm)).filter(|realm| !realm.contains('/'))
    }

    /// Whether this is a JWT with which a client authenticates (RFC 7523 section 3): the client ID is both the issuer and the subject.
    pub fn is_client_assertion(&self) -> bool {
        self.issuer()
            .is_some_and(|issuer| self.text("sub") == Some(issuer) && self.realm().is_none())
    }

    /// Whether a server other than Keycloak issued the token: the issuer of a Keycloak realm ends with `/realms/{realm}`.
    pub fn is_of_another_product(&self) -> bool {
        self.issuer()
            .is_some_and(|issuer| issuer.contains("://") && self.realm().is_none())
            && !self.is_client_assertion()
    }

    /// The kind of the token.
    pub fn kind(&self) -> TokenType {
        match self.text("typ") {
            Some("Bearer" | "DPoP") => TokenType::Access,
            Some("ID") => TokenType::Id,
            Some("Refresh" | "Offline") => TokenType::Refresh,
            Some("InitialAccessToken" | "RegistrationAccessToken") => TokenType::Registration,
            _ => TokenType::Other,
        }
    }

    /// `exp`, in seconds since 1970. `None` if there is no `exp` or it is 0, as in tokens that do not expire.
    pub fn expires(&self) -> Option<i64> {
        self.claims.get("exp")?.as_i64().filter(|exp| *exp != 0)
    }

    /// `nbf`, in seconds since 1970. Keycloak writes 0 or leaves it out if the token is valid at once.
    pub fn not_before(&self) -> Option<i64> {
        self.claims.get("nbf")?.as_i64().filter(|nbf| *nbf != 0)
    }

    /// `iat`, in seconds since 1970.
    pub fn issued(&self) -> Option<i64> {
        self.claims.get("iat")?.as_i64()
    }

    /// The client that requested the token (`azp`).
    pub fn client(&self) -> Option<&str> {
        self.text("azp").or_else(|| self.text("client_id"))
    }

    /// The granted scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.text("scope").unwrap_or_default().split(' ')
    }

    /// Whether the token was issued to a service account (`client_credentials`).
    pub fn is_service_account(&self) -> bool {
        self.text("preferred_username")
            .is_some_and(|name| name.starts_with("service-account-"))
            || self.claims.contains_key("clientHost")
    }

    /// Whether the token is bound to a `DPoP` key (`cnf.jkt`, RFC 9449 section 6).
    pub fn is_dpop_bound(&self) -> bool {
        self.claims
            .get("cnf")
            .is_some_and(|cnf| cnf.get("jkt").is_some())
    }

    /// Whether `jti` says that the token is lightweight (26.2 and later: third and fourth letter `lt`); `None` if `jti` does not show it.
    pub fn is_lightweight(&self) -> Option<bool> {
        let (prefix, _) = self.text("jti")?.split_once(':')?;
        match prefix.get(2..4)? {
            "lt" => Some(true),
            "rt" => Some(false),
            _ => None,
        }
    }

    /// Whether the token seems to be lightweight. If `jti` does not show it (24 to 26.0), a lightweight token lacks what the scope
    /// `profile` and the default scope `acr` add to every other token (recordings lightweight-token and roles-scope-missing).
    pub fn looks_lightweight(&self) -> bool {
        self.is_lightweight().unwrap_or_else(|| {
            self.scopes().any(|scope| scope == "profile")
                && self.text("preferred_username").is_none()
                && self.text("acr").is_none()
        })
    }

    /// The roles of one client, in the token's order; `None` if the token does not list the client.
    pub fn client_roles(&self, client: &str) -> Option<Vec<&str>> {
        roles(self.claims.get("resource_access")?.get(client)?)
    }

    /// The clients listed under `resource_access`.
    pub fn role_clients(&self) -> impl Iterator<Item = &str> {
        self.claims
            .get("resource_access")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|clients| clients.keys().map(String::as_str))
    }

    /// The realm roles; empty if there are none.
    pub fn realm_roles(&self) -> Vec<&str> {
        self.claims
            .get("realm_access")
            .and_then(roles)
            .unwrap_or_default()
    }

    /// Whether the token lists any role.
    pub fn has_role_claims(&self) -> bool {
        self.claims.contains_key("resource_access") || self.claims.contains_key("realm_access")
    }

    /// Whether the token lists roles of `account`, which everybody has by default. A token without them may lack roles of other clients as
    /// well: the client scope `roles` lacks its mapper “client roles”, or other mappers replace it (recordings client-roles-mapper-missing
    /// and mappers-for-own-roles-alone).
    pub fn lists_account(&self) -> bool {
        self.client_roles("account").is_some()
    }

    /// Whether the token seems to list all roles of its owner. That is not certain: the client's scope may allow exactly these roles
    /// (recording full-scope-off-but-for-default-roles).
    pub fn lists_roles_whole(&self) -> bool {
        self.lists_default_roles() && self.lists_account()
    }

    /// Whether the token lists the realm's default roles: then the client's scope hardly filters its roles.
    pub fn lists_default_roles(&self) -> bool {
        self.realm_roles()
            .iter()
            .any(|role| role.starts_with("default-roles-"))
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let bytes = BASE64URL.decode(part).ok()?;
    match serde_json::from_slice(&bytes).ok()? {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

fn roles(access: &Value) -> Option<Vec<&str>> {
    let listed = access.get("roles")?.as_array()?;
    Some(listed.iter().filter_map(Value::as_str).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        let part = |json: &str| BASE64URL.encode(json);
        format!("{}.{}.sig", part(r#"{"alg":"RS256"}"#), part(claims))
    }

    #[test]
    fn the_realm_is_read_from_the_issuer() {
        for (issuer, realm) in [
            ("https://sso.example.com/auth/realms/acme", Some("acme")),
            ("https://sso.example.com/realms/a%20b", Some("a b")),
            ("https://sso.example.com/realms/a+b", Some("a+b")),
            ("https://accounts.example.com", None),
        ] {
            let token = Token::decode(&jwt(&format!(r#"{{"iss":"{issuer}"}}"#))).unwrap();
            assert_eq!(token.realm().as_deref(), realm, "{issuer}");
        }
    }

    #[test]
    fn other_text_is_not_a_jwt() {
        for text in [
            "",
            "abc",
            "a.b",
            "a.b.c",
            "..",
            "e30.e30",
            "e30.e30.",
            "e30.W10.x",
            "é.e30.x",
        ] {
            assert_eq!(Token::decode(text), None, "{text}");
        }
        assert!(Token::decode("e30=.e30=.x").is_some());
    }

    #[test]
    fn unusual_claims_do_not_panic() {
        let token = Token::decode(&jwt(
            r#"{"jti":"é:x","realm_access":7,"resource_access":{"a":{"roles":[1,"b"]},"c":[]},"exp":"soon"}"#,
        ))
        .unwrap();
        assert_eq!(token.is_lightweight(), None);
        assert_eq!(token.client_roles("a"), Some(vec!["b"]));
        assert_eq!(token.client_roles("c"), None);
        assert!(token.realm_roles().is_empty());
        assert_eq!(token.expires(), None);
    }
}
