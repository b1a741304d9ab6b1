//! Bytes to and from a guest. A guest who takes none of what is written to them keeps
//! memory here; after a while the wire is cut. So it is when what comes is a flood of
//! frames that only steer the connection.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::{Counts, calm::Calm};
use crate::domain::source::Source;

/// A connection that fails when nothing can be written to it for too long, or too much of no use is read from it.
pub(super) struct Wire<I> {
    io: I,
    calm: Calm,
    counts: Arc<Counts>,
    source: Source,
    patience: Duration,
    /// Set while the other side takes nothing.
    stuck: Option<Pin<Box<Sleep>>>,
}

impl<I> Wire<I> {
    pub(super) fn new(io: I, patience: Duration, counts: &Arc<Counts>, source: Source) -> Self {
        Self { io, calm: Calm::new(), counts: Arc::clone(counts), source, patience, stuck: None }
    }

    /// Passes an outcome on, and fails if there has been none for too long.
    fn judge<T>(&mut self, outcome: Poll<io::Result<T>>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stuck = None;
            return outcome;
        }
        let patience = self.patience;
        let stuck = self.stuck.get_or_insert_with(|| Box::pin(sleep(patience)));
        ready!(stuck.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Wire<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(cx, buffer))?;
        let Self { calm, counts, source, .. } = &mut *self;
        Poll::Ready(calm.heard(&buffer.filled()[before..], counts).inspect_err(|why| {
            tracing::warn!(%source, %why, "sent away");
        }))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Wire<I> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write(cx, bytes);
        if let Poll::Ready(Ok(written)) = outcome {
            self.calm.said(&bytes[..written]);
        }
        self.judge(outcome, cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write_vectored(cx, parts);
        if let Poll::Ready(Ok(mut written)) = outcome {
            for part in parts {
                let taken = written.min(part.len());
                self.calm.said(&part[..taken]);
                written -= taken;
            }
        }
        self.judge(outcome, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.io).poll_flush(cx);
        self.judge(outcome, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.io).poll_shutdown(cx);
        self.judge(outcome, cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncWriteExt, time::Instant};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wire_is_cut_when_the_other_side_takes_nothing_and_not_while_it_takes_something() {
        let (near, far) = tokio::io::duplex(10);
        let mut wire = Wire::new(near, Duration::from_secs(30), &Arc::default(), Source::Inside);
        let begun = Instant::now();
        wire.write_all(&[0; 10]).await.unwrap();
        let cut = wire.write_all(&[0; 10]).await.unwrap_err();
        assert_eq!(cut.kind(), io::ErrorKind::TimedOut);
        assert_eq!(begun.elapsed().as_secs(), 30);
        drop(far);

        let (near, mut far) = tokio::io::duplex(10);
        let mut wire = Wire::new(near, Duration::from_secs(30), &Arc::default(), Source::Inside);
        let slowly = tokio::spawn(async move {
            for _ in 0..5 {
                tokio::time::sleep(Duration::from_secs(20)).await;
                tokio::io::AsyncReadExt::read_exact(&mut far, &mut [0; 10]).await.unwrap();
            }
        });
        wire.write_all(&[0; 50]).await.unwrap();
        slowly.await.unwrap();
    }
}
