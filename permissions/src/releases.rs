//! Lists what each Keycloak release changed: operations, required roles, roles, and the reasons.
//!
//! What changed is computed from the measured data. `permissions/data/releases.json` adds what the measurement cannot know: the build date,
//! the reason with its source, and announcements.

use std::{cmp::Reverse, sync::LazyLock};

use serde::{Deserialize, Serialize};

use super::{Matrix, Operation, Role, TokenRealm, Turn, Version};

/// How a statement about a Keycloak release is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// A real server of the release was observed.
    #[default]
    Measured,
    /// Keycloak's project has announced it; `source` says where and when. Never certain.
    Announced,
    /// Neither measured nor announced.
    NotMeasured,
}

impl Grade {
    /// The fixed words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Announced => "announced",
            Self::NotMeasured => "not measured",
        }
    }
}

/// A statement about a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What changed, and the reason where one is known.
    pub text: String,
    /// How the statement is known. In a [`Matrix`], an announced statement is measured once the measured data proves it.
    pub grade: Grade,
    /// The code of the cause that explains the denial.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// The operations that the note is about: whole ones, `GET /admin/realms/{realm}/clients`, or parts of the changed ones' paths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<String>,
    /// The URL of the issue, the advisory, or the upgrading guide.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl Note {
    /// Whether the note explains a change of the operation.
    pub fn is_about(&self, operation: &Operation) -> bool {
        let name = operation.to_string();
        self.touches.iter().any(|part| {
            if part.contains(' ') {
                name == *part
            } else {
                name.contains(part.as_str())
            }
        })
    }
}

/// Facts about a release that the permission data does not contain: an entry of `releases.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The release.
    pub version: Version,
    /// Whether every test run starts a server of this release.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tested: bool,
    /// The date of the class files in `keycloak-services`, `2026-09-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub built: Option<String>,
    /// The date on which an announcement was noted here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub noted: Option<String>,
    /// The statements about the release.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

static FACTS: LazyLock<Result<Vec<Facts>, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/releases.json")));

/// The facts of this build, as `releases.json` states them.
pub(super) fn facts() -> &'static [Facts] {
    FACTS.as_deref().unwrap_or_default()
}

/// The releases whose servers every test run starts, oldest first.
pub fn tested_releases() -> impl Iterator<Item = Version> {
    facts()
        .iter()
        .rev()
        .filter(|facts| facts.tested)
        .map(|facts| facts.version)
}

/// A release and what it changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release<'m> {
    /// The release.
    pub version: Version,
    /// The previous measured release; `None` for a release that was not measured.
    pub before: Option<Version>,
    /// The build date or, for an announced release, the date of the note: `2026-09-30`.
    pub date: Option<&'m str>,
    /// Statements about this release and about the releases between [`Self::before`] and this one.
    pub notes: Vec<(Version, &'m Note)>,
    /// Roles that are new.
    pub new_roles: Vec<&'m Role>,
    /// Operations that are new, changed, or gone for a token of the target realm, by path and method.
    pub operations: Vec<(&'m Operation, Turn<'m>)>,
}

/// How a release affects an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The required roles differ.
    Changed,
    /// The operation is new.
    Added,
    /// The operation is gone.
    Removed,
    /// The operation was measured in only one of the two releases, so the change is not known.
    NotCompared,
}

impl Turn<'_> {
    /// How the release affects the operation.
    pub fn effect(&self) -> Effect {
        match (self.before, self.after) {
            (None, _) => Effect::Added,
            (_, None) => Effect::Removed,
            (Some(before), Some(after)) => {
                if before.unmeasured.is_some() || after.unmeasured.is_some() {
                    Effect::NotCompared
                } else {
                    Effect::Changed
                }
            }
        }
    }
}

impl Release<'_> {
    /// How many operations the release affected in this way.
    pub fn count(&self, effect: Effect) -> usize {
        self.operations
            .iter()
            .filter(|(_, turn)| turn.effect() == effect)
            .count()
    }
}

impl Matrix {
    /// The announced and the measured releases, newest first. The oldest measured release is missing, because there is nothing to compare
    /// it with.
    pub fn releases(&self) -> Vec<Release<'_>> {
        let announced = self
            .facts
            .iter()
            .filter(|facts| self.is_announced(facts.version))
            .map(|facts| Release {
                version: facts.version,
                before: None,
                date: facts.noted.as_deref(),
                notes: self.notes_of(|version| version == facts.version),
                new_roles: Vec::new(),
                operations: Vec::new(),
            });
        let mut releases: Vec<Release<'_>> = self
            .versions()
            .windows(2)
            .filter_map(|pair| match *pair {
                [before, version] => Some(Release {
                    version,
                    before: Some(before),
                    date: self.built(version),
                    notes: self.notes(version),
                    new_roles: self.new_roles(version),
                    operations: Vec::new(),
                }),
                _ => None,
            })
            .chain(announced)
            .collect();
        for operation in self.operations() {
            for turn in self.turns(operation, TokenRealm::Target) {
                if let Some(release) = releases
                    .iter_mut()
                    .find(|release| release.version == turn.version)
                {
                    release.operations.push((operation, turn));
                }
            }
        }
        releases.sort_by_key(|release| Reverse(release.version));
        releases
    }

    /// All statements, newest release first.
    pub fn statements(&self) -> impl Iterator<Item = (Version, &Note)> {
        self.notes_of(|_| true).into_iter()
    }

    /// The notes about a measured release, and about the releases since the previous measured one, newest first.
    pub fn notes(&self, version: Version) -> Vec<(Version, &Note)> {
        let earlier = self.versions().iter().filter(|other| **other < version);
        earlier.max().map_or_else(Vec::new, |before| {
            self.notes_of(|other| *before < other && other <= version)
        })
    }

    /// The notes about a measured release that explain its change of the operation.
    pub fn reasons(&self, version: Version, operation: &Operation) -> Vec<(Version, &Note)> {
        let mut notes = self.notes(version);
        notes.retain(|(_, note)| note.is_about(operation));
        notes
    }

    /// The notes about releases after the newest measured one that are about the operation, oldest release first.
    pub fn announced(&self, operation: &Operation) -> Vec<(Version, &Note)> {
        let mut notes = self.notes_of(|version| self.is_announced(version));
        notes.retain(|(_, note)| note.is_about(operation));
        notes.reverse();
        notes
    }

    /// What an upgrade changes in addition to required roles, oldest release first: announcements, and notes about causes.
    pub fn notes_between(&self, from: Version, to: Version) -> Vec<(Version, &Note)> {
        let mut notes = self.notes_of(|version| from < version && version <= to);
        notes.retain(|(_, note)| note.grade != Grade::Measured || note.cause.is_some());
        notes.sort_by_key(|(version, _)| *version);
        notes
    }

    /// The announced releases that are newer than every measured one, oldest first.
    pub fn announced_versions(&self) -> Vec<Version> {
        self.facts
            .iter()
            .rev()
            .map(|facts| facts.version)
            .filter(|version| self.is_announced(*version))
            .collect()
    }

    /// Whether a release is newer than every measured one.
    fn is_announced(&self, version: Version) -> bool {
        let newest = self.versions().last();
        newest.is_some_and(|newest| version > *newest)
    }

    fn new_roles(&self, version: Version) -> Vec<&Role> {
        self.roles()
            .iter()
            .filter(|role| {
                self.versions_of(role)
                    .is_some_and(|(first, _)| first == version)
            })
            .collect()
    }

    fn built(&self, version: Version) -> Option<&str> {
        let mut facts = self.facts.iter();
        let facts = facts.find(|facts| facts.version == version)?;
        facts.built.as_deref()
    }

    /// The notes about these releases, newest release first.
    fn notes_of(&self, wanted: impl Fn(Version) -> bool) -> Vec<(Version, &Note)> {
        self.facts
            .iter()
            .filter(|facts| wanted(facts.version))
            .flat_map(|facts| facts.notes.iter().map(|note| (facts.version, note)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Matrix {
        Matrix::from_json(include_str!("../data/permissions.json")).expect("the data is read")
    }

    #[test]
    fn the_facts_are_read_and_every_measured_release_has_a_date() {
        assert!(FACTS.is_ok(), "{FACTS:?}");
        for release in matrix().releases() {
            let date = release.date.unwrap_or_default();
            assert_eq!(date.len(), 10, "{}", release.version);
        }
    }

    #[test]
    fn a_note_with_paths_is_about_a_change_of_its_release() {
        let matrix = matrix();
        for release in matrix.releases() {
            for (version, note) in &release.notes {
                for part in &note.touches {
                    if note.grade == Grade::Announced {
                        assert!(matrix.operation(part).is_some(), "{version}: {part}");
                        continue;
                    }
                    let touched = release
                        .operations
                        .iter()
                        .any(|(operation, _)| operation.to_string().contains(part.as_str()));
                    assert!(touched, "{version}: no changed path contains {part}");
                }
            }
        }
    }

    #[test]
    fn an_announced_statement_has_a_source_and_comes_from_a_release_after_the_newest_measured_one_or_a_skipped_one()
     {
        let matrix = matrix();
        for release in matrix.releases() {
            for (version, note) in &release.notes {
                if note.grade == Grade::Announced {
                    assert!(note.source.is_some(), "{version}: {}", note.text);
                }
                if release.before.is_none() {
                    assert_eq!(note.grade, Grade::Announced, "{version}: {}", note.text);
                }
            }
        }
    }

    #[test]
    fn an_announced_change_is_found_by_the_whole_operation() {
        let matrix = matrix();
        let announced = |name: &str| -> Vec<String> {
            let operation = matrix.operation(name).expect("a measured operation");
            let notes = matrix.announced(operation);
            notes
                .iter()
                .map(|(version, _)| version.to_string())
                .collect()
        };
        let mappers = "/admin/realms/{realm}/clients/{client-uuid}/protocol-mappers/models";
        assert_eq!(announced(&format!("POST {mappers}")), ["26.8.2"]);
        assert_eq!(announced(&format!("DELETE {mappers}/{{id}}")), ["26.8.2"]);
        assert!(announced(&format!("GET {mappers}")).is_empty());
        assert_eq!(announced("GET /admin/realms/{realm}/clients"), ["26.8.0"]);
        assert!(announced("POST /admin/realms/{realm}/clients").is_empty());
        assert!(announced("GET /admin/realms/{realm}/users/{user-id}").is_empty());
    }

    /// Measured on real servers: 26.7.0 returns all role mappings to a caller with view-users, 26.7.3 none.
    #[test]
    fn the_filter_of_role_mappings_came_with_26_7_3() {
        let matrix = matrix();
        let changed: Vec<String> = matrix
            .releases()
            .iter()
            .filter(|release| {
                release.operations.iter().any(|(operation, turn)| {
                    operation.to_string()
                        == "GET /admin/realms/{realm}/users/{user-id}/role-mappings"
                        && turn.effect() == Effect::Changed
                })
            })
            .map(|release| release.version.to_string())
            .collect();
        assert_eq!(changed, ["26.7.3"]);
    }

    #[test]
    fn an_upgrade_to_an_announced_release_names_the_announcements_in_order() {
        let matrix = matrix();
        let version = |text: &str| text.parse::<Version>().expect("a version");
        let between = |from: &str, to: &str| -> Vec<(String, Grade)> {
            matrix
                .notes_between(version(from), version(to))
                .into_iter()
                .map(|(version, note)| (version.to_string(), note.grade))
                .collect()
        };
        let causes = |from: &str, to: &str| -> Vec<&str> {
            matrix
                .notes_between(version(from), version(to))
                .into_iter()
                .filter_map(|(_, note)| note.cause.as_deref())
                .collect()
        };
        // 26.8 means the newest 26.8.x.
        for to in ["26.8", "26.8.2", "27"] {
            assert!(
                causes("26.7", to).contains(&"admin-audience-missing"),
                "{to}"
            );
            assert!(causes("22", to).contains(&"mapper-roles-stripped"), "{to}");
        }
        for (from, to) in [
            ("26.7", "26.8.1"),
            ("26.8.2", "26.8.2"),
            ("26.8.2", "26.7.5"),
        ] {
            assert!(
                !causes(from, to).contains(&"admin-audience-missing"),
                "{from} to {to}"
            );
        }
        let notes = between("26.7.5", "26.8.2");
        assert!(
            notes.iter().all(|(_, grade)| *grade == Grade::Announced),
            "{notes:?}"
        );
        assert!(
            notes.is_sorted_by_key(|(version, _)| version.clone()),
            "{notes:?}"
        );
        // Required roles that differ are rows of the comparison, not notes.
        assert_eq!(between("26.7.0", "26.7.0"), []);
        assert!(matrix.announced_versions().contains(&version("26.8.2")));
    }
}
