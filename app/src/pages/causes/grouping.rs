//! Which causes show the same message? The causes by endpoint, status and message.

use diagnosis::cause::{CausePage, Endpoint, pages};
use http::StatusCode;

use crate::cause_search::Entry;

/// An endpoint, with what is seen there.
pub struct Place {
    /// The heading's id.
    pub id: &'static str,
    /// The heading.
    pub title: &'static str,
    /// Where it is under Keycloak's base URL; empty where that says nothing.
    pub address: &'static str,
    /// What is seen there, by status; what has none comes first.
    pub statuses: Vec<Status>,
}

/// A status, with its messages.
pub struct Status {
    /// The status; none where no answer came.
    pub status: Option<u16>,
    /// The messages, in the order of the catalogue.
    pub symptoms: Vec<Symptom>,
}

/// A message, with the causes that show it.
pub struct Symptom {
    /// The body or the client's message, verbatim.
    pub text: &'static str,
    /// The causes, and when they show it.
    pub causes: Vec<(CausePage, &'static str)>,
}

/// Everything that is seen, in the order in which a call comes past it.
pub fn places() -> Vec<Place> {
    [Endpoint::Connection, Endpoint::Token, Endpoint::Admin]
        .into_iter()
        .map(place)
        .filter(|place| !place.statuses.is_empty())
        .collect()
}

/// The causes that no message tells of.
pub fn unseen() -> impl Iterator<Item = CausePage> {
    pages().filter(|cause| cause.page.seen.is_empty())
}

/// The causes as the page lists them, to be searched: the browser reads the same from the page.
pub fn entries(places: &[Place]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let symptoms = places.iter().flat_map(|place| &place.statuses).flat_map(|status| &status.symptoms);
    let listed = symptoms.flat_map(|symptom| symptom.causes.iter().map(|(cause, _)| (*cause, Some(symptom.text))));
    for (cause, text) in listed.chain(unseen().map(|cause| (cause, None))) {
        let entry = at(&mut entries, |known| known.code == cause.code, || Entry {
            code: cause.code.to_owned(),
            title: cause.title.to_owned(),
            texts: Vec::new(),
        });
        entry.texts.extend(text.map(str::to_owned));
    }
    entries
}

/// What an endpoint is called.
pub fn name(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Connection => "While connecting",
        Endpoint::Token => "Token endpoint",
        Endpoint::Admin => "Admin API",
    }
}

/// The heading's id of an endpoint on the index.
pub fn id(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Connection => "connection",
        Endpoint::Token => "token-endpoint",
        Endpoint::Admin => "admin-api",
    }
}

/// What HTTP calls a status, such as “Forbidden”.
pub fn phrase(status: u16) -> &'static str {
    StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}

fn place(endpoint: Endpoint) -> Place {
    let mut statuses: Vec<Status> = Vec::new();
    for cause in pages() {
        for seen in cause
            .page
            .seen
            .iter()
            .filter(|seen| seen.endpoint == endpoint)
        {
            let status = at(
                &mut statuses,
                |known| known.status == seen.status,
                || Status {
                    status: seen.status,
                    symptoms: Vec::new(),
                },
            );
            let symptom = at(
                &mut status.symptoms,
                |known| known.text == seen.text,
                || Symptom {
                    text: seen.text,
                    causes: Vec::new(),
                },
            );
            symptom.causes.push((cause, seen.when));
        }
    }
    statuses.sort_by_key(|status| status.status);
    Place {
        id: id(endpoint),
        title: name(endpoint),
        address: match endpoint {
            Endpoint::Connection => "",
            Endpoint::Token => "/realms/{realm}/protocol/openid-connect/token",
            Endpoint::Admin => "/admin/realms/{realm}/…",
        },
        statuses,
    }
}

/// The element that `is` finds, made where there is none.
fn at<T>(list: &mut Vec<T>, is: impl Fn(&T) -> bool, make: impl FnOnce() -> T) -> &mut T {
    let found = list.iter().position(is).unwrap_or_else(|| {
        list.push(make());
        list.len() - 1
    });
    &mut list[found]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cause_search::Index;

    #[test]
    fn no_cause_and_no_message_is_left_out() {
        let placed: Vec<(&str, Option<u16>, &str)> = places()
            .iter()
            .flat_map(|place| &place.statuses)
            .flat_map(|status| {
                status.symptoms.iter().flat_map(|symptom| {
                    symptom
                        .causes
                        .iter()
                        .map(|(cause, _)| (cause.code, status.status, symptom.text))
                })
            })
            .collect();
        for cause in pages() {
            for seen in cause.page.seen {
                assert!(
                    placed.contains(&(cause.code, seen.status, seen.text)),
                    "{}: {}",
                    cause.code,
                    seen.text
                );
            }
        }
        let listed: BTreeSet<&str> = placed
            .iter()
            .map(|(code, ..)| *code)
            .chain(unseen().map(|cause| cause.code))
            .collect();
        assert_eq!(listed.len(), pages().count());
    }

    #[test]
    fn every_cause_is_found_by_its_own_messages() {
        let index = Index::new(entries(&places()));
        for cause in pages() {
            for seen in cause.page.seen.iter().filter(|seen| seen.text.split_whitespace().count() > 2) {
                let found = index.search(seen.text);
                assert!(found.iter().any(|found| found.code == cause.code), "{}: {}", cause.code, seen.text);
            }
        }
    }

    #[test]
    fn causes_that_look_the_same_stand_together() {
        for place in places() {
            for status in place.statuses {
                let texts: BTreeSet<&str> =
                    status.symptoms.iter().map(|symptom| symptom.text).collect();
                assert_eq!(
                    texts.len(),
                    status.symptoms.len(),
                    "{} {:?}",
                    place.id,
                    status.status
                );
            }
        }
    }
}
