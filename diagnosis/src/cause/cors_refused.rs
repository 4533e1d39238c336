//! `cors-refused`: the browser blocks the response because of CORS.

use super::page::Seen;
use super::{Cause, Page};
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "cors-refused",
    gate: Gate::Permission,
    title: "The browser blocks the response: the page's origin is not allowed",
    // Only a browser enforces CORS, so no response shows this cause.
    detect: |_| None,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        Seen::connection(
            "has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
            "the console of Chrome and Edge",
        ),
        Seen::connection(
            "has been blocked by CORS policy: Response to preflight request doesn't pass access control check: It does not have HTTP ok status.",
            "the console of Chrome and Edge",
        ),
        Seen::connection(
            "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource",
            "the console of Firefox",
        ),
        Seen::connection(
            "Origin https://app.example is not allowed by Access-Control-Allow-Origin.",
            "the console of Safari",
        ),
        Seen::connection(
            "Fetch API cannot load https://sso.example.com due to access control checks.",
            "the console of Safari",
        ),
        Seen::connection(
            "Preflight response is not successful. Status code: 403",
            "the console of Safari",
        ),
        Seen::connection("TypeError: Failed to fetch", "JavaScript in Chrome"),
        Seen::connection(
            "NetworkError when attempting to fetch resource.",
            "JavaScript in Firefox",
        ),
    ],
    meaning: &[
        "A script in a web page sent a request to Keycloak, but the browser hides the response from the script. \
         Keycloak adds Access-Control-Allow-Origin only for origins in the client's Web origins. Keycloak reads them \
         from the token's allowed-origins claim.",
        "Only browsers do this. The same request with curl or from a server works. From 26.6 on, \
         Keycloak itself returns 403 “Invalid origin”.",
    ],
    how_known: "The browser's message names the cause. Why403 sends its requests from a server, without an Origin \
     header, so a live check cannot detect this cause.",
    looks_like: &[
        (
            "origin-rejected",
            "Keycloak 26.6 and later returns 403 “Invalid origin”.",
        ),
        (
            "connection-refused",
            "Keycloak is not running. The browser then also shows “Failed to fetch”.",
        ),
        (
            "tls-untrusted",
            "The certificate is not trusted. The browser then also shows “Failed to fetch”.",
        ),
        (
            "blocked-by-proxy",
            "A proxy rejects the request, and its error page has no CORS headers.",
        ),
    ],
    fix: &[
        "Clients → the client → Settings → Web origins: add the page's origin, for example \
         https://app.example, without a path. Then get a new token.",
        "Or enter + in Web origins to allow the origins of all Valid redirect URIs.",
        "Check that the web-origins client scope is one of the client's default scopes.",
        "Better: send requests to the Admin API from your server. An admin token in a browser can be stolen.",
    ],
    versions: "All. From 26.6 on, Keycloak also rejects the request itself.",
};
