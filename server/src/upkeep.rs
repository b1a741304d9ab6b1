//! What the clinic knows of its own state: when it was backed up and checked last, and whether it is damaged. Health,
//! metrics and notices read it here.

use std::sync::{Arc, Mutex, PoisonError};

use praxis_shared::time::Instant;

/// How something went that the server does by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rounds {
    /// When it last was tried.
    pub tried: Option<Instant>,
    /// When it last went well.
    pub good: Option<Instant>,
    /// Why it went wrong when it last was tried; nothing if it went well.
    pub failure: Option<String>,
}

impl Rounds {
    fn note(&mut self, now: Instant, failure: Option<String>) {
        self.tried = Some(now);
        if failure.is_none() {
            self.good = Some(now);
        }
        self.failure = failure;
    }
}

/// What is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Backups on schedule.
    pub backup: Rounds,
    /// Bytes in the newest backup on schedule.
    pub backup_bytes: u64,
    /// The full check of the database.
    pub check: Rounds,
}

/// A shared note of what is known. Cheap to clone.
#[derive(Clone, Default)]
pub struct Upkeep(Arc<Mutex<Known>>);

impl Upkeep {
    /// What is known now.
    #[must_use]
    pub fn known(&self) -> Known {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn change(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// It was seen to at this time that there is a backup of everything: the newest one is from then, and so large.
    pub fn backed_up(&self, now: Instant, newest: Instant, bytes: u64) {
        self.change(|it| {
            it.backup = Rounds { tried: Some(now), good: Some(newest), failure: None };
            it.backup_bytes = bytes;
        });
    }

    /// A backup went wrong.
    pub fn backup_failed(&self, now: Instant, why: String) {
        self.change(|it| it.backup.note(now, Some(why)));
    }

    /// The database was checked; what was wrong, if anything.
    pub fn checked(&self, now: Instant, failure: Option<String>) {
        self.change(|it| it.check.note(now, failure));
    }
}
