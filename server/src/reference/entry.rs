//! Lists the operations of a release with their required roles: the rows of `why403 operations --format json` and of the dataset.

use permissions::{Operation, Permissions, TokenRealm};
use serde::Serialize;

/// One operation and its required roles.
#[derive(Serialize)]
pub struct Entry<'m> {
    /// `GET /admin/realms/{realm}/users/{user-id}`
    pub operation: String,
    /// Every minimal role set that allows the request.
    pub sufficient: Vec<Vec<&'m str>>,
    /// Every minimal role set that returns a partial response.
    pub reduced: Vec<Vec<&'m str>>,
    /// Why the required roles could not be measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<&'m str>,
    /// The role sets of a token of `master`, if no role of the realm allows the request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of_master: Vec<Vec<&'m str>>,
    /// The container of the roles: `realm-management` or `master`.
    #[serde(skip)]
    pub container: &'static str,
}

/// Every operation of a release, by path and method.
pub fn entries(permissions: Permissions<'_>) -> Vec<Entry<'_>> {
    permissions
        .operations()
        .map(|operation| Entry::new(permissions, operation))
        .collect()
}

impl<'m> Entry<'m> {
    fn new(permissions: Permissions<'m>, operation: &Operation) -> Self {
        let rule = permissions.rule(operation);
        let unmeasured = rule.and_then(|rule| rule.unmeasured.as_deref());
        let sufficient = permissions.sufficient(operation);
        let of_master = if sufficient.is_empty() && unmeasured.is_none() {
            of_master(permissions, operation)
        } else {
            Vec::new()
        };
        Self {
            operation: operation.to_string(),
            reduced: permissions.reduced(operation),
            container: permissions.container(),
            sufficient,
            unmeasured,
            of_master,
        }
    }
}

/// Role sets in words: `view-clients and view-users or realm-admin`. Any of the sets is enough.
pub(super) fn in_words(sets: &[Vec<&str>]) -> String {
    let sets: Vec<String> = sets
        .iter()
        .map(|set| match set.as_slice() {
            [] => "no role".to_owned(),
            roles => roles.join(" and "),
        })
        .collect();
    sets.join(" or ")
}

/// The role sets of a token of `master` for an operation that no token of the realm is allowed, smallest first.
pub fn of_master<'m>(permissions: Permissions<'m>, operation: &Operation) -> Vec<Vec<&'m str>> {
    let (TokenRealm::Target, Some(version)) = (permissions.token_realm(), permissions.version())
    else {
        return Vec::new();
    };
    let matrix = permissions.matrix();
    let master = matrix.at(version, TokenRealm::Master);
    let sets = master
        .rule(operation)
        .map(|rule| master.least_first(&rule.sufficient))
        .unwrap_or_default();
    sets.into_iter().map(|set| matrix.role_names(set)).collect()
}
