//! Chat. There is one conversation between any two parties, and what others may see of a
//! member's progress (the cursors) only ever moves forward; a mark for later moves what the
//! member alone sees.

use praxis_shared::{
    id::{ConversationId, DoctorId, PatientId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Owned},
    people::{Role, Roles},
    refusal::{Refusal, Violations},
};

/// Who talks with whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Parties {
    /// A patient and a doctor they have or had a visit with.
    PatientDoctor {
        /// The patient.
        patient: PatientId,
        /// The doctor.
        doctor: DoctorId,
    },
    /// A patient and the front desk as a whole.
    PatientDesk {
        /// The patient.
        patient: PatientId,
    },
    /// Two members of staff, in order of their ids.
    Staff(UserId, UserId),
}

impl Parties {
    /// Two members of staff, whoever begins.
    #[must_use]
    pub fn staff(one: UserId, other: UserId) -> Self {
        Self::Staff(one.min(other), one.max(other))
    }

    /// On which side the caller is, by their roles of now; none, it is none of their business.
    #[must_use]
    pub fn side(&self, caller: &Caller) -> Option<Side> {
        let is_patient = |it| caller.as_patient() == Some(it);
        match *self {
            Self::PatientDoctor { patient, .. } | Self::PatientDesk { patient } if is_patient(patient) => {
                Some(Side::Patient)
            }
            Self::PatientDoctor { doctor, .. } => {
                (caller.as_treating_doctor() == Some(doctor)).then_some(Side::Doctor)
            }
            Self::PatientDesk { .. } => caller.acts_as(Role::Desk).then_some(Side::Desk),
            Self::Staff(one, other) => {
                (caller.is_staff() && (caller.user == one || caller.user == other)).then_some(Side::Staff)
            }
        }
    }

    /// The patient in it.
    #[must_use]
    pub const fn patient(&self) -> Option<PatientId> {
        match *self {
            Self::PatientDoctor { patient, .. } | Self::PatientDesk { patient } => Some(patient),
            Self::Staff(..) => None,
        }
    }

    /// The doctor in it, if one takes part as the patient's doctor.
    #[must_use]
    pub const fn doctor(&self) -> Option<DoctorId> {
        match *self {
            Self::PatientDoctor { doctor, .. } => Some(doctor),
            Self::PatientDesk { .. } | Self::Staff(..) => None,
        }
    }
}

/// As what somebody takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The patient.
    Patient,
    /// The patient's doctor.
    Doctor,
    /// One of the desk.
    Desk,
    /// One of two colleagues.
    Staff,
}

impl Side {
    /// Roles any of which opens the conversation to somebody on this side.
    #[must_use]
    pub fn roles(self) -> Roles {
        match self {
            Self::Patient => [Role::Patient].into_iter().collect(),
            Self::Doctor => [Role::Doctor].into_iter().collect(),
            Self::Desk => [Role::Desk].into_iter().collect(),
            Self::Staff => [Role::Admin, Role::Desk, Role::Doctor].into_iter().collect(),
        }
    }
}

/// A conversation, the same for everybody in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// The conversation.
    pub id: ConversationId,
    /// Who talks.
    pub parties: Parties,
    /// Number of the newest message; 0 if there is none.
    pub last_seq: i64,
    /// When it was opened.
    pub created_at: Instant,
    /// When the newest message was written.
    pub updated_at: Option<Instant>,
}

impl Owned for Conversation {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.parties.side(caller).is_some()
    }
}

/// How far one member got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Messages up to this one reached one of the member's terminals.
    pub delivered: i64,
    /// Messages up to this one were read.
    pub read: i64,
    /// Shown to the member as unread from this one on, though read.
    pub unread_from: Option<i64>,
    /// Messages up to this one are from before the member's time and not news to them; 0 but for clerks.
    pub since: i64,
}

impl Progress {
    /// Messages of others with a higher number are unread.
    #[must_use]
    pub fn unread_after(&self) -> i64 {
        self.unread_from.map_or(self.read.max(self.since), |from| from - 1)
    }

    /// Moves forward; lower numbers than before change nothing, and what was read was delivered.
    /// Reading as far as the mark takes the mark away.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] for numbers of no message.
    pub fn advance(self, delivered: i64, read: i64, last_seq: i64) -> Result<Self, Refusal> {
        let mut wrong = Violations::default();
        for (field, seq) in [("delivered_seq", delivered), ("read_seq", read)] {
            if !(0..=last_seq).contains(&seq) {
                wrong.add(field, format!("must be 0 (leave it) or a message's number: 1 to {last_seq}"));
            }
        }
        wrong.finish()?;
        let moved = self.read.max(read);
        Ok(Self {
            delivered: self.delivered.max(delivered).max(moved),
            read: moved,
            unread_from: self.unread_from.filter(|&from| read < from),
            since: self.since,
        })
    }

    /// After writing message `seq`: who answers has read.
    #[must_use]
    pub fn wrote(self, seq: i64) -> Self {
        Self { delivered: self.delivered.max(seq), read: self.read.max(seq), unread_from: None, ..self }
    }

    /// Marks as unread from a message on. What was not read yet is unread without a mark.
    #[must_use]
    pub fn mark_from(self, seq: i64) -> Self {
        Self { unread_from: (seq <= self.read.max(self.since)).then_some(seq), ..self }
    }
}

/// Somebody in a conversation, as others see them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// "Last, First".
    pub display_name: String,
    /// Messages up to this one reached them.
    pub delivered: i64,
    /// Messages up to this one were read by them.
    pub read: i64,
    /// One of the desk, which takes part as a whole.
    pub at_desk: bool,
    /// Not so for one of the desk who neither wrote nor read here.
    pub takes_part: bool,
}

/// What somebody wrote; never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Where.
    pub conversation: ConversationId,
    /// Its number there.
    pub seq: i64,
    /// Who wrote it.
    pub author: UserId,
    /// "Last, First".
    pub author_name: String,
    /// The text.
    pub body: String,
    /// When it was stored.
    pub time: Instant,
    /// The id with which it was sent.
    pub request_id: String,
}

/// Somebody's progress changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CursorMoved {
    /// Where.
    pub conversation: ConversationId,
    /// Who, with the cursors of now.
    pub member: Member,
    /// What is unread for that member; nobody else's business.
    pub unread: i64,
}

/// Who a conversation is with, seen from one who takes part.
#[must_use]
pub fn title(side: Side, me: UserId, parties: &Parties, members: &[Member]) -> String {
    if let (Side::Patient, Parties::PatientDesk { .. }) = (side, parties) {
        return DESK.to_owned();
    }
    let other = members.iter().find(|it| it.user != me && !it.at_desk);
    other.map(|it| it.display_name.clone()).unwrap_or_default()
}

/// A conversation as one member sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The conversation.
    pub conversation: Conversation,
    /// Who it is with.
    pub title: String,
    /// Everybody who takes part, with cursors.
    pub members: Vec<Member>,
    /// The newest message.
    pub last: Option<Message>,
    /// Messages of others that this member did not read.
    pub unread: i64,
    /// Nobody has confirmed that the account on the other side is the patient's.
    #[serde(default)]
    pub unconfirmed: bool,
}

/// Whom somebody asks to write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A member of staff.
    User(UserId),
    /// A doctor.
    Doctor(DoctorId),
    /// A patient.
    Patient(PatientId),
    /// The front desk as a whole.
    Desk,
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// The resource name by which they are asked for.
    pub target: String,
    /// With them, this conversation is meant.
    pub parties: Parties,
    /// "Last, First", or "Front desk".
    pub display_name: String,
    /// The order of lists.
    pub sort_key: String,
    /// Such as "doctor, cardiology".
    pub description: String,
    /// The conversation, if there is one.
    pub conversation: Option<ConversationId>,
}

/// What the desk is called.
pub const DESK: &str = "Front desk";

#[cfg(test)]
mod tests {
    use praxis_shared::{id::SessionId, time};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::caller::{Credential, Reach};

    fn now() -> Instant {
        time::from_micros(1_790_000_000_000_000).expect("an instant")
    }

    fn caller(roles: &[Role]) -> Caller {
        let session = Credential::Session(SessionId::new(now()));
        Caller::new(UserId::new(now()), session, roles.iter().copied().collect(), Reach::OWN)
            .with_doctor(DoctorId::new(now()))
            .with_patient(PatientId::new(now()))
    }

    #[test]
    fn a_conversation_is_open_to_those_in_it_in_the_role_in_which_they_are_in_it() {
        let me = caller(&[Role::Doctor, Role::Patient]);
        let (patient, doctor) = (PatientId::new(now()), DoctorId::new(now()));
        let (mine, myself) = (me.as_patient().unwrap(), me.as_doctor().unwrap());
        let side = |parties: Parties, roles: &[Role]| {
            let mut caller = me.clone();
            caller.roles = roles.iter().copied().collect();
            parties.side(&caller)
        };
        let treated = Parties::PatientDoctor { patient: mine, doctor };
        assert_eq!(side(treated, &[Role::Patient]), Some(Side::Patient));
        assert_eq!(side(treated, &[Role::Doctor, Role::Desk, Role::Admin]), None);
        let treating = Parties::PatientDoctor { patient, doctor: myself };
        assert_eq!(side(treating, &[Role::Doctor]), Some(Side::Doctor));
        assert_eq!(side(treating, &[Role::Patient, Role::Desk, Role::Admin]), None);
        assert_eq!(side(Parties::PatientDoctor { patient, doctor }, &Role::ALL), None);
        assert_eq!(side(Parties::PatientDesk { patient }, &[Role::Desk]), Some(Side::Desk));
        assert_eq!(side(Parties::PatientDesk { patient }, &[Role::Patient, Role::Doctor, Role::Admin]), None);
        assert_eq!(side(Parties::PatientDesk { patient: mine }, &[Role::Patient]), Some(Side::Patient));
        let colleague = UserId::new(now());
        let pair = Parties::staff(me.user, colleague);
        assert_eq!(pair, Parties::staff(colleague, me.user));
        assert_eq!(side(pair, &[Role::Admin]), Some(Side::Staff));
        assert_eq!(side(pair, &[Role::Patient]), None);
        assert_eq!(side(Parties::staff(colleague, UserId::new(now())), &Role::ALL), None);
    }

    #[test]
    fn reading_as_far_as_the_mark_takes_it_away_and_less_leaves_it() {
        let marked = Progress { delivered: 9, read: 9, unread_from: None, since: 0 }.mark_from(5);
        assert_eq!(marked.unread_after(), 4);
        assert_eq!(marked.advance(0, 4, 9), Ok(marked));
        assert_eq!(marked.advance(9, 0, 9), Ok(marked));
        assert_eq!(marked.advance(0, 5, 9).map(|it| it.unread_from), Ok(None));
        assert_eq!(marked.wrote(10), Progress { delivered: 10, read: 10, unread_from: None, since: 0 });
    }

    #[test]
    fn a_mark_on_what_was_not_read_yet_is_no_mark() {
        let progress = Progress { delivered: 9, read: 3, unread_from: None, since: 0 };
        assert_eq!(progress.mark_from(7), progress);
    }

    #[test]
    fn numbers_of_no_message_are_told_together() {
        let Err(Refusal::Invalid(violations)) = Progress::default().advance(-1, 8, 7) else {
            panic!("must be refused");
        };
        assert_eq!(violations.len(), 2);
    }

    proptest! {
        #[test]
        fn cursors_never_go_back_and_read_is_delivered(
            steps in proptest::collection::vec((0i64..20, 0i64..20, 0i64..20, 0u8..3), 1..60)
        ) {
            let mut progress = Progress::default();
            for (delivered, read, from, what) in steps {
                let next = match what {
                    0 => progress.advance(delivered, read, 20).unwrap(),
                    1 => progress.wrote(progress.read + 1),
                    _ => progress.mark_from(from.max(1)),
                };
                prop_assert!(next.delivered >= progress.delivered && next.read >= progress.read);
                prop_assert!(next.delivered >= next.read);
                prop_assert!(next.unread_from.is_none_or(|it| (1..=next.read).contains(&it)));
                progress = next;
            }
        }
    }
}
