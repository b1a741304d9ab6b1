//! Who reads whose record in an emergency.

use praxis_shared::{
    id::{DoctorId, PatientId},
    time::to_micros,
};
use rusqlite::{Row, params};

use super::{StoreError, Tx, id, instant, instant_maybe};
use crate::domain::{caller::Caller, emergency::EmergencyAccess};

fn read(row: &Row<'_>) -> Result<EmergencyAccess, StoreError> {
    Ok(EmergencyAccess {
        id: id(row, "id")?,
        patient: id(row, "patient")?,
        doctor: id(row, "doctor")?,
        reason: row.get("reason")?,
        create_time: instant(row, "create_time")?,
        expire_time: instant(row, "expire_time")?,
        end_time: instant_maybe(row, "end_time")?,
    })
}

impl Tx<'_> {
    /// The records that the caller may read in an emergency now. Only people have emergencies, scripts have none; and only
    /// who is a doctor now.
    ///
    /// # Errors
    /// If the database fails.
    pub fn emergencies_of(&self, caller: &Caller) -> Result<Vec<EmergencyAccess>, StoreError> {
        let Some(doctor) = caller.as_treating_doctor().filter(|_| caller.session().is_some()) else {
            return Ok(Vec::new());
        };
        self.all(
            "SELECT * FROM emergency_access WHERE doctor = ?1 AND expire_time > ?2 AND end_time IS NULL",
            params![doctor.bytes(), to_micros(self.now())],
            read,
        )
    }

    /// The doctors who read this record in an emergency now.
    ///
    /// # Errors
    /// If the database fails.
    pub fn doctors_in_emergency(&self, patient: PatientId) -> Result<Vec<DoctorId>, StoreError> {
        self.all(
            "SELECT doctor FROM emergency_access WHERE patient = ?1 AND expire_time > ?2 AND end_time IS NULL",
            params![patient.bytes(), to_micros(self.now())],
            |row| id(row, "doctor"),
        )
    }

    /// Stores a new one.
    ///
    /// # Errors
    /// If the database fails.
    pub fn add_emergency(&self, access: &EmergencyAccess) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO emergency_access (id, patient, doctor, reason, create_time, expire_time)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                access.id.bytes(),
                access.patient.bytes(),
                access.doctor.bytes(),
                access.reason,
                to_micros(access.create_time),
                to_micros(access.expire_time),
            ],
        )?;
        Ok(())
    }

    /// Ends one before its time.
    ///
    /// # Errors
    /// If the database fails.
    pub fn end_emergency(&self, access: &EmergencyAccess) -> Result<(), StoreError> {
        self.execute(
            "UPDATE emergency_access SET end_time = ?2 WHERE id = ?1 AND end_time IS NULL",
            params![access.id.bytes(), to_micros(self.now())],
        )?;
        Ok(())
    }
}
