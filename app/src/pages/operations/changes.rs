//! What changed for an operation between versions, in words?

use diagnosis::permission::{Matrix, Operation, RoleSet, Rule, SetChange, State, TokenRealm, Turn};
use maud::{Markup, html};

use crate::pages::linked::Linked;

/// The changes, the newest first; those for a token of `master` where it is treated otherwise.
pub fn changes(linked: Linked<'_>, operation: &Operation) -> Markup {
    let matrix = linked.matrix;
    let turns = matrix.turns(operation, TokenRealm::Target);
    let of_master = if matrix.master_is_alike(operation) {
        Vec::new()
    } else {
        matrix.turns(operation, TokenRealm::Master)
    };
    html! {
        section aria-labelledby="changed" {
            h2 #changed { a.anchor href="#changed" { "What changed" } }
            @if turns.is_empty() { p { "Nothing: " (span(matrix)) " need the same." } }
            @else { (list(linked, &turns)) }
            @if !of_master.is_empty() {
                h3 { "For a token of master" }
                (list(linked, &of_master))
            }
        }
    }
}

fn list(linked: Linked<'_>, turns: &[Turn<'_>]) -> Markup {
    html! {
        ul.changed {
            @for turn in turns.iter().rev() {
                @for said in told(linked, turn) { li { (said) } }
            }
        }
    }
}

/// All measured versions.
fn span(matrix: &Matrix) -> String {
    match matrix.versions() {
        [] => "no version".to_owned(),
        [only] => format!("Keycloak {only}, the only measured version,"),
        [first, .., last] => format!("all measured versions, {}", matrix.lines(*first, *last)),
    }
}

/// One sentence each.
fn told(linked: Linked<'_>, turn: &Turn<'_>) -> Vec<Markup> {
    let matrix = linked.matrix;
    let from = format!("From {}", matrix.line(turn.version));
    match (turn.before, turn.after) {
        (None, _) => {
            vec![html! { (from) " it is there; the measured version before does not have it." }]
        }
        (_, None) => vec![html! { (from) " it is gone." }],
        (
            Some(_),
            Some(Rule {
                unmeasured: Some(why),
                ..
            }),
        ) => {
            vec![html! { (from) " it could not be measured: " (why) "." }]
        }
        (
            Some(Rule {
                unmeasured: Some(_),
                ..
            }),
            Some(_),
        ) => {
            vec![html! { (from) " it is known what it needs; before, it could not be measured." }]
        }
        (Some(_), Some(after)) => turn
            .sets
            .iter()
            .map(|change| html! { (from) " " (one(linked, turn, after, *change)) })
            .collect(),
    }
}

fn one(linked: Linked<'_>, turn: &Turn<'_>, after: &Rule, change: SetChange) -> Markup {
    let SetChange {
        roles,
        before,
        after: now,
    } = change;
    let what = match (before, now) {
        (State::Open, State::Reduced) => "is let through with an emptied or cut answer only",
        (State::Open, _) => "no longer opens it",
        (State::Reduced, State::Open) => "gets the whole answer, no longer an emptied or cut one",
        (State::Reduced, _) => "no longer gets even a cut answer",
        (_, State::Reduced) => "is let through, with an emptied or cut answer",
        _ => "opens it",
    };
    let further = with(after, roles);
    html! {
        (linked.set(roles)) " "
        @if !further.is_empty() && now != State::Open { "alone " }
        (what)
        @if is_new(linked.matrix, turn, roles) { " (the role is new)" }
        @if !further.is_empty() && now != State::Open {
            "; together with " (any_of(linked, &further)) " it does"
        }
        "."
    }
}

/// What must be held besides these roles, so that they open it.
fn with(rule: &Rule, roles: RoleSet) -> Vec<RoleSet> {
    rule.sufficient
        .iter()
        .filter(|set| set.contains(roles) && **set != roles)
        .map(|set| set.without(roles))
        .collect()
}

fn any_of(linked: Linked<'_>, sets: &[RoleSet]) -> Markup {
    html! {
        @for (at, set) in sets.iter().enumerate() {
            @if at > 0 { " or " }
            (linked.set(*set))
        }
    }
}

/// Whether one of the roles came with this version.
fn is_new(matrix: &Matrix, turn: &Turn<'_>, roles: RoleSet) -> bool {
    let names = matrix.role_names(roles);
    matrix
        .roles()
        .iter()
        .filter(|role| names.contains(&role.name.as_str()))
        .filter_map(|role| matrix.versions_of(role))
        .any(|(first, _)| first == turn.version)
}
