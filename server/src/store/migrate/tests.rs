//! The schema under interruption: whenever it stops, it is the old one or the next one, whole.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use super::*;
use crate::store::Place;

/// The database of 0.1.0, as text.
const RELEASED: &str = include_str!("../../../../tests/golden/schema-6.sql");
/// Steps of SQLite's machine between two moments at which a test may stop it.
const STEPS: i32 = 400;

/// How a database is laid out, and how many rows each table has.
fn layout(conn: &Connection) -> (i32, Vec<String>) {
    let version = conn
        .query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get::<_, Option<i32>>(0))
        .unwrap_or_default()
        .unwrap_or_default();
    let mut statement = conn.prepare("SELECT name, type, sql FROM sqlite_schema ORDER BY name").unwrap();
    let lines = statement
        .query_map([], |row| {
            let (name, kind): (String, String) = (row.get(0)?, row.get(1)?);
            let rows: i64 = if kind == "table" {
                conn.query_row(&format!("SELECT count(*) FROM \"{name}\""), [], |row| row.get(0))?
            } else {
                0
            };
            Ok(format!("{name} {rows} {:?}", row.get::<_, Option<String>>(2)?))
        })
        .unwrap();
    (version, lines.collect::<Result<_, _>>().unwrap())
}

fn begin(folder: &Path, name: &str, content: &str) -> PathBuf {
    let file = folder.join(name);
    Connection::open(&file).unwrap().execute_batch(content).unwrap();
    file
}

fn open(file: &Path) -> Connection {
    Place::from(file.to_owned()).writing().unwrap()
}

/// What the database must look like at each version from its own on.
fn references(folder: &Path, content: &str) -> Vec<(i32, Vec<String>)> {
    let mut conn = open(&begin(folder, "reference.db", content));
    let mut all = vec![layout(&conn)];
    conn.execute_batch(HISTORY).unwrap();
    all.push(layout(&conn));
    for version in 1..=newest() {
        up_to(&mut conn, version).unwrap();
        all.push(layout(&conn));
    }
    all
}

/// Stops the migration after so many moments; whether it was stopped. What lies on the disk at that moment, as after a
/// power cut, is left in `killed.db`.
fn stopped_at(file: &Path, moment: u32) -> bool {
    let mut conn = open(file);
    let (seen, stopped) = (AtomicU32::new(0), Arc::new(AtomicBool::new(false)));
    let (told, from) = (Arc::clone(&stopped), file.to_owned());
    conn.progress_handler(
        STEPS,
        Some(move || {
            let now = seen.fetch_add(1, Ordering::Relaxed) == moment;
            if now {
                for ending in ["", "-wal"] {
                    let beside = |it: &Path| PathBuf::from(format!("{}{ending}", it.display()));
                    drop(fs::copy(beside(&from), beside(&from.with_file_name("killed.db"))));
                }
                told.store(true, Ordering::Relaxed);
            }
            now
        }),
    )
    .unwrap();
    let outcome = to_newest(&mut conn);
    let stopped = stopped.load(Ordering::Relaxed);
    assert_eq!(outcome.is_err(), stopped, "{outcome:?}");
    stopped
}

fn sweep(content: &str) -> u32 {
    let folder = tempfile::tempdir().unwrap();
    let references = references(folder.path(), content);
    let (head, mut moment) = (references.last().unwrap().clone(), 0);
    loop {
        let file = begin(folder.path(), "stopped.db", content);
        if !stopped_at(&file, moment) {
            return moment;
        }
        for left in ["stopped.db", "killed.db"] {
            let mut conn = open(&folder.path().join(left));
            let found = layout(&conn);
            assert!(
                references.contains(&found),
                "{left} at moment {moment} has neither the old schema nor the new"
            );
            to_newest(&mut conn).unwrap();
            assert_eq!(layout(&conn), head, "{left} at moment {moment} did not come up to date");
        }
        for left in ["stopped.db", "killed.db"] {
            for ending in ["", "-wal", "-shm"] {
                let _ = fs::remove_file(folder.path().join(format!("{left}{ending}")));
            }
        }
        moment += 1;
    }
}

#[test]
fn a_new_database_that_is_cut_off_anywhere_has_one_version_whole() {
    let moments = sweep("");
    assert!(moments > 20, "it was cut at {moments} moments only");
}

#[test]
fn a_released_database_that_is_cut_off_anywhere_has_one_version_whole() {
    let moments = sweep(RELEASED);
    assert!(newest() == 6 || moments > 3, "it was cut at {moments} moments only");
}

#[test]
fn a_version_without_its_row_would_be_noticed() {
    // what a cut between a version's statements and the row that says so would leave
    let folder = tempfile::tempdir().unwrap();
    let references = references(folder.path(), "");
    let file = begin(folder.path(), "half.db", HISTORY);
    let mut conn = open(&file);
    conn.execute_batch(MIGRATIONS[0].1).unwrap();
    assert!(!references.contains(&layout(&conn)));
    to_newest(&mut conn).unwrap_err();
}

#[test]
fn a_changed_or_skipped_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = open(&begin(folder.path(), "clinic.db", ""));
    to_newest(&mut conn).unwrap();
    let set = |conn: &Connection, sql: &str| conn.execute(sql, []).unwrap();
    set(&conn, "UPDATE refinery_schema_history SET checksum = '1' WHERE version = 2");
    assert!(
        to_newest(&mut conn).unwrap_err().to_string().contains("schema 2 of the database is not the one")
    );
    set(&conn, "DELETE FROM refinery_schema_history WHERE version = 2");
    assert!(to_newest(&mut conn).unwrap_err().to_string().contains("never got schema 2"));
}
