//! Helpers of the tests that operations are found in pasted code, and tests of whole texts.

mod files;
mod languages;
mod robustness;

use permissions::{Matrix, Permissions, TokenRealm};
use std::sync::LazyLock;

pub(in crate::code) fn permissions() -> Option<Permissions<'static>> {
    MATRIX
        .as_ref()
        .map(|matrix| matrix.newest(TokenRealm::Target))
}

static MATRIX: LazyLock<Option<Matrix>> = LazyLock::new(|| {
    Matrix::from_json(include_str!("../../../permissions/data/permissions.json")).ok()
});

/// The operations found, without the common part of their paths.
pub(in crate::code) fn found(text: &str) -> Vec<String> {
    let Some(permissions) = permissions() else {
        return Vec::new();
    };
    let pasted = super::read(&permissions, text);
    let known = pasted.operations.iter().map(ToString::to_string);
    let unknown = pasted.unknown.iter().map(|call| format!("? {call}"));
    known
        .chain(unknown)
        .map(|call| call.replace("/admin/realms/{realm}/", ""))
        .collect()
}

pub(in crate::code) const USER: &str = "GET users/{user-id}";

pub(in crate::code) const PASSWORD: &str = "PUT users/{user-id}/reset-password";

/// A text and its operations.
pub(in crate::code) type Pasted<'t> = (&'t str, &'t [&'t str]);

pub(in crate::code) fn assert_found(table: &[Pasted]) {
    for (text, expected) in table {
        assert_eq!(found(text), *expected, "{text}");
    }
}

/// Compares the section of a tool in `docs/declarations.md` with the number of its types and with the types without a mapping.
pub(in crate::code) fn assert_documented(
    tool: &str,
    total: usize,
    unmapped: &[impl std::fmt::Display],
) {
    let page = include_str!("../../../docs/declarations.md");
    let (_, section) = page
        .split_once(&format!("## {tool}\n"))
        .expect("its section");
    let section = section.split("\n## ").next().unwrap_or(section);
    let documented: Vec<&str> = section
        .lines()
        .filter(|line| line.starts_with("- "))
        .collect();
    let expected: Vec<String> = unmapped.iter().map(|name| format!("- `{name}`")).collect();
    assert_eq!(documented, expected);
    let mapped = format!("{} of {total}", total - unmapped.len());
    assert!(section.contains(&mapped), "{mapped}: {section}");
}

/// The lines that are not understood.
pub(in crate::code) fn unclear(text: &str) -> Vec<usize> {
    let permissions = permissions().expect("the data");
    let pasted = super::read(&permissions, text);
    pasted
        .not_understood
        .iter()
        .map(|place| place.line)
        .collect()
}
