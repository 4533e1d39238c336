//! The search over the operations, with the choice of a Keycloak version.
//!
//! The form works with a GET request, so that its results can be linked. In the browser, results also appear while the user types: the
//! first letter loads the permission data, and the browser searches like the server.

use leptos::prelude::*;

use crate::{
    browser,
    on_demand::{OnDemand, reference::operations_found},
    site,
};

/// The ID of the form. The choices that filter the operations belong to it.
pub const SEARCH: &str = "operation-search";
/// The ID of the table body of the found operations, after the search.
pub const FOUND: &str = "found";
/// The ID of the list of all operations, which the found ones replace.
pub const ALL: &str = "all-operations";

/// The search.
#[island]
pub fn OperationSearch(
    /// The part of the path of the links to operations that keeps the version.
    place: String,
    /// The measured versions, newest first.
    versions: Vec<String>,
    /// The selected version.
    chosen: String,
    /// The searched words.
    query: String,
    /// The server's sentence about the results.
    summary: String,
) -> impl IntoView {
    let summary = RwSignal::new(summary);
    let on_demand = OnDemand::new();
    let wanted = RwSignal::new(query.clone());
    let searching = RwSignal::new(false);
    let action = format!("{}/operations", site::prefix());
    let version = chosen.clone();
    Effect::new(move |_| {
        let typed = wanted.get();
        if !searching.get() {
            return;
        }
        if typed.trim().is_empty() {
            browser::hide(ALL, false);
            browser::fill(FOUND, "");
            summary.set(String::new());
        } else if on_demand.there.get()
            && let Some((words, rows)) = operations_found(&place, &version, &typed)
        {
            summary.set(words);
            browser::hide(ALL, true);
            browser::fill(FOUND, &rows);
        } else if let Some(words) = on_demand.failure.get() {
            summary.set(words);
        }
    });
    let search = move |typed: String| {
        searching.set(true);
        wanted.set(typed);
        on_demand.load();
    };
    let options: Vec<_> = versions
        .into_iter()
        .map(|version| {
            let selected = version == chosen;
            view! { <option selected=selected>{version}</option> }
        })
        .collect();
    view! {
        <search>
            <form
                id=SEARCH
                method="get" action=action class="operation-search"
                // A static site has no server that reads the query. The results are on the page already.
                on:submit=move |event| if site::is_static() { event.prevent_default() }
            >
                <div class="field">
                    <label for="q">"Action, path, or method"</label>
                    <input
                        id="q" name="q" type="search" spellcheck="false" autocomplete="off" autocapitalize="off"
                        value=query placeholder="reset password" on:input=move |event| search(event_target_value(&event))
                    />
                </div>
                {(!site::is_static())
                    .then(|| {
                        view! {
                            <div class="field">
                                <label for="keycloak">"Keycloak version"</label>
                                <select id="keycloak" name="keycloak">{options}</select>
                            </div>
                            <button type="submit">"Show"</button>
                        }
                    })}
            </form>
            <p class="count" role="status">{summary}</p>
        </search>
    }
}
