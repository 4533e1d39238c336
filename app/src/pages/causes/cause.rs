//! The page of one cause. The fix comes first.

use diagnosis::cause::{self, page, pages};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use render::status_tone;
use serde_json::{Value, json};

use super::{code_names::marked, grouping};
use crate::{
    context::{Measured, Prefix},
    pages::{
        head::{Head, StructuredData, shortened},
        header::Header,
        links::formats,
        nearest::nearest,
        unknown::{Meant, Unknown},
    },
};

/// The sections: their IDs and headings, in order.
const SECTIONS: [(&str, &str); 6] = [
    ("fix", "How to fix it"),
    ("seen", "Messages"),
    ("meaning", "Reason"),
    ("alike", "Similar causes"),
    ("known", "How we know"),
    ("versions", "Keycloak versions"),
];

/// The page of one cause, or the page for an unknown cause.
#[component]
pub fn CausePage() -> impl IntoView {
    let code = use_params_map()
        .read_untracked()
        .get("code")
        .unwrap_or_default();
    if let Some(cause) = page(&code) {
        view! { <CauseContent cause/> }.into_any()
    } else {
        let near = nearest(&code, pages(), |cause| cause.code.to_owned());
        let near: Vec<_> = near.into_iter().map(meant).collect();
        view! { <Unknown what="cause" all=("/causes", "All causes") near/> }.into_any()
    }
}

fn meant(cause: cause::CausePage) -> Meant {
    Meant {
        path: format!("/causes/{}", cause.code),
        name: cause.code.to_owned(),
        words: cause.title.to_owned(),
    }
}

#[component]
fn CauseContent(cause: cause::CausePage) -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let words = cause.page;
    let together =
        |a: &&cause::Seen, b: &&cause::Seen| a.endpoint == b.endpoint && a.status == b.status;
    let seen: Vec<_> = responses_first(words)
        .chunk_by(together)
        .map(|seen| view! { <Symptoms seen=seen.to_vec()/> })
        .collect();
    // The first sentence of the meaning leads the page.
    let meaning: Vec<_> = words
        .meaning
        .iter()
        .skip(1)
        .map(|said| view! { <p>{marked(said)}</p> })
        .collect();
    let alike: Vec<_> = words
        .looks_like
        .iter()
        .map(|(code, apart)| look_alike(code, apart, &prefix))
        .collect();
    let fix = view! {
        <div class="card">
            {steps(words)}
            <p class="try">
                <a class="button go" href=format!("{prefix}/")>"Check my setup"</a>
                <span class="small">"The playground runs your request and identifies the cause."</span>
                {announced_story(cause.code, &prefix)}
            </p>
        </div>
    };
    let sections = [
        Some(fix.into_any()),
        (!seen.is_empty()).then(|| seen.into_any()),
        (!meaning.is_empty()).then(|| meaning.into_any()),
        (!alike.is_empty()).then(|| view! { <ul class="alike">{alike}</ul> }.into_any()),
        Some(view! { <p>{marked(words.how_known)}</p> }.into_any()),
        Some(view! { <p>{marked(words.versions)}</p> }.into_any()),
    ];
    let there: Vec<_> = SECTIONS
        .iter()
        .zip(&sections)
        .filter(|(_, view)| view.is_some())
        .map(|(of, _)| *of)
        .collect();
    let sections: Vec<_> = SECTIONS
        .into_iter()
        .zip(sections)
        .filter_map(|((id, title), view)| Some(section(id, title, view?)))
        .collect();
    let announcement = announcement(cause.code);
    let status = words.seen.iter().find_map(|seen| seen.status);
    let title = match status {
        Some(status) => format!("{} (Keycloak {status})", cause.title),
        None => format!("{} (Keycloak)", cause.title),
    };
    view! {
        <Head title description=description(cause) path=format!("/causes/{}", cause.code)/>
        <StructuredData data=questions(cause)/>
        <Header prefix=prefix.clone() current="/causes"/>
        <main id="content" class="cause">
            <Breadcrumb cause prefix=prefix.clone()/>
            <div class="cause-head">
                {status.map(|status| view! { <p class=format!("status plate big {}", status_tone(status))>{status}</p> })}
                <h1>{cause.title}</h1>
                <p class="lead">{marked(words.summary())}</p>
                <p class="tags">
                    <code class="tag">{cause.code}</code>
                    " "
                    <span class="tag">"Failed check: " {cause.gate.title()}</span>
                    {announcement.is_some().then(|| view! { " " <span class="tag grade">"Announced, not measured"</span> })}
                </p>
                {announcement.map(|source| view! { <p class="small">"Source: " {source}</p> })}
            </div>
            <nav class="contents" aria-label="On this page">
                <ul>
                    {there
                        .into_iter()
                        .map(|(id, title)| view! { <li><a href=format!("#{id}")>{title}</a></li> })
                        .collect_view()}
                </ul>
            </nav>
            <article>{sections}</article>
            <Neighbors cause prefix=prefix.clone()/>
            <div inner_html=formats(&prefix, &format!("/causes/{}", cause.code)).into_string()></div>
        </main>
    }
}

/// The messages of the cause: responses come first, then the lines of logs and of other programs.
fn responses_first(words: &'static cause::Page) -> Vec<&'static cause::Seen> {
    let mut seen: Vec<_> = words.seen.iter().collect();
    seen.sort_by_key(|seen| seen.status.is_none());
    seen
}

/// The source of the announcement of a cause that is not measured.
pub fn announcement(code: &str) -> Option<&'static str> {
    let Measured(matrix) = use_context()?;
    cause::announcement(matrix, code)
}

/// The steps of the fix.
pub fn steps(words: &'static cause::Page) -> impl IntoView {
    let steps: Vec<_> = words
        .fix
        .iter()
        .map(|step| view! { <li>{marked(step)}</li> })
        .collect();
    view! { <ol class="steps">{steps}</ol> }
}

/// The link to the guide's steps that walk through an announced cause in the demo.
fn announced_story(code: &str, prefix: &str) -> impl IntoView {
    cause::missing_scope(code).is_some().then(|| {
        view! { <a href=format!("{prefix}/guide#audience")>"Walk through it in the demo"</a> }
    })
}

fn section(id: &'static str, title: &'static str, view: AnyView) -> impl IntoView {
    view! {
        <section aria-labelledby=id>
            <h2 id=id>
                <a class="anchor" href=format!("#{id}")>{title}</a>
            </h2>
            {view}
        </section>
    }
}

/// The endpoints and their messages.
#[component]
fn Symptoms(seen: Vec<&'static cause::Seen>) -> impl IntoView {
    let place = seen.first().map(|seen| {
        let status = seen
            .status
            .map(|status| format!(", {status} {}", grouping::phrase(status)));
        view! { <h3>{grouping::name(seen.endpoint)} {status}</h3> }
    });
    let texts: Vec<_> = seen
        .iter()
        .map(|seen| {
            view! {
                <div>
                    <dt>{if seen.when.is_empty() { "All versions" } else { seen.when }}</dt>
                    <dd><code class="seen">{seen.text}</code></dd>
                </div>
            }
        })
        .collect();
    view! {
        {place}
        <dl class="messages">{texts}</dl>
    }
}

fn look_alike(code: &'static str, apart: &'static str, prefix: &str) -> impl IntoView + use<> {
    let title = page(code).map_or(code, |cause| cause.title);
    view! {
        <li>
            <a href=format!("{prefix}/causes/{code}")>{title}</a>
            {announcement(code).map(|_| view! { " " <span class="tag grade">"Announced, not measured"</span> })}
            <p>{marked(apart)}</p>
        </li>
    }
}

#[component]
fn Breadcrumb(cause: cause::CausePage, prefix: String) -> impl IntoView {
    let place = cause.page.seen.first().map(|seen| {
        let id = grouping::id(seen.endpoint);
        let (anchor, status) = match seen.status {
            Some(status) => (format!("{id}-{status}"), format!(", {status}")),
            None => (id.to_owned(), String::new()),
        };
        view! {
            <li>
                <a href=format!("{prefix}/causes#{anchor}")>{grouping::name(seen.endpoint)} {status}</a>
            </li>
        }
    });
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol>
                <li>
                    <a href=format!("{prefix}/causes")>"Causes"</a>
                </li>
                {place}
                <li aria-current="page">{cause.code}</li>
            </ol>
        </nav>
    }
}

/// Links to the previous and the next cause, in the order of the catalog.
#[component]
fn Neighbors(cause: cause::CausePage, prefix: String) -> impl IntoView {
    let all: Vec<_> = pages().collect();
    let at = all
        .iter()
        .position(|known| known.code == cause.code)
        .unwrap_or_default();
    let way = |to: Option<&cause::CausePage>, rel: &'static str, words: &'static str| {
        to.map(|to| {
            view! {
                <a class=rel rel=rel href=format!("{prefix}/causes/{}", to.code)>
                    <span class="small">{words}</span>
                    {to.title}
                </a>
            }
        })
    };
    let before = at.checked_sub(1).and_then(|before| all.get(before));
    view! {
        <nav class="neighbors" aria-label="Other causes">
            {way(before, "prev", "Previous")}
            {way(all.get(at + 1), "next", "Next")}
        </nav>
    }
}

/// The description for search engines: the message, and the beginning of its meaning.
fn description(cause: cause::CausePage) -> String {
    let message = responses_first(cause.page)
        .first()
        .map(|seen| format!("{}: ", seen.text))
        .unwrap_or_default();
    let meaning = cause.page.summary();
    shortened(format!("{message}{meaning}"))
}

/// The messages as questions, and their reason and fix as the answer, for search engines.
fn questions(cause: cause::CausePage) -> Value {
    let words = cause.page;
    let answer = format!(
        "{} How to fix it: {}",
        words.meaning.join(" "),
        words.fix.join(" ")
    );
    let mut messages: Vec<&str> = words.seen.iter().map(|seen| seen.text).collect();
    messages.dedup();
    let questions: Vec<Value> = messages
        .into_iter()
        .map(|message| {
            json!({
                "@type": "Question",
                "name": format!("Why does Keycloak respond with “{message}”?"),
                "acceptedAnswer": { "@type": "Answer", "text": answer },
            })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "FAQPage", "mainEntity": questions })
}
