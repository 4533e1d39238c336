//! Tests operations other than reading a user: what is sent, what stays hidden, and where roles are granted.
//!
//! Uses the same recordings as `recordings.rs`, in every version that has them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "recordings/recording.rs"]
mod recording;

use std::collections::BTreeMap;

use diagnosis::attempt::{Field, Input, Severity, notices};
use diagnosis::diagnose;
use diagnosis::exchange::{Body, Call, Request};
use diagnosis::gate::Gate;
use diagnosis::report::{Certainty, FixKind, GateState, Outcome, Report};

use recording::{Recording, matrix};

/// Every recording of a scenario, replayed: its version, the requests, and the report.
fn replayed(scenario: &str) -> Vec<(String, Vec<Request>, Report)> {
    let matrix = matrix();
    let replay = |recording: Recording| {
        let (attempt, exchanges) = recording.check(recording.input.clone(), &matrix);
        let report = diagnose(&attempt, &exchanges, &recording.knowledge(&matrix));
        let requests = exchanges.into_iter().map(|exchange| exchange.request);
        (recording.keycloak, requests.collect(), report)
    };
    Recording::all_of(scenario)
        .into_iter()
        .map(replay)
        .collect()
}

fn state(report: &Report, gate: Gate) -> Option<GateState> {
    report
        .gates
        .iter()
        .find(|known| known.gate == gate)
        .map(|known| known.state)
}

fn commands(report: &Report, kind: FixKind) -> &str {
    report
        .fixes
        .iter()
        .find(|fix| fix.kind == kind)
        .map_or("", |fix| fix.text.as_str())
}

fn is_before(version: &str, other: (u16, u16)) -> bool {
    let mut parts = version.split('.').map(|part| part.parse().unwrap());
    (parts.next().unwrap(), parts.next().unwrap()) < other
}

#[test]
fn only_the_missing_one_of_two_roles_is_granted() {
    for (version, _, report) in replayed("one-of-two-roles") {
        if is_before(&version, (26, 5)) {
            assert_eq!(report.outcome, Outcome::Allowed, "{version}");
            continue;
        }
        assert!(
            report
                .cause
                .explanation
                .contains(" together. Its token lists only view-realm"),
            "{version}: {}",
            report.cause.explanation
        );
        // 26.5 allows the request with query-users; 26.7 returns a partial response.
        let missing = if is_before(&version, (26, 7)) {
            "query-users"
        } else {
            "view-users"
        };
        assert_eq!(report.roles.missing, [missing], "{version}");
        for kind in [FixKind::AdminConsole, FixKind::Kcadm, FixKind::Curl] {
            let text = commands(&report, kind);
            assert!(text.contains(missing), "{version}: {text}");
            assert!(!text.contains("rolename view-realm"), "{version}: {text}");
        }
    }
}

#[test]
fn groups_and_roles_by_id_are_looked_up_before_roles() {
    for (version, _, report) in replayed("no-role-for-group") {
        assert_eq!(
            state(&report, Gate::Target),
            Some(GateState::Passed),
            "{version}"
        );
        assert_eq!(
            state(&report, Gate::Permission),
            Some(GateState::Refused),
            "{version}"
        );
    }
    for scenario in ["group-unknown-without-role", "role-id-unknown-without-role"] {
        for (version, _, report) in replayed(scenario) {
            let said = report.cause.evidence.join(" ");
            assert!(
                said.contains("says nothing about roles"),
                "{scenario} {version}: {said}"
            );
            // The report already names the role that will be missing next.
            assert!(
                report
                    .cause
                    .explanation
                    .contains("This request needs the view-"),
                "{scenario} {version}: {}",
                report.cause.explanation
            );
            assert_eq!(report.verdict, "Keycloak did not find the resource.");
        }
    }
    for (version, _, report) in replayed("client-uuid-unknown") {
        let said = report.cause.evidence.join(" ");
        assert!(said.contains("Other callers get 403"), "{version}: {said}");
    }
}

#[test]
fn role_mappings_are_sent_with_an_empty_list() {
    for (version, requests, report) in replayed("mapping-of-roles-refused") {
        let sent = requests
            .iter()
            .find(|request| request.call == Call::Operation)
            .unwrap();
        assert!(
            matches!(&sent.body, Body::Json(body) if body == "[]"),
            "{version}"
        );
        assert!(
            sent.purpose.contains("an empty list"),
            "{version}: {}",
            sent.purpose
        );
        assert_eq!(report.roles.missing, ["manage-users"], "{version}");
    }
}

#[test]
fn a_realm_is_created_from_master_only() {
    for (version, requests, report) in replayed("realm-created-by-realm-admin") {
        assert!(
            requests
                .iter()
                .all(|request| request.call != Call::Operation)
        );
        assert!(report.is_unsent(), "{version}");
        assert!(
            report
                .cause
                .explanation
                .contains("token issued by master for a caller that has create-realm"),
            "{version}: {}",
            report.cause.explanation
        );
        // The path contains no realm, so the report says nothing about one.
        for gate in [Gate::RealmExists, Gate::TokenRealm, Gate::Target] {
            assert_eq!(state(&report, gate), None, "{version}");
        }
        assert!(commands(&report, FixKind::Kcadm).is_empty(), "{version}");
    }
    for (version, _, report) in replayed("realm-created-by-master-without-role") {
        let kcadm = commands(&report, FixKind::Kcadm);
        assert!(
            kcadm.contains("--rolename create-realm"),
            "{version}: {kcadm}"
        );
        assert!(!kcadm.contains("--cclientid"), "{version}: {kcadm}");
        let curl = commands(&report, FixKind::Curl);
        assert!(curl.contains("role-mappings/realm"), "{version}: {curl}");
        let console = commands(&report, FixKind::AdminConsole);
        assert!(
            console.contains("Realm roles → Search for create-realm"),
            "{version}: {console}"
        );
    }
}

#[test]
fn an_unsent_operation_is_predicted() {
    for (version, requests, report) in replayed("write-not-sent") {
        assert!(
            requests
                .iter()
                .all(|request| request.call != Call::Operation)
        );
        assert_eq!(
            (report.outcome, report.status),
            (Outcome::Forbidden, None),
            "{version}"
        );
        assert!(
            report.verdict.starts_with("Not sent"),
            "{version}: {}",
            report.verdict
        );
        assert_eq!(
            state(&report, Gate::Target),
            Some(GateState::Hidden),
            "{version}"
        );
        assert_ne!(report.cause.certainty, Certainty::Certain, "{version}");
        assert_eq!(report.roles.missing, ["manage-users"], "{version}");
    }
    for (version, _, report) in replayed("write-not-sent-with-role") {
        assert_eq!(
            (report.outcome, report.status),
            (Outcome::Allowed, None),
            "{version}"
        );
        assert!(
            report.verdict.starts_with("Not sent"),
            "{version}: {}",
            report.verdict
        );
        assert_eq!(
            state(&report, Gate::Target),
            Some(GateState::Hidden),
            "{version}"
        );
    }
    for (version, requests, report) in replayed("write-not-sent-token-revoked") {
        assert!(
            requests
                .iter()
                .all(|request| !matches!(request.call, Call::Operation | Call::FreshOperation))
        );
        assert_eq!(
            (report.outcome, report.status),
            (Outcome::Unauthorized, Some(401)),
            "{version}"
        );
        assert!(!report.is_unsent(), "{version}");
    }
    for (version, _, report) in replayed("write-not-sent-to-unknown-realm") {
        assert_eq!(
            state(&report, Gate::RealmExists),
            Some(GateState::Refused),
            "{version}"
        );
    }
}

#[test]
fn a_partial_response_is_never_certainly_full() {
    for scenario in [
        "groups-filtered",
        "role-mappings-cut",
        "realms-cut",
        "list-filtered",
    ] {
        for (version, _, report) in replayed(scenario) {
            let whole =
                report.cause.code == "allowed" && report.cause.certainty == Certainty::Certain;
            assert!(
                !whole || scenario == "role-mappings-cut" && is_before(&version, (26, 7)),
                "{scenario} {version}"
            );
        }
    }
}

fn typed(operation: &str, params: &[(&str, &str)]) -> Input {
    Input {
        url: "https://sso.example.com".to_owned(),
        realm: "shop".to_owned(),
        client_id: "backend".to_owned(),
        operation: operation.to_owned(),
        params: params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        ..Input::default()
    }
}

#[test]
fn every_missing_parameter_is_reported_at_its_field() {
    let path = "DELETE /admin/realms/{realm}/users/{user-id}/role-mappings/clients/{client-id}";
    let wrong = typed(path, &[]).parse().unwrap_err();
    let messages: Vec<_> = wrong
        .iter()
        .map(|notice| (notice.field, notice.parameter.as_deref()))
        .collect();
    assert_eq!(
        messages,
        [(Field::UserId, None), (Field::Params, Some("client-id"))]
    );
    let warnings = notices(&typed(
        path,
        &[("client-id", "my-app"), ("user-id", "jane")],
    ));
    let messages: Vec<_> = warnings
        .iter()
        .map(|notice| (notice.field, notice.parameter.as_deref(), notice.severity))
        .collect();
    assert_eq!(
        messages,
        [
            (Field::UserId, None, Severity::Warning),
            (Field::Params, Some("client-id"), Severity::Warning)
        ]
    );
}

#[test]
fn an_operation_of_another_realm_is_reported_with_a_correction() {
    let wrong = typed("GET /admin/realms/other/users", &[])
        .parse()
        .unwrap_err();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert_eq!(wrong[0].field, Field::Operation);
    assert_eq!(
        wrong[0].suggestion.as_deref(),
        Some("GET /admin/realms/{realm}/users")
    );
}

/// `GET …/client-secret` returns the secret as a value, which must not appear in a report.
#[test]
fn a_secret_in_a_response_is_not_shown() {
    let mut recording = Recording::of("allowed", "26.7.3");
    let mut input = recording.input.clone();
    input["operation"] = "GET /admin/realms/{realm}/clients/{client-uuid}/client-secret".into();
    input["params"] = serde_json::json!({ "client-uuid": "7f3a" });
    for recorded in &mut recording.exchanges {
        if recorded.call == Call::Operation {
            recorded.body = r#"{"type":"secret","value":"hush-hush"}"#.to_owned();
        }
    }
    let report = recording.replay_as(input, &matrix());
    assert_eq!(report.outcome, Outcome::Allowed);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains("hush-hush"));
}
