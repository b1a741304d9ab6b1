//! A database written anew: under a key if it was plain, plain if it had one. Into a file of its own, which is then held
//! against the first.

use rusqlite::{Connection, types::ValueRef};
use sha2::{Digest, Sha256};

use super::{Place, StoreError};

/// Moves all of the log into the file and leaves none beside it. No server may work on it meanwhile.
///
/// # Errors
/// If the file fails, or another program reads it.
pub fn fold(place: &Place) -> Result<(), StoreError> {
    let conn = place.writing()?;
    let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    let mode: String = conn.query_row("PRAGMA journal_mode = delete", [], |row| row.get(0))?;
    conn.close().map_err(|(_, why)| why)?;
    if busy != 0 || mode != "delete" {
        return Err(StoreError::Unfit("another program reads the database".into()));
    }
    Ok(())
}

/// What a database holds, in one number: its schema, and every value of every row in its order.
///
/// # Errors
/// If it cannot be read.
pub fn digest(place: &Place) -> Result<[u8; 32], StoreError> {
    let conn = place.looking()?;
    conn.execute_batch("BEGIN")?;
    let mut hash = Sha256::new();
    let schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
    take(&conn, schema, &mut hash)?;
    let mut names = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    for name in names.query_map([], |row| row.get::<_, String>(0))? {
        // an index may hold them in another order
        take(&conn, &format!("SELECT * FROM \"{}\" NOT INDEXED", name?), &mut hash)?;
    }
    Ok(hash.finalize().into())
}

fn take(conn: &Connection, sql: &str, hash: &mut Sha256) -> Result<(), StoreError> {
    let mut statement = conn.prepare(sql)?;
    let count = statement.column_count();
    let mut rows = statement.query([])?;
    hash.update(sql);
    while let Some(row) = rows.next()? {
        for column in 0..count {
            let number;
            let (kind, bytes): (u8, &[u8]) = match row.get_ref(column)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(it) => {
                    number = it.to_le_bytes();
                    (1, &number)
                }
                ValueRef::Real(it) => {
                    number = it.to_le_bytes();
                    (2, &number)
                }
                ValueRef::Text(it) => (3, it),
                ValueRef::Blob(it) => (4, it),
            };
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        }
    }
    Ok(())
}

/// Writes all that a database holds into another, empty file, under that one's key or none. What it wrote is not durable
/// yet. No server may work on either meanwhile.
///
/// # Errors
/// If either file fails.
#[cfg(feature = "encryption")]
pub fn recrypt(from: &Place, to: &Place) -> Result<(), StoreError> {
    use rusqlite::params;
    use zeroize::Zeroizing;

    let conn = from.folding()?;
    let file = to
        .file
        .to_str()
        .ok_or_else(|| StoreError::Unfit(format!("{}: the path is not valid Unicode", to.file.display())))?;
    let key = to.key.as_ref().map_or_else(Zeroizing::default, super::Key::bits);
    conn.execute("ATTACH DATABASE ?1 AS made KEY ?2", params![file, key.as_str()])?;
    // if anything goes wrong the file goes, too: it needs no journal, and is synced by whoever asked
    for sql in [
        "PRAGMA made.journal_mode = off",
        "PRAGMA made.synchronous = off",
        "BEGIN",
        // behind a remark: no plan of it can be seen in a build that does not know the function
        "/* all of it */ SELECT sqlcipher_export('made')",
        "COMMIT",
        "DETACH DATABASE made",
    ] {
        conn.execute_batch(sql)?;
    }
    conn.close().map_err(|(_, why)| why)?;
    Ok(())
}

/// Writes a database anew under another key; this build cannot.
///
/// # Errors
/// Always.
#[cfg(not(feature = "encryption"))]
pub fn recrypt(_: &Place, _: &Place) -> Result<(), StoreError> {
    Err(StoreError::Unfit("this praxis-server was built without encryption at rest".into()))
}
