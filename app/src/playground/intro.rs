//! Introduces the playground to first-time visitors.

use leptos::prelude::*;

use crate::erased::Erase;

/// The introduction, shown before the first check.
#[component]
pub fn Intro() -> impl IntoView {
    view! {
        <h1>"Find out why Keycloak returned 403, and how to fix it"</h1>
        <p class="lead">
            "Paste the response, or run a live check. Why403 tells you which role is missing, and how to assign it."
        </p>
    }
    .erase()
}

/// The checks in Keycloak's order, and the meaning of the three statuses.
#[component]
pub fn WhatIsChecked() -> impl IntoView {
    view! {
        <section class="order" aria-labelledby="order">
            <h2 id="order">"What Keycloak checks, step by step"</h2>
            <ol class="checks">
                <li class="passed all">"Token request"</li>
                <li class="passed">"Token accepted"</li>
                <li class="passed">"Realm exists"</li>
                <li class="passed">"Token realm"</li>
                <li class="hidden-gate">"User exists"</li>
                <li class="refused">"Permission"</li>
            </ol>
            <div class="thirds small">
                <p>
                    <span class="plate who">"401"</span>
                    " "
                    <b>"Not identified."</b>
                    " Keycloak did not accept the credentials or the token. Adding roles will not help."
                </p>
                <p>
                    <span class="plate may">"403"</span>
                    " "
                    <b>"Denied."</b>
                    " The token is valid but lacks permission. Keycloak returns HTTP 403 Forbidden and nothing else: no role, no hint."
                </p>
                <p>
                    <span class="plate dim">"404"</span>
                    " "
                    <b>"Not found."</b>
                    " The realm, the user, or the path does not exist. Without a role, Keycloak returns 403 instead."
                </p>
            </div>
        </section>
    }
    .erase()
}
