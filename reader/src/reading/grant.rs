//! Makes the fixes that grant roles to the service account of a client whose names are not known.

use diagnosis::{Knowledge, attempt::Input, report::Fix, to_grant};
use permissions::{Matrix, TokenRealm, Version};

use super::absent::fixes_for_unknown_names;

/// The fixes that grant these roles, with variables in place of the names. `version` is the release of the server.
///
/// Returns nothing if the roles are empty.
pub fn fixes_to_grant(
    roles: &[&str],
    token_realm: TokenRealm,
    version: Option<Version>,
    matrix: &Matrix,
) -> Vec<Fix> {
    let mut input = Input::default();
    if token_realm == TokenRealm::Master {
        "master".clone_into(&mut input.auth_realm);
    }
    let Ok(attempt) = input.parse_partial() else {
        return Vec::new();
    };
    let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
    // The time matters for tokens only.
    let knowledge = Knowledge { matrix, now: 0 };
    let mut fixes = to_grant(&roles, &attempt, &knowledge, version);
    // The planner shows the risk of the whole set.
    for fix in &mut fixes {
        fix.risk.clear();
    }
    fixes_for_unknown_names(&mut fixes, &attempt.absent);
    fixes
}

#[cfg(test)]
mod tests {
    use diagnosis::report::FixKind;

    use super::*;

    fn matrix() -> Matrix {
        Matrix::from_json(include_str!("../../../permissions/data/permissions.json"))
            .expect("the data file is read")
    }

    #[test]
    fn commands_read_the_names_from_variables_and_contain_no_placeholder() {
        let matrix = matrix();
        let roles = ["manage-users", "view-clients"];
        let fixes = fixes_to_grant(&roles, TokenRealm::Target, None, &matrix);
        let text = |kind| {
            fixes
                .iter()
                .find(|fix| fix.kind == kind)
                .map(|fix| fix.text.as_str())
                .unwrap_or_default()
        };
        let kcadm = text(FixKind::Kcadm);
        assert!(
            kcadm.contains("${KEYCLOAK_REALM:?Set KEYCLOAK_REALM}"),
            "{kcadm}"
        );
        assert!(
            kcadm.contains("service-account-\"${KEYCLOAK_CLIENT_ID:?Set KEYCLOAK_CLIENT_ID}\""),
            "{kcadm}"
        );
        for kind in [
            FixKind::Kcadm,
            FixKind::Curl,
            FixKind::Terraform,
            FixKind::RealmJson,
        ] {
            for role in roles {
                assert!(text(kind).contains(role), "{kind:?}: {}", text(kind));
            }
        }
        for fix in &fixes {
            let all = serde_json::to_string(fix).expect("a fix is serialized");
            for placeholder in ["your-realm", "your-client", "keycloak.example"] {
                assert!(!all.contains(placeholder), "{all}");
            }
        }
    }

    #[test]
    fn roles_for_a_token_of_master_belong_to_the_client_of_the_realm() {
        let matrix = matrix();
        let fixes = fixes_to_grant(&["view-users"], TokenRealm::Master, None, &matrix);
        let kcadm = fixes.iter().find(|fix| fix.kind == FixKind::Kcadm);
        let kcadm = kcadm.map(|fix| fix.text.as_str()).unwrap_or_default();
        assert!(kcadm.contains("-realm"), "{kcadm}");
        assert!(kcadm.contains("-r master"), "{kcadm}");
        assert!(fixes_to_grant(&[], TokenRealm::Master, None, &matrix).is_empty());
    }
}
