//! Parses the names of realms and clients as Keycloak stores them.

use std::fmt;

use super::dots::leads_elsewhere;

/// Keycloak's columns hold 255 characters (`CLIENT.CLIENT_ID`, `REALM.NAME`).
const MAX_NAME: usize = 255;

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// The text is empty.
    #[error("Enter a name.")]
    Empty,
    /// The text is longer than Keycloak stores.
    #[error("The value is too long. Keycloak stores at most 255 characters.")]
    TooLong,
    /// The text contains a line break, NUL, or another control character.
    #[error("The value contains a line break or another control character. Remove it.")]
    Control,
    /// The text would change the path.
    #[error("A realm name cannot be . or .., in any encoding.")]
    Dots,
    /// The text looks like a URL.
    #[error("This is a URL. Enter only the name.")]
    Address,
}

fn check(text: &str) -> Result<String, NameError> {
    let text = text.trim();
    if text.is_empty() {
        Err(NameError::Empty)
    } else if text.chars().any(char::is_control) {
        Err(NameError::Control)
    } else if text.chars().count() > MAX_NAME {
        Err(NameError::TooLong)
    } else {
        Ok(text.to_owned())
    }
}

/// A realm's name, not its display name. Case matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Realm(String);

impl Realm {
    /// Parses a realm's name. Removes surrounding blanks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = check(text)?;
        if name.contains('/') {
            return Err(NameError::Address);
        }
        if leads_elsewhere(&name) {
            return Err(NameError::Dots);
        }
        Ok(Self(name))
    }

    /// The realm `master`.
    pub fn master() -> Self {
        Self("master".to_owned())
    }

    /// Whether this is the realm `master`, whose tokens are valid for every realm.
    pub fn is_master(&self) -> bool {
        self.0 == "master"
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Realm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A client ID: the name, not the client's internal UUID. It may be a URI (SAML clients).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientId(String);

impl ClientId {
    /// Parses a client ID. Removes surrounding blanks.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        check(text).map(Self)
    }

    /// The client ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
