//! Explains a cause, an operation, or a role as text, Markdown, or JSON.

use std::fmt::Write as _;

use diagnosis::cause::{CausePage, Endpoint, Seen, announcement, page};
use permissions::{
    Grade, Guard, Matrix, Operation, Permissions, Role, RoleSet, State, TokenRealm, Version,
};
use serde::Serialize;

/// The explanation of one subject.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Explanation {
    /// A cause.
    Cause(CauseText),
    /// An operation and its required roles.
    Operation(OperationText),
    /// A role and what it allows.
    Role(RoleText),
}

#[derive(Debug, Serialize)]
pub struct CauseText {
    code: &'static str,
    title: &'static str,
    check: &'static str,
    messages: Vec<Message>,
    meaning: &'static [&'static str],
    how_known: &'static str,
    similar_causes: Vec<Similar>,
    fix: &'static [&'static str],
    versions: &'static str,
    /// The grade of the cause, unless it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<Grade>,
    /// The source of an announcement.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Message {
    at: &'static str,
    status: Option<u16>,
    text: &'static str,
    when: &'static str,
}

#[derive(Debug, Serialize)]
struct Similar {
    code: &'static str,
    difference: &'static str,
    /// The grade of the similar cause, unless it was measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    grade: Option<Grade>,
}

/// The grade in parentheses, with a space before it.
fn in_parentheses(grade: Option<Grade>) -> String {
    grade.map_or_else(String::new, |grade| format!(" ({})", grade.words()))
}

#[derive(Debug, Serialize)]
pub struct OperationText {
    operation: String,
    description: String,
    keycloak: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    /// Versions that have the operation.
    measured_in: String,
    sufficient: Vec<Vec<String>>,
    reduced: Vec<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unmeasured: Option<String>,
    /// The conditions under which roles are not enough.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_denied: Vec<&'static Guard>,
}

#[derive(Debug, Serialize)]
pub struct RoleText {
    role: String,
    container: &'static str,
    keycloak: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    includes: Vec<String>,
    allows: Vec<String>,
    partial: Vec<String>,
}

impl Explanation {
    /// Explains a cause code, an operation, an operation's slug, or a role; `None` for any other subject. Without a version, the newest
    /// measured one is explained.
    pub fn of(matrix: &Matrix, subject: &str, version: Option<Version>) -> Option<Self> {
        let subject = subject.trim();
        if let Some(cause) = page(&subject.to_lowercase()) {
            return Some(Self::Cause(CauseText::of(matrix, cause)));
        }
        let at = |realm| matrix.at_or_newest(version, realm);
        if let Some(role) = matrix.roles().iter().find(|role| role.name == subject) {
            return RoleText::of(at(role.token_realm()), role, version).map(Self::Role);
        }
        let permissions = at(TokenRealm::Target);
        let operation = matrix
            .by_slug(subject)
            .or_else(|| matrix.operation(subject))
            .or_else(|| {
                let (method, path) = subject.split_once(char::is_whitespace)?;
                permissions
                    .find(&method.to_uppercase(), path.trim())
                    .map(|found| found.operation)
            })?;
        Some(Self::Operation(OperationText::of(
            permissions,
            operation,
            version,
        )))
    }

    /// The explanation for a terminal.
    pub fn text(&self) -> String {
        self.page().text()
    }

    /// The explanation as Markdown, for a wiki or an issue.
    pub fn markdown(&self) -> String {
        self.page().markdown()
    }

    /// The explanation as JSON, for scripts.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    fn page(&self) -> Page {
        match self {
            Self::Cause(cause) => cause.page(),
            Self::Operation(operation) => operation.page(),
            Self::Role(role) => role.page(),
        }
    }
}

impl CauseText {
    fn of(matrix: &Matrix, cause: CausePage) -> Self {
        let grade = |code| Some(matrix.grade_of(code)).filter(|grade| *grade != Grade::Measured);
        Self {
            code: cause.code,
            title: cause.title,
            check: cause.gate.title(),
            messages: cause.page.seen.iter().map(Message::of).collect(),
            meaning: cause.page.meaning,
            how_known: cause.page.how_known,
            similar_causes: cause
                .page
                .looks_like
                .iter()
                .map(|(code, difference)| Similar {
                    code,
                    difference,
                    grade: grade(code),
                })
                .collect(),
            fix: cause.page.fix,
            versions: cause.page.versions,
            grade: grade(cause.code),
            source: announcement(matrix, cause.code),
        }
    }

    fn page(&self) -> Page {
        let mut page = Page::new(format!("{} ({})", self.title, self.code));
        let messages = self.messages.iter().map(Message::line).collect();
        page.section("Messages", Lines::Verbatim(messages));
        page.section("Reason", Lines::Text(owned(self.meaning)));
        page.section("How we know", Lines::Text(owned(&[self.how_known])));
        let similar = self.similar_causes.iter();
        page.section(
            "Similar causes",
            Lines::Items(
                similar
                    .map(|cause| {
                        let grade = in_parentheses(cause.grade);
                        format!("{}: {}{grade}", cause.code, cause.difference)
                    })
                    .collect(),
            ),
        );
        page.section("How to fix it", Lines::Steps(owned(self.fix)));
        let announced = self
            .source
            .map(|source| format!("Announced, not measured. Source: {source}."));
        let versions = [self.versions.to_owned()].into_iter().chain(announced);
        page.section("Keycloak versions", Lines::Text(versions.collect()));
        page
    }
}

impl Message {
    fn of(seen: &Seen) -> Self {
        Self {
            at: match seen.endpoint {
                Endpoint::Connection => "connection",
                Endpoint::Token => "token request",
                Endpoint::Admin => "Admin API",
            },
            status: seen.status,
            text: seen.text,
            when: seen.when,
        }
    }

    fn line(&self) -> String {
        let mut line = self.at.to_owned();
        if let Some(status) = self.status {
            let _ = write!(line, ", {status}");
        }
        let _ = write!(line, ": {}", self.text);
        if !self.when.is_empty() {
            let _ = write!(line, "  ({})", self.when);
        }
        line
    }
}

impl OperationText {
    fn of(permissions: Permissions<'_>, operation: &Operation, stated: Option<Version>) -> Self {
        let rule = permissions.rule(operation);
        let names = |sets: &[RoleSet]| {
            let sets = permissions.least_first(sets).into_iter();
            sets.map(|set| owned(&permissions.matrix().role_names(set)))
                .collect()
        };
        let missing = rule
            .is_none()
            .then(|| "This version does not have the operation.".to_owned());
        Self {
            operation: operation.to_string(),
            description: operation.does.clone(),
            keycloak: permissions.version_name(),
            note: missing.or_else(|| permissions.note(stated?)),
            measured_in: permissions.matrix().lines_with(operation),
            sufficient: rule.map_or_else(Vec::new, |rule| names(&rule.sufficient)),
            reduced: rule.map_or_else(Vec::new, |rule| names(&rule.reduced)),
            unmeasured: rule.and_then(|rule| rule.unmeasured.clone()),
            also_denied: operation.guards().collect(),
        }
    }

    fn page(&self) -> Page {
        let mut page = Page::new(self.operation.clone());
        let description = format!(
            "{}. Keycloak {}.",
            permissions::capital(&self.description),
            self.keycloak
        );
        let note = self.note.clone();
        page.section(
            "What it does",
            Lines::Text([description].into_iter().chain(note).collect()),
        );
        let roles = match (&self.unmeasured, self.sufficient.as_slice()) {
            (Some(why), _) => vec![format!("Not measured: {why}")],
            (None, []) => vec!["No realm-management role allows this request.".to_owned()],
            (None, [only]) if only.is_empty() => {
                vec!["No role: any access token of the realm is enough.".to_owned()]
            }
            (None, sets) => sets.iter().map(|set| set.join(" + ")).collect(),
        };
        page.section(
            "Roles that allow this request, least privileged first",
            Lines::Items(roles),
        );
        let partial = self.reduced.iter();
        page.section(
            "Roles that return a partial response",
            Lines::Items(
                partial
                    .map(|set| match set.as_slice() {
                        [] => "any access token of the realm".to_owned(),
                        set => set.join(" + "),
                    })
                    .collect(),
            ),
        );
        let guards = self.also_denied.iter();
        page.section(
            "Also denied when",
            Lines::Items(
                guards
                    .map(|guard| format!("{}: {} ({})", guard.when, guard.versions(), guard.cause))
                    .collect(),
            ),
        );
        page.section(
            "Keycloak versions",
            Lines::Text(vec![format!("Measured in {}.", self.measured_in)]),
        );
        page
    }
}

impl RoleText {
    fn of(permissions: Permissions<'_>, role: &Role, stated: Option<Version>) -> Option<Self> {
        let held = permissions.matrix().role(&role.name).ok()?;
        let with = |state| {
            permissions
                .results(held)
                .filter(|(_, found)| *found == state)
                .map(|(operation, _)| operation.to_string())
                .collect()
        };
        Some(Self {
            role: role.name.clone(),
            container: permissions.container(),
            keycloak: permissions.version_name(),
            note: stated.and_then(|stated| permissions.note(stated)),
            includes: role.includes.clone(),
            allows: with(State::Allowed),
            partial: with(State::Partial),
        })
    }

    fn page(&self) -> Page {
        let mut page = Page::new(self.role.clone());
        let place = if self.container == "master" {
            "Realm role of master."
        } else {
            "Client role of realm-management."
        };
        let counted = format!(
            "On Keycloak {}, this role alone allows {} operations and {} more with a partial response.",
            self.keycloak,
            self.allows.len(),
            self.partial.len()
        );
        let note = self.note.clone();
        page.section(
            "What it is",
            Lines::Text(
                [place.to_owned(), counted]
                    .into_iter()
                    .chain(note)
                    .collect(),
            ),
        );
        page.section("Includes", Lines::Items(self.includes.clone()));
        page.section("Allows", Lines::Items(self.allows.clone()));
        page.section("Partial response", Lines::Items(self.partial.clone()));
        page
    }
}

fn owned(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// A title and sections, printed as text or Markdown.
#[derive(Debug)]
struct Page {
    title: String,
    sections: Vec<(&'static str, Lines)>,
}

/// The content of a section.
#[derive(Debug)]
enum Lines {
    Text(Vec<String>),
    Items(Vec<String>),
    Steps(Vec<String>),
    /// Messages, verbatim.
    Verbatim(Vec<String>),
}

impl Lines {
    fn all(&self) -> &[String] {
        match self {
            Self::Text(lines) | Self::Items(lines) | Self::Steps(lines) | Self::Verbatim(lines) => {
                lines
            }
        }
    }
}

impl Page {
    fn new(title: String) -> Self {
        Self {
            title,
            sections: Vec::new(),
        }
    }

    /// Adds a section, unless it is empty.
    fn section(&mut self, heading: &'static str, lines: Lines) {
        if !lines.all().is_empty() {
            self.sections.push((heading, lines));
        }
    }

    fn text(&self) -> String {
        let mut text = format!("{}\n", self.title);
        for (heading, lines) in &self.sections {
            let _ = write!(text, "\n{heading}\n");
            for (at, line) in lines.all().iter().enumerate() {
                let _ = match lines {
                    Lines::Text(_) | Lines::Verbatim(_) => writeln!(text, "  {line}"),
                    Lines::Items(_) => writeln!(text, "  - {line}"),
                    Lines::Steps(_) => writeln!(text, "  {}. {line}", at + 1),
                };
            }
        }
        text
    }

    fn markdown(&self) -> String {
        let mut text = format!("# {}\n", escaped(&self.title));
        for (heading, lines) in &self.sections {
            let _ = write!(text, "\n## {heading}\n\n");
            if matches!(lines, Lines::Verbatim(_)) {
                let _ = write!(text, "```\n{}\n```\n", lines.all().join("\n"));
                continue;
            }
            for (at, line) in lines.all().iter().enumerate() {
                let line = escaped(line);
                let _ = match lines {
                    Lines::Items(_) => writeln!(text, "- {line}"),
                    Lines::Steps(_) => writeln!(text, "{}. {line}", at + 1),
                    // A blank line between paragraphs.
                    Lines::Text(_) | Lines::Verbatim(_) if at > 0 => writeln!(text, "\n{line}"),
                    Lines::Text(_) | Lines::Verbatim(_) => writeln!(text, "{line}"),
                };
            }
        }
        text
    }
}

/// A text with Markdown's special characters escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '<' | '>' | '*' | '_' | '`' | '[' | ']' | '\\' | '|') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
