//! The smallest change that helps, told in every way that people work: one file per way.

mod admin_console;
mod curl;
mod kcadm;
mod script;

pub(crate) use admin_console::service_account_tab;
pub(crate) use script::script;

use crate::evidence::Evidence;
use crate::report::{Fix, FixKind};

/// Who holds roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    /// The service account of the client with this client ID.
    ServiceAccount(String),
    /// The user with this name.
    User(String),
    /// The user with this id (a token's `sub`).
    Id(String),
}

/// A setting of a client, by its name in `ClientRepresentation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClientSetting {
    /// Client authentication on: `publicClient` off.
    Confidential,
    /// Service accounts roles on.
    ServiceAccounts,
    /// Direct access grants on.
    DirectAccessGrants,
    /// Consent required off.
    NoConsent,
}

/// A change in Keycloak. Where no change in Keycloak helps, the caller changes something, or somebody else does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// Grant roles of the container to the caller.
    GrantRoles(Vec<String>),
    /// Let roles of the container into the client's tokens (scope mappings of its dedicated scope).
    MapScope(Vec<String>),
    /// Assign a client scope, by its name, to the client as a default scope.
    AddScope(&'static str),
    /// Change one setting of the client.
    Client(ClientSetting),
    /// Enable the token's realm.
    EnableRealm,
    /// Enable the user.
    EnableUser,
    /// Something that only the Admin Console is told for.
    Console {
        title: &'static str,
        /// The click path.
        steps: Vec<String>,
        /// Where it begins, below `#/{realm}/`.
        at: &'static str,
    },
    /// The caller changes what it sends.
    Caller { title: &'static str, text: String },
    /// Somebody else has to change something.
    HandOff { title: &'static str, text: String },
}

/// Tells changes in every way there is.
pub(crate) fn fixes(evidence: &Evidence, changes: &[Change]) -> Vec<Fix> {
    changes
        .iter()
        .flat_map(|change| ways(evidence, change))
        .collect()
}

fn ways(evidence: &Evidence, change: &Change) -> Vec<Fix> {
    let plain = |kind, title: &str, text: &str| Fix {
        kind,
        title: title.to_owned(),
        text: text.to_owned(),
        steps: Vec::new(),
        links: Vec::new(),
        undo: String::new(),
    };
    match change {
        Change::Caller { title, text } => vec![plain(FixKind::Caller, title, text)],
        Change::HandOff { title, text } => vec![plain(FixKind::HandOff, title, text)],
        Change::Console { .. } => vec![admin_console::fix(evidence, change)],
        // Which role it would be is not known.
        Change::GrantRoles(roles) | Change::MapScope(roles) if roles.is_empty() => Vec::new(),
        _ => [
            Some(admin_console::fix(evidence, change)),
            kcadm::fix(evidence, change),
            curl::fix(evidence, change),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}

/// Who the caller is, as far as its roles go.
fn holder(evidence: &Evidence) -> Option<Holder> {
    let subject = || {
        let id = evidence.token.as_ref()?.text("sub")?;
        Some(Holder::Id(id.to_owned()))
    };
    if evidence.is_service_account() {
        return evidence
            .client_id()
            .map(Holder::ServiceAccount)
            .or_else(subject);
    }
    evidence.user_name().map(Holder::User).or_else(subject)
}

/// The roles of the container, and the realm roles of master, which are granted in another place.
fn by_kind<'r>(evidence: &Evidence, roles: &'r [String]) -> (Vec<&'r String>, Vec<&'r String>) {
    roles.iter().partition(|role| !evidence.is_realm_role(role))
}

/// A word for a POSIX shell.
fn quote(word: &str) -> String {
    // Only a NUL cannot be quoted, and no parsed input holds one.
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), std::borrow::Cow::into_owned)
}

impl ClientSetting {
    /// The field of `ClientRepresentation` and its value.
    fn field(self) -> (&'static str, bool) {
        match self {
            Self::Confidential => ("publicClient", false),
            Self::ServiceAccounts => ("serviceAccountsEnabled", true),
            Self::DirectAccessGrants => ("directAccessGrantsEnabled", true),
            Self::NoConsent => ("consentRequired", false),
        }
    }

    /// What it is called in the Admin Console (Clients → the client → Settings), and which way.
    fn words(self) -> &'static str {
        match self {
            Self::Confidential => "Client authentication: On",
            Self::ServiceAccounts => "Authentication flow: Service accounts roles",
            Self::DirectAccessGrants => "Authentication flow: Direct access grants",
            Self::NoConsent => "Consent required: Off",
        }
    }
}
