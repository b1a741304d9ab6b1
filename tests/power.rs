//! The promise of the README when the power is cut. The real server works for real
//! people while all that its disk is told is written down; then the disk is cut at
//! moments of chance, again and again, and from what is left the clinic must come up
//! with everything that was answered until then.
//!
//! `PRAXIS_CUTS=50000 cargo test -p praxis-tests --test main -- power::` is the long form.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use praxis_server::store::{
    Head, Store, StoreConfig,
    verify::{self, Verdict},
};
use praxis_tests::{
    Process,
    dice::Dice,
    disk::{self, Disk, Recording},
    ledger::{Entry, Ledger, Traces},
    load,
    vault::{self, Room},
};
use tempfile::TempDir;

use crate::durable::work;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"))
}

/// A life of a clinic, as its disk and its people saw it.
struct Life {
    recording: Recording,
    acknowledged: Vec<Entry>,
    /// Where it lived; the recording names it.
    root: PathBuf,
}

/// People work, the server is stopped and started, people work on, the server is killed.
async fn live(seed: &mut Dice, forget: Option<&str>) -> Life {
    let logs = TempDir::new().unwrap();
    let log = logs.path().join("log");
    let directory = Room::new();
    let root = directory.path().canonicalize().unwrap();
    let mut more = vec![("DISK_LOG", log.to_str().unwrap().to_owned())];
    more.extend(forget.map(|it| ("DISK_FORGET", it.to_owned())));
    let world = disk::world(&root, &more);
    let (mut server, admin) = Process::open_over(program(), "info", directory, world).await;
    let ledger = Arc::new(Ledger::new(Some(log.clone())));
    let mut lanes = load::lanes(&admin, 8, &ledger, seed).await;
    for _ in 0..2 {
        let done = work(lanes, &server, 60).await;
        lanes = done.into_iter().map(|(lane, outcome)| outcome.map(|()| lane).unwrap()).collect();
        server.stop();
        server.start();
    }
    let done = work(lanes, &server, 60).await;
    assert!(done.iter().all(|it| it.1.is_ok()));
    server.kill();
    Life { recording: Recording::read(&log), acknowledged: ledger.read(), root }
}

/// What is wrong with what is left after a cut.
async fn examine(data: &Path, acknowledged: &[&Entry], with_store: bool) -> Vec<String> {
    let file = data.join("praxis.db");
    if !file.exists() {
        return acknowledged
            .first()
            .map(|it| format!("no file, and {it:?} was acknowledged"))
            .into_iter()
            .collect();
    }
    if with_store {
        let place = vault::place(file.clone());
        match Store::open(&StoreConfig { place: place.clone(), readers: 1 }) {
            Ok(store) => store.close().await,
            Err(why) => return vec![format!("the store does not open: {why}")],
        }
        let log = verify::open(&place).unwrap();
        match verify::verify(&log, Head::START, &[], |_| {}).unwrap() {
            Verdict::Whole(_) => {}
            broken @ Verdict::Tampered { .. } => return vec![format!("the log of acts: {broken:?}")],
        }
    }
    match Traces::read(&file) {
        Ok(traces) => traces.missing(acknowledged.iter().copied()),
        // before the tables were there nothing was acknowledged
        Err(_) if acknowledged.is_empty() => Vec::new(),
        Err(why) => vec![format!("the file cannot be read: {why}")],
    }
}

/// Cuts a life so many times; what was wrong each time anything was.
async fn cut(life: &Life, cuts: usize, dice: &mut Dice) -> Vec<(u64, Vec<String>)> {
    let mut disk = Disk::new(&life.recording);
    let mut wrong = Vec::new();
    for (number, moment) in life.recording.moments(cuts, .., dice).into_iter().enumerate() {
        disk.go_on_to(moment);
        let left = disk.cut(&life.root, dice);
        let directory = disk::quick_directory();
        disk::materialise(&left, &life.root, directory.path());
        let acknowledged: Vec<_> = life.acknowledged.iter().filter(|it| it.position <= moment).collect();
        // the server's own way of opening sees some, SQLite alone the others: it is quicker
        let found = examine(&directory.path().join("clinic"), &acknowledged, number % 8 == 0).await;
        if !found.is_empty() {
            wrong.push((moment, found));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_was_answered_is_there_after_each_of_a_thousand_power_cuts() {
    let cuts = std::env::var("PRAXIS_CUTS").map_or(1000, |it| it.parse().unwrap());
    let mut dice = Dice::fresh("power cuts");
    let life = Arc::new(live(&mut dice, None).await);
    assert!(life.acknowledged.len() > 1000 && life.recording.syncs() > 100);
    let halves = [dice.roll(), dice.roll()].map(|seed| {
        let life = Arc::clone(&life);
        tokio::spawn(async move { cut(&life, cuts / 2, &mut Dice::new(seed)).await })
    });
    for half in halves {
        let wrong = half.await.unwrap();
        assert!(
            wrong.is_empty(),
            "{} of {} cuts lost something: {:#?}",
            wrong.len(),
            cuts / 2,
            wrong.first()
        );
    }

    // the real server on what is left of its work, and of its first steps, when keys and certificates are made: then a
    // clinic that is not finished is made again
    let served = life.acknowledged[0].position;
    for when in [0..served, served..u64::MAX] {
        let mut disk = Disk::new(&life.recording);
        for moment in life.recording.moments(12, when, &mut dice) {
            disk.go_on_to(moment);
            // several ways to lose what was not synced
            for _ in 0..2 {
                let directory = disk::quick_directory();
                disk::materialise(&disk.cut(&life.root, &mut dice), &life.root, directory.path());
                let mut server = Process::over_all_of(program(), "info", directory, Vec::new());
                let _unfinished = (moment < served).then(|| server.init());
                server.start();
                let acknowledged = life.acknowledged.iter().filter(|it| it.position <= moment);
                let wrong = Traces::read(&server.database()).unwrap().missing(acknowledged);
                assert!(wrong.is_empty(), "{wrong:#?}");
                server.stop();
            }
        }
    }
    println!(
        "{cuts} cuts of a life of {} acknowledged acts and {} syncs",
        life.acknowledged.len(),
        life.recording.syncs()
    );
}

/// With `synchronous=NORMAL` SQLite does all the same but one thing: a commit does not sync the log. Leaving out of
/// the recording what the writing thread asks for there shows that very server, without a switch in the real one that
/// would weaken it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_sync_each_commit_is_caught() {
    let mut dice = Dice::fresh("normal");
    let life = live(&mut dice, Some("praxis-writer")).await;
    let wrong = cut(&life, 100, &mut dice).await;
    println!("{} of 100 cuts lost something", wrong.len());
    assert!(wrong.len() > 10, "hardly anything was lost: the cuts prove nothing");
}
