//! Tests the diagnosis against recordings of real Keycloak servers.
//!
//! The recordings (`diagnosis/recordings/<scenario>/<version>.json`, made by `cargo xtask record`) contain a response to every possible
//! request; the engine chooses the requests, and the recording responds.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "recordings/recording.rs"]
mod recording;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use diagnosis::attempt::Field;
use diagnosis::exchange::Call;
use diagnosis::report::{Certainty, Fix, FixKind, Outcome, Report};
use diagnosis::{cause, diagnose};
use serde_json::Value;

use recording::{Recording, matrix};

/// Causes that Keycloak itself cannot produce: they come from servers in front of it, and are tested with small servers elsewhere.
const NOT_KEYCLOAKS: [&str; 18] = [
    "address-not-allowed",
    "blocked-by-proxy",
    "connection-lost",
    "connection-refused",
    "dns-failed",
    "gateway-error",
    "not-keycloak",
    "rate-limited",
    "redirected",
    "request-invalid",
    "response-too-large",
    "scheme-mismatch",
    "server-error",
    "timed-out",
    "tls-expired",
    "tls-name-mismatch",
    "tls-untrusted",
    "unexplained",
];

/// Causes that a check never meets, because it always sends a token, sends no refresh or exchange, and no role in a body. Only pasted text
/// shows them. The responses on their pages are measured.
const ONLY_PASTED: [&str; 9] = [
    "authorization-header-lost",
    "cors-refused",
    "grant-unsupported",
    "insufficient-scope",
    "not-the-admin-api",
    "refresh-token-expired",
    "role-not-grantable",
    "token-exchange-denied",
    "token-missing",
];

/// The placeholders for secrets in a recording.
const SECRETS: [&str; 3] = [
    "the-client-secret",
    "the-user-password",
    "c2lnbmF0dXJlLXJlbW92ZWQ",
];

/// All recordings with their reports, replayed once for all tests.
static REPLAYED: LazyLock<Vec<(Recording, Report)>> = LazyLock::new(|| {
    let matrix = matrix();
    Recording::all()
        .into_iter()
        .map(|recording| {
            let report = recording.replay(&matrix);
            (recording, report)
        })
        .collect()
});

/// One line for each recording that fails.
fn complaints(mut check: impl FnMut(&Recording, &Report) -> Option<String>) -> String {
    let mut lines = String::new();
    for (recording, report) in REPLAYED.iter() {
        if let Some(complaint) = check(recording, report) {
            writeln!(lines, "{}: {complaint}", recording.name()).unwrap();
        }
    }
    lines
}

fn certainty(report: &Report) -> String {
    format!("{} ({:?})", report.cause.code, report.cause.certainty)
}

#[test]
fn every_recording_is_diagnosed_correctly() {
    let wrong = complaints(|recording, report| {
        (report.cause.code != recording.cause)
            .then(|| format!("{}, not {}", certainty(report), recording.cause))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The worst defect: a report is certain of a wrong cause.
#[test]
fn no_wrong_cause_is_certain() {
    let wrong = complaints(wrongly_certain);
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn wrongly_certain(recording: &Recording, report: &Report) -> Option<String> {
    let truth = recording.really.as_ref().unwrap_or(&recording.cause);
    (report.cause.certainty == Certainty::Certain && report.cause.code != *truth)
        .then(|| format!("{}, and it is {truth}", certainty(report)))
}

/// The time of a check can be over before its probes are sent.
#[test]
fn without_probes_no_wrong_cause_is_certain() {
    let matrix = matrix();
    let wrong = complaints(|recording, complete| {
        let (attempt, mut exchanges) = recording.check(recording.input.clone(), &matrix);
        exchanges.retain(|exchange| matches!(exchange.request.call, Call::Token | Call::Operation));
        let report = diagnose(&attempt, &exchanges, &recording.knowledge(&matrix));
        // A list that is empty because events are not stored is still an allowed request.
        let is_right = report.outcome == Outcome::Allowed && complete.outcome == Outcome::Allowed;
        wrongly_certain(recording, &report).filter(|_| !is_right)
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// 26.5.6 with `--features=preview` lists the grant that 26.7.3 lists unless it is switched off.
#[test]
fn a_switched_feature_makes_no_wrong_cause_certain() {
    const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let matrix = matrix();
    let wrong = complaints(|recording, _| {
        let mut other = Some(recording)
            .filter(|r| r.keycloak.starts_with("26."))?
            .clone();
        let discovery = other
            .exchanges
            .iter_mut()
            .find(|recorded| recorded.call == Call::Discovery && recorded.status == Some(200))?;
        let mut document: Value = serde_json::from_str(&discovery.body).unwrap();
        let grants = document["grant_types_supported"].as_array_mut()?;
        let before = grants.len();
        grants.retain(|grant| grant != GRANT);
        if grants.len() == before {
            grants.push(GRANT.into());
        }
        discovery.body = document.to_string();
        wrongly_certain(recording, &other.replay(&matrix))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn similar_causes_are_named() {
    let wrong = complaints(|recording, report| {
        let really = recording.really.as_ref()?;
        let others: Vec<_> = report
            .also_possible
            .iter()
            .map(|other| &other.code)
            .collect();
        (report.cause.code != *really && !others.contains(&really))
            .then(|| format!("{} and {others:?} leave out {really}", certainty(report)))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The explanation and the evidence of a report.
fn words(report: &Report) -> String {
    [report.cause.explanation.clone()]
        .into_iter()
        .chain(report.cause.evidence.clone())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_404_names_the_role_that_the_right_id_requires() {
    let wrong = complaints(|recording, report| {
        (recording.scenario.starts_with("query-users-and-")
            && !words(report).contains("The token does not list view-users"))
        .then(|| words(report))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The ID of the user that the recording's lookup returned, and the report's suggestion.
fn looked_up(recording: &Recording, report: &Report) -> (Option<String>, Option<String>) {
    let lookup = recording
        .exchanges
        .iter()
        .find(|recorded| recorded.call == Call::UserLookup);
    let users: Option<Value> = lookup.map(|lookup| serde_json::from_str(&lookup.body).unwrap());
    let id = users.and_then(|users| Some(users[0]["id"].as_str()?.to_owned()));
    let offered = report.suggestions.first().and_then(|notice| {
        assert_eq!(notice.field, Field::UserId);
        notice.suggestion.clone()
    });
    (id, offered)
}

#[test]
fn the_id_of_a_user_name_is_looked_up_and_offered() {
    let mut offers = 0;
    let wrong = complaints(|recording, report| {
        let (id, offered) = looked_up(recording, report);
        offers += usize::from(offered.is_some());
        let in_fix = |id: &String| report.fixes.iter().any(|fix| fix.text.contains(id));
        (id != offered || !id.iter().all(in_fix)).then(|| format!("{id:?}, but {offered:?}"))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(offers >= 20, "{offers} recordings show the ID");
}

/// The lookup of the only recorded user, with another response.
fn lookup_with(body: &str) -> Report {
    let mut recording = Recording::of("user-id-is-username", "26.7.5");
    for recorded in &mut recording.exchanges {
        if recorded.call == Call::UserLookup {
            body.clone_into(&mut recorded.body);
        }
    }
    recording.replay(&matrix())
}

#[test]
fn only_the_user_with_exactly_this_name_is_offered() {
    let id = "329b4026-d52c-4069-bc90-0b8c61752ec8";
    let user = |name: &str, id: &str| format!(r#"{{"id":"{id}","username":"{name}"}}"#);
    let typed = Recording::of("user-id-is-username", "26.7.5").input["user_id"].clone();
    let typed = typed.as_str().unwrap();
    let offered = lookup_with(&format!("[{}]", user(&typed.to_uppercase(), id)));
    assert_eq!(offered.suggestions[0].suggestion.as_deref(), Some(id));
    let federated = "f:0b2a7c3e:jane";
    let offered = lookup_with(&format!("[{}]", user(typed, federated)));
    assert_eq!(
        offered.suggestions[0].suggestion.as_deref(),
        Some(federated)
    );
    for body in [
        "[]".to_owned(),
        "{}".to_owned(),
        "<html>".to_owned(),
        format!("[{}]", user("somebody-else", id)),
        format!("[{}]", user(typed, "not-an-id")),
        format!("[{},{}]", user(typed, id), user("somebody-else", id)),
        format!("[{}]", user(typed, "f:the-client-secret:x")),
    ] {
        let report = lookup_with(&body);
        assert!(
            report.suggestions.is_empty(),
            "{body}: {:?}",
            report.suggestions
        );
        assert_eq!(report.cause.code, "user-id-is-username", "{body}");
        assert!(!report.fixes.is_empty(), "{body}");
    }
}

#[test]
fn a_missing_role_mentions_a_user_name_in_place_of_the_id() {
    let matrix = matrix();
    for (id, mentioned) in [
        ("john-doe", true),
        ("john-doe@example.org", true),
        ("767aa65d-2912-4e44-81de-2301c0e83e25", false),
        ("f:0b2a7c3e:jane", false),
    ] {
        for recording in Recording::all_of("no-role") {
            let mut input = recording.input.clone();
            input["user_id"] = id.into();
            let report = recording.replay_as(input, &matrix);
            assert_eq!(report.cause.code, "missing-role", "{}", recording.name());
            let text = &report.cause.explanation;
            assert_eq!(text.contains("not a UUID"), mentioned, "{id}: {text}");
            assert_eq!(report.fixes[0].kind, FixKind::AdminConsole, "{id}");
            let says = |fix: &Fix| fix.kind == FixKind::Caller && fix.text.contains(id);
            assert_eq!(report.fixes.iter().any(says), mentioned, "{id}");
        }
    }
}

#[test]
fn two_servers_are_not_called_one() {
    let wrong = complaints(|recording, report| {
        (report.cause.code == "token-issuer-mismatch"
            && words(report).contains("the same server")
                == ["token-from-another-server", "token-of-another-product"]
                    .contains(&recording.scenario.as_str()))
        .then(|| words(report))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_similar_cause_says_how_to_tell_it_apart() {
    let wrong = complaints(|_, report| {
        let without: Vec<_> = report
            .also_possible
            .iter()
            .filter(|other| other.why.is_empty() || other.tell_apart.is_empty())
            .map(|other| &other.code)
            .collect();
        (!without.is_empty()).then(|| format!("{without:?}"))
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The releases before Keycloak looked up the stored roles of every caller: they cannot be distinguished from later ones from outside.
const TRUST_THE_TOKEN: [&str; 2] = ["26.6.4", "26.7.0"];

/// Scenarios in which the caller may read nothing that shows the release, although the release decides.
const HIDES_THE_VERSION: [&str; 1] = ["impersonation-alone-and-wrong-id"];

#[test]
fn stating_the_version_changes_only_version_dependent_results() {
    let matrix = matrix();
    let wrong = complaints(|recording, open| {
        let mut input = recording.input.clone();
        input["keycloak"] = Value::String(recording.keycloak.clone());
        let stated = recording.replay_as(input, &matrix);
        let code = &stated.cause.code;
        let is_named = open.also_possible.iter().any(|other| other.code == *code);
        let is_known = is_named
            && (TRUST_THE_TOKEN.contains(&recording.keycloak.as_str())
                || HIDES_THE_VERSION.contains(&recording.scenario.as_str()));
        (*code != open.cause.code && !is_known).then(|| {
            format!(
                "{} becomes {} when the version is stated; without it, the cause is {}: {}",
                certainty(open),
                certainty(&stated),
                open.keycloak.versions,
                open.keycloak.because
            )
        })
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Changing one of Keycloak's own clients to suit the caller is never a fix.
#[test]
fn no_fix_changes_a_built_in_client() {
    let matrix = matrix();
    let (mut advised, mut changed) = (0, String::new());
    for (client, version) in [
        ("admin-cli", "26.7.5"),
        ("security-admin-console", "24.0.5"),
    ] {
        for (recording, _) in REPLAYED.iter().filter(|(one, _)| one.keycloak == version) {
            let mut input = recording.input.clone();
            if input["client_id"].as_str().is_none_or(str::is_empty) {
                continue;
            }
            input["client_id"] = client.into();
            let report = recording.replay_as(input, &matrix);
            let of_client = |fix: &&Fix| {
                let about_roles = ["Grant", "Assign", "Or allow only"]
                    .iter()
                    .any(|title| fix.title.starts_with(title));
                let shown = fix.kind == FixKind::AdminConsole && !about_roles;
                shown && fix.steps.iter().any(|step| step.contains(client))
            };
            if let Some(fix) = report.fixes.iter().find(of_client) {
                writeln!(changed, "{}: {}", recording.name(), fix.title).unwrap();
            }
            let says = |fix: &Fix| fix.title == "Use a client of your own";
            advised += usize::from(report.fixes.iter().any(says));
        }
    }
    assert!(changed.is_empty(), "\n{changed}");
    assert!(advised >= 10, "{advised}");
}

/// The roles that include all others are granted only if the measured data says that nothing less is enough.
#[test]
fn a_fix_grants_everything_only_if_nothing_less_is_enough() {
    let wrong = complaints(|_, report| {
        let everything = ["realm-admin", "admin"];
        let narrower = report
            .roles
            .needed
            .iter()
            .any(|set| !set.iter().any(|role| everything.contains(&role.as_str())));
        let grants = |fix: &&Fix| {
            everything.iter().any(|role| {
                fix.title.starts_with(&format!("Grant {role} "))
                    || fix.title.starts_with(&format!("Assign {role} "))
            })
        };
        let unknown = report.roles.needed.is_empty();
        report
            .fixes
            .iter()
            .find(grants)
            .filter(|_| narrower || unknown)
            .map(|fix| fix.title.clone())
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A redirect to another page is a proxy's sign-in page, whose address is never a fix.
#[test]
fn the_address_of_a_sign_in_page_is_not_a_fix() {
    for (to, kept) in [
        (
            "https://login.example/oauth2/start?rd=%2Fadmin%2Frealms",
            false,
        ),
        (
            "https://login.example/realms/staff/protocol/openid-connect/auth",
            false,
        ),
        ("/outpost.goauthentik.io/start", false),
        ("https://sso.example{path}", true),
        ("https://sso.example/auth{path}", true),
    ] {
        for scenario in ["allowed", "no-role"] {
            let mut recording = Recording::of(scenario, "26.7.5");
            let realm = recording.input["realm"].as_str().unwrap().to_owned();
            let path = format!("/realms/{realm}/protocol/openid-connect/token");
            for recorded in &mut recording.exchanges {
                if recorded.call == Call::Token {
                    recorded.status = Some(302);
                    recorded.body = String::new();
                    recorded
                        .headers
                        .insert("location".to_owned(), to.replace("{path}", &path));
                }
            }
            let report = recording.replay(&matrix());
            assert_eq!(report.cause.code, "redirected", "{to}");
            let printed = report
                .fixes
                .iter()
                .any(|fix| fix.text.contains("login.example") || fix.text.contains("sso.example/"));
            assert_eq!(printed, kept, "{to}: {:?}", report.fixes);
            assert!(!report.fixes.is_empty(), "{to}");
        }
    }
}

/// The report on a recording of 26.7.5 in which something in front of Keycloak responds to one request, as nginx did.
fn in_front(call: Call, status: u16, kind: &str, body: &str) -> Report {
    let mut recording = Recording::of("allowed", "26.7.5");
    for recorded in &mut recording.exchanges {
        if recorded.call == call {
            recorded.status = Some(status);
            body.clone_into(&mut recorded.body);
            recorded.headers = [("content-type".to_owned(), kind.to_owned())].into();
        }
    }
    recording.replay(&matrix())
}

#[test]
fn what_something_in_front_of_keycloak_says_is_not_called_keycloaks() {
    let (html, json) = ("text/html", "application/json");
    for (call, status, kind, body, code) in [
        (
            Call::Operation,
            503,
            json,
            r#"{"error":"upstream unavailable"}"#,
            "gateway-error",
        ),
        (
            Call::Operation,
            502,
            html,
            "<html>Bad gateway</html>",
            "gateway-error",
        ),
        (
            Call::Operation,
            521,
            html,
            "<html>Web server is down</html>",
            "gateway-error",
        ),
        (
            Call::Operation,
            525,
            html,
            "<html>SSL handshake failed</html>",
            "gateway-error",
        ),
        (
            Call::Token,
            522,
            html,
            "<html>Connection timed out</html>",
            "gateway-error",
        ),
        (Call::Token, 200, json, r#"{"status":"ok"}"#, "not-keycloak"),
        (Call::Token, 200, json, "[]", "not-keycloak"),
        (
            Call::Operation,
            413,
            json,
            r#"{"error":"payload too large"}"#,
            "blocked-by-proxy",
        ),
        (
            Call::Operation,
            415,
            json,
            r#"{"message":"content type not allowed"}"#,
            "blocked-by-proxy",
        ),
        (
            Call::Operation,
            431,
            "text/plain",
            "Request Header Fields Too Large",
            "blocked-by-proxy",
        ),
        (
            Call::Token,
            413,
            json,
            r#"{"fault":{"faultstring":"Body buffer overflow"}}"#,
            "blocked-by-proxy",
        ),
        (
            Call::Operation,
            415,
            json,
            r#"{"error":"HTTP 415 Unsupported Media Type"}"#,
            "request-invalid",
        ),
        (Call::Operation, 413, json, "", "request-invalid"),
        (
            Call::Operation,
            500,
            json,
            r#"{"error":"unknown_error"}"#,
            "server-error",
        ),
    ] {
        let report = in_front(call, status, kind, body);
        assert_eq!(report.cause.code, code, "{status} {body}");
    }
    // Any server can say this.
    let report = in_front(
        Call::Operation,
        500,
        json,
        r#"{"error":"Internal Server Error"}"#,
    );
    assert_ne!(
        report.cause.certainty,
        Certainty::Certain,
        "{:?}",
        report.cause
    );
}

#[test]
fn a_failure_on_the_empty_body_is_about_the_body() {
    for recording in Recording::all_of("client-scope-without-a-name") {
        let report = recording.replay(&matrix());
        let name = recording.name();
        assert_eq!(report.cause.certainty, Certainty::Likely, "{name}");
        assert!(words(&report).contains("name and protocol"), "{name}");
        let others: Vec<_> = report
            .also_possible
            .iter()
            .map(|other| &other.code)
            .collect();
        assert_eq!(others, ["server-error"], "{name}");
    }
}

/// The range of versions in a report contains the version of the recorded server.
#[test]
fn the_versions_of_a_report_contain_the_recorded_one() {
    /// `26.5` and `26.5.6` as (26, 5). Up to 25, major releases had no minor releases.
    fn line(text: &str) -> (u16, u16) {
        let mut numbers = text.split('.').map(|number| number.parse().unwrap());
        match (numbers.next(), numbers.next()) {
            (Some(major), Some(minor)) if major >= 26 => (major, minor),
            (Some(major), _) => (major, 0),
            _ => panic!("no version: {text}"),
        }
    }
    let wrong = complaints(|recording, report| {
        let (server, range) = (line(&recording.keycloak), report.keycloak.versions.as_str());
        let fits = if range == "unknown" {
            true
        } else if let Some(oldest) = range.strip_suffix(" or newer") {
            line(oldest) <= server
        } else if let Some(newest) = range.strip_suffix(" or older") {
            server <= line(newest)
        } else if let Some((oldest, newest)) = range.split_once(" – ") {
            (line(oldest)..=line(newest)).contains(&server)
        } else {
            line(range) == server
        };
        (!fits).then(|| range.to_owned())
    });
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The command that records an announced cause adds the release to the list, so that its statements count as measured.
#[test]
fn announced_causes_list_the_releases_with_a_recording() {
    let text = include_str!("../../permissions/data/announced.json");
    let causes: permissions::AnnouncedCauses = serde_json::from_str(text).unwrap();
    for (code, cause) in causes {
        let mut recorded: Vec<permissions::Version> = REPLAYED
            .iter()
            .filter(|(recording, _)| recording.cause == code)
            .map(|(recording, _)| recording.keycloak.parse().unwrap())
            .collect();
        recorded.sort_unstable();
        recorded.dedup();
        assert_eq!(cause.recorded, recorded, "{code}");
        assert!(cause::announced_by(&code).is_some(), "{code}");
    }
}

/// A request that is not sent names the conditions of its own realm only.
#[test]
fn guards_of_master_are_named_in_master_only() {
    let recording = Recording::of("allowed-by-realm-admin", "26.7.5");
    for (realm, is_named) in [("master", true), ("acme", false)] {
        let mut input = recording.input.clone();
        input["operation"] = Value::from("DELETE /admin/realms/{realm}");
        input["realm"] = Value::from(realm);
        input["send_writes"] = Value::Bool(false);
        let report = recording.replay_as(input, &matrix());
        let named = serde_json::to_string(&report).unwrap();
        assert_eq!(
            named.contains("when the realm is master: 400 on"),
            is_named,
            "{realm}: {named}"
        );
    }
}

/// What the target decides is possible, not certain, while the request is not sent.
#[test]
fn guards_are_named_for_a_request_that_is_not_sent() {
    for (scenario, guard) in [
        ("impersonation-of-administrator", "target-more-powerful"),
        ("built-in-client-changed", "built-in-protected"),
    ] {
        let recording = Recording::of(scenario, "26.7.5");
        let mut input = recording.input.clone();
        input["send_writes"] = Value::Bool(false);
        let report = recording.replay_as(input, &matrix());
        assert_ne!(report.cause.certainty, Certainty::Certain, "{scenario}");
        let named: Vec<_> = [&report.cause.code]
            .into_iter()
            .chain(report.also_possible.iter().map(|other| &other.code))
            .collect();
        assert!(
            named.iter().any(|code| *code == guard),
            "{scenario}: {named:?}"
        );
        assert!(
            named.iter().any(|code| *code == "allowed"),
            "{scenario}: {named:?}"
        );
    }
}

#[test]
fn no_report_holds_a_secret() {
    let shown = complaints(|_, report| {
        let text = serde_json::to_string(report).unwrap();
        let shown: Vec<_> = SECRETS
            .iter()
            .filter(|secret| text.contains(**secret))
            .collect();
        (!shown.is_empty()).then(|| format!("{shown:?}"))
    });
    assert!(shown.is_empty(), "\n{shown}");
}

#[test]
fn every_recording_holds_a_secret_that_a_report_could_give_away() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings/no-role");
    for file in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        for secret in [SECRETS[0], SECRETS[2]] {
            assert!(
                text.contains(secret),
                "the test for secrets in reports would miss {secret}"
            );
        }
    }
}

#[test]
fn every_code_that_keycloak_can_cause_is_recorded() {
    let recorded: BTreeSet<_> = REPLAYED
        .iter()
        .flat_map(|(recording, _)| [Some(recording.cause.as_str()), recording.really.as_deref()])
        .flatten()
        .collect();
    let elsewhere = [&NOT_KEYCLOAKS[..], &ONLY_PASTED].concat();
    let matrix = matrix();
    let missing: Vec<_> = cause::pages()
        .map(|page| page.code)
        .filter(|code| cause::announcement(&matrix, code).is_none())
        .filter(|code| !elsewhere.contains(code) && !recorded.contains(*code))
        .collect();
    assert!(missing.is_empty(), "no recording of {missing:?}");
    let unknown: Vec<_> = recorded
        .iter()
        .filter(|code| cause::page(code).is_none())
        .collect();
    assert!(unknown.is_empty(), "no such cause: {unknown:?}");
}

#[test]
fn declining_the_master_probe_keeps_credentials_in_their_realm() {
    let matrix = matrix();
    let mut declined = 0;
    for (recording, report) in REPLAYED.iter() {
        let mut input = recording.input.clone();
        input["no_master_probe"] = Value::Bool(true);
        let without = recording.replay_as(input, &matrix);
        let token_calls = |report: &Report| {
            report
                .steps
                .iter()
                .filter(|step| step.request.url.ends_with("/protocol/openid-connect/token"))
                .map(|step| step.request.url.clone())
                .collect::<BTreeSet<_>>()
                .len()
        };
        assert!(token_calls(&without) <= 1, "{}", recording.name());
        if token_calls(report) == 1 {
            assert_eq!(without.cause, report.cause, "{}", recording.name());
        }
        if report.cause.code == "client-in-other-realm" {
            declined += 1;
            assert_eq!(without.cause.code, "client-not-found-or-disabled");
            assert_eq!(without.cause.certainty, Certainty::Likely);
            let others = &without.also_possible;
            assert!(
                others.iter().any(|other| other.code == report.cause.code),
                "{}: {others:?}",
                recording.name()
            );
        }
    }
    assert!(declined > 0);
}

/// The JWT with other claims. Nothing verifies its signature in these tests.
fn with_claims(token: &str, change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let claims = BASE64URL.decode(&parts[1]).unwrap();
    let mut claims: Value = serde_json::from_slice(&claims).unwrap();
    change(claims.as_object_mut().unwrap());
    parts[1] = BASE64URL.encode(claims.to_string());
    parts.join(".")
}

/// Measured on 26.7.5 with tokens that a key of the realm signed: 401 for an nbf in the future and for a token without azp. Neither was
/// revoked, although Keycloak accepts a new token of the client.
#[test]
fn a_token_that_was_never_accepted_is_not_certainly_revoked() {
    let matrix = matrix();
    let recording = Recording::of("token-revoked", "26.7.5");
    let token = recording.input["token"].as_str().unwrap();
    let with = |token: String| {
        let mut input = recording.input.clone();
        input["token"] = token.into();
        recording.replay_as(input, &matrix)
    };
    assert_eq!(with(token.to_owned()).cause.certainty, Certainty::Certain);
    let early = with(with_claims(token, |claims| {
        claims.insert("nbf".to_owned(), (recording.now + 600).into());
    }));
    assert_eq!(early.cause.code, "token-not-accepted");
    assert_eq!(early.cause.title, "Token is not valid yet");
    assert!(early.cause.explanation.contains("10 minutes"));
    let past = with(with_claims(token, |claims| {
        claims.insert("nbf".to_owned(), (recording.now - 600).into());
    }));
    assert_eq!(past.cause.code, "token-revoked");
    let foreign = with(with_claims(token, |claims| {
        claims.remove("azp");
    }));
    assert_ne!(foreign.cause.certainty, Certainty::Certain);
}

/// Measured on 26.7.5: these paths belong to no operation, and Keycloak reads the word count as an ID.
#[test]
fn a_word_that_keycloak_reads_as_an_id_is_a_wrong_path() {
    let matrix = matrix();
    let recording = Recording::of("user-not-found", "26.7.5");
    for (operation, body) in [
        (
            "GET /admin/realms/{realm}/users/count/all",
            "User not found",
        ),
        (
            "POST /admin/realms/{realm}/groups/count",
            "Could not find group by id",
        ),
    ] {
        let mut recording = recording.clone();
        for recorded in &mut recording.exchanges {
            if recorded.call == Call::Operation {
                recorded.body = format!(r#"{{"error":"{body}"}}"#);
            }
        }
        let mut input = recording.input.clone();
        input["operation"] = operation.into();
        input["user_id"] = "".into();
        input["send_writes"] = true.into();
        let report = recording.replay_as(input, &matrix);
        assert_eq!(report.cause.code, "operation-not-found", "{operation}");
        assert_eq!(report.cause.certainty, Certainty::Likely, "{operation}");
        assert!(report.cause.explanation.contains("“count”"), "{operation}");
    }
}

/// The roles for organizations exist from 26.7.0 on (permission data). Discovery distinguishes 26.6 from 26.7 as a hint. If the feature
/// behind the hint is on, both releases list it, so the role that both releases know is recommended.
#[test]
fn the_role_of_a_newer_release_is_recommended_where_the_release_is_indicated() {
    let matrix = matrix();
    for (version, feature_is_on, role) in [
        ("26.2.5", false, "manage-realm"),
        ("26.5.6", false, "manage-realm"),
        ("26.6.4", false, "manage-realm"),
        ("26.6.4", true, "manage-realm"),
        ("26.7.0", false, "view-organizations"),
        ("26.7.5", false, "view-organizations"),
        ("26.7.5", true, "manage-realm"),
    ] {
        let mut recording = Recording::of("no-role", version);
        for recorded in &mut recording.exchanges {
            if feature_is_on && recorded.call == Call::Discovery {
                let mut document: Value = serde_json::from_str(&recorded.body).unwrap();
                document["client_id_metadata_document_supported"] = true.into();
                recorded.body = document.to_string();
            }
        }
        let mut input = recording.input.clone();
        input["operation"] = "GET /admin/realms/{realm}/organizations".into();
        input["user_id"] = "".into();
        let report = recording.replay_as(input, &matrix);
        assert_eq!(
            report.cause.title,
            format!("Missing role: {role}"),
            "{version}, {feature_is_on}"
        );
        let explanation = &report.cause.explanation;
        assert!(
            explanation.contains("manage-realm"),
            "{version}: {explanation}"
        );
        assert!(
            report
                .fixes
                .iter()
                .any(|fix| fix.kind == FixKind::Curl
                    && fix.title == format!("Grant {role} with curl")),
            "{version}"
        );
    }
}

/// Measured on 26.7.5: with Full scope allowed off and another role in the scope, the assigned role alone changes nothing.
#[test]
fn a_missing_role_outside_the_scope_needs_both_changes() {
    let matrix = matrix();
    let mut recording = Recording::of("another-role", "26.7.5");
    for recorded in &mut recording.exchanges {
        if recorded.call == Call::Token {
            let mut body: Value = serde_json::from_str(&recorded.body).unwrap();
            let token = body["access_token"].as_str().unwrap();
            body["access_token"] = with_claims(token, |claims| {
                claims.remove("realm_access");
            })
            .into();
            recorded.body = body.to_string();
        }
    }
    let report = recording.replay(&matrix);
    assert_eq!(report.cause.code, "missing-role");
    let of_curl = report
        .fixes
        .iter()
        .filter(|fix| fix.kind == FixKind::Curl && !fix.alternative);
    let titles: Vec<&str> = of_curl.map(|fix| fix.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Grant view-users with curl",
            "Add view-users to the client's scope with curl"
        ]
    );
    let message = report
        .fixes
        .iter()
        .find(|fix| fix.form == Some(FixKind::Curl))
        .unwrap();
    assert!(message.text.contains("scope-mappings"), "{}", message.text);
    assert!(message.text.contains("role-mappings"), "{}", message.text);
}
