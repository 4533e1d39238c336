//! Lists conditions under which Keycloak denies an operation although the caller has the required roles.
//!
//! All statuses come from measured data (`permissions/data/guards.json`, made by `cargo xtask measure`): the caller had enough roles, the
//! same request for another target or with another body was allowed, and the request under the condition got the listed status.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use super::{Operation, Version, enumerated};

/// A condition on the target or on the body of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// `POST /admin/realms/{realm}/users/{user-id}/impersonation`
    pub operation: String,
    /// The name of the realm, `master`, if only this realm has the condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realm: Option<String>,
    /// The condition, as the rest of a sentence: “the target user holds admin roles that the caller lacks”.
    pub when: String,
    /// The code of the cause that explains the denial.
    pub cause: String,
    /// The roles that the caller had.
    pub roles: Vec<String>,
    /// The status of the request under the condition, by version. A version is missing if even the other request was denied.
    pub statuses: BTreeMap<String, u16>,
}

/// The measured conditions. The data also contains conditions that no measured version denies.
static GUARDS: LazyLock<Result<Vec<Guard>, serde_json::Error>> = LazyLock::new(|| {
    let measured: Vec<Guard> = serde_json::from_str(include_str!("../data/guards.json"))?;
    let denied = |guard: &Guard| guard.statuses.values().any(|status| *status >= 400);
    Ok(measured.into_iter().filter(denied).collect())
});

/// Every condition that a measured version denies.
pub fn guards() -> &'static [Guard] {
    GUARDS.as_deref().unwrap_or_default()
}

impl Operation {
    /// The conditions under which a measured version denies the operation although the roles are enough.
    pub fn guards(&self) -> impl Iterator<Item = &'static Guard> {
        let name = self.to_string();
        guards().iter().filter(move |guard| guard.operation == name)
    }
}

impl Guard {
    /// The measured versions with their statuses, oldest first.
    fn measured(&self) -> Vec<(Version, u16)> {
        let mut measured: Vec<(Version, u16)> = self
            .statuses
            .iter()
            .filter_map(|(version, status)| Some((version.parse().ok()?, *status)))
            .collect();
        measured.sort_unstable();
        measured
    }

    /// “403 on 26.7.5. Allowed on 24.0.5, 26.0.8, and 26.5.6.”
    pub fn versions(&self) -> String {
        let measured = self.measured();
        let mut statuses: Vec<u16> = measured
            .iter()
            .map(|(_, status)| *status)
            .filter(|status| *status >= 400)
            .collect();
        statuses.sort_unstable();
        statuses.dedup();
        let with = |is: &dyn Fn(u16) -> bool| -> Vec<String> {
            measured
                .iter()
                .filter(|(_, status)| is(*status))
                .map(|(version, _)| version.to_string())
                .collect()
        };
        let mut sentences: Vec<String> = statuses
            .iter()
            .rev()
            .map(|status| {
                format!(
                    "{status} on {}.",
                    enumerated(&with(&|one| one == *status), "and")
                )
            })
            .collect();
        let allowed = with(&|one| one < 400);
        if !allowed.is_empty() {
            sentences.push(format!("Allowed on {}.", enumerated(&allowed, "and")));
        }
        sentences.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Matrix;

    #[test]
    fn every_guard_is_about_a_known_operation_and_was_denied_somewhere() {
        let matrix = Matrix::from_json(include_str!("../data/permissions.json")).unwrap();
        assert!(guards().len() > 20, "{}", guards().len());
        for guard in guards() {
            let operation = matrix.operation(&guard.operation);
            let operation = operation.unwrap_or_else(|| panic!("no operation {}", guard.operation));
            assert!(operation.guards().any(|one| one == guard), "{operation}");
            assert!(
                guard.statuses.values().any(|status| *status >= 400),
                "{operation}: {}",
                guard.when
            );
            assert_eq!(guard.measured().len(), guard.statuses.len(), "{operation}");
            for role in &guard.roles {
                assert!(matrix.role(role).is_ok(), "{operation}: no role {role}");
            }
        }
    }

    /// Measured on 24.0.5, 26.0.8, 26.4.7, 26.5.6, and 26.7.5.
    #[test]
    fn master_and_admin_permissions_have_conditions_of_their_own() {
        let of = |operation: &str, part: &str| -> Vec<String> {
            guards()
                .iter()
                .filter(|guard| guard.operation == operation && guard.when.contains(part))
                .map(Guard::versions)
                .collect()
        };
        assert_eq!(
            of("PUT /admin/realms/{realm}/roles/{role-name}", "master"),
            ["403 on 26.7.5. Allowed on 24.0.5, 26.0.8, 26.4.7, and 26.5.6."]
        );
        assert_eq!(
            of(
                "DELETE /admin/realms/{realm}/clients/{client-uuid}",
                "admin-permissions"
            ),
            ["400 on 26.4.7, 26.5.6, and 26.7.5."]
        );
        for guard in guards() {
            let is_of_master = guard.realm.as_deref() == Some("master");
            assert_eq!(
                is_of_master,
                guard.when.starts_with("the realm is master"),
                "{}",
                guard.when
            );
        }
    }

    #[test]
    fn the_versions_are_listed_by_status() {
        let guard = |statuses: &[(&str, u16)]| Guard {
            operation: String::new(),
            realm: None,
            when: String::new(),
            cause: String::new(),
            roles: Vec::new(),
            statuses: statuses
                .iter()
                .map(|(version, status)| ((*version).to_owned(), *status))
                .collect(),
        };
        let some = guard(&[
            ("24.0.5", 204),
            ("26.7.5", 403),
            ("26.0.8", 400),
            ("26.5.6", 204),
        ]);
        assert_eq!(
            some.versions(),
            "403 on 26.7.5. 400 on 26.0.8. Allowed on 24.0.5 and 26.5.6."
        );
        assert_eq!(guard(&[("24.0.5", 403)]).versions(), "403 on 24.0.5.");
    }
}
