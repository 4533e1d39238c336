//! The page at `/causes`: every cause by endpoint, status, and message.

mod cause;
mod code_names;
mod grouping;

pub use cause::{CausePage, announcement, steps};
pub use code_names::marked;

use std::time::{SystemTime, UNIX_EPOCH};

use leptos::prelude::*;
use permissions::{Matrix, counted};
use reader::reading::{Context, find_causes};
use render::status_tone;

use self::grouping::{Place, Status, Symptom, unseen};
use crate::{
    context::{Measured, Prefix, SearchedFor},
    pages::{
        entry_points::common_causes,
        filter::{Choice, filter},
        head::Head,
        header::Header,
    },
    reference::{CauseSearch, Found},
    site,
};

/// The causes of a message, a log, or words, best first.
pub fn found(text: &str, matrix: &Matrix) -> Vec<Found> {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let context = Context {
        matrix,
        version: None,
        operation: "",
        now: i64::try_from(now.as_secs()).unwrap_or_default(),
    };
    let found = find_causes(text, &context).into_iter().map(|hit| Found {
        code: hit.code.to_owned(),
        title: hit.title.to_owned(),
        text: hit.message.to_owned(),
    });
    found.collect()
}

/// The ID of the form that filters the messages.
const FILTER: &str = "filter";
/// The number of variants of a message that are shown. The others are folded.
const OPEN_MESSAGES: usize = 2;

/// The list of the causes.
#[component]
pub fn CausesPage() -> impl IntoView {
    let Prefix(prefix) = Prefix::here();
    let SearchedFor(query) = use_context().unwrap_or_default();
    let places = grouping::places();
    let matrix = use_context().map(|Measured(matrix)| matrix);
    let found = matrix.map_or_else(Vec::new, |matrix| found(&query, matrix));
    let choices = choices(&places);
    let wanted: Vec<String> = choices.iter().filter_map(Choice::selected).collect();
    let messages = || places.iter().flat_map(rows);
    let matching = messages()
        .filter(|filters| matches(filters, &wanted))
        .count();
    let filter = filter(FILTER, &choices, [matching, messages().count()], "messages");
    let action = format!("{prefix}/causes");
    let places: Vec<_> = places
        .into_iter()
        .map(|place| shown(place, &wanted, &prefix))
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
            <div class="search-row">
                <CauseSearch query found/>
                <form id=FILTER class="filter-form" method="get" action=action>
                    <div inner_html=filter.into_string()></div>
                    <noscript>
                        <button type="submit">"Show"</button>
                    </noscript>
                </form>
            </div>
            <section class="common" aria-labelledby="common">
                <h2 id="common">"Common causes"</h2>
                <ul inner_html=common_causes(&prefix).into_string()></ul>
            </section>
            {places}
            {rest(&prefix)}
            <script src=format!("{}/filter.js", site::assets()) type="module"></script>
        </main>
    }
}

/// The choices that filter the messages.
fn choices(places: &[Place]) -> [Choice; 2] {
    let mut statuses: Vec<Option<u16>> = places
        .iter()
        .flat_map(|place| &place.statuses)
        .map(|status| status.status)
        .collect();
    statuses.sort_unstable();
    statuses.dedup();
    // Statuses come first, as in most errors.
    let without = usize::from(statuses.first() == Some(&None));
    statuses.rotate_left(without);
    [
        Choice {
            name: "status",
            label: "Status",
            all: "Any status",
            options: statuses
                .into_iter()
                .map(|status| {
                    (
                        by_status(status),
                        status.map_or_else(|| "No status".to_owned(), named),
                    )
                })
                .collect(),
        },
        Choice {
            name: "source",
            label: "Source",
            all: "All sources",
            options: places
                .iter()
                .map(|place| (place.id.to_owned(), place.title.to_owned()))
                .collect(),
        },
    ]
}

fn named(status: u16) -> String {
    format!("{status} {}", grouping::phrase(status))
}

/// The filter that keeps the messages with this status.
fn by_status(status: Option<u16>) -> String {
    status.map_or_else(
        || "no-status".to_owned(),
        |status| format!("status-{status}"),
    )
}

/// The filters of each row of this source.
fn rows(place: &Place) -> impl Iterator<Item = [String; 2]> {
    place.statuses.iter().flat_map(|status| {
        status
            .symptoms
            .iter()
            .map(|_| [by_status(status.status), place.id.to_owned()])
    })
}

fn matches(filters: &[String; 2], wanted: &[String]) -> bool {
    wanted.iter().all(|wanted| filters.contains(wanted))
}

fn shown(place: Place, wanted: &[String], prefix: &str) -> impl IntoView + use<> {
    let is_hidden = rows(&place).all(|filters| !matches(&filters, wanted));
    let Place {
        id,
        title,
        address,
        statuses,
    } = place;
    let statuses: Vec<_> = statuses
        .into_iter()
        .map(|status| with_status(id, status, wanted, prefix))
        .collect();
    view! {
        <section class="place" aria-labelledby=id data-group="" hidden=is_hidden>
            <h2 id=id>
                {title}
                {(!address.is_empty()).then(|| view! { " " <code class="address">{address}</code> })}
            </h2>
            <table class="list symptoms">
                <thead>
                    <tr>
                        <th scope="col">"Status"</th>
                        <th scope="col">"Message"</th>
                        <th scope="col">"Possible causes"</th>
                    </tr>
                </thead>
                <tbody>{statuses}</tbody>
            </table>
        </section>
    }
}

/// The rows of a status. The first one is the target of links to the status.
fn with_status(
    place: &'static str,
    status: Status,
    wanted: &[String],
    prefix: &str,
) -> impl IntoView + use<> {
    let number = status.status;
    let filters = [by_status(number), place.to_owned()];
    let is_hidden = !matches(&filters, wanted);
    let filters = filters.join(" ");
    let id = number.map(|number| format!("{place}-{number}"));
    status
        .symptoms
        .into_iter()
        .enumerate()
        .map(|(at, symptom)| {
            let id = id.clone().filter(|_| at == 0);
            let filters = filters.clone();
            view! {
                <tr class="symptom" id=id data-filter=filters hidden=is_hidden>
                    <td>{plate(number)}</td>
                    {with_text(symptom, prefix)}
                </tr>
            }
        })
        .collect::<Vec<_>>()
}

fn plate(status: Option<u16>) -> impl IntoView + use<> {
    match status {
        Some(status) => {
            let class = format!("plate {}", status_tone(status));
            view! { <span class=class>{status}</span> }.into_any()
        }
        None => view! {
            <span class="plate dim" aria-hidden="true">"—"</span>
            <span class="unseen">"no status"</span>
        }
        .into_any(),
    }
}

/// Messages with the causes that show them. Several clients print the same body in their own way, so most variants are folded.
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
                {(!when.is_empty()).then(|| view! { " " <span class="when">{when}</span> })}
            </div>
        }
    });
    let first: Vec<_> = texts.by_ref().take(OPEN_MESSAGES).collect();
    let more: Vec<_> = texts.collect();
    let more = (!more.is_empty()).then(|| {
        view! {
            <details>
                <summary>{counted(more.len(), "more variant", "more variants")}</summary>
                {more}
            </details>
        }
    });
    view! {
        <td>
            <div class="texts">{first} {more}</div>
        </td>
        <td>
            <ul>{causes}</ul>
        </td>
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
            <h2 id="no-message">"Causes without a message"</h2>
            <ul>{causes}</ul>
        </section>
    }
    .into_any()
}
