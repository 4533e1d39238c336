//! Which calls were made? All of them, folded; the token; and a script that makes them again.

use diagnosis::report::{Step, TokenReport};
use leptos::prelude::*;
use serde_json::Value;

use super::{call::Call, copy_button::CopyButton};

/// The calls.
#[component]
pub fn Calls(
    /// The calls, in the order they were asked for.
    steps: Vec<Step>,
    /// The token's visible parts.
    token: Option<TokenReport>,
    /// The script that repeats the calls.
    script: String,
) -> impl IntoView {
    let steps: Vec<_> = steps
        .into_iter()
        .map(|step| view! { <Call step/> })
        .collect();
    view! {
        <section aria-labelledby="calls">
            <h2 id="calls">"Calls made"</h2>
            {steps}
            {token.map(decoded)}
            {(!script.is_empty()).then(|| repeat(script))}
        </section>
    }
    .into_any()
}

/// The token's header and claims, folded.
pub fn decoded(token: TokenReport) -> impl IntoView {
    view! {
        <details class="call plain">
            <summary>"The token, decoded"</summary>
            <p class="small">"Header and claims. The signature is left out: without it, nobody can use this token."</p>
            <pre tabindex="0" aria-label="Header of the token"><code>{pretty(&token.header)}</code></pre>
            <pre tabindex="0" aria-label="Claims of the token"><code>{pretty(&token.claims)}</code></pre>
        </details>
    }
    .into_any()
}

fn repeat(script: String) -> impl IntoView {
    let copied = script.clone();
    view! {
        <details class="call plain">
            <summary>"A shell script that makes these calls with curl"</summary>
            <p class="small">
                "The client’s secret is taken from "
                <code>"WHY403_CLIENT_SECRET"</code>
                "."
            </p>
            <pre tabindex="0" aria-label="Script"><code>{script}</code></pre>
            <CopyButton text=copied label="Copy the script"/>
        </details>
    }
    .into_any()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
