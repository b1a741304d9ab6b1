//! Whether a database is laid out as its version says. Rules that hold whatever the program does are triggers, indexes and
//! checks of the schema; a database that has lost one goes on as if nothing were wrong. So the schema of a file is held
//! against the one that the migrations make, object by object.
//!
//! To make it costs more than the rest of a start. So a schema that was found right is remembered, as a number in the
//! file's head that SQLite leaves to programs: a hash of it and of the migrations. While that fits, nothing is made.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};

use super::{Place, StoreError, migrate};

/// Where it is remembered.
const NUMBER: &str = "user_version";

/// Objects by kind, name and table, each with its text.
type Layout = BTreeMap<(String, String, String), String>;

/// What is not as it should be, a sentence for each object; nothing for a database that has no schema yet.
pub(super) fn differences(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let Some(version) = version(conn)?.filter(|it| *it <= migrate::newest()) else { return Ok(Vec::new()) };
    let (right, found) = (layout(&migrate::as_made(version)?)?, layout(conn)?);
    let lost =
        right.keys().filter(|it| !found.contains_key(*it)).map(|it| format!("{} is missing", name(it)));
    let strange = found.keys().filter(|it| !right.contains_key(*it));
    let strange = strange.map(|it| format!("{} is none of the server's", name(it)));
    let other = right.iter().filter(|(it, text)| found.get(*it).is_some_and(|found| found != *text));
    let other = other.map(|(it, _)| format!("{} is not as the server made it", name(it)));
    Ok(lost.chain(other).chain(strange).collect())
}

/// Refuses a database whose schema was changed by somebody else.
pub(super) fn check(conn: &Connection) -> Result<(), StoreError> {
    if remembered(conn)? == number(conn)? {
        return Ok(());
    }
    match differences(conn)? {
        found if found.is_empty() => Ok(()),
        found => Err(StoreError::Damaged(format!(
            "{}. Nothing was changed: keep a copy of it, and bring back the newest good backup with \
             `praxis-server restore`",
            found.join("; ")
        ))),
    }
}

/// Refuses a database whose schema was changed by somebody else, without changing it.
///
/// # Errors
/// A sentence that names each object that is not as it should be.
pub fn expect_layout(place: &Place) -> Result<(), StoreError> {
    check(&place.looking()?)
}

/// Remembers that the schema is right: it was checked, or just made.
pub(super) fn remember(conn: &Connection) -> Result<(), StoreError> {
    let number = number(conn)?;
    if remembered(conn)? != number {
        conn.pragma_update(None, NUMBER, number)?;
    }
    Ok(())
}

fn remembered(conn: &Connection) -> Result<i32, StoreError> {
    Ok(conn.pragma_query_value(None, NUMBER, |row| row.get(0))?)
}

/// What stands for this schema and the migrations that this program knows.
fn number(conn: &Connection) -> Result<i32, StoreError> {
    let mut hash = Sha256::new();
    let mut take = |text: &str| {
        hash.update(text.len().to_le_bytes());
        hash.update(text);
    };
    migrate::texts().for_each(&mut take);
    let sql = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
    let mut statement = conn.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            take(&row.get::<_, String>(column)?);
        }
    }
    let hash: [u8; 32] = hash.finalize().into();
    Ok(hash.first_chunk().copied().map_or(0, i32::from_le_bytes))
}

fn name((kind, name, table): &(String, String, String)) -> String {
    if kind == "table" { format!("table {name}") } else { format!("{kind} {name} of {table}") }
}

fn version(conn: &Connection) -> Result<Option<i32>, StoreError> {
    let known: Option<i64> = conn
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'", [], |row| row.get(0))
        .optional()?;
    if known.is_none() {
        return Ok(None);
    }
    Ok(conn.query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0))?)
}

/// All objects but those that SQLite makes by itself.
fn layout(conn: &Connection) -> Result<Layout, StoreError> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE substr(name, 1, 7) <> 'sqlite_'";
    let mut statement = conn.prepare(sql)?;
    let found = statement.query_map([], |row| {
        let text: Option<String> = row.get(3)?;
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), plain(&text.unwrap_or_default())))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// A statement without what versions of SQLite write in different ways: white space, and quotes around names.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // every second part is between apostrophes, and stays as it is
    for (at, part) in text.split('\'').enumerate() {
        if at > 0 {
            plain.push('\'');
        }
        if at % 2 == 1 {
            plain.push_str(part);
        } else {
            plain.extend(
                part.chars().filter(|it| *it != '"').map(|it| if it.is_whitespace() { ' ' } else { it }),
            );
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made() -> Connection {
        migrate::as_made(migrate::newest()).unwrap()
    }

    #[test]
    fn each_object_that_is_lost_is_named() {
        let whole = made();
        assert_eq!(differences(&whole).unwrap(), Vec::<String>::new());
        let all: Vec<_> = layout(&whole).unwrap().into_keys().filter(|(kind, ..)| kind != "table").collect();
        assert!(all.iter().any(|it| it.0 == "trigger") && all.iter().any(|it| it.0 == "index"));
        for object in all {
            let conn = made();
            conn.execute_batch(&format!("DROP {} {}", object.0, object.1)).unwrap();
            assert_eq!(differences(&conn).unwrap(), [format!("{} is missing", name(&object))]);
            assert!(check(&conn).unwrap_err().is_damage());
        }
        // that it was found right once hides nothing
        check(&whole).unwrap();
        remember(&whole).unwrap();
        check(&whole).unwrap();
        whole.execute_batch("DROP TRIGGER audit_is_never_deleted").unwrap();
        let told = check(&whole).unwrap_err().to_string();
        assert!(
            told.contains("trigger audit_is_never_deleted of audit is missing. Nothing was changed"),
            "{told}"
        );
    }

    #[test]
    fn what_was_changed_or_put_there_is_named_and_other_white_space_is_not() {
        let conn = made();
        conn.execute_batch(
            "DROP TRIGGER audit_is_never_deleted;
             CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit WHEN false BEGIN SELECT 1; END;
             DROP INDEX audit_by_user;
             CREATE INDEX audit_by_user ON audit (seq, user);
             CREATE TRIGGER friendly AFTER INSERT ON session BEGIN SELECT 1; END;
             ALTER TABLE throttle ADD COLUMN more TEXT;
             CREATE TABLE notes (it TEXT);",
        )
        .unwrap();
        assert_eq!(
            differences(&conn).unwrap(),
            [
                "index audit_by_user of audit is not as the server made it",
                "table throttle is not as the server made it",
                "trigger audit_is_never_deleted of audit is not as the server made it",
                "table notes is none of the server's",
                "trigger friendly of session is none of the server's",
            ]
        );
        assert_eq!(
            plain("CREATE TABLE \"a\" (b\n  TEXT DEFAULT 'x \" y')"),
            plain("CREATE TABLE a (b TEXT DEFAULT 'x \" y')")
        );
        assert_ne!(plain("CHECK (it = 'a')"), plain("CHECK (it = 'A')"));
    }

    #[test]
    fn a_database_without_a_version_yet_has_nothing_to_be_held_against() {
        let conn = Connection::open_in_memory().unwrap();
        assert_eq!(differences(&conn).unwrap(), Vec::<String>::new());
    }

    /// `cargo test -p praxis-server --lib -- --ignored --nocapture layout::`
    #[test]
    #[ignore = "measures"]
    fn what_it_costs_at_each_start() {
        let conn = made();
        for what in ["made", "remembered"] {
            let begun = std::time::Instant::now();
            (0..20).for_each(|_| check(&conn).unwrap());
            println!("{what}: {:?}", begun.elapsed() / 20);
            remember(&conn).unwrap();
        }
    }
}
