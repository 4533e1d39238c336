//! Finds the operations that the roles must allow: in the arguments, in a file, or in a directory.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use permissions::{Matrix, Operation, Permissions};
use reader::code::{Pasted, Reader, Shared, UNDERSTOOD};
use serde::Serialize;

use super::super::source_files::{MARKS, each};
use super::Wanted;
use crate::cli::text_file::read;

/// The maximum number of requests in a message.
const LISTED: usize = 5;

/// A place with an operation.
#[derive(Clone, Serialize)]
pub(super) struct Found {
    pub operation: String,
    /// The file below the directory of `--from-dir`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    pub line: usize,
    pub text: String,
    pub because: &'static str,
}

/// A place that looks like a request to Keycloak and was not followed.
#[derive(Clone, Serialize)]
pub(super) struct NotUnderstood {
    /// The file below the directory of `--from-dir`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    pub line: usize,
    pub text: String,
    pub why: String,
}

/// The operations in question.
#[derive(Default)]
pub(super) struct Needed<'m> {
    pub operations: Vec<&'m Operation>,
    /// The requests in the file that this version does not have.
    pub not_found: Vec<String>,
    /// Requests through a client library in the file whose operation is not known.
    pub not_followed: Vec<String>,
    /// The places in the file with operations.
    pub found: Vec<Found>,
    /// The places in the file that look like requests to Keycloak and were not followed.
    pub not_understood: Vec<NotUnderstood>,
    /// Whether a file or a directory was read.
    pub has_file: bool,
}

impl<'m> Needed<'m> {
    /// Finds the operations, or returns the error for the user.
    pub fn read(
        wanted: &Wanted,
        matrix: &'m Matrix,
        permissions: Permissions<'m>,
    ) -> Result<Self, String> {
        let mut needed = Self::default();
        for written in &wanted.operations {
            let operation = matrix
                .operation(written)
                .or_else(|| {
                    let (method, path) = written.trim().split_once(char::is_whitespace)?;
                    Some(permissions.find(method, path)?.operation)
                })
                .filter(|operation| permissions.rule(operation).is_some())
                .ok_or_else(|| not_there(written, matrix, permissions))?;
            if !needed.operations.contains(&operation) {
                needed.operations.push(operation);
            }
        }
        let reader = Reader::new(permissions);
        if let Some(path) = &wanted.from_file {
            let text =
                read(path).map_err(|error| format!("--from-file {}: {error}", path.display()))?;
            needed.add(reader.read(&text), None);
        }
        if let Some(directory) = &wanted.from_dir {
            needed.has_file = true;
            for (path, pasted) in of_directory(directory, &reader)? {
                needed.add(pasted, Some(&path));
            }
        }
        Ok(needed)
    }

    /// Adds the operations in a text.
    fn add(&mut self, pasted: Pasted<'m>, file: Option<&str>) {
        self.has_file = true;
        self.found.extend(pasted.found.iter().map(|place| Found {
            operation: place.operation.to_string(),
            file: file.map(str::to_owned),
            line: place.line,
            text: place.text.clone(),
            because: place.because,
        }));
        self.not_understood
            .extend(pasted.not_understood.iter().map(|place| NotUnderstood {
                file: file.map(str::to_owned),
                line: place.line,
                text: place.text.clone(),
                why: place.why.clone(),
            }));
        self.not_followed.extend(pasted.not_followed);
        self.not_found.extend(pasted.unknown);
        for operation in pasted.operations {
            if !self.operations.contains(&operation) {
                self.operations.push(operation);
            }
        }
    }

    /// Why there are no operations.
    pub fn nothing(&self, permissions: Permissions) -> String {
        if self.not_found.is_empty() {
            format!("no Admin API requests found. {UNDERSTOOD}")
        } else {
            let more = match self.not_found.len().saturating_sub(LISTED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let listed: Vec<&str> = self
                .not_found
                .iter()
                .take(LISTED)
                .map(String::as_str)
                .collect();
            format!(
                "Keycloak {} has none of the operations in the file: {}{more}.",
                permissions.version_name(),
                listed.join(", ")
            )
        }
    }
}

/// Reads the files of a directory, and then the files that use functions and clients of other files. Returns the paths and the results, sorted
/// by path.
fn of_directory<'m>(
    directory: &Path,
    reader: &Reader<'m>,
) -> Result<BTreeMap<String, Pasted<'m>>, String> {
    let mut all = BTreeMap::new();
    let mut shared = Shared::default();
    for (path, (pasted, exports)) in each(directory, &MARKS, |_, text| reader.read_file(text))? {
        let path = path.to_string_lossy().into_owned();
        shared.add(&path, exports);
        all.insert(path, pasted);
    }
    let words = shared.words();
    if words.is_empty() {
        return Ok(all);
    }
    let read = |path: &Path, text: &str| reader.read_with(&path.to_string_lossy(), text, &shared);
    let mut used = HashSet::new();
    for (path, found) in each(directory, &words, read)? {
        let Some((pasted, files)) = found else {
            continue;
        };
        let path = path.to_string_lossy().into_owned();
        // A file that never mentions Keycloak counts only by its requests.
        if !pasted.found.is_empty() || all.contains_key(&path) {
            all.insert(path, pasted);
        }
        used.extend(files);
    }
    for file in used {
        if let Some(pasted) = all.get_mut(file) {
            pasted.settle();
        }
    }
    Ok(all)
}

/// The message about an operation that the version does not have, with suggestions.
fn not_there(written: &str, matrix: &Matrix, permissions: Permissions) -> String {
    let version = permissions.version_name();
    let written = written.trim();
    if written.is_empty() {
        return "--operation is empty; a valid operation looks like \"GET /admin/realms/{realm}/users\""
            .to_owned();
    }
    if let Some(known) = matrix.operation(written) {
        return format!(
            "--operation: Keycloak {version} has no {written}; it was measured in {}",
            matrix.lines_with(known)
        );
    }
    let (method, path) = written
        .split_once(char::is_whitespace)
        .unwrap_or(("GET", written));
    let of_path = || {
        ["GET", "POST", "PUT", "DELETE"]
            .into_iter()
            .filter(|_| written.contains('/'))
            .find_map(|method| Some(permissions.find(method, path.trim())?.operation))
    };
    let meant = of_path()
        .or_else(|| permissions.search(written).into_iter().next())
        .or_else(|| permissions.nearest(method, path.trim()));
    let hint = match meant {
        Some(meant) => format!("; did you mean --operation \"{meant}\"?"),
        None => "; run why403 operations to list all operations".to_owned(),
    };
    format!("--operation: Keycloak {version} has no operation \"{written}\"{hint}")
}
