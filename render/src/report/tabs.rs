//! Renders alternatives as tabs. `clicks` in the app makes them work.

use maud::{Markup, html};

/// A tab: its label and its panel.
pub struct Tab {
    /// The tab's ID; the ID of its panel begins with it.
    pub id: String,
    /// The label of the tab.
    pub label: &'static str,
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
            div role="tablist" aria-label=(label) {
                @for (at, tab) in tabs.iter().enumerate() {
                    button type="button" role="tab" id=(tab.id) aria-controls={ (tab.id) "-panel" }
                        aria-selected=(at == 0) tabindex=(if at == 0 { "0" } else { "-1" }) { (tab.label) }
                }
            }
            @for (at, tab) in tabs.iter().enumerate() {
                div role="tabpanel" id={ (tab.id) "-panel" } aria-labelledby=(tab.id) hidden[at != 0] { (tab.panel) }
            }
        }
    }
}
