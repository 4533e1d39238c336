//! `connection-refused`: nothing listens at that address.

use super::page::Seen;
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
        "The machine was reached, and nothing listens on that port. Keycloak is not running, still \
         starting, or on another port.",
        "Inside a container localhost is the container itself, not the machine that it runs on.",
    ],
    how_known: "The connection was refused. Nothing was sent.",
    looks_like: &[
        (
            "timed-out",
            "Nothing comes back at all, not even a refusal.",
        ),
        (
            "scheme-mismatch",
            "Something listens, and speaks the other protocol.",
        ),
        (
            "gateway-error",
            "A proxy listens, and Keycloak behind it does not.",
        ),
    ],
    fix: &[
        "Check the port: Keycloak listens on 8080 for http and 8443 for https unless told \
         otherwise; behind a proxy it is the proxy's.",
        "Wait until its log says that it listens. A first start takes up to a minute.",
        "From one container to another: use the other's service name instead of localhost.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
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
