//! Time, as the clinic sees it. Everything that needs `now` gets it from here, so
//! that tests can turn the hands.

use std::sync::{Arc, Mutex, PoisonError};

use praxis_shared::time::Instant;

/// The clinic's clock. Cheap to clone.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<Mutex<Instant>>>);

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is set.
    #[must_use]
    pub fn standing_at(now: Instant) -> Self {
        Self(Some(Arc::new(Mutex::new(now))))
    }

    /// What time it is.
    #[must_use]
    pub fn now(&self) -> Instant {
        match &self.0 {
            Some(set) => *set.lock().unwrap_or_else(PoisonError::into_inner),
            None => system_time(),
        }
    }

    /// Sets a standing clock; the machine's clock is left alone.
    pub fn set(&self, now: Instant) {
        if let Some(set) = &self.0 {
            *set.lock().unwrap_or_else(PoisonError::into_inner) = now;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
fn system_time() -> Instant {
    chrono::Utc::now()
}
