//! Reads the output of the command with which an administrator shows which cause it is.

use diagnosis::settle::{CHECK, FACT, FAILED, FIRST_LINE, LAST_LINE, Output};
use serde_json::Value;

/// The output in a text.
#[derive(Debug)]
pub enum Found {
    /// All of it, with the place of its first line and of each fact.
    Whole(Output, Vec<(usize, String)>),
    /// The last line is missing, or a line is not readable.
    Broken(usize),
}

/// Finds the last output in a text. Mail programs may quote its lines with `>` or wrap them.
pub fn find(text: &str) -> Option<Found> {
    let lines: Vec<(usize, &str)> = text
        .split('\n')
        .map(|line| {
            (
                line.as_ptr() as usize - text.as_ptr() as usize,
                unquoted(line),
            )
        })
        .collect();
    let first = lines.iter().rposition(|(_, line)| *line == FIRST_LINE)?;
    let start = lines.get(first)?.0;
    let mut entries: Vec<(usize, String)> = Vec::new();
    for (at, line) in lines.get(first + 1..)? {
        if *line == LAST_LINE {
            return Some(whole(start, entries).unwrap_or(Found::Broken(start)));
        }
        let begins = line.starts_with(CHECK) || line.starts_with(FACT);
        match entries.last_mut() {
            Some((_, entry)) if !begins => {
                if !line.is_empty() {
                    entry.push(' ');
                    entry.push_str(line);
                }
            }
            _ => entries.push((*at, (*line).to_owned())),
        }
    }
    Some(Found::Broken(start))
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
    for (at, entry) in entries {
        if let Some(check) = entry.strip_prefix(CHECK) {
            let (name, value) = check.split_once(' ')?;
            output.check.insert(name.to_owned(), value.to_owned());
        } else {
            let (name, value) = entry.strip_prefix(FACT)?.split_once(' ')?;
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
