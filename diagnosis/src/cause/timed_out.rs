//! `timed-out`: no answer within the limit.

use super::page::Seen;
use super::shared::seconds;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Failure;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "timed-out",
    gate: Gate::Address,
    title: "No answer within the limit",
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
        "No whole answer came within the limit. A firewall that drops packets without a word, a \
         server that is starting and one that is overloaded look the same from here.",
    ],
    how_known: "Why403 waits for ten seconds per call unless told otherwise. Whether the \
     connection was made or not is in the message; what the server did in that time is only in its \
     log.",
    looks_like: &[
        (
            "connection-refused",
            "An answer comes at once, and it is a refusal.",
        ),
        ("gateway-error", "A proxy gave up waiting: 504."),
    ],
    fix: &[
        "Try the same address with curl from the same machine.",
        "If nothing connects: ask whoever runs the network whether this machine may reach that \
         address and port.",
        "If it connects and waits: look at Keycloak's log and load. Lists without max can take \
         long on large realms.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Failure::TimedOut(millis) = evidence.failure()? else {
        return None;
    };
    Some(
        Finding::certain(format!(
            "{} did not answer within {} s. A firewall that drops packets, a server that \
             is starting, or one that is overloaded look alike.",
            evidence.attempt.base_url,
            seconds(*millis)
        ))
        .seen(format!(
            "No whole answer came within {} s.",
            seconds(*millis)
        ))
        .caller(
            "Try from where Keycloak is reachable",
            "Check that the address and port can be reached from the machine that runs \
             the check, and try again.",
        ),
    )
}
