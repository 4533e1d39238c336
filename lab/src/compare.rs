//! Compares the responses of two Keycloak servers.
//!
//! A real server and the demo are each a [`Side`]. A [`Request`] is written once, with names in braces for values that differ between the
//! sides (`{user}`), and [`normal`] removes what cannot be equal before the responses are compared.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result};
use ureq::{Agent, http};

use crate::keycloak::{Admin, Grant, access_token, story};

pub mod normal;

pub use normal::Normal;

/// A Keycloak with the story's realm in it, and the values of the names that requests use.
#[derive(Debug)]
pub struct Side {
    agent: Agent,
    base_url: String,
    realm: String,
    client_secret: String,
    values: BTreeMap<String, String>,
}

/// A request for every side, with names instead of values that differ.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
}

impl Request {
    /// A request for a path below the base URL.
    #[must_use]
    pub fn new(method: &'static str, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// A form for the token endpoint of the story's realm.
    #[must_use]
    pub fn token(form: &str) -> Self {
        Self::token_of("{realm}", form)
    }

    /// A form for the token endpoint of any realm.
    #[must_use]
    pub fn token_of(realm: &str, form: &str) -> Self {
        Self::new(
            "POST",
            &format!("/realms/{realm}/protocol/openid-connect/token"),
        )
        .body("application/x-www-form-urlencoded", form)
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Adds a bearer token, usually `{token}` or `{admin-token}`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Adds a body with a content type.
    #[must_use]
    pub fn body(mut self, content_type: &'static str, body: &str) -> Self {
        self.body = Some(body.to_owned());
        self.header("content-type", content_type)
    }

    /// Adds a JSON body.
    #[must_use]
    pub fn json(self, body: &str) -> Self {
        self.body("application/json", body)
    }
}

impl Side {
    /// Signs in as the administrator of a Keycloak that has the story's realm under some name, and looks up the IDs in it.
    pub fn look_up(
        base_url: &str,
        realm: &str,
        admin: (&str, &str),
        client_secret: &str,
    ) -> Result<Self> {
        let api = Admin::log_in(base_url, admin.0, admin.1)?;
        let client = api.client_uuid(realm, story::CLIENT_ID)?;
        let management = api.client_uuid(realm, "realm-management")?;
        let user = api.get(&format!(
            "/realms/{realm}/users?username={}&exact=true",
            story::USERNAME
        ))?;
        let user = user.accepted("looking up john-doe")?.json();
        let mut values = BTreeMap::from([
            (
                "user".to_owned(),
                user[0]["id"].as_str().context("no john-doe")?.to_owned(),
            ),
            (
                "service-account".to_owned(),
                api.service_account(realm, &client)?,
            ),
            ("admin".to_owned(), admin.0.to_owned()),
            ("admin-password".to_owned(), admin.1.to_owned()),
            ("secret".to_owned(), client_secret.to_owned()),
            ("realm".to_owned(), realm.to_owned()),
            ("base".to_owned(), base_url.to_owned()),
            (
                "nobody".to_owned(),
                "11111111-2222-4333-8444-555555555555".to_owned(),
            ),
        ]);
        let roles = api.get(&format!("/realms/{realm}/clients/{management}/roles"))?;
        let roles = roles.accepted("listing the roles")?.json();
        values.insert("all-roles".to_owned(), roles.to_string());
        for role in roles.as_array().context("roles are no list")? {
            let name = role["name"].as_str().context("a role without a name")?;
            values.insert(format!("role:{name}"), role.to_string());
        }
        values.extend([
            ("client".to_owned(), client),
            ("management".to_owned(), management),
        ]);
        let mut side = Self {
            agent: agent(),
            base_url: base_url.to_owned(),
            realm: realm.to_owned(),
            client_secret: client_secret.to_owned(),
            values,
        };
        side.renew()?;
        Ok(side)
    }

    /// Requests fresh tokens: `{token}`, `{user-token}`, and `{admin-token}`.
    pub fn renew(&mut self) -> Result<()> {
        let (base, realm, secret) = (
            &self.base_url,
            &self.realm,
            Some(self.client_secret.as_str()),
        );
        let token = access_token(
            base,
            realm,
            story::CLIENT_ID,
            secret,
            Grant::ClientCredentials,
        )?;
        let user = Grant::Password {
            username: story::USERNAME,
            password: story::PASSWORD,
        };
        let user_token = access_token(base, realm, story::CLIENT_ID, secret, user)?;
        let admin = Grant::Password {
            username: &self.values["admin"],
            password: &self.values["admin-password"],
        };
        let admin_token = access_token(base, "master", "admin-cli", None, admin)?;
        let tokens = [
            ("token", token),
            ("user-token", user_token),
            ("admin-token", admin_token),
        ];
        self.values
            .extend(tokens.map(|(name, token)| (name.to_owned(), token)));
        Ok(())
    }

    /// Sends a request and removes the dynamic parts from the response.
    pub fn send(&self, request: &Request) -> Result<Normal> {
        let url = format!("{}{}", self.base_url, self.fill(&request.path));
        let mut builder = http::Request::builder().method(request.method).uri(&url);
        for (name, value) in &request.headers {
            builder = builder.header(*name, self.fill(value));
        }
        let body = request
            .body
            .as_deref()
            .map(|body| self.fill(body))
            .unwrap_or_default();
        let answer = if request.method == "DELETE" && !body.is_empty() {
            let (parts, ()) = builder.body(())?.into_parts();
            let mut builder = self.agent.delete(&url).force_send_body();
            for (name, value) in &parts.headers {
                builder = builder.header(name, value);
            }
            builder.send(body)
        } else if body.is_empty() {
            self.agent.run(builder.body(())?)
        } else {
            self.agent.run(builder.body(body)?)
        };
        let mut answer = answer.with_context(|| format!("{} {url}", request.method))?;
        let content_type = match answer.headers().get("content-type") {
            Some(value) => Some(value.to_str()?.to_owned()),
            None => None,
        };
        let text = answer.body_mut().read_to_string()?;
        Ok(normal::answer(
            self,
            answer.status().as_u16(),
            content_type,
            &text,
        ))
    }

    fn fill(&self, template: &str) -> String {
        self.values
            .iter()
            .fold(template.to_owned(), |text, (name, value)| {
                text.replace(&format!("{{{name}}}"), value)
            })
    }
}

/// The HTTP client. Errors and redirects are responses.
fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(Duration::from_mins(1)))
        .build()
        .into()
}
