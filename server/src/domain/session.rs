//! Sessions and the secrets that open them. Only hashes of secrets are ever stored.

use chrono::TimeDelta;
use praxis_shared::{
    id::{SessionId, UserId},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Owned},
    people::{Role, Roles},
    refusal::Refusal,
};

/// How long an activation code is good.
pub const CODE_HOURS: i64 = 24;
/// How long after a password check acts that need a fresh one are let through.
pub const FRESH: TimeDelta = TimeDelta::minutes(5);
/// A stored time further ahead than this shows that the clock was set back while nobody counted.
const AHEAD: TimeDelta = TimeDelta::minutes(1);

/// A signed-in terminal or script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The session.
    pub id: SessionId,
    /// Who is signed in.
    pub user: UserId,
    /// What the client called itself.
    pub client_label: String,
    /// Where it was opened from.
    pub source: String,
    /// When the person signed in.
    pub create_time: Instant,
    /// When it was last used, to the minute.
    pub last_used: Instant,
    /// When it ends, whatever happens.
    pub expire_time: Instant,
    /// When the person last proved who they are.
    pub factor_time: Instant,
    /// When the person locked it, if it is locked by hand.
    pub lock_time: Option<Instant>,
}

impl Owned for Session {
    fn belongs_to(&self, caller: &Caller) -> bool {
        self.user == caller.user
    }
}

/// After how long without use a session locks, by role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleLimits {
    /// Minutes at the front desk, whose terminals are shared.
    pub desk: u32,
    /// Minutes of a doctor.
    pub doctor: u32,
    /// Minutes of an administrator.
    pub admin: u32,
    /// Minutes of a patient.
    pub patient: u32,
}

impl Default for IdleLimits {
    fn default() -> Self {
        Self { desk: 5, doctor: 15, admin: 15, patient: 30 }
    }
}

impl IdleLimits {
    /// The limit of somebody with these roles: the shortest of them.
    #[must_use]
    pub fn of(&self, roles: Roles) -> TimeDelta {
        let of_role = |role| match role {
            Role::Desk => self.desk,
            Role::Doctor => self.doctor,
            Role::Admin => self.admin,
            Role::Patient => self.patient,
        };
        let shortest = self.desk.min(self.doctor).min(self.admin).min(self.patient);
        TimeDelta::minutes(roles.iter().map(of_role).min().unwrap_or(shortest).into())
    }
}

/// One moment by both hands of the clock: the wall clock, which people set, and a steady hand, which only goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock.
    pub wall: Instant,
    /// The steady hand, since some beginning.
    pub steady: TimeDelta,
}

impl Moment {
    /// How long ago `earlier` was, by the hand that says more: a clock that is set back lengthens nothing, and the
    /// hours that a sleeping machine does not count are counted.
    #[must_use]
    pub fn since(self, earlier: Self) -> TimeDelta {
        (self.wall - earlier.wall).max(self.steady - earlier.steady)
    }

    /// The moment at which the wall clock showed `stored`, at least `ago` before this one.
    fn back(self, stored: Instant, ago: TimeDelta) -> Self {
        let ago = ago.max(self.wall - stored).max(TimeDelta::zero());
        Self { wall: stored, steady: self.steady - ago }
    }
}

/// Whether a session may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may, and locks after this long without use.
    Open {
        /// The time that is left.
        left: TimeDelta,
    },
    /// Only to prove again who is there, or to end it.
    Locked,
    /// Its time is over.
    Over,
}

/// What the server remembers of a session's use, between its notes on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendance {
    born: Moment,
    used: Moment,
    proved: Moment,
    noted: Moment,
    length: TimeDelta,
    locked: bool,
    over: bool,
}

impl Attendance {
    /// From what was noted on disk. If a note is of a time to come, the clock was set back while no server ran: how
    /// long the session was unused is not known, so it is locked, and its last proof does not count.
    #[must_use]
    pub fn from_notes(session: &Session, now: Moment) -> Self {
        let ahead = |noted: Instant| noted - now.wall > AHEAD;
        let age = session.last_used - session.create_time;
        let stale = if ahead(session.factor_time) { FRESH * 2 } else { TimeDelta::zero() };
        let used = now.back(session.last_used, TimeDelta::zero());
        Self {
            born: now.back(session.create_time, age),
            used,
            proved: now.back(session.factor_time, stale),
            noted: used,
            length: session.expire_time - session.create_time,
            locked: ahead(session.last_used),
            over: false,
        }
    }

    /// Whether the session may be used now. What has locked or ended stays so, wherever the clock is turned.
    pub fn standing(&mut self, now: Moment, limit: TimeDelta) -> Standing {
        let left = limit - now.since(self.used);
        self.over |= now.since(self.born) >= self.length;
        self.locked |= left <= TimeDelta::zero();
        match (self.over, self.locked) {
            (true, _) => Standing::Over,
            (false, true) => Standing::Locked,
            (false, false) => Standing::Open { left: left.min(self.length - now.since(self.born)) },
        }
    }

    /// The session is used. True at most once a minute: then it is to be noted on disk.
    pub fn used(&mut self, now: Moment) -> bool {
        self.used = now;
        let due = now.since(self.noted) >= TimeDelta::minutes(1);
        if due {
            self.noted = now;
        }
        due
    }

    /// The person has just proved who they are: that unlocks, and counts as use.
    pub fn proved(&mut self, now: Moment) {
        self.proved = now;
        self.used = now;
        self.locked = false;
    }

    /// The session was ended, whatever its time.
    pub fn end(&mut self) {
        self.over = true;
    }

    /// Whether the session was seen to be over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Whether the last proof is young enough for acts that need a fresh one.
    #[must_use]
    pub fn is_fresh(&self, now: Moment) -> bool {
        now.since(self.proved) <= FRESH
    }
}

/// Whether a proof of this time is fresh enough by the wall clock alone; the gate has looked at both hands.
///
/// # Errors
/// [`Refusal::ReauthenticationNeeded`].
pub fn expect_fresh(factor_time: Instant, now: Instant) -> Result<(), Refusal> {
    if now - factor_time <= FRESH { Ok(()) } else { Err(Refusal::ReauthenticationNeeded) }
}

#[cfg(test)]
mod tests;
