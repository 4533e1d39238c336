//! Finds the variable on the left of an assignment.

use super::scan::Text;
use super::words::RESULTS;

/// The variable of the assignment `variable = expression` whose expression starts here.
pub(super) fn assigned(text: Text<'_>, start: usize) -> Option<&str> {
    let mut closed = 0_usize;
    let mut index = start;
    let floor = start.saturating_sub(300);
    while index > floor {
        index -= 1;
        match text.at(index) {
            b')' | b']' => closed += 1,
            b'(' | b'[' => closed = closed.checked_sub(1)?,
            b';' | b'{' | b'}' | b',' | b'>' if closed == 0 => return None,
            b'=' if closed == 0 && is_assignment(text, index) => return variable(text, index),
            _ => {}
        }
    }
    None
}

pub(super) fn is_assignment(text: Text, equals: usize) -> bool {
    !matches!(text.at(equals + 1), b'=' | b'>' | b'~')
        && !matches!(text.before(equals), b'=' | b'!' | b'<' | b'>' | b'+')
}

/// The name on the left of `=`: `const url: string =`, `String url =`, `url :=`, `$url =`.
pub(super) fn variable(text: Text<'_>, equals: usize) -> Option<&str> {
    let (start, _) = text.line(equals);
    let left = text.slice(start, equals).trim_end().trim_end_matches(':');
    // `users: UsersResource =`, also behind other parameters with types. A type of TypeScript may have colons itself.
    let left = match left.rsplit_once(':') {
        Some((name, kind)) if !kind.contains('}') && !name.ends_with(':') => name,
        Some(_) => left.split(':').next()?,
        None => left,
    };
    let left = first_result(left.trim_end());
    let name = Text(left).word_before(left.len());
    // In a tag or a query, `=` is not an assignment.
    (!name.is_empty() && !left.contains(['<', '?', '&', '"'])).then_some(name)
}

/// The left side of an assignment of two results without the second one: `u` of `u, err`.
pub(super) fn first_result(left: &str) -> &str {
    match left.rsplit_once(',') {
        Some((first, second)) if RESULTS.contains(&second.trim()) => first.trim_end(),
        _ => left,
    }
}
