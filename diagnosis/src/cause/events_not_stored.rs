//! `events-not-stored`: the list of events is empty because the realm does not store them.

use super::page::Seen;
use super::{Cause, Finding, Page};
use crate::evidence::{Evidence, Stage};
use crate::exchange::Call;
use crate::fix::{Change, RealmSetting};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "events-not-stored",
    gate: Gate::Permission,
    title: "Allowed, but the realm does not store events",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        200,
        "[]",
        "GET /admin/realms/{realm}/events or …/admin-events",
    )],
    meaning: &[
        "Keycloak allowed the request, but the list is empty. The realm does not store user events (or admin events): \
         both settings are off in a new realm.",
        "The caller's roles are enough.",
    ],
    how_known: "Why403 sends GET …/events/config with the same token. In the response, eventsEnabled or \
     adminEventsEnabled is false.",
    looks_like: &[
        (
            "allowed",
            "Events are stored, but none matches the request.",
        ),
        (
            "allowed-but-filtered",
            "Missing permissions can also empty a list. Keycloak does not do this for events.",
        ),
        ("missing-role", "The list itself is denied with 403."),
    ],
    fix: &[
        "Enable Realm settings → Events → User events settings → Save events. Admin events have their own tab.",
        "Earlier events were not stored and cannot be read.",
        "Even without this setting, Keycloak's log contains the refused sign-ins, written by the jboss-logging \
         listener.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6, and 26.7.3.",
};

/// The setting that stores the events of the request, with its name in the configuration of events. `None` unless the request reads events
/// and gets an empty list.
pub(crate) fn setting_of_empty_list(evidence: &Evidence) -> Option<(&'static str, RealmSetting)> {
    let Stage::OperationAnswered(response) = evidence.stage() else {
        return None;
    };
    if response.body.trim() != "[]" {
        return None;
    }
    match evidence.attempt.operation.name().as_str() {
        "GET /admin/realms/{realm}/events" => Some(("eventsEnabled", RealmSetting::UserEvents)),
        "GET /admin/realms/{realm}/admin-events" => {
            Some(("adminEventsEnabled", RealmSetting::AdminEvents))
        }
        _ => None,
    }
}

fn detect(evidence: &Evidence) -> Option<Finding> {
    let (name, setting) = setting_of_empty_list(evidence)?;
    let config = evidence.response(Call::EventsConfig)?.json()?;
    if config.get(name)?.as_bool()? {
        return None;
    }
    Some(
        Finding::certain(format!(
            "Keycloak allowed the request, but the list is empty because the realm {} does not store these events.",
            evidence.attempt.realm
        ))
        .seen(format!("GET …/events/config returns {name}: false."))
        .change(Change::Realm(setting)),
    )
}
