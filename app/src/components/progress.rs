//! What is happening right now? Every call as it is made, with its time, also while a slow server is awaited.

use std::time::Duration;

use leptos::{html, prelude::*};

use super::call::{path, result, tone};
use crate::{
    attempts::{Attempts, CallLine},
    browser,
};

/// The calls of the attempt under way.
#[component]
pub fn Progress(
    /// How far the attempt is.
    attempts: Attempts,
) -> impl IntoView {
    let now = RwSignal::new(browser::now());
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    if let Ok(ticking) =
        set_interval_with_handle(move || now.set(browser::now()), Duration::from_millis(100))
    {
        on_cleanup(move || ticking.clear());
    }
    let calls = move || {
        attempts
            .calls
            .get()
            .into_iter()
            .map(|call| line(call, now))
            .collect_view()
    };
    view! {
        <section class="progress card" aria-labelledby="progress">
            <div class="row apart">
                <h2 id="progress" tabindex="-1" node_ref=heading>"Asking Keycloak"</h2>
                <button type="button" class="quiet" on:click=move |_| attempts.cancel()>
                    "Cancel "
                    <kbd>"Esc"</kbd>
                </button>
            </div>
            <ol class="lines">{calls}</ol>
        </section>
    }
    .into_any()
}

fn line(call: CallLine, now: RwSignal<f64>) -> impl IntoView {
    let answer = match call.step {
        Some(step) => view! {
            <span class=format!("code {}", tone(step.response.status))>
                {result(&step.response)}
                " "
                <span class="millis">{format!("{} ms", step.millis)}</span>
            </span>
        }
        .into_any(),
        None => view! {
            <span class="code dim">
                "waiting "
                <span class="millis">{move || waited(now.get() - call.sent_at)}</span>
            </span>
        }
        .into_any(),
    };
    view! {
        <li>
            <span class="code">{call.method}</span>
            <span class="path-of-call mono">{path(&call.url).to_owned()}</span>
            <span class="purpose">{call.purpose}</span>
            {answer}
        </li>
    }
    .into_any()
}

fn waited(millis: f64) -> String {
    format!("{:.1} s", (millis / 1_000.0).max(0.0))
}
