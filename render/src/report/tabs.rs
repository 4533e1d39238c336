//! Renders alternatives as tabs. `public/page.js` makes them work.

use maud::{Markup, html};

/// A tab: its label and its panel.
pub struct Tab {
    /// The tab's ID; the ID of its panel begins with it.
    pub id: String,
    /// The label of the tab.
    pub label: String,
    /// The content of the panel.
    pub panel: Markup,
}

/// Tabs with an accessible name; the first one is selected. A single panel needs no tabs.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    if let [only] = tabs {
        return html! { div id={ (only.id) "-panel" } { (only.panel) } };
    }
    html! {
        div.tabs {
            (list(label, tabs, 0))
            (panels(tabs, 0))
        }
    }
}

/// Tabs for groups of Keycloak releases, of which one is selected.
pub fn version_tabs(tabs: &[Tab], selected: usize) -> Markup {
    html! {
        div.versions {
            div.row.small {
                span aria-hidden="true" { "Keycloak" }
                (list("Keycloak version of the steps", tabs, selected))
            }
            (panels(tabs, selected))
        }
    }
}

fn list(label: &str, tabs: &[Tab], selected: usize) -> Markup {
    html! {
        div role="tablist" aria-label=(label) {
            @for (at, tab) in tabs.iter().enumerate() {
                @let is_selected = at == selected;
                button type="button" role="tab" id=(tab.id) aria-controls={ (tab.id) "-panel" }
                    aria-selected=(is_selected) tabindex=(if is_selected { "0" } else { "-1" }) { (tab.label) }
            }
        }
    }
}

fn panels(tabs: &[Tab], selected: usize) -> Markup {
    html! {
        @for (at, tab) in tabs.iter().enumerate() {
            div role="tabpanel" id={ (tab.id) "-panel" } aria-labelledby=(tab.id) hidden[at != selected] { (tab.panel) }
        }
    }
}
