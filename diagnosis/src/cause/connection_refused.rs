//! `connection-refused`: no server listens at that address.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "connection-refused",
    gate: Gate::Address,
    title: "Connection refused",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "curl: (7) Failed to connect to 127.0.0.1 port 8080 after 0 ms: Couldn't connect to \
             server",
            "curl",
        ),
        Seen::connection(
            "connect ECONNREFUSED 127.0.0.1:8080",
            "Node, fetch and axios",
        ),
        Seen::connection(
            "Failed to establish a new connection: [Errno 111] Connection refused",
            "Python, requests",
        ),
        Seen::connection(
            "httpx.ConnectError: [Errno 111] Connection refused",
            "Python, httpx",
        ),
        Seen::connection(
            "org.apache.http.conn.HttpHostConnectException: Connect to 127.0.0.1:8080 [/127.0.0.1] \
             failed: Connection refused",
            "Java, keycloak-admin-client",
        ),
        Seen::connection(
            "java.net.ConnectException",
            "Java, java.net.http.HttpClient",
        ),
        Seen::connection(
            "HTTP request error: Connect to 127.0.0.1:8080 [/127.0.0.1] failed: Connection refused",
            "kcadm.sh",
        ),
        Seen::connection("dial tcp 127.0.0.1:8080: connect: connection refused", "Go"),
    ],
    meaning: &[
        "The machine is reachable, but no server listens on this port. Keycloak is not running, is still starting, or \
         uses another port.",
        "Inside a container, localhost is the container itself, not the host machine.",
    ],
    how_known: "The connection was refused. Nothing was sent.",
    looks_like: &[
        (
            "timed-out",
            "There is no response at all, not even a refusal.",
        ),
        (
            "scheme-mismatch",
            "A server listens but uses the other protocol.",
        ),
        (
            "gateway-error",
            "A proxy listens, but Keycloak behind the proxy does not.",
        ),
    ],
    fix: &[
        "Check the port. By default, Keycloak uses 8080 for HTTP and 8443 for HTTPS. Behind a proxy, use the proxy's \
         port.",
        "Wait until Keycloak's log says that it is listening. The first start takes up to a minute.",
        "From one container to another: use the other container's service name instead of localhost.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let base = &evidence.attempt.base_url;
    matches!(evidence.failure()?, Failure::ConnectionRefused).then(|| {
        Finding::certain(format!(
            "{base} refused the connection: no server listens on this port."
        ))
        .seen("The connection was refused.")
        .caller(
            "Correct the port",
            "By default, Keycloak uses 8080 (HTTP) and 8443 (HTTPS). Behind a proxy, use the proxy's port. If the \
             address is correct, start Keycloak.",
        )
    })
}
