//! What is at `/upgrade`? What an upgrade of Keycloak changes.

use leptos::prelude::*;

use super::tool::{Words, nothing, tool_page};
use render::Tool;

/// Upgrading.
#[component]
pub fn UpgradePage() -> impl IntoView {
    let words = Words {
        title: "What an upgrade of Keycloak stops and opens · Why403",
        description: "Choose two versions of Keycloak and the roles that a backend holds: which calls of the Admin API stop working after the \
                      upgrade, which open, and the least role to add.",
        heading: "What does an upgrade stop?",
        lead: "What each operation of the Admin API needs changes between versions. Choose both and the roles that your backend holds.",
        button: "Compare",
    };
    tool_page(Tool::Upgrade, words, |_| nothing(), |_, _| nothing())
}
