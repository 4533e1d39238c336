//! Pairs requests with responses, selects the denied one, and builds an attempt for the diagnosis.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use diagnosis::attempt::{Absent, Attempt, Input, bare_token, no_value};
use diagnosis::exchange::{
    Authorization, Body, Call, Exchange, Failure, Request, Response, UNSEEN_BODY,
};
use diagnosis::token::Token;
use permissions::{Permissions, Version};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::browsers;
use super::errors::{self, Error};
use super::events::{self, Event};
use super::flat::Flat;
use super::phrases::Phrases;
use super::proxies::{self, Denial};
use super::resource_servers;
use super::shown::shown;
use super::{Evidence, Kind, NotSeen, code, failures, foreign, json, requests, statuses};
use crate::text::{Answer, Known, PastedEvidence, exchanges, of_url, url_of_path};

/// The note on a request whose method the text does not show.
const ASSUMED_METHOD: &str = "The text does not show the method. Why403 assumes GET.";
/// The maximum number of lines of evidence.
const MAX_EVIDENCE: usize = 60;

/// A request in the text with its status.
#[derive(Clone, Debug)]
struct Pair {
    at: usize,
    /// The values in the URL, read when they are needed: a log has many requests.
    known: OnceCell<Known>,
    method: Option<&'static str>,
    /// The method on the line, or of another request with the same URL.
    likely_method: Option<&'static str>,
    url: String,
    status: Option<u16>,
    /// The place of the status.
    status_at: usize,
}

impl Pair {
    fn is_refused(&self) -> bool {
        self.status.is_some_and(|status| status >= 400)
    }

    /// The values in the URL.
    fn known(&self, permissions: &Permissions) -> &Known {
        self.known
            .get_or_init(|| known(&self.url, self.likely_method, permissions))
    }

    fn is_admin(&self, permissions: &Permissions) -> bool {
        self.known(permissions).call == Some(Call::Operation)
    }
}

/// The facts in a text.
#[derive(Debug)]
pub struct Story<'m> {
    permissions: Permissions<'m>,
    pairs: Vec<Pair>,
    statuses: Vec<statuses::Status>,
    errors: Vec<Error>,
    /// The event of Keycloak's log that decided, or the only one.
    pub event: Option<Event>,
    failure: Option<(usize, Failure)>,
    frames: Vec<(usize, Frame)>,
    /// The denial by a server in front of Keycloak.
    denial: Option<Denial>,
    /// The place of a browser's message about CORS.
    cors: Option<usize>,
    /// Whether a status line shows a response that denied the request.
    has_status_line: bool,
    /// The message of an application that checks tokens by itself.
    pub application: Option<resource_servers::Message>,
    /// The denial of a request to another API.
    pub foreign: Option<foreign::Denied>,
    claims: Option<usize>,
    token_at: Option<usize>,
    /// What the client sends after `Bearer` in place of a token, such as `undefined`.
    no_token: Option<(usize, &'static str)>,
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
    /// Whether Keycloak does not send the error with the status in the text.
    pub is_contradictory: bool,
    /// Whether the client refreshed its token.
    is_refresh: bool,
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

/// Stack frames and messages: a part of the line, and its meaning. Sources: keycloak-admin-client `TokenManager`, python-keycloak
/// `KeycloakOpenID.token`, the Node client's `utils/auth.js`, gocloak `LoginClient`, Spring Security's OAuth 2.0 client, Go's `oauth2`,
/// Ansible's `get_token`; the server's packages `services.resources.admin`.
const FRAMES: [(&str, Frame); 17] = [
    ("TokenManager.grantToken", Frame::TokenRequest),
    ("TokenManager.refreshToken", Frame::TokenRequest),
    ("TokenManager.getAccessToken", Frame::TokenRequest),
    ("KeycloakOpenID", Frame::TokenRequest),
    ("keycloak_openid.py", Frame::TokenRequest),
    ("KeycloakAuthenticationError", Frame::TokenRequest),
    ("utils/auth.js", Frame::TokenRequest),
    ("KeycloakAdminClient.auth (", Frame::TokenRequest),
    ("LoginClient", Frame::TokenRequest),
    ("resources.admin.permissions.", Frame::PermissionCheck),
    ("resources.admin.fgap.", Frame::PermissionCheck),
    (
        "ClientCredentialsOAuth2AuthorizedClientProvider",
        Frame::TokenRequest,
    ),
    ("[invalid_token_response]", Frame::TokenRequest),
    (
        "retrieve the OAuth 2.0 Access Token Response",
        Frame::TokenRequest,
    ),
    ("AccessTokenResponseClient", Frame::TokenRequest),
    ("cannot fetch token", Frame::TokenRequest),
    ("Could not obtain access token", Frame::TokenRequest),
];
/// Words of lines about roles, in lower case.
static ABOUT_ROLES: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(["role", "assign", "granted"], |word| *word));
static FRAME_PHRASES: LazyLock<Phrases<(&str, Frame)>> =
    LazyLock::new(|| Phrases::new(FRAMES, |(part, _)| *part));
/// The frame of a client that refreshes its token.
const REFRESH: &str = "TokenManager.refreshToken";

impl<'m> Story<'m> {
    /// Collects the facts in a text. `operation` is the operation, if another source names it.
    pub fn new(flat: &Flat, permissions: &Permissions<'m>, operation: &str) -> Self {
        let errors = errors::find(flat);
        let mut statuses = statuses::find(flat);
        statuses.retain(|status| {
            !errors.of_applications.contains(&status.code) || !is_member(&flat.text, status.at)
        });
        let requests = requests::find(flat);
        let foreign = foreign::find(flat, &statuses, !requests.is_empty());
        statuses.retain(|status| !foreign.places.contains(&status.at));
        let has_status_line = statuses::by_line(&statuses, flat).any(|of_line| {
            let line = flat.line(of_line[0].at).trim_start_matches(['<', ' ']);
            line.starts_with("HTTP/") && of_line.iter().any(|status| status.code >= 400)
        });
        let mut story = Self {
            permissions: *permissions,
            foreign: foreign.denied,
            pairs: paired(&requests, &statuses, flat),
            statuses,
            errors: errors.found,
            event: events::find(flat),
            failure: failures::find(flat),
            frames: frames(&flat.text),
            denial: None,
            cors: browsers::refusal(flat),
            has_status_line,
            application: resource_servers::find(flat),
            claims: None,
            token_at: None,
            no_token: None,
            token: None,
            input: Input::default(),
            refused: None,
            status: None,
            error: None,
            call: None,
            is_contradictory: false,
            is_refresh: flat.text.contains(REFRESH),
            roles: Vec::new(),
        };
        story.take_token(flat);
        story.decide(flat);
        story.take_input(flat, operation);
        story.take_roles(flat);
        story
    }

    /// Collects roles in prose: on a line about roles or assigning, outside of tokens and claims.
    fn take_roles(&mut self, flat: &Flat) {
        if self.token.is_some() {
            return;
        }
        let permissions = self.permissions;
        let names: HashSet<&str> = permissions
            .matrix()
            .role_names(permissions.roles())
            .into_iter()
            .collect();
        let mut read_to = 0;
        for (place, _) in ABOUT_ROLES.places(&flat.lower) {
            if place < read_to {
                continue;
            }
            let (start, end) = flat.line_bounds(place);
            read_to = end;
            let line = flat.text.get(start..end).unwrap_or_default();
            let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
            for word in words {
                if names.contains(&word) && self.roles.iter().all(|(_, known)| known != word) {
                    let at = word.as_ptr() as usize - line.as_ptr() as usize;
                    self.roles.push((start + at, word.to_owned()));
                }
            }
        }
    }

    /// A note that the caller may be denied despite a role, if the text mentions a role that allows the operation.
    pub fn assigned_roles(&self) -> Option<String> {
        if self.status != Some(403) {
            return None;
        }
        let permissions = self.permissions;
        let matrix = permissions.matrix();
        let operation = matrix.operation(&self.input.operation)?;
        let rule = permissions.rule(operation)?;
        let (_, name) = self.roles.iter().find(|(_, name)| {
            matrix.role(name).is_ok_and(|role| {
                rule.state(permissions.with_included(role)) == permissions::State::Allowed
            })
        })?;
        Some(format!(
            "The text mentions the {name} role, which allows this request. With this cause, Keycloak denies the \
             request anyway."
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
        } else {
            self.no_token = text.match_indices("earer ").find_map(|(at, scheme)| {
                let words = no_value(text.get(at + scheme.len()..)?)?;
                Some((at + scheme.len(), words))
            });
        }
    }

    /// Selects the request and the response that the text is about. A refusal wins over everything that was allowed.
    fn decide(&mut self, flat: &Flat) {
        let last = |keep: &dyn Fn(&Pair) -> bool| self.pairs.iter().rposition(keep);
        let is_admin = |pair: &Pair| pair.is_admin(&self.permissions);
        let refused_admin = last(&|pair| pair.is_refused() && is_admin(pair));
        if refused_admin.is_some() {
            // The event is about another request.
            self.event = self.event.take().filter(|event| event.error.is_none());
        }
        self.refused = refused_admin
            .or_else(|| last(&Pair::is_refused))
            .or_else(|| last(&|pair| pair.status.is_some() && is_admin(pair)))
            .or_else(|| last(&is_admin))
            .or_else(|| last(&|_| true));
        let mut status = self.selected().and_then(|pair| pair.status);
        if status.is_none_or(|status| status < 400)
            && let Some(alone) = self.alone()
        {
            let is_its = status.is_none()
                || self
                    .selected()
                    .is_some_and(|pair| is_compared(flat, pair, alone.at));
            status = Some(alone.code);
            if !is_its {
                self.refused = None;
            }
        }
        self.error = self
            .event
            .as_ref()
            .and_then(|event| event.error.clone())
            .or_else(|| self.error_of(status));
        let of_error = self.error.as_ref().and_then(|error| error.status);
        if self.error.as_ref().is_some_and(Error::is_of_admin_api)
            && self
                .selected()
                .is_some_and(|pair| self.known(pair).call == Some(Call::Token))
        {
            // The response belongs to a request that the text does not show.
            self.refused = None;
        }
        self.status = match (&self.event, status) {
            (Some(event), _) if event.error.is_some() => of_error,
            (_, Some(200..=399)) if of_error.is_some_and(|status| status >= 400) => {
                // The body is an error, so the success is of another request.
                self.refused = None;
                of_error
            }
            (_, status) => status.or_else(|| self.last_unpaired()).or(of_error),
        };
        if self.failed_last() {
            self.status = None;
        }
        let of_token_request = self
            .frames
            .iter()
            .any(|(_, frame)| *frame == Frame::TokenRequest);
        let pair_call = self
            .selected()
            .filter(|pair| pair.status.is_none() || pair.is_refused() || self.error.is_none())
            .and_then(|pair| self.known(pair).call);
        self.call = match &self.error {
            _ if self.event.is_some() => Some(Call::Token),
            Some(error)
                if error.is_of_token_endpoint()
                    && (pair_call != Some(Call::Operation)
                        || error.is_only_of_token_endpoint() && !self.has_selected_status()) =>
            {
                Some(Call::Token)
            }
            _ if pair_call.is_none() && of_token_request => Some(Call::Token),
            _ => pair_call,
        };
        self.take_status_of_error(of_error);
        // A proxy's log of errors repeats the request of its access log.
        let path = self.selected().map(|pair| path_of(&pair.url));
        let others: Vec<usize> = (0..self.pairs.len())
            .filter(|at| Some(*at) != self.refused)
            .filter_map(|at| self.pairs.get(at))
            .filter(|pair| path != Some(path_of(&pair.url)) || pair.status.is_some())
            .map(|pair| pair.at)
            .collect();
        let refused_at = self.selected().map(|pair| pair.at);
        self.denial = proxies::find(flat, refused_at, &others).filter(|denial| {
            denial.status.is_none()
                || self
                    .status
                    .is_none_or(|status| proxies::STATUSES.contains(&status))
        });
    }

    /// The last status that belongs to no request.
    fn last_unpaired(&self) -> Option<u16> {
        let of_pairs: HashSet<usize> = self
            .pairs
            .iter()
            .filter(|pair| pair.status.is_some())
            .map(|pair| pair.status_at)
            .collect();
        self.statuses
            .iter()
            .rev()
            .find(|status| !of_pairs.contains(&status.at))
            .map(|status| status.code)
    }

    /// Whether the client got no response to its last request, after responses that refuse nothing.
    fn failed_last(&self) -> bool {
        let last = self.statuses.last().map_or(0, |status| status.at);
        self.error.is_none()
            && self.status.is_some_and(|status| status < 400)
            && self.failure.as_ref().is_some_and(|(at, _)| *at > last)
    }

    /// Replaces a status that the token endpoint does not send with its error: an application answers its own caller with another one.
    fn take_status_of_error(&mut self, of_error: Option<u16>) {
        let is_of_token_endpoint = self.call == Some(Call::Token)
            && !self.is_of_other_endpoint()
            && self.error.as_ref().is_some_and(Error::is_of_token_endpoint);
        let is_sent = |status| matches!(status, 400 | 401) || of_error == Some(status);
        if is_of_token_endpoint
            && of_error.is_some()
            && self
                .status
                .is_some_and(|status| status >= 400 && !is_sent(status))
        {
            self.status = of_error;
            self.is_contradictory = true;
        }
    }

    /// Whether the selected request is one to an endpoint of OpenID Connect that is not the token endpoint.
    fn is_of_other_endpoint(&self) -> bool {
        self.selected()
            .is_some_and(|pair| self.known(pair).call.is_none())
    }

    /// Whether the selected request is one to the userinfo endpoint.
    fn is_about_userinfo(&self) -> bool {
        self.selected()
            .is_some_and(|pair| pair.url.contains("/protocol/openid-connect/userinfo"))
    }

    /// Whether the text shows the status of the selected request. Go's OAuth 2.0 client names the request that it could not send, because
    /// it got no token.
    fn has_selected_status(&self) -> bool {
        self.selected().is_some_and(|pair| pair.status.is_some())
    }

    fn known<'s>(&'s self, pair: &'s Pair) -> &'s Known {
        pair.known(&self.permissions)
    }

    /// The selected request.
    fn selected(&self) -> Option<&Pair> {
        self.refused.and_then(|at| self.pairs.get(at))
    }

    /// The last refusing status, if no request has one. A 500 is mostly an application's own response to a 4xx that it got.
    fn alone(&self) -> Option<statuses::Status> {
        let refusing = || {
            self.statuses
                .iter()
                .rev()
                .filter(|status| status.code >= 400)
        };
        refusing()
            .find(|status| status.code != 500)
            .or_else(|| refusing().next())
            .copied()
    }

    /// The last error that fits the status. An application often adds its own error to the one that it got from Keycloak.
    fn error_of(&self, status: Option<u16>) -> Option<Error> {
        let fits = |error: &&Error| {
            let is_stated = error.of_application || error.code.starts_with("HTTP ");
            !is_stated
                || status.is_none_or(|status| {
                    status < 400 || error.status.is_none_or(|own| own == status)
                })
        };
        let last = |of_application: bool| {
            let errors = self.errors.iter().rev();
            errors
                .filter(|error| error.of_application == of_application)
                .find(fits)
        };
        last(false).or_else(|| last(true)).cloned()
    }

    fn take_input(&mut self, flat: &Flat, operation: &str) {
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
            if number > 0 && !input.realm.is_empty() {
                if !input.url.is_empty() {
                    break;
                }
                // A path without a host adds nothing but the realm.
                if !pair.url.contains("://") {
                    continue;
                }
            }
            let known = &self.known(pair).input;
            for (field, value) in [
                (&mut input.url, &known.url),
                (&mut input.realm, &known.realm),
            ] {
                if field.is_empty() {
                    value.clone_into(field);
                }
            }
            if number == 0 && self.known(pair).call == Some(Call::Operation) {
                known.operation.clone_into(&mut input.operation);
                known.user_id.clone_into(&mut input.user_id);
                input.params.clone_from(&known.params);
            }
        }
        if !operation.trim().is_empty() && input.operation.is_empty() {
            operation.trim().clone_into(&mut input.operation);
        }
        if input.operation.is_empty()
            && let Some(found) = code::find(&flat.text, &self.permissions)
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
        if input.client_id.is_empty()
            && let Some(client) =
                parameters(&flat.text, "client_id=").find(|client| !client.starts_with('$'))
        {
            client.clone_into(&mut input.client_id);
        }
        if let Some(grant) = parameters(&flat.text, "grant_type=").last() {
            grant_of(grant).clone_into(&mut input.grant);
        }
        self.input = input;
    }

    /// The attempt and its exchanges, if the text contains a response or shows why there is none.
    pub fn attempt(&self, version: Option<Version>) -> Option<(Attempt, Vec<Exchange>)> {
        let mut input = self.input.clone();
        if let Some(version) = version {
            input.keycloak = version.to_string();
        }
        // An event of Keycloak's log does not show what the client sent.
        if self.event.is_some() && !self.has_requests() {
            input.assume_client_secret();
        }
        let call = self.call.unwrap_or(Call::Operation);
        let of_denial = self.denial.as_ref().and_then(|denial| denial.status);
        let Some(status) = self.status.or(of_denial) else {
            return self.failed(input);
        };
        // A success of another endpoint, such as the token endpoint or token introspection, allows nothing in the Admin API.
        let is_of_another = call == Call::Token || self.call.is_none() && self.has_requests();
        if is_of_another && status < 300 {
            return None;
        }
        let (headers, body) = self.body(status, call);
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
            token: self
                .token
                .clone()
                .or_else(|| self.sent_in_place_of_a_token(status))
                .filter(|_| call == Call::Operation),
            answer: Some(answer),
        };
        let (mut attempt, seen) = exchanges(&pasted).ok()?;
        if !self.body_was_seen() {
            attempt.absent.push(Absent::ResponseBody);
        }
        Some((attempt, seen))
    }

    /// What the client sends in place of a token, if that is the reason for the status.
    fn sent_in_place_of_a_token(&self, status: u16) -> Option<SecretString> {
        let (_, words) = self.no_token.filter(|_| status == 401)?;
        Some(SecretString::from(words))
    }

    /// The content type and the body of the response: from the text, or as Keycloak would have sent it.
    fn body(&self, status: u16, call: Call) -> (&'static str, String) {
        const JSON: &str = "application/json";
        if let Some(error) = self.error.as_ref().filter(|error| !error.is_bare()) {
            return (JSON, error.body());
        }
        if let Some(denial) = &self.denial {
            return ("text/html", denial.body.clone());
        }
        let code = self.error.as_ref().map(|error| error.code.as_str());
        let error = match (status, call) {
            (401, Call::Token) if code == Some("invalid_client") => {
                r#"{"error":"invalid_client","error_description":"Invalid client or Invalid client credentials"}"#
            }
            (200..=299, _) => return (JSON, UNSEEN_BODY.to_owned()),
            (401, Call::Token) => {
                r#"{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}"#
            }
            // Up to Keycloak 16, all paths began with /auth.
            (404, Call::Token) if self.input.url.ends_with("/auth") => {
                r#"{"error":"Unable to find matching target resource method"}"#
            }
            (404, Call::Token) => r#"{"error":"Realm does not exist"}"#,
            (400, Call::Token) if self.is_refresh => {
                r#"{"error":"invalid_grant","error_description":"Token is not active"}"#
            }
            (400, Call::Token) => {
                let code = code.unwrap_or("invalid_request");
                return (JSON, serde_json::json!({ "error": code }).to_string());
            }
            (502..=504, _) | (_, Call::Token) => return ("text/plain", String::new()),
            (401, _) => r#"{"error":"HTTP 401 Unauthorized"}"#,
            (403, _) if self.is_about_userinfo() => {
                r#"{"error":"insufficient_scope","error_description":"Missing openid scope"}"#
            }
            (403, _) => r#"{"error":"HTTP 403 Forbidden"}"#,
            (400 | 409 | 415 | 422, _) => r#"{"errorMessage":"unknown"}"#,
            (404, _) if self.input.operation.contains("/users/{user-id}") => {
                r#"{"error":"User not found"}"#
            }
            (404, _) => r#"{"error":"HTTP 404 Not Found"}"#,
            (500..=599, _) => r#"{"error":"unknown_error"}"#,
            _ => return ("text/plain", String::new()),
        };
        (JSON, error.to_owned())
    }

    /// A request without a response.
    fn failed(&self, input: Input) -> Option<(Attempt, Vec<Exchange>)> {
        let (_, failure) = self.failure.clone()?;
        if matches!(failure, Failure::BrokenAnswer(_)) {
            return None;
        }
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

    /// The client's message, if the connection was lost before the response was complete.
    pub fn lost(&self) -> Option<&str> {
        match &self.failure {
            Some((_, Failure::BrokenAnswer(words))) if self.status.is_none() => Some(words),
            _ => None,
        }
    }

    /// Whether the text contains the body of the response.
    pub fn body_was_seen(&self) -> bool {
        self.error.as_ref().is_some_and(|error| !error.is_bare()) || self.denial.is_some()
    }

    /// Whether the text contains the operation.
    pub fn operation_was_seen(&self) -> bool {
        !self.input.operation.is_empty()
    }

    /// Whether the token endpoint sent the response.
    pub fn is_about_token(&self) -> bool {
        self.call == Some(Call::Token) || self.failure.is_some() && self.status.is_none()
    }

    /// Whether the text has a browser's message about CORS.
    pub fn mentions_cors(&self) -> bool {
        self.cors.is_some()
    }

    /// Whether a browser blocks the response, and nothing in the text shows the response itself or why there is none.
    pub fn is_refused_by_browser(&self) -> bool {
        self.mentions_cors()
            && self.error.is_none()
            && self.event.is_none()
            && self.denial.is_none()
            && self.failure.is_none()
            && !self.has_status_line
    }

    /// Whether Keycloak or a server in front of it denied a request to the Admin API.
    pub fn has_refused_admin_request(&self) -> bool {
        self.pairs
            .iter()
            .any(|pair| pair.is_refused() && pair.is_admin(&self.permissions))
    }

    /// The path of the selected request, if it is one to an endpoint of OpenID Connect that is not the token endpoint.
    pub fn other_endpoint(&self) -> Option<&str> {
        self.selected()
            .filter(|_| self.is_of_other_endpoint() && !self.is_about_userinfo())
            .map(|pair| pair.url.as_str())
    }

    /// Whether the text contains a request to the Admin API or an endpoint of OpenID Connect.
    pub fn has_requests(&self) -> bool {
        !self.pairs.is_empty()
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
                self.token.is_none() && self.no_token.is_none() && !self.is_about_token(),
            ),
            (NotSeen::BaseUrl, self.input.url.is_empty()),
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

    fn pair_means(&self, pair: &Pair) -> String {
        let operation = &self.known(pair).input.operation;
        let name = if operation.is_empty() {
            format!(
                "{} {}",
                pair.method.unwrap_or("a request to"),
                shown(&pair.url)
            )
        } else {
            operation.clone()
        };
        let means = match pair.status {
            Some(status @ 200..=299) => format!("{name} was allowed with {status}."),
            Some(status @ (401 | 403)) => format!("{name} was denied with {status}."),
            Some(status) => format!("{name} returned {status}."),
            None => format!("{name} was sent."),
        };
        if self.has_assumed_method(pair) {
            format!("{means} {ASSUMED_METHOD}")
        } else {
            means
        }
    }

    /// Whether Why403 assumes the method of a request: neither the request nor another one with the same URL shows it.
    fn has_assumed_method(&self, pair: &Pair) -> bool {
        let operation = &self.known(pair).input.operation;
        let Some(path) = operation.strip_prefix("GET ") else {
            return false;
        };
        let template = |method| {
            let found = self.permissions.find(method, path)?;
            Some(found.operation.template.as_str())
        };
        let read = template("GET");
        pair.likely_method.is_none()
            && read.is_some()
            && ["POST", "PUT", "DELETE"]
                .into_iter()
                .any(|method| template(method) == read)
    }

    /// The note that Why403 assumes the method of the operation; `None` if the text shows the method.
    pub fn assumed_method(&self) -> Option<&'static str> {
        let pair = self.selected()?;
        let is_its = self.input.operation == self.known(pair).input.operation;
        (is_its && self.has_assumed_method(pair)).then_some(ASSUMED_METHOD)
    }

    /// The places of the token, of what the client sends in place of it, and of decoded claims.
    fn token_evidence(&self) -> impl Iterator<Item = (usize, Kind, String)> {
        let claims = "The decoded claims of a token.";
        let token = self
            .token_at
            .map(|at| (at, Kind::Token, "A token.".to_owned()));
        let no_token = self.no_token.map(|(at, words)| {
            let means = format!("The client sends “{words}” in place of a token.");
            (at, Kind::Token, means)
        });
        let claims = self.claims.map(|at| (at, Kind::Claims, claims.to_owned()));
        token.into_iter().chain(no_token).chain(claims)
    }

    /// The evidence, in the order of the text.
    pub fn evidence(&self, flat: &Flat) -> Vec<Evidence> {
        let mut found: Vec<(usize, Kind, String)> = Vec::new();
        // Only the first ones are shown.
        for pair in self.pairs.iter().take(MAX_EVIDENCE) {
            found.push((pair.at, Kind::Request, self.pair_means(pair)));
        }
        let alone = statuses::by_line(&self.statuses, flat).flat_map(|of_line| {
            let (start, end) = flat.line_bounds(of_line[0].at);
            let first = self.pairs.partition_point(|pair| pair.at < start);
            let of_pairs: HashSet<u16> = self.pairs[first..]
                .iter()
                .take_while(|pair| pair.at <= end)
                .filter_map(|pair| pair.status)
                .collect();
            of_line
                .iter()
                .filter(move |status| !of_pairs.contains(&status.code))
        });
        for status in alone.take(MAX_EVIDENCE) {
            let means = format!("The response had the status {}.", status.code);
            found.push((status.at, Kind::Response, means));
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
            found.push((event.at, Kind::Log, shown(&event.sentence())));
        }
        if let Some((at, _)) = &self.failure {
            found.push((*at, Kind::Error, "The client got no response.".to_owned()));
        }
        for (at, frame) in &self.frames {
            let means = match frame {
                Frame::TokenRequest => "The client was requesting a token.",
                Frame::PermissionCheck => "Keycloak's permission check denied the request.",
            };
            found.push((*at, Kind::StackTrace, means.to_owned()));
        }
        if let Some(denial) = &self.denial {
            let (kind, means) = match denial.status {
                Some(_) => (
                    Kind::Log,
                    "A server in front of Keycloak denied the request.",
                ),
                None if denial.body.trim_start().starts_with('<') => {
                    (Kind::Response, "The response is an HTML page.")
                }
                None => (Kind::Response, "The body is not one of Keycloak's."),
            };
            found.push((denial.at, kind, means.to_owned()));
        }
        if let Some(at) = self.cors {
            let means = "The browser blocked the response because of CORS.";
            found.push((at, Kind::Error, means.to_owned()));
        }
        if let Some(message) = &self.application {
            let means = "An application rejected the token by its own rules.";
            found.push((message.at, Kind::Error, means.to_owned()));
        }
        if let Some(denied) = &self.foreign {
            let means = format!(
                "A request to another API was denied with {}.",
                denied.status
            );
            found.push((denied.at, Kind::Request, means));
        }
        found.extend(self.token_evidence());
        for (at, name) in &self.roles {
            found.push((
                *at,
                Kind::Roles,
                format!("The text mentions the {name} role."),
            ));
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

/// The values of a form parameter, whose name ends with `=`.
fn parameters<'t>(text: &'t str, name: &'static str) -> impl Iterator<Item = &'t str> {
    let separates = |c: char| c.is_whitespace() || "&'\",".contains(c);
    text.match_indices(name).filter_map(move |(at, name)| {
        let before = text.get(..at)?.chars().next_back();
        let value = text.get(at + name.len()..)?.split(separates).next()?;
        before.is_none_or(separates).then_some(value)
    })
}

fn grant_of(grant: &str) -> &'static str {
    if grant == "password" {
        "password"
    } else {
        "client-credentials"
    }
}

/// Assigns each request its status: one on the same line, otherwise the next one before the next request, otherwise the one before the
/// request.
fn paired(requests: &[requests::Found], statuses: &[statuses::Status], flat: &Flat) -> Vec<Pair> {
    let mut used = vec![false; statuses.len()];
    let mut given: Vec<Option<statuses::Status>> = vec![None; requests.len()];
    // Both lists are in the order of the text, so each pass walks along both.
    let mut first = 0;
    for (number, request) in requests.iter().enumerate() {
        let (start, end) = flat.line_bounds(request.at);
        first += statuses[first..].partition_point(|status| status.at < start);
        while used.get(first) == Some(&true) {
            first += 1;
        }
        let count = statuses[first..].partition_point(|status| status.at <= end);
        let of_line = first..first + count;
        let is_here = |at: usize| (start..=end).contains(&at);
        let is_alone = [number.checked_sub(1), Some(number + 1)]
            .into_iter()
            .flatten()
            .filter_map(|other| requests.get(other))
            .all(|other| !is_here(other.at));
        let chosen = if is_alone {
            nearest(request, statuses, of_line)
        } else {
            // Either each status of a line follows its request, or each precedes it.
            let of_start = statuses.partition_point(|status| status.at < start);
            let first_request = requests
                .get(requests.partition_point(|other| other.at < start))
                .map_or(request.at, |other| other.at);
            let precede = statuses
                .get(of_start)
                .is_some_and(|status| status.at < first_request);
            if precede {
                of_line.into_iter().find(|at| !used[*at])
            } else {
                let next = requests
                    .get(number + 1)
                    .map_or(end, |next| next.at.min(end));
                let after = statuses.partition_point(|status| status.at < request.end);
                (after..statuses.len())
                    .take_while(|at| statuses[*at].at <= next)
                    .find(|at| !used[*at])
            }
        };
        if let Some(at) = chosen {
            used[at] = true;
            given[number] = statuses.get(at).copied();
        }
    }
    let mut at = 0;
    for (number, request) in requests.iter().enumerate() {
        let next = requests.get(number + 1).map_or(usize::MAX, |next| next.at);
        at += statuses[at..].partition_point(|status| status.at < request.at);
        if given[number].is_some() {
            continue;
        }
        let mut place = at;
        while let Some(found) = statuses.get(place).filter(|found| found.at < next) {
            if !used[place] {
                used[place] = true;
                given[number] = Some(*found);
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
            .map(|(status, _)| *status);
    }
    let methods: HashMap<&str, &'static str> = requests
        .iter()
        .filter_map(|request| Some((request.url.as_str(), request.method?)))
        .collect();
    requests
        .iter()
        .zip(given)
        .map(|(request, status)| Pair {
            at: request.at,
            known: OnceCell::new(),
            method: request.method,
            // The line of a response often repeats the URL without its method.
            likely_method: request
                .method
                .or_else(|| methods.get(request.url.as_str()).copied()),
            url: request.url.clone(),
            status: status.map(|status| status.code),
            status_at: status.map_or(0, |status| status.at),
        })
        .collect()
}

/// The status of the only request of a line: of several, the nearest one that refuses, otherwise the nearest one.
fn nearest(
    request: &requests::Found,
    statuses: &[statuses::Status],
    of_line: std::ops::Range<usize>,
) -> Option<usize> {
    of_line.min_by_key(|at| {
        let status = statuses[*at];
        let distance = if status.at < request.at {
            request.at - status.at
        } else {
            status.at.saturating_sub(request.end)
        };
        (status.code < 400, distance)
    })
}

/// Whether the number at this place is the value of a JSON member for a status.
fn is_member(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default().trim_end();
    ["\"status\":", "\"statusCode\":", "\"code\":"]
        .iter()
        .any(|member| before.ends_with(member))
}

/// Words with which a person compares two callers of the same request.
const COMPARED: [&str; 12] = [
    "same ",
    "but ",
    "however",
    "while ",
    "whereas",
    "instead",
    "otherwise",
    "dagegen",
    "aber ",
    "pero ",
    "mais ",
    "service account",
];
/// The maximum distance between two statuses that a person compares.
const COMPARED_WITHIN: usize = 400;

/// Whether a person says that a request that was allowed for one caller gets the refusal at `alone` for another caller.
fn is_compared(flat: &Flat, pair: &Pair, alone: usize) -> bool {
    let (from, to) = (pair.status_at.min(alone), pair.status_at.max(alone));
    to - from <= COMPARED_WITHIN
        && flat.text.get(from..to).is_some_and(|between| {
            let lower = between.to_lowercase();
            COMPARED.iter().any(|word| lower.contains(word))
        })
}

/// The path of a URL, without its query.
fn path_of(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.find("/realms/").map_or(path, |at| &path[at..])
}

/// The values in a request's URL. Without a method, it counts as GET, which most requests are, unless the path has only one other method. If
/// the path has several other methods, the operation is not known.
fn known(url: &str, method: Option<&'static str>, permissions: &Permissions) -> Known {
    let values = |method| match Url::parse(url) {
        Ok(absolute) if absolute.has_host() => of_url(method, &absolute, permissions),
        _ => of_path(method, url, permissions),
    };
    let is_operation = |known: &Known| {
        let (method, path) = known.input.operation.split_once(' ').unwrap_or_default();
        permissions.find(method, path).is_some()
    };
    if let Some(method) = method {
        return values(method);
    }
    let read = values("GET");
    if is_operation(&read) || read.call != Some(Call::Operation) {
        return read;
    }
    let mut others = ["POST", "PUT", "DELETE"]
        .into_iter()
        .map(values)
        .filter(is_operation);
    match (others.next(), others.next()) {
        (Some(only), None) => only,
        (Some(mut one), Some(_)) => {
            one.input.operation.clear();
            one
        }
        _ => read,
    }
}

/// The values in a path without a host.
fn of_path(method: &str, url: &str, permissions: &Permissions) -> Known {
    let path = url.trim_start_matches(|c| c != '/');
    let path = if path.is_empty() {
        format!("/{url}")
    } else {
        path.to_owned()
    };
    let Some(absolute) = url_of_path(&path) else {
        return Known::default();
    };
    let mut known = of_url(method, &absolute, permissions);
    known.input.url.clear();
    known
}

fn frames(text: &str) -> Vec<(usize, Frame)> {
    FRAME_PHRASES
        .first_places(text)
        .map(|(at, (_, frame))| (at, *frame))
        .collect()
}
