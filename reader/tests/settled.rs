//! Tests the verdicts on the output of real servers: `reader/tests/settled/<version>/<scenario>.<form>.txt`, made by `lab settle`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use diagnosis::report::{Certainty, FixKind, Report};
use permissions::Matrix;
use reader::reading::{Context, Kind, Reading, read};
use serde_json::Value;

const NOW: i64 = 1_800_000_000;

/// The scenarios whose output leaves more than one cause, with the reason.
const OPEN: [(&str, &str); 12] = [
    ("fine-grained-without-role", MEANT),
    (
        "granted-since-token-alone",
        "The role may have been assigned after the check.",
    ),
    ("fine-grained-for-another-user-only", MEANT),
    ("fine-grained-for-another-users-sessions", MEANT),
    (
        "impersonation-alone-and-wrong-id",
        "The user does not exist, so it has no roles to compare.",
    ),
    ("realms-cut", COMPLETE),
    ("role-mappings-cut", COMPLETE),
    ("token-revoked", NO_LIST),
    ("token-revoked-token-alone", NO_LIST),
    ("write-not-sent-token-revoked", NO_LIST),
    (
        "token-tampered",
        "A changed token has the same owner and session.",
    ),
    ("user-with-otp", "The password may be wrong as well."),
];
const COMPLETE: &str = "The entries or members that the caller may not view need not exist.";
const MEANT: &str = "A policy names the caller, which does not prove that a permission is meant to allow the request.";
const NO_LIST: &str = "Keycloak does not list revoked tokens.";

struct Case {
    scenario: String,
    version: String,
    form: String,
    text: String,
    truth: String,
}

impl Case {
    fn name(&self) -> String {
        format!("{} on {} ({})", self.scenario, self.version, self.form)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/settled")
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for version in fs::read_dir(folder()).unwrap() {
        let version = version.unwrap();
        for file in fs::read_dir(version.path()).unwrap() {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            let mut parts = name.split('.');
            let (scenario, form) = (parts.next().unwrap(), parts.next().unwrap());
            let version = version.file_name().into_string().unwrap();
            cases.push(Case {
                truth: truth(scenario, &version),
                scenario: scenario.to_owned(),
                version,
                form: form.to_owned(),
                text: fs::read_to_string(file.path()).unwrap(),
            });
        }
    }
    cases
}

/// The cause in the recording of the same scenario.
fn truth(scenario: &str, version: &str) -> String {
    let path = folder().join(format!(
        "../../../diagnosis/recordings/{scenario}/{version}.json"
    ));
    let recording: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let really = recording["really"].as_str();
    really.or(recording["cause"].as_str()).unwrap().to_owned()
}

fn reading(text: &str, matrix: &Matrix) -> Reading {
    read(
        text,
        &Context {
            matrix,
            version: None,
            operation: "",
            now: NOW,
        },
    )
}

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
}

fn report(case: &Case, matrix: &Matrix) -> Report {
    reading(&case.text, matrix)
        .report
        .unwrap_or_else(|| panic!("{} on {}: no report", case.scenario, case.version))
}

/// The worst defect: an output makes a wrong cause certain.
#[test]
fn no_output_makes_a_wrong_cause_certain() {
    let matrix = matrix();
    let mut wrong = Vec::new();
    for case in cases() {
        let cause = report(&case, &matrix).cause;
        if cause.certainty == Certainty::Certain && cause.code != case.truth {
            wrong.push(format!(
                "{}: {}, not {}",
                case.name(),
                cause.code,
                case.truth
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_output_leaves_one_cause() {
    let matrix = matrix();
    let mut unsettled = Vec::new();
    for case in cases() {
        let report = report(&case, &matrix);
        let is_open = OPEN.iter().any(|(scenario, _)| *scenario == case.scenario);
        let is_certain = report.cause.certainty == Certainty::Certain;
        if is_certain == is_open {
            unsettled.push(format!(
                "{}: {} {:?}, truth {}, also {:?}: {:?}",
                case.name(),
                report.cause.code,
                report.cause.certainty,
                case.truth,
                report
                    .also_possible
                    .iter()
                    .map(|other| &other.code)
                    .collect::<Vec<_>>(),
                report.cause.evidence.last()
            ));
        }
    }
    assert!(unsettled.is_empty(), "\n{}", unsettled.join("\n"));
}

/// kcadm.sh prints JSON objects, and the command for curl prints lists of members.
#[test]
fn both_forms_lead_to_the_same_report() {
    let matrix = matrix();
    let mut by_case: BTreeMap<(String, String), Vec<Case>> = BTreeMap::new();
    for case in cases() {
        let key = (case.scenario.clone(), case.version.clone());
        by_case.entry(key).or_default().push(case);
    }
    let mut compared = 0;
    for forms in by_case.values() {
        if let [one, other] = forms.as_slice() {
            let [one, other] = [one, other].map(|case| report(case, &matrix));
            assert_eq!(one.cause.code, other.cause.code);
            assert_eq!(one.cause.certainty, other.cause.certainty);
            compared += 1;
        }
    }
    assert!(compared > 0, "no scenario has both forms");
}

#[test]
fn every_fact_is_evidence_and_no_output_is_personal() {
    let matrix = matrix();
    for case in cases() {
        let name = format!("{} on {}", case.scenario, case.version);
        let reading = reading(&case.text, &matrix);
        assert!(reading.evidence.len() > 2, "{name}");
        assert!(
            reading
                .evidence
                .iter()
                .all(|one| one.kind == Kind::Settings)
        );
        for word in ["example.org", "John", "Jane", "firstName", "\"email\""] {
            assert!(!case.text.contains(word), "{name}: {word}");
        }
    }
}

/// The commands for curl that a report prints for these settings.
fn titles(report: &Report) -> Vec<&str> {
    let fixes = report.fixes.iter();
    fixes
        .filter(|fix| fix.kind == FixKind::Curl && !fix.alternative)
        .map(|fix| fix.title.as_str())
        .collect()
}

/// A role counts only if it is assigned and in the client's scope.
#[test]
fn the_fix_of_a_missing_role_includes_the_scope_only_if_the_scope_lacks_it() {
    const GRANT: &str = "Grant view-users with curl";
    const SCOPE: &str = "Add view-users to the client's scope with curl";
    let matrix = matrix();
    let outside = fs::read_to_string(folder().join("26.7.5/full-scope-off-without-role.curl.txt"));
    let outside = outside.unwrap();
    let inside = outside.replace("fact scope []", r#"fact scope [{"name":"view-users"}]"#);
    assert_ne!(inside, outside);
    for (text, wanted) in [(&outside, vec![GRANT, SCOPE]), (&inside, vec![GRANT])] {
        let report = reading(text, &matrix).report.unwrap();
        assert_eq!(report.cause.code, "missing-role");
        assert_eq!(report.cause.certainty, Certainty::Certain);
        assert_eq!(titles(&report), wanted);
        let needs_both = report.cause.explanation.contains("both changes");
        assert_eq!(
            needs_both,
            wanted.len() == 2,
            "{}",
            report.cause.explanation
        );
    }
}

/// Measured on 26.7.5: the list of clients is empty after the client was deleted.
#[test]
fn a_deleted_client_is_not_called_a_revoked_token() {
    let path = folder().join("26.7.5/client-disabled-since-token-alone.curl.txt");
    let text = fs::read_to_string(path).unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("fact client"))
        .unwrap();
    let report = reading(&text.replace(line, "fact client []"), &matrix())
        .report
        .unwrap();
    assert_eq!(report.cause.code, "token-not-accepted");
    assert_eq!(report.cause.certainty, Certainty::Likely);
    assert!(
        report
            .cause
            .evidence
            .last()
            .unwrap()
            .contains("no longer has the client")
    );
}

/// An output of 26.7.5 in which one line is replaced.
fn edited(scenario: &str, start: &str, line: &str) -> Report {
    let path = folder().join(format!("26.7.5/{scenario}.curl.txt"));
    let text = fs::read_to_string(path).unwrap();
    let old = text.lines().find(|one| one.starts_with(start)).unwrap();
    reading(&text.replace(old, line), &matrix()).report.unwrap()
}

fn lists(report: &Report, code: &str) -> bool {
    report.cause.code == code || report.also_possible.iter().any(|other| other.code == code)
}

/// Measured on 26.7.5: a caller may impersonate a user whose admin roles are all assigned to the caller, and no other user with such roles.
#[test]
fn the_roles_of_the_target_decide_about_impersonation() {
    const SCENARIO: &str = "impersonation-of-administrator-lightweight";
    for held in [
        "[]",
        r#"[{"name":"view-users"}]"#,
        r#"[{"name":"query-groups"},{"name":"query-users"}]"#,
    ] {
        let report = edited(
            SCENARIO,
            "fact target-roles",
            &format!("fact target-roles {held}"),
        );
        assert!(!lists(&report, "target-more-powerful"), "{held}");
        assert_ne!(report.cause.certainty, Certainty::Certain, "{held}");
    }
    let more = r#"fact target-roles [{"name":"view-users"},{"name":"view-realm"}]"#;
    let report = edited(SCENARIO, "fact target-roles", more);
    assert_eq!(report.cause.code, "target-more-powerful");
    assert_eq!(report.cause.certainty, Certainty::Certain);
    assert!(report.cause.explanation.contains("lacks: view-realm."));
    // Without the role, the target does not matter.
    let report = edited(
        SCENARIO,
        "fact roles",
        r#"fact roles [{"name":"view-users"}]"#,
    );
    assert_eq!(report.cause.code, "missing-role");
    // 26.7.3 allows it.
    let report = edited(
        SCENARIO,
        "fact version",
        r#"fact version [{"version":"26.7.3"}]"#,
    );
    assert!(!lists(&report, "target-more-powerful"));
}

#[test]
fn the_client_in_the_path_decides_whether_it_is_built_in() {
    const SCENARIO: &str = "built-in-client-not-sent";
    for (client, is_built_in) in [
        ("realm-management", true),
        ("shop", false),
        ("account", false),
    ] {
        let line = format!(r#"fact target [{{"clientId":"{client}"}}]"#);
        let report = edited(SCENARIO, "fact target", &line);
        assert_eq!(
            lists(&report, "built-in-protected"),
            is_built_in,
            "{client}"
        );
        assert_eq!(
            report.cause.code == "built-in-protected",
            is_built_in,
            "{client}"
        );
    }
}

/// The settings of the realm do not show what is in front of Keycloak. Measured on 26.7.5 behind a proxy that removes the header.
#[test]
fn a_lost_header_stays_the_first_cause() {
    let line = "check userinfo 401 without-error\nfact version [{\"version\":\"26.7.5\"}]";
    let report = edited("token-revoked-token-alone", "fact version", line);
    assert_eq!(report.cause.code, "authorization-header-lost");
    assert_eq!(report.cause.certainty, Certainty::Likely);
    assert!(lists(&report, "token-revoked"));
}
