//! Tests that a shared report contains names only if the reader wants it, and that links of strangers cannot inject anything.

#![allow(
    clippy::unwrap_used,
    reason = "a test fails by panicking, in what its tests share too"
)]

use diagnosis::report::{FixKind, Report};
use permissions::Matrix;
use render::{SharedReport, Source, compared, report_data};
use serde_json::{Value, json};

const MARK: &str = "MARKED";

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../../permissions/data/permissions.json")).unwrap()
}

/// A report in which every text that may come from a reader's server contains a mark.
fn report() -> Report {
    let roles = ["view-users", "custom-MARKED"];
    serde_json::from_value(json!({
        "schema": "why403/1",
        "outcome": "forbidden",
        "operation": "GET /admin/realms/{realm}/users/{user-id}?search=MARKED",
        "status": 403,
        "verdict": "MARKED denied.",
        "cause": {
            "code": "missing-role", "certainty": "likely", "title": "Missing role: view-users of MARKED",
            "explanation": "The service account of MARKED", "evidence": ["The token of MARKED"],
        },
        "also_possible": [
            { "code": "role-out-of-scope", "title": "MARKED", "why": "MARKED", "tell_apart": "MARKED" },
            { "code": "MARKED", "title": "MARKED", "why": "MARKED", "tell_apart": "MARKED" },
        ],
        "gates": [
            { "gate": "token-accepted", "title": "MARKED", "state": "passed", "because": "MARKED" },
            { "gate": "permission", "title": "MARKED", "state": "refused", "because": "MARKED" },
        ],
        "keycloak": { "versions": "26.0 – 26.5", "because": "MARKED" },
        "steps": [{
            "name": "operation",
            "request": { "method": "MARKED", "url": "https://MARKED/", "headers": { "x": "MARKED" }, "body": "MARKED" },
            "response": { "status": 403, "headers": { "MARKED": "MARKED" }, "body": "MARKED", "failure": "MARKED" },
            "millis": 12, "purpose": "MARKED",
        }],
        "roles": {
            "needed": [["view-users"], ["custom-MARKED"]], "also_sufficient": [["manage-users"], roles],
            "claimed": roles, "effective": "MARKED", "missing": roles, "excess": roles, "container": "MARKED-realm",
            "table": [
                { "role": "custom-MARKED", "sufficient": true, "least": false, "claimed": true, "opens": 1, "opens_writes": 0 },
                { "role": "view-users", "sufficient": true, "least": true, "claimed": false, "opens": 1, "opens_writes": 0 },
            ],
        },
        "fixes": [{
            "kind": "kcadm", "title": "MARKED", "text": "MARKED", "steps": ["MARKED"], "links": ["javascript:MARKED"], "undo": "MARKED",
            "risk": "MARKED",
        }],
        "suggestions": [],
        "token": { "header": { "kid": "MARKED" }, "claims": { "sub": "MARKED", "email": "MARKED" } },
        "script": "MARKED",
        "settle": [{ "kind": "kcadm", "title": "MARKED", "text": "MARKED", "steps": [], "links": ["MARKED"] }],
    }))
    .unwrap()
}

#[test]
fn without_names_a_report_contains_only_words_of_the_catalog_and_names_of_the_data() {
    let matrix = matrix();
    let mut odd = report();
    odd.keycloak.versions = MARK.to_owned();
    odd.operation = format!("GET /admin/realms/{MARK}/users");
    odd.cause.code = MARK.to_owned();
    for original in [report(), odd] {
        let shared = SharedReport::new(&original, &matrix, false, "2026-01-01");
        for text in [
            shared.to_text(),
            shared.markdown(),
            shared.html("", Source::Link).answer,
            shared.html("", Source::Link).analysis,
        ] {
            assert!(!text.contains(MARK), "{text}");
        }
    }
}

#[test]
fn without_names_the_verdict_the_checks_and_the_roles_stay() {
    let shared = SharedReport::new(&report(), &matrix(), false, "2026-01-01");
    let read = SharedReport::from_text(&shared.to_text()).unwrap();
    assert_eq!(read, shared);
    let report = &read.report;
    assert_eq!(
        report.operation,
        "GET /admin/realms/{realm}/users/{user-id}"
    );
    assert_eq!(report.cause.title, "Missing role: view-users");
    assert_eq!(
        report.verdict,
        "Keycloak recognized the caller but denied the request."
    );
    assert_eq!(report.gates.len(), 2);
    assert_eq!(report.gates[1].title, "Permission");
    assert_eq!(report.roles.needed, [["view-users"]]);
    assert_eq!(report.roles.claimed, ["view-users"]);
    assert_eq!(report.keycloak.versions, "26.0 – 26.5");
    let html = read.html("/sub", Source::Link);
    assert!(html.answer.contains("Shared report, created on 2026-01-01"));
    assert!(html.answer.contains("/sub/causes/missing-role"));
}

#[test]
fn with_names_a_report_is_shown_as_it_was_but_links_to_no_other_site() {
    let original = report();
    let shared = SharedReport::new(&original, &matrix(), true, "2026-01-01");
    let read = SharedReport::from_text(&shared.to_text()).unwrap();
    assert_eq!(read.report, original);
    let html = read.html("", Source::Link);
    assert!(html.answer.contains("The service account of MARKED"));
    let whole = html.answer + &html.analysis;
    assert!(
        !whole.contains("javascript:") && !whole.contains("href=\"http"),
        "{whole}"
    );
}

#[test]
fn a_link_with_commands_warns_about_them() {
    let warning = "read a command before you run it";
    for (names, source, warned) in [
        (true, Source::Link, true),
        (false, Source::Link, false),
        (true, Source::Browser, false),
    ] {
        let shared = SharedReport::new(&report(), &matrix(), names, "2026-01-01");
        let html = shared.html("", source);
        assert_eq!(html.answer.contains(warning), warned, "{names} {source:?}");
    }
}

#[test]
fn what_a_server_says_adds_no_markup_to_an_issue() {
    let hostile = "x\n# Fixed\n![](https://evil.example/pixel)<img src=x> [click](https://evil.example) **a** `b` \\";
    let mut original = report();
    for text in [
        &mut original.verdict,
        &mut original.cause.title,
        &mut original.cause.explanation,
        &mut original.cause.evidence[0],
        &mut original.gates[0].title,
        &mut original.also_possible[0].title,
        &mut original.keycloak.versions,
    ] {
        hostile.clone_into(text);
    }
    // Markdown has no fix in code.
    original.fixes[0].kind = FixKind::AdminConsole;
    hostile.clone_into(&mut original.fixes[0].title);
    hostile.clone_into(&mut original.fixes[0].steps[0]);
    let shared = SharedReport::new(&original, &matrix(), true, hostile);
    let shown = "x # Fixed !\\[\\](https://evil.example/pixel)\\<img src=x\\> \\[click\\](https://evil.example) \\*\\*a\\*\\* \\`b\\` \\\\";
    let text = shared.markdown();
    assert!(text.matches(shown).count() == 9, "{text}");
    assert!(!text.contains("![]") && !text.contains("\n# "), "{text}");
    // Code ends only where it should.
    original.operation = "GET /a``b`\nc".to_owned();
    let text = SharedReport::new(&original, &matrix(), true, "2026-01-01").markdown();
    assert!(text.contains("- Request: ``` GET /a``b` c ```\n"), "{text}");
}

#[test]
fn markup_in_a_link_is_shown_as_text() {
    let mut original = report();
    "<img src=x onerror=alert(1)>".clone_into(&mut original.cause.title);
    "</script><script>alert(1)</script>".clone_into(&mut original.cause.explanation);
    let shared = SharedReport::new(&original, &matrix(), true, "<b>now</b>");
    let html = shared.html("", Source::Link);
    assert!(
        !html.answer.contains("<img")
            && !html.answer.contains("<script>")
            && !html.answer.contains("<b>now")
    );
    let data = report_data(&original, true);
    assert!(
        !data.contains("<script") && !data.contains("<img"),
        "{data}"
    );
    assert!(data.contains("data-live") && !report_data(&original, false).contains("data-live"));
}

#[test]
fn other_texts_are_no_shared_report() {
    let text = SharedReport::new(&report(), &matrix(), true, "2026-01-01").to_text();
    let mut value: Value = serde_json::from_str(&text).unwrap();
    value["schema"] = json!("why403-shared/9");
    for text in [
        "",
        "{}",
        "[]",
        "null",
        &value.to_string(),
        &text[..text.len() / 2],
    ] {
        assert!(SharedReport::from_text(text).is_none(), "{text}");
    }
}

#[test]
fn two_reports_are_compared() {
    let before = SharedReport::new(&report(), &matrix(), true, "2026-01-01");
    let mut now = before.clone();
    now.report.status = Some(200);
    let html = compared([&before, &now]).into_string();
    assert!(html.contains("403") && html.contains("200"), "{html}");
}
