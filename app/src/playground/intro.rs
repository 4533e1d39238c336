//! What is this, for somebody who sees it for the first time?

use leptos::prelude::*;

use crate::erased::Erase;

/// The opening of the playground, before anything was tried.
#[component]
pub fn Intro() -> impl IntoView {
    view! {
        <h1>"Keycloak said 403. Here is why, and the smallest fix."</h1>
        <p class="lead">
            "Enter what your backend uses. Why403 makes the token call and the Admin API call, explains the answer, \
             names the missing role, and shows how to grant it."
        </p>
    }
    .erase()
}

/// What will be looked at, in Keycloak's order.
#[component]
pub fn WhatIsChecked() -> impl IntoView {
    let checks = [
        (
            "Token accepted",
            "else 401: Keycloak does not know who you are",
        ),
        ("Realm exists", "else 404"),
        ("Token is of this realm", "or of master, else 403"),
        ("User exists", "hidden until a role allows asking"),
        (
            "May view users",
            "else 403: it knows who you are, and says no",
        ),
    ];
    let checks: Vec<_> = checks
        .into_iter()
        .map(|(title, words)| {
            view! {
                <li class="not-reached">
                    <span class="gate-title">{title}</span>
                    <small>{words}</small>
                </li>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="order">
            <h2 id="order">"What Keycloak checks, in its order"</h2>
            <ol class="gates">{checks}</ol>
        </section>
        <section aria-labelledby="same">
            <h2 id="same">"One status, many reasons"</h2>
            <p class="prose">
                "Keycloak answers "
                <code>"HTTP 403 Forbidden"</code>
                " and no more: no role, no hint. A wrong user ID hides behind a missing role, a token can list a role that no longer \
                 counts, and newer versions let through a token that lists none. So Why403 asks further harmless questions until \
                 one reason is left, and says so when two cannot be told apart from outside."
            </p>
        </section>
    }
    .erase()
}
