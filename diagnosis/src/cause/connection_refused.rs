//! `connection-refused`: nothing listens at that address.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "connection-refused",
    gate: Gate::Address,
    title: "Nothing listens at that address",
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
    let base = &evidence.attempt.base_url;
    matches!(evidence.failure()?, Failure::ConnectionRefused).then(|| {
        Finding::certain(format!(
            "{base} was reached, and refused the connection: nothing \
             listens on that port."
        ))
        .seen("The connection was refused.")
        .caller(
            "Correct the port",
            "Keycloak listens on 8080 (http) and 8443 (https) unless told otherwise; \
             behind a proxy it is the proxy's port. If the address is right, start \
             Keycloak.",
        )
    })
}
