//! Renders pasted code line by line: which lines are recognized, which are not understood, and which are ignored.

use std::collections::BTreeMap;

use maud::{Markup, html};
use permissions::counted;
use reader::code::Pasted;

/// The maximum number of entries: lines, or runs of ignored lines.
const MAX_ENTRIES: usize = 1_000;
/// The maximum number of lines in a run of ignored lines.
const MAX_IGNORED: usize = 200;

/// One of several pasted files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File<'t> {
    /// The name, if the text states one.
    pub name: Option<&'t str>,
    /// The text.
    pub text: &'t str,
}

/// The files in a text: a line `==> name <==` begins the next one, as in the output of `head` and `tail` for several files.
pub fn files(text: &str) -> Vec<File<'_>> {
    let mut files = Vec::new();
    let (mut name, mut begin, mut at) = (None, 0, 0);
    for line in text.split_inclusive('\n') {
        let next = line
            .trim()
            .strip_prefix("==> ")
            .and_then(|rest| rest.strip_suffix(" <=="));
        if let Some(next) = next {
            push(&mut files, name, text.get(begin..at));
            name = Some(next);
            begin = at + line.len();
        }
        at += line.len();
    }
    push(&mut files, name, text.get(begin..));
    files
}

fn push<'t>(files: &mut Vec<File<'t>>, name: Option<&'t str>, text: Option<&'t str>) {
    let text = text.unwrap_or_default();
    if name.is_some() || !text.trim().is_empty() {
        files.push(File { name, text });
    }
}

/// A line with the operations in it or the reasons why it is not understood, or a run of other lines.
enum Line<'t> {
    Recognized(usize, &'t str, Vec<String>),
    NotUnderstood(usize, &'t str, Vec<String>),
    /// Lines without a request, from the first one on.
    Ignored(usize, Vec<&'t str>),
}

/// The files with the marks of their lines.
pub fn shown(files: &[(File, Pasted)]) -> Markup {
    let read: Vec<(Option<&str>, Vec<Line>)> = files
        .iter()
        .map(|(file, pasted)| {
            let text = pasted.notebook.as_deref().unwrap_or(file.text);
            (file.name, lines(text, pasted))
        })
        .collect();
    let (mut recognized, mut missed, mut ignored) = (0, 0, 0);
    for line in read.iter().flat_map(|(_, lines)| lines) {
        match line {
            Line::Recognized(..) => recognized += 1,
            Line::NotUnderstood(..) => missed += 1,
            Line::Ignored(_, lines) => ignored += lines.len(),
        }
    }
    html! {
        section.code-read aria-labelledby="code-heading" {
            h3 #code-heading { "Your code" }
            p.small {
                (counted(recognized, "line", "lines")) " recognized, " (missed) " not understood, " (ignored) " ignored"
            }
            @for (name, lines) in &read {
                @if let Some(name) = name { h4 { code { (name) } } }
                ol.code-lines {
                    @for line in lines.iter().take(MAX_ENTRIES) { (entry(line)) }
                }
                @if lines.len() > MAX_ENTRIES { p.small { "and " (lines.len() - MAX_ENTRIES) " more" } }
            }
        }
    }
}

fn entry(line: &Line) -> Markup {
    match line {
        Line::Recognized(number, text, operations) => html! {
            li.recognized value=(number) {
                code { (text) }
                @for operation in operations { span.mark { "Recognized: " (operation) } }
            }
        },
        Line::NotUnderstood(number, text, reasons) => html! {
            li.not-understood value=(number) {
                code { (text) }
                @for reason in reasons { span.mark { "Not understood: " (reason) } }
            }
        },
        Line::Ignored(number, lines) => html! {
            li.ignored value=(number) {
                details {
                    summary { (counted(lines.len(), "line", "lines")) " ignored" }
                    pre tabindex="0" { @for line in lines.iter().take(MAX_IGNORED) { (line) "\n" } }
                }
            }
        },
    }
}

/// The lines of a text. Lines without a request form runs.
fn lines<'t>(text: &'t str, pasted: &Pasted) -> Vec<Line<'t>> {
    let mut found: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for place in &pasted.found {
        found
            .entry(place.line)
            .or_default()
            .push(place.operation.to_string());
    }
    let mut missed: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for place in &pasted.not_understood {
        missed
            .entry(place.line)
            .or_default()
            .push(place.why.clone());
    }
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        // A line with a request that is not understood is marked as such, even if another request is recognized in it.
        if let Some(reasons) = missed.remove(&number) {
            lines.push(Line::NotUnderstood(number, line, reasons));
        } else if let Some(operations) = found.remove(&number) {
            lines.push(Line::Recognized(number, line, operations));
        } else if let Some(Line::Ignored(_, run)) = lines.last_mut() {
            run.push(line);
        } else {
            lines.push(Line::Ignored(number, vec![line]));
        }
    }
    lines
}
