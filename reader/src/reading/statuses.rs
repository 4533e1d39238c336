//! Finds statuses: in status lines, in logs, in messages of clients, and as names of exceptions.

use std::sync::LazyLock;

use super::flat::Flat;
use super::phrases::Phrases;
use super::requests;

/// The maximum number of digits to look at in prose.
const MAX_NUMBERS: usize = 4_096;
/// The maximum number of bytes before a number to look at, so that the time grows linearly in a long line.
const MAX_BEFORE: usize = 1_024;

/// A status at a place of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The place.
    pub at: usize,
    /// The status code.
    pub code: u16,
}

/// Words before a status, in lower case, without blanks and punctuation between.
const BEFORE: [&str; 40] = [
    "status",
    "statuscode",
    "httpstatus",
    "httpstatuscode",
    "responsestatus",
    "responsecode",
    "code",
    "http",
    "httperror",
    "httpcode",
    "rc",
    "error",
    "returned",
    "returns",
    "responded",
    "respondedwith",
    "got",
    "received",
    "response",
    "awaitingresponse",
    "resultedina",
    "failedwith",
    "with",
    "sc",
    "downstreamstatus",
    "statuscodeof",
    "statusof",
    "codeof",
    "responsecodewas",
    "statuswas",
    "statuscodewas",
    "statuscodeis",
    "statusis",
    "errorcode",
    "statuscodes",
    "fehler",
    "statut",
    "erreur",
    "codigo",
    "returning",
];

/// Verbs before a status in prose, in lower case. The number after them may also count something: `gets 403 users`.
const VERBS: [&str; 14] = [
    "gave", "gives", "gets", "getting", "throws", "threw", "answered", "answers", "replied",
    "replies", "sends", "sent", "shows", "see",
];

/// The reason phrase of a status in lower case, or a client's words for it.
const AFTER: [(u16, &str); 22] = [
    (200, "ok"),
    (201, "created"),
    (204, "no content"),
    (301, "moved permanently"),
    (302, "found"),
    (302, "moved temporarily"),
    (400, "bad request"),
    (401, "unauthorized"),
    (401, "authorization required"),
    (403, "forbidden"),
    (404, "not found"),
    (405, "method not allowed"),
    (407, "proxy authentication required"),
    (409, "conflict"),
    (413, "request entity too large"),
    (415, "unsupported media type"),
    (429, "too many requests"),
    (500, "internal server error"),
    (501, "not implemented"),
    (502, "bad gateway"),
    (503, "service unavailable"),
    (504, "gateway"),
];

/// Names of exceptions and reasons that stand for a status without a number.
const NAMES: [(&str, u16); 34] = [
    ("ForbiddenException", 403),
    ("$Forbidden", 403),
    ("NotAuthorizedException", 401),
    ("UnauthorizedException", 401),
    ("$Unauthorized", 401),
    ("javax.ws.rs.NotFoundException", 404),
    ("jakarta.ws.rs.NotFoundException", 404),
    ("$NotFound", 404),
    ("RestClient::Forbidden", 403),
    ("RestClient::Unauthorized", 401),
    ("RestClient::NotFound", 404),
    ("Faraday::ForbiddenError", 403),
    ("Faraday::UnauthorizedError", 401),
    ("Faraday::ResourceNotFound", 404),
    ("HttpStatusCode.Forbidden", 403),
    ("HttpStatusCode.Unauthorized", 401),
    ("StatusCode: Forbidden", 403),
    ("StatusCode: Unauthorized", 401),
    ("StatusCode: NotFound", 404),
    // .NET: the name of a `HttpStatusCode` in a sentence.
    ("status code Forbidden", 403),
    ("status code Unauthorized", 401),
    ("status code NotFound", 404),
    // A server in front of Keycloak that does not reach Keycloak: nginx, Envoy, Apache, and Traefik.
    ("upstream timed out", 504),
    ("while connecting to upstream", 502),
    ("while reading response header from upstream", 502),
    ("no live upstreams", 502),
    ("upstream prematurely closed connection", 502),
    ("upstream connect error or disconnect", 503),
    ("failed to make connection to backend", 503),
    ("Bad Gateway' caused by", 502),
    ("no healthy upstream", 503),
    ("default backend - 404", 404),
    // kcadm.sh, `HttpUtil`.
    ("Resource not found for url:", 404),
    // Keycloak's log, `KeycloakErrorHandler`.
    ("Uncaught server error", 500),
];

/// [`NAMES`] with their positions in the table.
static NAME_PHRASES: LazyLock<Phrases<(usize, (&str, u16))>> =
    LazyLock::new(|| Phrases::new(NAMES.into_iter().enumerate(), |(_, (name, _))| *name));

/// Finds all statuses, in the order of the text. If no words say that a number is a status, a lone one in a text about Keycloak counts.
pub fn find(flat: &Flat) -> Vec<Status> {
    let mut found = stated(flat);
    if found.is_empty() {
        return in_prose(&flat.text).into_iter().collect();
    }
    // A person writes that the token was issued (200), and then names the denial in own words.
    if found.iter().all(|status| status.code < 400) {
        let denied = in_prose(&flat.text).filter(|status| {
            matches!(status.code, 401 | 403) && follows_word(&flat.text, status.at)
        });
        found.extend(denied);
        found.sort_by_key(|status| status.at);
    }
    found
}

/// Whether a word precedes the number on its line: `renvoie "403`. In a log, another number precedes.
fn follows_word(text: &str, at: usize) -> bool {
    const SIZES: [&str; 7] = [
        "size", "length", "bytes", "len", "total", "count", "duration",
    ];
    let before = near(text, at);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let word = line
        .trim_end_matches(|c: char| c.is_whitespace() || "\"'`(*«„“".contains(c))
        .rsplit(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    !word.is_empty()
        && word.chars().all(char::is_alphabetic)
        && !SIZES.contains(&word.to_lowercase().as_str())
        && !line.contains("HTTP/")
}

/// The statuses, line by line.
pub fn by_line<'s>(statuses: &'s [Status], flat: &'s Flat) -> impl Iterator<Item = &'s [Status]> {
    statuses.chunk_by(move |one, other| flat.line_number(one.at) == flat.line_number(other.at))
}

fn stated(flat: &Flat) -> Vec<Status> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut named = NAME_PHRASES.places(&flat.text).peekable();
    let mut section = Section::default();
    for line in flat.text.split('\n') {
        let end = start + line.len();
        let before = found.len();
        if section.is_expected(line) {
            while named.next_if(|(at, _)| *at < end).is_some() {}
            start = end + 1;
            continue;
        }
        numbers(line, start, &mut found);
        // Of several names on a line, the one that comes first in the table counts.
        let name = std::iter::from_fn(|| named.next_if(|(at, _)| *at < end))
            .min_by_key(|(_, (position, _))| *position);
        if found.len() == before {
            let name = name.map(|(at, (_, (_, code)))| (at, *code));
            let status = name.or_else(|| Some((start, of_line(line)?)));
            found.extend(status.map(|(at, code)| Status { at, code }));
        }
        start = end + 1;
    }
    found
}

/// A section of a report about what should happen, such as “Expected behavior”.
#[derive(Default)]
struct Section {
    /// The number of lines that are left of such a section.
    left: usize,
}

/// The maximum number of lines of such a section.
const LONGEST_SECTION: usize = 8;
/// The maximum length of a heading.
const LONGEST_HEADING: usize = 60;
/// Words of the heading of such a section, in lower case.
const EXPECTATIONS: [&str; 6] = [
    "expected",
    "expectation",
    "did you expect",
    "erwartet",
    "attendu",
    "esperado",
];
/// Words of the heading of a section about what happened, in lower case.
const ACTUALITIES: [&str; 4] = ["actual", "unexpected", "instead", "got"];

impl Section {
    /// Whether the line belongs to a section about what should happen: `### Expected behavior`, `**Expected behavior**`.
    fn is_expected(&mut self, line: &str) -> bool {
        let heading = line.trim();
        let is_heading = heading.len() <= LONGEST_HEADING
            && (heading.starts_with(['#', '*']) || heading.ends_with([':', '?']))
            && !heading.contains(|c: char| c.is_ascii_digit());
        if is_heading {
            let lower = heading.to_lowercase();
            let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
            self.left = if has(&EXPECTATIONS) && !has(&ACTUALITIES) {
                LONGEST_SECTION
            } else {
                0
            };
        } else if heading.starts_with("```") || heading.starts_with("HTTP/") {
            self.left = 0;
        }
        let is_expected = self.left > 0;
        self.left = self.left.saturating_sub(1);
        is_expected
    }
}

fn numbers(line: &str, start: usize, found: &mut Vec<Status>) {
    let bytes = line.as_bytes();
    // The line contains only the number.
    let is_alone = line.trim().len() == 3;
    let mut at = 0;
    let mut candidate = None;
    while at + 3 <= bytes.len() {
        if !bytes[at + 2].is_ascii_digit() {
            at += 3;
            continue;
        }
        let is_number = bytes[at..at + 3].iter().all(u8::is_ascii_digit)
            && at
                .checked_sub(1)
                .is_none_or(|before| separates(bytes[before]))
            && bytes.get(at + 3).is_none_or(|after| separates(*after));
        if !is_number {
            at += 1;
            continue;
        }
        let code = line
            .get(at..at + 3)
            .and_then(|digits| digits.parse::<u16>().ok())
            .filter(|code| (200..600).contains(code));
        if let Some(code) = code {
            let (before, after) = (near(line, at), line.get(at + 3..).unwrap_or_default());
            if is_compared(before, code) {
                at += 3;
                continue;
            }
            if is_alone
                || names_before(before)
                || !is_counted(after) && ends_with_word(before, &VERBS)
                || names_after(code, after)
                || begins(before, after)
                || follows_request(before)
                || follows_path(before, after)
                || follows_dash(before, after)
            {
                found.push(Status {
                    at: start + at,
                    code,
                });
            } else if candidate.is_none() && before.ends_with(' ') && after.starts_with(' ') {
                candidate = Some(Status {
                    at: start + at,
                    code,
                });
            }
        }
        at += 3;
    }
    // HAProxy and others write the quoted request at the end of the line.
    let is_log = || {
        [
            "\"GET ",
            "\"POST ",
            "\"PUT ",
            "\"DELETE ",
            "\"PATCH ",
            "\"HEAD ",
        ]
        .iter()
        .any(|method| line.contains(method))
    };
    let is_found = found.last().is_some_and(|status| status.at >= start);
    if !is_found && candidate.is_some() && is_log() {
        found.extend(candidate);
    }
}

/// The text before a place of a line, up to [`MAX_BEFORE`] bytes.
fn near(line: &str, at: usize) -> &str {
    let from = line.ceil_char_boundary(at.saturating_sub(MAX_BEFORE));
    line.get(from..at).unwrap_or_default()
}

/// Whether a byte may be next to a status.
fn separates(byte: u8) -> bool {
    !byte.is_ascii_alphanumeric() && !b"-_.".contains(&byte) || byte == b'.'
}

/// Whether the text before a number shows that it is a status: a status line, a log's quoted request, or a word of [`BEFORE`].
fn names_before(before: &str) -> bool {
    let trimmed = before.trim_end();
    if trimmed.ends_with('"')
        && ["HTTP/1.", "HTTP/2", "HTTP/3"].iter().any(|version| {
            trimmed
                .rfind(version)
                .is_some_and(|at| trimmed.len() - at <= 9)
        })
    {
        return true;
    }
    let last = trimmed
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    if last
        .trim_start_matches(['<', '*', '>', '"', '\''])
        .starts_with("HTTP/")
    {
        return true;
    }
    // A port or a line number follows a colon without a blank, after a name with a dot: `Service.java:403`.
    let is_position = trimmed.ends_with(':')
        && before.ends_with(':')
        && [
            ".java", ".js", ".py", ".go", ".ts", ".rb", ".php", ".kt", ".rs", ".cs",
        ]
        .iter()
        .any(|suffix| trimmed.trim_end_matches(':').ends_with(suffix));
    !is_position && ends_with_word(before, &BEFORE) || error_name(before)
}

/// Words that announce an expected or imagined status, in lower case.
const EXPECTED: [&str; 5] = ["expected", "expects", "expecting", "should", "would"];
/// Words that announce the actual status, in lower case: `expected 200 but got 403`.
const ACTUAL: [&str; 9] = [
    "but", "got", "get", "received", "receive", "returns", "returned", "actual", "was",
];

/// The maximum number of words between such a word and the number: `should be answered with a 403`.
const WORDS_TO_EXPECTED: usize = 5;
/// The same for a success, which nobody reports as a problem: `it should update the user and send 200 OK`.
const WORDS_TO_SUCCESS: usize = 14;

/// Whether the number is only compared or expected: `== 403`, `>= 400`, `toBe(403)`, `expected status 200`.
fn is_compared(before: &str, code: u16) -> bool {
    let trimmed = before
        .trim_end()
        .trim_end_matches(['"', '\'', ':'])
        .trim_end();
    let is_operand = ["==", "!=", ">=", "<=", "toBe(", "toEqual(", "isEqualTo("]
        .iter()
        .any(|sign| trimmed.ends_with(sign));
    if is_operand {
        return true;
    }
    let mut words = trimmed
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase);
    let near = if code < 300 {
        WORDS_TO_SUCCESS
    } else {
        WORDS_TO_EXPECTED
    };
    let mut count = 0;
    let mut is_joined = false;
    let is_expected = loop {
        let Some(word) = words.next() else {
            break false;
        };
        count += 1;
        is_joined |= ["and", "or"].contains(&word.as_str());
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            // “should answer 401 for guests and 403 for members”
            if !is_joined || count > 2 * near {
                break false;
            }
            count = 0;
        } else if ACTUAL.contains(&word.as_str()) || count > 2 * near {
            break false;
        } else if count <= near && EXPECTED.contains(&word.as_str()) {
            break true;
        }
    };
    // “Why would Keycloak return a 403?” is about an actual response.
    is_expected && words.next().is_none_or(|word| word != "why")
}

/// The maximum number of bytes in which words before a status are searched.
const LONGEST_WORDS: usize = 32;

/// Whether the text ends with one of these words. Blanks and punctuation do not count: `status code`, `"statusCode":`, `status=`,
/// `resulted in a`.
fn ends_with_word(before: &str, words: &[&str]) -> bool {
    let bytes = before.as_bytes();
    let from = bytes.len().saturating_sub(LONGEST_WORDS);
    // The letters and digits with their places, from the end.
    let mut last = [(0, 0_u8); LONGEST_WORDS];
    let mut count = 0;
    for at in (from..bytes.len()).rev() {
        if bytes[at].is_ascii_alphanumeric() {
            last[count] = (at, bytes[at].to_ascii_lowercase());
            count += 1;
        }
    }
    words.iter().any(|word| {
        let Some(letters) = last[..count].get(..word.len()) else {
            return false;
        };
        let is_word = letters
            .iter()
            .zip(word.bytes().rev())
            .all(|((_, letter), expected)| *letter == expected);
        // `barcode 403` is not a status: the word must begin at a boundary.
        is_word
            && letters
                .last()
                .and_then(|(at, _)| at.checked_sub(1))
                .is_none_or(|before| !bytes[before].is_ascii_alphabetic())
    })
}

/// Whether the name of an error precedes: `KeycloakGetError: 403`, `HttpFailure { status: 403`.
fn error_name(before: &str) -> bool {
    let name = before.trim_end().trim_end_matches([':', '(', '[', ' ']);
    let word = name
        .rsplit(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    word.ends_with("Error") || word.ends_with("Exception") || word.ends_with("ErrorCode")
}

fn names_after(code: u16, after: &str) -> bool {
    // The longest phrase is shorter; a line can be long.
    let after: String = after
        .trim_start_matches([' ', ':', '-', '(', '"', '\'', ',', '`', '[', '{'])
        .chars()
        .take(40)
        .collect();
    let after = after.to_ascii_lowercase();
    AFTER
        .iter()
        .any(|(of, reason)| *of == code && after.starts_with(reason))
        || after.starts_with("client error")
        || after.starts_with("server error")
}

/// Whether an arrow or a closing bracket stands between a request and the number: `GET https://… -> 403`, `(GET https://…) 403`.
fn follows_request(before: &str) -> bool {
    let trimmed = before.trim_end();
    let marks = ["->", "=>", "→", ")", "⇒"];
    marks.iter().any(|mark| trimmed.ends_with(mark))
        && ["GET ", "POST ", "PUT ", "DELETE ", "PATCH "]
            .iter()
            .any(|method| before.contains(method))
        && before.contains('/')
}

/// Whether the number follows a path or URL of Keycloak: `GET /admin/realms/acme/users 403`, `…/users: 403`.
fn follows_path(before: &str, after: &str) -> bool {
    let word = before
        .trim_end()
        .trim_end_matches([':', '|', ',', '"', '\'', '`'])
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let is_path = requests::MARKS
        .iter()
        .chain(&["/realms/", "/console"])
        .any(|mark| word.contains(mark));
    is_path && before.ends_with([' ', '\t', '|', ':']) && !is_counted(after)
}

/// Words of lines about responses.
const RESPONSES: [&str; 12] = [
    "http",
    "response",
    "request",
    "error",
    "forbidden",
    "unauthorized",
    "denied",
    "failed",
    "status",
    "keycloak",
    "/admin/",
    "/realms/",
];

/// Whether the number follows a dash at the end of a statement about a response: `Received HTTP response headers after 12 ms - 403`.
fn follows_dash(before: &str, after: &str) -> bool {
    let is_dash = [" - ", " – ", " — ", " | "]
        .iter()
        .any(|dash| before.ends_with(dash));
    let ends =
        after.is_empty() || after.starts_with([',', '.', ';', ')', ' ']) && !is_counted(after);
    let lower: String = before
        .chars()
        .rev()
        .take(200)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let lower = lower.to_ascii_lowercase();
    // The third part of an access log is a number too.
    is_dash && ends && !lower.contains('[') && RESPONSES.iter().any(|word| lower.contains(word))
}

/// Units and things that people count.
const COUNTED: [&str; 20] = [
    "ms", "s", "sec", "seconds", "minutes", "bytes", "kb", "mb", "b", "users", "user", "rows",
    "groups", "clients", "roles", "items", "entries", "records", "times", "logged",
];

/// Whether the text after a number shows that it counts something.
fn is_counted(after: &str) -> bool {
    let word = after
        .trim_start()
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    after.starts_with([' ', '\t']) && COUNTED.contains(&word.as_str())
}

/// Words before a number that is no status.
const NUMBERED: [&str; 16] = [
    "port", "line", "id", "user", "took", "page", "room", "issue", "pr", "build", "ticket",
    "number", "nr", "version", "step", "zeile",
];
/// The statuses that people write about.
const IN_PROSE: [u16; 12] = [400, 401, 403, 404, 405, 409, 415, 429, 500, 502, 503, 504];

/// The lone status in a sentence of any language: `… bekomme ich immer einen 403`. The text must be about Keycloak. 401 and 403 are hardly
/// anything else; other statuses count only if the text has a request.
fn in_prose(text: &str) -> Option<Status> {
    let has_request = requests::MARKS.iter().any(|mark| text.contains(mark));
    let lower = text.to_lowercase();
    let is_about_keycloak = has_request
        || ["keycloak", "kcadm", "realm", "service account", "admin api"]
            .iter()
            .any(|word| lower.contains(word));
    if !is_about_keycloak {
        return None;
    }
    let mut found: Vec<Status> = text
        .match_indices(char::is_numeric)
        .take(MAX_NUMBERS)
        .filter_map(|(at, _)| {
            let code: u16 = text.get(at..at + 3)?.parse().ok()?;
            let before = text.get(..at)?;
            let after = text.get(at + 3..)?;
            let opens = before
                .chars()
                .next_back()
                .is_none_or(|c| c.is_whitespace() || "(\"'`«„“-*[".contains(c) || !c.is_ascii());
            // A hyphen joins the number to a word about HTTP, or to the name of something else: `KC-403`.
            let is_named = before.strip_suffix('-').is_some_and(|before| {
                let word = before
                    .rsplit(|c: char| !c.is_alphanumeric())
                    .next()
                    .unwrap_or_default();
                !word.is_empty() && !BEFORE.contains(&word.to_lowercase().as_str())
            });
            // `403s`, the German `403er`.
            let after = ["ers", "er", "s"]
                .iter()
                .find_map(|ending| after.strip_prefix(ending))
                .unwrap_or(after);
            let closes = after.chars().next().is_none_or(|c| {
                c.is_whitespace() || ",.;:!?)\"'`»“”-*]".contains(c) || !c.is_ascii()
            });
            let last = before
                .trim_end()
                .rsplit(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default()
                .to_lowercase();
            let is_status = IN_PROSE.contains(&code) && (has_request || matches!(code, 401 | 403));
            (is_status
                && !is_compared(before, code)
                && opens
                && !is_named
                && closes
                && !is_counted(after)
                && !NUMBERED.contains(&last.as_str()))
            .then_some(Status { at, code })
        })
        .collect();
    // A person also writes which status should come.
    found.sort_by_key(|status| !matches!(status.code, 401 | 403));
    found.into_iter().next()
}

/// Whether a line begins with the status and Keycloak's body follows: `403 {"error":…}`, `403: b'{…`.
fn begins(before: &str, after: &str) -> bool {
    before.trim().is_empty()
        && after
            .trim_start_matches([':', ' ', 'b', '\'', '"', '-', '|', ','])
            .starts_with(['{', '<'])
}

/// The status of a line that contains only its reason phrase.
fn of_line(line: &str) -> Option<u16> {
    match line.trim() {
        "Forbidden" | "403 Forbidden" | "Access denied" => Some(403),
        "Unauthorized" => Some(401),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::reading::flat::Flat;

    fn codes(text: &str) -> Vec<u16> {
        find(&Flat::new(text))
            .into_iter()
            .map(|status| status.code)
            .collect()
    }

    #[test]
    fn statuses_are_found_in_every_spelling() {
        for text in [
            "HTTP/1.1 403 Forbidden",
            "< HTTP/2 403 ",
            "Request failed with status code 403",
            "{\"status\":403}",
            "{\"statusCode\": \"403\"}",
            "status=403",
            "403 Client Error: Forbidden for url: https://h",
            "HTTP Error 403: Forbidden",
            "KeycloakGetError: 403: b'{}'",
            "Response status code does not indicate success: 403 (Forbidden).",
            "10.0.0.7 - - [01/Jan/2026:10:11:12 +0000] \"GET /admin/realms/acme HTTP/1.1\" 403 31",
            "haproxy[1]: 10.0.1.2:33317 [06/Feb/2026:12:14:14.655] in s/1 10/0/30/69/109 403 2750 - - ---- 1/1/1/1/0 0/0 \"GET /admin/realms/a HTTP/1.1\"",
            "resulted in a `403 Forbidden` response",
            "HttpFailure { status: 403, body: None }",
            "403",
            "Request failed with status code Forbidden",
            "jakarta.ws.rs.ForbiddenException",
            "WebClientResponseException$Forbidden",
            "Status Code: 403",
            "level=error status_code=403 msg=x",
            "GET /admin/realms/acme/users 403",
            "Received HTTP response headers after 12.4ms - 403",
            "the response has a status code of 403 and is refused",
            "beim Aufruf von GET /admin/realms/acme/users kommt immer ein 403",
            "Keycloak renvoie une 403 quand j'appelle l'API d'administration",
            "Keycloak me devuelve un 403, aunque el rol existe",
            "HTTP-403 von Keycloak",
            "GET /admin/realms/acme/users を呼ぶと403エラーになります",
            "Keycloak gives me 403s for every user",
            "before that POST /admin/realms/acme/users gave 403",
            "GET /admin/realms/acme/users: expected 200 but got 403",
            "GET /admin/realms/acme/users should work but returns 403",
            "Why would Keycloak return a 403 for GET /admin/realms/acme/users?",
            "GET /realms/acme/account 403",
            "GET /admin/acme/console/whoami 403",
            "GET /admin/realms/acme/users returns a 403\n\n### Expected behavior\n\nThe endpoint returns 200 with the users.",
            "**What did you expect?**\nA 200 response\n\n**What happened instead?**\nGET /admin/realms/acme/users returned 403",
            "PUT /admin/realms/acme/users/1 gives 403. It should update the user and send 200 OK",
        ] {
            assert_eq!(codes(text), [403], "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not_statuses() {
        for text in [
            "at Service.java:403",
            "listening on port 443",
            "took 403 ms",
            "user 403 logged in",
            "Keycloak synced 403 users",
            "Keycloak import finished, see ticket KC-403",
            "Keycloak took 403 ms",
            "GET /admin/realms/acme/users - 403 users",
            "id 8f1b4c1e-403-4d0e",
            "version 1.403.2",
            "if (response.status === 403) retry()",
            "assert response.status_code == 403",
            "if status >= 400 {",
            "expect(response.status).toBe(403)",
            "Expected: 403 Forbidden",
            "expected status code 403",
            "If GET /admin/realms/acme/users would answer 403, we would retry",
            "Keycloak should return a 403 for this user",
            "Keycloak should answer with 401 for guests and with 403 for members",
            "the job sent 403 users",
            "Expected result:\nthe status 403 Forbidden for guests",
            "It should update the user and then send 200 OK",
            "",
        ] {
            assert_eq!(codes(text), [0; 0], "{text}");
        }
    }
}
