//! Recognizes methods that are chosen at run time, by a variable or a condition.

use super::command::command_of_powershell;
use super::reach::{REACH, USE};
use super::statement::{is_object, statement};
use crate::code::scan::{Text, is_word, verb};

/// Whether a variable among the arguments around the path has the method: `send(method, "/…")`, `{ method, url: "/…" }`.
pub(in crate::code) fn is_chosen_at_run_time(text: Text, start: usize, end: usize) -> bool {
    let of_option = command_of_powershell(text, start, end).is_some_and(|(before, after)| {
        [before, after]
            .iter()
            .any(|part| part.to_ascii_lowercase().contains("-method $"))
    });
    if of_option {
        return true;
    }
    let mut depth = 0_usize;
    let floor = start.saturating_sub(REACH);
    let mut index = start;
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' | b'{' if depth > 0 => depth -= 1,
            b'(' | b'{' => break,
            b';' => return false,
            _ => {}
        }
    }
    if index == floor {
        return false;
    }
    let Some(close) = text.closing(index, 2 * REACH).filter(|close| *close >= end) else {
        return false;
    };
    let is_method = |part: &str| {
        let value = part.rsplit([':', '=']).next().unwrap_or(part).trim();
        let lower = value.to_ascii_lowercase();
        (lower.ends_with("method") || lower.ends_with("verb"))
            && value
                .bytes()
                .all(|byte| is_word(byte) || byte == b'.' || byte == b'$')
    };
    text.slice(index + 1, start)
        .split(',')
        .chain(text.slice(end, close).split(','))
        .any(is_method)
}

/// Whether the path is assigned to a variable that a request uses with a method from another variable:
/// `endpoint = url("/…"); send(method, endpoint)`.
pub(in crate::code) fn is_used_with_chosen_method(
    text: Text,
    start: usize,
    end: usize,
    ceiling: usize,
) -> bool {
    let Some(variable) = statement(text, start, end, ceiling).variable else {
        return false;
    };
    let window = text.slice(end, end + USE);
    window.match_indices(variable).take(8).any(|(at, _)| {
        let (start, stop) = (end + at, end + at + variable.len());
        !is_word(text.before(start))
            && !is_word(text.at(stop))
            && text.at(text.skip_white(stop)) != b'='
            && is_chosen_at_run_time(text, start, stop)
    })
}

/// Whether the request around the path has a condition as its method: `method: id ? "PUT" : "POST"`.
pub(in crate::code) fn is_conditional(text: Text, start: usize) -> bool {
    const LEVELS: usize = 3;
    if !text
        .slice(start.saturating_sub(REACH), start + 2 * REACH)
        .contains(" ? ")
    {
        return false;
    }
    let (mut closed, mut levels) = (0_usize, 0);
    for index in (start.saturating_sub(REACH)..start).rev() {
        match text.at(index) {
            b')' | b']' | b'}' => closed += 1,
            b'(' | b'[' | b'{' if closed > 0 => closed -= 1,
            bracket @ (b'(' | b'{') => {
                levels += 1;
                if levels > LEVELS || bracket == b'{' && !is_object(text, index) {
                    return false;
                }
                let end = text.closing(index, 2 * REACH).unwrap_or(start);
                if has_condition(text.slice(index, end)) {
                    return true;
                }
            }
            b';' if closed == 0 => return false,
            _ => {}
        }
    }
    false
}

/// Whether the options of a request name two methods in a condition.
fn has_condition(options: &str) -> bool {
    let text = Text(options);
    text.words().any(|(at, word)| {
        let next = text.skip_white(at + word.len());
        let is_key = word.to_ascii_lowercase().ends_with("method")
            && matches!(text.at(next), b':' | b'=')
            && text.at(next + 1) != b'=';
        let value = text.slice(next, next + 160);
        let value = value.split([',', '\n', ';']).next().unwrap_or(value);
        is_key
            && value.contains(" ? ")
            && Text(value)
                .words()
                .filter(|(_, word)| verb(word).is_some())
                .count()
                >= 2
    })
}
