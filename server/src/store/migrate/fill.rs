//! What a version's SQL cannot say: values for rows from before it, computed here, in the version's transaction.

use rusqlite::{Transaction, params_from_iter, types::Value};

use crate::store::{
    StoreError,
    seal::{ALL, Sealed},
};

/// The version that brought seals.
pub(in crate::store) const SEALS: i32 = 12;

/// Fills what `version` brought.
pub(super) fn after(tx: &Transaction<'_>, version: i32) -> Result<(), StoreError> {
    if version != SEALS {
        return Ok(());
    }
    for sealed in ALL {
        seal_rows(tx, sealed)?;
    }
    Ok(())
}

/// Seals what is there. Triggers that forbid changes are set aside meanwhile: contents stay as they are.
fn seal_rows(tx: &Transaction<'_>, sealed: &Sealed) -> Result<(), StoreError> {
    let triggers = triggers(tx, sealed.table)?;
    for (name, _) in &triggers {
        tx.execute_batch(&format!("DROP TRIGGER {name}"))?;
    }
    let keys = keys(tx, sealed.table)?;
    let list = keys.iter().map(String::as_str).chain(sealed.columns.iter().copied()).collect::<Vec<_>>();
    let same = keys.iter().map(|it| format!("{it} = ?")).collect::<Vec<_>>().join(" AND ");
    let mut read = tx.prepare(&format!("SELECT {} FROM {}", list.join(", "), sealed.table))?;
    let mut write = tx.prepare(&format!("UPDATE {} SET {} = ? WHERE {same}", sealed.table, sealed.seal))?;
    let mut rows = read.query([])?;
    let mut found: Vec<(Vec<Value>, Vec<Value>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let values = (0..list.len()).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>()?;
        let (key, contents) = values.split_at(keys.len());
        found.push((key.to_vec(), contents.to_vec()));
    }
    for (key, contents) in found {
        let contents: Vec<_> = contents.iter().map(|it| it as &dyn rusqlite::ToSql).collect();
        let seal = Value::Blob(sealed.over(&contents)?.to_vec());
        write.execute(params_from_iter(std::iter::once(seal).chain(key)))?;
    }
    for (_, sql) in triggers {
        tx.execute_batch(&sql)?;
    }
    Ok(())
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
