//! Renders the changes of an operation between versions.

use maud::{Markup, html};
use permissions::{
    Effect, Matrix, Note, Operation, Permissions, RoleSet, Rule, SetChange, State, TokenRealm, Turn,
};

use crate::pages::links::{Links, enumerated};

/// The changes, newest first, and those for a token of `master` if they differ.
pub fn changes(linked: Links<'_>, operation: &Operation) -> Markup {
    let matrix = linked.matrix;
    let turns = matrix.turns(operation, TokenRealm::Target);
    let of_master = if matrix.master_is_alike(operation) {
        Vec::new()
    } else {
        matrix.turns(operation, TokenRealm::Master)
    };
    html! {
        section aria-labelledby="changed" {
            h2 #changed { a.anchor href="#changed" { "Changes" } }
            @if turns.is_empty() { p { "No changes: " (span(matrix)) " require the same roles." } }
            @else { (list(linked, operation, &turns)) }
            @if !of_master.is_empty() {
                h3 { "Token issued by master" }
                (list(linked, operation, &of_master))
            }
        }
    }
}

/// How long the required roles have been the same, why they changed, and what is announced. `page` is the URL of the page with the changes,
/// or empty on this page.
pub fn badges(
    linked: Links<'_>,
    permissions: Permissions<'_>,
    operation: &Operation,
    page: &str,
) -> Markup {
    let matrix = linked.matrix;
    let (Some(version), announced) = (permissions.version(), matrix.announced(operation)) else {
        return html! {};
    };
    let spans = matrix.needs(operation, TokenRealm::Target);
    let Some(span) = spans
        .iter()
        .find(|span| span.first <= version && version <= span.last)
    else {
        return html! {};
    };
    let turns = matrix.turns(operation, TokenRealm::Target);
    let turn = turns.iter().find(|turn| turn.version == span.first);
    let is_newest = matrix.versions().last() == Some(&span.last);
    let first = matrix.line(span.first);
    html! {
        p.tags {
            @match turn.map(Turn::effect) {
                Some(Effect::Changed) => { a.tag href={ (page) "#changed" } { "Changed in " (first) } " " }
                Some(Effect::Added) => { a.tag href={ (page) "#changed" } { "Added in " (first) } " " }
                _ => {}
            }
            span.tag {
                @if is_newest { "Same since " (first) }
                @else if span.first == span.last { "Only in " (first) }
                @else { "Same from " (first) " to " (matrix.line(span.last)) }
            }
            @for (version, _) in &announced { " " span.tag.grade { "Announced for " (version) } }
        }
        @if let Some(turn) = turn.filter(|turn| turn.effect() == Effect::Changed) {
            ul.changed {
                @for (_, reason) in matrix.reasons(turn.version, operation) {
                    li { (first) ": " (reason.text) " (" (reason.grade.words()) ")" (source(reason)) }
                }
            }
        }
        @if !announced.is_empty() {
            ul.changed {
                @for (version, note) in &announced {
                    li { (version) ": " (note.text) " (" (note.grade.words()) ", not measured)" (source(note)) }
                }
            }
        }
    }
}

fn source(note: &Note) -> Markup {
    html! { @if let Some(source) = &note.source { " " a href=(source) rel="noreferrer" { "Source" } } }
}

fn list(linked: Links<'_>, operation: &Operation, turns: &[Turn<'_>]) -> Markup {
    html! {
        ul.changed {
            @for turn in turns.iter().rev() {
                @for sentence in sentences(linked, turn) { li { (sentence) } }
                @for (_, reason) in linked.matrix.reasons(turn.version, operation) {
                    li { "Reason: " (reason.text) (source(reason)) }
                }
            }
        }
    }
}

/// All measured versions.
fn span(matrix: &Matrix) -> String {
    match matrix.versions() {
        [] => "no version".to_owned(),
        [only] => format!("Keycloak {only}, the only measured version,"),
        [first, .., last] => format!("all measured versions ({})", matrix.lines(*first, *last)),
    }
}

/// The changes of an operation in one release, one sentence for each kind of change.
pub fn sentences(linked: Links<'_>, turn: &Turn<'_>) -> Vec<Markup> {
    let matrix = linked.matrix;
    let from = format!("From {}", matrix.line(turn.version));
    match (turn.before, turn.after) {
        (None, _) => {
            vec![html! { "Added in " (matrix.line(turn.version)) "." }]
        }
        (_, None) => vec![html! { "Removed in " (matrix.line(turn.version)) "." }],
        (
            Some(_),
            Some(Rule {
                unmeasured: Some(why),
                ..
            }),
        ) => {
            vec![html! { (from) ", the required roles could not be measured: " (why) "." }]
        }
        (
            Some(Rule {
                unmeasured: Some(_),
                ..
            }),
            Some(_),
        ) => {
            vec![
                html! { (from) ", the required roles are measured. Earlier versions could not be measured." },
            ]
        }
        (Some(_), Some(after)) => alike(matrix, turn, after)
            .iter()
            .map(|alike| html! { (from) ", " (one(linked, alike)) })
            .collect(),
    }
}

/// Role sets with the same change.
struct Alike {
    sets: Vec<RoleSet>,
    before: State,
    after: State,
    /// The roles that are required in addition, so that the sets still allow the operation.
    further: Vec<RoleSet>,
    /// Whether the roles are new in this version.
    new: bool,
}

fn alike(matrix: &Matrix, turn: &Turn<'_>, rule: &Rule) -> Vec<Alike> {
    let mut all: Vec<Alike> = Vec::new();
    for &SetChange {
        roles,
        before,
        after,
    } in &turn.sets
    {
        let further = if after == State::Allowed {
            Vec::new()
        } else {
            with(rule, roles)
        };
        let one = Alike {
            sets: Vec::new(),
            before,
            after,
            further,
            new: is_new(matrix, turn, roles),
        };
        let like = |other: &Alike| {
            (other.before, other.after, &other.further, other.new)
                == (one.before, one.after, &one.further, one.new)
        };
        match all.iter_mut().find(|other| like(other)) {
            Some(other) => other.sets.push(roles),
            None => all.push(Alike {
                sets: vec![roles],
                ..one
            }),
        }
    }
    all
}

fn one(linked: Links<'_>, alike: &Alike) -> Markup {
    let one = alike.sets.len() == 1;
    let said = |single: &'static str, several: &'static str| if one { single } else { several };
    let what = match (alike.before, alike.after) {
        (State::Allowed, State::Partial) => said(
            "now returns only a partial response",
            "now return only a partial response",
        ),
        (State::Allowed, _) => said(
            "no longer allows the request",
            "no longer allow the request",
        ),
        (State::Partial, State::Allowed) => said(
            "now returns the full response instead of a partial one",
            "now return the full response instead of a partial one",
        ),
        (State::Partial, _) => said(
            "is now denied (before: partial response)",
            "are now denied (before: partial response)",
        ),
        (_, State::Partial) => said(
            "now returns a partial response (before: denied)",
            "now return a partial response (before: denied)",
        ),
        _ => said("now allows the request", "now allow the request"),
    };
    let without_roles = alike.sets.iter().any(|set| set.is_empty());
    html! {
        (linked.named(&alike.sets))
        @if !alike.further.is_empty() && !without_roles { (said(" alone", ", each alone,")) }
        " " (what)
        @if alike.new { (said(" (the role is new)", " (the roles are new)")) }
        @if !alike.further.is_empty() {
            "; the full response " @if !without_roles { "also " } "requires " (any_of(linked, &alike.further))
        }
        "."
    }
}

/// The roles that are required in addition to these roles.
fn with(rule: &Rule, roles: RoleSet) -> Vec<RoleSet> {
    rule.sufficient
        .iter()
        .filter(|set| set.contains(roles) && **set != roles)
        .map(|set| set.without(roles))
        .collect()
}

fn any_of(linked: Links<'_>, sets: &[RoleSet]) -> Markup {
    let sets: Vec<Markup> = sets.iter().map(|set| linked.set(*set)).collect();
    enumerated(&sets, "or")
}

/// Whether one of the roles is new in this version.
fn is_new(matrix: &Matrix, turn: &Turn<'_>, roles: RoleSet) -> bool {
    let names = matrix.role_names(roles);
    matrix
        .roles()
        .iter()
        .filter(|role| names.contains(&role.name.as_str()))
        .filter_map(|role| matrix.versions_of(role))
        .any(|(first, _)| first == turn.version)
}
