//! What most acts read and few change (the clinic's settings, doctors, their hours), as the connection that writes
//! read it. It is filled from that connection only, and emptied whenever a row of their tables changes through it,
//! whichever statement does it, and whenever something is undone: so it is never older or newer than the tables.

use std::{
    cell::RefCell,
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use praxis_shared::id::DoctorId;
use rusqlite::{Connection, hooks::Action};

use super::StoreError;
use crate::domain::{clinic::Clinic, doctor::Doctor, hours::WorkingHours};

/// The tables that it is read from. SQLite tells of changes to those that have row ids, as all of these do.
const TABLES: [&str; 4] = ["clinic", "doctor", "user", "working_hours"];

pub(super) struct Memory {
    stale: Arc<AtomicBool>,
    kept: RefCell<Kept>,
}

#[derive(Default)]
struct Kept {
    clinic: Option<Clinic>,
    doctors: HashMap<DoctorId, Doctor>,
    hours: HashMap<DoctorId, WorkingHours>,
}

impl Memory {
    /// Of this connection, which tells it of each change from now on.
    pub(super) fn of(conn: &mut Connection) -> Result<Self, StoreError> {
        let stale = Arc::new(AtomicBool::new(false));
        let changed = Arc::clone(&stale);
        conn.update_hook(Some(move |_: Action, _: &str, table: &str, _: i64| {
            if TABLES.contains(&table) {
                changed.store(true, Ordering::Relaxed);
            }
        }))?;
        Ok(Self { stale, kept: RefCell::default() })
    }

    /// Something was undone.
    pub(super) fn undone(&self) {
        self.stale.store(true, Ordering::Relaxed);
    }

    fn kept(&self) -> std::cell::RefMut<'_, Kept> {
        let mut kept = self.kept.borrow_mut();
        if self.stale.swap(false, Ordering::Relaxed) {
            *kept = Kept::default();
        }
        kept
    }

    pub(super) fn clinic(
        &self,
        read: impl FnOnce() -> Result<Option<Clinic>, StoreError>,
    ) -> Result<Option<Clinic>, StoreError> {
        let mut kept = self.kept();
        if kept.clinic.is_none() {
            kept.clinic = read()?;
        }
        Ok(kept.clinic.clone())
    }

    pub(super) fn doctor(
        &self,
        id: DoctorId,
        read: impl FnOnce() -> Result<Option<Doctor>, StoreError>,
    ) -> Result<Option<Doctor>, StoreError> {
        let mut kept = self.kept();
        if !kept.doctors.contains_key(&id)
            && let Some(doctor) = read()?
        {
            kept.doctors.insert(id, doctor);
        }
        Ok(kept.doctors.get(&id).cloned())
    }

    pub(super) fn hours(
        &self,
        doctor: DoctorId,
        read: impl FnOnce() -> Result<WorkingHours, StoreError>,
    ) -> Result<WorkingHours, StoreError> {
        let mut kept = self.kept();
        if let Some(hours) = kept.hours.get(&doctor) {
            return Ok(hours.clone());
        }
        let hours = read()?;
        kept.hours.insert(doctor, hours.clone());
        Ok(hours)
    }
}

#[cfg(test)]
mod tests;
