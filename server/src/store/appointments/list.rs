//! Lists of visits: any mix of filters, paged by the start and id of the last
//! one seen, so that a page costs the same however far back it lies.

use std::fmt::Write as _;

use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::{Instant, Span, to_micros},
};
use rusqlite::{params_from_iter, types::Value};

use super::{
    super::{StoreError, Tx},
    row::{Beside, SELECT, read_appointment, read_visit},
};
use crate::domain::appointment::{Appointment, State, Visit};

/// Which visits are wanted, in which order, from where on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitQuery {
    /// With this doctor.
    pub doctor: Option<DoctorId>,
    /// Of this patient.
    pub patient: Option<PatientId>,
    /// Whatever else holds: only visits of this patient or this doctor.
    pub own: Option<(Option<PatientId>, Option<DoctorId>)>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub until: Option<Instant>,
    /// In one of these states; empty for any.
    pub states: Vec<State>,
    /// Only unresolved ones: untouched and over before the end of this span
    /// (which is now), or left open before its start (which is the start of today).
    pub unresolved: Option<Span>,
    /// Latest first.
    pub descending: bool,
    /// After this one.
    pub after: Option<(Instant, AppointmentId)>,
    /// At most so many.
    pub limit: usize,
}

/// Visits that are not over.
const OPEN: &str = "a.state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit')";

impl Tx<'_> {
    /// Visits without their reasons.
    pub fn appointments(&self, query: &VisitQuery) -> Result<Vec<Appointment>, StoreError> {
        let (clause, params) = clause(query);
        let sql = format!("{SELECT} FROM appointment a {clause}");
        let mut beside = Beside::new(self);
        self.all(&sql, params_from_iter(params), |row| read_appointment(row, &mut beside))
    }

    /// Visits with their reasons: clinical text.
    pub fn visits(&self, query: &VisitQuery) -> Result<Vec<Visit>, StoreError> {
        let (clause, params) = clause(query);
        let sql = format!("{SELECT}, a.reason, a.reason_seal FROM appointment a {clause}");
        let mut beside = Beside::new(self);
        self.all(&sql, params_from_iter(params), |row| read_visit(row, &mut beside))
    }
}

/// The whole of it.
#[cfg(test)]
pub(in crate::store) fn sql(query: &VisitQuery) -> String {
    let clause = clause(query).0;
    format!("{SELECT} FROM appointment a {clause}")
}

/// The part from WHERE on; only columns and placeholders are ever put into the text.
fn clause(query: &VisitQuery) -> (String, Vec<Value>) {
    let mut sql = String::from("WHERE 1");
    let mut params: Vec<Value> = Vec::new();
    let mut also = |condition: &str, values: Vec<Value>| {
        // writing to a string cannot fail
        let _ = write!(sql, " AND {condition}");
        params.extend(values);
    };
    let micros = |time: Instant| Value::Integer(to_micros(time));
    if let Some(doctor) = query.doctor {
        also("a.doctor = ?", vec![Value::Blob(doctor.bytes().into())]);
    }
    if let Some(patient) = query.patient {
        also("a.patient = ?", vec![Value::Blob(patient.bytes().into())]);
    }
    match query.own {
        None => {}
        Some((None, None)) => also("0", vec![]),
        Some((Some(patient), None)) => also("a.patient = ?", vec![Value::Blob(patient.bytes().into())]),
        Some((None, Some(doctor))) => also("a.doctor = ?", vec![Value::Blob(doctor.bytes().into())]),
        Some((Some(patient), Some(doctor))) => {
            let both = vec![Value::Blob(patient.bytes().into()), Value::Blob(doctor.bytes().into())];
            also("(a.patient = ? OR a.doctor = ?)", both);
        }
    }
    if let Some(from) = query.from {
        also("a.start_time >= ?", vec![micros(from)]);
    }
    if let Some(until) = query.until {
        also("a.start_time < ?", vec![micros(until)]);
    }
    if !query.states.is_empty() {
        let marks = vec!["?"; query.states.len()].join(", ");
        let states = query.states.iter().map(|state| Value::Text(state.code().to_owned())).collect();
        also(&format!("a.state IN ({marks})"), states);
        if !query.states.iter().any(|state| state.is_final()) {
            // says what the values say, so that the index of the few that are not over can be used
            also(OPEN, vec![]);
        }
    }
    if let Some(span) = query.unresolved {
        also(
            "a.state IN ('requested', 'approved', 'arrived', 'ready', 'in_visit')
             AND (a.state IN ('requested', 'approved') AND a.end_time < ?
                  OR a.state IN ('arrived', 'ready', 'in_visit') AND a.start_time < ?)",
            vec![micros(span.end), micros(span.start)],
        );
    }
    let (than, order) = if query.descending { ("<", "DESC") } else { (">", "ASC") };
    if let Some((start, id)) = query.after {
        let place = vec![micros(start), Value::Blob(id.bytes().into())];
        also(&format!("(a.start_time, a.id) {than} (?, ?)"), place);
    }
    params.push(Value::Integer(i64::try_from(query.limit).unwrap_or(i64::MAX)));
    let _ = write!(sql, " ORDER BY a.start_time {order}, a.id {order} LIMIT ?");
    (sql, params)
}
