//! The page at `/roles`: the smallest role set for a backend, and every role.

use leptos::prelude::*;

use super::tool::{Words, tool_page};
use render::{Choice, Tool};

/// The page of the smallest role set for a backend.
#[component]
pub fn RolesPage() -> impl IntoView {
    let words = Words {
        title: "The smallest role set for your backend",
        description: "Select the Keycloak Admin API operations that your code uses, or paste the code, and get the \
         smallest role set that allows them.",
        heading: "Which roles does your backend need?",
        lead: "Select the operations that your code uses, or paste code, an access log, or a list of paths. Why403 \
         shows the smallest role set that allows them.",
        button: "Show roles",
    };
    tool_page(Tool::Roles, words, find, paste)
}

/// The search over the operations.
fn find(choice: &Choice) -> AnyView {
    view! {
        <div class="field">
            <label for="find">"Search operations"</label>
            <input
                id="find" name="find" type="search" spellcheck="false" autocapitalize="off" placeholder="reset password"
                value=choice.find.clone()
            />
        </div>
    }
    .into_any()
}

/// The paste box for code, logs, and lists. It is a separate form whose content is sent in the body, because a pasted text may contain
/// secrets.
fn paste(choice: &Choice, action: &str) -> AnyView {
    let chosen = form_urlencoded::parse(choice.query().as_bytes())
        .map(|(name, value)| view! { <input type="hidden" name=name.into_owned() value=value.into_owned()/> })
        .collect_view();
    view! {
        <form id="paste-form" method="post" action=action.to_owned() autocomplete="off" aria-label="What to paste">
            {chosen}
            <div class="field">
                <label for="paste">"Code, access log, kcadm.sh commands, or list of paths"</label>
                <textarea
                    id="paste" name="text" rows="5" class="mono" spellcheck="false" autocomplete="off" autocapitalize="off"
                    aria-describedby="paste-hint"
                ></textarea>
                <p class="hint" id="paste-hint">
                    <span class="with-script">"Processed in your browser. Nothing is sent or stored."</span>
                    <span class="without-script">
                        "Sent to this Why403 server in the request body. Never logged or stored."
                    </span>
                </p>
            </div>
            <div class="field with-script">
                <label for="files">"Or open files"</label>
                <input id="files" type="file" multiple/>
            </div>
            <div class="row">
                <button type="submit" class="quiet">"Find operations"</button>
            </div>
        </form>
        <div id="marked"></div>
    }
    .into_any()
}
