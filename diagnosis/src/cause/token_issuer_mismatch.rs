//! `token-issuer-mismatch`: the token was issued at another address.

use super::page::{Endpoint, Seen};
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Signature;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-issuer-mismatch",
    gate: Gate::TokenAccepted,
    title: "The token was issued at another address",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(Seen::log(
        Endpoint::Admin,
        "Failed to verify identity token: Invalid token issuer. Expected"
    )),
    meaning: &[
        "Keycloak answers under several addresses, and the token was fetched at another one than \
         the Admin API is called on. The token's issuer is the address it was fetched at, and \
         Keycloak takes only tokens whose issuer is its own name for the address of the call.",
        "Or the token is of another server: of another environment, say. Its keys differ then.",
        "Typical: the token from https://sso.example.com, the call to http://keycloak:8080 inside \
         the cluster; or localhost for one and 127.0.0.1 for the other.",
    ],
    how_known: "Why403 reads the issuer that discovery names at the address of the API, and \
     compares it with the token's iss claim. If they differ and the answer is 401, this is \
     certain. Whether it is one server under two names or another server is told by the realm's \
     keys: they verify the token's signature, or they do not.",
    looks_like: &[
        (
            "token-signature-invalid",
            "The issuer is the same, and the realm's keys do not verify the token.",
        ),
        ("token-not-accepted", "The issuer is the same."),
    ],
    fix: &[
        "Use one base URL for both calls, the token call and the Admin call.",
        "Or start Keycloak with one fixed name, --hostname=<the public URL>. Then tokens carry \
         that name, whichever way they are fetched.",
        "Behind a proxy: make sure that it passes the public host on (X-Forwarded-Host, \
         X-Forwarded-Proto) and that Keycloak is started with --proxy-headers=xforwarded.",
    ],
    versions: "All: a token fetched through another host name is a 401 with the same body.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    evidence.refused_with(401)?;
    let token_issuer = evidence.token.as_ref()?.issuer()?;
    let issuer = evidence.issuer().filter(|issuer| issuer != token_issuer)?;
    let finding = |whose: &str| {
        Finding::certain(format!(
            "The token was issued by {token_issuer}. At the address that the Admin API \
             is called on, Keycloak calls itself {issuer}, and takes only its own tokens. {whose}"
        ))
        .seen(format!("The token's iss claim is {token_issuer}."))
        .seen(format!(
            "Discovery at {} says {issuer}.",
            evidence.attempt.base_url
        ))
    };
    let one_name = |finding: Finding| {
        finding.hand_off(
            "Or give Keycloak one name",
            "If both addresses lead to this server: start Keycloak with --hostname=<the public \
             URL>; then tokens carry that name whichever way it is reached.",
        )
    };
    Some(match evidence.signature() {
        Some(Signature::Valid) => one_name(
            finding("It is the same server under two names.")
                .seen("The realm's keys at this address verify the token's signature.")
                .caller(
                    "Use one address for both calls",
                    "Get the token from the same base URL that the Admin API is called on.",
                ),
        ),
        Some(Signature::UnknownKey | Signature::Invalid) => finding(
            "No key of the realm at this address signed it: it is of another server, or older \
             than the realm's keys.",
        )
        .seen("The realm's keys at this address do not verify the token's signature.")
        .caller(
            "Get the token where you call",
            "Tokens of one environment open nothing in another. Get the token from the base URL \
             that the Admin API is called on, with a client of that server.",
        ),
        None => one_name(
            finding("It is the same server under two names, or another server.").caller(
                "Get the token where you call",
                "Get the token from the same base URL that the Admin API is called on.",
            ),
        ),
    })
}
