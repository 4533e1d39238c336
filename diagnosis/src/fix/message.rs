//! Renders a message to the person who administers Keycloak: the request, the evidence, the smallest change, its undo, and the command that
//! shows which cause it is.

use super::encoded;
use crate::attempt::Attempt;
use crate::report::{Fix, FixKind, Outcome, Report};

/// The messages for a report whose fix is a change in Keycloak, one for each form of the change, the steps in the Admin Console first.
/// Without such a fix, one message with the command that shows which cause it is; none if there is no such command either. The messages
/// contain no secret that the report does not already hide.
pub(crate) fn to_administrator(attempt: &Attempt, report: &Report) -> Vec<Fix> {
    let mut changes: Vec<Vec<&Fix>> = Vec::new();
    for fix in &report.fixes {
        let is_change = match fix.kind {
            FixKind::AdminConsole => true,
            FixKind::ClientCode => false,
            kind => kind.is_code(),
        };
        if !is_change {
            continue;
        }
        let of_kind = |known: &&mut Vec<&Fix>| known.iter().any(|one| one.kind == fix.kind);
        match changes.iter_mut().find(of_kind) {
            None => changes.push(vec![fix]),
            Some(known) if completes(fix, known) => known.push(fix),
            Some(_) => {}
        }
    }
    if changes.is_empty() && !report.settle.is_empty() {
        return vec![message(attempt, report, &[])];
    }
    changes
        .into_iter()
        .map(|changes| message(attempt, report, &changes))
        .collect()
}

/// Whether both changes are needed: a role counts only if it is assigned and in the client's scope.
fn completes(fix: &Fix, known: &[&Fix]) -> bool {
    const BOTH: [&str; 2] = ["Grant roles", "Add roles to the client's scope"];
    let is_one = |fix: &Fix| fix.change.is_some_and(|change| BOTH.contains(&change));
    is_one(fix)
        && known
            .iter()
            .all(|other| is_one(other) && other.change != fix.change)
}

/// The message with these changes, all of one form.
fn message(attempt: &Attempt, report: &Report, changes: &[&Fix]) -> Fix {
    let change = changes.first().copied();
    let operation = &attempt.operation;
    let status = report
        .status
        .map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let mut lines = vec![
        "Hello,".to_owned(),
        String::new(),
        format!(
            "A request to Keycloak's Admin API in the realm {} {} ({status}):",
            attempt.realm,
            if report.outcome == Outcome::Allowed {
                "is allowed"
            } else {
                "fails"
            }
        ),
        String::new(),
        format!(
            "    {} {}",
            operation.method,
            operation.url(&attempt.base_url).path()
        ),
        String::new(),
        format!(
            "Cause: {} ({}). {}",
            report.cause.title,
            report.cause.certainty.word(),
            report.cause.explanation
        ),
    ];
    if !report.also_possible.is_empty() {
        let titles: Vec<&str> = report
            .also_possible
            .iter()
            .map(|other| other.title.as_str())
            .collect();
        lines.push(format!("Also possible: {}.", titles.join("; ")));
    }
    for (at, change) in changes.iter().enumerate() {
        lines.extend(of_change(change, at > 0));
    }
    if let Some(command) = command(report, change) {
        lines.extend([
            String::new(),
            "To find out which cause it is, run this read-only command and send me its output. It changes nothing and prints no \
             secrets:"
                .to_owned(),
            String::new(),
            command.text.clone(),
        ]);
    }
    let text = lines.join("\n").trim_end().to_owned();
    let subject = format!(
        "Keycloak: {}",
        change.map_or(report.cause.title.as_str(), |change| change.title.as_str())
    );
    let title = match change.map(|change| change.kind) {
        None | Some(FixKind::AdminConsole) => "Ask an administrator".to_owned(),
        Some(kind) => format!("Ask an administrator ({})", kind.label()),
    };
    let mut message = Fix::new(FixKind::HandOff, title, text);
    message.form = change.map(|change| change.kind);
    message.links = vec![mail_link(&subject, &message.text)];
    message
}

/// The change in its form, with its risk and its undo. A second change may already be in place.
fn of_change(change: &Fix, is_second: bool) -> Vec<String> {
    let mut lines = vec![String::new()];
    let request = if is_second {
        "Unless it is already in place, please also make this change"
    } else {
        "Please make this change"
    };
    if change.kind.is_code() {
        lines.push(format!("{request} ({}):", change.kind.label()));
        lines.push(String::new());
        lines.push(change.text.clone());
    } else {
        lines.push(format!("{request} in the Admin Console:"));
        lines.push(String::new());
    }
    lines.extend(
        (1..)
            .zip(&change.steps)
            .map(|(number, step)| format!("    {number}. {step}")),
    );
    lines.push(String::new());
    if !change.risk.is_empty() {
        lines.push(format!("Risk: {}", change.risk));
    }
    match (change.undo.as_str(), change.undo_is_code()) {
        ("", _) => {}
        (undo, false) => lines.push(format!("Undo: {undo}")),
        (undo, true) => lines.extend(["Undo:".to_owned(), String::new(), undo.to_owned()]),
    }
    lines
}

/// The command that shows which cause it is, in the form of the change; kcadm.sh for the other forms.
fn command<'r>(report: &'r Report, change: Option<&Fix>) -> Option<&'r Fix> {
    let kind = match change.map(|change| change.kind) {
        Some(FixKind::Curl) => FixKind::Curl,
        _ => FixKind::Kcadm,
    };
    report.settle.iter().find(|command| command.kind == kind)
}

/// A `mailto:` link without a recipient (RFC 6068: lines end with CRLF, a space is `%20`).
fn mail_link(subject: &str, body: &str) -> String {
    let field = |text: &str| encoded(&text.replace('\n', "\r\n"));
    format!("mailto:?subject={}&body={}", field(subject), field(body))
}
