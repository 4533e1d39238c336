//! Asks Maven which Keycloak releases are published.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::{
    Version,
    maven::{Artifact, repository},
};

/// A small artifact that every release contains.
const ARTIFACT: &str = "keycloak-parent";

/// The published releases newer than `than`, oldest first. Maven caches the list for a day.
pub fn newer(than: Version) -> Result<Vec<Version>> {
    let latest = Artifact {
        name: ARTIFACT,
        version: "LATEST",
        packaging: "pom",
        classifier: None,
    };
    if !latest.fetch()? {
        bail!("Maven did not list the releases of Keycloak");
    }
    let mut newer: Vec<Version> = metadata(&repository(ARTIFACT))?
        .iter()
        .flat_map(|text| versions(text))
        .filter(|version| *version > than)
        .collect();
    newer.sort_unstable();
    newer.dedup();
    Ok(newer)
}

/// A sentence about what newer releases mean for the data.
#[must_use]
pub fn published_note(measured: Version, newer: &[Version]) -> String {
    let Some(newest) = newer.last() else {
        return format!("Keycloak {measured} is the newest release, and it is measured.");
    };
    let list: Vec<String> = newer.iter().map(ToString::to_string).collect();
    format!(
        "Not measured: Keycloak {}. To measure it, and to replace the announced statements that it proves:\n  \
         cargo xtask measure --version {newest}\n\
         Then add the release to lab/src/keycloak/version.rs, and run:\n  \
         cargo xtask record --version {newest}",
        list.join(", ")
    )
}

/// The lists of versions that Maven keeps, one for each repository.
fn metadata(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with("maven-metadata") && path.extension() == Some("xml".as_ref()) {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    Ok(texts)
}

/// The releases in Maven's list. Versions with a word, such as `27.0.0.Beta1`, are not releases.
fn versions(metadata: &str) -> Vec<Version> {
    metadata
        .split("<version>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next()?.parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_listed_and_previews_are_not() {
        let text = "<versions><version>26.7.5</version>\n<version>26.8.0</version><version>27.0.0.Beta1</version></versions>";
        assert_eq!(
            versions(text),
            [Version::new(26, 7, 5), Version::new(26, 8, 0)]
        );
    }
}
