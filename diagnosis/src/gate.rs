//! What stands between the caller and the answer, in the order in which Keycloak checks it.

/// A gate. The order of the variants is the order of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    /// A host with that name, something listening.
    Address,
    /// A certificate that is trusted and for that name.
    Tls,
    /// What answers is a Keycloak, at this path.
    Keycloak,
    /// The realm that issues the token exists, is enabled, and allows this connection.
    Realm,
    /// The client exists in it and is enabled.
    Client,
    /// The client proves who it is.
    ClientProof,
    /// The client may use this grant, and the user may log in.
    Grant,
    /// The Admin API accepts the token.
    TokenAccepted,
    /// The realm of the operation exists.
    RealmExists,
    /// The token is of that realm or of master.
    TokenRealm,
    /// The user, client or other thing in the path exists.
    Target,
    /// The caller may do it.
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
    /// Its name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Tls => "tls",
            Self::Keycloak => "keycloak",
            Self::Realm => "realm",
            Self::Client => "client",
            Self::ClientProof => "client-proof",
            Self::Grant => "grant",
            Self::TokenAccepted => "token-accepted",
            Self::RealmExists => "realm-exists",
            Self::TokenRealm => "token-realm",
            Self::Target => "target",
            Self::Permission => "permission",
        }
    }

    /// Its name for people.
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

    /// Whether it belongs to the token call's own checks, which a token that was brought has behind it.
    pub fn is_of_token_call(self) -> bool {
        matches!(
            self,
            Self::Realm | Self::Client | Self::ClientProof | Self::Grant
        )
    }
}
