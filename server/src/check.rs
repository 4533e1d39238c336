//! Runs a check: the engine names the next requests, and the transport sends them, until no request would reveal more or the time is over.

use diagnosis::attempt::Attempt;
use diagnosis::report::{Event, Report};
use diagnosis::{Check, Steps, sent};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use permissions::Matrix;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::task::block_in_place;

use crate::knowledge::knowledge;
use crate::transport::Transport;

/// The largest size of bodies, in bytes, on which work is always short. Keycloak's usual responses are smaller.
const SMALL: usize = 64 * 1024;

/// Runs a check, and reports each event as it happens, except the report, which is returned.
///
/// Dropping the future cancels the check and its running requests.
pub async fn run(
    attempt: &Attempt,
    matrix: &Matrix,
    transport: &Transport,
    mut report_event: impl FnMut(Event),
) -> Report {
    let mut check = Check::new(attempt);
    let mut steps = Steps::of(attempt);
    // The bytes of all bodies so far.
    let mut size = 0;
    loop {
        let requests = run_work(size, || check.next(&knowledge(matrix)));
        let only_probes = requests.iter().all(|request| request.call.is_probe());
        if requests.is_empty()
            || (transport.is_out_of_time() && only_probes)
            // The caller discards the report.
            || transport.own_failure().is_some()
        {
            return run_work(size, || check.report(&knowledge(matrix)));
        }
        let token = check.token();
        let mut calls: FuturesUnordered<_> = requests
            .into_iter()
            .map(|request| {
                report_event(sent(&request));
                transport.exchange(request, token.as_ref())
            })
            .collect();
        while let Some(exchange) = calls.next().await {
            let body = exchange
                .result
                .as_ref()
                .map_or(0, |answer| answer.body.len());
            size += body;
            let step = run_work(body, || steps.add(&exchange));
            report_event(Event::Answered { step });
            check.receive(exchange);
        }
    }
}

/// Runs work on bodies of `size` bytes. Work on large bodies can take long, so the runtime first moves other tasks to another thread. Work on
/// small bodies moves nothing, because the C library keeps memory for every thread.
fn run_work<T>(size: usize, work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) if size > SMALL => block_in_place(work),
        _ => work(),
    }
}
