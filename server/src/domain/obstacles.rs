//! Why a time cannot be booked. It reads the same windows, breaks and busy
//! spans as the slots do, and says every reason rather than the first: a time
//! without an obstacle is a slot, and the other way round.

use chrono::NaiveDate;
use praxis_shared::{
    id::AppointmentId,
    time::{Instant, Span, Tz, civil_date, print_clock, print_instant},
};
use serde::{Deserialize, Serialize};

use super::{
    civil_day::CivilDay,
    hours::{DEFAULT_SLOT_MINUTES, Window, time_off, windows},
    slots::{Agenda, BookingLimits, Busy, BusyBy, begins},
};

/// One reason why a time is not free.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// No rule and no extra hours cover it; the doctor works in these spans that day.
    OutsideHours(Vec<Span>),
    /// Time off, with the note for staff.
    TimeOff(Span, String),
    /// A break.
    Break(Span),
    /// Kept free before or after this visit.
    Buffer(Span),
    /// This other visit.
    Visit(Span),
    /// Somebody is booking it right now.
    Hold(Span),
    /// In the past, or closer than the lead time: this is the first bookable instant.
    TooSoon(Instant),
    /// Beyond the horizon, which ends on this date.
    TooFar(NaiveDate),
    /// The doctor takes no new bookings.
    OffDuty,
    /// Slots begin just before and just after, if they do.
    NotAligned(Option<Instant>, Option<Instant>),
}

/// Who reads an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Staff may read notes of time off.
    Staff,
    /// Patients may not.
    Patient,
}

impl Obstacle {
    /// The reason as a sentence in the clinic's zone. It names no patient.
    pub fn sentence(&self, zone: Tz, reader: Reader) -> String {
        let clock = |instant| print_clock(zone, instant);
        let range = |span: &Span| format!("{} to {}", clock(span.start), clock(span.end));
        match self {
            Self::OutsideHours(open) if open.is_empty() => {
                "The doctor does not work on this date.".to_owned()
            }
            Self::OutsideHours(open) => {
                let open: Vec<String> = open.iter().map(range).collect();
                format!("Outside working hours; the doctor works {} on this date.", open.join(", "))
            }
            Self::TimeOff(span, note) if reader == Reader::Staff && !note.is_empty() => {
                format!("Time off {}: {note}.", range(span))
            }
            Self::TimeOff(span, _) => format!("The doctor is away {}.", range(span)),
            Self::Break(span) => format!("Break {}.", range(span)),
            Self::Buffer(span) => format!("Kept free around the visit {}.", range(span)),
            Self::Visit(span) => format!("Another visit {}.", range(span)),
            Self::Hold(span) => format!("Somebody is booking {} right now.", range(span)),
            Self::TooSoon(earliest) => {
                format!("Too soon; the earliest bookable time is {}.", print_instant(zone, *earliest))
            }
            Self::TooFar(last) => {
                format!("Too far ahead; visits can be booked until {}.", last.format("%a %-d %b %Y"))
            }
            Self::OffDuty => "The doctor is off duty and takes no new bookings.".to_owned(),
            Self::NotAligned(before, after) => {
                let near: Vec<String> = [before, after].into_iter().flatten().map(|it| clock(*it)).collect();
                match near.as_slice() {
                    [] => "No slot begins at this time.".to_owned(),
                    near => {
                        format!("No slot begins at this time; one begins at {}.", near.join(", another at "))
                    }
                }
            }
        }
    }
}

/// A time looked at for booking: the terms it would be booked on, and what stands in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// From begin to end.
    pub span: Span,
    /// Where.
    pub room: String,
    /// Minutes to keep free before it.
    pub buffer_before: u16,
    /// Minutes to keep free after it.
    pub buffer_after: u16,
    /// Every reason against it; none if it is free.
    pub obstacles: Vec<Obstacle>,
}

impl Verdict {
    /// Whether it can be booked.
    pub fn is_free(&self) -> bool {
        self.obstacles.is_empty()
    }
}

impl Agenda {
    /// Looks at a time: `length` minutes from `start`, or the slot length of
    /// the hours it begins in. The visit `moving` is not in its own way.
    pub fn explain(
        &self,
        start: Instant,
        length: Option<u16>,
        limits: &BookingLimits,
        moving: Option<AppointmentId>,
    ) -> Verdict {
        let begin_day = CivilDay::of(limits.zone, civil_date(limits.zone, start));
        let works = windows(&self.hours, &self.exceptions, &begin_day);
        let window = works.iter().find(|it| it.span.contains(start));
        let nearest = window.or_else(|| works.first());
        let length = length.or(nearest.map(|it| it.slot_minutes)).unwrap_or(DEFAULT_SLOT_MINUTES);
        let span = Span::lasting(start, length);
        let (before, after) = window.map_or((0, 0), |it| (it.buffer_before, it.buffer_after));
        let mut obstacles = Vec::new();
        if !self.on_duty {
            obstacles.push(Obstacle::OffDuty);
        }
        if start < limits.earliest() {
            obstacles.push(Obstacle::TooSoon(limits.earliest()));
        }
        if let Some(last) = limits.last_date().filter(|last| begin_day.date > *last) {
            obstacles.push(Obstacle::TooFar(last));
        }
        if !window.is_some_and(|it| it.span.covers(&span)) {
            obstacles.push(Obstacle::OutsideHours(works.iter().map(|it| it.span).collect()));
        }
        for day in CivilDay::touching(limits.zone, span) {
            let off = time_off(&self.exceptions, &day).into_iter();
            obstacles.extend(
                off.filter(|(off, _)| off.overlaps(&span))
                    .map(|(off, note)| Obstacle::TimeOff(off, note.to_owned())),
            );
        }
        if let Some(window) = window {
            let breaks = window.breaks.iter().filter(|it| it.overlaps(&span));
            obstacles.extend(breaks.map(|it| Obstacle::Break(*it)));
            obstacles.extend(misaligned(window, start));
        }
        let blocked = span.widened(before, after);
        let others = self.busy.iter().filter(|it| moving.is_none_or(|id| it.by != BusyBy::Visit(id)));
        obstacles.extend(others.filter_map(|busy| in_the_way(busy, &span, &blocked)));
        Verdict {
            span,
            room: self.room_or_usual(window.map_or("", |it| &it.room)),
            buffer_before: before,
            buffer_after: after,
            obstacles,
        }
    }
}

fn in_the_way(busy: &Busy, span: &Span, blocked: &Span) -> Option<Obstacle> {
    if busy.span.overlaps(span) {
        Some(match busy.by {
            BusyBy::Visit(_) => Obstacle::Visit(busy.span),
            BusyBy::Hold => Obstacle::Hold(busy.span),
        })
    } else if busy.blocked().overlaps(blocked) {
        Some(Obstacle::Buffer(busy.span))
    } else {
        None
    }
}

/// Where slots begin around `start`, unless one begins right there. A start
/// inside a break is not said to be misaligned as well.
fn misaligned(window: &Window, start: Instant) -> Option<Obstacle> {
    if window.breaks.iter().any(|it| it.contains(start)) {
        return None;
    }
    let (mut before, mut after) = (None, None);
    for (begin, _) in begins(window) {
        if begin == start {
            return None;
        }
        if begin < start {
            before = Some(begin);
        } else if after.is_none() {
            after = Some(begin);
        }
    }
    Some(Obstacle::NotAligned(before, after))
}
