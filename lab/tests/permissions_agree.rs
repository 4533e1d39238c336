//! Tests a sample of the permission data against real servers.
//!
//! Measures a sample of operations again on the servers in `LIVE_KEYCLOAKS`; without the variable the test is skipped, which CI does
//! not accept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails says where"
)]

use std::{fs, path::Path, thread};

use lab::{
    keycloak::{Admin, RUNNING, Running},
    measure,
};
use permissions::{Fit, Matrix, TokenRealm};

/// Operations of every area that read, write, and delete; some require two roles, and some return a partial response.
const SAMPLE: [&str; 25] = [
    "GET /admin/realms",
    "GET /admin/realms/{realm}",
    "PUT /admin/realms/{realm}",
    "GET /admin/serverinfo",
    "GET /admin/realms/{realm}/users",
    "POST /admin/realms/{realm}/users",
    "GET /admin/realms/{realm}/users/count",
    "GET /admin/realms/{realm}/users/profile",
    "GET /admin/realms/{realm}/users/{user-id}",
    "DELETE /admin/realms/{realm}/users/{user-id}",
    "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
    "POST /admin/realms/{realm}/users/{user-id}/impersonation",
    "GET /admin/realms/{realm}/users/{user-id}/role-mappings/realm/available",
    "POST /admin/realms/{realm}/users/{user-id}/role-mappings/clients/{client-id}",
    "GET /admin/realms/{realm}/groups",
    "DELETE /admin/realms/{realm}/groups/{group-id}",
    "GET /admin/realms/{realm}/roles",
    "GET /admin/realms/{realm}/roles/{role-name}/users",
    "GET /admin/realms/{realm}/clients",
    "POST /admin/realms/{realm}/clients",
    "GET /admin/realms/{realm}/clients/{client-uuid}/client-secret",
    "GET /admin/realms/{realm}/clients/{client-uuid}/evaluate-scopes/generate-example-access-token",
    "GET /admin/realms/{realm}/events",
    "GET /admin/realms/{realm}/identity-provider/instances",
    "PUT /admin/realms/{realm}/authentication/flows/{id}",
];

#[test]
fn the_data_says_what_real_servers_do() {
    let Some(servers) = Running::all().unwrap() else {
        eprintln!("SKIPPED: {RUNNING} is not set, so the permission data is compared with nothing");
        return;
    };
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../permissions/data/permissions.json");
    let matrix = Matrix::from_json(&fs::read_to_string(data).unwrap()).unwrap();
    let compared: usize = thread::scope(|scope| {
        let running: Vec<_> = servers
            .iter()
            .map(|server| scope.spawn(|| compare(server, &matrix)))
            .collect();
        running
            .into_iter()
            .map(|thread| usize::from(thread.join().unwrap()))
            .sum()
    });
    assert!(
        compared > 0,
        "none of the live servers' versions is in the data"
    );
}

/// Compares the sample with the data of the server's version. Returns whether the version is in the data.
fn compare(server: &Running, matrix: &Matrix) -> bool {
    let version = server.version().unwrap();
    let permissions = matrix.at(version.to_string().parse().unwrap(), TokenRealm::Target);
    if permissions.fit() != Fit::Measured {
        eprintln!("SKIPPED: {version} is not in the permission data");
        return false;
    }
    let admin = Admin::log_in(&server.base_url, &server.admin, &server.password).unwrap();
    let found = measure::sample(&admin, &server.base_url, version, &SAMPLE).unwrap();
    assert_eq!(
        found.len(),
        SAMPLE.len(),
        "every operation of the sample exists in {version}"
    );
    for found in found {
        let operation = matrix
            .operation(&found.operation)
            .unwrap_or_else(|| panic!("{} is not in the data", found.operation));
        let message = format!("{} on {version}", found.operation);
        assert_eq!(
            found.sufficient,
            sorted(permissions.sufficient(operation)),
            "{message}"
        );
        assert_eq!(
            found.reduced,
            sorted(permissions.reduced(operation)),
            "{message}"
        );
    }
    true
}

/// Role sets in the order of a measurement.
fn sorted(sets: Vec<Vec<&str>>) -> Vec<Vec<String>> {
    let mut sets: Vec<Vec<String>> = sets
        .into_iter()
        .map(|set| {
            let mut set: Vec<String> = set.into_iter().map(str::to_owned).collect();
            set.sort();
            set
        })
        .collect();
    sets.sort_by_key(|set| (set.len(), set.clone()));
    sets
}
