//! Measures look-ups in the permission data and the search for the smallest role set. Run with `cargo bench -p permissions`.
//!
//! Each must take less than one millisecond, otherwise the benchmark fails. A browser takes a few times longer than native code, so the
//! printed times have to be well below the limit.

use permissions::{Matrix, Operation, RoleSet, TokenRealm};
use std::{
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

const LIMIT: Duration = Duration::from_millis(1);
const ROUNDS: usize = 501;

fn main() -> ExitCode {
    let json = include_str!("../data/permissions.json");
    let started = Instant::now();
    let Ok(matrix) = Matrix::from_json(json) else {
        eprintln!("the permission data cannot be read");
        return ExitCode::FAILURE;
    };
    println!(
        "reading the data, {} bytes: {:?}",
        json.len(),
        started.elapsed()
    );

    let permissions = matrix.newest(TokenRealm::Target);
    let possible: Vec<&Operation> = permissions
        .operations()
        .filter(|operation| {
            permissions
                .rule(operation)
                .is_some_and(|rule| !rule.sufficient.is_empty())
        })
        .collect();
    // Fifty operations of all parts of the API: the hardest case, because nothing narrows the choice.
    let fifty: Vec<&Operation> = possible
        .iter()
        .step_by((possible.len() / 50).max(1))
        .take(50)
        .copied()
        .collect();
    let reads: Vec<&Operation> = possible
        .iter()
        .filter(|operation| !operation.writes())
        .take(50)
        .copied()
        .collect();
    let held = matrix
        .role_set(["view-users", "view-clients"])
        .unwrap_or(RoleSet::NONE);
    let path =
        "https://sso.example.org/auth/admin/realms/shop/users/7f3a/role-mappings/clients/abc";

    let results = [
        time("the smallest set for 50 operations of all parts", || {
            black_box(permissions.smallest(black_box(&fifty)));
        }),
        time("the smallest set for 50 reads", || {
            black_box(permissions.smallest(black_box(&reads)));
        }),
        time("the operation of a path", || {
            black_box(permissions.find("GET", black_box(path)));
        }),
        time("searching for `reset password`", || {
            black_box(permissions.search(black_box("reset password")));
        }),
        time("what two roles open", || {
            black_box(permissions.results(black_box(held)).count());
        }),
    ];
    if results.into_iter().all(|quick| quick) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The median of the rounds: some of them wait on a busy machine, which says nothing about the code.
fn time(name: &str, what: impl Fn()) -> bool {
    let mut rounds: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            what();
            started.elapsed()
        })
        .collect();
    rounds.sort_unstable();
    let median = rounds.get(rounds.len() / 2).copied().unwrap_or_default();
    println!("{name}: {median:?}");
    median < LIMIT
}
