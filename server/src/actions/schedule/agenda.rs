//! Loading what slots follow from: limits of the clinic, hours and taken time of doctors.

use std::collections::HashMap;

use chrono::NaiveDate;
use praxis_shared::{
    id::DoctorId,
    time::{Instant, Span, Tz, day_span},
};

use crate::{
    domain::{
        caller::Caller,
        doctor::{Doctor, DutyStatus},
        hours::{ScheduleException, WorkingHours},
        slots::{Agenda, BookingLimits, Busy, Exempt},
    },
    store::{StoreError, Tx},
};

/// From how many doctors on it is less work to read those of the whole clinic at once.
const TOGETHER: usize = 6;

/// What the clinic's settings allow this caller to book at this moment.
///
/// # Errors
/// If the settings cannot be read.
pub fn limits(tx: &Tx<'_>, caller: &Caller, now: Instant) -> Result<BookingLimits, StoreError> {
    let exempt = if caller.is_staff() { Exempt::Yes } else { Exempt::No };
    limits_for(tx, exempt, now)
}

/// As [`limits`], for whoever is or is not exempt.
pub(super) fn limits_for(tx: &Tx<'_>, exempt: Exempt, now: Instant) -> Result<BookingLimits, StoreError> {
    let clinic = tx.clinic()?;
    Ok(BookingLimits {
        zone: clinic.zone,
        now,
        lead_time_minutes: clinic.lead_time_minutes,
        horizon_days: clinic.horizon_days,
        exempt,
    })
}

/// What a doctor's slots on these dates follow from. A visit that begins the
/// evening before or ends the morning after is among the taken time.
pub(super) fn agenda(
    tx: &Tx<'_>,
    doctor: &Doctor,
    zone: Tz,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Agenda, StoreError> {
    agenda_near(tx, doctor, (first, last), around(zone, first, last))
}

/// The same with the taken time of this span alone.
pub(super) fn agenda_near(
    tx: &Tx<'_>,
    doctor: &Doctor,
    (first, last): (NaiveDate, NaiveDate),
    near: Span,
) -> Result<Agenda, StoreError> {
    Ok(Agenda {
        doctor: doctor.id,
        hours: tx.working_hours(doctor.id)?,
        exceptions: tx.exceptions_in_force(doctor.id, first, last)?,
        busy: tx.blocking_spans(doctor.id, near)?,
        on_duty: takes_bookings(doctor),
        usual_room: doctor.room.clone(),
    })
}

/// As [`agenda`], of each of them.
pub(super) fn agendas(
    tx: &Tx<'_>,
    doctors: &[Doctor],
    zone: Tz,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<Agenda>, StoreError> {
    if doctors.len() < TOGETHER {
        return doctors.iter().map(|doctor| agenda(tx, doctor, zone, first, last)).collect();
    }
    let mut hours: HashMap<DoctorId, WorkingHours> =
        tx.all_working_hours()?.into_iter().map(|it| (it.doctor, it)).collect();
    let mut exceptions: HashMap<DoctorId, Vec<ScheduleException>> = HashMap::new();
    for it in tx.all_exceptions_in_force(first, last)? {
        exceptions.entry(it.doctor).or_default().push(it);
    }
    let mut busy: HashMap<DoctorId, Vec<Busy>> = HashMap::new();
    for (doctor, it) in tx.all_blocking_spans(around(zone, first, last))? {
        busy.entry(doctor).or_default().push(it);
    }
    let agenda = |doctor: &Doctor| Agenda {
        doctor: doctor.id,
        hours: hours.remove(&doctor.id).unwrap_or_else(|| WorkingHours::none(doctor.id)),
        exceptions: exceptions.remove(&doctor.id).unwrap_or_default(),
        busy: busy.remove(&doctor.id).unwrap_or_default(),
        on_duty: takes_bookings(doctor),
        usual_room: doctor.room.clone(),
    };
    Ok(doctors.iter().map(agenda).collect())
}

/// Whether new visits may be booked with the doctor at all.
pub(super) fn takes_bookings(doctor: &Doctor) -> bool {
    doctor.active && doctor.duty == DutyStatus::OnDuty
}

/// The dates, and enough around them for visits that reach in.
fn around(zone: Tz, first: NaiveDate, last: NaiveDate) -> Span {
    Span { start: day_span(zone, first).start, end: day_span(zone, last).end }.widened(480, 480)
}
