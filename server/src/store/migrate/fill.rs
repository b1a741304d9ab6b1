//! What a version's SQL cannot say: values for rows from before it, computed here, in the version's transaction.

use praxis_shared::id::{AppointmentId, ConversationId, Id, PatientId};
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter, types::Value};

use crate::store::{
    StoreError,
    seal::{ALL, Sealed, VISIT},
};

/// The version that brought seals.
pub(in crate::store) const SEALS: i32 = 12;
/// The version in which notices say in which role somebody is told, and visits whether they make a relation of care.
const WHO_GETS_IN: i32 = 18;
/// Rows that are held in memory at once.
const CHUNK: usize = 1000;
/// Told in no role: shown to nobody.
const NOBODY: i64 = 128;

/// Fills what `version` brought.
pub(super) fn after(tx: &Transaction<'_>, version: i32) -> Result<(), StoreError> {
    match version {
        SEALS => ALL.into_iter().try_for_each(|sealed| seal_rows(tx, sealed)),
        WHO_GETS_IN => {
            roles_of_notices(tx)?;
            seal_rows(tx, &VISIT)
        }
        _ => Ok(()),
    }
}

/// In which role those were told who have several.
fn roles_of_notices(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let mut read = tx.prepare("SELECT id, user, subject FROM notice WHERE roles = -1")?;
    let mut write = tx.prepare("UPDATE notice SET roles = ?2 WHERE id = ?1")?;
    let found = read
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<Vec<([u8; 16], [u8; 16], String)>, _>>()?;
    for (notice, user, subject) in found {
        write.execute(params![notice, told_as(tx, user, &subject)?])?;
    }
    Ok(())
}

/// The roles that the subject of a notice was of this user's in: the bits of a set.
fn told_as(tx: &Transaction<'_>, user: [u8; 16], subject: &str) -> Result<i64, StoreError> {
    let own = |sql: &str, id: [u8; 16]| -> Result<bool, StoreError> {
        Ok(tx.query_row(sql, params![id, user], |_| Ok(())).optional()?.is_some())
    };
    if let Ok(visit) = subject.parse::<AppointmentId>() {
        let sql = "SELECT 1 FROM appointment JOIN patient ON patient.id = appointment.patient
             WHERE appointment.id = ?1 AND patient.user = ?2";
        return Ok(if own(sql, visit.bytes())? { 8 } else { 4 });
    }
    if let Ok(patient) = subject.parse::<PatientId>() {
        let sql = "SELECT 1 FROM patient WHERE id = ?1 AND user = ?2";
        return Ok(if own(sql, patient.bytes())? { 8 } else { 1 });
    }
    if let Ok(conversation) = subject.parse::<ConversationId>() {
        let sql = "SELECT side FROM conversation_member WHERE conversation = ?1 AND user = ?2";
        let side = tx.query_row(sql, params![Id::bytes(conversation), user], |row| row.get(0)).optional()?;
        // only a clerk has no place in a conversation
        return Ok(side.unwrap_or(2));
    }
    Ok(NOBODY)
}

/// Seals what is there, as far as the table has the columns by now. Triggers that forbid changes are set aside meanwhile:
/// contents stay as they are.
fn seal_rows(tx: &Transaction<'_>, sealed: &Sealed) -> Result<(), StoreError> {
    let triggers = triggers(tx, sealed.table)?;
    for (name, _) in &triggers {
        tx.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let keys = keys(tx, sealed.table)?;
    let list = keys.iter().map(String::as_str).chain(sealed.there(tx)?).collect::<Vec<_>>().join(", ");
    let same = keys.iter().map(|it| format!("{it} = ?")).collect::<Vec<_>>().join(" AND ");
    let key = keys.join(", ");
    let begin = format!("SELECT {list} FROM {} ORDER BY {key} LIMIT {CHUNK}", sealed.table);
    let marks = vec!["?"; keys.len()].join(", ");
    let go_on =
        format!("SELECT {list} FROM {} WHERE ({key}) > ({marks}) ORDER BY {key} LIMIT {CHUNK}", sealed.table);
    let mut write = tx.prepare(&format!("UPDATE {} SET {} = ? WHERE {same}", sealed.table, sealed.seal))?;
    let mut found = rows(tx, &begin, &[])?;
    while let Some(last) = found.last().map(|row| row[..keys.len()].to_vec()) {
        for row in found {
            let (key, contents) = row.split_at(keys.len());
            let contents: Vec<_> = contents.iter().map(|it| it as &dyn rusqlite::ToSql).collect();
            let seal = Value::Blob(Sealed::of(sealed.table, &contents)?.to_vec());
            write.execute(params_from_iter(std::iter::once(seal).chain(key.to_vec())))?;
        }
        found = rows(tx, &go_on, &last)?;
    }
    for (_, sql) in triggers {
        tx.execute_batch(&sql)?;
    }
    Ok(())
}

/// All that a statement finds.
fn rows(tx: &Transaction<'_>, sql: &str, after: &[Value]) -> Result<Vec<Vec<Value>>, StoreError> {
    let mut statement = tx.prepare_cached(sql)?;
    let width = statement.column_count();
    let found =
        statement.query_map(params_from_iter(after), |row| (0..width).map(|at| row.get(at)).collect())?;
    Ok(found.collect::<Result<_, _>>()?)
}

fn triggers(tx: &Transaction<'_>, table: &str) -> Result<Vec<(String, String)>, StoreError> {
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1";
    let mut statement = tx.prepare(sql)?;
    let found = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The columns of the primary key.
fn keys(tx: &Transaction<'_>, table: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = tx.prepare("SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk")?;
    let found = statement.query_map([table], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}
