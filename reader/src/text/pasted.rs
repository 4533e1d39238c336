//! What would have been seen if the requests had been made here: a pasted token and answer as an attempt with its exchanges.

use secrecy::{ExposeSecret as _, SecretString};

use super::{Answer, no_token, status};
use diagnosis::attempt::{Attempt, Input, Notice, PLACEHOLDER_BASE, PLACEHOLDER_USER};
use diagnosis::exchange::{Authorization, Body, Call, Exchange, Request};
use diagnosis::token::{Token, TokenType};

/// What somebody pasted, together.
#[derive(Debug, Clone, Default)]
pub struct PastedEvidence {
    /// What is known of the request: the form, or a pasted command.
    pub input: Input,
    /// The token that was used.
    pub token: Option<SecretString>,
    /// The response that came.
    pub answer: Option<Answer>,
}

/// Makes of what was pasted what [`diagnosis::diagnose`] takes. Nothing is made up but what an attempt cannot do without:
/// the address is `https://keycloak.example` where nothing tells it, and names are `your-realm`, `your-client` and the like.
///
/// A token alone gives no exchange: its claims and roles are in the report, and [`remarks`] says what it shows.
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
    place(&mut input, token.as_ref());
    let attempt = input.parse()?;
    let exchanges = answer
        .zip(call)
        .map(|(answer, call)| exchange(&attempt, call, answer))
        .into_iter()
        .collect();
    Ok((attempt, exchanges))
}

/// Fills what the form leaves empty.
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

/// Puts something where an attempt needs it: the token's own issuer, or a placeholder.
fn place(input: &mut Input, token: Option<&Token>) {
    let issuer = token.and_then(Token::issuer).unwrap_or_default();
    let base = issuer.rsplit_once("/realms/").map(|(base, _)| base);
    let realm = token.and_then(Token::realm);
    let fill = |field: &mut String, value: &str| {
        if field.trim().is_empty() {
            value.clone_into(field);
        }
    };
    fill(&mut input.url, base.unwrap_or(PLACEHOLDER_BASE));
    fill(&mut input.realm, realm.as_deref().unwrap_or("your-realm"));
    fill(&mut input.user_id, PLACEHOLDER_USER);
    let operation = input.operation.clone();
    for name in diagnosis::attempt::names(&operation).filter(|name| *name != "user-id") {
        let value = input.params.entry(name.to_owned()).or_default();
        fill(value, &format!("your-{name}"));
    }
    if input.grant != "token" && input.client_id.trim().is_empty() {
        "your-client".clone_into(&mut input.client_id);
        // Whether a secret was sent is not known either.
        input.client_secret = SecretString::from("your-secret".to_owned());
    }
    if input.grant == "password" {
        fill(&mut input.username, "your-user");
        if input.password.expose_secret().is_empty() {
            input.password = SecretString::from("your-password".to_owned());
        }
    }
}

/// Which call was answered so.
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

/// Whether the token endpoint speaks of a user: only the password grant has one.
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
    /// The cause that every Admin API request with this token would meet; none where it is no reason to refuse.
    pub code: Option<&'static str>,
    /// One sentence.
    pub sentence: String,
}

/// Says what a token alone shows, at this time (seconds since 1970): the reasons for which the Admin API would refuse it come first.
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
