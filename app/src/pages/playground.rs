//! What is at `/`? The playground.

use form_urlencoded::Serializer;
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{pages::header::Header, playground::Playground, shell::Prefix};

/// The playground.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let demo = Serializer::new(String::new())
        .append_pair("realm", demo::REALM)
        .append_pair("client_id", demo::CLIENT_ID)
        .append_pair("client_secret", demo::CLIENT_SECRET)
        .append_pair("user_id", demo::USER_ID)
        .append_pair("admin", demo::ADMIN)
        .append_pair("admin_password", demo::ADMIN_PASSWORD)
        .finish();
    view! {
        <Title text="Why403: why Keycloak’s Admin API said 403, and the smallest fix"/>
        <Meta
            name="description"
            content="Find out why Keycloak’s Admin API answered 401 or 403, which role is missing, and the smallest change that fixes it."
        />
        <Header prefix current="/"/>
        <main id="content" data-demo=demo>
            <Playground/>
        </main>
    }
    .into_any()
}
