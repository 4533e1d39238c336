//! What is at `/roles`? The roles a backend needs, and every role.

use leptos::prelude::*;

use super::tool::{Words, tool_page};
use render::{Ask, Tool};

/// The least roles for a backend.
#[component]
pub fn RolesPage() -> impl IntoView {
    let words = Words {
        title: "The least roles for your backend · Why403",
        description: "Pick the operations of Keycloak’s Admin API that your code calls, or paste the code, and get the smallest set of roles that \
                      lets them through, what each is for, and what else it opens.",
        heading: "Which roles does your backend need?",
        lead: "Choose the operations that your code calls, or paste the code, an access log or a list of paths. You get the smallest set of \
               roles that lets them through, and what else it opens.",
        button: "Show the roles",
    };
    tool_page(Tool::Roles, words, find, paste)
}

/// The search over the operations.
fn find(ask: &Ask) -> AnyView {
    view! {
        <div class="field">
            <label for="find">"Operations, by path, method or what they do"</label>
            <input
                id="find" name="find" type="search" spellcheck="false" autocapitalize="off" placeholder="reset password"
                value=ask.find.clone()
            />
        </div>
    }
    .into_any()
}

/// Where code, logs and lists are pasted. It is a form of its own, sent in the body: what is pasted may hold secrets.
fn paste(ask: &Ask, action: &str) -> AnyView {
    let chosen = form_urlencoded::parse(ask.query().as_bytes())
        .map(|(name, value)| view! { <input type="hidden" name=name.into_owned() value=value.into_owned()/> })
        .collect_view();
    view! {
        <form id="paste-form" method="post" action=action.to_owned() autocomplete="off" aria-label="What to paste">
            {chosen}
            <div class="field">
                <label for="paste">"Code, an access log, kcadm commands or a list of paths"</label>
                <textarea
                    id="paste" name="text" rows="5" class="mono" spellcheck="false" autocomplete="off" autocapitalize="off"
                    aria-describedby="paste-hint"
                ></textarea>
                <p class="hint" id="paste-hint">
                    <span class="with-script">"Read in this page: nothing of it is sent or kept."</span>
                    <span class="without-script">
                        "Sent to this server in the body of a request, read, and forgotten: it gets into no address and no log."
                    </span>
                </p>
            </div>
            <div class="row">
                <button type="submit" class="quiet">"Find the operations in it"</button>
            </div>
        </form>
    }
    .into_any()
}
