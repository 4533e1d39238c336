//! Tests the forms of a fix: real parsers read back any name, and the message to an administrator is complete.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "recordings/recording.rs"]
mod recording;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diagnosis::report::{Fix, FixKind, Report};
use hcl::eval::{Context, Evaluate};
use serde_json::Value;

use recording::{Recording, matrix, report_for};

fn fix(report: &Report, kind: FixKind) -> &Fix {
    report
        .fixes
        .iter()
        .find(|fix| fix.kind == kind)
        .unwrap_or_else(|| panic!("no {kind:?}: {:#?}", report.fixes))
}

/// Names that would end a string, begin a template, or have another meaning in one of the languages.
const NAMES: [&str; 14] = [
    "backend",
    "my client",
    "it's",
    "a\"b",
    "back\\slash",
    "trailing\\",
    "$HOME",
    "${var.x}",
    "$${x}",
    "%{ if true }x%{ endif }",
    "{{ lookup('env', 'HOME') }}",
    "{% raw %}",
    "Zürich – 東京",
    "yes: [no, #null]",
];

#[test]
fn terraform_reads_every_name_back() {
    for name in NAMES {
        let report = report_for("no-role", "26.7.3", Some(name));
        let body = hcl::parse(&fix(&report, FixKind::Terraform).text)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let caller = body
            .blocks()
            .find(|block| {
                let labels: Vec<&str> =
                    block.labels().iter().map(hcl::BlockLabel::as_str).collect();
                labels == ["keycloak_openid_client", "caller"]
            })
            .unwrap();
        let argument = caller
            .body()
            .attributes()
            .find(|attribute| attribute.key() == "client_id")
            .unwrap();
        let value = argument.expr().evaluate(&Context::new()).unwrap();
        assert_eq!(value, hcl::Value::from(name));
    }
}

#[test]
fn ansible_grants_the_role_to_the_service_account() {
    for name in ["backend", "my-app.v2_x", "urn:example:client"] {
        let report = report_for("no-role", "26.7.3", Some(name));
        let text = &fix(&report, FixKind::Ansible).text;
        let tasks: serde_yaml_ng::Value =
            serde_yaml_ng::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let arguments = &tasks[0]["community.general.keycloak_user_rolemapping"];
        assert_eq!(arguments["service_account_user_client_id"], name);
        assert_eq!(arguments["client_id"], "realm-management");
        assert_eq!(arguments["roles"][0]["name"], "view-users");
    }
}

#[test]
fn no_ansible_task_is_printed_for_names_that_its_modules_cannot_look_up() {
    for name in ["my client", "a&b", "50%", "{{ x }}", "Zürich"] {
        let report = report_for("no-role", "26.7.3", Some(name));
        let printed = report.fixes.iter().any(|fix| fix.kind == FixKind::Ansible);
        assert!(!printed, "{name}");
    }
}

#[test]
fn a_realm_file_assigns_the_role_to_the_service_account() {
    for name in NAMES {
        let report = report_for("no-role", "26.7.3", Some(name));
        let file: Value = serde_json::from_str(&fix(&report, FixKind::RealmJson).text).unwrap();
        let user = &file["users"][0];
        assert_eq!(user["serviceAccountClientId"], name);
        assert_eq!(user["clientRoles"]["realm-management"][0], "view-users");
    }
}

#[test]
fn a_scope_is_widened_in_every_form() {
    let report = report_for("full-scope-off", "26.7.3", None);
    let terraform = &fix(&report, FixKind::Terraform).text;
    assert!(terraform.contains("resource \"keycloak_generic_role_mapper\" \"view_users\""));
    hcl::parse(terraform).unwrap();
    let ansible: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(&fix(&report, FixKind::Ansible).text).unwrap();
    let arguments = &ansible[0]["community.general.keycloak_client_rolescope"];
    assert_eq!(arguments["client_scope_id"], "realm-management");
    assert_eq!(arguments["role_names"][0], "view-users");
    let file: Value = serde_json::from_str(&fix(&report, FixKind::RealmJson).text).unwrap();
    let mapping = &file["clientScopeMappings"]["realm-management"][0];
    assert_eq!(mapping["roles"][0], "view-users");
}

#[test]
fn the_message_names_request_cause_change_risk_and_undo() {
    let report = report_for("no-role", "26.7.3", Some("backend"));
    let message = fix(&report, FixKind::HandOff);
    let console = fix(&report, FixKind::AdminConsole);
    for part in [
        "GET /admin/realms/",
        "(403)",
        "Missing role: view-users (likely).",
        &console.undo,
        &console.risk,
    ] {
        assert!(
            !part.is_empty() && message.text.contains(part),
            "{part}\n{}",
            message.text
        );
    }
    for step in &console.steps {
        assert!(message.text.contains(step.as_str()), "{step}");
    }
    // A mail program decodes the link to the same text.
    let link = url::Url::parse(&message.links[0]).unwrap();
    let parts: BTreeMap<String, String> = link.query_pairs().into_owned().collect();
    assert_eq!(parts["body"].replace("\r\n", "\n"), message.text);
    assert!(!message.links[0].contains('+'));
}

#[test]
fn a_report_without_a_change_in_keycloak_has_no_message() {
    for (scenario, version) in [("allowed", "26.7.3"), ("token-expired", "26.7.3")] {
        let report = report_for(scenario, version, None);
        let written = report
            .fixes
            .iter()
            .any(|fix| fix.kind == FixKind::HandOff && !fix.links.is_empty());
        assert!(!written, "{scenario}");
    }
}

#[test]
fn the_risk_counts_what_the_operations_page_counts() {
    let report = report_for("no-role", "26.7.3", Some("backend"));
    let row = report
        .roles
        .table
        .iter()
        .find(|row| row.role == "view-users")
        .unwrap();
    let risk = &fix(&report, FixKind::Kcadm).risk;
    assert!(
        risk.starts_with(&format!(
            "view-users also allows {} other operations",
            row.opens
        )),
        "{risk}"
    );
}

/// The labels are those of the Admin Console in each release (messages and scripts of keycloak-admin-ui).
#[test]
fn the_steps_of_the_console_are_printed_for_each_group_of_releases() {
    for (recorded, own) in [
        ("24.0.5", "22 – 26.2"),
        ("26.4.7", "26.3 – 26.4"),
        ("26.7.3", "26.5 or newer"),
    ] {
        let report = report_for("no-role", recorded, None);
        let console = fix(&report, FixKind::AdminConsole);
        let of = |versions: &str| {
            let group = console
                .by_version
                .iter()
                .find(|group| group.versions == versions);
            group
                .unwrap_or_else(|| panic!("{recorded}: no {versions}"))
                .steps
                .join(" › ")
        };
        assert!(
            of("22 – 26.2").contains("Service accounts roles › Assign role › Filter by clients")
        );
        assert!(of("26.3 – 26.4").contains("Service accounts roles › Assign role › Client roles"));
        assert!(of("26.5 or newer").contains("Service account roles › Assign role › Client roles"));
        // A response can fit several groups. Then the steps are those of the newest one.
        let first = [own, "26.5 or newer"].map(of);
        assert!(first.contains(&console.steps.join(" › ")), "{recorded}");
    }
}

#[test]
fn a_realm_import_reads_every_name_back() {
    for name in NAMES {
        let report = report_for("no-role", "26.7.3", Some(name));
        let resource: Value = serde_yaml_ng::from_str(&fix(&report, FixKind::Operator).text)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let user = &resource["spec"]["realm"]["users"][0];
        assert_eq!(user["serviceAccountClientId"], name);
        assert_eq!(user["clientRoles"]["realm-management"][0], "view-users");
    }
}

/// A caller with realm-admin reads one user: the smallest role replaces the wide one, and the commands restore it.
#[test]
fn wider_roles_are_replaced_by_the_required_role() {
    for version in ["24.0.5", "26.0.8", "26.5.6", "26.7.5"] {
        let report = report_for("allowed-by-realm-admin", version, None);
        let kcadm = fix(&report, FixKind::Kcadm);
        assert_eq!(
            kcadm.title,
            "Grant view-users and revoke realm-admin with kcadm.sh"
        );
        let at = |part: &str| kcadm.text.find(part).unwrap_or_else(|| panic!("{part}"));
        // Granted first, so that the request is never denied.
        assert!(at("kcadm.sh add-roles") < at("kcadm.sh remove-roles"));
        assert!(at("--rolename view-users") < at("--rolename realm-admin"));
        assert!(kcadm.undo.contains("add-roles") && kcadm.undo.contains("--rolename realm-admin"));
        assert!(!kcadm.undo.contains("remove-roles"), "{}", kcadm.undo);
        let curl = fix(&report, FixKind::Curl);
        assert!(curl.text.contains("-X POST") && curl.text.contains("-X DELETE"));
        assert!(
            kcadm
                .risk
                .starts_with("By measured permissions, this request stays allowed."),
            "{}",
            kcadm.risk
        );
        let steps = &fix(&report, FixKind::AdminConsole).steps;
        assert!(
            steps.contains(&"Select realm-admin".to_owned()),
            "{steps:?}"
        );
        let message = fix(&report, FixKind::HandOff);
        assert!(
            message.text.contains("is allowed (200)"),
            "{}",
            message.text
        );
    }
}

#[test]
fn steps_that_all_releases_share_are_printed_once() {
    let report = report_for("secret-wrong", "26.7.3", None);
    for fix in &report.fixes {
        assert!(fix.by_version.is_empty(), "{}", fix.title);
    }
}

#[test]
fn a_caller_with_only_the_required_role_keeps_it() {
    for scenario in ["allowed", "allowed-by-password", "master-with-role"] {
        let report = report_for(scenario, "26.7.3", None);
        assert!(report.fixes.is_empty(), "{scenario}: {:#?}", report.fixes);
    }
}

/// Each of these roles allows more than the request needs, and neither includes the required one.
#[test]
fn a_required_role_that_no_wider_role_includes_is_granted_first() {
    let mut recording = Recording::of("allowed-by-realm-admin", "26.7.5");
    let held = serde_json::json!(["manage-users", "manage-clients"]);
    for recorded in &mut recording.exchanges {
        let Ok(mut body) = serde_json::from_str::<Value>(&recorded.body) else {
            continue;
        };
        if let Some(token) = body["access_token"].as_str() {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            let mut claims: Value =
                serde_json::from_slice(&URL_SAFE_NO_PAD.decode(&parts[1]).unwrap()).unwrap();
            claims["resource_access"]["realm-management"]["roles"] = held.clone();
            parts[1] = URL_SAFE_NO_PAD.encode(claims.to_string());
            body["access_token"] = parts.join(".").into();
            recorded.body = body.to_string();
        }
    }
    let report = recording.replay(&matrix());
    assert_eq!(report.roles.claimed, ["manage-users", "manage-clients"]);
    let kcadm = fix(&report, FixKind::Kcadm);
    assert_eq!(
        kcadm.title,
        "Grant view-users and revoke manage-users and manage-clients with kcadm.sh"
    );
    assert!(kcadm.text.contains("add-roles") && kcadm.text.contains("--rolename view-users"));
}
