//! What can go wrong below the actions: [`StoreError`] is a fault of ours or of the
//! machine, [`Error`] is either that or the clinic saying no.

use std::sync::Arc;

use rusqlite::ErrorCode;

use crate::domain::refusal::Refusal;

/// A fault of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("database: {0}")]
    Sqlite(Arc<rusqlite::Error>),
    /// A stored value does not read back.
    #[error("stored value of {what} does not read back: {why}")]
    Unreadable {
        /// What was read.
        what: &'static str,
        /// Why it does not read.
        why: String,
    },
    /// The batch this job was in did not commit: nothing of it is stored.
    #[error("the batch was not committed: {0}")]
    Lost(String),
    /// The job panicked; its changes are undone.
    #[error("the job panicked")]
    Panicked,
    /// Too many jobs wait.
    #[error("the store is busy")]
    Busy,
    /// The store has stopped.
    #[error("the store has stopped")]
    Stopped,
    /// The database, or a row of it, is not what was written.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// This database cannot be worked with: a sentence that says why and what to do.
    #[error("{0}")]
    Unfit(String),
    /// The key does not open this database, or there is none: a sentence that says so and what to do.
    #[error("{0}")]
    Locked(String),
    /// There is no room on the disk; nothing of the job is stored.
    #[error("the disk is full")]
    DiskFull,
    /// The disk failed while the job was made durable: whether it is, shows when the file is opened again.
    #[error("the disk failed: {0}")]
    DiskFailed(String),
    /// A read that took longer than any may.
    #[error("reading took too long and was given up")]
    TooSlow,
    /// A compare-and-set found another version than the one just read.
    #[error("{0} changed between read and write")]
    Conflict(&'static str),
}

/// There was no room for the index of the log, which SQLite calls a fault of the disk.
const NO_ROOM_FOR_INDEX: i32 = rusqlite::ffi::SQLITE_IOERR_SHMSIZE;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error() {
            Some(it) if it.code == ErrorCode::DiskFull || it.extended_code == NO_ROOM_FOR_INDEX => {
                Self::DiskFull
            }
            Some(it) if it.code == ErrorCode::OperationInterrupted => Self::TooSlow,
            _ => Self::Sqlite(Arc::new(error)),
        }
    }
}

impl StoreError {
    /// A stored value that does not read back.
    pub fn unreadable(what: &'static str, why: impl ToString) -> Self {
        Self::Unreadable { what, why: why.to_string() }
    }

    /// Whether what is stored cannot be trusted any more.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            Self::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
            ),
            _ => false,
        }
    }

    /// Whether the disk did not do what it was told. What it holds now is unknown, and asking it again proves
    /// nothing: a sync that failed once may say yes the next time without having written anything.
    #[must_use]
    pub fn is_disk_fault(&self) -> bool {
        match self {
            Self::Sqlite(error) => error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure),
            Self::DiskFailed(_) => true,
            _ => false,
        }
    }

    /// Whether a UNIQUE constraint on this column (`table.column`) refused it.
    #[must_use]
    pub fn is_unique(&self, column: &str) -> bool {
        self.sqlite_message().is_some_and(|text| {
            text.strip_prefix("UNIQUE constraint failed: ")
                .is_some_and(|on| on.split(", ").any(|it| it == column))
        })
    }

    /// Whether a trigger refused it with this text.
    #[must_use]
    pub fn is_raised(&self, text: &str) -> bool {
        self.sqlite_message() == Some(text)
    }

    fn sqlite_message(&self) -> Option<&str> {
        match self {
            Self::Sqlite(error) => match error.as_ref() {
                rusqlite::Error::SqliteFailure(_, text) => text.as_deref(),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Either the clinic says no, or something broke.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// The clinic says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something broke.
    #[error(transparent)]
    Store(#[from] StoreError),
}
