//! Compares Keycloak's own `PermissionsTest` with the permission data.
//!
//! For each endpoint, the test calls the Java admin client, names a resource, and states whether the role for viewing the resource is
//! enough or the role for managing it is required. The annotations of the admin client map the calls to operations.

use std::{
    collections::BTreeSet,
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use permissions::{Matrix, State, TokenRealm, Version};
use tree_sitter::{Node, Parser};

use super::{
    java::{Sources, children, field, text, visit},
    operations::{METHODS, join},
};
use crate::{keycloak::maven::Artifact, project};

/// The interface of the admin client at which every call begins.
const REALM: &str = "org/keycloak/admin/client/resource/RealmResource";

/// A resource of the test: its name, its two roles, and the two roles of another resource, which are denied.
const RESOURCES: [(&str, [&str; 2], [&str; 2]); 6] = [
    (
        "CLIENT",
        ["view-clients", "manage-clients"],
        ["view-users", "manage-users"],
    ),
    (
        "USER",
        ["view-users", "manage-users"],
        ["view-clients", "manage-clients"],
    ),
    (
        "REALM",
        ["view-realm", "manage-realm"],
        ["view-events", "manage-events"],
    ),
    (
        "EVENTS",
        ["view-events", "manage-events"],
        ["view-identity-providers", "manage-identity-providers"],
    ),
    (
        "IDENTITY_PROVIDER",
        ["view-identity-providers", "manage-identity-providers"],
        ["view-realm", "manage-realm"],
    ),
    (
        "AUTHORIZATION",
        ["view-authorization", "manage-authorization"],
        ["view-identity-providers", "manage-identity-providers"],
    ),
];

/// One expectation of the test.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Expectation {
    line: usize,
    /// The methods of the admin client, from the realm on.
    chain: Vec<String>,
    resource: String,
    manage: bool,
    /// Whether the test leaves out the roles of another resource.
    skips_others: bool,
}

/// A role for which the test and the data differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    line: usize,
    operation: String,
    role: &'static str,
    expected: bool,
    status: Option<u16>,
}

/// The result of the comparison.
#[derive(Debug, Default)]
pub struct Comparison {
    /// The number of operations on which test and data agree for every role.
    pub agreeing: usize,
    /// The differences.
    pub disagreements: Vec<Disagreement>,
    /// The calls that name no single measured operation, with their lines.
    pub unread: Vec<String>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |allowed: bool| if allowed { "allowed" } else { "denied" };
        write!(
            out,
            "line {}: {}: {} is {} in the test and {} in the data",
            self.line,
            self.operation,
            self.role,
            word(self.expected),
            word(!self.expected)
        )?;
        match self.status {
            Some(status) => write!(out, " (measured: {status})"),
            None => Ok(()),
        }
    }
}

/// Compares the test in a file with the data for a version. Fetches the sources of the admin client's version.
pub fn compare(
    test: &Path,
    admin_client: &str,
    matrix: &Matrix,
    version: Version,
) -> Result<Comparison> {
    let source = fs::read_to_string(test).with_context(|| format!("reading {}", test.display()))?;
    let expectations = expectations(&source)?;
    if expectations.is_empty() {
        bail!("{} contains no call of invoke", test.display());
    }
    let mut sources = Sources::open(&sources_of(admin_client)?)?;
    let permissions = matrix.at(version, TokenRealm::Target);
    let mut comparison = Comparison::default();
    let mut agreeing = BTreeSet::new();
    for expectation in expectations {
        let found = operations(&mut sources, &expectation.chain)?;
        let known = match found.as_slice() {
            [operation] => matrix.operation(operation).and_then(|known| {
                let rule = permissions.rule(known)?;
                rule.unmeasured.is_none().then_some((known, rule))
            }),
            _ => None,
        };
        let roles = RESOURCES
            .into_iter()
            .find(|(name, _, _)| *name == expectation.resource);
        let (Some((operation, rule)), Some((_, [view, manage], others))) = (known, roles) else {
            comparison.unread.push(format!(
                "line {}: {}",
                expectation.line,
                expectation.chain.join(".")
            ));
            continue;
        };
        let others = others.into_iter().filter(|_| !expectation.skips_others);
        let expected = [(view, !expectation.manage), (manage, true)]
            .into_iter()
            .chain(others.map(|role| (role, false)));
        let before = comparison.disagreements.len();
        for (role, expected) in expected {
            let held = matrix.role(role)?;
            let state = rule.state(held);
            if state != State::Unknown && state.is_allowed() != expected {
                comparison.disagreements.push(Disagreement {
                    line: expectation.line,
                    operation: operation.to_string(),
                    role,
                    expected,
                    status: rule.statuses.of(held),
                });
            }
        }
        if comparison.disagreements.len() == before {
            agreeing.insert(operation.to_string());
        }
    }
    comparison.agreeing = agreeing.len();
    Ok(comparison)
}

/// The sources of the Java admin client, from the local Maven repository or else through Maven.
fn sources_of(version: &str) -> Result<PathBuf> {
    let sources = Artifact {
        name: "keycloak-admin-client",
        version,
        packaging: "jar",
        classifier: Some("sources"),
    };
    if let Some(jar) = sources.local() {
        return Ok(jar);
    }
    sources
        .copy_to(&project::path("target/measure/sources"))?
        .with_context(|| {
            format!("Maven did not find the sources of keycloak-admin-client {version}")
        })
}

/// The calls `invoke(realm -> realm.…, Resource.…, manage)` in a source file.
fn expectations(source: &str) -> Result<Vec<Expectation>> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_java::LANGUAGE.into())?;
    let tree = parser.parse(source, None).context("parsing the test")?;
    let mut found = Vec::new();
    visit(&tree.root_node(), &mut |node| {
        found.extend(expectation(node, source));
    });
    Ok(found)
}

fn expectation(node: &Node<'_>, source: &str) -> Option<Expectation> {
    let is_invoke = node.kind() == "method_invocation"
        && node.child_by_field_name("object").is_none()
        && field(node, "name", source) == "invoke";
    if !is_invoke {
        return None;
    }
    let arguments = children(&node.child_by_field_name("arguments")?);
    let [call, resource, manage, rest @ ..] = arguments.as_slice() else {
        return None;
    };
    let resource = text(resource, source)
        .rsplit_once("Resource.")?
        .1
        .to_owned();
    Some(Expectation {
        line: node.start_position().row + 1,
        chain: chain_of(call, source)?,
        resource,
        manage: text(manage, source) == "true",
        skips_others: rest
            .first()
            .is_some_and(|skip| text(skip, source) == "true"),
    })
}

/// The methods that a lambda expression or a method reference calls on the realm; `None` for a block of several calls.
fn chain_of(call: &Node<'_>, source: &str) -> Option<Vec<String>> {
    if call.kind() == "method_reference" {
        let (_, name) = text(call, source).rsplit_once("::")?;
        return Some(vec![name.to_owned()]);
    }
    let mut body = call.child_by_field_name("body")?;
    // response.set(realm.…) keeps the response of a call.
    let keeps_response = body.kind() == "method_invocation"
        && field(&body, "name", source) == "set"
        && field(&body, "object", source) == "response";
    if keeps_response {
        body = *children(&body.child_by_field_name("arguments")?).first()?;
    }
    let mut chain = Vec::new();
    let mut at = body;
    while at.kind() == "method_invocation" {
        chain.push(field(&at, "name", source));
        at = at.child_by_field_name("object")?;
    }
    chain.reverse();
    (text(&at, source) == "realm" && !chain.is_empty()).then_some(chain)
}

/// The operations that a chain of methods of the admin client can mean; several if overloads have different paths.
fn operations(sources: &mut Sources, chain: &[String]) -> Result<Vec<String>> {
    let mut class = sources.read(REALM)?;
    let mut prefix = "/admin/realms/{realm}".to_owned();
    let Some((last, parts)) = chain.split_last() else {
        return Ok(Vec::new());
    };
    for part in parts {
        let Some(method) = class.methods.iter().find(|method| method.name == *part) else {
            return Ok(Vec::new());
        };
        let path = method.annotations.get("Path").cloned().flatten();
        prefix = join(&prefix, path.as_deref().unwrap_or_default());
        let Some(next) = sources.class(&method.returns.clone(), &class)? else {
            return Ok(Vec::new());
        };
        class = next;
    }
    let mut found = BTreeSet::new();
    for method in class.methods.iter().filter(|method| method.name == *last) {
        let path = method.annotations.get("Path").cloned().flatten();
        let verb = METHODS
            .into_iter()
            .find(|verb| method.annotations.contains_key(*verb));
        found.extend(verb.map(|verb| {
            format!(
                "{verb} {}",
                join(&prefix, path.as_deref().unwrap_or_default())
            )
        }));
    }
    Ok(found.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_the_test_become_expectations() {
        let source = r#"
            class PermissionsTest {
                void users() {
                    invoke(realm -> realm.users().get(user.getId()).update(user), Resource.USER, true);
                    invoke((realm, response) -> response.set(realm.users().create(x())), AdminAuth.Resource.USER, true);
                    invoke(RealmResource::getEvents, Resource.EVENTS, false, true);
                    invoke(realm -> { realm.users().list(); realm.users().count(); }, Resource.USER, false);
                    invoke(realm -> realm.users().list(), clients.get("none"), false);
                }
            }"#;
        let found = expectations(source).unwrap();
        let read: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.chain.join("."),
                    one.resource.as_str(),
                    one.manage,
                    one.skips_others,
                )
            })
            .collect();
        assert_eq!(
            read,
            [
                ("users.get.update".to_owned(), "USER", true, false),
                ("users.create".to_owned(), "USER", true, false),
                ("getEvents".to_owned(), "EVENTS", false, true),
            ]
        );
        assert_eq!(found[0].line, 4);
    }
}
