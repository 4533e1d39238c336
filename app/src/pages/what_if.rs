//! What is at `/what-if`? Which operations a set of roles opens.

use leptos::prelude::*;

use super::tool::{Words, nothing, tool_page};
use render::Tool;

/// What if.
#[component]
pub fn WhatIfPage() -> impl IntoView {
    let words = Words {
        title: "What if a caller had these roles? · Why403",
        description: "Tick roles of Keycloak and see which operations of the Admin API they open, whole or with a cut answer, and which \
                      stay closed, as measured on real servers.",
        heading: "What if a caller had these roles?",
        lead: "Tick roles and see which operations of the Admin API they open, which answer less, and which stay closed. Measured, not \
               taken from documentation.",
        button: "Show what they open",
    };
    tool_page(Tool::WhatIf, words, |_| nothing(), |_, _| nothing())
}
