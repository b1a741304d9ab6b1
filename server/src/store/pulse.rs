//! How the store does: for those who watch over the server.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Instant,
};

use prometheus_client::metrics::histogram::Histogram;
use tokio::sync::Notify;

use super::{Error, StoreError};

/// Seconds that writes are sorted by.
const SECONDS: [f64; 10] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 10.0];

/// What is measured. Cheap to clone.
#[derive(Clone)]
pub struct Pulse {
    /// From asking until it was durable, the waiting included.
    pub write_seconds: Histogram,
    /// Reads that are under way, the waiting ones included.
    pub reads: Arc<AtomicI64>,
    /// What was written last was not stored.
    refuses: Arc<AtomicBool>,
    /// Rung when that changes.
    changed: Arc<Notify>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self {
            write_seconds: Histogram::new(SECONDS),
            reads: Arc::default(),
            refuses: Arc::default(),
            changed: Arc::default(),
        }
    }
}

impl Pulse {
    /// Whether the last write was lost by the store, not refused by a rule.
    pub(super) fn refuses_writes(&self) -> bool {
        self.refuses.load(Ordering::Relaxed)
    }

    /// Until that may have changed.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    fn note(&self, refuses: bool) {
        if self.refuses.swap(refuses, Ordering::Relaxed) != refuses {
            self.changed.notify_one();
        }
    }

    /// Measures one write.
    pub(super) async fn writing<T>(
        &self,
        writing: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let begun = Instant::now();
        let outcome = writing.await;
        self.write_seconds.observe(begun.elapsed().as_secs_f64());
        match &outcome {
            Err(Error::Store(StoreError::Lost(_) | StoreError::DiskFull | StoreError::DiskFailed(_))) => {
                self.note(true);
            }
            // a job's own fault, or too many at once, say nothing of the disk
            Err(Error::Store(_)) => {}
            Ok(_) | Err(Error::Refused(_)) => self.note(false),
        }
        outcome
    }
}

/// Counts a read, while it is under way.
pub(super) struct Reading(Arc<AtomicI64>);

impl Reading {
    pub(super) fn new(pulse: &Pulse) -> Self {
        pulse.reads.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(&pulse.reads))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
