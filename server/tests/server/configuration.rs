//! Tests the settings of the binary: flags, environment variables, and the configuration file.

use std::fs;
use std::path::PathBuf;

use crate::binary::{Serving, stderr, stdout, why403};

/// A configuration file of one test.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("configuration");
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.toml"));
        fs::write(&path, text).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

#[test]
fn flags_override_variables_and_variables_override_the_file() {
    let file = File::new("order", "allow-port = [1111]\nhttps-only = true\n");
    let config = ["--config", file.path()];
    let from_environment = ("WHY403_ALLOW_PORT", "2222");
    for (arguments, environment, expected) in [
        (&[][..], &[][..], "ports 1111; only https:"),
        (&[], &[from_environment][..], "ports 2222; only https:"),
        (
            &["--allow-port", "3333"][..],
            &[from_environment][..],
            "ports 3333; only https:",
        ),
        (&["--https-only=false"], &[], "ports 1111\n"),
        (&[], &[("WHY403_HTTPS_ONLY", "false")], "ports 1111\n"),
    ] {
        let serving = Serving::start(&[&config[..], arguments].concat(), environment);
        serving.ask_to_stop();
        let (_, log) = serving.wait();
        assert!(
            log.contains(expected),
            "{arguments:?} {environment:?}: {log}"
        );
    }
    let serving = Serving::start(&[], &[("WHY403_CONFIG", file.path())]);
    serving.ask_to_stop();
    assert!(serving.wait().1.contains("ports 1111"));
}

#[test]
fn errors_prevent_the_start_and_name_the_key() {
    for (name, text, expected) in [
        (
            "unknown",
            "max-chekcs = 1",
            "unknown key max-chekcs. Did you mean max-checks?",
        ),
        (
            "value",
            "max-checks = \"many\"",
            "A valid value: max-checks = 1000",
        ),
        ("syntax", "max-checks 1", "TOML parse error"),
        ("open", "listen = \"0.0.0.0:0\"", "--public-url is required"),
        (
            "prefix",
            "public-url = \"https://a.example/x\"\npath-prefix = \"/y\"",
            "--path-prefix /y contradicts the path of --public-url, /x",
        ),
        (
            "targets",
            "targets = \"internal\"",
            "needs at least one --allow-target",
        ),
    ] {
        let file = File::new(name, text);
        let output = why403()
            .args(["serve", "--config", file.path()])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(
            stderr(&output).contains(expected),
            "{text}: {}",
            stderr(&output)
        );
    }
    let output = why403()
        .args(["serve", "--config", "/nonexistent"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--config /nonexistent"));
}

#[test]
fn the_documentation_is_part_of_the_help() {
    let help = why403().args(["help", "config"]).output().unwrap();
    let command = why403().arg("config").output().unwrap();
    assert_eq!(help.status.code(), Some(0));
    assert_eq!(stdout(&help).trim(), stdout(&command).trim());
    for expected in [
        "# Configuration",
        "WHY403_LISTEN=127.0.0.1:8403",
        "allow-target = [",
    ] {
        assert!(stdout(&help).contains(expected), "{expected}");
    }
}

#[test]
fn an_unknown_variable_is_reported() {
    let environment = [
        ("WHY403_ALLOW_TARGETS", "canary.example"),
        ("WHY403_CLIENT_SECRET", "hush-hush-hush"),
    ];
    let serving = Serving::start(&[], &environment);
    serving.ask_to_stop();
    let (_, log) = serving.wait();
    assert!(
        log.contains("WHY403_ALLOW_TARGETS is not a setting"),
        "{log}"
    );
    assert!(
        !log.contains("canary") && !log.contains("WHY403_CLIENT_SECRET"),
        "{log}"
    );
}
