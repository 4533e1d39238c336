//! Requests tokens of any realm, client, and grant.

use anyhow::{Context, Result, bail};

use super::{Answer, admin::agent};

/// How to get a token.
#[derive(Clone, Copy, Debug)]
pub enum Grant<'a> {
    /// The client's service account.
    ClientCredentials,
    /// A user's name and password (direct access grant).
    Password {
        /// The user's name.
        username: &'a str,
        /// The user's password.
        password: &'a str,
    },
}

/// Sends a request to the token endpoint of a realm and returns its response. `secret` is `None` for a public client.
pub fn request_token(
    base_url: &str,
    realm: &str,
    client_id: &str,
    secret: Option<&str>,
    grant: Grant<'_>,
) -> Result<Answer> {
    let mut form = vec![("client_id", client_id)];
    form.extend(secret.map(|secret| ("client_secret", secret)));
    match grant {
        Grant::ClientCredentials => form.push(("grant_type", "client_credentials")),
        Grant::Password { username, password } => form.extend([
            ("grant_type", "password"),
            ("username", username),
            ("password", password),
        ]),
    }
    let url = format!("{base_url}/realms/{realm}/protocol/openid-connect/token");
    let answer = agent().post(&url).send_form(form);
    Answer::read(answer.with_context(|| format!("POST {url}"))?)
}

/// Requests a token, and fails if the endpoint returns none.
pub fn access_token(
    base_url: &str,
    realm: &str,
    client_id: &str,
    secret: Option<&str>,
    grant: Grant<'_>,
) -> Result<String> {
    let answer = request_token(base_url, realm, client_id, secret, grant)?;
    match answer.json()["access_token"].as_str() {
        Some(token) => Ok(token.to_owned()),
        // The body of an error contains no secret.
        None if answer.status != 200 => bail!(
            "no token for {client_id} in {realm}: {} {}",
            answer.status,
            answer.text
        ),
        None => bail!("the token endpoint of {realm} answered 200 without an access token"),
    }
}
