//! Which visits a change of hours strands: those that lay inside the old hours
//! and do not inside the new. A visit that was outside before, on purpose or
//! kept by an earlier change, is not stranded again.

use praxis_shared::time::{Span, Tz};

use super::{
    civil_day::CivilDay,
    hours::{ScheduleException, WorkingHours, works_through},
};

/// A doctor's rules and exceptions, as they are or as they would be.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Weekly rules.
    pub hours: &'a WorkingHours,
    /// Exceptions.
    pub exceptions: &'a [ScheduleException],
}

impl Plan<'_> {
    fn works_through(&self, days: &[CivilDay], span: Span) -> bool {
        works_through(self.hours, self.exceptions, days, span)
    }
}

/// Whether the change from `old` to `new` strands a visit in this span.
pub fn strands(zone: Tz, old: Plan<'_>, new: Plan<'_>, span: Span) -> bool {
    let days = CivilDay::touching(zone, span);
    old.works_through(&days, span) && !new.works_through(&days, span)
}
