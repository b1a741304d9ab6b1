//! Where the sign-ups of all sources together wait for their turn, so that many at once fill the clinic's lists slowly and
//! leave the hashing of passwords to those who sign in. It refuses nobody: that would shut everybody out. Whoever waited long
//! enough goes through, a few at a time.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep},
};

/// Sign-ups that go through without waiting, if nobody came for a while.
const AT_ONCE: u32 = 30;
/// What each of the others waits for.
const EACH: Duration = Duration::from_secs(1);
/// The longest wait: a call must be answered in time.
const LONGEST: Duration = Duration::from_secs(5);

/// Sign-ups that are worked on at once.
const TOGETHER: usize = 2;

/// The turnstile. All clones are one.
#[derive(Debug, Clone)]
pub struct Turnstile {
    /// Until when those who came would be busy, one after the other.
    busy_until: Arc<Mutex<Option<Instant>>>,
    room: Arc<Semaphore>,
}

impl Default for Turnstile {
    fn default() -> Self {
        Self { busy_until: Arc::default(), room: Arc::new(Semaphore::new(TOGETHER)) }
    }
}

/// A turn: over when it is dropped.
#[derive(Debug)]
pub struct Turn {
    // a semaphore that nobody closes always gives one
    _permit: Option<OwnedSemaphorePermit>,
}

impl Turnstile {
    /// Waits for one's turn.
    pub async fn pass(&self) -> Turn {
        let wait = self.turn(Instant::now());
        if !wait.is_zero() {
            sleep(wait).await;
        }
        Turn { _permit: Arc::clone(&self.room).acquire_owned().await.ok() }
    }

    /// How long whoever comes now waits.
    fn turn(&self, now: Instant) -> Duration {
        let free = EACH * AT_ONCE;
        let mut busy_until = self.busy_until.lock().unwrap_or_else(PoisonError::into_inner);
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
        assert_eq!((0..10_000).map(|_| turnstile.turn(now)).max(), Some(LONGEST));
        assert_eq!(turnstile.turn(now + Duration::from_secs(6)), Duration::ZERO);
        assert_eq!(turnstile.turn(now + Duration::from_secs(6)), EACH);
        let later = now + Duration::from_secs(60);
        assert!((0..30).all(|_| turnstile.turn(later).is_zero()));
        assert_eq!(turnstile.turn(later), EACH);
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_goes_through_in_the_end() {
        let (turnstile, begun) = (Turnstile::default(), Instant::now());
        let all = (0..50).map(|_| async { drop(turnstile.pass().await) });
        futures_util::future::join_all(all).await;
        assert_eq!(begun.elapsed().as_secs(), 5);
    }

    #[tokio::test]
    async fn two_are_worked_on_at_once() {
        let turnstile = Turnstile::default();
        let (first, _second) = (turnstile.pass().await, turnstile.pass().await);
        let mut third = std::pin::pin!(turnstile.pass());
        assert!(futures_util::poll!(third.as_mut()).is_pending());
        drop(first);
        assert!(futures_util::poll!(third.as_mut()).is_ready());
    }
}
