//! What would look the same from outside, and what would tell it apart?

use diagnosis::report::AlsoPossible;
use leptos::prelude::*;

/// The look-alikes. Nothing where there are none.
#[component]
pub fn AlsoPossibleList(
    /// The look-alikes.
    causes: Vec<AlsoPossible>,
    /// What precedes every address.
    prefix: String,
) -> impl IntoView {
    (!causes.is_empty()).then(|| {
        let causes: Vec<_> = causes
            .into_iter()
            .map(|cause| one(cause, &prefix))
            .collect();
        view! {
            <section aria-labelledby="also">
                <h2 id="also">"What would look the same"</h2>
                <ul class="also">{causes}</ul>
            </section>
        }
    })
}

fn one(cause: AlsoPossible, prefix: &str) -> impl IntoView + use<> {
    let page = format!("{prefix}/causes/{}", cause.code);
    view! {
        <li>
            <a href=page><code>{cause.code}</code></a>
            <p>{cause.why}</p>
            {(!cause.tell_apart.is_empty())
                .then(|| {
                    view! {
                        <p class="small">
                            <b>"Tells it apart: "</b>
                            {cause.tell_apart}
                        </p>
                    }
                })}
        </li>
    }
    .into_any()
}
