//! `origin-rejected`: the browser's Origin is not allowed.

use super::conclusions::client_name;
use super::page::Seen;
use super::seen::body;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "origin-rejected",
    gate: Gate::Permission,
    title: "Browser origin is not allowed",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(403, body!("Invalid origin"), "Keycloak 26.7")],
    meaning: &[
        "The request has an Origin header, and the token does not allow that origin. Keycloak denies the request \
         before it checks roles.",
        "Browsers add the Origin header automatically. Servers send it only if they forward a visitor's headers.",
    ],
    how_known: "The body contains this message. Why403 never sends an Origin header, so this cause applies only to \
        pasted responses.",
    looks_like: &[
        (
            "missing-role",
            "The body is {\"error\":\"HTTP 403 Forbidden\"}.",
        ),
        ("blocked-by-proxy", "The body is not Keycloak's."),
    ],
    fix: &[
        "From a server: do not forward the Origin header to Keycloak.",
        "From a browser: move the request to a server. The Admin API is designed for servers.",
        "If the browser must send the request: Clients → the client → Settings → Web origins → add the page's origin \
         → Save, and get a new token.",
    ],
    versions: "Measured on 26.7.3. Up to 26.5.6, Keycloak allows the same request with the same header.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.any_refusal().filter(|r| r.status == 403)?;
    keycloak_error(response).filter(|e| e.error == "Invalid origin")?;
    Some(
        Finding::certain(
            "The request has an Origin header that the token does not allow. From 26.6 on, Keycloak denies this \
             before it checks roles.",
        )
        .seen("The body is “Invalid origin”.")
        .caller(
            "Send the request from a server",
            "The Admin API is designed for servers. A server must not forward the browser's Origin header.",
        )
        .console(
            "Or allow the origin",
            "clients",
            &[
                "Clients",
                &client_name(evidence),
                "Settings",
                "Web origins",
                "add the page's origin",
                "Save",
            ],
            "The request belongs on a server. A browser that may call the Admin API is a risk.",
        ),
    )
}
