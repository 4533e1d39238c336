//! Finds the operation of a text without a URL: in a stack frame, a call of a client library, a kcadm.sh command, or a tool's message.

use permissions::Permissions;

use super::frames;
use crate::code;

/// Words for actions of tools, with their methods.
const VERBS: [(&str, &str); 16] = [
    ("obtain", "GET"),
    ("fetch", "GET"),
    ("get", "GET"),
    ("list", "GET"),
    ("read", "GET"),
    ("find", "GET"),
    ("retrieve", "GET"),
    ("search", "GET"),
    ("create", "POST"),
    ("add", "POST"),
    ("update", "PUT"),
    ("save", "PUT"),
    ("modify", "PUT"),
    ("delete", "DELETE"),
    ("remove", "DELETE"),
    ("assign", "POST"),
];

/// Words for resources: the plural in lower case, the path of the list, and the path of a single one.
const NOUNS: [(&str, &str, &str); 13] = [
    ("client roles", "clients/x/roles", "clients/x/roles/x"),
    ("client scopes", "client-scopes", "client-scopes/x"),
    ("client templates", "client-scopes", "client-scopes/x"),
    (
        "identity providers",
        "identity-provider/instances",
        "identity-provider/instances/x",
    ),
    (
        "authentication flows",
        "authentication/flows",
        "authentication/flows/x",
    ),
    ("realm roles", "roles", "roles/x"),
    ("components", "components", "components/x"),
    ("organizations", "organizations", "organizations/x"),
    ("clients", "clients", "clients/x"),
    ("groups", "groups", "groups/x"),
    ("users", "users", "users/x"),
    ("roles", "roles", "roles/x"),
    ("realms", "", ""),
];

/// The length of the beginning of a text that is searched for code, commands, and sentences: about 5,000 lines. A longer text is a log,
/// whose requests and stack frames are found in the whole text.
const MAX_CODE: usize = 256 * 1024;

/// An operation without concrete values, and the realm if the text names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The place.
    pub at: usize,
    /// Method and path template.
    pub name: String,
    /// The realm.
    pub realm: Option<String>,
}

/// The only operation in the text, or the one of the command that failed; `None` if there are several.
pub fn find(text: &str, permissions: &Permissions) -> Option<Operation> {
    let named = |at, operation: &permissions::Operation, realm| Operation {
        at,
        name: operation.to_string(),
        realm,
    };
    if let Some((at, operation)) = frames::find(text, permissions) {
        return Some(named(at, operation, None));
    }
    // A frame names the call that failed; other lines of a stack trace quote the code around it.
    if let Some((at, operation)) = code::of_frame(permissions, text) {
        return Some(named(at, operation, None));
    }
    let text = &text[..text.floor_char_boundary(MAX_CODE)];
    let found = code::read(permissions, text);
    match found.operations.as_slice() {
        [] => in_words(text, permissions),
        [only] => {
            let at = text.find("kcadm").unwrap_or_default();
            Some(named(at, only, realm_of_command(text)))
        }
        _ => {
            let (line, operation) = failed_command(text, &found.found)?;
            let (at, line) = lines(text).nth(line - 1)?;
            Some(named(at, operation, realm_of_command(line)))
        }
    }
}

/// The lines with their places.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |next, line| {
        let at = *next;
        *next += line.len();
        Some((at, line))
    })
}

/// The line, counted from 1, and the operation of the last command of `kcadm.sh` before its error: `HTTP 403 Forbidden [For more on this error
/// consult the server log.]`. A command that sends several requests does not tell which one was refused.
fn failed_command<'m>(
    text: &str,
    places: &[code::Place<'m>],
) -> Option<(usize, &'m permissions::Operation)> {
    let is_error = |line: &str| {
        let line = line.trim_start();
        line.starts_with("HTTP 4") || line.starts_with("HTTP error - 4")
    };
    let error = text.lines().position(is_error)? + 1;
    let mut commands = places
        .iter()
        .filter(|place| place.line < error && place.because == code::OF_KCADM);
    let last = commands.next_back()?;
    let is_alone = commands
        .next_back()
        .is_none_or(|other| other.line != last.line);
    is_alone.then_some((last.line, last.operation))
}

/// The realm of `kcadm.sh … -r acme` and `--target-realm acme`.
fn realm_of_command(text: &str) -> Option<String> {
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if ["-r", "--target-realm"].contains(&word) {
            return words.next().map(str::to_owned);
        }
    }
    None
}

/// `Could not obtain list of groups for realm acme`, `failed to create user in realm acme`.
fn in_words(text: &str, permissions: &Permissions) -> Option<Operation> {
    let lower = text.to_ascii_lowercase();
    // Keycloak's own 404: “Could not find client” comes from every request that needs a client.
    let lower = lower.replace("could not find", "COULD NOT FIND");
    let at = [
        "could not ",
        "unable to ",
        "failed to ",
        "cannot ",
        "can't ",
        "error while trying to ",
    ]
    .iter()
    .find_map(|words| lower.find(words).map(|at| at + words.len()))?;
    // “I can't create a user” is prose, not a tool's message.
    let is_prose = lower
        .get(..at)?
        .split(['\n', '.', '!', '?'])
        .next_back()
        .is_some_and(|before| {
            let mut words = before.split_whitespace();
            words.any(|word| ["i", "we", "you", "one", "why"].contains(&word))
        });
    if is_prose {
        return None;
    }
    let sentence: String = lower.get(at..)?.chars().take(160).collect();
    let sentence = sentence.split(['\n', ':', ';']).next()?;
    // Kubernetes names the resources of its own API.
    if sentence.contains(" in api group ") {
        return None;
    }
    let verb = sentence.split_whitespace().next()?;
    let method = VERBS
        .iter()
        .find(|(word, _)| *word == verb || verb.strip_suffix("ing") == Some(word))
        .map(|(_, method)| *method)?;
    // “failed to add role to user”: more than the resource alone.
    let goes_on = |word: &str| {
        sentence
            .split_once(word)
            .is_some_and(|(_, target)| !target.starts_with("realm"))
    };
    let is_between = goes_on(" to ") || goes_on(" from ");
    if ["add", "assign", "remove"].contains(&verb) && is_between {
        return None;
    }
    // The first resource counts, and of two at the same place the one with more words: “client role”.
    let (_, (plural, list, one)) = NOUNS
        .into_iter()
        .filter_map(|noun| Some((sentence.find(noun.0.trim_end_matches('s'))?, noun)))
        .min_by_key(|(at, noun)| (*at, std::cmp::Reverse(noun.0.len())))?;
    let is_list = method == "POST" || method == "GET" && sentence.contains(plural);
    let below = if is_list { list } else { one };
    let path = format!("/admin/realms/x/{below}");
    let found = permissions.find(method, path.trim_end_matches('/'))?;
    Some(Operation {
        at,
        name: found.operation.to_string(),
        realm: named_realm(text.get(at..)?),
    })
}

/// The word after `realm`.
fn named_realm(text: &str) -> Option<String> {
    let rest = text.split_once("realm ")?.1;
    let word = rest
        .split(|c: char| c.is_whitespace() || ":,;'\")".contains(c))
        .find(|word| !word.is_empty())?;
    Some(word.to_owned())
}
