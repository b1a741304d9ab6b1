//! That a job which refuses leaves nothing behind, that the others of its batch stay, and that they are run again only
//! when something has to be undone.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use chrono::{DateTime, TimeZone, Utc};
use futures_util::future::join_all;
use tempfile::TempDir;

use crate::{
    domain::refusal::Refusal,
    store::{Error, Store, StoreConfig, StoreError, Tx},
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 1, 8, 0, 0).unwrap()
}

async fn open() -> (Store, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("clinic.db").into();
    let store = Store::open(&StoreConfig { place, readers: 1 }).unwrap();
    let make =
        |tx: &Tx<'_>| Ok(tx.conn.execute_batch("CREATE TABLE word (word TEXT)").map_err(StoreError::from)?);
    store.write(now(), make).await.unwrap();
    (store, directory)
}

/// What a job does with its word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Write,
    RefuseAtOnce,
    WriteAndRefuse,
    WriteAndPanic,
}

/// Does all of it in one batch; the answers, how often each was run, and the words that are stored.
async fn together(
    store: &Store,
    deeds: &[(&'static str, Deed)],
) -> (Vec<Result<(), Error>>, Vec<usize>, Vec<String>) {
    let (go, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    // one batch is under way until all are queued, so that they share the next
    let hold = store.write(now(), move |_| {
        let _ = wait.lock().unwrap().recv_timeout(Duration::from_secs(20));
        Ok(())
    });
    let runs: Vec<_> = deeds.iter().map(|_| Arc::new(AtomicUsize::new(0))).collect();
    let jobs = deeds.iter().zip(&runs).map(|((word, deed), runs)| {
        let (word, deed, runs) = (*word, *deed, Arc::clone(runs));
        store.write(now(), move |tx| {
            runs.fetch_add(1, Ordering::SeqCst);
            if deed != Deed::RefuseAtOnce {
                tx.execute("INSERT INTO word VALUES (?1)", [word])?;
            }
            match deed {
                Deed::Write => Ok(()),
                Deed::WriteAndPanic => panic!("on purpose"),
                Deed::RefuseAtOnce | Deed::WriteAndRefuse => Err(Refusal::NotFound.into()),
            }
        })
    });
    let release = async {
        // whoever is polled after the jobs finds them queued
        while store.waiting_writes() < deeds.len() {
            tokio::task::yield_now().await;
        }
        drop(go);
    };
    let (held, answers, ()) = tokio::join!(hold, join_all(jobs), release);
    held.unwrap();
    let runs = runs.iter().map(|it| it.load(Ordering::SeqCst)).collect();
    let words = store
        .read(now(), |tx| Ok(tx.all("SELECT word FROM word ORDER BY rowid", [], |row| Ok(row.get(0)?))?))
        .await
        .unwrap();
    (answers, runs, words)
}

#[tokio::test]
async fn a_job_that_refuses_after_it_wrote_leaves_nothing_and_the_others_stay() {
    let (store, _directory) = open().await;
    let deeds = [("one", Deed::Write), ("two", Deed::WriteAndRefuse), ("three", Deed::Write)];
    let (answers, runs, words) = together(&store, &deeds).await;
    assert!(answers[0].is_ok() && answers[2].is_ok());
    assert!(matches!(answers[1], Err(Error::Refused(Refusal::NotFound))), "{:?}", answers[1]);
    assert_eq!(words, ["one", "three"]);
    assert_eq!(runs, [2, 2, 1], "up to the one that had to be undone, then all");
}

#[tokio::test]
async fn a_job_that_panics_after_it_wrote_leaves_nothing_and_the_others_stay() {
    let (store, _directory) = open().await;
    let deeds = [("one", Deed::Write), ("two", Deed::WriteAndPanic), ("three", Deed::Write)];
    let (answers, _, words) = together(&store, &deeds).await;
    assert!(answers[0].is_ok() && answers[2].is_ok());
    assert!(matches!(answers[1], Err(Error::Store(StoreError::Panicked))), "{:?}", answers[1]);
    assert_eq!(words, ["one", "three"]);
}

#[tokio::test]
async fn a_job_that_refuses_before_it_writes_costs_the_others_nothing() {
    let (store, _directory) = open().await;
    let deeds = [("one", Deed::Write), ("two", Deed::RefuseAtOnce), ("three", Deed::Write)];
    let (answers, runs, words) = together(&store, &deeds).await;
    assert!(matches!(answers[1], Err(Error::Refused(Refusal::NotFound))), "{:?}", answers[1]);
    assert_eq!(words, ["one", "three"]);
    assert_eq!(runs, [1, 1, 1]);
}

#[tokio::test]
async fn one_that_refuses_alone_leaves_nothing_either() {
    let (store, _directory) = open().await;
    let (_, _, words) = together(&store, &[("one", Deed::WriteAndRefuse)]).await;
    assert_eq!(words, Vec::<String>::new());
    let (_, _, words) = together(&store, &[("two", Deed::Write)]).await;
    assert_eq!(words, ["two"]);
}
