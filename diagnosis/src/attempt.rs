//! What to try: the user's input, parsed into types that cannot hold a mistake found later.

mod base_url;
mod dots;
mod input;
mod name;
mod operation;
mod parameter;

pub use base_url::{BaseUrl, BaseUrlError};
pub(crate) use input::secret_flaw;
pub use input::{Field, Input, Notice, Severity, bare_token, notices};
pub use name::{ClientId, NameError, Realm};
pub use operation::names;
pub use operation::{Operation, OperationError, USER_BY_ID, body_of};
pub use parameter::{Parameter, parameter};

use secrecy::SecretString;

use permissions::Version;

/// Stands in an attempt for a base URL that is not known.
pub const PLACEHOLDER_BASE: &str = "https://keycloak.example";
/// Stands in an attempt for a user ID that is not known.
pub const PLACEHOLDER_USER: &str = "your-user-id";

/// The client whose credentials are used.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its client ID.
    pub id: ClientId,
    /// Its secret; a public client has none.
    pub secret: Option<SecretString>,
}

/// How the token is obtained.
#[derive(Debug, Clone)]
pub enum TokenSource {
    /// `grant_type=client_credentials`: the client's service account.
    ClientCredentials(Client),
    /// `grant_type=password` (direct access grants): a user.
    Password {
        /// The client that asks.
        client: Client,
        /// The user's name.
        username: String,
        /// The user's password.
        password: SecretString,
    },
    /// A token that the user pasted.
    Given {
        /// The token, without `Bearer`.
        token: SecretString,
        /// Whose token it is, if given: a fresh token may be fetched to tell causes apart.
        client: Option<Client>,
    },
}

/// Everything needed to try.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Where Keycloak is.
    pub base_url: BaseUrl,
    /// The realm that the operation is about.
    pub realm: Realm,
    /// The realm that issues the token, where it is another one.
    pub auth_realm: Option<Realm>,
    /// How the token is obtained.
    pub token_source: TokenSource,
    /// The `scope` parameter of the token call.
    pub scope: Option<String>,
    /// The Admin call in question, its parameters filled in.
    pub operation: Operation,
    /// Whether an operation that writes is really sent.
    pub send_writes: bool,
    /// Whether the credentials stay in the token's realm: no probe tries them in master, or in the target realm if master issues the token.
    pub no_master_probe: bool,
    /// A certificate authority to trust besides the usual ones, in PEM.
    pub ca_certificate: Option<String>,
    /// The server's version, if the user knows it.
    pub keycloak: Option<Version>,
}

impl Attempt {
    /// The realm that issues the token.
    pub fn token_realm(&self) -> &Realm {
        self.auth_realm.as_ref().unwrap_or(&self.realm)
    }

    /// The client whose credentials are known.
    pub fn client(&self) -> Option<&Client> {
        match &self.token_source {
            TokenSource::ClientCredentials(client) | TokenSource::Password { client, .. } => {
                Some(client)
            }
            TokenSource::Given { client, .. } => client.as_ref(),
        }
    }

    /// Whether the operation is sent: reading ones always, writing ones only when asked for.
    pub fn sends_operation(&self) -> bool {
        self.operation.is_read() || self.send_writes
    }
}
