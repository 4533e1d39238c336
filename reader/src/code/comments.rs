//! Replaces comments, docstrings, and disabled code by blanks, so that they are ignored. Places and lines stay the same.

/// The maximum length of a sampler of `JMeter`.
const LONGEST_SAMPLER: usize = 8_000;

/// The text with its comments replaced by blanks.
pub(super) fn blanked(text: &str) -> String {
    let has_hash = uses_hash(text);
    let bytes = text.as_bytes();
    let mut out = text.as_bytes().to_vec();
    let mut at = 0;
    let mut quote = None;
    let mut line_start = true;
    let mut ends = Ends {
        text,
        missing: Vec::new(),
    };
    while at < bytes.len() {
        let byte = bytes[at];
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        if byte == b'\n' {
            // Only template strings can span lines; an apostrophe in prose opens no string.
            if quote != Some(b'`') {
                quote = None;
            }
            line_start = true;
            at += 1;
            continue;
        }
        if let Some(open) = quote {
            if byte == b'\\' {
                at += 2;
                continue;
            }
            if byte == open {
                quote = None;
            }
            at += 1;
            continue;
        }
        let before = at.checked_sub(1).map_or(b'\n', |before| bytes[before]);
        let is_block = rest.starts_with(b"\"\"\"") || rest.starts_with(b"'''");
        let mark = if byte == b'"' { "\"\"\"" } else { "'''" };
        let block = is_block.then(|| ends.find(at + 3, mark)).flatten();
        if let Some(end) = block
            && !line_start
            && !is_documentation(text, at)
        {
            // A string of several lines is code. Its end is not the beginning of a docstring.
            at = end;
            continue;
        }
        let end = if is_block {
            block
        } else if rest.starts_with(b"/*") && opens(before) {
            ends.find(at + 2, "*/")
        } else if rest.starts_with(b"<!--") {
            ends.find(at + 4, "-->")
        } else if rest.starts_with(b"<HTTPSamplerProxy") {
            // `JMeter` does not run a sampler that is off.
            let near = text
                .get(at..text.floor_char_boundary(at + LONGEST_SAMPLER))
                .unwrap_or_default();
            let tag = near.split('>').next().unwrap_or_default();
            let is_off = tag.contains("enabled=\"false\"");
            is_off
                .then(|| block_end(near, 0, "</HTTPSamplerProxy>"))
                .flatten()
                .map(|length| at + length)
        } else if rest.starts_with(b"<#") && line_start {
            ends.find(at + 2, "#>")
        } else if line_start && (rest.starts_with(b"#if false") || rest.starts_with(b"#if 0")) {
            // The code after `#else` is compiled.
            let [end, other] = ["#endif", "#else"].map(|mark| ends.find(at, mark));
            other
                .filter(|other| end.is_none_or(|end| *other < end))
                .or(end)
        } else if line_start && rest.starts_with(b"=begin") {
            ends.find(at + 6, "\n=end")
        } else if rest.starts_with(b"//") && opens(before)
            || byte == b'#' && is_hash_comment(rest, before, line_start, has_hash)
        {
            Some(line_end(text, at))
        } else {
            None
        };
        if let Some(end) = end {
            for place in out.get_mut(at..end).unwrap_or_default() {
                if *place != b'\n' {
                    *place = b' ';
                }
            }
            at = end;
            continue;
        }
        if matches!(byte, b'"' | b'\'' | b'`') && closes_on_line(text, at, byte) {
            quote = Some(byte);
        }
        line_start &= byte.is_ascii_whitespace();
        at += 1;
    }
    // Every byte of a replaced character becomes a blank.
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Whether the block of quotes at this place is documentation in Elixir: `@moduledoc """`.
fn is_documentation(text: &str, at: usize) -> bool {
    let before = text.get(at.saturating_sub(16)..at).unwrap_or_default();
    let word = before.trim_end().rsplit(char::is_whitespace).next();
    word.is_some_and(|word| ["@doc", "@moduledoc", "@typedoc"].contains(&word))
}

/// Whether a comment may begin after this byte: not within a URL or a path.
fn opens(before: u8) -> bool {
    before.is_ascii_whitespace() || b";,(){}[]".contains(&before)
}

fn line_end(text: &str, at: usize) -> usize {
    text.get(at..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |end| at + end)
}

/// Finds the ends of block comments.
struct Ends<'t> {
    text: &'t str,
    /// The marks that the rest of the text lacks. It is not searched again, so that the time grows linearly.
    missing: Vec<&'static str>,
}

impl Ends<'_> {
    /// The end of a block comment; `None` if it is not closed. The places of the calls ascend.
    fn find(&mut self, from: usize, close: &'static str) -> Option<usize> {
        if self.missing.contains(&close) {
            return None;
        }
        let end = block_end(self.text, from, close);
        if end.is_none() {
            self.missing.push(close);
        }
        end
    }
}

/// The end of a block comment; `None` if it is not closed.
fn block_end(text: &str, from: usize, close: &str) -> Option<usize> {
    let end = text.get(from..)?.find(close)?;
    Some(from + end + close.len())
}

/// Whether the quote is closed on its line, or anywhere for a template.
fn closes_on_line(text: &str, at: usize, quote: u8) -> bool {
    let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
    let mut escaped = false;
    for byte in rest.iter().take(4_000) {
        match *byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'\n' if quote != b'`' => return false,
            byte if byte == quote => return true,
            _ => {}
        }
    }
    false
}

/// Whether `#` begins comments: in shells, Python, Ruby, YAML, HCL, and PHP, but not in languages whose statements end with `;`.
fn uses_hash(text: &str) -> bool {
    text.lines().take(400).any(|line| {
        let line = line.trim();
        line.starts_with("#!")
            || line.starts_with("# ")
            || line.starts_with("def ")
            || line.starts_with("resource \"")
            || line.starts_with("- name:")
            || line.starts_with("<?php")
            || line.starts_with("curl ")
    })
}

fn is_hash_comment(rest: &[u8], before: u8, line_start: bool, has_hash: bool) -> bool {
    let next = rest.get(1).copied().unwrap_or(b'\n');
    if line_start {
        // Attributes in Rust, directives in C, private members in JavaScript, and headings that contain a request.
        let is_directive = next.is_ascii_alphabetic() && !has_hash || matches!(next, b'[' | b'#');
        return !is_directive && has_hash;
    }
    has_hash && before.is_ascii_whitespace() && (next == b' ' || next == b'\n' || next == b'#')
}

#[cfg(test)]
mod tests {
    use super::blanked;
    use crate::code::tests::found;

    #[test]
    fn comments_are_blanked_and_code_stays() {
        for (text, gone, stays) in [
            ("get('/a'); // put('/b')", "put", "get('/a');"),
            ("x = 'http://h/a' /* no */ + y", "no", "'http://h/a'"),
            ("# no\ndef f(): pass", "no", "def f"),
            ("def f():\n    \"\"\"no\n    no\"\"\"\n    g()", "no", "g()"),
            ("curl \"$A/users\"   # no\ncurl b", "no", "curl b"),
            ("<!-- no --><a>", "no", "<a>"),
            ("/* no\n no */\nf()", "no", "f()"),
            ("#if false\nno();\n#endif\nf();", "no", "f();"),
            ("#if 0\nno();\n#else\nf();\n#endif\n", "no", "f();"),
        ] {
            let blank = blanked(text);
            assert!(!blank.contains(gone), "{text} → {blank}");
            assert!(blank.contains(stays), "{text} → {blank}");
            assert_eq!(blank.len(), text.len());
            assert_eq!(blank.matches('\n').count(), text.matches('\n').count());
        }
    }

    #[test]
    fn blocks_that_are_never_closed_stay_and_take_linear_time() {
        for open in [
            " /* ",
            " \"\"\" ",
            "<!-- ",
            "<#\n",
            "#if false\n",
            "=begin\n",
        ] {
            let text = open.repeat(200_000);
            assert_eq!(blanked(&text).len(), text.len());
        }
    }

    #[test]
    fn what_looks_like_a_comment_stays() {
        for text in [
            "fetch(`${base}//admin/realms/a`)",
            "location /admin/* { }",
            "#[derive(Debug)]\nstruct A;",
            "color: '#fff'",
            "it's at https://h/admin/realms/a",
        ] {
            assert_eq!(blanked(text), text);
        }
    }

    #[test]
    fn a_string_of_several_lines_hides_no_code_behind_it() {
        let text = "query = \"\"\"\n  SELECT 1\n\"\"\"\nrequests.get(f\"{kc}/admin/realms/{realm}/users\")\nother = \"\"\"\n  x\n\"\"\"\n";
        assert_eq!(found(text), ["GET users"]);
    }
}
