//! How much one account may ask for by itself, and how often one source may sign up: so that one stranger cannot take a
//! doctor's calendar or fill an inbox. What staff book does not count.

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
