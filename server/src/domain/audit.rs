//! What was done by whom: one entry per act, never changed. Every entry carries the
//! hash of the one before it and of its own bytes, so that none can be changed, taken
//! out or slipped in unseen; this file says what those bytes are.

use praxis_shared::{
    id::{PatientId, SessionId, UserId},
    time::{Instant, to_micros},
};

use super::{caller::Caller, people::Roles};

/// The outcome of an act that was done.
pub const DONE: &str = "ok";
/// The outcome of an act that was done before under the same request id: the first answer was given again.
pub const REPEATED: &str = "repeated";
/// The outcome of a change that was only tried: what it would do was told, nothing was done.
pub const PREVIEW: &str = "preview";

/// Version of [`Act::bytes`]; its first byte.
const VERSION: u8 = 1;

/// Who acts, as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Who {
    /// The user; `None` for a stranger.
    pub user: Option<UserId>,
    /// The user's roles at that time.
    pub roles: Roles,
    /// The session.
    pub session: Option<SessionId>,
    /// The script token, where one was used instead of a session.
    pub token: Option<[u8; 16]>,
}

impl From<&Caller> for Who {
    fn from(caller: &Caller) -> Self {
        Self {
            user: Some(caller.user),
            roles: caller.roles,
            session: caller.session(),
            token: caller.api_token().map(|it| it.bytes()),
        }
    }
}

/// One act: the part of an entry that is chained.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Its number, without gaps; order of the numbers is order of the acts.
    pub seq: i64,
    /// When.
    pub time: Instant,
    /// Who.
    pub who: Who,
    /// Which RPC.
    pub method: String,
    /// On what: a resource name, or the kind of a list.
    pub object: String,
    /// Whose data, where it is one patient's.
    pub patient: Option<PatientId>,
    /// `ok`, `repeated`, `preview`, or the reason of the refusal.
    pub outcome: String,
    /// From where: an address, `unix`, or `local` for the server itself.
    pub source: String,
    /// Why, where somebody had to say: such as for emergency access.
    pub reason: String,
}

impl Act {
    /// The bytes that are hashed. No two acts have the same: numbers have fixed lengths, what may be missing
    /// says whether it is there, and texts say how long they are.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(160 + self.object.len() + self.reason.len());
        bytes.push(VERSION);
        bytes.extend(self.seq.to_be_bytes());
        bytes.extend(to_micros(self.time).to_be_bytes());
        bytes.push(self.who.roles.bits());
        for id in [
            self.who.user.map(|it| it.bytes()),
            self.who.session.map(|it| it.bytes()),
            self.who.token,
            self.patient.map(|it| it.bytes()),
        ] {
            bytes.push(id.is_some().into());
            bytes.extend(id.into_iter().flatten());
        }
        for text in [&self.method, &self.object, &self.outcome, &self.source, &self.reason] {
            bytes.extend((text.len() as u64).to_be_bytes());
            bytes.extend(text.as_bytes());
        }
        bytes
    }
}

/// One entry as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// The act.
    pub act: Act,
    /// Who, as "Last, First"; empty for a stranger.
    pub user_display_name: String,
}

/// Which acts are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    /// By whom.
    pub user: Option<UserId>,
    /// Whose data.
    pub patient: Option<PatientId>,
    /// On what.
    pub object: Option<String>,
    /// By which RPC, or by which service if it ends in a slash.
    pub method: Option<String>,
    /// With which outcome.
    pub outcome: Option<String>,
    /// Only what was refused.
    pub refused: bool,
    /// Not by this user: a patient's own looks say nothing new to them.
    pub not_by: Option<UserId>,
    /// Not before.
    pub from: Option<Instant>,
    /// Before.
    pub until: Option<Instant>,
}

#[cfg(test)]
mod tests {
    use praxis_shared::time::from_micros;

    use super::*;
    use crate::domain::people::Role;

    fn act() -> Act {
        Act {
            seq: 7,
            time: from_micros(1_000_001).unwrap(),
            who: Who {
                user: Some(UserId::from_bytes([1; 16])),
                roles: Roles::NONE.with(Role::Doctor),
                session: Some(SessionId::from_bytes([2; 16])),
                token: None,
            },
            method: "A/B".to_owned(),
            object: "x/1".to_owned(),
            patient: Some(PatientId::from_bytes([3; 16])),
            outcome: DONE.to_owned(),
            source: "unix".to_owned(),
            reason: String::new(),
        }
    }

    /// Written out by hand: if this changes, chains that were written before do not verify any more.
    #[test]
    fn the_bytes_of_an_act_are_these_for_ever() {
        let mut expected = vec![1];
        expected.extend([0, 0, 0, 0, 0, 0, 0, 7]);
        expected.extend([0, 0, 0, 0, 0, 0x0f, 0x42, 0x41]);
        expected.push(4);
        expected.push(1);
        expected.extend([1; 16]);
        expected.push(1);
        expected.extend([2; 16]);
        expected.push(0);
        expected.push(1);
        expected.extend([3; 16]);
        for text in ["A/B", "x/1", "ok", "unix", ""] {
            expected.extend([0, 0, 0, 0, 0, 0, 0, text.len() as u8]);
            expected.extend(text.as_bytes());
        }
        assert_eq!(act().bytes(), expected);
    }

    #[test]
    fn acts_that_differ_anywhere_differ_in_their_bytes() {
        let mut all = vec![act()];
        let mut other = |change: &dyn Fn(&mut Act)| {
            let mut it = act();
            change(&mut it);
            all.push(it);
        };
        other(&|it| it.seq = 8);
        other(&|it| it.time = from_micros(1_000_002).unwrap());
        other(&|it| it.who.user = None);
        other(&|it| it.who.roles = Roles::NONE);
        other(&|it| it.who.session = None);
        // the same bytes in another place
        other(&|it| (it.who.session, it.who.token) = (None, Some([2; 16])));
        other(&|it| it.patient = None);
        other(&|it| it.method = "A/Bx".to_owned());
        other(&|it| (it.method, it.object) = ("A/Bx".to_owned(), "/1".to_owned()));
        other(&|it| (it.method, it.object) = ("A/".to_owned(), "Bx/1".to_owned()));
        other(&|it| it.outcome = "NOT_FOUND".to_owned());
        other(&|it| it.source = "local".to_owned());
        other(&|it| (it.source, it.reason) = (String::new(), "unix".to_owned()));
        let mut bytes: Vec<_> = all.iter().map(Act::bytes).collect();
        bytes.sort();
        bytes.dedup();
        assert_eq!(bytes.len(), all.len());
    }
}
