//! Checks the fixes that the tests do not execute against the published schemas of their tools (`diagnosis/tests/schemas`).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "recordings/recording.rs"]
mod recording;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use diagnosis::report::{Fix, FixGrade, FixKind, Report};
use serde_json::Value;

use recording::{Recording, matrix};

fn schema(text: &str) -> Value {
    let schema: Value = serde_json::from_str(text).unwrap();
    assert!(schema["source"].as_str().unwrap().starts_with("https://"));
    schema
}

/// The reports of the recordings of two versions, replayed once for all tests.
static REPORTS: LazyLock<Vec<Report>> = LazyLock::new(|| {
    let matrix = matrix();
    Recording::all()
        .iter()
        .filter(|recording| ["24.0.5", "26.7.5"].contains(&recording.keycloak.as_str()))
        .map(|recording| recording.replay(&matrix))
        .collect()
});

/// Every fix in this form.
fn fixes(kind: FixKind) -> Vec<&'static Fix> {
    let all = REPORTS.iter().flat_map(|report| &report.fixes);
    let fixes: Vec<&Fix> = all.filter(|fix| fix.kind == kind).collect();
    assert!(fixes.len() > 20, "{kind:?}: {}", fixes.len());
    fixes
}

/// Fails on a member that the schema does not declare, and on a value of another type.
fn validate(schema: &Value, value: &Value, at: &str) {
    match schema["type"].as_str().unwrap() {
        "object" => {
            let members = value.as_object().unwrap_or_else(|| panic!("{at}: {value}"));
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(
                    members.contains_key(name.as_str().unwrap()),
                    "{at}: no {name}"
                );
            }
            for (name, member) in members {
                let declared = schema["properties"].get(name);
                let declared = declared.or(schema.get("additionalProperties"));
                let declared = declared.unwrap_or_else(|| panic!("{at}: unknown member {name}"));
                validate(declared, member, &format!("{at}.{name}"));
            }
        }
        "array" => {
            let items = value.as_array().unwrap_or_else(|| panic!("{at}: {value}"));
            for item in items {
                validate(&schema["items"], item, at);
            }
        }
        "string" => assert!(value.is_string(), "{at}: {value}"),
        "boolean" => assert!(value.is_boolean(), "{at}: {value}"),
        other => panic!("{at}: the schema has the type {other}"),
    }
}

#[test]
fn a_realm_import_fits_the_schema_of_the_operator() {
    let schema = schema(include_str!("schemas/keycloak-realm-import.json"));
    let mut used = BTreeSet::new();
    for fix in fixes(FixKind::Operator) {
        let resource: Value = serde_yaml_ng::from_str(&fix.text)
            .unwrap_or_else(|error| panic!("{error}\n{}", fix.text));
        assert_eq!(resource["apiVersion"], schema["apiVersion"]);
        assert_eq!(resource["kind"], schema["kind"]);
        let name = resource["metadata"]["name"].as_str().unwrap();
        // RFC 1123: the names that Kubernetes accepts.
        assert!(
            name.len() <= 63
                && !name.starts_with('-')
                && !name.ends_with('-')
                && name
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{name}"
        );
        validate(&schema["spec"], &resource["spec"], "spec");
        let realm = resource["spec"]["realm"].as_object().unwrap();
        used.extend(realm.keys().cloned());
        assert_eq!(fix.grade, Some(FixGrade::Checked));
        assert!(fix.executed_on.is_empty());
    }
    for member in ["users", "clients", "clientScopeMappings", "enabled"] {
        assert!(used.contains(member), "no fix changes {member}");
    }
}

#[test]
fn terraform_uses_the_arguments_of_the_provider() {
    let schema = schema(include_str!("schemas/terraform.json"));
    let mut used = BTreeSet::new();
    for fix in fixes(FixKind::Terraform) {
        let body = hcl::parse(&fix.text).unwrap();
        // An existing resource is printed with its names and the changed argument only.
        let is_part = fix.text.contains("in the resource that you already have");
        for block in body.blocks() {
            let kind = block.labels()[0].as_str();
            let declared = &schema[block.identifier()][kind];
            let declared = declared
                .as_object()
                .unwrap_or_else(|| panic!("no {} {kind}", block.identifier()));
            let arguments: BTreeSet<&str> =
                block.body().attributes().map(hcl::Attribute::key).collect();
            for argument in &arguments {
                assert!(declared.contains_key(*argument), "{kind}: {argument}");
            }
            for (name, need) in declared {
                let is_missing = need == "required" && !arguments.contains(name.as_str());
                assert!(is_part || !is_missing, "{kind} needs {name}\n{}", fix.text);
            }
            used.insert(kind.to_owned());
        }
        assert!(matches!(
            fix.grade,
            Some(FixGrade::Checked | FixGrade::Executed)
        ));
    }
    for kind in [
        "keycloak_openid_client_service_account_role",
        "keycloak_user_roles",
        "keycloak_generic_role_mapper",
    ] {
        assert!(used.contains(kind), "{kind}");
    }
}

#[test]
fn ansible_uses_the_arguments_of_the_modules() {
    let schema = schema(include_str!("schemas/ansible.json"));
    let mut used = BTreeSet::new();
    for fix in fixes(FixKind::Ansible) {
        let tasks: Vec<Value> = serde_yaml_ng::from_str(&fix.text).unwrap();
        for task in tasks {
            for (module, arguments) in task.as_object().unwrap() {
                let Some(module) = module.strip_prefix("community.general.") else {
                    assert_eq!(module, "name");
                    continue;
                };
                let declared = &schema["modules"][module];
                for (name, value) in arguments.as_object().unwrap() {
                    let is_of_type = match declared[name].as_str() {
                        Some("str") => value.is_string(),
                        Some("bool") => value.is_boolean(),
                        Some("list") => value.is_array(),
                        Some("dict") => value.is_object(),
                        other => panic!("{module}: {name} has the type {other:?}"),
                    };
                    assert!(is_of_type, "{module}: {name}: {value}");
                }
                used.insert(module.to_owned());
            }
        }
    }
    for module in [
        "keycloak_user_rolemapping",
        "keycloak_client_rolescope",
        "keycloak_client",
    ] {
        assert!(used.contains(module), "{module}");
    }
}

/// A fix that says where it was executed names the releases, and one that was not executed names none.
#[test]
fn every_change_in_keycloak_says_how_it_is_proven() {
    for report in REPORTS.iter() {
        let cause = &report.cause.code;
        for fix in report.fixes.iter().chain(&report.settle) {
            assert!(
                !fix.kind.is_code() || fix.grade.is_some(),
                "{cause}: {}",
                fix.title
            );
            let was_executed = matches!(fix.grade, Some(FixGrade::Tested | FixGrade::Executed));
            assert_eq!(
                was_executed,
                !fix.executed_on.is_empty(),
                "{cause}: {}",
                fix.title
            );
        }
    }
}
