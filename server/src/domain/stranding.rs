//! Which visits a change of hours strands: those that lay inside the old hours
//! and do not inside the new. A visit that was outside before, on purpose or
//! kept by an earlier change, is not stranded again.

use std::collections::HashMap;

use chrono::NaiveDate;
use praxis_shared::{
    id::AppointmentId,
    time::{Instant, Span, Tz},
};

use super::{
    civil_day::{CivilDay, joined},
    hours::{ScheduleException, WorkingHours, open_on},
};

/// A doctor's rules and exceptions, as they are or as they would be.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Weekly rules.
    pub hours: &'a WorkingHours,
    /// Exceptions in force.
    pub exceptions: &'a [ScheduleException],
}

/// What becomes of the visits that a change strands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nobody said: the change is refused if it strands any.
    Unsaid,
    /// They stay where they are.
    Keep,
    /// Each moves to the start given for it.
    Move(Vec<(AppointmentId, Instant)>),
    /// They are cancelled, and the patients told this.
    Cancel(String),
}

/// Looks at spans under the old and the new plan; each date is worked out once.
pub struct Stranding<'a> {
    zone: Tz,
    old: Plan<'a>,
    new: Plan<'a>,
    known: HashMap<NaiveDate, (Vec<Span>, Vec<Span>)>,
}

impl<'a> Stranding<'a> {
    /// Compares two plans in the clinic's zone.
    pub fn between(zone: Tz, old: Plan<'a>, new: Plan<'a>) -> Self {
        Self { zone, old, new, known: HashMap::new() }
    }

    /// Whether the change strands a visit in this span.
    pub fn strands(&mut self, span: Span) -> bool {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let (old, new) = (self.old, self.new);
        for day in CivilDay::touching(self.zone, span) {
            let (was, is) = self.known.entry(day.date).or_insert_with(|| {
                (open_on(old.hours, old.exceptions, &day), open_on(new.hours, new.exceptions, &day))
            });
            before.extend_from_slice(was);
            after.extend_from_slice(is);
        }
        let inside = |open: Vec<Span>| joined(open).iter().any(|it| it.covers(&span));
        inside(before) && !inside(after)
    }
}
