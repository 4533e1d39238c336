//! Lists the methods of libraries from their sources, for languages whose programs are not run here.
//!
//! The libraries write the path and the verb of a request next to each other, so that the text between two declarations is enough.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::list::{List, Method, Request};

/// A declared method: the name, whether callers see it, and the text up to the next declaration, with and without its first line.
struct Declared<'s> {
    name: &'s str,
    is_public: bool,
    header: &'s str,
    body: &'s str,
}

/// The methods by name: whether callers see them, their own requests, and the methods that they call.
#[derive(Default)]
struct Methods(BTreeMap<String, (bool, Vec<Step>)>);

/// What a method does, in order.
#[derive(Clone)]
enum Step {
    Sends(Request),
    Calls(String),
}

impl Methods {
    fn add(&mut self, name: String, is_public: bool, steps: Vec<Step>) {
        let (public, known) = self.0.entry(name).or_default();
        *public |= is_public;
        known.extend(steps);
    }

    /// The requests of a method and of the methods that it calls.
    fn requests(&self, name: &str, depth: usize) -> Vec<Request> {
        let Some((_, steps)) = self.0.get(name).filter(|_| depth > 0) else {
            return Vec::new();
        };
        let mut requests = Vec::new();
        for step in steps {
            let sent = match step {
                Step::Sends(request) => vec![request.clone()],
                Step::Calls(called) => self.requests(called, depth - 1),
            };
            for request in sent {
                if !requests.contains(&request) {
                    requests.push(request);
                }
            }
        }
        requests
    }

    fn list(&self) -> List {
        let methods = self.0.iter().filter(|(_, (is_public, _))| *is_public);
        let methods = methods.map(|(name, _)| Method {
            name: name.clone(),
            requests: self.requests(name, DEPTH),
        });
        List {
            methods: methods.collect(),
        }
    }
}

/// How many methods call each other.
const DEPTH: usize = 4;

/// Lists the crate `keycloak`: `KeycloakAdmin`, and the resource of a realm, whose methods call those of `KeycloakAdmin`.
pub fn rust(folder: &Path) -> Result<List> {
    let mut methods = Methods::default();
    for (file, source) in files(folder, "rs")? {
        let is_resource = file.iter().any(|part| part == "resource");
        let is_admin = file.iter().any(|part| part == "generated_rest")
            || file.ends_with("rest/manual_rest.rs");
        if !is_resource && !is_admin {
            continue;
        }
        // The first `impl` has the methods, and the types of optional arguments follow.
        let (first, rest) = source.split_once("\n}\n").unwrap_or((&source, ""));
        for declared in declared(first, |line| {
            name_after(line, &["pub async fn ", "pub fn "])
        }) {
            if is_resource {
                let mut steps: Vec<Step> = called(declared.body, ".").map(Step::Calls).collect();
                steps.extend(of_type(declared.body, rest));
                methods.add(format!("realm().{}", declared.name), true, steps);
            } else {
                methods.add(declared.name.to_owned(), true, rust_requests(declared.body));
            }
        }
    }
    Ok(methods.list())
}

/// The calls of the type that a method returns to collect optional arguments: `RealmUsersGet { realm_admin: self }`.
fn of_type(body: &str, types: &str) -> Vec<Step> {
    let name = body
        .find("realm_admin: self")
        .and_then(|at| body.get(..at)?.rsplit_once('{'))
        .and_then(|(before, _)| before.trim_end().rsplit([' ', '\n']).next());
    let start = name.and_then(|name| types.find(&format!("for {name}<")));
    let method = start.and_then(|at| types.get(at..)?.split("\n}\n").next());
    called(method.unwrap_or_default(), ".")
        .map(Step::Calls)
        .collect()
}

/// `.get(format!("{}/admin/realms/{realm}/users", self.url))`
fn rust_requests(body: &str) -> Vec<Step> {
    let verbs = [".get(", ".post(", ".put(", ".delete("];
    let mut steps = Vec::new();
    for (at, _) in body.match_indices("\"{}/admin/") {
        let path = literal(body.get(at..).unwrap_or_default());
        let before = body.get(..at).unwrap_or_default();
        let verb = verbs
            .iter()
            .filter_map(|verb| Some((before.rfind(verb)?, verb)))
            .max();
        if let Some((_, verb)) = verb {
            let method = verb.trim_matches(['.', '(']).to_ascii_uppercase();
            let path = path.trim_start_matches("{}");
            steps.push(Step::Sends(Request::new(&method, path)));
        }
    }
    steps
}

/// Lists the PHP library: each class of `src/Resource` is a resource of the client with the same name. The client's method that gives the
/// resource may read the server's version first.
pub fn php(folder: &Path) -> Result<List> {
    let client =
        fs::read_to_string(folder.join("src/Keycloak.php")).context("no src/Keycloak.php")?;
    let reads_version: Vec<&str> = declared(&client, php_declaration)
        .filter(|method| method.body.contains("$this->fetchVersion()"))
        .map(|method| method.name)
        .collect();
    let mut all = Vec::new();
    for (file, source) in files(&folder.join("src/Resource"), "php")? {
        let class = file.file_stem().unwrap_or_default().to_string_lossy();
        let resource = class[..1].to_lowercase() + &class[1..];
        let mut methods = Methods::default();
        for declared in declared(&source, php_declaration) {
            methods.add(
                declared.name.to_owned(),
                declared.is_public,
                php_requests(declared.body),
            );
        }
        for mut method in methods.list().methods {
            if method.name.starts_with("__") {
                continue;
            }
            if reads_version.contains(&resource.as_str()) && !method.requests.is_empty() {
                method
                    .requests
                    .insert(0, Request::new("GET", "/admin/serverinfo"));
            }
            method.name = format!("{resource}()->{}", method.name);
            all.push(method);
        }
    }
    Ok(List { methods: all })
}

fn php_declaration(line: &str) -> Option<(&str, bool)> {
    let is_public = line.starts_with("public ");
    Some((line.split_once("function ")?.1, is_public)).map(|(rest, is_public)| {
        let end = rest.find('(').unwrap_or(rest.len());
        (&rest[..end], is_public)
    })
}

/// `new Query('/admin/realms/{realm}', …)` reads; `new Command('/admin/realms/{realm}', Method::PUT, …)` names its method.
fn php_requests(body: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in body.split("new ").skip(1) {
        let Some((_, path)) = part.split_once('\'') else {
            continue;
        };
        let path = path.split('\'').next().unwrap_or_default();
        let verb = if part.starts_with("Query") {
            Some("GET")
        } else {
            ["POST", "PUT", "DELETE", "GET"]
                .into_iter()
                .find(|verb| part.contains(&format!("Method::{verb}")))
        };
        if let Some(verb) = verb.filter(|_| path.starts_with('/')) {
            steps.push(Step::Sends(Request::new(verb, path)));
        }
    }
    steps.extend(called(body, "$this->").map(Step::Calls));
    steps
}

/// Lists the methods of .NET clients: `AppendPathSegment($"…")` of Flurl or `ApiUrls.GetUser`, and the method of the HTTP client. Overloads
/// that send other requests are listed with their required parameters.
pub fn csharp(folder: &Path, is_client: impl Fn(&Path) -> bool) -> Result<List> {
    let sources: Vec<String> = files(folder, "cs")?
        .into_iter()
        .filter(|(file, _)| is_client(file))
        .map(|(_, source)| with_names_on_the_line(&source))
        .collect();
    let constants: BTreeMap<&str, String> = sources
        .iter()
        .flat_map(|source| csharp_constants(source))
        .collect();
    let all: Vec<(Declared, Vec<Step>)> = sources
        .iter()
        .flat_map(|source| declared(source, csharp_declaration))
        .map(|method| {
            let steps = csharp_steps(method.body, &constants);
            (method, steps)
        })
        .collect();
    let mut methods = Methods::default();
    for (method, steps) in &all {
        let sent = |steps: &[Step]| -> Vec<Request> {
            let requests = steps.iter().filter_map(|step| match step {
                Step::Sends(request) => Some(request.clone()),
                Step::Calls(_) => None,
            });
            requests.collect()
        };
        let own = sent(steps);
        let is_alone = own.is_empty()
            || all
                .iter()
                .filter(|(other, steps)| other.name == method.name && !sent(steps).is_empty())
                .all(|(_, other)| sent(other) == own);
        let name = if is_alone {
            method.name.to_owned()
        } else {
            let count = required(method.header).len();
            // Where several overloads accept the same arguments, only all arguments distinguish them.
            let is_shared = all.iter().any(|(other, steps)| {
                let is_other = other.name == method.name && other.header != method.header;
                is_other && !sent(steps).is_empty() && required(other.header).len() == count
            });
            let names = parameters(method.header, is_shared);
            format!("{}({})", method.name, names.join(","))
        };
        methods.add(name, method.is_public, steps.clone());
    }
    let mut list = methods.list();
    list.methods.retain(|method| method.name.contains("Async"));
    Ok(list)
}

/// Joins a declaration whose name is on the line below its type.
fn with_names_on_the_line(source: &str) -> String {
    let mut joined = String::new();
    for line in source.lines() {
        joined.push_str(line);
        let is_type = line.trim().starts_with("public async Task<") && !line.contains('(');
        joined.push(if is_type { ' ' } else { '\n' });
    }
    joined
}

/// The names of the required parameters of a declaration.
fn required(header: &str) -> Vec<&str> {
    parameters(header, false)
}

/// The names of the parameters of a declaration; optional ones on request.
fn parameters(header: &str, with_optional: bool) -> Vec<&str> {
    let (_, parameters) = header.split_once('(').unwrap_or_default();
    let parameters = parameters.split(") =>").next().unwrap_or_default();
    let parameters = parameters.split(")\n").next().unwrap_or_default();
    parameters
        .split(',')
        .map(str::trim)
        .filter(|parameter| !parameter.is_empty() && !parameter.contains("CancellationToken"))
        .filter_map(|parameter| {
            let (declared, default) = parameter.split_once('=').unzip();
            let is_listed = default.is_none() || with_optional;
            let declared = declared.unwrap_or(parameter).trim_end_matches(')');
            declared.trim().rsplit(' ').next().filter(|_| is_listed)
        })
        .collect()
}

fn csharp_declaration(line: &str) -> Option<(&str, bool)> {
    let is_public = line.starts_with("public ");
    let is_method = is_public || line.starts_with("private ") || line.starts_with("internal ");
    // A method of an interface without a modifier is public.
    let is_of_interface = line.starts_with("Task<") || line.starts_with("Task ");
    let is_type = [" class ", " record ", " const ", " interface "]
        .iter()
        .any(|word| line.contains(word));
    if !(is_method || is_of_interface) || is_type {
        return None;
    }
    let before = &line[..line.find('(')?];
    let name = before
        .rsplit(char::is_whitespace)
        .next()?
        .split('<')
        .next()?;
    Some((name, is_public || is_of_interface))
}

/// `const string GetUser = $"{GetRealm}/users/{{id}}";`
fn csharp_constants(source: &str) -> Vec<(&str, String)> {
    let mut known: Vec<(&str, String)> = Vec::new();
    for part in source.split("const string ").skip(1) {
        let Some((name, value)) = part.split_once('=') else {
            continue;
        };
        let mut value = literal(value).replace("{{", "{").replace("}}", "}");
        for (name, replacement) in &known {
            value = value.replace(&format!("{{{name}}}"), replacement);
        }
        known.push((name.trim(), value));
    }
    known
}

/// The methods of HTTP clients that send a request.
const VERBS: [(&str, &str); 14] = [
    ("GetJsonAsync", "GET"),
    ("GetStringAsync", "GET"),
    ("GetBytesAsync", "GET"),
    ("GetAsync", "GET"),
    ("PostJsonAsync", "POST"),
    ("PostAsJsonAsync", "POST"),
    ("PostMultipartAsync", "POST"),
    ("PostUrlEncodedAsync", "POST"),
    ("PostAsync", "POST"),
    ("PutJsonAsync", "PUT"),
    ("PutAsJsonAsync", "PUT"),
    ("PutAsync", "PUT"),
    ("DeleteAsync", "DELETE"),
    ("SendJsonAsync(HttpMethod.Delete", "DELETE"),
];

/// The method of the request that the text begins to send.
fn csharp_verb(text: &str) -> Option<&'static str> {
    let (_, verb) = VERBS.iter().find(|(name, _)| {
        let rest = text.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(['(', '<', ',']))
    })?;
    Some(verb)
}

fn csharp_steps(body: &str, constants: &BTreeMap<&str, String>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut path = String::new();
    for (at, _) in body.match_indices(['.', ' ']) {
        let rest = body.get(at + 1..).unwrap_or_default();
        let is_optional = body.get(..at).unwrap_or_default().ends_with(" request");
        if let Some(argument) = rest
            .strip_prefix("AppendPathSegment(")
            .filter(|_| !is_optional)
        {
            let part = literal(argument);
            path = format!("{path}/{}", part.trim_start_matches('/'));
        } else if let Some(name) = rest.strip_prefix("ApiUrls") {
            let name = name.trim_start().trim_start_matches('.');
            let constant = constants.get(first_word(name));
            path = format!("/{}", constant.cloned().unwrap_or_default());
        } else if let Some(verb) = csharp_verb(rest).filter(|_| !path.is_empty()) {
            steps.push(Step::Sends(Request::new(verb, &path)));
            path.clear();
        }
    }
    steps.extend(called(body, "").map(Step::Calls));
    steps
}

/// The names that are called after a prefix, each once.
fn called<'s>(body: &'s str, prefix: &'s str) -> impl Iterator<Item = String> + 's {
    let mut seen: Vec<&str> = Vec::new();
    let mut names = Vec::new();
    for (at, _) in body.match_indices('(') {
        let before = body.get(..at).unwrap_or_default();
        let start = before
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .map_or(0, |index| index + 1);
        let name = before.get(start..).unwrap_or_default();
        let is_after = before.get(..start).unwrap_or_default().ends_with(prefix);
        if is_after && !name.is_empty() && !seen.contains(&name) {
            seen.push(name);
            names.push(name.to_owned());
        }
    }
    names.into_iter()
}

/// The methods of a source, in order.
fn declared<'s>(
    source: &'s str,
    declaration: impl Fn(&'s str) -> Option<(&'s str, bool)>,
) -> impl Iterator<Item = Declared<'s>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        if let Some((name, is_public)) = declaration(line.trim()) {
            starts.push((at + line.len(), at, name, is_public));
        }
        at += line.len();
    }
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|(_, line, ..)| *line)
        .chain([source.len()])
        .collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|((from, start, name, is_public), end)| Declared {
            name,
            is_public,
            header: source.get(start..end).unwrap_or_default(),
            body: source.get(from..end).unwrap_or_default(),
        })
}

/// The name after one of the prefixes, up to a parenthesis or a type parameter. Always public.
fn name_after<'s>(line: &'s str, prefixes: &[&str]) -> Option<(&'s str, bool)> {
    let rest = prefixes
        .iter()
        .find_map(|prefix| line.strip_prefix(prefix))?;
    Some((first_word(rest), true))
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// The first text in quotation marks; empty if there is none.
fn literal(text: &str) -> &str {
    text.split('"').nth(1).unwrap_or_default()
}

/// The files of a folder with an extension, sorted.
fn files(folder: &Path, extension: &str) -> Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        let entries =
            fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let source = fs::read_to_string(&path)?;
                found.push((path, source));
            }
        }
    }
    found.sort();
    Ok(found)
}
