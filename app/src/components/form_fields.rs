//! Which fields does the form have, for each way of getting the token?

use diagnosis::attempt::{Field, Notice, USER_BY_ID};
use leptos::prelude::*;

use super::field::{Kind, TextField};
use crate::form::{CLIENT_CREDENTIALS, Form, label, name};

/// Operations that people come with; any other can be typed.
const COMMON: [&str; 6] = [
    USER_BY_ID,
    "GET /admin/realms/{realm}/users",
    "GET /admin/realms/{realm}/users/count",
    "GET /admin/realms/{realm}/groups",
    "GET /admin/realms/{realm}/clients",
    "GET /admin/realms/{realm}/roles",
];

/// Where Keycloak is, and who asks.
#[component]
pub fn FormFields(
    /// The form.
    form: Form,
    /// What is wrong with it.
    notices: Memo<Vec<Notice>>,
) -> impl IntoView {
    view! {
        <TextField form notices field=Field::Url hint="Up to, and without, /realms or /admin."/>
        <TextField form notices field=Field::Realm/>
        <GrantChoice form/>
        {move || credentials(form, notices, &form.grant())}
        <TextField form notices field=Field::Operation kind=Kind::Suggested(&COMMON) optional=true
            hint="Users-by-id when empty."/>
        {move || parameters(form, notices)}
        <details class="more">
            <summary>"More: token of another realm, scope, certificate authority, version"</summary>
            <TextField form notices field=Field::AuthRealm optional=true
                hint="Where the client or user lives in another realm, such as master."/>
            <TextField form notices field=Field::Scope optional=true/>
            <TextField form notices field=Field::CaCertificate kind=Kind::Block optional=true
                hint="Trusted besides the usual ones, for this attempt."/>
            <TextField form notices field=Field::Keycloak optional=true hint="Such as 26.5, if you know it."/>
        </details>
    }
    .into_any()
}

#[component]
fn GrantChoice(form: Form) -> impl IntoView {
    let grant = form.text(Field::Grant);
    let id = name(Field::Grant);
    let choices = [
        (CLIENT_CREDENTIALS, "Client credentials (service account)"),
        ("password", "Password grant (direct access)"),
        ("token", "A token I paste"),
    ];
    let options: Vec<_> = choices
        .into_iter()
        .map(|(value, words)| view! { <option value=value>{words}</option> })
        .collect();
    view! {
        <div class="field">
            <label for=id>{label(Field::Grant)}</label>
            <select id=id name=id prop:value=grant on:change=move |event| form.set(Field::Grant, event_target_value(&event))>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// What proves who asks.
fn credentials(form: Form, notices: Memo<Vec<Notice>>, grant: &str) -> AnyView {
    match grant {
        "token" => view! {
            <TextField form notices field=Field::Token kind=Kind::Block/>
            <WhereItGoes what="The token goes to this server for the calls, and is then forgotten."/>
            <TextField form notices field=Field::ClientId optional=true
                hint="With it, Why403 can fetch a fresh token and compare."/>
            <TextField form notices field=Field::ClientSecret kind=Kind::Secret optional=true/>
        }
        .into_any(),
        "password" => view! {
            <TextField form notices field=Field::ClientId/>
            <TextField form notices field=Field::ClientSecret kind=Kind::Secret optional=true
                hint="None for a public client."/>
            <TextField form notices field=Field::Username/>
            <TextField form notices field=Field::Password kind=Kind::Secret/>
            <WhereItGoes what="Secret and password go to this server for the calls, and are then forgotten."/>
        }
        .into_any(),
        _ => view! {
            <TextField form notices field=Field::ClientId/>
            <TextField form notices field=Field::ClientSecret kind=Kind::Secret/>
            <WhereItGoes what="The secret goes to this server for the calls, and is then forgotten."/>
        }
        .into_any(),
    }
}

#[component]
fn WhereItGoes(what: &'static str) -> impl IntoView {
    view! { <p class="where">{what}</p> }
}

/// The operation's parameters, the user's id before all.
fn parameters(form: Form, notices: Memo<Vec<Notice>>) -> impl IntoView {
    let operation = form.operation();
    let writes = !operation.trim().get(..4).is_some_and(|method| {
        method.eq_ignore_ascii_case("GET ") || method.eq_ignore_ascii_case("HEAD")
    });
    let mut user = None;
    let mut others = Vec::new();
    for parameter in operation
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
    {
        match parameter {
            "realm" => {}
            "user-id" => {
                user = Some(view! {
                    <TextField form notices field=Field::UserId
                        hint="The UUID: in the Admin Console, Users → the user → ID."/>
                });
            }
            other => others.push(parameter_field(form, other.to_owned())),
        }
    }
    let send = writes.then(|| {
        view! {
            <label class="tick">
                <input
                    type="checkbox"
                    prop:checked=form.send_writes
                    on:change=move |event| form.send_writes.set(event_target_checked(&event))
                />
                "Really send it, though it changes something"
            </label>
        }
    });
    view! {
        {user}
        {others}
        {send}
    }
    .into_any()
}

fn parameter_field(form: Form, parameter: String) -> impl IntoView {
    let id = format!("param-{parameter}");
    let (read, written) = (parameter.clone(), parameter.clone());
    view! {
        <div class="field">
            <label for=id.clone()><code>{format!("{{{parameter}}}")}</code></label>
            <input
                id=id class="mono" type="text" spellcheck="false" autocomplete="off"
                prop:value=move || form.params.with(|params| params.get(&read).cloned().unwrap_or_default())
                on:input=move |event| {
                    form.params.update(|params| {
                        params.insert(written.clone(), event_target_value(&event));
                    });
                }
            />
        </div>
    }
    .into_any()
}
