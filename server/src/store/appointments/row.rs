//! How rows read as visits. The names beside a visit are joined in, so they are
//! those of today, not those of the day of booking.

use std::str::FromStr;

use chrono::NaiveDate;
use praxis_shared::{id::Id, time::Span};
use rusqlite::Row;
use serde::de::DeserializeOwned;

use super::super::{StoreError, id, instant, instant_maybe, json};
use crate::domain::{
    appointment::{
        Actor, Appointment, Buffers, DoctorBrief, PatientBrief, State, Transition, Verb, Visit, VisitKind,
    },
    patient::Gender,
    people::{Role, display_name},
};

/// A visit's own columns, without the reason.
pub(super) const SELECT: &str =
    "SELECT a.id, a.version, a.state, a.patient, a.doctor, a.start_time, a.end_time,
    a.buffer_before, a.buffer_after, a.room, a.kind, a.note, a.late, a.walk_in, a.overridden, a.requested_by,
    a.create_time, a.update_time, a.arrive_time, a.ready_time, a.visit_start_time, a.visit_end_time, a.closed,
    a.last_step,";

/// What stands of patient and doctor beside it.
pub(super) const BRIEF: &str =
    "p.number, p.first_name AS patient_first, p.last_name AS patient_last, p.birth_date,
    p.gender, u.first_name AS doctor_first, u.last_name AS doctor_last";

/// Where it all comes from.
pub(super) const JOIN: &str = "FROM appointment a JOIN patient p ON p.id = a.patient
    JOIN doctor d ON d.id = a.doctor JOIN user u ON u.id = d.user";

pub(super) fn read_appointment(row: &Row<'_>) -> Result<Appointment, StoreError> {
    Ok(Appointment {
        id: id(row, "id")?,
        version: row.get("version")?,
        state: word(row, "state", State::from_code)?,
        patient: read_patient(row)?,
        doctor: read_doctor(row)?,
        span: read_span(row)?,
        buffers: Buffers { before: row.get("buffer_before")?, after: row.get("buffer_after")? },
        room: row.get("room")?,
        kind: word(row, "kind", VisitKind::from_code)?,
        note: row.get("note")?,
        late: row.get("late")?,
        walk_in: row.get("walk_in")?,
        overridden: json_maybe(row, "overridden")?,
        requested_by: id(row, "requested_by")?,
        created_at: instant(row, "create_time")?,
        updated_at: instant(row, "update_time")?,
        arrived_at: instant_maybe(row, "arrive_time")?,
        ready_at: instant_maybe(row, "ready_time")?,
        started_at: instant_maybe(row, "visit_start_time")?,
        ended_at: instant_maybe(row, "visit_end_time")?,
        closed: json_maybe(row, "closed")?,
        last: json_maybe(row, "last_step")?,
    })
}

pub(super) fn read_visit(row: &Row<'_>) -> Result<Visit, StoreError> {
    Ok(Visit { appointment: read_appointment(row)?, reason: row.get("reason")? })
}

pub(super) fn read_patient(row: &Row<'_>) -> Result<PatientBrief, StoreError> {
    let birth_date: String = row.get("birth_date")?;
    Ok(PatientBrief {
        id: id(row, "patient")?,
        name: display_name(&row.get::<_, String>("patient_first")?, &row.get::<_, String>("patient_last")?),
        number: row.get("number")?,
        birth_date: NaiveDate::from_str(&birth_date)
            .map_err(|why| StoreError::unreadable("birth_date", why))?,
        gender: word(row, "gender", Gender::from_code)?,
    })
}

pub(super) fn read_doctor(row: &Row<'_>) -> Result<DoctorBrief, StoreError> {
    let name = display_name(&row.get::<_, String>("doctor_first")?, &row.get::<_, String>("doctor_last")?);
    Ok(DoctorBrief { id: id(row, "doctor")?, name })
}

pub(super) fn read_transition(row: &Row<'_>) -> Result<Transition, StoreError> {
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

fn json_maybe<T: DeserializeOwned>(row: &Row<'_>, column: &'static str) -> Result<Option<T>, StoreError> {
    if row.get_ref(column)? == rusqlite::types::ValueRef::Null {
        Ok(None)
    } else {
        json(row, column).map(Some)
    }
}
