//! Finds denials by a server in front of Keycloak: error pages, messages, and marks in access logs.

use std::sync::LazyLock;

use super::flat::Flat;
use super::json;
use super::phrases::Phrases;

/// A denial by a server in front of Keycloak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The place.
    pub at: usize,
    /// The status of a message that has only one; `None` for pages.
    pub status: Option<u16>,
    /// The page, or the line of the log.
    pub body: String,
}

/// Messages in lower case, with the status that the server sends.
const MESSAGES: [(&str, u16); 20] = [
    // nginx: ngx_http_access_module, ngx_http_auth_basic_module.
    ("access forbidden by rule", 403),
    (
        "no user/password was provided for basic authentication",
        401,
    ),
    // The Admin API accepts only bearer tokens.
    ("www-authenticate: basic", 401),
    // Apache: mod_authz_core, mod_auth_basic.
    ("client denied by server configuration", 403),
    ("ah01617: user", 401),
    ("ah01618: user", 401),
    ("modsecurity: access denied", 403),
    // Envoy and Istio: the body, and the details of the response code in the access log.
    ("rbac: access denied", 403),
    ("rbac_access_denied", 403),
    ("ext_authz_denied", 403),
    ("jwt_authn_access_denied", 401),
    // Traefik: ipAllowList.
    ("matched none of the trusted ips", 403),
    // Kong and APISIX.
    ("ip address not allowed", 403),
    ("ip address is not allowed", 403),
    ("no api key found in request", 401),
    ("no route matched with those values", 404),
    // ingress-nginx.
    ("default backend - 404", 404),
    // Google Cloud Armor, Squid, and others.
    ("denied_by_security_policy", 403),
    ("tcp_denied/403", 403),
    ("request blocked by waf", 403),
];

static MESSAGE_PHRASES: LazyLock<Phrases<(&str, u16)>> =
    LazyLock::new(|| Phrases::new(MESSAGES, |(words, _)| *words));

/// Marks in an access log that say that the server sent the response itself. Envoy: UAEX (external authorization). AWS load balancers:
/// the executed actions. nginx: the variable `$upstream_status`. Traefik: the status of the origin. `HAProxy`: no server was selected.
const MARKS: [&str; 11] = [
    " UAEX ",
    "\"UAEX\"",
    "\"waf\"",
    "\"fixed-response\"",
    "\"upstream_status\":\"-\"",
    "\"upstream_status\":\"\"",
    "\"upstream_status\": \"-\"",
    "\"upstream_status\": \"\"",
    "upstream_status=-",
    "\"OriginStatus\":0",
    "/<NOSRV> ",
];

/// The statuses with which such a server denies a request.
pub const STATUSES: [u16; 6] = [401, 403, 404, 405, 406, 429];

/// Finds the denial of the request at `refused`, or of the only request if the text does not show which. Messages on the line of another
/// request, at one of the ascending `others`, are about that request.
pub fn find(flat: &Flat, refused: Option<usize>, others: &[usize]) -> Option<Denial> {
    let of_line = refused.and_then(|at| {
        let (start, end) = flat.line_bounds(at);
        let line = flat.line(at);
        let lower = flat.lower.get(start..end)?;
        MESSAGE_PHRASES
            .first(lower)
            .map(|(_, (_, status))| *status)
            .or_else(|| is_marked(line).then_some(403))
            .map(|status| Denial {
                at: start,
                status: Some(status),
                body: line.trim().to_owned(),
            })
    });
    of_line
        .or_else(|| in_text(flat, others))
        .or_else(|| page(flat))
        .or_else(|| signed(flat))
        .or_else(|| gateway(&flat.text))
        .or_else(|| plain(&flat.text))
}

/// The maximum length of the message of a gateway.
const LONGEST_MESSAGE: usize = 160;

/// The body of an API gateway such as Kong, APISIX, or that of AWS: JSON with a message, without a member of Keycloak's error bodies.
fn gateway(text: &str) -> Option<Denial> {
    const MEMBERS: [&str; 5] = ["message", "Message", "error_msg", "request_id", "requestId"];
    // Messages of clients, which are about a response.
    const OF_CLIENTS: [&str; 6] = ["status", "request failed", "http", "keycloak", "token", "/"];
    json::values(text).into_iter().find_map(|(at, raw, value)| {
        let members = value.as_object()?;
        let message = ["message", "Message", "error_msg"]
            .iter()
            .find_map(|name| members.get(*name)?.as_str())?;
        let lower = message.to_lowercase();
        let is_whole = text
            .get(..at)
            .and_then(|before| before.rsplit('\n').next())
            .is_some_and(|line| line.trim_matches([' ', '<', '|', '>']).is_empty());
        let is_gateways = is_whole
            && members.keys().all(|name| MEMBERS.contains(&name.as_str()))
            && message.len() <= LONGEST_MESSAGE
            && !message.contains(|c: char| c.is_ascii_digit())
            && OF_CLIENTS.iter().all(|word| !lower.contains(word));
        is_gateways.then_some(Denial {
            at,
            status: None,
            body: raw,
        })
    })
}

/// Words in lower case that only the blocking pages of firewalls, gateways, and content delivery networks contain: F5, Azure, `CloudFront`,
/// Cloudflare, Imperva, Sucuri, and Fortinet.
const SIGNATURES: [&str; 9] = [
    "the requested url was rejected",
    "microsoft-azure-application-gateway",
    "azure application gateway",
    "the request could not be satisfied",
    "attention required! | cloudflare",
    "incapsula incident id",
    "sucuri website firewall",
    "fortiweb",
    "request blocked. support id",
];

static SIGNATURE_PHRASES: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(SIGNATURES, |words| *words));

/// The line with a signature of such a page.
fn signed(flat: &Flat) -> Option<Denial> {
    let (at, _) = SIGNATURE_PHRASES.first(&flat.lower)?;
    Some(Denial {
        at,
        status: None,
        body: flat.line(at).trim().to_owned(),
    })
}

/// The words with which Go clients, among them the Terraform provider, introduce a body.
const BODY: &str = "Response body: ";

/// A body that is neither JSON nor empty: Keycloak's is JSON.
fn plain(text: &str) -> Option<Denial> {
    let at = text.find(BODY)? + BODY.len();
    let body = text.get(at..)?.lines().next()?.trim();
    let is_json = body.starts_with(['{', '[', '"', '\'', '<', '(']) || body.starts_with("b'");
    (!body.is_empty() && !is_json).then(|| Denial {
        at,
        status: None,
        body: body.to_owned(),
    })
}

/// The first message that is not on the line of another request.
fn in_text(flat: &Flat, others: &[usize]) -> Option<Denial> {
    MESSAGE_PHRASES
        .places(&flat.lower)
        .find_map(|(at, (_, status))| {
            let (start, end) = flat.line_bounds(at);
            let is_alone = others
                .get(others.partition_point(|other| *other < start))
                .is_none_or(|other| *other > end);
            is_alone.then(|| Denial {
                at,
                status: Some(*status),
                body: flat.text.get(at..end).unwrap_or_default().to_owned(),
            })
        })
}

/// Whether the line of an access log says that the server did not ask Keycloak.
fn is_marked(line: &str) -> bool {
    MARKS.iter().any(|mark| line.contains(mark)) || line.split(' ').any(is_haproxy_denial)
}

/// `HAProxy`'s termination state (section 8.5 of its configuration manual): P, the proxy ended the session; R or T, a rule refused or delayed
/// the request; then two characters about cookies.
fn is_haproxy_denial(word: &str) -> bool {
    matches!(word.as_bytes(), [b'P', b'R' | b'T', cookie @ ..]
        if cookie.len() == 2 && cookie.iter().all(|byte| *byte == b'-' || byte.is_ascii_uppercase()))
}

/// The beginnings of HTML pages, in lower case.
const PAGES: [&str; 7] = [
    "<!doctype html",
    "<html",
    "<head>",
    "<body",
    "<title>",
    "<center>",
    "<h1>",
];

static PAGE_PHRASES: LazyLock<Phrases<&str>> =
    LazyLock::new(|| Phrases::new(PAGES, |start| *start));

/// An HTML page in the text.
fn page(flat: &Flat) -> Option<Denial> {
    let (text, lower) = (&flat.text, &flat.lower);
    let (at, _) = PAGE_PHRASES.first(lower)?;
    let end = lower
        .rfind("</html>")
        .map_or(text.len(), |end| end + "</html>".len())
        .max(at);
    Some(Denial {
        at,
        status: None,
        body: text.get(at..end)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::reading::flat::Flat;

    fn denies(line: &str) -> bool {
        let flat = Flat::new(line);
        let at = line.find("/admin").unwrap_or_default();
        find(&flat, Some(at), &[]).is_some()
    }

    #[test]
    fn a_log_shows_which_server_denied_the_request() {
        for line in [
            "haproxy[9]: 10.0.0.9:5 [12/Mar/2026:09:10:11.120] https~ https/<NOSRV> 0/-1/-1/-1/0 403 188 - - PR-- 2/2/0/0/0 0/0 \"GET /admin/realms/a HTTP/1.1\"",
            "haproxy[9]: 10.0.0.9:5 [12/Mar/2026:09:10:11.120] https~ kc/kc1 0/-1/-1/-1/0 403 188 - - PTNI 2/2/0/0/0 0/0 \"GET /admin/realms/a HTTP/1.1\"",
            "[2026-03-12T09:10:11.120Z] \"GET /admin/realms/a HTTP/1.1\" 403 UAEX ext_authz_denied - \"-\" 0 0 2 - \"-\"",
            "[2026-03-12T09:10:11.120Z] \"GET /admin/realms/a HTTP/1.1\" 403 - rbac_access_denied_matched_policy[none] - \"-\" 0 19 0",
            "{\"DownstreamStatus\":403,\"OriginStatus\":0,\"RequestPath\":\"/admin/realms/a\"}",
            "{\"request\":\"GET /admin/realms/a HTTP/1.1\",\"status\":\"403\",\"upstream_status\":\"-\"}",
            "[error] 7#7: *1 access forbidden by rule, request: \"GET /admin/realms/a HTTP/1.1\"",
            "https 2026 app/lb 1.2.3.4:5 - -1 -1 -1 403 - 0 0 \"GET https://h:443/admin/realms/a HTTP/1.1\" \"-\" - - - \"Root=1\" \"-\" \"-\" 0 2026 \"waf\" \"-\"",
        ] {
            assert!(denies(line), "{line}");
        }
    }

    #[test]
    fn a_response_from_keycloak_is_no_denial_by_a_proxy() {
        for line in [
            "haproxy[9]: 10.0.0.9:5 [12/Mar/2026:09:10:11.120] https~ kc/kc1 0/0/1/9/10 403 188 - - ---- 2/2/0/0/0 0/0 \"GET /admin/realms/a HTTP/1.1\"",
            "[2026-03-12T09:10:11.120Z] \"GET /admin/realms/a HTTP/1.1\" 403 - via_upstream - \"-\" 0 19 0",
            "{\"DownstreamStatus\":403,\"OriginStatus\":403,\"RequestPath\":\"/admin/realms/a\"}",
            "{\"request\":\"GET /admin/realms/a HTTP/1.1\",\"status\":\"403\",\"upstream_status\":\"403\"}",
            "PROD: GET /admin/realms/a 403",
        ] {
            assert!(!denies(line), "{line}");
        }
    }

    #[test]
    fn a_message_on_the_line_of_another_request_is_about_that_request() {
        let text = "GET /x access forbidden by rule\nGET /admin/realms/a 403";
        let flat = Flat::new(text);
        let refused = text.find("/admin");
        assert!(find(&flat, refused, &[4]).is_none());
        assert!(find(&flat, refused, &[]).is_some());
    }
}
