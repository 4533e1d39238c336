//! Reads the output of the command with which an administrator shows which cause it is.

use std::collections::HashSet;

use diagnosis::settle::{CHECK, CLAIMS, FACT, FAILED, FIRST_LINE, LAST_LINE, Output};
use serde_json::Value;

/// The output in a text.
#[derive(Debug)]
pub enum Found {
    /// All of it, with the place of its first line and of each fact.
    Whole(Output, Vec<(usize, String)>),
    /// The last line is missing, or a line is not readable.
    Broken(usize),
}

/// Finds the last output in a text. Mail programs may quote its lines with `>` or wrap them, terminals break long lines anywhere, and
/// log viewers put the name of a container before each line.
pub fn find(text: &str) -> Option<Found> {
    if !text.contains(FIRST_LINE) {
        return None;
    }
    let mut lines: Vec<(usize, &str)> = text
        .split('\n')
        .map(|line| {
            (
                line.as_ptr() as usize - text.as_ptr() as usize,
                unquoted(line),
            )
        })
        .collect();
    let first = lines.iter().rposition(|(_, line)| prefix(line).is_some())?;
    let (start, prefix) = lines
        .get(first)
        .map(|(at, line)| (*at, prefix(line).unwrap_or_default()))?;
    for (_, line) in &mut lines {
        *line = line.strip_prefix(prefix).unwrap_or(line);
    }
    let mut entries: Vec<(usize, String)> = Vec::new();
    for (at, line) in lines.get(first + 1..)? {
        if *line == LAST_LINE {
            return Some(whole(start, entries).unwrap_or(Found::Broken(start)));
        }
        let begins = line.starts_with(CHECK) || line.starts_with(FACT);
        match entries.last_mut() {
            Some((_, entry)) if !begins => {
                if !line.is_empty() {
                    // The strings that matter in JSON have no spaces, so a line may break inside a word.
                    if !is_json(entry) {
                        entry.push(' ');
                    }
                    entry.push_str(line);
                }
            }
            _ => entries.push((*at, (*line).to_owned())),
        }
    }
    Some(Found::Broken(start))
}

/// What is before the first line of an output, such as a shell prompt or the name of a container. `None` if the line is another one.
fn prefix(line: &str) -> Option<&str> {
    let before = line.strip_suffix(FIRST_LINE)?;
    let is_mark = before.is_empty() || before.ends_with([' ', '\t']);
    let is_last_line = line.ends_with(LAST_LINE);
    (is_mark && !is_last_line).then_some(before)
}

/// Whether the value of an entry is JSON.
fn is_json(entry: &str) -> bool {
    entry.starts_with(FACT) || entry.starts_with(&format!("{CHECK}{CLAIMS} "))
}

/// A line without the marks of a quoting mail program.
fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t']).trim_end()
}

fn whole(start: usize, entries: Vec<(usize, String)>) -> Option<Found> {
    let mut output = Output::default();
    let mut places = vec![(
        start,
        "The output of an administrator's read-only command.".to_owned(),
    )];
    let mut facts = HashSet::new();
    for (at, entry) in entries {
        if let Some(check) = entry.strip_prefix(CHECK) {
            let (name, value) = check.split_once(' ')?;
            let before = output.check.insert(name.to_owned(), value.to_owned());
            // Two values of one name come from two outputs.
            if before.is_some() {
                return None;
            }
        } else {
            let (name, value) = entry.strip_prefix(FACT)?.split_once(' ')?;
            if !facts.insert(name.to_owned()) {
                return None;
            }
            let means = match value.trim() {
                FAILED => format!("The request for {} failed.", words(name)),
                value => {
                    let value: Value = serde_json::from_str(value).ok()?;
                    output.facts.insert(name, &value);
                    format!("The server shows {}.", words(name))
                }
            };
            places.push((at, means));
        }
    }
    Some(Found::Whole(output, places))
}

/// The subject of a fact.
fn words(name: &str) -> &str {
    match name {
        "version" => "its version",
        "client" => "the settings of the client",
        "container" => "the settings of the client with the roles",
        "roles" => "the caller's effective roles",
        "scope" => "the roles in the client's scope",
        "realm-roles" => "the caller's effective realm roles",
        "realm-scope" => "the realm roles in the client's scope",
        "token" => "the roles in a new token",
        "realm" => "the settings of the realm",
        "permissions" => "whether there are permissions",
        "naming" => "how many policies name the caller",
        "user" => "the settings of the user",
        "users" => "whether the administrator may view users",
        "credentials" => "the kinds of the user's credentials",
        "lock" => "whether the user is locked out",
        "storage" => "the user storages of the realm",
        "sessions" => "the sessions of the token's owner",
        "listed" => "whether the list has entries",
        "target" => "the settings of the client in the path",
        "target-roles" => "the admin roles of the user in the path",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, find};

    const OUTPUT: &str = "why403-settle/1\ncheck realm a b\ncheck claims {\"sub\":\"1\"}\nfact roles [{\"name\":\"view-users\"}]\nfact scope failed\nend why403-settle/1\n";

    #[test]
    fn an_output_is_read_back_however_a_mail_program_shows_it() {
        let quoted = OUTPUT.replace('\n', "\r\n> ");
        let wrapped = OUTPUT.replace("{\"sub\":", "\n{\"sub\":\n");
        for text in [
            OUTPUT,
            &format!("Hello,\n\n{OUTPUT}\nBye"),
            &format!("> {quoted}"),
            &wrapped,
        ] {
            let Some(Found::Whole(output, places)) = find(text) else {
                panic!("not read: {text}")
            };
            assert_eq!(output.check["realm"], "a b");
            assert_eq!(output.facts.names().collect::<Vec<_>>(), ["roles"]);
            assert_eq!(places.len(), 3);
        }
    }

    /// Terminals and mail programs break lines, sometimes inside a word: a role must not become another text.
    #[test]
    fn a_line_that_is_broken_anywhere_keeps_its_roles() {
        let at = OUTPUT.find("view-users").unwrap_or_default();
        for place in at..at + "view-users".len() {
            let mut broken = OUTPUT.to_owned();
            broken.insert(place, '\n');
            let Some(Found::Whole(output, _)) = find(&broken) else {
                panic!("not read: {broken}")
            };
            let Some(Found::Whole(whole, _)) = find(OUTPUT) else {
                panic!("not read")
            };
            assert_eq!(output.facts, whole.facts, "{broken}");
        }
    }

    #[test]
    fn an_output_behind_prompts_and_names_of_containers_is_read() {
        let lines: Vec<_> = OUTPUT
            .lines()
            .map(|line| format!("keycloak-1  | {line}"))
            .collect();
        let logged = lines.join("\n");
        let prompted = format!("admin@host:~$ {OUTPUT}admin@host:~$ ");
        for text in [logged, prompted] {
            let Some(Found::Whole(output, _)) = find(&text) else {
                panic!("not read: {text}")
            };
            assert_eq!(output.check["realm"], "a b");
        }
    }

    /// Two outputs whose lines are mixed belong to no check.
    #[test]
    fn a_name_with_two_values_is_not_used() {
        for line in [
            "check realm other",
            "fact roles []",
            "fact scope [{\"name\":\"view-users\"}]",
        ] {
            let twice = OUTPUT.replace("end why403", &format!("{line}\nend why403"));
            assert!(matches!(find(&twice), Some(Found::Broken(_))), "{line}");
        }
    }

    #[test]
    fn an_incomplete_output_is_not_used() {
        let cut = OUTPUT.split("end ").next().unwrap_or_default();
        let spoilt = OUTPUT.replace("[{", "[{{");
        for text in [cut, &spoilt] {
            assert!(matches!(find(text), Some(Found::Broken(_))), "{text}");
        }
        assert!(find("GET /admin/realms/acme/users 403").is_none());
    }
}
