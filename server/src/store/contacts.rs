//! Whom somebody may write to. Every list here is ordered by name and goes on after a
//! place; the many patients are walked in an index, the few others are looked through.

use praxis_shared::id::{DoctorId, PatientId, UserId};
use rusqlite::{Row, params};

use super::{StoreError, Tx, id, json, seal::BRIEF};
use crate::domain::{
    conversation::{Contact, Parties},
    people::{Role, Roles, display_name},
};

/// A place in a list of contacts: the sort key, and the target.
pub type ContactPosition = (String, String);

// accounts that are read, or will be once they are activated; + because so many are that no index helps
const READABLE: &str = "+user.state IN (1, 3)";

pub(super) const BETWEEN: &str = "SELECT 1 FROM appointment
    WHERE +doctor = ?1 AND patient = ?2 AND care = 1
      AND state <> 'rejected' AND state <> 'cancelled' AND state <> 'entered_in_error' LIMIT 1";
pub(super) const PATIENTS_SEEN: &str = "SELECT patient
    FROM (SELECT DISTINCT patient FROM appointment WHERE doctor = ?1) AS met
    WHERE EXISTS (SELECT 1 FROM appointment AS visit
                  WHERE visit.patient = met.patient AND +visit.doctor = ?1 AND visit.care = 1
                    AND visit.state <> 'rejected' AND visit.state <> 'cancelled' AND visit.state <> 'entered_in_error')";
pub(super) const STAFF: &str = "SELECT user.id, user.roles, first_name, last_name, sort_key,
    coalesce(doctor.specializations, '[]') AS specializations
    FROM user LEFT JOIN doctor ON doctor.user = user.id
    WHERE roles & 7 <> 0 AND +user.state IN (1, 3) AND user.id <> ?1 AND instr(' ' || sort_key, ' ' || ?2) > 0";

fn name(row: &Row<'_>) -> Result<String, StoreError> {
    let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
    Ok(display_name(&first, &last))
}

fn doctor_of(specializations: &[String]) -> String {
    std::iter::once("doctor").chain(specializations.iter().map(String::as_str)).collect::<Vec<_>>().join(", ")
}

fn staff_as(roles: Roles, specializations: &[String]) -> String {
    if roles.has(Role::Doctor) {
        doctor_of(specializations)
    } else if roles.has(Role::Desk) {
        "front desk".to_owned()
    } else {
        "administrator".to_owned()
    }
}

/// The state of an account that somebody would write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    /// Whose.
    pub user: UserId,
    /// The account's roles.
    pub roles: Roles,
    /// Whether its owner can sign in, now or once it is activated.
    pub readable: bool,
}

impl Tx<'_> {
    /// Whether there is a relation of care between the two: the one that opens the chart, too.
    ///
    /// # Errors
    /// If the database fails.
    pub fn are_in_care(&self, patient: PatientId, doctor: DoctorId) -> Result<bool, StoreError> {
        let found = self.one(BETWEEN, params![doctor.bytes(), patient.bytes()], |_| Ok(()))?;
        Ok(found.is_some())
    }

    /// An account as a reader of messages.
    ///
    /// # Errors
    /// If the database fails.
    pub fn reader(&self, user: UserId) -> Result<Option<Reader>, StoreError> {
        self.one(
            &format!("SELECT roles, {READABLE} AS readable FROM user WHERE id = ?1"),
            [user.bytes()],
            |row| {
                Ok(Reader {
                    user,
                    roles: Roles::from_bits(row.get("roles")?),
                    readable: row.get("readable")?,
                })
            },
        )
    }

    /// Doctors with a relation of care to the patient, by name.
    ///
    /// # Errors
    /// If the database fails.
    pub fn doctors_to_write_to(&self, patient: PatientId, query: &str) -> Result<Vec<Contact>, StoreError> {
        self.all(
            &format!(
                "SELECT doctor.id AS doctor, specializations, first_name, last_name, sort_key
                 FROM (SELECT DISTINCT doctor FROM appointment
                       WHERE patient = ?1 AND care = 1
                         AND state <> 'rejected' AND state <> 'cancelled' AND state <> 'entered_in_error') AS seen
                 CROSS JOIN doctor ON doctor.id = seen.doctor CROSS JOIN user ON user.id = doctor.user
                 WHERE {READABLE} AND user.roles & 4 <> 0 AND instr(' ' || sort_key, ' ' || ?2) > 0"
            ),
            params![patient.bytes(), query],
            |row| {
                let doctor: DoctorId = id(row, "doctor")?;
                let specializations: Vec<String> = json(row, "specializations")?;
                Ok(Contact {
                    target: doctor.to_string(),
                    parties: Parties::PatientDoctor { patient, doctor },
                    display_name: name(row)?,
                    sort_key: row.get("sort_key")?,
                    description: doctor_of(&specializations),
                    conversation: None,
                })
            },
        )
    }

    /// Patients in the doctor's care who have an account, by name.
    ///
    /// # Errors
    /// If the database fails.
    pub fn patients_to_write_to(&self, doctor: DoctorId, query: &str) -> Result<Vec<Contact>, StoreError> {
        self.all(
            &format!(
                "SELECT {BRIEF_COLUMNS}
                 FROM ({PATIENTS_SEEN}) AS seen
                 CROSS JOIN patient ON patient.id = seen.patient CROSS JOIN user ON user.id = patient.user
                 WHERE {READABLE} AND instr(' ' || patient.sort_key, ' ' || ?2) > 0"
            ),
            params![doctor.bytes(), query],
            |row| {
                let patient = id(row, "id")?;
                read_patient_contact(row, patient, Parties::PatientDoctor { patient, doctor })
            },
        )
    }

    /// All patients with an account, for the desk, by name after a place.
    ///
    /// # Errors
    /// If the database fails.
    pub fn accounts_to_write_to(
        &self,
        query: &str,
        after: Option<&ContactPosition>,
        limit: usize,
    ) -> Result<Vec<Contact>, StoreError> {
        let columns = BRIEF_COLUMNS;
        let key = after.map_or("", |(key, _)| key);
        // behind a target of another kind at the same name: kinds are in the order of the alphabet
        let last = after.map_or([0; 16], |(_, target)| match target.parse::<PatientId>() {
            Ok(patient) => patient.bytes(),
            Err(_) if target.as_str() > "patients/" => [255; 16],
            Err(_) => [0; 16],
        });
        let read = |row: &Row<'_>| {
            let patient = id(row, "id")?;
            read_patient_contact(row, patient, Parties::PatientDesk { patient })
        };
        if query.is_empty() || query.contains(' ') {
            return self.all(
                &format!(
                    "SELECT {columns} FROM patient CROSS JOIN user ON user.id = patient.user
                     WHERE (patient.sort_key, patient.id) > (max(?1, ?3), ?2) AND patient.sort_key < ?3 || char(1114111)
                       AND {READABLE} ORDER BY patient.sort_key, patient.id LIMIT ?4"
                ),
                params![key, last, query, limit as i64],
                read,
            );
        }
        self.all(
            &format!(
                "SELECT {columns} FROM (SELECT DISTINCT patient FROM patient_key
                                        WHERE key >= ?3 AND key < ?3 || char(1114111)) AS found
                 CROSS JOIN patient ON patient.id = found.patient CROSS JOIN user ON user.id = patient.user
                 WHERE (patient.sort_key, patient.id) > (?1, ?2) AND {READABLE}
                 ORDER BY patient.sort_key, patient.id LIMIT ?4"
            ),
            params![key, last, query, limit as i64],
            read,
        )
    }

    /// The staff but for one, by name.
    ///
    /// # Errors
    /// If the database fails.
    pub fn staff_to_write_to(&self, me: UserId, query: &str) -> Result<Vec<Contact>, StoreError> {
        self.all(STAFF, params![me.bytes(), query], |row| {
            let user: UserId = id(row, "id")?;
            let specializations: Vec<String> = json(row, "specializations")?;
            Ok(Contact {
                target: user.to_string(),
                parties: Parties::staff(me, user),
                display_name: name(row)?,
                sort_key: row.get("sort_key")?,
                description: staff_as(Roles::from_bits(row.get("roles")?), &specializations),
                conversation: None,
            })
        })
    }
}

/// What is read of a patient here, and the seal over it.
const BRIEF_COLUMNS: &str =
    "patient.id, patient.number, patient.first_name, patient.last_name, patient.sort_key,
    patient.birth_date, patient.gender, patient.brief_seal";

fn read_patient_contact(row: &Row<'_>, patient: PatientId, parties: Parties) -> Result<Contact, StoreError> {
    BRIEF.check(row)?;
    let number: i64 = row.get("number")?;
    Ok(Contact {
        target: patient.to_string(),
        parties,
        display_name: name(row)?,
        sort_key: row.get("sort_key")?,
        description: format!("patient {number}"),
        conversation: None,
    })
}
