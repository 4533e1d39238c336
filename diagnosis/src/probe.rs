//! Which calls come next, given what has been seen? Only those that tell causes apart, the cheapest first, all free of side effects.

use secrecy::SecretString;
use uuid::Uuid;

use crate::Knowledge;
use crate::attempt::{Attempt, Client, TokenSource};
use crate::evidence::{self, Evidence, Stage, is_keycloaks, keycloak_error, token_of, token_text};
use crate::exchange::{Authorization, Body, Call, Exchange, Failure, FormValue, Request, Response};
use crate::token::TokenType;

/// The next requests; those of one answer are independent of each other. None: everything is seen that can be.
pub fn next(attempt: &Attempt, exchanges: &[Exchange], knowledge: &Knowledge) -> Vec<Request> {
    let evidence = Evidence::new(attempt, exchanges, knowledge);
    requests(&evidence, &wanted(&evidence))
}

/// Every call that could be made at this point, whether it tells anything or not: what recordings are made of.
pub fn every(attempt: &Attempt, exchanges: &[Exchange], knowledge: &Knowledge) -> Vec<Request> {
    let evidence = Evidence::new(attempt, exchanges, knowledge);
    let all = match evidence.stage() {
        Stage::Start => wanted(&evidence),
        _ => vec![
            Call::Discovery,
            Call::DiscoveryMaster,
            Call::DiscoveryOtherBase,
            Call::Keys,
            Call::Serverinfo,
            Call::UnknownUser,
            Call::UserList,
            Call::UserCount,
            Call::RealmRead,
            Call::Userinfo,
            Call::FreshToken,
            Call::FreshOperation,
            Call::TokenOtherRealm,
        ],
    };
    requests(&evidence, &all)
}

fn requests(evidence: &Evidence, calls: &[Call]) -> Vec<Request> {
    calls
        .iter()
        .filter(|call| evidence.exchange(**call).is_none())
        .filter_map(|call| request(evidence, *call))
        .collect()
}

/// What would tell apart the causes that still fit.
fn wanted(evidence: &Evidence) -> Vec<Call> {
    match evidence.stage() {
        Stage::Start if evidence.token_was_given() => vec![Call::Operation],
        Stage::Start if evidence.exchange(Call::Token).is_some() => vec![Call::Operation],
        Stage::Start => vec![Call::Token],
        Stage::TokenFailed(failure) | Stage::OperationFailed(failure) => after_failure(failure),
        Stage::TokenRefused(response) => after_token_refusal(response),
        Stage::NotSent if evidence.token_can_be_sent() => vec![Call::Discovery, Call::Serverinfo],
        Stage::NotSent => Vec::new(),
        Stage::OperationRefused(response) => after_refusal(evidence, response),
        Stage::OperationAnswered(response) => {
            // An empty list may be an emptied one; the count is not filtered.
            if evidence.attempt.operation.name() == "GET /admin/realms/{realm}/users"
                && response.body.trim() == "[]"
            {
                vec![Call::UserCount]
            } else {
                Vec::new()
            }
        }
    }
}

fn after_failure(failure: &Failure) -> Vec<Call> {
    match failure {
        Failure::TlsProtocol(_) | Failure::BrokenAnswer(_) => vec![Call::DiscoveryOtherScheme],
        _ => Vec::new(),
    }
}

fn after_token_refusal(response: &Response) -> Vec<Call> {
    let error = keycloak_error(response).unwrap_or_default();
    match (response.status, error.error.as_str()) {
        (300..=399 | 500..=599, _) | (404, "Realm does not exist") => Vec::new(),
        (401, "invalid_client") => vec![Call::TokenOtherRealm],
        // From 25 to 26.5 a bearer-only client looks the same: the version tells.
        (401, "unauthorized_client") if error.description.starts_with("Invalid client") => {
            vec![Call::Discovery]
        }
        (400, "") if evidence::speaks_of_https(response) => vec![Call::DiscoveryOtherScheme],
        (404, _) | (_, "") | (401, "HTTP 401 Unauthorized") => {
            vec![Call::Discovery, Call::DiscoveryOtherBase]
        }
        _ => Vec::new(),
    }
}

fn after_refusal(evidence: &Evidence, response: &Response) -> Vec<Call> {
    let mut calls = Vec::new();
    match response.status {
        401 if is_keycloaks(response) => {
            let Some(token) = &evidence.token else {
                return calls;
            };
            let told_by_token = !matches!(token.kind(), TokenType::Access)
                || token.is_dpop_bound()
                || evidence.token_is_expired();
            if !told_by_token {
                calls.extend([Call::Discovery, Call::Keys, Call::FreshToken]);
                // Without that scope userinfo only says that the scope is missing.
                if token.scopes().any(|scope| scope == "openid") {
                    calls.push(Call::Userinfo);
                }
            }
        }
        403 if is_keycloaks(response) => {
            let foreign = evidence.token.is_some() && evidence.token_is_foreign();
            if keycloak_error(response).is_some_and(|e| e.error == "Invalid origin") || foreign {
                return calls;
            }
            calls.extend([Call::Serverinfo, Call::Discovery]);
            if evidence.attempt.is_user_by_id() {
                calls.extend([Call::UnknownUser, Call::UserList]);
            }
            calls.push(Call::FreshToken);
        }
        404 if keycloak_error(response).is_some() => {
            let missing_path = evidence::is_unknown_path(response);
            if missing_path && evidence.token_was_given() {
                calls.extend([Call::Discovery, Call::DiscoveryOtherBase]);
            }
        }
        401 | 403 | 404 if !evidence.keycloak_seen() => {
            calls.extend([Call::Discovery, Call::DiscoveryOtherBase])
        }
        _ => {}
    }
    if calls.contains(&Call::FreshToken) && evidence.status(Call::FreshToken) == Some(200) {
        calls.push(Call::FreshOperation);
    }
    calls
}

/// Builds the request of a call, if what it needs is there.
fn request(evidence: &Evidence, call: Call) -> Option<Request> {
    let attempt = evidence.attempt;
    let token_realm = evidence.token_realm();
    let base = &attempt.base_url;
    let (url, purpose) = match call {
        Call::Token => return Some(token_request(attempt, call, attempt.token_realm().as_str(), attempt.client()?, "Get a token.")),
        Call::FreshToken => {
            let TokenSource::Given { client: Some(client), .. } = &attempt.token_source else { return None };
            client.secret.as_ref()?;
            return Some(token_request(attempt, call, &token_realm, client, "Get a fresh token of the same client: is the client powerless, or the token old?"));
        }
        Call::TokenOtherRealm => {
            let realm = if attempt.token_realm().is_master() { attempt.realm.as_str() } else { "master" };
            if realm == attempt.token_realm().as_str() || evidence.token_was_given() {
                return None;
            }
            return Some(token_request(attempt, call, realm, attempt.client()?, &format!("Are these the credentials of a client in the realm {realm}?")));
        }
        Call::Operation => return operation_request(attempt, call, token_text(attempt, evidence.exchanges)?, "The call in question."),
        Call::FreshOperation => return operation_request(attempt, call, token_of(evidence.exchanges, Call::FreshToken)?, "The call in question again, with the fresh token."),
        Call::Discovery => (base.join(discovery(&token_realm)), "Which issuer does Keycloak call itself at this address, and which version does it look like?".to_owned()),
        Call::DiscoveryMaster => (base.join(discovery("master")), "Is there a Keycloak at this address at all?".to_owned()),
        Call::DiscoveryOtherBase => {
            let other = evidence.other_base()?;
            (other.join(discovery(&token_realm)), format!("Is Keycloak at {other} instead?"))
        }
        Call::DiscoveryOtherScheme => {
            let other = evidence.other_scheme()?;
            (other.join(discovery(&token_realm)), format!("Is Keycloak at {other} instead?"))
        }
        Call::Keys => (base.join(["realms", &token_realm, "protocol", "openid-connect", "certs"]), "The realm's keys: did this realm sign the token?".to_owned()),
        Call::Serverinfo => (base.join(["admin", "serverinfo"]), "Does the server see any admin role at all?".to_owned()),
        Call::UnknownUser => {
            let typed = attempt.operation.params.get("user-id").map_or("", String::as_str);
            let nobody = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("nobody but {typed}").as_bytes()).to_string();
            (base.join(["admin", "realms", attempt.realm.as_str(), "users", &nobody]), "An id that nobody has: 404 shows that the caller may ask about users, 403 that it may not.".to_owned())
        }
        Call::UserList => {
            let mut url = base.join(["admin", "realms", attempt.realm.as_str(), "users"]);
            url.set_query(Some("max=1&briefRepresentation=true"));
            (url, "Does the caller reach any user?".to_owned())
        }
        Call::UserCount => {
            let mut url = base.join(["admin", "realms", attempt.realm.as_str(), "users", "count"]);
            // The same search as the list's.
            url.set_query(attempt.operation.query.as_deref());
            (url, "Is the list empty, or emptied?".to_owned())
        }
        Call::RealmRead => (base.join(["admin", "realms", attempt.realm.as_str()]), "How much of the realm does the caller see?".to_owned()),
        Call::Userinfo => (base.join(["realms", &token_realm, "protocol", "openid-connect", "userinfo"]), "What does the realm itself say about the token?".to_owned()),
    };
    let with_token = matches!(
        call,
        Call::Serverinfo
            | Call::UnknownUser
            | Call::UserList
            | Call::UserCount
            | Call::RealmRead
            | Call::Userinfo
    );
    let authorization = if with_token {
        if !evidence.token_can_be_sent() {
            return None;
        }
        Authorization::Bearer(SecretString::from(token_text(attempt, evidence.exchanges)?))
    } else {
        Authorization::None
    };
    Some(Request {
        call,
        method: "GET",
        url,
        authorization,
        body: Body::Empty,
        purpose,
    })
}

fn discovery(realm: &str) -> [&str; 4] {
    ["realms", realm, ".well-known", "openid-configuration"]
}

fn operation_request(
    attempt: &Attempt,
    call: Call,
    token: String,
    purpose: &str,
) -> Option<Request> {
    if !token.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return None;
    }
    Some(Request {
        call,
        method: attempt.operation.method,
        url: attempt.operation.url(&attempt.base_url),
        authorization: Authorization::Bearer(SecretString::from(token)),
        body: if attempt.operation.is_read() {
            Body::Empty
        } else {
            Body::Json("{}".to_owned())
        },
        purpose: purpose.to_owned(),
    })
}

/// The token call, as OAuth 2.0 writes it: the client's credentials as form fields (`client_secret_post`).
fn token_request(
    attempt: &Attempt,
    call: Call,
    realm: &str,
    client: &Client,
    purpose: &str,
) -> Request {
    let plain = |text: &str| FormValue::Plain(text.to_owned());
    let mut form = Vec::new();
    if let TokenSource::Password {
        username, password, ..
    } = &attempt.token_source
    {
        form.push(("grant_type", plain("password")));
        form.push(("username", plain(username)));
        form.push(("password", FormValue::Secret(password.clone())));
    } else {
        form.push(("grant_type", plain("client_credentials")));
    }
    form.push(("client_id", plain(client.id.as_str())));
    if let Some(secret) = &client.secret {
        form.push(("client_secret", FormValue::Secret(secret.clone())));
    }
    if let Some(scope) = &attempt.scope {
        form.push(("scope", plain(scope)));
    }
    Request {
        call,
        method: "POST",
        url: attempt
            .base_url
            .join(["realms", realm, "protocol", "openid-connect", "token"]),
        authorization: Authorization::None,
        body: Body::Form(form),
        purpose: purpose.to_owned(),
    }
}
