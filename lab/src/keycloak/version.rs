//! The Keycloak versions that the lab uses.

use std::{fmt, str::FromStr};

use anyhow::{Context, Error};

/// A Keycloak release, such as `26.7.3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The major version, which determines how the first administrator is created.
    pub major: u16,
    /// The minor version. Behavior may change between minor versions.
    pub minor: u16,
    /// The patch version.
    pub patch: u16,
}

/// The newest release that the lab uses.
pub const NEWEST: Version = Version::new(26, 7, 5);

/// The versions that the test command starts: the newest one, and the last ones that behave differently.
pub const LIVE: [Version; 4] = [
    NEWEST,
    Version::new(26, 5, 6),
    Version::new(26, 0, 8),
    Version::new(24, 0, 5),
];

/// The measured and recorded versions, oldest first.
pub const MEASURED: [Version; 15] = [
    Version::new(22, 0, 5),
    Version::new(23, 0, 7),
    Version::new(24, 0, 5),
    Version::new(25, 0, 6),
    Version::new(26, 0, 8),
    Version::new(26, 2, 5),
    Version::new(26, 3, 5),
    Version::new(26, 4, 0),
    Version::new(26, 4, 7),
    Version::new(26, 5, 6),
    Version::new(26, 6, 4),
    Version::new(26, 7, 0),
    Version::new(26, 7, 3),
    Version::new(26, 7, 4),
    NEWEST,
];

impl Version {
    /// A version from its three numbers.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let numbers = text
            .split('.')
            .map(str::parse)
            .collect::<Result<Vec<u16>, _>>();
        match numbers.as_deref() {
            Ok(&[major, minor, patch]) => Some(Self::new(major, minor, patch)),
            _ => None,
        }
        .with_context(|| format!("`{text}` is not a Keycloak version such as {NEWEST}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_three_numbers_and_reads_as_it_is_written() {
        for text in ["26.7.3", "22.0.5"] {
            assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
        }
        for text in ["", "26", "26.7", "26.7.3.1", "26.7.x", "v26.7.3", "26..3"] {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_list_of_releases_names_the_tested_ones() {
        let mut started = LIVE.map(|version| version.to_string());
        started.reverse();
        let listed: Vec<String> = permissions::tested_releases()
            .map(|version| version.to_string())
            .collect();
        assert_eq!(listed, started);
    }

    #[test]
    fn versions_are_ordered_by_number() {
        let [older, newer] = ["26.4.10", "26.5.6"].map(|text| text.parse::<Version>().unwrap());
        assert!(older < newer && newer < NEWEST);
        assert!(MEASURED.is_sorted());
    }
}
