//! Scans a text byte by byte within its bounds.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{clojure, visual_basic};

/// The methods that the Admin API uses.
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

/// The method of a browser's preflight request. It carries no token and requires no role, so such requests are left out.
pub(super) const PREFLIGHT: &str = "OPTIONS";

/// The maximum distance to search on a line, in both directions.
const LONGEST_LINE: usize = 1_500;

/// The method that a word means, in upper or lower case.
pub(super) fn verb(word: &str) -> Option<&'static str> {
    METHODS
        .into_iter()
        .find(|method| method.eq_ignore_ascii_case(word))
}

/// Whether an identifier names a base URL, such as `keycloakAdminUri` or `ADMIN_API_BASE`: it contains one of `owners`, which are in lower
/// case, and a word for a URL.
pub(super) fn names_base(name: &str, owners: &[&str]) -> bool {
    const BASES: [&str; 6] = ["url", "uri", "base", "api", "root", "endpoint"];
    let lower = name.to_ascii_lowercase();
    let has = |part: &&str| lower.contains(*part);
    owners.iter().any(has) && BASES.iter().any(has)
}

/// Marks the end of a continued line: white space that is not a line break.
pub(super) const CONTINUED: char = '\u{c}';

/// The text with continued lines (`\` at the end, or a back-tick in PowerShell) joined to one line of the same length.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    let is_powershell = text.contains("Invoke-RestMethod") || text.contains("Invoke-WebRequest");
    let mark = if is_powershell { '`' } else { '\\' };
    let [windows, unix] = ["\r\n", "\n"].map(|end| format!("{mark}{end}"));
    if !text.contains(&windows) && !text.contains(&unix) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.replace(&windows, &format!("{CONTINUED}  "))
            .replace(&unix, &format!("{CONTINUED} ")),
    )
}

/// Rewrites Clojure, Elixir, Haskell, Lua, R, Visual Basic, makefiles, playbooks of Ansible, `.http` files, and tests of Robot Framework with
/// the operators of other languages: `<>` and `..` as `+`, `<-` and a module attribute as an assignment, and `$(NAME)` and `{{ NAME }}` as
/// `${NAME}`. Every line stays the same.
pub(super) fn with_common_operators(text: &str) -> Cow<'_, str> {
    if is_makefile(text) {
        return Cow::Owned(with_braces(text));
    }
    if clojure::is_clojure(text) {
        return Cow::Owned(clojure::rewritten(text));
    }
    if visual_basic::is_visual_basic(text) {
        return Cow::Owned(visual_basic::rewritten(text));
    }
    if is_playbook(text) {
        return Cow::Owned(with_variables(text));
    }
    if is_http_file(text) {
        return Cow::Owned(with_values_of_lines(text));
    }
    if text.contains("*** ") && text.contains(" On Session ") {
        return Cow::Owned(with_values_of_robot(text));
    }
    // R: an arrow assigns.
    let is_r = ["library(", "httr", "paste0("]
        .iter()
        .any(|part| text.contains(part));
    if is_r && text.contains(" <- ") {
        return Cow::Owned(text.replace(" <- ", "  = "));
    }
    // Haskell. Elixir has both signs as well, in the types of functions.
    if text.contains(" :: ") && text.contains(" <> ") && !text.contains("defmodule ") {
        return Cow::Owned(text.replace(" <> ", " +  "));
    }
    if text.contains("local ") && text.contains(" .. ") {
        return Cow::Owned(text.replace(" .. ", " +  "));
    }
    if !text.contains("defmodule ") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.replace("<>", " +").split_inclusive('\n') {
        let name = line.trim_start();
        let indent = line.len() - name.len();
        let end = indent + 1 + name.get(1..).map_or(0, |name| Text(name).word_at(0).len());
        let is_attribute = name.starts_with('@') && line.get(end..end + 2) == Some(" \"");
        if is_attribute {
            out.push_str(line.get(..indent).unwrap_or_default());
            // `@base "/admin"` becomes `base ="/admin"`.
            out.push_str(line.get(indent + 1..end).unwrap_or_default());
            out.push_str(" =");
            out.push_str(line.get(end + 1..).unwrap_or_default());
        } else {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}

/// Whether the text is a makefile: it has variables in parentheses, and targets with recipes, which begin with a tab.
fn is_makefile(text: &str) -> bool {
    let is_target = |line: &str| {
        line.contains(':')
            && line.starts_with(|first: char| first.is_ascii_alphanumeric() || "_.".contains(first))
    };
    text.contains("$(")
        && !text.contains("#!/")
        && text
            .lines()
            .zip(text.lines().skip(1))
            .any(|(line, next)| next.starts_with('\t') && is_target(line))
}

/// Whether the text is a playbook or a list of tasks of Ansible, which has its variables in double braces.
fn is_playbook(text: &str) -> bool {
    text.contains("{{") && text.contains("uri:") && text.contains("- name:")
}

/// Whether the text is a file of requests for an editor (`.http`, `.rest`), which defines its variables on lines: `@api = {{host}}/admin`.
fn is_http_file(text: &str) -> bool {
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
fn with_values_of_lines(text: &str) -> String {
    with_values(text, variable_of_line, |line, values| {
        replaced_names(line, ("{{", "}}"), values)
    })
}

/// Puts the values of the variables of Robot Framework that are paths of the Admin API, `${API}    /admin/realms/acme`, in the place of their
/// names.
fn with_values_of_robot(text: &str) -> String {
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
fn with_variables(text: &str) -> String {
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

/// Rewrites the variables of a makefile: `$(NAME)` as `${NAME}`, and `NAME ?= value` and `NAME := value` with `=`.
fn with_braces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("$(") {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let name = Text(after).word_at(2);
        let end = 2 + name.len();
        if !name.is_empty() && after.as_bytes().get(end) == Some(&b')') {
            out.push_str("${");
            out.push_str(name);
            out.push('}');
            rest = after.get(end + 1..).unwrap_or_default();
        } else {
            out.push_str("$(");
            rest = after.get(2..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out.replace(" ?= ", "  = ").replace(" := ", "  = ")
}

/// A text that can be read at every position, also outside its bounds.
#[derive(Clone, Copy)]
pub(super) struct Text<'t>(pub &'t str);

impl<'t> Text<'t> {
    /// The byte at this position; 0 outside.
    pub fn at(self, index: usize) -> u8 {
        self.0.as_bytes().get(index).copied().unwrap_or_default()
    }

    /// The byte before this position; 0 at the start.
    pub fn before(self, index: usize) -> u8 {
        index.checked_sub(1).map_or(0, |index| self.at(index))
    }

    pub fn len(self) -> usize {
        self.0.len()
    }

    /// The slice, extended to whole characters.
    pub fn slice(self, from: usize, to: usize) -> &'t str {
        let mut from = from.min(self.len());
        while !self.0.is_char_boundary(from) {
            from -= 1;
        }
        let mut to = to.clamp(from, self.len());
        while !self.0.is_char_boundary(to) {
            to += 1;
        }
        self.0.get(from..to).unwrap_or_default()
    }

    /// This part of the text, with the text's own lifetime.
    pub fn slice_of(self, part: &str) -> &'t str {
        let start = (part.as_ptr() as usize).saturating_sub(self.0.as_ptr() as usize);
        self.slice(start, start + part.len())
    }

    /// The first position from here on that is not white space.
    pub fn skip_white(self, mut index: usize) -> usize {
        while self.at(index).is_ascii_whitespace() {
            index += 1;
        }
        index
    }

    /// The position after the last byte before this one that is not white space.
    pub fn skip_white_back(self, mut index: usize) -> usize {
        while self.before(index).is_ascii_whitespace() {
            index -= 1;
        }
        index
    }

    /// The identifier that ends here.
    pub fn word_before(self, end: usize) -> &'t str {
        let mut start = end;
        while is_word(self.before(start)) {
            start -= 1;
        }
        self.slice(start, end)
    }

    /// The identifier that starts here.
    pub fn word_at(self, start: usize) -> &'t str {
        let mut end = start;
        while is_word(self.at(end)) {
            end += 1;
        }
        self.slice(start, end)
    }

    /// Every identifier with its position.
    pub fn words(self) -> impl Iterator<Item = (usize, &'t str)> {
        self.0
            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
            .filter(|word| !word.is_empty())
            .map(move |word| (word.as_ptr() as usize - self.0.as_ptr() as usize, word))
    }

    /// The position of the bracket that closes this one, at most `limit` away.
    pub fn closing(self, open: usize, limit: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut index = open;
        while index < self.len().min(open + limit) {
            match self.at(index) {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(index);
                    }
                }
                quote @ (b'"' | b'\'' | b'`') if index > open => {
                    // A string may contain brackets; an apostrophe begins no string unless it is closed on its line.
                    let string = self.slice(index + 1, index + 200);
                    let end = string
                        .bytes()
                        .position(|byte| byte == quote || byte == b'\n');
                    if let Some(end) = end.filter(|end| string.as_bytes().get(*end) == Some(&quote))
                    {
                        index += end + 1;
                    }
                }
                _ => {}
            }
            index += 1;
        }
        None
    }

    /// The line at this position, as a range without its line end; only the surroundings of a very long line.
    pub fn line(self, index: usize) -> (usize, usize) {
        let mut start = index;
        while start > 0 && index - start < LONGEST_LINE && self.before(start) != b'\n' {
            start -= 1;
        }
        let mut end = index;
        while end < self.len() && end - index < LONGEST_LINE && self.at(end) != b'\n' {
            end += 1;
        }
        (start, end)
    }
}

pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
