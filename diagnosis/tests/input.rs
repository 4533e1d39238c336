//! Tests the parser of the form: what it accepts, what it rejects, and its messages.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use diagnosis::attempt::{Field, Input, Severity, TokenSource, notices};
use secrecy::{ExposeSecret as _, SecretString};

fn story() -> Input {
    Input {
        url: "https://sso.example.com".to_owned(),
        realm: "acme".to_owned(),
        client_id: "backend".to_owned(),
        client_secret: SecretString::from("s3cret".to_owned()),
        user_id: "767aa65d-2912-4e44-81de-2301c0e83e25".to_owned(),
        ..Input::default()
    }
}

fn errors(input: Input) -> Vec<Field> {
    match input.parse() {
        Ok(_) => Vec::new(),
        Err(errors) => errors.into_iter().map(|error| error.field).collect(),
    }
}

#[test]
fn the_demo_input_reads_a_user_with_client_credentials() {
    let attempt = story().parse().unwrap();
    assert_eq!(
        attempt.operation.name(),
        "GET /admin/realms/{realm}/users/{user-id}"
    );
    assert_eq!(
        attempt.operation.url(&attempt.base_url).as_str(),
        "https://sso.example.com/admin/realms/acme/users/767aa65d-2912-4e44-81de-2301c0e83e25"
    );
    assert!(matches!(
        attempt.token_source,
        TokenSource::ClientCredentials(_)
    ));
}

#[test]
fn every_empty_required_field_is_reported() {
    assert_eq!(
        errors(Input::default()),
        [Field::Url, Field::Realm, Field::ClientId, Field::UserId]
    );
    let with = |change: fn(&mut Input)| {
        let mut input = story();
        change(&mut input);
        errors(input)
    };
    assert_eq!(with(|i| i.user_id.clear()), [Field::UserId]);
    assert_eq!(
        with(|i| i.grant = "password".to_owned()),
        [Field::Username, Field::Password]
    );
    assert_eq!(with(|i| i.grant = "token".to_owned()), [Field::Token]);
    assert_eq!(with(|i| i.grant = "implicit".to_owned()), [Field::Grant]);
    assert_eq!(
        with(|i| i.operation = "users".to_owned()),
        [Field::Operation]
    );
    assert_eq!(
        with(|i| i.operation = "GET /realms/acme".to_owned()),
        [Field::Operation]
    );
    assert_eq!(
        with(|i| i.operation = "GET /admin/realms/{realm}/clients/{client-uuid}".to_owned()),
        [Field::Params]
    );
    assert_eq!(
        with(|i| i.keycloak = "latest".to_owned()),
        [Field::Keycloak]
    );
    assert_eq!(
        with(|i| i.ca_certificate = "secret".to_owned()),
        [Field::CaCertificate]
    );
}

#[test]
fn invalid_values_are_reported_at_their_fields() {
    for nasty in ["a\0b", "a\nb", &"x".repeat(1_000_000), "a/b"] {
        let mut input = story();
        input.realm = nasty.to_owned();
        assert_eq!(errors(input), [Field::Realm], "{:?}", &nasty[..3]);
    }
    for nasty in ["..", ".", "a\0b", &"x".repeat(1_000_000)] {
        let mut input = story();
        input.user_id = nasty.to_owned();
        assert_eq!(errors(input), [Field::UserId], "{:?}", &nasty[..1]);
    }
    let mut input = story();
    input.client_secret = SecretString::from("x".repeat(1_000_000));
    assert_eq!(errors(input), [Field::ClientSecret]);
}

#[test]
fn a_url_in_the_realm_field_is_corrected_to_its_realm() {
    let mut input = story();
    input.realm = "https://sso.example.com/realms/acme/account".to_owned();
    let errors = input.parse().unwrap_err();
    assert_eq!(errors[0].suggestion.as_deref(), Some("acme"));
}

#[test]
fn a_path_parameter_cannot_change_the_path() {
    let mut input = story();
    input.user_id = "a/clients?x=#y".to_owned();
    let attempt = input.parse().unwrap();
    assert_eq!(
        attempt.operation.url(&attempt.base_url).as_str(),
        "https://sso.example.com/admin/realms/acme/users/a%2Fclients%3Fx=%23y"
    );
    // Dots that a server could resolve are not sent at all.
    for dots in [
        "..",
        "../clients",
        "..;x",
        "..%2Fclients",
        "%2e%2e",
        "..\\clients",
    ] {
        let mut input = story();
        input.user_id = dots.to_owned();
        assert_eq!(errors(input), [Field::UserId], "{dots}");
        let mut input = story();
        input.realm = dots.replace('/', "%2f");
        assert_eq!(errors(input), [Field::Realm], "{dots}");
    }
    let mut input = story();
    input.operation = "GET /admin/realms/{realm}/..;/master/users".to_owned();
    assert_eq!(errors(input), [Field::Operation]);
    let mut input = story();
    input.url = "https://sso.example.com/a/%2e%2e/b".to_owned();
    assert_eq!(errors(input), [Field::Url]);
}

#[test]
fn a_copied_token_is_accepted() {
    for typed in [
        "a.b.c",
        " a.b.c\n",
        "Bearer a.b.c",
        "bearer  a.b.c",
        "Authorization: Bearer a.b.c",
    ] {
        let mut input = story();
        input.grant = "token".to_owned();
        input.token = SecretString::from(typed.to_owned());
        let attempt = input.parse().unwrap();
        let TokenSource::Given { token, client } = attempt.token_source else {
            panic!("{typed}")
        };
        assert_eq!(token.expose_secret(), "a.b.c", "{typed}");
        assert!(client.is_some());
    }
}

/// The fields with a warning after a change of the usual input, which is still accepted.
fn warned(change: impl FnOnce(&mut Input)) -> Vec<Field> {
    let mut input = story();
    change(&mut input);
    let found = notices(&input);
    assert!(
        found
            .iter()
            .all(|notice| notice.severity == Severity::Warning)
    );
    assert!(input.parse().is_ok());
    found.into_iter().map(|notice| notice.field).collect()
}

#[test]
fn suspicious_input_is_only_a_warning() {
    let secret = |text: &str| SecretString::from(text.to_owned());
    assert!(warned(|_| ()).is_empty());
    assert!(warned(|i| i.user_id = "f:6a1b:john".to_owned()).is_empty());
    assert_eq!(
        warned(|i| i.user_id = "john-doe".to_owned()),
        [Field::UserId]
    );
    assert_eq!(
        warned(|i| i.user_id = "john@example.com".to_owned()),
        [Field::UserId]
    );
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJ0eXAiOiJCZWFyZXIifQ.c2lnbmF0dXJl";
    let typed = |text: String| {
        move |i: &mut Input| {
            "token".clone_into(&mut i.grant);
            i.token = SecretString::from(text.clone());
        }
    };
    for surrounded in [
        format!("\"{token}\""),
        format!("'{token}'"),
        format!("Bearer \"{token}\""),
        format!("\"Bearer {token}\""),
        format!("Bearer Bearer {token}"),
        format!("{{\"access_token\":\"{token}\",\"expires_in\":300}}"),
    ] {
        assert_eq!(
            warned(typed(surrounded.clone())),
            [Field::Token],
            "{surrounded}"
        );
    }
    for plain in [
        token.to_owned(),
        format!("Bearer {token}"),
        "not a token".to_owned(),
    ] {
        assert!(warned(typed(plain.clone())).is_empty(), "{plain}");
    }
    for flawed in ["**********", "••••", " s3cret", "s3cret\n", "s3cret%3D"] {
        let mut input = story();
        input.client_secret = secret(flawed);
        let found = notices(&input);
        assert_eq!(found.len(), 1, "{flawed:?}");
        assert_eq!(found[0].field, Field::ClientSecret);
        assert!(
            !found[0].message.contains(flawed.trim())
                || flawed.trim() == "s3cret%3D" && !found[0].message.contains("s3cret")
        );
    }
}
