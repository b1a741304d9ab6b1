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
    pub own: Option<Own>,
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

/// Whose visits somebody reaches who does not reach all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Own {
    /// Of this patient.
    pub patient: Option<PatientId>,
    /// But those of the patient only that were made from then on.
    pub since: Option<Instant>,
    /// With this doctor.
    pub doctor: Option<DoctorId>,
}

impl Own {
    fn patient(&self) -> Option<(&'static str, Vec<Value>)> {
        let patient = Value::Blob(self.patient?.bytes().into());
        Some(match self.since {
            None => ("a.patient = ?", vec![patient]),
            Some(since) => ("(a.patient = ? AND a.create_time >= ?)", vec![patient, to_micros(since).into()]),
        })
    }

    fn doctor(&self) -> Option<(&'static str, Vec<Value>)> {
        Some(("a.doctor = ?", vec![Value::Blob(self.doctor?.bytes().into())]))
    }
}

/// Visits that are not over.
const OPEN: &str = "a.open = 1";

impl Tx<'_> {
    /// Visits without their reasons.
    pub fn appointments(&self, query: &VisitQuery) -> Result<Vec<Appointment>, StoreError> {
        let (sql, params) = statement("", query);
        let mut beside = Beside::new(self);
        self.all(&sql, params_from_iter(params), |row| read_appointment(row, &mut beside))
    }

    /// Visits with their reasons: clinical text.
    pub fn visits(&self, query: &VisitQuery) -> Result<Vec<Visit>, StoreError> {
        let (sql, params) = statement(", a.reason, a.reason_seal", query);
        let mut beside = Beside::new(self);
        self.all(&sql, params_from_iter(params), |row| read_visit(row, &mut beside))
    }
}

impl VisitQuery {
    /// Whether it is about one patient or one doctor, whose visits have an index of their own.
    fn of_one(&self) -> bool {
        let own = self.own.is_some_and(|it| it.patient.is_some() != it.doctor.is_some());
        self.doctor.is_some() || self.patient.is_some() || own
    }

    /// Whether visits may be in it that keep their time from others (1), and such that gave it back (0).
    fn kinds(&self) -> &'static [u8] {
        let any = self.states.is_empty();
        let keeps = any || self.states.iter().any(|it| !it.is_final() || *it == State::Completed);
        let gave = self.unresolved.is_none() && (any || self.states.iter().any(|it| it.is_final()));
        match (keeps, gave) {
            (true, true) => &[1, 0],
            (false, true) => &[0],
            (_, false) => &[1],
        }
    }
}

/// The statement of a list.
#[cfg(test)]
pub(in crate::store) fn sql(query: &VisitQuery) -> String {
    statement("", query).0
}

/// The statement for a query, with more columns; only columns and placeholders are ever put into the text. The index of
/// one person's visits holds those that keep their time and those that gave it back one after the other: they are met in
/// the order of the answer.
pub(super) fn statement(more: &str, query: &VisitQuery) -> (String, Vec<Value>) {
    let (conditions, params) = conditions(query);
    let one = format!("{SELECT}{more} FROM appointment a {conditions}");
    let order = if query.descending { "DESC" } else { "ASC" };
    let limit = Value::Integer(i64::try_from(query.limit).unwrap_or(i64::MAX));
    let (all, mut values) = if query.of_one() {
        let arms: Vec<_> = query.kinds().iter().map(|kind| format!("{one} AND a.takes = {kind}")).collect();
        let values = vec![params; arms.len()].concat();
        (arms.join(" UNION ALL "), values)
    } else {
        (one, params)
    };
    values.push(limit);
    (format!("{all} ORDER BY start_time {order}, id {order} LIMIT ?"), values)
}

fn conditions(query: &VisitQuery) -> (String, Vec<Value>) {
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
    if let Some(own) = query.own {
        match (own.patient(), own.doctor()) {
            (None, None) => also("0", vec![]),
            (Some((condition, values)), None) | (None, Some((condition, values))) => also(condition, values),
            (Some((patient, mine)), Some((doctor, whose))) => {
                also(&format!("({patient} OR {doctor})"), [mine, whose].concat());
            }
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
            "a.open = 1
             AND (a.state IN ('requested', 'approved') AND a.end_time < ?
                  OR a.state IN ('arrived', 'ready', 'in_visit') AND a.start_time < ?)",
            vec![micros(span.end), micros(span.start)],
        );
    }
    let than = if query.descending { "<" } else { ">" };
    if let Some((start, id)) = query.after {
        let place = vec![micros(start), Value::Blob(id.bytes().into())];
        also(&format!("(a.start_time, a.id) {than} (?, ?)"), place);
    }
    (sql, params)
}
