//! `address-not-allowed`: this installation does not send to that address.

use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "address-not-allowed",
    gate: Gate::Address,
    title: "This installation does not send to that address",
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
    let Failure::AddressNotAllowed(detail) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(
            "This installation of Why403 refuses to send to that address, to protect the \
             network it runs in. Nothing was sent.",
        )
        .seen(detail.clone())
        .caller(
            "Check it from your own machine",
            "Run why403 where Keycloak is reachable, with the command line or a server \
             of your own.",
        ),
    )
}
