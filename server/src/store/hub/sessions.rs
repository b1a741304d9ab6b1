//! Sessions known to be alive, so that a request costs no query, and when each was last used, so that it
//! costs no write either.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use chrono::TimeDelta;
use praxis_shared::id::{SessionId, UserId};
use tokio::sync::watch;

use super::{Hub, lock};
use crate::{
    domain::session::{Attendance, Moment, Session, Standing},
    store::FoundSession,
};

/// Sessions remembered at most; beyond that all are looked up anew.
const SESSIONS: usize = 65_536;

/// What the hub knows of sessions.
#[derive(Default)]
pub(super) struct Sessions {
    known: Mutex<Known>,
    /// Rung with each change of the epoch: calls under way look again whether they may go on.
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct Known {
    by_token: HashMap<[u8; 32], Arc<FoundSession>>,
    attendance: HashMap<SessionId, Attendance>,
    /// Grows with every change of a user or session: what was read before a change is not remembered after it.
    epoch: u64,
}

impl Sessions {
    /// Users or sessions changed, sessions ended: whatever is known of them is to be looked up anew.
    pub(super) fn forget(&self, users: &[UserId], sessions: &[SessionId], ended: &[SessionId]) {
        let epoch = {
            let mut known = lock(&self.known);
            known.epoch += 1;
            known.by_token.retain(|_, it| {
                let id = it.session.id;
                !users.contains(&it.user.id) && !sessions.contains(&id) && !ended.contains(&id)
            });
            for session in ended {
                if let Some(attendance) = known.attendance.get_mut(session) {
                    attendance.end();
                }
            }
            known.epoch
        };
        self.changed.send_replace(epoch);
    }
}

impl Known {
    fn attendance(&mut self, session: &Session, now: Moment) -> &mut Attendance {
        if self.attendance.len() >= SESSIONS && !self.attendance.contains_key(&session.id) {
            self.attendance.retain(|_, it| !it.is_over());
            if self.attendance.len() >= SESSIONS {
                self.attendance.clear();
            }
        }
        self.attendance.entry(session.id).or_insert_with(|| Attendance::from_notes(session, now))
    }
}

impl Hub {
    /// A session known from an earlier request.
    #[must_use]
    pub fn known_session(&self, token_hash: &[u8; 32]) -> Option<Arc<FoundSession>> {
        lock(&self.0.sessions.known).by_token.get(token_hash).cloned()
    }

    /// Where the knowledge of sessions stands: take it before reading one.
    #[must_use]
    pub fn session_epoch(&self) -> u64 {
        lock(&self.0.sessions.known).epoch
    }

    /// Remembers a session, unless something changed since `epoch` was taken.
    pub fn remember_session(&self, token_hash: [u8; 32], found: Arc<FoundSession>, epoch: u64) {
        let mut known = lock(&self.0.sessions.known);
        if known.epoch == epoch {
            if known.by_token.len() >= SESSIONS {
                known.by_token.clear();
            }
            known.by_token.insert(token_hash, found);
        }
    }

    /// Tells when users or sessions change from now on.
    #[must_use]
    pub fn session_changes(&self) -> watch::Receiver<u64> {
        self.0.sessions.changed.subscribe()
    }

    /// Whether this session may be used now.
    #[must_use]
    pub fn standing(&self, session: &Session, now: Moment, limit: TimeDelta) -> Standing {
        let standing = lock(&self.0.sessions.known).attendance(session, now).standing(now, limit);
        match standing {
            Standing::Open { .. } if session.lock_time.is_some() => Standing::Locked,
            other => other,
        }
    }

    /// Whether the person of this session has proved who they are a short while ago.
    #[must_use]
    pub fn is_fresh(&self, session: &Session, now: Moment) -> bool {
        lock(&self.0.sessions.known).attendance(session, now).is_fresh(now)
    }

    /// The session is used; true if that is to be noted on disk.
    #[must_use]
    pub fn session_used(&self, session: &Session, now: Moment) -> bool {
        lock(&self.0.sessions.known).attendance(session, now).used(now)
    }

    /// The person of this session has just proved who they are.
    pub fn session_proved(&self, session: &Session, now: Moment) {
        lock(&self.0.sessions.known).attendance(session, now).proved(now);
    }
}
