//! Defines operations of the Admin API and matches paths with them.

use super::rule::Rule;
use std::fmt;

/// One operation: a method and a path template, with Keycloak's own parameter names (those of the newest measured version).
#[derive(Clone, Debug)]
pub struct Operation {
    /// `GET`
    pub method: String,
    /// `/admin/realms/{realm}/users/{user-id}`
    pub template: String,
    /// A short description of what the operation does.
    pub does: String,
    /// The Java method that implements it, `UserResource.getUser`.
    pub java: String,
    /// The position in [`crate::Matrix::operations`].
    pub position: usize,
    pub(super) ranges: Vec<Range>,
    /// The number of segments of every path that fits; `None` if paths of several lengths fit.
    pub(super) depth: Option<usize>,
    /// The description, the path, and the Java method in lower case, for the search.
    pub(super) lower: [String; 3],
}

#[derive(Clone, Debug)]
pub(super) struct Range {
    pub first: usize,
    pub last: usize,
    pub target: Rule,
    pub master: Rule,
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        self.method == other.method && self.template == other.template
    }
}

impl Eq for Operation {}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.template)
    }
}

impl Operation {
    /// Whether the operation writes: every method except GET counts as writing.
    pub fn writes(&self) -> bool {
        self.method != "GET"
    }

    /// The names of its path parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        segments(&self.template).filter_map(parameter)
    }

    /// A short name that is unique among the operations and can be part of a URL: `get-users-user-id`.
    pub fn slug(&self) -> String {
        let path = self
            .template
            .strip_prefix("/admin")
            .unwrap_or(&self.template);
        let path = match path.strip_prefix("/realms/{realm}") {
            Some("") => "/realm",
            Some(rest) => rest,
            None => path,
        };
        let mut slug = self.method.to_lowercase();
        for word in path
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            slug.push('-');
            slug.push_str(&word.to_lowercase());
        }
        slug
    }

    /// The part of the Admin API: the first path segment after the realm (`users`, `clients` …), `realm` for the realm itself, and `server`
    /// outside a realm.
    pub fn area(&self) -> &str {
        let below_realm = ["/admin/realms/{realm}", "/admin/api/{realm}"]
            .iter()
            .find_map(|realm| self.template.strip_prefix(realm));
        match below_realm {
            Some(rest) => segments(rest).next().unwrap_or("realm"),
            None => "server",
        }
    }

    /// Matches a path with the template: returns the values of the parameters, or `None` if it does not match.
    pub(super) fn read(&self, path: &str) -> Option<Vec<(&str, String)>> {
        let mut values = Vec::new();
        let mut concrete = segments(path);
        for segment in segments(&self.template) {
            let value = concrete.next()?;
            match parameter(segment) {
                // The only parameter that takes several segments: `…/group-by-path/{path}`.
                Some("path") => {
                    let rest: Vec<&str> = std::iter::once(value).chain(concrete.by_ref()).collect();
                    values.push(("path", rest.join("/")));
                }
                Some(name) => values.push((name, value.to_owned())),
                None if segment == value => {}
                None => return None,
            }
        }
        concrete.next().is_none().then_some(values)
    }

    /// Whether the path matches the template.
    pub fn fits(&self, path: &str) -> bool {
        let mut concrete = segments(path);
        for segment in segments(&self.template) {
            let Some(value) = concrete.next() else {
                return false;
            };
            match parameter(segment) {
                Some("path") => return true,
                Some(_) => {}
                None if segment == value => {}
                None => return false,
            }
        }
        concrete.next().is_none()
    }

    /// The number of segments of every path that fits a template; `None` if paths of several lengths fit.
    pub(super) fn depth_of(template: &str) -> Option<usize> {
        let is_open = segments(template).any(|segment| parameter(segment) == Some("path"));
        (!is_open).then(|| segments(template).count())
    }

    /// The number of fixed segments: `users/count` means `users/count`, not `users/{user-id}`.
    pub fn fixed_segments(&self) -> usize {
        segments(&self.template)
            .filter(|segment| parameter(segment).is_none())
            .count()
    }
}

/// An operation that matches a request, with the values of its path parameters in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match<'m> {
    /// The operation.
    pub operation: &'m Operation,
    /// Name and value of each path parameter, as written in the path.
    pub parameters: Vec<(&'m str, String)>,
}

/// The template without the names of parameters, which differ between versions (`{id}` and `{user-id}`).
pub fn shape(template: &str) -> String {
    let mut shape = String::with_capacity(template.len());
    for segment in segments(template) {
        shape.push('/');
        shape.push_str(if parameter(segment).is_some() {
            "{}"
        } else {
            segment
        });
    }
    shape
}

/// The segments of a path, without empty ones.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

pub(super) fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The part of a URL that the templates describe: from `/admin` on, without host, base path, query, and fragment.
///
/// `/admin/realms/…` may follow any base path (`/auth`, a proxy's prefix), and may be left out: `realms/shop/users` and `users/7f3a` are
/// read as paths below the realm.
pub fn admin_path(address: &str) -> String {
    let address = address.trim();
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let path = match address.split_once("://") {
        Some((_, rest)) => rest
            .find('/')
            .map_or("", |at| rest.get(at..).unwrap_or_default()),
        None => address,
    };
    for start in ["/admin/realms", "/admin/serverinfo", "/admin/api/"] {
        if let Some(at) = path.find(start) {
            return path.get(at..).unwrap_or_default().to_owned();
        }
    }
    if path.ends_with("/console/whoami")
        && let Some(at) = path.rfind("/admin/")
    {
        return path.get(at..).unwrap_or_default().to_owned();
    }
    let path = path.trim_start_matches('/');
    if path.starts_with("admin/") {
        format!("/{path}")
    } else if path.starts_with("realms/") || path == "realms" || path.starts_with("serverinfo") {
        format!("/admin/{path}")
    } else {
        format!("/admin/realms/{{realm}}/{path}")
    }
}
