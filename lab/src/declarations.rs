//! Writes the page that lists which declarations of tools the reader maps to requests.
//!
//! The lists in `reader/tests/declarations` have the types that the tools register at the commits that the page names.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use permissions::{Matrix, TokenRealm};
use reader::code::Reader;

/// A tool whose files declare what it creates.
struct Tool {
    name: &'static str,
    source: &'static str,
    /// What the tool calls its types.
    types: &'static str,
    list: &'static str,
    /// A file with one declaration, for a line of the list.
    declaration: fn(&str) -> String,
}

const TOOLS: [Tool; 3] = [
    Tool {
        name: "Terraform",
        source: "keycloak/terraform-provider-keycloak at commit 05accfd8",
        types: "resources and data sources",
        list: include_str!("../../reader/tests/declarations/terraform.txt"),
        declaration: terraform,
    },
    Tool {
        name: "Ansible",
        source: "community.general at commit ade4f3ecc1",
        types: "modules",
        list: include_str!("../../reader/tests/declarations/ansible.txt"),
        declaration: ansible,
    },
    Tool {
        name: "Crossplane",
        source: "crossplane-contrib/provider-keycloak at commit b29d027a",
        types: "kinds",
        list: include_str!("../../reader/tests/declarations/crossplane.txt"),
        declaration: crossplane,
    },
];

/// `resource keycloak_user`
fn terraform(line: &str) -> String {
    let (kind, name) = line.split_once(' ').unwrap_or(("resource", line));
    format!("{kind} \"{name}\" \"a\" {{\n  realm_id = \"acme\"\n}}\n")
}

fn ansible(module: &str) -> String {
    format!("- name: a\n  community.general.{module}:\n    realm: acme\n    state: present\n")
}

/// `user User`
fn crossplane(line: &str) -> String {
    let (group, kind) = line.split_once(' ').unwrap_or(("", line));
    format!("apiVersion: {group}.keycloak.crossplane.io/v1alpha1\nkind: {kind}\nspec: {{}}\n")
}

/// The page.
pub fn page(matrix: &Matrix) -> Result<String> {
    let reader = Reader::new(matrix.newest(TokenRealm::Target));
    let mut text = INTRODUCTION.to_owned();
    for tool in TOOLS {
        let all: Vec<&str> = tool.list.lines().collect();
        let is_mapped = |line: &&str| {
            let pasted = reader.read(&(tool.declaration)(line));
            // A type without requests to the Admin API is not unknown.
            pasted
                .not_understood
                .iter()
                .all(|place| !place.why.contains("unknown"))
        };
        let (mapped, unmapped): (Vec<&str>, Vec<&str>) = all.iter().copied().partition(is_mapped);
        write!(
            text,
            "\n## {}\n\n{}: {} of {} {} are mapped.",
            tool.name,
            tool.source,
            mapped.len(),
            all.len(),
            tool.types
        )
        .context("writing the page")?;
        if !unmapped.is_empty() {
            text.push_str(" Not mapped:\n");
        }
        text.push('\n');
        for name in unmapped {
            writeln!(text, "- `{name}`").context("writing the page")?;
        }
    }
    Ok(text)
}

/// The text before the tools.
const INTRODUCTION: &str = "\
# Declarations

Why403 maps declarations to requests: resources and data sources of Terraform's provider, tasks of Ansible's modules, and resources of
Crossplane's provider. If a type is not mapped, Why403 reports its line as not understood and shows \"At least these roles\" in place of
\"Smallest role set\". `cargo xtask libraries` writes this page. Tests compare it with the tables in `reader/src/code/` and with the types in
`reader/tests/declarations/`.
";
