//! Pairs requests with responses, selects the denied one, and builds an attempt for the diagnosis.

use diagnosis::attempt::{Attempt, Input, PLACEHOLDER_BASE, bare_token};
use diagnosis::exchange::{Authorization, Body, Call, Exchange, Failure, Request, Response};
use diagnosis::token::Token;
use permissions::{Permissions, Version};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::errors::{self, Error};
use super::events::{self, Event};
use super::flat::Flat;
use super::shown::shown;
use super::{Evidence, Kind, NotSeen, code, failures, json, requests, statuses};
use crate::text::{Answer, Known, PastedEvidence, exchanges, of_url};

/// The maximum number of lines of evidence.
const MAX_EVIDENCE: usize = 60;

/// A request in the text with its status.
#[derive(Clone, Debug)]
struct Pair {
    at: usize,
    known: Known,
    method: Option<&'static str>,
    url: String,
    status: Option<u16>,
}

/// The facts in a text.
#[derive(Debug)]
pub struct Story {
    pairs: Vec<Pair>,
    statuses: Vec<statuses::Status>,
    errors: Vec<Error>,
    event: Option<Event>,
    failure: Option<(usize, Failure)>,
    frames: Vec<(usize, Frame)>,
    page: Option<(usize, String)>,
    claims: Option<usize>,
    token_at: Option<usize>,
    /// The token, or the claims as an unsigned token.
    pub token: Option<SecretString>,
    /// The fields that the text contains.
    pub input: Input,
    /// The denied request, or the last one.
    refused: Option<usize>,
    /// The status that decided.
    pub status: Option<u16>,
    /// The error that decided.
    pub error: Option<Error>,
    call: Option<Call>,
    /// Roles in prose: the place and the name.
    roles: Vec<(usize, String)>,
}

/// A stack frame that shows which request failed, or which check denied it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    /// A client requested its token.
    TokenRequest,
    /// A check of the Admin API.
    PermissionCheck,
}

/// Stack frames: a part of the line, and its meaning. Sources: keycloak-admin-client `TokenManager`, python-keycloak
/// `KeycloakOpenID.token`, the Node client's `utils/auth.js`, gocloak `LoginClient`; the server's packages `services.resources.admin`.
const FRAMES: [(&str, Frame); 11] = [
    ("TokenManager.grantToken", Frame::TokenRequest),
    ("TokenManager.refreshToken", Frame::TokenRequest),
    ("TokenManager.getAccessToken", Frame::TokenRequest),
    ("KeycloakOpenID", Frame::TokenRequest),
    ("keycloak_openid.py", Frame::TokenRequest),
    ("KeycloakAuthenticationError", Frame::TokenRequest),
    ("utils/auth.js", Frame::TokenRequest),
    ("LoginClient", Frame::TokenRequest),
    ("resources.admin.permissions.", Frame::PermissionCheck),
    ("resources.admin.fgap.", Frame::PermissionCheck),
    (
        "ClientCredentialsOAuth2AuthorizedClientProvider",
        Frame::TokenRequest,
    ),
];

impl Story {
    /// Collects the facts in a text. `operation` is the operation, if another source names it.
    pub fn new(flat: &Flat, permissions: &Permissions, operation: &str) -> Self {
        let statuses = statuses::find(flat);
        let requests = requests::find(flat);
        let mut story = Self {
            pairs: paired(&requests, &statuses, flat, permissions),
            statuses,
            errors: errors::find(flat),
            event: events::find(flat),
            failure: failures::find(&flat.text),
            frames: frames(&flat.text),
            page: page(&flat.text),
            claims: None,
            token_at: None,
            token: None,
            input: Input::default(),
            refused: None,
            status: None,
            error: None,
            call: None,
            roles: Vec::new(),
        };
        story.take_token(flat);
        story.decide();
        story.take_input(flat, permissions, operation);
        story.take_roles(flat, permissions);
        story
    }

    /// Collects roles in prose: on a line about roles or assigning, outside of tokens and claims.
    fn take_roles(&mut self, flat: &Flat, permissions: &Permissions) {
        if self.token.is_some() {
            return;
        }
        let names = permissions.matrix().role_names(permissions.roles());
        let mut start = 0;
        for line in flat.text.split('\n') {
            let lower = line.to_ascii_lowercase();
            if ["role", "assign", "granted"]
                .iter()
                .any(|word| lower.contains(word))
            {
                let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                for word in words {
                    if names.contains(&word) && self.roles.iter().all(|(_, known)| known != word) {
                        let at = word.as_ptr() as usize - line.as_ptr() as usize;
                        self.roles.push((start + at, word.to_owned()));
                    }
                }
            }
            start += line.len() + 1;
        }
    }

    /// A note that the caller may be denied despite a role, if the text mentions a role that allows the operation.
    pub fn assigned_roles(&self, permissions: &Permissions) -> Option<String> {
        if self.status != Some(403) {
            return None;
        }
        let matrix = permissions.matrix();
        let operation = matrix.operation(&self.input.operation)?;
        let rule = permissions.rule(operation)?;
        let (_, name) = self.roles.iter().find(|(_, name)| {
            matrix.role(name).is_ok_and(|role| {
                rule.state(permissions.with_included(role)) == permissions::State::Open
            })
        })?;
        Some(format!(
            "The text names the role {name}, which allows this request. This cause denies it all the same."
        ))
    }

    fn take_token(&mut self, flat: &Flat) {
        let text = &flat.text;
        let jwt = text.match_indices("eyJ").take(64).find_map(|(at, _)| {
            let rest = text.get(at..)?;
            let end = rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.=".contains(c)))
                .unwrap_or(rest.len());
            let word = bare_token(rest.get(..end)?);
            Token::decode(word)?;
            Some((at, SecretString::from(word.to_owned())))
        });
        if let Some((at, token)) = jwt {
            self.token_at = Some(at);
            self.token = Some(token);
        } else if let Some((at, token)) = json::claims(&flat.original) {
            self.claims = Some(at);
            self.token = Some(token);
        }
    }

    /// Selects the request and the response that the text is about.
    fn decide(&mut self) {
        let is_refused = |pair: &Pair| pair.status.is_some_and(|status| status >= 400);
        let is_admin = |pair: &Pair| pair.known.call == Some(Call::Operation);
        let last = |keep: &dyn Fn(&Pair) -> bool| self.pairs.iter().rposition(keep);
        self.refused = last(&|pair| is_refused(pair) && is_admin(pair))
            .or_else(|| last(&|pair| is_refused(pair)))
            .or_else(|| last(&|pair| is_admin(pair)))
            .or_else(|| last(&|_| true));
        self.error = self
            .event
            .as_ref()
            .and_then(|event| event.error.clone())
            .or_else(|| self.errors.last().cloned());
        let of_pair = self
            .refused
            .and_then(|at| self.pairs.get(at))
            .and_then(|pair| pair.status);
        let alone = self
            .statuses
            .iter()
            .rev()
            .find(|status| status.code >= 400)
            .or_else(|| self.statuses.last())
            .map(|status| status.code);
        let of_error = self.error.as_ref().and_then(|error| error.status);
        self.status = of_pair.or(alone).or(of_error);
        let of_token_request = self
            .frames
            .iter()
            .any(|(_, frame)| *frame == Frame::TokenRequest);
        let pair_call = self
            .refused
            .and_then(|at| self.pairs.get(at))
            .filter(|pair| pair.status.is_none() || is_refused(pair) || self.error.is_none())
            .and_then(|pair| pair.known.call);
        self.call = match &self.error {
            _ if self.event.is_some() => Some(Call::Token),
            Some(error) if error.is_of_token_endpoint() && pair_call != Some(Call::Operation) => {
                Some(Call::Token)
            }
            _ if pair_call.is_none() && of_token_request => Some(Call::Token),
            _ => pair_call,
        };
    }

    fn take_input(&mut self, flat: &Flat, permissions: &Permissions, operation: &str) {
        // Other requests in the text fill in what the denied one lacks.
        let order = self.refused.into_iter().chain(
            (0..self.pairs.len())
                .rev()
                .filter(|at| Some(*at) != self.refused),
        );
        let mut input = Input::default();
        for (number, at) in order.enumerate() {
            let Some(pair) = self.pairs.get(at) else {
                continue;
            };
            let known = &pair.known.input;
            for (field, value) in [
                (&mut input.url, &known.url),
                (&mut input.realm, &known.realm),
            ] {
                if field.is_empty() {
                    value.clone_into(field);
                }
            }
            if number == 0 && pair.known.call == Some(Call::Operation) {
                known.operation.clone_into(&mut input.operation);
                known.user_id.clone_into(&mut input.user_id);
                input.params.clone_from(&known.params);
            }
        }
        if !operation.trim().is_empty() && input.operation.is_empty() {
            operation.trim().clone_into(&mut input.operation);
        }
        if input.operation.is_empty()
            && let Some(found) = code::find(&flat.text, permissions)
        {
            input.operation = found.name;
            if input.realm.is_empty() {
                input.realm = found.realm.unwrap_or_default();
            }
        }
        if let Some(event) = &self.event {
            event.client.clone_into_text(&mut input.client_id);
            event.realm.clone_into_text(&mut input.realm);
            event.user.clone_into_text(&mut input.username);
        }
        if let Some(token) = self
            .token
            .as_ref()
            .and_then(|token| Token::decode(token.expose_secret()))
        {
            if input.realm.is_empty() {
                input.realm = token.realm().unwrap_or_default();
            }
            if input.url.is_empty()
                && let Some((base, _)) = token.issuer().and_then(|iss| iss.rsplit_once("/realms/"))
            {
                base.clone_into(&mut input.url);
            }
        }
        let words: Vec<&str> = flat
            .text
            .split(|c: char| c.is_whitespace() || "&'\",".contains(c))
            .collect();
        for word in words {
            if let Some(client) = word.strip_prefix("client_id=")
                && input.client_id.is_empty()
                && !client.starts_with('$')
            {
                client.clone_into(&mut input.client_id);
            }
            if let Some(grant) = word.strip_prefix("grant_type=") {
                grant_of(grant).clone_into(&mut input.grant);
            }
        }
        self.input = input;
    }

    /// The attempt and its exchanges, if the text contains a response or shows why there is none.
    pub fn attempt(&self, version: Option<Version>) -> Option<(Attempt, Vec<Exchange>)> {
        let mut input = self.input.clone();
        if let Some(version) = version {
            input.keycloak = version.to_string();
        }
        let call = self.call.unwrap_or(Call::Operation);
        let status = match (self.status, &self.page) {
            (Some(status), _) => status,
            (None, Some((_, page))) if !page.starts_with('<') => 403,
            (None, _) => return self.failed(input),
        };
        let (headers, body) = self.body(status, call)?;
        let answer = Answer {
            response: Response {
                status,
                headers: [("content-type".to_owned(), headers.to_owned())].into(),
                body,
            },
            known: Known {
                input: Input::default(),
                call: Some(call),
            },
        };
        let pasted = PastedEvidence {
            input,
            token: self.token.clone().filter(|_| call == Call::Operation),
            answer: Some(answer),
        };
        exchanges(&pasted).ok()
    }

    /// The content type and the body of the response: from the text, or as Keycloak would have sent it.
    fn body(&self, status: u16, call: Call) -> Option<(&'static str, String)> {
        const JSON: &str = "application/json";
        if let Some(error) = &self.error {
            return Some((JSON, error.body()));
        }
        if let Some((_, page)) = &self.page {
            return Some(("text/html", page.clone()));
        }
        let error = match (status, call) {
            (200..=299, _) => return Some((JSON, "{}".to_owned())),
            (502..=504, _) => return Some(("text/plain", String::new())),
            (401, Call::Token) => {
                r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#
            }
            (_, Call::Token) => return None,
            (401, _) => r#"{"error":"HTTP 401 Unauthorized"}"#,
            (403, _) => r#"{"error":"HTTP 403 Forbidden"}"#,
            (404, _) if self.input.operation.contains("/users/{user-id}") => {
                r#"{"error":"User not found"}"#
            }
            (404, _) => r#"{"error":"HTTP 404 Not Found"}"#,
            (500..=599, _) => r#"{"error":"unknown_error"}"#,
            _ => return Some(("text/plain", String::new())),
        };
        Some((JSON, error.to_owned()))
    }

    /// A request without a response.
    fn failed(&self, input: Input) -> Option<(Attempt, Vec<Exchange>)> {
        let (_, failure) = self.failure.clone()?;
        let pasted = PastedEvidence {
            input,
            token: None,
            answer: None,
        };
        let (attempt, _) = exchanges(&pasted).ok()?;
        let request = Request {
            call: Call::Token,
            method: "POST",
            url: attempt.base_url.join(["realms"]),
            authorization: Authorization::None,
            body: Body::Empty,
            purpose: "Pasted; not sent from here.".to_owned(),
        };
        let exchange = Exchange {
            request,
            result: Err(failure),
            millis: 0,
            signature: None,
        };
        Some((attempt, vec![exchange]))
    }

    /// Whether the text contains the body of the response.
    pub fn body_was_seen(&self) -> bool {
        self.error.is_some() || self.page.is_some()
    }

    /// Whether the text contains the operation.
    pub fn operation_was_seen(&self) -> bool {
        !self.input.operation.is_empty()
    }

    /// Whether the token endpoint sent the response.
    pub fn is_about_token(&self) -> bool {
        self.call == Some(Call::Token) || self.failure.is_some() && self.status.is_none()
    }

    /// The name of the error in Keycloak's event log.
    pub fn event_name(&self) -> Option<&str> {
        self.event.as_ref().map(|event| event.name.as_str())
    }

    /// What the text does not contain.
    pub fn not_seen(&self) -> Vec<NotSeen> {
        let failed = self.failure.is_some() && self.status.is_none();
        [
            (
                NotSeen::Operation,
                !self.operation_was_seen() && !self.is_about_token(),
            ),
            (NotSeen::Status, self.status.is_none() && !failed),
            (NotSeen::ResponseBody, !self.body_was_seen() && !failed),
            (
                NotSeen::Token,
                self.token.is_none() && !self.is_about_token(),
            ),
            (
                NotSeen::BaseUrl,
                self.input.url.is_empty() || self.input.url == PLACEHOLDER_BASE,
            ),
            (NotSeen::Realm, self.input.realm.is_empty()),
            (NotSeen::Client, self.client_is_unknown()),
        ]
        .into_iter()
        .filter_map(|(what, missing)| missing.then_some(what))
        .collect()
    }

    fn client_is_unknown(&self) -> bool {
        let of_token = self
            .token
            .as_ref()
            .and_then(|token| Token::decode(token.expose_secret()))
            .is_some_and(|token| token.client().is_some());
        self.input.client_id.is_empty() && !of_token
    }

    /// The evidence, in the order of the text.
    pub fn evidence(&self, flat: &Flat) -> Vec<Evidence> {
        let mut found: Vec<(usize, Kind, String)> = Vec::new();
        for pair in &self.pairs {
            found.push((pair.at, Kind::Request, pair_means(pair)));
        }
        for status in &self.statuses {
            if !self.pairs.iter().any(|pair| {
                pair.status == Some(status.code)
                    && flat.line_number(pair.at) == flat.line_number(status.at)
            }) {
                let means = format!("The response had the status {}.", status.code);
                found.push((status.at, Kind::Response, means));
            }
        }
        for error in &self.errors {
            let name = shown(&error.code);
            let means = if error.description.is_empty() {
                format!("The error is “{name}”.")
            } else {
                format!("The error is “{name}”: {}.", shown(&error.description))
            };
            found.push((error.at, Kind::Error, means));
        }
        if let Some(event) = &self.event {
            let means = format!("Keycloak's event log names the error {}.", event.name);
            found.push((event.at, Kind::Log, means));
        }
        if let Some((at, _)) = &self.failure {
            found.push((*at, Kind::Error, "The client got no response.".to_owned()));
        }
        for (at, frame) in &self.frames {
            let means = match frame {
                Frame::TokenRequest => "The client was getting its token.",
                Frame::PermissionCheck => "Keycloak's check of permissions refused the request.",
            };
            found.push((*at, Kind::StackTrace, means.to_owned()));
        }
        if let Some((at, _)) = &self.page {
            found.push((
                *at,
                Kind::Response,
                "The response is an HTML page.".to_owned(),
            ));
        }
        if let Some(at) = self.token_at {
            found.push((at, Kind::Token, "A token.".to_owned()));
        }
        if let Some(at) = self.claims {
            found.push((
                at,
                Kind::Claims,
                "The decoded claims of a token.".to_owned(),
            ));
        }
        for (at, name) in &self.roles {
            found.push((*at, Kind::Roles, format!("The text names the role {name}.")));
        }
        found.sort_by_key(|(at, ..)| *at);
        found.truncate(MAX_EVIDENCE);
        found
            .into_iter()
            .map(|(at, kind, means)| Evidence {
                kind,
                line: flat.line_number(at),
                text: shown(flat.line(at)),
                means,
            })
            .collect()
    }
}

/// Copies an optional text into another one, if there is one.
trait CloneIntoText {
    fn clone_into_text(&self, target: &mut String);
}

impl CloneIntoText for Option<String> {
    fn clone_into_text(&self, target: &mut String) {
        if let Some(text) = self {
            text.clone_into(target);
        }
    }
}

fn grant_of(grant: &str) -> &'static str {
    if grant == "password" {
        "password"
    } else {
        "client-credentials"
    }
}

fn pair_means(pair: &Pair) -> String {
    let name = if pair.known.input.operation.is_empty() {
        format!(
            "{} {}",
            pair.method.unwrap_or("a request to"),
            shown(&pair.url)
        )
    } else {
        pair.known.input.operation.clone()
    };
    match pair.status {
        Some(status @ 200..=299) => format!("{name} was allowed with {status}."),
        Some(status @ (401 | 403)) => format!("{name} was denied with {status}."),
        Some(status) => format!("{name} returned {status}."),
        None => format!("{name} was sent."),
    }
}

/// Assigns each request its status: one on the same line, otherwise the next one before the next request, otherwise the one before the
/// request.
fn paired(
    requests: &[requests::Found],
    statuses: &[statuses::Status],
    flat: &Flat,
    permissions: &Permissions,
) -> Vec<Pair> {
    let mut used = vec![false; statuses.len()];
    let mut given: Vec<Option<u16>> = vec![None; requests.len()];
    // Both lists are in the order of the text, so each pass walks along both.
    let mut first = 0;
    for (request, status) in requests.iter().zip(&mut given) {
        let (start, end) = flat.line_bounds(request.at);
        while statuses.get(first).is_some_and(|status| status.at < start) {
            first += 1;
        }
        let mut at = first;
        while let Some(found) = statuses.get(at).filter(|found| found.at <= end) {
            if !used[at] {
                used[at] = true;
                *status = Some(found.code);
                break;
            }
            at += 1;
        }
    }
    let mut at = 0;
    for (number, request) in requests.iter().enumerate() {
        let next = requests.get(number + 1).map_or(usize::MAX, |next| next.at);
        while statuses
            .get(at)
            .is_some_and(|status| status.at < request.at)
        {
            at += 1;
        }
        if given[number].is_some() {
            continue;
        }
        let mut place = at;
        while let Some(found) = statuses.get(place).filter(|found| found.at < next) {
            if !used[place] {
                used[place] = true;
                given[number] = Some(found.code);
                break;
            }
            place += 1;
        }
    }
    // A message may contain the status first: `403 … for url: …`, over several lines.
    if let ([_], [None]) = (requests, given.as_slice()) {
        given[0] = statuses
            .iter()
            .zip(&used)
            .rev()
            .find(|(status, used)| !**used && status.at < requests[0].at)
            .map(|(status, _)| status.code);
    }
    requests
        .iter()
        .zip(given)
        .map(|(request, status)| Pair {
            at: request.at,
            known: known(request, permissions),
            method: request.method,
            url: request.url.clone(),
            status,
        })
        .collect()
}

/// The values in a request's URL. Without a method, it counts as GET, which most requests are.
fn known(request: &requests::Found, permissions: &Permissions) -> Known {
    let method = request.method.unwrap_or("GET");
    let url = &request.url;
    if let Ok(url) = Url::parse(url)
        && url.has_host()
    {
        return of_url(method, &url, permissions);
    }
    let path = url.trim_start_matches(|c| c != '/');
    let path = if path.is_empty() {
        format!("/{url}")
    } else {
        path.to_owned()
    };
    let Ok(absolute) = Url::parse(&format!("{PLACEHOLDER_BASE}{path}")) else {
        return Known::default();
    };
    let mut known = of_url(method, &absolute, permissions);
    known.input.url.clear();
    known
}

fn frames(text: &str) -> Vec<(usize, Frame)> {
    FRAMES
        .iter()
        .filter_map(|(part, frame)| Some((text.find(part)?, *frame)))
        .collect()
}

/// The beginnings of lines that a server in front of Keycloak logs about a request that it denied, in lower case.
const PROXY_LOGS: [&str; 5] = [
    "access forbidden by rule",
    "modsecurity: access denied",
    "client denied by server configuration",
    "rbac: access denied",
    "request blocked by waf",
];

/// An HTML page in the text, or the log line of a server in front of Keycloak that denied the request.
fn page(text: &str) -> Option<(usize, String)> {
    let lower = text.to_ascii_lowercase();
    if let Some(at) = PROXY_LOGS.iter().find_map(|words| lower.find(words)) {
        let line = text.get(at..)?.lines().next()?;
        return Some((at, line.to_owned()));
    }
    let at = ["<!doctype html", "<html"]
        .iter()
        .filter_map(|start| lower.find(start))
        .min()?;
    let end = lower
        .rfind("</html>")
        .map_or(text.len(), |end| end + "</html>".len())
        .max(at);
    Some((at, text.get(at..end)?.to_owned()))
}
