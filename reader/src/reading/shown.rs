//! Shows a line of the text without its secrets.

/// The maximum length of a shown line.
const MAX_SHOWN: usize = 200;
/// The maximum length of a line that is searched for secrets. The rest is not shown.
const MAX_READ: usize = 8 * 1024;
const REDACTED: &str = "…redacted";
/// Names whose values are secrets, without separators and in lower case.
const SECRETS: [&str; 14] = [
    "clientsecret",
    "secret",
    "password",
    "passwd",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "subjecttoken",
    "assertion",
    "clientassertion",
    "token",
    "apikey",
    "cookie",
    "code",
];

/// The line without its secrets.
pub fn shown(line: &str) -> String {
    let beginning = &line[..line.floor_char_boundary(MAX_READ)];
    let is_cut = beginning.len() < line.len();
    let line = without_tokens(beginning.trim());
    let line = without_schemes(&line);
    let line = without_values(&line);
    let line = without_credentials(&line);
    let line: String = line
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    match line.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        // The last word may be a secret that only its missing end identifies: `https://user:password@`.
        None if is_cut => {
            let (complete, _) = line.rsplit_once(' ').unwrap_or_default();
            format!("{complete}…")
        }
        None => line,
    }
}

/// Removes everything that looks like a JWT.
fn without_tokens(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("eyJ") {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let end = tail
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.=".contains(c)))
            .unwrap_or(tail.len());
        out.push_str(if end > 20 { REDACTED } else { &tail[..end] });
        rest = tail.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Removes what follows `Bearer`, `Basic`, and `DPoP`.
fn without_schemes(line: &str) -> String {
    let mut out = line.to_owned();
    for scheme in ["bearer ", "basic ", "dpop "] {
        let mut from = 0;
        while let Some(at) = out
            .get(from..)
            .and_then(|rest| rest.to_ascii_lowercase().find(scheme))
        {
            let start = from + at + scheme.len();
            let tail = out.get(start..).unwrap_or_default();
            let end = tail
                .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.=+/~".contains(c)))
                .unwrap_or(tail.len());
            // `Bearer realm="acme"` is a challenge, not a token.
            let is_challenge = tail.get(..end).is_some_and(|word| word.ends_with('='))
                && tail.get(end..).is_some_and(|rest| rest.starts_with('"'));
            if end > 0 && !is_challenge {
                out.replace_range(start..start + end, REDACTED);
            }
            from = start;
        }
    }
    out
}

/// Removes the values of secret names: `client_secret=…`, `"password":"…"`, `password: '…'`.
fn without_values(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['=', ':']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let name: String = before
            .trim_end_matches(['"', '\'', ' ', '\\'])
            .chars()
            .rev()
            .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        let is_secret = SECRETS
            .iter()
            .any(|secret| name == *secret || (secret.len() > 6 && name.ends_with(secret)));
        let sign = tail.get(..1).unwrap_or_default();
        out.push_str(sign);
        rest = tail.get(1..).unwrap_or_default();
        if !is_secret {
            continue;
        }
        let value = rest.trim_start_matches([' ', '>']);
        out.push_str(rest.get(..rest.len() - value.len()).unwrap_or_default());
        let (open, end) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => (
                1,
                value
                    .get(1..)
                    .and_then(|inner| inner.find(quote))
                    .map_or(value.len(), |end| end + 1),
            ),
            _ => (
                0,
                value
                    .find(|c: char| c.is_whitespace() || "&,;\"'}".contains(c))
                    .unwrap_or(value.len()),
            ),
        };
        let secret = value.get(open..end).unwrap_or_default();
        out.push_str(value.get(..open).unwrap_or_default());
        // A status or a placeholder is not a secret.
        let is_plain = secret.is_empty()
            || secret.starts_with('$')
            || name == "code" && secret.len() <= 3
            || name == "code" && secret.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        out.push_str(if is_plain { secret } else { REDACTED });
        rest = value.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Removes `user:password@` from URLs, and the values of `-u user:password`.
fn without_credentials(line: &str) -> String {
    let mut out = line.to_owned();
    let mut from = 0;
    while let Some(at) = out.get(from..).and_then(|rest| rest.find("://")) {
        let start = from + at + 3;
        let authority_end = out
            .get(start..)
            .and_then(|rest| rest.find(['/', ' ', '"', '\'']))
            .map_or(out.len(), |end| start + end);
        if let Some(end) = out
            .get(start..authority_end)
            .and_then(|authority| authority.rfind('@'))
        {
            out.replace_range(start..start + end, REDACTED);
        }
        from = start;
    }
    for option in [" -u ", " --user "] {
        let mut from = 0;
        while let Some(at) = out.get(from..).and_then(|rest| rest.find(option)) {
            let start = from + at + option.len();
            let tail = out.get(start..).unwrap_or_default();
            let end = tail.find(char::is_whitespace).unwrap_or(tail.len());
            if tail.get(..end).is_some_and(|word| word.contains(':')) {
                out.replace_range(start..start + end, REDACTED);
            }
            from = start;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{MAX_READ, shown};

    #[test]
    fn no_secret_is_shown() {
        for line in [
            "curl -d client_id=a -d client_secret=hush-1 https://h/realms/a",
            "{\"client_secret\":\"hush-1\",\"x\":1}",
            "password: 'hush-1'",
            "Authorization: Bearer hush-1",
            "authorization: Basic hush-1=",
            "curl -u backend:hush-1 https://h",
            "https://me:hush-1@sso.example.com/admin",
            "http://proxy.example.com:3128 refused https://me:hush-1@sso.example.com/admin",
            "curl -u backend https://h; curl -u backend:hush-1 https://h",
            "grant_type=password&username=a&password=hush-1&scope=x",
            "refreshToken=hush-1",
        ] {
            let shown = shown(line);
            assert!(!shown.contains("hush-1"), "{line} → {shown}");
        }
        let jwt = "token eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl end";
        assert_eq!(shown(jwt), "token …redacted end");
    }

    #[test]
    fn a_secret_at_the_end_of_the_searched_part_is_not_shown() {
        let url = " https://me:hush-1";
        let token = "eyJa".repeat((MAX_READ - url.len()) / 4);
        let padding = " ".repeat(MAX_READ - url.len() - token.len());
        let line = format!("{token}{padding}{url}@sso.example.com/admin");
        assert_eq!(line.find('@'), Some(MAX_READ));
        assert!(!shown(&line).contains("hush-1"), "{}", shown(&line));
    }

    #[test]
    fn other_values_stay_visible() {
        for line in [
            "\"GET /admin/realms/acme/groups HTTP/1.1\" 403 31",
            "{\"code\":\"ERR_BAD_REQUEST\",\"status\":403}",
            "www-authenticate: Bearer realm=\"acme\", error=\"invalid_token\"",
        ] {
            assert_eq!(shown(line), line);
        }
    }
}
