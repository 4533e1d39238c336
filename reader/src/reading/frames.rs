//! Finds the operation in a stack trace of Keycloak.

use std::collections::HashMap;

use permissions::{Operation, Permissions};

/// The packages of Keycloak.
const SERVER: &str = "org.keycloak.";
/// The package of Keycloak's Java client for the Admin API.
pub const CLIENT: &str = "org.keycloak.admin.client.";

/// The operation whose Java method is in a frame of the text, with the place of the frame. A method that several operations share is
/// ignored.
pub fn find<'m>(text: &str, permissions: &Permissions<'m>) -> Option<(usize, &'m Operation)> {
    if !text.contains(SERVER) {
        return None;
    }
    let mut by_method: HashMap<&str, Option<&Operation>> = HashMap::new();
    for operation in permissions.operations() {
        by_method
            .entry(operation.java.as_str())
            .and_modify(|only| *only = None)
            .or_insert(Some(operation));
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let operation = method(line)
            .and_then(|name| by_method.get(name.as_str()).copied())
            .flatten();
        if let Some(operation) = operation {
            return Some((at, operation));
        }
        at += line.len();
    }
    None
}

/// The method `UserResource.getUser` in a frame, also in one of the class that Quarkus generates:
/// `UserResource$quarkusrestinvoker$getUser_ecf4….invoke`.
fn method(line: &str) -> Option<String> {
    let (before, rest) = line.split_once(SERVER)?;
    if line.get(before.len()..)?.starts_with(CLIENT) {
        return None;
    }
    let qualified = rest.split('(').next()?;
    if let Some((class, rest)) = qualified.split_once("$quarkusrestinvoker$") {
        let (method, _) = rest.rsplit_once('_')?;
        return Some(format!("{}.{method}", class.rsplit('.').next()?));
    }
    let (class, method) = qualified.rsplit_once('.')?;
    Some(format!("{}.{method}", class.rsplit('.').next()?))
}
