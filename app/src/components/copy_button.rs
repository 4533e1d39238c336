//! How is a text copied, and how does one hear that it was?

use leptos::{prelude::*, task::spawn_local};

use crate::browser;

/// A button that puts `text` on the clipboard and says so, to eyes and ears.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says, such as “Copy the commands”.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let said = RwSignal::new("");
    let copy = move |_| {
        spawn_local(async move {
            let copied = browser::copy(&text.get_untracked()).await;
            said.set(if copied {
                "Copied"
            } else {
                "Not copied: the browser refused"
            });
            set_timeout(move || said.set(""), std::time::Duration::from_secs(3));
        });
    };
    view! {
        <span class="copy">
            <button type="button" class="quiet" on:click=copy>
                {label}
            </button>
            <span class="said" role="status">
                {said}
            </span>
        </span>
    }
    .into_any()
}
