//! Which operations does a pasted text call: code, an access log, a list of paths?

use super::{Operation, Permissions};

/// What a pasted text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted<'m> {
    /// The operations found, each once, in the order of the text.
    pub operations: Vec<&'m Operation>,
    /// Paths of the Admin API that this version does not have, as written.
    pub unknown: Vec<String>,
}

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

impl<'m> Permissions<'m> {
    /// Finds the operations in a text, line by line: every path that holds `admin/realms` or `admin/serverinfo`, with the method that stands
    /// on its line (`GET …`, `"DELETE …"`, `.put("…`, `method: 'POST'`), GET if none does. Placeholders such as `{id}`, `${id}`, `:id`,
    /// `%s` or `<id>` stand for any value.
    pub fn pasted(&self, text: &str) -> Pasted<'m> {
        let mut found = Pasted::default();
        for line in text.lines() {
            let method = method_of(line);
            for path in paths_of(line) {
                match self.find(method, &path) {
                    Some(matched) => {
                        if !found.operations.contains(&matched.operation) {
                            found.operations.push(matched.operation);
                        }
                    }
                    None => found.unknown.push(format!("{method} {path}")),
                }
            }
        }
        found
    }
}

fn method_of(line: &str) -> &'static str {
    let mut words = line.split(|letter: char| !letter.is_ascii_alphabetic());
    words
        .find_map(|word| {
            METHODS
                .into_iter()
                .find(|method| method.eq_ignore_ascii_case(word))
        })
        .unwrap_or("GET")
}

fn paths_of(line: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = line;
    while let Some(at) = rest
        .find("/admin/realms")
        .or_else(|| rest.find("/admin/serverinfo"))
    {
        let tail = rest.get(at..).unwrap_or_default();
        let end = tail
            .find(|letter: char| letter.is_whitespace() || "\"'`,;)?#".contains(letter))
            .unwrap_or(tail.len());
        let (path, after) = tail.split_at(end);
        paths.push(path.trim_end_matches(['.', '/']).to_owned());
        rest = after;
    }
    paths
}
