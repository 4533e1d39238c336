//! `origin-rejected`: the browser's Origin is not allowed.

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
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let response = evidence.refusal().filter(|r| r.status == 403)?;
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
