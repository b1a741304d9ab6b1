//! How a visit is written: its state as a mark that needs no colour, its kind,
//! its doctor. A late patient is still booked: `late` is a mark of the staff,
//! not a state, and is shown only while nobody has arrived.

use praxis_shared::pb::{self, AppointmentState as State, VisitKind};
use praxis_shared::time::Instant;

use crate::context::{Cx, instant};
use crate::theme::Tone;

/// A state as it is shown: `[A]` where there is little room, `[A]arrived` where there is more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Bracketed letter and word.
    pub long: &'static str,
    /// How it is meant.
    pub tone: Tone,
}

impl Mark {
    /// The bracketed letter alone.
    pub fn short(&self) -> &'static str {
        self.long.get(..3).unwrap_or(self.long)
    }

    /// The word alone.
    pub fn word(&self) -> &'static str {
        self.long.get(3..).unwrap_or(self.long)
    }
}

/// The mark of a visit as it stands.
pub fn mark(visit: &pb::Appointment) -> Mark {
    if visit.late && visit.state() == State::Approved {
        return Mark { long: "[L]late", tone: Tone::Warn };
    }
    state_mark(visit.state())
}

/// The mark of a state.
pub fn state_mark(state: State) -> Mark {
    let (long, tone) = match state {
        State::Unspecified => ("[ ]unknown", Tone::Muted),
        State::Requested => ("[?]asked", Tone::Warn),
        State::Approved => ("[B]booked", Tone::Text),
        State::Arrived => ("[A]arrived", Tone::Good),
        State::Ready => ("[R]in room", Tone::Good),
        State::InVisit => ("[V]in visit", Tone::Good),
        State::Completed => ("[D]done", Tone::Muted),
        State::Rejected => ("[N]declined", Tone::Muted),
        State::Cancelled => ("[X]cancelled", Tone::Muted),
        State::NoShow => ("[S]no-show", Tone::Muted),
        State::LeftBeforeSeen => ("[G]left", Tone::Muted),
        State::EnteredInError => ("[E]error", Tone::Muted),
    };
    Mark { long, tone }
}

/// What the visit is for, in one word.
pub fn kind(visit: &pb::Appointment) -> &'static str {
    kind_name(visit.visit_kind())
}

/// A kind of visit in one word.
pub fn kind_name(kind: VisitKind) -> &'static str {
    match kind {
        VisitKind::Unspecified => "-",
        VisitKind::New => "New",
        VisitKind::FollowUp => "Follow-up",
        VisitKind::Check => "Check-up",
        VisitKind::Vaccine => "Vaccine",
        VisitKind::Results => "Results",
        VisitKind::Procedure => "Procedure",
        VisitKind::Other => "Other",
    }
}

/// The kinds that can be chosen, in the order of their digits.
pub const KINDS: [VisitKind; 7] = [
    VisitKind::FollowUp,
    VisitKind::New,
    VisitKind::Check,
    VisitKind::Vaccine,
    VisitKind::Results,
    VisitKind::Procedure,
    VisitKind::Other,
];

/// The last name of somebody shown as "Last, First": enough for a doctor in a column.
pub fn last_name(display_name: &str) -> &str {
    display_name.split(',').next().unwrap_or(display_name).trim()
}

/// When the visit begins.
pub fn start(visit: &pb::Appointment) -> Option<Instant> {
    instant(visit.start_time.as_ref())
}

/// When the visit ends.
pub fn end(visit: &pb::Appointment) -> Option<Instant> {
    instant(visit.end_time.as_ref())
}

/// Day and clock of the visit, `Fri 20 Nov 14:30`, `today 14:30` for today.
pub fn when(visit: &pb::Appointment, cx: &Cx) -> String {
    start(visit).map_or_else(|| "-".to_owned(), |at| day_and_clock(at, cx))
}

/// Day and clock of a point in time, `today 14:30` for today.
pub fn day_and_clock(at: Instant, cx: &Cx) -> String {
    let (date, clock) = (cx.date(at), cx.clock(at));
    if date == cx.today() { format!("today {clock}") } else { format!("{} {clock}", cx.day(date)) }
}

/// The whole time of the visit, `Fri 20 Nov 14:30-14:45`.
pub fn span(visit: &pb::Appointment, cx: &Cx) -> String {
    match end(visit) {
        Some(end) => format!("{}-{}", when(visit, cx), cx.clock(end)),
        None => when(visit, cx),
    }
}

/// Whether the visit still holds its time: asked for, booked or going on.
pub fn is_open(visit: &pb::Appointment) -> bool {
    matches!(
        visit.state(),
        State::Requested | State::Approved | State::Arrived | State::Ready | State::InVisit
    )
}

/// Whether the visit can be moved to another time.
pub fn can_move(visit: &pb::Appointment) -> bool {
    matches!(visit.state(), State::Requested | State::Approved)
}

/// Whether the visit can be called off.
pub fn can_cancel(visit: &pb::Appointment) -> bool {
    matches!(visit.state(), State::Requested | State::Approved | State::Arrived | State::Ready)
}

/// Until when the caller may take the last step back, if that is not over.
pub fn undo_until(visit: &pb::Appointment, cx: &Cx) -> Option<Instant> {
    instant(visit.undo_until.as_ref()).filter(|until| *until > cx.at.now)
}

/// Whether `new` is newer than what is known: answers and events may cross.
pub fn is_newer(new: &pb::Appointment, known: &pb::Appointment) -> bool {
    new.version > known.version
}

/// Why staff call a visit off, one key each; few enough for a question on a small screen.
pub const STAFF_REASONS: [&str; 3] = ["the patient asked", "the doctor is away", "booked by mistake"];

/// Why patients call their visit off, one key each.
pub const PATIENT_REASONS: [&str; 3] =
    ["I cannot come then", "I do not need it any more", "I booked by mistake"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_mark_of_its_own_that_needs_no_colour() {
        let states = (0..=11).map(|number| State::try_from(number).unwrap());
        let mut marks: Vec<Mark> = states.map(state_mark).collect();
        marks.push(mark(&pb::Appointment {
            late: true,
            state: State::Approved.into(),
            ..Default::default()
        }));
        for mark in &marks {
            assert!(mark.long.len() <= 12, "{} is too wide for its column", mark.long);
        }
        let mut short: Vec<&str> = marks.iter().map(Mark::short).collect();
        short.sort_unstable();
        short.dedup();
        assert_eq!(short.len(), 13);
    }

    #[test]
    fn a_late_patient_who_arrived_is_shown_as_arrived() {
        let mut visit = pb::Appointment { late: true, state: State::Approved.into(), ..Default::default() };
        assert_eq!(mark(&visit).long, "[L]late");
        visit.set_state(State::Arrived);
        assert_eq!((mark(&visit).short(), mark(&visit).word()), ("[A]", "arrived"));
    }
}
