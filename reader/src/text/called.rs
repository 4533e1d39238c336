//! Finds the operation of a concrete request.

use url::Url;

use super::{Known, address};
use diagnosis::attempt::Input;
use permissions::Permissions;

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// The values in a request: operation, realm, and parameters, and the base URL if the URL is complete. `None` if it contains no path of the
/// Admin API, or only a template.
pub fn called(text: &str, permissions: &Permissions) -> Option<Input> {
    let text = text.trim();
    let (method, address) = match text.split_once(char::is_whitespace) {
        Some((method, address)) => (
            METHODS
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(method))?,
            address.trim(),
        ),
        None => ("GET", text),
    };
    let is_path = address.starts_with("/admin/");
    if !is_path && !address.contains("://") || address.contains(char::is_whitespace) {
        return None;
    }
    let url = if is_path {
        address::of_path(address)?
    } else {
        Url::parse(address).ok()?
    };
    let mut known = Known::default();
    address::read(&mut known, method, &url, Some(permissions));
    let mut input = known.input;
    if is_path {
        input.url.clear();
    }
    let tells = !input.url.is_empty()
        || !input.realm.is_empty()
        || !input.user_id.is_empty()
        || input.params.values().any(|value| !value.is_empty());
    input.params.retain(|_, value| !value.is_empty());
    (!input.operation.is_empty() && tells).then_some(input)
}

/// Moves the values in the operation's path to their fields. A path of another realm than the realm field's stays unchanged: parsing
/// reports it.
pub fn spread(input: &mut Input, permissions: &Permissions) {
    let Some(called) = called(&input.operation, permissions) else {
        return;
    };
    if !called.realm.is_empty()
        && !input.realm.trim().is_empty()
        && called.realm != input.realm.trim()
    {
        return;
    }
    input.operation = called.operation;
    for (field, value) in [
        (&mut input.realm, called.realm),
        (&mut input.user_id, called.user_id),
    ] {
        if !value.is_empty() {
            *field = value;
        }
    }
    input.params.extend(called.params);
}

#[cfg(test)]
mod tests {
    use super::*;
    use permissions::{Matrix, TokenRealm};

    fn matrix() -> Matrix {
        Matrix::from_json(include_str!("../../../permissions/data/permissions.json")).unwrap()
    }

    #[test]
    fn a_url_names_operation_realm_and_parameters() {
        let matrix = matrix();
        let permissions = matrix.newest(TokenRealm::Target);
        let found = called(
            "put https://sso.example.com/auth/admin/realms/b%C3%BCro/clients/7f3a/roles/a%20b?x=1",
            &permissions,
        )
        .unwrap();
        assert_eq!(found.url, "https://sso.example.com/auth");
        assert_eq!(found.realm, "büro");
        assert_eq!(
            found.operation,
            "PUT /admin/realms/{realm}/clients/{client-uuid}/roles/{role-name}?x=1"
        );
        assert_eq!(found.params["client-uuid"], "7f3a");
        assert_eq!(found.params["role-name"], "a b");
        let path = called("/admin/realms/shop/users/7f3a", &permissions).unwrap();
        assert_eq!(
            (
                path.url.as_str(),
                path.user_id.as_str(),
                path.operation.as_str()
            ),
            ("", "7f3a", "GET /admin/realms/{realm}/users/{user-id}")
        );
    }

    #[test]
    fn templates_and_words_name_no_values() {
        let matrix = matrix();
        let permissions = matrix.newest(TokenRealm::Target);
        for text in [
            "",
            "reset password",
            "GET /admin/realms/{realm}/users/{user-id}",
            "GET /admin/serverinfo",
            "GET /realms/shop/account",
            "OPTIONS /admin/realms/shop",
            "GET https://",
        ] {
            assert!(called(text, &permissions).is_none(), "{text}");
        }
    }

    #[test]
    fn a_path_of_another_realm_is_left_unchanged() {
        let matrix = matrix();
        let permissions = matrix.newest(TokenRealm::Target);
        let operation = "GET /admin/realms/shop/users/7f3a";
        let mut input = Input {
            realm: "other".to_owned(),
            operation: operation.to_owned(),
            ..Input::default()
        };
        spread(&mut input, &permissions);
        assert_eq!(input.operation, operation);
        "shop".clone_into(&mut input.realm);
        spread(&mut input, &permissions);
        assert_eq!(input.operation, "GET /admin/realms/{realm}/users/{user-id}");
        assert_eq!(input.user_id, "7f3a");
    }
}
