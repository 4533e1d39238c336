//! Writes a shell script that repeats the requests with curl. Secrets come from the environment.

use super::quote;
use crate::attempt::{Attempt, TokenSource};

/// The token request and the operation, as they were sent.
pub(crate) fn script(attempt: &Attempt) -> String {
    let mut lines = vec!["#!/bin/sh".to_owned(), "set -eu".to_owned()];
    match &attempt.token_source {
        TokenSource::Given { .. } => {
            lines.push("# The token comes from the environment: WHY403_TOKEN".to_owned());
            lines.push("TOKEN=${WHY403_TOKEN:?Set WHY403_TOKEN}".to_owned());
        }
        TokenSource::ClientCredentials(client) | TokenSource::Password { client, .. } => {
            let realm = attempt.token_realm().as_str();
            let url =
                attempt
                    .base_url
                    .join(["realms", realm, "protocol", "openid-connect", "token"]);
            let mut form = Vec::new();
            if let TokenSource::Password { username, .. } = &attempt.token_source {
                lines.push("# The password comes from the environment: WHY403_PASSWORD".to_owned());
                form.push("-d grant_type=password".to_owned());
                form.push(format!(
                    "--data-urlencode {}",
                    quote(&format!("username={username}"))
                ));
                form.push(
                    "--data-urlencode \"password=${WHY403_PASSWORD:?Set WHY403_PASSWORD}\""
                        .to_owned(),
                );
            } else {
                form.push("-d grant_type=client_credentials".to_owned());
            }
            form.push(format!(
                "--data-urlencode {}",
                quote(&format!("client_id={}", client.id))
            ));
            if client.secret.is_some() {
                lines.push(
                    "# The client's secret comes from the environment: \
             WHY403_CLIENT_SECRET"
                        .to_owned(),
                );
                form.push("--data-urlencode \"client_secret=${WHY403_CLIENT_SECRET:?Set WHY403_CLIENT_SECRET}\"".to_owned());
            }
            if let Some(scope) = &attempt.scope {
                let scope = crate::without_secrets(attempt)(scope);
                form.push(format!(
                    "--data-urlencode {}",
                    quote(&format!("scope={scope}"))
                ));
            }
            lines.push(format!(
                "RESPONSE=$(curl -sS -H 'Accept: application/json' {} \\\n  {})",
                quote(url.as_str()),
                form.join(" \\\n  ")
            ));
            lines.push(
                "TOKEN=$(printf %s \"$RESPONSE\" | sed -n \
             's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/p')"
                    .to_owned(),
            );
            lines.push("[ -n \"$TOKEN\" ] || { printf '%s\\n' \"$RESPONSE\"; exit 1; }".to_owned());
        }
    }
    let operation = &attempt.operation;
    if !attempt.sends_operation() {
        lines.push(format!(
            "# {} modifies data and was not sent, so this script does not send it.",
            operation.name()
        ));
        lines.push("echo 'Keycloak issued a token.'".to_owned());
        lines.push(String::new());
        return lines.join("\n");
    }
    let body = operation.body().map_or_else(String::new, |body| {
        format!(" \\\n  -H 'Content-Type: application/json' -d '{body}'")
    });
    if !operation.is_read() {
        lines.push("# This request modifies data.".to_owned());
    }
    lines.push(format!(
        "curl -sS -i -X {} -H 'Accept: application/json' -H \"Authorization: Bearer \
             $TOKEN\" \\\n  {}{body}",
        operation.method,
        quote(operation.url(&attempt.base_url).as_str())
    ));
    lines.push(String::new());
    lines.join("\n")
}
