//! Guessing is made slow: the more wrong tries in a day, the longer the wait before the
//! next is looked at, and after a hundred there is none until the day is over.

use chrono::{NaiveDate, TimeDelta};
use praxis_shared::time::{Instant, Tz, civil_date, day_span};

use super::source::Source;

/// From so many wrong tries on, the rest of the day is for waiting.
pub const TRIES_A_DAY: u32 = 100;
/// Wrong tries of a place that cost it nothing: many people may sit behind one address.
const FREE_FOR_A_PLACE: u32 = 10;

/// What tries are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// A name that was typed, a person who is signed in, or a person's device.
    Person,
    /// An account, whichever of its names was typed. Nothing is told of it, or two names would be known to be one
    /// account's: it costs no wait, and after a hundred wrong tries of a day even the right password is called wrong.
    Account,
    /// A network address, behind which many people may be.
    Address,
    /// A program on the server's own machine that only its owner can run: slowed down, never shut out.
    Machine,
}

impl Counted {
    /// What tries from this source are counted by.
    #[must_use]
    pub const fn at(source: Source) -> Self {
        match source {
            Source::Network(_) => Self::Address,
            Source::Inside | Source::Socket => Self::Machine,
        }
    }
}

/// The wrong tries of one day that have something in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// The clinic's day of the last one.
    pub day: NaiveDate,
    /// How many.
    pub failures: u32,
    /// When the last one was.
    pub last_failure: Instant,
    /// When the next is looked at.
    pub wait_until: Instant,
}

impl Tries {
    /// How long to wait from now on. A clock that was set back to before the last try shortens nothing: then the
    /// whole wait begins anew.
    #[must_use]
    pub fn wait(&self, now: Instant) -> Option<TimeDelta> {
        let left =
            if self.is_ahead(now) { self.wait_until - self.last_failure } else { self.wait_until - now };
        (left > TimeDelta::zero()).then_some(left)
    }

    /// Whether the clock was set back since the last try.
    #[must_use]
    pub fn is_ahead(&self, now: Instant) -> bool {
        self.last_failure > now
    }

    /// The same wait, counted by a clock that was set back.
    #[must_use]
    pub fn moved_to(self, now: Instant) -> Self {
        Self { last_failure: now, wait_until: now + (self.wait_until - self.last_failure), ..self }
    }

    /// One more wrong try. The count begins anew with each day of the clinic, but not with one that has come before.
    #[must_use]
    pub fn and_one_more(before: Option<Self>, counted: Counted, zone: Tz, now: Instant) -> Self {
        let today = civil_date(zone, now);
        let failures = before.filter(|it| it.day >= today).map_or(0, |it| it.failures).saturating_add(1);
        let day = before.map_or(today, |it| it.day.max(today));
        let over = day_span(zone, today).end;
        let wait_until = match counted {
            Counted::Person => pause(failures).map_or(over, |it| now + it),
            Counted::Account => pause(failures).map_or(over, |_| now),
            Counted::Address => pause(failures.saturating_sub(FREE_FOR_A_PLACE)).map_or(over, |it| now + it),
            Counted::Machine => {
                let counted = failures.saturating_sub(FREE_FOR_A_PLACE).min(TRIES_A_DAY - 1);
                now + pause(counted).unwrap_or_default()
            }
        };
        // a wait is never cut short by another way to count it
        let wait_until =
            before.and_then(|it| it.wait(now)).map_or(wait_until, |left| wait_until.max(now + left));
        Self { day, failures, last_failure: now, wait_until }
    }
}

/// How long the next try waits after so many wrong ones; none: until the day is over.
const fn pause(failures: u32) -> Option<TimeDelta> {
    match failures {
        0 => Some(TimeDelta::zero()),
        1..3 => Some(TimeDelta::seconds(1)),
        3..9 => Some(TimeDelta::seconds(3)),
        9..25 => Some(TimeDelta::seconds(5)),
        25..TRIES_A_DAY => Some(TimeDelta::seconds(10)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = praxis_shared::time::Tz::Europe__Berlin;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// So many wrong tries, each as soon as it is looked at.
    fn guessed(count: u32, counted: Counted, mut now: Instant) -> Tries {
        let mut tries = None;
        for _ in 0..count {
            let next = Tries::and_one_more(tries, counted, ZONE, now);
            now = next.wait_until;
            tries = Some(next);
        }
        tries.unwrap()
    }

    fn waits(count: u32, counted: Counted) -> i64 {
        let tries = guessed(count, counted, at("2027-03-01T07:00:00Z"));
        tries.wait(tries.last_failure).map_or(0, |it| it.num_seconds())
    }

    #[test]
    fn the_ladder_has_these_steps() {
        let steps = [(1, 1), (2, 1), (3, 3), (8, 3), (9, 5), (24, 5), (25, 10), (99, 10)];
        for (count, seconds) in steps {
            assert_eq!(waits(count, Counted::Person), seconds, "{count}");
            assert_eq!(waits(count + 10, Counted::Address), seconds, "{count}");
            assert_eq!(waits(count + 10, Counted::Machine), seconds, "{count}");
        }
        assert_eq!(waits(10, Counted::Address), 0);
        assert_eq!(waits(99, Counted::Account), 0);
        assert_eq!(waits(500, Counted::Machine), 10);
    }

    #[test]
    fn the_hundredth_locks_until_midnight_in_the_clinic() {
        for counted in [Counted::Person, Counted::Account] {
            let tries = guessed(100, counted, at("2027-03-01T07:00:00Z"));
            assert_eq!(tries.wait_until, at("2027-03-01T23:00:00Z"));
            assert_eq!(tries.wait(at("2027-03-01T22:59:59Z")), Some(TimeDelta::seconds(1)));
            assert_eq!(tries.wait(at("2027-03-01T23:00:00Z")), None);
            let next_day = Tries::and_one_more(Some(tries), counted, ZONE, at("2027-03-01T23:00:00Z"));
            assert_eq!(next_day.failures, 1);
        }
    }

    #[test]
    fn a_clock_that_is_set_back_neither_resets_nor_shortens() {
        let tries = guessed(30, Counted::Person, at("2027-03-05T07:00:00Z"));
        for back in ["2027-03-05T06:59:00Z", "2027-03-04T07:00:00Z", "2026-03-05T07:00:00Z"] {
            assert_eq!(tries.wait(at(back)), Some(TimeDelta::seconds(10)), "{back}");
            let moved = tries.moved_to(at(back));
            assert_eq!(moved.wait(at(back)), Some(TimeDelta::seconds(10)));
            assert_eq!(moved.wait(at(back) + TimeDelta::seconds(10)), None);
            let next =
                Tries::and_one_more(Some(moved), Counted::Person, ZONE, at(back) + TimeDelta::seconds(10));
            assert_eq!(next.failures, 31, "{back}");
        }
    }
}
