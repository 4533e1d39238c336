//! The names of paths, and places where a name is followed by an identifier.

use super::definition::{defined, is_local};
use crate::code::path;
use crate::code::scan::Text;

/// The maximum number of names.
const MAX_NAMES: usize = 200;

/// A name with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::code) struct Name {
    /// The place of the definition.
    pub at: usize,
    /// The name.
    pub word: String,
    /// The path.
    pub path: String,
    /// Whether it is a variable of a function, not a member.
    pub is_local: bool,
}

/// A place where a name is followed by an identifier: `base + path`, `${base}${path}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::code) struct Open {
    /// The place.
    pub at: usize,
    /// The path before the identifier.
    pub path: String,
    /// The identifier.
    pub follows: String,
}

/// The names that are assigned a path.
pub(super) fn names(text: &str) -> Vec<Name> {
    let text = Text(text);
    path::found(text)
        .into_iter()
        .filter_map(|found| {
            let name = defined(text, found.start, &found.path)?;
            Some(Name {
                at: found.start,
                word: name.to_owned(),
                is_local: is_local(text, found.start, name),
                path: found.path,
            })
        })
        .take(MAX_NAMES)
        .collect()
}
