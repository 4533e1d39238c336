//! Reads the files of a directory that may send requests to the Admin API, as Git sees the directory.

use std::io;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, available_parallelism};

use aho_corasick::AhoCorasick;
use ignore::WalkBuilder;

use super::super::text_file::read;

/// The maximum size of a source file in bytes. Larger files are generated.
const LARGEST: u64 = 4 * 1024 * 1024;
/// Words that show that a file is about Keycloak, in upper or lower case.
pub(super) const MARKS: [&str; 3] = ["keycloak", "admin/realms", "kcadm"];

/// Applies a function to the path below the directory and the text of every file, on several threads. Returns the paths and the results,
/// sorted by path. Leaves out binary files, files that Git ignores, and files without any of the words, in upper or lower case.
///
/// # Errors
///
/// The directory, or a part of it, cannot be read.
pub(super) fn each<T: Send>(
    directory: &Path,
    words: &[&str],
    of_text: impl Fn(&Path, &str) -> T + Sync,
) -> Result<Vec<(PathBuf, T)>, String> {
    let failed =
        |error: &dyn std::fmt::Display| format!("--from-dir {}: {error}", directory.display());
    let files = files(directory).map_err(|error| failed(&error))?;
    let marks = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(words)
        .map_err(|error| failed(&error))?;
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, T)>, String> {
        let mut results = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = files.get(index) else {
                return Ok(results);
            };
            let text = read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            if marks.is_match(&text) && !text.contains('\0') {
                let path = path.strip_prefix(directory).unwrap_or(path);
                results.push((index, of_text(path, &text)));
            }
        }
    };
    let results: Result<Vec<_>, String> = thread::scope(|scope| {
        let threads = available_parallelism().map_or(1, NonZero::get);
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    let mut results: Vec<(usize, T)> = results
        .map_err(|error| failed(&error))?
        .into_iter()
        .flatten()
        .collect();
    results.sort_by_key(|(index, _)| *index);
    let below = |path: &PathBuf| path.strip_prefix(directory).unwrap_or(path).to_owned();
    Ok(results
        .into_iter()
        .filter_map(|(index, result)| Some((below(files.get(index)?), result)))
        .collect())
}

/// The files of a directory, sorted by path.
fn files(directory: &Path) -> Result<Vec<PathBuf>, ignore::Error> {
    if !directory.is_dir() {
        return Err(io::Error::other("no such directory").into());
    }
    let walk = WalkBuilder::new(directory)
        // Workflows are in `.github`.
        .hidden(false)
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != ".git")
        .max_filesize(Some(LARGEST))
        .sort_by_file_path(Path::cmp)
        .build();
    walk.filter_map(|entry| match entry {
        Ok(entry) => entry
            .file_type()
            .is_some_and(|kind| kind.is_file())
            .then(|| Ok(entry.into_path())),
        Err(error) => Some(Err(error)),
    })
    .collect()
}
