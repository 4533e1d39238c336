//! Parses the user's input into an attempt: types that can only hold valid values.

mod absent;
mod base_url;
mod dots;
mod field;
mod input;
mod name;
mod operation;
mod parameter;
mod percent;
mod revealed;

pub use absent::Absent;
pub use base_url::{BaseUrl, BaseUrlError};
pub use field::{Control, Field, Kept};
pub(crate) use input::secret_flaw;
pub use input::{Input, Notice, Severity, bare_token, is_on_this_machine, no_value, notices};
pub(crate) use input::{TokenFlaw, token_flaw};
pub use name::{ClientId, NameError, Realm};
pub(crate) use operation::ReturnedByGet;
pub use operation::{Operation, OperationError, USER_BY_ID, body_of, names};
pub use parameter::{Parameter, is_user_id, parameter};
pub use percent::decoded;
pub use revealed::revealed;

use secrecy::SecretString;

use permissions::Version;

/// A client with its credentials.
#[derive(Debug, Clone)]
pub struct Client {
    /// The client ID.
    pub id: ClientId,
    /// The client secret; `None` for a public client.
    pub secret: Option<SecretString>,
}

/// How the check gets its token.
#[derive(Debug, Clone)]
pub enum TokenSource {
    /// `grant_type=client_credentials`: the client's service account.
    ClientCredentials(Client),
    /// `grant_type=password` (direct access grants): a user.
    Password {
        /// The client that requests the token.
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
        /// The client that the token was issued to, if given: a fresh token may be requested to distinguish causes.
        client: Option<Client>,
    },
}

/// Everything that a check needs.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Keycloak's base URL.
    pub base_url: BaseUrl,
    /// The realm that the operation acts on.
    pub realm: Realm,
    /// The realm that issues the token, if it is another realm.
    pub auth_realm: Option<Realm>,
    /// How the check gets its token.
    pub token_source: TokenSource,
    /// The `scope` parameter of the token request.
    pub scope: Option<String>,
    /// The operation, with its parameters filled in.
    pub operation: Operation,
    /// Whether an operation that writes is sent.
    pub send_writes: bool,
    /// Whether the credentials stay in the token's realm: no probe sends them to master, or to the target realm if master issues the token.
    pub no_master_probe: bool,
    /// A certificate authority to trust in addition to the usual ones, in PEM.
    pub ca_certificate: Option<String>,
    /// The server's version, if the user knows it.
    pub keycloak: Option<Version>,
    /// The values that a pasted text does not show. The fields above contain placeholders.
    pub absent: Vec<Absent>,
}

impl Attempt {
    /// Another realm that may have the client: the operation's realm if another realm issues the token, and otherwise master.
    pub fn other_realm(&self) -> Option<&str> {
        let asked = self.token_realm();
        let other = if *asked == self.realm {
            "master"
        } else {
            self.realm.as_str()
        };
        (other != asked.as_str()).then_some(other)
    }

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

    /// Whether the operation is sent: one that reads always, one that writes only on request.
    pub fn sends_operation(&self) -> bool {
        self.operation.is_read() || self.send_writes
    }
}
