//! Renders what each release changed as JSON and as an Atom feed.

use atom_syndication::{Content, Entry, Feed, FixedDateTime, Link, Person, Text};
use permissions::{Effect, Grade, Matrix, Release, Rule, counted};
use serde::Serialize;

/// A release in `/changes.json`.
#[derive(Serialize)]
struct ReleaseJson<'m> {
    keycloak: String,
    /// The previous measured release; missing for a release that is only announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared_with: Option<String>,
    /// The build date or, for an announced release, the date of the note.
    date: Option<&'m str>,
    notes: Vec<NoteJson<'m>>,
    new_roles: Vec<&'m str>,
    operations: Vec<ChangeJson<'m>>,
}

#[derive(Serialize)]
struct NoteJson<'m> {
    since: String,
    text: &'m str,
    grade: Grade,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'m str>,
}

#[derive(Serialize)]
struct ChangeJson<'m> {
    operation: String,
    effect: Effect,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<RuleJson<'m>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<RuleJson<'m>>,
}

#[derive(Serialize)]
struct RuleJson<'m> {
    sufficient: Vec<Vec<&'m str>>,
    reduced: Vec<Vec<&'m str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unmeasured: Option<&'m str>,
}

/// The content of `/changes.json`.
pub fn changes_json(matrix: &Matrix) -> String {
    let releases = matrix.releases();
    let list: Vec<ReleaseJson<'_>> = releases
        .iter()
        .map(|release| release_json(matrix, release))
        .collect();
    serde_json::to_string_pretty(&list).unwrap_or_default()
}

fn release_json<'m>(matrix: &'m Matrix, release: &Release<'m>) -> ReleaseJson<'m> {
    let rule = |rule: Option<&'m Rule>| {
        let names = |sets: &[permissions::RoleSet]| {
            sets.iter().map(|set| matrix.role_names(*set)).collect()
        };
        rule.map(|rule| RuleJson {
            sufficient: names(&rule.sufficient),
            reduced: names(&rule.reduced),
            unmeasured: rule.unmeasured.as_deref(),
        })
    };
    ReleaseJson {
        keycloak: release.version.to_string(),
        compared_with: release.before.map(|before| before.to_string()),
        date: release.date,
        notes: release
            .notes
            .iter()
            .map(|(since, note)| NoteJson {
                since: since.to_string(),
                text: &note.text,
                grade: note.grade,
                cause: note.cause.as_deref(),
                source: note.source.as_deref(),
            })
            .collect(),
        new_roles: release
            .new_roles
            .iter()
            .map(|role| role.name.as_str())
            .collect(),
        operations: release
            .operations
            .iter()
            .map(|(operation, turn)| ChangeJson {
                operation: operation.to_string(),
                effect: turn.effect(),
                before: rule(turn.before),
                after: rule(turn.after),
            })
            .collect(),
    }
}

/// The content of `/changes.atom`. `base` is the URL of the site, without a trailing slash.
pub fn changes_feed(matrix: &Matrix, base: &str) -> String {
    let page = format!("{base}/changes");
    let releases = matrix.releases();
    let entries: Vec<Entry> = releases
        .iter()
        .map(|release| Entry {
            id: format!("{page}#{}", release.version),
            title: title(release).into(),
            updated: midnight(release.date),
            links: vec![link("alternate", format!("{page}#{}", release.version))],
            content: Some(Content {
                value: Some(summary(release)),
                content_type: Some("text".to_owned()),
                ..Content::default()
            }),
            ..Entry::default()
        })
        .collect();
    let newest = releases.iter().filter_map(|release| release.date).max();
    Feed {
        id: page.clone(),
        title: Text::plain("Changes of Keycloak's Admin API permissions"),
        updated: midnight(newest),
        authors: vec![Person {
            name: "Why403".to_owned(),
            ..Person::default()
        }],
        links: vec![
            link("self", format!("{base}/changes.atom")),
            link("alternate", page),
        ],
        entries,
        ..Feed::default()
    }
    .to_string()
}

fn link(rel: &str, href: String) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        ..Link::default()
    }
}

/// The beginning of a day such as `2026-09-30`, or of 1970 if the day is not known.
fn midnight(date: Option<&str>) -> FixedDateTime {
    date.and_then(|date| format!("{date}T00:00:00Z").parse().ok())
        .unwrap_or_default()
}

fn title(release: &Release<'_>) -> String {
    if release.before.is_none() {
        return format!("Keycloak {}, announced", release.version);
    }
    let changed = counted(
        release.count(Effect::Changed),
        "operation has",
        "operations have",
    );
    format!(
        "Keycloak {}: {changed} different required roles",
        release.version
    )
}

/// The notes and the numbers, one a line.
fn summary(release: &Release<'_>) -> String {
    let mut lines: Vec<String> = release
        .notes
        .iter()
        .map(|(since, note)| format!("{since}: {} ({})", note.text, note.grade.words()))
        .collect();
    if let Some(before) = release.before {
        let count = |effect| release.count(effect);
        lines.push(format!(
            "Compared with {before}: {} changed, {} added, {} removed, {} not compared.",
            count(Effect::Changed),
            count(Effect::Added),
            count(Effect::Removed),
            count(Effect::NotCompared)
        ));
    }
    lines.join("\n")
}
