//! Replaces names of paths by their paths: a constant, a field, a getter, or a shell variable.

use std::collections::{HashMap, HashSet};

mod definition;
mod name;
mod replace;

use super::path;
use super::scan::Text;
pub(super) use definition::defined;
pub(super) use name::Open;
use name::{Name, names};
use replace::replaced;

/// How often names inside other names are followed.
const ROUNDS: usize = 3;

/// The text with paths instead of names, and the places that remain open.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub text: String,
    pub open: Vec<Open>,
    /// The places in the new text of names that the text never uses; a base may be used without its name.
    pub unused: Vec<usize>,
    /// The names.
    pub names: HashSet<String>,
}

/// Replaces names by their paths. Lines keep their numbers. `original` is the text in which the names are counted.
pub(super) fn expanded(text: &str, original: &str) -> Expanded {
    let defined = names(text);
    let unused = unused(original, &defined);
    let mut defined = Some(defined);
    let mut text = text.to_owned();
    let mut known: Vec<Name> = Vec::new();
    for _ in 0..ROUNDS {
        let names = defined.take().unwrap_or_else(|| names(&text));
        let is_settled = names == known;
        known = names;
        if is_settled || known.is_empty() {
            break;
        }
        text = replaced(&text, &known).0;
    }
    // Collects the places again, because the text has changed.
    let (_, open) = replaced(&text, &known);
    let unused = known
        .iter()
        .filter(|name| unused.contains(&name.word) && !path::is_base(&name.path))
        .map(|name| name.at)
        .collect();
    let names = known.into_iter().map(|name| name.word).collect();
    Expanded {
        text,
        open,
        unused,
        names,
    }
}

/// The names that a text uses only where it defines them.
fn unused(text: &str, names: &[Name]) -> HashSet<String> {
    let mut uses: HashMap<&str, usize> = names.iter().map(|name| (name.word.as_str(), 0)).collect();
    for (_, word) in Text(text).words() {
        if let Some(count) = uses.get_mut(word) {
            *count += 1;
        }
    }
    uses.into_iter()
        .filter(|(_, count)| *count <= 1)
        .map(|(word, _)| word.to_owned())
        .collect()
}

#[cfg(test)]
mod tests;
