//! `client-policy-rejected`: a client policy of the realm rejected the request or the client.

use super::conclusions::meaning_of;
use super::page::{Endpoint, Seen};
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, keycloak_error};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "client-policy-rejected",
    gate: Gate::Grant,
    title: "A client policy of the realm rejects the request",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::token(
            400,
            body!(
                "invalid_grant",
                "resource owner password credentials grant is prohibited."
            ),
            "the executor reject-ropc-grant, with the password grant",
        ),
        Seen::token(
            400,
            body!(
                "invalid_request",
                "Configured client authentication method not allowed for client"
            ),
            "the executor secure-client-authenticator, at the token endpoint",
        ),
        Seen::token(
            400,
            body!("invalid_request", "Request not allowed"),
            "the executor reject-request",
        ),
        Seen::admin(
            400,
            body!(
                "invalid_client_metadata",
                "Invalid client metadata: implicit flow enabled"
            ),
            "the executor reject-implicit-grant, when a client is created or changed",
        ),
        Seen::admin(
            400,
            body!(
                "invalid_registration",
                "Client is required to enable consentRequired"
            ),
            "the executor consent-required",
        ),
        Seen::admin(
            400,
            body!(
                "invalid_registration",
                "Not permitted to enable fullScopeAllowed"
            ),
            "the executor full-scope-disabled",
        ),
        Seen::admin(
            400,
            body!("invalid_client_metadata", "Invalid redirectUris"),
            "the executor secure-client-uris",
        ),
        Seen::log(Endpoint::Token, "client_policy_error="),
    ],
    meaning: &[
        "The realm has a client policy that applies to this client. The policy forbids the grant, \
         the client's authentication method, or a setting of the client.",
        "The credentials are not the problem, and roles do not help.",
    ],
    how_known: "The token endpoint or the Admin API names the rule in error_description. The name \
     of the policy is only in the Admin Console and in Keycloak's log.",
    looks_like: &[
        (
            "direct-access-grants-disabled",
            "The client's own setting forbids the password grant: unauthorized_client.",
        ),
        (
            "client-auth-method-mismatch",
            "The client's settings require another authentication method.",
        ),
        (
            "mtls-required",
            "The client or a policy requires a client certificate.",
        ),
        (
            "request-invalid",
            "The message names a problem with the body, not a rule of a policy.",
        ),
    ],
    fix: &[
        "Look at Realm settings → Client policies → Policies and Profiles. Find the policy whose \
         conditions match this client, and read its executors.",
        "Change the client or the request to what the policy requires. For a forbidden password \
         grant: use client credentials.",
        "Or ask the administrator of the realm for a condition that excludes this client.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, and 26.7.3.",
};

/// The token endpoint's message, and what the policy forbids.
const AT_TOKEN: &[(&str, &str)] = &[
    (
        "credentials grant is prohibited",
        "The policy forbids the password grant.",
    ),
    (
        "authentication method not allowed",
        "The policy does not allow the client's authentication method.",
    ),
    (
        "Request not allowed",
        "The policy rejects every request of the clients to which it applies.",
    ),
    (
        "grant type is not allowed",
        "The policy forbids this grant.",
    ),
];

fn detect(evidence: &Evidence) -> Option<Finding> {
    if let Some(error) = evidence.token_refusal().and_then(keycloak_error) {
        let forbidden = meaning_of(&error.description, AT_TOKEN)?;
        return Some(to_do(
            Finding::certain(format!(
                "A client policy of the realm {} rejects the token request. {forbidden}",
                evidence.token_realm()
            ))
            .seen(format!(
                "The token endpoint returns: {}.",
                said(&error.description)
            )),
        ));
    }
    let response = evidence.refusal().filter(|r| r.status == 400)?;
    let error = keycloak_error(response)?;
    let about_clients = evidence.attempt.operation.template.contains("/clients");
    if !about_clients
        || !matches!(
            error.error.as_str(),
            "invalid_client_metadata" | "invalid_registration"
        )
    {
        return None;
    }
    Some(to_do(
        Finding::likely(format!(
            "A client policy of the realm {} rejects the client in the request. The Admin API itself does not use the \
             error {}.",
            evidence.attempt.realm, error.error
        ))
        .seen(format!("The response contains: {}.", said(&error.description)))
        .apart("Realm settings → Client policies."),
    ))
}

fn said(description: &str) -> &str {
    description.trim_end_matches('.')
}

fn to_do(finding: Finding) -> Finding {
    finding
        .caller(
            "Do what the policy requires",
            "For a forbidden password grant, use client credentials. For a forbidden client \
             authentication, use the method that the policy allows, for example a signed JWT.",
        )
        .look(
            "Check the client policies",
            "realm-settings",
            &["Realm settings", "Client policies", "Policies"],
        )
}
