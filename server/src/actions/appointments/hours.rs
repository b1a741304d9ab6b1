//! What booking asks of the doctor's hours: the terms of a time and what stands
//! in the way there, and what to offer instead.

use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::{Instant, Span},
};

use crate::{
    actions::schedule,
    domain::{
        appointment::Actor,
        caller::Caller,
        doctor::Doctor,
        obstacles::Verdict,
        refusal::FreeSlot,
        slots::{BookingLimits, Exempt},
    },
    store::{Error, Tx},
};

/// How many free slots a refusal offers.
const OFFERED: usize = 3;

/// A time that somebody wants to book.
pub(super) struct Look<'a> {
    /// Who asks.
    pub(super) caller: &'a Caller,
    /// In which role: a colleague who comes as a patient books like one.
    pub(super) by: Actor,
    /// With whom.
    pub(super) doctor: &'a Doctor,
    /// For whom.
    pub(super) patient: PatientId,
    /// From when.
    pub(super) start: Instant,
    /// How long; none takes the slot length of the hours.
    pub(super) minutes: Option<u16>,
    /// The visit that is moved, which is not in its own way.
    pub(super) moving: Option<AppointmentId>,
}

impl Look<'_> {
    /// The terms of a visit at this time, and every obstacle.
    pub(super) fn verdict(&self, tx: &Tx<'_>, minutes: Option<u16>, now: Instant) -> Result<Verdict, Error> {
        let limits = BookingLimits { exempt: self.exempt(), ..schedule::limits(tx, self.caller, now)? };
        Ok(schedule::check(tx, &limits, self.doctor, self.start, minutes, self.moving)?)
    }

    /// Free slots to offer instead of this span: none that would be refused for the same reason.
    pub(super) fn offers(&self, tx: &Tx<'_>, span: Span, now: Instant) -> Result<Vec<FreeSlot>, Error> {
        schedule::offers_to(tx, self.exempt(), self.doctor.id, span, self.patient, OFFERED, now)
    }

    fn exempt(&self) -> Exempt {
        if self.by.is_staff() { Exempt::Yes } else { Exempt::No }
    }
}

/// Free slots to offer instead of a time: the next ones from there on, free for the patient too.
pub(super) fn offers(
    tx: &Tx<'_>,
    doctor: DoctorId,
    patient: PatientId,
    instead_of: Span,
    now: Instant,
) -> Result<Vec<FreeSlot>, Error> {
    schedule::offers(tx, doctor, instead_of, patient, OFFERED, now)
}
