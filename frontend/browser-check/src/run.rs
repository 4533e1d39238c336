//! Runs a check in the browser.

use app::{CheckEvent, RenderedReport};
use diagnosis::attempt::TokenSource;
use diagnosis::exchange::{Authorization, Body, Call, Exchange, Failure, Request, Response};
use diagnosis::report::Event;
use diagnosis::{Check, Knowledge, Steps, call_name, sent};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use js_sys::Date;
use render::{BlockedCheck, Unreadable, blocked, blocked_title};
use url::Url;
use web_sys::AbortSignal;

use crate::BrowserCheck;
use crate::fetched::{self, Hidden};

/// The note above the details of a report on the demo.
const ONLY_HERE: &str =
    "<p class=\"small\">The demo runs in this browser. Programs such as curl cannot reach it.</p>";

/// Runs the check, and passes each event on. The last one is the report, or the explanation why the browser hides a response.
///
/// A hidden probe counts as not sent. Without the token or the response of the operation, there is nothing to report.
pub async fn run(check: &BrowserCheck, signal: &AbortSignal, tell: impl Fn(&CheckEvent)) {
    let knowledge = Knowledge {
        matrix: &check.matrix,
        now: seconds(),
    };
    let mut driver = Check::new(&check.attempt);
    let mut steps = Steps::of(&check.attempt);
    loop {
        let requests = driver.next(&knowledge);
        if requests.is_empty() {
            break;
        }
        let mut running: FuturesUnordered<_> = requests
            .into_iter()
            .map(|request| {
                tell(&check.page.event(sent(&request)));
                exchange(check, request, signal)
            })
            .collect();
        while let Some((request, result, millis)) = running.next().await {
            if signal.aborted() {
                return;
            }
            match result {
                Ok(result) => {
                    let exchange = Exchange {
                        request,
                        result,
                        millis,
                        // The signature is not verified, so the report says nothing about it.
                        signature: None,
                    };
                    let step = steps.add(&exchange);
                    tell(&check.page.event(Event::Answered { step }));
                    driver.receive(exchange);
                }
                Err(hidden) => {
                    tell(&CheckEvent::Answered {
                        name: call_name(request.call),
                        status: None,
                        millis,
                    });
                    if !request.call.is_probe() {
                        let what = unreadable(check, &request, hidden, signal).await;
                        tell(&CheckEvent::Report(Box::new(explanation(check, what))));
                        return;
                    }
                }
            }
        }
    }
    let report = Box::new(driver.report(&knowledge));
    let mut event = check.page.event(Event::Report { report });
    if let (CheckEvent::Report(rendered), true) = (&mut event, check.page.demo) {
        rendered.analysis.insert_str(0, ONLY_HERE);
    }
    tell(&event);
}

/// Sends a request to Keycloak or to the mock, and measures the time in milliseconds.
async fn exchange(
    check: &BrowserCheck,
    request: Request,
    signal: &AbortSignal,
) -> (Request, Result<Result<Response, Failure>, Hidden>, u64) {
    let start = Date::now();
    let result = match check.mock.send(&request).await {
        Some(result) => Ok(result),
        None => fetched::send(&request, signal).await,
    };
    (request, result, millis(Date::now() - start))
}

/// What the browser shows instead of the response. Every page may read the discovery of an existing realm, which distinguishes a refused
/// origin from a wrong realm, a wrong URL, and a proxy.
async fn unreadable(
    check: &BrowserCheck,
    request: &Request,
    hidden: Hidden,
    signal: &AbortSignal,
) -> Unreadable {
    match hidden {
        Hidden::Nothing => return Unreadable::Nothing,
        Hidden::Redirect => return Unreadable::Redirect,
        Hidden::Response => {}
    }
    let discovery = Request {
        call: Call::Discovery,
        method: "GET",
        url: discovery(check),
        authorization: Authorization::None,
        body: Body::Empty,
        purpose: String::new(),
    };
    match (fetched::send(&discovery, signal).await, request.call) {
        (Ok(Ok(response)), Call::Token) if response.status == 200 => Unreadable::Token,
        (Ok(Ok(response)), _) if response.status == 200 => Unreadable::Operation,
        _ => Unreadable::Discovery,
    }
}

/// The URL of the discovery of the token's realm.
fn discovery(check: &BrowserCheck) -> Url {
    let realm = check.attempt.token_realm().as_str();
    check
        .attempt
        .base_url
        .join(["realms", realm, ".well-known", "openid-configuration"])
}

/// The explanation in place of a report.
fn explanation(check: &BrowserCheck, what: Unreadable) -> RenderedReport {
    let is_requested = !matches!(check.attempt.token_source, TokenSource::Given { .. });
    let client = check.attempt.client().filter(|_| is_requested);
    let html = blocked(BlockedCheck {
        what,
        origin: &check.origin,
        keycloak: check.attempt.base_url.url().as_str().trim_end_matches('/'),
        realm: check.attempt.realm.as_str(),
        discovery: discovery(check).as_str(),
        client: client.map(|client| client.id.as_str()),
        prefix: &check.page.prefix,
    });
    RenderedReport {
        answer: html.answer,
        analysis: html.analysis,
        spoken: blocked_title(what).to_owned(),
        allowed: false,
        missing: None,
        suggestions: Vec::new(),
        earlier: String::new(),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "times fit")]
fn seconds() -> i64 {
    (Date::now() / 1000.0) as i64
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times fit, and a clock that was set back counts as no time"
)]
fn millis(time: f64) -> u64 {
    time.max(0.0) as u64
}
