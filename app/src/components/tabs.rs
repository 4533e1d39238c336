//! How are alternatives shown of which one reads one at a time? Tabs, worked by arrow keys.

use leptos::{ev::KeyboardEvent, prelude::*};

use crate::browser;

/// One tab: a name, and what it shows.
pub struct Tab {
    /// The tab's and its panel's id begin with this.
    pub id: &'static str,
    /// What the tab says.
    pub label: String,
    /// What it shows.
    pub panel: AnyView,
}

/// Tabs after the pattern of the ARIA Authoring Practices: arrow keys, Home and End move and select.
#[component]
pub fn Tabs(
    /// What the tabs choose between.
    label: &'static str,
    /// The tabs; the first is selected.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let selected = RwSignal::new(0);
    let ids: Vec<&'static str> = tabs.iter().map(|tab| tab.id).collect();
    let keys = move |event: KeyboardEvent| {
        let last = ids.len().saturating_sub(1);
        let at = selected.get_untracked();
        let to = match event.key().as_str() {
            "ArrowRight" => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            "ArrowLeft" => {
                if at == 0 {
                    last
                } else {
                    at - 1
                }
            }
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        selected.set(to);
        if let Some(id) = ids.get(to) {
            browser::focus(id);
        }
    };
    let (heads, panels): (Vec<_>, Vec<_>) = tabs
        .into_iter()
        .enumerate()
        .map(|(at, Tab { id, label, panel })| {
            let head = view! {
                <button
                    type="button"
                    role="tab"
                    id=id
                    aria-controls=format!("{id}-panel")
                    aria-selected=move || if selected.get() == at { "true" } else { "false" }
                    tabindex=move || if selected.get() == at { "0" } else { "-1" }
                    on:click=move |_| selected.set(at)
                >
                    {label}
                </button>
            };
            let panel = view! {
                <div
                    role="tabpanel"
                    id=format!("{id}-panel")
                    aria-labelledby=id
                    hidden=move || selected.get() != at
                >
                    {panel}
                </div>
            };
            (head, panel)
        })
        .unzip();
    view! {
        <div class="tabs">
            <div role="tablist" aria-label=label on:keydown=keys>
                {heads}
            </div>
            {panels}
        </div>
    }
    .into_any()
}
