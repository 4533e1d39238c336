//! Requests the tokens of a scenario's client.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::Stage;
use crate::{
    keycloak::{Grant, access_token},
    record::transport,
};

impl Stage<'_> {
    /// An access token of the scenario's client, as a service account.
    pub fn service_token(&self) -> Result<String> {
        self.service_token_of(self.realm())
    }

    /// An access token of another realm.
    pub fn service_token_of(&self, realm: &str) -> Result<String> {
        let grant = Grant::ClientCredentials;
        access_token(
            self.base_url(),
            realm,
            &self.client_id,
            Some(&self.secret),
            grant,
        )
    }

    /// The token endpoint's response to the password of the scenario's user.
    pub fn user_tokens(&self, scope: &str) -> Result<Value> {
        let form = [
            ("grant_type", "password"),
            ("scope", scope),
            ("username", &self.username),
            ("password", &self.password),
        ];
        self.tokens(self.base_url(), &form, None)
    }

    /// Sends a request to the token endpoint at a URL of this server as the scenario's client, with or without a `DPoP` proof.
    pub fn tokens(
        &self,
        address: &str,
        form: &[(&str, &str)],
        proof: Option<&str>,
    ) -> Result<Value> {
        let answer = self.openid(address, "token", form, proof)?;
        if answer["access_token"].is_null() {
            bail!("the token endpoint answered without a token");
        }
        Ok(answer)
    }

    /// Posts a form to an OpenID Connect endpoint as the scenario's client. A response that is not JSON is returned as a string.
    pub fn openid(
        &self,
        address: &str,
        endpoint: &str,
        form: &[(&str, &str)],
        proof: Option<&str>,
    ) -> Result<Value> {
        let url = format!(
            "{address}/realms/{}/protocol/openid-connect/{endpoint}",
            self.realm()
        );
        let client = [
            ("client_id", self.client_id.as_str()),
            ("client_secret", &self.secret),
        ];
        let mut request = transport::agent().post(&url);
        if let Some(proof) = proof {
            request = request.header("dpop", proof);
        }
        let form = form.iter().chain(&client).copied();
        let mut answer = request
            .send_form(form)
            .with_context(|| format!("POST {url}"))?;
        let body = answer.body_mut().read_to_string()?;
        if !answer.status().is_success() {
            bail!("POST {url}: {} {body}", answer.status());
        }
        Ok(serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }
}
