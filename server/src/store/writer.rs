//! The one thread that writes. Jobs that arrive while a commit is on its way
//! to disk share the next one, so throughput grows with load while each
//! answer still waits for its own data to be durable.
//!
//! A full disk refuses the batch, and the next one is tried. Any other fault of the disk
//! ends the writing for good (see [`Fate`]): no job of the batch is answered with yes,
//! nothing is tried again, and not even the log is folded into the file.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread::{self, Thread as Handle},
    time::Duration,
};

use praxis_shared::time::Instant;
use rusqlite::{Connection, config::DbConfig};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    Aftermath, Error, Head, Limits, Place, StoreError, Trail, Tx, chain,
    fate::{Fate, Vital},
    hub::Hub,
    job::{Asked, Ground, Job, Ran, Undo},
    mark::Mark,
    memory::Memory,
    readers::Hurry,
    space::Space,
    threads::Threads,
};
use crate::domain::refusal::Refusal;

/// Jobs that may wait; more are told to come back.
const QUEUE: usize = 4096;
/// Jobs that share a commit at most.
const BATCH: usize = 256;
/// How long a connection waits for a lock of another.
const BUSY: Duration = Duration::from_secs(5);
/// How long the checkpointer lets commits gather before it moves them from the log to the file.
const CHECKPOINT_PAUSE: Duration = Duration::from_millis(200);
/// Pages of the log that may be left to fold when it begins anew: all who write wait for that.
const LEFT_TO_FOLD: usize = 1024;

/// A handle on the thread that writes.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Message>,
}

enum Message {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// What the thread that writes works with.
pub(super) struct Desktop {
    pub(super) hub: Hub,
    pub(super) fate: Fate,
    pub(super) space: Space,
    pub(super) limits: Limits,
    pub(super) hurry: Hurry,
    /// Told where the audit log stands.
    pub(super) heads: watch::Sender<Head>,
}

impl Writer {
    pub(super) fn start(
        mut conn: Connection,
        place: &Place,
        with: Desktop,
        threads: &Threads,
    ) -> Result<Self, StoreError> {
        let (jobs, waiting) = mpsc::channel(QUEUE);
        let checkpointer = start_checkpointer(place, &with.fate, threads)?;
        let pages = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&pages);
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            counted.store(usize::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        let mark = Mark::open(place);
        let log = Log { pages, limit: with.limits.wal_pages, next: 0 };
        let thread = Thread { conn, with, checkpointer, log, mark };
        threads.spawn("praxis-writer", move || {
            let _vital = Vital::new(thread.with.fate.clone(), "writer");
            thread.write(waiting);
        })?;
        Ok(Self { jobs })
    }

    /// Runs `job`, all of it or nothing of it; `refused` may still write when the job was refused and undone.
    pub(super) async fn run<T, F, R>(&self, now: Instant, job: F, refused: R) -> Result<T, Error>
    where
        T: Send + 'static,
        F: Fn(&Tx<'_>) -> Result<T, Error> + Send + 'static,
        R: Fn(&Tx<'_>, &Refusal) -> Result<(), StoreError> + Send + 'static,
    {
        let (teller, told) = oneshot::channel::<Result<T, Error>>();
        let trail = Trail::current();
        let asked = Asked { now, trail, job, refused, teller, outcome: None, recorded: false };
        self.jobs.try_send(Message::Job(Box::new(asked))).map_err(|why| match why {
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

impl Aftermath {
    pub(super) fn absorb(&mut self, other: Self) {
        self.notifications.extend(other.notifications);
        self.changes.users.extend(other.changes.users);
        self.changes.sessions.extend(other.changes.sessions);
        self.changes.ended.extend(other.changes.ended);
        self.changes.ended_tokens.extend(other.changes.ended_tokens);
        self.came.add(&other.came);
    }
}

/// How long the log is, and when it must begin anew.
struct Log {
    pages: Arc<AtomicUsize>,
    limit: usize,
    /// The length at which it is tried again.
    next: usize,
}

/// The thread that folds the log into the file, off the writer's path.
struct Checkpointer {
    bell: SyncSender<()>,
    thread: Arc<OnceLock<Handle>>,
    /// Pages of the log that it last saw folded.
    folded: Arc<AtomicUsize>,
}

impl Checkpointer {
    /// There is something to fold.
    fn ring(&self) {
        // a full channel means that it is about to run anyway
        let _ = self.bell.try_send(());
    }

    /// Without letting more gather first.
    fn hurry(&self) {
        if let Some(thread) = self.thread.get() {
            thread.unpark();
        }
    }
}

struct Thread {
    conn: Connection,
    with: Desktop,
    checkpointer: Checkpointer,
    log: Log,
    mark: Mark,
}

impl Thread {
    fn write(mut self, mut waiting: mpsc::Receiver<Message>) {
        let memory = match Memory::of(&mut self.conn) {
            Ok(memory) => memory,
            Err(why) => return self.with.fate.seal(why),
        };
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
                self.commit(&memory, jobs);
                self.checkpointer.ring();
                self.keep_log_short();
            }
            if !closing.is_empty() {
                waiting.close();
                // what was queued before the door closed is still done
                while let Some(message) = waiting.blocking_recv() {
                    match message {
                        Message::Job(job) => self.commit(&memory, vec![job]),
                        Message::Close(tell) => closing.push(tell),
                    }
                }
                self.checkpoint("TRUNCATE");
                for tell in closing {
                    let _ = tell.send(());
                }
                return;
            }
            if self.with.fate.is_sealed() {
                // the log stays as it is: closing must not touch a disk that failed.
                // Whoever waits is told, as the channel goes, that the server stops.
                let _ = self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
                return;
            }
        }
        self.checkpoint("TRUNCATE");
    }

    fn commit(&mut self, memory: &Memory, mut jobs: Vec<Box<dyn Job>>) {
        let Desktop { hub, fate, space, .. } = &self.with;
        space.look();
        let mut aftermath = Aftermath::default();
        let ground = Ground { conn: &self.conn, memory };
        let mut outcome = run_batch(ground, &mut jobs, fate, &mut aftermath);
        if outcome.is_err() {
            memory.undone();
        }
        if outcome.is_ok() {
            space.took_it();
            hub.publish(aftermath.notifications, &aftermath.changes);
            // only what is durable is signed for
            if aftermath.recorded
                && let Ok(head) = chain::head(&self.conn)
            {
                self.mark.note(head.seq);
                self.with.heads.send_replace(head);
            }
        } else if !self.conn.is_autocommit()
            && let Err(why) = self.conn.execute_batch("ROLLBACK")
        {
            outcome = Err(StoreError::DiskFailed(format!("what did not commit cannot be taken back: {why}")));
        }
        match &outcome {
            Ok(()) => {}
            Err(StoreError::DiskFull) => space.met_the_end(),
            Err(why) if why.is_disk_fault() => fate.seal(why),
            Err(why) => tracing::error!(%why, "commit failed: nothing of the batch is stored"),
        }
        for job in jobs {
            job.tell(outcome.as_ref().err());
        }
    }

    /// Begins the log anew before it grows over its limit: while it is short, when hardly anything is left to fold and
    /// nobody has to be waited for; once it is long, after those who still read from it, who are told to hurry.
    fn keep_log_short(&mut self) {
        let Log { pages, limit, next } = &mut self.log;
        let long = pages.load(Ordering::Relaxed);
        if long < *limit / 4 {
            *next = *limit / 4;
            return;
        }
        if long < *next {
            return;
        }
        let wait = long >= *limit * 3 / 4;
        if !wait && long.saturating_sub(self.checkpointer.folded.load(Ordering::Relaxed)) > LEFT_TO_FOLD {
            self.checkpointer.hurry();
            return;
        }
        *next = long + *limit / 16;
        self.with.hurry.store(wait, Ordering::Relaxed);
        let _ = self.conn.busy_timeout(if wait { self.with.limits.read_time } else { Duration::ZERO });
        self.checkpoint("RESTART");
        self.checkpointer.folded.store(0, Ordering::Relaxed);
        self.with.hurry.store(false, Ordering::Relaxed);
        let _ = self.conn.busy_timeout(BUSY);
    }

    fn checkpoint(&self, mode: &str) {
        if !self.with.fate.is_sealed() {
            checkpoint(&self.conn, mode, &self.with.fate);
        }
    }
}

fn run_batch(
    ground: Ground<'_>,
    jobs: &mut [Box<dyn Job>],
    fate: &Fate,
    aftermath: &mut Aftermath,
) -> Result<(), StoreError> {
    let Ground { conn, memory } = ground;
    let run = |sql: &str| {
        conn.prepare_cached(sql).and_then(|mut it| it.execute([])).map(drop).map_err(StoreError::from)
    };
    // the thread that folds the log into the file may have met the fault
    if fate.is_sealed() {
        return Err(StoreError::DiskFailed("a moment ago".into()));
    }
    run("BEGIN IMMEDIATE")?;
    if run_all(ground, jobs, Undo::Batch, aftermath) == Ran::MustBeUndone {
        run("ROLLBACK")?;
        memory.undone();
        *aftermath = Aftermath::default();
        run("BEGIN IMMEDIATE")?;
        run_all(ground, jobs, Undo::Savepoint, aftermath);
    }
    if let Some(fault) = aftermath.fault.take() {
        return Err(fault);
    }
    if conn.is_autocommit() {
        return Err(StoreError::Lost("the database rolled the batch back".into()));
    }
    aftermath.came.let_old_go(conn)?;
    run("COMMIT")
}

/// Until one has to be undone with the batch. After some errors SQLite has rolled back all of it: then the rest must not
/// run outside of it.
fn run_all(ground: Ground<'_>, jobs: &mut [Box<dyn Job>], undo: Undo, aftermath: &mut Aftermath) -> Ran {
    for job in jobs {
        if ground.conn.is_autocommit() || aftermath.fault.is_some() {
            break;
        }
        if job.run(ground, undo, aftermath) == Ran::MustBeUndone {
            return Ran::MustBeUndone;
        }
    }
    Ran::Fine
}

/// Moves pages from the log to the file, and tells how many of it are there. Readers may keep it from finishing; then it
/// goes on the next time.
fn checkpoint(conn: &Connection, mode: &str, fate: &Fate) -> usize {
    match conn
        .query_row(&format!("PRAGMA wal_checkpoint({mode})"), [], |row| row.get::<_, i64>(2))
        .map_err(StoreError::from)
    {
        Ok(folded) => return usize::try_from(folded).unwrap_or(0),
        // it is in the log, and there it stays until there is room
        Err(StoreError::DiskFull) => tracing::debug!(mode, "no room to fold the log into the file"),
        Err(why) if why.is_disk_fault() => fate.seal(why),
        Err(why) => tracing::warn!(%why, mode, "checkpoint did not finish; it will be tried again"),
    }
    0
}

/// Moves pages from the log to the file a moment after it is rung for. It ends with the writer, and sleeps while nothing
/// is written.
fn start_checkpointer(place: &Place, fate: &Fate, threads: &Threads) -> Result<Checkpointer, StoreError> {
    let conn = place.folding()?;
    let fate = fate.clone();
    let (bell, rung) = sync_channel(1);
    let (thread, folded) = (Arc::new(OnceLock::new()), Arc::new(AtomicUsize::new(0)));
    let (own, told) = (Arc::clone(&thread), Arc::clone(&folded));
    threads.spawn("praxis-checkpoint", move || {
        let _vital = Vital::new(fate.clone(), "checkpoint");
        let _ = own.set(thread::current());
        while rung.recv().is_ok() {
            thread::park_timeout(CHECKPOINT_PAUSE);
            if !fate.is_sealed() {
                told.store(checkpoint(&conn, "PASSIVE", &fate), Ordering::Relaxed);
            }
        }
        if fate.is_sealed() {
            // see the writer: closing must not touch a disk that failed
            let _ = conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        }
    })?;
    Ok(Checkpointer { bell, thread, folded })
}

#[cfg(test)]
mod tests;
