//! `unexplained`: an answer that no known cause explains.

use super::page::Seen;
use super::shared::{excerpt, words};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "unexplained",
    gate: Gate::Permission,
    title: "An answer that no known cause explains",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        418,
        "an answer that fits none of the other causes",
        "",
    )],
    meaning: &[
        "Nothing in the catalogue fits what was seen. That is a gap in Why403, and it says so \
         rather than guess.",
    ],
    how_known: "Every other cause looked at the evidence and none recognised itself.",
    looks_like: &[
        (
            "blocked-by-proxy",
            "Something in front of Keycloak answers.",
        ),
        ("server-error", "Keycloak failed."),
    ],
    fix: &[
        "Look at the calls in the report: they show everything that is known.",
        "Ask for the server's log at the time of the call. At DEBUG for org.keycloak.services it \
         says why a call was refused.",
        "Tell the project, with the report: it holds no secret.",
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
                "The token lists {}, which lets this operation through by the measured data, and \
                 Keycloak says no all the same. Some things are refused to roles that do \
                 otherwise: nobody hands out roles of {} that they do not hold themselves, and \
                 fine-grained permissions can exclude.",
                words(&evidence.claimed()),
                evidence.container()
            ))
            .seen("Keycloak knows the caller, and answers 403.")
            .apart("The server's log at DEBUG.")
            .hand_off(
                "Ask for the server's log",
                "At DEBUG for org.keycloak.services, Keycloak's log says why a call was refused.",
            ),
        );
    }
    if evidence.is_not_sent() {
        return Some(
            Finding::possible(match &evidence.needs.unmeasured {
                Some(why) => format!(
                    "The call was not sent, since it writes. Which role it needs could not be \
                     measured: it {why}."
                ),
                None => "The call was not sent, since it writes, and the permission data do not \
                         know it."
                    .to_owned(),
            })
            .seen("The operation writes, and was not sent.")
            .caller(
                "Look the operation up",
                "Check the method and the path, or have the call sent.",
            ),
        );
    }
    Some(
        Finding::possible(
            "Nothing in the catalogue of causes fits what was seen. The calls below show \
             everything that is known.",
        )
        .seen(evidence.any_refusal().map_or_else(
            || "No answer that decides came.".to_owned(),
            |r| format!("The answer is a {}: {}.", r.status, excerpt(r)),
        ))
        .apart("The server's log at DEBUG.")
        .hand_off(
            "Ask for the server's log",
            "At DEBUG for org.keycloak.services, Keycloak's log says \
             why a call was refused.",
        ),
    )
}
