//! `token-malformed`: the token is not a JWT.

use super::page::Seen;
use super::seen::unauthorized;
use super::{Cause, Finding, Page};
use crate::evidence::Evidence;
use crate::gate::Gate;

pub(super) const CAUSE: Cause = Cause {
    code: "token-malformed",
    gate: Gate::TokenAccepted,
    title: "The token is not a JWT",
    detect,
};

pub(super) const PAGE: Page = Page {
    seen: unauthorized!(),
    meaning: &[
        "What was sent as the token is not one. An access token of Keycloak is a JWT: three parts \
         with dots between them, each of letters, digits, - and _; the first two are JSON.",
        "Usual ways to get there: the token was cut off while copying, quotes were sent along with \
         it, the word Bearer was sent twice, or the whole answer of the token endpoint was sent \
         instead of its access_token.",
    ],
    how_known: "Why403 tries to decode what you gave. It takes a leading “Bearer” and quotes away \
     first, so a token that decodes here may still be sent wrongly by your program: compare the \
     Authorization header that it really sends.",
    looks_like: &[
        (
            "token-expired",
            "The token decodes, and its exp has passed.",
        ),
        (
            "token-wrong-type",
            "It decodes, and is an ID or refresh token.",
        ),
        (
            "token-not-accepted",
            "It decodes, is in time, and is refused.",
        ),
    ],
    fix: &[
        "Take access_token out of the JSON that the token endpoint answers, from the first letter \
         to the last.",
        "Send it as one header: Authorization: Bearer <token>, with one blank and no quotes. \
         “bearer” in lower case is accepted, “Bearer Bearer” is not.",
        "If it passes through a shell variable or a file, look for a line break at its end.",
    ],
    versions: "All: cut off, quoted, doubled or not a JWT at all is a 401 with the same body.",
};

fn detect(evidence: &Evidence) -> Option<Finding> {
    if !evidence.token_was_given() || evidence.token.is_some() {
        return None;
    }
    let refused = evidence.refused_with(401).is_some();
    let unsendable = !evidence.token_can_be_sent();
    (refused || unsendable).then(|| {
        Finding::certain(
            "What was given as the token is not one: a JWT has three parts with dots \
             between them, and two of them are JSON. It may be cut off, or be something \
             else.",
        )
        .seen(if unsendable {
            "It holds characters that cannot stand in a header."
        } else {
            "It cannot be decoded, and Keycloak answers 401."
        })
        .caller(
            "Paste the whole access token",
            "Take access_token out of the token endpoint's answer, from the first letter \
             to the last.",
        )
    })
}
