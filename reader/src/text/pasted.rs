//! Builds an attempt with its exchanges from a pasted token and response, as if Why403 had sent the requests.

use secrecy::{ExposeSecret as _, SecretString};

use super::{Answer, no_token, status};
use diagnosis::attempt::{Attempt, Input, Notice};
use diagnosis::exchange::{Authorization, Body, Call, Exchange, Request};
use diagnosis::token::{Token, TokenType};

/// The pasted texts of one request.
#[derive(Debug, Clone, Default)]
pub struct PastedEvidence {
    /// The fields of the request, from the form or a pasted command.
    pub input: Input,
    /// The token of the request.
    pub token: Option<SecretString>,
    /// The response.
    pub answer: Option<Answer>,
}

/// Builds the input of [`diagnosis::diagnose`]. Values that the texts do not show are [absent](Attempt::absent).
///
/// A token alone results in no exchange: the report contains its claims and roles, and [`remarks`] explains it.
pub fn exchanges(pasted: &PastedEvidence) -> Result<(Attempt, Vec<Exchange>), Vec<Notice>> {
    let mut input = pasted.input.clone();
    let answer = pasted.answer.as_ref();
    if let Some(answer) = answer {
        complete(&mut input, &answer.known.input);
    }
    if let Some(token) = &pasted.token {
        input.token = token.clone();
    }
    let call = answer.map(call_of);
    let token = Token::decode(input.token.expose_secret());
    if call == Some(Call::Token) {
        input.token = SecretString::default();
        if input.grant == "token" {
            input.grant.clear();
        }
        if is_about_user(answer) {
            "password".clone_into(&mut input.grant);
        }
    } else if !no_token(&input.token) {
        "token".clone_into(&mut input.grant);
    }
    if let Some(token) = &token {
        take_issuer(&mut input, token);
    }
    let attempt = input.parse_partial()?;
    let exchanges = answer
        .zip(call)
        .map(|(answer, call)| exchange(&attempt, call, answer))
        .into_iter()
        .collect();
    Ok((attempt, exchanges))
}

/// Fills in the fields that the form leaves empty.
fn complete(input: &mut Input, known: &Input) {
    for (field, known) in [
        (&mut input.url, &known.url),
        (&mut input.realm, &known.realm),
        (&mut input.auth_realm, &known.auth_realm),
        (&mut input.client_id, &known.client_id),
        (&mut input.username, &known.username),
        (&mut input.user_id, &known.user_id),
        (&mut input.operation, &known.operation),
        (&mut input.grant, &known.grant),
    ] {
        if field.trim().is_empty() {
            known.clone_into(field);
        }
    }
    if no_token(&input.token) {
        input.token = known.token.clone();
    }
    for (name, value) in &known.params {
        input
            .params
            .entry(name.clone())
            .or_insert_with(|| value.clone());
    }
}

/// Fills in the base URL and the realm from the token's issuer.
fn take_issuer(input: &mut Input, token: &Token) {
    let base = token.issuer().and_then(|iss| iss.rsplit_once("/realms/"));
    for (field, value) in [
        (&mut input.url, base.map(|(base, _)| base.to_owned())),
        (&mut input.realm, token.realm()),
    ] {
        if let Some(value) = value.filter(|_| field.trim().is_empty()) {
            *field = value;
        }
    }
}

/// The call with this response.
fn call_of(answer: &Answer) -> Call {
    answer.known.call.unwrap_or_else(|| {
        if answer
            .response
            .json()
            .is_some_and(|body| status::is_token_endpoints(&body))
        {
            Call::Token
        } else {
            Call::Operation
        }
    })
}

/// Whether the token endpoint's error is about a user, which only the password grant has.
fn is_about_user(answer: Option<&Answer>) -> bool {
    answer
        .and_then(|answer| answer.response.json())
        .is_some_and(|body| {
            body.get("error").and_then(serde_json::Value::as_str) == Some("invalid_grant")
        })
}

fn exchange(attempt: &Attempt, call: Call, answer: &Answer) -> Exchange {
    let (method, url) = match call {
        Call::Token => (
            "POST",
            attempt.base_url.join([
                "realms",
                attempt.token_realm().as_str(),
                "protocol",
                "openid-connect",
                "token",
            ]),
        ),
        _ => (
            attempt.operation.method,
            attempt.operation.url(&attempt.base_url),
        ),
    };
    Exchange {
        request: Request {
            call,
            method,
            url,
            authorization: Authorization::None,
            body: Body::Empty,
            purpose: "Pasted; not sent from here.".to_owned(),
        },
        result: Ok(answer.response.clone()),
        millis: 0,
        signature: None,
    }
}

/// What a token shows without any request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The cause that every Admin API request with this token would meet; `None` if this is no reason for a denial.
    pub code: Option<&'static str>,
    /// One sentence.
    pub sentence: String,
}

/// Explains a token alone, at this time (seconds since 1970). Reasons why the Admin API would reject it come first.
pub fn remarks(token: &SecretString, now: i64) -> Vec<Remark> {
    let refused = |code, sentence: &str| Remark {
        code: Some(code),
        sentence: sentence.to_owned(),
    };
    let noted = |sentence: String| Remark {
        code: None,
        sentence,
    };
    let Some(token) = Token::decode(token.expose_secret()) else {
        return vec![refused(
            "token-malformed",
            "This is not a JWT. The Admin API returns 401.",
        )];
    };
    let mut remarks = Vec::new();
    match token.kind() {
        TokenType::Id => remarks.push(refused(
            "token-wrong-type",
            "This is an ID token. The Admin API returns 401.",
        )),
        TokenType::Refresh => remarks.push(refused(
            "token-wrong-type",
            "This is a refresh token. The Admin API returns 401.",
        )),
        TokenType::Registration => remarks.push(refused(
            "token-wrong-type",
            "This is a token for client registration. The Admin API accepts only access tokens.",
        )),
        TokenType::Access | TokenType::Other => {}
    }
    if token.is_dpop_bound() {
        remarks.push(refused(
            "token-dpop-bound",
            "The token is bound to a DPoP key. As a plain bearer token, the Admin API returns 401.",
        ));
    }
    match token.expires() {
        Some(expires) if expires <= now => remarks.push(refused(
            "token-expired",
            "The token is expired. The Admin API returns 401.",
        )),
        Some(expires) => remarks.push(noted(format!("It expires in {} s.", expires - now))),
        None => {}
    }
    if let Some(issuer) = token.issuer() {
        remarks.push(noted(format!("It was issued by {issuer}.")));
    }
    if !token.has_role_claims() {
        remarks.push(noted(
            "The token lists no roles. Up to Keycloak 25, that is a 403. Newer versions can look up the roles."
                .to_owned(),
        ));
    }
    remarks
}
