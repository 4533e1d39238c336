//! Rewrites the variables of makefiles: `$(NAME)` as `${NAME}`.

use crate::code::scan::Text;

/// Whether the text is a makefile: it has variables in parentheses, and targets with recipes, which begin with a tab.
pub(super) fn is_makefile(text: &str) -> bool {
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

/// Rewrites the variables of a makefile: `$(NAME)` as `${NAME}`, and `NAME ?= value` and `NAME := value` with `=`.
pub(super) fn with_braces(text: &str) -> String {
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
