//! The states of a visit and the verbs that move it. This table is the whole
//! machine: a pair that is not in it is refused, whoever asks. Undo and move
//! are not in it, because where they lead depends on more than the state.

use serde::{Deserialize, Serialize};

use crate::domain::people::Role;

/// Where a visit stands. There is one state, kept in one place; every board and queue is a view of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asked for by a patient; nobody has answered, yet it already holds its time.
    Requested,
    /// Agreed by the clinic.
    Approved,
    /// The patient is in the building.
    Arrived,
    /// The patient can be called in: papers done, room given.
    Ready,
    /// The patient is with the doctor.
    InVisit,
    /// The visit took place and is over.
    Completed,
    /// The clinic said no to a request.
    Rejected,
    /// Called off by the patient or by the clinic.
    Cancelled,
    /// The patient did not come; a person decided so, never a clock.
    NoShow,
    /// The patient came and went without being seen.
    LeftBeforeSeen,
    /// It should never have been written; kept for the record.
    EnteredInError,
}

impl State {
    /// Every state, in the order of a visit's life.
    pub const ALL: [Self; 11] = [
        Self::Requested,
        Self::Approved,
        Self::Arrived,
        Self::Ready,
        Self::InVisit,
        Self::Completed,
        Self::Rejected,
        Self::Cancelled,
        Self::NoShow,
        Self::LeftBeforeSeen,
        Self::EnteredInError,
    ];

    /// The word that stands in the database and in logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Arrived => "arrived",
            Self::Ready => "ready",
            Self::InVisit => "in_visit",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
            Self::LeftBeforeSeen => "left_before_seen",
            Self::EnteredInError => "entered_in_error",
        }
    }

    /// The state that a stored word stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// How a sentence names the state.
    pub fn words(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Arrived => "marked as arrived",
            Self::Ready => "ready to be called",
            Self::InVisit => "in progress",
            Self::Completed => "completed",
            Self::Rejected => "rejected",
            Self::Cancelled => "cancelled",
            Self::NoShow => "marked as a no-show",
            Self::LeftBeforeSeen => "marked as left before seen",
            Self::EnteredInError => "marked as entered in error",
        }
    }

    /// Whether a visit in this state keeps its time from others. A pending
    /// request does; a completed visit does until its real end.
    pub fn blocks(self) -> bool {
        matches!(
            self,
            Self::Requested | Self::Approved | Self::Arrived | Self::Ready | Self::InVisit | Self::Completed
        )
    }

    /// Whether nothing more is expected to happen to the visit.
    pub fn is_final(self) -> bool {
        !matches!(self, Self::Requested | Self::Approved | Self::Arrived | Self::Ready | Self::InVisit)
    }

    /// The five-word view of the state; an entry made in error is in none of them.
    pub fn coarse(self) -> Option<Coarse> {
        match self {
            Self::Requested => Some(Coarse::Pending),
            Self::Approved | Self::Arrived | Self::Ready | Self::InVisit => Some(Coarse::Approved),
            Self::Completed => Some(Coarse::Completed),
            Self::Cancelled | Self::NoShow | Self::LeftBeforeSeen => Some(Coarse::Cancelled),
            Self::Rejected => Some(Coarse::Rejected),
            Self::EnteredInError => None,
        }
    }

    /// Where the verb leads from here, if it may be used here at all. Moving
    /// keeps the state here; a move by the patient is asked for anew (see `Appointment::reschedule`).
    pub fn after(self, verb: Verb) -> Option<Self> {
        match (self, verb) {
            (Self::Requested, Verb::Approve) => Some(Self::Approved),
            (Self::Requested, Verb::Reject) => Some(Self::Rejected),
            (Self::Approved, Verb::Arrive) => Some(Self::Arrived),
            (Self::Approved, Verb::NoShow) => Some(Self::NoShow),
            (Self::Arrived, Verb::Ready) => Some(Self::Ready),
            (Self::Arrived | Self::Ready, Verb::Start) => Some(Self::InVisit),
            (Self::InVisit, Verb::Complete) => Some(Self::Completed),
            (Self::Arrived | Self::Ready, Verb::Leave) => Some(Self::LeftBeforeSeen),
            (Self::Requested | Self::Approved | Self::Arrived | Self::Ready, Verb::Cancel) => {
                Some(Self::Cancelled)
            }
            (Self::Requested | Self::Approved, Verb::Move) => Some(self),
            (Self::EnteredInError, _) => None,
            (_, Verb::EnterInError) => Some(Self::EnteredInError),
            _ => None,
        }
    }
}

/// The five words in which simple lists speak of visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coarse {
    /// Waits for the clinic's answer.
    Pending,
    /// Agreed and not yet over.
    Approved,
    /// Took place.
    Completed,
    /// Did not take place: called off, not attended, or left.
    Cancelled,
    /// The clinic said no.
    Rejected,
}

/// What people do to a visit. Each use leaves one line in the transition log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Made the visit: asked for, booked, or walked in.
    Book,
    /// Agrees to a request.
    Approve,
    /// Says no to a request.
    Reject,
    /// Notes that the patient came.
    Arrive,
    /// Notes that the patient can be called.
    Ready,
    /// The doctor sees the patient.
    Start,
    /// The visit is over.
    Complete,
    /// The patient did not come.
    NoShow,
    /// The patient left without being seen.
    Leave,
    /// Calls the visit off.
    Cancel,
    /// Gives the same visit another time, room or doctor.
    Move,
    /// Declares that the entry should not exist.
    EnterInError,
    /// Takes the last step back.
    Undo,
}

impl Verb {
    /// Whether it begins a relation of care if somebody else than the visit's doctor does it. Moves and no-shows do not.
    pub fn begins_care(self) -> bool {
        matches!(self, Self::Book | Self::Approve | Self::Arrive)
    }

    /// Every verb.
    pub const ALL: [Self; 13] = [
        Self::Book,
        Self::Approve,
        Self::Reject,
        Self::Arrive,
        Self::Ready,
        Self::Start,
        Self::Complete,
        Self::NoShow,
        Self::Leave,
        Self::Cancel,
        Self::Move,
        Self::EnterInError,
        Self::Undo,
    ];

    /// The word that stands in the database and in logs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Arrive => "arrive",
            Self::Ready => "ready",
            Self::Start => "start",
            Self::Complete => "complete",
            Self::NoShow => "no_show",
            Self::Leave => "leave",
            Self::Cancel => "cancel",
            Self::Move => "reschedule",
            Self::EnterInError => "enter_in_error",
            Self::Undo => "undo",
        }
    }

    /// The verb that a stored word stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.code() == code)
    }

    /// How a sentence of the form "it cannot be …" names the verb.
    pub fn words(self) -> &'static str {
        match self {
            Self::Book => "booked",
            Self::Approve => "approved",
            Self::Reject => "rejected",
            Self::Arrive => "marked as arrived",
            Self::Ready => "marked as ready",
            Self::Start => "started",
            Self::Complete => "completed",
            Self::NoShow => "marked as a no-show",
            Self::Leave => "marked as left before seen",
            Self::Cancel => "cancelled",
            Self::Move => "moved",
            Self::EnterInError => "marked as entered in error",
            Self::Undo => "undone",
        }
    }

    /// The one state this verb leads to, wherever it starts; none where that depends.
    pub fn goal(self) -> Option<State> {
        match self {
            Self::Approve => Some(State::Approved),
            Self::Reject => Some(State::Rejected),
            Self::Arrive => Some(State::Arrived),
            Self::Ready => Some(State::Ready),
            Self::Start => Some(State::InVisit),
            Self::Complete => Some(State::Completed),
            Self::NoShow => Some(State::NoShow),
            Self::Leave => Some(State::LeftBeforeSeen),
            Self::Cancel => Some(State::Cancelled),
            Self::EnterInError => Some(State::EnteredInError),
            Self::Book | Self::Move | Self::Undo => None,
        }
    }

    /// Whether somebody acting in this role may use the verb on a visit that is open to them.
    pub fn open_to(self, role: Role) -> bool {
        match self {
            Self::Book | Self::Cancel | Self::Move | Self::Undo => true,
            Self::EnterInError => role == Role::Admin,
            Self::Approve
            | Self::Reject
            | Self::Arrive
            | Self::Ready
            | Self::Start
            | Self::Complete
            | Self::NoShow
            | Self::Leave => role != Role::Patient,
        }
    }
}
