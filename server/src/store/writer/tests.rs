//! That the settings are what the promise rests on, that nothing waits without bound, and that no reader makes the
//! log grow for ever.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};

use chrono::{DateTime, TimeZone, Utc};
use futures_util::future::join_all;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::QUEUE;
use crate::{
    domain::{caller::Call, refusal::Refusal},
    store::{
        Error, Limits, Place, Store, StoreConfig, StoreError,
        connect::SQLITE_AT_LEAST,
        fate::{Fate, Vital},
    },
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 1, 8, 0, 0).unwrap()
}

fn open(limits: &Limits) -> (Store, PathBuf, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("clinic.db");
    let store = Store::open_within(&StoreConfig { place: file.clone().into(), readers: 1 }, limits).unwrap();
    (store, file, directory)
}

#[test]
fn the_connection_that_writes_has_the_settings_that_the_promise_rests_on() {
    let directory = tempfile::tempdir().unwrap();
    let conn = Place::from(directory.path().join("clinic.db")).writing().unwrap();
    for (name, value) in [
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("mmap_size", 0),
        ("wal_autocheckpoint", 0),
        ("journal_size_limit", 64 << 20),
    ] {
        let is: i64 = conn.pragma_query_value(None, name, |row| row.get(0)).unwrap();
        assert_eq!(is, value, "{name}");
    }
    let mode: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    assert!(rusqlite::version_number() >= SQLITE_AT_LEAST);
}

#[test]
fn a_file_that_cannot_have_these_settings_is_not_opened() {
    let refused = Place::from(PathBuf::from(":memory:")).writing().unwrap_err().to_string();
    assert!(refused.contains("journal_mode is memory instead of wal"), "{refused}");
}

/// Holds a picture open for as long as it is let, again and again.
fn hold(store: &Store, stop: &Arc<AtomicBool>) -> tokio::task::JoinHandle<usize> {
    let (store, stop) = (store.clone(), Arc::clone(stop));
    tokio::spawn(async move {
        let mut cut = 0;
        while !stop.load(Ordering::SeqCst) {
            let endless =
                "WITH RECURSIVE n (i) AS (SELECT count(*) FROM ballast UNION ALL SELECT i + 1 FROM n)
                           SELECT max(i) FROM n";
            let held = store.read(now(), move |tx| {
                tx.one(endless, [], |row| Ok(row.get::<_, i64>(0)?))?;
                Ok(())
            });
            match held.await {
                Err(Error::Store(StoreError::TooSlow)) => cut += 1,
                other => panic!("an endless read ended with {other:?}"),
            }
        }
        cut
    })
}

/// Writes 64 KiB.
async fn write_some(store: &Store) {
    let job = |tx: &crate::store::Tx<'_>| {
        tx.execute("INSERT INTO ballast VALUES (zeroblob(65536))", [])?;
        Ok(())
    };
    store.write(now(), job).await.unwrap();
}

fn log_pages(file: &std::path::Path) -> u64 {
    let log = file.with_file_name("clinic.db-wal");
    std::fs::metadata(log).unwrap().len() / 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_that_holds_on_is_cut_off_and_the_log_stays_short() {
    let limits = Limits { wal_pages: 512, read_time: Duration::from_millis(100), ..Limits::default() };
    let (store, file, _directory) = open(&limits);
    store
        .write(now(), |tx| {
            Ok(tx.conn.execute_batch("CREATE TABLE ballast (x BLOB)").map_err(StoreError::from)?)
        })
        .await
        .unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let holding = hold(&store, &stop);
    let mut longest = 0;
    for _ in 0..512 {
        write_some(&store).await;
        longest = longest.max(log_pages(&file));
    }
    stop.store(true, Ordering::SeqCst);
    assert!(holding.await.unwrap() > 0, "nobody held on");
    // far above the limit of 512, for a reader is only cut off once its thread gets its turn on a busy machine
    assert!(longest <= 4096, "32 MiB were written, and the log grew to {longest} pages");

    // somebody who is not cut off
    let other = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM ballast").unwrap();
    for _ in 0..320 {
        write_some(&store).await;
    }
    assert!(log_pages(&file) > 4096, "a picture that is held does not keep the log from beginning anew");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_more_than_may_wait_is_told_to_come_back_and_the_rest_is_done() {
    let (store, _file, _directory) = open(&Limits::default());
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let (begun, began) = mpsc::channel();
    let slow = tokio::spawn({
        let store = store.clone();
        async move {
            let job = move |_: &crate::store::Tx<'_>| {
                begun.send(()).unwrap();
                let _ = wait.lock().unwrap().recv();
                Ok(())
            };
            store.write(now(), job).await
        }
    });
    tokio::task::spawn_blocking(move || began.recv().unwrap()).await.unwrap();
    let many = join_all((0..QUEUE + 100).map(|_| store.write(now(), |_| Ok(()))));
    // each of them is in the queue or refused before the slow one goes on
    let (outcomes, ()) = tokio::join!(many, async move { drop(go) });
    let refused = outcomes.iter().filter(|it| matches!(it, Err(Error::Store(StoreError::Busy)))).count();
    let done = outcomes.iter().filter(|it| it.is_ok()).count();
    assert_eq!((refused, done), (100, QUEUE));
    slow.await.unwrap().unwrap();
}

fn call(number: usize) -> Call {
    Call {
        caller: None,
        method: "SessionService/SignUp".into(),
        request_id: number.to_string(),
        fingerprint: [0; 32],
        fresh: false,
        while_locked: false,
    }
}

#[tokio::test]
async fn without_room_acts_are_refused_and_leave_nothing_and_reading_goes_on() {
    let (store, _file, _directory) = open(&Limits { reserve: u64::MAX, ..Limits::default() });
    let done = Arc::new(AtomicBool::new(false));
    let did = Arc::clone(&done);
    let act = move |_: &crate::store::Tx<'_>, _: Option<&crate::domain::caller::Caller>| {
        did.store(true, Ordering::SeqCst);
        Ok(())
    };
    let refused = store.act(now(), call(1), act.clone()).await.unwrap_err();
    assert!(matches!(refused, Error::Refused(Refusal::DiskFull)), "{refused:?}");
    assert!(!done.load(Ordering::SeqCst));
    let rows = |sql: &'static str| {
        let store = store.clone();
        async move {
            let count = store.read(now(), move |tx| Ok(tx.one(sql, [], |row| Ok(row.get::<_, i64>(0)?))?));
            count.await.unwrap()
        }
    };
    assert_eq!(rows("SELECT count(*) FROM request").await, Some(0));
    // what must be written in any case still is: that it was refused
    assert_eq!(rows("SELECT count(*) FROM audit").await, Some(1));

    let (store, _file, _directory) = open(&Limits::default());
    store.act(now(), call(1), act).await.unwrap();
    assert!(done.load(Ordering::SeqCst));
}

/// How many of this process's open files are of this database.
#[cfg(target_os = "linux")]
fn open_files(file: &std::path::Path) -> usize {
    let ours = file.to_string_lossy();
    std::fs::read_dir("/proc/self/fd")
        .unwrap()
        .filter_map(|it| std::fs::read_link(it.unwrap().path()).ok())
        .filter(|it| it.to_string_lossy().starts_with(&*ours))
        .count()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_closed_store_has_no_connection_left_that_could_outlive_the_process() {
    let (store, file, _directory) = open(&Limits::default());
    assert!(open_files(&file) > 2, "the threads have it open");
    store.close().await;
    assert_eq!(open_files(&file), 0);
    let read = store.read(now(), |tx| Ok(tx.doctors()?.len())).await;
    assert!(matches!(read, Err(Error::Store(StoreError::Stopped))), "{read:?}");
}

#[tokio::test]
async fn a_thread_that_dies_is_no_secret_and_the_first_reason_stays() {
    let fate = Fate::default();
    let vital = Vital::new(fate.clone(), "writer");
    drop(vital);
    assert!(!fate.is_sealed(), "a thread that ends as it should is none that died");
    let vital = Vital::new(fate.clone(), "writer");
    let died = std::thread::spawn(move || {
        let _vital = vital;
        panic!("on purpose");
    });
    assert!(died.join().is_err());
    fate.seal("something else");
    assert_eq!(fate.sealed().await, "the writer thread panicked");
}
