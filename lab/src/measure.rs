//! Measures on a real server which roles each operation of a version's Admin API requires.
//!
//! For every operation in the version's annotations, callers with certain roles send the request for a real target. The result is guessed
//! first: from the nearest measured version, from the operation of the same area that was measured last, and for a token of `master` from
//! the realm's own token; without a guess, every role is tried alone. Then every expected set is tried, and so is every largest set of
//! roles that contains none of them. Together that proves the minimal sets, provided that another role never denies an operation. A wrong
//! guess only costs requests.

mod callers;
mod extensions;
mod guards;
mod java;
mod mail;
mod measured_realm;
pub mod operations;
pub mod permissions_test;
mod publish;
mod requests;
mod response;
mod sets;
mod world;

use std::{
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};

use self::{
    callers::TokenRealmKey,
    extensions::Candidate,
    measured_realm::{Measured, MeasuredRealm},
};
use crate::{
    keycloak::{Admin, Options, Server, Version},
    project,
};

/// The scope of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The required roles of every operation, and the conditions under which roles are not enough.
    Everything,
    /// The same, without the operations that an interrupted run has measured.
    TheRest,
    /// Only the operations that Keycloak's OpenAPI description omits.
    Extensions,
    /// Only the conditions.
    Guards,
}

/// Measures a version and adds it to the permission data.
///
/// The operations that Keycloak's OpenAPI description omits are measured on a server of their own, because some need a feature that is off
/// by default.
pub fn measure(version: Version, scope: Scope) -> Result<()> {
    measure_on_own_server(version, scope)?;
    match scope {
        Scope::Everything | Scope::TheRest => measure_on_own_server(version, Scope::Extensions),
        Scope::Extensions | Scope::Guards => Ok(()),
    }
}

fn measure_on_own_server(version: Version, scope: Scope) -> Result<()> {
    let mut args = vec!["--log-level=error".to_owned()];
    if scope == Scope::Extensions {
        args.extend(extensions::features(version));
    }
    let options = Options {
        args,
        // Unlike the servers of a test, this one gets thousands of requests, so all compilers are on.
        env: vec![("JAVA_OPTS_APPEND".to_owned(), String::new())],
        ..Options::default()
    };
    let server = Server::start(version, &options)?;
    measure_on(&server.admin()?, server.base_url(), version, scope)
}

/// Measures a version on a running server, in a realm of its own.
pub fn measure_on(admin: &Admin, base_url: &str, version: Version, scope: Scope) -> Result<()> {
    match scope {
        Scope::Guards => guards::measure(admin, base_url, version),
        Scope::Extensions => measure_extensions(admin, base_url, version),
        Scope::Everything | Scope::TheRest => {
            measure_roles(admin, base_url, version, scope == Scope::TheRest)?;
            guards::measure(admin, base_url, version)
        }
    }
}

/// Measures the operations that Keycloak's OpenAPI description omits and that this version has, and adds them to the data of the version.
fn measure_extensions(admin: &Admin, base_url: &str, version: Version) -> Result<()> {
    let candidates = extensions::candidates();
    let mut realm = MeasuredRealm::new(admin, base_url, publish::guesses(version, false)?)?;
    realm.add_user_storage()?;
    let mut measured = Vec::new();
    for Candidate { operation, denied } in &candidates {
        let one = realm
            .measure_candidate(operation, denied.as_deref())
            .with_context(|| operation.name())?;
        measured.extend(one);
    }
    realm.clear()?;
    eprintln!(
        "keycloak {version}: has {} of {} operations that OpenAPI omits",
        measured.len(),
        candidates.len()
    );
    publish::add(version, &candidates, measured)
}

fn measure_roles(admin: &Admin, base_url: &str, version: Version, resume: bool) -> Result<()> {
    let declared = publish::newest_spelling(operations::declared(version)?)?;
    let raw = raw_file(version);
    if !resume && raw.exists() {
        fs::remove_file(&raw).with_context(|| format!("removing {}", raw.display()))?;
    }
    let mut measured = read_raw(&raw)?;
    let known: Vec<String> = measured.iter().map(|one| one.operation.clone()).collect();
    let mut waiting: Vec<_> = declared
        .iter()
        .filter(|operation| !known.contains(&operation.name()))
        .collect();
    // Reading operations come first, so that deleting ones leave them a target; the realm itself comes last. Creating keys takes longest,
    // so it comes last as well.
    waiting.sort_by_key(|operation| {
        let makes_keys = operation.template.contains("/certificates/{attr}/generate");
        (
            operation.method != "GET",
            makes_keys,
            operation.template == "/admin/realms/{realm}",
        )
    });
    eprintln!(
        "keycloak {version}: {} operations, {} of them measured already",
        declared.len(),
        known.len()
    );

    let started = Instant::now();
    let mut realm = MeasuredRealm::new(admin, base_url, publish::guesses(version, true)?)?;
    fs::create_dir_all(raw.parent().unwrap_or(Path::new(".")))?;
    let mut out = OpenOptions::new().create(true).append(true).open(&raw)?;
    for (done, operation) in waiting.iter().enumerate() {
        let one = realm.measure(operation).with_context(|| operation.name())?;
        writeln!(out, "{}", serde_json::to_string(&one)?)?;
        measured.push(one);
        if done % 20 == 19 || done + 1 == waiting.len() {
            eprintln!(
                "keycloak {version}: {} of {} after {} s",
                done + 1,
                waiting.len(),
                started.elapsed().as_secs()
            );
        }
    }
    let target = realm.callers.role_names(TokenRealmKey::Target);
    publish::publish(version, &target, &realm.callers.composites()?, measured)
}

/// The result for one operation and tokens of the realm itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// `GET /admin/realms/{realm}/users/{user-id}`
    pub operation: String,
    /// Every minimal role set that allows it.
    pub sufficient: Vec<Vec<String>>,
    /// Every minimal role set that allows a partial response.
    pub reduced: Vec<Vec<String>>,
}

/// Measures a few operations of a running server, without writing anything.
pub fn sample(
    admin: &Admin,
    base_url: &str,
    version: Version,
    wanted: &[&str],
) -> Result<Vec<Found>> {
    let declared = publish::newest_spelling(operations::declared(version)?)?;
    let mut realm = MeasuredRealm::new(admin, base_url, publish::guesses(version, false)?)?;
    realm.add_user_storage()?;
    let mut found = Vec::new();
    let omitted = extensions::candidates()
        .into_iter()
        .map(|candidate| candidate.operation);
    for operation in declared.into_iter().chain(omitted) {
        if wanted.contains(&operation.name().as_str()) {
            let measured = realm.measure_with(&operation, &[TokenRealmKey::Target])?;
            let list = |sets: Vec<sets::Roles>| {
                sets.into_iter()
                    .map(|set| set.into_iter().collect())
                    .collect()
            };
            found.push(Found {
                operation: measured.operation,
                sufficient: list(measured.target.sufficient),
                reduced: list(measured.target.reduced),
            });
        }
    }
    realm.clear()?;
    Ok(found)
}

/// The file with the results of an interrupted run.
fn raw_file(version: Version) -> PathBuf {
    project::path(&format!("target/measure/{version}.jsonl"))
}

fn read_raw(path: &Path) -> Result<Vec<Measured>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let lines = BufReader::new(File::open(path)?).lines();
    // The last line of an interrupted run may be incomplete.
    Ok(lines
        .map_while(Result::ok)
        .map_while(|line| serde_json::from_str(&line).ok())
        .collect())
}
