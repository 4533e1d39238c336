//! Lists the files of a directory that may send requests to the Admin API, as Git sees the directory.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::super::text_file::read;

/// The maximum size of a source file in bytes. Larger files are generated.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Words that a file about the Admin API contains, in lower case.
const MARKS: [&str; 3] = ["keycloak", "admin/realms", "kcadm"];

/// A file with its path below the directory and its text.
pub(super) struct SourceFile {
    /// The path below the directory.
    pub path: PathBuf,
    /// The text.
    pub text: String,
}

/// The files, sorted by path, without binary files, files that Git ignores, and files that never mention Keycloak.
///
/// # Errors
///
/// The directory, or a part of it, cannot be read.
pub(super) fn files(directory: &Path) -> Result<Vec<SourceFile>, String> {
    let failed =
        |error: &dyn std::fmt::Display| format!("--from-dir {}: {error}", directory.display());
    if !directory.is_dir() {
        return Err(failed(&"no such directory"));
    }
    let walk = WalkBuilder::new(directory)
        // Workflows are in `.github`.
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .max_filesize(Some(LARGEST))
        .sort_by_file_path(Path::cmp)
        .build();
    let mut files = Vec::new();
    for entry in walk {
        let entry = entry.map_err(|error| failed(&error))?;
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            continue;
        }
        let text = read(entry.path()).map_err(|error| failed(&error))?;
        let lower = text.to_ascii_lowercase();
        if text.contains('\0') || !MARKS.iter().any(|mark| lower.contains(mark)) {
            continue;
        }
        let path = entry.path().strip_prefix(directory).unwrap_or(entry.path());
        files.push(SourceFile {
            path: path.to_owned(),
            text,
        });
    }
    Ok(files)
}
