//! Visits and their steps. A visit is changed only by compare-and-set on its
//! version and state, and the schema's triggers refuse an overlap once more:
//! both come back as [`Saved`], because neither is a fault.

pub(super) mod list;
mod row;
#[cfg(test)]
mod tests;

use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId, UserId},
    time::{Instant, Span, from_micros, to_micros},
};
use rusqlite::{Row, named_params, params};

pub use self::list::{Own, VisitQuery};
use self::row::{Beside, SELECT, read_appointment, read_transition, read_visit};
use super::{
    Guarded, StoreError, Tx, id, instant,
    seal::{REASON, STEP, Seal, VISIT},
    to_json,
};
use crate::domain::{
    appointment::{Appointment, DoctorBrief, PatientBrief, State, Transition, Visit},
    people::Role,
    people::display_name,
    slots::{Busy, BusyBy},
};

/// Raised by the schema when a doctor would have two visits at a time.
const DOCTOR_TAKEN: &str = "the doctor has another visit then";
/// Raised by the schema when a patient would be in two places.
const PATIENT_TAKEN: &str = "the patient has another visit then";

/// What became of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Done,
    /// Somebody changed the visit since it was read.
    Stale,
    /// It would take time that is taken.
    Taken(Taken),
}

/// Whose time is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The doctor's, buffers included.
    Doctor,
    /// The patient's.
    Patient,
}

/// The accounts that hear of a visit.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Accounts {
    /// The patient's, if there is one.
    pub patient: Option<UserId>,
    /// The doctor's, while that is a doctor.
    pub doctor: Option<UserId>,
}

impl Tx<'_> {
    /// A visit without its reason.
    pub fn appointment(&self, id: AppointmentId) -> Result<Guarded<Appointment>, StoreError> {
        let sql = format!("{SELECT} FROM appointment a WHERE a.id = ?1");
        let read = |row: &Row<'_>| read_appointment(row, &mut Beside::new(self));
        Ok(Guarded::new(self.one(&sql, [id.bytes()], read)?))
    }

    /// A visit with its reason: clinical text.
    pub fn visit(&self, id: AppointmentId) -> Result<Guarded<Visit>, StoreError> {
        let sql = format!("{SELECT}, a.reason, a.reason_seal FROM appointment a WHERE a.id = ?1");
        let read = |row: &Row<'_>| read_visit(row, &mut Beside::new(self));
        Ok(Guarded::new(self.one(&sql, [id.bytes()], read)?))
    }

    /// Whether the visit would take time that another one keeps.
    pub fn collision(&self, it: &Appointment) -> Result<Option<Taken>, StoreError> {
        if let Some(span) = it.blocking()
            && self.doctor_is_taken(it.doctor.id, span, it.id)?
        {
            return Ok(Some(Taken::Doctor));
        }
        if let Some(span) = it.occupied()
            && self.patient_is_taken(it.patient.id, span, Some(it.id))?
        {
            return Ok(Some(Taken::Patient));
        }
        Ok(None)
    }

    fn doctor_is_taken(
        &self,
        doctor: DoctorId,
        span: Span,
        except: AppointmentId,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM appointment
             WHERE doctor = ?1 AND takes = 1 AND id <> ?2
               AND start_time > ?3 - 21600000000 AND start_time < ?4 + 7200000000
               AND block_from < ?4 AND ?3 < block_until LIMIT 1";
        let (from, until) = (to_micros(span.start), to_micros(span.end));
        Ok(self.one(sql, params![doctor.bytes(), except.bytes(), from, until], |_| Ok(()))?.is_some())
    }

    /// Whether the patient has a visit then, other than `except`.
    pub fn patient_is_taken(
        &self,
        patient: PatientId,
        span: Span,
        except: Option<AppointmentId>,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM appointment
             WHERE patient = ?1 AND takes = 1 AND id IS NOT ?2
               AND start_time > ?3 - 14400000000 AND start_time < ?4 AND ?3 < taken_until LIMIT 1";
        let (from, until) = (to_micros(span.start), to_micros(span.end));
        let params = params![patient.bytes(), except.map(AppointmentId::bytes), from, until];
        Ok(self.one(sql, params, |_| Ok(()))?.is_some())
    }

    /// Stores a new visit.
    pub fn insert_visit(&self, visit: &Visit) -> Result<Saved, StoreError> {
        let it = &visit.appointment;
        let sql = "INSERT INTO appointment (
                 id, version, state, patient, doctor, start_time, end_time, buffer_before, buffer_after, room, kind,
                 note, reason, late, walk_in, overridden, requested_by, create_time, update_time, arrive_time, care,
                 seal, reason_seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22,
                 ?23)";
        let fresh = Appointment {
            ready_at: None,
            started_at: None,
            ended_at: None,
            closed: None,
            last: None,
            ..it.clone()
        };
        saved(self.execute(
            sql,
            params![
                it.id.bytes(),
                it.version,
                it.state.code(),
                it.patient.id.bytes(),
                it.doctor.id.bytes(),
                to_micros(it.span.start),
                to_micros(it.span.end),
                it.buffers.before,
                it.buffers.after,
                it.room,
                it.kind.code(),
                it.note,
                visit.reason,
                it.late,
                it.walk_in,
                it.overridden.as_ref().map(to_json).transpose()?,
                it.requested_by.bytes(),
                to_micros(it.created_at),
                to_micros(it.updated_at),
                it.arrived_at.map(to_micros),
                it.care,
                visit_seal(&fresh)?,
                REASON.over(&[&it.id.bytes(), &visit.reason])?,
            ],
        ))
    }

    /// Stores a changed visit, if it still is in the version and state in which it was read.
    pub fn save_appointment(&self, it: &Appointment, was: &Appointment) -> Result<Saved, StoreError> {
        // a visit that stays keeps its places: SQLite writes each index anew that holds a column which is set
        let stays = (it.doctor.id, it.span, it.buffers) == (was.doctor.id, was.span, was.buffers);
        let (moved, stayed) = if stays {
            (
                "",
                " AND doctor = :doctor AND start_time = :start AND end_time = :end AND buffer_before = :before
                  AND buffer_after = :after",
            )
        } else {
            (
                "doctor = :doctor, start_time = :start, end_time = :end, buffer_before = :before, buffer_after = :after, ",
                "",
            )
        };
        let sql = format!(
            "UPDATE appointment SET
                 {moved}version = :version, state = :state, room = :room, kind = :kind, note = :note, late = :late,
                 overridden = :overridden, update_time = :updated, arrive_time = :arrived, ready_time = :ready,
                 visit_start_time = :started, visit_end_time = :ended, closed = :closed, last_step = :last, care = :care,
                 seal = :seal
             WHERE id = :id AND version = :was_version AND state = :was_state{stayed}"
        );
        saved(self.execute(
            &sql,
            named_params! {
                ":id": it.id.bytes(), ":was_version": was.version, ":was_state": was.state.code(),
                ":version": it.version, ":state": it.state.code(), ":doctor": it.doctor.id.bytes(),
                ":start": to_micros(it.span.start), ":end": to_micros(it.span.end),
                ":before": it.buffers.before, ":after": it.buffers.after, ":room": it.room,
                ":kind": it.kind.code(), ":note": it.note, ":late": it.late,
                ":overridden": it.overridden.as_ref().map(to_json).transpose()?,
                ":updated": to_micros(it.updated_at), ":arrived": it.arrived_at.map(to_micros),
                ":ready": it.ready_at.map(to_micros), ":started": it.started_at.map(to_micros),
                ":ended": it.ended_at.map(to_micros), ":closed": it.closed.as_ref().map(to_json).transpose()?,
                ":last": it.last.as_ref().map(to_json).transpose()?, ":care": it.care, ":seal": visit_seal(it)?,
            },
        ))
    }

    /// Adds a step to the log.
    pub fn add_transition(&self, it: &Transition) -> Result<(), StoreError> {
        let sql = "INSERT INTO appointment_step (
                 appointment, version, time, actor, role, verb, from_state, to_state, start_time, end_time, reason,
                 seal)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let seal = STEP.over(&[
            &it.appointment.bytes(),
            &it.seq,
            &to_micros(it.time),
            &it.actor.user.bytes(),
            &it.actor.role.bit(),
            &it.verb.code(),
            &it.from.map(State::code),
            &it.to.code(),
            &to_micros(it.span.start),
            &to_micros(it.span.end),
            &it.reason,
        ])?;
        self.execute(
            sql,
            params![
                it.appointment.bytes(),
                it.seq,
                to_micros(it.time),
                it.actor.user.bytes(),
                it.actor.role.bit(),
                it.verb.code(),
                it.from.map(State::code),
                it.to.code(),
                to_micros(it.span.start),
                to_micros(it.span.end),
                it.reason,
                seal,
            ],
        )?;
        Ok(())
    }

    /// The steps after a version, oldest first, each with the name of whoever made it.
    pub fn transitions(
        &self,
        id: AppointmentId,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(Transition, String)>, StoreError> {
        let sql =
            "SELECT s.*, u.first_name, u.last_name FROM appointment_step s JOIN user u ON u.id = s.actor
             WHERE s.appointment = ?1 AND s.version > ?2 ORDER BY s.version LIMIT ?3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.all(sql, (id.bytes(), after, limit), |row| {
            let name =
                display_name(&row.get::<_, String>("first_name")?, &row.get::<_, String>("last_name")?);
            Ok((read_transition(row)?, name))
        })
    }

    /// Visits that keep the doctor's time within the span, buffers included; by start.
    pub fn visits_in_the_way(&self, doctor: DoctorId, span: Span) -> Result<Vec<Appointment>, StoreError> {
        let sql = format!(
            "{SELECT} FROM appointment a WHERE a.doctor = :doctor AND a.takes = 1
                 AND a.start_time > :from - 21600000000 AND a.start_time < :until + 7200000000
                 AND a.block_from < :until AND :from < a.block_until
             ORDER BY a.start_time"
        );
        let (from, until) = (to_micros(span.start), to_micros(span.end));
        let params = named_params! { ":doctor": doctor.bytes(), ":from": from, ":until": until };
        let mut beside = Beside::new(self);
        self.all(&sql, params, |row| read_appointment(row, &mut beside))
    }

    /// Taken time of the doctor that touches the span, buffers included; by start.
    pub fn blocking_spans(&self, doctor: DoctorId, span: Span) -> Result<Vec<Busy>, StoreError> {
        // the buffers in minutes as the index shows them
        let sql = "SELECT start_time, taken_until, (start_time - block_from) / 60000000,
                 (block_until - taken_until) / 60000000, id FROM appointment
             WHERE doctor = ?1 AND takes = 1
               AND start_time > ?2 - 21600000000 AND start_time < ?3 + 7200000000
               AND block_from < ?3 AND ?2 < block_until
             ORDER BY start_time";
        let (from, until) = (to_micros(span.start), to_micros(span.end));
        self.all(sql, params![doctor.bytes(), from, until], read_busy)
    }

    /// As [`Tx::blocking_spans`], of every doctor at once.
    pub fn all_blocking_spans(&self, span: Span) -> Result<Vec<(DoctorId, Busy)>, StoreError> {
        let sql = "SELECT start_time, taken_until, buffer_before, buffer_after, id, doctor FROM appointment
             WHERE start_time > :from - 28800000000 AND start_time < :until + 7200000000
               AND taken_until > start_time AND block_from < :until AND :from < block_until";
        let (from, until) = (to_micros(span.start), to_micros(span.end));
        self.all(sql, named_params! { ":from": from, ":until": until }, |row| {
            Ok((DoctorId::from_bytes(row.get(5)?), read_busy(row)?))
        })
    }

    /// Spans in which the patient is taken, within the span; by start.
    pub fn patient_taken_spans(&self, patient: PatientId, span: Span) -> Result<Vec<Span>, StoreError> {
        let sql = "SELECT start_time, taken_until FROM appointment
             WHERE patient = ?1 AND takes = 1
               AND start_time > ?2 - 14400000000 AND start_time < ?3 AND ?2 < taken_until
             ORDER BY start_time";
        let (from, until) = (to_micros(span.start), to_micros(span.end));
        self.all(sql, params![patient.bytes(), from, until], read_taken)
    }

    /// How many visits to come an account asked for, for the patient that it is.
    pub fn asked_open(&self, patient: PatientId, account: UserId) -> Result<i64, StoreError> {
        let open = self.one(
            "SELECT count(*) FROM appointment WHERE patient = ?1 AND takes = 1 AND start_time > ?3 AND requested_by = ?2
                 AND open = 1",
            params![patient.bytes(), account.bytes(), to_micros(self.now())],
            |row| Ok(row.get(0)?),
        )?;
        Ok(open.unwrap_or(0))
    }

    /// When an account asked for the oldest of the newest `most` visits that it asked for since a time, whatever became of
    /// them; `None` if there are not as many.
    pub fn asked_lately(
        &self,
        patient: PatientId,
        account: UserId,
        since: Instant,
        most: u32,
    ) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT create_time FROM appointment WHERE patient = ?1 AND requested_by = ?2 AND create_time > ?3";
        let mut times =
            self.all(sql, params![patient.bytes(), account.bytes(), to_micros(since)], |row| {
                instant(row, "create_time")
            })?;
        times.sort_unstable_by(|one, next| next.cmp(one));
        let last = usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(1);
        Ok(times.get(last).copied())
    }

    /// The visits to come that an account asked for, for the patient that it is; by start.
    pub fn visits_asked_by(
        &self,
        patient: PatientId,
        account: UserId,
    ) -> Result<Vec<Appointment>, StoreError> {
        let sql = format!(
            "{SELECT} FROM appointment a WHERE a.patient = ?1 AND a.takes = 1 AND a.start_time > ?3
                 AND a.requested_by = ?2 AND a.open = 1 ORDER BY a.start_time"
        );
        let mut beside = Beside::new(self);
        self.all(&sql, params![patient.bytes(), account.bytes(), to_micros(self.now())], |row| {
            read_appointment(row, &mut beside)
        })
    }

    /// What stands of a patient beside a visit.
    pub fn patient_brief(&self, patient: PatientId) -> Result<Option<PatientBrief>, StoreError> {
        let sql = "SELECT id, first_name, last_name, number, birth_date, gender, brief_seal FROM patient WHERE id = ?1";
        let read = || self.one(sql, [patient.bytes()], row::read_patient);
        match self.memory {
            Some(memory) => memory.patient(patient, read),
            None => read(),
        }
    }

    /// What stands of a doctor beside a visit.
    pub fn doctor_brief(&self, doctor: DoctorId) -> Result<Option<DoctorBrief>, StoreError> {
        let sql = "SELECT d.id, u.first_name, u.last_name FROM doctor d JOIN user u ON u.id = d.user WHERE d.id = ?1";
        self.one(sql, [doctor.bytes()], row::read_doctor)
    }

    /// The accounts that hear of visits between the two, by their roles of now.
    pub fn accounts_of(&self, patient: PatientId, doctor: DoctorId) -> Result<Accounts, StoreError> {
        Ok(Accounts { patient: self.account_of_patient(patient)?, doctor: self.account_of_doctor(doctor)? })
    }

    fn account_of_patient(&self, patient: PatientId) -> Result<Option<UserId>, StoreError> {
        let sql =
            "SELECT u.id FROM patient p JOIN user u ON u.id = p.user WHERE p.id = ?1 AND u.roles & ?2 <> 0";
        let read = || self.one(sql, (patient.bytes(), Role::Patient.bit()), |row| id(row, "id"));
        match self.memory {
            Some(memory) => memory.account_of_patient(patient, read),
            None => read(),
        }
    }

    fn account_of_doctor(&self, doctor: DoctorId) -> Result<Option<UserId>, StoreError> {
        let sql =
            "SELECT u.id FROM doctor d JOIN user u ON u.id = d.user WHERE d.id = ?1 AND u.roles & ?2 <> 0";
        let read = || self.one(sql, (doctor.bytes(), Role::Doctor.bit()), |row| id(row, "id"));
        match self.memory {
            Some(memory) => memory.account_of_doctor(doctor, read),
            None => read(),
        }
    }
}

fn read_busy(row: &Row<'_>) -> Result<Busy, StoreError> {
    Ok(Busy {
        span: read_taken(row)?,
        buffer_before: row.get(2)?,
        buffer_after: row.get(3)?,
        by: BusyBy::Visit(AppointmentId::from_bytes(row.get(4)?)),
    })
}

/// Start, then the end of what is taken, first in the row.
fn read_taken(row: &Row<'_>) -> Result<Span, StoreError> {
    let instant = |micros| from_micros(micros).ok_or_else(|| StoreError::unreadable("instant", micros));
    Ok(Span { start: instant(row.get(0)?)?, end: instant(row.get(1)?)? })
}

fn visit_seal(it: &Appointment) -> Result<Seal, StoreError> {
    VISIT.over(&[
        &it.id.bytes(),
        &it.version,
        &it.state.code(),
        &it.patient.id.bytes(),
        &it.doctor.id.bytes(),
        &to_micros(it.span.start),
        &to_micros(it.span.end),
        &it.buffers.before,
        &it.buffers.after,
        &it.room,
        &it.kind.code(),
        &it.note,
        &it.late,
        &it.walk_in,
        &it.overridden.as_ref().map(to_json).transpose()?,
        &it.requested_by.bytes(),
        &to_micros(it.created_at),
        &to_micros(it.updated_at),
        &it.arrived_at.map(to_micros),
        &it.ready_at.map(to_micros),
        &it.started_at.map(to_micros),
        &it.ended_at.map(to_micros),
        &it.closed.as_ref().map(to_json).transpose()?,
        &it.last.as_ref().map(to_json).transpose()?,
        &it.care,
    ])
}

/// Tells a refusal of the schema from a fault.
fn saved(outcome: Result<usize, StoreError>) -> Result<Saved, StoreError> {
    match outcome {
        Ok(0) => Ok(Saved::Stale),
        Ok(_) => Ok(Saved::Done),
        Err(why) if why.is_raised(DOCTOR_TAKEN) => Ok(Saved::Taken(Taken::Doctor)),
        Err(why) if why.is_raised(PATIENT_TAKEN) => Ok(Saved::Taken(Taken::Patient)),
        Err(why) => Err(why),
    }
}
