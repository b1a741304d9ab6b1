//! What a visit's state is called in FHIR R4 (`Appointment.status`, the slot,
//! the doctor's participation, the encounter), and back. Several of our states
//! share one status there, so the other codes are part of the answer, not decoration.

use super::{ClosedBy, State};

/// The codes by which FHIR R4 tells a visit's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fhir<'a> {
    /// `Appointment.status`.
    pub status: &'a str,
    /// `Slot.status`.
    pub slot: &'a str,
    /// `Appointment.participant.status` of the doctor.
    pub doctor: &'a str,
    /// `Appointment.cancelationReason`, its code.
    pub cancellation: Option<&'a str>,
    /// `Appointment.cancelationReason`, its text.
    pub text: Option<&'a str>,
    /// `Encounter.status`, where there is one.
    pub encounter: Option<&'a str>,
}

/// What the codes of another system say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Our state.
    pub state: State,
    /// On whose side a cancellation lies.
    pub by: Option<ClosedBy>,
}

/// A code, or a set of codes, that no state of ours has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {code:?} means no state of a visit here")]
pub struct UnknownCode {
    /// The element that holds it.
    pub field: &'static str,
    /// What stands there.
    pub code: String,
}

const LEFT: &str = "left before seen";

impl State {
    /// The codes of this state; `by` tells a patient's cancellation from the clinic's.
    pub fn to_fhir(self, by: Option<ClosedBy>) -> Fhir<'static> {
        let busy = Fhir {
            status: "booked",
            slot: "busy",
            doctor: "accepted",
            cancellation: None,
            text: None,
            encounter: None,
        };
        let free = Fhir { status: "cancelled", slot: "free", ..busy };
        match self {
            Self::Requested => {
                Fhir { status: "pending", slot: "busy-tentative", doctor: "needs-action", ..busy }
            }
            Self::Approved => busy,
            Self::Arrived => Fhir { status: "arrived", ..busy },
            Self::Ready => Fhir { status: "checked-in", ..busy },
            Self::InVisit => Fhir { status: "fulfilled", encounter: Some("in-progress"), ..busy },
            Self::Completed => Fhir { status: "fulfilled", encounter: Some("finished"), ..busy },
            Self::Rejected => Fhir { doctor: "declined", cancellation: Some("prov"), ..free },
            Self::Cancelled => match by {
                Some(ClosedBy::Patient) => Fhir { cancellation: Some("pat"), ..free },
                _ => Fhir { cancellation: Some("prov"), ..free },
            },
            Self::NoShow => Fhir { status: "noshow", ..free },
            Self::LeftBeforeSeen => Fhir { text: Some(LEFT), ..free },
            Self::EnteredInError => Fhir { status: "entered-in-error", ..free },
        }
    }
}

impl Fhir<'_> {
    /// The state these codes stand for. What is not known is refused, never
    /// guessed: a wrong guess would free or block somebody's time.
    pub fn to_state(self) -> Result<Imported, UnknownCode> {
        let unknown = |field, code: &str| Err(UnknownCode { field, code: code.to_owned() });
        if !["busy", "busy-tentative", "free"].contains(&self.slot) {
            return unknown("Slot.status", self.slot);
        }
        if !["accepted", "needs-action", "declined"].contains(&self.doctor) {
            return unknown("Appointment.participant.status", self.doctor);
        }
        let plain = |state| Ok(Imported { state, by: None });
        match self.status {
            "pending" => plain(State::Requested),
            "booked" => plain(State::Approved),
            "arrived" => plain(State::Arrived),
            "checked-in" => plain(State::Ready),
            "noshow" => plain(State::NoShow),
            "entered-in-error" => plain(State::EnteredInError),
            "fulfilled" => match self.encounter {
                Some("in-progress") => plain(State::InVisit),
                Some("finished") => plain(State::Completed),
                other => unknown("Encounter.status", other.unwrap_or_default()),
            },
            "cancelled" => match (self.cancellation, self.doctor, self.text) {
                (Some("prov"), "declined", _) => plain(State::Rejected),
                (Some("prov"), _, _) => Ok(Imported { state: State::Cancelled, by: Some(ClosedBy::Clinic) }),
                (Some("pat"), _, _) => Ok(Imported { state: State::Cancelled, by: Some(ClosedBy::Patient) }),
                (None, _, Some(LEFT)) => plain(State::LeftBeforeSeen),
                (code, _, text) => {
                    unknown("Appointment.cancelationReason", code.or(text).unwrap_or_default())
                }
            },
            other => unknown("Appointment.status", other),
        }
    }
}
