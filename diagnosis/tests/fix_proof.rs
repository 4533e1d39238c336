//! Compares the claims about the steps in the Admin Console with the cases that `end2end/console.test.js` follows, and those about the
//! read-only command with its outputs in `reader/tests/settled`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

#[path = "recordings/recording.rs"]
mod recording;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use diagnosis::{claims, report::FixKind};
use recording::{Recording, matrix};
use serde_json::Value;

#[test]
fn the_steps_in_the_admin_console_are_followed_where_they_claim_it() {
    let tested: Vec<String> = permissions::tested_releases()
        .map(|version| version.to_string())
        .collect();
    let cases: Value =
        serde_json::from_str(include_str!("../../end2end/console-cases.json")).unwrap();
    let mut followed = BTreeSet::new();
    for case in cases.as_array().unwrap() {
        let change = case["change"].as_str().unwrap();
        for server in case["servers"].as_array().unwrap() {
            let release = match server.as_str().unwrap() {
                "oldest" => tested.first(),
                other => {
                    assert_eq!(other, "newest", "{change}");
                    tested.last()
                }
            };
            followed.insert((change, release.unwrap().clone()));
        }
    }
    let claimed: BTreeSet<(&str, String)> = claims()
        .into_iter()
        .filter(|claim| claim.form == FixKind::AdminConsole)
        .flat_map(|claim| {
            let releases = claim.releases.into_iter();
            releases.map(move |release| (claim.change, release))
        })
        .collect();
    assert_eq!(claimed, followed);
}

/// The outputs of the read-only command: scenario, release, and form.
fn outputs() -> BTreeSet<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../reader/tests/settled");
    let mut outputs = BTreeSet::new();
    for release in fs::read_dir(folder).unwrap() {
        let release = release.unwrap();
        for file in fs::read_dir(release.path()).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let mut parts = name.split('.').map(str::to_owned);
            let (scenario, form) = (parts.next().unwrap(), parts.next().unwrap());
            outputs.insert((scenario, release.file_name().into_string().unwrap(), form));
        }
    }
    outputs
}

#[test]
fn the_read_only_command_names_the_releases_of_its_outputs() {
    let matrix = matrix();
    let report = Recording::of("no-role", "26.7.5").replay(&matrix);
    assert_eq!(report.settle.len(), 2);
    for command in &report.settle {
        let ran: BTreeSet<String> = outputs()
            .into_iter()
            .filter(|(_, _, form)| form == command.kind.name())
            .map(|(_, release, _)| release)
            .collect();
        let claimed: BTreeSet<String> = command.executed_on.iter().cloned().collect();
        assert_eq!(claimed, ran, "{:?}", command.kind);
    }
}
