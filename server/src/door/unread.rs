//! Answers that wait to be read. A guest may close the window of one stream and keep the
//! connection alive; what waits for that window waits here, and not for ever.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use hyper::body::{Body, Frame, SizeHint};
use tokio::{
    sync::Notify,
    time::{Instant, sleep_until},
};

/// Since when each answer of one connection waits to be read.
#[derive(Default)]
pub(super) struct Unread {
    waiting: Mutex<Waiting>,
    bell: Notify,
}

#[derive(Default)]
struct Waiting {
    since: BTreeMap<u64, Instant>,
    next: u64,
}

impl Unread {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An answer whose reading is watched.
    pub(super) fn watch<B>(self: &Arc<Self>, body: B) -> Watched<B> {
        Watched { body, unread: Arc::clone(self), ticket: None }
    }

    /// Comes back when something has waited too long.
    pub(super) async fn overdue(&self, patience: Duration) {
        loop {
            // tickets are given in order of time, so the first is the oldest
            let oldest = self.waiting().since.first_key_value().map(|(_, since)| *since);
            match oldest {
                None => self.bell.notified().await,
                Some(since) if since.elapsed() >= patience => return,
                Some(since) => sleep_until(since + patience).await,
            }
        }
    }
}

/// An answer that notes when a part of it waits to be sent: it is asked for the next part only once the last has
/// room in the guest's window.
pub(super) struct Watched<B> {
    body: B,
    unread: Arc<Unread>,
    ticket: Option<u64>,
}

impl<B> Watched<B> {
    fn given(&mut self) {
        let mut waiting = self.unread.waiting();
        let ticket = waiting.next;
        waiting.next += 1;
        waiting.since.insert(ticket, Instant::now());
        let first = waiting.since.len() == 1;
        drop(waiting);
        self.ticket = Some(ticket);
        if first {
            self.unread.bell.notify_one();
        }
    }

    fn taken(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.unread.waiting().since.remove(&ticket);
        }
    }
}

impl<B: Body + Unpin> Body for Watched<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        self.taken();
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && frame.is_data()
        {
            self.given();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<B> Drop for Watched<B> {
    fn drop(&mut self) {
        self.taken();
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_reads_is_overdue_and_one_that_is_read_is_not() {
        let unread = Arc::new(Unread::default());
        let part = || http_body_util::Full::new(hyper::body::Bytes::from_static(b"part"));
        let mut read = unread.watch(part());
        read.frame().await.unwrap().unwrap();
        assert!(read.frame().await.is_none());
        let waits = tokio::time::timeout(PATIENCE * 10, unread.overdue(PATIENCE)).await;
        assert!(waits.is_err(), "it was read to its end");

        let mut left = unread.watch(part());
        left.frame().await.unwrap().unwrap();
        let begun = Instant::now();
        unread.overdue(PATIENCE).await;
        assert_eq!(begun.elapsed(), PATIENCE);
        drop(left);
        let waits = tokio::time::timeout(PATIENCE * 10, unread.overdue(PATIENCE)).await;
        assert!(waits.is_err(), "nobody waits for it any more");
    }
}
