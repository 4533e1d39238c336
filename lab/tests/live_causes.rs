//! Tests on running servers that the diagnosis finds the cause, that the printed commands remove it, and that their undo restores it.
//!
//! Uses the scenarios of the recordings. The variable `LIVE_KEYCLOAKS` names the servers; without it the test is skipped, which CI
//! does not accept.

use std::{cell::RefCell, collections::BTreeSet, path::Path, process, thread};

use anyhow::Context;
use diagnosis::{
    Claim, claims,
    report::{Certainty, Fix, FixKind, Outcome, Report},
};
use lab::{
    keycloak::{RUNNING, Running},
    record,
    scenario::{self, Ground, Scenario, Stage, Tried},
    shell::Shell,
    statements,
};
use permissions::Matrix;
use serde_json::{Value, json};

/// A running server on which the scenarios are tried.
struct Live<'a> {
    server: &'a Running,
    version: String,
    /// What was executed so far.
    done: RefCell<Done>,
}

/// What was executed on a server.
#[derive(Default)]
struct Done {
    /// The forms of changes whose commands did what they should.
    changes: BTreeSet<(&'static str, &'static str)>,
    /// The titles of the kcadm.sh commands. kcadm.sh starts a Java VM for every line, so the same change is executed once.
    kcadm: BTreeSet<String>,
    /// The titles of the undone changes, each with the cause. The same commands restore the same cause every time.
    undone: BTreeSet<(String, String)>,
}

#[test]
fn causes_are_found_and_their_commands_remove_them() {
    let Some(servers) = Running::all().unwrap() else {
        eprintln!("SKIPPED: {RUNNING} is not set, so no cause is tried on a running server");
        return;
    };
    let matrix = statements::matrix().unwrap();
    let complaints: Vec<String> = thread::scope(|scope| {
        let running: Vec<_> = servers
            .iter()
            .map(|server| scope.spawn(|| Live::on(server)?.try_all(&matrix)))
            .collect();
        running
            .into_iter()
            .flat_map(|thread| thread.join().unwrap().unwrap())
            .collect()
    });
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

impl<'a> Live<'a> {
    fn on(server: &'a Running) -> anyhow::Result<Self> {
        Ok(Self {
            server,
            version: server.version()?.to_string(),
            done: RefCell::default(),
        })
    }

    /// Tests every scenario and returns the failures.
    fn try_all(&self, matrix: &Matrix) -> anyhow::Result<Vec<String>> {
        let server = self.server;
        let version = server.version()?;
        let ground = Ground::new(&server.base_url, version, &server.admin, &server.password)?;
        let mut complaints = Vec::new();
        let mut tried = 0;
        for scenario in scenario::all() {
            // The servers of the tests have no preview feature.
            if scenario.feature.is_some() {
                continue;
            }
            let Some(cause) = scenario.cause_on(version) else {
                continue;
            };
            let outcome = self.try_one(&ground, &scenario, cause, matrix);
            if let Err(complaint) = outcome {
                complaints.push(format!("{} on {version}: {complaint:#}", scenario.name));
            }
            tried += 1;
        }
        complaints.extend(self.claims_and_executions());
        eprintln!(
            "keycloak {version}: {tried} scenarios, {} complaints",
            complaints.len()
        );
        Ok(complaints)
    }

    /// The differences between the claims about this release and the executions. On a release that the test runs do not start, there are
    /// no claims.
    fn claims_and_executions(&self) -> Vec<String> {
        let is_tested =
            permissions::tested_releases().any(|tested| tested.to_string() == self.version);
        if !is_tested {
            return Vec::new();
        }
        let claimed: BTreeSet<(&str, &str)> = claims()
            .into_iter()
            // `end2end/console.test.js` follows the steps in the Admin Console.
            .filter(|claim| claim.form != FixKind::AdminConsole)
            .filter(|claim| claim.releases.contains(&self.version))
            .map(|Claim { form, change, .. }| (form.name(), change))
            .collect();
        let executed = &self.done.borrow().changes;
        let not = |sets: (&BTreeSet<_>, &BTreeSet<_>), what: &str| -> Vec<String> {
            let rest = sets.0.difference(sets.1);
            rest.map(|(form, change): &(&str, &str)| {
                format!("“{change}” as {form} on {} is {what}", self.version)
            })
            .collect()
        };
        [
            not((&claimed, executed), "claimed, and was not executed"),
            not((executed, &claimed), "executed, and is not claimed"),
        ]
        .concat()
    }

    /// Records that the commands of a fix did what they should.
    fn executed(&self, fix: &Fix) {
        let mut done = self.done.borrow_mut();
        done.changes
            .extend(fix.change.map(|change| (fix.kind.name(), change)));
        if fix.kind == FixKind::Kcadm {
            done.kcadm.insert(fix.title.clone());
        }
    }

    /// The printed kcadm.sh commands that claim to be executed on this release, unless the same ones were executed.
    fn kcadm<'r>(&self, report: &'r Report) -> Option<&'r Fix> {
        printed(report, FixKind::Kcadm).filter(|fix| {
            fix.executed_on.contains(&self.version)
                && !self.done.borrow().kcadm.contains(&fix.title)
        })
    }

    fn try_one(
        &self,
        ground: &Ground,
        scenario: &Scenario,
        cause: &str,
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
        if WITHOUT_ROLE.contains(&scenario.name) {
            self.permit(ground, scenario, matrix)?;
        }
        if self.kcadm(&report).is_some() {
            // Starts again, because the other commands have already removed the cause. The events that they have stored stay in their realm.
            let scenario = &if cause == "events-not-stored" {
                scenario.in_own_realm()
            } else {
                *scenario
            };
            let stage = ground.stage(scenario)?;
            let tried = (scenario.set_up)(&stage)?;
            let report = record::check(&tried, matrix)?;
            if let Some(fix) = self.kcadm(&report) {
                self.apply(scenario, &stage, &tried, fix, matrix)?;
            }
        }
        Ok(())
    }

    /// Executes the printed permissions that replace a role: for one user, and for the members of a group. Permissions change the realm, so
    /// the scenario gets a realm of its own.
    fn permit(&self, ground: &Ground, scenario: &Scenario, matrix: &Matrix) -> anyhow::Result<()> {
        let scenario = scenario.in_own_realm();
        let stage = ground.stage(&scenario)?;
        let tried = (scenario.set_up)(&stage)?;
        let report = record::check(&tried, matrix)?;
        let group = stage.group()?;
        let membership = format!("/users/{}/groups/{group}", stage.target());
        stage.put(&membership, &json!({}))?;
        for fix in report.fixes.iter().filter(|fix| fix.alternative) {
            match fix.kind {
                FixKind::Kcadm if !fix.executed_on.contains(&self.version) => {}
                FixKind::Curl | FixKind::Kcadm => {
                    self.apply(&scenario, &stage, &tried, fix, matrix)?;
                }
                FixKind::RealmJson => self.import(&stage, &tried, fix, matrix)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Merges the printed members into a file with the caller, the target, and its group, creates a realm from the file, and checks that the
    /// request is allowed there.
    fn import(
        &self,
        stage: &Stage<'_>,
        tried: &Tried,
        fix: &Fix,
        matrix: &Matrix,
    ) -> anyhow::Result<()> {
        // IDs that no other realm uses.
        let group = stage
            .admin()
            .post(&stage.path("/groups"), &json!({ "name": "staff" }))?
            .created
            .context("the response names no group")?;
        stage.delete(&format!("/groups/{group}"))?;
        let target = stage
            .admin()
            .create_user(stage.realm(), json!({ "username": "jack" }))?;
        stage.delete(&format!("/users/{target}"))?;
        let text = fix
            .text
            .replace("<group ID>", &group)
            .replace("<user name>", "jack");
        let mut file: Value = serde_json::from_str(&text)?;
        let mut clients = vec![stage.confidential()];
        clients.extend(file["clients"].as_array().cloned().unwrap_or_default());
        let client = &stage.client_id;
        file["clients"] = clients.into();
        file["groups"] = json!([{ "id": group, "name": "staff" }]);
        file["users"] = json!([
            { "id": target, "username": "jack", "enabled": true, "groups": ["/staff"] },
            {
                "username": stage.username, "email": format!("{}@example.org", stage.username), "emailVerified": true,
                "enabled": true, "firstName": "Jane", "lastName": "Roe",
                "credentials": [{ "type": "password", "value": stage.password, "temporary": false }],
            },
            {
                "username": format!("service-account-{client}"), "enabled": true, "serviceAccountClientId": client,
            },
        ]);
        let realm = stage.other_realm(file)?;
        let mut there = tried.clone();
        there.input["realm"] = realm.into();
        there.input["user_id"] = target.into();
        let code = record::check(&there, matrix)?.cause.code;
        anyhow::ensure!(
            code == "allowed",
            "after “{}”: {code}\n{}",
            fix.title,
            fix.text
        );
        self.executed(fix);
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
        let Some(again) = with_fresh_token(tried) else {
            return Ok(());
        };
        let fixes = [printed(report, FixKind::Curl), self.kcadm(report)];
        for fix in fixes.into_iter().flatten() {
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
            self.executed(fix);
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
        let cause = scenario.cause_on(stage.version()).unwrap_or_default();
        let undo = (fix.title.clone(), cause.to_owned());
        let is_new = self.done.borrow_mut().undone.insert(undo);
        // A permission must not stay, because the next one would seem to work.
        if !is_new && !fix.alternative {
            self.executed(fix);
            return Ok(());
        }
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
        self.executed(fix);
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
        let server = self.server;
        let shell = Shell {
            distribution: &server.home,
            name: &server.admin,
            password: &server.password,
            client_secret: &stage.secret,
            group_id: &group_of_target(stage)?,
        };
        let name = format!("live-causes-{}-{}", self.version, process::id());
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

/// The ID of the target's group; empty if it has none.
fn group_of_target(stage: &Stage<'_>) -> anyhow::Result<String> {
    let groups = stage.get(&format!("/users/{}/groups", stage.target()))?;
    Ok(groups[0]["id"].as_str().unwrap_or_default().to_owned())
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
/// Scenarios in which a permission replaces the missing role: the callers are a service account and a person.
const WITHOUT_ROLE: [&str; 2] = [
    "fine-grained-on-without-permission",
    "role-given-to-the-service-account",
];

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
