//! Writes a measured version into the permission data.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fs,
    path::PathBuf,
};

use anyhow::{Context, Result};
use permissions::{Data, OperationData, RangeData, RoleData, SetsData, shape};

use super::{
    callers::TokenRealmKey,
    extensions::{Candidate, candidates},
    measured_realm::{Guesses, Measured, Sets},
    operations::{Declared, declared},
};
use crate::{
    keycloak::{NEWEST, Version},
    project,
};

const WORDS: &str = include_str!("words.txt");
/// The reason in the data for a version in which no operation that OpenAPI omits was measured.
const NOT_MEASURED: &str = "measured in other releases only";

/// The operations with the parameter names of the newest version, so that an operation has one name in all versions.
pub(super) fn newest_spelling(operations: Vec<Declared>) -> Result<Vec<Declared>> {
    let newest: HashMap<String, String> = declared(NEWEST)?
        .into_iter()
        .map(|operation| (shape(&operation.template), operation.template))
        .collect();
    let spelled = |operation: Declared| match newest.get(&shape(&operation.template)) {
        Some(template) => Declared {
            template: template.clone(),
            ..operation
        },
        None => operation,
    };
    Ok(operations.into_iter().map(spelled).collect())
}

/// Adds a version to the data file, and keeps the other versions and the operations that OpenAPI omits.
pub(super) fn publish(
    version: Version,
    roles: &[String],
    composites: &HashMap<String, Vec<String>>,
    measured: Vec<Measured>,
) -> Result<()> {
    edit(version, |file| {
        file.put(version, roles, composites, measured, &candidates());
        Ok(())
    })
}

/// Adds operations to a version of the data file, in place of its entries for the candidates.
pub(super) fn add(
    version: Version,
    candidates: &[Candidate],
    measured: Vec<Measured>,
) -> Result<()> {
    edit(version, |file| {
        anyhow::ensure!(
            file.roles.contains_key(&version),
            "the data has no Keycloak {version}: measure it without --extensions first"
        );
        for candidate in candidates {
            if let Some(ranges) = file.operations.get_mut(&key(&candidate.operation.name())) {
                ranges.remove(&version);
            }
        }
        file.put_operations(version, measured);
        file.mark_unmeasured(candidates);
        Ok(())
    })
}

/// Changes the data file. Without a file, the change starts with empty data.
fn edit(version: Version, change: impl FnOnce(&mut Editions) -> Result<()>) -> Result<()> {
    let path = data_file();
    let data: Data = match fs::read_to_string(&path) {
        Ok(text) => {
            serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))?
        }
        Err(_) => Data::default(),
    };
    let mut file = Editions::from(&data)?;
    change(&mut file)?;
    fs::write(&path, file.write()).with_context(|| format!("writing {}", path.display()))?;
    eprintln!("keycloak {version}: written to {}", path.display());
    Ok(())
}

/// The known results for this version or, if it is measured again, for the nearest version in which an operation was measured.
pub(super) fn guesses(version: Version, anew: bool) -> Result<Guesses> {
    let Ok(text) = fs::read_to_string(data_file()) else {
        return Ok(Guesses::new());
    };
    let file = Editions::from(&serde_json::from_str(&text)?)?;
    let rank = |version: Version| {
        (i64::from(version.major) * 1000 + i64::from(version.minor)) * 1000
            + i64::from(version.patch)
    };
    let list = |sets: &[Vec<String>]| {
        sets.iter()
            .map(|set| set.iter().cloned().collect())
            .collect()
    };
    let mut guesses = Guesses::new();
    for ((template, method), ranges) in &file.operations {
        let range = ranges
            .iter()
            .filter(|(other, range)| (!anew || **other != version) && range.unmeasured.is_none())
            .min_by_key(|(other, _)| rank(**other).abs_diff(rank(version)))
            .map(|(_, range)| range);
        let sets = range
            .map(|range| (TokenRealmKey::Target, &range.target))
            .into_iter();
        let of_master =
            range.and_then(|range| Some((TokenRealmKey::Master, range.master.as_ref()?)));
        for (token_realm, sets) in sets.chain(of_master) {
            let guess = Sets {
                sufficient: list(&sets.sufficient),
                reduced: list(&sets.reduced),
                ..Sets::default()
            };
            guesses.insert((token_realm, format!("{method} {template}")), guess);
        }
    }
    Ok(guesses)
}

fn data_file() -> PathBuf {
    project::path("permissions/data/permissions.json")
}

/// The content of the data file, split by version.
#[derive(Default)]
struct Editions {
    roles: BTreeMap<Version, BTreeMap<(bool, String), Vec<String>>>,
    /// Path and method → version → the required roles and the Java method.
    operations: BTreeMap<(String, String), BTreeMap<Version, RangeData>>,
    java: BTreeMap<(String, String), (Version, String)>,
}

impl Editions {
    fn from(data: &Data) -> Result<Self> {
        let versions: Vec<Version> = data
            .versions
            .iter()
            .map(|version| version.parse())
            .collect::<Result<_>>()?;
        let within = |[first, last]: &[String; 2]| -> Result<Vec<Version>> {
            let (first, last) = (first.parse::<Version>()?, last.parse::<Version>()?);
            Ok(versions
                .iter()
                .copied()
                .filter(|version| first <= *version && *version <= last)
                .collect())
        };
        let mut file = Self::default();
        for version in &versions {
            file.roles.entry(*version).or_default();
        }
        for role in &data.roles {
            for version in within(&role.versions)? {
                file.roles
                    .entry(version)
                    .or_default()
                    .insert((role.of_master, role.name.clone()), role.includes.clone());
            }
        }
        for operation in &data.operations {
            let key = key(&operation.operation);
            for range in &operation.ranges {
                for version in within(&range.versions)? {
                    file.java
                        .insert(key.clone(), (version, operation.java.clone()));
                    file.operations
                        .entry(key.clone())
                        .or_default()
                        .insert(version, unversioned(range));
                }
            }
        }
        Ok(file)
    }

    fn put(
        &mut self,
        version: Version,
        roles: &[String],
        composites: &HashMap<String, Vec<String>>,
        measured: Vec<Measured>,
        omitted: &[Candidate],
    ) {
        // A run of its own measures the operations that OpenAPI omits.
        let omitted_keys: BTreeSet<_> = omitted
            .iter()
            .map(|candidate| key(&candidate.operation.name()))
            .collect();
        for (key, ranges) in &mut self.operations {
            if !omitted_keys.contains(key) {
                ranges.remove(&version);
            }
        }
        let mut held = BTreeMap::new();
        for role in roles {
            held.insert(
                (false, role.clone()),
                composites.get(role).cloned().unwrap_or_default(),
            );
        }
        for role in ["admin", "create-realm"] {
            held.insert((true, role.to_owned()), Vec::new());
        }
        self.roles.insert(version, held);
        self.put_operations(version, measured);
        self.mark_unmeasured(omitted);
    }

    fn put_operations(&mut self, version: Version, measured: Vec<Measured>) {
        for one in measured {
            let key = key(&one.operation);
            if self
                .java
                .get(&key)
                .is_none_or(|(known, _)| *known <= version)
            {
                self.java.insert(key.clone(), (version, one.java.clone()));
            }
            let target = sets(&one.target);
            let master = sets(&one.master);
            let same = master.sufficient == renamed(&target).sufficient
                && master.reduced == renamed(&target).reduced
                && one.unmeasured.is_none();
            let range = RangeData {
                versions: [String::new(), String::new()],
                target,
                master: (!same && one.unmeasured.is_none()).then_some(master),
                unmeasured: one.unmeasured,
            };
            self.operations
                .entry(key)
                .or_default()
                .insert(version, range);
        }
    }

    /// Marks the candidates in the versions in which no candidate was measured: without a mark, the data would say that these versions lack
    /// them. A candidate that the nearest measured versions lack gets no mark.
    fn mark_unmeasured(&mut self, candidates: &[Candidate]) {
        let keys: Vec<(String, String)> = candidates
            .iter()
            .map(|candidate| key(&candidate.operation.name()))
            .collect();
        let mut measured: BTreeSet<Version> = BTreeSet::new();
        for key in &keys {
            if let Some(ranges) = self.operations.get_mut(key) {
                ranges.retain(|_, range| range.unmeasured.as_deref() != Some(NOT_MEASURED));
                measured.extend(ranges.keys());
            }
        }
        let missing: Vec<Version> = self
            .roles
            .keys()
            .copied()
            .filter(|version| !measured.contains(version))
            .collect();
        for key in &keys {
            let Some(ranges) = self.operations.get_mut(key) else {
                continue;
            };
            let marked: Vec<Version> = missing
                .iter()
                .copied()
                .filter(|version| {
                    let below = measured.range(..version).next_back();
                    let above = measured.range(version..).next();
                    let mut nearest = below.into_iter().chain(above);
                    nearest.any(|version| ranges.contains_key(version))
                })
                .collect();
            ranges.extend(marked.into_iter().map(|version| (version, unmeasured())));
        }
    }

    /// The text of the file: one line for each role, operation, and range.
    fn write(&self) -> String {
        let versions: Vec<Version> = self.roles.keys().copied().collect();
        let mut text = format!(
            "{{\"versions\":{},\n\"roles\":[\n",
            json(&versions.iter().map(ToString::to_string).collect::<Vec<_>>())
        );
        let mut names: Vec<&(bool, String)> =
            self.roles.values().flat_map(BTreeMap::keys).collect();
        names.sort();
        names.dedup();
        let roles: Vec<String> = names
            .into_iter()
            .filter_map(|name| {
                let having: Vec<&Version> = versions
                    .iter()
                    .filter(|version| self.roles[version].contains_key(name))
                    .collect();
                let (first, last) = (having.first()?, having.last()?);
                let includes = self.roles[last].get(name).cloned().unwrap_or_default();
                let role = RoleData {
                    name: name.1.clone(),
                    versions: [first.to_string(), last.to_string()],
                    includes,
                    of_master: name.0,
                };
                Some(json(&role))
            })
            .collect();
        text.push_str(&roles.join(",\n"));
        text.push_str("\n],\n\"operations\":[\n");
        let operations: Vec<String> = self
            .operations
            .iter()
            .filter(|(_, ranges)| !ranges.is_empty())
            .map(|(key, ranges)| self.operation(key, ranges, &versions))
            .collect();
        text.push_str(&operations.join(",\n"));
        text.push_str("\n]}\n");
        text
    }

    fn operation(
        &self,
        key: &(String, String),
        ranges: &BTreeMap<Version, RangeData>,
        versions: &[Version],
    ) -> String {
        let (template, method) = key;
        let mut merged: Vec<RangeData> = Vec::new();
        let mut previous: Option<usize> = None;
        for (position, version) in versions.iter().enumerate() {
            let Some(range) = ranges.get(version) else {
                continue;
            };
            let version = version.to_string();
            let goes_on = previous.is_some_and(|previous| previous + 1 == position);
            match merged
                .last_mut()
                .filter(|last| goes_on && unversioned(last) == *range)
            {
                Some(last) => last.versions[1] = version,
                None => merged.push(RangeData {
                    versions: [version.clone(), version],
                    ..range.clone()
                }),
            }
            previous = Some(position);
        }
        let java = self
            .java
            .get(key)
            .map(|(_, java)| java.clone())
            .unwrap_or_default();
        let operation = format!("{method} {template}");
        let head = OperationData {
            does: does(&operation, &java),
            operation,
            java,
            ranges: Vec::new(),
        };
        let head = json(&head);
        let ranges: Vec<String> = merged.iter().map(json).collect();
        format!(
            "{}[\n{}\n]}}",
            head.trim_end_matches("[]}"),
            ranges.join(",\n")
        )
    }
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The entry of an operation for a version in which it was not measured.
fn unmeasured() -> RangeData {
    RangeData {
        versions: [String::new(), String::new()],
        target: SetsData::default(),
        master: None,
        unmeasured: Some(NOT_MEASURED.to_owned()),
    }
}

fn unversioned(range: &RangeData) -> RangeData {
    RangeData {
        versions: [String::new(), String::new()],
        ..range.clone()
    }
}

fn key(operation: &str) -> (String, String) {
    let (method, template) = operation.split_once(' ').unwrap_or(("", operation));
    (template.to_owned(), method.to_owned())
}

fn sets(sets: &Sets) -> SetsData {
    let list = |sets: &[super::sets::Roles]| -> Vec<Vec<String>> {
        sets.iter()
            .map(|set| set.iter().cloned().collect())
            .collect()
    };
    let mut statuses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (role, status) in &sets.statuses {
        statuses
            .entry(status.to_string())
            .or_default()
            .push(role.clone());
    }
    // The most common status does not list its roles.
    if let Some(most) = statuses
        .iter()
        .max_by_key(|(_, roles)| roles.len())
        .map(|(status, _)| status.clone())
    {
        statuses.insert(most, vec!["*".to_owned()]);
    }
    SetsData {
        sufficient: list(&sets.sufficient),
        reduced: list(&sets.reduced),
        statuses,
    }
}

/// The same sets for a token of `master`, with `admin` instead of `realm-admin`.
fn renamed(target: &SetsData) -> SetsData {
    let rename = |sets: &[Vec<String>]| {
        let mut sets: Vec<Vec<String>> = sets
            .iter()
            .map(|set| {
                let mut set: Vec<String> = set
                    .iter()
                    .map(|role| {
                        if role == "realm-admin" {
                            "admin".to_owned()
                        } else {
                            role.clone()
                        }
                    })
                    .collect();
                set.sort();
                set
            })
            .collect();
        sets.sort_by_key(|set| (set.len(), set.clone()));
        sets
    };
    SetsData {
        sufficient: rename(&target.sufficient),
        reduced: rename(&target.reduced),
        statuses: target.statuses.clone(),
    }
}

/// A description of the operation: the text written for it, or the words of its Java method.
fn does(operation: &str, java: &str) -> String {
    let written = WORDS
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .find(|(written, _)| *written == operation.replace("/admin/realms/{realm}", "~"));
    if let Some((_, words)) = written {
        return words.to_owned();
    }
    let method = java.rsplit('.').next().unwrap_or(java);
    let mut words = String::new();
    for letter in method.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    fn candidate(path: &str) -> Candidate {
        Candidate {
            operation: Declared {
                template: path.to_owned(),
                method: "GET".to_owned(),
                java: String::new(),
            },
            denied: None,
        }
    }

    #[test]
    fn measuring_a_version_again_keeps_the_operations_that_openapi_omits() {
        let found = RangeData {
            unmeasured: None,
            ..unmeasured()
        };
        let again = version("26.7.5");
        let mut file = Editions {
            roles: BTreeMap::from([(again, BTreeMap::new())]),
            ..Editions::default()
        };
        for path in ["/omitted", "/declared"] {
            let ranges = BTreeMap::from([(again, found.clone())]);
            file.operations
                .insert((path.to_owned(), "GET".to_owned()), ranges);
        }
        file.put(
            again,
            &[],
            &HashMap::new(),
            Vec::new(),
            &[candidate("/omitted")],
        );
        let has = |path: &str| file.operations[&(path.to_owned(), "GET".to_owned())].get(&again);
        assert_eq!(has("/omitted"), Some(&found));
        assert_eq!(has("/declared"), None);
        // In a release that was not measured before, the omitted operations are marked.
        let new = version("26.8.2");
        file.put(
            new,
            &[],
            &HashMap::new(),
            Vec::new(),
            &[candidate("/omitted")],
        );
        let ranges = &file.operations[&("/omitted".to_owned(), "GET".to_owned())];
        assert_eq!(ranges[&new], unmeasured());
    }

    #[test]
    fn a_version_without_measured_candidates_does_not_lack_them() {
        let candidates = ["/old", "/new", "/none"].map(candidate);
        let all = [
            "24.0.5", "25.0.6", "26.0.8", "26.4.7", "26.5.6", "26.7.0", "26.7.5",
        ]
        .map(version);
        let found = RangeData {
            unmeasured: None,
            ..unmeasured()
        };
        let mut file = Editions {
            roles: all.map(|version| (version, BTreeMap::new())).into(),
            ..Editions::default()
        };
        for (path, having) in [("/old", &["24.0.5", "26.5.6"][..]), ("/new", &["26.7.5"])] {
            file.operations.insert(
                (path.to_owned(), "GET".to_owned()),
                having
                    .iter()
                    .map(|text| (version(text), found.clone()))
                    .collect(),
            );
        }
        let marked = |file: &Editions, path: &str| -> Vec<String> {
            file.operations[&(path.to_owned(), "GET".to_owned())]
                .iter()
                .filter(|(_, range)| range.unmeasured.is_some())
                .map(|(version, _)| version.to_string())
                .collect()
        };
        file.mark_unmeasured(&candidates);
        assert_eq!(
            marked(&file, "/old"),
            ["25.0.6", "26.0.8", "26.4.7", "26.7.0"]
        );
        assert_eq!(marked(&file, "/new"), ["26.7.0"]);
        // Measuring a marked version replaces the marks.
        file.operations
            .get_mut(&("/new".to_owned(), "GET".to_owned()))
            .unwrap()
            .insert(version("26.7.0"), found);
        file.mark_unmeasured(&candidates);
        assert_eq!(marked(&file, "/new"), Vec::<String>::new());
        assert_eq!(marked(&file, "/old"), ["25.0.6", "26.0.8", "26.4.7"]);
    }
}
