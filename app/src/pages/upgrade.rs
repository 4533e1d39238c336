//! The page at `/upgrade`: what an upgrade of Keycloak changes.

use leptos::prelude::*;

use super::tool::{Words, nothing, tool_page};
use render::Tool;

/// The page about an upgrade.
#[component]
pub fn UpgradePage() -> impl IntoView {
    let words = Words {
        title: "What breaks when you upgrade Keycloak",
        description: "Select two Keycloak versions and your backend’s roles to see which Admin API operations stop \
         working after the upgrade and which role to add.",
        heading: "What will break when you upgrade?",
        lead: "Required roles change between Keycloak versions. Select your versions and your backend’s roles.",
        button: "Compare",
    };
    tool_page(Tool::Upgrade, words, |_| nothing(), |_, _| nothing())
}
