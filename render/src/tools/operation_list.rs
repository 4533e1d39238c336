//! Renders operations in lists by area, with their states and numbers.

use std::collections::BTreeMap;

use maud::{Markup, html};
use permissions::{Operation, State, counted};

/// An operation as a link to its page: the method, the path without its common beginning, and the description.
pub fn operation(operation: &Operation, prefix: &str) -> Markup {
    html! {
        a.op href=(format!("{prefix}/operations/{}", operation.slug())) { code { (short(operation)) } }
        " " span.does { (operation.does) }
    }
}

/// `GET …/users/{user-id}`
pub fn short(operation: &Operation) -> String {
    match operation.template.strip_prefix("/admin/realms/{realm}/") {
        Some(rest) => format!("{} …/{rest}", operation.method),
        None => operation.to_string(),
    }
}

/// Folded lists, one for each area. `of` returns the operation of an item, `title` the words next to the name of an area, and `line` an
/// item's entry.
pub fn by_area<'m, T>(
    items: &[T],
    of: impl Fn(&T) -> &'m Operation,
    title: impl Fn(&str, &[&T]) -> String,
    line: impl Fn(&T) -> Markup,
) -> Markup {
    let mut areas: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for item in items {
        areas.entry(of(item).area()).or_default().push(item);
    }
    html! {
        div.areas {
            @for (area, items) in &areas {
                details {
                    summary { strong { (area) } " " span.dim { (title(area, items)) } }
                    ul.ops { @for item in items { li { (line(item)) } } }
                }
            }
        }
    }
}

/// `1 operation (read only)`, `23 operations (4 write)`, or `nothing`.
pub fn with_writes(operations: usize, writing: usize) -> String {
    let access = match (operations, writing) {
        (0, _) => return "nothing".to_owned(),
        (_, 0) => "read only".to_owned(),
        (1, _) => "writes".to_owned(),
        (all, writing) if all == writing => "all write".to_owned(),
        (_, writing) => format!("{writing} write"),
    };
    format!("{} ({access})", number(operations))
}

/// `1 operation`, `2 operations`
pub fn number(operations: usize) -> String {
    counted(operations, "operation", "operations")
}

/// The number of operations that write.
pub fn writing<'m>(operations: impl IntoIterator<Item = &'m Operation>) -> usize {
    operations
        .into_iter()
        .filter(|operation| operation.writes())
        .count()
}

/// A state in words and color.
pub fn state(state: Option<State>) -> Markup {
    let (class, words) = match state {
        Some(State::Allowed) => ("ok", State::word(state)),
        Some(State::Partial) => ("who", State::word(state)),
        Some(State::Denied) => ("may", "403"),
        Some(State::Unknown) | None => ("dim", State::word(state)),
    };
    html! { span.state.(class) { (words) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_writes_follows_the_number_of_operations() {
        for (operations, writing, expected) in [
            (0, 0, "nothing"),
            (1, 0, "1 operation (read only)"),
            (1, 1, "1 operation (writes)"),
            (3, 0, "3 operations (read only)"),
            (3, 3, "3 operations (all write)"),
            (3, 1, "3 operations (1 write)"),
        ] {
            assert_eq!(with_writes(operations, writing), expected);
        }
    }
}
