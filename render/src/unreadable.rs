//! Explains why the browser hides Keycloak's response from the page that runs a check.
//!
//! Measured on 26.7.3 with an `Origin` header: every page may read the discovery of an existing realm and a 401 of the token endpoint. Only
//! pages of the client's Web origins may read tokens and the responses of the Admin API. No page may read the 404 of an unknown realm or the
//! Admin API's 401.

use maud::{Markup, html};

use crate::{report::ReportHtml, tools::quoted};

/// What the browser shows instead of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The page may read the realm's discovery, but not the response of the token endpoint.
    Token,
    /// The page may read the realm's discovery, but not the response of the Admin API.
    Operation,
    /// A server responds, but the page may not read the realm's discovery.
    Discovery,
    /// No server responds.
    Nothing,
    /// The response is a redirect, whose target a page may not see.
    Redirect,
}

/// A check that ended without a response that the page may read.
#[derive(Clone, Copy, Debug)]
pub struct BlockedCheck<'a> {
    /// What the browser shows instead.
    pub what: Unreadable,
    /// The origin of the page.
    pub origin: &'a str,
    /// The base URL of Keycloak.
    pub keycloak: &'a str,
    /// The realm of the request.
    pub realm: &'a str,
    /// The URL of the realm's discovery.
    pub discovery: &'a str,
    /// The client, if the check requests its token.
    pub client: Option<&'a str>,
    /// The path of the site, the start of links.
    pub prefix: &'a str,
}

/// The sentence that says what happened.
pub fn blocked_title(what: Unreadable) -> &'static str {
    match what {
        Unreadable::Token => "Keycloak does not allow this site to read its response",
        Unreadable::Operation => "The browser blocked the response of the Admin API",
        Unreadable::Discovery => "The browser blocked the response",
        Unreadable::Nothing => "No response from Keycloak",
        Unreadable::Redirect => "Keycloak’s URL redirects",
    }
}

/// The explanation, in place of a report.
pub fn blocked(check: BlockedCheck<'_>) -> ReportHtml {
    let answer = html! {
        div.card.summary {
            header.verdict.dim {
                p.status.plate.big.dim {
                    span aria-hidden="true" { "—" }
                    span.unseen { "No readable response" }
                }
                div {
                    h1 #verdict tabindex="-1" { (blocked_title(check.what)) }
                    (explanation(check))
                }
            }
            section {
                h2 { "How to fix it" }
                ol.steps { @for step in steps(check) { li { (step) } } }
            }
            section {
                h2 { "Production credentials" }
                p {
                    "Do not enter them in a web page: every script in a page of " code { (check.origin) } " could use them. Run the check on \
                     your machine instead. The command needs no Web origins, and names the reason if Keycloak does not respond:"
                }
                pre tabindex="0" role="group" aria-label="Command" { code {
                    "why403 check --url " (quoted(check.keycloak)) " --realm " (quoted(check.realm))
                    " --client-id " (check.client.map_or_else(|| "<client>".to_owned(), quoted))
                } }
            }
        }
    };
    ReportHtml {
        answer: answer.into_string(),
        analysis: String::new(),
    }
}

fn explanation(check: BlockedCheck<'_>) -> Markup {
    let BlockedCheck {
        origin, keycloak, ..
    } = check;
    html! {
        p.lead {
            @match check.what {
                Unreadable::Token => {
                    "Keycloak received the request, but the client’s Web origins do not contain " code { (origin) } ". The browser \
                     therefore hides the response from this page (CORS)."
                }
                Unreadable::Operation => {
                    "The browser hides the response from this page (CORS). Either the token’s " code { "allowed-origins" } " claim lacks "
                    code { (origin) } ", or Keycloak rejected the token: no page may read this 401."
                }
                Unreadable::Discovery => {
                    "A server responds at " code { (keycloak) } ", but the browser hides the response from this page (CORS). Keycloak lets \
                     every page read the settings of an existing realm. Probably the realm or the base URL is wrong, or a proxy in front of \
                     Keycloak responded."
                }
                Unreadable::Nothing => {
                    "The browser could not reach " code { (keycloak) } ". Browsers do not tell pages the reason."
                }
                Unreadable::Redirect => {
                    "The server at " code { (keycloak) } " redirects to another URL. The browser hides that URL from this page."
                }
            }
        }
        p.meaning {
            @if matches!(check.what, Unreadable::Token | Unreadable::Operation) {
                "The credentials went from this browser to Keycloak, and to no other server. "
            }
            @if check.what != Unreadable::Nothing {
                a href={ (check.prefix) "/causes/cors-refused" } { "About CORS" }
            }
        }
    }
}

/// The steps, most useful first.
fn steps(check: BlockedCheck<'_>) -> Vec<Markup> {
    let origin = html! { code { (check.origin) } };
    let open =
        html! { a href=(check.discovery) target="_blank" rel="noreferrer" { (check.discovery) } };
    let web_origins = html! {
        "In the Admin Console, open Clients → "
        @match check.client { Some(client) => code { (client) }, None => "the token’s client" }
        " → Settings, add " (origin) " to Web origins, and save. Use a client for tests only."
    };
    match check.what {
        Unreadable::Token => vec![web_origins, html! { "Run the check again." }],
        Unreadable::Operation => vec![
            html! { "Get a new token, in case this one has expired." },
            web_origins,
            html! { "A token keeps the origins that it was issued with. Get a new one, and run the check again." },
        ],
        Unreadable::Discovery => vec![
            html! { "Open " (open) " in a new tab." },
            html! { "If it shows an error, correct the base URL or the realm." },
            html! { "If it shows JSON, a proxy in front of Keycloak responds to this page, or removes the CORS headers." },
        ],
        Unreadable::Nothing => vec![
            html! { "Open " (open) " in a new tab. If the browser warns about the certificate, it also blocks this page." },
            html! { "Check host and port, and whether Keycloak is running. A private host may need a VPN." },
            html! {
                "If Keycloak uses http and this page https, the browser blocks the request. It may also block requests from public \
                 sites to private networks."
            },
        ],
        Unreadable::Redirect => vec![
            html! { "Open " (open) " in a new tab." },
            html! { "Enter the base URL that you reach there, and run the check again." },
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html_of(what: Unreadable) -> String {
        blocked(BlockedCheck {
            what,
            origin: "https://docs.example.com",
            keycloak: "https://sso.example.com",
            realm: "shop",
            discovery: "https://sso.example.com/realms/shop/.well-known/openid-configuration",
            client: Some("backend<1>"),
            prefix: "/why403",
        })
        .answer
    }

    #[test]
    fn a_refused_origin_is_explained_with_the_setting_and_the_risk() {
        for what in [Unreadable::Token, Unreadable::Operation] {
            let html = html_of(what);
            for part in [
                "CORS",
                "Web origins",
                "https://docs.example.com",
                "for tests only",
                "to no other server",
                "why403 check",
                "--realm shop",
                "/why403/causes/cors-refused",
                "backend&lt;1&gt;",
            ] {
                assert!(html.contains(part), "{what:?}: {part}: {html}");
            }
        }
    }

    #[test]
    fn without_a_response_no_setting_is_blamed() {
        for what in [
            Unreadable::Discovery,
            Unreadable::Nothing,
            Unreadable::Redirect,
        ] {
            let html = html_of(what);
            assert!(!html.contains("Settings, add"), "{what:?}: {html}");
            assert!(html.contains("/realms/shop/.well-known/openid-configuration"));
        }
    }
}
