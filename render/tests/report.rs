//! Tests that a report is complete and in order, and that color is never the only sign.

use std::collections::BTreeMap;

use diagnosis::exchange::Call;
use diagnosis::gate::Gate;
use diagnosis::report::{
    AlsoPossible, CauseReport, Certainty, Fix, FixKind, GateReport, GateState, Grade,
    KeycloakReport, Outcome, Report, RoleRow, RolesReport, SCHEMA, Step, StepRequest, StepResponse,
    TokenReport, VersionSteps,
};
use render::{AttemptSummary, LiveCheck, Seen, report};
use serde_json::json;

fn gate(gate: Gate, title: &str, state: GateState) -> GateReport {
    GateReport {
        gate,
        title: title.to_owned(),
        state,
        because: format!("because of {title}"),
    }
}

fn step(name: Call, method: &str, status: u16, body: &str) -> Step {
    let path = diagnosis::call_name(name);
    Step {
        name,
        request: StepRequest {
            method: method.to_owned(),
            url: format!("https://sso.example.com/{path}"),
            headers: BTreeMap::from([("accept".to_owned(), "application/json".to_owned())]),
            body: String::new(),
        },
        response: StepResponse {
            status,
            headers: BTreeMap::new(),
            body: body.to_owned(),
            failure: None,
        },
        millis: 12,
        purpose: format!("the purpose of {path}"),
    }
}

fn fix(kind: FixKind, title: &str, text: &str) -> Fix {
    Fix::new(kind, title, text)
}

/// A report about a missing role.
fn refused() -> Report {
    let strings = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
    Report {
        schema: SCHEMA.to_owned(),
        outcome: Outcome::Forbidden,
        operation: "GET /admin/realms/{realm}/users/{user-id}".to_owned(),
        status: Some(403),
        verdict: "Keycloak recognized the caller but denied the request.".to_owned(),
        cause: CauseReport {
            code: "missing-role".to_owned(),
            certainty: Certainty::Likely,
            title: "Missing role: view-users".to_owned(),
            explanation: "The service account of <backend> holds no role.".to_owned(),
            evidence: strings(&["Serverinfo is a 403."]),
            grade: Grade::Measured,
            source: None,
        },
        also_possible: vec![AlsoPossible {
            title: "Token is older than the role assignment".to_owned(),
            code: "role-out-of-scope".to_owned(),
            why: "The client’s scope may cut it.".to_owned(),
            tell_apart: "Look at Full scope allowed.".to_owned(),
        }],
        gates: vec![
            gate(Gate::Address, "Server reachable", GateState::Passed),
            gate(Gate::Grant, "Grant allowed", GateState::Passed),
            gate(Gate::TokenAccepted, "Token accepted", GateState::Passed),
            gate(Gate::Target, "Target exists", GateState::Hidden),
            gate(Gate::Permission, "Permission", GateState::Refused),
        ],
        keycloak: KeycloakReport {
            versions: "26.7".to_owned(),
            because: "The body says so.".to_owned(),
        },
        steps: vec![
            step(Call::Token, "POST", 200, "{\"access_token\":\"…redacted\"}"),
            step(
                Call::Operation,
                "GET",
                403,
                "{\"error\":\"HTTP 403 Forbidden\"}",
            ),
        ],
        roles: RolesReport {
            needed: vec![strings(&["view-users"])],
            also_sufficient: vec![strings(&["manage-users"])],
            claimed: strings(&["view-events"]),
            effective: "The server sees no role.".to_owned(),
            missing: strings(&["view-users"]),
            excess: strings(&["view-events"]),
            container: "realm-management".to_owned(),
            table: vec![RoleRow {
                role: "view-users".to_owned(),
                sufficient: true,
                least: true,
                claimed: false,
                opens: 23,
                opens_writes: 0,
            }],
        },
        fixes: vec![
            Fix {
                steps: strings(&["Clients", "backend", "Assign"]),
                links: strings(&[
                    "https://sso.example.com/admin/master/console/#/acme/clients",
                    "https://sso.example.com/admin/acme/console/#/acme/clients",
                ]),
                undo: "Unassign.".to_owned(),
                ..fix(FixKind::AdminConsole, "Assign view-users", "")
            },
            fix(FixKind::Kcadm, "With kcadm.sh", "kcadm.sh add-roles"),
        ],
        suggestions: Vec::new(),
        token: Some(TokenReport {
            header: json!({ "alg": "RS256" }),
            claims: json!({ "azp": "backend", "iat": 1, "roles": ["a"] }),
        }),
        script: "curl".to_owned(),
        settle: Vec::new(),
        not_offered: Vec::new(),
    }
}

/// The report after the role was granted.
fn allowed() -> Report {
    let user = r#"{"id":"1","username":"john-doe","enabled":true}"#;
    let mut gates = refused().gates;
    for gate in &mut gates {
        gate.state = GateState::Passed;
    }
    Report {
        gates,
        outcome: Outcome::Allowed,
        status: Some(200),
        verdict: "Keycloak lets you.".to_owned(),
        steps: vec![
            step(Call::Token, "POST", 200, "{}"),
            step(Call::Operation, "GET", 200, user),
        ],
        fixes: Vec::new(),
        also_possible: Vec::new(),
        token: Some(TokenReport {
            header: json!({ "alg": "RS256" }),
            claims: json!({ "azp": "backend", "iat": 2, "roles": ["a", "view-users"] }),
        }),
        ..refused()
    }
}

fn inputs(realm: &str) -> Vec<(String, String)> {
    vec![
        ("Realm".to_owned(), realm.to_owned()),
        ("Client ID".to_owned(), "backend".to_owned()),
    ]
}

fn html(now: &Report, before: Option<&Report>) -> String {
    compared(
        now,
        inputs("acme"),
        before.map(|before| (before, inputs("acme"))),
    )
}

/// The report, compared with the previous attempt.
fn compared(
    now: &Report,
    entered: Vec<(String, String)>,
    before: Option<(&Report, Vec<(String, String)>)>,
) -> String {
    let now_in_short = AttemptSummary::new(now, entered);
    let before = before.map(|(report, entered)| AttemptSummary::new(report, entered));
    let live = LiveCheck {
        now: &now_in_short,
        before: before.as_ref(),
        date: "Sun, 29 Nov 2026 08:00:00 GMT",
    };
    let rendered = report(now, "/sub", Seen::Keycloak, Some(live));
    rendered.answer + &rendered.analysis
}

/// A report whose request was denied by the check with this title, after those before it.
fn denied_by(title: &str) -> Report {
    let mut report = refused();
    let at = report.gates.iter().position(|gate| gate.title == title);
    let at = at.unwrap_or(usize::MAX);
    for (index, gate) in report.gates.iter_mut().enumerate() {
        gate.state = match index.cmp(&at) {
            std::cmp::Ordering::Less => GateState::Passed,
            std::cmp::Ordering::Equal => GateState::Refused,
            std::cmp::Ordering::Greater => GateState::NotReached,
        };
    }
    report
}

/// The text without tags.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in html.chars() {
        match character {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(character),
            _ => {}
        }
    }
    text
}

fn assert_order(text: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = text[from..].find(part);
        assert!(at.is_some(), "“{part}” is missing, or too early, in {text}");
        from += at.unwrap_or_default();
    }
}

#[test]
fn the_verdict_comes_first_and_the_requests_last() {
    assert_order(
        &text(&html(&refused(), None)),
        &[
            "403",
            "Missing role: view-users",
            "Keycloak recognized the caller but denied the request. The service account",
            "403 means",
            "likely",
            "Keycloak 26.7",
            "How to fix it",
            "Checks",
            "Roles",
            "Other possible causes",
            "Requests",
        ],
    );
}

#[test]
fn every_state_of_a_gate_is_written_in_words() {
    let text = text(&html(&refused(), None));
    assert_order(
        &text,
        &[
            "Token request: passed, 2 of 2",
            "Token accepted: passed",
            "Target exists: hidden",
            "Permission: denied",
        ],
    );
}

#[test]
fn the_table_compares_and_names_what_is_missing() {
    let text = text(&html(&refused(), None));
    assert_order(
        &text,
        &[
            "Role of realm-management",
            "view-users",
            "smallest",
            "yes",
            "missing",
            "23 other operations (read only)",
        ],
    );
}

#[test]
fn outside_values_are_escaped_and_nothing_is_styled_inline() {
    let html = html(&refused(), None);
    assert!(html.contains("&lt;backend&gt;"), "not escaped");
    assert!(!html.contains(" style="), "an inline style");
    assert!(html.contains("href=\"/sub/causes/role-out-of-scope\""));
}

#[test]
fn only_the_first_form_of_the_fix_is_open() {
    let html = html(&refused(), None);
    let panel = |id: &str| {
        let from = html.find(&format!("id=\"{id}-panel\"")).unwrap();
        html[from..].split('>').next().unwrap().to_owned()
    };
    assert!(!panel("fix-admin-console").contains("hidden"));
    assert!(panel("fix-kcadm").contains("hidden"));
}

#[test]
fn the_steps_can_be_chosen_by_version_and_begin_with_the_one_that_fits() {
    let mut report = refused();
    let steps = |last: &str| vec!["Clients".to_owned(), last.to_owned()];
    let by_version = [("22 – 26.4", "Old tab"), ("26.5 or newer", "New tab")];
    report.fixes[0].steps = steps("Old tab");
    report.fixes[0].by_version = by_version
        .map(|(versions, last)| VersionSteps {
            versions: versions.to_owned(),
            steps: steps(last),
        })
        .to_vec();
    let html = html(&report, None);
    let panel = |words: &str| {
        let end = html.find(words).unwrap();
        let start = html[..end].rfind("role=\"tabpanel\"").unwrap();
        html[start..end].to_owned()
    };
    assert!(!panel("Old tab").contains("hidden"));
    assert!(panel("New tab").contains("hidden"));
    let buttons = html.matches("Open Admin Console").count();
    assert_eq!(buttons, 2, "one next to the steps of each version");
    assert_order(
        &text(&html),
        &["22 – 26.4", "26.5 or newer", "Old tab", "New tab"],
    );
}

#[test]
fn the_response_of_an_allowed_request_is_called_a_user_only_if_it_is_one() {
    let mut report = allowed();
    assert!(text(&html(&report, None)).contains("Returned user"));
    report.steps[1] = step(Call::Operation, "GET", 200, r#"[{"name":"staff"}]"#);
    let list = text(&html(&report, None));
    assert!(!list.contains("Returned user"), "{list}");
    assert!(list.contains("staff"), "{list}");
}

#[test]
fn an_allowed_request_shows_the_user_and_what_changed() {
    let text = text(&html(&allowed(), Some(&refused())));
    assert_order(
        &text,
        &["200", "Returned user", "john-doe", "Enabled", "yes"],
    );
    assert_order(
        &text,
        &[
            "Previous and current attempt",
            "Status",
            "403",
            "200",
            "roles",
            "a, view-users",
        ],
    );
    assert!(
        !text.contains("claim iat"),
        "claims that always differ are left out"
    );
    assert!(!text.contains("How to fix it"));
    assert!(text.contains("has unneeded roles"));
}

#[test]
fn the_comparison_lists_the_changed_inputs_only() {
    let before = vec![
        ("Realm".to_owned(), "acme".to_owned()),
        ("Client ID".to_owned(), "backend".to_owned()),
        ("Scope".to_owned(), "roles".to_owned()),
    ];
    let now = [
        inputs("<shop>"),
        vec![("User name".to_owned(), "jane".to_owned())],
    ]
    .concat();
    let html = compared(&refused(), now, Some((&refused(), before)));
    let table = &html[html.find("class=\"two").unwrap()..];
    let table = &table[..table.find("</table>").unwrap()];
    assert!(table.contains("&lt;shop&gt;"), "{table}");
    assert_order(
        &text(table),
        &[
            "Realm",
            "acme",
            "shop",
            "User name",
            "—",
            "jane",
            "Scope",
            "roles",
            "—",
        ],
    );
    assert!(
        !table.contains("Client ID"),
        "an input that did not change: {table}"
    );
    let same = text(&self::html(&refused(), Some(&refused())));
    assert!(
        same.contains("Both attempts have the same inputs."),
        "{same}"
    );
}

#[test]
fn the_comparison_names_a_cause_that_the_previous_one_hid() {
    let said = "This cause was hidden before.";
    let of = |now: &Report, before: &Report| text(&html(now, Some(before)));
    // A later check, and a target that was hidden until the caller had permission to look.
    let later = of(&denied_by("Permission"), &denied_by("Grant allowed"));
    assert_order(&later, &[said, "“Grant allowed”", "“Permission”"]);
    let target = of(&denied_by("Target exists"), &refused());
    assert_order(&target, &[said, "“Permission”", "“Target exists”"]);
    // An earlier check was passed before, the same one was seen, and an allowed request has no cause.
    for (now, before) in [
        (denied_by("Grant allowed"), denied_by("Permission")),
        (refused(), refused()),
        (allowed(), denied_by("Grant allowed")),
    ] {
        let shown = of(&now, &before);
        assert!(!shown.contains(said), "{shown}");
    }
}

#[test]
fn the_date_and_the_inputs_are_there_for_paper() {
    let html = html(&refused(), None);
    let printed = &html[html.find("class=\"printed\">").unwrap()..];
    let printed = text(&printed[..printed.find("</dl>").unwrap()]);
    assert_order(
        &printed,
        &[
            "Checked",
            "29 Nov 2026",
            "Realm",
            "acme",
            "Client ID",
            "backend",
        ],
    );
}

#[test]
fn a_discovery_document_is_marked_so_that_it_is_not_printed() {
    let mut report = refused();
    report.steps.push(step(Call::Discovery, "GET", 200, "{}"));
    report.steps.push(step(Call::Keys, "GET", 200, "{}"));
    let html = html(&report, None);
    assert_eq!(html.matches("class=\"call document\"").count(), 2, "{html}");
}

#[test]
fn a_missing_response_is_explained_in_words() {
    let report = Report {
        outcome: Outcome::Unreachable,
        status: None,
        ..refused()
    };
    assert_order(
        &text(&html(&report, None)),
        &["—", "No response", "Keycloak never received the request"],
    );
}

#[test]
fn an_early_failure_is_short() {
    let mut report = Report {
        outcome: Outcome::Unreachable,
        status: None,
        verdict: "No response from Keycloak.".to_owned(),
        token: None,
        fixes: vec![fix(FixKind::Caller, "Correct the port", "Use port 8443.")],
        steps: vec![step(Call::Token, "POST", 0, "")],
        ..denied_by("Server reachable")
    };
    report.steps[0].response.failure = Some("Connection refused".to_owned());
    let html = html(&report, None);
    let said = text(&html);
    assert_order(
        &said,
        &[
            "Stopped at check 1 of 5:",
            "How to fix it",
            "Correct the port",
            "Run again",
            "Server reachable: failed.",
        ],
    );
    for noise in [
        "No response from Keycloak.",
        "Role of realm-management",
        "Change your request",
    ] {
        assert!(!said.contains(noise), "{noise}: {said}");
    }
    assert!(!html.contains("role=\"tablist\""), "one form needs no tabs");
    // A denied request shows its roles.
    assert!(text(&self::html(&refused(), None)).contains("Role of realm-management"));
}

#[test]
fn without_a_token_the_callers_roles_are_unknown() {
    let mut report = Report {
        outcome: Outcome::Unauthorized,
        token: None,
        ..refused()
    };
    report.roles.missing.clear();
    report.roles.claimed.clear();
    let html = html(&report, None);
    let roles = html.find("id=\"roles\"").unwrap();
    let text = text(&html[roles..]);
    assert_order(&text, &["Assigned", "view-users", "unknown"]);
    assert_order(
        &text,
        &[
            "Missing",
            "unknown",
            "Listed in the token",
            "no token available",
        ],
    );
    assert!(!text.contains("missing"), "{text}");
}

#[test]
fn a_report_with_several_causes_shows_the_command_that_distinguishes_them() {
    let mut report = refused();
    report.settle = vec![
        fix(FixKind::Kcadm, "Read", "kcadm.sh get clients"),
        fix(FixKind::Curl, "Read", "curl https://sso.example.com"),
    ];
    let page = html(&report, None);
    assert_order(
        &text(&page),
        &[
            "Other possible causes",
            "Find out which cause it is",
            "kcadm.sh get clients",
            "curl https://sso.example.com",
        ],
    );
    assert!(!html(&refused(), None).contains("Find out which cause it is"));
}

#[test]
fn a_message_is_shown_in_each_form_of_the_change() {
    let mut report = refused();
    for form in [FixKind::AdminConsole, FixKind::Terraform] {
        let mut message = fix(FixKind::HandOff, "Ask an administrator", "Hello");
        message.form = Some(form);
        report.fixes.push(message);
    }
    let page = html(&report, None);
    assert!(page.contains("The same message with Terraform"));
    assert!(!page.contains("The same message with Admin Console"));
    assert_eq!(page.matches("aria-label=\"Message\"").count(), 2);
}
