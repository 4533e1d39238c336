//! Which operation do these words mean? The search over the operations, and the choice of the version.
//!
//! A form that the server answers by address, so that what was found can be linked. In the browser it also answers while one types: the
//! permission data is fetched when the first letter is typed, and searched as the server does.

use std::sync::Arc;

use diagnosis::permission::{Matrix, TokenRealm};
use leptos::{prelude::*, task::spawn_local};

use crate::{browser, operation_rows::Rows, permission_data};

/// The list of the operations found, which stands behind the search.
pub const FOUND: &str = "found";
/// The list of all operations, which makes room for those found.
pub const ALL: &str = "all-operations";

/// The search.
#[island]
pub fn OperationSearch(
    /// What precedes every address.
    prefix: String,
    /// What follows the addresses of operations.
    query: String,
    /// The measured versions, the newest first.
    versions: Vec<String>,
    /// The one that is shown.
    chosen: String,
    /// What is searched for.
    asked: String,
    /// What the server says of what it found.
    told: String,
) -> impl IntoView {
    let told = RwSignal::new(told);
    let matrix = StoredValue::new(None::<Arc<Matrix>>);
    let loading = StoredValue::new(false);
    let wanted = StoredValue::new(asked.clone());
    let action = format!("{prefix}/operations");
    let version = chosen.clone();
    let show = move |prefix: &str, query: &str, version: &str| {
        let typed = wanted.get_value();
        if typed.trim().is_empty() {
            browser::hide(ALL, false);
            browser::fill(FOUND, "");
            told.set(String::new());
            return;
        }
        let Some(matrix) = matrix.get_value() else {
            return;
        };
        let Ok(version) = version.parse() else { return };
        let permissions = matrix.at(version, TokenRealm::Target);
        let (words, rows) = Rows::new(prefix, query, permissions).found(&typed);
        told.set(words);
        browser::hide(ALL, true);
        browser::fill(FOUND, &rows.into_string());
    };
    let search = move |typed: String| {
        wanted.set_value(typed);
        show(&prefix, &query, &version);
        if loading.get_value() {
            return;
        }
        loading.set_value(true);
        let (prefix, query, version) = (prefix.clone(), query.clone(), version.clone());
        spawn_local(async move {
            match permission_data::load(&prefix).await {
                Ok(loaded) => {
                    matrix.set_value(Some(loaded));
                    show(&prefix, &query, &version);
                }
                Err(words) => {
                    loading.set_value(false);
                    told.set(words);
                }
            }
        });
    };
    // What was typed before the page came alive, or kept by the browser.
    let early = search.clone();
    let rendered = asked.clone();
    Effect::new(move |_| {
        if let Some(typed) = browser::typed("q").filter(|typed| *typed != rendered) {
            early(typed);
        }
    });
    let options: Vec<_> = versions
        .into_iter()
        .map(|version| {
            let selected = version == chosen;
            view! { <option selected=selected>{version}</option> }
        })
        .collect();
    view! {
        <search>
            <form method="get" action=action class="operation-search">
                <div class="field">
                    <label for="q">"What it does, a path or a method"</label>
                    <input
                        id="q" name="q" type="search" spellcheck="false" autocomplete="off" autocapitalize="off"
                        value=asked placeholder="reset password" on:input=move |event| search(event_target_value(&event))
                    />
                </div>
                <div class="field">
                    <label for="keycloak">"Keycloak version"</label>
                    <select id="keycloak" name="keycloak">{options}</select>
                </div>
                <button type="submit">"Show"</button>
            </form>
            <p class="count" role="status">{told}</p>
        </search>
    }
}
