//! `dns-failed`: the host name has no address.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "dns-failed",
    gate: Gate::Address,
    title: "The host name has no address",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection("curl: (6) Could not resolve host: keycloak.invalid", "curl"),
        Seen::connection(
            "getaddrinfo ENOTFOUND keycloak.invalid",
            "Node, fetch and axios",
        ),
        Seen::connection(
            "Failed to resolve 'keycloak.invalid' ([Errno -2] Name or service not known)",
            "Python, requests",
        ),
        Seen::connection(
            "httpx.ConnectError: [Errno -2] Name or service not known",
            "Python, httpx",
        ),
        Seen::connection(
            "java.net.UnknownHostException: keycloak.invalid",
            "Java, keycloak-admin-client",
        ),
        Seen::connection(
            "java.nio.channels.UnresolvedAddressException",
            "Java, java.net.http.HttpClient",
        ),
        Seen::connection("dial tcp: lookup keycloak.invalid: no such host", "Go"),
    ],
    meaning: &[
        "The host name in the base URL has no address, seen from the machine that makes the call. \
         It is misspelt, or it is known only inside another network: a container's or a cluster's \
         names mean nothing outside.",
    ],
    how_known: "Looking the name up gave no address. Nothing was sent.",
    looks_like: &[
        (
            "connection-refused",
            "The name has an address, and nothing listens there.",
        ),
        ("timed-out", "The address does not answer."),
    ],
    fix: &[
        "Check the spelling. The base URL is the part before /realms in the address of your realm.",
        "Call from a machine that knows the name: inside a container keycloak may be a host name, \
         on your desk it is not.",
        "After a change of DNS, wait until the old entry has run out.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let host = evidence.attempt.base_url.host();
    matches!(evidence.failure()?, Failure::Dns).then(|| {
        Finding::certain(format!(
            "{host} has no address where this check runs. The name may be misspelt, or \
             only known inside another network."
        ))
        .seen(format!("Looking up {host} gave no address."))
        .caller(
            "Correct the host name",
            format!(
                "Check the spelling of {host}, or run the check from a \
             machine that knows it."
            ),
        )
    })
}
