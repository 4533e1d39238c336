//! Finds requests: every Keycloak URL or path in the text, with its method.

use super::flat::Flat;

/// A request at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The place.
    pub at: usize,
    /// The end of the URL.
    pub end: usize,
    /// The method; `None` if the text does not contain it.
    pub method: Option<&'static str>,
    /// The URL or path, as written.
    pub url: String,
}

const METHODS: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"];
/// Parts that identify a path of Keycloak.
pub const MARKS: [&str; 3] = [
    "admin/realms",
    "admin/serverinfo",
    "/protocol/openid-connect/",
];
/// Other paths of Keycloak: what precedes the name of the realm, and what follows it.
const ENDS: [(&str, &str); 2] = [("admin/api/", "/clients/v2"), ("admin/", "/console/whoami")];
/// The beginning of a path as the documentation of older releases lists it, below `/admin/realms`: `POST /{realm}/users`.
const BELOW_REALMS: &str = "/{realm}/";
/// The maximum distance between a URL and the beginning or the end of its command, so that the time grows linearly in a long line.
const LONGEST_COMMAND: usize = 2_000;
/// The maximum length of a URL before and behind its mark, so that the time grows linearly in a text without blanks.
const LONGEST_URL: usize = 8 * 1024;
/// The maximum distance between a method and its URL.
const NEAR: usize = 240;

/// Whether the text ends with `start` and one segment of a path.
fn follows_a_realm(before: &str, start: &str) -> bool {
    before
        .rfind('/')
        .and_then(|slash| before.get(..=slash))
        .is_some_and(|head| head.ends_with(start))
}

/// Finds all requests, in the order of the text.
pub fn find(flat: &Flat) -> Vec<Found> {
    let text = &flat.text;
    let mut places: Vec<usize> = MARKS
        .iter()
        .chain([&BELOW_REALMS])
        .flat_map(|mark| text.match_indices(mark).map(|(at, _)| at))
        .chain(ENDS.iter().flat_map(|(start, end)| {
            text.match_indices(end)
                .map(|(at, _)| at)
                .filter(|at| follows_a_realm(text.get(..*at).unwrap_or_default(), start))
        }))
        .collect();
    places.sort_unstable();
    let mut found: Vec<Found> = Vec::new();
    let mut read_to = 0;
    for place in places {
        if place < read_to {
            continue;
        }
        let (at, end) = bounds(text, place);
        read_to = end;
        let url = text.get(at..end).unwrap_or_default();
        if url.contains("realms/{realm}") && url.contains("…") {
            continue;
        }
        let method = method(flat, at, end);
        let url = if let Some(joined) = base_with_path(text, at, end) {
            joined
        } else if url.starts_with(BELOW_REALMS) {
            // Without a method, the path can belong to any API.
            if method.is_none() {
                continue;
            }
            format!("/admin/realms{url}")
        } else if text
            .get(place..)
            .is_some_and(|rest| rest.starts_with(BELOW_REALMS))
        {
            continue;
        } else if ["admin/", "auth/admin/"]
            .iter()
            .any(|root| url.starts_with(root))
        {
            // A person writes the path without its first slash: POST `admin/realms/acme/clients`.
            format!("/{url}")
        } else {
            url.to_owned()
        };
        found.push(Found {
            at,
            end,
            method,
            url,
        });
    }
    found
}

/// The beginning and end of the URL around a place.
fn bounds(text: &str, place: usize) -> (usize, usize) {
    let stops = |c: char| c.is_whitespace() || "\"'`<>()[]|,;=".contains(c);
    let from = back(text, place, LONGEST_URL);
    let before = text.get(from..place).unwrap_or_default();
    let mut at = before.rfind(stops).map_or(from, |stop| {
        from + stop + before[stop..].chars().next().map_or(1, char::len_utf8)
    });
    // `url:https://…` and `path:/admin/…`: the name of a field is not part of the URL.
    if let Some(head) = text.get(at..place) {
        if let Some(scheme) = head.find("://") {
            let word = head.get(..scheme).unwrap_or_default();
            let start = word
                .rfind(|c: char| !c.is_ascii_alphanumeric())
                .map_or(0, |stop| stop + 1);
            at += start;
        } else if let Some(colon) = head.rfind(":/") {
            at += colon + 1;
        }
    }
    let tail = text
        .get(place..forth(text, place, LONGEST_URL))
        .unwrap_or_default();
    let mut depth = 0_usize;
    let mut end = tail.len();
    for (offset, c) in tail.char_indices() {
        let stop = match c {
            '{' => {
                depth += 1;
                false
            }
            '}' if depth > 0 => {
                depth -= 1;
                false
            }
            '}' => true,
            _ if depth > 0 => c == '\n',
            _ => c.is_whitespace() || "\"'`<>()[]|,;\\".contains(c),
        };
        if stop {
            end = offset;
            break;
        }
    }
    let url = tail.get(..end).unwrap_or_default();
    // The marks of Markdown around a sentence are not part of its last URL: `_Call failed: POST https://…/token_`.
    let trimmed = url.trim_end_matches(['.', ':', '!', '?', '*', '_', '…']);
    (at, place + trimmed.len())
}

/// Names of the field with the beginning that all URLs of a client share, in lower case.
const BASES: [&str; 6] = [
    "baseurl",
    "base_url",
    "prefixurl",
    "rooturl",
    "baseuri",
    "base_uri",
];
/// The maximum distance between such a field and the field of the path.
const LONGEST_OBJECT: usize = 600;

/// The whole URL, if a client's object has it in two fields: `baseURL: "https://h/admin/realms/acme", url: "/users"`.
fn base_with_path(text: &str, at: usize, end: usize) -> Option<String> {
    let name = text
        .get(back(text, at, 16)..at)?
        .trim_end_matches(|c: char| c.is_whitespace() || "\"':=".contains(c))
        .to_ascii_lowercase();
    if !BASES.iter().any(|base| name.ends_with(base)) {
        return None;
    }
    let from = back(text, at, LONGEST_OBJECT);
    let around = text.get(from..forth(text, end, LONGEST_OBJECT))?;
    let (_, path) = ["url", "path"]
        .iter()
        .flat_map(|name| around.match_indices(name))
        .filter_map(|(place, name)| {
            let opens = around
                .get(..place)?
                .chars()
                .next_back()
                .is_none_or(|c| c.is_whitespace() || "\"',{".contains(c));
            let value = around
                .get(place + name.len()..)?
                .trim_start_matches(|c: char| c.is_whitespace() || "\"':=".contains(c));
            let value = value
                .split(|c: char| c.is_whitespace() || "\"',}".contains(c))
                .next()?;
            (opens && value.starts_with('/')).then_some(((from + place).abs_diff(at), value))
        })
        .min()?;
    let base = text.get(at..end)?.trim_end_matches('/');
    Some(format!("{base}{path}"))
}

/// The method of the request whose URL has these bounds.
fn method(flat: &Flat, at: usize, end: usize) -> Option<&'static str> {
    let text = &flat.text;
    let (line_start, line_end) = flat.line_bounds(at);
    let before = text
        .get(line_start.max(back(text, at, 60))..at)
        .unwrap_or_default();
    if let Some(method) = last_method(before)
        .or_else(|| of_call(before))
        .or_else(|| of_go(before))
    {
        return Some(method);
    }
    if let Some(method) = of_block(text.get(back(text, at, NEAR)..at).unwrap_or_default()) {
        return Some(method);
    }
    let line = text
        .get(
            line_start.max(back(text, at, LONGEST_COMMAND))
                ..line_end.min(forth(text, end, LONGEST_COMMAND)),
        )
        .unwrap_or_default();
    if let Some(method) = of_command(flat, at) {
        return Some(method);
    }
    // The nearest field of the same object or log line.
    let (from, to) = (back(text, at, NEAR), forth(text, end, NEAR));
    let around = text.get(from..to).unwrap_or_default();
    if let Some(method) = field(around, at - from) {
        return Some(method);
    }
    let after = text
        .get(end..forth(text, end, 24).min(line_end.max(end)))
        .unwrap_or_default();
    if let Some(method) = first_method(after) {
        return Some(method);
    }
    of_error(line)
}

/// The place this many bytes earlier, at a character boundary.
fn back(text: &str, at: usize, bytes: usize) -> usize {
    text.ceil_char_boundary(at.saturating_sub(bytes))
}

/// The place this many bytes later, at a character boundary.
fn forth(text: &str, at: usize, bytes: usize) -> usize {
    text.floor_char_boundary(at + bytes)
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

fn last_method(text: &str) -> Option<&'static str> {
    words(text)
        .rev()
        .take(6)
        .find_map(|word| METHODS.into_iter().find(|method| *method == word))
}

fn first_method(text: &str) -> Option<&'static str> {
    words(text)
        .take(2)
        .find_map(|word| METHODS.into_iter().find(|method| *method == word))
}

/// The method of a call in code whose first argument is the URL: `requests.put("`, `Http::delete('`, `axios.post(`.
fn of_call(before: &str) -> Option<&'static str> {
    let call = before
        .trim_end_matches(['f', 'r', '$', '"', '\'', '`'])
        .trim_end()
        .strip_suffix('(')?;
    let name = call
        .rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .next()?;
    let is_member = call.strip_suffix(name)?.ends_with(['.', ':', '>']);
    METHODS
        .into_iter()
        .find(|method| is_member && method.eq_ignore_ascii_case(name))
}

/// The method in an error of Go: `Post "https://…": context deadline exceeded`.
fn of_go(before: &str) -> Option<&'static str> {
    let name = before.strip_suffix(" \"")?;
    let name = name
        .rsplit(|c: char| !c.is_ascii_alphabetic())
        .next()
        .filter(|name| name.starts_with(|first: char| first.is_ascii_uppercase()))?;
    METHODS
        .into_iter()
        .find(|method| method.eq_ignore_ascii_case(name))
}

/// The method that names the block whose first field is the URL, as in Bruno's files: `post {` and `url: …` on the next line.
fn of_block(before: &str) -> Option<&'static str> {
    let name = before
        .trim_end_matches(['"', '\'', ' '])
        .strip_suffix("url:")?;
    let block = name.trim_end().strip_suffix('{')?.trim_end();
    let word = block.rsplit(char::is_whitespace).next()?;
    METHODS
        .into_iter()
        .find(|method| method.eq_ignore_ascii_case(word))
}

/// `"method":"get"`, `method: 'PUT'`, `method=GET`, `Request Method` with its value on the next line.
fn field(around: &str, place: usize) -> Option<&'static str> {
    let lower = around.to_ascii_lowercase();
    lower
        .match_indices("method")
        .filter_map(|(at, name)| {
            let value = lower.get(at + name.len()..)?;
            let value =
                value.trim_start_matches(|c: char| c.is_whitespace() || "\"':=>.".contains(c));
            let word = words(value).next()?;
            let begins = value.starts_with(word);
            let method = METHODS
                .into_iter()
                .find(|method| method.eq_ignore_ascii_case(word))?;
            begins.then_some((at.abs_diff(place), method))
        })
        .min()
        .map(|(_, method)| method)
}

/// The method of a command: curl, wget, `HTTPie`, PowerShell; GET if the command names none.
fn of_command(flat: &Flat, at: usize) -> Option<&'static str> {
    let text = &flat.text;
    let (mut start, mut end) = flat.line_bounds(at);
    // Continuation lines are part of the command.
    while start > 0 && at - start < LONGEST_COMMAND {
        let (above, above_end) = flat.line_bounds(start - 1);
        let line = text.get(above..above_end).unwrap_or_default().trim_end();
        if !line.ends_with(['\\', '^', '`']) {
            break;
        }
        start = above;
    }
    while text
        .get(start..end)
        .is_some_and(|line| line.trim_end().ends_with(['\\', '^', '`']))
        && end < text.len()
        && end.saturating_sub(at) < LONGEST_COMMAND
    {
        end = flat.line_bounds(end + 1).1;
    }
    let command = text
        .get(start.max(back(text, at, LONGEST_COMMAND))..end.min(forth(text, at, LONGEST_COMMAND)))
        .unwrap_or_default();
    let lower = command.to_ascii_lowercase();
    let has = |names: &[&str]| words(&lower).any(|word| names.contains(&word));
    let is_command = has(&["curl", "wget"]) && (lower.contains("curl ") || lower.contains("wget "))
        || is_httpie(&lower)
        || lower.contains("invoke-restmethod")
        || lower.contains("invoke-webrequest")
        || has(&["irm", "iwr"]);
    if !is_command {
        return None;
    }
    for option in [
        "-x ",
        "-x",
        "--request ",
        "--request=",
        "--method=",
        "-method ",
    ] {
        if let Some(method) = lower.match_indices(option).find_map(|(place, _)| {
            let boundary = place == 0
                || lower
                    .as_bytes()
                    .get(place - 1)
                    .is_some_and(u8::is_ascii_whitespace);
            let value = lower.get(place + option.len()..)?;
            let word = words(value).next()?;
            let begins = value.trim_start_matches(['"', '\'', ' ']).starts_with(word);
            METHODS
                .into_iter()
                .find(|method| boundary && begins && method.eq_ignore_ascii_case(word))
        }) {
            return Some(method);
        }
    }
    let has_body = [
        " -d ",
        " --data",
        " -d'",
        " -d\"",
        "--post-data",
        "--body-data",
        " --json",
    ]
    .iter()
    .any(|option| lower.contains(option));
    let in_query = command.contains(" -G") || lower.contains(" --get ");
    Some(if has_body && !in_query { "POST" } else { "GET" })
}

/// Whether the text has a command of `HTTPie` or xh: at the beginning, after a shell prompt, or after another command.
fn is_httpie(lower: &str) -> bool {
    ["http ", "https ", "xh "].iter().any(|name| {
        lower.match_indices(name).any(|(at, name)| {
            let before = lower.get(..at).unwrap_or_default().trim_end();
            let argument = lower.get(at + name.len()..).unwrap_or_default();
            (before.is_empty()
                || before.ends_with(['$', '#', '%', '>', '|', '&', ';', '(', '`', '\n']))
                && !argument
                    .trim_start()
                    .starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// `KeycloakPostError`: python-keycloak's errors contain the method in their names.
fn of_error(line: &str) -> Option<&'static str> {
    [
        ("KeycloakGetError", "GET"),
        ("KeycloakPostError", "POST"),
        ("KeycloakPutError", "PUT"),
        ("KeycloakDeleteError", "DELETE"),
    ]
    .into_iter()
    .find_map(|(name, method)| line.contains(name).then_some(method))
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::reading::flat::Flat;

    const URL: &str = "https://sso.example.com/admin/realms/acme/groups";

    #[test]
    fn method_and_url_are_found_in_every_spelling() {
        for (text, method) in [
            (format!("GET {URL}"), Some("GET")),
            (format!("403 Forbidden from PUT {URL}"), Some("PUT")),
            (
                format!("{{\"method\":\"delete\",\"url\":\"{URL}\",\"status\":403}}"),
                Some("DELETE"),
            ),
            (
                format!("{{\"url\":\"{URL}\",\"method\":\"POST\"}}"),
                Some("POST"),
            ),
            (
                format!("fetch('{URL}', {{ method: 'PATCH' }})"),
                Some("PATCH"),
            ),
            (format!("curl -s -X DELETE '{URL}'"), Some("DELETE")),
            (format!("curl {URL} -H 'A: b'"), Some("GET")),
            (format!("curl \\\n  -d '{{}}' \\\n  {URL}"), Some("POST")),
            (format!("wget --method=PUT {URL}"), Some("PUT")),
            (format!("http POST {URL} name=x"), Some("POST")),
            (
                format!("Invoke-RestMethod -Uri {URL} -Method Post"),
                Some("POST"),
            ),
            (
                format!("Request URL\n{URL}\nRequest Method\nPUT\nStatus Code\n403"),
                Some("PUT"),
            ),
            (format!("requests.put(\"{URL}\", json=a)"), Some("PUT")),
            (format!("Http::delete('{URL}')"), Some("DELETE")),
            (format!("await axios.post(`{URL}`, a)"), Some("POST")),
            (
                format!("level=error method=GET url={URL} status=403"),
                Some("GET"),
            ),
            (
                format!("Client error: `GET {URL}` resulted in a `403 Forbidden`"),
                Some("GET"),
            ),
            (format!("put {{\n  url: {URL}\n  body: json\n}}"), Some("PUT")),
            (format!("403 Client Error: Forbidden for url: {URL}"), None),
            (format!("Put \"{URL}\": context deadline exceeded"), Some("PUT")),
            (format!("we get \"{URL}\" denied"), None),
            (
                format!("request_url: {URL}, body: HTTP 403 Forbidden, method: :post"),
                Some("POST"),
            ),
            (
                "{\"baseURL\":\"https://sso.example.com/admin/realms/acme\",\"method\":\"post\",\"url\":\"/groups\"}"
                    .to_owned(),
                Some("POST"),
            ),
            (
                "url: '/groups', method: 'get', baseURL: 'https://sso.example.com/admin/realms/acme/'".to_owned(),
                Some("GET"),
            ),
        ] {
            let found = find(&Flat::new(&text));
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].url, URL, "{text}");
            assert_eq!(found[0].method, method, "{text}");
        }
    }

    /// Counts places instead of time, which depends on the machine: no URL and no command is longer than the limit.
    #[test]
    fn texts_without_ends_are_read_in_parts() {
        for unit in [
            "/admin/realms/",
            "/admin/realms/{",
            "/admin/realms/{realm}/…",
        ] {
            for found in find(&Flat::new(&unit.repeat(20_000))) {
                assert!(found.url.len() <= 2 * super::LONGEST_URL, "{unit}");
            }
        }
        // Without a limit, each of these lines reads all lines of the command.
        let command = "curl https://sso.example.com/admin/realms/a/users \\\n".repeat(5_000);
        assert_eq!(find(&Flat::new(&command)).len(), 5_000);
    }

    #[test]
    fn a_path_is_found_without_a_host() {
        for (text, url) in [
            (
                "\"GET /auth/admin/realms/acme/users?max=1 HTTP/1.1\" 403",
                "/auth/admin/realms/acme/users?max=1",
            ),
            (
                "error sending GET request to /admin/realms/acme/groups: 403",
                "/admin/realms/acme/groups",
            ),
            ("path:/admin/realms/acme", "/admin/realms/acme"),
            (
                "GET /admin/realms/{realm}/users/{user-id}.",
                "/admin/realms/{realm}/users/{user-id}",
            ),
            (
                "GET https://sso.example.com/admin/api/acme/clients/v2/app 403",
                "https://sso.example.com/admin/api/acme/clients/v2/app",
            ),
            (
                "GET /auth/admin/acme/console/whoami?currentRealm=acme 403",
                "/auth/admin/acme/console/whoami?currentRealm=acme",
            ),
        ] {
            assert_eq!(find(&Flat::new(text))[0].url, url, "{text}");
        }
    }

    #[test]
    fn paths_of_other_apis_are_no_requests_to_keycloak() {
        for text in [
            "GET https://shop.example.com/admin/api/2024-01/products.json 403",
            "GET /api/clients/v2 403",
            "GET /clients/v2 403",
            "GET /acme/console/whoami 403",
            "GET /admin/api/acme/orders/clients/v2 403",
        ] {
            assert_eq!(find(&Flat::new(text)).len(), 0, "{text}");
        }
    }
}
