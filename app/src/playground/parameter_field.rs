//! The field for a path parameter of the operation, with a hint and its error.

use diagnosis::attempt::{Field, Notice, parameter};
use leptos::prelude::*;

use super::{
    field::NoticeLine,
    form::{Form, parameter_id},
};

use crate::erased::Erase;

/// The field of one parameter.
#[component]
pub fn ParameterField(
    /// The form.
    form: Form,
    /// The errors and warnings of the form.
    notices: Memo<Vec<Notice>>,
    /// The operation.
    operation: String,
    /// The parameter's name.
    name: String,
) -> impl IntoView {
    let id = parameter_id(&name);
    let wants = parameter(&operation, &name);
    let own_name = name.clone();
    let notice =
        Memo::new(move |_| notices.with(|notices| form.parameter_notice(&own_name, notices)));
    let invalid = move || form.is_wrong(notice).then_some("true");
    let (read, written, visited) = (name.clone(), name.clone(), name.clone());
    let described = if wants.hint.is_empty() {
        format!("{id}-notice")
    } else {
        format!("{id}-hint {id}-notice")
    };
    view! {
        <div class="field">
            <label for=id.clone()>
                {(!wants.label.is_empty()).then(|| format!("{} ", wants.label))}
                <code>{format!("{{{name}}}")}</code>
            </label>
            <input
                id=id.clone() class="mono" type="text" spellcheck="false" autocomplete="off" autocapitalize="off"
                aria-describedby=described aria-invalid=invalid
                prop:value=move || form.params.with(|params| params.get(&read).cloned().unwrap_or_default())
                on:input=move |event| form.set_parameter(&written, event_target_value(&event))
                on:blur=move |_| form.visit_parameter(&visited)
            />
            {(!wants.hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{wants.hint}</p> })}
            <NoticeLine form field=Field::Params id notice/>
        </div>
    }
    .erase()
}
