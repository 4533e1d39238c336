//! Finds paths of the Admin API in a text.

use std::collections::HashSet;

use super::{
    Call, Lost, bases, method,
    scan::{CONTINUED, PREFLIGHT, Text, is_word},
    wrappers,
};

/// The maximum length of a path. The rest is ignored.
const LONGEST: usize = 2_000;
/// The maximum length of a placeholder or an expression between two pieces of a path.
const LONGEST_PIECE: usize = 200;

/// A path with its place.
pub(super) struct Found {
    pub start: usize,
    pub end: usize,
    pub path: String,
}

/// A path below a base for which no request was found: its place and the path.
pub(super) type Unread = (usize, String);

/// Finds every request by its path. `found` are the paths of the text, `areas` the first segments below a realm, and `clients` the clients of
/// the text.
pub(super) fn calls(
    text: &str,
    found: &[Found],
    areas: &HashSet<&str>,
    clients: &Clients,
) -> (Vec<Call>, Vec<Lost>, Vec<Unread>) {
    let text = Text(text);
    let found: Vec<&Found> = found
        .iter()
        .filter(|one| !is_referrer(text, one.start))
        .collect();
    let (mut calls, mut lost, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    let mut has_base = false;
    for (index, one) in found.iter().enumerate() {
        let floor = index
            .checked_sub(1)
            .and_then(|before| found.get(before))
            .map_or(0, |before| before.end);
        let ceiling = found.get(index + 1).map_or(text.len(), |next| next.start);
        let stated = method::of(text, one.start, one.end, floor, ceiling);
        if is_in_message(text, one.start) || is_printed(text, one.start) {
            continue;
        }
        if stated.is_none() && is_base(&one.path) && !stands_alone(text, one) {
            // `baseURL = host + "/admin/realms/" + realm`: not a request, but requests may use this base.
            has_base = true;
            continue;
        }
        let is_defined = bases::defined(text, one.start, &one.path).is_some();
        // A function of PowerShell, whose calls have the path in an option.
        let is_cmdlet = of_cmdlet(text, one).is_some();
        has_base |= is_cmdlet;
        if stated == Some(PREFLIGHT) || is_defined || is_cmdlet {
            // The definition of a name is not a request. Where the name is used, the path replaces it.
            has_base |= is_base(&one.path);
            continue;
        }
        if stated.is_none()
            && (method::is_chosen_at_run_time(text, one.start, one.end)
                || method::is_used_with_chosen_method(text, one.start, one.end, ceiling))
            || method::is_conditional(text, one.start)
        {
            lost.push(Lost {
                at: one.start,
                why: "the method is chosen at run time",
            });
            continue;
        }
        calls.push(Call {
            at: one.start,
            method: stated.unwrap_or("GET"),
            path: one.path.clone(),
        });
    }
    if has_base {
        let (below, of_base) = below_base(text, areas, clients);
        calls.extend(below);
        unread = of_base;
    }
    (calls, lost, unread)
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

/// Whether the path is an argument of a message or an error, which sends no request.
fn is_in_message(text: Text, start: usize) -> bool {
    const MESSAGES: [&str; 16] = [
        "print", "println", "printf", "eprintln", "puts", "echo", "log", "info", "warn", "warning",
        "debug", "error", "trace", "errorf", "fatalf", "raise",
    ];
    let mut depth = 0_usize;
    for index in (start.saturating_sub(LONGEST_PIECE)..start).rev() {
        match text.at(index) {
            b';' => return false,
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => {
                let name = text.word_before(index);
                let before = text.slice(index.saturating_sub(80), index - name.len());
                let before = before.trim_end().trim_end_matches("new").trim_end();
                let is_thrown = before.ends_with("raise") || before.ends_with("throw");
                let callee = name.to_ascii_lowercase();
                return is_thrown
                    || MESSAGES.contains(&callee.as_str())
                    || callee.ends_with("error")
                    || callee.ends_with("exception");
            }
            _ => {}
        }
    }
    false
}

/// Whether the path is in a text that a command of a shell or a script prints: `echo "later: POST /admin/…"`.
fn is_printed(text: Text, start: usize) -> bool {
    const PRINTS: [&str; 7] = [
        "echo",
        "printf",
        "print",
        "puts",
        "say",
        "Write-Host",
        "Write-Output",
    ];
    let (line, _) = text.line(start);
    let head = text.slice(line, start).trim_start();
    let Some((command, shown)) = head.split_once([' ', '\t']) else {
        return false;
    };
    let quote = shown.trim_start().chars().next().unwrap_or_default();
    let is_quoted = matches!(quote, '"' | '\'') && shown.matches(quote).count() == 1;
    // `printf "GET %s" "$URL"`: no other command follows.
    let is_argument = !shown.contains(['|', '&', ';', '`']);
    PRINTS.contains(&command)
        && !shown.contains("$(")
        && (is_quoted || is_argument && command != "say")
}

/// `/admin/realms` or one realm.
pub(super) fn is_base(path: &str) -> bool {
    path.starts_with("/admin/realms")
        && path.split('/').filter(|part| !part.is_empty()).count() <= 3
}

/// Whether the URL of the path at `start` is in a header: a quoted URL after a request line (the combined format of Apache and nginx), or
/// the value of `Referer` or `Location`.
fn is_referrer(text: Text, start: usize) -> bool {
    let (line, _) = text.line(start);
    let mut open = start;
    while open > line
        && !text.before(open).is_ascii_whitespace()
        && !b"\"'`".contains(&text.before(open))
    {
        open -= 1;
    }
    if !text.slice(open, start).contains("://") {
        return false;
    }
    let mut key = open;
    while key > line && b" \t\"'`:=[\\".contains(&text.before(key)) {
        key -= 1;
    }
    let key = text.word_before(key).to_ascii_lowercase();
    // The header `Location` has the URL of what a request has created.
    if key.ends_with("referer") || key.ends_with("referrer") || key == "location" {
        return true;
    }
    let before = text.slice(line, open);
    text.before(open) == b'"'
        && before.match_indices(" HTTP/").any(|(at, mark)| {
            before
                .get(at + mark.len()..)
                .unwrap_or_default()
                .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.')
                .starts_with('"')
        })
}

/// Whether the path is alone on its line.
fn stands_alone(text: Text, found: &Found) -> bool {
    let (start, end) = text.line(found.start);
    let edge = |part: &str| part.bytes().all(|byte| !is_word(byte));
    edge(text.slice(start, found.start)) && edge(text.slice(found.end, end))
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

/// Clients that are functions: `kc = got.extend(…)`, `api = axios.create(…)`, `api = ofetch.create(…)`, `api = ky.create(…)`.
fn callable_clients(text: Text<'_>) -> HashSet<&str> {
    const MAKERS: [&str; 6] = ["got", "axios", "ky", "ofetch", "fetch", "request"];
    text.words()
        .filter(|(at, word)| {
            ["extend", "create", "defaults"].contains(word)
                && text.before(*at) == b'.'
                && MAKERS.contains(&text.word_before(at - 1).trim_start_matches('$'))
        })
        .filter_map(|(at, _)| method::assigned(text, at))
        .chain(of_makers(text, &MAKERS))
        .collect()
}

/// Clients that a function in the text creates: `api = adminClient(…)` with `function adminClient(…) { return got.extend(…) }`.
fn of_makers<'t>(text: Text<'t>, makers: &[&str]) -> Vec<&'t str> {
    let functions: HashSet<&str> = text
        .0
        .match_indices("return ")
        .filter_map(|(at, mark)| {
            let made = at + mark.len();
            let maker = text.word_at(made);
            let next = text.slice(made + maker.len(), made + maker.len() + 8);
            if !makers.contains(&maker)
                || !(next.starts_with(".extend(") || next.starts_with(".create("))
            {
                return None;
            }
            let before = text.slice(at.saturating_sub(LONGEST_PIECE), at);
            let (_, name) = before.rsplit_once("function ")?;
            Some(text.slice_of(Text(name).word_at(0)))
        })
        .collect();
    if functions.is_empty() {
        return Vec::new();
    }
    text.words()
        .filter(|(at, word)| functions.contains(word) && text.at(at + word.len()) == b'(')
        .filter_map(|(at, _)| method::assigned(text, at))
        .collect()
}

/// Whether the quote is the first argument of such a client: `kc("groups")`.
fn is_called(text: Text, quote: usize, clients: &HashSet<&str>) -> bool {
    let open = text.skip_white_back(quote);
    let mut end = open.saturating_sub(1);
    // Type arguments: `kc<User[]>("users")`.
    if text.before(end) == b'>' {
        let from = end.saturating_sub(LONGEST_PIECE);
        end = text
            .slice(from, end)
            .rfind('<')
            .map_or(end, |at| end - text.slice(from, end).len() + at);
    }
    text.before(open) == b'(' && clients.contains(text.word_before(end))
}

/// Whether the quoted text is a value of the data that a request sends: `{ "name": "groups" }`, `["users"]`.
fn is_data(text: Text, quote: usize) -> bool {
    const KEYS: [&str; 7] = [
        "url", "uri", "path", "endpoint", "route", "resource", "href",
    ];
    let before = text.skip_white_back(quote);
    match text.before(before) {
        b'[' => true,
        b',' => is_in_list(text, before - 1),
        b':' => {
            let key = text.skip_white_back(before - 1);
            let key = if matches!(text.before(key), b'"' | b'\'') {
                key - 1
            } else {
                key
            };
            let key = text.word_before(key).to_ascii_lowercase();
            !key.is_empty() && !KEYS.iter().any(|known| key.contains(known))
        }
        _ => false,
    }
}

/// Whether the innermost bracket around a place is one of a list.
fn is_in_list(text: Text, at: usize) -> bool {
    let mut depth = 0_usize;
    for index in (at.saturating_sub(LONGEST_PIECE)..at).rev() {
        match text.at(index) {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'[' => return true,
            b'(' | b'{' | b';' => return false,
            _ => {}
        }
    }
    false
}

/// Whether the quoted text is the result of an arrow function, which other code calls: `client: (id) => "/clients/" + id`.
fn is_result(text: Text, quote: usize) -> bool {
    let before = text.skip_white_back(quote);
    text.slice(before.saturating_sub(2), before) == "=>"
}

/// Whether the quoted text is the value of a constant: `CLIENTS: "/clients"`.
fn is_constant(text: Text, quote: usize) -> bool {
    let before = text.skip_white_back(quote);
    let key = text.word_before(before.saturating_sub(1));
    text.before(before) == b':'
        && !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// The path of the segments that a function joins, and the place after the last one: `url("users", id, "logout")`.
fn of_segments(text: Text, quote: usize, end: usize) -> Option<(String, usize)> {
    const JOINS: [&str; 7] = ["url", "uri", "path", "endpoint", "join", "segment", "build"];
    let next = text.skip_white(end + 1);
    let is_segment = text
        .slice(quote + 1, end)
        .bytes()
        .all(|byte| is_word(byte) || byte == b'-');
    if !is_segment || text.at(end) != text.at(quote) || text.at(next) != b',' {
        return None;
    }
    let open = (quote.saturating_sub(LONGEST_PIECE)..quote)
        .rev()
        .find(|at| b"(;{}".contains(&text.at(*at)))
        .filter(|at| text.at(*at) == b'(')?;
    let callee = text.word_before(open).to_ascii_lowercase();
    if !JOINS.iter().any(|part| callee.contains(part)) {
        return None;
    }
    let close = text.closing(open, 2 * LONGEST_PIECE)?;
    let arguments = wrappers::split(text.slice(quote, close));
    Some((wrappers::segments(&arguments), close + 1))
}

/// The function of PowerShell that appends a parameter to the base at this place, if the text calls it: `Invoke-Keycloak` with
/// `Uri = "$Url/admin/realms/$Realm/$Path"`.
pub(super) fn of_cmdlet<'t>(text: Text<'t>, found: &Found) -> Option<&'t str> {
    const LONGEST_HEAD: usize = 1_500;
    let (_, area) = found.path.rsplit_once('/')?;
    let is_open = area.starts_with(['$', '{']) && found.path.matches('/').count() == 4;
    let head = text.slice(found.start.saturating_sub(LONGEST_HEAD), found.start);
    let (_, header) = head.rsplit_once("function ").filter(|_| is_open)?;
    let name = header
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .next()?;
    (name.contains('-') && text.0.matches(name).nth(1).is_some()).then(|| text.slice_of(name))
}

/// Whether the quoted text is the path argument of a PowerShell command: `Invoke-Keycloak -Path "users"`.
fn is_of_command(text: Text, quote: usize) -> bool {
    let option = text.skip_white_back(quote);
    let name = text.word_before(option);
    let (line, _) = text.line(quote);
    let head = text.slice(line, option);
    ["path", "uri", "url", "endpoint", "resource"].contains(&name.to_ascii_lowercase().as_str())
        && text.before(option - name.len()) == b'-'
        && head.split([' ', '(']).any(|word| {
            word.split_once('-').is_some_and(|(verb, noun)| {
                !verb.is_empty()
                    && noun
                        .bytes()
                        .next()
                        .is_some_and(|byte| byte.is_ascii_uppercase())
            })
        })
}

/// Receivers that register handlers for their own paths.
const ROUTERS: [&str; 9] = [
    "app", "router", "server", "route", "routes", "navigate", "push", "href", "Link",
];

/// Whether the quoted text is the path of a route that this program offers: `router.delete("/users/:id", …)`.
fn is_route(text: Text, quote: usize) -> bool {
    let (callee, owner) = callee_and_owner(text, text.skip_white_back(quote));
    ROUTERS.contains(&callee) || ROUTERS.contains(&owner) || owner.ends_with("Router")
}

/// The function whose arguments begin here, and the object that it belongs to: `delete` and `router` for `router.delete(`.
fn callee_and_owner(text: Text<'_>, arguments: usize) -> (&str, &str) {
    let callee = text.word_before(arguments.saturating_sub(1));
    let owner = text.word_before(arguments.saturating_sub(callee.len() + 2));
    (callee, owner)
}

/// The clients of a text by their base.
pub(super) struct Clients<'t> {
    /// The clients with the base of the Admin API: `admin = axios.create({ baseURL: `${url}/admin/realms/${realm}` })`.
    pub of_admin: HashSet<&'t str>,
    /// The clients with another base: `shop = axios.create({ baseURL: SHOP_URL })`.
    others: HashSet<&'t str>,
}

/// The clients of a text by their base. `names` are the names of paths of the Admin API.
pub(super) fn clients<'t>(text: Text<'t>, names: &HashSet<String>) -> Clients<'t> {
    const OPTIONS: [&str; 6] = [
        "baseURL",
        "baseUrl",
        "base_url",
        "prefixUrl",
        "prefixURL",
        "base_uri",
    ];
    let (mut of_admin, mut others) = (HashSet::new(), HashSet::new());
    for (at, word) in text.words().filter(|(_, word)| OPTIONS.contains(word)) {
        let next = text.skip_white(at + word.len());
        if !matches!(text.at(next), b':' | b'=' | b'(') {
            continue;
        }
        let value = text.slice(next + 1, next + LONGEST_PIECE);
        let value = value.split(['\n', ';']).next().unwrap_or(value);
        let is_own = value.contains("admin/realms")
            || Text(value).words().any(|(_, word)| {
                let lower = word.to_ascii_lowercase();
                names.contains(word)
                    || ["keycloak", "kc", "admin"]
                        .iter()
                        .any(|part| lower.contains(part))
            });
        let head = text.slice(at.saturating_sub(LONGEST_PIECE), at);
        let Some(equals) = head
            .rfind(" = ")
            .filter(|equals| !head.get(*equals..).unwrap_or_default().contains(';'))
        else {
            continue;
        };
        if let Some(name) = method::variable(text, at - head.len() + equals + 1) {
            if is_own {
                of_admin.insert(name);
            } else {
                others.insert(name);
            }
        }
    }
    // A text without a client for the Admin API may get it from another file, through any of its clients.
    let others = if of_admin.is_empty() {
        HashSet::new()
    } else {
        others.difference(&of_admin).copied().collect()
    };
    Clients { of_admin, others }
}

/// Whether the quoted text is an argument of one of these clients.
fn is_of_other(text: Text, quote: usize, others: &HashSet<&str>) -> bool {
    let open = text.skip_white_back(quote);
    let (callee, owner) = callee_and_owner(text, open);
    text.before(open) == b'(' && (others.contains(callee) || others.contains(owner))
}

/// Whether the quoted text must be the path of a request: it contains a slash and is neither a pattern nor a route.
fn is_only_path(text: Text, quote: usize, path: &str) -> bool {
    let open = text.skip_white_back(quote);
    path.contains('/') && !is_route(text, quote) && !matches!(text.before(open), b'@' | b']')
}

/// Requests such as `api.put("/users/" + id)` in a text that defines the base for a realm, and paths below the base for which no request was
/// found.
fn below_base(text: Text, areas: &HashSet<&str>, clients: &Clients) -> (Vec<Call>, Vec<Unread>) {
    let (mut calls, mut unread) = (Vec::new(), Vec::new());
    let callable = callable_clients(text);
    let mut seen = 0;
    for (at, _) in text.0.match_indices(['"', '\'', '`']) {
        let slash = at + 1;
        let start = if text.at(slash) == b'/' {
            slash + 1
        } else {
            slash
        };
        if start < seen {
            continue;
        }
        let start = after_realm(text, start);
        let mut end = start;
        while is_word(text.at(end)) || text.at(end) == b'-' {
            end += 1;
        }
        if !areas.contains(text.slice(start, end))
            || !(matches!(text.at(end), b'/' | b'?' | b'"' | b'\'' | b'`' | b'$')
                || text.slice(end, end + 2) == "{?")
            || is_route(text, at)
            || is_of_other(text, at, &clients.others)
        {
            continue;
        }
        let is_entry = is_result(text, at) || is_constant(text, at) && slash < start;
        if is_data(text, at) && !is_entry {
            continue;
        }
        let (path, end) = of_segments(text, at, end).unwrap_or_else(|| read(text, start));
        let stated = method::of(text, start, end, seen, text.len())
            .filter(|_| !is_entry)
            .or_else(|| is_called(text, at, &callable).then_some("GET"))
            .or_else(|| is_of_command(text, at).then_some("GET"));
        if let Some(method) = stated {
            calls.push(Call {
                at: start,
                method,
                path: below_realm(&path),
            });
        } else if is_only_path(text, at, text.slice(slash, end)) {
            unread.push((start, path));
        }
        seen = end;
    }
    (calls, unread)
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

/// The place after the realm in a path that begins with the realm, `{realm}/users`; the same place for other paths.
fn after_realm(text: Text, start: usize) -> usize {
    let open = if text.at(start) == b'$' {
        start + 1
    } else {
        start
    };
    if text.at(open) != b'{' {
        return start;
    }
    text.closing(open, 40)
        .filter(|close| {
            text.at(close + 1) == b'/'
                && text
                    .slice(open, *close)
                    .to_ascii_lowercase()
                    .contains("realm")
        })
        .map_or(start, |close| close + 2)
}

/// Requests whose path begins at `/realms/{realm}` with a resource of the Admin API: the address before it ends in `/admin` elsewhere.
pub(super) fn below_admin(text: Text, areas: &HashSet<&str>) -> Vec<Call> {
    const MARK: &str = "realms/";
    text.0
        .match_indices(MARK)
        .filter_map(|(at, _)| {
            let start = if text.before(at) == b'/' { at - 1 } else { at };
            if !matches!(text.before(start), b'"' | b'\'' | b'`') {
                return None;
            }
            let (path, end) = read(text, at);
            let area = path.split('/').nth(3)?;
            if !areas.contains(area) {
                return None;
            }
            Some(Call {
                at,
                method: method::of(text, start, end, start.saturating_sub(200), text.len())?,
                path: format!("/admin{path}"),
            })
        })
        .collect()
}

/// Reads the path that starts here, without its leading slash. Returns the path and its end.
pub(super) fn read(text: Text, start: usize) -> (String, usize) {
    let mut path = String::from("/");
    let mut index = start;
    let mut run = start;
    let limit = start + LONGEST;
    loop {
        let piece = match text.at(index) {
            b'{' => Some((index, text.closing(index, LONGEST_PIECE))),
            b'$' | b'#' if text.at(index + 1) == b'{' => {
                Some((index + 1, text.closing(index + 1, LONGEST_PIECE)))
            }
            // `$(…)` of a shell, `\(…)` of Swift.
            b'$' | b'\\' if text.at(index + 1) == b'(' => {
                Some((index + 1, text.closing(index + 1, LONGEST_PIECE)))
            }
            b'<' if text.at(index + 1) != b'/' => Some((
                index,
                text.slice(index, index + 40)
                    .find('>')
                    .map(|end| index + end),
            )),
            b'%' if text.slice(index, index + 3).eq_ignore_ascii_case("%7b") => {
                let rest = text.slice(index, index + LONGEST_PIECE);
                let end = rest.find("%7D").or_else(|| rest.find("%7d"));
                Some((index + 2, end.map(|end| index + end + 2)))
            }
            _ => None,
        };
        if let Some((open, close)) = piece {
            path.push_str(text.slice(run, index));
            let Some(close) = close.filter(|_| !ends_in_word(&path)) else {
                return (trimmed(path), index);
            };
            placeholder(&mut path, text.slice(open + 1, close));
            index = close + 1;
            run = index;
        } else if matches!(text.at(index), b'"' | b'\'' | b'`') {
            path.push_str(text.slice(run, index));
            let Some(next) = continued(text, index, &mut path) else {
                return (trimmed(path), index);
            };
            index = next;
            run = index;
        } else if let Some(end) = wildcard(text, index) {
            path.push_str(text.slice(run, index));
            placeholder(&mut path, "");
            index = end;
            run = end;
        } else if text.at(index) == b'\\' && text.at(index + 1) == b'/' {
            path.push_str(text.slice(run, index));
            index += 1;
            run = index;
        } else if char::from(text.at(index)) == CONTINUED && text.at(text.skip_white(index)) == b'/'
        {
            // The string continues on the next line.
            path.push_str(text.slice(run, index));
            index = text.skip_white(index);
            run = index;
        } else if index >= text.len() || index > limit || ends_a_path(text.at(index)) {
            path.push_str(text.slice(run, index));
            return (trimmed(path), index);
        } else {
            index += 1;
        }
    }
}

/// The end of a segment that is a wildcard: `/admin/realms/**/users`, `/admin/realms/*/users`.
fn wildcard(text: Text, index: usize) -> Option<usize> {
    let stars = text
        .slice(index, index + 2)
        .bytes()
        .take_while(|byte| *byte == b'*')
        .count();
    let end = index + stars;
    (stars > 0 && text.before(index) == b'/' && text.at(end) == b'/' && is_word(text.at(end + 1)))
        .then_some(end)
}

fn ends_a_path(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control() || b"?#,;()[]|&\\<>}*".contains(&byte)
}

fn trimmed(path: String) -> String {
    let end = path.trim_end_matches(['.', '/', ':', '*']).len();
    let mut path = path;
    path.truncate(end);
    path
}

/// `users` + an expression is a query, `users/` + an expression is a value.
fn ends_in_word(path: &str) -> bool {
    path.bytes().next_back().is_some_and(is_word)
}

fn placeholder(path: &mut String, name: &str) {
    let name = name.trim_end_matches("%7");
    path.push('{');
    if name.len() <= 40 && name.bytes().all(|byte| is_word(byte) || byte == b'-') {
        path.push_str(name);
    }
    path.push('}');
}

/// After this quote, the start of the next piece of a joined string; placeholders replace the expressions between them.
fn continued(text: Text, quote: usize, path: &mut String) -> Option<usize> {
    let mut index = text.skip_white(quote + 1);
    let plus = match text.at(index) {
        b'+' => b'+',
        b'.' if is_php(text, quote, index) => b'.',
        b')' => return next_segment(text, index, path),
        _ => return None,
    };
    loop {
        index = text.skip_white(index + 1);
        // The prefixes of other strings: f"", r"", $"", @"".
        let marks = text
            .slice(index, index + 3)
            .bytes()
            .take_while(|byte| b"fFrRbB$@".contains(byte))
            .count();
        if matches!(text.at(index + marks), b'"' | b'\'' | b'`') {
            return Some(index + marks + 1);
        }
        if ends_in_word(path) {
            return None;
        }
        let end = expression(text, index, plus);
        placeholder(path, "");
        if text.at(end) != plus {
            return None;
        }
        index = end;
    }
}

/// After this bracket, the string of the next segment: `.AppendPathSegment("/users/").AppendPathSegment(id, true)`.
fn next_segment(text: Text, close: usize, path: &mut String) -> Option<usize> {
    let mut index = close;
    loop {
        let dot = text.skip_white(index + 1);
        let name = text.word_at(dot + 1);
        let open = dot + 1 + name.len();
        if text.at(dot) != b'.' || name != "AppendPathSegment" || text.at(open) != b'(' {
            return None;
        }
        if !path.ends_with('/') {
            path.push('/');
        }
        let argument = text.skip_white(open + 1);
        if text.at(argument) == b'"' {
            return Some(argument + if text.at(argument + 1) == b'/' { 2 } else { 1 });
        }
        index = text.closing(open, LONGEST_PIECE)?;
        placeholder(path, "");
        if text.at(text.skip_white(index + 1)) != b'.' {
            return None;
        }
    }
}

/// The end of an expression: at the next operator, or at the end of the whole.
fn expression(text: Text, start: usize, plus: u8) -> usize {
    let mut index = start;
    while index < text.len().min(start + LONGEST_PIECE) {
        match text.at(index) {
            b'(' | b'[' | b'{' => match text.closing(index, LONGEST_PIECE) {
                Some(close) => index = close,
                None => return index,
            },
            b'\n' if text.at(text.skip_white(index)) != plus => return index,
            b',' | b';' | b')' | b']' | b'}' | b'"' | b'\'' | b'`' => return index,
            byte if byte == plus => return index,
            _ => {}
        }
        index += 1;
    }
    index
}

/// `'…' . $realm`, not `"…".format(realm)`.
fn is_php(text: Text, quote: usize, dot: usize) -> bool {
    let next = text.skip_white(dot + 1);
    matches!(text.at(next), b'$' | b'"' | b'\'') || (dot > quote + 1 && next > dot + 1)
}
