//! Doctors. Their names and whether they are active are the account's, so every read joins it;
//! there are few enough doctors to read them all.

use praxis_shared::{
    id::{DoctorId, UserId},
    time::to_micros,
};
use rusqlite::{Row, named_params, params};

use super::{Guarded, StoreError, Tx, id, instant, json, to_json};
use crate::domain::doctor::{Doctor, DutyStatus};

// active or invited, and a doctor still; CROSS JOIN: there are many more users than doctors
const DOCTOR: &str = "SELECT doctor.*, user.first_name, user.last_name,
        user.state IN (1, 3) AND user.roles & 4 <> 0 AS active
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

fn read_doctor(row: &Row<'_>) -> Result<Doctor, StoreError> {
    let fee: Option<String> = row.get("consultation_fee")?;
    let fee = fee.map(|text| serde_json::from_str(&text)).transpose();
    Ok(Doctor {
        id: id(row, "id")?,
        user: id(row, "user")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        specializations: json(row, "specializations")?,
        qualification: row.get("qualification")?,
        years_of_experience: row.get("years_of_experience")?,
        clinic_name: row.get("clinic_name")?,
        clinic_address: json(row, "clinic_address")?,
        room: row.get("room")?,
        contact_number: row.get("contact_number")?,
        bio: row.get("bio")?,
        consultation_fee: fee.map_err(|why| StoreError::unreadable("consultation fee", why))?,
        duty: if row.get("on_duty")? { DutyStatus::OnDuty } else { DutyStatus::OffDuty },
        registration_number: row.get("registration_number")?,
        auto_approve: row.get("auto_approve")?,
        active: row.get("active")?,
        create_time: instant(row, "create_time")?,
        update_time: instant(row, "update_time")?,
        version: row.get("version")?,
    })
}
