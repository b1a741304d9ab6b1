//! Reading visits. Whoever reaches only their own sees only their own, whatever
//! the filter says; the reason for a visit comes with [`visit`] and [`visits`] alone.

use praxis_shared::{
    id::{AppointmentId, DoctorId},
    time::{Instant, Span, day_span},
};

use crate::{
    actions::emergency,
    domain::{
        appointment::{Appointment, Filter, Transition, Visit},
        caller::{Caller, Owned},
    },
    store::{Error, Own, Tx, VisitQuery},
};

/// Where a page of visits begins, and how long it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// After this one.
    pub after: Option<(Instant, AppointmentId)>,
    /// Latest first.
    pub descending: bool,
    /// At most so many.
    pub limit: usize,
}

/// One visit.
pub fn appointment(tx: &Tx<'_>, caller: &Caller, id: AppointmentId) -> Result<Appointment, Error> {
    tx.subject(id, None);
    let it = tx.appointment(id)?.view_in_emergency(caller, &tx.emergencies_of(caller)?)?;
    tx.subject(id, Some(it.patient.id));
    if !it.belongs_to(caller) {
        emergency::used(tx, caller, it.patient.id)?;
    }
    Ok(it)
}

/// One visit with the reason for it.
pub fn visit(tx: &Tx<'_>, caller: &Caller, id: AppointmentId) -> Result<Visit, Error> {
    tx.subject(id, None);
    let it = tx.visit(id)?.view_in_emergency(caller, &tx.emergencies_of(caller)?)?;
    tx.subject(id, Some(it.appointment.patient.id));
    if !it.belongs_to(caller) {
        emergency::used(tx, caller, it.appointment.patient.id)?;
    }
    Ok(it)
}

/// A page of visits.
pub fn appointments(
    tx: &Tx<'_>,
    caller: &Caller,
    filter: &Filter,
    place: &Place,
    now: Instant,
) -> Result<Vec<Appointment>, Error> {
    about(tx, caller, filter);
    Ok(tx.appointments(&query(tx, caller, caller.as_doctor(), filter, place, now)?)?)
}

/// A page of visits with their reasons.
pub fn visits(
    tx: &Tx<'_>,
    caller: &Caller,
    filter: &Filter,
    place: &Place,
    now: Instant,
) -> Result<Vec<Visit>, Error> {
    about(tx, caller, filter);
    Ok(tx.visits(&query(tx, caller, caller.as_treating_doctor(), filter, place, now)?)?)
}

/// The steps of a visit after a version, oldest first, with the names of whoever made them.
pub fn transitions(
    tx: &Tx<'_>,
    caller: &Caller,
    id: AppointmentId,
    after: i64,
    limit: usize,
) -> Result<Vec<(Transition, String)>, Error> {
    let it = appointment(tx, caller, id)?;
    Ok(tx.transitions(it.id, after, limit)?)
}

/// The visits of one patient are a look at that patient; others are a look at a day or a doctor.
fn about(tx: &Tx<'_>, caller: &Caller, filter: &Filter) {
    let own = caller.as_patient().filter(|_| !caller.reaches_any() && caller.as_doctor().is_none());
    match (filter.patient.or(own), filter.doctor) {
        (Some(patient), _) => tx.subject(patient, Some(patient)),
        (None, Some(doctor)) => tx.subject(doctor, None),
        (None, None) => tx.subject("appointments", None),
    }
}

/// What is asked of the store; `doctor` is whose visits the caller reaches as their doctor.
fn query(
    tx: &Tx<'_>,
    caller: &Caller,
    doctor: Option<DoctorId>,
    filter: &Filter,
    place: &Place,
    now: Instant,
) -> Result<VisitQuery, Error> {
    let zone = tx.clinic()?.zone;
    // who opened one record in an emergency sees all visits of that patient when asking for them, and no others
    let emergency = match filter.patient {
        Some(patient) if !caller.reaches_any() => emergency::used(tx, caller, patient)?,
        _ => None,
    };
    let own = !caller.reaches_any() && emergency.is_none();
    let today = day_span(zone, praxis_shared::time::civil_date(zone, now));
    Ok(VisitQuery {
        doctor: filter.doctor,
        patient: filter.patient,
        own: own.then_some(Own {
            patient: caller.as_patient(),
            since: caller.doubt.unconfirmed_since,
            doctor,
        }),
        from: filter.from.map(|date| day_span(zone, date).start),
        until: filter.to.map(|date| day_span(zone, date).end),
        states: filter.states.clone(),
        unresolved: filter.unresolved.then_some(Span { start: today.start, end: now }),
        descending: place.descending,
        after: place.after,
        limit: place.limit,
    })
}
