//! Patients and their charts. The keys under which a patient is found are written with the
//! patient, in the same statement block, so that a search can never miss a saved name.

use chrono::NaiveDate;
use praxis_shared::{
    id::{DoctorId, PatientId, UserId},
    text::{fold, phone_digits},
    time::to_micros,
};
use rusqlite::{Row, named_params, params};

use super::{
    Guarded, StoreError, Tx,
    columns::Columns,
    id, instant,
    seal::{BRIEF, CHART, PATIENT, Seal},
    to_json,
};
use crate::domain::{
    duplicates::phone_tail,
    patient::{BloodGroup, Gender, Identity, Patient, PatientChart, PatientDraft},
    patient_search::{PatientKeys, phone_endings, trims},
    people::sort_key,
};

/// The number before the first patient's.
const NUMBER_START: i64 = 10_000;
/// Most patients compared when looking for duplicates, for each thing they may share.
const SUSPECTS_MAX: i64 = 200;

/// The circle of care: the index of a patient's visits alone tells.
pub(super) const IN_CARE: &str = "SELECT DISTINCT doctor FROM appointment
    WHERE patient = ?1 AND care = 1 AND state <> 'rejected' AND state <> 'cancelled' AND state <> 'entered_in_error'";

impl Tx<'_> {
    /// One patient.
    pub fn patient(&self, patient: PatientId) -> Result<Guarded<Patient>, StoreError> {
        let found =
            self.one("SELECT * FROM patient WHERE id = ?1", params![patient.bytes()], read_patient)?;
        Ok(Guarded::new(found))
    }

    /// The patient that an account is.
    pub fn patient_of_user(&self, user: UserId) -> Result<Guarded<Patient>, StoreError> {
        let found = self.one("SELECT * FROM patient WHERE user = ?1", params![user.bytes()], read_patient)?;
        Ok(Guarded::new(found))
    }

    /// The number for the next patient to be registered.
    pub fn next_patient_number(&self) -> Result<i64, StoreError> {
        let last =
            self.one("SELECT max(number) FROM patient", [], |row| Ok(row.get::<_, Option<i64>>(0)?))?;
        Ok(last.flatten().unwrap_or(NUMBER_START) + 1)
    }

    /// Adds a patient with an empty chart.
    pub fn add_patient(&self, patient: &Patient) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO patient (id, number, user, first_name, last_name, sort_key, birth_date, gender, phone,
                 phone_digits, email, address, emergency_contact, create_time, update_time, version, seal, brief_seal)
             VALUES (:id, :number, :user, :first_name, :last_name, :sort_key, :birth_date, :gender, :phone,
                 :phone_digits, :email, :address, :emergency_contact, :create_time, :update_time, :version,
                 :seal, :brief_seal)",
            named_params! {
                ":id": patient.id.bytes(),
                ":number": patient.number,
                ":user": patient.user.map(|user| user.bytes()),
                ":first_name": patient.first_name,
                ":last_name": patient.last_name,
                ":sort_key": sort_key(&patient.first_name, &patient.last_name),
                ":birth_date": patient.birth_date.to_string(),
                ":gender": patient.gender.code(),
                ":phone": patient.phone,
                ":phone_digits": phone_digits(&patient.phone),
                ":email": patient.email,
                ":address": to_json(&patient.address)?,
                ":emergency_contact": to_json(&patient.emergency_contact)?,
                ":create_time": to_micros(patient.create_time),
                ":update_time": to_micros(patient.update_time),
                ":version": patient.version,
                ":seal": patient_seal(patient)?,
                ":brief_seal": brief_seal(patient)?,
            },
        )?;
        let chart = PatientChart::empty(patient.id, patient.create_time);
        self.execute(
            "INSERT INTO patient_chart (patient, blood_group, allergies, medical_history, update_time, version, seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                chart.patient.bytes(),
                chart.blood_group.code(),
                chart.allergies,
                chart.medical_history,
                to_micros(chart.update_time),
                chart.version,
                chart_seal(&chart)?,
            ],
        )?;
        self.add_patient_keys(patient)
    }

    /// Saves the next version of a patient.
    pub fn save_patient(&self, patient: &Patient) -> Result<(), StoreError> {
        let saved = self.execute(
            "UPDATE patient SET user = :user, first_name = :first_name, last_name = :last_name, sort_key = :sort_key,
                 birth_date = :birth_date, gender = :gender, phone = :phone, phone_digits = :phone_digits,
                 email = :email, address = :address, emergency_contact = :emergency_contact,
                 update_time = :update_time, version = :version, seal = :seal, brief_seal = :brief_seal
             WHERE id = :id AND version = :version - 1",
            named_params! {
                ":id": patient.id.bytes(),
                ":user": patient.user.map(|user| user.bytes()),
                ":first_name": patient.first_name,
                ":last_name": patient.last_name,
                ":sort_key": sort_key(&patient.first_name, &patient.last_name),
                ":birth_date": patient.birth_date.to_string(),
                ":gender": patient.gender.code(),
                ":phone": patient.phone,
                ":phone_digits": phone_digits(&patient.phone),
                ":email": patient.email,
                ":address": to_json(&patient.address)?,
                ":emergency_contact": to_json(&patient.emergency_contact)?,
                ":update_time": to_micros(patient.update_time),
                ":version": patient.version,
                ":seal": patient_seal(patient)?,
                ":brief_seal": brief_seal(patient)?,
            },
        )?;
        if saved != 1 {
            return Err(StoreError::Conflict("patient"));
        }
        self.execute("DELETE FROM patient_key WHERE patient = ?1", params![patient.id.bytes()])?;
        self.execute("DELETE FROM patient_phone WHERE patient = ?1", params![patient.id.bytes()])?;
        self.add_patient_keys(patient)
    }

    fn add_patient_keys(&self, patient: &Patient) -> Result<(), StoreError> {
        let sort_key = sort_key(&patient.first_name, &patient.last_name);
        for key in PatientKeys::of(patient).words {
            self.execute(
                "INSERT INTO patient_key (key, sort_key, patient) VALUES (?1, ?2, ?3)",
                params![key, sort_key, patient.id.bytes()],
            )?;
            // the whole neighbourhood of a key is written at once, so its first member tells
            let known = self.one(
                "SELECT 1 FROM key_trim WHERE trim = ?1 AND key = ?2",
                params![first_trim(&key), key],
                |_| Ok(()),
            )?;
            if known.is_none() {
                for trim in trims(&key) {
                    self.execute("INSERT INTO key_trim (trim, key) VALUES (?1, ?2)", params![trim, key])?;
                }
            }
        }
        for ending in phone_endings(&patient.phone) {
            self.execute(
                "INSERT INTO patient_phone (ending, sort_key, patient) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
                params![ending, sort_key, patient.id.bytes()],
            )?;
        }
        Ok(())
    }

    /// One patient's chart, with the doctors who may open it.
    pub fn patient_chart(&self, patient: PatientId) -> Result<Guarded<PatientChart>, StoreError> {
        let found =
            self.one("SELECT * FROM patient_chart WHERE patient = ?1", params![patient.bytes()], |row| {
                CHART.check(row)?;
                let blood_group: String = row.get("blood_group")?;
                Ok(PatientChart {
                    patient: id(row, "patient")?,
                    blood_group: BloodGroup::from_code(&blood_group)
                        .ok_or_else(|| StoreError::unreadable("blood group", &blood_group))?,
                    allergies: row.get("allergies")?,
                    medical_history: row.get("medical_history")?,
                    update_time: instant(row, "update_time")?,
                    version: row.get("version")?,
                    doctors: Vec::new(),
                    identity: Identity::NoAccount,
                })
            })?;
        let chart = match found {
            Some(chart) => {
                let (doctors, identity) = (self.doctors_in_care(patient)?, self.identity_of(patient)?);
                Some(PatientChart { doctors, identity, ..chart })
            }
            None => None,
        };
        Ok(Guarded::new(chart))
    }

    /// Who stands behind a patient's account.
    pub fn identity_of(&self, patient: PatientId) -> Result<Identity, StoreError> {
        let doubted = self.one(
            "SELECT unconfirmed_time IS NOT NULL FROM patient JOIN user ON user.id = patient.user WHERE patient.id = ?1",
            [patient.bytes()],
            |row| Ok(row.get(0)?),
        )?;
        Ok(match doubted {
            None => Identity::NoAccount,
            Some(false) => Identity::Confirmed,
            Some(true) => Identity::Unconfirmed,
        })
    }

    /// Saves the next version of a chart.
    pub fn save_patient_chart(&self, chart: &PatientChart) -> Result<(), StoreError> {
        let saved = self.execute(
            "UPDATE patient_chart SET blood_group = ?2, allergies = ?3, medical_history = ?4, update_time = ?5,
                 version = ?6, seal = ?7
             WHERE patient = ?1 AND version = ?6 - 1",
            params![
                chart.patient.bytes(),
                chart.blood_group.code(),
                chart.allergies,
                chart.medical_history,
                to_micros(chart.update_time),
                chart.version,
                chart_seal(chart)?,
            ],
        )?;
        if saved == 1 { Ok(()) } else { Err(StoreError::Conflict("patient chart")) }
    }

    /// Doctors with a relation of care to the patient: one of the visits makes it (see [`Appointment::care`]) and was not
    /// called off, turned down or entered in error.
    ///
    /// [`Appointment::care`]: crate::domain::appointment::Appointment::care
    pub fn doctors_in_care(&self, patient: PatientId) -> Result<Vec<DoctorId>, StoreError> {
        self.all(IN_CARE, params![patient.bytes()], |row| id(row, "doctor"))
    }

    /// Registered patients who share something with somebody about to be registered: birth date,
    /// phone, e-mail or last name.
    pub fn duplicate_suspects(&self, new: &PatientDraft) -> Result<Vec<Patient>, StoreError> {
        let mut found = Vec::new();
        if let Some(birth_date) = new.birth_date {
            found.extend(self.all(
                "SELECT * FROM patient WHERE birth_date = ?1 ORDER BY sort_key, id LIMIT ?2",
                params![birth_date.to_string(), SUSPECTS_MAX],
                read_patient,
            )?);
        }
        if let Some(tail) = new.phone.as_deref().and_then(phone_tail) {
            found.extend(self.all(
                "SELECT patient.* FROM patient_phone JOIN patient ON patient.id = patient_phone.patient
                 WHERE ending = ?1 ORDER BY patient_phone.sort_key LIMIT ?2",
                params![tail, SUSPECTS_MAX],
                read_patient,
            )?);
        }
        if let Some(email) = new.email.as_deref().filter(|email| !email.is_empty()) {
            found.extend(self.all(
                "SELECT * FROM patient WHERE email = ?1 COLLATE NOCASE AND email <> '' LIMIT ?2",
                params![email, SUSPECTS_MAX],
                read_patient,
            )?);
        }
        if let (Some(first), Some(last)) = (&new.first_name, &new.last_name) {
            found.extend(self.all(
                "SELECT * FROM patient WHERE sort_key = ?1 ORDER BY id LIMIT ?2",
                params![sort_key(first, last), SUSPECTS_MAX],
                read_patient,
            )?);
        }
        found.sort_by_key(|patient: &Patient| patient.id);
        found.dedup_by_key(|patient| patient.id);
        found.sort_by_cached_key(|patient| fold(&patient.last_name));
        Ok(found)
    }
}

fn patient_seal(it: &Patient) -> Result<Seal, StoreError> {
    PATIENT.over(&[
        &it.id.bytes(),
        &it.number,
        &it.user.map(|user| user.bytes()),
        &it.first_name,
        &it.last_name,
        &it.birth_date.to_string(),
        &it.gender.code(),
        &it.phone,
        &it.email,
        &to_json(&it.address)?,
        &to_json(&it.emergency_contact)?,
        &to_micros(it.create_time),
        &to_micros(it.update_time),
        &it.version,
    ])
}

fn brief_seal(it: &Patient) -> Result<Seal, StoreError> {
    let (birth_date, gender) = (it.birth_date.to_string(), it.gender.code());
    BRIEF.over(&[&it.id.bytes(), &it.first_name, &it.last_name, &it.number, &birth_date, &gender])
}

fn chart_seal(it: &PatientChart) -> Result<Seal, StoreError> {
    let (group, time) = (it.blood_group.code(), to_micros(it.update_time));
    CHART.over(&[&it.patient.bytes(), &group, &it.allergies, &it.medical_history, &time, &it.version])
}

fn first_trim(key: &str) -> String {
    trims(key).into_iter().next().unwrap_or_default()
}

/// Where [`PATIENT`]'s columns and its seal are in a row of the table: whoever looks for a patient reads many rows, and
/// would look for thirty names in each. A test compares them with the table.
const PLACES: [usize; 14] = [0, 1, 2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 15];
const SEAL: usize = 16;

/// A whole row of the table.
pub(super) fn read_patient(row: &Row<'_>) -> Result<Patient, StoreError> {
    PATIENT.check_at(row, &PLACES, SEAL)?;
    let mut columns = Columns::at(row, &PLACES);
    Ok(Patient {
        id: columns.id()?,
        number: columns.next()?,
        user: columns.id_maybe()?,
        first_name: columns.next()?,
        last_name: columns.next()?,
        birth_date: columns.word("birth date", |date| date.parse::<NaiveDate>().ok())?,
        gender: columns.word("gender", Gender::from_code)?,
        phone: columns.next()?,
        email: columns.next()?,
        address: columns.json("address")?,
        emergency_contact: columns.json("emergency contact")?,
        create_time: columns.instant()?,
        update_time: columns.instant()?,
        version: columns.next()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_patient_are_where_they_are_looked_for() {
        let mut conn = rusqlite::Connection::open_in_memory().expect("a database");
        crate::store::migrate::to_newest(&mut conn).expect("a schema");
        let all = conn.prepare("SELECT * FROM patient").expect("a statement");
        let found = PLACES.map(|at| all.column_name(at).expect("a column").to_owned());
        assert_eq!(found.as_slice(), PATIENT.columns);
        assert_eq!(all.column_name(SEAL).expect("a column"), PATIENT.seal);
    }
}
