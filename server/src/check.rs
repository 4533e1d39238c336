//! Runs a check: the engine names the next request, the transport sends it, until no request would tell more.

use diagnosis::attempt::{Attempt, TokenSource};
use diagnosis::exchange::{Call, Exchange, Request};
use diagnosis::report::{Event, Report};
use diagnosis::{call_name, diagnose, last_step, probe};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use permissions::Matrix;
use secrecy::SecretString;

use crate::knowledge::knowledge;
use crate::transport::Transport;

/// Checks an attempt, and tells what happens as it happens (all but the report itself, which is returned).
///
/// Whoever drops the future cancels the check: the requests under way are dropped with it.
pub async fn run(
    attempt: &Attempt,
    matrix: &Matrix,
    transport: &Transport,
    mut tell: impl FnMut(Event),
) -> Report {
    let mut exchanges: Vec<Exchange> = Vec::new();
    loop {
        let requests = probe::next(attempt, &exchanges, &knowledge(matrix));
        if requests.is_empty() {
            return diagnose(attempt, &exchanges, &knowledge(matrix));
        }
        let token = token(attempt, &exchanges);
        let mut calls: FuturesUnordered<_> = requests
            .into_iter()
            .enumerate()
            .map(|(place, request)| {
                tell(sent(&request));
                let token = token.as_ref();
                async move { (place, transport.exchange(request, token).await) }
            })
            .collect();
        let before = exchanges.len();
        let mut places = Vec::with_capacity(calls.len());
        while let Some((place, exchange)) = calls.next().await {
            exchanges.push(exchange);
            places.push(place);
            if let Some(step) = last_step(attempt, &exchanges) {
                tell(Event::Answered { step });
            }
        }
        // In the order asked for: what a report says must not depend on which answer was quicker.
        let mut answered: Vec<_> = places.into_iter().zip(exchanges.drain(before..)).collect();
        answered.sort_by_key(|(place, _)| *place);
        exchanges.extend(answered.into_iter().map(|(_, exchange)| exchange));
    }
}

fn sent(request: &Request) -> Event {
    Event::Sent {
        name: call_name(request.call),
        method: request.method.to_owned(),
        url: request.url.to_string(),
        purpose: request.purpose.clone(),
    }
}

/// The token that the Admin API request carries, for verifying its signature.
fn token(attempt: &Attempt, exchanges: &[Exchange]) -> Option<SecretString> {
    if let TokenSource::Given { token, .. } = &attempt.token_source {
        return Some(token.clone());
    }
    let answer = exchanges
        .iter()
        .find(|exchange| exchange.request.call == Call::Token)?
        .result
        .as_ref()
        .ok()?
        .json()?;
    Some(answer.get("access_token")?.as_str()?.into())
}
