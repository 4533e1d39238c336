//! Reads calls of generated clients by the rules of their generators: the name of a function contains the method and the path.

use permissions::{Permissions, segments};

use super::call::Call;
use super::index::{Function, Index};
use super::scan::{Text, verb};

/// Suffixes that generators append to a name.
const ENDINGS: [&str; 12] = [
    "",
    "withresponse",
    "withbody",
    "withbodywithresponse",
    "withhttpinfo",
    "async",
    "asyncwithhttpinfo",
    "raw",
    "execute",
    "withapplicationjsonbody",
    "call",
    "request",
];

/// Finds every call of a function that is named after an operation: `GetAdminRealmsRealmUsersWithResponse(`, `adminRealmsRealmUsersGet(`.
pub(super) fn calls(text: &str, index: &Index) -> Vec<Call> {
    let text = Text(text);
    let mut calls = Vec::new();
    for (at, word) in text.words() {
        if word.len() < 14 || text.at(at + word.len()) != b'(' {
            continue;
        }
        let plain = plain(word);
        if !plain.contains("adminrealms") {
            continue;
        }
        let (line, _) = text.line(at);
        let before = text.slice(line, at);
        if ["func ", "function ", "def ", "fn ", "fun "]
            .iter()
            .any(|define| before.contains(define) && !before.contains('{'))
        {
            continue;
        }
        let names = index.generated.get_or_init(|| table(&index.permissions));
        let found = names
            .iter()
            .filter(|(name, ..)| {
                plain
                    .strip_prefix(name.as_str())
                    .is_some_and(|ending| ENDINGS.contains(&ending))
            })
            .max_by_key(|(name, ..)| name.len());
        if let Some((_, method, path)) = found {
            calls.push(Call {
                at,
                method,
                path: path.clone(),
            });
        }
    }
    calls
}

/// The names of all operations, with the method as a prefix and as a suffix.
fn table(permissions: &Permissions) -> Vec<Function> {
    let mut names = Vec::new();
    for operation in permissions.operations() {
        let Some(method) = verb(&operation.method) else {
            continue;
        };
        let path: String = segments(&operation.template).map(plain).collect();
        let verb = method.to_ascii_lowercase();
        for name in [format!("{verb}{path}"), format!("{path}{verb}")] {
            names.push((name, method, operation.template.clone()));
        }
    }
    names
}

fn plain(word: &str) -> String {
    word.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}
