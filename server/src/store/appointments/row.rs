//! How rows read as visits. The names beside a visit are read with it, so they are
//! those of today, not those of the day of booking.

use std::collections::HashMap;

use chrono::NaiveDate;
use praxis_shared::{
    id::{DoctorId, Id, PatientId},
    time::Span,
};
use rusqlite::Row;

use super::super::{
    StoreError, Tx,
    columns::Columns,
    id, instant,
    seal::{BRIEF, REASON, STEP, VISIT},
};
use crate::domain::{
    appointment::{
        Actor, Appointment, Buffers, DoctorBrief, PatientBrief, State, Transition, Verb, Visit, VisitKind,
    },
    patient::Gender,
    people::{Role, display_name},
};

/// A visit's columns, without the reason, in the order in which they are read and sealed.
pub(super) const SELECT: &str = "SELECT a.id, a.version, a.state, a.patient, a.doctor,
    a.start_time, a.end_time, a.buffer_before, a.buffer_after, a.room, a.kind, a.note, a.late, a.walk_in,
    a.overridden, a.requested_by, a.create_time, a.update_time, a.arrive_time, a.ready_time, a.visit_start_time,
    a.visit_end_time, a.closed, a.last_step, a.care, a.seal";

/// Where the sealed columns of a visit are in that.
const VISIT_AT: [usize; 25] =
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];
const VISIT_SEAL_AT: usize = 25;
/// Where the reason and its seal are, if they are read.
const REASON_AT: usize = 26;
const REASON_SEAL_AT: usize = 27;

/// Those who stand beside the visits of one answer, each read once: a list names few doctors, and often one patient.
pub(super) struct Beside<'t, 'c> {
    tx: &'t Tx<'c>,
    patients: HashMap<PatientId, PatientBrief>,
    doctors: HashMap<DoctorId, DoctorBrief>,
}

impl<'t, 'c> Beside<'t, 'c> {
    pub(super) fn new(tx: &'t Tx<'c>) -> Self {
        Self { tx, patients: HashMap::new(), doctors: HashMap::new() }
    }

    fn patient(&mut self, id: PatientId) -> Result<PatientBrief, StoreError> {
        if let Some(known) = self.patients.get(&id) {
            return Ok(known.clone());
        }
        let missing = || StoreError::Damaged("a visit is of a patient who is not there".to_owned());
        let found = self.tx.patient_brief(id)?.ok_or_else(missing)?;
        self.patients.insert(id, found.clone());
        Ok(found)
    }

    fn doctor(&mut self, id: DoctorId) -> Result<DoctorBrief, StoreError> {
        if let Some(known) = self.doctors.get(&id) {
            return Ok(known.clone());
        }
        let missing = || StoreError::Damaged("a visit is with a doctor who is not there".to_owned());
        let found = self.tx.doctor_brief(id)?.ok_or_else(missing)?;
        self.doctors.insert(id, found.clone());
        Ok(found)
    }
}

impl Columns<'_> {
    fn name(&mut self) -> Result<String, StoreError> {
        let first: String = self.next()?;
        Ok(display_name(&first, &self.next::<String>()?))
    }

    fn patient(&mut self) -> Result<PatientBrief, StoreError> {
        let date = |code: &str| code.parse::<NaiveDate>().ok();
        Ok(PatientBrief {
            id: self.id()?,
            name: self.name()?,
            number: self.next()?,
            birth_date: self.word("birth_date", date)?,
            gender: self.word("gender", Gender::from_code)?,
        })
    }

    fn doctor(&mut self) -> Result<DoctorBrief, StoreError> {
        Ok(DoctorBrief { id: self.id()?, name: self.name()? })
    }

    fn appointment(&mut self, beside: &mut Beside<'_, '_>) -> Result<Appointment, StoreError> {
        Ok(Appointment {
            id: self.id()?,
            version: self.next()?,
            state: self.word("state", State::from_code)?,
            patient: beside.patient(self.id()?)?,
            doctor: beside.doctor(self.id()?)?,
            span: Span { start: self.instant()?, end: self.instant()? },
            buffers: Buffers { before: self.next()?, after: self.next()? },
            room: self.next()?,
            kind: self.word("kind", VisitKind::from_code)?,
            note: self.next()?,
            late: self.next()?,
            walk_in: self.next()?,
            overridden: self.json_maybe("overridden")?,
            requested_by: self.id()?,
            created_at: self.instant()?,
            updated_at: self.instant()?,
            arrived_at: self.instant_maybe()?,
            ready_at: self.instant_maybe()?,
            started_at: self.instant_maybe()?,
            ended_at: self.instant_maybe()?,
            closed: self.json_maybe("closed")?,
            last: self.json_maybe("last_step")?,
            care: self.next()?,
        })
    }
}

pub(super) fn read_appointment(
    row: &Row<'_>,
    beside: &mut Beside<'_, '_>,
) -> Result<Appointment, StoreError> {
    VISIT.check_at(row, &VISIT_AT, VISIT_SEAL_AT)?;
    Columns::of(row).appointment(beside)
}

/// The columns of a visit, then its reason and the seal over that.
pub(super) fn read_visit(row: &Row<'_>, beside: &mut Beside<'_, '_>) -> Result<Visit, StoreError> {
    REASON.check_at(row, &[0, REASON_AT], REASON_SEAL_AT)?;
    Ok(Visit { appointment: read_appointment(row, beside)?, reason: row.get(REASON_AT)? })
}

/// Id, first and last name, number, birth date, gender, and the seal over them.
pub(super) fn read_patient(row: &Row<'_>) -> Result<PatientBrief, StoreError> {
    BRIEF.check_at(row, &[0, 1, 2, 3, 4, 5], 6)?;
    Columns::of(row).patient()
}

/// Id, first and last name.
pub(super) fn read_doctor(row: &Row<'_>) -> Result<DoctorBrief, StoreError> {
    Columns::of(row).doctor()
}

pub(super) fn read_transition(row: &Row<'_>) -> Result<Transition, StoreError> {
    STEP.check(row)?;
    let from: Option<String> = row.get("from_state")?;
    let bit: u8 = row.get("role")?;
    let role = Role::ALL.into_iter().find(|role| role.bit() == bit);
    Ok(Transition {
        appointment: Id::from_bytes(row.get("appointment")?),
        seq: row.get("version")?,
        time: instant(row, "time")?,
        actor: Actor {
            user: id(row, "actor")?,
            role: role.ok_or_else(|| StoreError::unreadable("role", bit))?,
            // told of the last step alone, where it matters
            vouches: false,
        },
        verb: word(row, "verb", Verb::from_code)?,
        from: from
            .map(|code| State::from_code(&code).ok_or_else(|| StoreError::unreadable("from_state", code)))
            .transpose()?,
        to: word(row, "to_state", State::from_code)?,
        span: read_span(row)?,
        reason: row.get("reason")?,
    })
}

fn read_span(row: &Row<'_>) -> Result<Span, StoreError> {
    Ok(Span { start: instant(row, "start_time")?, end: instant(row, "end_time")? })
}

fn word<T>(row: &Row<'_>, column: &'static str, read: fn(&str) -> Option<T>) -> Result<T, StoreError> {
    let code: String = row.get(column)?;
    read(&code).ok_or_else(|| StoreError::unreadable(column, code))
}
