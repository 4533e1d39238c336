//! The request with Rust and reqwest.

use super::Part::{Grant, Header, Realm, Renewal, Token, Url};
use super::{Quoting, Sample};

pub(super) const SAMPLES: &[Sample] = &[Sample {
    title: "Rust (reqwest)",
    comment: "//",
    quoting: Quoting::Double,
    is_tested: false,
    lines: &[
        (&[], "let http = reqwest::Client::new();"),
        (
            &[],
            "let secret = std::env::var(\"KEYCLOAK_CLIENT_SECRET\")?;",
        ),
        (&[], "let form = ["),
        (&[Grant], "    (\"grant_type\", \"client_credentials\"),"),
        (&[], "    (\"client_id\", «client_id»),"),
        (&[], "    (\"client_secret\", secret.as_str()),"),
        (&[], "];"),
        (
            &[Url, Realm, Renewal],
            "let token_response = http.post(«token_url»).form(&form).send().await?.error_for_status()?;",
        ),
        (
            &[],
            "let json: serde_json::Value = token_response.json().await?;",
        ),
        (
            &[Token],
            "let token = json[\"access_token\"].as_str().ok_or(\"no access token\")?;",
        ),
        (
            &[],
            "let method = reqwest::Method::from_bytes(«method».as_bytes())?;",
        ),
        (&[], "let response = http"),
        (&[], "    .request(method, «request_url»)"),
        (&[Header], "    .bearer_auth(token)"),
        (&[], "    .send()"),
        (&[], "    .await?;"),
        (&[], "println!(\"{}\", response.status());"),
    ],
}];
