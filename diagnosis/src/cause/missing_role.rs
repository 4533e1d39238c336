//! `missing-role`: the caller lacks the role.

use super::shared::{capital, where_roles_are, words};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::exchange::Call;
use crate::fix::Change;
use crate::gate::Gate;
use crate::report::Certainty;
use crate::token::Token;

pub(super) const CAUSE: Cause = Cause {
    code: "missing-role",
    gate: Gate::Permission,
    title: "The caller lacks the role",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[],
    meaning: &[],
    how_known: "",
    looks_like: &[],
    fix: &[],
    versions: "",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.needs.known || evidence.claims_suffice() {
        return None;
    }
    let needs = &evidence.needs;
    let container = evidence.container();
    let claimed = evidence.claimed();
    let least = needs.least();
    let held = if claimed.is_empty() {
        "no role of it".to_owned()
    } else {
        format!(
            "{}, which {} not enough",
            words(&claimed),
            if claimed.len() == 1 { "is" } else { "are" }
        )
    };
    let explanation = if least.is_empty() {
        format!(
            "{} holds {held}, and no role of {container} opens this \
             operation.",
            capital(&evidence.caller())
        )
    } else {
        format!(
            "{} needs {} of the client {container}, and holds \
             {held}. {} the least that does.",
            capital(&evidence.caller()),
            words(least),
            if least.len() == 1 {
                format!("{} is", least[0])
            } else {
                "Together they are".to_owned()
            }
        )
    };
    let finding = if matches!(evidence.stage(), Stage::NotSent) && evidence.token.is_some() {
        let known = evidence
            .token
            .as_ref()
            .is_some_and(Token::lists_default_roles);
        let certainty = if known {
            Certainty::Likely
        } else {
            Certainty::Possible
        };
        Finding::new(
            certainty,
            format!(
                "{explanation} The call was not sent, since it writes; this is what the \
             permission data say."
            ),
        )
        .seen("The operation writes, and was not sent.")
    } else if evidence.denied() {
        let cut = evidence
            .token
            .as_ref()
            .is_none_or(|token| !token.lists_default_roles());
        let stale = evidence.token_was_given()
            && !evidence.versions.at_least((26, 6))
            && evidence.response(Call::FreshOperation).is_none();
        let lightweight = evidence
            .token
            .as_ref()
            .is_some_and(|token| token.is_lightweight() == Some(true));
        let certainty = if !cut && !stale {
            Certainty::Certain
        } else if !cut || lightweight || !claimed.is_empty() {
            Certainty::Likely
        } else {
            Certainty::Possible
        };
        Finding::new(certainty, explanation).seen("Keycloak knows the caller, and answers 403.")
    } else {
        return None;
    };
    let finding = what_probes_showed(evidence, finding);
    let finding = finding.apart(format!(
        "Whether {} is granted: {}.",
        words(least),
        where_roles_are(evidence)
    ));
    Some(if least.is_empty() {
        finding
    } else {
        finding.change(Change::GrantRoles(least.to_vec()))
    })
}

/// Adds what the further calls have shown about the caller.
fn what_probes_showed(evidence: &Evidence, finding: Finding) -> Finding {
    let finding =
        match evidence.status(Call::Serverinfo) {
            Some(403) => finding
                .seen("GET /admin/serverinfo is a 403: the server sees no admin role at all."),
            Some(200) => finding
                .seen("GET /admin/serverinfo is a 200: the server sees at least one admin role."),
            _ => finding,
        };
    match evidence.status(Call::UnknownUser) {
        Some(404) => finding.seen(
            "An id that nobody has is a 404: the caller may ask about users, and this user exists.",
        ),
        Some(403) => finding.seen(
            "An id that nobody has is a 403 too: whether the user exists stays hidden until the \
             role is there.",
        ),
        _ => finding,
    }
}
