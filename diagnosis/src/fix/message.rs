//! Renders a message to the person who administers Keycloak: the request, the evidence, the smallest change, and its undo.

use url::form_urlencoded::byte_serialize;

use crate::attempt::Attempt;
use crate::report::{Fix, FixKind, Report};

/// The message for a report whose fix is a change in Keycloak; `None` for other reports. Contains no secret that the report does not
/// already hide.
pub(crate) fn to_administrator(attempt: &Attempt, report: &Report) -> Option<Fix> {
    let change = report
        .fixes
        .iter()
        .find(|fix| fix.kind == FixKind::AdminConsole && !fix.steps.is_empty())?;
    let operation = &attempt.operation;
    let status = report
        .status
        .map_or_else(|| "no status".to_owned(), |status| status.to_string());
    let mut lines = vec![
        "Hello,".to_owned(),
        String::new(),
        format!(
            "A request to Keycloak's Admin API in the realm {} fails ({status}):",
            attempt.realm
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
        String::new(),
        "Please make this change in the Admin Console:".to_owned(),
        String::new(),
    ];
    lines.extend(
        (1..)
            .zip(&change.steps)
            .map(|(number, step)| format!("    {number}. {step}")),
    );
    lines.push(String::new());
    if !change.risk.is_empty() {
        lines.push(format!("Risk: {}", change.risk));
    }
    if !change.undo.is_empty() {
        lines.push(format!("Undo: {}", change.undo));
    }
    if !report.also_possible.is_empty() {
        let titles: Vec<&str> = report
            .also_possible
            .iter()
            .map(|other| other.title.as_str())
            .collect();
        lines.push(format!("Also possible: {}.", titles.join("; ")));
    }
    let text = lines.join("\n").trim_end().to_owned();
    let subject = format!("Keycloak: {}", change.title);
    let mut message = Fix::new(FixKind::HandOff, "Ask an administrator", text);
    message.links = vec![mail_link(&subject, &message.text)];
    Some(message)
}

/// A `mailto:` link without a recipient (RFC 6068: lines end with CRLF, a space is `%20`).
fn mail_link(subject: &str, body: &str) -> String {
    let encoded = |text: &str| -> String {
        byte_serialize(text.replace('\n', "\r\n").as_bytes())
            .collect::<String>()
            .replace('+', "%20")
    };
    format!(
        "mailto:?subject={}&body={}",
        encoded(subject),
        encoded(body)
    )
}
