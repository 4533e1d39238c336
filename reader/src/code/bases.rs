//! Replaces names of paths by their paths: a constant, a field, a getter, or a shell variable.

use std::collections::{HashMap, HashSet};

use super::method;
use super::path;
use super::scan::{Text, is_word, verb};
use super::values::PATHS;

/// How often names inside other names are followed.
const ROUNDS: usize = 3;
/// The maximum length of the arguments of a function that returns a base.
const LONGEST_ARGUMENTS: usize = 200;
/// The maximum number of names.
const MAX_NAMES: usize = 200;

/// A name with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The place of the definition.
    pub at: usize,
    /// The name.
    pub word: String,
    /// The path.
    pub path: String,
    /// Whether it is a variable of a function, not a member.
    is_local: bool,
}

/// A place where a name is followed by an identifier: `base + path`, `${base}${path}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Open {
    /// The place.
    pub at: usize,
    /// The path before the identifier.
    pub path: String,
    /// The identifier.
    pub follows: String,
}

/// The text with paths instead of names, and the places that remain open.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub text: String,
    pub open: Vec<Open>,
    /// The places in the new text of names that the text never uses; a base may be used without its name.
    pub unused: Vec<usize>,
    /// The names.
    pub names: HashSet<String>,
}

/// Replaces names by their paths. Lines keep their numbers. `original` is the text in which the names are counted.
pub(super) fn expanded(text: &str, original: &str) -> Expanded {
    let defined = names(text);
    let unused = unused(original, &defined);
    let mut defined = Some(defined);
    let mut text = text.to_owned();
    let mut known: Vec<Name> = Vec::new();
    for _ in 0..ROUNDS {
        let names = defined.take().unwrap_or_else(|| names(&text));
        let is_settled = names == known;
        known = names;
        if is_settled || known.is_empty() {
            break;
        }
        text = replaced(&text, &known).0;
    }
    // Collects the places again, because the text has changed.
    let (_, open) = replaced(&text, &known);
    let unused = known
        .iter()
        .filter(|name| unused.contains(&name.word) && !path::is_base(&name.path))
        .map(|name| name.at)
        .collect();
    let names = known.into_iter().map(|name| name.word).collect();
    Expanded {
        text,
        open,
        unused,
        names,
    }
}

/// The names that are assigned a path.
pub(super) fn names(text: &str) -> Vec<Name> {
    let text = Text(text);
    path::found(text)
        .into_iter()
        .filter_map(|found| {
            let name = defined(text, found.start, &found.path)?;
            Some(Name {
                at: found.start,
                word: name.to_owned(),
                is_local: is_local(text, found.start, name),
                path: found.path,
            })
        })
        .take(MAX_NAMES)
        .collect()
}

/// The names that a text uses only where it defines them.
fn unused(text: &str, names: &[Name]) -> HashSet<String> {
    let mut uses: HashMap<&str, usize> = names.iter().map(|name| (name.word.as_str(), 0)).collect();
    for (_, word) in Text(text).words() {
        if let Some(count) = uses.get_mut(word) {
            *count += 1;
        }
    }
    uses.into_iter()
        .filter(|(_, count)| *count <= 1)
        .map(|(word, _)| word.to_owned())
        .collect()
}

/// The name that is assigned the text at this place; `None` if the text is an argument of a request.
pub(super) fn defined<'t>(text: Text<'t>, at: usize, path: &str) -> Option<&'t str> {
    // `list = endpoint{http.MethodGet, "/admin/…"}` is a request, not the name of a path.
    if method::adjacent(text, at).is_some() {
        return None;
    }
    let (line, _) = text.line(at);
    let before = text.slice(line, at);
    // `constructor(private base = "…")` defines a member of the class.
    let before = match before.trim_start().strip_prefix("constructor(") {
        Some(parameters) => parameters.rsplit(',').next().unwrap_or(parameters),
        None => before,
    };
    // In a list of arguments that begins above, `url="…"` names an argument.
    let end = text.skip_white_back(line);
    let above = text.before(end);
    // `const (` of Go is no list of arguments.
    let is_block = above == b'('
        && ["const", "var"].contains(&text.word_before(text.skip_white_back(end - 1)));
    if !is_block
        && matches!(above, b'(' | b',')
        && before.trim_start().bytes().next().is_some_and(is_word)
    {
        return None;
    }
    if let Some(equals) = assignment(before) {
        let value = before.get(equals + 1..)?;
        // The content of an XML element: `<stringProp name="path">/admin/…`.
        if is_command(value) || value.ends_with("\">") {
            return None;
        }
        // Inside an open bracket, the path is an argument; a verb there makes it a request.
        let opens = value.matches('(').count();
        let closes = value.matches(')').count();
        if opens > closes && !wraps(value) {
            return None;
        }
        let left = before
            .get(..equals)?
            .trim_end()
            .trim_end_matches(':')
            .trim_end();
        // `const url: string =`, `path: str =`
        let left = match left.rsplit_once(':') {
            Some((name, kind))
                if name.bytes().next_back().is_some_and(is_word) && !kind.trim().is_empty() =>
            {
                name.trim_end()
            }
            _ => left,
        };
        let left = method::first_result(left);
        let name = Text(left).word_before(left.len());
        if method::of_block(text, at).is_some()
            || method::of_sibling(text, at).is_some()
            || method::is_sent(text, at)
        {
            return None;
        }
        // The path of a URL: `u.Path = …`.
        if let Some((owner, member)) = left.rsplit_once('.')
            && PATHS.contains(&member)
            && !owner.is_empty()
            && owner.trim_start().bytes().all(is_word)
        {
            return Some(text.slice_of(owner.trim_start()));
        }
        // A key of a hash table of PowerShell, which becomes the arguments of a request.
        if name == "Uri" && left.trim_start() == name {
            return None;
        }
        // The initializer of a request of .NET.
        if name == "RequestUri" && before.contains('{') {
            return None;
        }
        return (!name.is_empty() && !name.as_bytes()[0].is_ascii_digit()).then_some(name);
    }
    // A variable of the environment in YAML, `KC_ADMIN: https://…`, and a variable of Ansible, `admin: "${kc}/…"`.
    let trimmed = before.trim_start().trim_start_matches("- ");
    if let Some((name, value)) = trimmed.split_once(": ")
        && !name.is_empty()
        && (name
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
            || name.bytes().all(is_word) && value.starts_with("\"${"))
        && path::is_base(path)
        && verb(name).is_none()
        // The key of a request: a task of Ansible has `url: "${base}/admin/realms"`.
        && !["url", "uri", "path", "endpoint"].contains(&name)
        && !value.contains(['(', ',', '['])
    {
        return Some(text.slice_of(name));
    }
    // A getter: `return` after the header.
    let trimmed = before.trim_start();
    if !trimmed.contains("return ")
        && !before.contains("=>")
        && !is_only_statement(text, line, before)
    {
        return None;
    }
    if method::is_sent(text, at) {
        return None;
    }
    let value = before.rsplit_once("return ").map_or("", |(_, value)| value);
    if value.matches('(').count() > value.matches(')').count() && !wraps(value) {
        return None;
    }
    header(text, line, before, path::is_base(path))
}

/// Whether a string is the only statement of a function, which returns it: Elixir and Ruby.
fn is_only_statement(text: Text, line: usize, before: &str) -> bool {
    let Some(end) = line.checked_sub(1) else {
        return false;
    };
    let (above, _) = text.line(end);
    let above = text.slice(above, end).trim_start();
    before.trim_start().starts_with('"')
        && (above.starts_with("def ") || above.starts_with("defp "))
}

/// Whether the name at the left of the assignment is a variable that a keyword declares.
fn is_local(text: Text, at: usize, name: &str) -> bool {
    let (line, _) = text.line(at);
    let before = text.slice(line, at).trim_start();
    ["val ", "var ", "let ", "const ", "String ", "final String "]
        .iter()
        .any(|keyword| {
            before
                .strip_prefix(keyword)
                .is_some_and(|rest| rest.starts_with(name))
        })
}

/// Whether the text before a path calls something without parentheses: `RestClient.get "…`, `Invoke-RestMethod -Uri "…`.
pub(super) fn is_command(value: &str) -> bool {
    if is_cmdlet(value) {
        return true;
    }
    let Some(quote) = value.find(['"', '\'', '`']) else {
        return false;
    };
    let head = value.get(..quote).unwrap_or_default();
    let word = Text(head.trim_end()).word_before(head.trim_end().len());
    head.ends_with(' ') && !word.is_empty() && !["new", "await", "or", "and", "not"].contains(&word)
}

/// Whether a value begins with a command of PowerShell, whatever its arguments: `Invoke-RestMethod -Headers @{ … } -Uri "…`.
fn is_cmdlet(value: &str) -> bool {
    let command = value.trim_start().trim_start_matches(['(', '@']);
    let command = command.split_whitespace().next().unwrap_or_default();
    if ["irm", "iwr"].contains(&command) {
        return true;
    }
    let is_name = |part: &str| {
        part.as_bytes().first().is_some_and(u8::is_ascii_uppercase) && part.bytes().all(is_word)
    };
    command
        .split_once('-')
        .is_some_and(|(verb, noun)| is_name(verb) && is_name(noun))
}

/// Whether every open bracket only makes a string of its arguments: `format("…"`, `new URL(`, `URI.create(`, `join(`. A chained call, such
/// as `.uri(` of `client.get().uri(`, belongs to a request.
fn wraps(value: &str) -> bool {
    let mut open: Vec<usize> = Vec::new();
    for (at, byte) in value.bytes().enumerate() {
        match byte {
            b'(' => open.push(at),
            b')' => {
                open.pop();
            }
            _ => {}
        }
    }
    !open.is_empty()
        && open.into_iter().all(|at| {
            let head = value.get(..at).unwrap_or_default();
            let callee = Text(head).word_before(head.len());
            let before = head
                .get(..head.len() - callee.len())
                .unwrap_or_default()
                .trim_end();
            let goes_on = before
                .strip_suffix('.')
                .is_some_and(|chain| chain.trim_end().ends_with(')'));
            !goes_on
                && (callee == "new" && before.ends_with("::") && before.contains("Lazy")
                    || [
                        "url", "uri", "create", "format", "join", "sprintf", "printf", "string",
                        "parse", "concat", "getenv", "path", "of", "str", "println",
                    ]
                    .contains(&callee.to_ascii_lowercase().as_str()))
        })
}

/// The name of the function whose body contains this line.
fn header<'t>(text: Text<'t>, line: usize, before: &'t str, is_base: bool) -> Option<&'t str> {
    let mut start = line;
    let mut head = before;
    for _ in 0..3 {
        for mark in ["function ", "def ", "defp ", "func ", "fun ", "fn ", "get "] {
            if let Some((_, rest)) = head.rsplit_once(mark) {
                let rest = match rest.strip_prefix('(') {
                    // The receiver of a method in Go.
                    Some(receiver) => receiver.split_once(')')?.1.trim_start(),
                    None => rest,
                };
                let name = Text(rest).word_at(0);
                // A function with parameters is a wrapper, not a name, unless it only returns the base.
                let list = rest.get(name.len()..).unwrap_or_default();
                if is_base && !name.is_empty() && !has_path(list) {
                    return Some(text.slice_of(name));
                }
                let has_none = rest.get(name.len()..).is_some_and(|rest| {
                    ["()", "(self)", "(cls)"]
                        .iter()
                        .any(|none| rest.starts_with(none))
                });
                return (has_none && !name.is_empty()).then(|| text.slice_of(name));
            }
        }
        if let Some(open) = head.find("() {") {
            let name = Text(head).word_before(open);
            return (!name.is_empty()).then(|| text.slice_of(name));
        }
        if start == 0 {
            return None;
        }
        let (above, end) = text.line(start - 1);
        head = text.slice(above, end);
        start = above;
    }
    None
}

/// Whether a list of parameters has one for the path below the base.
fn has_path(parameters: &str) -> bool {
    let list = parameters.split([')', '{']).next().unwrap_or_default();
    Text(list).words().any(|(_, word)| {
        let word = word.to_ascii_lowercase();
        [
            "path", "suffix", "endpoint", "resource", "route", "uri", "url", "sub",
        ]
        .iter()
        .any(|part| word.contains(part))
            && !["base", "server", "host", "keycloak", "auth"]
                .iter()
                .any(|part| word.contains(part))
    })
}

/// The position of the assignment in a line, outside of quotes.
fn assignment(before: &str) -> Option<usize> {
    let bytes = before.as_bytes();
    let mut quote = None;
    let mut depth = 0_i32;
    let mut found = None;
    // What was found before each open brace. An assignment within closed braces is an entry: `@{ Authorization = "…" }`.
    let mut outside: Vec<Option<usize>> = Vec::new();
    for (at, byte) in bytes.iter().enumerate() {
        match (quote, *byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'\'' | b'`')) => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth -= 1,
            // A statement before this one on the line.
            (None, b';') if depth <= 0 => found = None,
            (None, b'{') => outside.push(found),
            (None, b'}') => {
                if let Some(before) = outside.pop() {
                    found = before;
                }
            }
            (None, b'=') => {
                let next = bytes.get(at + 1).copied().unwrap_or_default();
                let last = at.checked_sub(1).map_or(0, |last| bytes[last]);
                let assigns = !b"=>~".contains(&next) && !b"=!<>+*/-".contains(&last);
                if assigns && depth <= 0 {
                    found = Some(at);
                }
            }
            _ => {}
        }
    }
    found
}

/// Replaces the names by their paths.
fn replaced(text: &str, names: &[Name]) -> (String, Vec<Open>) {
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
