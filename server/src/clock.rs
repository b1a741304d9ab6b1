//! Time, as the clinic sees it. Everything that needs `now` gets it from here, so
//! that tests can turn the hands.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use chrono::TimeDelta;
use praxis_shared::time::Instant;
use tokio::sync::watch;

use crate::domain::session::Moment;

/// The clinic's clock. Cheap to clone.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<watch::Sender<Moment>>>);

/// Tells whoever waits that a standing clock was set.
#[derive(Debug)]
pub struct Turned(Option<watch::Receiver<Moment>>);

impl Turned {
    /// Waits until the clock is set; the machine's clock only runs.
    pub async fn next(&mut self) {
        let heard = match &mut self.0 {
            Some(turned) => turned.changed().await.is_ok(),
            None => false,
        };
        if !heard {
            std::future::pending::<()>().await;
        }
    }
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is set.
    #[must_use]
    pub fn standing_at(now: Instant) -> Self {
        Self(Some(Arc::new(watch::Sender::new(Moment { wall: now, steady: TimeDelta::zero() }))))
    }

    /// What time it is, by both hands.
    #[must_use]
    pub fn moment(&self) -> Moment {
        match &self.0 {
            Some(set) => *set.borrow(),
            None => Moment { wall: system_time(), steady: running_for() },
        }
    }

    /// Tells when the clock is set from now on.
    #[must_use]
    pub fn turned(&self) -> Turned {
        Turned(self.0.as_ref().map(|set| set.subscribe()))
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Some(set) => set.borrow().wall,
            None => system_time(),
        }
    }

    /// Sets a standing clock; the machine's clock is left alone. Forward, time passes, by both hands; back, only the
    /// wall clock is turned.
    pub fn set(&self, now: Instant) {
        if let Some(set) = &self.0 {
            set.send_modify(|it| {
                it.steady += (now - it.wall).max(TimeDelta::zero());
                it.wall = now;
            });
        }
    }

    /// Turns the wall clock alone, as people and time servers do: no time passes.
    pub fn turn(&self, now: Instant) {
        if let Some(set) = &self.0 {
            set.send_modify(|it| it.wall = now);
        }
    }
}

/// How long this process has counted, however the clock on the wall is set.
fn running_for() -> TimeDelta {
    static BEGAN: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
    // the steady hand must not stand at its end: a session's life is counted back from it
    TimeDelta::from_std(BEGAN.elapsed().min(Duration::from_secs(u64::from(u32::MAX)))).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_time() -> Instant {
    chrono::Utc::now()
}
