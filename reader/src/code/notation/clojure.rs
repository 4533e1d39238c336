//! Rewrites Clojure with the notation of other languages: `(http/get (str base "/users"))` as `http.get((base + "/users"))`. Every line stays the
//! same.

use crate::code::scan::{Text, is_word, verb};

/// The maximum depth of brackets.
const DEPTH: usize = 200;

/// An open bracket.
#[derive(Clone, Copy)]
enum Form {
    /// A list of arguments, whose elements are only copied.
    Plain,
    /// The arguments of a request, which other languages separate by commas, with the number of elements so far.
    Request(usize),
    /// The arguments of `str`, with the number of elements so far, and whether brackets are around them.
    Joined(usize, bool),
    /// The body of `let`, whose expressions are statements.
    Body,
    /// `(def name value)`.
    Definition,
    /// The names and values of `let`, with the number of elements so far.
    Bindings(usize),
}

/// Whether a text is a program in Clojure.
pub(super) fn is_clojure(text: &str) -> bool {
    text.contains("(ns ") || text.contains("(defn ")
}

/// Rewrites such a program.
pub(super) fn rewritten(source: &str) -> String {
    let text = Text(source);
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    let mut open: Vec<Form> = Vec::new();
    // Whether the next bracket has the bindings of `let`.
    let mut binds = false;
    let mut at = 0;
    while at < text.len() {
        let byte = text.at(at);
        if byte.is_ascii_whitespace() || byte == b',' {
            out.push(char::from(byte));
            at += 1;
            continue;
        }
        if byte == b';' {
            // A comment.
            at = line_end(text, at);
            continue;
        }
        if matches!(byte, b')' | b']' | b'}') {
            match open.pop() {
                Some(Form::Definition | Form::Bindings(_) | Form::Body) => out.push(';'),
                Some(Form::Joined(_, false)) => out.push(' '),
                _ => out.push(char::from(byte)),
            }
            at += 1;
            continue;
        }
        begin_element(&mut out, &mut open);
        if open.len() >= DEPTH {
            out.push_str(text.slice(at, text.len()));
            break;
        }
        match byte {
            b'(' => at = begin_list(text, at, &mut out, &mut open, &mut binds),
            b'[' if std::mem::take(&mut binds) => {
                open.push(Form::Bindings(0));
                out.push(' ');
                at += 1;
            }
            b'[' | b'{' => {
                open.push(Form::Plain);
                out.push(char::from(byte));
                at += 1;
            }
            _ => {
                let end = if byte == b'"' {
                    string_end(text, at)
                } else {
                    symbol_end(text, at)
                };
                out.push_str(text.slice(at, end));
                at = end;
            }
        }
    }
    out
}

/// Writes what precedes an element of the innermost bracket.
fn begin_element(out: &mut String, open: &mut [Form]) {
    match open.last_mut() {
        Some(Form::Joined(count, _)) => {
            if *count > 0 {
                out.push_str("+ ");
            }
            *count += 1;
        }
        Some(Form::Request(count)) => {
            if *count > 0 {
                out.push_str(", ");
            }
            *count += 1;
        }
        Some(Form::Bindings(count)) => {
            if *count % 2 == 1 {
                out.push_str("= ");
            } else if *count > 0 {
                out.push_str("; ");
            }
            *count += 1;
        }
        _ => {}
    }
}

/// Reads the beginning of a list, and returns the place after its first symbol.
fn begin_list(
    text: Text,
    at: usize,
    out: &mut String,
    open: &mut Vec<Form>,
    binds: &mut bool,
) -> usize {
    let start = at + 1;
    let end = symbol_end(text, start).max(start);
    let head = text.slice(start, end);
    if head == "str" {
        let is_value = matches!(open.last(), Some(Form::Definition | Form::Bindings(_)));
        open.push(Form::Joined(0, !is_value));
        out.push(if is_value { ' ' } else { '(' });
        return end;
    }
    if head == "def" {
        let name = text.skip_white(end);
        let name_end = symbol_end(text, name);
        open.push(Form::Definition);
        out.push_str(text.slice(name, name_end));
        out.push_str(" =");
        return name_end;
    }
    *binds = ["let", "when-let", "if-let", "with-open"].contains(&head);
    if *binds {
        open.push(Form::Body);
        out.push(';');
        return end;
    }
    match head.rsplit_once('/') {
        Some((module, name)) if verb(name).is_some() || name == "request" => {
            open.push(Form::Request(0));
            out.push_str(module);
            out.push('.');
            out.push_str(name);
            out.push('(');
        }
        _ => {
            open.push(Form::Plain);
            out.push('(');
            out.push_str(head);
        }
    }
    end
}

fn line_end(text: Text, mut at: usize) -> usize {
    while at < text.len() && text.at(at) != b'\n' {
        at += 1;
    }
    at
}

/// The place after the string that begins here.
fn string_end(text: Text, start: usize) -> usize {
    let mut at = start + 1;
    while at < text.len() {
        match text.at(at) {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The place after the symbol, keyword, or number that begins here; after one character at least for other signs.
fn symbol_end(text: Text, start: usize) -> usize {
    let mut at = start;
    while at < text.len() {
        let byte = text.at(at);
        let ends = byte.is_ascii_whitespace() || b"()[]{}\";,".contains(&byte);
        if ends {
            break;
        }
        at += 1;
    }
    if at == start && !is_word(text.at(start)) && !b"()[]{}\"; \n\t\r,".contains(&text.at(start)) {
        at += 1;
    }
    at
}
