//! The clients of the demo's realms.

use std::sync::LazyLock;

use serde_json::Value;

use crate::realm::Realm;
use crate::{CLIENT_ID, CLIENT_SECRET};

/// The client with the roles that allow requests to the Admin API of the demo's realm.
pub(crate) const REALM_MANAGEMENT: &str = "realm-management";
/// Its ID, which is the container of those roles.
pub(crate) const REALM_MANAGEMENT_ID: &str = "23ab62cd-6891-4eef-afa6-13d872cc377a";

/// The clients of the demo's realm as the Admin API returns them, without the caller's access.
static STORY: LazyLock<Vec<Value>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/clients.json")).unwrap_or_default()
});

/// How a client authenticates, and which grants it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The client has a secret that the visitor knows, a service account, and direct access grants.
    Confidential {
        /// The secret.
        secret: &'static str,
    },
    /// The client has a secret that nobody knows.
    Sealed,
    /// The client has no secret.
    Public {
        /// Whether it lets users sign in by password.
        direct_access_grants: bool,
    },
}

/// The kind of the client with this client ID in the realm, if it exists.
pub(crate) fn kind(realm: Realm, client_id: &str) -> Option<Kind> {
    Some(match (realm, client_id) {
        (Realm::Story, CLIENT_ID) => Kind::Confidential {
            secret: CLIENT_SECRET,
        },
        (_, "admin-cli") => Kind::Public {
            direct_access_grants: true,
        },
        (_, "account" | "account-console" | "security-admin-console") => Kind::Public {
            direct_access_grants: false,
        },
        (_, "broker")
        | (Realm::Story, REALM_MANAGEMENT)
        | (Realm::Master, "master-realm" | "403-forbidden-fix-realm") => Kind::Sealed,
        _ => return None,
    })
}

/// All clients as the Admin API returns them to a caller that may view or manage clients.
pub(crate) fn representations(may_manage: bool) -> Vec<Value> {
    STORY
        .iter()
        .map(|client| shown(client, may_manage))
        .collect()
}

/// One client, by the ID in its URL.
pub(crate) fn by_id(id: &str, may_manage: bool) -> Option<Value> {
    STORY
        .iter()
        .find(|client| client["id"] == id)
        .map(|client| shown(client, may_manage))
}

fn shown(client: &Value, may_manage: bool) -> Value {
    // Keycloak lets no caller configure the client that its own permissions depend on.
    let may_manage = may_manage && client["clientId"] != REALM_MANAGEMENT;
    let mut client = client.clone();
    client["access"] =
        serde_json::json!({ "view": true, "configure": may_manage, "manage": may_manage });
    client
}
