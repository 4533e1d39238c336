//! Issues tokens and verifies tokens that callers send back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use web_time::{SystemTime, UNIX_EPOCH};

use crate::clients::REALM_MANAGEMENT;
use crate::key::Key;
use crate::realm::{Person, Realm};
use crate::roles::{Role, RoleSet};
use crate::{CLIENT_ID, REALM};

/// The lifespan of a refresh token in seconds.
pub(crate) const REFRESH_LIFESPAN: u64 = 1800;

/// The kinds of token, spelled as in `typ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// An access token.
    Bearer,
    /// An ID token.
    #[serde(rename = "ID")]
    Id,
    /// A refresh token.
    Refresh,
}

/// A sign-in: the user, the client, and the scope that tokens are made from.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) person: Person,
    /// The client that requested the token.
    pub(crate) client_id: String,
    /// The realm of the sign-in.
    pub(crate) realm: Realm,
    /// The session; `None` for a service account.
    pub(crate) session: Option<String>,
    /// The scope as the token endpoint returns it.
    pub(crate) scope: String,
}

/// The claims of every kind of token, in Keycloak's order.
#[derive(Serialize, Deserialize)]
pub(crate) struct Claims {
    exp: u64,
    iat: u64,
    jti: String,
    iss: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    aud: Option<Audience>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<String>,
    typ: Kind,
    azp: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    realm_access: Option<Roles>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resource_access: Option<ResourceAccess>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    #[serde(flatten)]
    profile: Option<Profile>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Serialize, Deserialize)]
struct Roles {
    roles: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct ResourceAccess {
    #[serde(rename = "realm-management", skip_serializing_if = "Option::is_none")]
    realm_management: Option<Roles>,
    account: Roles,
}

/// The claims of the scopes `profile`, `email`, and `service_account`.
#[derive(Serialize, Deserialize)]
struct Profile {
    email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "clientHost", skip_serializing_if = "Option::is_none")]
    client_host: Option<String>,
    preferred_username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(rename = "clientAddress", skip_serializing_if = "Option::is_none")]
    client_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
}

impl Profile {
    fn of(person: Person) -> Self {
        let user = person.details();
        let client = (person == Person::ServiceAccount).then_some(());
        Self {
            email_verified: user.email_verified,
            name: user
                .first_name
                .zip(user.last_name)
                .map(|(first, last)| format!("{first} {last}")),
            // The demo does not record the caller's address.
            client_host: client.map(|()| "127.0.0.1".to_owned()),
            preferred_username: user.username.to_owned(),
            given_name: user.first_name.map(ToOwned::to_owned),
            family_name: user.last_name.map(ToOwned::to_owned),
            email: user.email.map(ToOwned::to_owned),
            client_address: client.map(|()| "127.0.0.1".to_owned()),
            client_id: client.map(|()| CLIENT_ID.to_owned()),
        }
    }
}

impl Login {
    /// Tokens of `admin-cli` are lightweight: they do not identify the user.
    fn is_lightweight(&self) -> bool {
        self.client_id == "admin-cli"
    }

    fn claims(&self, base: &str, kind: Kind, prefix: &str, lifespan: u64) -> Claims {
        let now = now();
        Claims {
            exp: now + lifespan,
            iat: now,
            jti: format!("{prefix}{}", Uuid::new_v4()),
            iss: self.realm.issuer(base),
            aud: None,
            sub: (!self.is_lightweight()).then(|| self.person.details().id.to_owned()),
            typ: kind,
            azp: self.client_id.clone(),
            sid: self.session.clone(),
            at_hash: None,
            acr: None,
            realm_access: None,
            resource_access: None,
            scope: Some(self.scope.clone()),
            profile: None,
        }
    }

    /// The access token, with the roles assigned at this moment. Its audience includes the Admin API if the client has the scope for it.
    pub(crate) fn access_token(&self, base: &str, roles: RoleSet, for_admin_api: bool) -> Claims {
        // The letters of the prefix encode session, kind of token, and grant.
        let prefix = match (self.is_lightweight(), &self.session) {
            (true, _) => "onltro:",
            (false, Some(_)) => "onrtro:",
            (false, None) => "trrtcc:",
        };
        let mut claims = self.claims(
            base,
            Kind::Bearer,
            prefix,
            self.realm.access_token_lifespan(),
        );
        let admin_api = for_admin_api.then(|| self.realm.admin_api(base));
        if self.is_lightweight() {
            claims.aud = admin_api.map(Audience::One);
            return claims;
        }
        claims.acr = Some("1".to_owned());
        let managed = (!roles.is_empty()).then(|| Roles::named(roles.iter().map(Role::name)));
        let mut audience: Vec<String> = admin_api.into_iter().collect();
        audience.extend(managed.is_some().then(|| REALM_MANAGEMENT.to_owned()));
        claims.aud = Some(if audience.is_empty() {
            Audience::One("account".to_owned())
        } else {
            audience.push("account".to_owned());
            Audience::Many(audience)
        });
        claims.realm_access = Some(Roles::named([
            &*format!("default-roles-{REALM}"),
            "offline_access",
            "uma_authorization",
        ]));
        claims.resource_access = Some(ResourceAccess {
            realm_management: managed,
            account: Roles::named(["manage-account", "manage-account-links", "view-profile"]),
        });
        claims.profile = Some(Profile::of(self.person));
        claims
    }

    /// The ID token, which the scope `openid` requests.
    pub(crate) fn id_token(&self, base: &str, access_token: &str) -> Claims {
        let mut claims = self.claims(base, Kind::Id, "", self.realm.access_token_lifespan());
        claims.sub = Some(self.person.details().id.to_owned());
        claims.aud = Some(Audience::One(self.client_id.clone()));
        let hash = Sha256::digest(access_token.as_bytes());
        let (half, _) = hash.split_at(hash.len() / 2);
        claims.at_hash = Some(URL_SAFE_NO_PAD.encode(half));
        claims.acr = Some("1".to_owned());
        claims.scope = None;
        claims.profile = Some(Profile::of(self.person));
        claims
    }

    /// The refresh token, which only sessions have.
    pub(crate) fn refresh_token(&self, base: &str) -> Claims {
        let mut claims = self.claims(base, Kind::Refresh, "", REFRESH_LIFESPAN);
        claims.aud = Some(Audience::One(self.realm.issuer(base)));
        claims
    }
}

impl Audience {
    fn includes(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(all) => all.iter().any(|one| one == name),
        }
    }
}

impl Roles {
    fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            roles: names.into_iter().map(ToOwned::to_owned).collect(),
        }
    }
}

/// The header of a token, in Keycloak's order.
#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    typ: &'a str,
    kid: &'a str,
}

/// Writes and signs a token.
pub(crate) fn sign(key: &Key, claims: &Claims) -> Option<String> {
    let header = Header {
        alg: "ES256",
        typ: "JWT",
        kid: &key.jwk.kid,
    };
    let header = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&header).ok()?);
    let claims = URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims).ok()?);
    let signed = format!("{header}.{claims}");
    let signature = key.sign(&signed);
    Some(format!("{signed}.{signature}"))
}

/// Verifies a token of the given kind: this Keycloak must have issued it under this base URL, and it must not have expired.
pub(crate) fn verify(key: &Key, base: &str, token: &str, expected: Kind) -> Option<Login> {
    read(key, base, token, expected).map(|(login, _)| login)
}

/// Verifies an access token as [`verify`] does, and that its audience includes the Admin API of its realm.
pub(crate) fn verify_for_admin_api(key: &Key, base: &str, token: &str) -> Option<Login> {
    let (login, audience) = read(key, base, token, Kind::Bearer)?;
    audience
        .is_some_and(|audience| audience.includes(&login.realm.admin_api(base)))
        .then_some(login)
}

fn read(key: &Key, base: &str, token: &str, expected: Kind) -> Option<(Login, Option<Audience>)> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (_, claims) = signed.split_once('.')?;
    if !key.has_signed(signed, signature) {
        return None;
    }
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    if claims.typ != expected || claims.exp < now() {
        return None;
    }
    let realm = [Realm::Story, Realm::Master]
        .into_iter()
        .find(|realm| realm.issuer(base) == claims.iss)?;
    // Each realm has one user with a password, so a session without `sub` belongs to that user.
    let person = match (realm, &claims.sid) {
        (Realm::Master, _) => Person::Admin,
        (Realm::Story, None) => Person::ServiceAccount,
        (Realm::Story, Some(_)) => Person::JohnDoe,
    };
    let login = Login {
        person,
        client_id: claims.azp,
        realm,
        session: claims.sid,
        scope: claims.scope.unwrap_or_default(),
    };
    Some((login, claims.aud))
}

fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}
