//! Offers the demo, where one button fills in the form and runs the check, and the guide.

use diagnosis::attempt::Field;
use leptos::prelude::*;

use super::{
    attempts::Attempts,
    demo_console::{DemoFacts, demo_base, imitate, imitates_announced},
    form::{CLIENT_CREDENTIALS, Form},
};
use crate::{erased::Erase, site};

/// The card that offers the demo and links to the guide.
#[component]
pub fn DemoCard(
    /// The form.
    form: Form,
    /// The state of the checks.
    attempts: Attempts,
    /// Whether the page is hydrated.
    ready: RwSignal<bool>,
) -> impl IntoView {
    let begin = move |_| {
        let (Some(base), Some(facts)) = (demo_base(), DemoFacts::here()) else {
            return;
        };
        let filled = [
            (Field::Url, base.as_str()),
            (Field::Realm, &facts.realm),
            (Field::Grant, CLIENT_CREDENTIALS),
            (Field::ClientId, &facts.client_id),
            (Field::ClientSecret, &facts.client_secret),
            (Field::UserId, &facts.user_id),
        ];
        let emptied = [
            Field::AuthRealm,
            Field::Scope,
            Field::Operation,
            Field::CaCertificate,
            Field::Keycloak,
        ];
        for (field, text) in filled.into_iter().chain(emptied.map(|field| (field, ""))) {
            form.set(field, text);
        }
        attempts.start(form);
    };
    view! {
        <section class="demo" aria-labelledby="demo">
            <div>
                <h2 id="demo">"No Keycloak at hand? Try the demo."</h2>
                <p>
                    "A built-in mock Keycloak whose client lacks one role: see the 403, grant the role, see the 200. The "
                    <a href=format!("{}/guide", site::prefix())>"guide"</a>
                    " goes through the same steps with your own names."
                </p>
                <label class="tick small">
                    <input
                        type="checkbox" id="demo-announced"
                        prop:checked=move || ready.get() && imitates_announced()
                        on:change=move |event| imitate(event_target_checked(&event))
                    />
                    "Behave like Keycloak 26.8.2 as announced: return 401 if the token’s audience lacks the Admin API."
                </label>
            </div>
            <button type="button" class="quiet" disabled=move || !ready.get() || attempts.running.get() on:click=begin>
                "Run demo"
            </button>
        </section>
    }
    .erase()
}
