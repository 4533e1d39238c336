//! Finds paths of the Admin API in a text.

mod read;

use super::scan::{Text, is_word};
pub(super) use read::{LONGEST_PIECE, read};

/// A path with its place.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub path: String,
}

/// The path of a request: below the realm, unless it begins at the root of the Admin API. An empty path is the realm itself.
pub(super) fn below_realm(path: &str) -> String {
    let below = path.trim_start_matches('/');
    if below.is_empty() {
        "/admin/realms/{realm}".to_owned()
    } else if below.starts_with("admin/") {
        format!("/{below}")
    } else {
        format!("/admin/realms/{{realm}}/{below}")
    }
}

/// `/admin/realms` or one realm.
pub(super) fn is_base(path: &str) -> bool {
    path.starts_with("/admin/realms")
        && path.split('/').filter(|part| !part.is_empty()).count() <= 3
}

/// Whether what follows `admin` is version 2 of the Admin API, `/api/{realm}/clients/v2`, or `/{realm}/console/whoami`.
fn is_other_api(rest: &str) -> bool {
    let mut segments = rest.split('/').skip(1);
    match segments.next() {
        Some("api") => {
            segments.next().is_some()
                && segments.next() == Some("clients")
                && segments.next().is_some_and(|last| last.starts_with("v2"))
        }
        Some(_) => {
            segments.next() == Some("console")
                && segments
                    .next()
                    .is_some_and(|last| last.starts_with("whoami"))
        }
        None => false,
    }
}

/// Finds every path in the text.
pub(super) fn found(text: Text) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let is_shell = text.0.contains("curl ");
    for (at, word) in text.0.match_indices("admin") {
        let before = text.before(at);
        let slash = at + word.len();
        // JSON written by PHP has `\/`.
        let next = if text.at(slash) == b'\\' {
            slash + 1
        } else {
            slash
        };
        let known = text.at(next) == b'/'
            && (["realms", "serverinfo"].contains(&text.word_at(next + 1))
                || is_other_api(text.slice(next, text.line(at).1)));
        if !known || is_word(before) || matches!(before, b'-' | b'.') || is_extension(text, at) {
            continue;
        }
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let (path, end) = read(text, at);
        found.push(Found {
            start: if before == b'/' { at - 1 } else { at },
            end,
            path: if is_shell {
                with_path_of_variable(path)
            } else {
                path
            },
        });
    }
    found
}

/// Separates a shell variable with the path from the realm: `/admin/realms/$REALM$path`. The variable begins with a slash. A variable for the
/// query belongs to the realm.
fn with_path_of_variable(mut path: String) -> String {
    const QUERIES: [&str; 5] = ["query", "param", "search", "qs", "filter"];
    let split = || {
        let below = path.strip_prefix("/admin/realms/")?;
        let realm = below.split('/').next()?;
        let begins = |rest: &str| rest.find(['$', '{']);
        let after = match realm.as_bytes().first()? {
            b'{' => realm.find('}')? + 1,
            b'$' => 1 + begins(realm.get(1..)?)?,
            _ => return None,
        };
        let rest = realm.get(after..).filter(|rest| begins(rest) == Some(0))?;
        let lower = rest.to_ascii_lowercase();
        let is_path = !QUERIES.iter().any(|part| lower.contains(part));
        is_path.then_some(path.len() - below.len() + after)
    };
    if let Some(at) = split() {
        path.insert(at, '/');
    }
    path
}

/// Whether the path belongs to an extension below a realm: `/realms/{realm}/api/admin/realms/…`.
fn is_extension(text: Text, at: usize) -> bool {
    let before = text.slice(at.saturating_sub(LONGEST_PIECE), at);
    let url = before
        .rsplit(|letter: char| letter.is_whitespace() || "\"'`(,=".contains(letter))
        .next()
        .unwrap_or_default();
    url.contains("/realms/")
}

/// The path below a realm with `{}` for every placeholder. Paths with the same shape are the same operation.
pub(super) fn shape(path: &str) -> String {
    let path = path.strip_prefix("/admin/realms/").map_or(path, |below| {
        below.split_once('/').map_or("", |(_, below)| below)
    });
    let mut shape = String::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        shape.push('/');
        shape.push_str(if part.contains(['{', '$', ':']) {
            "{}"
        } else {
            part
        });
    }
    shape
}

/// The path of the Admin API in a text.
pub(super) fn path_in(text: &str) -> Option<&str> {
    let at = ["admin/realms", "admin/serverinfo"]
        .iter()
        .filter_map(|mark| text.find(mark))
        .min()?;
    let before = text.get(..at)?;
    // An extension below a realm has paths of its own.
    if before.contains("/realms/") {
        return None;
    }
    let before = before.bytes().next_back();
    before
        .is_none_or(|byte| byte == b'/' || byte == b'}')
        .then(|| text.get(at..))
        .flatten()
}

/// The base and the placeholder that follows the realm: `admin/realms/{realm}` and `path` of `admin/realms/{realm}/{path}`.
pub(super) fn open_parameter(path: &str) -> Option<(&str, &str)> {
    let path = path.split('?').next()?.trim_end_matches('/');
    let open = path.rfind('{')?;
    let name = path.get(open + 1..)?.strip_suffix('}')?;
    let base = path.get(..open)?.trim_end_matches('/');
    (base.matches('/').count() == 2 && !name.is_empty()).then_some((base, name))
}
