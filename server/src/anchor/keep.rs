//! Signs the head of the log while the server works: five minutes after the first row
//! that is not signed for, or with the 256th, and at the end. While nothing is written,
//! it sleeps.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use praxis_shared::time::Instant;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Anchor;
use crate::{clock::Clock, store::Head};

/// A row waits for its signature no longer.
const EVERY: Duration = Duration::from_secs(5 * 60);
/// No more rows wait for a signature.
const ROWS: i64 = 256;
/// After a failure, as when the other disk is gone.
const AGAIN: Duration = Duration::from_secs(60);

/// Keeps the heads until told to stop.
pub async fn keep(
    anchor: &Arc<Mutex<Anchor>>,
    mut heads: watch::Receiver<Head>,
    clock: &Clock,
    stop: &CancellationToken,
) {
    // what a crash left unsigned
    let now = *heads.borrow();
    let mut waits = if sign(anchor, now, clock.now()).await { EVERY } else { AGAIN };
    loop {
        let last = anchor.lock().unwrap_or_else(PoisonError::into_inner).last();
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.wait_for(|head| head.seq > last) => if changed.is_err() { return },
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(waits) => {}
            // after a failure it is not tried with every row
            changed = heads.wait_for(|head| waits == EVERY && head.seq >= last + ROWS) => {
                if changed.is_err() {
                    return;
                }
            }
        }
        let head = *heads.borrow();
        waits = if sign(anchor, head, clock.now()).await { EVERY } else { AGAIN };
    }
}

/// Signs the head; a failure is told to whoever runs the server, and does not stop the clinic.
pub async fn sign(anchor: &Arc<Mutex<Anchor>>, head: Head, now: Instant) -> bool {
    let anchor = Arc::clone(anchor);
    let signed = tokio::task::spawn_blocking(move || {
        anchor.lock().unwrap_or_else(PoisonError::into_inner).sign(head, now)
    });
    match signed.await {
        Ok(Ok(())) => true,
        Ok(Err(why)) => {
            tracing::error!("the audit log goes on, but its head could not be signed: {why:#}");
            false
        }
        Err(_) => false,
    }
}
