//! Prints texts from servers and files without letting them control the terminal.

use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};

use diagnosis::report::Report;
use serde::Serialize;
use serde_json::Value;

/// Members of a report that contain several lines.
const OF_SEVERAL_LINES: [&str; 4] = ["body", "script", "text", "undo"];

/// Whether a terminal would do something else than show this character: control characters, and characters that hide text or change its
/// order.
fn controls(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

fn escaped(text: &str, keeps: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for letter in text.chars() {
        if controls(letter) && !keeps(letter) {
            shown.extend(letter.escape_unicode());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// A text for one line; a line break in it could forge a line.
pub(super) fn line(text: &str) -> String {
    escaped(text, |_| false)
}

/// A text of several lines.
pub(super) fn lines(text: &str) -> String {
    escaped(text, |letter| matches!(letter, '\n' | '\t'))
}

/// The report with every text made safe for a terminal.
pub(super) fn report(report: &Report) -> io::Result<Report> {
    let mut value = serde_json::to_value(report)?;
    clean(&mut value, false);
    Ok(serde_json::from_value(value)?)
}

fn clean(value: &mut Value, several_lines: bool) {
    match value {
        Value::String(text) => {
            *text = if several_lines {
                lines(text)
            } else {
                line(text)
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, several_lines)),
        Value::Object(members) => {
            for (name, member) in members {
                clean(member, OF_SEVERAL_LINES.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}

/// Prints a value as JSON. JSON escapes some control characters; here it escapes all of them.
pub(super) fn print_json(value: &impl Serialize) -> io::Result<()> {
    let mut text = String::new();
    for letter in serde_json::to_string_pretty(value)?.chars() {
        if letter != '\n' && controls(letter) {
            let mut buffer = [0; 2];
            for unit in letter.encode_utf16(&mut buffer) {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(letter);
        }
    }
    let mut out = stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_reaches_a_terminal() {
        for (text, shown) in [
            ("\u{1b}]0;owned\u{7}", "\\u{1b}]0;owned\\u{7}"),
            ("a\u{9b}31mb", "a\\u{9b}31mb"),
            ("a\u{202e}b", "a\\u{202e}b"),
            (
                "one\r\nPermission: passed",
                "one\\u{d}\\u{a}Permission: passed",
            ),
            ("büro 漢字 🔑", "büro 漢字 🔑"),
        ] {
            assert_eq!(line(text), shown);
        }
        assert_eq!(lines("a\n\tb\u{1b}[2J"), "a\n\tb\\u{1b}[2J");
    }
}
