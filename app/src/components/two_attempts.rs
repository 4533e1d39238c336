//! What changed between the attempt before and this one?

use diagnosis::report::Report;
use leptos::prelude::*;

use super::call::{readable, tone};
use crate::comparison::{answer, claims};

/// The two attempts side by side.
#[component]
pub fn TwoAttempts(
    /// The attempt before.
    before: Report,
    /// This one.
    now: Report,
) -> impl IntoView {
    let changes = claims(&before, &now);
    let unchanged = changes.is_empty();
    let rows: Vec<_> = changes
        .into_iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row">
                        <span class="small">"claim "</span>
                        <code>{change.what}</code>
                    </th>
                    <td><code>{change.before.unwrap_or_else(|| "—".to_owned())}</code></td>
                    <td><code>{change.now.unwrap_or_else(|| "—".to_owned())}</code></td>
                </tr>
            }
        })
        .collect();
    view! {
        <section aria-labelledby="attempts">
            <h2 id="attempts">"The attempt before and this one"</h2>
            <div class="scroll" tabindex="0" role="region" aria-labelledby="attempts">
                <table class="two">
                    <thead>
                        <tr>
                            <th scope="col"></th>
                            <th scope="col">"Before"</th>
                            <th scope="col">"Now"</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row">"Status"</th>
                            <td>{status(&before)}</td>
                            <td>{status(&now)}</td>
                        </tr>
                        <tr>
                            <th scope="row">"Cause"</th>
                            <td>{before.cause.title.clone()}</td>
                            <td>{now.cause.title.clone()}</td>
                        </tr>
                        {rows}
                        <tr>
                            <th scope="row">"Answer"</th>
                            <td>{body(&before)}</td>
                            <td>{body(&now)}</td>
                        </tr>
                    </tbody>
                </table>
            </div>
            {unchanged.then(|| view! { <p class="small">"The claims of the two tokens are the same."</p> })}
        </section>
    }
    .into_any()
}

fn status(report: &Report) -> impl IntoView + use<> {
    let status = report.status;
    view! {
        <span class=format!("code {}", tone(status.unwrap_or(0)))>
            {status.map_or_else(|| "no answer".to_owned(), |status| status.to_string())}
        </span>
    }
    .into_any()
}

fn body(report: &Report) -> impl IntoView + use<> {
    let body = answer(report).map(readable).unwrap_or_default();
    view! { <pre tabindex="0" aria-label="Answer"><code>{body}</code></pre> }
}
