//! What people ask for, with every field already of its type. Nothing here has
//! been compared with the clinic's rules or with what is booked.

use chrono::NaiveDate;
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId},
    time::Instant,
};

use super::{Override, State, VisitKind};

/// A visit to book.
#[derive(Debug, Clone, PartialEq)]
pub struct BookingWish {
    /// Whose; none stands for the caller's own.
    pub patient: Option<PatientId>,
    /// With whom.
    pub doctor: DoctorId,
    /// When.
    pub start: Instant,
    /// How long; none takes the doctor's slot length.
    pub minutes: Option<u16>,
    /// What sort of visit.
    pub kind: VisitKind,
    /// Why the patient comes; clinical text.
    pub reason: String,
    /// Administrative remark, of staff only.
    pub note: String,
    /// Rules to break on purpose, by staff only.
    pub overridden: Option<Override>,
}

/// A patient who stands at the desk without a booking.
#[derive(Debug, Clone, PartialEq)]
pub struct WalkInWish {
    /// Who.
    pub patient: PatientId,
    /// Whom they want to see.
    pub doctor: DoctorId,
    /// How long; none takes the doctor's slot length.
    pub minutes: Option<u16>,
    /// What sort of visit.
    pub kind: VisitKind,
    /// Why the patient comes; clinical text.
    pub reason: String,
    /// Administrative remark.
    pub note: String,
}

/// Another time for a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct MoveWish {
    /// When.
    pub start: Instant,
    /// With whom; none keeps the doctor.
    pub doctor: Option<DoctorId>,
    /// How long; none keeps the length.
    pub minutes: Option<u16>,
    /// Why, if anybody said.
    pub reason: String,
    /// Rules to break on purpose, by staff only.
    pub overridden: Option<Override>,
}

/// Which visit is meant, and in which version it was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Which.
    pub id: AppointmentId,
    /// The version that was read; none for whatever is there.
    pub version: Option<i64>,
}

/// Which visits a list shows; what is none or empty always holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// With this doctor.
    pub doctor: Option<DoctorId>,
    /// Of this patient.
    pub patient: Option<PatientId>,
    /// On or after this civil date.
    pub from: Option<NaiveDate>,
    /// On or before this civil date.
    pub to: Option<NaiveDate>,
    /// In one of these states.
    pub states: Vec<State>,
    /// Only those of which nobody said what became of them.
    pub unresolved: bool,
}
