//! Free slots, computed from hours, exceptions and what is already taken. The
//! walk goes from instant to instant, never over local times, so a slot's
//! length is elapsed time and a clock change can neither lose nor double one.

#[cfg(test)]
mod tests;

use chrono::{Days, Duration, NaiveDate};
use praxis_shared::{
    id::{AppointmentId, DoctorId},
    time::{Instant, Span, Tz, civil_date},
};
use serde::{Deserialize, Serialize};

use super::{
    civil_day::{CivilDay, days},
    hours::{ScheduleException, Window, WorkingHours, time_off, windows},
};

/// Slots one question may be answered with.
pub const MAX_SLOTS: usize = 1_000;
/// Days one list of slots may span.
pub const MAX_RANGE_DAYS: u64 = 62;

/// A time that can be booked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// With whom.
    pub doctor: DoctorId,
    /// From begin to end.
    pub span: Span,
    /// Where; may be empty.
    pub room: String,
    /// Minutes kept free before it.
    pub buffer_before: u16,
    /// Minutes kept free after it.
    pub buffer_after: u16,
}

/// Time of a doctor that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy {
    /// From begin to end, without buffers.
    pub span: Span,
    /// Minutes kept free before it, as copied when it was booked.
    pub buffer_before: u16,
    /// Minutes kept free after it, as copied when it was booked.
    pub buffer_after: u16,
    /// By what.
    pub by: BusyBy,
}

/// What takes a doctor's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusyBy {
    /// A visit in a state that blocks.
    Visit(AppointmentId),
    /// Somebody who is booking right now.
    Hold,
}

impl Busy {
    /// From begin to end, buffers included.
    pub fn blocked(&self) -> Span {
        self.span.widened(self.buffer_before, self.buffer_after)
    }
}

/// Everything about one doctor that slots follow from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// Who.
    pub doctor: DoctorId,
    /// Weekly rules.
    pub hours: WorkingHours,
    /// Exceptions that touch the dates asked for.
    pub exceptions: Vec<ScheduleException>,
    /// Taken time that touches the dates asked for.
    pub busy: Vec<Busy>,
    /// False for a doctor who takes no new bookings.
    pub on_duty: bool,
    /// Room where the rules name none.
    pub usual_room: String,
}

/// The clinic's settings that bound a booking, for one caller at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookingLimits {
    /// The clinic's zone.
    pub zone: Tz,
    /// The moment of asking.
    pub now: Instant,
    /// Patients book at least this many minutes ahead.
    pub lead_time_minutes: u32,
    /// Patients book at most this many days ahead.
    pub horizon_days: u32,
    /// Whether the caller is staff, and so exempt from both.
    pub exempt: Exempt,
}

/// Whether lead time and horizon hold for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exempt {
    /// Staff: only the past is closed.
    Yes,
    /// Patients.
    No,
}

impl BookingLimits {
    /// The first instant a visit may begin at.
    pub fn earliest(&self) -> Instant {
        match self.exempt {
            Exempt::Yes => self.now,
            Exempt::No => self.now + Duration::minutes(i64::from(self.lead_time_minutes)),
        }
    }

    /// The last date a visit may begin on; `None` for no bound.
    pub fn last_date(&self) -> Option<NaiveDate> {
        match self.exempt {
            Exempt::Yes => None,
            Exempt::No => self.today().checked_add_days(Days::new(u64::from(self.horizon_days))),
        }
    }

    /// The clinic's date at the moment of asking.
    pub fn today(&self) -> NaiveDate {
        civil_date(self.zone, self.now)
    }
}

/// What is asked for, beside the dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Length in minutes; `None` takes each rule's slot length. Slots longer
    /// than the rule's still begin where its slots begin, so they overlap one another.
    pub length: Option<u16>,
    /// Only slots that begin at or after this.
    pub not_before: Option<Instant>,
    /// Only slots that come after this begin, or at it with a later doctor: where a page ended.
    pub after: Option<(Instant, DoctorId)>,
    /// Times in which the patient is already booked.
    pub avoid: &'a [Span],
}

/// The instants at which slots of a window may begin, with the break-free
/// stretch each must end in. Buffers count into the step, so that visits in
/// neighbouring slots never need the same minute.
pub(super) fn begins(window: &Window) -> impl Iterator<Item = (Instant, Span)> {
    let step = window.buffer_before + window.slot_minutes.max(1) + window.buffer_after;
    window.open().into_iter().flat_map(move |open| {
        let mut next = open.start;
        std::iter::from_fn(move || {
            let begin = next;
            next += Duration::minutes(i64::from(step));
            (begin < open.end).then_some((begin, open))
        })
    })
}

impl Agenda {
    /// The doctor's free slots on a date, by start.
    pub fn free_on(&self, day: &CivilDay, limits: &BookingLimits, wanted: &Wanted<'_>) -> Vec<Slot> {
        if !self.on_duty || limits.last_date().is_some_and(|last| day.date > last) {
            return Vec::new();
        }
        let earliest = limits.earliest().max(wanted.not_before.unwrap_or(limits.now));
        let off: Vec<Span> = time_off(&self.exceptions, day).into_iter().map(|(span, _)| span).collect();
        let near = day.span.widened(240, 240);
        let busy: Vec<Span> =
            self.busy.iter().map(Busy::blocked).filter(|blocked| blocked.overlaps(&near)).collect();
        let mut free = Vec::new();
        for window in windows(&self.hours, &self.exceptions, day) {
            let length = wanted.length.unwrap_or(window.slot_minutes);
            for (begin, open) in begins(&window) {
                let span = Span::lasting(begin, length);
                let blocked = span.widened(window.buffer_before, window.buffer_after);
                let taken = begin < earliest
                    || !open.covers(&span)
                    || wanted.after.is_some_and(|after| (begin, self.doctor) <= after)
                    || off.iter().any(|it| it.overlaps(&span))
                    || busy.iter().any(|it| it.overlaps(&blocked))
                    || wanted.avoid.iter().any(|it| it.overlaps(&span));
                if !taken {
                    free.push(Slot {
                        doctor: self.doctor,
                        span,
                        room: self.room_or_usual(&window.room),
                        buffer_before: window.buffer_before,
                        buffer_after: window.buffer_after,
                    });
                }
            }
        }
        free
    }

    pub(super) fn room_or_usual(&self, room: &str) -> String {
        if room.is_empty() { self.usual_room.clone() } else { room.to_owned() }
    }

    /// Whether the doctor has any hours at all to search.
    fn ever_works(&self) -> bool {
        self.on_duty && !(self.hours.rules.is_empty() && self.exceptions.is_empty())
    }
}

/// Slots that were found, and how far the search went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// By start, then doctor.
    pub slots: Vec<Slot>,
    /// Every date before this one was searched, from the first.
    pub searched_until: NaiveDate,
}

/// The free slots of these doctors on the dates from `first` to `last`, by
/// start, then doctor. It stops when `most` (at most [`MAX_SLOTS`]) are found.
pub fn free(
    agendas: &[Agenda],
    first: NaiveDate,
    last: NaiveDate,
    limits: &BookingLimits,
    wanted: &Wanted<'_>,
    most: usize,
) -> Found {
    let most = most.min(MAX_SLOTS + 1);
    let from = [Some(limits.earliest()), wanted.not_before, wanted.after.map(|(begin, _)| begin)]
        .into_iter()
        .flatten()
        .map(|instant| civil_date(limits.zone, instant))
        .fold(first, NaiveDate::max);
    let until = limits.last_date().map_or(last, |horizon| horizon.min(last));
    let working: Vec<&Agenda> = agendas.iter().filter(|it| it.ever_works()).collect();
    let mut slots = Vec::new();
    if !working.is_empty() {
        for date in days(from, until) {
            let day = CivilDay::of(limits.zone, date);
            let mut that_day: Vec<Slot> =
                working.iter().flat_map(|agenda| agenda.free_on(&day, limits, wanted)).collect();
            that_day.sort_by_key(|slot| (slot.span.start, slot.doctor));
            slots.append(&mut that_day);
            if slots.len() >= most {
                slots.truncate(most);
                return Found { slots, searched_until: after(date) };
            }
        }
    }
    Found { slots, searched_until: after(until.max(from)) }
}

fn after(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(date)
}
