//! Groups causes that show the same message, by endpoint, status, and message.

use std::cmp::Reverse;

use diagnosis::cause::{CausePage, Endpoint, Seen, pages};
use http::StatusCode;

use crate::pages::entry_points::commonness;

/// An endpoint with its messages.
pub struct Place {
    /// The ID of the heading.
    pub id: &'static str,
    /// The heading.
    pub title: &'static str,
    /// The path below Keycloak's base URL; empty for connections.
    pub address: &'static str,
    /// The messages by status; messages without a status come first.
    pub statuses: Vec<Status>,
}

/// A status with its messages.
pub struct Status {
    /// The status; `None` if there was no response.
    pub status: Option<u16>,
    /// The messages, in the order of the catalog.
    pub symptoms: Vec<Symptom>,
}

/// Messages with the same causes.
pub struct Symptom {
    /// The bodies or the clients' messages, verbatim, and when they occur.
    pub texts: Vec<(&'static str, &'static str)>,
    /// The causes.
    pub causes: Vec<CausePage>,
}

/// All messages. Most visitors have a response of the Admin API, so it comes first.
pub fn places() -> Vec<Place> {
    [Endpoint::Admin, Endpoint::Token, Endpoint::Connection]
        .into_iter()
        .map(place)
        .filter(|place| !place.statuses.is_empty())
        .collect()
}

/// The causes without a message.
pub fn unseen() -> impl Iterator<Item = CausePage> {
    pages().filter(|cause| cause.page.seen.is_empty())
}

/// The name of an endpoint.
pub fn name(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Connection => "While connecting",
        Endpoint::Token => "Token endpoint",
        Endpoint::Admin => "Admin API",
    }
}

/// The ID of an endpoint's heading in the list.
pub fn id(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::Connection => "connection",
        Endpoint::Token => "token-endpoint",
        Endpoint::Admin => "admin-api",
    }
}

/// The reason phrase of a status, such as “Forbidden”.
pub fn phrase(status: u16) -> &'static str {
    StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default()
}

fn place(endpoint: Endpoint) -> Place {
    let mut statuses: Vec<Status> = Vec::new();
    for cause in pages() {
        let seen_here = |seen: &&Seen| seen.endpoint == endpoint;
        for seen in cause.page.seen.iter().filter(seen_here) {
            let make = || Status {
                status: seen.status,
                symptoms: Vec::new(),
            };
            let status = at(&mut statuses, |known| known.status == seen.status, make);
            let has_text = |known: &Symptom| known.texts.iter().any(|(text, _)| *text == seen.text);
            let symptom = at(&mut status.symptoms, has_text, || Symptom {
                texts: vec![(seen.text, seen.when)],
                causes: Vec::new(),
            });
            if symptom.causes.iter().all(|known| known.code != cause.code) {
                symptom.causes.push(cause);
            }
        }
    }
    for status in &mut statuses {
        status.symptoms = merged(std::mem::take(&mut status.symptoms));
        for symptom in &mut status.symptoms {
            symptom.causes.sort_by_key(|cause| commonness(cause.code));
        }
        // The general message of a status, which most readers see, has the most causes.
        status
            .symptoms
            .sort_by_key(|symptom| Reverse(symptom.causes.len()));
    }
    // The errors that most readers look for come first, and messages without a status last.
    statuses.sort_by_key(|status| match status.status {
        Some(403) => (0, 0),
        Some(401) => (1, 0),
        Some(404) => (2, 0),
        Some(error @ 400..) => (3, error),
        Some(other) => (4, other),
        None => (5, 0),
    });
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

/// Merges messages with the same causes.
fn merged(symptoms: Vec<Symptom>) -> Vec<Symptom> {
    let codes = |symptom: &Symptom| -> Vec<&str> {
        symptom.causes.iter().map(|cause| cause.code).collect()
    };
    let mut merged: Vec<Symptom> = Vec::new();
    for symptom in symptoms {
        match merged
            .iter_mut()
            .find(|known| codes(known) == codes(&symptom))
        {
            Some(known) => known.texts.extend(symptom.texts),
            None => merged.push(symptom),
        }
    }
    merged
}

/// The element for which `is` returns true; created if there is none.
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

    #[test]
    fn every_cause_and_message_is_listed() {
        let mut placed: Vec<(&str, Option<u16>, &str)> = Vec::new();
        for status in places().iter().flat_map(|place| &place.statuses) {
            for symptom in &status.symptoms {
                for cause in &symptom.causes {
                    let texts = symptom.texts.iter();
                    placed.extend(texts.map(|(text, _)| (cause.code, status.status, *text)));
                }
            }
        }
        for cause in pages() {
            for seen in cause.page.seen {
                let it = (cause.code, seen.status, seen.text);
                assert!(placed.contains(&it), "{it:?}");
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
    fn a_message_is_listed_once_for_a_status() {
        for place in places() {
            for status in place.statuses {
                let texts: Vec<&str> = status
                    .symptoms
                    .iter()
                    .flat_map(|symptom| &symptom.texts)
                    .map(|(text, _)| *text)
                    .collect();
                let different: BTreeSet<&str> = texts.iter().copied().collect();
                assert_eq!(
                    different.len(),
                    texts.len(),
                    "{} {:?}",
                    place.id,
                    status.status
                );
            }
        }
    }
}
