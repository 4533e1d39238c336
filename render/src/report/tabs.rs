//! Renders alternatives as tabs. `clicks` in the app makes them work.

use maud::{Markup, html};

/// One tab: a name, and what it shows.
pub struct Tab {
    /// The tab's id; its panel's begins with it.
    pub id: &'static str,
    /// What the tab says.
    pub label: &'static str,
    /// What it shows.
    pub panel: Markup,
}

/// Tabs that choose between what `label` says; the first is selected.
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
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
