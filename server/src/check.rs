//! Runs a check: the engine names the next requests, and the transport sends them, until no request would reveal more or the time is over.

use diagnosis::attempt::{Attempt, TokenSource};
use diagnosis::exchange::{Call, Exchange, Request};
use diagnosis::report::{Event, Report};
use diagnosis::{Steps, call_name, diagnose, probe};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use permissions::Matrix;
use secrecy::SecretString;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::knowledge::knowledge;
use crate::transport::Transport;

/// Runs a check, and reports each event as it happens, except the report, which is returned.
///
/// Dropping the future cancels the check and its running requests.
pub async fn run(
    attempt: &Attempt,
    matrix: &Matrix,
    transport: &Transport,
    mut tell: impl FnMut(Event),
) -> Report {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let mut steps = Steps::of(attempt);
    loop {
        let requests = aside(|| probe::next(attempt, &exchanges, &knowledge(matrix)));
        if requests.is_empty() || (transport.is_out_of_time() && only_probes(&requests)) {
            return aside(|| diagnose(attempt, &exchanges, &knowledge(matrix)));
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
            let step = aside(|| steps.add(&exchange));
            tell(Event::Answered { step });
            exchanges.push(exchange);
            places.push(place);
        }
        // In the order of the requests, because a report must not depend on which response came first.
        let mut answered: Vec<_> = places.into_iter().zip(exchanges.drain(before..)).collect();
        answered.sort_by_key(|(place, _)| *place);
        exchanges.extend(answered.into_iter().map(|(_, exchange)| exchange));
    }
}

/// Runs work that may occupy the processor for long, because a hostile response is expensive to search. Other tasks move to other threads.
fn aside<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}

/// Whether these requests only distinguish causes. Without them, a report names more causes; without the others, there is nothing to report.
fn only_probes(requests: &[Request]) -> bool {
    !requests
        .iter()
        .any(|request| matches!(request.call, Call::Token | Call::Operation))
}

fn sent(request: &Request) -> Event {
    Event::Sent {
        name: call_name(request.call),
        method: request.method.to_owned(),
        url: request.url.to_string(),
        purpose: request.purpose.clone(),
    }
}

/// The token of the Admin API request, for verifying its signature.
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
