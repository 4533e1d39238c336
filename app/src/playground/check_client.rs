//! Calls the server function that runs a check, and passes its events on one by one.

use futures_util::StreamExt;

use super::line_buffer::LineBuffer;
use crate::check::{CheckError, CheckEvent, CheckRequest, run_check};

const CUT: &str = "Connection to the Why403 server lost. Your input is still here.";
const NOT_UNDERSTOOD: &str =
    "The Why403 server sent something that this page cannot read. Reload the page.";

/// Runs a check, and passes each event on as it arrives; the last one is the report. The check ends if `on_event` returns an error, or if
/// the future is dropped.
pub async fn check(
    request: CheckRequest,
    mut on_event: impl FnMut(CheckEvent) -> Result<(), CheckError>,
) -> Result<(), CheckError> {
    let mut chunks = Box::pin(run_check(request).await?.into_inner());
    let mut lines = LineBuffer::default();
    let mut reported = false;
    let mut take = |line: &[u8]| -> Result<(), CheckError> {
        let event = serde_json::from_slice(line).map_err(|_| CheckError::other(NOT_UNDERSTOOD))?;
        reported |= matches!(event, CheckEvent::Report(_));
        on_event(event)
    };
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| CheckError::other(CUT))?;
        for line in lines.push(&chunk) {
            take(&line)?;
        }
    }
    if let Some(line) = lines.finish() {
        take(&line)?;
    }
    if reported {
        Ok(())
    } else {
        Err(CheckError::other(CUT))
    }
}
