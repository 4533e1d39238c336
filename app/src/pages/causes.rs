//! The page at `/causes`: every cause by endpoint, status, and message.

mod cause;
mod code_names;
mod grouping;

pub use cause::CausePage;

use leptos::prelude::*;

use self::grouping::{Place, Status, Symptom, unseen};
use crate::{
    pages::{head::Head, header::Header},
    reference::CauseSearch,
    reference::Index,
    shell::{Prefix, SearchedFor},
};

/// The causes as entries of the search.
pub fn entries() -> Vec<crate::reference::Entry> {
    grouping::entries(&grouping::places())
}

/// How many forms of a message are shown before the rest is folded.
const OPEN_MESSAGES: usize = 2;

/// The list of the causes.
#[component]
pub fn CausesPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let SearchedFor(asked) = use_context().unwrap_or_default();
    let places = grouping::places();
    let found = if asked.is_empty() {
        Vec::new()
    } else {
        Index::new(grouping::entries(&places)).search(&asked)
    };
    let contents: Vec<_> = places.iter().map(contents_of).collect();
    let places: Vec<_> = places
        .into_iter()
        .map(|place| shown(place, &prefix))
        .collect();
    view! {
        <Head
            title="Keycloak error messages and what they mean"
            description="Every known cause of a 401, 403, or 404 from Keycloak’s token endpoint and Admin API, by error \
             message, with the fix for each."
            path="/causes"
        />
        <Header prefix=prefix.clone() current="/causes"/>
        <main id="content" class="causes">
            <h1>"Keycloak error messages and what they mean"</h1>
            <p class="lead">
                "Keycloak rarely explains its errors. Find your error below. Each page tells you how to confirm the \
                 cause and how to fix it."
            </p>
            <CauseSearch asked found/>
            <nav class="contents" aria-label="On this page">
                <ul>{contents}</ul>
            </nav>
            {places}
            {rest(&prefix)}
        </main>
    }
}

fn contents_of(place: &Place) -> impl IntoView + use<> {
    let id = place.id;
    let statuses: Vec<_> = place
        .statuses
        .iter()
        .filter_map(|status| {
            let number = status.status?;
            Some(view! { " " <a class="code" href=format!("#{id}-{number}")>{number}</a> })
        })
        .collect();
    view! {
        <li>
            <a href=format!("#{id}")>{place.title}</a>
            {statuses}
        </li>
    }
}

fn shown(place: Place, prefix: &str) -> impl IntoView + use<> {
    let Place {
        id,
        title,
        address,
        statuses,
        ..
    } = place;
    let statuses: Vec<_> = statuses
        .into_iter()
        .map(|status| with_status(id, status, prefix))
        .collect();
    view! {
        <section class="place" aria-labelledby=id>
            <h2 id=id>
                {title}
                {(!address.is_empty()).then(|| view! { " " <code class="address">{address}</code> })}
            </h2>
            {statuses}
        </section>
    }
}

fn with_status(place: &str, status: Status, prefix: &str) -> impl IntoView + use<> {
    let heading = status.status.map(|number| {
        view! {
            <h3 id=format!("{place}-{number}")>
                <span class="code">{number}</span>
                " "
                {grouping::phrase(number)}
            </h3>
        }
    });
    let symptoms: Vec<_> = status
        .symptoms
        .into_iter()
        .map(|symptom| with_text(symptom, prefix))
        .collect();
    view! {
        {heading}
        <ul class="symptoms">{symptoms}</ul>
    }
}

/// Messages with the causes that show them. Many messages are one body as several clients print it; most of those are folded.
fn with_text(symptom: Symptom, prefix: &str) -> impl IntoView + use<> {
    let causes: Vec<_> = symptom
        .causes
        .iter()
        .map(|cause| link(cause, prefix))
        .collect();
    let mut texts = symptom.texts.into_iter().map(|(text, when)| {
        view! {
            <div>
                <code class="seen">{text}</code>
                {(!when.is_empty()).then(|| view! { <span class="when">{when}</span> })}
            </div>
        }
    });
    let first: Vec<_> = texts.by_ref().take(OPEN_MESSAGES).collect();
    let more: Vec<_> = texts.collect();
    let more = (!more.is_empty()).then(|| {
        view! {
            <details>
                <summary>{format!("{} more variants", more.len())}</summary>
                {more}
            </details>
        }
    });
    view! {
        <li class="symptom">
            <div class="texts">{first} {more}</div>
            <ul>{causes}</ul>
        </li>
    }
}

fn link(cause: &diagnosis::cause::CausePage, prefix: &str) -> impl IntoView + use<> {
    let (code, title) = (cause.code, cause.title);
    view! {
        <li>
            <a href=format!("{prefix}/causes/{code}") data-cause=code>{title}</a>
        </li>
    }
}

/// The causes without a message.
fn rest(prefix: &str) -> AnyView {
    let causes: Vec<_> = unseen().map(|cause| link(&cause, prefix)).collect();
    if causes.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="place" aria-labelledby="no-message">
            <h2 id="no-message">"No message of its own"</h2>
            <ul>{causes}</ul>
        </section>
    }
    .into_any()
}
