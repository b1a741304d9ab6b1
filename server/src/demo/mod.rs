//! A believable sample clinic, for trying things out: three weeks of visits in every
//! state around today, made by the same actions that people use. Same day, same
//! clinic: nothing here is random.

mod dice;
mod people;
mod talk;

mod visits;

use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::NaiveDate;
use praxis_shared::{
    id::NoticeId,
    time::{Instant, Tz, civil_date, print_day},
};

use crate::{
    clock::Clock,
    config::{Backups, Config, Limits, Listen},
    desk::Desk,
    domain::{asking::AskingLimits, clinic::Clinic, people::Roles, session::IdleLimits},
    open::{self, Lock},
    passwords,
    secret::Secret,
    store::{Error, Inbox, Tx},
};

/// The password of every sample account: the demo's data is made up, and its socket opens to its owner only.
pub const PASSWORD: &str = "try the sample clinic";
/// Notes the day around which the sample was made.
const MADE_ON: &str = "made-on";
/// The sample clinic's zone.
const ZONE: Tz = Tz::Europe__Berlin;

/// An account that the sign-in screen of the demo offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleAccount {
    /// The user name to sign in with.
    pub user_name: String,
    /// "First Last".
    pub name: String,
    /// Such as "front desk" or "doctor, cardiology".
    pub role: String,
}

/// An opened sample clinic.
pub struct Demo {
    /// The clinic.
    pub desk: Desk,
    /// How it is served: on a socket in the data directory.
    pub config: Config,
    /// Holds the directory.
    pub lock: Lock,
    /// Said at the start, such as that the sample is from another day.
    pub notice: Option<String>,
}

/// The demo's own directory, unless another is named.
///
/// # Errors
/// If the system names no home directory.
pub fn usual_dir() -> anyhow::Result<PathBuf> {
    let found = directories::ProjectDirs::from("", "", "praxis").map(|it| it.data_dir().join("demo"));
    found.context(
        "this system names no home directory: say where the sample clinic shall live with --data-dir",
    )
}

/// Who can sign in to the sample clinic: desk, doctors, patients, administrator.
#[must_use]
pub fn accounts() -> Vec<SampleAccount> {
    people::accounts()
}

/// The socket of a sample clinic in this directory.
#[must_use]
pub fn socket(dir: &Path) -> PathBuf {
    dir.join("praxis.sock")
}

/// Opens the sample clinic in a directory, and makes it if it is not there or `fresh` is asked for.
///
/// # Errors
/// If the directory is in use, or cannot be written to.
pub async fn open(dir: &Path, fresh: bool) -> anyhow::Result<Demo> {
    let config = Config {
        data_dir: dir.to_owned(),
        listen: Listen::Unix(socket(dir)),
        log: "error".to_owned(),
        session_hours: 12,
        idle: IdleLimits::default(),
        // whoever sees the sample clinic has just come to look
        second_factor: Roles::NONE,
        readers: 2,
        password_memory_kib: passwords::MEMORY_KIB,
        tls: None,
        limits: Limits::default(),
        metrics: None,
        audit_key: None,
        audit_anchor: None,
        backup: Backups::none(),
        database_key_file: None,
        sole_practitioner: false,
        paper_codes: false,
        asking: AskingLimits::default(),
    };
    let lock = open::lock(&config)?;
    if fresh {
        for name in ["praxis.db", "praxis.db-wal", "praxis.db-shm", "audit/heads"] {
            match std::fs::remove_file(dir.join(name)) {
                Err(why) if why.kind() != std::io::ErrorKind::NotFound => {
                    return Err(why).with_context(|| format!("the old {name} cannot be removed"));
                }
                _ => {}
            }
        }
    }
    let desk = open::open(&config, Clock::system())?;
    let today = civil_date(ZONE, desk.clock.now());
    if !open::is_initialised(&desk).await? {
        make(&desk).await?;
        std::fs::write(dir.join(MADE_ON), today.to_string()).context("the sample's date cannot be noted")?;
    }
    let made: Option<NaiveDate> =
        std::fs::read_to_string(dir.join(MADE_ON)).ok().and_then(|text| text.trim().parse().ok());
    let notice = made.filter(|&made| made != today).map(|made| {
        format!(
            "This sample clinic is from {}: start with --fresh for one around today.",
            print_day(made, today)
        )
    });
    Ok(Demo { desk, config, lock, notice })
}

/// Fills an empty clinic, in one transaction: either all of it is there or nothing.
async fn make(desk: &Desk) -> anyhow::Result<()> {
    let password = desk.passwords.hash(Secret::new(PASSWORD.to_owned())).await?;
    let now = desk.clock.now();
    desk.store.write(now, move |tx| fill(tx, &password)).await.context("the sample clinic cannot be made")?;
    Ok(())
}

fn fill(tx: &Tx<'_>, password: &str) -> Result<(), Error> {
    let now = tx.now();
    let mut clinic = Clinic::new("Northside Clinic".to_owned(), ZONE, now);
    clinic.emergency_phone = "+49 30 555 0112".to_owned();
    tx.save_clinic(&clinic)?;
    let staff = people::make(tx, password, now)?;
    visits::make(tx, &staff, now)?;
    talk::make(tx, &staff, now)?;

    tx.at(now);
    read_what_is_old(tx, &staff, now)
}

/// Everybody has read what happened until last night.
fn read_what_is_old(tx: &Tx<'_>, staff: &people::Staff, now: Instant) -> Result<(), Error> {
    let until = NoticeId::new(now - chrono::Duration::hours(12));
    let doctors = staff.doctors.iter().map(|(_, caller)| caller);
    let patients = staff.portal.iter().map(|(_, caller)| caller);
    for caller in staff.desks.iter().chain(doctors).chain(patients) {
        tx.read_notices(&Inbox::of(caller), until)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        actions::{
            appointments::{self, Place},
            conversations,
        },
        domain::{
            appointment::{Filter, State},
            caller::Reach,
        },
        store::StoreConfig,
    };

    /// Friday noon, in the middle of a working day.
    const NOON: &str = "2026-11-20T11:00:00Z";

    fn open_anchor(dir: &Path) -> std::sync::Arc<std::sync::Mutex<crate::anchor::Anchor>> {
        let (key, heads) = (dir.join("key"), dir.join("heads"));
        let anchor = crate::anchor::Anchor::open_anew(&key, &heads, &dir.join("praxis.db").into()).unwrap();
        std::sync::Arc::new(std::sync::Mutex::new(anchor))
    }

    #[tokio::test]
    async fn the_sample_has_visits_in_every_state_and_something_to_read() {
        let dir = tempfile::tempdir().unwrap();
        let config = StoreConfig { place: dir.path().join("praxis.db").into(), readers: 1 };
        let desk = Desk {
            store: crate::store::Store::open(&config).unwrap(),
            clock: Clock::standing_at(NOON.parse().unwrap()),
            passwords: passwords::Passwords::new(64).unwrap(),
            session_length: chrono::Duration::hours(12),
            idle: IdleLimits::default(),
            anchor: open_anchor(dir.path()),
            upkeep: Default::default(),
            // whoever sees the sample clinic has just come to look
            second_factor: Roles::NONE,
            sole_practitioner: false,
            paper_codes: false,
            asking: AskingLimits::default(),
            turnstile: Default::default(),
        };
        make(&desk).await.unwrap();
        let (doctors, missing) = desk
            .read(|tx| {
                let admin = tx.admins()?[0];
                let admin = people::caller(&tx.user(admin)?.for_the_clinic()?, Reach::ANY);
                let mut missing = Vec::new();
                for state in State::ALL.into_iter().filter(|it| *it != State::EnteredInError) {
                    let only = Filter { states: vec![state], ..Filter::default() };
                    let first = Place { after: None, descending: false, limit: 1 };
                    if appointments::appointments(tx, &admin, &only, &first, tx.now())?.is_empty() {
                        missing.push(state);
                    }
                }
                let moreau = tx.credentials("moreau")?.unwrap().user;
                let moreau = people::caller(&moreau, Reach::OWN);
                let (talks, unread) = conversations::list(tx, &moreau, false, None, 50)?;
                assert!(talks.len() >= 3 && unread >= 2, "{} conversations, {unread} unread", talks.len());
                Ok((tx.doctors()?.len(), missing))
            })
            .await
            .unwrap();
        assert_eq!(doctors, 7, "six who work and one who waits for approval");
        assert_eq!(missing, []);
        desk.store.close().await;
    }
}
