//! Tests the structure of the core and of the reader of code: their modules import each other in one direction only.

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

/// The imports between the modules in a folder. `prefix` leads to the folder's modules, from everywhere in the crate.
fn imports(folder: &str, prefix: &str) -> Imports {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(folder);
    let mut all = Imports::new();
    for file in files(&source) {
        let path = file.strip_prefix(&source).unwrap().with_extension("");
        // Tests import what they test.
        if path.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let mut parts = path.components();
        let module = parts.next().unwrap().as_os_str().to_str().unwrap();
        let prefixes: &[&str] = if parts.next().is_none() {
            &[prefix, "super::"]
        } else {
            &[prefix]
        };
        let names = imported(&fs::read_to_string(&file).unwrap(), prefixes);
        all.entry(module.to_owned()).or_default().extend(names);
    }
    // Everything can import what the root defines, and the root imports everything.
    all.remove("lib");
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
fn the_modules_of_the_core_import_each_other_in_one_direction() {
    let imports = imports("diagnosis/src", "crate::");
    assert!(imports["cause"].contains("evidence"), "{imports:?}");
    assert_eq!(in_circles(imports), Imports::new());
}

#[test]
fn the_modules_of_the_reader_of_code_import_each_other_in_one_direction() {
    let imports = imports("reader/src/code", "crate::code::");
    assert!(imports["wrappers"].contains("values"), "{imports:?}");
    assert!(imports["values"].contains("tokens"), "{imports:?}");
    assert_eq!(in_circles(imports), Imports::new());
}

#[test]
fn a_circle_is_found() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let imports = Imports::from([
        ("a".to_owned(), set(&["b", "c"])),
        ("b".to_owned(), set(&["a"])),
        ("c".to_owned(), set(&[])),
    ]);
    let modules: Vec<String> = in_circles(imports).into_keys().collect();
    assert_eq!(modules, ["a", "b"]);
    let text =
        "use crate::{x, y::Z};\nlet a = crate::w::f(); // crate::v\n#[cfg(test)] use crate::t;";
    assert_eq!(imported(text, &["crate::"]), set(&["w", "x", "y"]));
}
