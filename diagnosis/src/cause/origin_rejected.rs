//! `origin-rejected`: the browser's Origin is not allowed.

use super::page::Seen;
use super::seen::body;
use super::shared::client_name;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::keycloak_error;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "origin-rejected",
    gate: Gate::Permission,
    title: "The browser's Origin is not allowed",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(403, body!("Invalid origin"), "Keycloak 26.7")],
    meaning: &[
        "The call carries an Origin header, and the token does not allow that origin. Keycloak \
         refuses it before it looks at any role.",
        "Browsers add Origin on their own. Servers do so only when they pass on a visitor's \
         headers.",
    ],
    how_known: "The body says so. Why403 itself never sends an Origin header; it knows this cause \
     from an answer that you paste.",
    looks_like: &[
        (
            "missing-role",
            "The body is {\"error\":\"HTTP 403 Forbidden\"}.",
        ),
        ("blocked-by-proxy", "The body is not Keycloak's."),
    ],
    fix: &[
        "From a server: do not forward the Origin header to Keycloak.",
        "From a browser: better, move the call to a server. The Admin API is made for those.",
        "If it has to be the browser: Clients → the client → Settings → Web origins → add the \
         page's origin → Save, and fetch a new token.",
    ],
    versions: "Measured on 26.7.3. The same call with the same header is let through up to 26.5.6.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.any_refusal().filter(|r| r.status == 403)?;
    keycloak_error(response).filter(|e| e.error == "Invalid origin")?;
    Some(
        Finding::certain(
            "The call carries an Origin header that the token does not allow. From 26.6 \
             on Keycloak refuses that before it looks at roles.",
        )
        .seen("The body says “Invalid origin”.")
        .caller(
            "Call from a server",
            "The Admin API is for backends. A server must not pass on the browser's \
             Origin header.",
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
        ),
    )
}
