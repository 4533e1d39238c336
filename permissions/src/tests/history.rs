//! Tests the history of operations.

use super::{matrix, operation, written};
use crate::{Matrix, State, TokenRealm};

/// Five versions of one operation: it is added, requires another role, cannot be measured, is removed, and is added again.
const STORY: &str = r#"{"versions":["22.0.5","23.0.7","26.4.7","26.5.6","26.7.0","26.7.3"],
    "roles":[{"name":"query-users","versions":["22.0.5","26.7.3"]},{"name":"realm-admin","versions":["22.0.5","26.7.3"]},
        {"name":"view-realm","versions":["22.0.5","26.7.3"]},{"name":"admin","versions":["22.0.5","26.7.3"],"of_master":true}],
    "operations":[{"operation":"GET /admin/realms/{realm}/roles","does":"list roles","java":"R.list","ranges":[
        {"versions":["23.0.7","23.0.7"],"sufficient":[["query-users"],["realm-admin"]],"statuses":{"200":["query-users","realm-admin"],"403":["*"]}},
        {"versions":["26.4.7","26.4.7"],"sufficient":[["query-users"],["realm-admin"]],"statuses":{"204":["query-users","realm-admin"],"403":["*"]},
            "master":{"sufficient":[["admin"]],"statuses":{"200":["admin"],"403":["*"]}}},
        {"versions":["26.5.6","26.5.6"],"sufficient":[["realm-admin"],["query-users","view-realm"]],"reduced":[["view-realm"]],
            "statuses":{"200":["realm-admin","view-realm"],"403":["*"]}},
        {"versions":["26.7.0","26.7.0"],"unmeasured":"answers 501 to everybody"}]}]}"#;

fn story() -> Result<Matrix, crate::MatrixError> {
    Matrix::from_json(STORY)
}

#[test]
fn versions_that_need_the_same_are_one_span() {
    let matrix = story().expect("the story is read");
    let roles = &matrix.operations()[0];
    let ranges = |spans: Vec<crate::Span<'_>>| -> Vec<String> {
        spans
            .iter()
            .map(|span| matrix.lines(span.first, span.last))
            .collect()
    };
    assert_eq!(
        ranges(matrix.needs(roles, TokenRealm::Target)),
        ["23 – 26.4", "26.5", "26.7.0"]
    );
    // Its response changed in 26.4 for every caller that is allowed.
    assert_eq!(
        ranges(matrix.proof(roles, TokenRealm::Target)),
        ["23", "26.4", "26.5", "26.7.0"]
    );
    assert_eq!(
        ranges(matrix.needs(roles, TokenRealm::Master)),
        ["23", "26.4", "26.5", "26.7.0"]
    );
    assert_eq!(matrix.lines_with(roles), "23 – 26.7.0");
    assert!(!matrix.master_is_alike(roles));
}

#[test]
fn every_turn_is_listed_once() {
    let matrix = story().expect("the story is read");
    let turns = matrix.turns(&matrix.operations()[0], TokenRealm::Target);
    let listed: Vec<(String, bool, bool)> = turns
        .iter()
        .map(|turn| {
            (
                turn.version.to_string(),
                turn.before.is_some(),
                turn.after.is_some(),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            ("23.0.7".to_owned(), false, true),
            ("26.5.6".to_owned(), true, true),
            ("26.7.0".to_owned(), true, true),
            ("26.7.3".to_owned(), true, false),
        ]
    );
    let sets: Vec<(String, State, State)> = turns[1]
        .sets
        .iter()
        .map(|change| {
            (
                matrix.role_names(change.roles).join("+"),
                change.before,
                change.after,
            )
        })
        .collect();
    // Both roles together allow it before and after, so they are not listed.
    assert_eq!(
        sets,
        [
            ("query-users".to_owned(), State::Allowed, State::Denied),
            ("view-realm".to_owned(), State::Denied, State::Partial),
        ]
    );
    assert!(
        turns[2].sets.is_empty(),
        "what was not measured tells nothing"
    );
}

/// Read on real servers: 26.5 denies the list of realm roles to `query-users`.
#[test]
fn the_denial_since_26_5_is_listed() {
    let matrix = matrix();
    let roles = operation(&matrix, "GET /admin/realms/{realm}/roles");
    let turns = matrix.turns(roles, TokenRealm::Target);
    let query_users = matrix.role("query-users").expect("a role");
    let closing: Vec<String> = turns
        .iter()
        .filter(|turn| {
            turn.sets.iter().any(|change| {
                change.roles == query_users
                    && (change.before, change.after) == (State::Allowed, State::Denied)
            })
        })
        .map(|turn| matrix.line(turn.version))
        .collect();
    assert_eq!(closing, ["26.5"]);
}

/// Spans and turns agree with the versions one by one.
#[test]
fn the_history_agrees_with_every_version() {
    let matrix = matrix();
    for realm in [TokenRealm::Target, TokenRealm::Master] {
        for operation in matrix.operations() {
            let spans = matrix.needs(operation, realm);
            let proof = matrix.proof(operation, realm);
            for measured in matrix.versions() {
                let permissions = matrix.at(*measured, realm);
                let within = |spans: &[crate::Span<'_>]| {
                    spans
                        .iter()
                        .filter(|span| span.first <= *measured && *measured <= span.last)
                        .count()
                };
                let there = usize::from(permissions.rule(operation).is_some());
                assert_eq!(within(&spans), there, "{operation} in {measured}");
                assert_eq!(within(&proof), there, "{operation} in {measured}");
            }
            for turn in matrix.turns(operation, realm) {
                for change in turn.sets {
                    assert_ne!(change.before, change.after, "{operation}");
                }
            }
        }
    }
}

#[test]
fn the_first_set_is_the_smallest() {
    let matrix = matrix();
    for realm in [TokenRealm::Target, TokenRealm::Master] {
        let permissions = matrix.newest(realm);
        for operation in permissions.operations() {
            let rule = permissions.rule(operation).expect("it is there");
            let sets = permissions.least_first(&rule.sufficient);
            assert_eq!(sets.len(), rule.sufficient.len());
            if let Some(first) = sets.first() {
                let smallest = permissions.smallest(&[operation]).roles;
                assert_eq!(*first, smallest, "{operation}");
            }
        }
    }
    let user = operation(&matrix, super::USER);
    let permissions = matrix.newest(TokenRealm::Target);
    let rule = permissions.rule(user).expect("it is there");
    let names: Vec<_> = permissions
        .least_first(&rule.sufficient)
        .into_iter()
        .map(|set| matrix.role_names(set).join("+"))
        .collect();
    assert_eq!(names, ["view-users", "manage-users", "realm-admin"]);
    assert_eq!(written(permissions.sufficient(user)).len(), names.len());
}

#[test]
fn a_master_token_is_listed_separately_if_it_differs() {
    let matrix = matrix();
    // Only a realm role of master creates realms; reading a user requires the same roles.
    assert!(!matrix.master_is_alike(operation(&matrix, "POST /admin/realms")));
    assert!(matrix.master_is_alike(operation(&matrix, super::USER)));
}
