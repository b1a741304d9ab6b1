//! A civil date of the clinic as instants. Local minutes become spans of
//! instants here and nowhere else: around a clock change one stretch of local
//! minutes may be no span, one longer or shorter than it looks, or two.

use std::{cell::RefCell, sync::Arc};

use chrono::{Days, Duration, NaiveDate, NaiveTime, Weekday};
use praxis_shared::time::{Span, Tz, civil_date, day_span, local_time, steady_pieces};

/// Dates that a thread remembers: three years that follow one another, each in a place of its own.
const REMEMBERED: usize = 1100;

/// A civil date in a zone, with the pieces between clock changes worked out
/// once for everybody who asks about that date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CivilDay {
    /// The date.
    pub date: NaiveDate,
    /// From its first instant to the first of the next date.
    pub span: Span,
    /// Stretches of constant offset, and the offset of each.
    pieces: Arc<[(Span, Duration)]>,
}

impl CivilDay {
    /// Works the date out, or remembers it: zones do not change while the program runs.
    pub fn of(zone: Tz, date: NaiveDate) -> Self {
        thread_local! {
            static KNOWN: RefCell<Vec<Option<(Tz, CivilDay)>>> = const { RefCell::new(Vec::new()) };
        }
        let place = usize::try_from(chrono::Datelike::num_days_from_ce(&date)).unwrap_or(0) % REMEMBERED;
        KNOWN.with_borrow_mut(|known| {
            if known.len() <= place {
                known.resize(place + 1, None);
            }
            match &known[place] {
                Some((of, day)) if *of == zone && day.date == date => day.clone(),
                _ => known[place].insert((zone, Self::work_out(zone, date))).1.clone(),
            }
        })
    }

    fn work_out(zone: Tz, date: NaiveDate) -> Self {
        let pieces = steady_pieces(zone, date)
            .into_iter()
            .map(|piece| (piece, local_time(zone, piece.start) - piece.start.naive_utc()))
            .collect();
        Self { date, span: day_span(zone, date), pieces }
    }

    /// The dates that a span touches, in order.
    pub fn touching(zone: Tz, span: Span) -> Vec<Self> {
        let last = civil_date(zone, span.end - Duration::microseconds(1));
        days(civil_date(zone, span.start), last).map(|date| Self::of(zone, date)).collect()
    }

    /// The weekday.
    pub fn weekday(&self) -> Weekday {
        chrono::Datelike::weekday(&self.date)
    }

    /// The instants at which the local minute of this date lies in `from..until`,
    /// as few spans as will do: none in a spring gap, two where an autumn fold
    /// shows the minutes twice with others between.
    pub fn spans(&self, from: u16, until: u16) -> Vec<Span> {
        let midnight = self.date.and_time(NaiveTime::MIN).and_utc();
        let mut spans: Vec<Span> = Vec::with_capacity(1);
        for (piece, offset) in self.pieces.iter() {
            let start = midnight + Duration::minutes(i64::from(from)) - *offset;
            let end = midnight + Duration::minutes(i64::from(until)) - *offset;
            let Some(span) = Span::new(start, end).and_then(|it| it.intersection(piece)) else { continue };
            match spans.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                Some(_) | None => spans.push(span),
            }
        }
        spans
    }
}

/// The dates from one to another, both included.
pub fn days(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let mut next = Some(first);
    std::iter::from_fn(move || {
        let date = next.filter(|it| *it <= last)?;
        next = date.checked_add_days(Days::new(1));
        Some(date)
    })
}

/// What is left of the spans when the holes are taken out; both sorted by
/// start, and spans among themselves without overlap.
pub fn without(spans: &[Span], holes: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len() + holes.len());
    for span in spans {
        let mut from = span.start;
        for hole in holes.iter().filter(|hole| hole.overlaps(span)) {
            left.extend(Span::new(from, hole.start));
            from = from.max(hole.end);
        }
        left.extend(Span::new(from, span.end));
    }
    left
}

/// The spans joined where they touch or overlap, sorted.
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
            Some(_) | None => joined.push(span),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(date: &str) -> CivilDay {
        CivilDay::of(Tz::Europe__Berlin, date.parse().expect("a date"))
    }

    fn minutes(spans: &[Span]) -> Vec<i64> {
        spans.iter().map(|it| it.length().num_minutes()).collect()
    }

    #[test]
    fn a_date_that_is_remembered_is_the_one_that_was_worked_out() {
        let first: NaiveDate = "2026-01-01".parse().expect("a date");
        for date in days(first, first + Days::new(3 * REMEMBERED as u64)) {
            // dates and zones that share a place take it from one another
            for zone in [Tz::Europe__Berlin, Tz::Australia__Lord_Howe, Tz::Europe__Berlin, Tz::Europe__Berlin]
            {
                assert_eq!(CivilDay::of(zone, date), CivilDay::work_out(zone, date));
            }
        }
    }

    #[test]
    fn minutes_of_an_ordinary_date_are_one_span() {
        assert_eq!(minutes(&day("2026-11-20").spans(540, 1020)), [480]);
        assert_eq!(minutes(&day("2026-11-20").spans(0, 1440)), [1440]);
    }

    #[test]
    fn minutes_inside_the_spring_gap_are_no_span() {
        assert_eq!(minutes(&day("2026-03-29").spans(120, 180)), Vec::<i64>::new());
        assert_eq!(minutes(&day("2026-03-29").spans(60, 240)), [120]);
    }

    #[test]
    fn minutes_in_the_autumn_fold_come_twice() {
        assert_eq!(minutes(&day("2026-10-25").spans(60, 240)), [240]);
        assert_eq!(minutes(&day("2026-10-25").spans(120, 150)), [30, 30]);
        assert_eq!(minutes(&day("2026-10-25").spans(150, 300)), [30, 150]);
    }

    #[test]
    fn holes_are_taken_out_and_touching_spans_joined() {
        let day = day("2026-11-20");
        let open = without(&day.spans(540, 720), &[day.spans(500, 550)[0], day.spans(600, 630)[0]]);
        assert_eq!(minutes(&open), [50, 90]);
        assert!(without(&open, &day.spans(0, 1440)).is_empty());
        assert_eq!(minutes(&joined(vec![day.spans(600, 660)[0], day.spans(540, 600)[0]])), [120]);
    }
}
