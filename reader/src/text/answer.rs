//! Reads a pasted response: output of curl, `HTTPie`, or a browser, or a message that contains a body.

use serde_json::Value;
use url::Url;

use super::{Answer, Known, MAX_LOOKS, address, curl, status};
use diagnosis::exchange::Response;
use permissions::Permissions;

/// The maximum number of headers.
const MAX_HEADERS: usize = 200;

/// The part of the text that a line belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Before,
    RequestHeaders,
    Headers,
    Body,
}

/// Reads HTTP text: `curl -i`, `curl -v`, `HTTPie`, or a browser's headers, with or without the command before it.
pub(super) fn http(text: &str, permissions: Option<&Permissions>) -> Option<Answer> {
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.line(line);
    }
    let status = reader.status?;
    let mut known = reader.known(permissions);
    if known.call.is_none()
        && let Some(of_command) = text
            .lines()
            .position(is_status_line)
            .map(|lines| text.lines().take(lines).collect::<Vec<_>>().join("\n"))
            .and_then(|command| curl::read(&command, permissions))
    {
        known = of_command;
    }
    Some(Answer {
        response: Response {
            status,
            headers: reader.headers.into_iter().collect(),
            body: reader.body.trim().to_owned(),
        },
        known,
    })
}

#[derive(Default)]
struct Reader {
    part: Option<Part>,
    status: Option<u16>,
    headers: Vec<(String, String)>,
    body: String,
    method: String,
    target: String,
    host: String,
    authorization: String,
    tls: bool,
}

impl Reader {
    fn part(&self) -> Part {
        self.part.unwrap_or(Part::Before)
    }

    fn line(&mut self, line: &str) {
        if let Some(note) = line.strip_prefix("* ") {
            self.tls |= note.contains("SSL connection") || note.contains("ALPN");
        } else if let Some(sent) = line.strip_prefix('>') {
            self.sent(sent.trim());
        } else if let Some(header) = line
            .strip_prefix("< ")
            .or_else(|| line.strip_prefix('<').filter(|rest| rest.trim().is_empty()))
        {
            self.came(header.trim());
        } else if is_progress(line) {
            // Lines of `curl -v` about bytes.
        } else if self.part() == Part::Body && !is_status_line(line) {
            self.body.push_str(line);
            self.body.push('\n');
        } else {
            self.unmarked(line.trim());
        }
    }

    /// Reads a line without curl's marks.
    fn unmarked(&mut self, line: &str) {
        if is_status_line(line) {
            self.came(line);
        } else if let Some(rest) = line.strip_prefix("Status Code:") {
            // A line of a browser's network panel.
            self.status = status_number(rest.trim());
        } else if let Some(url) = line.strip_prefix("Request URL:") {
            url.trim().clone_into(&mut self.target);
        } else if let Some(method) = line.strip_prefix("Request Method:") {
            method.trim().clone_into(&mut self.method);
        } else if self.part() == Part::Headers {
            self.came(line);
        } else if self.part() == Part::RequestHeaders || is_request_line(line) {
            self.sent(line);
        }
    }

    fn sent(&mut self, line: &str) {
        self.part = Some(Part::RequestHeaders);
        if is_request_line(line) {
            let mut words = line.split_whitespace();
            words
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.method);
            words
                .next()
                .unwrap_or_default()
                .clone_into(&mut self.target);
        } else if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "host" => value.trim().clone_into(&mut self.host),
                "authorization" => value.trim().clone_into(&mut self.authorization),
                _ => {}
            }
        }
    }

    fn came(&mut self, line: &str) {
        if is_status_line(line) {
            // Each further status line (100 Continue, a proxy's response, a redirect) begins a new response.
            self.status = line.split_whitespace().nth(1).and_then(status_number);
            self.headers.clear();
            self.body.clear();
            self.part = Some(Part::Headers);
        } else if line.is_empty() {
            self.part = Some(Part::Body);
        } else if self.headers.len() < MAX_HEADERS
            && let Some((name, value)) = line.split_once(':')
        {
            self.headers
                .push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    fn known(&self, permissions: Option<&Permissions>) -> Known {
        let target = if self.target.starts_with('/') && !self.host.is_empty() {
            let scheme = if self.tls { "https" } else { "http" };
            format!("{scheme}://{}{}", self.host, self.target)
        } else {
            self.target.clone()
        };
        let mut known = Known::default();
        if let Ok(url) = Url::parse(&target) {
            address::read(&mut known, &self.method, &url, permissions);
        }
        curl::authorization(&mut known, &self.authorization);
        known
    }
}

fn is_status_line(line: &str) -> bool {
    line.starts_with("HTTP/")
        && line
            .split_whitespace()
            .nth(1)
            .is_some_and(|word| status_number(word).is_some())
}

fn is_request_line(line: &str) -> bool {
    line.ends_with(" HTTP/1.1")
        || line.ends_with(" HTTP/2")
        || line.ends_with(" HTTP/1.0")
        || line.ends_with(" HTTP/2.0")
}

fn is_progress(line: &str) -> bool {
    (line.starts_with("{ [") || line.starts_with("} [")) && line.ends_with(']')
}

fn status_number(word: &str) -> Option<u16> {
    let status = word.get(..3)?.parse().ok()?;
    (100..600).contains(&status).then_some(status)
}

/// An HTML page whose title contains the status: a proxy's error page, or Keycloak's response to a browser.
pub(super) fn page(text: &str) -> Option<Response> {
    let begins_as_page = text
        .get(..14)
        .is_some_and(|start| start.to_ascii_lowercase().starts_with("<!doctype html"))
        || text
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("<html"));
    if !begins_as_page {
        return None;
    }
    let (_, rest) = text.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    Some(Response {
        status: status_number(title.trim()).or_else(|| status::of_message(title))?,
        headers: [("content-type".to_owned(), "text/html".to_owned())].into(),
        body: text.to_owned(),
    })
}

/// A message that contains Keycloak's body, such as `KeycloakGetError: 403: b'{"error":…}'`.
pub(super) fn message(text: &str) -> Option<Response> {
    text.match_indices('{').take(MAX_LOOKS).find_map(|(at, _)| {
        let rest = text.get(at..)?;
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let value = values.next()?.ok()?;
        value
            .get("error")
            .or_else(|| value.get("errorMessage"))?
            .as_str()?;
        let body = rest.get(..values.byte_offset())?.to_owned();
        Some(Response {
            status: status::of_message(text.get(..at)?).or_else(|| status::of_body(&value))?,
            headers: [("content-type".to_owned(), "application/json".to_owned())].into(),
            body,
        })
    })
}
