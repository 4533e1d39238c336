//! The search over the causes, by message.
//!
//! A pasted message may contain a token. In the browser, the engine that also reads pastes searches, and the text is not sent. Without
//! JavaScript, the form is sent to the server with POST, so that the pasted text appears in no URL, history, or access log.

use leptos::{ev::SubmitEvent, prelude::*};
use serde::{Deserialize, Serialize};

use crate::{
    on_demand::{OnDemand, reference::causes_found},
    site,
};

/// A found cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The code.
    pub code: String,
    /// The title.
    pub title: String,
    /// The message that matches best; empty if the title or a word does.
    pub text: String,
}

/// The search with its results.
#[island]
pub fn CauseSearch(
    /// The query, if the server searched.
    query: String,
    /// The results of the server.
    found: Vec<Found>,
) -> impl IntoView {
    let query = RwSignal::new(query);
    let found = RwSignal::new(found);
    let searching = RwSignal::new(false);
    let on_demand = OnDemand::new();
    Effect::new(move |_| {
        let text = query.get();
        if searching.get() && on_demand.there.get() {
            found.set(causes_found(&text));
        }
    });
    let search = move |text: String| {
        searching.set(true);
        query.set(text);
        on_demand.load();
    };
    let submit = move |event: SubmitEvent| event.prevent_default();
    let without_script = if site::is_static() {
        "The search needs JavaScript. The list below has every message."
    } else {
        "Sent to this Why403 server in the request body. Never logged or stored."
    };
    let count = move || match (
        query.with(|query| query.trim().is_empty()),
        found.with(Vec::len),
    ) {
        (true, _) => String::new(),
        (false, _) if searching.get() && !on_demand.there.get() => on_demand
            .failure
            .get()
            .unwrap_or_else(|| "Loading the search…".to_owned()),
        (false, 0) => "No match. Try the full response, or a shorter excerpt.".to_owned(),
        (false, 1) => "1 matching cause:".to_owned(),
        (false, count) => {
            format!("{count} matching causes, closest first:")
        }
    };
    let prefix = site::prefix();
    let action = format!("{prefix}/causes");
    let results = move || {
        found
            .get()
            .into_iter()
            .map(|found| {
                view! {
                    <li>
                        <a href=format!("{prefix}/causes/{}", found.code)>{found.title}</a>
                        {(!found.text.is_empty()).then(|| view! { <code class="seen">{found.text}</code> })}
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <search>
            <form method="post" action=action class="cause-search" on:submit=submit>
                <label for="q">"Error message, response, or log line"</label>
                <input
                    id="q" name="q" type="search" class="mono" spellcheck="false" autocomplete="off" autocapitalize="off"
                    aria-describedby="q-hint" value=query.get_untracked()
                    on:input=move |event| search(event_target_value(&event))
                />
                <div class="row">
                    {(!site::is_static())
                        .then(|| view! { <button type="submit" class="instead-of-script">"Find causes"</button> })}
                    <p class="hint" id="q-hint">
                        <span class="with-script">"Searched in your browser. The text is not sent."</span>
                        <span class="without-script">{without_script}</span>
                    </p>
                </div>
            </form>
            <p class="count" role="status">{count}</p>
            <ol class="found">{results}</ol>
        </search>
    }
}
