//! Creates callers: users with exactly the given roles, and sends requests as one of them.

use std::{
    collections::{BTreeSet, HashMap},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use permissions::TokenRealm;
use serde_json::{Value, json};
use ureq::Agent;

use crate::keycloak::{Admin, Grant, access_token};

/// The age at which tokens are renewed. Tokens of the measured realm live an hour, those of `master` a minute.
const RENEW_AFTER: Duration = Duration::from_mins(30);
const RENEW_AFTER_IN_MASTER: Duration = Duration::from_secs(40);
/// Some responses are plain text; errors must be JSON.
const ACCEPT: &str = "application/json, */*;q=0.1";
const PASSWORD: &str = "measured";
/// The public client that every realm has.
const CLIENT_ID: &str = "admin-cli";

/// A caller's roles, possibly none.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Who {
    pub token_realm: TokenRealmKey,
    pub roles: BTreeSet<String>,
}

/// [`TokenRealm`] with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum TokenRealmKey {
    Target,
    Master,
}

impl From<TokenRealmKey> for TokenRealm {
    fn from(key: TokenRealmKey) -> Self {
        match key {
            TokenRealmKey::Target => Self::Target,
            TokenRealmKey::Master => Self::Master,
        }
    }
}

impl Who {
    pub fn new<S: AsRef<str>>(
        token_realm: TokenRealmKey,
        roles: impl IntoIterator<Item = S>,
    ) -> Self {
        Self {
            token_realm,
            roles: roles
                .into_iter()
                .map(|role| role.as_ref().to_owned())
                .collect(),
        }
    }
}

/// A request without its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub method: String,
    /// The path from `/admin` on.
    pub path: String,
    pub content_type: String,
    pub body: Option<Vec<u8>>,
}

/// A response.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub status: u16,
    pub location: Option<String>,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    pub fn is_refusal(&self) -> bool {
        matches!(self.status, 401 | 403)
    }

    pub fn is_success(&self) -> bool {
        self.status < 400
    }
}

/// The callers of one realm: users of the realm and of `master`, created on first use.
pub(super) struct Callers<'a> {
    admin: &'a Admin,
    base_url: String,
    realm: String,
    agent: Agent,
    tokens: HashMap<Who, (String, Instant)>,
    /// Role name → its representation, by the realm that issues the token.
    roles: HashMap<TokenRealmKey, Vec<Role>>,
}

struct Role {
    name: String,
    id: String,
    of_master: bool,
}

/// The client whose roles allow the requests to the Admin API for this realm's own callers.
pub(super) fn management(realm: &str) -> &'static str {
    if realm == "master" {
        "master-realm"
    } else {
        "realm-management"
    }
}

impl<'a> Callers<'a> {
    pub fn new(admin: &'a Admin, base_url: &str, realm: &str) -> Result<Self> {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_mins(5)))
            .max_redirects(0)
            .build()
            .into();
        let mut callers = Self {
            admin,
            base_url: base_url.to_owned(),
            realm: realm.to_owned(),
            agent,
            tokens: HashMap::new(),
            roles: HashMap::new(),
        };
        let target = callers.client_roles(realm, management(realm))?;
        let mut master = callers.client_roles("master", &format!("{realm}-realm"))?;
        for name in ["admin", "create-realm"] {
            master.push(Role {
                name: name.to_owned(),
                id: String::new(),
                of_master: true,
            });
        }
        callers.roles.insert(TokenRealmKey::Target, target);
        callers.roles.insert(TokenRealmKey::Master, master);
        Ok(callers)
    }

    fn client_roles(&self, realm: &str, client_id: &str) -> Result<Vec<Role>> {
        let uuid = self.admin.client_uuid(realm, client_id)?;
        let path = format!("/realms/{realm}/clients/{uuid}/roles?briefRepresentation=false");
        let roles = self
            .admin
            .get(&path)?
            .accepted("listing client roles")?
            .json();
        let mut roles: Vec<Role> = roles
            .as_array()
            .context("no list of roles")?
            .iter()
            .map(|role| Role {
                name: role["name"].as_str().unwrap_or_default().to_owned(),
                id: role["id"].as_str().unwrap_or_default().to_owned(),
                of_master: false,
            })
            .collect();
        roles.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(roles)
    }

    /// The names of the roles that a caller of this realm can have, in alphabetical order; realm roles of `master` last.
    pub fn role_names(&self, token_realm: TokenRealmKey) -> Vec<String> {
        self.roles
            .get(&token_realm)
            .into_iter()
            .flatten()
            .map(|role| role.name.clone())
            .collect()
    }

    /// The roles that each client role of the target realm includes.
    pub fn composites(&self) -> Result<HashMap<String, Vec<String>>> {
        let mut composites = HashMap::new();
        for role in self.roles.get(&TokenRealmKey::Target).into_iter().flatten() {
            let path = format!("/realms/{}/roles-by-id/{}/composites", self.realm, role.id);
            let parts = self
                .admin
                .get(&path)?
                .accepted("reading a composite")?
                .json();
            let mut names: Vec<String> = parts
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|part| part["name"].as_str().map(str::to_owned))
                .collect();
            names.sort();
            composites.insert(role.name.clone(), names);
        }
        Ok(composites)
    }

    /// Sends the request as this caller, and again with a new token if the old one is rejected.
    pub fn send(&mut self, who: &Who, call: &Call) -> Result<Reply> {
        let token = self.token(who)?;
        let reply = self.send_with(&token, call)?;
        if reply.status == 401 {
            if let Some(held) = self.tokens.get_mut(who) {
                held.1 = held.1.checked_sub(RENEW_AFTER).unwrap_or(held.1);
            }
            let token = self.token(who)?;
            return self.send_with(&token, call);
        }
        Ok(reply)
    }

    /// Sends the request as the administrator who created the realm.
    pub fn send_as_administrator(&self, call: &Call) -> Result<Reply> {
        self.send_with(&self.admin.token()?, call)
    }

    fn send_with(&self, token: &str, call: &Call) -> Result<Reply> {
        let url = format!("{}{}", self.base_url, call.path);
        let bearer = format!("Bearer {token}");
        let body = call.body.clone().unwrap_or_default();
        let with_body = |request: ureq::RequestBuilder<ureq::typestate::WithBody>| {
            request
                .header("authorization", &bearer)
                .header("accept", ACCEPT)
                .header("content-type", &call.content_type)
                .send(&body[..])
        };
        let without_body = |request: ureq::RequestBuilder<ureq::typestate::WithoutBody>| {
            let request = request
                .header("authorization", &bearer)
                .header("accept", ACCEPT);
            match &call.body {
                None => request.call(),
                Some(body) => request
                    .header("content-type", &call.content_type)
                    .force_send_body()
                    .send(&body[..]),
            }
        };
        let response = match call.method.as_str() {
            "GET" => without_body(self.agent.get(&url)),
            "DELETE" => without_body(self.agent.delete(&url)),
            "POST" => with_body(self.agent.post(&url)),
            "PUT" => with_body(self.agent.put(&url)),
            "PATCH" => with_body(self.agent.patch(&url)),
            other => bail!("no call has the method {other}"),
        };
        let mut response = response.with_context(|| format!("{} {}", call.method, call.path))?;
        let location = response
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Ok(Reply {
            status: response.status().as_u16(),
            location,
            text: response.body_mut().read_to_string().unwrap_or_default(),
        })
    }

    fn token(&mut self, who: &Who) -> Result<String> {
        let renew_after = match who.token_realm {
            TokenRealmKey::Target => RENEW_AFTER,
            TokenRealmKey::Master => RENEW_AFTER_IN_MASTER,
        };
        if let Some((token, since)) = self.tokens.get(who)
            && since.elapsed() < renew_after
        {
            return Ok(token.clone());
        }
        let realm = self.realm_of(who).to_owned();
        let username = format!("caller-{}", self.name(who));
        if !self.tokens.contains_key(who) {
            self.make(who, &realm, &username)?;
        }
        let grant = Grant::Password {
            username: &username,
            password: PASSWORD,
        };
        let token = access_token(&self.base_url, &realm, CLIENT_ID, None, grant)?;
        self.tokens
            .insert(who.clone(), (token.clone(), Instant::now()));
        Ok(token)
    }

    fn realm_of(&self, who: &Who) -> &str {
        match who.token_realm {
            TokenRealmKey::Target => &self.realm,
            TokenRealmKey::Master => "master",
        }
    }

    /// A user name made of the positions of the roles, because the local part of an email address has at most 64 letters.
    fn name(&self, who: &Who) -> String {
        let names = self.role_names(who.token_realm);
        let letters = ('a'..='z').chain('0'..='9');
        let held: String = names
            .iter()
            .zip(letters)
            .filter(|(name, _)| who.roles.contains(*name))
            .map(|(_, letter)| letter)
            .collect();
        format!("{}-{held}", self.realm)
    }

    /// Imports the caller with all roles in one request, because there are hundreds of sets.
    fn make(&self, who: &Who, realm: &str, username: &str) -> Result<()> {
        let (mut client_roles, mut realm_roles) = (Vec::new(), Vec::new());
        for role in self
            .roles
            .get(&who.token_realm)
            .into_iter()
            .flatten()
            .filter(|role| who.roles.contains(&role.name))
        {
            if role.of_master {
                realm_roles.push(&role.name);
            } else {
                client_roles.push(&role.name);
            }
        }
        let container = match who.token_realm {
            TokenRealmKey::Target => management(&self.realm).to_owned(),
            TokenRealmKey::Master => format!("{}-realm", self.realm),
        };
        let user = json!({
            "username": username,
            "enabled": true,
            "emailVerified": true,
            "email": format!("{username}@example.org"),
            "firstName": "A",
            "lastName": "Caller",
            "credentials": [{ "type": "password", "value": PASSWORD, "temporary": false }],
            "clientRoles": { container: client_roles },
            "realmRoles": realm_roles,
        });
        let import = json!({ "ifResourceExists": "OVERWRITE", "users": [user] });
        self.admin
            .post(&format!("/realms/{realm}/partialImport"), &import)?
            .accepted("importing a caller")
            .map(drop)
    }
}
