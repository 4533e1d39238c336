//! Tells which guards may deny a request because of its target, although the caller has the required roles.

use permissions::{Guard, Version, guards};

use super::Evidence;
use crate::attempt::Absent;

/// The operation with which a caller impersonates a user.
const IMPERSONATION: &str = "POST /admin/realms/{realm}/users/{user-id}/impersonation";

/// The release line from which Keycloak denies changes of `realm-management` and its roles.
const PROTECTS_CLIENTS: (u16, u16) = (26, 6);

/// Parts of the paths that Keycloak does not protect. Measured on 26.7.5 with realm-admin, which gets 403 for every other change of
/// realm-management.
const UNPROTECTED: [&str; 4] = [
    "/authz/",
    "/certificates/{attr}/download",
    "/client-secret/rotated",
    "/management/permissions",
];

impl Evidence<'_> {
    /// The measured conditions under which a release that fits denies the operation in this realm although the roles are enough.
    pub fn guards(&self) -> impl Iterator<Item = &'static Guard> {
        self.guards_with(|status| status >= 400)
    }

    /// The measured conditions under which a release that fits responds to the operation in this realm with one of these statuses.
    pub fn guards_with(
        &self,
        is_wanted: impl Fn(u16) -> bool,
    ) -> impl Iterator<Item = &'static Guard> {
        let name = self.attempt.operation.name();
        guards().iter().filter(move |guard| {
            guard.operation == name
                && self.may_be_realm(guard.realm.as_deref())
                && self.statuses(guard).into_iter().any(&is_wanted)
        })
    }

    /// The statuses of the measured releases that fit, or all statuses if the releases that fit were not measured.
    fn statuses(&self, guard: &Guard) -> Vec<u16> {
        let fits = |version: &str| {
            let measured = version.parse::<Version>();
            measured.is_ok_and(|measured| self.versions.fits(measured))
        };
        let all = guard.statuses.iter();
        let fitting: Vec<u16> = all
            .filter(|(version, _)| fits(version))
            .map(|(_, status)| *status)
            .collect();
        if fitting.is_empty() {
            guard.statuses.values().copied().collect()
        } else {
            fitting
        }
    }

    /// Whether the request may be about this realm. A pasted text may not show its realm.
    fn may_be_realm(&self, name: Option<&str>) -> bool {
        name.is_none_or(|name| {
            self.attempt.realm.as_str() == name || self.attempt.absent.contains(&Absent::Realm)
        })
    }

    /// Whether the request impersonates a user, and the release may compare the roles of the user with those of the caller.
    pub fn may_compare_target_roles(&self) -> bool {
        self.attempt.operation.name() == IMPERSONATION && self.versions.may_deny_powerful_targets()
    }

    /// Whether the operation changes a client or a role, and the release may protect some of them.
    pub fn may_protect_target(&self) -> bool {
        let operation = &self.attempt.operation;
        let of_a_client = operation
            .template
            .starts_with("/admin/realms/{realm}/clients/{client-uuid}");
        let of_a_role = operation.template.contains("/roles");
        let is_protected = !UNPROTECTED
            .iter()
            .any(|path| operation.template.contains(path));
        matches!(operation.method, "PUT" | "DELETE" | "POST")
            && (of_a_client || of_a_role)
            && is_protected
            && !self.versions.before(PROTECTS_CLIENTS)
            && (self.sent_empty_body() || !operation.maps_roles())
    }

    /// Whether every release that fits protects `realm-management` and its roles.
    pub fn protects_clients(&self) -> bool {
        self.versions.at_least(PROTECTS_CLIENTS)
    }

    /// Whether a client with this name is built in and protected: `realm-management`, or a client of master for a realm.
    pub fn is_protected_client(&self, client: &str) -> bool {
        if self.attempt.realm.as_str() == "master" {
            client.ends_with("-realm")
        } else {
            client == "realm-management"
        }
    }
}
