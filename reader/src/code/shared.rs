//! Finds what the files of a program share: functions and clients with the base of the Admin API, which other files call with a path.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use super::scan::{Text, is_word, verb};

/// Words before the name of a type.
const TYPES: [&str; 7] = [
    "class",
    "struct",
    "type",
    "object",
    "module",
    "interface",
    "defmodule",
];
/// The beginnings of lines that import names.
const IMPORTS: [&str; 7] = [
    "import ", "from ", "use ", "using ", "require", "alias ", "export ",
];

/// The functions and clients of a file to which other files add a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// The types that contain them.
    types: BTreeSet<String>,
    /// Their names, with the method of a call that states none; `None` if each call states its method.
    names: BTreeMap<String, Option<&'static str>>,
}

impl Exports {
    /// The exports of a text. `places` are the places of bases, and `names` the names of functions and clients with a base.
    pub(super) fn new<'n>(
        code: &str,
        places: impl Iterator<Item = usize>,
        names: impl Iterator<Item = (&'n str, Option<&'static str>)>,
    ) -> Self {
        let text = Text(code);
        // `type Client struct {` of Go has no name behind the second word. A name in lower case is not followed.
        let declared: Vec<(usize, &str)> = text
            .words()
            .filter(|(at, word)| TYPES.contains(word) && begins(text, *at, word))
            .filter_map(|(at, word)| {
                let name = qualified(code.get(text.skip_white(at + word.len())..)?);
                name.starts_with(|first: char| first.is_ascii_uppercase())
                    .then_some((at, name))
            })
            .collect();
        let types = places.filter_map(|place| {
            let next = declared.partition_point(|(at, _)| *at < place);
            let (_, name) = declared.get(next.checked_sub(1)?)?;
            Some((*name).to_owned())
        });
        Self {
            types: types.collect(),
            // A function that is named after a method is a member of a type.
            names: names
                .filter(|(name, _)| verb(name).is_none())
                .map(|(name, method)| (name.to_owned(), method))
                .collect(),
        }
    }

    /// Whether the file offers nothing.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.names.is_empty()
    }
}

/// Whether a word that declares a type begins at a place.
fn begins(text: Text, at: usize, word: &str) -> bool {
    let end = at + word.len();
    !is_word(text.before(at)) && matches!(text.at(end), b' ' | b'\t')
}

/// The last part of a qualified name: `KeycloakAdmin` of `Acme.KeycloakAdmin`.
fn qualified(text: &str) -> &str {
    let end = text
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || "_.:".contains(letter)))
        .unwrap_or(text.len());
    let name = text
        .get(..end)
        .unwrap_or_default()
        .trim_end_matches([':', '.']);
    name.rsplit(['.', ':']).next().unwrap_or(name)
}

/// The types and names of other files that a file uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    pub types: BTreeSet<String>,
    /// The names, with the method of a call that states none.
    pub names: BTreeMap<String, Option<&'static str>>,
}

impl Bound {
    pub fn is_empty(&self) -> bool {
        self.types.is_empty() && self.names.is_empty()
    }
}

/// The exports of the files of a program.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    files: Vec<(String, Exports)>,
}

impl Shared {
    /// Adds the exports of the file with this path.
    pub fn add(&mut self, path: &str, exports: Exports) {
        if !exports.is_empty() {
            self.files.push((path.to_owned(), exports));
        }
    }

    /// The names, one of which every file that uses the exports contains.
    pub fn words(&self) -> Vec<&str> {
        self.files
            .iter()
            .flat_map(|(_, exports)| exports.types.iter().chain(exports.names.keys()))
            .map(String::as_str)
            .collect()
    }

    /// The exports that the file with this path uses, and the paths of the files with these exports.
    pub(super) fn bound(&self, path: &str, text: &str) -> (Bound, Vec<&str>) {
        let (mut bound, mut files) = (Bound::default(), Vec::new());
        let imports: HashSet<&str> = text
            .lines()
            .filter(|line| {
                let line = line.trim_start();
                IMPORTS.iter().any(|begin| line.starts_with(begin)) || line.contains("require(")
            })
            .flat_map(|line| Text(line).words().map(|(_, word)| word))
            .collect();
        for (file, exports) in self.files.iter().filter(|(file, _)| file != path) {
            if !is_same_language(file, path) {
                continue;
            }
            // Only files of the same folder, and files whose imports name the file, use its functions and clients.
            let is_near = Path::new(file).parent() == Path::new(path).parent();
            if !is_near && !imports.contains(module(file)) {
                continue;
            }
            let before = bound.types.len() + bound.names.len();
            let types = exports.types.iter().filter(|name| has_word(text, name));
            bound.types.extend(types.cloned());
            let is_package = is_near && extension(path) == "go";
            let names = exports.names.iter().filter(|(name, _)| {
                is_package && has_word(text, name) || imports.contains(name.as_str())
            });
            bound
                .names
                .extend(names.map(|(name, method)| (name.clone(), *method)));
            if bound.types.len() + bound.names.len() > before {
                files.push(file.as_str());
            }
        }
        (bound, files)
    }
}

fn has_word(line: &str, word: &str) -> bool {
    Text(line).words().any(|(_, found)| found == word)
}

/// The name by which other files import a file: its name without the extension, or the name of its folder.
fn module(path: &str) -> &str {
    const OF_FOLDERS: [&str; 3] = ["index", "__init__", "mod"];
    let path = Path::new(path);
    let stem = path.file_stem();
    let stem = stem.and_then(|stem| stem.to_str()).unwrap_or_default();
    let folder = path.parent().and_then(Path::file_name);
    let folder = folder.and_then(|folder| folder.to_str());
    folder
        .filter(|_| OF_FOLDERS.contains(&stem))
        .unwrap_or(stem)
}

fn extension(path: &str) -> &str {
    let extension = Path::new(path).extension();
    extension
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}

/// Whether files of two languages can call each other.
fn is_same_language(file: &str, other: &str) -> bool {
    const FAMILIES: [&[&str]; 2] = [
        &[
            "ts", "tsx", "js", "jsx", "mjs", "cjs", "mts", "cts", "vue", "svelte",
        ],
        &["java", "kt", "kts", "groovy", "scala"],
    ];
    let (file, other) = (extension(file), extension(other));
    file == other
        || FAMILIES
            .iter()
            .any(|family| family.contains(&file) && family.contains(&other))
}
