//! What most acts read and few change (the clinic's settings, doctors and their hours, who is signed in, the patients of
//! the last acts), as the connection that writes read it. It is filled from that connection only, and a part of it is
//! emptied whenever a row of one of its tables changes through it, whichever statement does it, and all of it whenever
//! something is undone: so it is never older or newer than the tables. No other program writes to them meanwhile: the
//! clinic's lock keeps it out.

use std::{
    cell::{RefCell, RefMut},
    collections::HashMap,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use praxis_shared::{
    id::{DoctorId, PatientId, SessionId, UserId},
    time::Instant,
};
use rusqlite::{Connection, hooks::Action};

use super::StoreError;
use chrono::TimeDelta;

use crate::domain::{
    appointment::PatientBrief, caller::Caller, clinic::Clinic, doctor::Doctor, hours::WorkingHours,
    people::RECOVERY_HOURS,
};

/// The tables that each part is read from. SQLite tells of changes to those that have row ids, as all of these do.
const HOUSE: &[&str] = &["clinic", "doctor", "user", "working_hours"];
const DOORS: &[&str] = &["session", "user"];
const PEOPLE: &[&str] = &["patient", "user"];

/// Sessions and patients that are kept at most: a few megabytes.
const MOST: usize = 4096;

pub(super) struct Memory {
    house: Part<House>,
    doors: Part<HashMap<SessionId, Door>>,
    people: Part<People>,
}

/// What is emptied together.
#[derive(Default)]
struct Part<T> {
    /// Whether it holds what may have changed.
    stale: Arc<AtomicBool>,
    kept: RefCell<T>,
}

impl<T: Default> Part<T> {
    /// Without what may have changed.
    fn fresh(&self) -> RefMut<'_, T> {
        let mut kept = self.kept.borrow_mut();
        if self.stale.swap(false, Ordering::Relaxed) {
            *kept = T::default();
        }
        kept
    }

    fn undone(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }
}

#[derive(Default)]
struct House {
    clinic: Option<Clinic>,
    doctors: HashMap<DoctorId, Doctor>,
    hours: HashMap<DoctorId, WorkingHours>,
    accounts: HashMap<DoctorId, Option<UserId>>,
}

#[derive(Default)]
struct People {
    briefs: HashMap<PatientId, PatientBrief>,
    accounts: HashMap<PatientId, Option<UserId>>,
}

/// A session that was not ended, of an account that is active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Door {
    /// Bit set of its user's roles.
    pub(super) roles: u8,
    /// Since when nobody has confirmed that the account is the patient's, if so.
    pub(super) unconfirmed_time: Option<Instant>,
    /// When the account was reset, if nobody has confirmed it since.
    pub(super) recovering_time: Option<Instant>,
    /// When its person last proved who they are.
    pub(super) factor_time: Instant,
    /// Since when it is locked, if it is.
    pub(super) lock_time: Option<Instant>,
    /// When it ends by itself.
    pub(super) expire_time: Instant,
}

impl Door {
    /// Whether more is doubted of its user than was when the caller came in.
    pub(super) fn has_more_doubt(&self, caller: &Caller, now: Instant) -> bool {
        let recovering = self.recovering_time.is_some_and(|it| now < it + TimeDelta::hours(RECOVERY_HOURS));
        let unconfirmed =
            self.unconfirmed_time.is_some() && self.unconfirmed_time != caller.doubt.unconfirmed_since;
        unconfirmed || (recovering && !caller.doubt.recovering)
    }
}

impl Memory {
    /// Of this connection, which tells it of each change from now on.
    pub(super) fn of(conn: &mut Connection) -> Result<Self, StoreError> {
        let memory = Self { house: Part::default(), doors: Part::default(), people: Part::default() };
        let parts = [
            (HOUSE, Arc::clone(&memory.house.stale)),
            (DOORS, Arc::clone(&memory.doors.stale)),
            (PEOPLE, Arc::clone(&memory.people.stale)),
        ];
        conn.update_hook(Some(move |_: Action, _: &str, table: &str, _: i64| {
            for (_, stale) in parts.iter().filter(|(tables, _)| tables.contains(&table)) {
                stale.store(true, Ordering::Relaxed);
            }
        }))?;
        Ok(memory)
    }

    /// Something was undone.
    pub(super) fn undone(&self) {
        self.house.undone();
        self.doors.undone();
        self.people.undone();
    }

    pub(super) fn clinic(
        &self,
        read: impl FnOnce() -> Result<Option<Clinic>, StoreError>,
    ) -> Result<Option<Clinic>, StoreError> {
        let mut house = self.house.fresh();
        if house.clinic.is_none() {
            house.clinic = read()?;
        }
        Ok(house.clinic.clone())
    }

    pub(super) fn doctor(
        &self,
        id: DoctorId,
        read: impl FnOnce() -> Result<Option<Doctor>, StoreError>,
    ) -> Result<Option<Doctor>, StoreError> {
        found(&mut self.house.fresh().doctors, id, read)
    }

    pub(super) fn hours(
        &self,
        doctor: DoctorId,
        read: impl FnOnce() -> Result<WorkingHours, StoreError>,
    ) -> Result<WorkingHours, StoreError> {
        known(&mut self.house.fresh().hours, doctor, read)
    }

    /// The account that hears of a doctor's visits.
    pub(super) fn account_of_doctor(
        &self,
        doctor: DoctorId,
        read: impl FnOnce() -> Result<Option<UserId>, StoreError>,
    ) -> Result<Option<UserId>, StoreError> {
        known(&mut self.house.fresh().accounts, doctor, read)
    }

    pub(super) fn door(
        &self,
        session: SessionId,
        read: impl FnOnce() -> Result<Option<Door>, StoreError>,
    ) -> Result<Option<Door>, StoreError> {
        found(&mut self.doors.fresh(), session, read)
    }

    pub(super) fn patient(
        &self,
        patient: PatientId,
        read: impl FnOnce() -> Result<Option<PatientBrief>, StoreError>,
    ) -> Result<Option<PatientBrief>, StoreError> {
        found(&mut self.people.fresh().briefs, patient, read)
    }

    /// The account that hears of a patient's visits.
    pub(super) fn account_of_patient(
        &self,
        patient: PatientId,
        read: impl FnOnce() -> Result<Option<UserId>, StoreError>,
    ) -> Result<Option<UserId>, StoreError> {
        known(&mut self.people.fresh().accounts, patient, read)
    }
}

/// What is kept under a key; read if it is not.
fn known<K: Eq + Hash, T: Clone>(
    kept: &mut HashMap<K, T>,
    key: K,
    read: impl FnOnce() -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    if let Some(known) = kept.get(&key) {
        return Ok(known.clone());
    }
    let value = read()?;
    keep(kept, key, value.clone());
    Ok(value)
}

/// The same of what may not be there, which is not kept.
fn found<K: Eq + Hash, T: Clone>(
    kept: &mut HashMap<K, T>,
    key: K,
    read: impl FnOnce() -> Result<Option<T>, StoreError>,
) -> Result<Option<T>, StoreError> {
    if let Some(known) = kept.get(&key) {
        return Ok(Some(known.clone()));
    }
    let value = read()?;
    if let Some(value) = &value {
        keep(kept, key, value.clone());
    }
    Ok(value)
}

fn keep<K: Eq + Hash, T>(kept: &mut HashMap<K, T>, key: K, value: T) {
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.insert(key, value);
}

#[cfg(test)]
mod tests;
