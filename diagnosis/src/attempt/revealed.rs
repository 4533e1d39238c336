//! Finds secrets in fields that are not secret: links, the browser's storage, and reports show the values of these fields.

use secrecy::ExposeSecret;

use super::{Control, Field, Input, Notice, Severity, bare_token};

/// The length from which a secret cannot appear in another field by chance.
const SURE: usize = 12;
/// The same length for a secret that does not consist of lower-case letters only.
const SURE_IF_MIXED: usize = 8;
/// The length of the secrets that Keycloak generates (`SecretGenerator`): letters and digits.
const GENERATED: usize = 32;
/// The minimum length of a token.
const SHORTEST_TOKEN: usize = 20;

/// Returns a notice for every field that contains a secret or a value that looks like one. A client ID or a user name that equals a secret
/// may be right, and reports hide a secret in the scope, so their notices are warnings.
pub fn revealed(input: &Input) -> Vec<Notice> {
    let secrets = [
        (Field::ClientSecret, input.client_secret.expose_secret()),
        (Field::Password, input.password.expose_secret()),
        (Field::Token, bare_token(input.token.expose_secret())),
    ];
    let texts = Field::ALL
        .into_iter()
        .filter(|field| field.is_text() && !field.is_secret())
        .map(|field| (field, None, input.text(field)));
    let parameters = input
        .params
        .iter()
        .map(|(name, value)| (Field::Params, Some(name), value.as_str()));
    texts
        .chain(parameters)
        .filter_map(|(field, parameter, text)| {
            let (severity, message) = flaw(field, text, &secrets)?;
            Some(Notice {
                field,
                severity,
                message,
                parameter: parameter.cloned(),
                suggestion: None,
            })
        })
        .collect()
}

fn flaw(field: Field, text: &str, secrets: &[(Field, &str)]) -> Option<(Severity, String)> {
    if field.control() == Control::Block {
        return text.contains("PRIVATE KEY-----").then(|| {
            let message = "This value contains a private key. Enter the certificate only.";
            (Severity::Error, message.to_owned())
        });
    }
    if let Some((of, _)) = secrets
        .iter()
        .find(|(_, secret)| is_sure(secret) && text.contains(secret.trim()))
    {
        let severity = match field {
            Field::ClientId | Field::Username | Field::Scope => Severity::Warning,
            _ => Severity::Error,
        };
        let message = format!(
            "This value contains the {}. Enter the secret only in its own field.",
            of.label().to_lowercase()
        );
        return Some((severity, message));
    }
    let mut words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    if words.clone().any(is_token) {
        let message = "This value contains a token. Enter a token only in the field Access token.";
        return Some((Severity::Error, message.to_owned()));
    }
    words.any(is_generated).then(|| {
        let message =
            "This value looks like a client secret. Enter a secret only in its own field.";
        (Severity::Warning, message.to_owned())
    })
}

/// Whether a secret is long enough that another field contains it only if it was entered there.
fn is_sure(secret: &str) -> bool {
    let secret = secret.trim();
    let is_mixed = || secret.chars().any(|c| !c.is_ascii_lowercase());
    secret.len() >= SURE || secret.len() >= SURE_IF_MIXED && is_mixed()
}

/// Whether a word is a JWT.
fn is_token(word: &str) -> bool {
    word.starts_with("eyJ") && word.len() >= SHORTEST_TOKEN && word.contains('.')
}

/// Whether a word looks like a secret that Keycloak generated.
fn is_generated(word: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| word.as_bytes().iter().any(kind);
    word.len() == GENERATED
        && word.bytes().all(|c| c.is_ascii_alphanumeric())
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "Bz3kQ9vXn1LrT7pWc5mHs8dYf2gJ6aEu";

    fn input(change: impl Fn(&mut Input)) -> Input {
        let mut input = Input {
            url: "https://sso.example.com".to_owned(),
            realm: "acme".to_owned(),
            client_id: "backend".to_owned(),
            client_secret: SECRET.into(),
            user_id: "767aa65d-2912-4e44-81de-2301c0e83e25".to_owned(),
            ..Input::default()
        };
        change(&mut input);
        input
    }

    fn found(input: &Input) -> Vec<(Field, Severity)> {
        revealed(input)
            .into_iter()
            .map(|notice| (notice.field, notice.severity))
            .collect()
    }

    #[test]
    fn a_secret_in_another_field_is_an_error_that_does_not_repeat_it() {
        for field in [Field::Realm, Field::AuthRealm, Field::UserId] {
            for text in [SECRET.to_owned(), format!("openid {SECRET}")] {
                let input = input(|input| input.set(field, text.clone()));
                assert_eq!(found(&input), [(field, Severity::Error)], "{text}");
                let errors = input.parse().unwrap_err();
                assert!(errors.iter().any(|error| error.field == field));
                assert!(errors.iter().all(|error| !error.message.contains(SECRET)));
            }
        }
        let parameter = input(|input| {
            input
                .params
                .insert("role-name".to_owned(), SECRET.to_owned());
        });
        assert_eq!(
            revealed(&parameter)[0].parameter.as_deref(),
            Some("role-name")
        );
    }

    #[test]
    fn a_client_that_is_called_like_its_secret_is_checked() {
        for field in [Field::ClientId, Field::Scope] {
            let input = input(|input| input.set(field, SECRET.to_owned()));
            assert_eq!(found(&input), [(field, Severity::Warning)]);
            assert!(input.parse().is_ok());
        }
    }

    #[test]
    fn a_value_that_looks_like_a_secret_is_reported_without_that_secret() {
        let other = |field, text: &str| {
            found(&input(|input| {
                input.client_secret = "another".into();
                input.set(field, text.to_owned());
            }))
        };
        assert_eq!(
            other(Field::Scope, SECRET),
            [(Field::Scope, Severity::Warning)]
        );
        assert_eq!(
            other(Field::UserId, "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"),
            [(Field::UserId, Severity::Error)]
        );
        assert_eq!(
            other(Field::CaCertificate, "-----BEGIN PRIVATE KEY-----\nMIIE"),
            [(Field::CaCertificate, Severity::Error)]
        );
    }

    #[test]
    fn words_that_are_also_passwords_are_no_mistake() {
        for word in ["admin", "test", "keycloak", "s3cr3t"] {
            let input = input(|input| {
                input.grant = "password".to_owned();
                input.username = word.to_owned();
                input.password = word.into();
                input.realm = word.to_owned();
                input.url = format!("https://{word}.example.com");
            });
            assert_eq!(found(&input), [], "{word}");
        }
        assert_eq!(found(&input(|_| ())), []);
    }
}
