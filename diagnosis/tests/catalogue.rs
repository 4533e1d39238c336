//! Tests that the page of every cause is complete.

use std::collections::BTreeSet;

use diagnosis::cause::{page, pages};

/// The codes that scripts, links, and recordings rely on, in the order of their gates.
const CODES: [&str; 84] = [
    // Reaching the server
    "dns-failed",
    "connection-refused",
    "timed-out",
    "tls-expired",
    "tls-untrusted",
    "tls-name-mismatch",
    "scheme-mismatch",
    "address-not-allowed",
    "redirected",
    "response-too-large",
    "connection-lost",
    "not-keycloak",
    "rate-limited",
    "base-path-wrong",
    "blocked-by-proxy",
    "gateway-error",
    "server-error",
    "not-the-admin-api",
    "cors-refused",
    "mail-not-configured",
    // Getting the token
    "realm-not-found",
    "realm-disabled",
    "https-required",
    "client-not-found-or-disabled",
    "client-in-other-realm",
    "client-secret-wrong",
    "client-is-public",
    "client-is-bearer-only",
    "client-is-saml",
    "service-account-disabled",
    "service-account-missing",
    "direct-access-grants-disabled",
    "consent-required",
    "client-auth-method-mismatch",
    "dpop-required",
    "mtls-required",
    "scope-invalid",
    "grant-unsupported",
    "client-policy-rejected",
    "token-exchange-denied",
    "refresh-token-expired",
    "user-credentials-wrong",
    "authentication-flow-denied",
    "otp-required",
    "user-disabled",
    "user-setup-incomplete",
    // 401 from the Admin API
    "token-malformed",
    "token-wrong-type",
    "token-expired",
    "token-dpop-bound",
    "token-issuer-mismatch",
    "token-not-accepted",
    "token-signature-invalid",
    "token-revoked",
    "admin-audience-missing",
    "authorization-header-lost",
    "token-missing",
    "insufficient-scope",
    // 403 from the Admin API
    "target-more-powerful",
    "role-not-grantable",
    "built-in-protected",
    "missing-role",
    "role-on-wrong-client",
    "realm-role-same-name",
    "role-out-of-scope",
    "roles-not-in-token",
    "token-stale",
    "role-revoked-since-token",
    "mapper-roles-stripped",
    "token-from-other-realm",
    "fine-grained-permission-denied",
    "origin-rejected",
    // 404, and responses that only look right
    "user-not-found",
    "user-id-is-username",
    "operation-not-found",
    "target-not-found",
    "organizations-disabled",
    "authorization-services-disabled",
    "events-not-stored",
    "request-invalid",
    "allowed",
    "allowed-but-filtered",
    "allowed-but-partial",
    "unexplained",
];

#[test]
fn the_codes_are_those_of_the_contract() {
    let codes: Vec<&str> = pages().map(|page| page.code).collect();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len(), "a code is there twice");
    assert_eq!(unique, BTreeSet::from(CODES));
}

#[test]
fn every_cause_has_a_complete_page() {
    for cause in pages() {
        let (code, page) = (cause.code, cause.page);
        assert!(!cause.title.is_empty(), "{code} has no title");
        assert!(!page.seen.is_empty(), "{code} has no symptom");
        assert!(
            (1..=3).contains(&page.meaning.len()),
            "{code}: {} paragraphs of meaning",
            page.meaning.len()
        );
        assert!(page.how_known.len() > 30, "{code}: how is it known?");
        assert!(!page.looks_like.is_empty(), "{code}: what looks the same?");
        assert!(!page.fix.is_empty(), "{code} has no fix");
        assert!(page.versions.len() > 3, "{code}: which versions?");
    }
}

#[test]
fn similar_causes_exist() {
    for cause in pages() {
        let mut named = BTreeSet::new();
        for (other, apart) in cause.page.looks_like {
            assert_ne!(*other, cause.code, "{} looks like itself", cause.code);
            assert!(page(other).is_some(), "{}: no cause {other}", cause.code);
            assert!(named.insert(other), "{} names {other} twice", cause.code);
            assert!(
                apart.len() > 10,
                "{}: what tells {other} apart?",
                cause.code
            );
        }
    }
}

/// Every text of a page.
fn texts(cause: &diagnosis::cause::CausePage) -> Vec<&'static str> {
    let page = cause.page;
    let mut texts = vec![cause.title, page.how_known, page.versions];
    texts.extend(page.seen.iter().flat_map(|seen| [seen.text, seen.when]));
    texts.extend(page.meaning);
    texts.extend(page.looks_like.iter().map(|(_, apart)| *apart));
    texts.extend(page.fix);
    texts
}

#[test]
fn no_page_grants_more_than_required() {
    for cause in pages() {
        for step in cause.page.fix {
            for role in ["realm-admin", "role admin", "manage-realm"] {
                assert!(!step.contains(role), "{}: {step}", cause.code);
            }
        }
    }
}

#[test]
fn pages_are_calm_and_whole_sentences() {
    for cause in pages() {
        for text in texts(&cause) {
            let code = cause.code;
            let verbatim = cause.page.seen.iter().any(|seen| seen.text == text);
            assert!(
                verbatim || !text.replace("<!", "").contains('!'),
                "{code}: {text}"
            );
            assert_eq!(text, text.trim(), "{code}");
            assert!(verbatim || !text.contains("  "), "{code}: {text}");
            assert!(!text.contains('\n'), "{code}: {text}");
            for word in ["oops", "sorry", "simply", "just "] {
                assert!(
                    verbatim || !text.to_lowercase().contains(word),
                    "{code} says “{word}”: {text}"
                );
            }
        }
        for text in cause.page.meaning.iter().chain(cause.page.fix) {
            assert!(text.ends_with(['.', '?']), "{}: {text}", cause.code);
        }
    }
}

/// No two symptoms of a page have the same status and text.
#[test]
fn symptoms_are_unique_within_a_page() {
    for cause in pages() {
        let mut seen = BTreeSet::new();
        for symptom in cause.page.seen {
            assert!(
                seen.insert((symptom.status, symptom.text)),
                "{}: {} is there twice",
                cause.code,
                symptom.text
            );
        }
    }
}
