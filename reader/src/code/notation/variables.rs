//! Rewrites the variables of playbooks of Ansible, `.http` files, and Robot Framework as `${NAME}`, or as their values.

use std::collections::HashMap;

use crate::code::scan::{Text, is_word};

/// Whether the text is a playbook or a list of tasks of Ansible, which has its variables in double braces.
pub(super) fn is_playbook(text: &str) -> bool {
    text.contains("{{") && text.contains("uri:") && text.contains("- name:")
}

/// Whether the text is a file of requests for an editor (`.http`, `.rest`), which defines its variables on lines: `@api = {{host}}/admin`.
pub(super) fn is_http_file(text: &str) -> bool {
    text.contains("{{") && text.lines().any(|line| variable_of_line(line).is_some())
}

/// The name and the value of a variable of such a file.
fn variable_of_line(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix('@')?.split_once('=')?;
    let name = name.trim();
    let is_name = !name.is_empty() && name.bytes().all(is_word);
    is_name.then(|| (name, value.trim()))
}

/// Puts the values of such variables that are paths of the Admin API in the place of `{{name}}`, and rewrites the other variables as `${name}`.
pub(super) fn with_values_of_lines(text: &str) -> String {
    with_values(text, variable_of_line, |line, values| {
        replaced_names(line, ("{{", "}}"), values)
    })
}

/// Puts the values of the variables of Robot Framework that are paths of the Admin API, `${API}    /admin/realms/acme`, in the place of their
/// names.
pub(super) fn with_values_of_robot(text: &str) -> String {
    with_values(text, variable_of_robot, |line, values| {
        replaced_names(line, ("${", "}"), values)
    })
}

/// The name and the value of a variable of Robot Framework.
fn variable_of_robot(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix("${")?.split_once('}')?;
    let value = value.strip_prefix("  ")?.trim();
    (!value.is_empty() && name.bytes().all(is_word)).then_some((name, value))
}

/// Replaces the names of variables on every line. A line that defines a variable with a path of the Admin API becomes empty.
fn with_values(
    text: &str,
    variable: impl Fn(&str) -> Option<(&str, &str)>,
    replaced: impl Fn(&str, &HashMap<String, String>) -> String,
) -> String {
    let mut values: HashMap<String, String> = HashMap::new();
    let mut out = String::with_capacity(text.len() + 64);
    for line in text.split_inclusive('\n') {
        let whole = replaced(line, &values);
        match variable(line).zip(variable(&whole)) {
            Some(((name, _), (_, value))) if value.contains("admin/realms") => {
                values.insert(name.to_owned(), value.to_owned());
                out.push_str(line.get(line.trim_end().len()..).unwrap_or_default());
            }
            _ => out.push_str(&whole),
        }
    }
    out
}

/// Replaces the known names between two marks by their values, and the other ones by `${name}`.
fn replaced_names(line: &str, marks: (&str, &str), values: &HashMap<String, String>) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(marks.0) {
        out.push_str(before);
        let inner = after.trim_start();
        let name = Text(inner).word_at(0);
        let tail = inner.get(name.len()..).unwrap_or_default().trim_start();
        if let Some(tail) = tail.strip_prefix(marks.1).filter(|_| !name.is_empty()) {
            if let Some(value) = values.get(name) {
                out.push_str(value);
            } else {
                out.push_str("${");
                out.push_str(name);
                out.push('}');
            }
            rest = tail;
        } else {
            out.push_str(marks.0);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Rewrites the expressions of Ansible, which follow `{{ `: `{{ user.name | trim }}` as `${name}`. An expression may continue on the next
/// line.
pub(super) fn with_variables(text: &str) -> String {
    /// The maximum length of an expression.
    const LONGEST: usize = 600;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let near = Text(after).slice(0, LONGEST);
        let end = near
            .find("}}")
            .filter(|end| near.get(..*end).is_some_and(|inner| !inner.contains('\n')));
        if let Some((inner, tail)) = end.and_then(|end| {
            let inner = after.get(..end)?;
            Some((inner, after.get(end + 2..)?))
        }) {
            out.push_str("${");
            out.push_str(name_of_expression(inner));
            // The task leaves out the argument for some values.
            if inner.contains("(omit)") {
                out.push_str("_or_omit");
            }
            out.push('}');
            rest = tail;
        } else {
            out.push_str("{{");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// A name for the value of an expression of Jinja: the last part of its first name, or its last attribute.
fn name_of_expression(expression: &str) -> &str {
    let text = expression.trim();
    let dotted = text
        .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_' || letter == '.'))
        .next()
        .unwrap_or_default();
    let name = if dotted.is_empty() { text } else { dotted };
    let last = name.rsplit('.').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(is_word) {
        last
    } else {
        "value"
    }
}
