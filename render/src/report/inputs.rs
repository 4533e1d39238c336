//! Lists what the user entered for a check, without secrets.

use diagnosis::attempt::{Attempt, Field, TokenSource, parameter};

/// The user's input, with the labels of the form and in its order.
pub fn inputs(attempt: &Attempt) -> Vec<(String, String)> {
    let named = |field: Field, value: Option<String>| Some((field.label().to_owned(), value?));
    let operation = &attempt.operation;
    let request = match &operation.query {
        Some(query) => format!("{}?{query}", operation.name()),
        None => operation.name(),
    };
    let username = match &attempt.token_source {
        TokenSource::Password { username, .. } => Some(username.clone()),
        TokenSource::ClientCredentials(_) | TokenSource::Given { .. } => None,
    };
    let grant = match &attempt.token_source {
        TokenSource::ClientCredentials(_) => "Client credentials",
        TokenSource::Password { .. } => "Password grant",
        TokenSource::Given { .. } => "Pasted access token",
    };
    let parameters = operation.target_names().filter_map(|name| {
        let value = operation.params.get(name)?.clone();
        let name = match parameter(&operation.template, name).label {
            "" => format!("{{{name}}}"),
            label => label.to_owned(),
        };
        Some((name, value))
    });
    let sent = (!operation.is_read()).then(|| {
        let sent = if attempt.send_writes { "yes" } else { "no" };
        ("Send this request".to_owned(), sent.to_owned())
    });
    let client = attempt.client();
    let without_secrets = diagnosis::without_secrets(attempt);
    [
        named(Field::Url, Some(attempt.base_url.to_string())),
        named(Field::Realm, Some(attempt.realm.to_string())),
        named(Field::Grant, Some(grant.to_owned())),
        named(Field::ClientId, client.map(|client| client.id.to_string())),
        named(Field::Username, username),
        named(Field::Operation, Some(request)),
    ]
    .into_iter()
    .flatten()
    .chain(parameters)
    .chain(sent)
    .chain(
        [
            named(
                Field::AuthRealm,
                attempt.auth_realm.as_ref().map(ToString::to_string),
            ),
            named(Field::Scope, attempt.scope.clone()),
            named(
                Field::CaCertificate,
                attempt.ca_certificate.as_ref().map(|_| "given".to_owned()),
            ),
            named(
                Field::Keycloak,
                attempt.keycloak.map(|version| version.to_string()),
            ),
        ]
        .into_iter()
        .flatten(),
    )
    .map(|(name, value)| (name, without_secrets(&value)))
    .collect()
}
