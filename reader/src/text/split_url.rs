//! Splits a URL that was pasted as the base URL: a URL of a realm, the Admin API, or the Admin Console.

use diagnosis::attempt::{BaseUrl, Input, USER_BY_ID, decoded, is_user_id};
use permissions::Permissions;

use super::{called, is_placeholder};

/// How often a suggestion for the base URL is corrected again: the scheme, the host name, and the path.
const CORRECTIONS: usize = 4;

/// Returns base URL, realm, user ID, operation, and parameters in a URL below the base URL. `None` if the text is a base URL or no URL.
pub fn split_url(text: &str, permissions: &Permissions) -> Option<Input> {
    let text = text.trim();
    let base = base(text)?;
    let (address, fragment) = text.split_once('#').unwrap_or((text, ""));
    let path = address.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let at = segments
        .iter()
        .position(|segment| matches!(*segment, "realms" | "admin"))?;
    let mut input = match segments.get(at..)? {
        ["admin", "realms", realm, rest @ ..] => {
            let below = address.split_once("/admin/").map_or("", |(_, below)| below);
            let found = (!rest.is_empty())
                .then(|| called(&format!("GET /admin/{below}"), permissions))
                .flatten();
            found.unwrap_or_else(|| of_realm(realm))
        }
        ["admin", realm, "console", ..] => console(realm, fragment),
        ["realms", realm, ..] => of_realm(realm),
        _ => Input::default(),
    };
    if input.operation == USER_BY_ID {
        // The operation of a check that names none.
        input.operation.clear();
    }
    input.url = base;
    Some(input)
}

/// The base URL in a longer URL.
fn base(text: &str) -> Option<String> {
    let mut candidate = text.to_owned();
    for _ in 0..CORRECTIONS {
        match BaseUrl::parse(&candidate) {
            Ok(base) => return (candidate != text).then(|| base.to_string()),
            Err(error) => error.suggestion()?.clone_into(&mut candidate),
        }
    }
    None
}

fn of_realm(realm: &str) -> Input {
    let name = decoded(realm);
    Input {
        realm: if is_placeholder(&name) {
            String::new()
        } else {
            name
        },
        ..Input::default()
    }
}

/// Reads a page of the Admin Console. Its fragment names the realm and the page: `/acme/users/<ID>/settings`.
fn console(signed_in: &str, fragment: &str) -> Input {
    let mut page = fragment.split('/').filter(|part| !part.is_empty());
    let first = page.next().filter(|first| *first != "realms");
    let Some(realm) = first.or_else(|| page.next()) else {
        // The console of master opens every realm.
        return if signed_in == "master" {
            Input::default()
        } else {
            of_realm(signed_in)
        };
    };
    let mut input = of_realm(realm);
    if page.next() == Some("users") {
        let id = page.next().map(decoded).unwrap_or_default();
        if is_user_id(&id) {
            input.user_id = id;
        }
    }
    input
}

#[cfg(test)]
mod tests {
    use super::*;
    use permissions::{Matrix, TokenRealm};

    const ID: &str = "6f1d6a7e-0000-4000-8000-0242ac120002";

    fn split(text: &str) -> Option<Input> {
        let data = include_str!("../../../permissions/data/permissions.json");
        let matrix = Matrix::from_json(data).unwrap();
        split_url(text, &matrix.newest(TokenRealm::Target))
    }

    #[test]
    fn a_url_is_split_into_base_url_realm_and_user_id() {
        let base = "https://sso.example.com/auth";
        for (below, realm, user_id) in [
            (format!("admin/realms/app/users/{ID}"), "app", ID),
            ("admin/realms/b%C3%BCro%26co".to_owned(), "büro&co", ""),
            ("admin/realms/{realm}/users/{user-id}".to_owned(), "", ""),
            ("realms/app".to_owned(), "app", ""),
            (
                "realms/app/protocol/openid-connect/token".to_owned(),
                "app",
                "",
            ),
            (
                format!("admin/master/console/#/app/users/{ID}/settings"),
                "app",
                ID,
            ),
            (format!("admin/app/console/#/app/users/{ID}"), "app", ID),
            (
                format!("admin/master/console/#/realms/app/users/{ID}"),
                "app",
                ID,
            ),
            (
                "admin/master/console/#/app/users/f:1:jane/settings".to_owned(),
                "app",
                "f:1:jane",
            ),
            (
                "admin/master/console/#/app/users/add-user".to_owned(),
                "app",
                "",
            ),
            (
                format!("admin/master/console/#/app/clients/{ID}/settings"),
                "app",
                "",
            ),
            ("admin/app/console/".to_owned(), "app", ""),
            ("admin/master/console/".to_owned(), "", ""),
            ("admin".to_owned(), "", ""),
        ] {
            for text in [
                format!("{base}/{below}"),
                format!(" {base}/{below}\n"),
                format!("sso.example.com/auth/{below}"),
                format!("https://me:pw@sso.example.com/auth/{below}"),
            ] {
                let found = split(&text).unwrap();
                assert_eq!(found.url, base, "{text}");
                assert_eq!(
                    (found.realm.as_str(), found.user_id.as_str()),
                    (realm, user_id),
                    "{text}"
                );
                assert_eq!(found.operation, "", "{text}");
            }
        }
    }

    #[test]
    fn a_url_of_another_operation_names_it() {
        let found = split(&format!(
            "http://localhost:8080/admin/realms/app/users/{ID}/groups?max=5"
        ))
        .unwrap();
        assert_eq!(found.url, "http://localhost:8080");
        assert_eq!((found.realm.as_str(), found.user_id.as_str()), ("app", ID));
        assert_eq!(
            found.operation,
            "GET /admin/realms/{realm}/users/{user-id}/groups?max=5"
        );
        let found = split(&format!(
            "http://localhost:8080/admin/realms/app/clients/{ID}"
        ))
        .unwrap();
        assert_eq!(
            found.operation,
            "GET /admin/realms/{realm}/clients/{client-uuid}"
        );
        assert_eq!(found.params["client-uuid"], ID);
    }

    #[test]
    fn a_base_url_and_other_texts_are_not_split() {
        for text in [
            "",
            "https://sso.example.com",
            "https://sso.example.com/auth/",
            "sso.example.com",
            "good morning",
            "ftp://sso.example.com/admin/realms/app",
            "https://sso.example.com/admin/realms/../x",
        ] {
            assert!(split(text).is_none(), "{text}");
        }
    }
}
