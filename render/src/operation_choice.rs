//! Suggests operations for what the user types, and checks the input.

use diagnosis::attempt::{Field, Notice, Severity, USER_BY_ID};
use permissions::{Operation, Permissions};

/// The maximum number of suggestions. More words narrow them down.
const SHOWN: usize = 12;

/// The most common operations, suggested for an empty field.
const COMMON: [&str; 6] = [
    USER_BY_ID,
    "GET /admin/realms/{realm}/users",
    "POST /admin/realms/{realm}/users",
    "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
    "GET /admin/realms/{realm}/groups",
    "GET /admin/realms/{realm}/clients",
];

/// A suggested operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// `GET`
    pub method: String,
    /// `/admin/realms/{realm}/users/{user-id}`
    pub template: String,
    /// A short description of what the operation does.
    pub does: String,
    /// Whether the operation writes.
    pub writes: bool,
}

impl From<&Operation> for Offer {
    fn from(operation: &Operation) -> Self {
        Self {
            method: operation.method.clone(),
            template: operation.template.clone(),
            does: operation.does.clone(),
            writes: operation.writes(),
        }
    }
}

/// The suggestions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// The best ones.
    pub shown: Vec<Offer>,
    /// The number of all matches.
    pub all: usize,
    /// The suggestion that Enter selects without an arrow key: the best one, as long as the text is not a path.
    pub first: Option<usize>,
}

/// The operations that match the typed text, best first.
pub fn offers(permissions: &Permissions, typed: &str) -> Offers {
    let typed = typed.trim();
    let all = permissions.operations().count();
    if typed.is_empty() {
        let shown = permissions
            .operations()
            .filter(|operation| COMMON.contains(&operation.to_string().as_str()))
            .map(Offer::from);
        return Offers {
            shown: shown.collect(),
            all,
            first: None,
        };
    }
    let found = match method_and_path(typed) {
        // A complete template, or a concrete request.
        Some((method, path)) if permissions.find(method, path).is_some() => permissions
            .find(method, path)
            .map(|found| found.operation)
            .into_iter()
            .collect(),
        // A URL or a path alone: operations with any method.
        None if typed.contains("/admin/") => {
            let found: Vec<_> = ["GET", "POST", "PUT", "DELETE", "PATCH"]
                .iter()
                .filter_map(|method| Some(permissions.find(method, typed)?.operation))
                .collect();
            if found.is_empty() {
                permissions.search(typed)
            } else {
                found
            }
        }
        _ => permissions.search(typed),
    };
    Offers {
        all: found.len(),
        first: (!found.is_empty() && method_and_path(typed).is_none()).then_some(0),
        shown: found.into_iter().take(SHOWN).map(Offer::from).collect(),
    }
}

/// The sentence about the number of matches.
pub fn count(offers: &Offers) -> String {
    let more = offers.all.saturating_sub(offers.shown.len());
    match (offers.all, more) {
        (0, _) => "No matching operation.".to_owned(),
        (1, _) => "1 operation.".to_owned(),
        (all, 0) => format!("{all} operations."),
        (all, _) => format!(
            "{all} operations, showing the first {}.",
            offers.shown.len()
        ),
    }
}

/// The problem with the typed text, according to the permission data; `None` for a known operation.
pub fn notice(permissions: &Permissions, typed: &str) -> Option<Notice> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let problem = |severity, message: String, meant: Option<&Operation>| {
        Some(Notice {
            field: Field::Operation,
            severity,
            message,
            suggestion: meant.map(ToString::to_string),
            parameter: None,
        })
    };
    let Some((method, path)) = method_and_path(typed) else {
        let found = permissions.search(typed);
        let message = if found.is_empty() {
            "No operation matches this text. Choose one from the list."
        } else {
            "This is not a method and a path. Choose an operation from the list."
        };
        return problem(Severity::Error, message.to_owned(), found.first().copied());
    };
    if !path.contains("/admin/") {
        // Parsing reports the error.
        return None;
    }
    if permissions.find(method, path).is_some() {
        return None;
    }
    let version = permissions
        .version()
        .map(|version| format!(" {version}"))
        .unwrap_or_default();
    let elsewhere = permissions.matrix().operation(&format!(
        "{method} {}",
        path.split('?').next().unwrap_or(path)
    ));
    match elsewhere {
        Some(_) => problem(
            Severity::Warning,
            format!(
                "Keycloak{version} does not have this operation, but another version does. You can run the check anyway."
            ),
            None,
        ),
        None => problem(
            Severity::Warning,
            format!(
                "Keycloak{version} has no known operation with this path. You can run the check anyway."
            ),
            permissions.nearest(method, path),
        ),
    }
}

/// Splits `GET /admin/…` into method and path, if the text has this form.
fn method_and_path(typed: &str) -> Option<(&str, &str)> {
    let (method, path) = typed.split_once(char::is_whitespace)?;
    let path = path.trim();
    let is_method = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(method));
    (is_method && (path.starts_with('/') || path.contains("://"))).then_some((method, path))
}

#[cfg(test)]
mod tests {
    use permissions::{Matrix, TokenRealm};

    use super::*;

    fn matrix() -> Matrix {
        Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
    }

    fn first(typed: &str) -> Option<String> {
        let matrix = matrix();
        let offers = offers(&matrix.newest(TokenRealm::Target), typed);
        let first = offers.shown.first()?;
        Some(format!("{} {}", first.method, first.template))
    }

    #[test]
    fn words_paths_and_urls_get_matching_suggestions() {
        for (typed, operation) in [
            (
                "reset password",
                "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
            ),
            ("/admin/realms/shop/users/7f3a", USER_BY_ID),
            (
                "https://sso.example.com/auth/admin/realms/shop/users/7f3a",
                USER_BY_ID,
            ),
            (
                "delete https://sso.example.com/admin/realms/shop/users/7f3a",
                "DELETE /admin/realms/{realm}/users/{user-id}",
            ),
            (
                "GET /admin/realms/{realm}/users/count",
                "GET /admin/realms/{realm}/users/count",
            ),
        ] {
            assert_eq!(first(typed).as_deref(), Some(operation), "{typed}");
        }
        assert_eq!(first("xyzzy"), None);
        assert!(first("").is_some());
    }

    #[test]
    fn suggestions_are_limited_and_counted() {
        let matrix = matrix();
        let permissions = matrix.newest(TokenRealm::Target);
        let many = offers(&permissions, "users");
        assert_eq!(many.shown.len(), SHOWN);
        assert!(many.all > SHOWN);
        assert!(
            count(&many).starts_with(&many.all.to_string()),
            "{}",
            count(&many)
        );
        assert_eq!(
            count(&offers(&permissions, "xyzzy")),
            "No matching operation."
        );
    }

    #[test]
    fn enter_selects_the_best_match_for_words_and_keeps_a_path() {
        let matrix = matrix();
        let permissions = matrix.newest(TokenRealm::Target);
        let enter = |typed| offers(&permissions, typed).first;
        assert_eq!(enter("reset password"), Some(0));
        for typed in ["", "xyzzy", USER_BY_ID, "GET /admin/realms/{realm}/nothing"] {
            assert_eq!(enter(typed), None, "{typed}");
        }
    }

    #[test]
    fn unknown_operations_are_reported_with_the_nearest_one() {
        let matrix = matrix();
        let permissions = matrix.newest(TokenRealm::Target);
        for known in [
            "",
            USER_BY_ID,
            "GET /admin/realms/shop/users/7f3a?x=1",
            "get /admin/serverinfo",
        ] {
            assert_eq!(notice(&permissions, known), None, "{known}");
        }
        let misspelled = notice(&permissions, "GET /admin/realms/{realm}/user/{user-id}").unwrap();
        assert_eq!(misspelled.severity, Severity::Warning);
        assert_eq!(misspelled.suggestion.as_deref(), Some(USER_BY_ID));
        let words = notice(&permissions, "reset password").unwrap();
        assert_eq!(words.severity, Severity::Error);
        assert_eq!(
            words.suggestion.as_deref(),
            Some("PUT /admin/realms/{realm}/users/{user-id}/reset-password")
        );
        let nothing = notice(&permissions, "GET /admin/elsewhere/entirely").unwrap();
        assert_eq!(
            (nothing.severity, nothing.suggestion),
            (Severity::Warning, None)
        );
    }

    #[test]
    fn an_operation_of_another_version_is_reported() {
        let matrix = matrix();
        let (newest, oldest) = (
            matrix.newest(TokenRealm::Target),
            matrix.at(matrix.versions()[0], TokenRealm::Target),
        );
        let younger = newest
            .operations()
            .find(|operation| oldest.rule(operation).is_none())
            .unwrap();
        let older = notice(&oldest, &younger.to_string()).unwrap();
        assert!(
            older.message.contains("another version does"),
            "{}",
            older.message
        );
    }
}
