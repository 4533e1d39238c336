//! Fetches Keycloak's artifacts with Maven, because Java developers configure their proxies and mirrors there.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// A file of a release, as Maven names it.
#[derive(Clone, Copy, Debug)]
pub struct Artifact<'a> {
    /// The name of the artifact, such as `keycloak-services`.
    pub name: &'a str,
    /// The version, or `LATEST`.
    pub version: &'a str,
    /// The packaging, such as `jar` or `tar.gz`.
    pub packaging: &'a str,
    /// The classifier, which distinguishes files of the same artifact, such as `sources`.
    pub classifier: Option<&'a str>,
}

impl Artifact<'_> {
    /// The name of the file.
    fn file(&self) -> String {
        let Self {
            name,
            version,
            packaging,
            ..
        } = self;
        match self.classifier {
            Some(classifier) => format!("{name}-{version}-{classifier}.{packaging}"),
            None => format!("{name}-{version}.{packaging}"),
        }
    }

    /// The coordinates, as Maven's commands take them.
    fn coordinates(&self) -> String {
        let Self {
            name,
            version,
            packaging,
            ..
        } = self;
        let whole = format!("org.keycloak:{name}:{version}:{packaging}");
        match self.classifier {
            Some(classifier) => format!("{whole}:{classifier}"),
            None => whole,
        }
    }

    /// The file in the local repository, if it is there.
    pub fn local(&self) -> Option<PathBuf> {
        let file = repository(self.name).join(self.version).join(self.file());
        file.is_file().then_some(file)
    }

    /// Copies the file into the folder, which is created; `None` if Maven does not find the artifact.
    pub fn copy_to(&self, folder: &Path) -> Result<Option<PathBuf>> {
        let copied = folder.join(self.file());
        if copied.is_file() {
            return Ok(Some(copied));
        }
        fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
        let output = format!("-DoutputDirectory={}", folder.display());
        let found = maven(&["dependency:copy", &self.argument(), &output], folder)?;
        Ok((found && copied.is_file()).then_some(copied))
    }

    /// Fetches the file into the local repository. Returns whether Maven found it.
    pub fn fetch(&self) -> Result<bool> {
        maven(
            &["dependency:get", &self.argument(), "-Dtransitive=false"],
            &env::temp_dir(),
        )
    }

    fn argument(&self) -> String {
        format!("-Dartifact={}", self.coordinates())
    }
}

/// The folder of an artifact in the local repository.
pub fn repository(artifact: &str) -> PathBuf {
    env::home_dir()
        .unwrap_or_default()
        .join(".m2/repository/org/keycloak")
        .join(artifact)
}

/// Runs Maven outside the project, and returns whether it succeeded. Its output goes to standard error, because other programs read the
/// lab's result on standard output.
fn maven(arguments: &[&str], folder: &Path) -> Result<bool> {
    let status = Command::new("mvn")
        .args(["--quiet", "--batch-mode"])
        .args(arguments)
        .current_dir(folder)
        .stdout(io::stderr())
        .status()
        .context("Maven is needed for Keycloak's files: the command `mvn` has to be on the PATH")?;
    Ok(status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_coordinates_are_spelled_as_maven_spells_them() {
        let archive = Artifact {
            name: "keycloak-quarkus-dist",
            version: "26.7.3",
            packaging: "tar.gz",
            classifier: None,
        };
        assert_eq!(archive.file(), "keycloak-quarkus-dist-26.7.3.tar.gz");
        assert_eq!(
            archive.coordinates(),
            "org.keycloak:keycloak-quarkus-dist:26.7.3:tar.gz"
        );
        let sources = Artifact {
            name: "keycloak-services",
            packaging: "jar",
            classifier: Some("sources"),
            ..archive
        };
        assert_eq!(sources.file(), "keycloak-services-26.7.3-sources.jar");
        assert_eq!(
            sources.coordinates(),
            "org.keycloak:keycloak-services:26.7.3:jar:sources"
        );
    }

    #[test]
    fn a_file_that_is_there_is_not_fetched_again() {
        let folder = env::temp_dir().join(format!("why403-maven-{}", std::process::id()));
        let sources = Artifact {
            name: "keycloak-services",
            version: "1.2.3",
            packaging: "jar",
            classifier: Some("sources"),
        };
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(sources.file());
        fs::write(&file, "").unwrap();
        assert_eq!(sources.copy_to(&folder).unwrap(), Some(file));
        fs::remove_dir_all(&folder).unwrap();
    }
}
