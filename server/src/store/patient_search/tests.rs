use std::collections::BTreeMap;

use praxis_shared::time::Instant;
use proptest::prelude::*;

use super::*;
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
    let query = PatientQuery::parse(typed);
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let (page, end) = tx.find_patients(&query, after.as_ref(), size).expect("found");
        assert!(page.len() <= size);
        found.extend(page.into_iter().map(|it| (query.rank(&PatientKeys::of(&it)), it)));
        match end {
            Some(_) => after = end,
            None => return found,
        }
    }
}

/// What the index finds must be what reading everybody finds.
fn check(tx: &Tx<'_>, patients: &[Patient], typed: &str, size: usize) {
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
        meet::COUNT_IN_SPAN,
        meet::NAMES_IN_SPAN,
        meet::PATIENTS_IN_SPAN,
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_typed_the_index_agrees(typed in "[amnusteh]{1,7}( [amnusteh]{1,5})?", size in 1usize..30) {
        thread_local! {
            static CLINIC: (rusqlite::Connection, Vec<Patient>) = filled(150);
        }
        CLINIC.with(|(conn, patients)| check(&Tx::new(conn, now(), Trail::default()), patients, &typed, size));
    }
}
