use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use praxis_shared::time::Instant;
use proptest::prelude::*;

use super::{meet::Bounds, *};
use crate::{
    domain::patient::PatientDraft,
    store::{Store, StoreConfig, Trail, migrate},
};

const LAST: [&str; 14] = [
    "Müller",
    "Mueller",
    "Muller",
    "Nguyễn",
    "Nguyen",
    "Ştefan",
    "Schmidt",
    "Schmitt",
    "O’Brien",
    "García López",
    "Sørensen",
    "李",
    "Øster",
    "Mu",
];
const FIRST: [&str; 10] =
    ["Anna", "Ana", "Anna Maria", "Stefan", "Björn", "Nguyen", "Łukasz", "Müller", "Zoë", "小龍"];

fn now() -> Instant {
    "2026-11-20T09:00:00Z".parse().expect("an instant")
}

fn patient(seed: usize) -> Patient {
    let id = [&[7; 8], seed.to_be_bytes().as_slice()].concat();
    let draft = PatientDraft {
        first_name: Some(FIRST[seed % FIRST.len()].into()),
        last_name: Some(LAST[(seed / FIRST.len()) % LAST.len()].into()),
        birth_date: format!("19{}-0{}-1{}", 40 + seed % 5, 1 + seed % 3, seed % 7).parse().ok(),
        phone: Some(if seed.is_multiple_of(3) {
            String::new()
        } else {
            format!("+49 170 {:07}", seed * 1009)
        }),
        ..PatientDraft::default()
    };
    let id = PatientId::from_bytes(id.try_into().expect("16 bytes"));
    Patient::register(id, 10_001 + i64::try_from(seed).expect("small"), None, draft, now()).expect("complete")
}

fn database() -> rusqlite::Connection {
    let mut conn = rusqlite::Connection::open_in_memory().expect("a database");
    migrate::to_newest(&mut conn).expect("a schema");
    conn
}

fn filled(count: usize) -> (rusqlite::Connection, Vec<Patient>) {
    let conn = database();
    let patients: Vec<_> = (0..count).map(patient).collect();
    let tx = Tx::new(&conn, now(), Trail::default());
    for patient in &patients {
        tx.add_patient(patient).expect("added");
    }
    drop(tx);
    (conn, patients)
}

/// All pages of a query, and the rank each patient was found with.
fn search(tx: &Tx<'_>, typed: &str, size: usize) -> Vec<(Option<Rank>, Patient)> {
    pages(typed, size, |query, after| tx.find_patients(query, after, size).expect("found"))
}

fn pages(
    typed: &str,
    size: usize,
    find: impl Fn(&PatientQuery, Option<&PatientPosition>) -> PatientPage,
) -> Vec<(Option<Rank>, Patient)> {
    let query = PatientQuery::parse(typed);
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let (page, end) = find(&query, after.as_ref());
        assert!(page.len() <= size);
        found.extend(page.into_iter().map(|it| (query.rank(&PatientKeys::of(&it)), it)));
        match end {
            Some(_) => after = end,
            None => return found,
        }
    }
}

/// Whom reading everybody finds, in the order in which several words find them.
fn expected(patients: &[Patient], typed: &str) -> Vec<(Option<Rank>, Patient)> {
    let query = PatientQuery::parse(typed);
    let ranked = patients.iter().map(|it| (query.rank(&PatientKeys::of(it)), it.clone()));
    let mut found: Vec<_> = ranked.filter(|(rank, _)| rank.is_some()).collect();
    found.sort_by_cached_key(|(rank, it)| (*rank, sort_key(&it.first_name, &it.last_name), it.id));
    found
}

/// What the index finds must be what reading everybody finds.
fn check(tx: &Tx<'_>, patients: &[Patient], typed: &str, size: usize) {
    if PatientQuery::parse(typed).words.len() > 1 {
        assert_eq!(search(tx, typed, size), expected(patients, typed), "{typed:?} {size}");
    }
    let query = PatientQuery::parse(typed);
    let expected: BTreeMap<_, _> =
        patients.iter().filter_map(|it| Some((it.id, query.rank(&PatientKeys::of(it))?))).collect();
    let found = search(tx, typed, size);
    assert!(found.is_sorted_by_key(|(rank, _)| *rank), "{typed:?} is not ranked");
    let met: BTreeMap<_, _> = found.iter().map(|(rank, it)| (it.id, rank.expect("a match"))).collect();
    assert_eq!(met.len(), found.len(), "{typed:?} finds somebody twice");
    assert_eq!(met, expected, "{typed:?}");
}

#[test]
fn the_index_finds_whom_reading_everybody_finds() {
    let (conn, patients) = filled(210);
    let tx = Tx::new(&conn, now(), Trail::default());
    for typed in [
        "",
        "müller",
        "muller",
        "mueller",
        "m",
        "mu",
        "mul",
        "nguyen",
        "stefan",
        "anna müller",
        "müller anna",
        "muellre",
        "schmid",
        "schmidt anna",
        "shcmidt",
        "an mu",
        "obrien",
        "o'brien",
        "garcia",
        "lopez ana",
        "sorensen",
        "soerensen",
        "oster",
        "oester",
        "李",
        "小",
        "1941-02-11",
        "11.02.1941",
        "anna 1941-02-11",
        "10001",
        "10210",
        "99999",
        "0170",
        "+49 170 0001009",
        "1009",
        "nobody",
        "anna anna",
        "a b c d e f g",
    ] {
        for size in [3, 50] {
            check(&tx, &patients, typed, size);
        }
    }
}

#[test]
fn everybody_is_listed_by_name_when_nothing_is_asked() {
    let (conn, patients) = filled(50);
    let found = search(&Tx::new(&conn, now(), Trail::default()), "", 8);
    assert_eq!(found.len(), patients.len());
    assert!(found.is_sorted_by_key(|(_, it)| sort_key(&it.first_name, &it.last_name)));
}

#[test]
fn a_renamed_patient_is_found_by_the_new_name_only() {
    let (conn, patients) = filled(1);
    let tx = Tx::new(&conn, now(), Trail::default());
    let renamed = PatientDraft { last_name: Some("Kowalska".into()), ..PatientDraft::default() };
    tx.save_patient(&patients[0].clone().revised(renamed, now())).expect("saved");
    assert_eq!(search(&tx, "kowalska", 9).len(), 1);
    assert_eq!(search(&tx, "kowalksa", 9).len(), 1);
    assert_eq!(search(&tx, "muller", 9).len(), 0);
}

#[test]
fn a_stale_save_is_a_conflict_and_changes_nothing() {
    let (conn, patients) = filled(1);
    let tx = Tx::new(&conn, now(), Trail::default());
    assert!(matches!(tx.save_patient(&patients[0]), Err(StoreError::Conflict(_))));
    assert_eq!(search(&tx, "muller", 9).len(), 1);
}

#[test]
fn no_search_reads_a_whole_table() {
    let (conn, _) = filled(100);
    for sql in [
        ALL,
        BY_ID,
        BY_NUMBER,
        BY_BIRTH_DATE,
        BY_PHONE_PART,
        NEAR_KEYS,
        KEYS_OF_PATIENT,
        walk::KEYS_IN_SPAN,
        lists::WITH_KEY,
        lists::WITH_KEY_AND_TRACE,
        lists::EVERYBODY,
        meet::COUNT_IN_SPAN,
        meet::ROWS_IN_SPAN,
    ] {
        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a plan");
        let nothing = rusqlite::params_from_iter(vec![rusqlite::types::Null; plan.parameter_count()]);
        let steps = plan.query_map(nothing, |row| row.get::<_, String>(3)).expect("steps");
        for step in steps.map(|it| it.expect("a step")) {
            assert!(!step.starts_with("SCAN patient") && !step.starts_with("SCAN key_trim"), "{sql}: {step}");
            assert!(!step.contains("TEMP B-TREE"), "{sql}: {step}");
        }
    }
}

/// Counts what SQLite does for one page.
fn steps(conn: &mut rusqlite::Connection, find: &dyn Fn(&Tx<'_>)) -> usize {
    const AT_A_TIME: i32 = 10;
    let counted = Arc::new(AtomicUsize::new(0));
    let counting = Arc::clone(&counted);
    let count = move || {
        counting.fetch_add(AT_A_TIME as usize, Ordering::Relaxed);
        false
    };
    conn.progress_handler(AT_A_TIME, Some(count)).expect("counted");
    find(&Tx::new(conn, now(), Trail::default()));
    conn.progress_handler(0, None::<fn() -> bool>).expect("no longer counted");
    counted.load(Ordering::Relaxed)
}

/// A town in which each last name is the last name of a fifth, and each first name that of an eighth.
fn town(count: usize) -> rusqlite::Connection {
    let conn = database();
    let tx = Tx::new(&conn, now(), Trail::default());
    for seed in 0..count {
        let letters: String = (0..5).map(|at| char::from(b"abcdefgh"[seed / 8_usize.pow(at) % 8])).collect();
        let first = ["Anna", "Jonas", "Zoe", "Stefan", "Emre", "Miguel", "Bea", "Karin"][seed / 5 % 8];
        let last = ["Meyer", "Nguyen", "Rossi", "Silva", "Garcia"][seed % 5];
        let draft = PatientDraft {
            first_name: Some(first.into()),
            last_name: Some(format!("{last}-{letters}")),
            birth_date: "1974-03-02".parse().ok(),
            ..PatientDraft::default()
        };
        let id = [[9; 8], seed.to_be_bytes()].concat().try_into().expect("16 bytes");
        let number = 10_001 + i64::try_from(seed).expect("small");
        let patient = Patient::register(PatientId::from_bytes(id), number, None, draft, now());
        tx.add_patient(&patient.expect("complete")).expect("added");
    }
    drop(tx);
    conn
}

#[test]
fn a_page_of_two_words_takes_the_same_steps_among_ten_times_as_many_patients() {
    let (mut small, mut large) = (town(1_000), town(10_000));
    let mut both = |find: &dyn Fn(&Tx<'_>)| (steps(&mut small, find), steps(&mut large, find));
    for typed in [
        "stefan rossi", // both in the middle of the order of names
        "rossi stefan",
        "rossi-stefan",
        "ste ros", // many have the only key that begins so
        "rossi b", // very many keys begin so
        "g s",     // neither can be listed
    ] {
        let query = PatientQuery::parse(typed);
        let (few, many) = both(&|tx| {
            let (page, more) = tx.find_patients(&query, None, 20).expect("found");
            assert!(page.len() == 20 && more.is_some(), "{typed}");
        });
        assert!(many < 2 * few, "{typed:?}: {few} steps among 1,000 patients, {many} among 10,000");
    }
    // what one would see if all of both were read
    let (few, many) = both(&|tx| {
        for key in ["stefan", "rossi"] {
            let rows = tx.all(lists::WITH_KEY, params![key, "", [0_u8; 16], i64::MAX], |_| Ok(()));
            assert!(rows.expect("read").len() > 100);
        }
    });
    assert!(many > 8 * few, "{few} {many}");
}

#[tokio::test]
async fn patients_survive_in_the_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = StoreConfig { place: folder.path().join("clinic.db").into(), readers: 1 };
    let store = Store::open(&config).expect("a store");
    store.write(now(), |tx| Ok(tx.add_patient(&patient(3))?)).await.expect("written");
    let found = store
        .read(now(), |tx| Ok(tx.find_patients(&PatientQuery::parse("stefan"), None, 9)?.0))
        .await
        .expect("read");
    assert_eq!(found, [patient(3)]);
    store.close().await;
}

/// Bounds that are met in a small clinic, so that whatever is done beyond them is done.
fn bounds() -> impl Strategy<Value = Bounds> {
    let (rows, keys, many) = (0_usize..200, 0_usize..4, 1_usize..12);
    (rows, keys, many, 1_usize..40, 0_usize..4, 0_usize..60)
        .prop_map(|(rows, keys, many, chunk, near, walked)| Bounds { rows, keys, many, chunk, near, walked })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_the_bounds_several_words_find_the_same(
        typed in "(mue?|anna?|sch?|ngu|[amnsglo]|stefan|muller|mueller|nguyen|schmit?|maria|garcia|lopez)",
        second in "(mue?|anna?|schm?|[amnsglo]|stefan|mul|muellre|maria|bjoe?rn|sorensen|garcai|ø)",
        third in "( anna?| [alm])?",
        size in 1usize..30,
        bounds in bounds(),
    ) {
        thread_local! {
            static CLINIC: (rusqlite::Connection, Vec<Patient>) = filled(210);
        }
        let typed = format!("{typed} {second}{third}");
        CLINIC.with(|(conn, patients)| {
            let tx = Tx::new(conn, now(), Trail::default());
            let found = pages(&typed, size, |query, after| {
                tx.meet_within(&bounds, &query.words, after, size).expect("found")
            });
            assert_eq!(found, expected(patients, &typed), "{typed:?}");
        });
    }

    #[test]
    fn whatever_is_typed_the_index_agrees(typed in "[amnusteh]{1,7}( [amnusteh]{1,5})?", size in 1usize..30) {
        thread_local! {
            static CLINIC: (rusqlite::Connection, Vec<Patient>) = filled(150);
        }
        CLINIC.with(|(conn, patients)| check(&Tx::new(conn, now(), Trail::default()), patients, &typed, size));
    }
}
