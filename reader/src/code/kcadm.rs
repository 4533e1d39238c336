//! Finds requests that `kcadm.sh` commands send.
//!
//! Follows the sources (`AbstractRequestCmd`, `SetPasswordCmd`, `AddRolesCmd`, `RemoveRolesCmd`, `GetRolesCmd`,
//! `HttpUtil.composeResourceUrl`): a resource is below the realm unless it starts with `realms` or is `serverinfo`; setting single
//! attributes reads the resource first; names are looked up before their IDs are used.

use super::{Call, path::below_realm, scan::Text};

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
    names.sort_unstable();
    for at in names {
        let line = Text(text).slice(at, at + LONGEST_COMMAND);
        let line = line.lines().next().unwrap_or_default();
        let mut add = |method, path: String| calls.push(Call { at, method, path });
        command(line, &mut add);
    }
    calls
}

/// One command: the line from its name on.
fn command(line: &str, add: &mut impl FnMut(&'static str, String)) {
    let words: Vec<&str> = line
        .split_whitespace()
        .skip(1)
        .take_while(|word| !["|", "||", "&&", ";", ">", ">>", "#"].contains(word))
        .map(|word| word.trim_matches(|letter| "\"'`);".contains(letter)))
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
