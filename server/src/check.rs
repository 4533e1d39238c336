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
    loop {
        let requests = off_the_runtime(|| check.next(&knowledge(matrix)));
        let only_probes = requests.iter().all(|request| request.call.is_probe());
        if requests.is_empty()
            || (transport.is_out_of_time() && only_probes)
            // The caller discards the report.
            || transport.own_failure().is_some()
        {
            return off_the_runtime(|| check.report(&knowledge(matrix)));
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
            let step = off_the_runtime(|| steps.add(&exchange));
            report_event(Event::Answered { step });
            check.receive(exchange);
        }
    }
}

/// Runs work that can take long, such as searching a hostile response. The runtime moves other tasks to other threads meanwhile.
fn off_the_runtime<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => block_in_place(work),
        _ => work(),
    }
}
