//! What would look the same from outside, and what would tell it apart?

use diagnosis::report::AlsoPossible;
use leptos::prelude::*;

/// The look-alikes. Nothing where there are none.
#[component]
pub fn AlsoPossibleList(
    /// The look-alikes.
    causes: Vec<AlsoPossible>,
) -> impl IntoView {
    (!causes.is_empty()).then(|| {
        let causes: Vec<_> = causes.into_iter().map(one).collect();
        view! {
            <section aria-labelledby="also">
                <h2 id="also">"What would look the same"</h2>
                <ul class="also">{causes}</ul>
            </section>
        }
    })
}

fn one(cause: AlsoPossible) -> impl IntoView {
    view! {
        <li>
            <code>{cause.code}</code>
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
