//! Decides which requests come next: only requests that narrow down the cause, cheapest first, all without side effects.

use crate::Knowledge;
use crate::attempt::Attempt;
use crate::cause::{is_name, not_found_user, setting_of_empty_list};
use crate::evidence::{self, Evidence, Stage, is_keycloaks, keycloak_error};
use crate::exchange::{Call, Exchange, Failure, Request, Response};
use crate::token::TokenType;

mod request;

use request::request;

/// Returns the next requests, which are independent of each other; none when no request would reveal more.
pub fn next(attempt: &Attempt, exchanges: &[Exchange], knowledge: &Knowledge) -> Vec<Request> {
    let evidence = Evidence::new(attempt, exchanges, knowledge);
    requests(&evidence, &wanted(&evidence))
}

/// Returns every request that is possible at this point, useful or not: recordings contain all of them.
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
            Call::UserLookup,
            Call::TargetList,
            Call::TargetRead,
            Call::UserCount,
            Call::EventsConfig,
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

/// The requests that distinguish the causes that still fit.
fn wanted(evidence: &Evidence) -> Vec<Call> {
    match evidence.stage() {
        Stage::Start if evidence.token_was_given() => vec![Call::Operation],
        Stage::Start if evidence.exchange(Call::Token).is_some() => vec![Call::Operation],
        Stage::Start => vec![Call::Token],
        Stage::TokenFailed(failure) | Stage::OperationFailed(failure) => after_failure(failure),
        Stage::TokenRefused(response) => after_token_refusal(evidence.attempt, response),
        Stage::NotSent if evidence.token_can_be_sent() => {
            let mut calls = vec![Call::Discovery, Call::Serverinfo];
            if evidence.attempt.operation.is_in_realm() {
                calls.push(Call::RealmRead);
            }
            if evidence.claims_suffice() {
                calls.push(Call::TargetRead);
            }
            calls
        }
        Stage::NotSent => Vec::new(),
        Stage::OperationRefused(response) => after_refusal(evidence, response),
        Stage::OperationAnswered(response) => {
            // An empty list may be a filtered one: then the caller sees no users without a search either, but the count is not filtered.
            if evidence.attempt.operation.name() == "GET /admin/realms/{realm}/users"
                && response.body.trim() == "[]"
                && !evidence.claims_surely_suffice()
            {
                vec![Call::UserList, Call::UserCount]
            } else if setting_of_empty_list(evidence).is_some() {
                vec![Call::EventsConfig]
            } else if evidence.response_may_be_partial() {
                // The roles with a partial response differ between versions; serverinfo shows the version to a caller that is allowed.
                vec![Call::Discovery, Call::Serverinfo]
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

fn after_token_refusal(attempt: &Attempt, response: &Response) -> Vec<Call> {
    let error = keycloak_error(response).unwrap_or_default();
    match (response.status, error.error.as_str()) {
        (300..=399 | 500..=599, _) | (404, "Realm does not exist") => Vec::new(),
        (401, "invalid_client") if attempt.no_master_probe => Vec::new(),
        (401, "invalid_client") => vec![Call::TokenOtherRealm],
        // From 25 to 26.5, a bearer-only client looks the same; the version distinguishes them.
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
            let explained_by_token = !matches!(token.kind(), TokenType::Access | TokenType::Other)
                || token.is_client_assertion()
                || token.missing_part().is_some()
                || token.is_of_another_product()
                || token.is_dpop_bound()
                || token.is_unsigned()
                || evidence.token_is_expired();
            if !explained_by_token {
                calls.extend([Call::Discovery, Call::Keys]);
                if evidence.token_may_be_the_clients_own() {
                    calls.push(Call::FreshToken);
                }
                // Without the openid scope, userinfo still distinguishes a token that it accepts (403), one that it rejects (401), and one
                // that did not arrive (401 without an error).
                calls.push(Call::Userinfo);
            }
        }
        403 if is_keycloaks(response) => {
            let foreign = evidence.token.is_some() && evidence.token_is_foreign();
            if keycloak_error(response).is_some_and(|e| e.error == "Invalid origin") || foreign {
                return calls;
            }
            calls.extend([Call::Serverinfo, Call::Discovery]);
            match evidence.attempt.operation.one_of() {
                Some("users") => calls.extend([Call::UnknownUser, Call::UserList]),
                Some(_) => calls.extend([Call::TargetList, Call::TargetRead]),
                None => calls.push(Call::TargetRead),
            }
            if evidence.token_may_be_the_clients_own() {
                calls.push(Call::FreshToken);
            }
        }
        404 if keycloak_error(response).is_some() => {
            let missing_path = evidence::is_unknown_path(response);
            if not_found_user(evidence).is_some_and(is_name) {
                calls.push(Call::UserLookup);
            }
            if missing_path && evidence.token_was_given() {
                calls.extend([Call::Discovery, Call::DiscoveryOtherBase]);
            }
        }
        401 | 403 | 404 if !evidence.keycloak_seen() => {
            calls.extend([Call::Discovery, Call::DiscoveryOtherBase]);
        }
        _ => {}
    }
    if calls.contains(&Call::FreshToken)
        && evidence.fresh_token().is_some()
        && evidence.attempt.sends_operation()
    {
        calls.push(Call::FreshOperation);
    }
    calls
}
