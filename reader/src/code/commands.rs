//! Recognizes commands without parentheses: `RestClient.get "…`, `Invoke-RestMethod -Uri "…`.

use super::scan::{Text, is_word};

/// Whether the text before a path calls something without parentheses: `RestClient.get "…`, `Invoke-RestMethod -Uri "…`.
pub(super) fn is_command(value: &str) -> bool {
    if is_cmdlet(value) {
        return true;
    }
    let Some(quote) = value.find(['"', '\'', '`']) else {
        return false;
    };
    let head = value.get(..quote).unwrap_or_default();
    let word = Text(head.trim_end()).word_before(head.trim_end().len());
    head.ends_with(' ') && !word.is_empty() && !["new", "await", "or", "and", "not"].contains(&word)
}

/// Whether a value begins with a command of PowerShell, whatever its arguments: `Invoke-RestMethod -Headers @{ … } -Uri "…`.
fn is_cmdlet(value: &str) -> bool {
    let command = value.trim_start().trim_start_matches(['(', '@']);
    let command = command.split_whitespace().next().unwrap_or_default();
    if ["irm", "iwr"].contains(&command) {
        return true;
    }
    let is_name = |part: &str| {
        part.as_bytes().first().is_some_and(u8::is_ascii_uppercase) && part.bytes().all(is_word)
    };
    command
        .split_once('-')
        .is_some_and(|(verb, noun)| is_name(verb) && is_name(noun))
}
