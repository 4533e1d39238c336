//! `token-malformed`: the token is not a JWT.

use super::page::Seen;
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::attempt::{TokenFlaw, TokenSource, token_flaw};
use crate::evidence::Evidence;
use crate::gate::Gate;
use secrecy::ExposeSecret as _;

pub(super) const CAUSE: Cause = Cause {
    code: "token-malformed",
    gate: Gate::TokenAccepted,
    title: "Token is not a JWT",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "The value sent as the token is not a JWT. Keycloak's access tokens are JWTs: three parts separated by dots, \
         with letters, digits, - and _. The first two parts are encoded JSON.",
        "Common mistakes: the token was cut off when copied, quotes were sent with it, the word Bearer was sent \
         twice, or the whole token response was sent instead of its access_token. “undefined”, “null”, “None”, or \
         “[object Promise]” after Bearer means that the program had no token.",
    ],
    how_known: "Why403 removes one leading “Bearer”, sends the rest as it is, and tries to decode it. If the value is \
        a token in quotation marks, with a second Bearer, or within a token response, the report says so. A token that \
        decodes here can still be sent incorrectly by your program. Check the Authorization header that your program \
        sends.",
    looks_like: &[
        (
            "token-expired",
            "The token decodes, and its exp is in the past.",
        ),
        (
            "token-wrong-type",
            "The token decodes and is an ID or refresh token.",
        ),
        (
            "token-not-accepted",
            "The token decodes, is not expired, and is rejected.",
        ),
    ],
    fix: &[
        "Use access_token from the JSON of the token response, from the first character to the last.",
        "Send it as one header: Authorization: Bearer <token>, with one space and no quotes. “bearer” in lower case \
         is accepted, “Bearer Bearer” is not.",
        "If the token passes through a shell variable or a file, look for a line break at the end.",
    ],
    versions: "All. A token that is cut off, quoted, sent twice, or not a JWT returns 401 with the same body.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_was_given() || evidence.token.is_some() {
        return None;
    }
    let refused = evidence.refused_with(401).is_some();
    let unsendable = !evidence.token_can_be_sent();
    if !refused && !unsendable {
        return None;
    }
    if let TokenSource::Given { token, .. } = &evidence.attempt.token_source
        && let Some(flaw) = token_flaw(token.expose_secret())
    {
        return Some(flawed(flaw, refused));
    }
    Some(
        Finding::certain(
            "The value is not a JWT. A JWT has three parts separated by dots, and two of them are encoded JSON. The \
             value may be cut off or be something else.",
        )
        .seen(if unsendable {
            "It contains characters that an HTTP header can't contain."
        } else {
            "It cannot be decoded, and Keycloak returns 401."
        })
        .caller(
            "Paste the full access token",
            "Use access_token from the token response, from the first character to the last.",
        ),
    )
}

/// The finding for a value with a known flaw.
fn flawed(flaw: TokenFlaw, refused: bool) -> Finding {
    const ALONE: &str = "Send the token alone";
    let (title, explanation, change, advice) = match flaw {
        TokenFlaw::Quotes => (
            "The token is sent in quotation marks",
            "The value is a token in quotation marks. Keycloak reads the quotation marks as part of the token and \
             rejects it.",
            ALONE,
            "Remove the quotation marks. If your program reads the token from JSON, parse the JSON instead of cutting the \
             value out. In a shell, use jq -r instead of jq.",
        ),
        TokenFlaw::BearerTwice => (
            "The word Bearer is sent twice",
            "The value starts with Bearer, and the header adds another one. Keycloak accepts the word only once.",
            ALONE,
            "Send the header Authorization: Bearer <token>, with one Bearer. Many HTTP libraries add the word themselves.",
        ),
        TokenFlaw::WholeResponse => (
            "The whole token response is sent instead of the token",
            "The value is the JSON of a token response. Keycloak expects only the value of access_token.",
            ALONE,
            "Read access_token from the JSON, and send only this value.",
        ),
        TokenFlaw::NoValue => (
            "The program has no token when it sends the request",
            "The value is what programs write for a variable without a value, or for an object in place of a token. Either \
             the program sends the request before the token response has arrived, or it reads a member that the token \
             response does not have.",
            "Get the token first",
            "Wait for the token response, and read access_token from its JSON. If there is no token, end with an error \
             in place of sending the request.",
        ),
    };
    Finding::certain(explanation)
        .titled(title)
        .seen(if refused {
            "Keycloak returns 401 for the value as it is."
        } else {
            "The value contains characters that an HTTP header can't contain."
        })
        .caller(change, advice)
}
