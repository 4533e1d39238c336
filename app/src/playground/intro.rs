//! What is this, for somebody who sees it for the first time?

use leptos::prelude::*;

use crate::erased::Erase;

/// The opening of the playground, before anything was tried.
#[component]
pub fn Intro() -> impl IntoView {
    view! {
        <h1>"Find out why Keycloak returned 403, and how to fix it."</h1>
        <p class="lead">
            "Enter your backend’s Keycloak settings. Why403 repeats its two requests, tells you which role is \
             missing, and shows you how to grant it."
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
            "Otherwise 401: Keycloak can’t identify the caller",
        ),
        ("Realm exists", "Otherwise 404"),
        ("Token issued by this realm", "or by master. Otherwise 403"),
        ("User exists", "Hidden until you have permission to look"),
        (
            "Allowed to view users",
            "Otherwise 403: identified, but not permitted",
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
            <h2 id="order">"What Keycloak checks, step by step"</h2>
            <ol class="gates">{checks}</ol>
        </section>
        <section aria-labelledby="same">
            <h2 id="same">"One status, many reasons"</h2>
            <p class="prose">
                "Keycloak returns "
                <code>"HTTP 403 Forbidden"</code>
                " and nothing else: no role, no hint. A wrong user ID hides behind a missing role. A token can list a \
                 role that no longer counts. Newer versions accept a token that lists no roles. So Why403 sends a few \
                 extra read-only requests to narrow it down, and tells you when two causes can’t be distinguished \
                 from outside."
            </p>
        </section>
    }
    .erase()
}
