//! Renders what the tools share: versions, realms, operations by area, counts, and commands to copy.

use std::collections::BTreeMap;

use maud::{Markup, html};
use permissions::{Fit, Matrix, Operation, Permissions, RoleSet, State, TokenRealm, Version};

use super::{Choice, Known, Tool};
use crate::copy_button;

/// A selection of versions. It includes versions between the measured ones, each with the measured version that stands for it.
pub fn versions(
    matrix: &Matrix,
    name: &str,
    label: &str,
    permissions: Permissions,
    stated: &str,
    announced: &[Version],
) -> Markup {
    let stated: Option<Version> = stated.parse().ok();
    let answers = permissions.version();
    let mut all: Vec<(Version, Option<Version>)> = matrix
        .versions()
        .iter()
        .map(|version| (*version, None))
        .collect();
    for pair in matrix.versions().windows(2) {
        if let [below, above] = pair {
            for version in between(*below, *above) {
                all.push((version, Some(*below)));
            }
        }
    }
    let newest = matrix.versions().last().copied();
    all.extend(announced.iter().map(|version| (*version, newest)));
    if let Some(stated) = stated
        && !all.iter().any(|(version, _)| *version == stated)
    {
        all.push((
            stated,
            answers.filter(|_| permissions.fit() != Fit::Measured),
        ));
    }
    all.sort();
    all.reverse();
    let chosen = stated.or(answers);
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) {
                @for (version, instead) in all {
                    option value=(version) selected[Some(version) == chosen] {
                        (version)
                        @if let Some(instead) = instead {
                            " (" @if announced.contains(&version) { "announced, " } "data of " (instead) ")"
                        }
                    }
                }
            }
        }
    }
}

/// The release lines between two measured versions: 26.6 between 26.5.6 and 26.7.3, 25 between 24.0.5 and 26.0.8.
fn between(below: Version, above: Version) -> Vec<Version> {
    let line = |major, minor| Version {
        major,
        minor,
        patch: None,
    };
    let last = above.minor.unwrap_or_default();
    if below.major == above.major {
        (below.minor.unwrap_or_default() + 1..last)
            .map(|minor| line(above.major, Some(minor)))
            .collect()
    } else {
        (below.major + 1..above.major)
            .map(|major| line(major, None))
            .chain((0..last).map(|minor| line(above.major, Some(minor))))
            .collect()
    }
}

/// The realm that issues the token.
pub fn token_realms(choice: &Choice) -> Markup {
    html! {
        fieldset.realms {
            legend { "Token realm" }
            @for (value, words) in [("target", "target realm"), ("master", "master")] {
                label.tick {
                    input type="radio" name="token-realm" id=(format!("realm-{value}")) value=(value) checked[choice.master == (value == "master")];
                    span { (words) }
                }
            }
        }
    }
}

/// A checkbox for each role of a token. `held` contains the selected roles and the roles that they include.
pub fn role_boxes(
    matrix: &Matrix,
    all: RoleSet,
    choice: &Choice,
    held: RoleSet,
    prefix: &str,
) -> Markup {
    html! {
        fieldset.roles-held {
            legend { "Assigned roles" }
            ul {
                @for name in matrix.role_names(all) {
                    @let ticked = choice.roles.iter().any(|role| role == name);
                    @let included = !ticked && matrix.role(name).is_ok_and(|role| held.contains(role));
                    li {
                        label.tick {
                            input type="checkbox" name="role" id=(format!("role-{name}")) value=(name) checked[ticked];
                            code { (name) }
                        }
                        @if included {
                            span.by { "included by " (includers(matrix, name, choice)) }
                        } @else {
                            @if let Some(words) = includes(matrix, all, name) { span.by { (words) } }
                        }
                        " "
                        a.about href=(format!("{prefix}/roles/{name}")) aria-label=(format!("About {name}")) { "about" }
                    }
                }
            }
        }
    }
}

fn includers(matrix: &Matrix, name: &str, choice: &Choice) -> String {
    let roles: Vec<&str> = matrix
        .roles()
        .iter()
        .filter(|role| {
            choice.roles.contains(&role.name)
                && role.includes.iter().any(|included| included == name)
        })
        .map(|role| role.name.as_str())
        .collect();
    roles.join(", ")
}

fn includes(matrix: &Matrix, all: RoleSet, name: &str) -> Option<String> {
    let role = matrix.roles().iter().find(|role| role.name == name)?;
    let there: Vec<&str> = role
        .includes
        .iter()
        .map(String::as_str)
        .filter(|name| matrix.role(name).is_ok_and(|role| all.contains(role)))
        .collect();
    match there.len() {
        0 => None,
        1..=3 => Some(format!("includes {}", there.join(", "))),
        _ => Some("includes all others".to_owned()),
    }
}

/// The selected roles, and an error for each unknown one.
pub fn held(matrix: &Matrix, choice: &Choice, all: RoleSet, of: &str) -> (RoleSet, Vec<String>) {
    let mut wrong = Vec::new();
    let mut held = RoleSet::NONE;
    for name in &choice.roles {
        match matrix.role(name) {
            Ok(role) if all.contains(role) => held = held.union(role),
            Ok(_) => wrong.push(format!(
                "{of} has no role {name} for such a token. The role is ignored."
            )),
            Err(error) => wrong.push(format!("{error}. The role is ignored.")),
        }
    }
    (held, wrong)
}

/// Errors in the choice, and notes about a version that stands for another one.
pub fn notes(choice: &Choice, stated: &[(&str, Permissions)], more: &[String]) -> Markup {
    let fits = stated
        .iter()
        .filter_map(|(stated, permissions)| permissions.note(stated.parse().ok()?));
    let notes: Vec<String> = choice
        .wrong
        .iter()
        .cloned()
        .chain(more.iter().cloned())
        .chain(fits)
        .collect();
    html! {
        @if !notes.is_empty() {
            ul.notes { @for note in notes { li { (note) } } }
        }
    }
}

/// The client or realm that contains the roles.
pub fn container(token_realm: TokenRealm) -> Markup {
    html! {
        @match token_realm {
            TokenRealm::Target => { "client roles of " code { "realm-management" } " in the target realm" }
            TokenRealm::Master => {
                "client roles of " code { "{realm}-realm" } " in the realm " code { "master" } "; "
                code { "admin" } " and " code { "create-realm" } " are realm roles there"
            }
        }
    }
}

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

/// A folded list of operations by area; `mark` adds details to each operation.
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

/// `23 operations, 4 of which write`
pub fn counted(operations: usize, writing: usize) -> String {
    match (operations, writing) {
        (0, _) => "nothing".to_owned(),
        (1, 0) => "1 other operation (read only)".to_owned(),
        (1, _) => "1 other operation (write)".to_owned(),
        (all, 0) => format!("{all} operations (read only)"),
        (all, writing) if all == writing => format!("{all} operations (all write)"),
        (all, writing) => format!("{all} operations ({writing} write)"),
    }
}

/// `1 operation`, `2 operations`
pub fn plural(count: usize) -> String {
    format!("{count} operation{}", if count == 1 { "" } else { "s" })
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
        Some(State::Open) => ("ok", "allowed"),
        Some(State::Reduced) => ("who", "partial"),
        Some(State::Refused) => ("may", "403"),
        Some(State::Unknown) => ("dim", "not measured"),
        None => ("dim", "does not exist"),
    };
    html! { span.state.(class) { (words) } }
}

/// The command with the same result, and a link to this choice.
pub fn take_along(tool: Tool, choice: &Choice, command: &str, known: Known) -> Markup {
    let link = format!("{}{}?{}", known.prefix, tool.path(), choice.query());
    html! {
        section aria-labelledby="along" {
            h2 #along { "Share" }
            @if !command.is_empty() {
                p { "On the command line:" }
                pre tabindex="0" role="region" aria-label="Command" { code { (command) } }
                p { (copy_button(command, "Copy")) }
            }
            p.row {
                a href=(link) { "Permalink" }
                " "
                span data-share=(link) { (copy_button("", "Copy link")) }
            }
        }
    }
}

/// A quoted word of a shell command.
pub fn quoted(word: &str) -> String {
    if !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._/".contains(&byte))
    {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
