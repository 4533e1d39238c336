//! Finds the method beside the URL in a mapping, in a `JMeter` plan, and in members of the same request.

use super::reach::{MAPPING, REACH};
use crate::code::scan::{Text, is_word, verb};

/// The method that another statement sets on the same request: `request.RequestUri = …; request.Method = HttpMethod.Put;`.
pub(in crate::code) fn of_sibling(text: Text, start: usize) -> Option<&'static str> {
    const URLS: [&str; 6] = ["requesturi", "url", "uri", "uripath", "path", "endpoint"];
    let (line, _) = text.line(start);
    let (left, _) = text.slice(line, start).trim_start().split_once('=')?;
    let (owner, member) = left.trim_end().rsplit_once('.')?;
    if !URLS.contains(&member.to_ascii_lowercase().as_str()) || !owner.bytes().all(is_word) {
        return None;
    }
    let is_own = |line: &&str| {
        let line = line.trim_start();
        let member = line
            .strip_prefix(owner)
            .and_then(|rest| rest.strip_prefix('.'));
        member.is_some_and(|member| {
            let name = Text(member).word_at(0).to_ascii_lowercase();
            name.ends_with("method") || name == "verb"
        })
    };
    let of = |line: &str| {
        let (_, value) = line.split_once(['=', '('])?;
        let words = Text(value).words();
        words.filter_map(|(_, word)| verb(word)).last()
    };
    let near = text.slice(line.saturating_sub(REACH), start + REACH);
    near.lines().find(is_own).and_then(of)
}

/// The method of a request in a plan of `JMeter`, in which the path and the method are separate XML elements.
pub(super) fn of_sampler(text: Text, start: usize) -> Option<&'static str> {
    const METHOD: &str = "HTTPSampler.method\">";
    let (line, _) = text.line(start);
    if !text.slice(line, start).contains("HTTPSampler.path\">") {
        return None;
    }
    let before = text.slice(start.saturating_sub(MAPPING), start);
    let (_, before) = before.rsplit_once("<HTTPSamplerProxy")?;
    let after = text.slice(start, start + MAPPING);
    let after = after.split("</HTTPSamplerProxy").next().unwrap_or(after);
    let (_, method) = before
        .split_once(METHOD)
        .or_else(|| after.split_once(METHOD))?;
    verb(Text(method).word_at(0))
}

/// The method of a mapping over several lines, in YAML, JSON, or code: the key `method` beside the key `url`, with the same indentation.
pub(super) fn beside(text: Text, start: usize) -> Option<&'static str> {
    const KEYS: [&str; 5] = ["url", "uri", "path", "endpoint", "raw"];
    let (line, _) = text.line(start);
    let own = Line::of(text.slice(line, start))?;
    let key = own.key.filter(|key| KEYS.contains(&key.as_str()))?;
    let (mut indent, mut begins) = (own.indent, own.begins);
    let above = text.slice(start.saturating_sub(MAPPING), line);
    let mut lines = above.lines().rev().filter_map(Line::of);
    if key == "raw" {
        // Postman has the address in an object of its own.
        let outer = lines.by_ref().find(|line| line.indent < indent)?;
        outer.key.filter(|key| key == "url")?;
        (indent, begins) = (outer.indent, outer.begins);
    }
    if !begins {
        for line in lines {
            if line.indent < indent {
                break;
            }
            if line.indent == indent && line.is_method() {
                return line.verb();
            }
            if line.indent == indent && line.begins {
                break;
            }
        }
    }
    let (_, end) = text.line(start);
    text.slice(end, end + MAPPING)
        .lines()
        .skip(1)
        .filter_map(Line::of)
        .take_while(|line| line.indent > indent || line.indent == indent && !line.begins)
        .find(|line| line.indent == indent && line.is_method())?
        .verb()
}

/// A line of a mapping.
struct Line<'t> {
    indent: usize,
    /// The key, in lower case.
    key: Option<String>,
    value: &'t str,
    /// Whether the line begins an item of a list.
    begins: bool,
}

impl<'t> Line<'t> {
    /// `None` if the line is blank.
    fn of(line: &'t str) -> Option<Self> {
        let text = line.trim_start_matches([' ', '\t', '-']);
        if text.trim().is_empty() {
            return None;
        }
        let indent = line.len() - text.len();
        let begins = line.get(..indent).is_some_and(|lead| lead.contains('-'));
        // `url: …`, `"url": …`, and `Uri = …` of a hash table of PowerShell.
        let (left, value) = text.split_once([':', '=']).unwrap_or((text, ""));
        let assigns = text.as_bytes().get(left.len()) == Some(&b'=');
        let key = left.trim().trim_matches(['"', '\'']);
        let is_key = !key.is_empty()
            && key.bytes().all(is_word)
            && (!assigns || key.as_bytes()[0].is_ascii_uppercase());
        Some(Self {
            indent,
            key: is_key.then(|| key.to_ascii_lowercase()),
            value,
            begins,
        })
    }

    fn is_method(&self) -> bool {
        self.key.as_deref() == Some("method")
    }

    fn verb(&self) -> Option<&'static str> {
        let value = self
            .value
            .trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        verb(value.rsplit('.').next().unwrap_or(value))
    }
}
