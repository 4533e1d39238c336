//! `allowed-but-partial`: let through, but with less in the answer.

use serde_json::Value;

use super::page::Seen;
use super::shared::words;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::evidence::Stage;
use crate::fix::Change;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "allowed-but-partial",
    gate: Gate::Permission,
    title: "Let through, but with less in the answer",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::admin(
            200,
            r#"{"realm":"acme"}"#,
            "GET /admin/realms/{realm}; Keycloak 22 and 23",
        ),
        Seen::admin(
            200,
            r#"{"realm":"acme","supportedLocales":[]}"#,
            "the same on 24 and 25",
        ),
    ],
    meaning: &[
        "The call went through, and the answer has only a few of its fields: any admin role lets \
         GET /admin/realms/{realm} through, and only view-realm shows the whole of it. A program \
         that reads the missing fields takes their absence for “off”.",
        "Other operations leave entries out of a list, or fields out of each entry: the page of an \
         operation names the roles that get a cut answer.",
    ],
    how_known: "Why403 compares the roles that the token lists with the measured data, which know \
     which answers are cut for which role.",
    looks_like: &[
        ("allowed", "The answer is whole."),
        ("allowed-but-filtered", "A list is emptied."),
    ],
    fix: &[
        "If the other fields are needed: grant view-realm of realm-management.",
        "If not, nothing needs to be done.",
    ],
    versions: "All; how many fields are left differs.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    let Stage::OperationAnswered(response) = evidence.stage() else {
        return None;
    };
    let body = response.json()?;
    let of_what = match &body {
        // An emptied list is another cause.
        Value::Array(entries) if entries.is_empty() => return None,
        Value::Array(entries) => format!("a list of {}", entries.len()),
        Value::Object(fields) => format!("an object of {} fields", fields.len()),
        _ => return None,
    };
    let fields = body.as_object().map_or(usize::MAX, serde_json::Map::len);
    // The whole realm has more than a hundred fields; what a caller without view-realm sees of it has a handful.
    if evidence.attempt.operation.name() == "GET /admin/realms/{realm}" && fields < 20 {
        return Some(
            Finding::certain(format!(
                "The call went through, and the answer has only {fields} fields: of a realm, \
             Keycloak shows a caller without view-realm little more than its name."
            ))
            .seen(format!(
                "A whole realm has more than a hundred fields; this one \
             has {fields}."
            ))
            .change(Change::GrantRoles(evidence.needs.least().to_vec())),
        );
    }
    if !evidence.claims_reduce() {
        return None;
    }
    let least = evidence.needs.least();
    let finding = Finding::likely(format!(
        "The call went through, and by the measured data the answer is cut for this caller: \
         Keycloak leaves out entries or fields that it may not see. What came is {of_what}."
    ))
    .seen(format!(
        "The token lists {}, which by the measured data gets a cut answer.",
        words(&evidence.claimed())
    ))
    .apart("The same call by a caller that may see all.");
    let everything = |role: &String| role == "admin" || role == "realm-admin";
    Some(match least {
        [] => finding.caller(
            "Take it as it is",
            "No set of roles is known that gets the whole answer.",
        ),
        // More than anybody should be given for one answer.
        [only] if everything(only) => finding.caller(
            "Take it as it is",
            format!("Only {only} gets the whole answer, and with it everything else."),
        ),
        _ => finding.change(Change::GrantRoles(least.to_vec())),
    })
}
