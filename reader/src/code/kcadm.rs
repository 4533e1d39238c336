//! Finds requests that `kcadm.sh` commands send.
//!
//! Follows the sources (`AbstractRequestCmd`, `SetPasswordCmd`, `AddRolesCmd`, `RemoveRolesCmd`, `GetRolesCmd`,
//! `HttpUtil.composeResourceUrl`): a resource is below the realm unless it starts with `realms` or is `serverinfo`; setting single
//! attributes reads the resource first; names are looked up before their IDs are used.

use std::collections::HashSet;

use super::{call::Call, path::below_realm, scan::Text};

/// The reason why a command of `kcadm.sh` counts.
pub const OF_KCADM: &str = "a command of kcadm.sh";

/// The maximum length of a command.
const LONGEST_COMMAND: usize = 2_000;

/// Options of the commands that take no value; all others take one.
const FLAGS: [&str; 26] = [
    "-o",
    "--output",
    "-i",
    "--id",
    "-H",
    "--print-headers",
    "-c",
    "--compressed",
    "-x",
    "-m",
    "--merge",
    "-n",
    "--no-merge",
    "-t",
    "--temporary",
    "--noquotes",
    "--no-config",
    "--insecure",
    "-v",
    "--help",
    "--effective",
    "--available",
    "--all",
    "--raw",
    "--pretty",
    "--print",
];

/// Every command in the text.
pub(super) fn calls(text: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut names: Vec<usize> = ["kcadm", "KCADM"]
        .into_iter()
        .flat_map(|name| text.match_indices(name))
        .map(|(at, _)| at)
        .collect();
    if !names.is_empty() {
        names.extend(of_other_names(Text(text)));
    }
    names.sort_unstable();
    for at in names {
        let line = Text(text).slice(at, at + LONGEST_COMMAND);
        let line = line.lines().next().unwrap_or_default();
        let mut add = |method, path: String| calls.push(Call { at, method, path });
        command(line, &mut add);
    }
    calls
}

/// The places of commands through a variable or a function of the shell that stands for kcadm.sh: `KC=/opt/keycloak/bin/kcadm.sh`,
/// `kc() { docker exec keycloak kcadm.sh "$@"; }`.
fn of_other_names(text: Text<'_>) -> Vec<usize> {
    let (mut variables, mut functions) = (HashSet::new(), HashSet::new());
    for line in text.0.lines() {
        let Some(at) = line.to_ascii_lowercase().find("kcadm") else {
            continue;
        };
        let head = line.get(..at).unwrap_or_default();
        let trimmed = head.trim_start();
        let trimmed = ["export ", "readonly ", "local ", "alias ", "ENV ", "- "]
            .iter()
            .find_map(|word| trimmed.strip_prefix(word))
            .unwrap_or(trimmed);
        let name = Text(trimmed).word_at(0);
        let rest = trimmed.get(name.len()..).unwrap_or_default();
        if name.is_empty() || name.to_ascii_lowercase().contains("kcadm") {
            continue;
        }
        if rest.starts_with('=') && !rest.contains("$(") {
            variables.insert(name);
        } else if rest.trim_start().starts_with("()") && line.contains("\"$@\"") {
            functions.insert(name);
        }
    }
    if variables.is_empty() && functions.is_empty() {
        return Vec::new();
    }
    text.words()
        .filter(|(at, word)| {
            let before = text.before(*at);
            let is_variable = before == b'$' || before == b'{' && text.before(at - 1) == b'$';
            is_variable && variables.contains(word)
                || !is_variable && functions.contains(word) && text.at(at + word.len()) == b' '
        })
        .map(|(at, _)| at)
        .collect()
}

/// One command: the line from its name on.
fn command(line: &str, add: &mut impl FnMut(&'static str, String)) {
    // A list of another program: `["kcadm.sh", "get", "users"]`, `kcadm("get", "users")`.
    let name = line
        .find(|letter: char| !(letter.is_ascii_alphanumeric() || "._-".contains(letter)))
        .unwrap_or(line.len());
    let rest = line.get(name..).unwrap_or_default();
    let is_list = rest.starts_with("(\"")
        || rest.starts_with("('")
        || rest.starts_with("\",")
        || rest.starts_with("',");
    let separates = |letter: char| letter.is_whitespace() || is_list && ",[(".contains(letter);
    let words: Vec<&str> = rest
        .split(separates)
        .take_while(|word| !["|", "||", "&&", ";", ">", ">>", "#"].contains(word))
        .map(|word| word.trim_matches(|letter| "\"'`)];".contains(letter)))
        .filter(|word| !["", "}"].contains(word))
        .collect();
    let Some((verb, arguments)) = words.split_first() else {
        return;
    };
    let has = |names: &[&str]| {
        arguments
            .iter()
            .any(|word| names.contains(&word.split('=').next().unwrap_or_default()))
    };
    let method = match *verb {
        "get" => "GET",
        "create" => "POST",
        "update" => "PUT",
        "delete" => "DELETE",
        "set-password" => {
            if has(&["--username"]) {
                add("GET", below_realm("users"));
            }
            add("PUT", below_realm("users/{}/reset-password"));
            return;
        }
        "get-roles" => return roles_of(&has, add),
        "add-roles" => return roles("POST", &has, add),
        "remove-roles" => return roles("DELETE", &has, add),
        _ => return,
    };
    let Some(resource) = resource(arguments) else {
        return;
    };
    let path = address(resource);
    let sets =
        has(&["-s", "--set", "-d", "--delete"]) && !has(&["-f", "--file", "-n", "--no-merge"]);
    if method == "PUT" && (sets || has(&["-m", "--merge"])) {
        add("GET", path.clone());
    }
    add(method, path.clone());
    match method {
        "POST" if has(&["-o", "--output"]) => add("GET", format!("{path}/{{}}")),
        "PUT" if has(&["-o", "--output"]) => add("GET", path),
        _ => {}
    }
}

/// The first word that is neither an option nor an option's value.
fn resource<'t>(arguments: &[&'t str]) -> Option<&'t str> {
    let mut arguments = arguments.iter();
    while let Some(word) = arguments.next() {
        if !word.starts_with('-') {
            return (!word.is_empty()).then_some(word);
        }
        if !word.contains('=') && !FLAGS.contains(word) {
            arguments.next();
        }
    }
    None
}

fn address(resource: &str) -> String {
    let path = resource.split('?').next().unwrap_or_default();
    if path.contains("://") {
        path.to_owned()
    } else if path == "realms" || path.starts_with("realms/") || path == "serverinfo" {
        format!("/admin/{path}")
    } else {
        below_realm(path)
    }
}

/// Reads `add-roles` and `remove-roles` for a user or a group. (For a composite role they differ by version, and are left out.)
fn roles(
    method: &'static str,
    has: &impl Fn(&[&str]) -> bool,
    add: &mut impl FnMut(&'static str, String),
) {
    let holder = if has(&["--uusername", "--uid"]) {
        "users"
    } else if has(&["--gname", "--gpath", "--gid"]) {
        "groups"
    } else {
        return;
    };
    if has(&["--uusername", "--gname", "--gpath"]) {
        add("GET", below_realm(holder));
    }
    if has(&["--cclientid"]) {
        add("GET", below_realm("clients"));
    }
    if has(&["--cclientid", "--cid"]) {
        add("GET", below_realm("clients/{}/roles"));
        add(
            method,
            below_realm(&format!("{holder}/{{}}/role-mappings/clients/{{}}")),
        );
    } else {
        add("GET", below_realm("roles"));
        add(
            method,
            below_realm(&format!("{holder}/{{}}/role-mappings/realm")),
        );
    }
}

/// Reads `get-roles` of a user, a group, a composite role, a client, or the realm.
fn roles_of(has: &impl Fn(&[&str]) -> bool, add: &mut impl FnMut(&'static str, String)) {
    let of_client = has(&["--cclientid", "--cid"]);
    if has(&["--cclientid"]) {
        add("GET", below_realm("clients"));
    }
    let holder = if has(&["--uusername", "--uid"]) {
        Some("users")
    } else if has(&["--gname", "--gpath", "--gid"]) {
        Some("groups")
    } else {
        None
    };
    if let Some(holder) = holder {
        if has(&["--uusername", "--gname", "--gpath"]) {
            add("GET", below_realm(holder));
        }
        let mut path = format!("{holder}/{{}}/role-mappings");
        if of_client {
            path.push_str("/clients/{}");
        } else if !has(&["--all"]) {
            path.push_str("/realm");
        }
        if has(&["--available"]) {
            path.push_str("/available");
        } else if has(&["--effective"]) {
            path.push_str("/composite");
        }
        return add("GET", below_realm(&path));
    }
    let path = if has(&["--rname", "--rid"]) {
        let role = if has(&["--rname"]) {
            "roles/{}"
        } else {
            "roles-by-id/{}"
        };
        let of = match (of_client, has(&["--all"])) {
            (true, _) => "/composites/clients/{}",
            (false, true) => "/composites",
            (false, false) => "/composites/realm",
        };
        format!("{role}{of}")
    } else {
        let list = if of_client {
            "clients/{}/roles"
        } else {
            "roles"
        };
        if has(&["--rolename", "--roleid"]) {
            format!("{list}/{{}}")
        } else {
            list.to_owned()
        }
    };
    add("GET", below_realm(&path));
}

#[cfg(test)]
mod tests {
    use crate::code::tests::{PASSWORD, USER, assert_found};

    #[test]
    fn kcadm_commands() {
        assert_found(&[
            ("kcadm.sh get users -r demo", &["GET users"]),
            (
                "/opt/keycloak/bin/kcadm.sh create users -r demo -s username=a -s enabled=true",
                &["POST users"],
            ),
            (
                "$KCADM delete -r demo users/$ID",
                &["DELETE users/{user-id}"],
            ),
            (
                "kcadm.sh update users/1 -r demo -s enabled=false",
                &[USER, "PUT users/{user-id}"],
            ),
            (
                "kcadm.sh update users/1/reset-password -r demo -s type=password -n",
                &[PASSWORD],
            ),
            (
                "kcadm.sh update realms/demo -f realm.json",
                &["PUT /admin/realms/{realm}"],
            ),
            (
                "kcadm.sh get realms && kcadm.sh get serverinfo",
                &["GET /admin/realms", "GET /admin/serverinfo"],
            ),
            (
                "kcadm.sh set-password -r demo --username a --new-password b",
                &["GET users", PASSWORD],
            ),
            (
                "kcadm.sh add-roles -r demo --uusername a \\\n  --cclientid realm-management --rolename view-users",
                &[
                    "GET users",
                    "GET clients",
                    "GET clients/{client-uuid}/roles",
                    "POST users/{user-id}/role-mappings/clients/{client-id}",
                ],
            ),
            (
                "kcadm.sh remove-roles -r demo --gid 1 --rolename x",
                &["GET roles", "DELETE groups/{group-id}/role-mappings/realm"],
            ),
            (
                "ID=$(kcadm.sh get clients -r demo -q clientId=a --fields id --format csv --noquotes)",
                &["GET clients"],
            ),
            (
                "kcadm.sh config credentials --server http://localhost:8080 --realm master",
                &[],
            ),
            // Other names, and lists of other programs.
            (
                "KC=/opt/keycloak/bin/kcadm.sh\n\"$KC\" get groups -r demo\n${KC} delete users/$ID -r demo",
                &["GET groups", "DELETE users/{user-id}"],
            ),
            (
                "kc() { kubectl exec -i keycloak-0 -- /opt/keycloak/bin/kcadm.sh \"$@\"; }\nkc create roles -r demo -s name=x",
                &["POST roles"],
            ),
            (
                "subprocess.run([\"kcadm.sh\", \"get\", \"users\", \"-r\", \"demo\"])",
                &["GET users"],
            ),
            (
                "execa('kcadm.sh', ['create', 'groups', '-r', 'demo'])",
                &["POST groups"],
            ),
            // A value of a command is no command.
            (
                "OUT=$(kcadm.sh get realms)\necho $OUT get users",
                &["GET /admin/realms"],
            ),
        ]);
    }
}
