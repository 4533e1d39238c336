//! Tests the structure of the reader of code: its modules import each other in one direction only.

#![allow(clippy::unwrap_used, reason = "a test that fails says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules that each module imports, by name.
type Imports = BTreeMap<String, BTreeSet<String>>;

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

/// The modules behind one of these prefixes in a file without its comments and tests.
fn imported(text: &str, prefixes: &[&str]) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: String = code
        .lines()
        .filter_map(|line| line.split("//").next())
        .collect();
    let word = |text: &str| -> String {
        let is_part = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
        text.trim_start().chars().take_while(is_part).collect()
    };
    let mut names = BTreeSet::new();
    for prefix in prefixes {
        for path in code.split(prefix).skip(1) {
            match path.strip_prefix('{') {
                // `{arguments::split, clients::{self, Sender}}`
                Some(group) => {
                    let mut depth = 0;
                    let outer = group
                        .chars()
                        .take_while(|letter| {
                            depth += i32::from(*letter == '{') - i32::from(*letter == '}');
                            depth >= 0
                        })
                        .collect::<String>();
                    names.extend(outer.split(',').map(word));
                }
                None => {
                    names.insert(word(path));
                }
            }
        }
    }
    names
}

/// The imports between the modules in `src/code`.
fn imports(source: &Path) -> Imports {
    let mut all = Imports::new();
    for file in files(source) {
        let path = file.strip_prefix(source).unwrap().with_extension("");
        let mut parts = path.components();
        let module = parts.next().unwrap().as_os_str().to_str().unwrap();
        let is_tests = path.ends_with("tests") || module == "tests";
        let prefixes: &[&str] = if parts.next().is_none() {
            &["crate::code::", "super::"]
        } else {
            &["crate::code::"]
        };
        if !is_tests {
            let names = imported(&fs::read_to_string(&file).unwrap(), prefixes);
            all.entry(module.to_owned()).or_default().extend(names);
        }
    }
    let names: BTreeSet<String> = all.keys().cloned().collect();
    for (module, imported) in &mut all {
        imported.retain(|other| other != module && names.contains(other));
    }
    all
}

/// Removes every module that imports only removed modules, until none is left. The rest imports in circles.
fn in_circles(mut imports: Imports) -> Imports {
    loop {
        let free: BTreeSet<String> = imports
            .iter()
            .filter(|(_, imported)| imported.is_empty())
            .map(|(module, _)| module.clone())
            .collect();
        if free.is_empty() {
            return imports;
        }
        imports.retain(|module, _| !free.contains(module));
        for imported in imports.values_mut() {
            imported.retain(|module| !free.contains(module));
        }
    }
}

#[test]
fn the_modules_of_the_reader_of_code_import_each_other_in_one_direction() {
    let imports = imports(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/code"));
    assert!(imports["wrappers"].contains("values"), "{imports:?}");
    assert!(imports["values"].contains("tokens"), "{imports:?}");
    assert_eq!(in_circles(imports), Imports::new());
}
