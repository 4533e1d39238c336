//! Tests on running servers that the diagnosis finds the cause, that the printed commands remove it, and that their undo restores it.
//!
//! Uses the scenarios of the recordings. The variable `LIVE_KEYCLOAKS` names the servers; without it the test is skipped, which CI
//! does not accept.

use std::{collections::BTreeSet, path::Path, process, thread};

use diagnosis::report::{Certainty, Fix, FixKind, Outcome, Report};
use lab::{
    keycloak::{RUNNING, Running},
    record,
    scenario::{self, Ground, Scenario, Stage, Tried},
    shell::Shell,
};
use permissions::Matrix;

/// A running server on which the scenarios are tried.
struct Live<'a>(&'a Running);

#[test]
fn causes_are_found_and_their_commands_remove_them() {
    let Some(servers) = Running::all().unwrap() else {
        eprintln!("SKIPPED: {RUNNING} is not set, so no cause is tried on a running server");
        return;
    };
    let matrix = record::matrix().unwrap();
    let complaints: Vec<String> = thread::scope(|scope| {
        let running: Vec<_> = servers
            .iter()
            .map(|server| scope.spawn(|| Live(server).try_all(&matrix)))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap().unwrap())
            .collect()
    });
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

impl Live<'_> {
    /// Tests every scenario and returns the failures.
    fn try_all(&self, matrix: &Matrix) -> anyhow::Result<Vec<String>> {
        let Self(server) = self;
        let version = server.version()?;
        let ground = Ground::new(&server.base_url, version, &server.admin, &server.password)?;
        let mut complaints = Vec::new();
        let mut tried = 0;
        // kcadm.sh starts a Java VM for every line, so it is tested once for every code.
        let mut by_kcadm = BTreeSet::new();
        for scenario in scenario::all() {
            // The servers of the tests have no preview feature.
            if scenario.feature.is_some() {
                continue;
            }
            let Some(cause) = scenario.cause_on(version) else {
                continue;
            };
            // Commands with nothing to change do not count.
            let kcadm = scenario.name != NOTHING_TO_CHANGE && by_kcadm.insert(cause);
            let outcome = self.try_one(&ground, &scenario, cause, kcadm, matrix);
            if let Err(complaint) = outcome {
                complaints.push(format!("{} on {version}: {complaint:#}", scenario.name));
            }
            tried += 1;
        }
        eprintln!(
            "keycloak {version}: {tried} scenarios, {} complaints",
            complaints.len()
        );
        Ok(complaints)
    }

    fn try_one(
        &self,
        ground: &Ground,
        scenario: &Scenario,
        cause: &str,
        kcadm: bool,
        matrix: &Matrix,
    ) -> anyhow::Result<()> {
        let stage = ground.stage(scenario)?;
        let tried = (scenario.set_up)(&stage)?;
        let report = record::check(&tried, matrix)?;
        judge(scenario, &stage, cause, &report)?;
        if cause == "allowed" {
            return self.narrow(&stage, &tried, &report, matrix);
        }
        // If the evidence cannot show the cause, its commands are a guess.
        if scenario.hidden_on(ground.version()).is_some() {
            return Ok(());
        }
        if let Some(fix) = printed(&report, FixKind::Curl) {
            if scenario.name == NOTHING_TO_CHANGE {
                return self.stop(&stage, fix);
            }
            self.apply(scenario, &stage, &tried, fix, matrix)?;
        }
        // A permission changes the realm, so the commands for it run only where the realm belongs to the scenario.
        if scenario.name == OWN_REALM_WITHOUT_ROLE {
            let is_permission =
                |fix: &&Fix| fix.alternative && matches!(fix.kind, FixKind::Curl | FixKind::Kcadm);
            for fix in report.fixes.iter().filter(is_permission) {
                self.apply(scenario, &stage, &tried, fix, matrix)?;
            }
        }
        if kcadm && printed(&report, FixKind::Kcadm).is_some() {
            // Starts again, because the other commands have already removed the cause.
            let stage = ground.stage(scenario)?;
            let tried = (scenario.set_up)(&stage)?;
            let report = record::check(&tried, matrix)?;
            if let Some(fix) = printed(&report, FixKind::Kcadm) {
                self.apply(scenario, &stage, &tried, fix, matrix)?;
            }
        }
        Ok(())
    }

    /// Runs the printed commands that reduce the roles, if there are any: the request stays allowed, and the undo restores the roles.
    fn narrow(
        &self,
        stage: &Stage<'_>,
        tried: &Tried,
        report: &Report,
        matrix: &Matrix,
    ) -> anyhow::Result<()> {
        for kind in [FixKind::Curl, FixKind::Kcadm] {
            let (Some(fix), Some(again)) = (printed(report, kind), with_fresh_token(tried)) else {
                continue;
            };
            self.run(stage, &fix.title, &fix.text)?;
            let narrow = record::check(&again, matrix)?;
            anyhow::ensure!(
                narrow.cause.code == "allowed" && narrow.roles.excess.is_empty(),
                "after “{}”: {}, not needed: {:?}\n{}",
                fix.title,
                narrow.cause.code,
                narrow.roles.excess,
                fix.text
            );
            self.run(stage, &fix.title, &fix.undo)?;
            let wide = record::check(&again, matrix)?;
            anyhow::ensure!(
                wide.cause.code == "allowed" && wide.roles.excess == report.roles.excess,
                "after the undo of “{}”: {}, not needed: {:?}\n{}",
                fix.title,
                wide.cause.code,
                wide.roles.excess,
                fix.undo
            );
        }
        Ok(())
    }

    /// Runs the commands as printed, and checks again; then runs the printed undo, and checks that the request is denied as before.
    fn apply(
        &self,
        scenario: &Scenario,
        stage: &Stage<'_>,
        tried: &Tried,
        fix: &Fix,
        matrix: &Matrix,
    ) -> anyhow::Result<()> {
        let Some(again) = with_fresh_token(tried) else {
            return Ok(());
        };
        // A fresh token can belong to another caller than the pasted one, whom Keycloak allows the request anyway.
        let was_denied = tried.input == again.input
            || record::check(&again, matrix)?.outcome != Outcome::Allowed;
        let said = self.run(stage, &fix.title, &fix.text)?;
        let report = record::check(&again, matrix)?;
        let code = report.cause.code.as_str();
        match scenario.after_fix {
            Some(wanted) => anyhow::ensure!(
                code == wanted,
                "after “{}”: {code}, not {wanted}\n{}\n{said}",
                fix.title,
                fix.text
            ),
            None => anyhow::ensure!(
                Some(code) != scenario.cause_on(stage.version()),
                "“{}” leaves it at {code}\n{}\n{said}",
                fix.title,
                fix.text
            ),
        }
        anyhow::ensure!(!fix.undo.is_empty(), "“{}” has no undo", fix.title);
        let said = self.run(stage, &fix.title, &fix.undo)?;
        let report = record::check(&again, matrix)?;
        let code = report.cause.code.as_str();
        // With a fresh token instead of the pasted one, the cause may be another one.
        // The check after the fix has changed the target of a writing request.
        let reads = again.input["operation"]
            .as_str()
            .is_none_or(|operation| operation.is_empty() || operation.starts_with("GET"));
        let is_as_before = if reads && tried.input == again.input {
            Some(code) == scenario.cause_on(stage.version())
        } else {
            !was_denied || report.outcome != Outcome::Allowed
        };
        // Events that were stored between the fix and its undo stay, so the list is no longer empty.
        let stores_events = |realm: &serde_json::Value| {
            realm["eventsEnabled"] == true || realm["adminEventsEnabled"] == true
        };
        let is_as_before = is_as_before
            || (scenario.cause_on(stage.version()) == Some("events-not-stored")
                && !stores_events(&stage.get("")?));
        anyhow::ensure!(
            is_as_before,
            "after the undo of “{}”: {code}\n{}\n{said}",
            fix.title,
            fix.undo
        );
        Ok(())
    }

    /// Runs commands for an object that does not exist, and checks that they stop with a message.
    fn stop(&self, stage: &Stage<'_>, fix: &Fix) -> anyhow::Result<()> {
        let Err(failure) = self.run(stage, &fix.title, &fix.text) else {
            anyhow::bail!("“{}” changed something that does not exist", fix.title);
        };
        let said = format!("{failure:#}");
        anyhow::ensure!(said.contains("The realm has no client"), "{said}");
        Ok(())
    }

    /// Runs commands as printed, and returns their output.
    fn run(&self, stage: &Stage<'_>, title: &str, commands: &str) -> anyhow::Result<String> {
        let Self(server) = self;
        let shell = Shell {
            distribution: &server.home,
            name: &server.admin,
            password: &server.password,
            client_secret: &stage.secret,
        };
        let name = format!("live-causes-{}-{}", server.version()?, process::id());
        let run = shell.run(commands, &Path::new(env!("CARGO_TARGET_TMPDIR")).join(name))?;
        let said = [run.stdout, run.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        anyhow::ensure!(
            run.status.success(),
            "“{title}” failed ({}): {said}\n{commands}",
            run.status
        );
        Ok(said)
    }
}

fn judge(
    scenario: &Scenario,
    stage: &Stage<'_>,
    cause: &str,
    report: &Report,
) -> anyhow::Result<()> {
    let found = &report.cause;
    anyhow::ensure!(
        found.code == cause,
        "{} ({:?}), not {cause}",
        found.code,
        found.certainty
    );
    let certain = found.certainty == Certainty::Certain;
    if let Some(really) = scenario.hidden_on(stage.version()) {
        anyhow::ensure!(!certain, "{cause} is not certain: it is {really}");
    }
    let text = serde_json::to_string(report)?;
    for secret in stage.secrets() {
        anyhow::ensure!(!text.contains(secret), "the report shows a secret");
    }
    Ok(())
}

/// A scenario whose cause has two possible reasons: the printed commands are for the other one.
const NOTHING_TO_CHANGE: &str = "client-not-found";
/// A scenario with a realm of its own, whose caller lacks the required role.
const OWN_REALM_WITHOUT_ROLE: &str = "fine-grained-on-without-permission";

fn printed(report: &Report, kind: FixKind) -> Option<&Fix> {
    report.fixes.iter().find(|fix| fix.kind == kind)
}

/// The input after the commands: a pasted token may be older than the change. `None` if no fresh token can be requested.
fn with_fresh_token(tried: &Tried) -> Option<Tried> {
    let mut again = tried.clone();
    if again.input["grant"] == "token" {
        if again.input["client_id"] == "" {
            return None;
        }
        let input = again.input.as_object_mut()?;
        input.remove("grant");
        input.remove("token");
    }
    Some(again)
}
