//! Decides which announced statements the measured data proves by now.
//!
//! `permissions/data/announced.json` lists the causes that Keycloak's project announced before a server of the release could be run. The
//! command that records a release adds the release there. Statements about required roles are compared with the measured permissions.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};

use super::{Effect, Grade, Matrix, Note, TokenRealm, Version, releases::Facts};

/// A cause that was announced before a release with it could be run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnouncedCause {
    /// The first release with the cause, as announced.
    pub since: Version,
    /// The releases whose recordings show the cause, oldest first.
    pub recorded: Vec<Version>,
}

/// The announced causes, by their codes.
pub type AnnouncedCauses = BTreeMap<String, AnnouncedCause>;

static ANNOUNCED: LazyLock<Result<AnnouncedCauses, serde_json::Error>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../data/announced.json")));

/// The announced causes of this build.
pub(super) fn announced_causes() -> AnnouncedCauses {
    ANNOUNCED.as_ref().cloned().unwrap_or_default()
}

impl Matrix {
    /// How the statements about a cause are known. An announced cause is measured once a release with it is measured, and a recording of
    /// such a release shows it.
    pub fn grade_of(&self, code: &str) -> Grade {
        match self.announced_causes.get(code) {
            Some(cause) if !self.shows(cause) => Grade::Announced,
            _ => Grade::Measured,
        }
    }

    /// Sets the announced statements as “measured” that the measured data proves.
    pub(super) fn graded(&self, mut facts: Vec<Facts>) -> Vec<Facts> {
        for release in &mut facts {
            for note in &mut release.notes {
                if note.grade == Grade::Announced && self.proves(release.version, note) {
                    note.grade = Grade::Measured;
                }
            }
        }
        facts
    }

    fn shows(&self, cause: &AnnouncedCause) -> bool {
        let is_with_it = |version: &Version| *version >= cause.since;
        self.versions().iter().any(is_with_it) && cause.recorded.iter().any(is_with_it)
    }

    /// Whether the measured data proves an announced statement: a recording shows its cause, or the first measured release with the change
    /// requires other roles for every operation that the statement names.
    fn proves(&self, version: Version, note: &Note) -> bool {
        if let Some(code) = &note.cause {
            let cause = self.announced_causes.get(code);
            return cause.is_some_and(|cause| cause.since == version && self.shows(cause));
        }
        let measured = self.versions().iter();
        let Some(first) = measured.copied().find(|measured| *measured >= version) else {
            return false;
        };
        let is_changed = |name: &String| {
            self.operation(name).is_some_and(|operation| {
                let turns = self.turns(operation, TokenRealm::Target);
                turns
                    .iter()
                    .any(|turn| turn.version == first && turn.effect() == Effect::Changed)
            })
        };
        !note.touches.is_empty() && note.touches.iter().all(is_changed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const PERMISSIONS: &str = include_str!("../data/permissions.json");
    const RELEASES: &str = include_str!("../data/releases.json");
    const CODE: &str = "admin-audience-missing";
    const MAPPERS: &str =
        "POST /admin/realms/{realm}/clients/{client-uuid}/protocol-mappers/models";

    /// The measured data with one more release, whose operations named in `changed` require manage-realm.
    fn with_release(number: &str, changed: impl Fn(&str) -> bool) -> String {
        let mut data: Value = serde_json::from_str(PERMISSIONS).unwrap();
        let versions = data["versions"].as_array_mut().unwrap();
        let before = versions.last().unwrap().clone();
        versions.push(json!(number));
        for role in data["roles"].as_array_mut().unwrap() {
            if role["versions"][1] == before {
                role["versions"][1] = json!(number);
            }
        }
        for operation in data["operations"].as_array_mut().unwrap() {
            let is_changed = changed(operation["operation"].as_str().unwrap());
            let ranges = operation["ranges"].as_array_mut().unwrap();
            let last = ranges.last_mut().unwrap();
            if last["versions"][1] != before {
                continue;
            }
            if is_changed {
                ranges.push(json!({
                    "versions": [number, number],
                    "sufficient": [["manage-realm"], ["realm-admin"]],
                }));
            } else {
                last["versions"][1] = json!(number);
            }
        }
        data.to_string()
    }

    fn recorded(versions: &[&str]) -> String {
        json!({ CODE: { "since": "26.8.2", "recorded": versions } }).to_string()
    }

    fn grades_of(matrix: &Matrix, release: &str) -> Vec<Grade> {
        let release: Version = release.parse().unwrap();
        let statements = matrix.statements();
        statements
            .filter(|(version, _)| *version == release)
            .map(|(_, note)| note.grade)
            .collect()
    }

    #[test]
    fn the_statements_of_this_build_are_announced() {
        let matrix = Matrix::from_json(PERMISSIONS).unwrap();
        assert_eq!(matrix.grade_of(CODE), Grade::Announced);
        assert_eq!(matrix.grade_of("missing-role"), Grade::Measured);
        assert_eq!(grades_of(&matrix, "26.8.2"), [Grade::Announced; 2]);
        assert_eq!(grades_of(&matrix, "26.8.0"), [Grade::Announced; 2]);
    }

    #[test]
    fn a_measured_and_recorded_release_replaces_announced_by_measured() {
        let mappers = |name: &str| name.contains("/protocol-mappers/") && !name.starts_with("GET");
        let measured = with_release("26.8.2", mappers);
        let matrix = Matrix::from_files(&measured, RELEASES, &recorded(&["26.8.2"])).unwrap();
        assert_eq!(matrix.grade_of(CODE), Grade::Measured);
        assert_eq!(grades_of(&matrix, "26.8.2"), [Grade::Measured; 2]);
        // The pretended release changes neither secrets nor sessions, so nothing proves these statements.
        assert_eq!(grades_of(&matrix, "26.8.0"), [Grade::Announced; 2]);
        assert!(matrix.announced_versions().is_empty());
        let operation = matrix.operation(MAPPERS).unwrap();
        assert!(matrix.announced(operation).is_empty());
        let newest = matrix.releases().into_iter().next().unwrap();
        assert_eq!(newest.version.to_string(), "26.8.2");
        assert_eq!(newest.before.unwrap().to_string(), "26.7.5");
        assert_eq!(newest.notes.len(), 4);
    }

    #[test]
    fn a_later_release_proves_the_statements_as_well() {
        let changed = |name: &str| {
            name.contains("/protocol-mappers/") && !name.starts_with("GET")
                || name == "GET /admin/realms/{realm}/clients"
                || name == "GET /admin/realms/{realm}/clients/{client-uuid}"
        };
        let measured = with_release("26.9.1", changed);
        let matrix = Matrix::from_files(&measured, RELEASES, &recorded(&["26.9.1"])).unwrap();
        assert_eq!(matrix.grade_of(CODE), Grade::Measured);
        assert_eq!(grades_of(&matrix, "26.8.2"), [Grade::Measured; 2]);
        assert_eq!(
            grades_of(&matrix, "26.8.0"),
            [Grade::Measured, Grade::Announced]
        );
        // An announced fix of a defect is not in the data, so it stays announced.
        assert_eq!(grades_of(&matrix, "26.5.1"), [Grade::Announced]);
    }

    #[test]
    fn a_measurement_without_a_recording_or_the_reverse_proves_nothing_about_a_cause() {
        let measured = with_release("26.8.2", |_| false);
        for (permissions, versions) in [
            (measured.as_str(), &[][..]),
            (PERMISSIONS, &["26.8.2"][..]),
            (&with_release("26.8.1", |_| false), &["26.8.1"][..]),
        ] {
            let matrix = Matrix::from_files(permissions, RELEASES, &recorded(versions)).unwrap();
            assert_eq!(matrix.grade_of(CODE), Grade::Announced, "{versions:?}");
        }
        // The pretended release allows the changes of mappers as before, so the announcement is not proven.
        let matrix = Matrix::from_files(&measured, RELEASES, &recorded(&["26.8.2"])).unwrap();
        assert_eq!(
            grades_of(&matrix, "26.8.2"),
            [Grade::Measured, Grade::Announced]
        );
    }
}
