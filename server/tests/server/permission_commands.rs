//! Tests `operations`, `roles`, and `upgrade`.

use std::io::Write;
use std::process::{Output, Stdio};

use permissions::TokenRealm;
use serde_json::Value;
use server::knowledge::matrix;

use crate::binary::{stderr, stdout, why403};

const USER: &str = "GET /admin/realms/{realm}/users/{user-id}";
const CLIENT: &str = "GET /admin/realms/{realm}/clients/{client-uuid}";

fn run(arguments: &[&str]) -> Output {
    why403().args(arguments).output().unwrap()
}

/// Runs `why403 roles --from-file -` with this input.
fn from_file(bytes: &[u8]) -> Output {
    let mut child = why403()
        .args(["roles", "--keycloak", "26.7.3", "--from-file", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    child.wait_with_output().unwrap()
}

/// The output of a command that succeeds.
fn output_of(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn json(arguments: &[&str]) -> Value {
    let output = run(&[arguments, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)))
}

#[track_caller]
fn has(text: &str, part: &str) {
    assert!(text.contains(part), "“{part}” is not in: {text}");
}

#[track_caller]
fn refused(arguments: &[&str], part: &str) {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert_eq!(stdout(&output), "");
    has(&stderr(&output), part);
}

#[test]
fn every_operation_names_its_roles_or_why_they_are_unknown() {
    let text = output_of(&["operations", "--keycloak", "26.7.3"]);
    has(
        &text,
        "POST /admin/realms\n  no role of realm-management; of master: create-realm\n",
    );
    has(&text, "/client-types\n  not measured: returns 501");
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let bare = !line.starts_with(' ') && lines.peek().is_none_or(|next| !next.starts_with(' '));
        assert!(!bare, "nothing is said about {line}");
    }
    let master = output_of(&[
        "operations",
        "--keycloak",
        "26.7.3",
        "--token-realm",
        "master",
    ]);
    has(&master, "POST /admin/realms\n  needs: ");

    // Scripts rely on the three fields; further fields are optional.
    let list = json(&["operations", "--keycloak", "26.7.3"]);
    for entry in list.as_array().unwrap() {
        let has_all = ["operation", "sufficient", "reduced"]
            .iter()
            .all(|field| !entry[field].is_null());
        assert!(has_all, "{entry}");
        let known = entry["sufficient"] != Value::Array(Vec::new());
        assert!(
            known || !entry["unmeasured"].is_null() || !entry["of_master"].is_null(),
            "{entry}"
        );
    }
}

#[test]
fn operations_without_a_realm_role_name_those_of_master() {
    let create = [
        "roles",
        "--keycloak",
        "26.7.3",
        "--operation",
        "POST /admin/realms",
    ];
    let text = output_of(&create);
    has(&text, "No role of realm-management allows these operations");
    has(&text, "with create-realm (--token-realm master)");
    assert!(!text.contains("Smallest set"), "{text}");
    let answer = json(&create);
    assert_eq!(answer["impossible"][0], "POST /admin/realms");
    assert_eq!(answer["with_master"][0]["roles"][0], "create-realm");
    let text = output_of(&[&create[..], &["--token-realm", "master"]].concat());
    has(&text, "Smallest role set (Keycloak 26.7.3): create-realm");

    let text = output_of(&[
        "roles",
        "--keycloak",
        "26.7.3",
        "--operation",
        "GET /admin/realms/{realm}/client-types",
    ]);
    has(&text, "could not be measured");
    has(&text, "client-types: returns 501 for every caller");
    assert!(!text.contains("Smallest set"), "{text}");
}

#[test]
fn further_operations_are_listed_by_area() {
    let both = [
        "roles",
        "--keycloak",
        "26.7.3",
        "--operation",
        USER,
        "--operation",
        CLIENT,
    ];
    let answer = json(&both);
    let text = output_of(&both);
    for need in answer["needs"].as_array().unwrap() {
        let count = |field: &str| need[field].as_array().unwrap().len();
        let (whole, cut) = (count("also_opens"), count("also_reduced"));
        assert!(whole > 0 && cut > 0, "{need:#}");
        has(
            &text,
            &format!("It also allows {} other operations, ", whole + cut),
        );
        has(&text, &format!(", {cut} with a partial response:\n"));
        // Partial responses are not listed among the full ones.
        let states = answer["also_opens"].as_array().unwrap();
        for name in need["also_opens"].as_array().unwrap() {
            assert!(
                states
                    .iter()
                    .any(|one| one["operation"] == *name && one["state"] == "open"),
                "{name}"
            );
        }
    }
    let all = answer["also_opens"].as_array().unwrap().len();
    has(
        &text,
        &format!("Together they also allow {all} other operations"),
    );
    // The parts add up to the total.
    let line = text.lines().last().unwrap();
    let sum: usize = line
        .trim()
        .split(", ")
        .filter_map(|part| part.split(' ').nth(1)?.parse::<usize>().ok())
        .sum();
    assert_eq!(sum, all, "{line}");
}

#[test]
fn a_build_fails_for_operations_that_need_more_than_these_roles() {
    let most = |more: &[&'static str]| {
        let common = [
            "roles",
            "--keycloak",
            "26.7.3",
            "--operation",
            USER,
            "--operation",
            CLIENT,
        ];
        run(&[&common[..], more].concat())
    };
    let fails = most(&["--fail-if-more-than", "view-users"]);
    assert_eq!(fails.status.code(), Some(1));
    has(
        &stdout(&fails),
        "Needs more than --fail-if-more-than allows\n  GET /admin/realms/{realm}/clients/{client-uuid}: view-clients\n",
    );
    let passes = most(&[
        "--fail-if-more-than",
        "view-users",
        "--fail-if-more-than",
        "view-clients",
    ]);
    assert_eq!(passes.status.code(), Some(0), "{}", stdout(&passes));
    let unknown = most(&["--fail-if-more-than", "view-everything"]);
    assert_eq!(unknown.status.code(), Some(2));
    has(&stderr(&unknown), "--fail-if-more-than: ");
}

#[test]
fn a_role_that_such_a_token_never_contains_is_an_error() {
    let upgrade = ["upgrade", "--from", "26.5", "--to", "26.7", "--role"];
    let with = |more: &[&'static str]| [&upgrade[..], more].concat();
    refused(
        &with(&["admin"]),
        "it counts only with --token-realm master",
    );
    refused(&with(&["create-realm"]), "--token-realm master");
    refused(
        &with(&["realm-admin", "--token-realm", "master"]),
        "use the realm role admin",
    );
    let output = run(&with(&["admin", "--token-realm", "master"]));
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let text = stdout(&run(&with(&["view-organizations"])));
    has(&text, "Keycloak 26.5.6 has no role view-organizations.");
}

#[test]
fn an_upgrade_lists_a_role_once_and_folds_unmeasured_operations() {
    let twice = [
        "upgrade",
        "--from",
        "26.7.3",
        "--to",
        "26.7.3",
        "--role",
        "view-users",
        "--role",
        "view-users",
    ];
    let text = output_of(&twice);
    has(&text, "With view-users, from");
    assert!(!text.contains("not measured → not measured"), "{text}");
    has(&text, "unknown, not measured in either version: ");
    has(&text, "returns 501 for every caller");
    assert!(text.lines().count() < 12, "{text}");
    let answer = json(&twice);
    assert_eq!(answer["roles"].as_array().unwrap().len(), 1);
    assert!(answer["unmeasured"].as_array().unwrap().len() > 5);
    // Operations that were measured on one side are listed one by one.
    let text = stdout(&run(&[
        "upgrade",
        "--from",
        "26.5",
        "--to",
        "26.7",
        "--role",
        "view-users",
    ]));
    has(&text, "/workflows: not measured → denied\n");
}

#[test]
fn a_missing_operation_is_reported_with_suggestions() {
    let roles =
        |operation: &'static str| ["roles", "--keycloak", "26.7.3", "--operation", operation];
    refused(&roles(""), "--operation is empty");
    refused(
        &roles("reset password"),
        "did you mean --operation \"PUT /admin/realms/{realm}/users/{user-id}/reset-password\"?",
    );
    refused(
        &roles("GET /admin/realms/acme/user/1"),
        "did you mean --operation \"GET /admin/realms/{realm}/users/{user-id}\"",
    );
    refused(&roles("xyzzy"), "run why403 operations");
    refused(&["roles", "--keycloak", "26.7.3"], "--from-file");
    refused(
        &["operations", "--keycloak", "26.7.3.4"],
        "is not a Keycloak version",
    );
}

#[test]
fn files_of_any_encoding_are_read_and_empty_ones_reported() {
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            "GET /admin/realms/acme/users/1\r\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    has(&stdout(&from_file(&utf16)), "26.7.3): view-users\n");

    let output = from_file(b"PATCH /admin/realms/acme/users/1\n");
    assert_eq!(output.status.code(), Some(1));
    has(
        &stdout(&output),
        "line 1: this Keycloak version has no operation PATCH /admin/realms/acme/users/1",
    );

    has(&stdout(&output), "no request was understood");

    let output = from_file(b"GET /admin/realms/acme/nonsense\nGET /admin/serverinfo\n");
    let text = stdout(&output);
    assert!(
        !text.contains("No role is required (") && !text.contains("Smallest"),
        "{text}"
    );

    let output = from_file(b"hello\n");
    assert_eq!(output.status.code(), Some(2));
    has(&stderr(&output), "Why403 recognizes paths");
    has(&stderr(&output), "gocloak");

    let code = b"import org.keycloak.admin.client.Keycloak;\nUsersResource users = realm.users(); \
     users.get(id).remove(); users.fly();";
    let text = stdout(&from_file(code));
    has(
        &text,
        "At least these roles (Keycloak 26.7.3): manage-users\n",
    );
    has(&text, "line 2: the requests of users.fly are unknown");
}

#[test]
fn check_reports_unused_values_and_the_version_in_use() {
    let check = |more: &[&'static str]| {
        let common = [
            "check",
            "--url",
            "http://127.0.0.1:1",
            "--realm",
            "a",
            "--client-id",
            "b",
        ];
        why403()
            .args(common)
            .args(more)
            .env("WHY403_CLIENT_SECRET", "x")
            .output()
            .unwrap()
    };
    let output = check(&["--user-id", "1", "--param", "foo=2"]);
    assert_eq!(output.status.code(), Some(2));
    has(&stderr(&output), "has no {foo}; its parameter is user-id");
    let output = check(&["--operation", "GET /admin/realms", "--param", "foo=2"]);
    has(&stderr(&output), "the realm is its only parameter");
    for (operation, value) in [
        (CLIENT, "client-uuid=1"),
        // As older versions spell it, and in braces.
        ("GET /admin/realms/{realm}/users/{id}", "{id}=1"),
    ] {
        let output = check(&["--operation", operation, "--param", value]);
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    }
    let output = check(&["--user-id", "1", "--keycloak", "26.9"]);
    has(&stderr(&output), "No data for 26.9. Showing 26.7.5, ");
    let output = check(&["--user-id", "1", "--keycloak", "26.7"]);
    assert!(!stderr(&output).contains("No data for"));
}

#[test]
fn a_cause_an_operation_and_a_role_are_explained_in_three_formats() {
    let cause = output_of(&["explain", "missing-role"]);
    has(&cause, "(missing-role)");
    has(&cause, "How to fix it\n  1. ");
    has(
        &output_of(&["explain", "missing-role", "--format", "markdown"]),
        "\n## How to fix it\n\n1. ",
    );
    assert_eq!(json(&["explain", "missing-role"])["code"], "missing-role");

    let operation = json(&["explain", USER, "--keycloak", "26.7.3"]);
    assert_eq!(operation["kind"], "operation");
    assert_eq!(
        operation["sufficient"][0],
        serde_json::json!(["view-users"])
    );
    // A path with values is the same operation.
    let path = json(&[
        "explain",
        "get /admin/realms/acme/users/17",
        "--keycloak",
        "26.7.3",
    ]);
    assert_eq!(path["operation"], USER);

    let guarded = "POST /admin/realms/{realm}/users/{user-id}/impersonation";
    let condition = "the target user holds admin roles that the caller lacks";
    let text = output_of(&["explain", guarded]);
    has(&text, "Also denied when");
    has(&text, &format!("{condition}: 403 on 26.7.5. Allowed on"));
    let guards = &json(&["explain", guarded])["also_denied"];
    let guards = guards.as_array().unwrap();
    let guard = guards
        .iter()
        .find(|guard| guard["when"] == condition)
        .unwrap();
    assert_eq!(guard["cause"], "target-more-powerful");
    assert_eq!(guard["statuses"]["26.7.5"], 403);

    let role = json(&["explain", "view-users", "--keycloak", "26.7.3"]);
    assert_eq!(role["kind"], "role");
    assert_eq!(
        role["includes"],
        serde_json::json!(["query-groups", "query-users"])
    );
    assert!(
        role["allows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|operation| operation == USER)
    );
}

#[test]
fn unknown_subjects_get_suggestions() {
    refused(&["explain", "missing-roles-x"], "missing-role");
    refused(
        &["explain", "xyzzy"],
        "not a cause code, an operation, or a role",
    );
}

#[test]
fn the_files_of_a_directory_share_a_client() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared-client");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("app")).unwrap();
    let client = "class ApiClient:\n    def __init__(self, url, realm):\n        self.base = f\"{url}/admin/realms/{realm}\"\n\n    def get(self, path):\n        return requests.get(self.base + path)\n";
    // This file never mentions Keycloak.
    let users = "from .client import ApiClient\n\ndef users(api: ApiClient):\n    return api.get(\"/users\")\n";
    std::fs::write(folder.join("app/client.py"), client).unwrap();
    std::fs::write(folder.join("app/users.py"), users).unwrap();
    let directory = folder.to_str().unwrap();
    let answer = json(&["roles", "--keycloak", "26.7.5", "--from-dir", directory]);
    assert_eq!(answer["complete"], true, "{answer}");
    assert_eq!(answer["found"][0]["file"], "app/users.py");
    assert_eq!(
        answer["found"][0]["operation"],
        "GET /admin/realms/{realm}/users"
    );
}

#[test]
fn a_directory_is_read_as_git_sees_it_with_a_table_for_each_file() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("from-dir");
    let _ = std::fs::remove_dir_all(&folder);
    let files: [(&str, &[u8]); 6] = [
        (".gitignore", b"vendor/\n"),
        (
            "src/users.js",
            b"fetch(`/admin/realms/${r}/users/${id}`, { method: 'DELETE' })\n",
        ),
        (
            ".github/workflows/sync.yml",
            b"- run: kcadm.sh get groups -r acme\n",
        ),
        ("vendor/lib.js", b"fetch(`/admin/realms/${r}/clients`)\n"),
        ("image.png", b"\x89PNG\0 admin/realms/acme/roles"),
        ("README.md", b"no requests here\n"),
    ];
    for (name, content) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let directory = folder.to_str().unwrap();
    let arguments = ["roles", "--keycloak", "26.7.5", "--from-dir", directory];
    let text = output_of(&arguments);
    has(&text, "Smallest role set (Keycloak 26.7.5): manage-users\n");
    has(
        &text,
        "\nsrc/users.js\n      1  DELETE /admin/realms/{realm}/users/{user-id}\n",
    );
    let answer = json(&arguments);
    assert_eq!(answer["complete"], true);
    let found: Vec<(&str, &str)> = answer["found"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| {
            (
                place["file"].as_str().unwrap(),
                place["operation"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (
                ".github/workflows/sync.yml",
                "GET /admin/realms/{realm}/groups"
            ),
            (
                "src/users.js",
                "DELETE /admin/realms/{realm}/users/{user-id}"
            ),
        ]
    );

    let denied = run(&[&arguments[..], &["--fail-if-more-than", "view-users"]].concat());
    assert_eq!(denied.status.code(), Some(1));
    has(
        &stdout(&denied),
        "DELETE /admin/realms/{realm}/users/{user-id}: manage-users",
    );
    refused(
        &[
            "roles",
            "--keycloak",
            "26.7.5",
            "--from-dir",
            "/nowhere-at-all",
        ],
        "no such directory",
    );
}

#[test]
fn an_upgrade_to_an_announced_release_lists_the_announcements_with_their_grade() {
    let arguments = |to: &'static str| {
        [
            "upgrade",
            "--from",
            "26.5.6",
            "--to",
            to,
            "--role",
            "view-users",
        ]
    };
    let text = stdout(&run(&arguments("26.8.2")));
    has(
        &text,
        "  26.8.2 (announced): The Admin API accepts only tokens whose audience",
    );
    let output = run(&[&arguments("26.8.2")[..], &["--format", "json"]].concat());
    let answer: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let notes = answer["besides"].as_array().unwrap();
    let audience: Vec<_> = notes
        .iter()
        .filter(|note| note["cause"] == "admin-audience-missing")
        .collect();
    assert_eq!(audience.len(), 1, "{notes:?}");
    assert_eq!(audience[0]["version"], "26.8.2");
    assert_eq!(audience[0]["grade"], "announced");
    assert!(
        audience[0]["source"]
            .as_str()
            .unwrap()
            .starts_with("https://www.keycloak.org/")
    );
    let text = stdout(&run(&arguments("26.7.5")));
    assert!(!text.contains("26.8.2"), "{text}");
    // The newest measured data stands for the announced release, which proves nothing about its required roles.
    let same = [
        "upgrade",
        "--from",
        "26.7.5",
        "--to",
        "26.8.2",
        "--role",
        "view-users",
    ];
    let text = stdout(&run(&same));
    has(&text, "differences in required roles are not known");
    assert!(!text.contains("no required role changes"), "{text}");
}

#[test]
fn without_a_version_the_commands_use_the_newest_measured_one() {
    let newest = matrix().unwrap().newest(TokenRealm::Target).version_name();
    for command in [
        &["operations", "--format", "json"][..],
        &["roles", "--operation", CLIENT, "--format", "json"],
    ] {
        let chosen = [command, &["--keycloak", &newest]].concat();
        assert_eq!(output_of(command), output_of(&chosen));
    }
    has(
        &output_of(&["roles", "--operation", CLIENT]),
        &format!("(Keycloak {newest})"),
    );
}
