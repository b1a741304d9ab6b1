//! The schema, version by version. Files in `migrations/` are append-only: what was
//! released is never edited.
//!
//! Each version and the row that says so are one transaction: whenever the machine stops, the database
//! has the old schema or the new one, whole. Foreign keys are checked before it is durable.

pub(super) mod fill;
#[cfg(test)]
mod tests;

use refinery::Migration;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::{StoreError, inspect};

macro_rules! migrations {
    ($($name:literal => $file:literal),* $(,)?) => {
        const MIGRATIONS: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../migrations/", $file)))),*];
    };
}

migrations! {
    "V1__init" => "0001_init.sql",
    "V2__people" => "0002_people.sql",
    "V3__hours" => "0003_hours.sql",
    "V4__visits" => "0004_visits.sql",
    "V5__notices" => "0005_notices.sql",
    "V6__conversations" => "0006_conversations.sql",
    "V7__sessions" => "0007_sessions.sql",
    "V8__second_factor" => "0008_second_factor.sql",
    "V9__api_tokens" => "0009_api_tokens.sql",
    "V10__audit_chain" => "0010_audit_chain.sql",
    "V11__emergency_access" => "0011_emergency_access.sql",
    "V12__integrity" => "0012_integrity.sql",
    "V13__requests_in_order" => "0013_requests_in_order.sql",
    "V14__growth" => "0014_growth.sql",
    "V15__notices_of_messages" => "0015_notices_of_messages.sql",
    "V16__acts" => "0016_acts.sql",
    "V17__fewer_places" => "0017_fewer_places.sql",
    "V18__who_gets_in" => "0018_who_gets_in.sql",
}

/// Which versions were applied, as every release has kept it.
const HISTORY: &str = "CREATE TABLE IF NOT EXISTS refinery_schema_history(
             version int4 PRIMARY KEY,
             name VARCHAR(255),
             applied_on VARCHAR(255),
             checksum VARCHAR(255));";

/// The newest version.
pub(super) fn newest() -> i32 {
    MIGRATIONS
        .last()
        .and_then(|(name, _)| name.strip_prefix('V')?.split_once("__")?.0.parse().ok())
        .unwrap_or_default()
}

/// All that makes the newest version.
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().flat_map(|(name, sql)| [*name, *sql])
}

/// Brings the schema up to date, each version in a transaction of its own.
pub(super) fn to_newest(conn: &mut Connection) -> Result<(), StoreError> {
    up_to(conn, newest())
}

fn known(name: &str, sql: &str) -> Result<Migration, StoreError> {
    Migration::unapplied(name, sql).map_err(|why| StoreError::unreadable("schema", why))
}

fn up_to(conn: &mut Connection, version: i32) -> Result<(), StoreError> {
    let known = MIGRATIONS.iter().map(|(name, sql)| known(name, sql)).collect::<Result<Vec<_>, _>>()?;
    conn.execute_batch(HISTORY)?;
    for migration in missing(conn, known)?.into_iter().filter(|it| it.version() <= version) {
        apply(conn, &migration)?;
        tracing::info!(schema = migration.version(), "the database's schema was brought up to date");
    }
    Ok(())
}

/// An empty database of this version, in memory: what one on a disk is held against.
pub(super) fn as_made(version: i32) -> Result<Connection, StoreError> {
    let mut conn = Connection::open_in_memory()?;
    let tx = conn.transaction()?;
    tx.execute_batch(HISTORY)?;
    for (name, sql) in MIGRATIONS {
        let migration = known(name, sql)?;
        if migration.version() <= version {
            apply_in(&tx, &migration)?;
        }
    }
    tx.commit()?;
    Ok(conn)
}

/// What is still to be applied, in order.
fn missing(conn: &Connection, known: Vec<Migration>) -> Result<Vec<Migration>, StoreError> {
    let mut statement =
        conn.prepare("SELECT version, checksum FROM refinery_schema_history ORDER BY version")?;
    let applied = statement
        .query_map([], |row| Ok((row.get::<_, i32>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for (version, checksum) in &applied {
        let Some(ours) = known.iter().find(|it| it.version() == *version) else {
            return Err(inspect::newer(*version));
        };
        if ours.checksum().to_string() != *checksum {
            return Err(StoreError::Unfit(format!(
                "schema {version} of the database is not the one this version of Praxis was released with"
            )));
        }
    }
    let last = applied.last().map_or(0, |it| it.0);
    let (skipped, missing): (Vec<_>, Vec<_>) = known
        .into_iter()
        .filter(|it| applied.iter().all(|(version, _)| *version != it.version()))
        .partition(|it| it.version() < last);
    match skipped.first() {
        Some(one) => Err(StoreError::Unfit(format!(
            "the database has schema {last}, but never got schema {}: it is not one of Praxis's releases",
            one.version()
        ))),
        None => Ok(missing),
    }
}

/// A version may make a table anew that others point to: keys are looked at when all of it is done.
fn apply(conn: &mut Connection, migration: &Migration) -> Result<(), StoreError> {
    let checked: bool = conn.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    conn.pragma_update(None, "foreign_keys", false)?;
    let applied = apply_unchecked(conn, migration);
    conn.pragma_update(None, "foreign_keys", checked)?;
    applied
}

fn apply_unchecked(conn: &mut Connection, migration: &Migration) -> Result<(), StoreError> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    apply_in(&tx, migration)?;
    no_dangling(&tx, migration.version())?;
    tx.commit()?;
    Ok(())
}

fn apply_in(tx: &Transaction<'_>, migration: &Migration) -> Result<(), StoreError> {
    tx.execute_batch(migration.sql().unwrap_or_default())?;
    fill::after(tx, migration.version())?;
    tx.execute(
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum)
         VALUES (?1, ?2, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?3)",
        params![migration.version(), migration.name(), migration.checksum().to_string()],
    )?;
    Ok(())
}

fn no_dangling(tx: &Transaction<'_>, version: i32) -> Result<(), StoreError> {
    let dangling: i64 =
        tx.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if dangling == 0 {
        return Ok(());
    }
    Err(StoreError::Damaged(format!(
        "{dangling} rows point to nothing, so that schema {version} cannot be built on them"
    )))
}
