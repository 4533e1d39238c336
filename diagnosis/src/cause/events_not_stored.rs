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
    title: "Allowed, and the realm does not store events",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[Seen::admin(
        200,
        "[]",
        "GET /admin/realms/{realm}/events or …/admin-events",
    )],
    meaning: &[
        "Keycloak allowed the request, and the list is empty. The realm does not store user events \
         (or admin events): both settings are off in a new realm.",
        "The caller's roles are enough.",
    ],
    how_known: "Why403 reads GET …/events/config with the same token. Its eventsEnabled or \
     adminEventsEnabled is false.",
    looks_like: &[
        (
            "allowed",
            "Events are stored, and none matches the request.",
        ),
        (
            "allowed-but-filtered",
            "A list that permissions made empty. Keycloak does not do this for events.",
        ),
        ("missing-role", "The list itself is denied with 403."),
    ],
    fix: &[
        "Enable Realm settings → Events → User events settings → Save events. Admin events have a \
         tab of their own.",
        "Events from before that moment were not stored and cannot be read.",
        "Keycloak's log has the refused sign-ins without this setting, from the listener \
         jboss-logging.",
    ],
    versions: "All. Measured on 24.0.5, 26.5.6 and 26.7.3.",
};

/// For a request that reads events and gets an empty list: the setting that stores such events, and its tab.
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
    let (setting, change) = setting_of_empty_list(evidence)?;
    let config = evidence.response(Call::EventsConfig)?.json()?;
    if config.get(setting)?.as_bool()? {
        return None;
    }
    Some(
        Finding::certain(format!(
            "Keycloak allowed the request, and the list is empty because the realm {} does not \
             store these events.",
            evidence.attempt.realm
        ))
        .seen(format!("GET …/events/config says {setting}: false."))
        .change(Change::Realm(change)),
    )
}
