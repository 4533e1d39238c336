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
fn links_open_the_console_of_master_and_that_of_the_realm() {
    let links = |scenario| {
        let report = report_for(scenario, "26.7.3", None);
        fix(&report, FixKind::AdminConsole).links.clone()
    };
    let [master, own] = links("no-role").try_into().unwrap();
    let (base, page) = master.split_once("/admin/master/console/#/").unwrap();
    let (realm, _) = page.split_once('/').unwrap();
    assert_eq!(own, format!("{base}/admin/{realm}/console/#/{page}"));
    assert!(page.ends_with("/role-mapping"), "{page}");
    // Nobody can sign in to a disabled realm.
    let disabled = links("realm-disabled");
    assert_eq!(disabled.len(), 1, "{disabled:?}");
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

/// The forms in which administrators change Keycloak.
const FORMS: [FixKind; 7] = [
    FixKind::AdminConsole,
    FixKind::Kcadm,
    FixKind::Curl,
    FixKind::Terraform,
    FixKind::Ansible,
    FixKind::RealmJson,
    FixKind::Operator,
];

/// The settings are members of `RealmRepresentation`, or members or attributes of `ClientRepresentation`.
#[test]
fn a_setting_is_changed_in_every_form() {
    for (scenario, place, value) in [
        (
            "organizations-off",
            "/organizationsEnabled",
            Value::from(true),
        ),
        ("events-not-stored", "/eventsEnabled", true.into()),
        (
            "admin-events-not-stored",
            "/adminEventsEnabled",
            true.into(),
        ),
        ("realm-disabled", "/enabled", true.into()),
        ("client-disabled", "/clients/0/enabled", true.into()),
        (
            "consent-required",
            "/clients/0/consentRequired",
            false.into(),
        ),
        (
            "client-dpop-bound",
            "/clients/0/attributes/dpop.bound.access.tokens",
            "false".into(),
        ),
        (
            "client-mtls-bound",
            "/clients/0/attributes/tls.client.certificate.bound.access.tokens",
            "false".into(),
        ),
    ] {
        let report = report_for(scenario, "26.7.5", None);
        for kind in FORMS {
            assert!(!fix(&report, kind).undo.is_empty(), "{scenario}: {kind:?}");
        }
        assert!(report.not_offered.is_empty(), "{scenario}");
        let file: Value = serde_json::from_str(&fix(&report, FixKind::RealmJson).text).unwrap();
        assert_eq!(file.pointer(place), Some(&value), "{scenario}: {file}");
        let curl = fix(&report, FixKind::Curl);
        let name = place.rsplit('/').next().unwrap();
        let member = format!("\"{name}\":{value}");
        assert!(curl.text.contains(&member), "{member}: {}", curl.text);
        assert!(!curl.undo.contains(&member), "{member}: {}", curl.undo);
        // Without this member, 24.0.5 and 26.0.8 delete the service account with its roles.
        let keeps = r#""serviceAccountsEnabled":'"$SERVICE_ACCOUNT"'"#;
        for commands in [&curl.text, &curl.undo] {
            assert_eq!(
                commands.contains(keeps),
                place.starts_with("/clients"),
                "{commands}"
            );
        }
        assert_ne!(curl.text, curl.undo);
    }
}

/// A form that is missing has a reason.
#[test]
fn a_change_is_offered_in_every_form_or_says_why() {
    for (scenario, version) in [
        ("no-role", "26.7.5"),
        ("master-without-role", "26.7.5"),
        ("roles-scope-missing", "24.0.5"),
        ("authorization-services-off", "26.7.5"),
        ("mail-not-configured", "26.7.5"),
        ("user-must-verify-email", "26.7.5"),
        ("origin-rejected", "26.7.5"),
        ("full-scope-off", "26.7.5"),
        ("user-disabled", "26.7.5"),
        ("allowed-by-realm-admin", "26.7.5"),
    ] {
        let report = report_for(scenario, version, None);
        for kind in FORMS {
            let is_offered = report.fixes.iter().any(|fix| fix.kind == kind);
            let reason = report.not_offered.iter().find(|form| form.kind == kind);
            assert!(
                is_offered != reason.is_some_and(|form| !form.why.is_empty()),
                "{scenario}: {kind:?} {:?}",
                report.not_offered
            );
        }
    }
}

#[test]
fn wider_roles_are_replaced_in_the_forms_of_configuration_files() {
    let report = report_for("allowed-by-realm-admin", "26.7.5", None);
    let tasks: serde_yaml_ng::Value =
        serde_yaml_ng::from_str(&fix(&report, FixKind::Ansible).text).unwrap();
    let module = "community.general.keycloak_user_rolemapping";
    assert_eq!(tasks[0][module]["roles"][0]["name"], "view-users");
    assert!(tasks[0][module].get("state").is_none());
    assert_eq!(tasks[1][module]["roles"][0]["name"], "realm-admin");
    assert_eq!(tasks[1][module]["state"], "absent");
    let terraform = &fix(&report, FixKind::Terraform).text;
    hcl::parse(terraform).unwrap();
    assert!(terraform.contains("\"view-users\"") && !terraform.contains("\"realm-admin\""));
    assert!(terraform.contains("remove the resources that assign realm-admin"));
    let file = fix(&report, FixKind::RealmJson);
    let json: Value = serde_json::from_str(&file.text).unwrap();
    let roles = &json["users"][0]["clientRoles"]["realm-management"];
    assert_eq!(roles, &serde_json::json!(["view-users"]));
    assert!(
        file.steps[0].contains("Remove realm-admin"),
        "{:?}",
        file.steps
    );
}

fn permissions_of(report: &Report) -> Vec<&Fix> {
    let is_permission = |fix: &&Fix| fix.title.contains("fine-grained permission");
    report.fixes.iter().filter(is_permission).collect()
}

/// A permission for one user, or for the members of a group, is narrower than a role for all users.
#[test]
fn permissions_for_the_user_and_for_a_group_are_the_narrower_alternatives() {
    let report = report_for("no-role", "26.7.5", None);
    let kinds: Vec<FixKind> = permissions_of(&report).iter().map(|fix| fix.kind).collect();
    let forms = [
        FixKind::AdminConsole,
        FixKind::Kcadm,
        FixKind::Curl,
        FixKind::RealmJson,
    ];
    assert_eq!(kinds, [forms, forms].concat());
    for one in permissions_of(&report) {
        assert!(
            one.risk.contains("Needs Keycloak 26.6 or newer"),
            "{}",
            one.risk
        );
        assert!(one.risk.contains("26.4.7") && one.risk.contains("overrides"));
    }
    let file: Value = serde_json::from_str(&permissions_of(&report)[3].text).unwrap();
    let policies = &file["clients"][0]["authorizationSettings"]["policies"];
    let account: Vec<String> =
        serde_json::from_str(policies[0]["config"]["users"].as_str().unwrap()).unwrap();
    assert!(account[0].starts_with("service-account-"));
    let applied: Vec<String> =
        serde_json::from_str(policies[1]["config"]["applyPolicies"].as_str().unwrap()).unwrap();
    assert_eq!(policies[0]["name"], applied[0].as_str());
    // The permission of another caller for the same user has another name.
    assert!(policies[1]["name"].as_str().unwrap().ends_with(&account[0]));
    let of_group = &permissions_of(&report)[4..];
    assert!(of_group[0].steps.contains(&"Groups".to_owned()));
    for command in &of_group[1..3] {
        assert!(
            command.text.contains("${GROUP_ID:?Set GROUP_ID")
                && command.text.contains("view-members"),
            "{}",
            command.text
        );
    }
    let file: Value = serde_json::from_str(&of_group[3].text).unwrap();
    let policies = &file["clients"][0]["authorizationSettings"]["policies"];
    let config = &policies[1]["config"];
    assert_eq!(config["defaultResourceType"], "Groups");
    assert_eq!(config["resources"], "[\"<group ID>\"]");
    assert_eq!(config["scopes"], "[\"view-members\"]");
    assert!(of_group[3].risk.contains("and of its subgroups"));
    // The role stays the first fix.
    assert!(
        fix(&report, FixKind::Kcadm)
            .title
            .starts_with("Grant view-users")
    );
}

#[test]
fn no_permission_is_offered_where_it_does_not_apply() {
    for (scenario, version) in [
        ("no-role", "24.0.5"),
        ("no-role", "26.0.8"),
        ("master-without-role", "26.7.5"),
        ("no-role-for-clients", "26.7.5"),
    ] {
        let report = report_for(scenario, version, None);
        assert!(
            permissions_of(&report).is_empty(),
            "{scenario} on {version}"
        );
    }
}
