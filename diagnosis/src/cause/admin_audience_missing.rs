//! `admin-audience-missing`: the token's audience does not include the Admin API (26.8.2 and later).

use super::conclusions::not_accepted;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::{Call, Signature};
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::{Certainty, Grade};

pub(super) const CAUSE: Cause = Cause {
    code: "admin-audience-missing",
    gate: Gate::TokenAccepted,
    title: "The token's audience does not include the Admin API",
    detect,
};

/// The client scope that adds the Admin API's URL to `aud`.
pub(super) const SCOPE: &str = "kc-admin-api";

/// The source of the announcement.
pub(super) const SOURCE: &str =
    "Keycloak's upgrading guide for 26.8.2, November 2026; Apache Camel, CAMEL-26902";

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        401,
        body!("HTTP 401 Unauthorized"),
        "Keycloak 26.8.2 and later",
    )],
    meaning: &[
        "From Keycloak 26.8.2 on, the Admin API accepts only tokens whose audience (the aud claim) includes the Admin \
         API's URL. The kc-admin-api client scope adds this URL.",
        "The upgrade assigns kc-admin-api only to the admin-cli and security-admin-console clients. Every other \
         client, including those with service accounts, gets a 401 even if its token is otherwise valid.",
        "A new secret, a new sign-in, or more roles do not help. Once the scope is assigned, a missing role results in \
         a 403.",
    ],
    how_known: "The response is the same as for every other 401. Why403 checks that the token is not expired, has the \
     correct issuer, and has no Admin API URL in aud. It also checks that discovery lists kc-admin-api in \
     scopes_supported, and that the realm accepts the token elsewhere. Source: Keycloak's upgrading guide for 26.8.2, \
     November 2026; Apache Camel, CAMEL-26902.",
    looks_like: &[
        (
            "token-not-accepted",
            "The realm itself rejects the token, or it has no kc-admin-api scope.",
        ),
        ("token-expired", "exp has passed."),
        (
            "token-issuer-mismatch",
            "iss is not the issuer that discovery names.",
        ),
        (
            "token-revoked",
            "A fresh token of the same client is accepted.",
        ),
        (
            "token-signature-invalid",
            "The realm's keys do not verify the token.",
        ),
        (
            "missing-role",
            "403 instead of 401: Keycloak accepted the token.",
        ),
    ],
    fix: &[
        "Clients → the client → Client scopes → Add client scope → kc-admin-api → Add → Default.",
        "kcadm.sh: find the scope with get client-scopes, then update \
         clients/<client UUID>/default-client-scopes/<scope UUID>.",
        "Terraform: add kc-admin-api to default_scopes of the keycloak_openid_client_default_scopes resource.",
        "Realm JSON: add \"kc-admin-api\" to the client's defaultClientScopes.",
        "Get a new token. Tokens issued before the change do not contain the audience.",
    ],
    versions: "26.8.2 and later. Releases up to 26.7.5 do not check the audience.",
};

/// Whether the token's audience names the Admin API by its URL.
fn names_the_admin_api(audience: &serde_json::Value) -> bool {
    let is_admin_url = |value: &serde_json::Value| {
        value
            .as_str()
            .is_some_and(|text| text.starts_with("http") && text.contains("/admin"))
    };
    match audience {
        serde_json::Value::Array(all) => all.iter().any(is_admin_url),
        one => is_admin_url(one),
    }
}

/// Whether the realm has the client scope, according to discovery; `None` if discovery was not read.
fn realm_has_the_scope(evidence: &Evidence) -> Option<bool> {
    let discovery = evidence.response(Call::Discovery)?.json()?;
    let scopes = discovery.get("scopes_supported")?.as_array()?;
    Some(scopes.iter().any(|scope| scope == SCOPE))
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    let token = evidence.token.as_ref()?;
    if !not_accepted(evidence)
        || token.claims().get("aud").is_some_and(names_the_admin_api)
        || evidence.fresh_operation().is_some_and(|r| r.status != 401)
        || matches!(
            evidence.signature(),
            Some(Signature::Invalid | Signature::UnknownKey)
        )
        || !realm_has_the_scope(evidence)?
    {
        return None;
    }
    let userinfo = evidence.status(Call::Userinfo);
    // Without the openid scope, userinfo returns 403 to a token that it accepts (recording no-role).
    let realm_accepts = matches!(userinfo, Some(200 | 403));
    if userinfo == Some(401) {
        return None;
    }
    let certainty = if realm_accepts || evidence.signature() == Some(Signature::Valid) {
        Certainty::Likely
    } else {
        Certainty::Possible
    };
    let grade = evidence.knowledge.matrix.grade_of(CAUSE.code);
    let (known, source) = match grade {
        Grade::Measured => ("The", ""),
        Grade::Announced | Grade::NotMeasured => ("According to the announcement, the", SOURCE),
    };
    let mut finding = Finding::new(
        certainty,
        format!(
            "The token is valid, and its audience does not include the Admin API. {known} Admin API of 26.8.2 and later \
             accepts only tokens with its own URL in aud. Assign the kc-admin-api client scope to the client, and get a \
             new token."
        ),
    )
    .graded(grade, source)
    .seen("aud contains no URL of the Admin API.")
    .seen("Discovery lists the kc-admin-api scope, which releases without this check do not have.");
    if realm_accepts {
        finding = finding.seen("The userinfo endpoint of the realm accepts the token.");
    } else if evidence.signature() == Some(Signature::Valid) {
        finding = finding.seen("The realm's keys verify the token's signature.");
    }
    Some(
        finding
            .apart("A new token after kc-admin-api is assigned to the client.")
            .change(Change::AddScope(SCOPE)),
    )
}
