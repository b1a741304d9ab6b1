//! Loading what slots follow from: limits of the clinic, hours and taken time of doctors.

use chrono::NaiveDate;
use praxis_shared::time::{Instant, Span, Tz, day_span};

use crate::{
    domain::{
        caller::Caller,
        doctor::{Doctor, DutyStatus},
        slots::{Agenda, BookingLimits, Exempt},
    },
    store::{StoreError, Tx},
};

/// What the clinic's settings allow this caller to book at this moment.
///
/// # Errors
/// If the settings cannot be read.
pub fn limits(tx: &Tx<'_>, caller: &Caller, now: Instant) -> Result<BookingLimits, StoreError> {
    let exempt = if caller.roles.is_staff() { Exempt::Yes } else { Exempt::No };
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
    let span = Span { start: day_span(zone, first).start, end: day_span(zone, last).end }.widened(480, 480);
    Ok(Agenda {
        doctor: doctor.id,
        hours: tx.working_hours(doctor.id)?,
        exceptions: tx.exceptions_in_force(doctor.id, first, last)?,
        busy: tx.blocking_spans(doctor.id, span)?,
        on_duty: doctor.active && doctor.duty == DutyStatus::OnDuty,
        usual_room: doctor.room.clone(),
    })
}
