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

/// How often the two hands of the machine's clock are held against each other. Whoever waits for a time of the wall waits
/// by the steady hand, and learns only so that the wall was turned.
const LOOK: Duration = Duration::from_secs(1);
/// How far apart the hands come by themselves while a clock is being put right little by little.
const DRIFT: TimeDelta = TimeDelta::milliseconds(500);

/// Rung when the machine's clock was set.
static WALL: LazyLock<watch::Sender<Moment>> = LazyLock::new(|| watch::Sender::new(machine()));

/// Tells whoever waits that the clock was set.
#[derive(Debug)]
pub struct Turned(watch::Receiver<Moment>);

impl Turned {
    /// Waits until the clock is set; that of the machine must be watched for that (see [`Clock::watch_the_wall`]).
    pub async fn next(&mut self) {
        if self.0.changed().await.is_err() {
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
            None => machine(),
        }
    }

    /// Tells when the clock is set from now on.
    #[must_use]
    pub fn turned(&self) -> Turned {
        Turned(self.0.as_ref().map_or_else(|| WALL.subscribe(), |set| set.subscribe()))
    }

    /// Tells those who wait when the machine's clock was set, for as long as this is waited for.
    pub async fn watch_the_wall(&self) {
        match &self.0 {
            // whoever sets it tells them
            Some(_) => std::future::pending().await,
            None => tell_of_jumps(machine, &WALL).await,
        }
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

async fn tell_of_jumps(read: impl Fn() -> Moment, turned: &watch::Sender<Moment>) {
    let mut before = read();
    loop {
        tokio::time::sleep(LOOK).await;
        let now = read();
        let apart = (now.wall - before.wall) - (now.steady - before.steady);
        if apart.abs() > DRIFT {
            tracing::warn!(seconds = apart.num_seconds(), "this machine's clock was set");
            turned.send_replace(now);
        }
        before = now;
    }
}

/// The machine's clock, by both hands.
fn machine() -> Moment {
    Moment { wall: system_time(), steady: running_for() }
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wall_clock_that_is_set_is_noticed_soon_and_one_that_runs_never() {
        let begun = tokio::time::Instant::now();
        let midnight: Instant = "2027-03-01T00:00:00Z".parse().unwrap();
        let ahead = Mutex::new(TimeDelta::zero());
        let read = || {
            let steady = TimeDelta::from_std(begun.elapsed()).unwrap();
            Moment { wall: midnight + steady + *ahead.lock().unwrap(), steady }
        };
        let told = watch::Sender::new(read());
        let mut turned = Turned(told.subscribe());
        let watching = tell_of_jumps(read, &told);
        let hour = Duration::from_secs(60 * 60);
        let checks = async {
            assert!(tokio::time::timeout(hour, turned.next()).await.is_err(), "it only ran");
            for by in [TimeDelta::minutes(5), TimeDelta::hours(-1), TimeDelta::seconds(2)] {
                *ahead.lock().unwrap() += by;
                tokio::time::timeout(LOOK * 2, turned.next()).await.unwrap();
                assert!(tokio::time::timeout(hour, turned.next()).await.is_err(), "{by} was told once");
            }
        };
        tokio::select! {
            () = watching => unreachable!("it watches on"),
            () = checks => {}
        }
    }
}
