//! Sends Admin REST requests as the administrator.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::Value;
use ureq::{Agent, Body, http::Response};

use super::{Grant, access_token};

mod objects;

/// An access token of the realm `master` lives for 60 seconds.
const RENEW_AFTER: Duration = Duration::from_secs(40);

/// The Admin REST API of one server, with an administrator's token that is renewed before it expires.
#[derive(Debug)]
pub struct Admin {
    agent: Agent,
    base_url: String,
    name: String,
    password: String,
    token: Mutex<(String, Instant)>,
}

/// A server's response.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The last part of the `Location` header: the ID of the created object.
    pub created: Option<String>,
    /// The body, unchanged.
    pub text: String,
}

impl Answer {
    pub(super) fn read(mut response: Response<Body>) -> Result<Self> {
        let location = response.headers().get("location");
        let created = location
            .and_then(|url| url.to_str().ok()?.rsplit('/').next())
            .map(str::to_owned);
        Ok(Self {
            status: response.status().as_u16(),
            created,
            text: response.body_mut().read_to_string()?,
        })
    }

    /// The body as JSON; `Null` if it is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The response, or an error that says what was being done, when the server refused.
    pub fn accepted(self, doing: &str) -> Result<Self> {
        if self.status >= 300 {
            bail!("{doing}: Keycloak answered {} {}", self.status, self.text);
        }
        Ok(self)
    }
}

impl Admin {
    /// Requests the first token with the password of a user of the realm `master`.
    pub fn log_in(base_url: &str, name: &str, password: &str) -> Result<Self> {
        Ok(Self {
            agent: agent(),
            base_url: base_url.to_owned(),
            name: name.to_owned(),
            password: password.to_owned(),
            token: Mutex::new((token(base_url, name, password)?, Instant::now())),
        })
    }

    /// A token that is valid for at least 20 more seconds.
    pub fn token(&self) -> Result<String> {
        let mut held = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if held.1.elapsed() > RENEW_AFTER {
            *held = (
                token(&self.base_url, &self.name, &self.password)?,
                Instant::now(),
            );
        }
        Ok(held.0.clone())
    }

    /// `GET {base URL}/admin{path}`; the path begins with a slash, for example `/realms/master` or `/serverinfo`.
    pub fn get(&self, path: &str) -> Result<Answer> {
        let request = self.agent.get(self.url(path));
        let answer = request.header("authorization", self.bearer()?).call();
        Answer::read(answer.with_context(|| format!("GET {path}"))?)
    }

    /// `POST`, see [`Self::get`] for the path.
    pub fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = self.agent.post(self.url(path));
        let answer = request
            .header("authorization", self.bearer()?)
            .send_json(body);
        Answer::read(answer.with_context(|| format!("POST {path}"))?)
    }

    /// `PUT`, see [`Self::get`] for the path.
    pub fn put(&self, path: &str, body: &Value) -> Result<Answer> {
        let request = self.agent.put(self.url(path));
        let answer = request
            .header("authorization", self.bearer()?)
            .send_json(body);
        Answer::read(answer.with_context(|| format!("PUT {path}"))?)
    }

    /// `DELETE`, see [`Self::get`] for the path. A body names the role mappings to remove.
    pub fn delete(&self, path: &str, body: Option<&Value>) -> Result<Answer> {
        let request = self.agent.delete(self.url(path));
        let request = request.header("authorization", self.bearer()?);
        let answer = match body {
            None => request.call(),
            Some(body) => request.force_send_body().send_json(body),
        };
        Answer::read(answer.with_context(|| format!("DELETE {path}"))?)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/admin{path}", self.base_url)
    }

    fn bearer(&self) -> Result<String> {
        Ok(format!("Bearer {}", self.token()?))
    }
}

/// The HTTP client of the lab. A denied request is a response; a server that hangs is an error.
pub(super) fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_mins(5)))
        .max_redirects(0)
        .build()
        .into()
}

fn token(base_url: &str, username: &str, password: &str) -> Result<String> {
    let grant = Grant::Password { username, password };
    access_token(base_url, "master", "admin-cli", None, grant)
        .map_err(|error| anyhow!("logging in as {username}: {error:#}"))
}
