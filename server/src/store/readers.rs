//! The threads that read. Each has a read-only connection with cached statements,
//! and each job sees one consistent picture.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use praxis_shared::time::Instant;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Error, Place, StoreError, Trail, Tx};

/// Jobs that may wait; more are told to come back.
const QUEUE: usize = 4096;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// A handle on the threads that read.
#[derive(Clone)]
pub(super) struct Readers {
    jobs: Sender<Job>,
}

impl Readers {
    pub(super) fn start(place: &Place, threads: usize) -> Result<Self, StoreError> {
        let (jobs, waiting) = bounded(QUEUE);
        for number in 0..threads.max(1) {
            let conn = place.reading()?;
            let waiting = waiting.clone();
            thread::Builder::new()
                .name(format!("praxis-reader-{number}"))
                .spawn(move || serve(&conn, &waiting))
                .map_err(|why| StoreError::unreadable("reader thread", why))?;
        }
        Ok(Self { jobs })
    }

    pub(super) async fn run<T, F>(&self, now: Instant, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let trail = Trail::current();
        let job: Job = Box::new(move |conn| {
            let outcome = catch_unwind(AssertUnwindSafe(|| picture(conn, now, trail, job)))
                .unwrap_or(Err(StoreError::Panicked.into()));
            if !conn.is_autocommit() {
                // only after a panic: the next job must get a fresh picture
                drop(conn.execute_batch("ROLLBACK"));
            }
            drop(tell.send(outcome));
        });
        self.jobs.try_send(job).map_err(|why| match why {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Stopped,
        })?;
        told.await.map_err(|_| StoreError::Stopped)?
    }
}

fn picture<T>(
    conn: &Connection,
    now: Instant,
    trail: Trail,
    job: impl FnOnce(&Tx<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    let run =
        |sql: &str| conn.prepare_cached(sql).and_then(|mut it| it.execute([])).map_err(StoreError::from);
    run("BEGIN")?;
    let outcome = job(&Tx::new(conn, now, trail));
    run("COMMIT")?;
    outcome
}

fn serve(conn: &Connection, waiting: &Receiver<Job>) {
    for job in waiting {
        job(conn);
    }
}
