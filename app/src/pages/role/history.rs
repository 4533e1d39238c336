//! Renders the changes of a role between versions.

use maud::{Markup, html};
use permissions::{Change, Matrix, Role, RoleSet, State, Upgrade, Version, counted};

use crate::pages::links::Links;

/// The number of changes from which they are folded.
const UNFOLDED: usize = 8;

/// The changes, newest first.
pub fn history(linked: Links<'_>, role: &Role, held: RoleSet) -> Markup {
    let steps = steps(linked.matrix, role, held);
    html! {
        section aria-labelledby="history" {
            h2 #history { a.anchor href="#history" { "Changes between versions" } }
            @if steps.is_empty() { p { "No changes in the measured versions." } }
            @for (from, to, upgrade) in steps.iter().rev() {
                h3 { "From " (from) " to " (to) }
                (list(linked, "No longer allowed: ", &upgrade.stops))
                (list(linked, "Newly allowed: ", &upgrade.newly_allowed))
            }
        }
    }
}

/// The changes between consecutive versions that both have the role.
fn steps<'m>(
    matrix: &'m Matrix,
    role: &Role,
    held: RoleSet,
) -> Vec<(Version, Version, Upgrade<'m>)> {
    let Some((first, last)) = matrix.versions_of(role) else {
        return Vec::new();
    };
    matrix
        .versions()
        .windows(2)
        .filter_map(|pair| {
            let &[from, to] = pair else { return None };
            (first <= from && to <= last)
                .then(|| (from, to, matrix.compare(from, to, role.token_realm(), held)))
        })
        .filter(|(.., upgrade)| !(upgrade.stops.is_empty() && upgrade.newly_allowed.is_empty()))
        .collect()
}

fn list(linked: Links<'_>, what: &str, changes: &[Change<'_>]) -> Markup {
    let gone = changes.iter().filter(|change| change.after.is_none());
    let new = changes.iter().filter(|change| change.before.is_none());
    let (gone, new) = (gone.count(), new.count());
    html! {
        @if !changes.is_empty() {
            details open[changes.len() <= UNFOLDED] {
                summary {
                    (what) (counted(changes.len(), "operation", "operations"))
                    @if gone > 0 { " (" (gone) " removed)" }
                    @if new > 0 { " (" (new) " new)" }
                }
                ul.changed {
                    @for change in changes {
                        li {
                            (linked.operation(change.operation)) " "
                            span.small { (State::word(change.before)) " → " (State::word(change.after)) }
                        }
                    }
                }
            }
        }
    }
}
