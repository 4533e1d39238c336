//! Finds requests to other APIs than Keycloak's, so that their statuses do not count as Keycloak's.

use std::collections::HashSet;

use super::flat::Flat;
use super::requests;
use super::statuses::{self, Status};

/// A denied request to another API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// The place.
    pub at: usize,
    /// The status.
    pub status: u16,
    /// The URL or the path.
    pub address: String,
}

/// The requests to other APIs.
#[derive(Debug, Default)]
pub struct Foreign {
    /// The places of their statuses.
    pub places: HashSet<usize>,
    /// The last one that was denied.
    pub denied: Option<Denied>,
}

/// The maximum length of a line with such a request. Longer lines are skipped, so that the time grows linearly.
const LONGEST_LINE: usize = 4_000;
/// Methods before a path.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"];
/// First segments of paths that Keycloak does not have.
const OF_APPLICATIONS: [&str; 15] = [
    "api", "apis", "v1", "v2", "v3", "rest", "graphql", "internal", "public", "actuator", "health",
    "healthz", "metrics", "static", "repos",
];
/// Segments of Keycloak's paths. A path below a base URL that the text does not show may begin with any of them.
const OF_KEYCLOAK: [&str; 22] = [
    "admin",
    "realms",
    "auth",
    "users",
    "groups",
    "clients",
    "roles",
    "client-scopes",
    "components",
    "events",
    "admin-events",
    "sessions",
    "organizations",
    "identity-provider",
    "authentication",
    "serverinfo",
    "protocol",
    "token",
    "keys",
    "roles-by-id",
    "user",
    "realm",
];
/// Parts of the host names of Keycloak, and of documentation to which messages refer.
const NOT_APPLICATIONS: [&str; 14] = [
    "keycloak",
    "sso",
    "auth",
    "idp",
    "iam",
    "login",
    "id.",
    "developer.mozilla.org",
    "ietf.org",
    "stackoverflow.com",
    "github.com",
    "registry.terraform.io",
    "readthedocs",
    "docs.",
];

/// The requests to other APIs on the lines of the statuses. Without a request to Keycloak in the text, a request may also be on the line
/// before its status.
pub fn find(flat: &Flat, statuses: &[Status], has_requests: bool) -> Foreign {
    let mut found = Foreign::default();
    for of_line in statuses::by_line(statuses, flat) {
        let (start, _) = flat.line_bounds(of_line[0].at);
        let line = flat.line(start);
        if line.len() > LONGEST_LINE {
            continue;
        }
        let is_resource = !is_keycloaks(line) && line.contains(" /resources/");
        let is_other = is_other_path(line);
        let address = address(line).or_else(|| {
            let before = start.checked_sub(1).filter(|_| !has_requests)?;
            let is_status_alone = !line.contains('/') || line.trim().starts_with("HTTP/");
            address(flat.line(before)).filter(|_| is_status_alone)
        });
        for status in of_line {
            if is_resource || status.code < 400 && is_other {
                found.places.insert(status.at);
                continue;
            }
            let Some(address) = address else {
                continue;
            };
            found.places.insert(status.at);
            if matches!(status.code, 401 | 403) {
                found.denied = Some(Denied {
                    at: status.at,
                    status: status.code,
                    address: address.to_owned(),
                });
            }
        }
    }
    found
}

fn is_keycloaks(line: &str) -> bool {
    requests::MARKS.iter().any(|mark| line.contains(mark))
}

/// Whether the line has a path of Keycloak outside the Admin API and OpenID Connect. An issuer, such as `https://h/realms/acme`, does not
/// count.
fn is_other_path(line: &str) -> bool {
    let below_realm = || {
        line.split("/realms/").skip(1).take(8).any(|rest| {
            let end = rest.find(|c: char| c.is_whitespace() || "\"'`,;)".contains(c));
            let path = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            path.trim_end_matches('/').contains('/')
        })
    };
    !is_keycloaks(line) && (line.contains("/console") || below_realm())
}

/// The URL or path of a request to another API on this line, if the line has no request to Keycloak.
fn address(line: &str) -> Option<&str> {
    if line.len() > LONGEST_LINE || is_keycloaks(line) || is_other_path(line) {
        return None;
    }
    let mut last = "";
    for word in line.split(|c: char| c.is_whitespace() || "\"'`<>()[]{},".contains(c)) {
        if word.is_empty() {
            continue;
        }
        let path = match word.split_once("://") {
            Some(("http" | "https", rest)) => of_application(rest),
            _ if METHODS.contains(&last) && word.starts_with('/') => Some(word),
            _ => None,
        };
        if path.is_some_and(is_of_application) {
            return Some(word.trim_end_matches(['.', ':', ';', '!', '?']));
        }
        last = word;
    }
    None
}

/// The path of a URL without its scheme, if its host may be an application's.
fn of_application(rest: &str) -> Option<&str> {
    let (host, _) = rest.split_once('/')?;
    let lower = host.to_ascii_lowercase();
    NOT_APPLICATIONS
        .iter()
        .all(|part| !lower.contains(part) || lower.starts_with("api."))
        .then(|| rest.get(host.len()..))?
}

/// Whether Keycloak has no path like this one.
fn is_of_application(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches(['.', ':', ';', '!', '?']);
    let mut segments = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(str::to_ascii_lowercase)
        .peekable();
    let Some(first) = segments.peek() else {
        return false;
    };
    OF_APPLICATIONS.contains(&first.as_str())
        || segments.all(|segment| {
            !segment.starts_with(['{', ':', '$']) && !OF_KEYCLOAK.contains(&segment.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::reading::flat::Flat;
    use crate::reading::{requests, statuses};

    fn foreign(text: &str) -> (usize, Option<String>) {
        let flat = Flat::new(text);
        let statuses = statuses::find(&flat);
        let found = find(&flat, &statuses, !requests::find(&flat).is_empty());
        (
            found.places.len(),
            found.denied.map(|denied| denied.address),
        )
    }

    #[test]
    fn a_status_of_an_application_is_not_keycloaks() {
        for (text, address) in [
            (
                "When I call http://localhost:8081/api/customers with the token I get 403 Forbidden.",
                "http://localhost:8081/api/customers",
            ),
            (
                "HTTP 403 Forbidden from https://api.shop.test/orders/7?x=1",
                "https://api.shop.test/orders/7?x=1",
            ),
            ("GET /v1/orders -> 401", "/v1/orders"),
            (
                "GET https://shop.test/orders\nHTTP/1.1 403 Forbidden",
                "https://shop.test/orders",
            ),
        ] {
            assert_eq!(foreign(text), (1, Some(address.to_owned())), "{text}");
        }
        assert_eq!(foreign("GET /api/members -> 500"), (1, None));
        // A success elsewhere allows nothing in the Admin API.
        let discovery = "GET /realms/shop/.well-known/openid-configuration HTTP/1.1 200 5121";
        assert_eq!(foreign(&format!("10.0.0.1 \"{discovery}")), (1, None));
        let issuer =
            "401 from https://api.shop.test/orders, issuer https://sso.shop.test/realms/shop";
        assert_eq!(foreign(issuer).0, 1);
    }

    #[test]
    fn a_path_that_may_be_keycloaks_keeps_its_status() {
        for text in [
            "GET https://h.test/admin/realms/shop/users 403",
            "GET /users/7 403",
            "GET /shop/users 403",
            "GET https://sso.shop.test/x 403",
            "http://keycloak-headless:8080/ is available: HTTP 403 Forbidden",
            "GET /realms/shop/account 403",
            "403 Forbidden\nFor more information check: https://developer.mozilla.org/en-US/docs/Web/HTTP/Status/403",
            "10.0.0.1 \"GET /admin/realms/shop/users HTTP/1.1\" 403 \"https://app.shop.test/ui/start\"",
            "POST /{realm}/users 403",
        ] {
            assert_eq!(foreign(text), (0, None), "{text}");
        }
    }
}
