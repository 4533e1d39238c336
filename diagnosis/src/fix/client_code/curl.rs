//! The request with curl.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[Sample {
    title: "curl",
    comment: "#",
    quoting: Quoting::Shell,
    is_tested: true,
    lines: &[
        (&[Url, Realm], "TOKEN_URL=«token_url»"),
        (
            &[Grant, Renewal],
            "RESPONSE=$(curl -fsS \"$TOKEN_URL\" -d grant_type=client_credentials --data-urlencode client_id=«client_id» \
             --data-urlencode \"client_secret=$KEYCLOAK_CLIENT_SECRET\")",
        ),
        (
            &[Token],
            "TOKEN=$(printf %s \"$RESPONSE\" | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/')",
        ),
        (
            &[Header],
            "curl -sS -i -X «method» -H \"Authorization: Bearer $TOKEN\" «request_url»",
        ),
    ],
}];
