//! The methods of a library with the requests that the library sends, as text: a method per line.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Result, ensure};

use super::Library;

/// The value that stands for every argument while a library is listed.
const VALUE: &str = "why403";

/// The methods of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// The methods, sorted by name, each name once.
    pub methods: Vec<Method>,
}

/// A method and its requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// The name, with the resources that lead to the method: `users().get().toRepresentation`.
    pub name: String,
    /// The requests in their order, each once.
    pub requests: Vec<Request>,
}

/// A request: the method and the path, with `{}` for each value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
}

impl Request {
    /// Reads `GET /admin/realms/acme`.
    fn parse(text: &str) -> Option<Self> {
        let (method, path) = text.split_once(' ')?;
        Some(Self::new(method, path))
    }

    /// A request whose values are replaced: `{realm}`, `{id: .+}`, and the value of the listing programs.
    pub fn new(method: &str, path: &str) -> Self {
        let path = path.split('?').next().unwrap_or_default();
        let segments = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| {
                let is_value = segment.contains(VALUE) || segment.starts_with('{');
                if is_value { "{}" } else { segment }
            });
        let path = segments.fold(String::new(), |path, segment| path + "/" + segment);
        Self {
            method: method.to_owned(),
            path,
        }
    }

    /// Whether the request is one of the Admin API.
    pub fn is_admin(&self) -> bool {
        self.path.starts_with("/admin/")
    }
}

impl List {
    /// Reads the output of a listing program: `name<TAB>GET /path<TAB>POST /path` per line. Lines of the same name are overloads, and their
    /// requests count together.
    pub fn from_output(output: &str) -> Self {
        let mut methods: BTreeMap<&str, Vec<Request>> = BTreeMap::new();
        for line in output.lines().filter(|line| !line.is_empty()) {
            let mut parts = line.split('\t');
            let Some(name) = parts.next() else { continue };
            let requests = methods.entry(name).or_default();
            for request in parts.filter_map(Request::parse) {
                if !requests.contains(&request) {
                    requests.push(request);
                }
            }
        }
        let methods = methods.into_iter().map(|(name, requests)| Method {
            name: name.to_owned(),
            requests,
        });
        Self {
            methods: methods.collect(),
        }
    }

    /// Reads a stored list.
    pub fn parse(text: &str) -> Result<Self> {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let output: String = lines
            .map(|line| line.replacen(' ', "\t", 1).replace(" + ", "\t") + "\n")
            .collect();
        let list = Self::from_output(&output);
        ensure!(!list.methods.is_empty(), "the list has no method");
        Ok(list)
    }

    /// Writes a stored list.
    pub fn text(&self, library: &Library) -> String {
        let mut text = format!(
            "# {} {}: its methods and the requests that they send, written by `cargo xtask libraries`\n",
            library.name, library.version
        );
        for method in &self.methods {
            let requests: Vec<String> = method
                .requests
                .iter()
                .map(|request| format!("{} {}", request.method, request.path))
                .collect();
            let line = format!("{} {}", method.name, requests.join(" + "));
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_placeholders() {
        let list = List::from_output(
            "users.find\tGET /admin/realms/why403/users/\nusers.get\tGET /admin/realms/{realm}/users/{id: .+}?brief=true\n",
        );
        assert_eq!(list.methods[0].requests[0].path, "/admin/realms/{}/users");
        assert_eq!(
            list.methods[1].requests[0].path,
            "/admin/realms/{}/users/{}"
        );
    }

    #[test]
    fn overloads_count_together() {
        let list = List::from_output("a\tGET /x\nb\na\tPOST /x\na\tGET /x\n");
        assert_eq!(list.methods.len(), 2);
        assert_eq!(list.methods[0].requests.len(), 2);
        assert_eq!(list.methods[1].requests, []);
    }
}
