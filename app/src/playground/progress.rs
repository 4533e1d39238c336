//! Shows each request while it is sent, with its elapsed time.

use std::time::Duration;

use leptos::{html as elements, prelude::*};
use maud::{Markup, html};
use render::{call::path, status_tone};

use super::attempts::{Attempts, CallLine};
use crate::{
    browser,
    erased::{Erase, Erased},
};

/// The requests of the running check.
pub fn progress(attempts: Attempts) -> Erased {
    let now = RwSignal::new(browser::now());
    let heading = NodeRef::<elements::H1>::new();
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
        let now = now.get();
        attempts
            .calls
            .with(|calls| html! { @for call in calls { (line(call, now)) } }.into_string())
    };
    view! {
        <section class="progress card" aria-labelledby="progress">
            <div class="row apart">
                <h1 id="progress" tabindex="-1" node_ref=heading>"Checking…"</h1>
                <button type="button" class="quiet" on:click=move |_| attempts.cancel()>
                    "Cancel "
                    <kbd>"Esc"</kbd>
                </button>
            </div>
            <ol class="lines" inner_html=calls></ol>
        </section>
    }
    .erase()
}

fn line(call: &CallLine, now: f64) -> Markup {
    html! {
        li {
            span.code { (call.method) }
            span.path-of-call.mono { (path(&call.url)) }
            span.purpose { (call.purpose) }
            @match call.answered {
                Some((status, millis)) => span class={ "code " (status_tone(status.unwrap_or_default())) } {
                    @match status { Some(status) => (status), None => "no response" }
                    " " span.millis { (millis) " ms" }
                },
                None => span.code.dim { "waiting " span.millis { (waited(now - call.sent_at)) } },
            }
        }
    }
}

/// Seconds with one decimal.
fn waited(millis: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "nobody waits that long, and a clock that is set back counts as no time"
    )]
    let tenths = (millis / 100.0) as u32;
    format!("{}.{} s", tenths / 10, tenths % 10)
}
