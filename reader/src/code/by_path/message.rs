//! Recognizes paths in messages, which are no requests.

use crate::code::path::LONGEST_PIECE;
use crate::code::scan::Text;

/// Whether the path is an argument of a message or an error, which sends no request.
pub(super) fn is_in_message(text: Text, start: usize) -> bool {
    const MESSAGES: [&str; 16] = [
        "print", "println", "printf", "eprintln", "puts", "echo", "log", "info", "warn", "warning",
        "debug", "error", "trace", "errorf", "fatalf", "raise",
    ];
    let mut depth = 0_usize;
    for index in (start.saturating_sub(LONGEST_PIECE)..start).rev() {
        match text.at(index) {
            b';' => return false,
            b')' => depth += 1,
            b'(' if depth > 0 => depth -= 1,
            b'(' => {
                let name = text.word_before(index);
                let before = text.slice(index.saturating_sub(80), index - name.len());
                let before = before.trim_end().trim_end_matches("new").trim_end();
                let is_thrown = before.ends_with("raise") || before.ends_with("throw");
                let callee = name.to_ascii_lowercase();
                return is_thrown
                    || MESSAGES.contains(&callee.as_str())
                    || callee.ends_with("error")
                    || callee.ends_with("exception");
            }
            _ => {}
        }
    }
    false
}

/// Whether the path is in a text that a command of a shell or a script prints: `echo "later: POST /admin/…"`.
pub(super) fn is_printed(text: Text, start: usize) -> bool {
    const PRINTS: [&str; 7] = [
        "echo",
        "printf",
        "print",
        "puts",
        "say",
        "Write-Host",
        "Write-Output",
    ];
    let (line, _) = text.line(start);
    let head = text.slice(line, start).trim_start();
    let Some((command, shown)) = head.split_once([' ', '\t']) else {
        return false;
    };
    let quote = shown.trim_start().chars().next().unwrap_or_default();
    let is_quoted = matches!(quote, '"' | '\'') && shown.matches(quote).count() == 1;
    // `printf "GET %s" "$URL"`: no other command follows.
    let is_argument = !shown.contains(['|', '&', ';', '`']);
    PRINTS.contains(&command)
        && !shown.contains("$(")
        && (is_quoted || is_argument && command != "say")
}
