//! `authorization-header-lost`: a server in front of Keycloak removes the Authorization header.

use super::conclusions::not_accepted;
use super::page::Seen;
use super::seen::{UNAUTHORIZED, UNAUTHORIZED_25};
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::exchange::Call;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "authorization-header-lost",
    gate: Gate::TokenAccepted,
    title: "The Authorization header does not reach Keycloak",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: &[
        UNAUTHORIZED,
        UNAUTHORIZED_25,
        Seen::admin(
            401,
            r#"WWW-Authenticate: Bearer realm="acme""#,
            "the userinfo endpoint, although the request has a token",
        ),
    ],
    meaning: &[
        "The program sends a valid token, and something between the program and Keycloak removes \
         the Authorization header. Keycloak sees a request without a token and returns 401.",
        "Reverse proxies, gateways with their own sign-in, and redirects to another host do this.",
    ],
    how_known: "Why403 sends the token to the userinfo endpoint. For a token that it rejects, \
     Keycloak names an error in WWW-Authenticate. For a request without a token, it names none. A \
     header without an error, in response to a request with a token, shows that the token was lost.",
    looks_like: &[
        ("token-missing", "The program does not send a token."),
        (
            "token-not-accepted",
            "WWW-Authenticate of the userinfo endpoint says error=\"invalid_token\".",
        ),
        ("redirected", "A redirect to another host drops the header."),
    ],
    fix: &[
        "nginx: remove proxy_set_header Authorization \"\"; from the location of /admin, or set it \
         to $http_authorization.",
        "Apache with CGI or FastCGI: CGIPassAuth On.",
        "A gateway that does its own sign-in with Authorization: let it use another header or a \
         cookie, or exclude /admin and /realms.",
        "Send the request directly to Keycloak once, without the proxy. If that works, the proxy removes the \
         header.",
    ],
    versions: "All; this does not depend on Keycloak's version.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !not_accepted(evidence) {
        return None;
    }
    let userinfo = evidence.response(Call::Userinfo)?;
    let finding = if userinfo.status == 401 && userinfo.saw_no_token() {
        Finding::likely(
            "The token does not reach Keycloak: something in front of Keycloak removes or replaces the \
             Authorization header. Keycloak responds as it does to a request without a token.",
        )
        .seen(
            "The userinfo endpoint returns 401 without an error in WWW-Authenticate. Keycloak names \
             an error when it rejects a token.",
        )
    } else if evidence.token_was_issued_here()
        && matches!(userinfo.status, 200 | 403)
        && evidence.later_not_before().is_none()
    {
        // Without the openid scope, userinfo returns 403 to a token that it accepts (recording no-role), and to a token that a not-before
        // date rejects (recording not-before-in-the-future).
        Finding::likely(
            "The realm accepts the token, but requests to /admin get the response to a request without a token. \
             Something in front of Keycloak removes or replaces the Authorization header there, or returns a stored \
             response.",
        )
        .seen("The token was issued in this check, and the userinfo endpoint accepts it.")
    } else {
        return None;
    };
    Some(
        finding
            .apart("The same request sent to Keycloak directly, without the proxy.")
            .hand_off(
                "Keep the Authorization header",
                format!(
                    "To the administrator of the proxy in front of {}: requests to /admin arrive at \
                     Keycloak without their Authorization header. Please pass this header on.",
                    evidence.attempt.base_url
                ),
            ),
    )
}
