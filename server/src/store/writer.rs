//! The one thread that writes. Jobs that arrive while a commit is on its way
//! to disk share the next one, so throughput grows with load while each
//! answer still waits for its own data to be durable.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use praxis_shared::time::Instant;
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use super::{Aftermath, Error, Head, Place, StoreError, Trail, Tx, chain, hub::Hub, mark::Mark};
use crate::domain::refusal::Refusal;

/// Jobs that may wait; more are told to come back.
const QUEUE: usize = 4096;
/// Jobs that share a commit at most.
const BATCH: usize = 256;
/// Pages in the write-ahead log above which the writer itself resets it, between batches.
const WAL_RESTART_PAGES: usize = 65_536;
/// How long the checkpointer lets commits gather before it moves them from the log to the file.
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(200);

/// Told the fate of the commit.
type Answer = Box<dyn FnOnce(Option<&StoreError>) + Send>;
/// Run inside the batch's transaction, or told that it is lost already.
type Job = Box<dyn FnOnce(Option<&Connection>, &mut Aftermath) -> Answer + Send>;

/// A handle on the thread that writes.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Message>,
}

enum Message {
    Job(Job),
    Close(oneshot::Sender<()>),
}

impl Writer {
    pub(super) fn start(
        mut conn: Connection,
        place: &Place,
        hub: Hub,
        heads: watch::Sender<Head>,
    ) -> Result<Self, StoreError> {
        let mut mark = Mark::open(place);
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let checkpointer = start_checkpointer(place)?;
        let pages = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&pages);
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            counted.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        thread::Builder::new()
            .name("praxis-writer".into())
            .spawn(move || {
                let writing = || write(&conn, waiting, &hub, (&heads, &mut mark), &pages, &checkpointer);
                if catch_unwind(AssertUnwindSafe(writing)).is_err() {
                    // what is in memory may be half done, and nobody writes any more; what is on disk is whole
                    tracing::error!("the writer thread panicked: the server ends at once");
                    std::process::abort();
                }
            })
            .map_err(|why| StoreError::unreadable("writer thread", why))?;
        Ok(Self { jobs })
    }

    /// Runs `job` in its own savepoint; `refused` may still write when the job was refused and undone.
    pub(super) async fn run<T, F, R>(&self, now: Instant, job: F, refused: R) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&Tx<'_>) -> Result<T, Error> + Send + 'static,
        R: FnOnce(&Tx<'_>, &Refusal) -> Result<(), StoreError> + Send + 'static,
    {
        let (tell, told) = oneshot::channel::<Result<T, Error>>();
        let trail = Trail::current();
        let job: Job = Box::new(move |conn, aftermath| {
            let (outcome, recorded) = match conn {
                Some(conn) => {
                    let tx = Tx::new(conn, now, trail.clone());
                    let outcome = attempt(&tx, &job, refused, aftermath);
                    aftermath.recorded |= tx.wrote.get();
                    (outcome, tx.wrote.get())
                }
                None => (Err(StoreError::Lost("an earlier job of the batch broke it".into()).into()), false),
            };
            Box::new(move |lost| {
                if lost.is_none() && recorded {
                    trail.written();
                }
                // whoever asked may have gone: the act stands all the same
                drop(tell.send(match lost {
                    Some(why) => Err(StoreError::Lost(why.to_string()).into()),
                    None => outcome,
                }));
            })
        });
        self.jobs.try_send(Message::Job(job)).map_err(|why| match why {
            mpsc::error::TrySendError::Full(_) => StoreError::Busy,
            mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
        })?;
        told.await.map_err(|_| StoreError::Stopped)?
    }

    /// Jobs that wait.
    pub(super) fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }

    pub(super) async fn close(&self) {
        let (tell, told) = oneshot::channel();
        if self.jobs.send(Message::Close(tell)).await.is_ok() {
            drop(told.await);
        }
    }
}

/// One job in its savepoint: all of it or nothing of it.
fn attempt<T>(
    tx: &Tx<'_>,
    job: &dyn Fn(&Tx<'_>) -> Result<T, Error>,
    refused: impl FnOnce(&Tx<'_>, &Refusal) -> Result<(), StoreError>,
    aftermath: &mut Aftermath,
) -> Result<T, Error> {
    let conn = tx.conn;
    let savepoint =
        |sql: &str| conn.prepare_cached(sql).and_then(|mut it| it.execute([])).map_err(StoreError::from);
    savepoint("SAVEPOINT job")?;
    let outcome = catch_unwind(AssertUnwindSafe(|| job(tx))).unwrap_or(Err(StoreError::Panicked.into()));
    match outcome {
        Ok(value) => {
            savepoint("RELEASE job")?;
            aftermath.absorb(tx.after.take());
            Ok(value)
        }
        Err(why) => {
            // SQLite may have rolled back the whole batch by itself; then there is no savepoint left.
            if !conn.is_autocommit() {
                savepoint("ROLLBACK TO job")?;
                savepoint("RELEASE job")?;
                tx.wrote.set(false);
                if let Error::Refused(refusal) = &why {
                    refused(tx, refusal)?;
                }
            }
            Err(why)
        }
    }
}

impl Aftermath {
    fn absorb(&mut self, other: Self) {
        self.notifications.extend(other.notifications);
        self.changes.users.extend(other.changes.users);
        self.changes.sessions.extend(other.changes.sessions);
        self.changes.ended.extend(other.changes.ended);
        self.changes.ended_tokens.extend(other.changes.ended_tokens);
    }
}

fn write(
    conn: &Connection,
    mut waiting: mpsc::Receiver<Message>,
    hub: &Hub,
    (heads, mark): (&watch::Sender<Head>, &mut Mark),
    pages: &AtomicUsize,
    checkpointer: &SyncSender<()>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.blocking_recv_many(&mut batch, BATCH) > 0 {
        let mut closing = Vec::new();
        let mut jobs = Vec::with_capacity(batch.len());
        for message in batch.drain(..) {
            match message {
                Message::Job(job) => jobs.push(job),
                Message::Close(tell) => closing.push(tell),
            }
        }
        if !jobs.is_empty() {
            commit(conn, jobs, hub, heads, mark);
            // a full channel means that it is about to run anyway
            let _ = checkpointer.try_send(());
            if pages.load(Ordering::Relaxed) > WAL_RESTART_PAGES {
                checkpoint(conn, "RESTART");
            }
        }
        if !closing.is_empty() {
            waiting.close();
            // what was queued before the door closed is still done
            while let Some(message) = waiting.blocking_recv() {
                match message {
                    Message::Job(job) => commit(conn, vec![job], hub, heads, mark),
                    Message::Close(tell) => closing.push(tell),
                }
            }
            checkpoint(conn, "TRUNCATE");
            for tell in closing {
                let _ = tell.send(());
            }
            return;
        }
    }
    checkpoint(conn, "TRUNCATE");
}

fn commit(conn: &Connection, jobs: Vec<Job>, hub: &Hub, heads: &watch::Sender<Head>, mark: &mut Mark) {
    let mut aftermath = Aftermath::default();
    let mut answers: Vec<Answer> = Vec::with_capacity(jobs.len());
    let outcome = run_batch(conn, jobs, &mut aftermath, &mut answers);
    if outcome.is_ok() {
        hub.publish(aftermath.notifications, &aftermath.changes);
        // only what is durable is signed for
        if aftermath.recorded
            && let Ok(head) = chain::head(conn)
        {
            mark.note(head.seq);
            heads.send_replace(head);
        }
    } else if !conn.is_autocommit() && conn.execute_batch("ROLLBACK").is_err() {
        tracing::error!("rollback failed");
    }
    if let Err(why) = &outcome {
        tracing::error!(%why, "commit failed: nothing of the batch is stored");
    }
    for answer in answers {
        answer(outcome.as_ref().err());
    }
}

fn run_batch(
    conn: &Connection,
    jobs: Vec<Job>,
    aftermath: &mut Aftermath,
    answers: &mut Vec<Answer>,
) -> Result<(), StoreError> {
    let begun = conn.prepare_cached("BEGIN IMMEDIATE").and_then(|mut it| it.execute([]));
    for job in jobs {
        // after some errors SQLite has rolled back the whole batch: the rest must not run outside of it
        let live = !conn.is_autocommit();
        answers.push(job(live.then_some(conn), aftermath));
    }
    begun?;
    if conn.is_autocommit() {
        return Err(StoreError::Lost("the database rolled the batch back".into()));
    }
    conn.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

fn checkpoint(conn: &Connection, mode: &str) {
    if let Err(why) = conn.query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |_| Ok(())) {
        tracing::warn!(%why, mode, "checkpoint did not finish; it will be tried again");
    }
}

/// Moves pages from the log to the file, off the writer's path, a moment after it is rung for.
/// It ends with the writer, and sleeps while nothing is written.
fn start_checkpointer(place: &Place) -> Result<SyncSender<()>, StoreError> {
    let conn = place.folding()?;
    let (bell, rung) = sync_channel(1);
    thread::Builder::new()
        .name("praxis-checkpoint".into())
        .spawn(move || {
            while rung.recv().is_ok() {
                thread::sleep(CHECKPOINT_PAUSE);
                checkpoint(&conn, "PASSIVE");
            }
        })
        .map_err(|why| StoreError::unreadable("checkpoint thread", why))?;
    Ok(bell)
}
