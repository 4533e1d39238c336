//! Limits the time in which the body of a request must arrive, for every endpoint.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};
use tower::BoxError;

/// The error of a body that did not arrive in time.
#[derive(Debug, thiserror::Error)]
#[error("the body did not arrive in time")]
struct Late;

/// Whether a body failed because it did not arrive in time.
pub(crate) fn is_late(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(<dyn Error + 'static>::is::<Late>)
}

/// A body that must arrive in time. A limit for the pause between two pieces would not be enough: a client could send a byte now and then.
pub(super) struct InTime<B> {
    body: B,
    end: Pin<Box<Sleep>>,
}

impl<B> InTime<B> {
    /// The body, for which there is this much time from now on.
    pub(super) fn new(body: B, time: Duration) -> Self {
        Self {
            body,
            end: Box::pin(sleep(time)),
        }
    }
}

impl<B: Body<Error: Into<BoxError>> + Unpin> Body for InTime<B> {
    type Data = B::Data;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, BoxError>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        ready!(self.end.as_mut().poll(cx));
        Poll::Ready(Some(Err(Late.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
