//! The clinic's settings: one row.

use praxis_shared::time::to_micros;
use rusqlite::params;

use super::{StoreError, Tx, instant};
use crate::domain::clinic::Clinic;

impl Tx<'_> {
    /// The settings.
    ///
    /// # Errors
    /// If there are none: the database was not initialised.
    pub fn clinic(&self) -> Result<Clinic, StoreError> {
        let clinic = match self.memory {
            Some(memory) => memory.clinic(|| self.clinic_maybe())?,
            None => self.clinic_maybe()?,
        };
        clinic.ok_or_else(|| StoreError::unreadable("clinic", "the database was not initialised"))
    }

    /// The settings, if the database was initialised.
    ///
    /// # Errors
    /// If the database fails.
    pub fn clinic_maybe(&self) -> Result<Option<Clinic>, StoreError> {
        self.one("SELECT * FROM clinic WHERE id = 1", [], |row| {
            let zone: String = row.get("time_zone")?;
            Ok(Clinic {
                display_name: row.get("display_name")?,
                zone: zone.parse().map_err(|why| StoreError::unreadable("time zone", why))?,
                lead_time_minutes: row.get("lead_time_minutes")?,
                horizon_days: row.get("horizon_days")?,
                cancel_cutoff_minutes: row.get("cancel_cutoff_minutes")?,
                reschedule_cutoff_minutes: row.get("reschedule_cutoff_minutes")?,
                emergency_phone: row.get("emergency_phone")?,
                update_time: instant(row, "update_time")?,
                version: row.get("version")?,
            })
        })
    }

    /// Writes the settings.
    ///
    /// # Errors
    /// If the database fails.
    pub fn save_clinic(&self, clinic: &Clinic) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO clinic VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (id) DO UPDATE SET
                display_name = excluded.display_name, time_zone = excluded.time_zone,
                lead_time_minutes = excluded.lead_time_minutes, horizon_days = excluded.horizon_days,
                cancel_cutoff_minutes = excluded.cancel_cutoff_minutes,
                reschedule_cutoff_minutes = excluded.reschedule_cutoff_minutes,
                emergency_phone = excluded.emergency_phone, update_time = excluded.update_time,
                version = excluded.version",
            params![
                clinic.display_name,
                clinic.zone.name(),
                clinic.lead_time_minutes,
                clinic.horizon_days,
                clinic.cancel_cutoff_minutes,
                clinic.reschedule_cutoff_minutes,
                clinic.emergency_phone,
                to_micros(clinic.update_time),
                clinic.version,
            ],
        )?;
        Ok(())
    }
}
