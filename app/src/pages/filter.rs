//! Renders the choices that filter the rows of a table.
//!
//! The rows carry the values of the choices that keep them. `public/filter.js` applies a choice at once and keeps it in the URL; without
//! JavaScript, the form is sent and the server hides the other rows. A static site filters in the browser only.

use leptos::prelude::ReadUntracked;
use leptos_router::hooks::use_query_map;
use maud::{Markup, html};

/// A choice: its name in the URL, its label, and its options as values and words. The first option keeps every row.
pub struct Choice {
    /// The name in the URL.
    pub name: &'static str,
    /// The label.
    pub label: &'static str,
    /// The words of the option that keeps every row.
    pub all: &'static str,
    /// The other options. A value is the name of a filter.
    pub options: Vec<(String, String)>,
}

impl Choice {
    /// The selected value in the URL of this page; `None` if it keeps every row or is unknown.
    pub fn selected(&self) -> Option<String> {
        let selected = use_query_map().read_untracked().get(self.name)?;
        let is_known = self.options.iter().any(|(value, _)| *value == selected);
        is_known.then_some(selected)
    }
}

/// The choices, as part of the form with this ID. `shown` of `all` rows match, which are called `noun`.
pub fn filter(form: &str, choices: &[Choice], [shown, all]: [usize; 2], noun: &str) -> Markup {
    html! {
        div.filter {
            @for choice in choices {
                @let selected = choice.selected();
                div.field {
                    label for={ "filter-" (choice.name) } { (choice.label) }
                    select id={ "filter-" (choice.name) } name=(choice.name) form=(form) autocomplete="off" {
                        option value="" { (choice.all) }
                        @for (value, words) in &choice.options {
                            option value=(value) selected[selected.as_ref() == Some(value)] { (words) }
                        }
                    }
                }
            }
            p.small role="status" data-noun=(noun) {
                @if shown < all { (shown) " of " (all) " " (noun) }
            }
        }
    }
}
