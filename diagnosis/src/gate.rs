//! Lists the checks between the caller and the response, in Keycloak's order.

use serde::{Deserialize, Serialize};

/// A check (gate). The variants are in the order in which Keycloak checks. Their spelling is the name of the gate in a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// A host has that name, and a server listens.
    Address,
    /// The certificate is trusted and valid for that name.
    Tls,
    /// The server at this path is Keycloak.
    Keycloak,
    /// The realm that issues the token exists, is enabled, and allows this connection.
    Realm,
    /// The client exists in that realm and is enabled.
    Client,
    /// The client authenticates.
    ClientProof,
    /// The client may use this grant, and the user may sign in.
    Grant,
    /// The Admin API accepts the token.
    TokenAccepted,
    /// The realm of the operation exists.
    RealmExists,
    /// The token was issued by that realm or by master.
    TokenRealm,
    /// The user, client, or other object in the path exists.
    Target,
    /// The caller has the permission.
    Permission,
}

/// All gates in order.
pub const GATES: [Gate; 12] = [
    Gate::Address,
    Gate::Tls,
    Gate::Keycloak,
    Gate::Realm,
    Gate::Client,
    Gate::ClientProof,
    Gate::Grant,
    Gate::TokenAccepted,
    Gate::RealmExists,
    Gate::TokenRealm,
    Gate::Target,
    Gate::Permission,
];

impl Gate {
    /// The gate's title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Address => "Server reachable",
            Self::Tls => "Certificate trusted",
            Self::Keycloak => "Keycloak found",
            Self::Realm => "Token realm",
            Self::Client => "Client found",
            Self::ClientProof => "Client authentication",
            Self::Grant => "Grant allowed",
            Self::TokenAccepted => "Token accepted",
            Self::RealmExists => "Realm exists",
            Self::TokenRealm => "Token issued by this realm",
            Self::Target => "Target exists",
            Self::Permission => "Permission",
        }
    }

    /// Whether the gate is passed before Keycloak responds.
    pub fn is_of_connection(self) -> bool {
        matches!(self, Self::Address | Self::Tls | Self::Keycloak)
    }

    /// Whether the gate belongs to the token request. A pasted token has passed these gates.
    pub fn is_of_token_call(self) -> bool {
        matches!(
            self,
            Self::Realm | Self::Client | Self::ClientProof | Self::Grant
        )
    }
}
