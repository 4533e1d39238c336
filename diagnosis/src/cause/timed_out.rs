//! `timed-out`: no response within the limit.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::exchange::seconds;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "timed-out",
    gate: Gate::Address,
    title: "No response within the time limit",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "curl: (28) Operation timed out after 10001 milliseconds with 0 bytes received",
            "curl",
        ),
        Seen::connection(
            "TimeoutError: The operation was aborted due to timeout",
            "Node, fetch",
        ),
        Seen::connection("AxiosError: timeout of 10000ms exceeded", "Node, axios"),
        Seen::connection("Read timed out. (read timeout=10)", "Python, requests"),
        Seen::connection("httpx.ReadTimeout: timed out", "Python, httpx"),
        Seen::connection(
            "java.net.SocketTimeoutException: Read timed out",
            "Java, keycloak-admin-client",
        ),
        Seen::connection(
            "java.net.http.HttpTimeoutException: request timed out",
            "Java, java.net.http.HttpClient",
        ),
        Seen::connection(
            "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            "Go",
        ),
    ],
    meaning: &[
        "There was no complete response within the time limit. A firewall that drops packets, a starting server, and \
         an overloaded server look the same from outside.",
    ],
    how_known: "By default, Why403 waits ten seconds for each request. The message shows whether the connection was \
        made. Only the server's log shows what the server did.",
    looks_like: &[
        (
            "connection-refused",
            "The server responds immediately with a refusal.",
        ),
        ("gateway-error", "A proxy stopped waiting: 504."),
    ],
    fix: &[
        "Try the same URL with curl on the same machine.",
        "If the connection fails: ask the network administrator whether this machine may reach that address and port.",
        "If the connection succeeds but there is no response: check Keycloak's log and load. Lists without max can \
         take long in large realms.",
    ],
    versions: "All. This does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TimedOut(millis) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "{} did not respond within {} s. A firewall that drops packets, a starting server, and an overloaded \
             server look the same.",
            evidence.attempt.base_url,
            seconds(*millis)
        ))
        .seen(format!(
            "No complete response within {} s.",
            seconds(*millis)
        ))
        .caller(
            "Run the check where Keycloak is reachable",
            "Check that the machine that runs the check can reach the address and port. Then run the check again.",
        ),
    )
}
