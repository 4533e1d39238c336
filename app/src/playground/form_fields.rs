//! The fields of the check form for each grant.

use diagnosis::attempt::{Field, Notice, body_of, names};
use leptos::prelude::*;

use super::{
    field::TextField,
    form::{CLIENT_CREDENTIALS, Form},
    operation_field::OperationField,
    parameter_field::ParameterField,
};

use crate::{
    erased::{Erase, Erased},
    site,
};

/// The fields for Keycloak, the credentials, and the operation.
#[component]
pub fn FormFields(
    /// The form.
    form: Form,
    /// The errors and warnings of the form.
    notices: Memo<Vec<Notice>>,
) -> impl IntoView {
    // Redrawn only when the operation changes, not with every letter.
    let operation = Memo::new(move |_| shape(&form.operation()));
    view! {
        <TextField form notices field=Field::Url/>
        <TextField form notices field=Field::Realm/>
        <GrantChoice form/>
        {move || credentials(form, notices, &form.grant())}
        <OperationField form notices id=Field::Operation.name()/>
        {move || parameters(form, notices, &operation.get())}
        <details class="more">
            <summary>"Advanced: token realm, scope, CA certificate, Keycloak version"</summary>
            {text_fields(form, notices, &[Field::AuthRealm, Field::Scope, Field::CaCertificate, Field::Keycloak])}
        </details>
    }
    .erase()
}

#[component]
fn GrantChoice(form: Form) -> impl IntoView {
    let grant = form.text(Field::Grant);
    let id = Field::Grant.name();
    let choices = [
        (CLIENT_CREDENTIALS, "Client credentials (service account)"),
        ("password", "Password grant (direct access)"),
        ("token", "Paste an access token"),
    ];
    let options: Vec<_> = choices
        .into_iter()
        .map(|(value, words)| view! { <option value=value>{words}</option> })
        .collect();
    view! {
        <div class="field">
            <label for=id>{Field::Grant.label()}</label>
            <select id=id name=id prop:value=grant on:change=move |event| form.set(Field::Grant, event_target_value(&event))>
                {options}
            </select>
        </div>
    }
    .erase()
}

/// The fields for the credentials.
fn credentials(form: Form, notices: Memo<Vec<Notice>>, grant: &str) -> Erased {
    let client = [Field::ClientId, Field::ClientSecret];
    let (sent, after): (&[Field], &[Field]) = match grant {
        "token" => (&[Field::Token], &client),
        "password" => (
            &[
                Field::ClientId,
                Field::ClientSecret,
                Field::Username,
                Field::Password,
            ],
            &[],
        ),
        _ => (&client, &[]),
    };
    view! {
        {text_fields(form, notices, sent)}
        <WhereItGoes form/>
        {text_fields(form, notices, after)}
    }
    .erase()
}

fn text_fields(form: Form, notices: Memo<Vec<Notice>>, fields: &[Field]) -> Vec<Erased> {
    fields
        .iter()
        .map(|field| view! { <TextField form notices field=*field/> }.erase())
        .collect()
}

/// Says where the secret is sent. A link can name any host, so a form that a link filled in names it.
#[component]
fn WhereItGoes(form: Form) -> impl IntoView {
    let host = move || {
        let url = form.text(Field::Url).get();
        url.split("://").nth(1).unwrap_or(&url).to_owned()
    };
    let by_link = move || {
        form.is_linked().then(|| {
            format!(
                " A link filled in this form. The secret will be sent to {}.",
                host()
            )
        })
    };
    view! {
        <p class="trust">
            {site::where_secrets_go()} <strong>{by_link}</strong>
        </p>
    }
    .erase()
}

/// The method in capitals and the path without its query, which determine the fields.
fn shape(operation: &str) -> String {
    let (method, path) = operation
        .trim()
        .split_once(char::is_whitespace)
        .unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default().trim();
    format!("{} {path}", method.to_ascii_uppercase())
}

/// The fields of the operation's parameters, in the order of its path.
fn parameters(form: Form, notices: Memo<Vec<Notice>>, operation: &str) -> Erased {
    let (method, path) = operation.split_once(' ').unwrap_or_default();
    let writes = path.starts_with('/') && !matches!(method, "GET" | "HEAD");
    let fields: Vec<_> = names(path)
        .filter(|name| *name != "realm")
        .map(|name| match name {
            "user-id" => view! { <TextField form notices field=Field::UserId/> }.erase(),
            _ => view! {
                <ParameterField form notices operation=operation.to_owned() name=name.to_owned()/>
            }
            .erase(),
        })
        .collect();
    let send = writes.then(|| send_writes(form, body_of(method, path)));
    view! {
        {fields}
        {send}
    }
    .erase()
}

/// The choice whether an operation that writes is sent, and the body to send.
fn send_writes(form: Form, body: Option<&'static str>) -> impl IntoView {
    let goes_with = match body {
        Some("[]") => "Selected: send it with an empty JSON list as its body.",
        Some(_) => "Selected: send it with an empty JSON object as its body.",
        None => "Selected: send it. The change takes effect immediately.",
    };
    let id = Field::SendWrites.name();
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label class="tick">
                <input
                    type="checkbox" id=id name=id aria-describedby=hint_id.clone()
                    prop:checked=form.send_writes
                    on:change=move |event| form.send_writes.set(event_target_checked(&event))
                />
                {Field::SendWrites.label()}
            </label>
            <p class="hint" id=hint_id>
                "Not selected: predict the result without sending. "
                {goes_with}
            </p>
        </div>
    }
    .erase()
}
