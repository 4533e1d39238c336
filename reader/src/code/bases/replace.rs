//! Replaces names by their paths.

use std::collections::{HashMap, HashSet};

use super::name::{Name, Open};
use crate::code::path;
use crate::code::scan::{Text, is_word, verb};

/// The maximum length of the arguments of a function that returns a base.
const LONGEST_ARGUMENTS: usize = 200;

/// Replaces the names by their paths.
pub(super) fn replaced(text: &str, names: &[Name]) -> (String, Vec<Open>) {
    let source = Text(text);
    let mut out = String::with_capacity(text.len() + 1_024);
    let mut open = Vec::new();
    let mut copied = 0;
    let words: HashSet<&str> = names.iter().map(|name| name.word.as_str()).collect();
    let in_python = text.contains("def ") && text.contains("):");
    // The last assignment of each name so far.
    let mut assigned: HashMap<&str, usize> = HashMap::new();
    for (at, word) in source.words() {
        if !words.contains(word) {
            continue;
        }
        if is_assigned(source, at, word) {
            assigned.insert(word, source.line(at).0);
        }
        if at < copied {
            continue;
        }
        let last = assigned.get(word).copied();
        // A definition further down applies to members and to constants.
        let is_forward = |name: &Name| name.at > at;
        let is_variable = in_python
            && word.as_bytes()[0].is_ascii_lowercase()
            && source.before(at) != b'.'
            && source.at(at + word.len()) != b'(';
        let Some(name) = holder(names, word, at).filter(|name| {
            if is_forward(name) {
                last.is_none() && !is_variable
            } else {
                last.is_none_or(|line| name.at >= line)
            }
        }) else {
            continue;
        };
        // Its own definition.
        let (line, _) = source.line(at);
        if name.at >= at && source.line(name.at).0 == line {
            continue;
        }
        let mut end = at + word.len();
        if source.slice(end, end + 2) == "()" {
            end += 2;
        } else if source.at(end) == b'(' && path::is_base(&name.path) {
            // A function that returns the base for its arguments.
            match source.closing(end, LONGEST_ARGUMENTS) {
                Some(close) => end = close + 1,
                None => continue,
            }
        }
        let start = qualified(source, at);
        if name.is_local && is_member_of_another(source.slice(start, at)) {
            continue;
        }
        let Some(change) = change(source, start, at, end, name, &mut open) else {
            continue;
        };
        if change.from < copied {
            continue;
        }
        out.push_str(source.slice(copied, change.from));
        out.push_str(&change.text);
        copied = change.to;
    }
    out.push_str(source.slice(copied, text.len()));
    (out, open)
}

/// Whether the word is assigned a value here: first on its line, or after a type or a keyword.
fn is_assigned(text: Text, at: usize, word: &str) -> bool {
    let next = text.skip_white(at + word.len());
    let assigns = text.at(next) == b'=' && !matches!(text.at(next + 1), b'=' | b'>' | b'~')
        || text.slice(next, next + 2) == ":=";
    let (line, _) = text.line(at);
    let before = text.slice(line, at).trim_end();
    assigns && (before.is_empty() || before.bytes().next_back().is_some_and(is_word))
}

/// Whether a qualifier names another object: `config.` of `config.url`, not `this.` and not a class.
fn is_member_of_another(qualifier: &str) -> bool {
    let owner = qualifier.trim_end_matches(['.', '-', '>']);
    let owner = Text(owner).word_before(owner.len());
    !owner.is_empty()
        && owner.len() > 2
        && !["this", "self", "cls"].contains(&owner)
        && owner.as_bytes()[0].is_ascii_lowercase()
}

/// The definition that applies here: the last one before this place, otherwise the first one.
fn holder<'n>(names: &'n [Name], word: &str, at: usize) -> Option<&'n Name> {
    let mut of_word = names.iter().filter(|name| name.word == word).peekable();
    let first = of_word.peek().copied()?;
    Some(
        of_word
            .take_while(|name| name.at < at)
            .last()
            .unwrap_or(first),
    )
}

/// The start of a qualifier: `this.`, `self.`, `$this->`, `Config.`, and the like.
fn qualified(text: Text, at: usize) -> usize {
    let mut start = at;
    loop {
        if text.slice(start.saturating_sub(2), start) == "->" {
            start -= 2;
        } else if text.before(start) == b'.' && is_word(text.before(start - 1)) {
            start -= 1;
        } else if text.before(start) == b'@' || text.before(start) == b'$' && text.at(start) != b'{'
        {
            start -= 1;
            break;
        } else {
            break;
        }
        while is_word(text.before(start)) {
            start -= 1;
        }
    }
    start
}

struct Change {
    from: usize,
    to: usize,
    text: String,
}

fn change(
    text: Text,
    start: usize,
    at: usize,
    end: usize,
    name: &Name,
    open: &mut Vec<Open>,
) -> Option<Change> {
    let path = &name.path;
    let mut still_open = |at: usize, follows: &str| {
        open.push(Open {
            at,
            path: path.clone(),
            follows: follows.to_owned(),
        });
    };
    // `${base}`, `#{base}`, `{base}`, `$(base)`.
    if text.before(start) == b'{' && text.at(end) == b'}' {
        let brace = start - 1;
        let from = if matches!(text.before(brace), b'$' | b'#') {
            brace - 1
        } else {
            brace
        };
        let to = end + 1;
        let (follows, slash) = follower(text, to);
        if let Some(follows) = follows.filter(|_| !slash) {
            still_open(at, follows);
            return None;
        }
        if let Some(follows) = follows.filter(|follows| slash && !is_realm(path, follows)) {
            still_open(at, follows);
        }
        return Some(Change {
            from,
            to,
            text: path.clone(),
        });
    }
    // `"$API/users"` in a shell or PHP.
    if text.at(start) == b'$'
        && matches!(text.at(end), b'/' | b'"' | b'$' | b'?' | b' ' | b'\n')
        && text.slice(start, end).find("->").is_none()
    {
        if text.at(end) == b'$' || text.at(end) == b'/' && text.at(end + 1) == b'$' {
            let dollar = if text.at(end) == b'$' { end } else { end + 1 };
            let follows = text.word_at(dollar + 1);
            if !follows.is_empty() {
                still_open(at, follows);
                if follows.as_bytes()[0].is_ascii_digit() {
                    return None;
                }
            }
        }
        if matches!(text.at(end), b'/' | b'"' | b'?') {
            return Some(Change {
                from: start,
                to: end,
                text: path.clone(),
            });
        }
    }
    // `USERS.format(realm=realm)`, `USERS.replace("{id}", id)`: the template with its values.
    for fills in [".format(", ".formatted(", ".replace("] {
        if text.slice(end, end + fills.len()) == fills {
            let close = text.closing(end + fills.len() - 1, LONGEST_ARGUMENTS)?;
            return Some(Change {
                from: start,
                to: close + 1,
                text: format!("\"{path}\""),
            });
        }
    }
    // `base + "/users"`, `$base . '/users'`.
    let plus = text.skip_white(end);
    if matches!(text.at(plus), b'+' | b'.') && (text.at(plus) == b'+' || plus > end) {
        let mut next = text.skip_white(plus + 1);
        while b"fFrR$@".contains(&text.at(next)) && matches!(text.at(next + 1), b'"' | b'\'' | b'`')
        {
            next += 1;
        }
        let quote = text.at(next);
        if matches!(quote, b'"' | b'\'' | b'`') {
            return Some(Change {
                from: start,
                to: next + 1,
                text: format!("{}{path}", char::from(quote)),
            });
        }
        let follows = text.word_at(next);
        if is_realm(path, follows) {
            // `root + realm + "/users"`: the realm is a part of the path.
            return Some(Change {
                from: start,
                to: end,
                text: format!("\"{path}/\""),
            });
        }
        if !follows.is_empty() {
            still_open(at, follows);
        }
        return None;
    }
    as_argument(text, start, end, path)
}

/// Whether an identifier after the root of the Admin API is the realm.
fn is_realm(path: &str, follows: &str) -> bool {
    path.trim_end_matches('/') == "/admin/realms" && follows.to_ascii_lowercase().contains("realm")
}

/// Replaces a name in a list of arguments.
fn as_argument(text: Text, start: usize, end: usize, path: &str) -> Option<Change> {
    // `format!("{}/users", &*BASE)` of Rust.
    let mut start = start;
    while matches!(text.before(start), b'*' | b'&') {
        start -= 1;
    }
    // `format("%s/users", base)`, `"{}/users".format(base)`: the base is the first argument.
    let before = text.skip_white_back(start);
    if matches!(text.before(before), b',' | b'(') {
        let (line, _) = text.line(start);
        let head = text.slice(line.max(start.saturating_sub(300)), start);
        let offset = start - head.len();
        for mark in [
            "\"%s/", "'%s/", "\"{}/", "'{}/", "\"{0}/", "'{0}/", "\"%v/", "`%s/",
        ] {
            if let Some(place) = head.rfind(mark) {
                let from = offset + place + 1;
                return Some(Change {
                    from,
                    to: end,
                    text: format!(
                        "{path}{}",
                        text.slice(from + mark.len() - 2, end).replace(['%'], "")
                    ),
                });
            }
        }
        // The whole path is an argument: `get(url)`, `NewRequest("PUT", url, nil)`.
        let is_argument = matches!(text.at(text.skip_white(end)), b',' | b')');
        if is_argument && (!path::is_base(path) || is_requested(text, before, end)) {
            return Some(Change {
                from: start,
                to: end,
                text: format!("\"{path}\""),
            });
        }
    }
    None
}

/// Whether the only URL of a request is the name here: `client.get(base)`, not `client.get(base, "/users")`.
fn is_requested(text: Text, before: usize, end: usize) -> bool {
    let callee = text.word_before(before - 1);
    let receiver = before - 1 - callee.len();
    let next = text.skip_white(end);
    let follows = text.at(text.skip_white(next + 1));
    text.before(before) == b'('
        && verb(callee).is_some()
        && text.before(receiver) == b'.'
        && !(text.at(next) == b',' && matches!(follows, b'"' | b'\'' | b'`' | b'/'))
}

/// The identifier in a placeholder directly after this place, and whether a slash precedes it.
fn follower(text: Text<'_>, at: usize) -> (Option<&str>, bool) {
    let slash = text.at(at) == b'/';
    let mut next = if slash { at + 1 } else { at };
    if matches!(text.at(next), b'$' | b'#') && text.at(next + 1) == b'{' {
        next += 2;
    } else if text.at(next) == b'{' {
        next += 1;
    } else {
        return (None, slash);
    }
    let word = text.word_at(next);
    ((!word.is_empty()).then_some(word), slash)
}
