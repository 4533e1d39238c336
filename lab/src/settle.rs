//! Runs the read-only commands that distinguish causes, and keeps their output for the tests of the reader.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use diagnosis::report::{Fix, FixKind};
use permissions::Matrix;

use crate::{
    project, record,
    scenario::{Ground, Scenario, Stage},
    shell::Shell,
};

/// The folder of the outputs, by version and scenario.
#[must_use]
pub fn folder() -> PathBuf {
    project::path("reader/tests/settled")
}

/// Sets up a scenario, checks it, and keeps the output of each printed command. Returns the files; none if the report has no command.
pub fn run(
    scenario: &Scenario,
    ground: &Ground,
    matrix: &Matrix,
    distribution: &Path,
    forms: &[FixKind],
) -> Result<Vec<PathBuf>> {
    if scenario.feature.is_some() || scenario.cause_on(ground.version()).is_none() {
        return Ok(Vec::new());
    }
    let stage = ground.stage(scenario)?;
    let tried = (scenario.set_up)(&stage)?;
    let report = record::check(&tried, matrix)?;
    let mut files = Vec::new();
    for command in report.settle.iter().filter(|one| forms.contains(&one.kind)) {
        let form = if command.kind == FixKind::Curl {
            "curl"
        } else {
            "kcadm"
        };
        let output = output(command, &stage, distribution)?;
        let folder = folder().join(ground.version().to_string());
        fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{}.{form}.txt", scenario.name));
        fs::write(&file, output)?;
        files.push(file);
    }
    Ok(files)
}

/// The output of a command, run by the administrator of the server.
pub fn output(command: &Fix, stage: &Stage<'_>, distribution: &Path) -> Result<String> {
    let shell = Shell {
        distribution,
        name: "admin",
        password: "admin",
        client_secret: &stage.secret,
        group_id: "",
    };
    let scratch = std::env::temp_dir().join(format!("why403-{}", stage.client_id));
    let run = shell.run(&command.text, &scratch)?;
    let output = String::from_utf8(run.stdout)?;
    if !run.status.success() {
        bail!(
            "“{}” failed ({}): {}\n{}",
            command.title,
            run.status,
            String::from_utf8_lossy(&run.stderr),
            command.text
        );
    }
    if stage.secrets().iter().any(|secret| output.contains(secret)) {
        bail!("“{}” printed a secret", command.title);
    }
    Ok(output)
}
