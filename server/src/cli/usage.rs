//! Prints clap's messages about wrong usage without letting the arguments that they quote control the terminal.

use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::terminal::line;
use super::{after_output, wrong_usage};

/// Prints the help, the version, or what is wrong with the arguments, and returns the exit status.
pub(super) fn explained(mut error: Error) -> ExitCode {
    if error.kind() == ErrorKind::InvalidUtf8
        && let Some(name) = unreadable_variable()
    {
        return wrong_usage(&format!("{name} is not valid UTF-8"));
    }
    clean(&mut error);
    let status = u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
    after_output(error.print(), status)
}

/// The name of a variable for this program whose value is not text. clap's message does not name it.
fn unreadable_variable() -> Option<String> {
    std::env::vars_os().find_map(|(name, value)| {
        let name = name.into_string().ok()?;
        (name.starts_with("WHY403_") && value.to_str().is_none()).then(|| line(&name))
    })
}

/// Escapes what the message quotes.
fn clean(error: &mut Error) {
    let quoted: Vec<(ContextKind, ContextValue)> = error
        .context()
        .filter_map(|(kind, value)| Some((kind, cleaned(value)?)))
        .collect();
    if quoted.is_empty() {
        return;
    }
    for (kind, value) in quoted {
        error.insert(kind, value);
    }
    // Tips repeat the argument in styled text, which cannot be escaped.
    error.insert(ContextKind::Suggested, ContextValue::None);
}

/// The value with escapes, if it needs any.
fn cleaned(value: &ContextValue) -> Option<ContextValue> {
    match value {
        ContextValue::String(text) => {
            let shown = line(text);
            (shown != *text).then_some(ContextValue::String(shown))
        }
        ContextValue::Strings(texts) => {
            let shown: Vec<String> = texts.iter().map(|text| line(text)).collect();
            (shown != *texts).then_some(ContextValue::Strings(shown))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::clean;
    use crate::cli::Arguments;

    #[test]
    fn arguments_that_a_message_quotes_do_not_reach_the_terminal_as_they_are() {
        let hostile = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\nerror: forged";
        for arguments in [
            &[hostile][..],
            &["serve", hostile],
            &["serve", &format!("--{hostile}")],
            &["serve", &format!("--listen={hostile}")],
            &["serve", &format!("--listen-{hostile}")],
            &["serve", &format!("--targets={hostile}")],
            &["serve", "--log", hostile],
            &["serve", "--https-only", hostile],
            &["check", "--url", "x", "--realm", "x", "--grant", hostile],
            &["operations", "--keycloak", hostile],
            &["export", "x", "--base-url", hostile],
        ] {
            let all = std::iter::once("why403").chain(arguments.iter().copied());
            let mut error = Arguments::command().try_get_matches_from(all).unwrap_err();
            clean(&mut error);
            let shown = error.render().ansi().to_string();
            assert!(
                !shown.contains("forged") || shown.contains("\\u{a}error: forged"),
                "{shown:?}"
            );
            for control in ["\u{1b}]", "\u{7}", "\u{9b}", "\u{202e}"] {
                assert!(!shown.contains(control), "{shown:?}");
            }
        }
    }
}
