//! Which Admin call: a method, a path template in Keycloak's own spelling, and the values of its parameters.

use std::collections::BTreeMap;

use url::Url;

use super::{BaseUrl, Realm};

/// The path of the operation that most people come with.
pub(super) const USER_BY_ID_PATH: &str = "/admin/realms/{realm}/users/{user-id}";

/// The operation that is tried when none is named.
pub const USER_BY_ID: &str = "GET /admin/realms/{realm}/users/{user-id}";

const METHODS: [&str; 6] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/// Why a text is not an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OperationError {
    /// Not `METHOD /path`.
    #[error("An operation is a method and a path, such as “{USER_BY_ID}”.")]
    Shape,
    /// Not a path of the Admin API.
    #[error("The Admin API's paths begin with /admin/.")]
    NotAdmin,
    /// A parameter has no value.
    #[error("The path needs a value for {{{0}}}.")]
    Missing(String),
    /// A value that would change the path.
    #[error(
        "The value for {{{0}}} is empty, too long, or holds a character that cannot \
             be in an address."
    )]
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
        params.insert("realm".to_owned(), realm.as_str().to_owned());
        let operation = Self {
            method,
            template: template.trim_end_matches('/').to_owned(),
            params,
            query,
        };
        for name in operation.parameter_names() {
            let value = operation
                .params
                .get(name)
                .ok_or_else(|| OperationError::Missing(name.to_owned()))?;
            // "." and ".." would be resolved away by every URL library.
            if value.is_empty()
                || value.len() > 1_000
                || value.chars().any(char::is_control)
                || matches!(value.as_str(), "." | "..")
            {
                return Err(OperationError::Value(name.to_owned()));
            }
        }
        Ok(operation)
    }

    /// The names between braces, in order.
    pub fn parameter_names(&self) -> impl Iterator<Item = &str> {
        self.template.split('/').filter_map(parameter)
    }

    /// `METHOD /path/{parameter}`, as the permission data spells it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.template)
    }

    /// Whether sending it changes nothing.
    pub fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// The address to send it to.
    pub fn url(&self, base: &BaseUrl) -> Url {
        let mut url = base.join(self.template.split('/').skip(1).map(|segment| {
            parameter(segment)
                .and_then(|name| self.params.get(name))
                .map_or(segment, String::as_str)
        }));
        url.set_query(self.query.as_deref());
        url
    }
}

/// `{user-id}` → `user-id`; Keycloak's annotations may add a pattern behind a colon.
fn parameter(segment: &str) -> Option<&str> {
    let inner = segment.strip_prefix('{')?.strip_suffix('}')?;
    Some(inner.split(':').next().unwrap_or(inner).trim())
}
