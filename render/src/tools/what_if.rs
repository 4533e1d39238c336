//! Renders what a role set allows.

use maud::{Markup, html};
use permissions::{Operation, State};

use super::{
    Choice, Known, Shown, Tool,
    controls::{held, notes, role_boxes, token_realms, versions},
    operation_list::{by_area, number, operation, state, with_writes, writing},
    share::share,
};

/// The version, the realm, and a checkbox for every role.
pub fn choices(known: Known, choice: &Choice) -> Markup {
    let permissions = choice.permissions(known.matrix);
    let all = permissions.roles();
    let (ticked, _) = held(known.matrix, choice, all, "");
    html! {
        div.pair {
            (versions(known.matrix, "keycloak", "Keycloak version", permissions, &choice.keycloak, &[]))
            (token_realms(choice))
        }
        (role_boxes(known.matrix, all, choice, permissions.with_included(ticked), known.prefix))
    }
}

/// Every operation by area with its state. Those that the last change allowed or denied are marked.
pub fn shown(known: Known, choice: &Choice, before: Option<&Choice>) -> Shown {
    let permissions = choice.permissions(known.matrix);
    let version = permissions.version_name();
    let (ticked, wrong) = held(
        known.matrix,
        choice,
        permissions.roles(),
        &format!("Keycloak {version} does not have"),
    );
    let now = permissions.with_included(ticked);
    let was: Vec<State> = before.map_or_else(Vec::new, |before| {
        let (ticked, _) = held(known.matrix, before, permissions.roles(), "");
        let before = permissions.with_included(ticked);
        permissions
            .results(before)
            .map(|(_, state)| state)
            .collect()
    });
    let states: Vec<(&Operation, State, Change)> = permissions
        .results(now)
        .enumerate()
        .map(|(at, (one, state))| (one, state, Change::between(was.get(at).copied(), state)))
        .collect();
    let count = |wanted: State| {
        states
            .iter()
            .filter(|(_, state, _)| *state == wanted)
            .count()
    };
    let writes = |wanted: State| {
        writing(
            states
                .iter()
                .filter(|(_, state, _)| *state == wanted)
                .map(|(one, ..)| *one),
        )
    };
    let changed = |wanted: Change| {
        states
            .iter()
            .filter(|(_, _, change)| *change == wanted)
            .count()
    };
    let (allowed, denied) = (changed(Change::Allowed), changed(Change::Denied));
    let summary = format!(
        "{} allowed, {} partial, {} denied.{}",
        count(State::Allowed),
        count(State::Partial),
        count(State::Denied),
        last_change(allowed, denied)
    );
    let none = choice.roles.is_empty();
    let answer = html! {
        h2 #answer-heading tabindex="-1" { "What these roles allow" }
        (notes(choice, &[(&choice.keycloak, permissions)], &wrong))
        p.lead {
            @if none { "No role selected. This is what a valid token without roles can do in Keycloak " (version) ":" }
            @else { "This is what a caller with exactly these roles can do in Keycloak " (version) ":" }
        }
        dl.sums {
            div { dt { "Allowed" } dd.ok { (with_writes(count(State::Allowed), writes(State::Allowed))) } }
            div { dt { "Partial response" } dd.who { (with_writes(count(State::Partial), writes(State::Partial))) } }
            div { dt { "Denied" } dd.may { (number(count(State::Denied))) } }
            @if count(State::Unknown) > 0 { div { dt { "Not measured" } dd.dim { (number(count(State::Unknown))) } } }
        }
        @if allowed + denied > 0 { p.changes { (last_change(allowed, denied).trim()) } }
        p.small { "A partial response is a 200 with an empty list or fewer fields." }
        (by_area(
            &states,
            |(one, ..)| one,
            |_, all| title(all),
            |(one, as_what, change)| html! {
                (state(Some(*as_what))) " " (operation(one, known.prefix))
                @match change {
                    Change::Allowed => { " " span.tag { "newly allowed" } }
                    Change::Denied => { " " span.tag { "newly denied" } }
                    Change::None => {}
                }
            },
        ))
        (share(Tool::WhatIf, choice, "", known))
    };
    Shown {
        answer: answer.into_string(),
        summary,
    }
}

/// The effect of the last change on an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    Allowed,
    Denied,
}

impl Change {
    fn between(before: Option<State>, after: State) -> Self {
        let rank = |state| match state {
            State::Allowed => 2,
            State::Partial => 1,
            State::Denied | State::Unknown => 0,
        };
        match before.map(|before| rank(after).cmp(&rank(before))) {
            Some(std::cmp::Ordering::Greater) => Self::Allowed,
            Some(std::cmp::Ordering::Less) => Self::Denied,
            _ => Self::None,
        }
    }
}

fn last_change(allowed: usize, denied: usize) -> String {
    match (allowed, denied) {
        (0, 0) => String::new(),
        (allowed, 0) => format!(" The last change allowed {allowed}."),
        (0, denied) => format!(" The last change denied {denied}."),
        (allowed, denied) => format!(" The last change allowed {allowed} and denied {denied}."),
    }
}

fn title(all: &[&(&Operation, State, Change)]) -> String {
    let count = |wanted: State| all.iter().filter(|(_, state, _)| *state == wanted).count();
    let changed = all
        .iter()
        .filter(|(_, _, change)| *change != Change::None)
        .count();
    let mut title = format!("{} of {} allowed", count(State::Allowed), all.len());
    if count(State::Partial) > 0 {
        title = format!("{title}, {} partial", count(State::Partial));
    }
    if changed > 0 {
        title = format!("{title} · {changed} changed");
    }
    title
}
