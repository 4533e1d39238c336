//! Which Admin call: a method, a path template in Keycloak's own spelling, and the values of its parameters.

use std::collections::BTreeMap;

use url::Url;

use super::dots::leads_elsewhere;
use super::{BaseUrl, Realm};

/// The operation that is tried when none is named.
pub const USER_BY_ID: &str = "GET /admin/realms/{realm}/users/{user-id}";

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// Why a text is not an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// Not `METHOD /path`.
    #[error("Enter the operation as a method and a path, for example {USER_BY_ID}.")]
    Shape,
    /// Not a path of the Admin API.
    #[error("Start the path with /admin/.")]
    NotAdmin,
    /// A segment of dots, which servers resolve.
    #[error("Remove the dots from the path. A path segment cannot be . or .., in any encoding.")]
    Dots,
    /// The path names a realm itself, and another one than the field does.
    #[error("The path contains the realm {named}, but the Realm field contains another realm.")]
    OtherRealm {
        /// The realm in the path.
        named: String,
        /// The operation with `{realm}` in its place.
        mended: String,
    },
    /// A parameter has no value.
    #[error("Enter a value for {{{0}}}.")]
    Missing(String),
    /// A value that would change the path.
    #[error("The value for {{{0}}} is too long or contains a character that a URL can't contain.")]
    Value(String),
}

/// An operation with its parameters' values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The path template, `/admin/realms/{realm}/users/{user-id}`.
    pub template: String,
    /// The values of the template's parameters by name.
    pub params: BTreeMap<String, String>,
    /// The query behind the path, without `?`.
    pub query: Option<String>,
}

impl Operation {
    /// Parses `METHOD /path?query` and checks that every `{parameter}` has a value; `{realm}` is filled in.
    pub fn parse(
        text: &str,
        realm: &Realm,
        params: BTreeMap<String, String>,
    ) -> Result<Self, OperationError> {
        let operation = Self::shaped(text, realm, params)?;
        match operation.faults().into_iter().next() {
            Some(fault) => Err(fault),
            None => Ok(operation),
        }
    }

    /// The same, whatever values the parameters have: [`Self::faults`] says what is wrong with them.
    pub(super) fn shaped(
        text: &str,
        realm: &Realm,
        mut params: BTreeMap<String, String>,
    ) -> Result<Self, OperationError> {
        let (method, path) = text
            .trim()
            .split_once(char::is_whitespace)
            .ok_or(OperationError::Shape)?;
        let method = METHODS
            .into_iter()
            .find(|known| known.eq_ignore_ascii_case(method))
            .ok_or(OperationError::Shape)?;
        let (template, query) = match path.trim().split_once('?') {
            Some((template, query)) => (template, Some(query.to_owned())),
            None => (path.trim(), None),
        };
        if !template.starts_with("/admin/") || template.chars().any(|c| c.is_control() || c == '#')
        {
            return Err(OperationError::NotAdmin);
        }
        if template.split('/').any(leads_elsewhere) {
            return Err(OperationError::Dots);
        }
        params.insert("realm".to_owned(), realm.as_str().to_owned());
        Ok(Self {
            method,
            template: with_realm_as_parameter(method, template.trim_end_matches('/'), realm)?,
            params,
            query,
        })
    }

    /// What is wrong with the parameters' values, in the order of the path.
    pub(super) fn faults(&self) -> Vec<OperationError> {
        let unusable = |value: &str| {
            value.len() > 1_000 || value.chars().any(char::is_control) || leads_elsewhere(value)
        };
        self.parameter_names()
            .filter_map(|name| match self.params.get(name).map(String::as_str) {
                None | Some("") => Some(OperationError::Missing(name.to_owned())),
                Some(value) if unusable(value) => Some(OperationError::Value(name.to_owned())),
                Some(_) => None,
            })
            .collect()
    }

    /// The names between braces, in order.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        names(&self.template)
    }

    /// `METHOD /path/{parameter}`, as the permission data spells it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// The names between braces besides `{realm}`: what the path is about.
    pub fn target_names(&self) -> impl Iterator<Item = &str> {
        self.parameter_names().filter(|name| *name != "realm")
    }

    /// What it is about one of, where that is listed under the same path: `users`, `clients` or `groups`.
    pub fn one_of(&self) -> Option<&'static str> {
        let below = self.template.strip_prefix("/admin/realms/{realm}/")?;
        ["users", "clients", "groups"].into_iter().find(|listed| {
            below
                .strip_prefix(listed)
                .is_some_and(|rest| rest.starts_with("/{"))
        })
    }

    /// Whether it reads the very thing that its path names, as a whole.
    pub fn reads_one(&self) -> bool {
        self.method == "GET"
            && self.one_of().is_some()
            && self.template.ends_with('}')
            && self.target_names().count() == 1
    }

    /// Whether it is about a realm; `GET /admin/realms` and `GET /admin/serverinfo` are not.
    pub fn is_in_realm(&self) -> bool {
        self.template.starts_with("/admin/realms/")
    }

    /// The body that goes with it where it writes: nothing is known of what the user would send, so it is empty. An empty list where
    /// the operation takes a list, since Keycloak reads the body before it asks for roles, and answers 400 to what it cannot read. A
    /// DELETE has none, except where it takes a list: without one, Keycloak deletes all that there is.
    pub fn body(&self) -> Option<&'static str> {
        body_of(self.method, &self.template)
    }

    /// Whether sending it changes nothing.
    pub fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// The address to send it to.
    pub fn url(&self, base: &BaseUrl) -> Url {
        let value = |segment| {
            let name = parameter(segment)?;
            Some((name, self.params.get(name)?.as_str()))
        };
        let segments = self.template.split('/').skip(1).flat_map(|segment| {
            match value(segment) {
                // The one parameter that takes several segments: `…/group-by-path/{path}`.
                Some(("path", path)) => path.trim_matches('/').split('/').collect(),
                Some((_, value)) => vec![value],
                None => vec![segment],
            }
        });
        let mut url = base.join(segments);
        url.set_query(self.query.as_deref());
        url
    }
}

/// The names between braces of a path, in order.
pub fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '?']).filter_map(parameter)
}

/// The path with `{realm}` where it names the realm itself.
fn with_realm_as_parameter(
    method: &str,
    template: &str,
    realm: &Realm,
) -> Result<String, OperationError> {
    let Some(below) = template.strip_prefix("/admin/realms/") else {
        return Ok(template.to_owned());
    };
    let (named, rest) = below.find('/').map_or((below, ""), |at| below.split_at(at));
    if parameter(named).is_some() {
        return Ok(template.to_owned());
    }
    let generic = format!("/admin/realms/{{realm}}{rest}");
    let decoded = decoded(named);
    if decoded == realm.as_str() {
        Ok(generic)
    } else {
        Err(OperationError::OtherRealm {
            named: decoded,
            mended: format!("{method} {generic}"),
        })
    }
}

/// The body that a call of this method and path is sent with ([`Operation::body`]).
pub fn body_of(method: &str, template: &str) -> Option<&'static str> {
    if matches!(method, "GET" | "HEAD") {
        None
    } else if takes_a_list(template) {
        Some("[]")
    } else if method == "DELETE" {
        None
    } else {
        Some("{}")
    }
}

/// Whether the operation takes a list: roles to map, mappers, names of actions.
fn takes_a_list(template: &str) -> bool {
    let mut segments = template.rsplit('/');
    let (last, before, third) = (
        segments.next().unwrap_or_default(),
        segments.next().unwrap_or_default(),
        segments.next().unwrap_or_default(),
    );
    let maps = |segment: &str| matches!(segment, "role-mappings" | "scope-mappings");
    matches!(
        last,
        "composites" | "add-models" | "disable-credential-types" | "execute-actions-email"
    ) || last == "realm" && maps(before)
        || before == "clients" && maps(third)
        || last == "set" && before == "workflows"
}

/// A path segment without its percent-encoding.
pub(super) fn decoded(segment: &str) -> String {
    let plain: String = segment
        .chars()
        .map(|letter| match letter {
            // These mean themselves in a path, and something else in a query.
            '+' => "%2B".to_owned(),
            '&' => "%26".to_owned(),
            other => other.to_string(),
        })
        .collect();
    url::form_urlencoded::parse(format!("v={plain}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// `{user-id}` → `user-id`; Keycloak's annotations may add a pattern behind a colon.
fn parameter(segment: &str) -> Option<&str> {
    let inner = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(inner.split(':').next().unwrap_or(inner).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Operation, OperationError> {
        let realm = Realm::parse("shop").unwrap_or_else(|_| unreachable!());
        let params = ["user-id", "client-uuid", "role-name", "client-id"]
            .map(|name| (name.to_owned(), "x".to_owned()));
        Operation::parse(text, &realm, params.into())
    }

    #[test]
    fn a_path_that_names_the_realm_is_the_operation_of_any_realm() {
        let found = parse("GET /admin/realms/shop/users/count").unwrap();
        assert_eq!(found.name(), "GET /admin/realms/{realm}/users/count");
        assert_eq!(
            parse("DELETE /admin/realms/shop").unwrap().name(),
            "DELETE /admin/realms/{realm}"
        );
        for outside in ["GET /admin/realms", "GET /admin/serverinfo"] {
            let found = parse(outside).unwrap();
            assert!(!found.is_in_realm(), "{outside}");
            assert_eq!(found.name(), outside);
        }
        assert_eq!(
            parse("GET /admin/realms/b%C3%BCro/users"),
            Err(OperationError::OtherRealm {
                named: "büro".to_owned(),
                mended: "GET /admin/realms/{realm}/users".to_owned(),
            })
        );
    }

    #[test]
    fn what_is_sent_is_empty_in_the_shape_that_the_operation_takes() {
        let users = "/admin/realms/{realm}/users";
        for (text, body) in [
            (format!("GET {users}"), None),
            (format!("POST {users}"), Some("{}")),
            (
                format!("PUT {users}/{{user-id}}/reset-password"),
                Some("{}"),
            ),
            (format!("DELETE {users}/{{user-id}}"), None),
            (
                format!("POST {users}/{{user-id}}/role-mappings/realm"),
                Some("[]"),
            ),
            // Without a body it would take every role away.
            (
                format!("DELETE {users}/{{user-id}}/role-mappings/realm"),
                Some("[]"),
            ),
            (
                format!("DELETE {users}/{{user-id}}/role-mappings/clients/{{client-id}}"),
                Some("[]"),
            ),
            (format!("GET {users}/{{user-id}}/role-mappings/realm"), None),
            (
                "POST /admin/realms/{realm}/roles/{role-name}/composites".to_owned(),
                Some("[]"),
            ),
            ("PUT /admin/realms/{realm}".to_owned(), Some("{}")),
            ("POST /admin/realms".to_owned(), Some("{}")),
        ] {
            assert_eq!(parse(&text).unwrap().body(), body, "{text}");
        }
    }

    #[test]
    fn a_segment_loses_its_encoding_and_nothing_else() {
        for (written, meant) in [
            ("a%20b", "a b"),
            ("a+b", "a+b"),
            ("a&b=c", "a&b=c"),
            ("", ""),
        ] {
            assert_eq!(decoded(written), meant);
        }
    }
}
