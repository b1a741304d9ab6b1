//! That nobody is told of settings as they were, whoever changed them and however, nor of a change that was undone.

use chrono::{DateTime, TimeZone, Utc};
use praxis_shared::{
    id::{DoctorId, UserId},
    time::to_micros,
};
use rusqlite::params;
use tempfile::TempDir;

use super::*;
use crate::{
    domain::{people::Address, refusal::Refusal},
    store::{Error, Store, StoreConfig, Tx, to_json},
};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2027, 3, 1, 8, 0, 0).unwrap()
}

fn doctor() -> DoctorId {
    DoctorId::from_bytes([7; 16])
}

/// A clinic with one doctor who has hours.
async fn open() -> (Store, TempDir) {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("clinic.db").into();
    let store = Store::open(&StoreConfig { place, readers: 1 }).unwrap();
    let make = |tx: &Tx<'_>| {
        let (time, user) = (to_micros(now()), UserId::from_bytes([1; 16]).bytes());
        tx.execute("INSERT INTO clinic VALUES (1, 'one', 'Europe/Berlin', 0, 90, 0, 0, '', ?1, 1)", [time])?;
        tx.execute(
            "INSERT INTO user (id, user_name, email, password, first_name, last_name, phone, address, roles, state,
                 sort_key, create_time, update_time, version)
             VALUES (?1, 'weber', 'w@x.org', '', 'one', 'Weber', '', '{}', 4, 1, 'weber', ?2, ?2, 1)",
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
        Ok(())
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
