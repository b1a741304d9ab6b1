//! Instants, the clinic's zone, civil days and how times print. A civil day is
//! not 24 hours: it may have 23, 24.5 or 25, and a local time may name no
//! instant (a spring gap) or two (an autumn fold), so go through [`resolve`].

pub mod typed;
pub mod zone;

use chrono::{
    DateTime, Datelike, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc,
};
pub use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use typed::{parse_clock, parse_day};
pub use zone::parse_zone;

/// A point in time, in UTC; what the clinic stores and compares.
pub type Instant = DateTime<Utc>;

/// Minutes in a civil day without a transition; also the largest minute a rule may end at.
pub const DAY_MINUTES: u16 = 24 * 60;

/// Microseconds since 1970, as instants are stored.
pub fn to_micros(instant: Instant) -> i64 {
    instant.timestamp_micros()
}

/// The instant stored as these microseconds; `None` outside the calendar chrono can hold.
pub fn from_micros(micros: i64) -> Option<Instant> {
    DateTime::from_timestamp_micros(micros)
}

/// A half-open stretch of time: `start` belongs to it, `end` does not, so two
/// visits back to back do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first instant inside.
    pub start: Instant,
    /// The first instant after.
    pub end: Instant,
}

impl Span {
    /// The span between two instants; `None` if it would be empty or backwards.
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The span of so many elapsed minutes from `start`.
    pub fn lasting(start: Instant, minutes: u16) -> Self {
        Self { start, end: start + Duration::minutes(i64::from(minutes)) }
    }

    /// Whether nothing lies inside, as for a civil day the zone skipped.
    pub fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    /// Whether the instant lies inside.
    pub fn contains(&self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether the other span lies wholly inside.
    pub fn covers(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share an instant; touching ends do not.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end && !self.is_empty() && !other.is_empty()
    }

    /// What the two share, if anything.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// The span with so many minutes added before and after it.
    pub fn widened(&self, before: u16, after: u16) -> Self {
        Self {
            start: self.start - Duration::minutes(i64::from(before)),
            end: self.end + Duration::minutes(i64::from(after)),
        }
    }

    /// Elapsed time from start to end.
    pub fn length(&self) -> Duration {
        self.end - self.start
    }
}

/// The instants a local time names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Local {
    /// None: the clock jumps over it, and goes on at this instant.
    Gap(Instant),
    /// One.
    One(Instant),
    /// Two: the clock shows it twice, first and second.
    Fold(Instant, Instant),
}

impl Local {
    /// The first instant at which the clock shows this time or, after a gap, a later one.
    pub fn earliest(self) -> Instant {
        match self {
            Self::Gap(instant) | Self::One(instant) | Self::Fold(instant, _) => instant,
        }
    }

    /// The only instant; `None` in a gap or a fold.
    pub fn only(self) -> Option<Instant> {
        match self {
            Self::One(instant) => Some(instant),
            Self::Gap(_) | Self::Fold(..) => None,
        }
    }
}

/// Finds the instants at which clocks in `zone` show `local`.
pub fn resolve(zone: Tz, local: NaiveDateTime) -> Local {
    match zone.from_local_datetime(&local) {
        chrono::LocalResult::Single(one) => Local::One(one.to_utc()),
        chrono::LocalResult::Ambiguous(a, b) => {
            let (a, b) = (a.to_utc(), b.to_utc());
            Local::Fold(a.min(b), a.max(b))
        }
        chrono::LocalResult::None => Local::Gap(after_gap(zone, local)),
    }
}

/// The instant at which the clock has jumped past `local`, to the second.
/// No zone is more than 15 hours from UTC, so the search is bounded.
fn after_gap(zone: Tz, local: NaiveDateTime) -> Instant {
    let middle = local.and_utc();
    let (mut before, mut after) = (middle - Duration::hours(16), middle + Duration::hours(16));
    while after - before > Duration::seconds(1) {
        let probe = before + Duration::seconds((after - before).num_seconds() / 2);
        if local_time(zone, probe) < local {
            before = probe;
        } else {
            after = probe;
        }
    }
    after
}

/// What clocks in `zone` show at the instant.
pub fn local_time(zone: Tz, instant: Instant) -> NaiveDateTime {
    instant.with_timezone(&zone).naive_local()
}

/// The civil date in `zone` at the instant.
pub fn civil_date(zone: Tz, instant: Instant) -> NaiveDate {
    local_time(zone, instant).date()
}

/// The local minute of the day in `zone` at the instant, 0 to 1439.
pub fn minute_of_day(zone: Tz, instant: Instant) -> u16 {
    let time = local_time(zone, instant).time();
    u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0)
}

/// Resolves a local minute of a civil date; minute 1440 is the next date's midnight.
pub fn at_minute(zone: Tz, date: NaiveDate, minute: u16) -> Local {
    resolve(zone, date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(minute)))
}

/// The instants of a civil date: from its first to the first of the next date.
/// It starts after midnight where the clock jumps over midnight, and is empty
/// for a date the zone left out.
pub fn day_span(zone: Tz, date: NaiveDate) -> Span {
    let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
    Span { start: at_minute(zone, date, 0).earliest(), end: at_minute(zone, next, 0).earliest() }
}

/// The pieces of a civil date in which the zone's offset does not change, in
/// order and without holes. Inside a piece, local time and elapsed time agree.
pub fn steady_pieces(zone: Tz, date: NaiveDate) -> Vec<Span> {
    let day = day_span(zone, date);
    let mut pieces = Vec::with_capacity(2);
    let mut from = day.start;
    while let Some(change) = next_offset_change(zone, Span { start: from, end: day.end }) {
        pieces.push(Span { start: from, end: change });
        from = change;
    }
    pieces.extend(Span::new(from, day.end));
    pieces
}

/// The first instant inside the span whose offset differs from the one at its start.
/// Offsets are read every half hour: two changes never lie closer together.
fn next_offset_change(zone: Tz, span: Span) -> Option<Instant> {
    let offset = |at: Instant| local_time(zone, at) - at.naive_utc();
    let step = Duration::minutes(30);
    let first = offset(span.start);
    let (mut before, mut after) = (span.start, span.start);
    loop {
        if after >= span.end {
            return None;
        }
        after = (before + step).min(span.end);
        let last_inside = if after == span.end { after - Duration::microseconds(1) } else { after };
        if offset(last_inside) != first {
            break;
        }
        before = after;
    }
    while after - before > Duration::seconds(1) {
        let probe = before + Duration::seconds((after - before).num_seconds() / 2);
        if offset(probe) == first {
            before = probe;
        } else {
            after = probe;
        }
    }
    Some(after)
}

/// How an instant's clock time prints in the clinic's zone: `14:30`. In an
/// autumn fold, where the same time comes twice, the zone's abbreviation
/// stands behind it: `02:30 CEST`, then `02:30 CET`.
pub fn print_clock(zone: Tz, instant: Instant) -> String {
    let local = instant.with_timezone(&zone);
    match resolve(zone, local.naive_local()) {
        Local::Fold(..) => local.format("%H:%M %Z").to_string(),
        Local::One(_) | Local::Gap(_) => local.format("%H:%M").to_string(),
    }
}

/// How a civil date prints: `Fri 20 Nov`, with the year where it is not the
/// one of `today`: `Mon 4 Jan 2027`.
pub fn print_day(date: NaiveDate, today: NaiveDate) -> String {
    let year = if date.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
    date.format(year).to_string()
}

/// How an instant prints in full, for messages that are read later: `Fri 20 Nov 2026 14:30`.
pub fn print_instant(zone: Tz, instant: Instant) -> String {
    let day = civil_date(zone, instant).format("%a %-d %b %Y");
    format!("{day} {}", print_clock(zone, instant))
}

/// How a local minute of the day prints: `09:05`, and `24:00` for the day's end.
pub fn print_minute(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Instant {
        text.parse().expect("an RFC 3339 instant")
    }

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    const BERLIN: Tz = Tz::Europe__Berlin;

    #[test]
    fn micros_come_back_as_the_same_instant() {
        let instant = utc("2026-11-20T13:32:01.000042Z");
        assert_eq!(from_micros(to_micros(instant)), Some(instant));
        assert_eq!(from_micros(i64::MAX), None);
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let first = Span::lasting(utc("2026-11-20T09:00:00Z"), 30);
        let second = Span::lasting(first.end, 30);
        assert!(!first.overlaps(&second) && !second.overlaps(&first));
        assert!(first.widened(0, 1).overlaps(&second));
        assert_eq!(first.intersection(&second), None);
        assert!(first.contains(first.start) && !first.contains(first.end));
        assert_eq!(Span::new(first.end, first.start), None);
    }

    #[test]
    fn a_local_time_in_the_spring_gap_names_no_instant() {
        let gap = resolve(BERLIN, local("2026-03-29T02:30:00"));
        assert_eq!(gap, Local::Gap(utc("2026-03-29T01:00:00Z")));
        assert_eq!(gap.only(), None);
        let half = resolve(Tz::Australia__Lord_Howe, local("2026-10-04T02:10:00"));
        assert_eq!(half, Local::Gap(utc("2026-10-03T15:30:00Z")));
    }

    #[test]
    fn a_local_time_in_the_autumn_fold_names_two_instants_in_order() {
        assert_eq!(
            resolve(BERLIN, local("2026-10-25T02:30:00")),
            Local::Fold(utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z"))
        );
    }

    #[test]
    fn civil_days_have_the_hours_their_zone_gives_them() {
        let hours = |zone, day| day_span(zone, date(day)).length().num_minutes();
        assert_eq!(hours(BERLIN, "2026-03-29"), 23 * 60);
        assert_eq!(hours(BERLIN, "2026-10-25"), 25 * 60);
        assert_eq!(hours(Tz::Australia__Lord_Howe, "2026-10-04"), 23 * 60 + 30);
        assert_eq!(hours(Tz::Australia__Lord_Howe, "2026-04-05"), 24 * 60 + 30);
        assert_eq!(hours(Tz::Asia__Kolkata, "2026-10-25"), 24 * 60);
    }

    #[test]
    fn a_day_whose_midnight_is_skipped_starts_when_the_clock_goes_on() {
        // Cairo jumps from 00:00 to 01:00 on the last Friday of April.
        let day = day_span(Tz::Africa__Cairo, date("2026-04-24"));
        assert_eq!(local_time(Tz::Africa__Cairo, day.start), local("2026-04-24T01:00:00"));
        assert_eq!(day.length().num_hours(), 23);
        // Apia went from 29 to 31 December 2011.
        assert!(day_span(Tz::Pacific__Apia, date("2011-12-30")).is_empty());
    }

    #[test]
    fn days_follow_one_another_without_hole_or_overlap() {
        for zone in [BERLIN, Tz::Africa__Cairo, Tz::Australia__Lord_Howe, Tz::America__Havana] {
            let mut day = date("2025-12-31");
            for _ in 0..800 {
                let next = day + Days::new(1);
                assert_eq!(day_span(zone, day).end, day_span(zone, next).start, "{zone} {day}");
                assert_eq!(civil_date(zone, day_span(zone, day).start), day, "{zone}");
                let pieces = steady_pieces(zone, day);
                assert_eq!(pieces.first().map(|it| it.start), Some(day_span(zone, day).start));
                assert_eq!(pieces.last().map(|it| it.end), Some(day_span(zone, day).end));
                assert!(pieces.windows(2).all(|pair| pair[0].end == pair[1].start));
                day = next;
            }
        }
    }

    #[test]
    fn a_day_with_a_transition_has_two_steady_pieces() {
        let change = utc("2026-10-25T01:00:00Z");
        let pieces = steady_pieces(BERLIN, date("2026-10-25"));
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[0].end, change);
        assert_eq!(steady_pieces(BERLIN, date("2026-10-26")).len(), 1);
    }

    #[test]
    fn times_print_in_the_clinics_zone_and_the_fold_says_which() {
        assert_eq!(print_clock(BERLIN, utc("2026-11-20T13:32:00Z")), "14:32");
        assert_eq!(print_clock(BERLIN, utc("2026-10-25T00:30:00Z")), "02:30 CEST");
        assert_eq!(print_clock(BERLIN, utc("2026-10-25T01:30:00Z")), "02:30 CET");
        assert_eq!(print_instant(BERLIN, utc("2026-11-20T23:30:00Z")), "Sat 21 Nov 2026 00:30");
        assert_eq!(print_day(date("2026-11-20"), date("2026-01-01")), "Fri 20 Nov");
        assert_eq!(print_day(date("2027-01-04"), date("2026-11-20")), "Mon 4 Jan 2027");
        assert_eq!(print_minute(545), "09:05");
        assert_eq!(print_minute(DAY_MINUTES), "24:00");
        assert_eq!(minute_of_day(BERLIN, utc("2026-11-20T23:30:00Z")), 30);
    }
}
