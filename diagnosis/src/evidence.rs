//! Derives the facts that causes need from the exchanges.

use secrecy::ExposeSecret as _;

use std::cell::OnceCell;

use crate::Knowledge;
use crate::attempt::{Attempt, BaseUrl, ReturnedByGet, TokenSource};
use crate::evidence::roles::Needs;
use crate::exchange::{Body, Call, Exchange, Failure, Response, Signature, UNSEEN_BODY};
use crate::redact::Secrets;
use crate::token::Token;
use crate::version_range::Versions;
use permissions::{State, TokenRealm, Version};

mod guards;
pub(crate) mod roles;
mod version;

/// The operation that reads a role by its ID.
const READ_ROLE_BY_ID: &str = "GET /admin/realms/{realm}/roles-by-id/{role-id}";
/// The maximum length of an error and of a discovery document, with a margin. Causes read them many times, so a longer body, such as a list, is not
/// parsed.
const LONGEST_DOCUMENT: usize = 64 * 1_024;

/// How far the attempt came, with the response that decided.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Stage<'a> {
    /// Nothing has been sent.
    Start,
    /// The token request got no response.
    TokenFailed(&'a Failure),
    /// The token endpoint responded without a token.
    TokenRefused(&'a Response),
    /// There is a token, but the operation writes and is not sent without the user's request.
    NotSent,
    /// The operation got no response.
    OperationFailed(&'a Failure),
    /// The operation returned another status than 2xx.
    OperationRefused(&'a Response),
    /// The operation returned 2xx.
    OperationAnswered(&'a Response),
}

/// Keycloak's error body: `{"error": …, "error_description": …}`, or `errorMessage` from some admin resources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeycloakError {
    pub error: String,
    pub description: String,
}

/// All evidence that causes can use.
#[derive(Debug)]
pub(crate) struct Evidence<'a> {
    pub attempt: &'a Attempt,
    pub exchanges: &'a [Exchange],
    pub knowledge: &'a Knowledge<'a>,
    /// The token of the Admin API request, if it is a JWT.
    pub token: Option<Token>,
    /// The versions that fit.
    pub versions: Versions,
    /// The roles that the operation requires.
    pub needs: Needs,
    /// The secrets, which must not be quoted. Only a report needs them.
    secrets: OnceCell<Secrets>,
}

impl<'a> Evidence<'a> {
    /// Collects the evidence.
    pub fn new(
        attempt: &'a Attempt,
        exchanges: &'a [Exchange],
        knowledge: &'a Knowledge<'a>,
    ) -> Self {
        Self::with_version(attempt, exchanges, knowledge, None)
    }

    /// Collects the evidence for a server whose version an administrator has seen.
    pub fn with_version(
        attempt: &'a Attempt,
        exchanges: &'a [Exchange],
        knowledge: &'a Knowledge<'a>,
        version: Option<Version>,
    ) -> Self {
        let token = token_text(attempt, exchanges).and_then(|text| Token::decode(&text));
        let versions = match version {
            Some(version) => {
                let mut versions = Versions::default();
                versions.state(version, "An administrator’s output contains the version.");
                versions
            }
            None => version::infer(attempt, exchanges, token.as_ref()),
        };
        let mut evidence = Self {
            attempt,
            exchanges,
            knowledge,
            token,
            versions,
            needs: Needs::default(),
            secrets: OnceCell::new(),
        };
        evidence.needs = Needs::of(&evidence, evidence.named_operation());
        if evidence.concerns_client_role() {
            evidence.needs = Needs::of(&evidence, evidence.operation_on_client_role());
        }
        evidence
    }

    /// The secrets of the check, which must not be quoted.
    pub fn secrets(&self) -> &Secrets {
        self.secrets
            .get_or_init(|| Secrets::of(self.attempt, self.exchanges))
    }

    /// The exchange of a request, if it was sent.
    pub fn exchange(&self, call: Call) -> Option<&'a Exchange> {
        self.exchanges.iter().find(|e| e.request.call == call)
    }

    /// The response to a request, if there is one.
    pub fn response(&self, call: Call) -> Option<&'a Response> {
        self.exchange(call)?.result.as_ref().ok()
    }

    /// The status of the response to a request.
    pub fn status(&self, call: Call) -> Option<u16> {
        self.response(call).map(|response| response.status)
    }

    /// How far the attempt came.
    pub fn stage(&self) -> Stage<'a> {
        if let Some(exchange) = self.exchange(Call::Operation) {
            return match &exchange.result {
                Err(failure) => Stage::OperationFailed(failure),
                Ok(response) if (200..300).contains(&response.status) => {
                    Stage::OperationAnswered(response)
                }
                Ok(response) => Stage::OperationRefused(response),
            };
        }
        match self.exchange(Call::Token).map(|e| &e.result) {
            Some(Err(failure)) => Stage::TokenFailed(failure),
            Some(Ok(response)) if access_token(response).is_none() => Stage::TokenRefused(response),
            Some(Ok(_)) if !self.attempt.sends_operation() => self.not_sent(),
            None if self.token_was_given() && !self.attempt.sends_operation() => self.not_sent(),
            None if self.token_was_given() && !self.token_can_be_sent() => Stage::NotSent,
            _ => Stage::Start,
        }
    }

    /// The stage of an operation that is not sent: the checks before the role check refuse it as they refuse the probes.
    fn not_sent(&self) -> Stage<'a> {
        let refuses = |call: Call| {
            let response = self.response(call).filter(|r| r.status >= 400)?;
            let before_roles = match response.status {
                401 | 404 => true,
                403 => {
                    !is_keycloaks(response)
                        || self.token_is_foreign()
                        || keycloak_error(response).is_some_and(|e| e.error == "Invalid origin")
                        || self.realm_denies_discovery()
                }
                _ => false,
            };
            before_roles.then_some(response)
        };
        // The realm is only checked if the operation is below a realm.
        refuses(Call::RealmRead)
            // A proxy may block this path alone, so the responses from the realm's own path count as well.
            .or_else(|| {
                refuses(Call::Serverinfo).filter(|_| self.response(Call::RealmRead).is_none())
            })
            .map_or(Stage::NotSent, Stage::OperationRefused)
    }

    /// Whether the result of the operation is predicted because it was not sent.
    pub fn is_not_sent(&self) -> bool {
        matches!(self.stage(), Stage::NotSent)
    }

    /// Whether Keycloak allows the caller `GET /admin/serverinfo`: every admin role except `impersonation` allows it.
    ///
    /// `None` if another server may have responded: the body is not Keycloak's, or it contradicts the responses of other paths of the Admin
    /// API (a proxy may block this path alone).
    pub fn sees_admin_role(&self) -> Option<bool> {
        let response = self.response(Call::Serverinfo)?;
        match response.status {
            200 => response
                .json()
                .is_some_and(|body| body.is_object())
                .then_some(true),
            403 => {
                let same_as_the_refusal = self
                    .refusal()
                    .filter(|refusal| refusal.status == 403)
                    .is_none_or(|refusal| refusal.body == response.body);
                let contradicted = [Call::UserList, Call::TargetList, Call::RealmRead]
                    .into_iter()
                    .any(|call| self.status(call) == Some(200))
                    || self.status(Call::UnknownUser) == Some(404)
                    || matches!(self.status(Call::Operation), Some(200..=299));
                (is_keycloaks(response) && same_as_the_refusal && !contradicted).then_some(false)
            }
            _ => None,
        }
    }

    /// Whether Keycloak looks up the caller's roles itself: the token lists none, and Keycloak sees one. Every version does this for tokens
    /// of admin-cli (recording admin-cli-with-another-role).
    pub fn looks_roles_up(&self) -> bool {
        self.token
            .as_ref()
            .is_some_and(|token| !token.has_role_claims())
            && self.sees_admin_role() == Some(true)
    }

    /// Whether Keycloak sees no admin role although the token lists one that allows serverinfo (every one except `impersonation`).
    pub fn server_sees_none_of_the_claims(&self) -> bool {
        self.is_not_sent()
            && self.sees_admin_role() == Some(false)
            && self.claimed().iter().any(|role| role != "impersonation")
    }

    /// Whether the user pasted the token.
    pub fn token_was_given(&self) -> bool {
        matches!(self.attempt.token_source, TokenSource::Given { .. })
    }

    /// Whether the token can be sent in a header.
    pub fn token_can_be_sent(&self) -> bool {
        token_text(self.attempt, self.exchanges)
            .is_some_and(|text| !text.is_empty() && text.bytes().all(|b| (0x20..0x7f).contains(&b)))
    }

    /// The response of the token request, if it contains no token.
    pub fn token_refusal(&self) -> Option<&'a Response> {
        match self.stage() {
            Stage::TokenRefused(response) => Some(response),
            _ => None,
        }
    }

    /// The response of the operation, if its status is not 2xx.
    pub fn refusal(&self) -> Option<&'a Response> {
        match self.stage() {
            Stage::OperationRefused(response) => Some(response),
            _ => None,
        }
    }

    /// The response of the operation, if it has this status and Keycloak wrote it.
    pub fn refused_with(&self, status: u16) -> Option<&'a Response> {
        self.refusal()
            .filter(|response| response.status == status && self.is_keycloaks_refusal(response))
    }

    /// Whether Keycloak wrote the refusing response. The Admin API has one message for 401. Messages about the token are those of the
    /// userinfo endpoint, or of a gateway in front of the Admin API.
    pub fn is_keycloaks_refusal(&self, response: &Response) -> bool {
        let names_the_token = response.status == 401
            && keycloak_error(response).is_some_and(|seen| !seen.error.starts_with("HTTP 401"));
        is_keycloaks(response)
            // A pasted text may not show which endpoint responded.
            && !(names_the_token && self.refusal().is_some() && self.attempt.shows_request())
    }

    /// The reason why there was no response.
    pub fn failure(&self) -> Option<&'a Failure> {
        match self.stage() {
            Stage::TokenFailed(failure) | Stage::OperationFailed(failure) => Some(failure),
            _ => None,
        }
    }

    /// The refusing response of the token request or of the operation.
    pub fn any_refusal(&self) -> Option<&'a Response> {
        self.token_refusal().or_else(|| self.refusal())
    }

    /// Whether the token endpoint refused with this error and a description that contains this one.
    pub fn token_error(&self, status: &[u16], error: &str, description: &str) -> bool {
        self.token_refusal().is_some_and(|response| {
            let seen = keycloak_error(response);
            status.contains(&response.status)
                && seen.as_ref().is_some_and(|seen| {
                    seen.error == error && seen.description.contains(description)
                })
        })
    }

    /// Whether Keycloak responded at the base URL: with a token, its own error body, or discovery.
    pub fn keycloak_seen(&self) -> bool {
        self.response(Call::Token).is_some_and(|response| {
            access_token(response).is_some()
                || keycloak_error(response).is_some_and(|e| !e.error.is_empty())
        }) || self.issuer().is_some()
            || self
                .exchange(Call::Operation)
                .is_some_and(|exchange| exchange.result.as_ref().is_ok_and(is_keycloaks))
    }

    /// The response of an allowed request whose body has another shape than Keycloak's, with Keycloak's shape; `None` as the shape if Keycloak
    /// returns no body.
    pub fn answered_in_another_shape(&self) -> Option<(&'a Response, Option<ReturnedByGet>)> {
        let Stage::OperationAnswered(response) = self.stage() else {
            return None;
        };
        let operation = &self.attempt.operation;
        let returned = operation
            .returned_by_get()
            .filter(|_| response.body != UNSEEN_BODY)?;
        if operation.method == "GET" {
            let fits = response.json().is_some_and(|body| returned.fits(&body));
            return (!fits).then_some((response, Some(returned)));
        }
        // Where these paths accept a change, Keycloak returns 201, or 204 without a body.
        let has_body = response.status == 200 && !response.body.trim().is_empty();
        (!operation.is_read() && has_body && self.answered_as_read().is_none())
            .then_some((response, None))
    }

    /// The response of an operation that writes, if Keycloak responded as to a GET of the same path: 200 with the object or the list. For a
    /// change, Keycloak returns 201 or 204 here.
    pub fn answered_as_read(&self) -> Option<&'a Response> {
        let Stage::OperationAnswered(response) = self.stage() else {
            return None;
        };
        let operation = &self.attempt.operation;
        let expected = operation
            .returned_by_get()
            .filter(|_| !operation.is_read() && response.status == 200)?;
        response
            .json()
            .is_some_and(|body| expected.fits(&body))
            .then_some(response)
    }

    /// Whether any request of the check got a response.
    pub fn has_response(&self) -> bool {
        self.exchanges
            .iter()
            .any(|exchange| exchange.result.is_ok())
    }

    /// The issuer in the discovery document of the API's URL.
    pub fn issuer(&self) -> Option<String> {
        issuer(self.response(Call::Discovery)?)
    }

    /// Whether Keycloak looks up the target before it checks roles: then a 403 shows that the target exists, and a 404 says nothing about
    /// roles. That applies to groups and roles by ID (recordings `group-unknown-without-role`, `role-id-unknown-without-role`).
    pub fn looks_target_up_first(&self) -> bool {
        let operation = &self.attempt.operation;
        let below = operation
            .template
            .strip_prefix("/admin/realms/{realm}/")
            .unwrap_or_default();
        operation.target_names().count() == 1
            && ["groups/{", "roles-by-id/{", "group-by-path/"]
                .iter()
                .any(|first| below.starts_with(first))
    }

    /// The operation, as the permission data names it.
    fn named_operation(&self) -> String {
        self.attempt.operation.name()
    }

    /// Whether the role that the path names by its ID belongs to a client. Such a role requires the roles that the same operation on
    /// `clients/{client-uuid}/roles/{role-name}` requires (recordings `client-role-by-id` and `client-role-by-id-read`).
    pub fn concerns_client_role(&self) -> bool {
        if !self.attempt.operation.is_of_role_by_id() {
            return false;
        }
        match self.response(Call::TargetRead) {
            Some(read) if read.status == 200 => read.json().is_some_and(|role| {
                role.get("clientRole")
                    .and_then(serde_json::Value::as_bool)
                    .unwrap_or_default()
            }),
            // The roles in the token allow this request for a role of the realm.
            Some(read) if read.status == 403 && is_keycloaks(read) => {
                self.denied() && crate::evidence::roles::claims_open(self, READ_ROLE_BY_ID)
            }
            _ => self.denied() && self.claims_suffice(),
        }
    }

    /// The same operation on a client's role that the path names by its client and its name.
    fn operation_on_client_role(&self) -> String {
        self.named_operation()
            .replace(
                "roles-by-id/{role-id}",
                "clients/{client-uuid}/roles/{role-name}",
            )
            .replace("{clientUuid}", "{targetClientUuid}")
    }

    /// Whether Why403 sent the operation with an empty body of its own, in place of the caller's.
    pub fn sent_empty_body(&self) -> bool {
        self.exchange(Call::Operation)
            .is_some_and(|exchange| matches!(exchange.request.body, Body::Json(_)))
    }

    /// The name of the realm that issued the token.
    pub fn token_realm(&self) -> String {
        self.token
            .as_ref()
            .and_then(Token::realm)
            .unwrap_or_else(|| self.attempt.token_realm().as_str().to_owned())
    }

    /// The kind of realm that issued the token, which determines the roles that count.
    pub fn role_source(&self) -> TokenRealm {
        if self.token_realm() == "master" {
            TokenRealm::Master
        } else {
            TokenRealm::Target
        }
    }

    /// The client with the roles that count: `realm-management`, or `{realm}-realm` in master.
    pub fn container(&self) -> String {
        match self.role_source() {
            TokenRealm::Master => format!("{}-realm", self.attempt.realm),
            TokenRealm::Target => "realm-management".to_owned(),
        }
    }

    /// The roles in the token that count.
    pub fn claimed(&self) -> Vec<String> {
        self.token
            .as_ref()
            .map(|token| self.counting_roles(token))
            .unwrap_or_default()
    }

    /// The roles of the container; for a token of master also the realm roles `admin` and `create-realm`.
    fn counting_roles(&self, token: &Token) -> Vec<String> {
        let of_container = token.client_roles(&self.container()).unwrap_or_default();
        let of_master = match self.role_source() {
            TokenRealm::Master => token.realm_roles(),
            TokenRealm::Target => Vec::new(),
        };
        of_master
            .into_iter()
            .filter(|role| self.is_realm_role(role))
            .chain(of_container)
            .map(str::to_owned)
            .collect()
    }

    /// Whether a required role is a realm role of master, not a role of the container.
    pub fn is_realm_role(&self, role: &str) -> bool {
        let roles = self.knowledge.matrix.roles();
        self.role_source() == TokenRealm::Master
            && roles
                .iter()
                .any(|known| known.of_master && known.name == role)
    }

    /// Whether the roles in the token allow the operation, by the permission data of a version that fits.
    pub fn claims_suffice(&self) -> bool {
        self.needs.is_met_by(&self.claimed())
    }

    /// Whether they allow the full response in every version that fits.
    pub fn claims_surely_suffice(&self) -> bool {
        let states = self.needs.states(&self.claimed());
        !states.is_empty() && states.iter().all(|state| *state == State::Allowed)
    }

    /// Whether they allow a partial response in the newest version that fits.
    pub fn claims_reduce(&self) -> bool {
        let states = self.needs.states(&self.claimed());
        states.last() == Some(&State::Partial)
    }

    /// Whether the response may be partial in some version that fits, although it is not in the newest, or the token does not show it.
    pub fn response_may_be_partial(&self) -> bool {
        let states = self.needs.states(&self.claimed());
        states.contains(&State::Partial)
            || !self.needs.reduced.is_empty() && states.contains(&State::Denied)
    }

    /// Whether the token's realm is neither the operation's realm nor master.
    pub fn token_is_foreign(&self) -> bool {
        let realm = self.token_realm();
        realm != "master" && realm != self.attempt.realm.as_str()
    }

    /// Whether the Admin API accepted a token of the right realm and returned 403.
    pub fn denied(&self) -> bool {
        self.refused_with(403).is_some_and(|response| {
            keycloak_error(response).is_none_or(|seen| seen.error != "Invalid origin")
        }) && !self.token_is_foreign()
            && !self.realm_denies_discovery()
    }

    /// Whether Keycloak denies even discovery: the realm is disabled or requires HTTPS. A proxy may also block this path.
    fn realm_denies_discovery(&self) -> bool {
        self.response(Call::Discovery)
            .is_some_and(|discovery| discovery.status == 403 && is_keycloaks(discovery))
    }

    /// A fresh token of the same caller. A client's own token is not comparable with that of a user who signed in through the client.
    pub fn fresh_token(&self) -> Option<Token> {
        let fresh = Token::decode(&token_of(self.exchanges, Call::FreshToken)?)?;
        let given = self.token.as_ref()?;
        let same = match (given.text("sub"), fresh.text("sub")) {
            (Some(given), Some(fresh)) => given == fresh,
            _ => given.is_service_account() && given.client() == fresh.client(),
        };
        same.then_some(fresh)
    }

    /// The not-before date that is later than the token, in seconds since 1970. With every token, Keycloak states the latest date of the
    /// realm, the client, and the user.
    pub fn later_not_before(&self) -> Option<i64> {
        let issued = self.token.as_ref()?.issued()?;
        let stated = |call| {
            let response = self.response(call)?.json()?;
            response.get("not-before-policy")?.as_i64()
        };
        let of_fresh = self.fresh_token().and_then(|_| stated(Call::FreshToken));
        let dates = [stated(Call::Token), of_fresh];
        dates.into_iter().flatten().find(|date| *date > issued)
    }

    /// The response of the operation to a fresh token of the same caller.
    pub fn fresh_operation(&self) -> Option<&'a Response> {
        self.fresh_token()?;
        self.response(Call::FreshOperation)
    }

    /// Whether the client with the known credentials may have requested the token for itself.
    pub fn token_may_be_the_clients_own(&self) -> bool {
        let (Some(token), Some(client)) = (&self.token, self.attempt.client()) else {
            return false;
        };
        let of_user = token
            .text("preferred_username")
            .is_some_and(|name| !name.starts_with("service-account-"));
        !of_user && token.client().is_none_or(|id| id == client.id.as_str())
    }

    /// The roles of the container in a fresh token, if there is one.
    pub fn fresh_claims(&self) -> Option<Vec<String>> {
        Some(self.counting_roles(&self.fresh_token()?))
    }

    /// Whether the token's `exp` has passed, by the clock of the machine that checks.
    pub fn token_is_expired(&self) -> bool {
        self.token
            .as_ref()
            .and_then(Token::expires)
            .is_some_and(|exp| exp <= self.knowledge.now)
    }

    /// The base URL with `/auth` added or removed: the default path up to Keycloak 16, and the one since.
    pub fn other_base(&self) -> Option<BaseUrl> {
        self.attempt.base_url.with(|url| {
            let path = url.path().trim_end_matches('/').to_owned();
            let other = path
                .strip_suffix("/auth")
                .map_or_else(|| format!("{path}/auth"), str::to_owned);
            url.set_path(&other);
        })
    }

    /// The base URL with the other scheme, on the same port.
    pub fn other_scheme(&self) -> Option<BaseUrl> {
        self.attempt.base_url.with(|url| {
            let port = url.port_or_known_default();
            let other = if url.scheme() == "https" {
                "http"
            } else {
                "https"
            };
            // Both schemes are special, and the port belongs to a URL with a host, so neither call can fail.
            let _ = url.set_scheme(other);
            let _ = url.set_port(port);
        })
    }

    /// The userinfo endpoint's message about a token that it rejects (RFC 6750 section 3: `error_description`).
    ///
    /// Only tokens with the `openid` scope get one; for others, Keycloak only says that the scope is missing.
    pub fn userinfo_says(&self) -> Option<String> {
        let response = self.response(Call::Userinfo).filter(|r| r.status == 401)?;
        let header = response.header("www-authenticate")?;
        let (_, rest) = header.split_once("error_description=\"")?;
        rest.split_once('"').map(|(said, _)| said.to_owned())
    }

    /// The result of verifying the token's signature.
    pub fn signature(&self) -> Option<Signature> {
        self.exchange(Call::Keys)?.signature
    }

    /// The caller in words: “the service account of X” or “the user X”.
    pub fn caller(&self) -> String {
        match &self.attempt.token_source {
            TokenSource::ClientCredentials(client) => {
                format!("the service account of {}", client.id)
            }
            TokenSource::Password { username, .. } => format!("the user {username}"),
            TokenSource::Given { .. } => match &self.token {
                Some(token) if token.is_service_account() => format!(
                    "the service account of {}",
                    token.client().unwrap_or("the client")
                ),
                Some(token) => token.text("preferred_username").map_or_else(
                    || "the holder of this token".to_owned(),
                    |name| format!("the user {name}"),
                ),
                None => "the holder of this token".to_owned(),
            },
        }
    }

    /// The client that requested the token, if known.
    pub fn client_id(&self) -> Option<String> {
        self.attempt
            .client()
            .map(|client| client.id.to_string())
            .or_else(|| self.token.as_ref()?.client().map(str::to_owned))
    }

    /// The user's name, if the caller is a user.
    pub fn user_name(&self) -> Option<String> {
        match &self.attempt.token_source {
            TokenSource::Password { username, .. } => Some(username.clone()),
            TokenSource::ClientCredentials(client) => {
                Some(service_account_name(client.id.as_str()))
            }
            TokenSource::Given { .. } => self
                .token
                .as_ref()?
                .text("preferred_username")
                .map(str::to_owned),
        }
    }

    /// Whether the caller is a service account, not a user.
    pub fn is_service_account(&self) -> bool {
        match &self.attempt.token_source {
            TokenSource::ClientCredentials(_) => true,
            TokenSource::Password { .. } => false,
            TokenSource::Given { .. } => self.token.as_ref().is_some_and(Token::is_service_account),
        }
    }

    /// Whether a token request of this check issued the token. A pasted text may show neither the token nor its request.
    pub fn token_was_issued_here(&self) -> bool {
        self.response(Call::Token).and_then(access_token).is_some()
    }

    /// Whether the token was just issued, so that it is newer than any change.
    pub fn token_is_fresh(&self) -> bool {
        !self.token_was_given()
    }
}

/// The user name of a client's service account. Keycloak stores user names in lower case.
pub(crate) fn service_account_name(client_id: &str) -> String {
    format!("service-account-{}", client_id.to_lowercase())
}

/// The token of the Admin API request.
pub(crate) fn token_text(attempt: &Attempt, exchanges: &[Exchange]) -> Option<String> {
    if let TokenSource::Given { token, .. } = &attempt.token_source {
        return Some(token.expose_secret().to_owned());
    }
    token_of(exchanges, Call::Token)
}

/// The access token in the response of a token request.
pub(crate) fn token_of(exchanges: &[Exchange], call: Call) -> Option<String> {
    exchanges
        .iter()
        .find(|exchange| exchange.request.call == call)
        .and_then(|exchange| exchange.result.as_ref().ok())
        .and_then(access_token)
}

/// The access token in a token response.
pub(crate) fn access_token(response: &Response) -> Option<String> {
    if response.status != 200 {
        return None;
    }
    let json = response.json()?;
    json.get("access_token")?.as_str().map(str::to_owned)
}

/// The issuer in a discovery document.
pub(crate) fn issuer(response: &Response) -> Option<String> {
    if response.status != 200 || response.body.len() > LONGEST_DOCUMENT {
        return None;
    }
    response.json()?.get("issuer")?.as_str().map(str::to_owned)
}

/// The error in a body of Keycloak's shape.
pub(crate) fn keycloak_error(response: &Response) -> Option<KeycloakError> {
    if response.body.len() > LONGEST_DOCUMENT {
        return None;
    }
    let json = response.json()?;
    let text = |key: &str| {
        json.get(key)
            .and_then(serde_json::Value::as_str)
            .map(str::to_owned)
    };
    Some(KeycloakError {
        error: text("error").or_else(|| text("errorMessage"))?,
        description: text("error_description").unwrap_or_default(),
    })
}

/// Whether Keycloak wrote an error response: a JSON body with Keycloak's message for this status.
///
/// A proxy may return JSON with an `error` as well, but only Keycloak has these messages for 401 and 403 of the Admin API
/// (recordings, for example no-role) and for its own failures (the page of server-error).
pub(crate) fn is_keycloaks(response: &Response) -> bool {
    let Some(seen) = keycloak_error(response) else {
        return (200..300).contains(&response.status) && response.is_json();
    };
    match response.status {
        401 => seen.error == "HTTP 401 Unauthorized" || !seen.description.is_empty(),
        403 => {
            seen.error.starts_with("HTTP 403")
                || matches!(
                    seen.error.as_str(),
                    "unknown_error"
                        | "Invalid origin"
                        | "access_denied"
                        | "invalid_request"
                        | "insufficient_scope"
                )
                || response
                    .json()
                    .is_some_and(|json| json.get("errorMessage").is_some())
        }
        500..=599 => {
            matches!(
                seen.error.as_str(),
                "unknown_error" | "server_error" | "Feature not enabled"
            ) || seen.error.starts_with("HTTP 5")
                || seen.description.contains("the server log")
                || response
                    .json()
                    .is_some_and(|json| json.get("errorMessage").is_some())
        }
        404 => !is_reason_phrase(&seen.error),
        405 => is_wrong_method(response),
        // Only Keycloak's framework returns these, in its own words.
        408 | 411 | 413..=415 | 431 => {
            seen.error.starts_with(&format!("HTTP {}", response.status))
                || seen.error.starts_with("RESTEASY")
                || seen.error == "unknown_error"
                || seen.description.contains("the server log")
        }
        _ => true,
    }
}

/// Whether an error is only the reason phrase of 404, as frameworks and gateways write it. Keycloak names what is missing, or writes
/// “HTTP 404 Not Found”.
fn is_reason_phrase(error: &str) -> bool {
    let error = error.to_ascii_lowercase();
    let words: Vec<&str> = error
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    matches!(
        words.as_slice(),
        ["404" | "notfound"]
            | ["not", "found"]
            | ["404", "not", "found"]
            | [.., "page", "not", "found"]
    )
}

/// Whether a status says that something in front of Keycloak cannot reach it: 502 to 504, and 520 to 530 of Cloudflare.
pub(crate) fn is_of_gateway(status: u16) -> bool {
    matches!(status, 502..=504 | 520..=530)
}

/// Whether Keycloak says that the path has no such method, in JAX-RS's words: on 22, and since 23.
pub(crate) fn is_wrong_method(response: &Response) -> bool {
    response.status == 405
        && keycloak_error(response).is_some_and(|seen| {
            seen.error.starts_with("HTTP 405") || seen.error.starts_with("RESTEASY003650")
        })
}

/// Whether a response says that Keycloak does not know the path, in JAX-RS's words: outside the known roots on 22 and since 23, and below
/// `/admin/realms/{realm}`.
pub(crate) fn is_unknown_path(response: &Response) -> bool {
    is_outside_roots(response)
        || response.status == 404
            && keycloak_error(response).is_some_and(|seen| seen.error == "HTTP 404 Not Found")
}

/// Whether a response says that the path is outside the roots that Keycloak serves, in JAX-RS's words: on 22, and since 23. Paths below
/// `/admin/realms/{realm}` get another message.
pub(crate) fn is_outside_roots(response: &Response) -> bool {
    response.status == 404
        && keycloak_error(response).is_some_and(|seen| {
            seen.error
                .contains("Unable to find matching target resource method")
                || seen.error.starts_with("RESTEASY003210")
        })
}

/// Whether a TLS port responded to plain HTTP (nginx and Go say so with a 400).
pub(crate) fn speaks_of_https(response: &Response) -> bool {
    response.status == 400
        && response.body.contains("HTTP request")
        && response.body.contains("HTTPS")
}
