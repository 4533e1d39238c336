//! `address-not-allowed`: this installation does not send requests to that address.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "address-not-allowed",
    gate: Gate::Address,
    title: "This Why403 server does not send requests to this address",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::connection(
        "This Why403 server does not send requests to this address",
        "Why403 itself",
    )],
    meaning: &[
        "The base URL leads to an address that this Why403 server refuses. Link-local and metadata addresses are \
         always refused. The operator can refuse more addresses to protect the server's network.",
    ],
    how_known: "Why403 checks the address of the connection, not only the host name. Nothing was sent.",
    looks_like: &[
        ("dns-failed", "The host name could not be resolved."),
        ("timed-out", "The address is allowed but does not respond."),
    ],
    fix: &[
        "Run why403 on your own machine or server, where Keycloak is reachable.",
        "Or ask the operator of this Why403 server to allow the address.",
    ],
    versions: "This depends on the Why403 server, not on Keycloak.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::AddressNotAllowed(detail) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(
            "This Why403 server refuses to send requests to this address, to protect its own network. Nothing was \
             sent.",
        )
        .seen(detail.clone())
        .caller(
            "Run the check on your own machine",
            "Run why403 where Keycloak is reachable, on the command line or as your own server.",
        ),
    )
}
