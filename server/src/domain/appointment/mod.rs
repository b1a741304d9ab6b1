//! A visit: who sees whom, when, and where it stands. The reason a patient
//! gives is clinical text and therefore lives in [`Visit`], never in
//! [`Appointment`], which the front desk and the event log see.

mod actor;
mod fhir;
mod licence;
mod state;
#[cfg(test)]
mod tests;
mod transition;
mod undo;
mod wish;

use chrono::NaiveDate;
use praxis_shared::{
    id::{AppointmentId, DoctorId, PatientId, UserId},
    time::{Instant, Span},
};
use serde::{Deserialize, Serialize};

pub use self::{
    actor::Actor,
    fhir::{Fhir, Imported, UnknownCode},
    licence::weigh,
    state::{Coarse, State, Verb},
    transition::{Booking, Move, Remark, Rules, Step, Transition},
    undo::{LastStep, UNDO_MINUTES},
    wish::{BookingWish, Filter, MoveWish, Seen, WalkInWish},
};
use crate::domain::{
    caller::{Caller, Owned},
    patient::Gender,
};

/// A booked, asked-for or past visit, without clinical text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    /// Its name.
    pub id: AppointmentId,
    /// Grows with every change; every save compares it.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// Who comes.
    pub patient: PatientBrief,
    /// Who sees the patient.
    pub doctor: DoctorBrief,
    /// From when to when, the end not included, without buffers.
    pub span: Span,
    /// Copied from the doctor's hours at booking, so that later edits there make no conflict here.
    pub buffers: Buffers,
    /// Where; empty if nobody said.
    pub room: String,
    /// What sort of visit.
    pub kind: VisitKind,
    /// Administrative remark, no clinical text.
    pub note: String,
    /// Staff expect the patient late. A remark, not a state.
    pub late: bool,
    /// The patient came without a booking.
    pub walk_in: bool,
    /// Booking rules that were broken on purpose, and why.
    pub overridden: Option<Override>,
    /// The account that made it.
    pub requested_by: UserId,
    /// When it was made.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
    /// When the patient came.
    pub arrived_at: Option<Instant>,
    /// When the patient could be called.
    pub ready_at: Option<Instant>,
    /// When the doctor began.
    pub started_at: Option<Instant>,
    /// When the visit really ended.
    pub ended_at: Option<Instant>,
    /// Why it will not take place, or did not.
    pub closed: Option<Closing>,
    /// What an undo would take back; empty after booking and after an undo.
    pub last: Option<LastStep>,
    /// It makes a relation of care between its patient and its doctor of now: the patient, or staff other than this
    /// doctor, booked it, approved it or noted the arrival while it was with this doctor.
    #[serde(default)]
    pub care: bool,
}

/// The little of a patient that stands beside every visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientBrief {
    /// Whose visit it is.
    pub id: PatientId,
    /// "Last, First".
    pub name: String,
    /// The number people say on the phone.
    pub number: i64,
    /// To tell namesakes apart.
    pub birth_date: NaiveDate,
    /// As the patient states it.
    pub gender: Gender,
}

/// The little of a doctor that stands beside every visit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoctorBrief {
    /// Whose visit it is.
    pub id: DoctorId,
    /// "Last, First".
    pub name: String,
}

/// Minutes that the doctor needs around a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Buffers {
    /// Minutes kept free before the start.
    pub before: u16,
    /// Minutes kept free after the end.
    pub after: u16,
}

/// What sort of visit, as the board shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitKind {
    /// First visit.
    New,
    /// Follow-up.
    FollowUp,
    /// Routine check.
    Check,
    /// Vaccination.
    Vaccine,
    /// Talk about results.
    Results,
    /// A small procedure.
    Procedure,
    /// Anything else.
    Other,
}

impl VisitKind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::New, Self::FollowUp, Self::Check, Self::Vaccine, Self::Results, Self::Procedure, Self::Other];

    /// The word that stands in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::FollowUp => "follow_up",
            Self::Check => "check",
            Self::Vaccine => "vaccine",
            Self::Results => "results",
            Self::Procedure => "procedure",
            Self::Other => "other",
        }
    }

    /// The kind that a stored word stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Rules of booking that staff broke on purpose, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Which rules.
    pub kinds: Vec<OverrideKind>,
    /// Why; never empty.
    pub reason: String,
}

/// A booking rule that staff may break on purpose. Overlap is not among them:
/// two visits of one doctor, or of one patient, at one time are refused to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrideKind {
    /// Outside the doctor's working hours, in a break or in time off.
    OutsideHours,
    /// Although the doctor is off duty.
    OffDuty,
}

/// How a visit came to nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    /// Who wanted it so.
    pub by: ClosedBy,
    /// Why, in words; may be empty for a patient.
    pub reason: String,
    /// When.
    pub time: Instant,
    /// The patient called it off later than the clinic asks for.
    pub late: bool,
}

/// On whose side the cause lies. Staff may note that it was the patient's wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosedBy {
    /// The patient's.
    Patient,
    /// The clinic's.
    Clinic,
}

/// A visit with the reason the patient gave: for the patient and the doctor only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The visit.
    pub appointment: Appointment,
    /// Why the patient comes; clinical text.
    pub reason: String,
}

impl Appointment {
    /// The time this visit keeps from others in the doctor's day, buffers
    /// included; none if it keeps nothing. A visit that ended early gives the rest back.
    pub fn blocking(&self) -> Option<Span> {
        Some(self.occupied()?.widened(self.buffers.before, self.buffers.after))
    }

    /// The time during which the patient is taken: as [`Self::blocking`], but
    /// without buffers, which are the doctor's.
    pub fn occupied(&self) -> Option<Span> {
        if !self.state.blocks() {
            return None;
        }
        let end = match (self.state, self.ended_at) {
            (State::Completed, Some(ended)) => ended.min(self.span.end),
            _ => self.span.end,
        };
        Span::new(self.span.start, end)
    }

    /// Whether it keeps any time from others.
    pub fn blocks(&self) -> bool {
        self.occupied().is_some()
    }

    /// Whether both cannot take place: the same doctor within each other's
    /// buffers, or the same patient at the same time.
    pub fn collides(&self, other: &Self) -> bool {
        let meet = |a: Option<Span>, b: Option<Span>| a.zip(b).is_some_and(|(a, b)| a.overlaps(&b));
        self.id != other.id
            && (self.doctor.id == other.doctor.id && meet(self.blocking(), other.blocking())
                || self.patient.id == other.patient.id && meet(self.occupied(), other.occupied()))
    }

    /// Whether somebody still has to say what became of it: its time has
    /// passed and nobody touched it, or it was left open on an earlier day.
    pub fn unresolved(&self, rules: &Rules, now: Instant) -> bool {
        match self.state {
            State::Requested | State::Approved => self.span.end < now,
            State::Arrived | State::Ready | State::InVisit => {
                rules.day_of(self.span.start) < rules.day_of(now)
            }
            _ => false,
        }
    }
}

impl Owned for Appointment {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.is_of_patient(caller) || caller.as_doctor() == Some(self.doctor.id)
    }
}

impl Appointment {
    /// Whether the caller acts as its patient and may see what is as old as this.
    fn is_of_patient(&self, caller: &Caller) -> bool {
        caller.as_patient() == Some(self.patient.id) && caller.sees_of(self.created_at)
    }
}

impl Owned for Visit {
    fn belongs_to(&self, caller: &Caller) -> bool {
        let it = &self.appointment;
        it.is_of_patient(caller) || caller.as_treating_doctor() == Some(it.doctor.id)
    }
}
