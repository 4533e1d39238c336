//! Runs the browser tests.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use super::keycloaks;
use crate::{
    build::Profile,
    command::{Run, program},
    project,
};

/// Runs Node's test runner in `end2end`. Each test starts the servers that it needs.
pub fn run(browser: &Path, live: &str) -> Result<()> {
    let protocol = project::path("target/end2end.tap");
    let reporter = |name, destination: &str| {
        [
            format!("--test-reporter={name}"),
            format!("--test-reporter-destination={destination}"),
        ]
    };
    program("node")
        .arg("--test")
        .args(reporter("spec", "stdout"))
        .args(reporter("tap", &protocol.to_string_lossy()))
        .current_dir(project::path("end2end"))
        .env("CHROME_PATH", browser)
        .env("TESTED_BINARY", Profile::Release.binary())
        .env(keycloaks::VARIABLE, live)
        .run()?;
    let protocol = fs::read_to_string(&protocol).context("reading what the tests reported")?;
    let count = |what| count(&protocol, what).with_context(|| format!("no count of {what}"));
    if count("tests")? == 0 {
        bail!("no test was found in end2end");
    }
    let skipped = count("skipped")? + count("todo")?;
    if skipped > 0 {
        eprintln!("WARNING: {skipped} browser tests were skipped");
        if std::env::var("CI").is_ok_and(|ci| ci == "true") {
            bail!("a skipped test counts as failed where CI=true");
        }
    }
    Ok(())
}

/// A count at the end of a TAP report, such as `# skipped 2`.
fn count(protocol: &str, what: &str) -> Option<u32> {
    let start = format!("# {what} ");
    let line = protocol
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(&start))?;
    line.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn counts_are_read_from_the_end_of_the_output() {
        let protocol =
            "TAP version 13\n# tests of the form\nok 1 - x # SKIP\n1..1\n# tests 3\n# skipped 2\n";
        assert_eq!(count(protocol, "tests"), Some(3));
        assert_eq!(count(protocol, "skipped"), Some(2));
        assert_eq!(count(protocol, "todo"), None);
    }
}
