//! Which Keycloak versions fit what was seen.

use std::fmt;

/// A version as far as it was stated: `26`, `26.5` or `26.5.6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// `26`.
    pub major: u16,
    /// `5`.
    pub minor: u16,
    /// `6`.
    pub patch: u16,
}

/// Why a text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a version of Keycloak; one looks like 26.5 or 26.5.6.")]
pub struct VersionError(String);

impl Version {
    /// Parses `26`, `26.5`, `26.5.6`; what is not stated counts as 0.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let error = || VersionError(text.chars().take(40).collect());
        let mut parts = text.trim().split('.').map(str::parse::<u16>);
        let mut next = |required: bool| match parts.next() {
            Some(part) => part.map_err(|_| error()),
            None if required => Err(error()),
            None => Ok(0),
        };
        let version = Self {
            major: next(true)?,
            minor: next(false)?,
            patch: next(false)?,
        };
        if parts.next().is_some() || version.major == 0 {
            return Err(error());
        }
        Ok(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}
