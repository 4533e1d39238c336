//! Compares the methods of client libraries with the reader's tables.
//!
//! A list in `lab/libraries` has every public method of a library at one version, with the requests that the library itself sends.
//! `cargo xtask libraries` fetches the libraries and writes the lists and `docs/libraries.md`. The page depends only on the lists and on the
//! reader, so that a test compares it without a network.

mod fetch;
mod known;
mod list;
mod page;
mod program;
mod source;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};
use permissions::Matrix;

use crate::{declarations, project};

pub use known::LIBRARIES;
pub use list::{List, Method, Request};

/// A client library at one version.
#[derive(Clone, Copy, Debug)]
pub struct Library {
    /// The name of its list.
    pub key: &'static str,
    /// The name that the registry has for the library.
    pub name: &'static str,
    /// The version.
    pub version: &'static str,
    /// Where the library is fetched, and how its methods are listed.
    pub registry: Registry,
    /// How a program calls a method of the library.
    pub program: program::Form,
}

/// A registry of packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registry {
    /// npm
    Npm,
    /// `PyPI`
    PyPi,
    /// Maven Central
    Maven,
    /// The Go module proxy
    Go,
    /// crates.io
    Crates,
    /// `RubyGems`
    RubyGems,
    /// `NuGet`
    NuGet,
    /// Packagist
    Packagist,
}

impl Registry {
    /// The name that pages use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::PyPi => "PyPI",
            Self::Maven => "Maven Central",
            Self::Go => "Go",
            Self::Crates => "crates.io",
            Self::RubyGems => "RubyGems",
            Self::NuGet => "NuGet",
            Self::Packagist => "Packagist",
        }
    }
}

impl Library {
    /// The file of the stored list.
    pub fn file(&self) -> PathBuf {
        project::path(&format!("lab/libraries/{}.txt", self.key))
    }

    /// The stored list.
    pub fn stored(&self) -> Result<List> {
        let file = self.file();
        let text =
            fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        List::parse(&text).with_context(|| format!("reading {}", file.display()))
    }

    /// Fetches the library, or takes its sources from a folder, and stores the list of its methods.
    pub fn update(&self, sources: Option<&str>) -> Result<()> {
        let list = fetch::list(self, sources)?;
        let file = self.file();
        fs::write(&file, list.text(self)).with_context(|| format!("writing {}", file.display()))
    }
}

/// The pages, with their files.
pub fn pages(matrix: &Matrix) -> Result<[(PathBuf, String); 2]> {
    Ok([
        (project::path("docs/libraries.md"), page::page(matrix)?),
        (
            project::path("docs/declarations.md"),
            declarations::page(matrix)?,
        ),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statements;

    #[test]
    fn the_pages_agree_with_the_lists_and_the_reader() {
        for (file, page) in pages(&statements::matrix().unwrap()).unwrap() {
            assert!(
                fs::read_to_string(&file).unwrap() == page,
                "{} is not current: run `cargo xtask libraries --offline`",
                file.display()
            );
        }
    }
}
