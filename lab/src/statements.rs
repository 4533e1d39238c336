//! Adds a measured or recorded release to the statements about releases, and lists the statements that are still announced.
//!
//! The grade of a statement follows from the data (`permissions::Matrix::grade_of`). So a run that measures or records a release replaces
//! “announced” by “measured” without a change of the program.

use std::{
    cmp::Reverse,
    fs::{self, File},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use permissions::{AnnouncedCauses, Facts, Grade, Matrix};
use serde::{Serialize, de::DeserializeOwned};
use zip::ZipArchive;

use crate::{
    keycloak::{Version, fetch},
    project,
};

const RELEASES: &str = "releases.json";
const ANNOUNCED: &str = "announced.json";

/// The measured permission data and the statements of this source tree.
pub fn matrix() -> Result<Matrix> {
    let text = |name: &str| {
        let path = data_file(name);
        fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))
    };
    let [permissions, releases, announced] =
        [text("permissions.json")?, text(RELEASES)?, text(ANNOUNCED)?];
    Ok(Matrix::from_files(&permissions, &releases, &announced)?)
}

/// The statements that are announced and not measured, a line each.
pub fn announced(matrix: &Matrix) -> Vec<String> {
    matrix
        .statements()
        .filter(|(_, note)| note.grade == Grade::Announced)
        .map(|(version, note)| format!("{version}: {}", note.text))
        .collect()
}

/// Says which announced statements the data proves since `before`, and which it does not prove although the release is measured.
pub fn replaced(before: &[String], after: &[String], version: Version) -> String {
    let mut lines: Vec<String> = before
        .iter()
        .filter(|statement| !after.contains(statement))
        .map(|statement| format!("“announced” is now “measured”: {statement}"))
        .collect();
    if lines.is_empty() {
        lines.push("No announced statement is measured by this run.".to_owned());
    }
    let is_of_release = |statement: &&String| {
        let number = statement.split(':').next().unwrap_or_default();
        number
            .parse::<Version>()
            .is_ok_and(|stated| stated <= version && before.contains(statement))
    };
    lines.extend(
        after
            .iter()
            .filter(is_of_release)
            .map(|statement| format!("Still announced, the data does not prove it: {statement}")),
    );
    lines.join("\n")
}

/// Adds the release to `releases.json`, with the date of its class files.
pub fn add_release(version: Version) -> Result<()> {
    let built = built(version)?;
    edit(RELEASES, |releases: &mut Vec<Facts>| {
        let stated: permissions::Version = version.to_string().parse()?;
        if let Some(known) = releases.iter_mut().find(|known| known.version == stated) {
            known.built.get_or_insert(built);
        } else {
            releases.push(Facts {
                version: stated,
                tested: false,
                built: Some(built),
                noted: None,
                notes: Vec::new(),
            });
            releases.sort_by_key(|known| Reverse(known.version));
        }
        Ok(())
    })
}

/// Adds the release to an announced cause that a recording of the release shows. Other causes need no entry.
pub fn add_recording(code: &str, version: Version) -> Result<()> {
    edit(ANNOUNCED, |causes: &mut AnnouncedCauses| {
        let recorded: permissions::Version = version.to_string().parse()?;
        if let Some(cause) = causes.get_mut(code)
            && recorded >= cause.since
            && !cause.recorded.contains(&recorded)
        {
            cause.recorded.push(recorded);
            cause.recorded.sort_unstable();
        }
        Ok(())
    })
}

fn data_file(name: &str) -> PathBuf {
    project::path("permissions/data").join(name)
}

fn edit<T: DeserializeOwned + Serialize>(
    name: &str,
    change: impl FnOnce(&mut T) -> Result<()>,
) -> Result<()> {
    let path = data_file(name);
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    let mut data = serde_json::from_str(&text)?;
    change(&mut data)?;
    let changed = serde_json::to_string_pretty(&data)? + "\n";
    if changed != text {
        fs::write(&path, changed)?;
    }
    Ok(())
}

/// The date of the class files in `keycloak-services`: `2026-09-30`.
fn built(version: Version) -> Result<String> {
    let jar = format!("lib/lib/main/org.keycloak.keycloak-services-{version}.jar");
    let jar = fetch(version)?.join(jar);
    let file = File::open(&jar).with_context(|| format!("opening {}", jar.display()))?;
    let mut archive = ZipArchive::new(file)?;
    for at in 0..archive.len() {
        let entry = archive.by_index(at)?;
        if let Some(date) = entry
            .last_modified()
            .filter(|_| Path::new(entry.name()).extension() == Some("class".as_ref()))
        {
            return Ok(format!(
                "{:04}-{:02}-{:02}",
                date.year(),
                date.month(),
                date.day()
            ));
        }
    }
    anyhow::bail!("{} has no class file with a date", jar.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_as_this_module_writes_them() {
        let unchanged = |name: &str, again: String| {
            assert_eq!(
                fs::read_to_string(data_file(name)).unwrap(),
                again,
                "{name}"
            );
        };
        let text = |name| fs::read_to_string(data_file(name)).unwrap();
        let releases: Vec<Facts> = serde_json::from_str(&text(RELEASES)).unwrap();
        unchanged(
            RELEASES,
            serde_json::to_string_pretty(&releases).unwrap() + "\n",
        );
        let causes: AnnouncedCauses = serde_json::from_str(&text(ANNOUNCED)).unwrap();
        unchanged(
            ANNOUNCED,
            serde_json::to_string_pretty(&causes).unwrap() + "\n",
        );
    }

    #[test]
    fn a_run_says_what_it_replaced_and_what_it_did_not_prove() {
        let owned = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect();
        let before: Vec<String> = owned(&["26.8.2: a", "26.8.0: b", "27.0.0: c", "26.7.1: d"]);
        let after: Vec<String> = owned(&["26.8.0: b", "27.0.0: c", "26.7.1: d"]);
        assert_eq!(
            replaced(&before, &after, Version::new(26, 8, 2)),
            "“announced” is now “measured”: 26.8.2: a\n\
             Still announced, the data does not prove it: 26.8.0: b\n\
             Still announced, the data does not prove it: 26.7.1: d"
        );
        assert_eq!(
            replaced(&before, &before, Version::new(26, 7, 0)),
            "No announced statement is measured by this run."
        );
    }
}
