//! Rewrites texts of languages with other operators in the notation that most languages share. Every line stays the same.

use std::borrow::Cow;

mod clojure;
mod makefile;
mod variables;
mod visual_basic;

use super::scan::{CONTINUED, Text};
use makefile::{is_makefile, with_braces};
use variables::{
    is_http_file, is_playbook, with_values_of_lines, with_values_of_robot, with_variables,
};

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

#[cfg(test)]
mod tests;
