//! The threads that read. Each has a read-only connection with cached statements,
//! and each job sees one consistent picture.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use praxis_shared::time::Instant;
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use tokio::sync::oneshot;

use super::{Error, StoreError, Trail, Tx};

/// Jobs that may wait; more are told to come back.
const QUEUE: usize = 4096;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// A handle on the threads that read.
#[derive(Clone)]
pub(super) struct Readers {
    jobs: Sender<Job>,
}

impl Readers {
    pub(super) fn start(file: &Path, threads: usize) -> Result<Self, StoreError> {
        let (jobs, waiting) = bounded(QUEUE);
        for number in 0..threads.max(1) {
            let conn = connect(file)?;
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

/// Opens a connection that only reads.
pub(super) fn connect(file: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(file, flags)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.pragma_update(None, "query_only", true)?;
    conn.pragma_update(None, "temp_store", 2)?;
    // without it, SQLite plans a cached statement anew whenever a value is bound that it might have planned by
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
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
