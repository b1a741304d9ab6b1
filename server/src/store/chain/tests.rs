use std::sync::Arc;

use praxis_shared::{
    id::PatientId,
    time::{Instant, from_micros},
};
use rusqlite::{Connection, params};

use crate::{
    domain::{caller::Call, refusal::Refusal},
    store::{
        Head, Store, StoreConfig, StoreError, Trail,
        verify::{Verdict, verify},
    },
};

fn now() -> Instant {
    from_micros(1_800_000_000_000_000).unwrap()
}

fn store(directory: &tempfile::TempDir) -> Store {
    Store::open(&StoreConfig { place: directory.path().join("x.db").into(), readers: 1 }).unwrap()
}

fn look(directory: &tempfile::TempDir) -> Connection {
    Connection::open(directory.path().join("x.db")).unwrap()
}

fn trail(number: usize) -> Trail {
    let trail = Trail::new(Arc::from("PatientService/GetPatient"), "192.0.2.7".to_owned());
    trail.about(super::super::Subject {
        object: format!("patients/{number}"),
        patient: Some(PatientId::from_bytes([u8::try_from(number % 251).unwrap(); 16])),
    });
    trail
}

fn call(number: usize) -> Call {
    Call {
        caller: None,
        method: Arc::from("A/Act"),
        request_id: format!("request-{number}"),
        fingerprint: [0; 32],
        fresh: false,
        while_locked: false,
    }
}

fn whole(conn: &Connection, signed: &[Head]) -> Verdict {
    verify(conn, Head::START, signed, |_| {}).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chain_holds_whatever_becomes_of_the_jobs_around_it() {
    let directory = tempfile::tempdir().unwrap();
    let store = store(&directory);
    let (mut at_work, mut rows) = (Vec::<tokio::task::JoinHandle<usize>>::new(), 0);
    for number in 0..600 {
        if number % 50 == 0 {
            // in waves: a batch that is lost takes no more than its wave with it
            for it in at_work.drain(..) {
                rows += it.await.unwrap();
            }
        }
        let store = store.clone();
        at_work.push(tokio::spawn(async move {
            let done = match number % 5 {
                0 => store.record(now(), &trail(number), "ok".to_owned()).await,
                1 => store.act(now(), call(number), |_, _| Ok(())).await,
                2 => store.act(now(), call(number), |_, _| Err(Refusal::NotFound.into())).await,
                3 => store.act(now(), call(number), |_, _| panic!("as jobs sometimes do")).await,
                // breaks the transaction of the whole batch under the feet of the others
                _ if number % 100 == 4 => {
                    store
                        .write(now(), |tx| Ok(tx.conn.execute_batch("ROLLBACK").map_err(StoreError::from)?))
                        .await
                }
                _ => store.act(now(), call(number), |tx, _| Ok(tx.record_call("ok")?)).await,
            };
            // rows that are durable: one of a look, an act or a refusal, and two where the act wrote one itself
            match (number % 5, done.is_ok()) {
                (0 | 1, true) => 1,
                (2, false) => usize::from(matches!(done, Err(crate::store::Error::Refused(_)))),
                (4, true) if number % 100 != 4 => 2,
                (_, true) => 0,
                (_, false) => 0,
            }
        }));
    }
    for it in at_work {
        rows += it.await.unwrap();
    }
    let Verdict::Whole(head) = whole(&look(&directory), &[]) else {
        panic!("{:?}", whole(&look(&directory), &[]))
    };
    assert_eq!(usize::try_from(head.seq).unwrap(), rows);
    assert!(rows >= 250, "only {rows} rows: too many batches were lost for this to prove much");
    assert_eq!(store.read(now(), |tx| Ok(tx.audit_head()?)).await.unwrap(), head);
}

#[tokio::test]
async fn rows_from_before_the_chain_are_chained_once_and_never_again() {
    let directory = tempfile::tempdir().unwrap();
    drop(store(&directory));
    let conn = look(&directory);
    let guard = "SELECT sql FROM sqlite_schema WHERE name = 'audit_is_chained'";
    let guard: String = conn.query_row(guard, [], |row| row.get(0)).unwrap();
    let old = "INSERT INTO audit (time, method, object, outcome) VALUES (1, 'A/Old', '', 'ok')";
    let slip_in = |rows| {
        conn.execute_batch("DROP TRIGGER audit_is_chained").unwrap();
        (0..rows).for_each(|_| assert_eq!(conn.execute(old, []).unwrap(), 1));
        conn.execute_batch(&guard).unwrap();
    };
    slip_in(3);
    let store = store(&directory);
    let Verdict::Whole(head) = whole(&conn, &[]) else { panic!("not chained") };
    assert_eq!(head.seq, 3);
    store.record(now(), &trail(1), "ok".to_owned()).await.unwrap();
    store.close().await;
    // slipped in later: it stays without a hash, and is found
    slip_in(1);
    let config = StoreConfig { place: directory.path().join("x.db").into(), readers: 1 };
    let refused = Store::open(&config).err().unwrap().to_string();
    assert!(refused.contains("no hash"), "{refused}");
    assert!(matches!(whole(&conn, &[]), Verdict::Tampered { seq: 5, .. }), "{:?}", whole(&conn, &[]));
    for (what, sql) in [
        ("changed", "UPDATE audit SET outcome = 'NOT_FOUND' WHERE seq = 2"),
        ("unchained", "UPDATE audit SET hash = NULL WHERE seq = 2"),
        ("rehashed", "UPDATE audit SET hash = zeroblob(32) WHERE seq = 2"),
        (
            "changed while it is given its hash",
            "UPDATE audit SET hash = zeroblob(32), method = '' WHERE seq = 5",
        ),
        ("deleted", "DELETE FROM audit WHERE seq = 2"),
    ] {
        let refused = conn.execute(sql, []).expect_err(what).to_string();
        assert!(refused.contains("never"), "{what}: {refused}");
    }
}

/// A log of this many rows, and what it looks like to somebody who owns the file.
async fn log(rows: usize) -> (tempfile::TempDir, Connection) {
    let directory = tempfile::tempdir().unwrap();
    let store = store(&directory);
    let mut at_work = Vec::new();
    for number in 0..rows {
        let store = store.clone();
        at_work.push(async move { store.record(now(), &trail(number), "ok".to_owned()).await });
    }
    let mut left = at_work.into_iter();
    loop {
        let some: Vec<_> = left.by_ref().take(2_000).collect();
        if some.is_empty() {
            break;
        }
        for it in futures_util::future::join_all(some).await {
            it.unwrap();
        }
    }
    store.close().await;
    let conn = look(&directory);
    conn.execute_batch(
        "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_deleted; DROP TRIGGER audit_is_chained;",
    )
    .unwrap();
    (directory, conn)
}

/// One thing that somebody with the file might do; the answer is the first row that is wrong then.
fn tamper(conn: &Connection, random: &mut impl FnMut(i64) -> i64, rows: i64) -> i64 {
    let at = 1 + random(rows);
    match random(4) {
        0 => {
            let edits = [
                "time = time + 1",
                "user = zeroblob(16)",
                "session = zeroblob(16)",
                "token = zeroblob(16)",
                "roles = roles + 1",
                "roles = roles + 16",
                "method = method || ' '",
                "object = 'patients/0x'",
                "patient = NULL",
                "outcome = 'NOT_FOUND'",
                "source = 'unix'",
                "reason = 'none'",
                "hash = NULL",
                "hash = randomblob(32)",
                "outcome = '', source = outcome || source",
            ];
            let edit = edits[usize::try_from(random(edits.len() as i64)).unwrap()];
            assert_eq!(conn.execute(&format!("UPDATE audit SET {edit} WHERE seq = ?1"), [at]).unwrap(), 1);
            at
        }
        1 => {
            // in the middle: what is cut off at the end needs an anchor
            let at = rows - 1 - random(rows / 20);
            conn.execute("DELETE FROM audit WHERE seq = ?1", [at]).unwrap();
            if random(2) == 0 {
                // and the gap closed
                conn.execute("UPDATE audit SET seq = -seq WHERE seq > ?1", [at]).unwrap();
                conn.execute("UPDATE audit SET seq = -seq - 1 WHERE seq < 0", []).unwrap();
            }
            at
        }
        2 => {
            let other = 1 + (at + random(rows - 1)) % rows;
            for (from, to) in [(at, -1), (other, at), (-1, other)] {
                conn.execute("UPDATE audit SET seq = ?2 WHERE seq = ?1", [from, to]).unwrap();
            }
            at.min(other)
        }
        _ => {
            // near the end, because all behind it have to move
            let at = rows - random(rows / 20);
            conn.execute("UPDATE audit SET seq = -seq WHERE seq >= ?1", [at]).unwrap();
            conn.execute("UPDATE audit SET seq = -seq + 1 WHERE seq < 0", []).unwrap();
            conn.execute(
                "INSERT INTO audit SELECT ?1, time, user, session, method, 'patients/forged', patient, outcome, hash, roles,
                 token, source, reason FROM audit WHERE seq = ?1 + 1",
                [at],
            )
            .unwrap();
            at
        }
    }
}

#[tokio::test]
async fn a_thousand_tamperings_are_found_at_their_first_row() {
    const ROWS: i64 = 10_000;
    let (_directory, conn) = log(ROWS as usize).await;
    let whole_log = whole(&conn, &[]);
    assert!(matches!(whole_log, Verdict::Whole(Head { seq: ROWS, .. })), "{whole_log:?}");
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: i64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice % u64::try_from(below).unwrap()) as i64
    };
    for round in 0..1_000 {
        conn.execute_batch("BEGIN").unwrap();
        let first = tamper(&conn, &mut random, ROWS);
        // most checks begin a little before it, at a row that is known to be right: the rest was checked above
        let from =
            if round % 50 == 0 { Head::START } else { head(&conn, first - 1 - random(first.min(300))) };
        let found = verify(&conn, from, &[], |_| {}).unwrap();
        assert!(
            matches!(&found, Verdict::Tampered { seq, .. } if *seq == first),
            "round {round}: row {first} was the first, but {found:?}"
        );
        conn.execute_batch("ROLLBACK").unwrap();
    }
    assert_eq!(whole(&conn, &[]), whole_log);
}

/// The head at a row, as it was written.
fn head(conn: &Connection, seq: i64) -> Head {
    if seq == 0 {
        return Head::START;
    }
    let hash = conn.query_row("SELECT hash FROM audit WHERE seq = ?1", [seq], |row| row.get(0)).unwrap();
    Head { seq, hash }
}

/// Chains everything anew, as the server itself would.
fn rechain(conn: &Connection) {
    let mut head = Head::START;
    loop {
        let page = super::super::audit::stretch(conn, head.seq, 500).unwrap();
        if page.is_empty() {
            return;
        }
        for entry in page {
            head = Head { seq: entry.act.seq, hash: head.link(&entry.act) };
            conn.execute("UPDATE audit SET hash = ?2 WHERE seq = ?1", params![head.seq, head.hash]).unwrap();
        }
    }
}

#[tokio::test]
async fn only_a_signed_head_shows_what_was_cut_off_or_chained_anew() {
    let (_directory, conn) = log(600).await;
    let signed = [256, 512, 600].map(|seq| head(&conn, seq));
    assert_eq!(whole(&conn, &signed), Verdict::Whole(signed[2]));

    conn.execute_batch("BEGIN; DELETE FROM audit WHERE seq > 590").unwrap();
    assert!(
        matches!(whole(&conn, &[]), Verdict::Whole(Head { seq: 590, .. })),
        "nobody can know without a head"
    );
    assert!(matches!(whole(&conn, &signed), Verdict::Tampered { seq: 591, .. }));
    conn.execute_batch("ROLLBACK; BEGIN; UPDATE audit SET object = 'patients/other' WHERE seq = 300")
        .unwrap();
    rechain(&conn);
    assert!(
        matches!(whole(&conn, &[]), Verdict::Whole(Head { seq: 600, .. })),
        "nobody can know without a head"
    );
    // the head before it fits, the next does not
    assert!(
        matches!(whole(&conn, &signed), Verdict::Tampered { seq: 512, .. }),
        "{:?}",
        whole(&conn, &signed)
    );
    conn.execute_batch("ROLLBACK; BEGIN; DELETE FROM audit").unwrap();
    assert_eq!(whole(&conn, &[]), Verdict::Whole(Head::START));
    assert!(matches!(whole(&conn, &signed), Verdict::Tampered { seq: 1, .. }));
    conn.execute_batch("ROLLBACK").unwrap();
    conn.execute("INSERT INTO audit SELECT -3, time, user, session, method, object, patient, outcome, hash, roles, token, source, reason FROM audit WHERE seq = 7", []).unwrap();
    assert!(matches!(whole(&conn, &signed), Verdict::Tampered { seq: -3, .. }));
}

/// If this changes, logs that were written before do not verify any more.
#[test]
fn the_hash_of_a_known_act_is_this_for_ever() {
    let act = crate::domain::audit::Act {
        seq: 1,
        time: from_micros(1).unwrap(),
        who: crate::domain::audit::Who::default(),
        method: "A/B".to_owned(),
        object: "x".to_owned(),
        patient: None,
        outcome: "ok".to_owned(),
        source: "unix".to_owned(),
        reason: String::new(),
    };
    let hex: String = Head::START.link(&act).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "5e53ec7fafcecdc04d1d1bb9a172b7814e104f758cfc3115807a73be9a9b0b8e");
}
