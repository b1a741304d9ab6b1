//! The second factor: a code that changes every half minute, computed by a device that the
//! person carries, and the recovery codes for the day when it is lost.

use chrono::TimeDelta;
use praxis_shared::time::Instant;

use super::{
    people::{Roles, User},
    refusal::Refusal,
};

/// Length of one step.
pub const STEP_SECONDS: i64 = 30;
/// Bytes of an authenticator's secret.
pub const SECRET_BYTES: usize = 20;
/// Recovery codes that a person has.
pub const RECOVERY_CODES: usize = 10;
/// Wrong codes in one step, after which the step is over.
const TRIES_A_STEP: u32 = 3;
/// After how long a code is asked for again where a password is.
pub const CODE_AGE: TimeDelta = TimeDelta::hours(4);

/// The step at a time.
#[must_use]
pub fn step_at(now: Instant) -> i64 {
    now.timestamp().div_euclid(STEP_SECONDS)
}

/// A person's authenticator as it is kept.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Factor {
    /// In force, if a first code was right.
    pub secret: Option<[u8; SECRET_BYTES]>,
    /// Shown, and waiting for its first code.
    pub pending: Option<[u8; SECRET_BYTES]>,
    /// Only codes of later steps are good.
    pub last_step: i64,
    /// The step in which codes were wrong,
    pub tried_step: i64,
    /// and how many.
    pub tries: u32,
}

impl std::fmt::Debug for Factor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Factor").field("last_step", &self.last_step).finish_non_exhaustive()
    }
}

/// What was typed as a code, as far as it can be told without looking at the clinic's data again.
#[derive(Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing.
    Nothing,
    /// The right code of a step, for this secret.
    Step {
        /// Which.
        step: i64,
        /// Of this authenticator.
        secret: [u8; SECRET_BYTES],
    },
    /// SHA-256 of something that may be a recovery code.
    Recovery([u8; 32]),
    /// Neither.
    Wrong,
}

impl std::fmt::Debug for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Shown(…)")
    }
}

impl Factor {
    /// How long to wait because too many codes were wrong in this step.
    #[must_use]
    pub fn wait(&self, now: Instant) -> Option<TimeDelta> {
        let step = step_at(now);
        // a step that is still to come shows that the clock was set back
        if self.tries < TRIES_A_STEP || self.tried_step < step {
            return None;
        }
        let begun = now.timestamp().rem_euclid(STEP_SECONDS);
        Some(TimeDelta::seconds(STEP_SECONDS - begun))
    }

    /// The authenticator after a right code of `step`; a code is good once, and so are all before it.
    ///
    /// # Errors
    /// [`Refusal::WrongCode`].
    pub fn stepped(self, step: i64, of: &[u8; SECRET_BYTES]) -> Result<Self, Refusal> {
        if self.secret.as_ref() == Some(of) && step > self.last_step {
            Ok(Self { last_step: step, tries: 0, ..self })
        } else {
            Err(Refusal::WrongCode)
        }
    }

    /// The authenticator after a wrong code.
    #[must_use]
    pub fn missed(self, now: Instant) -> Self {
        let step = step_at(now).max(self.tried_step);
        let tries = if step == self.tried_step { self.tries } else { 0 };
        Self { tried_step: step, tries: tries.saturating_add(1), ..self }
    }

    /// The shown authenticator comes into force by its first code; the one before it is gone.
    ///
    /// # Errors
    /// [`Refusal::WrongCode`]; [`Refusal::WrongState`] if none was begun.
    pub fn confirmed(self, step: i64, of: &[u8; SECRET_BYTES]) -> Result<Self, Refusal> {
        let Some(pending) = self.pending else {
            return Err(Refusal::WrongState("no authenticator is being set up: begin first".into()));
        };
        if pending != *of {
            return Err(Refusal::WrongCode);
        }
        Ok(Self { secret: Some(pending), pending: None, last_step: step, tries: 0, ..self })
    }
}

/// Whether a session of this person may do nothing but set up a second factor.
#[must_use]
pub fn must_enrol(user: &User, required: Roles) -> bool {
    !user.second_factor && (user.short_password || user.roles.meets(required))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: [u8; SECRET_BYTES] = [7; SECRET_BYTES];

    fn at(seconds: i64) -> Instant {
        Instant::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn a_step_is_good_once_and_none_before_it() {
        let factor = Factor { secret: Some(SECRET), last_step: 10, ..Factor::default() };
        let after = factor.stepped(11, &SECRET).unwrap();
        for step in [9, 10, 11] {
            assert_eq!(after.clone().stepped(step, &SECRET), Err(Refusal::WrongCode));
        }
        assert_eq!(after.clone().stepped(12, &[8; SECRET_BYTES]), Err(Refusal::WrongCode));
        assert_eq!(after.stepped(12, &SECRET).unwrap().last_step, 12);
    }

    #[test]
    fn three_wrong_codes_end_a_step() {
        let now = at(30 * 100 + 10);
        let mut factor = Factor { secret: Some(SECRET), ..Factor::default() };
        for _ in 0..3 {
            assert_eq!(factor.wait(now), None);
            factor = factor.missed(now);
        }
        assert_eq!(factor.wait(now), Some(TimeDelta::seconds(20)));
        assert_eq!(factor.wait(now - TimeDelta::hours(1)), Some(TimeDelta::seconds(20)));
        assert_eq!(factor.wait(now + TimeDelta::seconds(20)), None);
        assert_eq!(factor.missed(now + TimeDelta::seconds(20)).tries, 1);
    }

    #[test]
    fn a_new_authenticator_replaces_the_old_one_by_its_first_code_alone() {
        let old = Factor { secret: Some([1; SECRET_BYTES]), pending: Some(SECRET), ..Factor::default() };
        assert_eq!(old.clone().confirmed(5, &[1; SECRET_BYTES]), Err(Refusal::WrongCode));
        let new = old.confirmed(5, &SECRET).unwrap();
        assert_eq!((new.secret, new.pending, new.last_step), (Some(SECRET), None, 5));
        assert!(matches!(new.confirmed(6, &SECRET), Err(Refusal::WrongState(_))));
    }
}
