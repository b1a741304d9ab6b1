//! What happened, for those who watch: the thing as it was right after the change.
//! No event that the desk's terminals receive holds clinical text; what people write to
//! each other goes to those in the conversation alone.

use praxis_shared::{
    id::{DoctorId, NoticeId, PatientId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    appointment::Appointment,
    clinic::Clinic,
    conversation::{CursorMoved, Message},
    doctor::Doctor,
    notice::Notice,
    patient::Patient,
    people::{Role, User},
};

/// A change, with a snapshot of what changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A user was created or changed.
    User(Box<User>),
    /// The clinic's settings changed.
    Clinic(Box<Clinic>),
    /// A visit was booked or changed.
    Appointment(Box<Appointment>),
    /// Something for one person's inbox, or that it was read.
    Notice(Box<Notice>),
    /// A doctor's hours or exceptions changed: slots are other slots now.
    ScheduleChanged(DoctorId),
    /// Everything in one person's inbox up to a notice was read.
    NoticesRead {
        /// The newest of them.
        up_to: NoticeId,
        /// How many are left unread.
        unread: i64,
    },
    /// Somebody wrote; the author's own cursors are at this message, too.
    Message(Box<Message>),
    /// Somebody's cursors moved, or the mark that only they see.
    CursorMoved(Box<CursorMoved>),
    /// A doctor joined or changed.
    Doctor(Box<Doctor>),
    /// A patient was registered or changed.
    Patient(Box<Patient>),
    /// A patient's chart changed; what it says now is for those who may open it.
    PatientChart(PatientId),
}

/// Who gets to see an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// One user.
    User(UserId),
    /// Everybody with a role.
    Role(Role),
    /// Everybody signed in.
    Everyone,
}

/// An event in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Its number in the log.
    pub seq: i64,
    /// When it was stored.
    pub time: Instant,
    /// What happened.
    pub event: Event,
}
