//! Renders the controls of the tools: versions, realms, and roles. Reports the values that are invalid.

use maud::{Markup, html};
use permissions::{Fit, Matrix, Permissions, RoleSet, Version};

use super::Choice;

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

/// The selected roles, and an error for each one that is unknown or not in `all`. `lacks` begins the error for the latter, such as
/// `Keycloak 26.5.6 does not have`.
pub fn held(matrix: &Matrix, choice: &Choice, all: RoleSet, lacks: &str) -> (RoleSet, Vec<String>) {
    let mut wrong = Vec::new();
    let mut held = RoleSet::NONE;
    for name in &choice.roles {
        match matrix.role(name) {
            Ok(role) if all.contains(role) => held = held.union(role),
            Ok(_) => wrong.push(format!(
                "{lacks} the role {name} for tokens of {}. The role is ignored.",
                choice.token_realm()
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
