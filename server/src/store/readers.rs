//! The threads that read. Each has a read-only connection with cached statements,
//! and each job sees one consistent picture, for so long and no longer: whoever holds an
//! old picture keeps the write-ahead log from beginning anew.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{self, Duration},
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use praxis_shared::time::Instant;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Error, Place, StoreError, Trail, Tx, threads::Threads};

/// Jobs that may wait; more are told to come back.
const QUEUE: usize = 4096;

/// Steps of SQLite between two looks at the clock: well below a millisecond.
const STEPS: i32 = 10_000;

type Job = Box<dyn FnOnce(&Reader) + Send>;

/// Rung while the writer waits for old pictures to be let go; then they are held a shorter time.
pub(super) type Hurry = Arc<AtomicBool>;

/// A connection and since when its picture is read from.
struct Reader {
    conn: Connection,
    since: Arc<Mutex<Option<time::Instant>>>,
}

/// A handle on the threads that read.
#[derive(Clone)]
pub(super) struct Readers {
    /// `None` ends the thread that takes it.
    jobs: Sender<Option<Job>>,
    count: usize,
}

impl Readers {
    pub(super) fn start(
        place: &Place,
        count: usize,
        at_most: Duration,
        hurry: &Hurry,
        threads: &Threads,
    ) -> Result<Self, StoreError> {
        let (jobs, waiting) = bounded(QUEUE);
        let count = count.max(1);
        for number in 0..count {
            let reader = Reader::open(place, at_most, hurry)?;
            let waiting = waiting.clone();
            threads.spawn(format!("praxis-reader-{number}"), move || serve(&reader, &waiting))?;
        }
        Ok(Self { jobs, count })
    }

    /// Finishes what is queued, then reads no more.
    pub(super) async fn close(&self) {
        let Self { jobs, count } = self.clone();
        // the queue may be full; that they have ended already is as good
        let told = tokio::task::spawn_blocking(move || (0..count).try_for_each(|_| jobs.send(None)));
        let _ = told.await;
    }

    pub(super) async fn run<T, F>(&self, now: Instant, job: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(&Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let trail = Trail::current();
        let job: Job = Box::new(move |reader| {
            let outcome = catch_unwind(AssertUnwindSafe(|| reader.picture(now, trail, job)))
                .unwrap_or(Err(StoreError::Panicked.into()));
            if !reader.conn.is_autocommit() {
                // only after a panic: the next job must get a fresh picture
                drop(reader.conn.execute_batch("ROLLBACK"));
            }
            drop(tell.send(outcome));
        });
        self.jobs.try_send(Some(job)).map_err(|why| match why {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Stopped,
        })?;
        told.await.map_err(|_| StoreError::Stopped)?
    }
}

impl Reader {
    fn open(place: &Place, at_most: Duration, hurry: &Hurry) -> Result<Self, StoreError> {
        let mut conn = place.reading()?;
        let since = Arc::new(Mutex::new(None::<time::Instant>));
        let (begun, hurry) = (Arc::clone(&since), Arc::clone(hurry));
        let over = move || {
            let begun = *begun.lock().unwrap_or_else(PoisonError::into_inner);
            let at_most = if hurry.load(Ordering::Relaxed) { at_most / 8 } else { at_most };
            begun.is_some_and(|it| it.elapsed() >= at_most)
        };
        conn.progress_handler(STEPS, Some(over))?;
        Ok(Self { conn, since })
    }

    fn count_from(&self, begun: Option<time::Instant>) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = begun;
    }

    fn picture<T>(
        &self,
        now: Instant,
        trail: Trail,
        job: impl FnOnce(&Tx<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let run = |sql: &str| {
            self.conn.prepare_cached(sql).and_then(|mut it| it.execute([])).map_err(StoreError::from)
        };
        self.count_from(None);
        run("BEGIN")?;
        self.count_from(Some(time::Instant::now()));
        let outcome = job(&Tx::new(&self.conn, now, trail));
        self.count_from(None);
        run("COMMIT")?;
        outcome
    }
}

fn serve(reader: &Reader, waiting: &Receiver<Option<Job>>) {
    while let Ok(Some(job)) = waiting.recv() {
        job(reader);
    }
}
