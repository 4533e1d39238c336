//! Renders the reference of causes, operations, and roles for other programs: text, Markdown, JSON, CSV, and lists of its pages.

mod changes;
mod dataset;
mod entry;
mod explanation;
mod openapi;

use diagnosis::cause;
use permissions::{Matrix, Version};

pub use changes::{changes_feed, changes_json};
pub use dataset::{file, file_names, llms, search_index};
pub use entry::{Entry, entries, of_master};
pub use explanation::Explanation;

/// The kinds of reference pages, which are also the folders of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A cause.
    Cause,
    /// An operation.
    Operation,
    /// A role.
    Role,
}

/// One page of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The subject of the page.
    pub kind: Kind,
    /// The path within the site, such as `/causes/missing-role`. It contains only letters, digits, hyphens, and slashes, so it needs no
    /// escaping.
    pub path: String,
    /// The title.
    pub title: String,
    /// The subject that [`Explanation::of`] takes.
    pub subject: String,
    /// Additional words for a search.
    pub words: String,
}

/// Every page of the reference: causes, operations, roles.
pub fn pages(matrix: &Matrix) -> impl Iterator<Item = Page> {
    let causes = cause::pages().map(|cause| {
        let messages: Vec<&str> = cause.page.seen.iter().map(|seen| seen.text).collect();
        Page {
            kind: Kind::Cause,
            path: format!("/causes/{}", cause.code),
            title: cause.title.to_owned(),
            subject: cause.code.to_owned(),
            words: format!("{} {}", cause.code, messages.join(" ")),
        }
    });
    let operations = matrix.operations().iter().map(|operation| Page {
        kind: Kind::Operation,
        path: format!("/operations/{}", operation.slug()),
        title: operation.to_string(),
        subject: operation.to_string(),
        words: operation.does.clone(),
    });
    let roles = matrix.roles().iter().map(|role| Page {
        kind: Kind::Role,
        path: format!("/roles/{}", role.name),
        title: role.name.clone(),
        subject: role.name.clone(),
        words: "role".to_owned(),
    });
    causes.chain(operations).chain(roles)
}

/// The names of the measured releases in permalinks, oldest first: `26.5` for 26.5.6. If several releases of a line were measured, the full
/// names, and the name of the line for the newest one.
pub fn places(matrix: &Matrix) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for version in matrix.versions() {
        let (name, full) = (matrix.line(*version), version.to_string());
        let mut line = matrix
            .versions()
            .iter()
            .filter(|other| other.same_line(*version));
        let is_newest = line.next_back() == Some(version);
        let is_ambiguous = name == full;
        places.push(name);
        if is_newest && is_ambiguous {
            let line = Version {
                patch: None,
                ..*version
            };
            places.push(line.to_string());
        }
    }
    places
}

/// The paths of the pages of operations and roles by version. The page for a version without the operation or the role says so.
pub fn permalinks(matrix: &Matrix) -> impl Iterator<Item = String> {
    places(matrix).into_iter().flat_map(move |place| {
        pages(matrix)
            .filter(|page| page.kind != Kind::Cause)
            .map(move |page| format!("/{place}{}", page.path))
    })
}
