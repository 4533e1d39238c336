//! What is at `/`? The playground.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use crate::{
    pages::header::Header,
    playground::{DemoFacts, Playground},
    shell::Prefix,
};

/// The playground.
#[component]
pub fn PlaygroundPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let demo = DemoFacts {
        realm: demo::REALM.to_owned(),
        client_id: demo::CLIENT_ID.to_owned(),
        client_secret: demo::CLIENT_SECRET.to_owned(),
        user_id: demo::USER_ID.to_owned(),
        admin: demo::ADMIN.to_owned(),
        admin_password: demo::ADMIN_PASSWORD.to_owned(),
    };
    view! {
        <Title text="Why403: why Keycloak’s Admin API said 403, and the smallest fix"/>
        <Meta
            name="description"
            content="Find out why Keycloak’s Admin API answered 401 or 403, which role is missing, and the smallest change that fixes it."
        />
        <Header prefix=prefix.clone() current="/"/>
        <main id="content">
            <Playground prefix demo/>
        </main>
    }
    .into_any()
}
