//! Tests the command line and its exit statuses.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::binary::{Serving, stderr, stdout, why403};
use crate::upstream::{Behavior, Upstream, answer_bytes};

/// Runs `why403 check` against this demo.
fn check(base: &str, arguments: &[&str]) -> Output {
    why403()
        .args([
            "check",
            "--url",
            base,
            "--realm",
            demo::REALM,
            "--client-id",
            demo::CLIENT_ID,
        ])
        .args(["--user-id", demo::USER_ID])
        .args(arguments)
        .env("WHY403_CLIENT_SECRET", demo::CLIENT_SECRET)
        .output()
        .unwrap()
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}{}", stdout(output), stderr(output)))
}

#[test]
fn the_story_from_403_by_the_printed_curl_commands_to_200() {
    let serving = Serving::start(&[], &[]);
    let base = format!("{}/demo/story", serving.url);

    let before = check(&base, &["--format", "json"]);
    assert_eq!(before.status.code(), Some(1));
    let before = report(&before);
    assert_eq!(before["cause"]["code"], "missing-role");
    assert_eq!(before["schema"], "why403/1");
    let fixes = before["fixes"].as_array().unwrap();
    let curl = fixes.iter().find(|fix| fix["kind"] == "curl").unwrap();

    let run = Command::new("bash")
        .args(["-c", curl["text"].as_str().unwrap()])
        .env("KEYCLOAK_ADMIN", demo::ADMIN)
        .env("KEYCLOAK_ADMIN_PASSWORD", demo::ADMIN_PASSWORD)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}{}", stdout(&run), stderr(&run));

    let after = check(&base, &["--format", "json"]);
    assert_eq!(after.status.code(), Some(0));
    assert_eq!(report(&after)["outcome"], "allowed");

    // The same role gets only a part of the realm.
    let realm = [
        "--operation",
        "GET /admin/realms/{realm}",
        "--format",
        "json",
    ];
    let partial = check(&base, &realm);
    assert_eq!(report(&partial)["cause"]["code"], "allowed-but-partial");
    assert_eq!(partial.status.code(), Some(0));
    let expected = check(&base, &[realm.as_slice(), &["--expect", "whole"]].concat());
    assert_eq!(expected.status.code(), Some(1));
    let whole = check(&base, &["--expect", "whole"]);
    assert_eq!(whole.status.code(), Some(0));
}

#[test]
fn only_the_chosen_forms_of_the_fix_are_printed() {
    let serving = Serving::start(&[], &[]);
    let base = format!("{}/demo/forms", serving.url);
    let json = check(
        &base,
        &[
            "--format",
            "json",
            "--fix",
            "terraform",
            "--fix",
            "hand-off",
        ],
    );
    let report = report(&json);
    let kinds: Vec<&str> = report["fixes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fix| fix["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["terraform", "hand-off"]);
    assert_eq!(report["fixes"][0]["executed_on"][0], "26.5.6");
    assert_eq!(report["fixes"][0]["grade"], "executed");
}

#[test]
fn a_chosen_form_of_the_fix_is_printed_alone() {
    let serving = Serving::start(&[], &[]);
    let base = format!("{}/demo/alone", serving.url);
    for (form, first) in [
        ("terraform", "data \"keycloak_openid_client\""),
        ("realm-json", "{"),
        ("operator", "apiVersion: k8s.keycloak.org/v2alpha1"),
        ("ansible", "- name: "),
        ("kcadm", "kcadm.sh config credentials"),
        ("curl", "("),
        ("console", "  Realm "),
    ] {
        let output = check(&base, &["--fix", form]);
        assert_eq!(output.status.code(), Some(1), "{form}");
        let printed = stdout(&output);
        assert!(printed.starts_with(first), "{form}: {printed}");
        assert!(!printed.contains("Checks"), "{form}: {printed}");
        let notes = stderr(&output);
        assert!(
            notes.contains("Missing role: view-users"),
            "{form}: {notes}"
        );
        match form {
            "realm-json" => {
                let file: Value = serde_json::from_str(&printed).unwrap();
                assert_eq!(file["realm"], demo::REALM);
            }
            "kcadm" | "curl" => assert!(notes.contains("Tested on Keycloak 24.0.5"), "{notes}"),
            "operator" => assert!(notes.contains("Not executed."), "{notes}"),
            _ => {}
        }
    }
}

#[test]
fn the_text_report_has_the_order_of_the_page() {
    let serving = Serving::start(&[], &[]);
    let output = check(&format!("{}/demo/human", serving.url), &[]);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    let places: Vec<usize> = [
        "missing-role",
        "\nChecks",
        "\nFix:",
        "\nRoles",
        "\nRequests",
    ]
    .iter()
    .map(|part| {
        text.find(part)
            .unwrap_or_else(|| panic!("{part} is not in {text}"))
    })
    .collect();
    assert!(places.is_sorted(), "{text}");
    // Standard output is not a terminal, so there are no colors and no progress.
    assert!(!text.contains('\u{1b}'), "{text}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn a_token_from_a_file_or_from_standard_input_is_used() {
    let serving = Serving::start(&[], &[]);
    let base = format!("{}/demo/token", serving.url);
    let token = Command::new("curl")
        .args(["-fsS", "-d", "grant_type=client_credentials", "-d"])
        .arg(format!("client_id={}", demo::CLIENT_ID))
        .arg("-d")
        .arg(format!("client_secret={}", demo::CLIENT_SECRET))
        .arg(format!(
            "{base}/realms/{}/protocol/openid-connect/token",
            demo::REALM
        ))
        .output()
        .unwrap();
    let token: Value = serde_json::from_slice(&token.stdout).unwrap();
    let token = format!("Bearer {}\n", token["access_token"].as_str().unwrap());
    let path = std::env::temp_dir().join(format!("why403-token-{}", std::process::id()));
    fs::write(&path, &token).unwrap();
    let common = [
        "check",
        "--url",
        &base,
        "--realm",
        demo::REALM,
        "--user-id",
        demo::USER_ID,
        "--format",
        "json",
    ];
    let from_file = why403()
        .args(common)
        .arg("--token-file")
        .arg(&path)
        .output()
        .unwrap();
    let from_input = why403()
        .args(common)
        .args(["--token-file", "-"])
        .stdin(fs::File::open(&path).unwrap())
        .output()
        .unwrap();
    fs::remove_file(&path).unwrap();
    for output in [from_file, from_input] {
        assert_eq!(output.status.code(), Some(1));
        let report = report(&output);
        assert_eq!(report["cause"]["code"], "missing-role", "{report:#}");
        assert!(
            report["steps"]
                .as_array()
                .unwrap()
                .iter()
                .all(|step| step["name"] != "token")
        );
    }
}

#[test]
fn wrong_usage_names_the_flag_with_a_suggestion() {
    let output = check(
        "sso.example.com/admin/master/console",
        &["--keycloak", "new"],
    );
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(
        text.contains("--url:") && text.contains("--url https://sso.example.com\n"),
        "{text}"
    );
    assert!(text.contains("--keycloak:"), "{text}");
    assert_eq!(stdout(&output), "");

    for arguments in [
        &["check"][..],
        &["check", "--url", "http://127.0.0.1:1"],
        &["check", "--url", "http://127.0.0.1:1", "--realm", "acme"],
        &["check", "--client-secret", "x"],
        &[
            "check",
            "--url",
            "http://127.0.0.1:1",
            "--realm",
            "a",
            "--client-id",
            "b",
            "--param",
            "novalue",
        ],
        &[
            "check",
            "--url",
            "http://127.0.0.1:1",
            "--realm",
            "a",
            "--client-id",
            "b",
            "--timeout",
            "-1",
        ],
        &[
            "check",
            "--url",
            "http://127.0.0.1:1",
            "--realm",
            "a",
            "--token-file",
            "/nonexistent/token",
        ],
        &["serve", "--path-prefix", "a b"],
        &["serve", "--public-url", "ftp://x"],
        &["serve", "--listen", "0.0.0.0:0"],
        &["serve", "--listen", "[::]:0"],
        &["nonsense"],
        &[],
    ] {
        let output = why403().args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).len() > 20, "{arguments:?}");
    }
}

#[test]
fn a_site_with_tls_does_not_use_a_server_without_tls() {
    for (base, server, refused) in [
        (
            "https://docs.example.com",
            "http://why403.example.com",
            true,
        ),
        ("https://docs.example.com", "http://127.0.0.1:8403", false),
        (
            "http://docs.example.com",
            "http://why403.example.com",
            false,
        ),
    ] {
        // The folder cannot be created, so nothing is written in either case.
        let folder = "/dev/null/site";
        let output = why403()
            .args(["export", "--base-url", base, "--server", server, folder])
            .output()
            .unwrap();
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert_eq!(text.contains("they have no TLS"), refused, "{text}");
    }
}

#[test]
fn a_port_in_use_is_reported() {
    let serving = Serving::start(&[], &[]);
    let address = serving.address().to_string();
    let output = why403()
        .args(["serve", "--listen", &address])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(&address));
}

#[test]
fn the_timeout_is_enforced() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let start = std::time::Instant::now();
    let output = check(&base, &["--timeout", "0.3", "--format", "json"]);
    assert_eq!(report(&output)["cause"]["code"], "timed-out");
    assert_eq!(output.status.code(), Some(1));
    assert!(start.elapsed() < std::time::Duration::from_secs(8));
}

#[test]
fn operations_roles_and_upgrades_come_from_the_data() {
    let output = why403()
        .args(["operations", "--keycloak", "26.7", "--format", "json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let operations: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    let by_id = operations
        .iter()
        .find(|entry| entry["operation"] == "GET /admin/realms/{realm}/users/{user-id}")
        .unwrap();
    let sets = by_id["sufficient"].as_array().unwrap();
    assert!(
        sets.contains(&serde_json::json!(["view-users"])),
        "{sets:?}"
    );
    assert!(by_id["reduced"].is_array());

    let output = why403()
        .args([
            "roles",
            "--operation",
            "GET /admin/realms/{realm}/users/{user-id}",
        ])
        .args(["--keycloak", "26.7", "--format", "json"])
        .output()
        .unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(sets.contains(&answer["roles"]), "{answer:#}");

    let path = std::env::temp_dir().join(format!("why403-log-{}", std::process::id()));
    fs::write(
        &path,
        b"10.0.0.1 \"GET /auth/admin/realms/shop/users/7f3a HTTP/1.1\" 403 \
     \xff\n/admin/realms/shop/nothing-such\n",
    )
    .unwrap();
    let output = why403()
        .args([
            "roles",
            "--keycloak",
            "26.7",
            "--format",
            "json",
            "--from-file",
        ])
        .arg(&path)
        .output()
        .unwrap();
    fs::remove_file(&path).unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(sets.contains(&answer["roles"]), "{answer:#}");
    assert_eq!(answer["not_found"].as_array().unwrap().len(), 1);

    for (arguments, status) in [
        (
            &["roles", "--operation", "GET /nowhere", "--keycloak", "26"][..],
            2,
        ),
        (&["operations", "--keycloak", "new"], 2),
        (
            &[
                "upgrade",
                "--from",
                "26.7",
                "--to",
                "26.7",
                "--role",
                "view-users",
            ],
            0,
        ),
        (
            &[
                "upgrade",
                "--from",
                "22",
                "--to",
                "26.7",
                "--role",
                "view-everything",
            ],
            2,
        ),
    ] {
        let output = why403().args(arguments).output().unwrap();
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn reading_a_text_sets_the_exit_status() {
    for (text, status, code) in [
        (
            "GET https://sso.example.com/admin/realms/acme/groups\n403\n{\"error\":\"HTTP 403 Forbidden\"}",
            1,
            "missing-role",
        ),
        ("HTTP/1.1 200 OK\n\n{\"id\":\"1\"}", 0, "allowed"),
    ] {
        let output = read(text, &["--format", "json"]);
        assert_eq!(output.status.code(), Some(status), "{text}");
        let reading = report(&output);
        assert_eq!(reading["schema"], "why403-reading/1");
        assert_eq!(reading["report"]["cause"]["code"], code);
    }
    let nothing = read("good morning", &[]);
    assert_eq!(nothing.status.code(), Some(3));
    assert!(stdout(&nothing).starts_with("Nothing was recognized."));
    let human = read("403 Forbidden", &[]);
    assert!(
        stdout(&human).contains("Which request was it?"),
        "{}",
        stdout(&human)
    );
}

fn read(text: &str, arguments: &[&str]) -> Output {
    let path =
        std::env::temp_dir().join(format!("why403-read-{}-{}", std::process::id(), text.len()));
    fs::write(&path, text).unwrap();
    let output = why403()
        .arg("read")
        .arg(&path)
        .args(arguments)
        .output()
        .unwrap();
    fs::remove_file(&path).unwrap();
    output
}

#[test]
fn the_version_names_the_data() {
    let output = why403().arg("--version").output().unwrap();
    let line = stdout(&output);
    assert!(
        line.starts_with(concat!("why403 ", env!("CARGO_PKG_VERSION"), " (")),
        "{line}"
    );
    let matrix = server::knowledge::matrix().unwrap();
    let (first, last) = (matrix.versions().first(), matrix.versions().last());
    let measured = format!("data: Keycloak {} to {}", first.unwrap(), last.unwrap());
    assert!(line.contains(&measured), "{line}: {measured}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_declines_the_probe_of_master() {
    let answer = answer_bytes(
        "401 Unauthorized",
        "application/json",
        br#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#,
    );
    for (more, expected) in [(&[][..], 2), (&["--no-master-probe"][..], 1)] {
        let upstream = Upstream::new(Behavior::Bytes(answer.clone())).await;
        let url = upstream.url();
        let arguments = [
            "check",
            "--url",
            &url,
            "--realm",
            "acme",
            "--client-id",
            "backend",
        ]
        .map(str::to_owned);
        let output = tokio::task::spawn_blocking(move || {
            why403()
                .args(arguments)
                .args(["--user-id", "767aa65d-2912-4e44-81de-2301c0e83e25"])
                .args(more)
                .env("WHY403_CLIENT_SECRET", "hush-hush-hush")
                .output()
                .unwrap()
        })
        .await
        .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
        assert_eq!(upstream.seen().len(), expected, "{more:?}");
    }
}
