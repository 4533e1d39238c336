//! Writes the page that compares the libraries with the reader.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anyhow::Result;
use permissions::{Matrix, Permissions, TokenRealm};
use reader::code::{Pasted, Reader};

use super::{LIBRARIES, Library, Method, Request};

/// What the reader finds in the program of a method, compared with the requests of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Comparison {
    /// The method sends no request to the Admin API, and the reader finds none.
    Silent(&'static str),
    /// The reader finds the requests of the library.
    Mapped,
    /// The reader finds nothing, and says so or not.
    NotMapped,
    /// The reader finds other requests than the library sends: those that are missing, and those that the library does not send.
    Different {
        missing: BTreeSet<String>,
        extra: BTreeSet<String>,
    },
    /// The method sends no request to the Admin API, but the reader reports one, or that it does not know the method.
    Reported,
}

/// Compares a method with the program that calls it.
fn compare(method: &Method, library: &Library, reader: &Reader, known: Permissions) -> Comparison {
    let sent: BTreeSet<String> = method
        .requests
        .iter()
        .filter(|request| request.is_admin())
        .map(|request| operation(known, request))
        .collect();
    let pasted = reader.read(&library.program.program(library.name, &method.name));
    let found = found(&pasted);
    let sent = with_values(sent, &found);
    if sent.is_empty() {
        return if found.is_empty() && pasted.not_followed.is_empty() {
            Comparison::Silent(reason(&method.requests))
        } else {
            Comparison::Reported
        };
    }
    if found.is_empty() {
        return Comparison::NotMapped;
    }
    if sent == found {
        return Comparison::Mapped;
    }
    Comparison::Different {
        missing: sent.difference(&found).cloned().collect(),
        extra: found.difference(&sent).cloned().collect(),
    }
}

/// The operation of a request; the request itself if the newest measured version has no such operation.
fn operation(known: Permissions, request: &Request) -> String {
    let path = request.path.replace("{}", "x");
    known.find(&request.method, &path).map_or_else(
        || written(&request.method, &request.path),
        |found| written(&found.operation.method, &found.operation.template),
    )
}

/// Requests in which an argument of the method decides the operation: the operation that the reader names, if it fits the path.
fn with_values(sent: BTreeSet<String>, found: &BTreeSet<String>) -> BTreeSet<String> {
    let fits = |request: &str, operation: &str| {
        let (segments, fixed) = (request.split(['/', ' ']), operation.split(['/', ' ']));
        request.matches('/').count() == operation.matches('/').count()
            && segments
                .zip(fixed)
                .all(|(segment, fixed)| segment == "{}" || segment == fixed)
    };
    let named = |request: String| {
        let operation = found.iter().find(|operation| fits(&request, operation));
        operation.cloned().unwrap_or(request)
    };
    sent.into_iter().map(named).collect()
}

/// The requests that the reader finds, also those that the newest measured version does not have.
fn found(pasted: &Pasted) -> BTreeSet<String> {
    let operations = pasted
        .operations
        .iter()
        .map(|operation| written(&operation.method, &operation.template));
    let unknown = pasted.unknown.iter().filter_map(|request| {
        let (method, path) = request.split_once(' ')?;
        Some(written(method, path))
    });
    operations.chain(unknown).collect()
}

/// A request below the realm, with `{}` for each value.
fn written(method: &str, path: &str) -> String {
    let path = Request::new(method, path).path;
    let below = path.strip_prefix("/admin/realms/{}/").unwrap_or(&path);
    format!("{method} {below}")
}

/// Why a method sends no request to the Admin API, by the paths of the requests that it sends.
fn reason(requests: &[Request]) -> &'static str {
    let Some(request) = requests.first() else {
        return "no request: the client's own settings and values";
    };
    let reasons = [
        (
            "/protocol/openid-connect/token/introspect",
            "token introspection",
        ),
        ("/protocol/openid-connect/token", "token endpoint"),
        (
            "/protocol/openid-connect/",
            "OpenID Connect: user info, sign-out, certificates",
        ),
        (
            "/authz/protection/",
            "protection API of authorization services",
        ),
        ("/clients-registrations/", "client registration"),
        ("/.well-known/", "discovery"),
        ("/broker/", "token of an identity provider"),
        ("/admin/", "Admin API"),
    ];
    reasons
        .iter()
        .find(|(part, _)| request.path.contains(part))
        .map_or("public pages of the realm", |(_, reason)| reason)
}

/// The comparisons of a library.
struct Row<'l> {
    library: &'l Library,
    methods: Vec<(String, Comparison)>,
}

impl Row<'_> {
    fn count(&self, is: impl Fn(&Comparison) -> bool) -> usize {
        self.methods.iter().filter(|(_, found)| is(found)).count()
    }

    fn reaching(&self) -> usize {
        self.methods.len()
            - self.count(|found| matches!(found, Comparison::Silent(_) | Comparison::Reported))
    }

    fn mapped(&self) -> usize {
        self.count(|found| *found == Comparison::Mapped)
    }

    fn section(&self) -> String {
        let library = self.library;
        let mut text = format!(
            "\n## {} {}\n\n{} of {} methods that reach the Admin API are mapped.\n",
            library.name,
            library.version,
            self.mapped(),
            self.reaching()
        );
        self.names(&mut text, "Not mapped:", |found| {
            (*found == Comparison::NotMapped).then(String::new)
        });
        self.names(
            &mut text,
            "Mapped to other requests than the library sends:",
            |found| {
                let Comparison::Different { missing, extra } = found else {
                    return None;
                };
                Some(format!(": {}", difference(missing, extra)))
            },
        );
        self.names(
            &mut text,
            "Reported, although the method sends no request to the Admin API:",
            |found| (*found == Comparison::Reported).then(String::new),
        );
        let mut silent: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, found) in &self.methods {
            if let Comparison::Silent(reason) = found {
                *silent.entry(reason).or_default() += 1;
            }
        }
        if !silent.is_empty() {
            text.push_str("\nMethods that send no request to the Admin API:\n\n");
            for (reason, count) in silent {
                let _ = writeln!(text, "- {count}: {reason}");
            }
        }
        text
    }

    fn names(
        &self,
        text: &mut String,
        heading: &str,
        detail: impl Fn(&Comparison) -> Option<String>,
    ) {
        let lines: Vec<String> = self
            .methods
            .iter()
            .filter_map(|(name, found)| Some(format!("- `{name}`{}\n", detail(found)?)))
            .collect();
        if !lines.is_empty() {
            let _ = write!(text, "\n{heading}\n\n{}", lines.concat());
        }
    }
}

fn difference(missing: &BTreeSet<String>, extra: &BTreeSet<String>) -> String {
    let list = |heading: &str, requests: &BTreeSet<String>| {
        let requests: Vec<String> = requests
            .iter()
            .map(|request| format!("`{request}`"))
            .collect();
        (!requests.is_empty()).then(|| format!("{heading} {}", requests.join(", ")))
    };
    let parts = [list("missing", missing), list("not sent", extra)];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The page, from the stored lists.
pub fn page(matrix: &Matrix) -> Result<String> {
    let known = matrix.newest(TokenRealm::Target);
    let reader = Reader::new(known);
    let mut rows = Vec::new();
    for library in LIBRARIES {
        let list = library.stored()?;
        let methods = list
            .methods
            .iter()
            .map(|method| {
                let comparison = compare(method, library, &reader, known);
                (method.name.clone(), comparison)
            })
            .collect();
        rows.push(Row { library, methods });
    }
    let mut text = String::from(INTRODUCTION);
    for row in &rows {
        let Library {
            name,
            version,
            registry,
            program,
            ..
        } = row.library;
        let _ = writeln!(
            text,
            "| {} | {name} | {version} | {} | {} | {} | {} |",
            program.language(),
            registry.name(),
            row.methods.len(),
            row.reaching(),
            row.mapped(),
        );
    }
    for row in &rows {
        text.push_str(&row.section());
    }
    Ok(text)
}

/// The text before the rows of the table.
const INTRODUCTION: &str = "\
# Client libraries

Why403 maps the methods of client libraries to the requests that they send, hidden requests included. `cargo xtask libraries` writes this
page. The command fetches each library at the stated version and lists its public methods. A program calls every method and records the
requests that leave the library (JavaScript, Python, Go, Ruby), or the requests come from the library's annotations (Java) or its source
(Rust, .NET, PHP). The lists are in `lab/libraries`. For each method, the reader of `why403 roles --from-file` then reads a small program
that calls the method. A method counts as mapped only if the reader finds exactly the requests that the library sends. A test compares this
page with the lists and the reader.

Java methods are counted once for each chain of resources that leads to them, because the chain decides the path.

| language | library | version | registry | methods | reach the Admin API | mapped |
|---|---|---|---|---:|---:|---:|
";
