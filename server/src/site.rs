//! The site's files: scripts, bundles, and styles. A release binary contains them.

use std::path::PathBuf;

/// The source of the site's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Site {
    /// The binary.
    Embedded(&'static [File]),
    /// A folder.
    Folder(PathBuf),
}

/// A file of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File {
    /// The path below the site's root, such as `pkg/playground.js`.
    pub path: &'static str,
    /// The entity tag, with its quotes.
    pub tag: &'static str,
    /// The content.
    pub content: &'static [u8],
    /// The content, compressed with Brotli.
    pub brotli: Option<&'static [u8]>,
    /// The content, compressed with gzip.
    pub gzip: Option<&'static [u8]>,
}

/// The files that `build.rs` found. Empty if this binary was built without a site.
const EMBEDDED: &[File] = include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// The folder of the site's build.
const FOLDER: &str = "target/site";

impl Default for Site {
    /// The embedded files, or the folder of the build.
    fn default() -> Self {
        if EMBEDDED.is_empty() {
            Self::Folder(PathBuf::from(FOLDER))
        } else {
            Self::Embedded(EMBEDDED)
        }
    }
}

impl Site {
    /// The given folder, or the default.
    pub fn or_default(folder: Option<PathBuf>) -> Self {
        folder.map_or_else(Self::default, Self::Folder)
    }

    /// The folder, if it lacks the site's files.
    pub fn missing(&self) -> Option<&PathBuf> {
        match self {
            Self::Folder(folder) if !folder.join("pkg").is_dir() => Some(folder),
            Self::Folder(_) | Self::Embedded(_) => None,
        }
    }
}
