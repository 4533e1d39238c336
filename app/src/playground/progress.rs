//! What is happening right now? Every call as it is made, with its time, also while a slow server is awaited.

use std::time::Duration;

use leptos::{html, prelude::*};
use telling::call::{path, tone};

use crate::{
    browser,
    erased::Erase,
    playground::attempts::{Attempts, CallLine},
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
    .erase()
}

fn line(call: CallLine, now: RwSignal<f64>) -> impl IntoView {
    let class = call
        .answered
        .map_or("code dim", |(status, _)| match tone(status) {
            "ok" => "code ok",
            "who" => "code who",
            "dim" => "code dim",
            _ => "code may",
        });
    let answer = match call.answered {
        Some((0, _)) => "no answer ".to_owned(),
        Some((status, _)) => format!("{status} "),
        None => "waiting ".to_owned(),
    };
    let time = move || match call.answered {
        Some((_, millis)) => format!("{millis} ms"),
        None => waited(now.get() - call.sent_at),
    };
    view! {
        <li>
            <span class="code">{call.method}</span>
            <span class="path-of-call mono">{path(&call.url).to_owned()}</span>
            <span class="purpose">{call.purpose}</span>
            <span class=class>{answer}<span class="millis">{time}</span></span>
        </li>
    }
    .erase()
}

/// Seconds and tenths of them.
fn waited(millis: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "nobody waits that long, and a clock that is set back counts as no time"
    )]
    let tenths = (millis / 100.0) as u32;
    format!("{}.{} s", tenths / 10, tenths % 10)
}
