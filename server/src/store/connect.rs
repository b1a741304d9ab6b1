//! The one place where connections to the database are opened, so that each of them has its key, its patience and
//! its settings.

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};
use zeroize::Zeroizing;

use super::StoreError;

/// How long a connection waits for another one's lock.
const PATIENCE: Duration = Duration::from_secs(5);

/// Pages that a connection keeps in memory, in KiB with a minus as SQLite wants it: the one that writes, one that reads.
/// A batch that changes more pages than its connection keeps writes some of them to the log twice.
const WRITER_KEEPS: &str = "-16384";
const READER_KEEPS: i32 = -4096;

/// The oldest SQLite without the faults that can damage a file when its log begins anew. A build with encryption
/// brings SQLite with SQLCipher, which is numbered by what it is made from.
pub(super) const SQLITE_AT_LEAST: i32 = if cfg!(feature = "encryption") { 3_050_000 } else { 3_053_003 };

/// The key of a database that is encrypted at rest: 256 random bits, wiped when the last clone goes.
#[derive(Clone)]
pub struct Key(Arc<Zeroizing<[u8; 32]>>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        use subtle::ConstantTimeEq as _;
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for Key {}

impl Key {
    /// The key with these bits.
    #[must_use]
    pub fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        Self(Arc::new(bytes))
    }

    /// The key's bits, for handing them to whoever keeps them.
    #[must_use]
    pub fn reveal(&self) -> &[u8; 32] {
        &self.0
    }

    /// As SQLCipher takes a key that needs no derivation.
    #[cfg(feature = "encryption")]
    pub(super) fn bits(&self) -> Zeroizing<String> {
        use fmt::Write as _;
        let mut text = Zeroizing::new(String::with_capacity(80));
        text.push_str("x'");
        for byte in self.0.iter() {
            // writing to a text never fails
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\'');
        text
    }

    /// The same as it is put into a statement.
    #[cfg(feature = "encryption")]
    pub(super) fn literal(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("\"{}\"", self.bits().as_str()))
    }
}

/// A database: its file, and its key if it is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// Its key; without one the file is plain.
    pub key: Option<Key>,
}

impl From<PathBuf> for Place {
    fn from(file: PathBuf) -> Self {
        Self { file, key: None }
    }
}

impl Place {
    /// Another file under the same key.
    #[must_use]
    pub fn beside(&self, file: PathBuf) -> Self {
        Self { file, key: self.key.clone() }
    }

    fn open(&self, flags: OpenFlags) -> Result<Connection, StoreError> {
        let conn = Connection::open_with_flags(&self.file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        if let Some(key) = &self.key {
            unlock(&conn, key)?;
        }
        conn.busy_timeout(PATIENCE)?;
        // what does not fit in memory is not written to a directory of the system either
        conn.pragma_update(None, "temp_store", 2)?;
        Ok(conn)
    }

    /// A connection that may write, with every setting asserted that the promise rests on.
    pub(super) fn writing(&self) -> Result<Connection, StoreError> {
        if rusqlite::version_number() < SQLITE_AT_LEAST {
            return Err(StoreError::unreadable(
                "settings",
                format!("SQLite {} is too old", rusqlite::version()),
            ));
        }
        let conn = self.open(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        for (name, value) in [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("mmap_size", "0"),
            ("wal_autocheckpoint", "0"),
            ("journal_size_limit", "67108864"),
            ("temp_store", "2"),
            ("cache_size", WRITER_KEEPS),
        ] {
            conn.pragma_update(None, name, value)?;
            let is: String = conn.pragma_query_value(None, name, |row| {
                row.get::<_, rusqlite::types::Value>(0).map(|value| match value {
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    other => format!("{other:?}"),
                })
            })?;
            if is != value {
                return Err(StoreError::unreadable("settings", format!("{name} is {is} instead of {value}")));
            }
        }
        prepare(conn)
    }

    /// A connection that only reads.
    pub(super) fn reading(&self) -> Result<Connection, StoreError> {
        let conn = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        conn.pragma_update(None, "query_only", true)?;
        conn.pragma_update(None, "cache_size", READER_KEEPS)?;
        prepare(conn)
    }

    /// A connection that moves pages from the log to the file.
    pub(super) fn folding(&self) -> Result<Connection, StoreError> {
        self.open(OpenFlags::SQLITE_OPEN_READ_WRITE)
    }

    /// A connection that reads and leaves file and log as they are, even as the last one to close.
    pub(super) fn looking(&self) -> Result<Connection, StoreError> {
        let conn = self.open(OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(conn)
    }
}

pub(super) fn prepare(conn: Connection) -> Result<Connection, StoreError> {
    // without it, SQLite plans a cached statement anew whenever a value is bound that it might have planned by
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

#[cfg(feature = "encryption")]
fn unlock(conn: &Connection, key: &Key) -> Result<(), StoreError> {
    // what SQLCipher writes to standard error by itself, for each page that does not open, we say once and in a sentence
    let sql =
        Zeroizing::new(format!("PRAGMA cipher_log_level = NONE; PRAGMA key = {}", key.literal().as_str()));
    conn.execute_batch(&sql)?;
    Ok(())
}

/// Encrypts a database with another key. No server may work on it meanwhile.
///
/// # Errors
/// If it does not open with its key, or the new one does not take.
#[cfg(feature = "encryption")]
pub fn rekey(place: &Place, key: &Key) -> Result<(), StoreError> {
    super::inspect(place)?;
    let conn = place.writing()?;
    // a rekey rewrites every page, which takes a rollback journal: it stands or falls as a whole
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    conn.pragma_update(None, "journal_mode", "delete")?;
    let sql = Zeroizing::new(format!("PRAGMA rekey = {}", key.literal().as_str()));
    conn.execute_batch(&sql)?;
    conn.close().map_err(|(_, why)| why)?;
    let renewed = Place { file: place.file.clone(), key: Some(key.clone()) };
    super::inspect(&renewed)?;
    Ok(())
}

/// Encrypts a database with another key; this build cannot.
///
/// # Errors
/// Always.
#[cfg(not(feature = "encryption"))]
pub fn rekey(_: &Place, _: &Key) -> Result<(), StoreError> {
    Err(StoreError::Unfit("this praxis-server was built without encryption at rest".into()))
}

#[cfg(not(feature = "encryption"))]
fn unlock(_: &Connection, _: &Key) -> Result<(), StoreError> {
    Err(StoreError::Unfit(
        "database_key_file is set, but this praxis-server was built without encryption at rest: use a build with the \
         feature `encryption`"
            .into(),
    ))
}
