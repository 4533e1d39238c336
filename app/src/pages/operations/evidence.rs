//! Renders the required roles by version and the measured statuses.

use std::cmp::Reverse;

use maud::{Markup, html};
use permissions::{Matrix, Operation, RoleSet, Span, State, TokenRealm, Version};

use render::status_tone;

use crate::pages::links::Links;

/// The realms of the tokens, and their names.
const REALMS: [(TokenRealm, &str); 2] = [
    (TokenRealm::Target, "Token issued by the realm"),
    (TokenRealm::Master, "Token issued by master"),
];

/// The role sets that allow the operation in each version: a row for each minimal set, newest version first.
pub fn by_version(linked: Links<'_>, operation: &Operation) -> Markup {
    html! {
        section aria-labelledby="versions" {
            h2 #versions { a.anchor href="#versions" { "By version" } }
            @for (realm, words) in realms(linked, operation) {
                @let sets = sets(linked, operation, realm);
                @let columns = columns(linked, operation, realm, &sets);
                h3 { (words) }
                div.scroll tabindex="0" role="region" aria-label={ "Roles by version: " (words) } {
                    table.matrix {
                        thead {
                            tr {
                                th scope="col" { "Role" }
                                @for column in &columns { th scope="col" { (linked.matrix.lines(column.first, column.last)) } }
                            }
                        }
                        tbody {
                            @for (at, set) in sets.iter().enumerate() {
                                tr {
                                    th scope="row" { @if set.is_empty() { "any token" } @else { (linked.set(*set)) } }
                                    @for column in &columns { (cell(column.cells.get(at).copied())) }
                                }
                            }
                        }
                    }
                }
            }
            p.small { "✓ allowed, ◐ partial response, ✕ denied, ? not measured, · no such role, — no such operation" }
        }
    }
}

fn newest_first(linked: Links<'_>) -> impl Iterator<Item = Version> {
    linked.matrix.versions().iter().rev().copied()
}

/// The minimal sets of every version, those of the newest version first.
fn sets(linked: Links<'_>, operation: &Operation, realm: TokenRealm) -> Vec<RoleSet> {
    let mut all: Vec<RoleSet> = Vec::new();
    for version in newest_first(linked) {
        let permissions = linked.matrix.at(version, realm);
        let Some(rule) = permissions.rule(operation) else {
            continue;
        };
        for sets in [&rule.sufficient, &rule.reduced] {
            // Sorting is slow, because it counts the operations that each set allows, and most versions add no set.
            let mut new = sets.clone();
            new.retain(|set| !all.contains(set));
            all.extend(permissions.least_first(&new));
        }
    }
    all
}

/// Consecutive versions in which every set of roles has the same result.
struct Column {
    first: Version,
    last: Version,
    /// A cell for each set.
    cells: Vec<Cell>,
}

/// The result for a set of roles in some versions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Measured(State),
    /// The versions do not have one of the roles.
    NoRole,
    /// The versions do not have the operation.
    NoOperation,
}

/// The columns, the newest versions first.
fn columns(
    linked: Links<'_>,
    operation: &Operation,
    realm: TokenRealm,
    sets: &[RoleSet],
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for version in newest_first(linked) {
        let permissions = linked.matrix.at(version, realm);
        let cell = |set: &RoleSet| match permissions.rule(operation) {
            None => Cell::NoOperation,
            Some(_) if !permissions.roles().contains(*set) => Cell::NoRole,
            Some(rule) => Cell::Measured(rule.state(*set)),
        };
        let cells: Vec<Cell> = sets.iter().map(cell).collect();
        match columns.last_mut().filter(|column| column.cells == cells) {
            Some(column) => column.first = version,
            None => columns.push(Column {
                first: version,
                last: version,
                cells,
            }),
        }
    }
    columns
}

fn cell(cell: Option<Cell>) -> Markup {
    let (class, sign, words) = match cell {
        Some(Cell::Measured(State::Allowed)) => ("yes", "✓", "allowed"),
        Some(Cell::Measured(State::Partial)) => ("part", "◐", "partial response"),
        Some(Cell::Measured(State::Denied)) => ("nope", "✕", "denied"),
        Some(Cell::Measured(State::Unknown)) => ("dim", "?", "not measured"),
        Some(Cell::NoRole) => ("dim", "·", "no such role"),
        Some(Cell::NoOperation) | None => ("dim", "—", "no such operation"),
    };
    html! {
        td class=(class) { span aria-hidden="true" { (sign) } span.unseen { (words) } }
    }
}

/// The statuses that were measured for each role alone.
pub fn proof(linked: Links<'_>, operation: &Operation) -> Markup {
    html! {
        section aria-labelledby="proof" {
            h2 #proof { a.anchor href="#proof" { "Test results" } }
            p {
                "Measured on real servers with each role on its own. Combinations of roles were measured in the same way; this list \
                 omits them."
            }
            @for (realm, words) in realms(linked, operation) {
                h3 { (words) }
                div.scroll tabindex="0" role="region" aria-label={ "Measured statuses: " (words) } {
                    table.proof {
                        thead {
                            tr {
                                th scope="col" { "Keycloak" }
                                th scope="col" { "Status" }
                                th scope="col" { "Roles, each on its own" }
                            }
                        }
                        @for span in linked.matrix.proof(operation, realm).iter().rev() { (statuses(linked, span)) }
                    }
                }
            }
            (alike(linked, operation))
        }
    }
}

fn statuses(linked: Links<'_>, span: &Span<'_>) -> Markup {
    let Span { first, last, rule } = span;
    let versions = linked.matrix.lines(*first, *last);
    let mut rows = rows(linked.matrix, span);
    // Roles of all versions come first and share one heading.
    let partial = rows.split_off(rows.partition_point(|row| row.versions == (*first, *last)));
    html! {
        tbody {
            @if let Some(why) = &rule.unmeasured {
                tr { th scope="row" { (versions) } td.dim colspan="2" { "not measured: " (why) } }
            }
            @for (at, row) in rows.iter().enumerate() {
                tr {
                    @if at == 0 { th scope="rowgroup" rowspan=(rows.len()) { (versions) } }
                    (cells(linked, row))
                }
            }
            @for row in &partial {
                tr {
                    th scope="row" { (linked.matrix.lines(row.versions.0, row.versions.1)) }
                    (cells(linked, row))
                }
            }
        }
    }
}

fn cells(linked: Links<'_>, row: &Row) -> Markup {
    html! {
        td { span class={ "code " (status_tone(row.status)) } { (row.status) } " " span.small { (row.note) } }
        td { (linked.sets(&row.roles)) }
    }
}

/// Roles with the same statuses in the same versions.
struct Row {
    versions: (Version, Version),
    status: u16,
    note: &'static str,
    roles: Vec<RoleSet>,
}

/// The rows of a span; roles of all its versions come first. Each role is listed only for versions that have it: versions with the same
/// results are one range in the data, even if roles were added in between.
fn rows(matrix: &Matrix, span: &Span<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (status, roles) in span.rule.statuses.iter() {
        for role in roles.singles() {
            let Some(versions) = in_span(matrix, span, role) else {
                continue;
            };
            let note = match span.rule.state(role) {
                State::Partial => "partial",
                _ => "",
            };
            let same =
                |row: &&mut Row| (row.versions, row.status, row.note) == (versions, status, note);
            match rows.iter_mut().find(same) {
                Some(row) => row.roles.push(role),
                None => rows.push(Row {
                    versions,
                    status,
                    note,
                    roles: vec![role],
                }),
            }
        }
    }
    rows.sort_by_key(|row| {
        let (first, last) = row.versions;
        let whole = (first, last) == (span.first, span.last);
        (!whole, Reverse(last), first, row.status, row.note)
    });
    rows
}

/// The first and the last version of the span that have the role.
fn in_span(matrix: &Matrix, span: &Span<'_>, role: RoleSet) -> Option<(Version, Version)> {
    let name = matrix.role_names(role).into_iter().next()?;
    let known = matrix.roles().iter().find(|role| role.name == name)?;
    let (first, last) = matrix.versions_of(known)?;
    let (first, last) = (first.max(span.first), last.min(span.last));
    (first <= last).then_some((first, last))
}

/// The realms of the tokens; both if they differ.
fn realms(linked: Links<'_>, operation: &Operation) -> Vec<(TokenRealm, &'static str)> {
    let alike = linked.matrix.master_is_alike(operation);
    REALMS
        .into_iter()
        .filter(|(realm, _)| *realm == TokenRealm::Target || !alike)
        .collect()
}

fn alike(linked: Links<'_>, operation: &Operation) -> Markup {
    html! {
        @if linked.matrix.master_is_alike(operation) {
            p.small {
                "Tokens from master behave the same with the roles of the " code { "{realm}-realm" } " client ("
                code { "admin" } " instead of " code { "realm-admin" } ")."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each version lists exactly its own roles.
    #[test]
    fn each_version_lists_exactly_its_own_roles() {
        let matrix = Matrix::from_json(include_str!(
            "../../../../permissions/data/permissions.json"
        ))
        .expect("the data file is read");
        let mut split = 0;
        for operation in matrix.operations() {
            for (realm, _) in REALMS {
                for span in matrix.proof(operation, realm) {
                    let rows = rows(&matrix, &span);
                    let within = |version: Version| span.first <= version && version <= span.last;
                    for version in matrix.versions().iter().filter(|one| within(**one)) {
                        let listed = rows
                            .iter()
                            .filter(|row| row.versions.0 <= *version && *version <= row.versions.1)
                            .flat_map(|row| &row.roles)
                            .fold(RoleSet::NONE, |all, role| all.union(*role));
                        let there = matrix.at(*version, realm).roles();
                        assert!(there.contains(listed), "{operation} in {version}");
                        // If master is alike, the data contains the results of the realm's own tokens.
                        if realm == TokenRealm::Target && span.rule.unmeasured.is_none() {
                            assert_eq!(listed, there, "{operation} in {version}");
                        }
                    }
                    split += usize::from(rows.iter().any(|row| row.versions.0 != span.first));
                }
            }
        }
        assert!(split > 0, "some roles came while nothing else changed");
    }
}
