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
    caller::Caller,
    clinic::Clinic,
    conversation::{CursorMoved, Message},
    doctor::Doctor,
    notice::Notice,
    patient::Patient,
    people::{Role, Roles, User},
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
    /// One user, whatever their roles: what is the account's own.
    User(UserId),
    /// One user, while they hold one of these roles.
    As(UserId, Roles),
    /// Everybody with a role.
    Role(Role),
    /// Everybody signed in.
    Everyone,
}

impl Notice {
    /// Who gets to see it.
    #[must_use]
    pub fn audience(&self) -> Audience {
        if self.roles.is_empty() { Audience::User(self.user) } else { Audience::As(self.user, self.roles) }
    }
}

/// An event in the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Logged {
    /// Its number in the log.
    pub seq: i64,
    /// When it was stored.
    pub time: Instant,
    /// For whom.
    pub audiences: Vec<Audience>,
    /// What happened.
    pub event: Event,
}

impl Logged {
    /// Whether it is for this caller, judged when it is sent: from the event and the caller of now alone.
    #[must_use]
    pub fn is_for(&self, caller: &Caller) -> bool {
        self.audiences.iter().any(|it| match *it {
            Audience::Everyone => true,
            Audience::Role(role) => caller.acts_as(role),
            Audience::User(user) => user == caller.user,
            Audience::As(user, roles) => {
                user == caller.user && self.is_open_in(roles.and(caller.named()), caller)
            }
        })
    }

    /// Whether somebody who is told in these of their roles may see it in spite of what is doubted of them.
    fn is_open_in(&self, roles: Roles, caller: &Caller) -> bool {
        roles.iter().any(|role| match role {
            Role::Patient => caller.sees_of(self.begun()),
            Role::Doctor => !(caller.doubt.recovering && self.is_clinical()),
            Role::Admin | Role::Desk => true,
        })
    }

    /// Since when there is what it tells of.
    fn begun(&self) -> Instant {
        match &self.event {
            Event::Appointment(it) => it.created_at,
            Event::Notice(it) => it.created_at,
            Event::Message(it) => it.time,
            _ => self.time,
        }
    }

    fn is_clinical(&self) -> bool {
        matches!(self.event, Event::Message(_) | Event::PatientChart(_))
    }
}
