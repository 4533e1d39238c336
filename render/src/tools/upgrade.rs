//! Renders what an upgrade changes for a role set.

use maud::{Markup, html};
use permissions::{Change, Changed, Fit, Note, Permissions, RoleSet, Rule, Version, counted};

use super::{
    Choice, Known, Shown, Tool,
    controls::{held, notes, role_boxes, token_realms, versions},
    operation_list::{by_area, number, operation, state},
    share::{quoted, share},
};

/// Both versions, the realm, and a checkbox for every role of either.
pub fn choices(known: Known, choice: &Choice) -> Markup {
    let [from, to] = choice.upgrade(known.matrix);
    let all = from.roles().union(to.roles());
    let (ticked, _) = held(known.matrix, choice, all, "");
    html! {
        div.pair {
            (versions(known.matrix, "from", "From Keycloak", from, &choice.from, &[]))
            (versions(known.matrix, "to", "To Keycloak", to, &choice.to, &known.matrix.announced_versions()))
        }
        (token_realms(choice))
        (role_boxes(known.matrix, all, choice, to.with_included(ticked), known.prefix))
    }
}

/// The operations that stop working, that start working, and that were not measured.
pub fn shown(known: Known, choice: &Choice) -> Shown {
    let matrix = known.matrix;
    let [from, to] = choice.upgrade(matrix);
    let (before, after) = (from.version_name(), to.version_name());
    let (ticked, mut wrong) = held(
        matrix,
        choice,
        from.roles().union(to.roles()),
        "Neither of these versions has",
    );
    for name in matrix.role_names(ticked) {
        for permissions in [from, to] {
            if matrix
                .role(name)
                .is_ok_and(|role| !permissions.roles().contains(role))
            {
                wrong.push(format!(
                    "Keycloak {} has no role {name}.",
                    permissions.version_name()
                ));
            }
        }
    }
    let stated = [(&choice.from, from), (&choice.to, to)]
        .map(|(stated, permissions)| stated.parse().ok().or(permissions.version()));
    let more = match stated {
        [Some(from), Some(to)] => matrix.notes_between(from, to),
        _ => Vec::new(),
    };
    let unmeasured = unmeasured([(&choice.from, from), (&choice.to, to)]);
    let order = order(from, to, &unmeasured, more.is_empty());
    let ([Some(from_version), Some(to_version)], false) =
        ([from.version(), to.version()], before == after)
    else {
        let words = order.unwrap_or_default();
        let answer = html! {
            h2 #answer-heading tabindex="-1" { "What the upgrade changes" }
            (notes(choice, &[], &wrong))
            p.lead { (words) }
            (other_changes(&more, known))
        };
        return Shown {
            answer: answer.into_string(),
            summary: words,
        };
    };
    wrong.extend(unmeasured);
    wrong.extend(order);
    let upgrade = matrix.compare(from_version, to_version, choice.token_realm(), ticked);
    let changed = matrix.changed(from_version, to_version, choice.token_realm());
    let nobody = choice.roles.is_empty();
    let summary = if nobody {
        format!(
            "From {before} to {after}: {} different required roles.",
            counted(changed.len(), "operation has", "operations have")
        )
    } else {
        format!(
            "From {before} to {after}: {} will stop working, {} newly allowed, {} not measured.",
            upgrade.stops.len(),
            upgrade.newly_allowed.len(),
            upgrade.unmeasured.len()
        )
    };
    let answer = html! {
        h2 #answer-heading tabindex="-1" { "From Keycloak " (before) " to " (after) }
        (notes(choice, &[], &wrong))
        @if nobody {
            p.lead { "Select your backend’s roles to see what will stop working. Until then, the list shows every \
             operation whose required roles change." }
            (rules(&changed, from, to, known))
        } @else {
            (stops(&upgrade.stops, to, ticked, known))
            section aria-labelledby="opens" {
                h3 #opens { (number(upgrade.newly_allowed.len())) " newly allowed" }
                @if upgrade.newly_allowed.is_empty() { p { "No operation is newly allowed." } } @else {
                    p.small { "Denied, partial, or missing before the upgrade. Allowed afterwards." }
                    (list(&upgrade.newly_allowed, known, |_| html! {}))
                }
            }
            @if !upgrade.unmeasured.is_empty() {
                section aria-labelledby="unknown" {
                    h3 #unknown { (number(upgrade.unmeasured.len())) " not measured" }
                    p.small { "Not measured in at least one of the versions. Test these operations yourself." }
                    (list(&upgrade.unmeasured, known, |change| why(change, from, to)))
                }
            }
        }
        (other_changes(&more, known))
        (share(Tool::Upgrade, choice, &command(choice, &before, &after), known))
    };
    Shown {
        answer: answer.into_string(),
        summary,
    }
}

/// A sentence for each version that was not measured. `versions` are the versions as stated, and their data.
fn unmeasured(versions: [(&str, Permissions); 2]) -> Vec<String> {
    let mut sentences: Vec<String> = versions
        .into_iter()
        .filter(|(_, permissions)| permissions.fit() != Fit::Measured)
        .map(|(stated, permissions)| {
            format!(
                "Keycloak {} has not been measured. The comparison uses the data of {}, so differences in required roles \
                 between the two are not known.",
                stated.trim(),
                permissions.version_name()
            )
        })
        .collect();
    sentences.dedup();
    sentences
}

/// A note if the versions are not an upgrade. If both versions use the same data, the note contains the sentences about versions that were
/// not measured.
fn order(
    from: Permissions,
    to: Permissions,
    unmeasured: &[String],
    nothing_else_changes: bool,
) -> Option<String> {
    let (before, after) = (from.version_name(), to.version_name());
    match from.version().cmp(&to.version()) {
        std::cmp::Ordering::Equal if !unmeasured.is_empty() => Some(unmeasured.join(" ")),
        std::cmp::Ordering::Equal => Some(format!(
            "Both versions use the data of Keycloak {after}, so {}.",
            if nothing_else_changes {
                "nothing changes"
            } else {
                "the required roles stay the same"
            }
        )),
        std::cmp::Ordering::Greater => Some(format!(
            "{before} is newer than {after}. The list shows what a downgrade would change. Keycloak does not support \
             downgrades."
        )),
        std::cmp::Ordering::Less => None,
    }
}

/// Renders the other changes of the upgrade: announcements, and notes about causes. A downgrade has none.
fn other_changes(notes: &[(Version, &Note)], known: Known) -> Markup {
    html! {
        @if !notes.is_empty() {
            section aria-labelledby="other-changes" {
                h3 #other-changes { "Other changes" }
                p.small { "These changes do not depend on an operation’s required roles, or they are announced and not measured." }
                ul {
                    @for (version, note) in notes {
                        li {
                            strong { (version) } " " span.tag.grade { (note.grade.words()) } " " (note.text)
                            @if let Some(cause) = &note.cause {
                                " " a href=(format!("{}/causes/{cause}", known.prefix)) { "Cause and fix" }
                            }
                            @if let Some(source) = &note.source {
                                " · " a href=(source) rel="noreferrer" { "Source" }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn stops(stops: &[Change], to: Permissions, ticked: RoleSet, known: Known) -> Markup {
    html! {
        section aria-labelledby="stops" {
            h3 #stops { (number(stops.len())) " will stop working" }
            @if stops.is_empty() { p { "No operation will stop working." } } @else {
                p.small { "The role to add is shown next to each operation." }
                (open_list(stops, known, |change| html! {
                    @if change.after.is_some() {
                        span.by {
                            @match to.least_addition(ticked, change.operation) {
                                Some(added) => {
                                    "add "
                                    @for name in known.matrix.role_names(added) {
                                        a href=(format!("{}/roles/{name}", known.prefix)) { code { (name) } } " "
                                    }
                                }
                                None => "no role gives the full response",
                            }
                        }
                    } @else { span.by { "the operation no longer exists" } }
                }))
            }
        }
    }
}

/// Changes by area, unfolded, because operations that stop working have to be visible.
fn open_list(changes: &[Change], known: Known, more: impl Fn(&Change) -> Markup) -> Markup {
    let areas: std::collections::BTreeSet<&str> = changes
        .iter()
        .map(|change| change.operation.area())
        .collect();
    html! {
        @for area in areas {
            h4 { (area) }
            ul.ops {
                @for change in changes.iter().filter(|change| change.operation.area() == area) { li { (line(change, known)) (more(change)) } }
            }
        }
    }
}

fn list(changes: &[Change], known: Known, more: impl Fn(&Change) -> Markup) -> Markup {
    by_area(
        changes,
        |change| change.operation,
        |_, all| all.len().to_string(),
        |change| html! { (line(change, known)) (more(change)) },
    )
}

fn line(change: &Change, known: Known) -> Markup {
    html! {
        (operation(change.operation, known.prefix))
        span.turn { (state(change.before)) " → " (state(change.after)) }
    }
}

fn why(change: &Change, from: Permissions, to: Permissions) -> Markup {
    let reason = [from, to].into_iter().find_map(|permissions| {
        let rule = permissions.rule(change.operation)?;
        Some(format!(
            "{}: {}",
            permissions.version_name(),
            rule.unmeasured.as_ref()?
        ))
    });
    html! { @if let Some(reason) = reason { span.by { (reason) } } }
}

/// The required roles before and after, for any caller.
fn rules(changed: &[Changed], from: Permissions, to: Permissions, known: Known) -> Markup {
    let part = |wanted: fn(&Changed) -> bool| -> Vec<Changed> {
        changed
            .iter()
            .filter(|changed| wanted(changed))
            .cloned()
            .collect()
    };
    let others = part(|changed| changed.before.is_some() && changed.after.is_some());
    let fresh = part(|changed| changed.before.is_none());
    let gone = part(|changed| changed.after.is_none());
    let count = |_: &str, all: &[&Changed]| all.len().to_string();
    html! {
        @for (id, title, part) in [("other", "with different required roles", others), ("new", "added", fresh), ("gone", "removed", gone)] {
            @if !part.is_empty() {
                section aria-labelledby=(id) {
                    h3 #(id) { (number(part.len())) " " (title) }
                    (by_area(&part, |changed| changed.operation, count, |changed| html! {
                        (operation(changed.operation, known.prefix))
                        @if let Some(rule) = changed.before { span.by { (from.version_name()) ": " (needs(rule, known)) } }
                        @if let Some(rule) = changed.after { span.by { (to.version_name()) ": " (needs(rule, known)) } }
                    }))
                }
            }
        }
    }
}

fn needs(rule: &Rule, known: Known) -> String {
    let sets = |sets: &[RoleSet]| -> String {
        let mut sets: Vec<Vec<&str>> = sets
            .iter()
            .map(|set| known.matrix.role_names(*set))
            .collect();
        sets.sort_by_key(Vec::len);
        let names: Vec<String> = sets.iter().map(|set| set.join(" + ")).collect();
        names.join(", or ")
    };
    if let Some(why) = &rule.unmeasured {
        return format!("not measured, {why}");
    }
    if rule.sufficient.iter().any(|set| set.is_empty()) {
        return "any valid token".to_owned();
    }
    let whole = if rule.sufficient.is_empty() {
        "no role".to_owned()
    } else {
        sets(&rule.sufficient)
    };
    if rule.reduced.is_empty() {
        whole
    } else {
        format!("{whole}; partial with {}", sets(&rule.reduced))
    }
}

fn command(choice: &Choice, before: &str, after: &str) -> String {
    if choice.roles.is_empty() {
        return String::new();
    }
    let stated = |stated: &str, measured: &str| {
        let known = stated.parse::<Version>().is_ok();
        quoted(if known { stated } else { measured })
    };
    let mut command = format!(
        "why403 upgrade --from {} --to {}",
        stated(&choice.from, before),
        stated(&choice.to, after)
    );
    for role in &choice.roles {
        command.push_str(" --role ");
        command.push_str(&quoted(role));
    }
    if choice.master {
        command.push_str(" --token-realm master");
    }
    command
}
