//! The promise of the README under SIGKILL: what was answered with OK is there after
//! the server comes back, whole and once; what was not answered is there whole or not
//! at all, and asking again under the same request id is safe.
//!
//! `PRAXIS_KILL_ROUNDS=500 cargo test -p praxis-tests --test main -- durable::` is the long form.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use praxis_tests::{
    Process, Refused,
    dice::Dice,
    ledger::{Ledger, Traces},
    load::{self, Lane},
    vault, within,
};
use tokio::task::JoinHandle;
use tonic::Status;

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_praxis-server-under-test"))
}

/// A lane at work, and how it ends.
type AtWork = JoinHandle<(Lane, Result<(), Status>)>;

/// Sets all to work, each over a connection of their own.
fn begin(lanes: Vec<Lane>, server: &Process, acts: usize) -> Vec<AtWork> {
    let begin = |mut lane: Lane| {
        let (channel, mut left) = (server.channel(), acts);
        tokio::spawn(async move {
            let enough = || {
                let enough = left == 0;
                left = left.saturating_sub(1);
                enough
            };
            let outcome = lane.work(&channel, enough).await;
            (lane, outcome)
        })
    };
    lanes.into_iter().map(begin).collect()
}

async fn end(at_work: Vec<AtWork>) -> Vec<(Lane, Result<(), Status>)> {
    let mut done = Vec::new();
    for it in at_work {
        done.push(within(it).await.unwrap());
    }
    done
}

/// All at work until they are cut off or have done so many acts each.
pub(crate) async fn work(lanes: Vec<Lane>, server: &Process, acts: usize) -> Vec<(Lane, Result<(), Status>)> {
    end(begin(lanes, server, acts)).await
}

/// Asks for what was not answered, then compares everything.
pub(crate) async fn settle(lanes: Vec<Lane>, server: &Process, ledger: &Ledger) -> Vec<Lane> {
    let mut settled = Vec::new();
    for (lane, outcome) in work(lanes, server, 0).await {
        outcome.expect("the server is back");
        lane.check(server).await;
        settled.push(lane);
    }
    let wrong = Traces::read(&server.database()).unwrap().differences(&ledger.read());
    assert!(wrong.is_empty(), "{wrong:#?}");
    settled
}

/// Whether an act ended with a broken line rather than with a refusal.
pub(crate) fn was_cut(status: &Status) -> bool {
    ["UNAVAILABLE", ""].contains(&status.reason().as_str())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_was_answered_is_there_once_after_each_kill() {
    let rounds = std::env::var("PRAXIS_KILL_ROUNDS").map_or(20, |it| it.parse().unwrap());
    let mut dice = Dice::fresh("kills");
    let (mut server, admin) = Process::open(program()).await;
    let ledger = Arc::new(Ledger::new(None));
    let mut lanes = load::lanes(&admin, 16, &ledger, &mut dice).await;
    let (mut cut, mut before) = (0, 0);
    let mut back = Vec::new();
    for round in 0..rounds {
        let moment = Duration::from_millis(5 + dice.below(495));
        let working = begin(std::mem::take(&mut lanes), &server, usize::MAX);
        // a moment that nobody chose
        tokio::time::sleep(moment).await;
        server.kill();
        for (lane, outcome) in end(working).await {
            let status = outcome.unwrap_err();
            assert!(was_cut(&status), "round {round}: refused instead of cut: {status:?}");
            lanes.push(lane);
        }
        let dead = Instant::now();
        server.start();
        back.push(dead.elapsed());
        lanes = settle(lanes, &server, &ledger).await;
        let now = ledger.read().len();
        cut += usize::from(now > before);
        before = now;
    }
    assert!(cut * 2 > rounds, "hardly anything was done between the kills");
    back.sort();
    println!(
        "{rounds} kills, {before} acknowledged acts; it served again after {:?}, at most {:?}",
        back[back.len() / 2],
        back[back.len() - 1]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_forgot_or_halved_or_doubled_an_act_is_caught() {
    let mut dice = Dice::fresh("forgetful");
    let (mut server, admin) = Process::open(program()).await;
    let ledger = Arc::new(Ledger::new(None));
    let lanes = load::lanes(&admin, 2, &ledger, &mut dice).await;
    let lanes = work(lanes, &server, 40).await.into_iter().map(|it| it.0).collect();
    settle(lanes, &server, &ledger).await;
    server.stop();
    let file = server.database();
    let acknowledged = ledger.read();
    let whole = std::fs::read(&file).unwrap();
    for (what, harm) in [
        (
            "a message",
            "DELETE FROM message WHERE seq = (SELECT max(seq) FROM message);
             UPDATE conversation SET last_seq = (SELECT count(*) FROM message WHERE conversation = id)",
        ),
        (
            "an event",
            "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event WHERE json_extract(payload, '$.Appointment') IS NOT NULL)",
        ),
        ("a request", "DELETE FROM request"),
        (
            "a row of the log of acts",
            "DROP TRIGGER audit_is_never_deleted;
             DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit WHERE method LIKE '%Appointment')",
        ),
        (
            "an act done twice",
            "INSERT INTO audit (time, method, object, outcome, hash)
             SELECT time, method, object, outcome, randomblob(32) FROM audit WHERE method LIKE '%SendMessage' LIMIT 1",
        ),
        ("a version", "UPDATE appointment SET version = version - 1"),
    ] {
        assert_eq!(
            Traces::read(&file).unwrap().differences(&acknowledged),
            Vec::<String>::new(),
            "before {what}"
        );
        let conn = vault::open(&file);
        conn.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        conn.execute_batch(harm).unwrap();
        drop(conn);
        let wrong = Traces::read(&file).unwrap().differences(&acknowledged);
        assert!(!wrong.is_empty(), "nobody noticed {what}");
        std::fs::write(&file, &whole).unwrap();
    }
}
