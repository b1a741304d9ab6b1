//! That nobody is told of settings as they were, whoever changed them and however, nor of a change that was undone.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use praxis_shared::{
    id::{DoctorId, PatientId, SessionId, UserId},
    time::to_micros,
};
use rusqlite::params;
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{
        caller::{Call, Caller, Credential, Reach},
        contact::EmergencyContact,
        patient::{Gender, Patient},
        people::{Address, Role, Roles},
        refusal::Refusal,
        session::Session,
    },
    store::{Error, Store, StoreConfig, Tx, migrate, to_json},
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 1, 8, 0, 0).unwrap()
}

fn doctor() -> DoctorId {
    DoctorId::from_bytes([7; 16])
}

fn user() -> UserId {
    UserId::from_bytes([1; 16])
}

fn session() -> SessionId {
    SessionId::from_bytes([3; 16])
}

fn patient() -> Patient {
    Patient {
        id: PatientId::from_bytes([5; 16]),
        number: 10_000,
        user: Some(user()),
        first_name: "one".to_owned(),
        last_name: "Weber".to_owned(),
        birth_date: NaiveDate::from_ymd_opt(1980, 1, 1).unwrap(),
        gender: Gender::Female,
        phone: String::new(),
        email: String::new(),
        address: Address::default(),
        emergency_contact: EmergencyContact::default(),
        create_time: now(),
        update_time: now(),
        version: 1,
    }
}

/// An act of the doctor, who is signed in.
fn call() -> Call {
    let roles = Roles::NONE.with(Role::Doctor).with(Role::Patient);
    let caller = Caller::new(user(), Credential::Session(session()), roles, Reach::ANY)
        .with_doctor(doctor())
        .with_patient(patient().id);
    Call {
        caller: Some(caller),
        method: Arc::from("A/Method"),
        request_id: "1".to_owned(),
        fresh: false,
        while_locked: false,
        fingerprint: [0; 32],
    }
}

/// A clinic with one doctor who has hours, is a patient there, and is signed in.
async fn open() -> (Store, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("clinic.db").into();
    let store = Store::open(&StoreConfig { place, readers: 1 }).unwrap();
    let make = |tx: &Tx<'_>| {
        let (time, user) = (to_micros(now()), user().bytes());
        tx.execute("INSERT INTO clinic VALUES (1, 'one', 'Europe/Berlin', 0, 90, 0, 0, '', ?1, 1)", [time])?;
        tx.execute(
            "INSERT INTO user (id, user_name, email, password, first_name, last_name, phone, address, roles,
                 roles_ever, state, sort_key, create_time, update_time, version)
             VALUES (?1, 'weber', 'w@x.org', '', 'one', 'Weber', '', '{}', 12, 15, 1, 'weber', ?2, ?2, 1)",
            params![user, time],
        )?;
        tx.execute(
            "INSERT INTO doctor (id, user, specializations, qualification, years_of_experience, clinic_name,
                 clinic_address, room, contact_number, bio, on_duty, registration_number, auto_approve,
                 create_time, update_time, version)
             VALUES (?1, ?2, '[]', '', 1, '', ?4, 'one', '', '', 1, '', 0, ?3, ?3, 1)",
            params![doctor().bytes(), user, time, to_json(&Address::default())?],
        )?;
        tx.execute("INSERT INTO working_hours VALUES (?1, '[]', ?2, 1)", params![doctor().bytes(), time])?;
        tx.add_patient(&patient())?;
        let session = Session {
            id: session(),
            user: self::user(),
            client_label: String::new(),
            source: String::new(),
            create_time: now(),
            last_used: now(),
            expire_time: now() + TimeDelta::hours(12),
            factor_time: now(),
            lock_time: None,
        };
        Ok(tx.add_session(&session, &[0; 32], &[1; 32])?)
    };
    store.write(now(), make).await.unwrap();
    (store, directory)
}

/// What an act sees: the clinic's name, the doctor's name and room, the version of the hours.
fn seen(tx: &Tx<'_>) -> Result<(String, String, String, i64), Error> {
    let it = tx.doctor(doctor())?.for_the_clinic()?;
    Ok((tx.clinic()?.display_name, it.first_name, it.room, tx.working_hours(doctor())?.version))
}

const CHANGES: [&str; 4] = [
    "UPDATE clinic SET display_name = 'two'",
    "UPDATE user SET first_name = 'two'",
    "UPDATE doctor SET room = 'two'",
    "UPDATE working_hours SET version = 2",
];

fn change(tx: &Tx<'_>) -> Result<(), Error> {
    CHANGES.iter().try_for_each(|sql| tx.execute(sql, []).map(drop))?;
    Ok(())
}

#[tokio::test]
async fn a_change_is_seen_by_the_act_that_made_it_and_by_all_after_it() {
    let (store, _directory) = open().await;
    let old = || ("one".to_owned(), "one".to_owned(), "one".to_owned(), 1);
    let new = || ("two".to_owned(), "two".to_owned(), "two".to_owned(), 2);
    assert_eq!(store.write(now(), seen).await.unwrap(), old());
    // each table alone, with all of it known before
    for sql in CHANGES {
        store
            .write(now(), move |tx| {
                let before = seen(tx)?;
                tx.execute(sql, [])?;
                assert_ne!(seen(tx)?, before, "{sql}");
                Ok(())
            })
            .await
            .unwrap();
    }
    assert_eq!(store.write(now(), seen).await.unwrap(), new());
}

#[tokio::test]
async fn a_change_that_was_undone_is_seen_by_nobody() {
    let (store, _directory) = open().await;
    let old = store.write(now(), seen).await.unwrap();
    let refused = store
        .write(now(), |tx| {
            change(tx)?;
            seen(tx)?;
            Err::<(), _>(Refusal::NotFound.into())
        })
        .await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::NotFound))), "{refused:?}");
    assert_eq!(store.write(now(), seen).await.unwrap(), old);
}

#[test]
fn what_did_not_change_is_not_read_again() {
    let mut conn = Connection::open_in_memory().unwrap();
    conn.execute_batch("CREATE TABLE user (name TEXT); CREATE TABLE visit (name TEXT)").unwrap();
    let memory = Memory::of(&mut conn).unwrap();
    let reads = std::cell::Cell::new(0);
    let hours = || {
        memory
            .hours(doctor(), || {
                reads.set(reads.get() + 1);
                Ok(WorkingHours::none(doctor()))
            })
            .unwrap();
        reads.get()
    };
    assert_eq!((hours(), hours()), (1, 1));
    conn.execute("INSERT INTO visit VALUES ('a')", []).unwrap();
    assert_eq!(hours(), 1, "another table");
    conn.execute("INSERT INTO user VALUES ('a')", []).unwrap();
    assert_eq!((hours(), hours()), (2, 2));
    memory.undone();
    assert_eq!((hours(), hours()), (3, 3));
}

/// Whether the doctor may act, as the patient stands beside visits, and which accounts hear of visits.
fn seen_of_people(tx: &Tx<'_>) -> Result<(Result<(), Refusal>, String, bool, bool), Error> {
    let may = match tx.recheck(&call()) {
        Ok(()) => Ok(()),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(why) => return Err(why),
    };
    let brief = tx.patient_brief(patient().id)?.map_or_else(String::new, |it| it.name);
    let accounts = tx.accounts_of(patient().id, doctor())?;
    Ok((may, brief, accounts.patient.is_some(), accounts.doctor.is_some()))
}

#[tokio::test]
async fn who_may_act_and_who_hears_of_it_is_known_as_it_is_after_each_change() {
    let renamed = Patient { first_name: "two".to_owned(), version: 2, ..patient() };
    type Change = Box<dyn Fn(&Tx<'_>) -> Result<(), Error> + Send + Sync>;
    let sql = |sql: &'static str| -> Change { Box::new(move |tx| Ok(tx.execute(sql, []).map(drop)?)) };
    let changes: [(Change, &str); 7] = [
        (Box::new(move |tx| Ok(tx.save_patient(&renamed)?)), "the patient's name"),
        (sql("UPDATE patient SET user = NULL"), "the patient's account"),
        (sql("UPDATE user SET roles = 4"), "roles"),
        (sql("UPDATE user SET state = 4"), "a disabled account"),
        (Box::new(|tx| Ok(tx.lock_session(session())?)), "a locked session"),
        (Box::new(|tx| Ok(tx.end_session(session())?)), "an ended session"),
        (sql("DELETE FROM session"), "a session that is gone"),
    ];
    for (change, what) in changes {
        let (store, _directory) = open().await;
        let old = store.write(now(), seen_of_people).await.unwrap();
        assert_eq!(old, (Ok(()), "Weber, one".to_owned(), true, true));
        let (change, told, before) = (Arc::new(change), what, old.clone());
        let again = Arc::clone(&change);
        let undone = store
            .write(now(), move |tx| {
                again(tx)?;
                assert_ne!(seen_of_people(tx)?, before, "{told}");
                Err::<(), _>(Refusal::NotFound.into())
            })
            .await;
        assert!(matches!(undone, Err(Error::Refused(Refusal::NotFound))), "{undone:?}");
        assert_eq!(store.write(now(), seen_of_people).await.unwrap(), old, "{what}, undone");
        store.write(now(), move |tx| change(tx)).await.unwrap();
        let new = store.write(now(), seen_of_people).await.unwrap();
        assert_ne!(new, old, "{what}");
        assert_eq!(store.read(now(), seen_of_people).await.unwrap(), new, "{what}, as one who reads sees it");
    }
}

#[tokio::test]
async fn a_session_that_is_known_still_ends_by_itself() {
    let (store, _directory) = open().await;
    assert!(store.write(now(), |tx| tx.recheck(&call())).await.is_ok());
    let later = now() + TimeDelta::hours(12);
    let ended = store.write(later, |tx| tx.recheck(&call())).await;
    assert!(matches!(ended, Err(Error::Refused(Refusal::SessionEnded))), "{ended:?}");
}

#[test]
fn sqlite_tells_of_changes_to_each_table_that_it_is_read_from() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate::to_newest(&mut conn).unwrap();
    for table in [HOUSE, DOORS, PEOPLE].concat() {
        let with_row_ids: bool = conn
            .query_row("SELECT NOT wr FROM pragma_table_list WHERE name = ?1", [table], |row| row.get(0))
            .unwrap();
        assert!(with_row_ids, "{table}");
    }
}

#[test]
fn not_more_is_kept_than_there_is_room_for() {
    let mut conn = Connection::open_in_memory().unwrap();
    let memory = Memory::of(&mut conn).unwrap();
    for number in 0..=u32::try_from(MOST).unwrap() {
        let mut id = [0; 16];
        id[..4].copy_from_slice(&number.to_be_bytes());
        memory.account_of_patient(PatientId::from_bytes(id), || Ok(None)).unwrap();
        assert!(memory.people.kept.borrow().accounts.len() <= MOST);
    }
    assert_eq!(memory.people.kept.borrow().accounts.len(), 1, "it began anew");
}
