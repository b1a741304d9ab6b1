//! Doctors. Their names and whether they are active are the account's, so every read joins it;
//! there are few enough doctors to read them all.

use praxis_shared::{
    id::{DoctorId, UserId},
    time::to_micros,
};
use rusqlite::{Row, named_params, params};

use super::{Guarded, StoreError, Tx, columns::Columns, to_json};
use crate::domain::doctor::{Doctor, DutyStatus};

// active or invited, and a doctor still; CROSS JOIN: there are many more users than doctors
const DOCTOR: &str = "SELECT doctor.id, user, user.first_name, user.last_name, specializations, qualification,
        years_of_experience, clinic_name, clinic_address, room, contact_number, bio, consultation_fee, on_duty,
        registration_number, auto_approve, user.state IN (1, 3) AND user.roles & 4 <> 0,
        doctor.create_time, doctor.update_time, doctor.version
    FROM doctor CROSS JOIN user ON user.id = doctor.user";

impl Tx<'_> {
    /// One doctor.
    pub fn doctor(&self, doctor: DoctorId) -> Result<Guarded<Doctor>, StoreError> {
        let read = || {
            let sql = format!("{DOCTOR} WHERE doctor.id = ?1");
            self.one(&sql, params![doctor.bytes()], read_doctor)
        };
        Ok(Guarded::new(match self.memory {
            Some(memory) => memory.doctor(doctor, read)?,
            None => read()?,
        }))
    }

    /// The doctor that an account is.
    pub fn doctor_of_user(&self, user: UserId) -> Result<Guarded<Doctor>, StoreError> {
        let sql = format!("{DOCTOR} WHERE doctor.user = ?1");
        Ok(Guarded::new(self.one(&sql, params![user.bytes()], read_doctor)?))
    }

    /// All doctors by name, inactive ones too.
    pub fn doctors(&self) -> Result<Vec<Doctor>, StoreError> {
        self.all(&format!("{DOCTOR} ORDER BY user.sort_key, doctor.id"), [], read_doctor)
    }

    /// Adds a doctor; the account must be there already.
    pub fn add_doctor(&self, doctor: &Doctor) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO doctor (id, user, specializations, qualification, years_of_experience, clinic_name,
                 clinic_address, room, contact_number, bio, consultation_fee, on_duty, registration_number,
                 auto_approve, create_time, update_time, version)
             VALUES (:id, :user, :specializations, :qualification, :years_of_experience, :clinic_name,
                 :clinic_address, :room, :contact_number, :bio, :consultation_fee, :on_duty, :registration_number,
                 :auto_approve, :create_time, :update_time, :version)",
            named_params! {
                ":id": doctor.id.bytes(),
                ":user": doctor.user.bytes(),
                ":specializations": to_json(&doctor.specializations)?,
                ":qualification": doctor.qualification,
                ":years_of_experience": doctor.years_of_experience,
                ":clinic_name": doctor.clinic_name,
                ":clinic_address": to_json(&doctor.clinic_address)?,
                ":room": doctor.room,
                ":contact_number": doctor.contact_number,
                ":bio": doctor.bio,
                ":consultation_fee": doctor.consultation_fee.as_ref().map(to_json).transpose()?,
                ":on_duty": doctor.duty == DutyStatus::OnDuty,
                ":registration_number": doctor.registration_number,
                ":auto_approve": doctor.auto_approve,
                ":create_time": to_micros(doctor.create_time),
                ":update_time": to_micros(doctor.update_time),
                ":version": doctor.version,
            },
        )?;
        Ok(())
    }

    /// Saves the next version of a doctor.
    pub fn save_doctor(&self, doctor: &Doctor) -> Result<(), StoreError> {
        let saved = self.execute(
            "UPDATE doctor SET specializations = :specializations, qualification = :qualification,
                 years_of_experience = :years_of_experience, clinic_name = :clinic_name,
                 clinic_address = :clinic_address, room = :room, contact_number = :contact_number, bio = :bio,
                 consultation_fee = :consultation_fee, on_duty = :on_duty,
                 registration_number = :registration_number, auto_approve = :auto_approve,
                 update_time = :update_time, version = :version
             WHERE id = :id AND version = :version - 1",
            named_params! {
                ":id": doctor.id.bytes(),
                ":specializations": to_json(&doctor.specializations)?,
                ":qualification": doctor.qualification,
                ":years_of_experience": doctor.years_of_experience,
                ":clinic_name": doctor.clinic_name,
                ":clinic_address": to_json(&doctor.clinic_address)?,
                ":room": doctor.room,
                ":contact_number": doctor.contact_number,
                ":bio": doctor.bio,
                ":consultation_fee": doctor.consultation_fee.as_ref().map(to_json).transpose()?,
                ":on_duty": doctor.duty == DutyStatus::OnDuty,
                ":registration_number": doctor.registration_number,
                ":auto_approve": doctor.auto_approve,
                ":update_time": to_micros(doctor.update_time),
                ":version": doctor.version,
            },
        )?;
        if saved == 1 { Ok(()) } else { Err(StoreError::Conflict("doctor")) }
    }
}

/// In the order in which they are asked for.
fn read_doctor(row: &Row<'_>) -> Result<Doctor, StoreError> {
    let mut columns = Columns::of(row);
    Ok(Doctor {
        id: columns.id()?,
        user: columns.id()?,
        first_name: columns.next()?,
        last_name: columns.next()?,
        specializations: columns.json("specializations")?,
        qualification: columns.next()?,
        years_of_experience: columns.next()?,
        clinic_name: columns.next()?,
        clinic_address: columns.json("clinic_address")?,
        room: columns.next()?,
        contact_number: columns.next()?,
        bio: columns.next()?,
        consultation_fee: columns.json_maybe("consultation fee")?,
        duty: if columns.next()? { DutyStatus::OnDuty } else { DutyStatus::OffDuty },
        registration_number: columns.next()?,
        auto_approve: columns.next()?,
        active: columns.next()?,
        create_time: columns.instant()?,
        update_time: columns.instant()?,
        version: columns.next()?,
    })
}
