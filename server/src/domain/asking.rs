//! How much one account may ask for by itself, and how often one source may sign up: so that one stranger cannot take a
//! doctor's calendar or fill an inbox. What staff book does not count.

use chrono::TimeDelta;
use praxis_shared::time::Instant;

use super::throttle::{Counted, Tries};

/// The limits, as the server is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskingLimits {
    /// Visits that an account asked for itself and that are still to come, at most.
    pub open_visits: u32,
    /// Visits that an account asked for itself within 24 hours, at most.
    pub visits_a_day: u32,
    /// The same as the first for an account that is new or that nobody has confirmed.
    pub open_visits_when_new: u32,
    /// Sign-ups from one source within an hour, at most.
    pub sign_ups_an_hour: u32,
}

impl Default for AskingLimits {
    fn default() -> Self {
        Self { open_visits: 5, visits_a_day: 2, open_visits_when_new: 2, sign_ups_an_hour: 5 }
    }
}

/// How long a sign-up takes one of the places of its source.
pub const SIGN_UP_HOLDS: TimeDelta = TimeDelta::hours(1);
/// How long a sign-up from the server's own machine waits after the one before it, once all places are taken: many people
/// may sit behind its socket.
pub const MACHINE_PAUSE: TimeDelta = TimeDelta::seconds(10);

/// All places of a source are taken: the one that the next sign-up takes all the same.
///
/// # Errors
/// How long to wait instead.
pub fn next_sign_up(taken: &[Tries], counted: Counted, now: Instant) -> Result<u32, TimeDelta> {
    let waits = taken.iter().map(|it| it.wait(now).unwrap_or_default());
    let (first, wait) = (0..).zip(waits).min_by_key(|(_, wait)| *wait).unwrap_or((0, SIGN_UP_HOLDS));
    let newest = taken.iter().map(|it| it.last_failure).max();
    match (counted, newest) {
        (Counted::Machine, Some(newest)) => {
            let since = (now - newest).max(TimeDelta::zero());
            if since < MACHINE_PAUSE { Err(MACHINE_PAUSE - since) } else { Ok(first) }
        }
        _ => Err(wait),
    }
}

#[cfg(test)]
mod tests {
    use praxis_shared::time::civil_date;

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// A place taken then.
    fn taken(then: Instant) -> Tries {
        let day = civil_date(praxis_shared::time::Tz::Europe__Berlin, then);
        Tries { day, failures: 1, last_failure: then, wait_until: then + SIGN_UP_HOLDS }
    }

    #[test]
    fn an_address_waits_until_the_first_place_is_free_and_the_machine_ten_seconds_after_the_last_one() {
        let all = ["07:00:00", "07:20:00", "06:40:00"].map(|it| taken(at(&format!("2027-03-01T{it}Z"))));
        let now = at("2027-03-01T07:20:04Z");
        assert_eq!(next_sign_up(&all, Counted::Address, now), Err(at("2027-03-01T07:40:00Z") - now));
        assert_eq!(next_sign_up(&all, Counted::Machine, now), Err(TimeDelta::seconds(6)));
        let now = at("2027-03-01T07:20:10Z");
        assert_eq!(next_sign_up(&all, Counted::Machine, now), Ok(2), "the one that would be free first");
        assert!(next_sign_up(&all, Counted::Address, now).is_err());
    }

    #[test]
    fn a_clock_that_is_set_back_waits_the_whole_time_and_not_until_then() {
        let all = [taken(at("2027-03-01T07:00:00Z"))];
        let back = at("2026-03-01T07:00:00Z");
        assert_eq!(next_sign_up(&all, Counted::Address, back), Err(SIGN_UP_HOLDS));
        assert_eq!(next_sign_up(&all, Counted::Machine, back), Err(MACHINE_PAUSE));
    }
}
