//! When a doctor works: weekly rules with breaks, and exceptions to them. Rules
//! are civil time, so they only become instants for a given date; time off
//! always wins, over extra hours too.

use chrono::{Datelike, NaiveDate, Weekday};
use praxis_shared::{
    id::{DoctorId, ScheduleExceptionId},
    time::{Instant, Span},
};
use serde::{Deserialize, Serialize};

use super::{
    caller::{Caller, Owned},
    civil_day::{CivilDay, joined, without},
};

/// Length of a slot where nothing else is said, in minutes.
pub const DEFAULT_SLOT_MINUTES: u16 = 30;

/// A doctor's weekly working hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkingHours {
    /// Whose.
    pub doctor: DoctorId,
    /// The rules; no two cover the same time on the same date.
    pub rules: Vec<HoursRule>,
    /// When they last changed; `None` while they never did.
    pub update_time: Option<Instant>,
    /// Grows by one with each change, 0 while there was none.
    pub version: i64,
}

impl WorkingHours {
    /// Those of a doctor for whom none were ever written.
    pub fn none(doctor: DoctorId) -> Self {
        Self { doctor, rules: Vec::new(), update_time: None, version: 0 }
    }
}

/// Hours on one weekday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursRule {
    /// The weekday.
    pub weekday: Weekday,
    /// Local minute of the day at which work begins.
    pub from_minute: u16,
    /// Local minute of the day at which work ends, at most 1440.
    pub to_minute: u16,
    /// First date on which the rule holds; its ISO week is week 0 of the cycle.
    pub effective_from: NaiveDate,
    /// Last date on which the rule holds.
    pub effective_until: Option<NaiveDate>,
    /// The rule repeats every so many weeks.
    pub cycle_weeks: u8,
    /// In which week of the cycle it holds, from 0.
    pub cycle_week: u8,
    /// Room; empty takes the doctor's usual one.
    pub room: String,
    /// Length of a slot in minutes.
    pub slot_minutes: u16,
    /// Minutes kept free before each visit.
    pub buffer_before: u16,
    /// Minutes kept free after each visit.
    pub buffer_after: u16,
    /// Pauses within the hours, in order.
    pub breaks: Vec<Break>,
}

/// A pause within working hours, in local minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// When it begins.
    pub from_minute: u16,
    /// When it ends.
    pub to_minute: u16,
}

/// Time off or extra hours, on each of a run of dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleException {
    /// Its id.
    pub id: ScheduleExceptionId,
    /// Whose.
    pub doctor: DoctorId,
    /// What it does.
    pub kind: ExceptionKind,
    /// First date.
    pub from_date: NaiveDate,
    /// Last date.
    pub to_date: NaiveDate,
    /// Local minute on each date at which it begins.
    pub from_minute: u16,
    /// Local minute on each date at which it ends, at most 1440.
    pub to_minute: u16,
    /// Why, for staff.
    pub note: String,
    /// True once it was withdrawn.
    pub cancelled: bool,
    /// When it was made.
    pub create_time: Instant,
}

/// What an exception does to the hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExceptionKind {
    /// Takes time away.
    TimeOff,
    /// Adds time outside the weekly rules.
    ExtraHours {
        /// Length of a slot in minutes.
        slot_minutes: u16,
        /// Room; empty takes the doctor's usual one.
        room: String,
    },
}

/// A stretch of work on one date: a rule or extra hours, as instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// From begin to end, breaks included.
    pub span: Span,
    /// Pauses within it, in order.
    pub breaks: Vec<Span>,
    /// Room; empty takes the doctor's usual one.
    pub room: String,
    /// Length of a slot in minutes.
    pub slot_minutes: u16,
    /// Minutes kept free before each visit.
    pub buffer_before: u16,
    /// Minutes kept free after each visit.
    pub buffer_after: u16,
}

impl Window {
    /// The window without its breaks.
    pub fn open(&self) -> Vec<Span> {
        without(&[self.span], &self.breaks)
    }
}

impl HoursRule {
    /// Whether the rule holds on this date.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        date.weekday() == self.weekday
            && date >= self.effective_from
            && self.effective_until.is_none_or(|last| date <= last)
            && weeks_between(self.effective_from, date).rem_euclid(i64::from(self.cycle_weeks.max(1)))
                == i64::from(self.cycle_week)
    }

    fn windows(&self, day: &CivilDay) -> impl Iterator<Item = Window> {
        day.spans(self.from_minute, self.to_minute).into_iter().map(|span| {
            let mut breaks: Vec<Span> = self
                .breaks
                .iter()
                .flat_map(|pause| day.spans(pause.from_minute, pause.to_minute))
                .filter_map(|pause| pause.intersection(&span))
                .collect();
            breaks.sort_unstable();
            Window {
                span,
                breaks,
                room: self.room.clone(),
                slot_minutes: self.slot_minutes,
                buffer_before: self.buffer_before,
                buffer_after: self.buffer_after,
            }
        })
    }
}

/// Whole ISO weeks from the week of one date to the week of another.
pub fn weeks_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to.week(Weekday::Mon).first_day() - from.week(Weekday::Mon).first_day()).num_weeks()
}

impl ScheduleException {
    /// Whether it is in force on this date.
    pub fn holds_on(&self, date: NaiveDate) -> bool {
        !self.cancelled && self.from_date <= date && date <= self.to_date
    }
}

/// The doctor's work on a date, by start: weekly rules, and extra hours where
/// no rule is. Time off is not taken out yet, see [`time_off`].
pub fn windows(hours: &WorkingHours, exceptions: &[ScheduleException], day: &CivilDay) -> Vec<Window> {
    let mut windows: Vec<Window> = hours
        .rules
        .iter()
        .filter(|rule| rule.holds_on(day.date))
        .flat_map(|rule| rule.windows(day))
        .collect();
    windows.sort_by_key(|it| it.span);
    for extra in exceptions.iter().filter(|it| it.holds_on(day.date)) {
        let ExceptionKind::ExtraHours { slot_minutes, room } = &extra.kind else { continue };
        let known: Vec<Span> = windows.iter().map(|it| it.span).collect();
        for span in without(&day.spans(extra.from_minute, extra.to_minute), &known) {
            windows.push(Window {
                span,
                breaks: Vec::new(),
                room: room.clone(),
                slot_minutes: *slot_minutes,
                buffer_before: 0,
                buffer_after: 0,
            });
        }
        windows.sort_by_key(|it| it.span);
    }
    windows
}

/// The time off on a date, as spans by start, with the note of each.
pub fn time_off<'a>(exceptions: &'a [ScheduleException], day: &CivilDay) -> Vec<(Span, &'a str)> {
    let mut off: Vec<(Span, &str)> = exceptions
        .iter()
        .filter(|it| it.kind == ExceptionKind::TimeOff && it.holds_on(day.date))
        .flat_map(|it| {
            day.spans(it.from_minute, it.to_minute).into_iter().map(|span| (span, it.note.as_str()))
        })
        .collect();
    off.sort_unstable();
    off
}

/// When the doctor works on a date: windows without breaks and time off, joined
/// where they touch.
pub fn open_on(hours: &WorkingHours, exceptions: &[ScheduleException], day: &CivilDay) -> Vec<Span> {
    let off: Vec<Span> = time_off(exceptions, day).into_iter().map(|(span, _)| span).collect();
    let worked = windows(hours, exceptions, day).iter().flat_map(Window::open).collect();
    without(&joined(worked), &joined(off))
}

impl Owned for ScheduleException {
    fn belongs_to(&self, caller: &Caller) -> bool {
        caller.as_doctor() == Some(self.doctor)
    }
}
