//! `token-issuer-mismatch`: the token was issued under another URL.

use super::conclusions::{lacks_the_issuers_realm, not_accepted};
use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::{Call, Signature};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-issuer-mismatch",
    gate: Gate::TokenAccepted,
    title: "Token issued under another base URL",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(Seen::log(
        Endpoint::Admin,
        "Failed to verify identity token: Invalid token issuer. Expected"
    )),
    meaning: &[
        "The token and Admin requests use different base URLs. The token's issuer is the base URL of the token \
         request. Keycloak accepts only tokens whose issuer matches the base URL of the Admin request.",
        "Or another server issued the token, for example in another environment. That server has different keys.",
        "Typical examples: the token from https://sso.example.com and the Admin request to http://keycloak:8080 \
         inside the cluster, or localhost in one and 127.0.0.1 in the other.",
    ],
    how_known: "Why403 reads the issuer in discovery at the Admin API's base URL and compares it with the token's iss \
        claim. If they differ and the response is 401, this is certain. The realm's keys show whether both are the \
        same server.",
    looks_like: &[
        (
            "token-signature-invalid",
            "The issuer is the same, but the realm's keys do not verify the token.",
        ),
        ("token-not-accepted", "The issuer is the same."),
    ],
    fix: &[
        "Use one base URL for the token request and the Admin request.",
        "Or start Keycloak with a fixed host name: --hostname=<the public URL>. Then all tokens contain this URL as \
         the issuer.",
        "Behind a proxy: forward the public host (X-Forwarded-Host, X-Forwarded-Proto), and start Keycloak with \
         --proxy-headers=xforwarded.",
    ],
    versions: "All. A token issued under another host name returns 401 with the same body.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let token = evidence.token.as_ref()?;
    let token_issuer = token.issuer()?;
    if token.is_of_another_product() {
        return Some(of_another_product(token_issuer));
    }
    if token.is_client_assertion() {
        return None;
    }
    if lacks_the_issuers_realm(evidence) {
        return Some(of_another_server(evidence, token_issuer));
    }
    if may_arrive_under_another_name(evidence) {
        return Some(another_name_for_admin(evidence));
    }
    let issuer = evidence.issuer().filter(|issuer| issuer != token_issuer)?;
    let finding = |whose: &str| {
        Finding::certain(format!(
            "The token was issued by {token_issuer}. At the Admin API's base URL, Keycloak's issuer is {issuer}, and \
             it accepts only its own tokens. {whose}"
        ))
        .seen(format!("The token's iss claim is {token_issuer}."))
        .seen(format!(
            "Discovery at {} contains {issuer}.",
            evidence.attempt.base_url
        ))
    };
    // A server with a fixed host name, or a realm with a frontend URL, names the same issuer at every base URL.
    let is_fixed = !issuer.starts_with(&evidence.attempt.base_url.to_string());
    let one_name = |finding: Finding| {
        if is_fixed {
            return finding;
        }
        finding.hand_off(
            "Or give Keycloak a fixed host name",
            "If both URLs belong to this server: start Keycloak with --hostname=<the public URL>. Then all tokens \
             contain this URL as the issuer.",
        )
    };
    Some(match evidence.signature() {
        Some(Signature::Valid) => one_name(
            finding("Both URLs belong to the same server.")
                .seen("The realm's keys at this base URL verify the token's signature.")
                .caller(
                    "Use one base URL for both requests",
                    if is_fixed {
                        "Get a new token from the base URL of the Admin request. The token may be older than the current \
                         host name of the server or the frontend URL of the realm."
                    } else {
                        "Get the token from the base URL of the Admin request."
                    },
                ),
        ),
        Some(Signature::UnknownKey | Signature::Invalid) => finding(
            "No key of the realm at this base URL signed the token. Another server issued it, or the realm's keys \
             changed.",
        )
        .seen("The realm's keys at this base URL do not verify the token's signature.")
        .caller(
            "Get the token from this server",
            "Tokens of one environment are not valid in another. Get the token from the base URL of the Admin \
             request, with a client of that server.",
        ),
        None => one_name(
            finding("Both URLs may belong to the same server or to different servers.").caller(
                "Get the token from this server",
                "Get the token from the base URL of the Admin request.",
            ),
        ),
    })
}

/// The finding for a token of a realm that this server does not have.
fn of_another_server(evidence: &Evidence, issuer: &str) -> Finding {
    let realm = evidence.token_realm();
    Finding::certain(format!(
        "The token was issued by {issuer}. Keycloak at {} has no realm {realm}, so another server issued the token.",
        evidence.attempt.base_url
    ))
    .seen(format!("The token's iss claim is {issuer}."))
    .seen(format!(
        "Discovery of {realm} at this base URL returns “Realm does not exist”."
    ))
    .caller(
        "Get the token from this server",
        "Tokens of one environment are not valid in another. Get the token from the base URL of the Admin request, with a \
         client of that server.",
    )
}

/// The finding for a token of a server that is not Keycloak, such as another identity provider.
fn of_another_product(issuer: &str) -> Finding {
    Finding::certain(format!(
        "The token was issued by {issuer}, which is not a Keycloak realm: the issuer of a realm ends with \
         /realms/{{realm}}. Keycloak accepts only its own tokens."
    ))
    .titled("Token issued by another server, not by Keycloak")
    .seen(format!(
        "The token's iss claim is {issuer}, and Keycloak returns 401."
    ))
    .caller(
        "Get the token from Keycloak",
        "Request the token from Keycloak's token endpoint at the base URL of the Admin request.",
    )
}

/// Whether the realm accepts the token that it has just issued, but the Admin API rejects it. A proxy that forwards another host name for
/// /admin than for /realms causes this.
fn may_arrive_under_another_name(evidence: &Evidence) -> bool {
    not_accepted(evidence)
        && evidence.token_was_issued_here()
        && matches!(evidence.status(Call::Userinfo), Some(200 | 403))
}

/// The finding for requests to /admin that reach Keycloak under another host name than requests to /realms.
fn another_name_for_admin(evidence: &Evidence) -> Finding {
    Finding::possible(
        "Requests to /admin may reach Keycloak with another host name than requests to /realms. Then Keycloak expects another \
         issuer there.",
    )
    .apart("The Host and X-Forwarded-Host headers that the proxy sends for /admin and for /realms.")
    .hand_off(
        "Forward one host name",
        format!(
            "To the administrator of the proxy in front of {}: please forward the same Host and X-Forwarded-Host headers for \
             /admin as for /realms.",
            evidence.attempt.base_url
        ),
    )
}
