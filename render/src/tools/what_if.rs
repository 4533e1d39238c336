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
        permissions.open(before).map(|(_, state)| state).collect()
    });
    let states: Vec<(&Operation, State, Change)> = permissions
        .open(now)
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
    let (opened, closed) = (changed(Change::Opened), changed(Change::Closed));
    let summary = format!(
        "{} allowed, {} partial, {} denied.{}",
        count(State::Open),
        count(State::Reduced),
        count(State::Refused),
        last_change(opened, closed)
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
            div { dt { "Allowed" } dd.ok { (with_writes(count(State::Open), writes(State::Open))) } }
            div { dt { "Partial response" } dd.who { (with_writes(count(State::Reduced), writes(State::Reduced))) } }
            div { dt { "Denied" } dd.may { (number(count(State::Refused))) } }
            @if count(State::Unknown) > 0 { div { dt { "Not measured" } dd.dim { (number(count(State::Unknown))) } } }
        }
        @if opened + closed > 0 { p.changes { (last_change(opened, closed).trim()) } }
        p.small { "A partial response is a 200 with an empty list or fewer fields." }
        (by_area(
            &states,
            |(one, ..)| one,
            |_, all| title(all),
            |(one, as_what, change)| html! {
                (state(Some(*as_what))) " " (operation(one, known.prefix))
                @match change {
                    Change::Opened => { " " span.tag { "newly allowed" } }
                    Change::Closed => { " " span.tag { "newly denied" } }
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
    Opened,
    Closed,
}

impl Change {
    fn between(before: Option<State>, after: State) -> Self {
        let rank = |state| match state {
            State::Open => 2,
            State::Reduced => 1,
            State::Refused | State::Unknown => 0,
        };
        match before.map(|before| rank(after).cmp(&rank(before))) {
            Some(std::cmp::Ordering::Greater) => Self::Opened,
            Some(std::cmp::Ordering::Less) => Self::Closed,
            _ => Self::None,
        }
    }
}

fn last_change(opened: usize, closed: usize) -> String {
    match (opened, closed) {
        (0, 0) => String::new(),
        (opened, 0) => format!(" The last change allowed {opened}."),
        (0, closed) => format!(" The last change denied {closed}."),
        (opened, closed) => format!(" The last change allowed {opened} and denied {closed}."),
    }
}

fn title(all: &[&(&Operation, State, Change)]) -> String {
    let count = |wanted: State| all.iter().filter(|(_, state, _)| *state == wanted).count();
    let changed = all
        .iter()
        .filter(|(_, _, change)| *change != Change::None)
        .count();
    let mut title = format!("{} of {} allowed", count(State::Open), all.len());
    if count(State::Reduced) > 0 {
        title = format!("{title}, {} partial", count(State::Reduced));
    }
    if changed > 0 {
        title = format!("{title} · {changed} changed");
    }
    title
}
