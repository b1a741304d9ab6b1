//! The clinic's own settings. There is one clinic in a database.

use praxis_shared::time::{Instant, Tz};
use serde::{Deserialize, Serialize};

/// Name, zone and booking rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clinic {
    /// What the clinic calls itself.
    pub display_name: String,
    /// The zone in which civil dates and working hours are meant.
    pub zone: Tz,
    /// Patients book at least this many minutes ahead.
    pub lead_time_minutes: u32,
    /// Patients book at most this many days ahead.
    pub horizon_days: u32,
    /// Patients cancel at the latest this many minutes before the start.
    pub cancel_cutoff_minutes: u32,
    /// Patients move a visit at the latest this many minutes before the start.
    pub reschedule_cutoff_minutes: u32,
    /// Number shown where help is needed out of hours.
    pub emergency_phone: String,
    /// When it last changed.
    pub update_time: Instant,
    /// Grows by one with each change.
    pub version: i64,
}

/// Longest lead time and cut-off: 30 days.
pub const CUTOFF_MAX_MINUTES: u32 = 43_200;
/// Longest horizon.
pub const HORIZON_MAX_DAYS: u32 = 730;

impl Clinic {
    /// A clinic with the usual rules: an hour's lead, 90 days' horizon, a day's notice to cancel or move.
    #[must_use]
    pub fn new(display_name: String, zone: Tz, now: Instant) -> Self {
        Self {
            display_name,
            zone,
            lead_time_minutes: 60,
            horizon_days: 90,
            cancel_cutoff_minutes: 24 * 60,
            reschedule_cutoff_minutes: 24 * 60,
            emergency_phone: String::new(),
            update_time: now,
            version: 1,
        }
    }
}
