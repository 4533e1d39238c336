//! Locates the files of the project.

use std::path::{Path, PathBuf};

/// The project's root.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}

/// A path below the root.
pub fn path(below: &str) -> PathBuf {
    root().join(below)
}
