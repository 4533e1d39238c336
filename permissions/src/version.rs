//! Parses Keycloak versions and picks the measured version that stands for one.

use std::{cmp::Ordering, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A Keycloak version as people state it: `26`, `26.4` or `26.4.7`.
///
/// A missing part means "the newest": `26.4` is the newest 26.4.x, so it sorts after `26.4.7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// The 26 of 26.4.7.
    pub major: u16,
    /// The 4 of 26.4.7.
    pub minor: Option<u16>,
    /// The 7 of 26.4.7.
    pub patch: Option<u16>,
}

impl Version {
    fn key(self) -> (u16, u16, u16) {
        (
            self.major,
            self.minor.unwrap_or(u16::MAX),
            self.patch.unwrap_or(u16::MAX),
        )
    }

    /// Whether both name the same release line, as `26.4` and `26.4.7` do.
    pub fn same_line(self, other: Self) -> bool {
        self.major == other.major
            && (self.minor.is_none() || other.minor.is_none() || self.minor == other.minor)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        version.to_string()
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        if let Some(minor) = self.minor {
            write!(f, ".{minor}")?;
        }
        if let Some(patch) = self.patch {
            write!(f, ".{patch}")?;
        }
        Ok(())
    }
}

/// The text is not a Keycloak version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Keycloak version; a valid version looks like 26, 26.4, or 26.4.7")]
pub struct VersionError(pub String);

impl FromStr for Version {
    type Err = VersionError;

    /// Parses `26`, `26.4`, or `26.4.7`, also with a leading `v` and with a vendor's suffix (`26.4.7.redhat-00001`, `26.5.0-SNAPSHOT`).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || VersionError(text.to_owned());
        let trimmed = text.trim();
        let trimmed = trimmed.strip_prefix(['v', 'V']).unwrap_or(trimmed);
        let numbers = trimmed.split('-').next().unwrap_or_default();
        let mut parts = numbers.split('.');
        let mut next = || {
            parts
                .next()
                .map(|part| part.parse::<u16>().map_err(|_| wrong()))
                .transpose()
        };
        let major = next()?.ok_or_else(wrong)?;
        let minor = next()?;
        let patch = next()?;
        // The rest is a vendor's suffix (`redhat`, `Final`), never a fourth number.
        let vendor = parts.next();
        if vendor.is_some_and(|word| !word.starts_with(|letter: char| letter.is_ascii_alphabetic()))
            || parts.next().is_some()
        {
            return Err(wrong());
        }
        Ok(Self {
            major,
            minor,
            patch,
        })
    }
}

impl TryFrom<String> for Version {
    type Error = VersionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// How well a measured version stands for the stated one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The stated version was measured, or a version of the stated release line.
    Measured,
    /// Another patch release of the same minor release was measured.
    SameLine,
    /// The nearest older measured version stands for it.
    Earlier,
    /// The stated version is older than any measured version; the oldest one stands for it.
    OlderThanMeasured,
}

impl Fit {
    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::SameLine => "same-line",
            Self::Earlier => "earlier",
            Self::OlderThanMeasured => "older-than-measured",
        }
    }

    /// A sentence for the reader if another version than the stated one is in use; `None` if it is the same.
    pub fn words(self, stated: Version, answers: Version) -> Option<String> {
        match self {
            Self::Measured => None,
            Self::SameLine => Some(format!(
                "No data for {stated}. Showing {answers}, another release of the same line."
            )),
            Self::Earlier => Some(format!(
                "No data for {stated}. Showing {answers}, the closest older version."
            )),
            Self::OlderThanMeasured => Some(format!(
                "No data for {stated}. Showing {answers}, the oldest measured version."
            )),
        }
    }
}

/// The measured version that stands for `stated`: the newest one at or below it.
///
/// A measured patch release stands for every patch release of its line, older or newer: 26.4.7 stands for 26.4.2 if no earlier 26.4.x was
/// measured. The oldest measured version stands for every older version.
pub(super) fn resolve(measured: &[Version], stated: Version) -> Option<(usize, Fit)> {
    let below = measured.iter().rposition(|version| *version <= stated);
    let same_line = |index: &usize| {
        measured
            .get(*index)
            .is_some_and(|version| version.same_line(stated))
    };
    if let Some(index) = below.filter(same_line) {
        let exact = stated.patch.is_none() || measured.get(index) == Some(&stated);
        return Some((index, if exact { Fit::Measured } else { Fit::SameLine }));
    }
    if let Some(index) = measured
        .iter()
        .position(|version| version.same_line(stated))
    {
        return Some((index, Fit::SameLine));
    }
    below
        .map(|index| (index, Fit::Earlier))
        .or_else(|| (!measured.is_empty()).then_some((0, Fit::OlderThanMeasured)))
}
