//! Narrows the Keycloak versions that fit the evidence.

use std::fmt;

use permissions::Version;

/// A minor release, `(26, 5)`. Up to 25, major releases had no minor releases.
pub type Minor = (u16, u16);

/// A patch release, `(26, 7, 1)`.
type Patch = (u16, u16, u16);

/// The releases that can be distinguished, oldest first. Each stands for its patch releases up to the next entry. A minor release is listed
/// more than once if its patch releases behave differently (recordings of 26.6.4, 26.7.0, and 26.7.3; the permission data of 26.4.0).
const RELEASES: [Patch; 17] = [
    (22, 0, 0),
    (23, 0, 0),
    (24, 0, 0),
    (25, 0, 0),
    (26, 0, 0),
    (26, 1, 0),
    (26, 2, 0),
    (26, 3, 0),
    (26, 4, 0),
    (26, 4, 4),
    (26, 5, 0),
    (26, 6, 0),
    (26, 6, 5),
    (26, 7, 0),
    (26, 7, 1),
    (26, 7, 3),
    (26, 7, 5),
];

/// The minor release of a patch release.
fn minor((major, minor, _): Patch) -> Minor {
    (major, minor)
}

/// Whether the release looks up the stored roles of every caller: 26.6.5 and later 26.6, 26.7.1 and later. Source: Keycloak's upgrading
/// guides for 26.6.5 and 26.7.1; recordings mapper-of-a-role of 26.6.4, 26.7.0, and 26.7.3.
fn looks_up_roles(release: Patch) -> bool {
    release >= (26, 6, 5) && release != (26, 7, 0)
}

/// The first release that denies impersonation of a user with more admin roles (recordings impersonation-of-administrator of 26.7.0 and
/// 26.7.5; 26.7.3 was measured by hand).
const DENIES_POWERFUL_TARGETS: Patch = (26, 7, 5);

/// Whether the release may deny impersonation of a user with more admin roles. 26.6.5 and later 26.6 were not measured.
fn may_deny_powerful_targets(release: Patch) -> bool {
    release >= DENIES_POWERFUL_TARGETS || ((26, 6, 5)..(26, 7, 0)).contains(&release)
}

/// The entry of the list that stands for a release.
fn position((major, minor, patch): Patch) -> usize {
    let release = if major < 26 {
        (major, 0, 0)
    } else {
        (major, minor, patch)
    };
    RELEASES
        .iter()
        .rposition(|known| *known <= release)
        .unwrap_or(0)
}

/// The name of a minor release.
fn name((major, minor): Minor) -> String {
    if major < 26 {
        major.to_string()
    } else {
        format!("{major}.{minor}")
    }
}

/// A continuous range of minor releases, and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions {
    first: usize,
    last: usize,
    because: Vec<String>,
    /// The part of the range that a hint indicates, which may also be a setting.
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
    /// Narrows to `from ..= to`, where given. Ignores what contradicts all earlier evidence.
    pub fn narrow(&mut self, from: Option<Minor>, to: Option<Minor>, because: &str) {
        let first = from.map_or(self.first, |from| {
            RELEASES
                .iter()
                .position(|release| minor(*release) >= from)
                .unwrap_or(RELEASES.len() - 1)
        });
        let last = to.map_or(self.last, |to| {
            RELEASES
                .iter()
                .rposition(|release| minor(*release) <= to)
                .unwrap_or(0)
        });
        self.narrow_to(first, last, because);
    }

    /// Narrows to the stated version: one release if it has a patch number, otherwise all releases of its line.
    pub fn state(&mut self, version: Version, because: &str) {
        let major = version.major;
        let (Some(minor), Some(patch)) = (version.minor, version.patch) else {
            let first = (major, version.minor.unwrap_or(0));
            let last = (major, version.minor.unwrap_or(u16::MAX));
            return self.narrow(Some(first), Some(last), because);
        };
        let at = position((major, minor, patch));
        self.narrow_to(at, at, because);
    }

    /// Whether the evidence leaves this measured release possible.
    pub fn fits(&self, measured: Version) -> bool {
        let number = |part: Option<u16>| part.unwrap_or(u16::MAX);
        let at = position((
            measured.major,
            number(measured.minor),
            number(measured.patch),
        ));
        (self.first..=self.last).contains(&at)
    }

    fn narrow_to(&mut self, first: usize, last: usize, because: &str) {
        let (first, last) = (first.max(self.first), last.min(self.last));
        if first <= last && (first, last) != (self.first, self.last) {
            (self.first, self.last) = (first, last);
            if !self.because.iter().any(|known| known == because) {
                self.because.push(because.to_owned());
            }
        }
    }

    /// Notes a hint at a part of the range that depends on a switchable feature. A hint decides which of two causes comes first, and
    /// excludes nothing.
    pub fn hint(&mut self, from: Option<Minor>, to: Option<Minor>) {
        self.hint = (from, to);
    }

    /// Whether every release that fits the evidence and the hint is older than `minor`.
    pub fn rather_before(&self, minor: Minor) -> bool {
        self.hinted().before(minor)
    }

    /// Whether every release that fits the evidence and the hint is `minor` or newer.
    pub fn rather_at_least(&self, minor: Minor) -> bool {
        self.hinted().at_least(minor)
    }

    /// The oldest release that fits.
    pub fn oldest(&self) -> Minor {
        RELEASES.get(self.first).copied().map_or((22, 0), minor)
    }

    /// The newest release that fits, which also stands for all newer ones.
    pub fn newest(&self) -> Minor {
        RELEASES.get(self.last).copied().map_or((26, 7), minor)
    }

    /// Whether every release that fits is `minor` or newer.
    pub fn at_least(&self, minor: Minor) -> bool {
        self.oldest() >= minor
    }

    /// Whether every release that fits is older than `minor`.
    pub fn before(&self, minor: Minor) -> bool {
        self.newest() < minor
    }

    /// Whether any evidence narrowed the range.
    pub fn is_known(&self) -> bool {
        !self.because.is_empty()
    }

    /// The evidence that narrowed the range, as one text.
    pub fn because(&self) -> String {
        self.because.join(" ")
    }

    /// Whether no release that fits the evidence and the hint looks up the stored roles of every caller.
    pub fn rather_trusts_the_token(&self) -> bool {
        !self.hinted().fitting().any(looks_up_roles)
    }

    /// Whether every release that fits looks up the stored roles of every caller.
    pub fn looks_up_roles(&self) -> bool {
        self.fitting().all(looks_up_roles)
    }

    /// Whether a release that fits looks up the stored roles of every caller.
    pub fn may_look_up_roles(&self) -> bool {
        self.fitting().any(looks_up_roles)
    }

    /// Whether every release that fits denies impersonation of a user with more admin roles.
    pub fn deny_powerful_targets(&self) -> bool {
        self.fitting()
            .all(|release| release >= DENIES_POWERFUL_TARGETS)
    }

    /// Whether a release that fits may deny impersonation of a user with more admin roles.
    pub fn may_deny_powerful_targets(&self) -> bool {
        self.fitting().any(may_deny_powerful_targets)
    }

    /// The releases that fit the evidence and the hint, or the evidence alone if the two contradict each other.
    fn hinted(&self) -> Self {
        let mut hinted = self.clone();
        hinted.narrow(self.hint.0, self.hint.1, "");
        hinted
    }

    fn fitting(&self) -> impl Iterator<Item = Patch> + use<> {
        RELEASES
            .into_iter()
            .skip(self.first)
            .take(self.last - self.first + 1)
    }

    /// The releases that fit, each as the version of its last patch release, for the permission data.
    pub fn each(&self) -> impl Iterator<Item = Version> + use<> {
        let next = RELEASES.into_iter().skip(self.first + 1).map(Some);
        self.fitting()
            .zip(next.chain([None]))
            .map(|(release, next)| Version {
                major: release.0,
                minor: Some(release.1),
                patch: next
                    .filter(|next| minor(*next) == minor(release))
                    .map(|next| next.2 - 1),
            })
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (oldest, newest) = (name(self.oldest()), name(self.newest()));
        let to_the_end = self.last + 1 == RELEASES.len();
        if !self.is_known() {
            f.write_str("unknown")
        } else if oldest == newest && to_the_end {
            write!(f, "{newest} or newer")
        } else if oldest == newest {
            f.write_str(&newest)
        } else if to_the_end {
            write!(f, "{oldest} or newer")
        } else if self.first == 0 {
            write!(f, "{newest} or older")
        } else {
            write!(f, "{oldest} – {newest}")
        }
    }
}
