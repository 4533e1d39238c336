//! Writes the documentation of the settings from their declarations.

use std::fmt::Write;

use clap::{Arg, Command};

use super::{is_list, settings};

/// The word before the example in the help text of a setting.
const EXAMPLE: &str = "Example: ";

const INTRODUCTION: &str = "\
# Configuration

`why403 serve` takes each setting as a flag, as an environment variable, or as a key of a TOML file. Name the file with `--config FILE` or
`WHY403_CONFIG`. A flag overrides the variable, and the variable overrides the file. Why403 does not start with an unknown key, an
invalid value, or settings that contradict each other. Why403 logs a warning for every variable that starts with `WHY403_` but is not a
setting.

This page is what `why403 help config` prints. Every example shows the flag, the variable, and the line of the file.
";

/// The documentation, as Markdown that is readable on a terminal.
pub(super) fn of(serve: &Command) -> String {
    let mut text = INTRODUCTION.to_owned();
    let mut heading = None;
    for (key, arg) in settings(serve) {
        if arg.get_help_heading() != heading {
            heading = arg.get_help_heading();
            // Writing to a string cannot fail.
            let _ = write!(text, "\n## {}\n", heading.unwrap_or("General"));
        }
        let _ = write!(text, "\n### {key}\n\n{}\n", description(arg));
        let examples = example(arg);
        let flags: Vec<String> = examples.iter().map(|value| flag(arg, key, value)).collect();
        let _ = write!(text, "\n    {}\n", flags.join(" "));
        if let Some(variable) = arg.get_env() {
            let _ = writeln!(text, "    {}={}", variable.display(), examples.join(","));
        }
        let _ = writeln!(text, "    {}", in_toml(arg, key, &examples));
        let default: Vec<_> = arg
            .get_default_values()
            .iter()
            .map(|value| value.to_string_lossy())
            .filter(|value| !value.is_empty())
            .collect();
        if !default.is_empty() {
            let _ = write!(text, "\nDefault: `{}`\n", default.join(","));
        }
    }
    text
}

/// The help text, without the example.
fn description(arg: &Arg) -> String {
    let mut text = help(arg)
        .split("\n\n")
        .filter(|paragraph| !paragraph.starts_with(EXAMPLE))
        .map(sentence)
        .collect::<Vec<_>>()
        .join("\n\n");
    for value in arg.get_possible_values() {
        if let Some(help) = value.get_help().filter(|_| !is_switch(arg)) {
            let first = if text.contains("\n- `") { "\n" } else { "\n\n" };
            let _ = write!(text, "{first}- `{}`: {help}", value.get_name());
        }
    }
    text
}

/// A paragraph with its final period, which clap removes from short ones.
fn sentence(paragraph: &str) -> String {
    let period = if paragraph.ends_with('.') { "" } else { "." };
    format!("{paragraph}{period}")
}

fn help(arg: &Arg) -> String {
    arg.get_long_help()
        .or_else(|| arg.get_help())
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// A valid value: the example in the help text, or the default. A list may have several.
pub(super) fn example(arg: &Arg) -> Vec<String> {
    let help = help(arg);
    if let Some(example) = help
        .split("\n\n")
        .find_map(|paragraph| paragraph.strip_prefix(EXAMPLE))
    {
        return example
            .split(", ")
            .map(|value| value.trim_matches('`').to_owned())
            .collect();
    }
    if is_switch(arg) {
        return vec!["true".to_owned()];
    }
    arg.get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect()
}

/// Whether a setting is on or off.
fn is_switch(arg: &Arg) -> bool {
    arg.get_default_values()
        .iter()
        .any(|value| value == "false")
}

fn flag(arg: &Arg, key: &str, value: &str) -> String {
    if is_switch(arg) {
        format!("--{key}")
    } else {
        format!("--{key} {value}")
    }
}

/// The line of the file.
pub(super) fn in_toml(arg: &Arg, key: &str, values: &[String]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| {
            if value.parse::<f64>().is_ok() || matches!(value.as_str(), "true" | "false") {
                value.clone()
            } else {
                // JSON's escapes are valid in TOML.
                serde_json::Value::from(value.as_str()).to_string()
            }
        })
        .collect();
    if is_list(arg) {
        format!("{key} = [{}]", values.join(", "))
    } else {
        format!("{key} = {}", values.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use clap::CommandFactory;

    use super::super::{file, serve};
    use super::*;
    use crate::cli::Arguments;

    #[test]
    fn the_page_is_generated_from_the_code() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
        let text = of(serve(&Arguments::command()));
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&page, &text).unwrap();
        }
        assert!(
            fs::read_to_string(&page).unwrap_or_default() == text,
            "docs/configuration.md is old. Run: UPDATE_DOCS=1 cargo test --package server documentation"
        );
    }

    #[test]
    fn every_setting_has_a_variable_and_a_valid_example() {
        let command = Arguments::command();
        let serve = serve(&command);
        for (key, arg) in settings(serve) {
            let variable = format!("WHY403_{}", key.to_uppercase().replace('-', "_"));
            assert_eq!(arg.get_env().unwrap().to_str(), Some(&*variable), "{key}");
            assert!(help(arg).len() > 20, "{key}: no help");
            assert!(arg.get_help_heading().is_some(), "{key}: no heading");
            let values = example(arg);
            assert!(
                values.iter().all(|value| !value.is_empty()) && !values.is_empty(),
                "{key}: neither a default nor a paragraph \"Example: …\""
            );
            let line = in_toml(arg, key, &values);
            file::parse(Path::new("example.toml"), &line, serve)
                .unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
