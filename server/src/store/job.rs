//! One job of the thread that writes. It runs inside the transaction of a batch, and what it refuses leaves nothing behind.
//!
//! Nearly every job that refuses does so before it writes, and then there is nothing to undo. So a batch runs without
//! savepoints, for which SQLite would copy each page that a job touches; only when a job refuses after it wrote is
//! the batch taken back and run again, each job in a savepoint of its own. A job may therefore run twice, and must not act
//! outside of its [`Tx`].

use std::panic::{AssertUnwindSafe, catch_unwind};

use praxis_shared::time::Instant;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Aftermath, Error, StoreError, Trail, Tx, memory::Memory};
use crate::domain::refusal::Refusal;

/// Where a job runs.
#[derive(Clone, Copy)]
pub(super) struct Ground<'c> {
    pub(super) conn: &'c Connection,
    pub(super) memory: &'c Memory,
}

/// How a job is undone that refuses after it wrote.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Undo {
    /// Together with the whole batch.
    Batch,
    /// Alone, by its savepoint.
    Savepoint,
}

/// How a job ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    /// What it did may stay with the batch.
    Fine,
    /// What it did must go, and with it the batch.
    MustBeUndone,
}

pub(super) trait Job: Send {
    /// Runs, or runs again after the batch was taken back.
    fn run(&mut self, ground: Ground<'_>, undo: Undo, aftermath: &mut Aftermath) -> Ran;
    /// Tells whoever asked, once the batch is durable, or lost.
    fn tell(self: Box<Self>, lost: Option<&StoreError>);
}

/// A job, who waits for it, and how it ended.
pub(super) struct Asked<T, F, R> {
    pub(super) now: Instant,
    pub(super) trail: Trail,
    pub(super) job: F,
    /// May still write when the job was refused and undone.
    pub(super) refused: R,
    pub(super) teller: oneshot::Sender<Result<T, Error>>,
    pub(super) outcome: Option<Result<T, Error>>,
    /// Whether it left a row in the log of acts.
    pub(super) recorded: bool,
}

impl<T, F, R> Asked<T, F, R>
where
    F: Fn(&Tx<'_>) -> Result<T, Error>,
    R: Fn(&Tx<'_>, &Refusal) -> Result<(), StoreError>,
{
    /// All of the job or nothing of it; `None` if what it wrote can only go with the batch. A fault of the file breaks
    /// the whole batch.
    fn attempt(&self, tx: &Tx<'_>, undo: Undo, aftermath: &mut Aftermath) -> Option<Result<T, Error>> {
        let conn = tx.conn;
        let run = |sql: &str| {
            let sql = if undo == Undo::Savepoint { sql } else { return Ok(()) };
            conn.prepare_cached(sql).and_then(|mut it| it.execute([])).map(drop).map_err(StoreError::from)
        };
        let mut broken = |why: StoreError| {
            aftermath.fault = Some(why.clone());
            Some(Err(why.into()))
        };
        if let Err(why) = run("SAVEPOINT job") {
            return broken(why);
        }
        let before = conn.total_changes();
        let outcome =
            catch_unwind(AssertUnwindSafe(|| (self.job)(tx))).unwrap_or(Err(StoreError::Panicked.into()));
        let why = match outcome {
            Ok(value) => {
                if let Err(why) = run("RELEASE job") {
                    return broken(why);
                }
                aftermath.absorb(tx.after.take());
                return Some(Ok(value));
            }
            Err(Error::Store(why)) if why.is_disk_fault() || matches!(why, StoreError::DiskFull) => {
                return broken(why);
            }
            Err(why) => why,
        };
        // SQLite may have rolled back the whole batch by itself; then there is nothing left to undo
        if !conn.is_autocommit() {
            if undo == Undo::Batch && conn.total_changes() != before {
                return None;
            }
            // what cannot be taken back must not be committed with the rest
            let undone = run("ROLLBACK TO job").and_then(|()| run("RELEASE job"));
            if undo == Undo::Savepoint {
                tx.undone();
            }
            let told = undone.and_then(|()| match &why {
                Error::Refused(refusal) => (self.refused)(tx, refusal),
                Error::Store(_) => Ok(()),
            });
            if let Err(why) = told {
                return broken(why);
            }
        }
        Some(Err(why))
    }
}

impl<T, F, R> Job for Asked<T, F, R>
where
    T: Send,
    F: Fn(&Tx<'_>) -> Result<T, Error> + Send,
    R: Fn(&Tx<'_>, &Refusal) -> Result<(), StoreError> + Send,
{
    fn run(&mut self, ground: Ground<'_>, undo: Undo, aftermath: &mut Aftermath) -> Ran {
        let tx = Tx::writing(ground, self.now, self.trail.clone());
        let Some(outcome) = self.attempt(&tx, undo, aftermath) else { return Ran::MustBeUndone };
        self.recorded = tx.wrote.get();
        aftermath.recorded |= self.recorded;
        self.outcome = Some(outcome);
        Ran::Fine
    }

    fn tell(self: Box<Self>, lost: Option<&StoreError>) {
        if lost.is_none() && self.recorded {
            self.trail.written();
        }
        let outcome = match lost {
            Some(StoreError::DiskFull) => Err(StoreError::DiskFull.into()),
            Some(why) if why.is_disk_fault() => Err(StoreError::DiskFailed(why.to_string()).into()),
            Some(why) => Err(StoreError::Lost(why.to_string()).into()),
            None => self.outcome.unwrap_or_else(|| Err(StoreError::Lost("it was not run".into()).into())),
        };
        // whoever asked may have gone: the act stands all the same
        drop(self.teller.send(outcome));
    }
}

#[cfg(test)]
mod tests;
