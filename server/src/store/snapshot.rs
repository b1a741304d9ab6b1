//! Copies of the whole database, and what can be said of a copy: how far it goes, how much is in it, whether it is whole.

use std::{collections::BTreeMap, fs::OpenOptions, path::Path};

use rusqlite::{Connection, OptionalExtension as _};
use serde::{Deserialize, Serialize};

use super::{
    Head, Place, StoreError, layout,
    migrate::fill::SEALS,
    seal,
    verify::{self, Verdict},
};

/// How far a database goes and how much is in it: what a copy must agree with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// The version of its schema.
    pub schema: i32,
    /// What the clinic calls itself; nothing if it was never finished.
    pub clinic: Option<String>,
    /// The newest event's number.
    pub event: i64,
    /// The newest audit row's number.
    pub audit: i64,
    /// That row's place in the chain of hashes, in hexadecimal, if it has one.
    pub audit_hash: Option<String>,
    /// Rows of each table.
    pub rows: BTreeMap<String, u64>,
}

/// Copies one consistent picture of a database, also while a server writes to it, into a new private file that holds
/// no log and no free pages. It does not wait for the server, and the server not for it.
///
/// # Errors
/// If the copy exists already, or either file fails.
pub fn copy(from: &Place, to: &Path) -> Result<(), StoreError> {
    let fault = |why: &dyn std::fmt::Display| StoreError::Unfit(format!("{}: {why}", to.display()));
    let text = to.to_str().ok_or_else(|| fault(&"the path is not valid Unicode"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(to).map_err(|why| fault(&why))?);
    from.looking()?.execute("VACUUM INTO ?1", [text])?;
    Ok(())
}

/// How far a database goes.
///
/// # Errors
/// If it cannot be read.
pub fn extent(place: &Place) -> Result<Extent, StoreError> {
    let conn = place.looking()?;
    conn.execute_batch("BEGIN")?;
    let extent = extent_of(&conn)?;
    conn.execute_batch("COMMIT")?;
    Ok(extent)
}

/// The schema, and the numbers of the newest event and the newest audit row: two databases of one clinic that agree in
/// them hold the same, because every act leaves a row.
///
/// # Errors
/// If it cannot be read.
pub fn end(place: &Place) -> Result<(i32, i64, i64), StoreError> {
    let sql = "SELECT (SELECT max(version) FROM refinery_schema_history),
                      (SELECT coalesce(max(seq), 0) FROM event), (SELECT coalesce(max(seq), 0) FROM audit)";
    Ok(place.looking()?.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
}

fn extent_of(conn: &Connection) -> Result<Extent, StoreError> {
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
    let schema = conn.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?;
    let clinic = conn.query_row("SELECT display_name FROM clinic", [], |row| row.get(0)).optional()?;
    let audit_hash: Option<Option<Vec<u8>>> = conn
        .query_row("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    let mut rows = BTreeMap::new();
    for table in tables(conn)? {
        let count: i64 =
            conn.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))?;
        rows.insert(table, count.unsigned_abs());
    }
    Ok(Extent {
        schema,
        clinic,
        event: number("SELECT max(seq) FROM event")?.unwrap_or(0),
        audit: number("SELECT max(seq) FROM audit")?.unwrap_or(0),
        audit_hash: audit_hash.flatten().map(|bytes| hex(&bytes)),
        rows,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn tables(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

/// Everything that is wrong with a database, a sentence each; it reads all of it.
///
/// # Errors
/// If it cannot even be looked at.
pub fn faults(place: &Place) -> Result<Vec<String>, StoreError> {
    let conn = place.looking()?;
    conn.execute_batch("BEGIN")?;
    let mut faults = Vec::new();
    let found = pages(&conn).and_then(|mut found| {
        found.extend(layout::differences(&conn)?);
        found.extend(dangling(&conn)?);
        found.extend(unsealed(&conn)?);
        found.extend(unchained(&conn)?);
        Ok(found)
    });
    match found {
        Ok(found) => faults.extend(found),
        Err(why) if why.is_damage() => faults.push(why.to_string()),
        Err(why) => return Err(why),
    }
    Ok(faults)
}

/// Pages, indexes and constraints.
fn pages(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let found = statement.query_map([], |row| row.get::<_, String>(0))?;
    let found: Vec<_> = found.collect::<Result<_, _>>()?;
    Ok(found.into_iter().filter(|it| it != "ok").collect())
}

/// Rows whose contents are not what was written.
fn unsealed(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let schema: i32 =
        conn.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?;
    let mut found = Vec::new();
    if schema >= SEALS {
        for sealed in seal::ALL {
            match sealed.broken(conn)? {
                0 => {}
                broken => found.push(format!("{broken} rows of {} are not what was written", sealed.table)),
            }
        }
    }
    Ok(found)
}

/// The first row of the audit log that is not as it was written.
fn unchained(conn: &Connection) -> Result<Option<String>, StoreError> {
    let chained: Option<bool> = conn
        .query_row("SELECT hash IS NOT NULL FROM audit ORDER BY seq LIMIT 1", [], |row| row.get(0))
        .optional()?;
    if chained != Some(true) {
        return Ok(None);
    }
    Ok(match verify::verify(conn, Head::START, &[], |_| {})? {
        Verdict::Whole(_) => None,
        Verdict::Tampered { seq, why } => Some(format!("row {seq} of the audit log: {why}")),
    })
}

/// Rows that point to nothing.
fn dangling(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY \"table\", parent",
    )?;
    let found = statement.query_map([], |row| {
        Ok(format!(
            "{} rows of {} point to rows of {} that are not there",
            row.get::<_, i64>(2)?,
            row.get::<_, String>(0)?,
            row.get::<_, String>(1)?
        ))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}
