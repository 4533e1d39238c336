//! How is one thing typed, and where is it told what is wrong with it?

use diagnosis::attempt::{Field, Notice, Severity};
use leptos::prelude::*;

use crate::{
    browser,
    form::{Form, label, name},
};

/// In which way a field is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// One line that nobody sees.
    Secret,
    /// Several lines.
    Block,
    /// One line, with these suggestions.
    Suggested(&'static [&'static str]),
}

/// A field with its label, a hint, and its notice.
#[component]
pub fn TextField(
    /// The form.
    form: Form,
    /// Which field.
    field: Field,
    /// What is wrong with the form.
    notices: Memo<Vec<Notice>>,
    /// In which way it is typed.
    #[prop(default = Kind::Line)]
    kind: Kind,
    /// What may help, below the field.
    #[prop(default = "")]
    hint: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = name(field);
    let text = form.text(field);
    let notice = Memo::new(move |_| notices.with(|notices| form.notice(field, notices)));
    let wrong = move || {
        notice
            .get()
            .is_some_and(|notice| notice.severity == Severity::Error)
    };
    let invalid = move || wrong().then_some("true");
    let described = if hint.is_empty() {
        format!("{id}-notice")
    } else {
        format!("{id}-hint {id}-notice")
    };
    let typed = move |event| form.set(field, event_target_value(&event));
    let left = move |_| form.visit(field);
    let input = match kind {
        Kind::Block => view! {
            <textarea
                id=id name=id rows="4" class="mono" spellcheck="false" autocomplete="off"
                aria-describedby=described aria-invalid=invalid
                prop:value=text on:input=typed on:blur=left
            ></textarea>
        }
        .into_any(),
        _ => view! {
            <input
                id=id name=id class="mono" spellcheck="false" autocomplete="off" autocapitalize="off"
                type=if kind == Kind::Secret { "password" } else { "text" }
                list=matches!(kind, Kind::Suggested(_)).then(|| format!("{id}-list"))
                aria-describedby=described aria-invalid=invalid
                prop:value=text on:input=typed on:blur=left
            />
        }
        .into_any(),
    };
    let suggestions = match kind {
        Kind::Suggested(known) => {
            let options: Vec<_> = known
                .iter()
                .map(|known| view! { <option value=*known></option> })
                .collect();
            Some(view! { <datalist id=format!("{id}-list")>{options}</datalist> })
        }
        _ => None,
    };
    view! {
        <div class="field">
            <label for=id>
                {label(field)}
                {optional.then_some(view! { <span class="optional">" (optional)"</span> })}
            </label>
            {input}
            {suggestions}
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <NoticeLine form field notice/>
        </div>
    }
    .into_any()
}

/// What is wrong with a field, with a button that takes what was probably meant.
#[component]
fn NoticeLine(form: Form, field: Field, notice: Memo<Option<Notice>>) -> impl IntoView {
    let id = name(field);
    view! {
        <div class="notice-line" id=format!("{id}-notice") aria-live="polite">
            {move || notice.get().map(|notice| shown(form, field, notice))}
        </div>
    }
    .into_any()
}

fn shown(form: Form, field: Field, notice: Notice) -> impl IntoView {
    let (class, mark) = match notice.severity {
        Severity::Error => ("notice error", "✕ "),
        Severity::Warning => ("notice warning", "! "),
    };
    let mend = notice.mended.map(|mended| {
        let meant = mended.clone();
        let take = move |_| {
            form.set(field, meant.clone());
            browser::focus(name(field));
        };
        view! {
            " "
            <button type="button" class="mend" on:click=take>
                "Use "
                <code>{mended}</code>
            </button>
        }
    });
    view! {
        <p class=class>
            <span aria-hidden="true">{mark}</span>
            {notice.message}
            {mend}
        </p>
    }
    .into_any()
}
