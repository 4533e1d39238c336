//! Builds the input that a user would enter for a scenario.

use serde_json::{Value, json};

use super::{Stage, merged};

impl Stage<'_> {
    /// The input of the default case: the scenario's client and the ID of the user in question. `changes` replaces fields.
    pub fn input(&self, changes: Value) -> Value {
        let typed = json!({
            "url": self.base_url(), "realm": self.realm(), "client_id": self.client_id, "client_secret": self.secret,
            "user_id": self.target(),
        });
        merged(typed, changes)
    }

    /// The input for the password grant of the scenario's user.
    pub fn password_input(&self, changes: Value) -> Value {
        let typed =
            json!({ "grant": "password", "username": self.username, "password": self.password });
        self.input(merged(typed, changes))
    }

    /// The input with a pasted token and the client's credentials, with which a fresh token can be requested.
    pub fn token_input(&self, token: &str, changes: Value) -> Value {
        self.input(merged(json!({ "grant": "token", "token": token }), changes))
    }

    /// The input with a pasted token and nothing else.
    pub fn token_alone(&self, token: &str) -> Value {
        self.token_input(token, json!({ "client_id": "", "client_secret": "" }))
    }
}
