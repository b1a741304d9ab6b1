//! From visits and free slots to the rows of the board, as one pure step: what
//! is shown, in which order, and what is counted.

use chrono::{NaiveDate, TimeDelta};
use praxis_shared::pb::{self, AppointmentState as State};
use praxis_shared::text::fold;
use praxis_shared::time::{Instant, day_span};

use crate::context::{Cx, instant};
use crate::screen::book::slots::Pick;
use crate::screen::common::visit::{end, is_open, start};

/// For this long a visit that is over stays among the open ones.
const LINGERS: TimeDelta = TimeDelta::hours(1);

/// What identifies a row while lists change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKey {
    /// A visit, `appointments/…`.
    Visit(String),
    /// Free time of a doctor from then on.
    Free(String, Instant),
}

/// A row of the board.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    /// A visit.
    Visit(Box<pb::Appointment>),
    /// Free time.
    Free(Box<Gap>),
}

/// Free time of one doctor: its first slot, and until when slots follow each other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gap {
    /// The slot that `b` books.
    pub(super) slot: pb::Slot,
    /// When that begins.
    pub(super) start: Instant,
    /// Until when it goes on.
    pub(super) until: Instant,
}

impl Row {
    /// Its key.
    pub(super) fn key(&self) -> RowKey {
        match self {
            Self::Visit(visit) => RowKey::Visit(visit.name.clone()),
            Self::Free(gap) => RowKey::Free(gap.slot.doctor.clone(), gap.start),
        }
    }

    fn order(&self) -> (Option<Instant>, bool, &str) {
        match self {
            Self::Visit(visit) => (start(visit), false, &visit.patient_display_name),
            Self::Free(gap) => (Some(gap.start), true, &gap.slot.doctor_display_name),
        }
    }
}

/// Which visits are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// Those that are not over, or only just.
    Open,
    /// Every one of the day.
    All,
    /// Those of any day that nobody said what became of.
    Unresolved,
}

/// How free time is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Free {
    /// Slots that follow each other as one row.
    Joined,
    /// Every slot.
    Each,
    /// Not at all.
    Hidden,
}

/// What narrows the rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Narrow<'a> {
    /// Which visits.
    pub(super) show: Show,
    /// Which free time.
    pub(super) free: Free,
    /// The doctors to show; all when there is no list.
    pub(super) doctors: Option<&'a [String]>,
    /// Words typed.
    pub(super) typed: &'a str,
}

/// The rows of the visits and slots, in order.
pub(super) fn rows(visits: &[pb::Appointment], slots: &[pb::Slot], narrow: Narrow<'_>, cx: &Cx) -> Vec<Row> {
    let words = fold(narrow.typed);
    let mut rows: Vec<Row> = visits
        .iter()
        .filter(|visit| is_of(&visit.doctor, narrow.doctors))
        .filter(|visit| narrow.show != Show::Open || lingers(visit, cx.at.now))
        .filter(|visit| matches(visit, &words))
        .map(|visit| Row::Visit(Box::new(visit.clone())))
        .collect();
    if words.is_empty() && narrow.show != Show::Unresolved && narrow.free != Free::Hidden {
        let slots = slots.iter().filter(|slot| is_of(&slot.doctor, narrow.doctors));
        rows.extend(gaps(slots, narrow.free).into_iter().map(|gap| Row::Free(Box::new(gap))));
    }
    rows.sort_by(|a, b| a.order().cmp(&b.order()));
    rows
}

fn is_of(doctor: &str, doctors: Option<&[String]>) -> bool {
    doctors.is_none_or(|doctors| doctors.iter().any(|it| it == doctor))
}

fn lingers(visit: &pb::Appointment, now: Instant) -> bool {
    is_open(visit) || instant(visit.update_time.as_ref()).is_some_and(|changed| now - changed < LINGERS)
}

/// Whether every typed word begins a word of the visit.
fn matches(visit: &pb::Appointment, words: &str) -> bool {
    if words.is_empty() {
        return true;
    }
    let text = fold(&format!(
        "{} {} {} {} {}",
        visit.patient_display_name, visit.patient_number, visit.doctor_display_name, visit.room, visit.note
    ));
    words.split(' ').all(|typed| text.split(' ').any(|word| word.starts_with(typed)))
}

fn gaps<'a>(slots: impl Iterator<Item = &'a pb::Slot>, free: Free) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for slot in slots {
        let Some(pick) = Pick::of(slot) else { continue };
        let before = gaps.iter_mut().rev().find(|gap| gap.slot.doctor == slot.doctor);
        match before {
            Some(gap) if free == Free::Joined && gap.until == pick.start => gap.until = pick.end,
            _ => gaps.push(Gap { slot: slot.clone(), start: pick.start, until: pick.end }),
        }
    }
    gaps
}

/// Whether the visit's time is over while nobody said what became of it.
pub(super) fn is_unresolved(visit: &pb::Appointment, cx: &Cx) -> bool {
    let today = day_span(cx.zone, cx.today()).start;
    match visit.state() {
        State::Requested | State::Approved => end(visit).is_some_and(|end| end < cx.at.now),
        State::Arrived | State::Ready | State::InVisit => start(visit).is_some_and(|start| start < today),
        _ => false,
    }
}

/// Whether the visit is on that day of the clinic.
pub(super) fn is_on(visit: &pb::Appointment, day: NaiveDate, cx: &Cx) -> bool {
    start(visit).is_some_and(|start| cx.date(start) == day)
}

/// How long the patient has been waiting, in minutes.
pub(super) fn waits(visit: &pb::Appointment, now: Instant) -> Option<i64> {
    if !matches!(visit.state(), State::Arrived | State::Ready) {
        return None;
    }
    let arrived = instant(visit.arrive_time.as_ref())?;
    Some((now - arrived).num_minutes().max(0))
}

/// What the row above the list counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Still to come.
    pub(super) due: usize,
    /// Here and not with the doctor.
    pub(super) waiting: usize,
    /// Marked late.
    pub(super) late: usize,
    /// Asked for and not answered.
    pub(super) asked: usize,
}

impl Counts {
    /// Counts the visits of a day, those of some doctors alone if so wanted.
    pub(super) fn of(visits: &[pb::Appointment], doctors: Option<&[String]>) -> Self {
        let mut counts = Self::default();
        for visit in visits.iter().filter(|visit| is_of(&visit.doctor, doctors)) {
            match visit.state() {
                State::Requested => counts.asked += 1,
                State::Approved => {
                    counts.due += 1;
                    counts.late += usize::from(visit.late);
                }
                State::Arrived | State::Ready => counts.waiting += 1,
                _ => {}
            }
        }
        counts
    }
}

/// What an event says in one line, compared with what was known; nothing when
/// nobody at the desk has to know.
pub(super) fn what_happened(
    before: Option<&pb::Appointment>,
    now: &pb::Appointment,
    cx: &Cx,
) -> Option<String> {
    use crate::screen::common::visit::{last_name, mark, when};
    let who = cx.person(&now.patient_display_name);
    let doctor = last_name(&now.doctor_display_name);
    let Some(before) = before else {
        return Some(match now.state() {
            State::Requested => format!("{who} asks for {}, {doctor}", when(now, cx)),
            State::Approved => format!("{who} booked {}, {doctor}", when(now, cx)),
            _ => format!("{who} -> {}, {doctor}", mark(now).word()),
        });
    };
    if before.start_time != now.start_time || before.doctor != now.doctor {
        return Some(format!("{who} moved to {}, {doctor}", when(now, cx)));
    }
    if mark(before) != mark(now) {
        let room = if now.state() == State::Ready { &now.room } else { "" };
        return Some(format!(
            "{who} -> {}{}{room}",
            mark(now).word(),
            if room.is_empty() { "" } else { " " }
        ));
    }
    if before.room != now.room {
        return Some(format!("{who}: room {}", if now.room.is_empty() { "none" } else { &now.room }));
    }
    None
}

#[cfg(test)]
mod tests {
    use praxis_shared::pb::VisitKind;

    use super::*;
    use crate::context::{Moment, stamp};
    use crate::screen::common::sample::{at, slot, visit};
    use crate::stage::beginning;

    fn cx() -> Cx {
        let mut cx = Cx::new(Moment { now: beginning(), uptime: std::time::Duration::ZERO });
        cx.zone = chrono_tz::Europe::Berlin;
        cx.zone_known = true;
        cx
    }

    fn open() -> Narrow<'static> {
        Narrow { show: Show::Open, free: Free::Joined, doctors: None, typed: "" }
    }

    #[test]
    fn slots_that_follow_each_other_are_one_row_until_they_are_wanted_one_by_one() {
        let slots = [
            slot(0, "15:00", "moreau"),
            slot(0, "15:00", "okafor"),
            slot(0, "15:15", "moreau"),
            slot(0, "15:45", "moreau"),
        ];
        let joined = rows(&[], &slots, open(), &cx());
        assert_eq!(joined.len(), 3);
        let Row::Free(first) = &joined[0] else { panic!() };
        assert_eq!((first.start, first.until), (at(0, "15:00"), at(0, "15:30")));
        assert_eq!(rows(&[], &slots, Narrow { free: Free::Each, ..open() }, &cx()).len(), 4);
        assert_eq!(rows(&[], &slots, Narrow { free: Free::Hidden, ..open() }, &cx()).len(), 0);
    }

    #[test]
    fn a_visit_that_is_over_stays_for_an_hour() {
        let mut over = visit("13:00", "Bello, Tunde", "moreau", VisitKind::Check, State::Cancelled);
        over.update_time = Some(stamp(at(0, "13:33")));
        assert_eq!(rows(&[over.clone()], &[], open(), &cx()).len(), 1);
        over.update_time = Some(stamp(at(0, "13:32")));
        assert_eq!(rows(&[over.clone()], &[], open(), &cx()).len(), 0);
        assert_eq!(rows(&[over], &[], Narrow { show: Show::All, ..open() }, &cx()).len(), 1);
    }

    #[test]
    fn the_filter_meets_beginnings_of_words_whatever_their_marks() {
        let it = visit("15:00", "Nguyễn, Văn", "moreau", VisitKind::Check, State::Approved);
        for (typed, found) in
            [("nguy", true), ("van ngu", true), ("mor", true), ("1048", true), ("guy", false)]
        {
            assert_eq!(
                rows(std::slice::from_ref(&it), &[], Narrow { typed, ..open() }, &cx()).len(),
                usize::from(found),
                "{typed}"
            );
        }
    }

    #[test]
    fn what_is_over_and_open_is_unresolved() {
        let mut it = visit("14:00", "Gomez, Luis", "moreau", VisitKind::Check, State::Approved);
        assert!(is_unresolved(&it, &cx()));
        it.set_state(State::InVisit);
        assert!(!is_unresolved(&it, &cx()));
        it.start_time = Some(stamp(at(-1, "14:00")));
        assert!(is_unresolved(&it, &cx()));
        it.set_state(State::NoShow);
        assert!(!is_unresolved(&it, &cx()));
    }
}
