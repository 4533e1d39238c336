//! `dns-failed`: the host name has no address.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "dns-failed",
    gate: Gate::Address,
    title: "Host name could not be resolved",
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
        "The machine that sends the request cannot resolve the host name of the base URL. The name is misspelled, or \
         it exists only in another network. Names of containers and clusters do not exist outside.",
    ],
    how_known: "The host name could not be resolved. Nothing was sent.",
    looks_like: &[
        (
            "connection-refused",
            "The name has an address, but no server listens there.",
        ),
        ("timed-out", "The address does not respond."),
    ],
    fix: &[
        "Check the spelling. The base URL is the part before /realms in your realm's URL.",
        "Run the check on a machine that can resolve the name. A name such as keycloak may exist only inside a \
         container network.",
        "After a DNS change, wait until the old entry expires.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let host = evidence.attempt.base_url.host();
    matches!(evidence.failure()?, Failure::Dns).then(|| {
        Finding::certain(format!(
            "{host} could not be resolved on the machine that runs this check. The name may be misspelled or exist \
             only in another network."
        ))
        .seen(format!("Looking up {host} returned no address."))
        .caller(
            "Correct the host name",
            format!(
                "Check the spelling of {host}, or run the check on a machine that can resolve it."
            ),
        )
    })
}
