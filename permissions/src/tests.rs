//! Tests the matrix against the measured data.

mod history;

use super::{Fit, Matrix, Operation, Permissions, RoleSet, State, TokenRealm, Version};
use std::collections::HashSet;

const USER: &str = "GET /admin/realms/{realm}/users/{user-id}";

fn matrix() -> Matrix {
    Matrix::from_json(include_str!("../data/permissions.json")).expect("the data file is read")
}

fn version(text: &str) -> Version {
    text.parse().expect("a version")
}

fn operation<'m>(matrix: &'m Matrix, written: &str) -> &'m Operation {
    matrix
        .operation(written)
        .unwrap_or_else(|| panic!("{written} is in the data"))
}

fn written(sets: Vec<Vec<&str>>) -> Vec<String> {
    let mut sets: Vec<String> = sets
        .into_iter()
        .map(|mut set| {
            set.sort_unstable();
            set.join("+")
        })
        .collect();
    sets.sort_unstable();
    sets
}

/// Read in the responses of a real 26.7.3, and explained by what the operation does.
#[test]
fn operations_need_what_was_measured() {
    let matrix = matrix();
    let permissions = matrix.at(version("26.7"), TokenRealm::Target);
    let table: [(&str, &[&str], &[&str]); 7] = [
        (USER, &["manage-users", "realm-admin", "view-users"], &[]),
        // Allowed, but without entries: a caller that may only query gets an empty list.
        (
            "GET /admin/realms/{realm}/users",
            &["manage-users", "realm-admin", "view-users"],
            &["query-users"],
        ),
        (
            "GET /admin/realms/{realm}/users/count",
            &["manage-users", "query-users", "realm-admin", "view-users"],
            &[],
        ),
        (
            "GET /admin/realms/{realm}/clients",
            &["manage-clients", "realm-admin", "view-clients"],
            &["query-clients"],
        ),
        // Two roles: an example token shows a client and a user.
        (
            "GET /admin/realms/{realm}/clients/{client-uuid}/evaluate-scopes/generate-example-access-token",
            &[
                "manage-clients+manage-users",
                "manage-clients+view-users",
                "manage-users+view-clients",
                "realm-admin",
                "view-clients+view-users",
            ],
            &[],
        ),
        (
            "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
            &["manage-users", "realm-admin"],
            &[],
        ),
        // No role of a realm allows creating realms.
        ("POST /admin/realms", &[], &[]),
    ];
    for (name, sufficient, reduced) in table {
        let operation = operation(&matrix, name);
        assert_eq!(
            written(permissions.sufficient(operation)),
            sufficient,
            "{name}"
        );
        assert_eq!(written(permissions.reduced(operation)), reduced, "{name}");
    }
}

#[test]
fn a_token_of_master_has_its_own_roles() {
    let matrix = matrix();
    let permissions = matrix.at(version("26.7"), TokenRealm::Master);
    assert_eq!(
        written(permissions.sufficient(operation(&matrix, USER))),
        ["admin", "manage-users", "view-users"]
    );
    assert_eq!(
        written(permissions.sufficient(operation(&matrix, "POST /admin/realms"))),
        ["admin", "create-realm"]
    );
}

#[test]
fn the_proof_holds_every_role_and_agrees_with_the_sets() {
    let matrix = matrix();
    for measured in matrix.versions() {
        let permissions = matrix.at(*measured, TokenRealm::Target);
        for operation in permissions.operations() {
            let rule = permissions
                .rule(operation)
                .expect("it is one of this version");
            if rule.unmeasured.is_some() {
                assert!(
                    rule.sufficient.is_empty() && rule.reduced.is_empty(),
                    "{operation}"
                );
                continue;
            }
            for role in permissions.roles().singles() {
                let status = rule.statuses.of(role).unwrap_or_else(|| {
                    panic!("{operation}: no status for {:?}", matrix.role_names(role))
                });
                let refused = matches!(status, 401 | 403);
                assert!(
                    !(refused && rule.state(role).is_allowed()),
                    "{operation} at {measured}: {:?} got {status}",
                    matrix.role_names(role)
                );
            }
            for (index, set) in rule.sufficient.iter().enumerate() {
                let others = rule
                    .sufficient
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != index);
                assert!(
                    others.into_iter().all(|(_, other)| !set.contains(*other)),
                    "{operation}: a set contains another"
                );
            }
        }
    }
}

#[test]
fn every_operation_has_words_and_a_name_of_its_own() {
    let matrix = matrix();
    let mut slugs = HashSet::new();
    for operation in matrix.operations() {
        assert!(
            slugs.insert(operation.slug()),
            "{operation} shares its address {}",
            operation.slug()
        );
        assert!(!operation.does.is_empty(), "{operation}");
        assert_eq!(matrix.by_slug(&operation.slug()), Some(operation));
        let parameters: Vec<_> = operation.parameters().collect();
        let distinct: HashSet<_> = parameters.iter().collect();
        assert_eq!(
            distinct.len(),
            parameters.len(),
            "{operation} has a parameter twice"
        );
    }
    assert_eq!(operation(&matrix, USER).slug(), "get-users-user-id");
    assert_eq!(
        operation(&matrix, "GET /admin/realms/{realm}").slug(),
        "get-realm"
    );
    assert_eq!(operation(&matrix, "GET /admin/realms").slug(), "get-realms");
}

#[test]
fn a_path_or_an_address_finds_its_operation() {
    /// Method and URL, the operation, and its parameters.
    type Row<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)]);

    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let table: [Row; 8] = [
        (
            "GET",
            "/admin/realms/shop/users/7f3a",
            USER,
            &[("realm", "shop"), ("user-id", "7f3a")],
        ),
        (
            "get",
            "https://sso.example:8443/auth/admin/realms/shop/users/7f3a?x=1#y",
            USER,
            &[("realm", "shop"), ("user-id", "7f3a")],
        ),
        (
            "GET",
            "/admin/realms/shop/users/count",
            "GET /admin/realms/{realm}/users/count",
            &[("realm", "shop")],
        ),
        (
            "POST",
            "/admin/realms/shop/users/1/role-mappings/clients/2",
            "POST /admin/realms/{realm}/users/{user-id}/role-mappings/clients/{client-id}",
            &[("realm", "shop"), ("user-id", "1"), ("client-id", "2")],
        ),
        (
            "GET",
            "/admin/realms/shop/group-by-path/a/b",
            "GET /admin/realms/{realm}/group-by-path/{path}",
            &[("realm", "shop"), ("path", "a/b")],
        ),
        ("GET", "/admin/serverinfo", "GET /admin/serverinfo", &[]),
        (
            "GET",
            "users/7f3a",
            USER,
            &[("realm", "{realm}"), ("user-id", "7f3a")],
        ),
        (
            "DELETE",
            "/admin/realms/shop/",
            "DELETE /admin/realms/{realm}",
            &[("realm", "shop")],
        ),
    ];
    for (method, address, name, parameters) in table {
        let found = permissions
            .find(method, address)
            .unwrap_or_else(|| panic!("{method} {address}"));
        assert_eq!(found.operation.to_string(), name, "{address}");
        let found: Vec<(&str, &str)> = found
            .parameters
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(found, parameters, "{address}");
    }
    for (method, address) in [
        ("PATCH", "/admin/realms/shop/users/1"),
        ("GET", "/admin/realms/shop/nothing/here"),
        ("GET", "/realms/shop/account"),
    ] {
        assert_eq!(
            permissions.find(method, address),
            None,
            "{method} {address}"
        );
    }
}

#[test]
fn an_older_spelling_names_the_same_operation() {
    let matrix = matrix();
    assert_eq!(
        matrix.operation("get /admin/realms/{realm}/users/{id}"),
        matrix.operation(USER)
    );
    assert_eq!(
        matrix.operation("GET /admin/realms/{realm}/users/profile/nothing"),
        None
    );
}

#[test]
fn words_find_operations() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    for (typed, first) in [
        (
            "reset password",
            "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        ),
        (
            "impersonate",
            "POST /admin/realms/{realm}/users/{user-id}/impersonation",
        ),
        ("GET users/7f3a", USER),
        ("GET /admin/realms/shop/users/7f3a", USER),
        ("count users", "GET /admin/realms/{realm}/users/count"),
        ("delete realm", "DELETE /admin/realms/{realm}"),
        (
            "client secret read",
            "GET /admin/realms/{realm}/clients/{client-uuid}/client-secret",
        ),
    ] {
        let found = permissions.search(typed);
        assert_eq!(
            found.first().map(ToString::to_string).as_deref(),
            Some(first),
            "{typed}"
        );
    }
    assert!(permissions.search("xyzzy").is_empty());
    assert_eq!(
        permissions.search("").len(),
        permissions.operations().count()
    );
}

#[test]
fn a_misspelled_operation_finds_the_nearest_one() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let nearest = |method: &str, path: &str| -> Option<String> {
        permissions.nearest(method, path).map(ToString::to_string)
    };
    assert_eq!(
        nearest("GET", "/admin/realms/acme/user/7f3a").as_deref(),
        Some(USER)
    );
    assert_eq!(
        nearest("PUT", "/admin/realms/{realm}/users/{id}/resetpassword").as_deref(),
        Some("PUT /admin/realms/{realm}/users/{user-id}/reset-password")
    );
    for path in [
        "/nowhere",
        "xyzzy",
        "/admin/realms/{realm}/things/{id}",
        "/",
        "",
    ] {
        assert_eq!(nearest("GET", path), None, "{path}");
    }
}

#[test]
fn a_stated_version_is_answered_by_a_measured_one() {
    let measured: Vec<Version> = ["24.0.5", "26.0.8", "26.4.7", "26.7.3"]
        .iter()
        .map(|text| version(text))
        .collect();
    for (stated, expected, fit) in [
        ("26.4.7", "26.4.7", Fit::Measured),
        ("26.4", "26.4.7", Fit::Measured),
        ("26", "26.7.3", Fit::Measured),
        ("v26.4.9", "26.4.7", Fit::SameLine),
        ("26.4.2", "26.4.7", Fit::SameLine),
        ("26.4.7.redhat-00001", "26.4.7", Fit::Measured),
        ("26.5.1", "26.4.7", Fit::Earlier),
        ("26.1", "26.0.8", Fit::Earlier),
        ("25.0.6", "24.0.5", Fit::Earlier),
        ("999.0.0-SNAPSHOT", "26.7.3", Fit::Earlier),
        ("19.0.1", "24.0.5", Fit::OlderThanMeasured),
    ] {
        let (index, found) =
            super::version::resolve(&measured, version(stated)).expect("some version");
        assert_eq!(
            (measured[index].to_string().as_str(), found),
            (expected, fit),
            "{stated}"
        );
    }
    for text in [
        "",
        "x",
        "26.x",
        "twenty",
        "-1",
        "26.7.3.4",
        "26.7.3.",
        "26.7.3.redhat.1x.2",
    ] {
        assert!(text.parse::<Version>().is_err(), "{text}");
    }
}

/// Computes the cost again in the simplest way.
fn cost(
    permissions: &Permissions<'_>,
    needed: &[&Operation],
    held: RoleSet,
) -> (usize, usize, usize) {
    let beyond: Vec<&Operation> = permissions
        .results(held)
        .filter(|(operation, state)| state.is_allowed() && !needed.contains(operation))
        .map(|(operation, _)| operation)
        .collect();
    (
        beyond.iter().filter(|operation| operation.writes()).count(),
        beyond.len(),
        held.len(),
    )
}

#[test]
fn no_set_of_up_to_three_roles_is_smaller_than_the_smallest() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let roles: Vec<RoleSet> = permissions.roles().singles().collect();
    let mut sets = vec![RoleSet::NONE];
    for _ in 0..3 {
        let longer: Vec<RoleSet> = sets
            .iter()
            .flat_map(|set| roles.iter().map(|role| set.union(*role)))
            .collect();
        sets.extend(longer);
        sets.sort_unstable();
        sets.dedup();
    }
    for names in [
        vec![USER],
        vec![USER, "GET /admin/realms/{realm}/clients"],
        vec![
            "GET /admin/realms/{realm}/users",
            "PUT /admin/realms/{realm}/users/{user-id}/reset-password",
        ],
        vec![
            "GET /admin/realms/{realm}/users/count",
            "GET /admin/realms/{realm}/groups/count",
        ],
        vec![
            "GET /admin/realms/{realm}/roles",
            "GET /admin/realms/{realm}/events",
        ],
        vec![
            "GET /admin/realms/{realm}/clients/{client-uuid}/evaluate-scopes/generate-example-access-token",
        ],
    ] {
        let needed: Vec<&Operation> = names.iter().map(|name| operation(&matrix, name)).collect();
        let smallest = permissions.smallest(&needed);
        let opens_all = |held: RoleSet| {
            needed.iter().all(|one| {
                permissions
                    .rule(one)
                    .is_some_and(|rule| rule.state(held) == State::Allowed)
            })
        };
        assert!(opens_all(smallest.roles), "{names:?}");
        let least = sets
            .iter()
            .copied()
            .filter(|set| opens_all(*set))
            .map(|set| cost(&permissions, &needed, set))
            .min();
        assert_eq!(
            Some(cost(&permissions, &needed, smallest.roles)),
            least,
            "{names:?}: {:?}",
            matrix.role_names(smallest.roles)
        );
        assert_eq!(
            smallest.also_allows.len(),
            cost(&permissions, &needed, smallest.roles).1
        );
    }
}

/// Tests random choices in every version and for tokens of both realms: tries every set of up to three roles.
#[test]
fn random_requests_are_answered_exactly() {
    let matrix = matrix();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or_default()
    };
    for version in matrix.versions() {
        for realm in [TokenRealm::Target, TokenRealm::Master] {
            let permissions = matrix.at(*version, realm);
            let all: Vec<&Operation> = permissions
                .operations()
                .filter(|one| {
                    permissions
                        .rule(one)
                        .is_some_and(|rule| !rule.sufficient.is_empty())
                })
                .collect();
            for count in [1, 3] {
                let needed: Vec<&Operation> = (0..count).map(|_| all[random(all.len())]).collect();
                let opens_all = |held: RoleSet| {
                    needed.iter().all(|one| {
                        permissions
                            .rule(one)
                            .is_some_and(|rule| rule.state(held) == State::Allowed)
                    })
                };
                let least = subsets(permissions.roles(), 3)
                    .filter(|set| opens_all(*set))
                    .map(|set| (cost(&permissions, &needed, set), matrix.role_names(set)))
                    .min();
                let smallest = permissions.smallest(&needed).roles;
                assert!(opens_all(smallest), "{needed:?}");
                let found = (
                    cost(&permissions, &needed, smallest),
                    matrix.role_names(smallest),
                );
                if smallest.len() <= 3 {
                    assert_eq!(Some(found), least, "{version}: {needed:?}");
                } else {
                    assert!(
                        least.is_none_or(|least| found < least),
                        "{version}: {needed:?}"
                    );
                }
            }
        }
    }
}

/// Every set of at most this many of these roles.
fn subsets(roles: RoleSet, most: usize) -> impl Iterator<Item = RoleSet> {
    let mut sets = vec![RoleSet::NONE];
    for role in roles.singles() {
        let more: Vec<RoleSet> = sets
            .iter()
            .filter(|set| set.len() < most)
            .map(|set| set.union(role))
            .collect();
        sets.extend(more);
    }
    sets.into_iter()
}

/// Counted on the data of 26.7.3: `manage-identity-providers` allows fewer operations than `view-realm`, but some of them write.
#[test]
fn what_only_reads_is_less_than_what_writes() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let roles = operation(&matrix, "GET /admin/realms/{realm}/roles");
    let role = |name: &str| matrix.role(name).expect("a role");
    let (broad, writing) = (role("view-realm"), role("manage-identity-providers"));
    assert!(permissions.reach(broad).all > permissions.reach(writing).all);
    assert_eq!(permissions.reach(broad).writing, 0);
    assert!(permissions.reach(writing).writing > 0);
    let least = permissions.smallest(&[roles]).roles;
    assert_eq!(matrix.role_names(least), ["view-realm"]);
    assert_eq!(
        permissions.least_addition(RoleSet::NONE, roles),
        Some(least),
        "an upgrade must show the same"
    );
}

#[test]
fn the_smallest_set_allows_least_even_with_more_roles() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let needed = [
        operation(&matrix, USER),
        operation(&matrix, "GET /admin/realms/{realm}/clients/{client-uuid}"),
    ];
    let smallest = permissions.smallest(&needed);
    // `realm-admin` alone would be only one role.
    let mut names = matrix.role_names(smallest.roles);
    names.sort_unstable();
    assert_eq!(names, ["view-clients", "view-users"]);
    for need in &smallest.needs {
        let expected = if need.role == "view-users" {
            needed[0]
        } else {
            needed[1]
        };
        assert_eq!(need.needed_for, [expected], "{}", need.role);
        assert!(
            need.also_allows.len() > 5
                && need
                    .also_allows
                    .iter()
                    .all(|(one, state)| *one != expected && state.is_allowed()),
            "{}",
            need.role
        );
    }
    let nothing = permissions.smallest(&[operation(&matrix, "POST /admin/realms")]);
    assert!(nothing.roles.is_empty());
    assert_eq!(nothing.impossible.len(), 1);
}

/// A composite role contains the roles that it includes, as far as the version has them.
#[test]
fn included_roles_count_as_assigned() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    let held = |name: &str| {
        let mut names =
            matrix.role_names(permissions.with_included(matrix.role(name).unwrap_or_default()));
        names.sort_unstable();
        names
    };
    assert_eq!(
        held("view-users"),
        ["query-groups", "query-users", "view-users"]
    );
    assert_eq!(held("manage-users"), ["manage-users"]);
    let all = matrix.role("realm-admin").expect("a role");
    assert_eq!(permissions.with_included(all), permissions.roles());
}

/// The data shows what changes between versions; a small matrix shows that the comparison finds it.
#[test]
fn an_upgrade_stops_and_opens_operations() {
    let json = r#"{"versions":["26.4.7","26.5.6"],
        "roles":[{"name":"query-users","versions":["26.4.7","26.5.6"]},{"name":"view-realm","versions":["26.4.7","26.5.6"]}],
        "operations":[
            {"operation":"GET /admin/realms/{realm}/roles","does":"list roles","java":"R.list","ranges":[
                {"versions":["26.4.7","26.4.7"],"sufficient":[["query-users"],["view-realm"]]},
                {"versions":["26.5.6","26.5.6"],"sufficient":[["view-realm"]]}]},
            {"operation":"GET /admin/realms/{realm}/users","does":"list users","java":"U.list","ranges":[
                {"versions":["26.4.7","26.4.7"],"sufficient":[["query-users"]]},
                {"versions":["26.5.6","26.5.6"],"reduced":[["query-users"]]}]},
            {"operation":"GET /admin/realms/{realm}/gone","does":"go","java":"G.go","ranges":[
                {"versions":["26.4.7","26.4.7"],"sufficient":[["query-users"]]}]},
            {"operation":"GET /admin/realms/{realm}/new","does":"come","java":"N.come","ranges":[
                {"versions":["26.5.6","26.5.6"],"sufficient":[["query-users"]]}]},
            {"operation":"GET /admin/realms/{realm}/same","does":"stay","java":"S.stay","ranges":[
                {"versions":["26.4.7","26.5.6"],"sufficient":[["query-users"]]}]},
            {"operation":"GET /admin/realms/{realm}/dark","does":"hide","java":"D.hide","ranges":[
                {"versions":["26.4.7","26.4.7"],"sufficient":[["query-users"]]},
                {"versions":["26.5.6","26.5.6"],"unmeasured":"answers 501 to everybody"}]}]}"#;
    let matrix = Matrix::from_json(json).expect("the matrix is read");
    let held = matrix.role_set(["query-users"]).expect("a role");
    let upgrade = matrix.compare(version("26.4"), version("26.5"), TokenRealm::Target, held);
    let listed = |changes: &[super::Change<'_>]| -> Vec<(String, Option<State>, Option<State>)> {
        changes
            .iter()
            .map(|change| (change.operation.slug(), change.before, change.after))
            .collect()
    };
    assert_eq!(
        listed(&upgrade.stops),
        [
            (
                "get-roles".to_owned(),
                Some(State::Allowed),
                Some(State::Denied)
            ),
            (
                "get-users".to_owned(),
                Some(State::Allowed),
                Some(State::Partial)
            ),
            ("get-gone".to_owned(), Some(State::Allowed), None),
        ]
    );
    assert_eq!(
        listed(&upgrade.newly_allowed),
        [("get-new".to_owned(), None, Some(State::Allowed))]
    );
    assert_eq!(
        listed(&upgrade.unmeasured),
        [(
            "get-dark".to_owned(),
            Some(State::Allowed),
            Some(State::Unknown)
        )]
    );
    let changed = matrix.changed(version("26.4"), version("26.5"), TokenRealm::Target);
    let changed: Vec<String> = changed
        .iter()
        .map(|changed| changed.operation.slug())
        .collect();
    assert_eq!(
        changed,
        ["get-roles", "get-users", "get-gone", "get-new", "get-dark"]
    );
    let newer = matrix.at(version("26.5"), TokenRealm::Target);
    let added = newer.least_addition(held, operation(&matrix, "GET /admin/realms/{realm}/roles"));
    assert_eq!(
        added.map(|roles| matrix.role_names(roles)),
        Some(vec!["view-realm"])
    );
    assert_eq!(
        newer.least_addition(held, operation(&matrix, "GET /admin/realms/{realm}/users")),
        None
    );
    let other = matrix.role_set(["view-realm"]).expect("a role");
    let none = matrix.compare(version("26.4"), version("26.5"), TokenRealm::Target, other);
    assert!(none.stops.is_empty() && none.newly_allowed.is_empty());
}

/// Read on real servers: 26.7 returns the user profile to fewer roles, and leaves role mappings out that the caller may not see.
#[test]
fn the_upgrade_to_26_7_stops_what_was_measured() {
    let matrix = matrix();
    let stops = |role: &str| -> Vec<(String, Option<State>)> {
        let held = matrix.role_set([role]).expect("a role");
        let upgrade = matrix.compare(version("26.5"), version("26.7"), TokenRealm::Target, held);
        upgrade
            .stops
            .iter()
            .map(|change| (change.operation.slug(), change.after))
            .collect()
    };
    assert!(stops("view-clients").contains(&("get-users-profile".to_owned(), Some(State::Denied))));
    assert!(stops("view-users").contains(&(
        "get-users-user-id-role-mappings".to_owned(),
        Some(State::Partial)
    )));
    assert!(stops("realm-admin").is_empty());
}

#[test]
fn paths_outside_of_admin_realms_are_found() {
    let matrix = matrix();
    let permissions = matrix.newest(TokenRealm::Target);
    for (method, address, operation) in [
        (
            "GET",
            "https://sso.example/auth/admin/api/shop/clients/v2/my-app",
            "GET /admin/api/{realm}/clients/v2/{id}",
        ),
        (
            "POST",
            "/admin/api/shop/clients/v2",
            "POST /admin/api/{realm}/clients/v2",
        ),
        (
            "GET",
            "https://sso.example/admin/shop/console/whoami?currentRealm=shop",
            "GET /admin/{realm}/console/whoami",
        ),
        (
            "POST",
            "https://sso.example/admin/realms/shop/user-storage/7f3a/unlink-users",
            "POST /admin/realms/{realm}/user-storage/{id}/unlink-users",
        ),
    ] {
        let found = permissions.find(method, address).expect(address);
        assert_eq!(found.operation.to_string(), operation);
    }
    for address in [
        "/admin/api/shop/clients",
        "/admin/shop/console",
        "/admin/api/v2",
    ] {
        assert!(permissions.find("GET", address).is_none(), "{address}");
    }
}
