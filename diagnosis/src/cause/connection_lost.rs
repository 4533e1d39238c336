//! `connection-lost`: a server that has responded before closes the connection without a complete response.

use super::page::{Endpoint, Seen};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "connection-lost",
    gate: Gate::Keycloak,
    title: "Connection lost before the response was complete",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen {
            endpoint: Endpoint::Admin,
            status: None,
            text: "socket hang up",
            when: "Node, fetch and axios (ECONNRESET)",
        },
        Seen {
            endpoint: Endpoint::Admin,
            status: None,
            text: "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
            when: "Python, requests",
        },
        Seen {
            endpoint: Endpoint::Admin,
            status: None,
            text: "curl: (52) Empty reply from server",
            when: "curl",
        },
        Seen {
            endpoint: Endpoint::Admin,
            status: None,
            text: "org.apache.http.NoHttpResponseException: failed to respond",
            when: "Java, keycloak-admin-client",
        },
    ],
    meaning: &[
        "The server responded to an earlier request and then closed a connection without a complete response. Keycloak restarted, or a \
         proxy, a load balancer, or a firewall ended the connection.",
        "Roles do not matter. Whether Keycloak processed the request is unknown.",
    ],
    how_known: "An earlier request of the same check has a response, and this request has none: the connection was closed, reset, or \
        cut off.",
    looks_like: &[
        (
            "not-keycloak",
            "No request to this address has a complete response.",
        ),
        ("timed-out", "The connection stays open without a response."),
        ("gateway-error", "The proxy responds with 502, 503, or 504."),
    ],
    fix: &[
        "Run the check again. If the error disappears, Keycloak or the proxy was restarting.",
        "If only some requests fail: look at the limits of the proxy for response size and idle connections.",
        "For the operator: read the logs of the proxy and of Keycloak from the time of the request.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::BrokenAnswer(detail) = evidence.failure()? else {
        return None;
    };
    evidence.has_response().then(|| {
        Finding::certain(format!(
            "{} responded to an earlier request, then closed the connection without a complete response.",
            evidence.attempt.base_url
        ))
        .seen("An earlier request of this check has a response.")
        .seen(format!("{detail}."))
        .caller(
            "Run the check again",
            "If the error remains, the logs of Keycloak and of the proxy show who closed the connection.",
        )
    })
}
