//! What must be mended before anything can be tried? The summary of the form's mistakes.

use diagnosis::attempt::{Notice, Severity};
use leptos::prelude::*;

use crate::{
    browser,
    form::{label, name},
};

/// The mistakes, with a way to each field. Shown after an attempt to send the form.
#[component]
pub fn Mistakes(
    /// What is wrong with the form.
    notices: Memo<Vec<Notice>>,
    /// Whether the user wanted to try already.
    wanted: RwSignal<bool>,
) -> impl IntoView {
    let errors = move || {
        notices.with(|notices| {
            notices
                .iter()
                .filter(|notice| notice.severity == Severity::Error)
                .map(|notice| notice.field)
                .collect::<Vec<_>>()
        })
    };
    let summary = move || {
        let errors = errors();
        (wanted.get() && !errors.is_empty()).then(|| {
            let count = errors.len();
            let fields: Vec<_> = errors
                .into_iter()
                .map(|field| {
                    let id = name(field);
                    let go = move |event: leptos::ev::MouseEvent| {
                        event.prevent_default();
                        browser::focus(id);
                    };
                    view! {
                        <li>
                            <a href=format!("#{id}") on:click=go>{label(field)}</a>
                        </li>
                    }
                })
                .collect();
            view! {
                <div class="mistakes">
                    <p>
                        {if count == 1 {
                            "One field needs mending before this can be tried:".to_owned()
                        } else {
                            format!("{count} fields need mending before this can be tried:")
                        }}
                    </p>
                    <ul>{fields}</ul>
                </div>
            }
        })
    };
    view! { <div role="alert">{summary}</div> }.into_any()
}
