//! Removes from a report what the text did not show: placeholder names, roles of an unknown operation, and checks without proof.

use diagnosis::attempt::Absent;
use diagnosis::gate::Gate;
use diagnosis::report::{
    AlsoPossible, Certainty, Fix, FixKind, GateState, Outcome, Report, RolesReport,
    UNKNOWN_OPERATION,
};

use permissions::capital;
use serde::Serialize;

use super::events::Event;
use super::pairs::Story;
use super::shown::shown;

/// The causes of a 400 from the token endpoint, most frequent first.
const REFUSED_GRANTS: [(&str, &str); 6] = [
    (
        "refresh-token-expired",
        "The request refreshes a token, and the refresh token or its session has expired.",
    ),
    (
        "user-setup-incomplete",
        "The user has required actions, such as a new password or a missing name.",
    ),
    ("user-disabled", "The user is disabled."),
    (
        "direct-access-grants-disabled",
        "The client may not use the password grant.",
    ),
    ("scope-invalid", "A requested scope does not exist."),
    (
        "grant-unsupported",
        "The request lacks grant_type, or this Keycloak release does not support the grant.",
    ),
];
const NOT_SEEN: &str = "The text does not show this.";

/// Removes from the report what the text does not show. `absent` lists the values that the attempt lacks.
pub fn take_out(mut report: Report, story: &Story, absent: &[Absent]) -> Report {
    limit_certainty(&mut report, story);
    if !story.operation_was_seen() {
        without_operation(&mut report, story);
    }
    limit_gates(&mut report, story);
    if !story.body_was_seen() {
        without_body(&mut report, story);
    }
    if let Some(event) = &story.event {
        with_event(&mut report, event);
    }
    if let Some(note) = story.assumed_method() {
        report.cause.evidence.push(note.to_owned());
    }
    if story.mentions_cors() && report.cause.code != "origin-rejected" {
        let why = "The text also contains a browser's message about CORS.";
        add_possible(
            &mut report,
            "cors-refused",
            why,
            "The message in the browser's console, for the same request.",
        );
    }
    report.script.clear();
    without_names(&mut report, absent);
    report
}

/// States the operation that a text names only in words.
pub fn with_proposal(mut report: Report, operation: &str) -> Report {
    report.cause.explanation = format!(
        "Which role is missing depends on the request. Which request was it? By its words, the text may mean {operation}."
    );
    report
}

/// Hides every check.
pub fn hide_gates(report: &mut Report) {
    for gate in &mut report.gates {
        gate.state = GateState::Hidden;
        NOT_SEEN.clone_into(&mut gate.because);
    }
}

/// Adds what an event of Keycloak's log says.
pub fn with_event(report: &mut Report, event: &Event) {
    let sentence = shown(&event.sentence());
    let meaning = match event.meaning() {
        Some(meaning) if report.cause.is_unexplained() => meaning,
        _ => report.cause.explanation.as_str(),
    };
    report.cause.explanation = format!("{sentence} {meaning}");
    report.cause.evidence.insert(0, sentence);
}

fn limit_certainty(report: &mut Report, story: &Story) {
    let most = if story.status.is_some() && !story.body_was_seen() {
        Certainty::Possible
    } else if story.status.is_none()
        // A client's message without a response.
        || story.is_contradictory
        || report.outcome == Outcome::Forbidden && story.token.is_none()
    {
        Certainty::Likely
    } else {
        Certainty::Certain
    };
    report.cause.certainty = report.cause.certainty.min(most);
}

/// The missing role depends on the request.
fn without_operation(report: &mut Report, story: &Story) {
    UNKNOWN_OPERATION.clone_into(&mut report.operation);
    report.roles = RolesReport {
        claimed: std::mem::take(&mut report.roles.claimed),
        container: std::mem::take(&mut report.roles.container),
        ..RolesReport::default()
    };
    if let Some(general) = diagnosis::cause::title(&report.cause.code) {
        for gate in &mut report.gates {
            gate.because = gate.because.replace(&report.cause.title, general);
        }
        general.clone_into(&mut report.cause.title);
    }
    let depends = report.cause.depends_on_operation();
    if depends {
        "Which role is missing depends on the request. Which request was it?"
            .clone_into(&mut report.cause.explanation);
    }
    if !story.is_about_token() {
        report.steps.clear();
    }
    // Without the request, the facts decide nothing.
    report.settle.clear();
    let is_of_request = |fix: &Fix| fix.kind != FixKind::Caller;
    if depends || report.outcome == Outcome::Allowed {
        report.fixes.retain(|fix| !is_of_request(fix));
    }
}

/// A check counts as passed only if the response proves it.
fn limit_gates(report: &mut Report, story: &Story) {
    let is_keycloaks = story.body_was_seen();
    for gate in &mut report.gates {
        if gate.state != GateState::Passed {
            continue;
        }
        let proven = match gate.gate {
            Gate::Address => story.status.is_some(),
            Gate::Tls => story.status.is_some() && story.input.url.starts_with("https:"),
            Gate::Keycloak => is_keycloaks,
            Gate::TokenAccepted => is_keycloaks && report.outcome != Outcome::Unauthorized,
            Gate::RealmExists => is_keycloaks && report.outcome == Outcome::Forbidden,
            Gate::Permission | Gate::Target => report.outcome == Outcome::Allowed,
            Gate::TokenRealm => story.token.is_some(),
            // A response from the token endpoint shows that the request got that far.
            Gate::Realm | Gate::Client | Gate::ClientProof | Gate::Grant => {
                is_keycloaks && story.is_about_token()
            }
        };
        if !proven {
            gate.state = GateState::Hidden;
            NOT_SEEN.clone_into(&mut gate.because);
        }
    }
}

fn without_body(report: &mut Report, story: &Story) {
    for step in &mut report.steps {
        step.response.body.clear();
        step.response.headers.clear();
    }
    if story.status == Some(400) && story.is_about_token() {
        for (code, why) in REFUSED_GRANTS {
            add_possible(report, code, why, "The body of the response.");
        }
    }
    if !matches!(story.status, Some(401 | 403 | 404)) {
        return;
    }
    if story.status == Some(404) && story.is_about_token() {
        for (code, why) in [
            (
                "base-path-wrong",
                "The base URL contains too much or too little, such as /auth.",
            ),
            ("realm-not-found", "The realm in the URL does not exist."),
        ] {
            add_possible(report, code, why, "The body of the response.");
        }
    }
    report
        .cause
        .evidence
        .retain(|sentence| !sentence.contains("body"));
    report.cause.evidence.push(
        "The text does not show the body of the response. Only the body shows whether Keycloak or a proxy in front of Keycloak sent the response."
            .to_owned(),
    );
    let why =
        "If the body is not Keycloak's JSON, something in front of Keycloak denied the request.";
    add_possible(report, "blocked-by-proxy", why, "The body of the response.");
}

/// Adds a similar cause, unless the report names it.
fn add_possible(report: &mut Report, code: &str, why: &str, tell_apart: &str) {
    let is_named =
        report.cause.code == code || report.also_possible.iter().any(|other| other.code == code);
    if !is_named {
        report.also_possible.push(AlsoPossible {
            code: code.to_owned(),
            title: diagnosis::cause::title(code).unwrap_or_default().to_owned(),
            why: why.to_owned(),
            tell_apart: tell_apart.to_owned(),
        });
    }
}

/// The placeholder for an absent value, with the words that replace it in sentences and the shell variable that replaces it in commands.
struct Placeholder {
    text: String,
    words: &'static str,
    template: String,
    variable: String,
}

impl Placeholder {
    fn of(absent: &Absent) -> Self {
        let (words, template, variable) = match absent {
            Absent::Parameter(name) => {
                return Self {
                    text: absent.placeholder(),
                    words: "the value in the path",
                    template: format!("{{{name}}}"),
                    variable: format!("KEYCLOAK_{}", name.to_uppercase().replace('-', "_")),
                };
            }
            Absent::Operation => ("the request", "the request", "KEYCLOAK_OPERATION"),
            Absent::BaseUrl => ("your base URL", "", "KEYCLOAK_URL"),
            Absent::UserId => ("the user ID", "{user-id}", "KEYCLOAK_USER_ID"),
            Absent::Realm => ("your realm", "{realm}", "KEYCLOAK_REALM"),
            Absent::ClientId => ("your client", "your client", "KEYCLOAK_CLIENT_ID"),
            Absent::Username => ("your user", "your user", "KEYCLOAK_USERNAME"),
            Absent::ResponseBody => ("the body", "", ""),
        };
        Self {
            text: absent.placeholder(),
            words,
            template: template.to_owned(),
            variable: variable.to_owned(),
        }
    }

    /// The text without a scheme, as sentences contain it.
    fn host(&self) -> &str {
        self.text.trim_start_matches("https://")
    }
}

/// The placeholders that a report or its fixes contain.
fn placeholders(shown: &impl Serialize, absent: &[Absent]) -> Vec<Placeholder> {
    let used = serde_json::to_string(shown).unwrap_or_default();
    absent
        .iter()
        .map(Placeholder::of)
        .filter(|placeholder| !placeholder.text.is_empty() && used.contains(placeholder.host()))
        .collect()
}

/// Replaces placeholders: with words in sentences, with template parameters in URLs, and with variables in commands.
fn without_names(report: &mut Report, absent: &[Absent]) {
    let placeholders = placeholders(report, absent);
    if placeholders.is_empty() {
        return;
    }
    let in_words = |text: &mut String| with_words(text, &placeholders);
    let in_url = |text: &mut String| with_templates(text, &placeholders);
    in_words(&mut report.cause.explanation);
    report.cause.evidence.iter_mut().for_each(in_words);
    for other in &mut report.also_possible {
        in_words(&mut other.why);
        in_words(&mut other.tell_apart);
    }
    for gate in &mut report.gates {
        in_words(&mut gate.because);
    }
    in_words(&mut report.keycloak.because);
    in_words(&mut report.roles.effective);
    in_url(&mut report.roles.container);
    for step in &mut report.steps {
        in_url(&mut step.request.url);
        in_url(&mut step.request.body);
    }
    fixes_without_names(&mut report.fixes, &mut report.settle, &placeholders);
}

/// Replaces the placeholders for absent values in fixes, as in a report.
pub fn fixes_for_unknown_names(fixes: &mut Vec<Fix>, absent: &[Absent]) {
    let placeholders = placeholders(fixes, absent);
    fixes_without_names(fixes, &mut [], &placeholders);
}

/// Replaces placeholders in fixes, and in the commands that settle which cause it is.
fn fixes_without_names(fixes: &mut Vec<Fix>, settle: &mut [Fix], placeholders: &[Placeholder]) {
    let in_words = |text: &mut String| with_words(text, placeholders);
    // A Kubernetes resource cannot name variables without a Secret.
    fixes.retain(|fix| {
        ![Some(fix.kind), fix.form].contains(&Some(FixKind::Operator))
            || placeholders
                .iter()
                .all(|placeholder| !fix.text.contains(&placeholder.text))
    });
    // A message repeats the commands of the other forms.
    let mut commands: Vec<(String, String)> = Vec::new();
    let (messages, forms): (Vec<&mut Fix>, Vec<&mut Fix>) = fixes
        .iter_mut()
        .chain(settle)
        .partition(|fix| fix.kind == FixKind::HandOff);
    for fix in forms.into_iter().chain(messages) {
        let before = [fix.text.clone(), fix.undo.clone()];
        in_words(&mut fix.title);
        fix.links.retain(|link| {
            placeholders
                .iter()
                .all(|placeholder| !link.contains(&placeholder.text))
        });
        fix.steps.iter_mut().for_each(&in_words);
        let groups = fix.by_version.iter_mut();
        groups
            .flat_map(|group| &mut group.steps)
            .for_each(&in_words);
        match fix.kind {
            FixKind::Kcadm | FixKind::Curl => {
                fix.text = with_variables(&fix.text, placeholders);
                fix.undo = with_variables(&fix.undo, placeholders);
            }
            FixKind::Terraform => fix.text = with_terraform_variables(&fix.text, placeholders),
            FixKind::Ansible => {
                fix.text = with_references(&fix.text, placeholders, |name| {
                    format!("{{{{ lookup('ansible.builtin.env', '{name}', default=undef()) }}}}")
                });
            }
            // Keycloak replaces such references with environment variables when it imports a realm file.
            FixKind::RealmJson => {
                fix.text = with_references(&fix.text, placeholders, |name| format!("${{{name}}}"));
            }
            FixKind::Operator => {}
            FixKind::ClientCode => with_templates(&mut fix.text, placeholders),
            FixKind::HandOff => {
                for (before, after) in &commands {
                    fix.text = fix.text.replace(before, after);
                }
                in_words(&mut fix.text);
            }
            FixKind::AdminConsole | FixKind::Caller => {
                in_words(&mut fix.text);
                in_words(&mut fix.undo);
            }
        }
        if fix.kind.is_code() {
            let after = [fix.text.clone(), fix.undo.clone()];
            let changed = before.into_iter().zip(after);
            commands.extend(changed.filter(|(before, _)| !before.is_empty()));
        }
    }
}

/// Replaces placeholders in a sentence with words.
fn with_words(text: &mut String, placeholders: &[Placeholder]) {
    for placeholder in placeholders {
        let words = placeholder.words;
        if !text.contains(placeholder.host()) {
            continue;
        }
        for kind in ["realm", "client", "user"] {
            *text = text
                .replace(&format!("The {kind} {}", placeholder.text), &capital(words))
                .replace(&format!("the {kind} {}", placeholder.text), words);
        }
        *text = text
            .replace(&placeholder.text, words)
            .replace(placeholder.host(), words);
    }
}

/// Replaces placeholders in a URL or a program with template parameters.
fn with_templates(text: &mut String, placeholders: &[Placeholder]) {
    for placeholder in placeholders {
        *text = text.replace(&placeholder.text, &placeholder.template);
    }
}

/// Replaces placeholders inside quoted strings with references to variables.
fn with_references(
    text: &str,
    placeholders: &[Placeholder],
    reference: impl Fn(&str) -> String,
) -> String {
    placeholders
        .iter()
        .fold(text.to_owned(), |text, placeholder| {
            text.replace(&placeholder.text, &reference(&placeholder.variable))
        })
}

/// Replaces placeholders in Terraform configuration with variables, and declares the variables.
fn with_terraform_variables(text: &str, placeholders: &[Placeholder]) -> String {
    let mut configuration = with_references(text, placeholders, |name| {
        format!("${{var.{}}}", name.to_lowercase())
    });
    for placeholder in placeholders {
        if text.contains(&placeholder.text) {
            let name = placeholder.variable.to_lowercase();
            configuration.extend(["\n\nvariable \"", &name, "\" {\n  type = string\n}"]);
        }
    }
    configuration
}

/// Replaces placeholders in shell commands with variables that stop with a message if they are not set.
fn with_variables(script: &str, placeholders: &[Placeholder]) -> String {
    let mut out = String::with_capacity(script.len());
    let mut quote: Option<char> = None;
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let found = placeholders
            .iter()
            .find(|placeholder| rest.starts_with(&placeholder.text));
        if let Some(placeholder) = found {
            let name = &placeholder.variable;
            let value = format!("${{{name}:?Set {name}}}");
            match quote {
                Some('"') => out.push_str(&value),
                Some(_) => out.extend(["'\"", &value, "\"'"]),
                None => out.extend(["\"", &value, "\""]),
            }
            rest = rest.get(placeholder.text.len()..).unwrap_or_default();
            continue;
        }
        match (quote, first) {
            (None, '\'' | '"') => quote = Some(first),
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => {
                out.push(first);
                rest = rest.get(1..).unwrap_or_default();
                if let Some(escaped) = rest.chars().next() {
                    out.push(escaped);
                    rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                }
                continue;
            }
            _ => {}
        }
        out.push(first);
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Placeholder, with_variables};

    #[test]
    fn a_variable_is_valid_in_every_kind_of_quotes() {
        let placeholders = [Placeholder {
            text: "your-realm".to_owned(),
            words: "your realm",
            template: "{realm}".to_owned(),
            variable: "KEYCLOAK_REALM".to_owned(),
        }];
        for (script, expected) in [
            (
                "x -r your-realm",
                "x -r \"${KEYCLOAK_REALM:?Set KEYCLOAK_REALM}\"",
            ),
            (
                "'a/your-realm/b'",
                "'a/'\"${KEYCLOAK_REALM:?Set KEYCLOAK_REALM}\"'/b'",
            ),
            (
                "\"$U/your-realm\"",
                "\"$U/${KEYCLOAK_REALM:?Set KEYCLOAK_REALM}\"",
            ),
            (
                "echo \\\" your-realm",
                "echo \\\" \"${KEYCLOAK_REALM:?Set KEYCLOAK_REALM}\"",
            ),
        ] {
            assert_eq!(with_variables(script, &placeholders), expected);
        }
    }
}
