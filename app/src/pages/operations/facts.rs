//! Renders the facts about an operation, and other operations of its area, beside its required roles.

use maud::{Markup, html};
use permissions::{Operation, Permissions, capital, counted};
use render::method;

use crate::pages::links::Links;

/// The number of other operations.
const OTHERS: usize = 5;

/// The facts and the other operations.
pub fn beside(linked: Links<'_>, permissions: Permissions<'_>, operation: &Operation) -> Markup {
    let matrix = linked.matrix;
    let area = operation.area();
    let of_area: Vec<&Operation> = permissions
        .operations()
        .filter(|other| other.area() == area)
        .collect();
    let others = of_area.iter().filter(|other| **other != operation);
    html! {
        aside.beside aria-label="Facts and other operations" {
            dl {
                dt { "Access" }
                dd { @if operation.writes() { "Writes" } @else { "Reads" } }
                dt { "Keycloak versions" }
                dd { (matrix.lines_with(operation)) }
                dt { "Keycloak source" }
                // A long name breaks after its class.
                dd { code { @for part in operation.java.split_inclusive('.') { (part) wbr; } } }
            }
            @if of_area.len() > 1 {
                h2 { (capital(area)) }
                ul {
                    @for other in others.take(OTHERS) {
                        li {
                            (method(other)) " "
                            a href={ (linked.prefix) (linked.place) "/operations/" (other.slug()) } { (capital(&other.does)) }
                        }
                    }
                }
                p {
                    a href={ (linked.prefix) (linked.place) "/operations#" (area) } {
                        "All " (counted(of_area.len(), "operation", "operations"))
                    }
                }
            }
        }
    }
}
