//! `address-not-allowed`: this installation does not send to that address.

use super::page::Seen;
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
    seen: &[Seen::connection(
        "This installation does not send to that address",
        "Why403 itself",
    )],
    meaning: &[
        "This installation of Why403 does not send to the address that the base URL leads to. \
         Link-local and metadata addresses are refused everywhere; an operator can refuse more, to \
         protect the network that the server stands in.",
    ],
    how_known: "The check is made on the address actually connected to, not on the name. Nothing \
     was sent.",
    looks_like: &[
        ("dns-failed", "The name has no address at all."),
        ("timed-out", "The address is allowed, and does not answer."),
    ],
    fix: &[
        "Run why403 on your own machine, where Keycloak is reachable: the command line or a server \
         of your own.",
        "Or ask whoever runs this installation to allow the address.",
    ],
    versions: "This depends on the installation of Why403, not on Keycloak.",
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
