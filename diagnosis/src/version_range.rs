//! Which Keycloak versions fit what was seen.

use std::fmt;

use permissions::Version;

/// A minor release, `(26, 5)`; up to 25 the major releases had no others.
pub type Minor = (u16, u16);

/// The minor releases that are told apart, oldest first.
const RELEASES: [Minor; 12] = [
    (22, 0),
    (23, 0),
    (24, 0),
    (25, 0),
    (26, 0),
    (26, 1),
    (26, 2),
    (26, 3),
    (26, 4),
    (26, 5),
    (26, 6),
    (26, 7),
];

/// How a minor release is called.
fn name((major, minor): Minor) -> String {
    if major < 26 {
        major.to_string()
    } else {
        format!("{major}.{minor}")
    }
}

/// An unbroken range of minor releases, and what narrowed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    first: usize,
    last: usize,
    because: Vec<String>,
    /// The part of the range that something points to which may also be a setting.
    hint: (Option<Minor>, Option<Minor>),
}

impl Default for Versions {
    fn default() -> Self {
        Self {
            first: 0,
            last: RELEASES.len() - 1,
            because: Vec::new(),
            hint: (None, None),
        }
    }
}

impl Versions {
    /// Narrows to `from ..= to`, where given. What contradicts all that was seen before is left out.
    pub fn narrow(&mut self, from: Option<Minor>, to: Option<Minor>, because: &str) {
        let first = from.map_or(self.first, |from| {
            RELEASES
                .iter()
                .position(|r| *r >= from)
                .unwrap_or(RELEASES.len() - 1)
        });
        let last = to.map_or(self.last, |to| {
            RELEASES.iter().rposition(|r| *r <= to).unwrap_or(0)
        });
        let (first, last) = (first.max(self.first), last.min(self.last));
        if first <= last && (first, last) != (self.first, self.last) {
            (self.first, self.last) = (first, last);
            if !self.because.iter().any(|known| known == because) {
                self.because.push(because.to_owned());
            }
        }
    }

    /// Notes what points to a part of the range, but hangs on a feature that can be switched: it tells which of two causes comes
    /// first, and excludes nothing.
    pub fn hint(&mut self, from: Option<Minor>, to: Option<Minor>) {
        self.hint = (from, to);
    }

    /// Whether every release that fits and that the hint points to is older than `minor`.
    pub fn rather_before(&self, minor: Minor) -> bool {
        let mut hinted = self.clone();
        hinted.narrow(self.hint.0, self.hint.1, "");
        hinted.before(minor)
    }

    /// The oldest release that fits.
    pub fn oldest(&self) -> Minor {
        RELEASES.get(self.first).copied().unwrap_or((22, 0))
    }

    /// The newest release that fits; it stands for all newer ones too.
    pub fn newest(&self) -> Minor {
        RELEASES.get(self.last).copied().unwrap_or((26, 7))
    }

    /// Whether every release that fits is `minor` or newer.
    pub fn at_least(&self, minor: Minor) -> bool {
        self.oldest() >= minor
    }

    /// Whether every release that fits is older than `minor`.
    pub fn before(&self, minor: Minor) -> bool {
        self.newest() < minor
    }

    /// Whether anything narrowed it.
    pub fn is_known(&self) -> bool {
        !self.because.is_empty()
    }

    /// What narrowed it, as one text.
    pub fn because(&self) -> String {
        self.because.join(" ")
    }

    /// The releases that fit, each as the version that asks the permission data for its newest patch release.
    pub fn each(&self) -> impl Iterator<Item = Version> + use<> {
        RELEASES
            .into_iter()
            .skip(self.first)
            .take(self.last - self.first + 1)
            .map(|(major, minor)| Version {
                major,
                minor: Some(minor),
                patch: None,
            })
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (oldest, newest) = (name(self.oldest()), name(self.newest()));
        if !self.is_known() {
            f.write_str("unknown")
        } else if self.first == self.last && self.last + 1 == RELEASES.len() {
            write!(f, "{newest} or newer")
        } else if self.first == self.last {
            f.write_str(&newest)
        } else if self.last + 1 == RELEASES.len() {
            write!(f, "{oldest} or newer")
        } else if self.first == 0 {
            write!(f, "{newest} or older")
        } else {
            write!(f, "{oldest} – {newest}")
        }
    }
}
