//! Tests that the paths in docs/architecture.md exist.

use std::path::Path;

/// The text between backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The cells of the rows of the table below this line.
fn table<'a>(document: &'a str, heading: &str) -> Vec<Vec<&'a str>> {
    let (_, below) = document.split_once(heading).unwrap();
    below
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .take_while(|line| line.starts_with('|'))
        .skip(2)
        .map(|row| row.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

/// Whether a file, a folder, or a module with this name exists.
fn exists(root: &Path, name: &str) -> bool {
    root.join(name).exists() || root.join(format!("{name}.rs")).exists()
}

#[test]
fn the_paths_in_the_architecture_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let document = std::fs::read_to_string(root.join("docs/architecture.md")).unwrap();
    let rooms = table(&document, "The core is pure");
    assert!(rooms.len() > 30, "{rooms:?}");
    for name in rooms.iter().flat_map(|row| quoted(row[0])) {
        assert!(exists(root, name), "{name}");
    }
    let changes = table(&document, "## What a change touches");
    assert!(changes.len() > 10, "{changes:?}");
    // Commands, flags, and lists of file names of one folder are not paths.
    let is_path =
        |name: &&str| name.contains('/') && !name.contains(' ') && !name.starts_with(['/', '-']);
    for name in changes
        .iter()
        .flat_map(|row| quoted(row[1]))
        .filter(is_path)
    {
        assert!(exists(root, name), "{name}");
    }
}
