//! What a database file is, found out before anything is written to it: a clinic of this version or an older one, one
//! of a newer version, encrypted, damaged, or something else altogether.

use std::{fs::File, io::Read as _, path::Path};

use rusqlite::{Connection, ErrorCode, OptionalExtension as _};

use super::{Place, StoreError, migrate};

/// How every plain SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// What is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// No file, or one without a table.
    Nothing,
    /// A clinic with this schema: the newest, or an older one.
    Clinic {
        /// The version of its schema.
        schema: i32,
    },
}

/// The newest schema that this program knows.
#[must_use]
pub fn newest_schema() -> i32 {
    migrate::newest()
}

/// Looks at a database without changing it, but for what SQLite itself undoes: a transaction that a power cut left half
/// done before the database had a write-ahead log.
///
/// # Errors
/// A sentence that says why it cannot be opened, and what to do.
pub fn inspect(place: &Place) -> Result<Found, StoreError> {
    let file = place.file.display();
    undo_cut_off(place);
    let Some(plain) = is_plain(&place.file)? else { return Ok(Found::Nothing) };
    match (plain, &place.key) {
        (true, Some(_)) => {
            return Err(StoreError::Unfit(format!(
                "{file} is not encrypted, but database_key_file is set: leave the setting away, or \
                 encrypt the clinic with `praxis-server key encrypt`"
            )));
        }
        (false, None) => {
            return Err(StoreError::Unfit(format!(
                "{file} does not begin as a database does. If it is encrypted, set database_key_file; otherwise it is \
                 damaged or no clinic's: restore a backup with `praxis-server restore`"
            )));
        }
        _ => {}
    }
    let conn = place.looking()?;
    match schema(&conn) {
        Ok(Found::Clinic { schema }) if schema > migrate::newest() => Err(newer(schema)),
        Err(StoreError::Sqlite(why))
            if !plain && why.sqlite_error_code() == Some(ErrorCode::NotADatabase) =>
        {
            Err(StoreError::Locked(format!(
                "{file} does not open with the key in database_key_file: either it is the key of another clinic, or \
                 the file's first page is damaged. Nothing was changed"
            )))
        }
        Err(why) if why.is_damage() => Err(StoreError::Damaged(format!(
            "{file}: {why}. Nothing was changed: keep a copy of it, and bring back the newest good backup with \
             `praxis-server restore`"
        ))),
        Err(StoreError::Unfit(why)) => Err(StoreError::Unfit(format!("{file} {why}"))),
        found => found,
    }
}

/// Lets SQLite take back what its journal says was begun: it can only do so through a connection that may write. What is
/// wrong with the file is told by who looks next.
fn undo_cut_off(place: &Place) {
    let mut journal = place.file.clone().into_os_string();
    journal.push("-journal");
    if Path::new(&journal).exists() {
        drop(place.folding().and_then(|conn| schema(&conn)));
    }
}

pub(super) fn newer(schema: i32) -> StoreError {
    StoreError::Unfit(format!(
        "the database is of a newer version of Praxis (it has schema {schema}, this version knows {}): start that \
         version, or restore a backup made before the upgrade. Nothing was changed",
        migrate::newest()
    ))
}

/// Whether the file begins as a plain database does; nothing if there is none, or nothing in it.
///
/// # Errors
/// If it cannot be read.
pub fn is_plain(file: &Path) -> Result<Option<bool>, StoreError> {
    let mut begin = Vec::new();
    let opened = match File::open(file) {
        Ok(opened) => opened,
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(why) => return Err(StoreError::Unfit(format!("{} cannot be read: {why}", file.display()))),
    };
    opened
        .take(MAGIC.len() as u64)
        .read_to_end(&mut begin)
        .map_err(|why| StoreError::Unfit(format!("{} cannot be read: {why}", file.display())))?;
    Ok(if begin.is_empty() { None } else { Some(begin == MAGIC) })
}

fn schema(conn: &Connection) -> Result<Found, StoreError> {
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 {
        return Ok(Found::Nothing);
    }
    let known: Option<i64> = conn
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |row| row.get(0))
        .optional()?;
    if known.is_none() {
        return Err(StoreError::Unfit("is a database, but no clinic of Praxis".into()));
    }
    let version: Option<i32> =
        conn.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?;
    Ok(version.map_or(Found::Nothing, |schema| Found::Clinic { schema }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_a_power_cut_left_half_made_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let (making, left) = (folder.path().join("making.db"), folder.path().join("left.db"));
        let conn = Connection::open(&making).unwrap();
        conn.execute_batch("CREATE TABLE other (it BLOB)").unwrap();
        // so much that it is written to the file before its end
        conn.execute_batch("PRAGMA cache_size = 1; BEGIN; CREATE TABLE half (it BLOB);").unwrap();
        for _ in 0..50 {
            conn.execute("INSERT INTO half VALUES (zeroblob(4000))", []).unwrap();
        }
        fs::copy(&making, &left).unwrap();
        fs::copy(folder.path().join("making.db-journal"), folder.path().join("left.db-journal")).unwrap();

        let place = Place::from(left);
        // without it, whoever only reads is told that the file cannot be written to
        let unread = schema(&place.looking().unwrap()).unwrap_err().to_string();
        assert!(unread.contains("readonly"), "{unread}");
        let told = inspect(&place).unwrap_err().to_string();
        assert!(told.contains("no clinic of Praxis"), "{told}");
        let tables = "SELECT group_concat(name) FROM sqlite_schema";
        let tables: String = place.looking().unwrap().query_row(tables, [], |row| row.get(0)).unwrap();
        assert_eq!(tables, "other");
    }
}
