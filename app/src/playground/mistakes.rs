//! What must be mended before anything can be tried? The summary of the form's mistakes.

use diagnosis::attempt::{Notice, Severity};
use leptos::prelude::*;

use crate::{
    browser,
    erased::Erase,
    playground::form::{input_id, label},
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
                .map(|notice| (input_id(notice), called(notice)))
                .collect::<Vec<_>>()
        })
    };
    let summary = move || {
        let errors = errors();
        (wanted.get() && !errors.is_empty()).then(|| {
            let count = errors.len();
            let fields: Vec<_> = errors
                .into_iter()
                .map(|(id, name)| {
                    let href = format!("#{id}");
                    let go = move |event: leptos::ev::MouseEvent| {
                        event.prevent_default();
                        browser::focus(id.clone());
                    };
                    view! {
                        <li>
                            <a href=href on:click=go>{name}</a>
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
    view! { <div role="alert">{summary}</div> }.erase()
}

/// What the field is called; a parameter by its name in the path.
fn called(notice: &Notice) -> String {
    match &notice.parameter {
        Some(parameter) => format!("{{{parameter}}}"),
        None => label(notice.field).to_owned(),
    }
}
