//! `unexplained`: no known cause explains the response.

use super::conclusions::{excerpt, words};
use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "unexplained",
    gate: Gate::Permission,
    title: "No known cause explains this response",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        418,
        "a response that matches no other cause",
        "",
    )],
    meaning: &[
        "No cause in the catalog matches the responses. This is a gap in Why403, so it does not guess.",
    ],
    how_known: "No cause in the catalog matches the evidence.",
    looks_like: &[
        (
            "blocked-by-proxy",
            "Something in front of Keycloak responds.",
        ),
        ("server-error", "Keycloak failed."),
    ],
    fix: &[
        "Look at the requests in the report. They show all evidence.",
        "Ask for Keycloak's log from the time of the request. With DEBUG for org.keycloak.services, it shows why a \
         request was denied.",
        "Report the gap to the project with this report. The report contains no secrets.",
    ],
    versions: "All.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if matches!(evidence.stage(), Stage::Start) {
        return None;
    }
    if evidence.denied() && evidence.claims_suffice() {
        return Some(
            Finding::possible(format!(
                "The token lists {}. In measured data, this allows the operation, but Keycloak denies it. Keycloak \
                 can deny a request although the roles are enough: nobody can assign roles of {} that they don't \
                 have, and fine-grained permissions can deny a target. A proxy can also return this response.",
                words(&evidence.claimed()),
                evidence.container()
            ))
            .seen("Keycloak recognizes the caller and returns 403.")
            .apart("The server's log at DEBUG.")
            .hand_off(
                "Ask for Keycloak's log",
                "With DEBUG for org.keycloak.services, Keycloak's log shows why a request was denied.",
            ),
        );
    }
    if evidence.is_not_sent() {
        return Some(
            Finding::possible(match &evidence.needs.unmeasured {
                Some(why) => format!(
                    "The request was not sent because it modifies data. The required role could not be measured: it \
                     {why}."
                ),
                None => "The request was not sent because it modifies data, and the permission data does not contain \
                    the operation."
                    .to_owned(),
            })
            .seen("The operation modifies data and was not sent.")
            .caller(
                "Look up the operation",
                "Check the method and the path, or allow Why403 to send the request.",
            ),
        );
    }
    Some(
        Finding::possible(
            "No cause in the catalog matches the responses. The requests below show all evidence.",
        )
        .seen(evidence.any_refusal().map_or_else(
            || "No conclusive response was received.".to_owned(),
            |r| format!("The response is a {}: {}.", r.status, excerpt(evidence, r)),
        ))
        .apart("The server's log at DEBUG.")
        .hand_off(
            "Ask for Keycloak's log",
            "With DEBUG for org.keycloak.services, Keycloak's log shows why a request was denied.",
        ),
    )
}
