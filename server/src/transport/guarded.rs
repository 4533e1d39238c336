//! Limits what a server may send on a connection, and lets other tasks run meanwhile.
//!
//! The HTTP library limits a response's headers, but reads any number of informational responses (1xx) before the response, without a
//! pause. A hostile server could occupy a processor this way, and no time limit would end the connection.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The number of bytes after which other tasks run.
const PAUSE: usize = 64 * 1024;
/// The maximum size of a response without its body: headers, informational responses, and trailers.
const FRAME: u64 = 1024 * 1024;

/// The error of a connection on which the server has sent too much; contains the limit for a body.
#[derive(Debug, thiserror::Error)]
#[error("the server sends more than a response may contain")]
pub(super) struct TooMuch(pub(super) u64);

/// The bytes that a server may still send.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    body: u64,
    left: Arc<AtomicU64>,
}

impl Budget {
    /// A budget for one response with a body of at most `body` bytes.
    pub(super) fn new(body: u64) -> Self {
        let budget = Self {
            body,
            left: Arc::default(),
        };
        budget.renew();
        budget
    }

    /// Allows another response. Small chunks make a body several times as long.
    pub(super) fn renew(&self) {
        let all = self.body.saturating_mul(4).saturating_add(FRAME);
        self.left.store(all, Ordering::Relaxed);
    }
}

/// A connection with a budget.
#[derive(Debug)]
pub(super) struct Guarded<S> {
    inner: S,
    budget: Budget,
    since_pause: usize,
}

impl<S> Guarded<S> {
    pub(super) fn new(inner: S, budget: Budget) -> Self {
        Self {
            inner,
            budget,
            since_pause: 0,
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.since_pause >= PAUSE {
            self.since_pause = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(cx, buffer))?;
        let read = buffer.filled().len() - before;
        self.since_pause += read;
        let left = self.budget.left.load(Ordering::Relaxed);
        match left.checked_sub(read as u64) {
            Some(left) => self.budget.left.store(left, Ordering::Relaxed),
            None => return Poll::Ready(Err(io::Error::other(TooMuch(self.budget.body)))),
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
