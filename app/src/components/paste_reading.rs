//! What does that say which was pasted? The report on an answer; of a token alone, what it shows.

use std::sync::Arc;

use diagnosis::{paste::Remark, report::Report};
use leptos::{html, prelude::*};

use super::{calls::decoded, report::ReportView, roles::Roles};
use crate::pasted::Reading;

/// The reading.
#[component]
pub fn PasteReading(
    /// What was read.
    reading: Arc<Reading>,
    /// What precedes every address.
    prefix: String,
) -> impl IntoView {
    match &*reading {
        Reading::Answered(report) => {
            let report = Arc::new(Report::clone(report));
            view! { <ReportView report prefix/> }.into_any()
        }
        Reading::Token(remarks, report) => {
            view! { <TokenAlone remarks=remarks.clone() report=Report::clone(report) prefix/> }
                .into_any()
        }
        Reading::Command(_) | Reading::Nothing | Reading::Mistakes(_) => ().into_any(),
    }
}

/// What a token shows that nobody has called with yet.
#[component]
fn TokenAlone(remarks: Vec<Remark>, report: Report, prefix: String) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let refused = remarks.iter().any(|remark| remark.code.is_some());
    let (class, verdict) = if refused {
        ("verdict who", "The Admin API would not take this token.")
    } else {
        (
            "verdict dim",
            "Nothing in this token itself keeps the Admin API from taking it.",
        )
    };
    let remarks: Vec<_> = remarks
        .into_iter()
        .map(|remark| {
            let page = remark.code.map(|code| {
                view! {
                    " "
                    <a href=format!("{prefix}/causes/{code}")>{code}</a>
                }
            });
            view! { <li>{remark.sentence} {page}</li> }
        })
        .collect();
    view! {
        <article class="report">
            <section class=class aria-labelledby="verdict">
                <p class="status words">"Token"</p>
                <h1 id="verdict" tabindex="-1" node_ref=heading>
                    {verdict}
                </h1>
                <ul>{remarks}</ul>
                <p class="small">
                    "A token alone tells no more. With the answer that came for it, Why403 can say why."
                </p>
            </section>
            <Roles roles=report.roles/>
            <section aria-labelledby="token-read">
                <h2 id="token-read">"The token"</h2>
                {report.token.map(decoded)}
            </section>
        </article>
    }
}
