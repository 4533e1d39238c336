//! Tests the read-only command that distinguishes causes: shells run it with any name, and it prints no personal data.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "recordings/recording.rs"]
mod recording;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use diagnosis::report::{Fix, FixKind, Report};
use recording::{Recording, matrix, report_for};

/// Names that a shell, a URL, or JSON could misread.
const NAMES: [&str; 10] = [
    "backend",
    "my client",
    "it's",
    "a\"b",
    "back\\slash",
    "$HOME",
    "`id`",
    "50%41",
    "Zürich – 東京",
    "a&b=c?d#e+f",
];

fn command(report: &Report, kind: FixKind) -> &Fix {
    report
        .settle
        .iter()
        .find(|fix| fix.kind == kind)
        .unwrap_or_else(|| panic!("no {kind:?}"))
}

/// A folder with a program that logs its arguments, one a line, and prints a response that fits every request.
fn fake(program: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("settle-{program}"));
    fs::create_dir_all(&folder).unwrap();
    let script = "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$LOG\"\necho '{\"id\":\"1-2\",\"access_token\":\"t\"}'\n";
    fs::write(folder.join(program), script).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(folder.join(program), mode).unwrap();
    folder
}

fn run(shell: &str, folder: &Path, text: &str, variables: &[(&str, &str)]) -> Output {
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    Command::new(shell)
        .args(["-c", text])
        .env("PATH", path)
        .env("LOG", folder.join("log"))
        .env_remove("KEYCLOAK_ADMIN")
        .env_remove("KEYCLOAK_ADMIN_PASSWORD")
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

const ADMIN: [(&str, &str); 2] = [
    ("KEYCLOAK_ADMIN", "admin"),
    ("KEYCLOAK_ADMIN_PASSWORD", "a password"),
];

#[test]
fn shells_pass_every_name_on_unchanged() {
    for (kind, program) in [(FixKind::Kcadm, "kcadm.sh"), (FixKind::Curl, "curl")] {
        let folder = fake(program);
        for name in NAMES {
            let report = report_for("no-role", "26.7.3", Some(name));
            let text = &command(&report, kind).text;
            for shell in ["bash", "sh"] {
                let _ = fs::remove_file(folder.join("log"));
                let output = run(shell, &folder, text, &ADMIN);
                let printed = String::from_utf8(output.stdout).unwrap();
                assert!(output.status.success(), "{shell}, {name}: {printed}");
                let wanted = format!("check client {name}");
                assert!(
                    printed.lines().any(|line| line == wanted),
                    "{shell}: {printed}"
                );
                assert!(
                    printed.ends_with("end why403-settle/1\n"),
                    "{shell}: {printed}"
                );
                let log = fs::read_to_string(folder.join("log")).unwrap();
                let sent = log.lines().find_map(|line| {
                    let query = line.split_once("/clients?")?.1;
                    let (_, value) = url::form_urlencoded::parse(query.as_bytes()).next()?;
                    Some(value.into_owned())
                });
                assert_eq!(sent.as_deref(), Some(name), "{shell}: {log}");
            }
        }
    }
}

#[test]
fn a_command_stops_when_a_variable_is_not_set() {
    let report = report_for("no-role", "26.7.3", None);
    for (kind, program) in [(FixKind::Kcadm, "kcadm.sh"), (FixKind::Curl, "curl")] {
        let folder = fake(program);
        let output = run("sh", &folder, &command(&report, kind).text, &[]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success());
        assert!(said.contains("Set KEYCLOAK_ADMIN"), "{said}");
        assert!(
            output.stdout.is_empty(),
            "a check is printed without its facts"
        );
    }
}

/// A command only reads, and its text contains neither secrets nor claims about a person.
#[test]
fn a_command_only_reads_and_contains_nothing_personal() {
    let matrix = matrix();
    let mut seen = 0;
    for recording in Recording::all() {
        let report = recording.replay(&matrix);
        for fix in &report.settle {
            seen += 1;
            let name = recording.name();
            for word in [
                "-X ",
                "kcadm.sh create",
                "kcadm.sh update",
                "kcadm.sh delete",
                "the-client-secret",
                "the-user-password",
                "example.org",
                "given_name",
                "family_name",
                "\"email\"",
            ] {
                assert!(!fix.text.contains(word), "{name}: {word} in {}", fix.text);
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn a_report_with_one_cause_has_no_command() {
    for (scenario, version) in [("allowed", "26.7.3"), ("token-expired", "26.7.3")] {
        assert!(
            report_for(scenario, version, None).settle.is_empty(),
            "{scenario}"
        );
    }
}

/// Searches are words of a shell, and part of a URL.
#[test]
fn a_search_cannot_run_commands() {
    let recording = Recording::of("list-searched-and-filtered", "24.0.5");
    let mut input = recording.input.clone();
    let marker = Path::new(env!("CARGO_TARGET_TMPDIR")).join("settle-marker");
    let search = format!("$(touch {0})`touch {0}`\"; touch {0}; \"", marker.display());
    let encoded: String = url::form_urlencoded::byte_serialize(search.as_bytes()).collect();
    for query in [search, encoded] {
        input["operation"] = format!("GET /admin/realms/{{realm}}/users?search={query}").into();
        let report = recording.replay_as(input.clone(), &matrix());
        for (kind, program) in [(FixKind::Kcadm, "kcadm.sh"), (FixKind::Curl, "curl")] {
            let output = run("sh", &fake(program), &command(&report, kind).text, &ADMIN);
            assert!(output.status.success());
            assert!(!marker.exists(), "{}", command(&report, kind).text);
        }
    }
}

/// Causes that no setting decides: the body of the request does, or something in front of Keycloak may have responded.
const WITHOUT_COMMAND: [&str; 2] = ["authentication-flow-denied", "request-invalid"];

/// An administrator can settle every report that leaves more than one cause open.
#[test]
fn every_report_with_several_causes_has_a_command() {
    let matrix = matrix();
    let mut without: Vec<String> = Recording::all()
        .iter()
        .filter(|recording| {
            ["24.0.5", "26.0.8", "26.5.6", "26.7.5"].contains(&recording.keycloak.as_str())
        })
        .map(|recording| (recording, recording.replay(&matrix)))
        .filter(|(_, report)| !report.also_possible.is_empty() && report.settle.is_empty())
        .filter(|(_, report)| !WITHOUT_COMMAND.contains(&report.cause.code.as_str()))
        .map(|(recording, report)| {
            let others: Vec<&str> = report
                .also_possible
                .iter()
                .map(|other| other.code.as_str())
                .collect();
            format!(
                "{}: {} or {}",
                recording.name(),
                report.cause.code,
                others.join(", ")
            )
        })
        .collect();
    without.sort();
    assert!(without.is_empty(), "\n{}", without.join("\n"));
}

#[test]
fn the_message_contains_the_command_in_its_form() {
    let report = report_for("no-role", "26.7.3", None);
    let messages: Vec<&Fix> = report
        .fixes
        .iter()
        .filter(|fix| fix.form.is_some())
        .collect();
    assert!(messages.len() >= 5, "{}", messages.len());
    for message in messages {
        let form = message.form.unwrap();
        let change = report.fixes.iter().find(|fix| fix.kind == form).unwrap();
        let settle = match form {
            FixKind::Curl => FixKind::Curl,
            _ => FixKind::Kcadm,
        };
        assert!(message.text.contains(&command(&report, settle).text));
        if form.is_code() {
            assert!(message.text.contains(&change.text), "{form:?}");
        }
        assert!(message.text.contains(&change.undo), "{form:?}");
    }
}
