//! Rewrites Visual Basic with the operators of C#: `&` as `+`, `'` as the beginning of a comment, and `Dim name As Type =` without its type.
//! Every line stays the same.

use crate::code::scan::Text;

/// Whether a text is a program in Visual Basic.
pub(super) fn is_visual_basic(text: &str) -> bool {
    ["End Function", "End Sub", "End Class", "End Module"]
        .iter()
        .any(|end| text.contains(end))
        && (text.contains(" As ") || text.contains("Dim "))
}

/// Rewrites such a program.
pub(super) fn rewritten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let code = line.get(..comment(line)).unwrap_or(line);
        let ending = if line.len() > code.len() && line.ends_with('\n') {
            "\n"
        } else {
            ""
        };
        let code = code
            .replace(" & ", " + ")
            .replace(" New ", " new ")
            .replace("(New ", "(new ")
            .replace("Await ", "await ");
        match declared(&code) {
            Some((before, name, value)) => {
                out.push_str(before);
                out.push_str(name);
                out.push(' ');
                out.push_str(value);
            }
            None => out.push_str(&code),
        }
        out.push_str(ending);
    }
    out
}

/// The place of the comment of a line, outside of strings; the length of the line if there is none.
fn comment(line: &str) -> usize {
    let mut is_in_string = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b'"' => is_in_string = !is_in_string,
            b'\'' if !is_in_string => return at,
            _ => {}
        }
    }
    line.len()
}

/// The parts of a declaration with a value: the blanks before it, the name, and the value with its `=`.
fn declared(line: &str) -> Option<(&str, &str, &str)> {
    let trimmed = line.trim_start();
    let before = line.get(..line.len() - trimmed.len())?;
    let mut rest = trimmed;
    let mut is_declaration = false;
    for word in [
        "Private ",
        "Public ",
        "Friend ",
        "Protected ",
        "Shared ",
        "ReadOnly ",
        "Const ",
        "Dim ",
    ] {
        if let Some(after) = rest.strip_prefix(word) {
            rest = after;
            is_declaration = true;
        }
    }
    let name = Text(rest).word_at(0);
    let after = rest.get(name.len()..)?;
    let kind = after.strip_prefix(" As ")?;
    let equals = kind.find(" = ")?;
    (is_declaration && !name.is_empty() && !kind.get(..equals)?.contains(['(', '"', '{']))
        .then(|| Some((before, name, kind.get(equals + 1..)?)))?
}
