//! A text field with its label, hint, and notice.

use diagnosis::attempt::{Control, Field, Notice, Severity};
use leptos::prelude::*;

use super::form::Form;
use crate::{browser, erased::Erase};

/// A field with its label, a hint, and its notice.
#[component]
pub fn TextField(
    /// The form.
    form: Form,
    /// Which field.
    field: Field,
    /// The errors and warnings of the form.
    notices: Memo<Vec<Notice>>,
) -> impl IntoView {
    let id = field.name();
    // A field that depends on the grant is drawn again with it.
    let grant = untrack(|| form.grant());
    let (hint, optional) = (field.hint(&grant), field.is_optional(&grant));
    let text = form.text(field);
    let notice = Memo::new(move |_| notices.with(|notices| form.notice(field, notices)));
    let invalid = move || form.is_wrong(notice).then_some("true");
    let described = if hint.is_empty() {
        format!("{id}-notice")
    } else {
        format!("{id}-hint {id}-notice")
    };
    let typed = move |event| form.set(field, event_target_value(&event));
    let left = move |_| form.visit(field);
    let input = match field.control() {
        Control::Block => view! {
            <textarea
                id=id name=id rows="4" class="mono" spellcheck="false" autocomplete="off"
                aria-describedby=described aria-invalid=invalid
                prop:value=text on:input=typed on:blur=left
            ></textarea>
        }
        .erase(),
        control => view! {
            <input
                id=id name=id class="mono" spellcheck="false" autocomplete="off" autocapitalize="off"
                type=if control == Control::Hidden { "password" } else { "text" }
                aria-describedby=described aria-invalid=invalid
                prop:value=text on:input=typed on:blur=left
            />
        }
        .erase(),
    };
    view! {
        <div class="field">
            <label for=id>
                {field.label()}
                {optional.then_some(view! { <span class="optional">" (optional)"</span> })}
            </label>
            {input}
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <NoticeLine form field id notice/>
        </div>
    }
    .erase()
}

/// The error or warning of a field, with a button that applies the suggestion.
#[component]
pub fn NoticeLine(
    /// The form.
    form: Form,
    /// Which field.
    field: Field,
    /// The ID of its input.
    #[prop(into)]
    id: String,
    /// The error or warning.
    notice: Memo<Option<Notice>>,
) -> impl IntoView {
    let line = format!("{id}-notice");
    view! {
        <div class="notice-line" id=line aria-live="polite">
            {move || notice.get().map(|notice| shown(form, field, id.clone(), notice))}
        </div>
    }
    .erase()
}

fn shown(form: Form, field: Field, id: String, notice: Notice) -> impl IntoView {
    let (class, mark) = match notice.severity {
        Severity::Error => ("notice error", "✕ "),
        Severity::Warning => ("notice warning", "! "),
    };
    let apply = notice.suggestion.map(|suggestion| {
        let meant = suggestion.clone();
        let take = move |_| {
            form.set(field, meant.clone());
            browser::focus(id.clone());
        };
        view! {
            " "
            <button type="button" class="suggestion" on:click=take>
                "Use "
                <code>{suggestion}</code>
            </button>
        }
    });
    view! {
        <p class=class>
            <span aria-hidden="true">{mark}</span>
            {notice.message}
            {apply}
        </p>
    }
    .erase()
}
