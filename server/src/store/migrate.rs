//! The schema, version by version. Files in `migrations/` are append-only: what was
//! released is never edited.

use refinery::{Migration, Runner};
use rusqlite::Connection;

use super::StoreError;

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
    "V9__api_tokens" => "0009_api_tokens.sql",
    "V10__audit_chain" => "0010_audit_chain.sql",
}

/// Brings the schema up to date, each version in a transaction of its own.
pub(super) fn to_newest(conn: &mut Connection) -> Result<(), StoreError> {
    let migrations: Vec<_> = MIGRATIONS
        .iter()
        .map(|(name, sql)| Migration::unapplied(name, sql))
        .collect::<Result<_, _>>()
        .map_err(|why| StoreError::unreadable("schema", why))?;
    Runner::new(&migrations)
        .set_abort_missing(true)
        .set_abort_divergent(true)
        .run(conn)
        .map_err(|why| StoreError::unreadable("schema", explain(&why)))?;
    Ok(())
}

fn explain(why: &refinery::Error) -> String {
    match why.kind() {
        refinery::error::Kind::MissingVersion(version) => format!(
            "the database is of a newer version of Praxis (it has schema {version}): start that version, or restore a backup"
        ),
        refinery::error::Kind::DivergentVersion(version, _) => {
            format!(
                "schema {version} of the database is not the one this version of Praxis was released with"
            )
        }
        _ => why.to_string(),
    }
}
