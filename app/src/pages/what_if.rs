//! The page at `/what-if`: the operations that a role set allows.

use leptos::prelude::*;

use super::tool::{Words, nothing, tool_page};
use render::Tool;

/// The page about a role set.
#[component]
pub fn WhatIfPage() -> impl IntoView {
    let words = Words {
        title: "What a caller with these roles can do",
        description: "Select Keycloak roles to see which Admin API operations they allow, which return partial \
         results, and which remain denied. Tested on real servers.",
        heading: "What can a caller with these roles do?",
        lead: "Select roles to see which operations they allow, which return partial results, and which remain \
         denied. Tested on real Keycloak servers.",
        button: "Show operations",
    };
    tool_page(Tool::WhatIf, words, |_| nothing(), |_, _| nothing())
}
