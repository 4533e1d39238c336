//! Parses operations of the Admin API: a method, a path template in Keycloak's spelling, and the values of its parameters.

use std::collections::BTreeMap;

use url::Url;

use super::dots::leads_elsewhere;
use super::percent::decoded;
use super::{BaseUrl, Realm};

/// The operation of a check that names none.
pub const USER_BY_ID: &str = "GET /admin/realms/{realm}/users/{user-id}";

/// The path of a role by its ID.
const ROLE_BY_ID: &str = "/admin/realms/{realm}/roles-by-id/{role-id}";

/// The collections below a realm whose elements are objects with an `id`.
const ONE_BY_ID: [&str; 7] = [
    "client-scopes",
    "clients",
    "components",
    "groups",
    "roles",
    "roles-by-id",
    "users",
];

/// The last segments of paths that return a list.
const LISTS: [&str; 27] = [
    "admin-events",
    "available",
    "children",
    "client-scopes",
    "clients",
    "components",
    "composite",
    "composites",
    "consents",
    "credentials",
    "default-client-scopes",
    "default-groups",
    "events",
    "executions",
    "federated-identity",
    "flows",
    "groups",
    "instances",
    "mappers",
    "members",
    "models",
    "optional-client-scopes",
    "realm",
    "roles",
    "sessions",
    "user-sessions",
    "users",
];

/// The ends of paths that return a list of roles if a client's ID follows.
const ROLES_OF_CLIENT: [&str; 3] = [
    "role-mappings/clients",
    "scope-mappings/clients",
    "composites/clients",
];

/// The shape of the body of a response to a GET.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReturnedByGet {
    /// A list.
    List,
    /// An object with this member, which is a string.
    Object(&'static str),
    /// A number.
    Number,
}

impl ReturnedByGet {
    /// Whether a body has this shape.
    pub fn fits(self, body: &serde_json::Value) -> bool {
        match self {
            Self::List => body.is_array(),
            Self::Object(member) => body.get(member).is_some_and(serde_json::Value::is_string),
            Self::Number => body.is_number(),
        }
    }

    /// The shape in words: “a list”.
    pub fn words(self) -> String {
        match self {
            Self::List => "a list".to_owned(),
            Self::Object(member) => format!("a JSON object with the member {member}"),
            Self::Number => "a number".to_owned(),
        }
    }
}

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// Why a text is not an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// The text is not `METHOD /path`.
    #[error("Enter the operation as a method and a path, for example {USER_BY_ID}.")]
    Shape,
    /// The path is not a path of the Admin API.
    #[error("Start the path with /admin/.")]
    NotAdmin,
    /// The path contains a segment of dots, which servers resolve.
    #[error("Remove the dots from the path. A path segment cannot be . or .., in any encoding.")]
    Dots,
    /// The path names a realm that differs from the realm field.
    #[error("The path contains the realm {named}, but the Realm field contains another realm.")]
    OtherRealm {
        /// The realm in the path.
        named: String,
        /// The operation with `{realm}` instead of the name.
        suggestion: String,
    },
    /// A parameter has no value.
    #[error("Enter a value for {{{0}}}.")]
    Missing(String),
    /// A value would change the path.
    #[error("The value for {{{0}}} is too long or contains a character that a URL can't contain.")]
    Value(String),
}

/// An operation with the values of its parameters.
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
    /// Parses `METHOD /path?query`, fills in `{realm}`, and checks that every `{parameter}` has a value.
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

    /// Parses the same without checking the values of parameters; [`Self::faults`] checks them.
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

    /// Returns the errors in the values of parameters, in the order of the path.
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

    /// The names in braces, in order.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        names(&self.template)
    }

    /// `METHOD /path/{parameter}`, as the permission data spells it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// The names in braces except `{realm}`: the objects that the path names.
    pub fn target_names(&self) -> impl Iterator<Item = &str> {
        self.parameter_names().filter(|name| *name != "realm")
    }

    /// The kind of object that the operation acts on, if the Admin API lists that kind: `users`, `clients`, or `groups`.
    pub fn one_of(&self) -> Option<&'static str> {
        let below = self.template.strip_prefix("/admin/realms/{realm}/")?;
        ["users", "clients", "groups"].into_iter().find(|listed| {
            below
                .strip_prefix(listed)
                .is_some_and(|rest| rest.starts_with("/{"))
        })
    }

    /// The path of the client or of the role by ID that the operation acts on, as a template: Keycloak protects some of both.
    pub fn guarded_target(&self) -> Option<&'static str> {
        ["/admin/realms/{realm}/clients/{client-uuid}", ROLE_BY_ID]
            .into_iter()
            .find(|target| {
                self.template
                    .strip_prefix(target)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
    }

    /// Whether the operation assigns or unassigns roles listed in its body.
    pub fn maps_roles(&self) -> bool {
        matches!(self.method, "POST" | "DELETE")
            && (self.template.contains("/role-mappings/") || self.template.ends_with("/composites"))
    }

    /// Whether the operation acts on a role by its ID, which may belong to the realm or to a client.
    pub fn is_of_role_by_id(&self) -> bool {
        self.guarded_target() == Some(ROLE_BY_ID)
    }

    /// The words with which Keycloak names the objects in the path: those of the parameters and of the segments before them, in the singular.
    pub fn target_words(&self) -> Vec<String> {
        let segments: Vec<&str> = self.template.split('/').collect();
        segments
            .windows(2)
            .filter(|pair| parameter(pair[1]).is_some_and(|name| name != "realm"))
            .flat_map(|pair| [pair[0], parameter(pair[1]).unwrap_or_default()])
            .flat_map(parts)
            .filter(|word| word.len() > 3 && !["uuid", "name", "alias"].contains(&word.as_str()))
            .collect()
    }

    /// Whether the operation reads the whole object that its path names.
    pub fn reads_one(&self) -> bool {
        self.method == "GET"
            && self.one_of().is_some()
            && self.template.ends_with('}')
            && self.target_names().count() == 1
    }

    /// The shape of the body that Keycloak returns for a GET of this path, if the shape is known. Measured on 26.7.5 with
    /// realm-admin.
    pub(crate) fn returned_by_get(&self) -> Option<ReturnedByGet> {
        let Some(below) = self.template.strip_prefix("/admin/realms/{realm}") else {
            return (self.template == "/admin/realms").then_some(ReturnedByGet::List);
        };
        if below.is_empty() {
            return Some(ReturnedByGet::Object("realm"));
        }
        if below.contains("/authz/") || below.contains("/vc/") {
            return None;
        }
        let segments = below.trim_start_matches('/');
        let (kind, last) = segments.rsplit_once('/').unwrap_or(("", segments));
        if segments == "users/count" {
            return Some(ReturnedByGet::Number);
        }
        if parameter(last).is_some() {
            if ONE_BY_ID.contains(&kind) {
                return Some(ReturnedByGet::Object("id"));
            }
            let of_client = ROLES_OF_CLIENT.iter().any(|end| kind.ends_with(end));
            return of_client.then_some(ReturnedByGet::List);
        }
        LISTS.contains(&last).then_some(ReturnedByGet::List)
    }

    /// Whether the path is below a realm. `GET /admin/realms` and `GET /admin/serverinfo` are not.
    pub fn is_in_realm(&self) -> bool {
        self.template.starts_with("/admin/realms/")
            || self.parameter_names().any(|name| name == "realm")
    }

    /// The JSON body to send with an operation that writes. Why403 does not know the caller's body, so this one is empty: an empty list if
    /// the operation takes a list, because Keycloak parses the body before it checks roles and returns 400 if it cannot. DELETE has no body
    /// unless it takes a list; without one, Keycloak deletes everything.
    pub fn body(&self) -> Option<&'static str> {
        body_of(self.method, &self.template)
    }

    /// Whether sending the operation changes nothing.
    pub fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// The URL to send the operation to.
    pub fn url(&self, base: &BaseUrl) -> Url {
        let value = |segment| {
            let name = parameter(segment)?;
            Some((name, self.params.get(name)?.as_str()))
        };
        let segments = self.template.split('/').skip(1).flat_map(|segment| {
            match value(segment) {
                // The only parameter that takes several segments: `…/group-by-path/{path}`.
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

/// The names in braces of a path, in order.
pub fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '?']).filter_map(parameter)
}

/// The path with `{realm}` instead of the realm's name.
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
            suggestion: format!("{method} {generic}"),
        })
    }
}

/// The body for a request with this method and path ([`Operation::body`]).
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

/// Whether the operation takes a list: roles to map, mappers, or names of actions.
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
        || third == "role-mapping-delete"
}

/// The words of a segment or of a parameter in lower case and in the singular: `client-scopes` and `clientScopeId` both have `client` and
/// `scope`.
fn parts(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() || letter.is_ascii_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_ascii_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words
        .into_iter()
        .map(|word| word.strip_suffix('s').map_or(word.clone(), str::to_owned))
        .collect()
}

/// `{user-id}` → `user-id`. Keycloak's annotations may add a pattern after a colon.
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
    fn the_body_of_a_get_is_known_for_lists_and_for_objects_with_an_id() {
        let list = Some(ReturnedByGet::List);
        let object = Some(ReturnedByGet::Object("id"));
        for (below, expected) in [
            ("", Some(ReturnedByGet::Object("realm"))),
            ("/users", list),
            ("/users/{user-id}", object),
            ("/users/count", Some(ReturnedByGet::Number)),
            ("/users/profile", None),
            ("/users/{user-id}/role-mappings", None),
            ("/users/{user-id}/role-mappings/realm", list),
            ("/users/{user-id}/role-mappings/clients/{client-id}", list),
            ("/clients/{client-uuid}", object),
            ("/clients/{client-uuid}/client-secret", None),
            ("/groups/{group-id}/members", list),
            ("/roles/{role-name}", object),
            (
                "/clients/{client-uuid}/authz/resource-server/resource/{resource-id}/scopes",
                None,
            ),
            ("/identity-provider/instances/{alias}", None),
            // A path that somebody typed.
            ("ü", None),
        ] {
            let operation = Operation {
                method: "GET",
                template: format!("/admin/realms/{{realm}}{below}"),
                params: BTreeMap::new(),
                query: None,
            };
            assert_eq!(operation.returned_by_get(), expected, "{below}");
        }
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
                suggestion: "GET /admin/realms/{realm}/users".to_owned(),
            })
        );
    }

    #[test]
    fn the_body_is_an_empty_object_or_list() {
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
            // Without a body, Keycloak would remove every role.
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
}
