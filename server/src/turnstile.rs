//! Where the sign-ups of all sources together wait for their turn, so that many sources at once fill the clinic's lists
//! slowly. It refuses nobody: that would shut everybody out. Whoever waited long enough goes through.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep};

/// Sign-ups that go through without waiting, if nobody came for a while.
const AT_ONCE: u32 = 30;
/// What each of the others waits for.
const EACH: Duration = Duration::from_secs(1);
/// The longest wait: a call must be answered in time.
const LONGEST: Duration = Duration::from_secs(5);

/// The turnstile. All clones are one.
#[derive(Debug, Clone, Default)]
pub struct Turnstile(Arc<Mutex<Option<Instant>>>);

impl Turnstile {
    /// Waits for one's turn.
    pub async fn pass(&self) {
        let wait = self.turn(Instant::now());
        if !wait.is_zero() {
            sleep(wait).await;
        }
    }

    /// How long whoever comes now waits.
    fn turn(&self, now: Instant) -> Duration {
        let free = EACH * AT_ONCE;
        // until when those who came would be busy, one after the other
        let mut busy_until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = busy_until.map_or(now, |it| it.max(now)) + EACH;
        *busy_until = Some(mine.min(now + free + LONGEST));
        (mine - now).saturating_sub(free).min(LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirty_go_through_at_once_and_each_further_one_waits_its_turn_five_seconds_at_most() {
        let (turnstile, now) = (Turnstile::default(), Instant::now());
        let waits: Vec<u64> = (0..100).map(|_| turnstile.turn(now).as_secs()).collect();
        assert_eq!(waits[..30], [0; 30]);
        assert_eq!(waits[30..36], [1, 2, 3, 4, 5, 5]);
        assert_eq!(waits[36..], [5; 64]);
    }

    #[test]
    fn however_many_came_it_is_over_five_seconds_after_the_last_and_free_half_a_minute_later() {
        let (turnstile, now) = (Turnstile::default(), Instant::now());
        (0..10_000).for_each(|_| drop(turnstile.turn(now)));
        assert_eq!(turnstile.turn(now + Duration::from_secs(6)), Duration::ZERO);
        assert_eq!(turnstile.turn(now + Duration::from_secs(6)), EACH);
        let later = now + Duration::from_secs(60);
        assert!((0..30).all(|_| turnstile.turn(later).is_zero()));
        assert_eq!(turnstile.turn(later), EACH);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_goes_through_in_the_end() {
        let (turnstile, begun) = (Turnstile::default(), Instant::now());
        let all = (0..50).map(|_| turnstile.pass());
        futures_util::future::join_all(all).await;
        assert_eq!(begun.elapsed().as_secs(), 5);
    }
}
