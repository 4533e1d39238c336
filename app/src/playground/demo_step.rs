//! Offers the change that fixes the demo's 401 or 403, and its undo.

use leptos::{prelude::*, task::spawn_local};

use super::{attempts::Attempts, demo_console::assign, form::Form};
use crate::{browser, erased::Erase};

/// The state of the administrator's step.
#[derive(Clone, PartialEq, Eq)]
enum Done {
    No,
    Doing,
    Yes,
    Failed(String),
}

/// The demo's next step after a report: assign the role or the client scope, or unassign the role to see the 403 again.
#[component]
pub fn DemoStep(
    /// The form.
    form: Form,
    /// The state of the checks.
    attempts: Attempts,
    /// The missing role or client scope; `None` if the request was allowed and the role can be unassigned again.
    role: Option<String>,
) -> impl IntoView {
    let done = RwSignal::new(Done::No);
    let assigning = role.is_some();
    let role = role.unwrap_or_else(|| "view-users".to_owned());
    let label = if assigning {
        format!("Assign {role}")
    } else {
        format!("Unassign {role}")
    };
    let after = if assigning {
        format!("{role} is now assigned.")
    } else {
        format!("{role} is unassigned again.")
    };
    let apply = move |_| {
        let role = role.clone();
        done.set(Done::Doing);
        spawn_local(async move {
            match assign(&role, assigning).await {
                Ok(()) => {
                    done.set(Done::Yes);
                    browser::focus("demo-again");
                }
                Err(words) => done.set(Done::Failed(words)),
            }
        });
    };
    view! {
        <section class="demo" aria-labelledby="demo-step">
            <div>
                <h2 id="demo-step">"In the demo"</h2>
                <p role="status">
                    {move || match done.get() {
                        Done::No if assigning => "This button does what you would do in the Admin Console.".to_owned(),
                        Done::No => "Unassign the role to get the 403 again.".to_owned(),
                        Done::Doing => "Working…".to_owned(),
                        Done::Yes => after.clone(),
                        Done::Failed(words) => words,
                    }}
                </p>
            </div>
            <div class="row">
                <button
                    type="button"
                    class:quiet=!assigning
                    disabled=move || matches!(done.get(), Done::Doing | Done::Yes)
                    on:click=apply
                >
                    {label}
                </button>
                <button
                    type="button"
                    id="demo-again"
                    disabled=move || done.get() != Done::Yes || attempts.running.get()
                    on:click=move |_| attempts.start(form)
                >
                    "Run demo again"
                </button>
            </div>
        </section>
    }
    .erase()
}
