//! Choosing a time: the soonest free slots and a grid of days and times, for
//! whoever books. It asks for slots, keeps them right as events come in and
//! says what was picked; what the keys are and what happens to the pick is the
//! screen's. The cursor is bound to a day and a clock time, never to a row
//! number: a slot that somebody else takes leaves an empty cell under it.

use chrono::{Days, NaiveDate};
use praxis_shared::pb;
use praxis_shared::time::{self, Instant, Local};

use super::whose::Whose;
use crate::context::{Cx, instant, pb_date, stamp};
use crate::keymap::{Code, Key};
use crate::outbox::{Call, Failure, Load, OfferedSlot, Outbox, Reply, Ticket};

/// How many days one page of the grid spans.
const DAYS: u64 = 7;
/// How many slots one page of the list holds at most.
const PAGE: i32 = 1_000;
/// The most rows that are filled in between slots; more would be noise.
const MOST_ROWS: usize = 160;
/// The minute of the day at which the second half begins.
const NOON: u16 = 12 * 60;

/// A time with a doctor: what is picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// `doctors/…`.
    pub doctor: String,
    /// "Last, First"; may be empty for a slot the server offered.
    pub doctor_name: String,
    /// When it begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// Where.
    pub room: String,
}

impl Pick {
    /// The pick that a slot of the contract is; `None` when it has no times.
    pub fn of(slot: &pb::Slot) -> Option<Self> {
        Some(Self {
            doctor: slot.doctor.clone(),
            doctor_name: slot.doctor_display_name.clone(),
            start: instant(slot.start_time.as_ref())?,
            end: instant(slot.end_time.as_ref())?,
            room: slot.room.clone(),
        })
    }

    /// What a refusal offers instead, soonest first.
    pub fn offered_by(failure: &Failure) -> Vec<Self> {
        failure.next_slots().into_iter().map(Self::offered).collect()
    }

    fn offered(slot: OfferedSlot) -> Self {
        let OfferedSlot { start, end, doctor } = slot;
        Self { doctor, doctor_name: String::new(), start, end, room: String::new() }
    }
}

/// A clock time as a row of the grid. Where clocks are set back the same time
/// comes twice on a day; the second is a row of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    /// Local minute of the day.
    pub minute: u16,
    /// Whether it is the second of two.
    pub second: bool,
}

impl Clock {
    fn of(cx: &Cx, at: Instant) -> Self {
        let local = time::local_time(cx.zone, at);
        let second = matches!(time::resolve(cx.zone, local), Local::Fold(_, second) if second == at);
        Self { minute: time::minute_of_day(cx.zone, at), second }
    }

    /// When that is on that day.
    pub fn on(self, cx: &Cx, date: NaiveDate) -> Instant {
        match time::at_minute(cx.zone, date, self.minute) {
            Local::Fold(_, second) if self.second => second,
            local => local.earliest(),
        }
    }
}

/// A free slot with what the grid needs of it.
#[derive(Debug, Clone, PartialEq)]
struct Free {
    pick: Pick,
    date: NaiveDate,
    clock: Clock,
}

/// A column of the grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Column {
    /// A day, all doctors together.
    Day(NaiveDate),
    /// One doctor of the day: resource name and display name.
    Doctor(String, String),
}

/// Where the cursor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) date: NaiveDate,
    pub(super) doctor: String,
    pub(super) clock: Clock,
}

/// Why a time is not free.
#[derive(Debug)]
pub(super) struct Why {
    pub(super) about: String,
    pub(super) answer: Load<pb::ExplainSlotResponse>,
}

/// What a refusal offers instead of the time that was taken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Instead {
    pub(super) why: String,
    pub(super) picks: Vec<Pick>,
}

/// The soonest slots and the grid. See the module.
#[derive(Debug)]
pub struct SlotGrid {
    whose: Whose,
    minutes: i32,
    patient: String,
    from: NaiveDate,
    by_doctor: bool,
    list: Load<Vec<pb::Slot>>,
    partial: Vec<pb::Slot>,
    stale: bool,
    free: Vec<Free>,
    soonest: Load<Vec<Pick>>,
    instead: Option<Instead>,
    place: Option<Place>,
    wanted: Option<usize>,
    why: Option<Why>,
}

impl SlotGrid {
    /// A grid from today on. `patient` is left empty by patients: their own
    /// visits are known to the server.
    pub fn new(whose: Whose, patient: &str, cx: &Cx) -> Self {
        Self {
            whose,
            minutes: 0,
            patient: patient.to_owned(),
            from: cx.today(),
            by_doctor: false,
            list: Load::default(),
            partial: Vec::new(),
            stale: false,
            free: Vec::new(),
            soonest: Load::default(),
            instead: None,
            place: None,
            wanted: None,
            why: None,
        }
    }

    /// With whom.
    pub fn whose(&self) -> &Whose {
        &self.whose
    }

    /// The length wanted in minutes, 0 for each doctor's own.
    pub fn minutes(&self) -> i32 {
        self.minutes
    }

    /// Asks for everything.
    pub fn ask(&mut self, out: &mut Outbox) {
        self.ask_soonest(out);
        self.ask_list(String::new(), out);
    }

    fn ask_soonest(&mut self, out: &mut Outbox) {
        let request = pb::FindSoonestSlotsRequest {
            doctor: self.whose.doctor().to_owned(),
            specialization: self.whose.specialization().to_owned(),
            not_before: None,
            length_minutes: self.minutes,
            count: 3,
            patient: self.patient.clone(),
        };
        self.soonest.ask(out, Call::FindSoonestSlots(request));
    }

    fn ask_list(&mut self, page_token: String, out: &mut Outbox) {
        if page_token.is_empty() {
            self.partial.clear();
            self.stale = false;
        }
        let request = pb::ListSlotsRequest {
            doctor: self.whose.doctor().to_owned(),
            specialization: self.whose.specialization().to_owned(),
            from_date: Some(pb_date(self.from)),
            to_date: Some(pb_date(self.last_date())),
            length_minutes: self.minutes,
            page_size: PAGE,
            page_token,
        };
        self.list.ask(out, Call::ListSlots(request));
    }

    /// Takes the answer, if it is one for this. A proposal that was asked for
    /// before it was known is given back.
    pub fn on_reply(
        &mut self,
        ticket: Ticket,
        answer: &Result<Reply, Failure>,
        cx: &Cx,
        out: &mut Outbox,
    ) -> Option<Option<Pick>> {
        if self.list.awaits(ticket) {
            self.take_list(answer, cx, out);
        } else if self.soonest.awaits(ticket) {
            self.soonest.settle(answer.clone().map(|reply| match reply {
                Reply::FindSoonestSlots(found) => found.slots.iter().filter_map(Pick::of).collect(),
                _ => Vec::new(),
            }));
            self.seek(cx, out);
            return Some(self.wanted.take().and_then(|digit| self.proposal(digit)));
        } else if let Some(why) = self.why.as_mut().filter(|why| why.answer.awaits(ticket)) {
            why.answer.settle(answer.clone().map(|reply| match reply {
                Reply::ExplainSlot(explained) => explained,
                _ => pb::ExplainSlotResponse::default(),
            }));
        } else {
            return None;
        }
        Some(None)
    }

    fn take_list(&mut self, answer: &Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        let next = match answer {
            Ok(Reply::ListSlots(page)) => {
                self.partial.extend(page.slots.iter().cloned());
                page.next_page_token.clone()
            }
            _ => String::new(),
        };
        if !next.is_empty() {
            self.ask_list(next, out);
            return;
        }
        let slots = std::mem::take(&mut self.partial);
        self.list.settle(answer.clone().map(|_| slots));
        self.spread(cx);
        if self.stale {
            self.ask_list(String::new(), out);
        } else {
            self.seek(cx, out);
        }
    }

    /// Sorts what was listed into days and times.
    fn spread(&mut self, cx: &Cx) {
        let slots = self.list.get().map_or(&[][..], Vec::as_slice);
        let free = slots.iter().filter_map(Pick::of).map(|pick| Free {
            date: cx.date(pick.start),
            clock: Clock::of(cx, pick.start),
            pick,
        });
        self.free = free.collect();
    }

    /// Puts the cursor on the first free slot if it is nowhere yet, on another
    /// page if this one has none.
    fn seek(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.place.is_some() || self.list.is_waiting() || self.soonest.is_waiting() {
            return;
        }
        let first = self.free.iter().min_by_key(|free| free.pick.start);
        if let Some(first) = first {
            let doctor = first.pick.doctor.clone();
            self.place = Some(Place { date: first.date, doctor, clock: first.clock });
        } else if let Some(soonest) = self.soonest.get().and_then(|found| found.first()) {
            let (date, clock) = (cx.date(soonest.start), Clock::of(cx, soonest.start));
            let doctor = soonest.doctor.clone();
            self.place = Some(Place { date, doctor, clock });
            if date < self.from || date > self.last_date() {
                self.show_from(date, out);
            }
        }
    }

    /// Takes what happens at the clinic: slots may be others now. However many
    /// events come, one question is on its way at a time.
    pub fn on_event(&mut self, event: &pb::Event, out: &mut Outbox) {
        use pb::event::Payload;
        let doctor = match &event.payload {
            Some(Payload::Appointment(visit)) => &visit.doctor,
            Some(Payload::ScheduleChanged(changed)) => &changed.doctor,
            Some(Payload::Doctor(doctor)) => &doctor.name,
            _ => return,
        };
        if matches!(&self.whose, Whose::Doctor { name, .. } if name != doctor) {
            return;
        }
        if let Some(Payload::Appointment(visit)) = &event.payload {
            self.take_away(visit);
        }
        if self.list.is_waiting() {
            self.stale = true;
        } else if self.list.get().is_some() {
            self.ask_list(String::new(), out);
            self.ask_soonest(out);
        }
    }

    /// What a visit took is shown as taken at once.
    fn take_away(&mut self, visit: &pb::Appointment) {
        use crate::screen::common::visit::{end, is_open, start};
        let (Some(from), Some(to), true) = (start(visit), end(visit), is_open(visit)) else { return };
        let free = |pick: &Pick| pick.doctor != visit.doctor || pick.end <= from || to <= pick.start;
        self.free.retain(|it| free(&it.pick));
        if let Some(soonest) = self.soonest.get_mut() {
            soonest.retain(free);
        }
    }

    /// Asks anew after events were missed.
    pub fn on_relist(&mut self, out: &mut Outbox) {
        self.ask(out);
    }

    /// Changes with whom, and asks.
    pub fn set_whose(&mut self, whose: Whose, cx: &Cx, out: &mut Outbox) {
        self.whose = whose;
        self.from = cx.today();
        self.start_over(out);
    }

    /// Says for whom, and asks: the proposals leave the patient's other visits out.
    pub fn set_patient(&mut self, patient: &str, out: &mut Outbox) {
        if self.patient != patient {
            patient.clone_into(&mut self.patient);
            self.ask(out);
        }
    }

    /// Changes the length, and asks.
    pub fn set_minutes(&mut self, minutes: i32, out: &mut Outbox) {
        if self.minutes != minutes {
            self.minutes = minutes;
            self.start_over(out);
        }
    }

    fn start_over(&mut self, out: &mut Outbox) {
        self.list.clear();
        self.soonest.clear();
        self.free.clear();
        self.place = None;
        self.instead = None;
        self.why = None;
        self.ask(out);
    }

    /// Somebody else was faster: shows what is offered instead, and asks anew.
    pub fn lost(&mut self, failure: &Failure, out: &mut Outbox) {
        let picks = Pick::offered_by(failure);
        self.instead = Some(Instead { why: failure.message.clone(), picks });
        self.ask(out);
    }

    // Moving about.

    /// Takes a key that moves the cursor.
    pub fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if key.ctrl || key.alt {
            return false;
        }
        if self.place.is_none() {
            let clock = Clock { minute: 9 * 60, second: false };
            self.place = Some(Place { date: self.from, doctor: String::new(), clock });
        }
        match key.code {
            Code::Left => self.step_column(-1, cx, out),
            Code::Right => self.step_column(1, cx, out),
            Code::Up => self.step_row(-1),
            Code::Down => self.step_row(1),
            Code::PageDown => self.half_day(true, cx, out),
            Code::PageUp => self.half_day(false, cx, out),
            Code::Home => self.to_row(0),
            Code::End => self.to_row(usize::MAX),
            _ => return false,
        }
        self.why = None;
        true
    }

    fn step_row(&mut self, by: isize) {
        let at = self.row().unwrap_or(0);
        self.to_row(at.saturating_add_signed(by));
    }

    fn to_row(&mut self, row: usize) {
        let rows = self.rows();
        let at = row.min(rows.len().saturating_sub(1));
        if let (Some(place), Some(&clock)) = (&mut self.place, rows.get(at)) {
            place.clock = clock;
        }
    }

    fn step_column(&mut self, by: isize, cx: &Cx, out: &mut Outbox) {
        let columns = self.columns();
        let at = self.column().unwrap_or(0);
        let to = at.checked_add_signed(by).filter(|&to| to < columns.len());
        match to.and_then(|to| columns.get(to)) {
            Some(Column::Day(date)) => {
                if let Some(place) = &mut self.place {
                    place.date = *date;
                }
            }
            Some(Column::Doctor(name, _)) => {
                if let Some(place) = &mut self.place {
                    place.doctor.clone_from(name);
                }
            }
            None if self.by_doctor => self.turn_day(by, cx, out),
            None => self.turn(by, cx, out),
        }
    }

    /// Turns to the next or previous page of days.
    pub fn turn(&mut self, by: isize, cx: &Cx, out: &mut Outbox) {
        let days = Days::new(DAYS);
        let to = if by < 0 { self.from.checked_sub_days(days) } else { self.from.checked_add_days(days) };
        let Some(to) = to.map(|to| to.max(cx.today())).filter(|&to| to != self.from) else { return };
        self.show_from(to, out);
        let last = self.last_date();
        if let Some(place) = &mut self.place {
            place.date = if by < 0 { last } else { to };
        }
    }

    fn turn_day(&mut self, by: isize, cx: &Cx, out: &mut Outbox) {
        let Some(date) = self.place.as_ref().map(|place| place.date) else { return };
        let to = if by < 0 { date.pred_opt() } else { date.succ_opt() };
        if let Some(to) = to.filter(|&to| to >= cx.today()) {
            self.go_to(to, out);
        }
    }

    /// Puts the cursor on that day.
    pub fn go_to(&mut self, date: NaiveDate, out: &mut Outbox) {
        if date < self.from || date > self.last_date() {
            self.show_from(date, out);
        }
        match &mut self.place {
            Some(place) => place.date = date,
            None => {
                let clock = Clock { minute: 9 * 60, second: false };
                self.place = Some(Place { date, doctor: String::new(), clock });
            }
        }
    }

    fn show_from(&mut self, from: NaiveDate, out: &mut Outbox) {
        self.from = from;
        self.free.clear();
        self.list.clear();
        self.ask_list(String::new(), out);
    }

    /// Down: from the morning to the afternoon, from there to the next page.
    fn half_day(&mut self, down: bool, cx: &Cx, out: &mut Outbox) {
        let Some(place) = &self.place else { return };
        let morning = place.clock.minute < NOON;
        let rows = self.rows();
        let noon = rows.iter().position(|clock| clock.minute >= NOON);
        match (down, morning, noon) {
            (true, true, Some(noon)) => self.to_row(noon),
            (false, false, Some(noon)) if noon > 0 => self.to_row(0),
            (down, _, _) => {
                let by = if down { 1 } else { -1 };
                if self.by_doctor {
                    self.turn_day(by, cx, out)
                } else {
                    self.turn(by, cx, out)
                }
                self.to_row(if down { 0 } else { usize::MAX });
            }
        }
    }

    /// Changes between days with all doctors and one day doctor by doctor.
    pub fn toggle_view(&mut self) {
        self.by_doctor = !self.by_doctor;
        if self.by_doctor {
            // The cell under the cursor holds somebody: go to one of them.
            let first = self.here().first().map(|free| free.pick.doctor.clone());
            if let (Some(place), Some(doctor)) = (&mut self.place, first) {
                place.doctor = doctor;
            }
        }
    }

    /// Whether one day is shown doctor by doctor.
    pub fn shows_doctors(&self) -> bool {
        self.by_doctor
    }

    // Picking.

    /// The proposals: what a refusal offered, otherwise the soonest.
    pub fn proposals(&self) -> &[Pick] {
        match &self.instead {
            Some(instead) => &instead.picks,
            None => self.soonest.get().map_or(&[], Vec::as_slice),
        }
    }

    fn proposal(&self, digit: usize) -> Option<Pick> {
        self.proposals().get(digit.checked_sub(1)?).cloned()
    }

    /// Takes the proposal of that digit. One that is still on its way is
    /// remembered: it comes out of [`on_reply`](Self::on_reply).
    pub fn take(&mut self, digit: usize) -> Option<Pick> {
        let pick = self.proposal(digit);
        if pick.is_none() && self.instead.is_none() && self.soonest.is_waiting() && (1..=3).contains(&digit) {
            self.wanted = Some(digit);
        }
        pick
    }

    /// Takes what is under the cursor, if anybody is free then.
    pub fn take_here(&self) -> Option<Pick> {
        self.here().first().map(|free| free.pick.clone())
    }

    /// When the cursor's cell is, and with which doctor if that is one.
    pub fn cursor_time(&self, cx: &Cx) -> Option<(Instant, String)> {
        let place = self.place.as_ref()?;
        let doctor = if self.by_doctor { place.doctor.clone() } else { self.whose.doctor().to_owned() };
        Some((place.clock.on(cx, place.date), doctor))
    }

    /// Asks why the time under the cursor is not free; `false` when it is not
    /// clear whose time is meant.
    pub fn ask_why(&mut self, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((start, doctor)) = self.cursor_time(cx).filter(|(_, doctor)| !doctor.is_empty()) else {
            return false;
        };
        let request =
            pb::ExplainSlotRequest { doctor, start_time: Some(stamp(start)), length_minutes: self.minutes };
        let mut answer = Load::default();
        answer.ask(out, Call::ExplainSlot(request));
        self.why = Some(Why { about: cx.when(start), answer });
        true
    }

    /// Drops an explanation; `false` when there was none.
    pub fn close_why(&mut self) -> bool {
        self.why.take().is_some()
    }

    // What is drawn.

    pub(super) fn last_date(&self) -> NaiveDate {
        self.from.checked_add_days(Days::new(DAYS - 1)).unwrap_or(self.from)
    }

    fn here(&self) -> Vec<&Free> {
        let Some(place) = &self.place else { return Vec::new() };
        let doctor = if self.by_doctor { place.doctor.as_str() } else { "" };
        self.at(place.date, doctor, place.clock)
    }

    fn at(&self, date: NaiveDate, doctor: &str, clock: Clock) -> Vec<&Free> {
        let fits = |free: &&Free| {
            free.date == date && free.clock == clock && (doctor.is_empty() || free.pick.doctor == doctor)
        };
        self.free.iter().filter(fits).collect()
    }

    /// Who is free in that cell, by name.
    pub(super) fn names(&self, column: &Column, clock: Clock) -> Vec<&Pick> {
        let found = match (column, &self.place) {
            (Column::Day(date), _) => self.at(*date, "", clock),
            (Column::Doctor(name, _), Some(place)) => self.at(place.date, name, clock),
            (Column::Doctor(..), None) => Vec::new(),
        };
        found.into_iter().map(|free| &free.pick).collect()
    }

    /// Weekdays always, weekends when somebody works then.
    pub(super) fn columns(&self) -> Vec<Column> {
        use chrono::Datelike;
        if self.by_doctor {
            let date = self.place.as_ref().map(|place| place.date);
            let mut doctors: Vec<(&str, &str)> = self
                .free
                .iter()
                .filter(|free| Some(free.date) == date)
                .map(|free| (free.pick.doctor_name.as_str(), free.pick.doctor.as_str()))
                .collect();
            if let Whose::Doctor { name, display_name } = &self.whose {
                doctors.push((display_name, name));
            }
            doctors.sort_unstable();
            doctors.dedup_by(|a, b| a.1 == b.1);
            return doctors
                .into_iter()
                .map(|(shown, name)| Column::Doctor(name.into(), shown.into()))
                .collect();
        }
        let days = self.from.iter_days().take(DAYS as usize);
        let cursor = self.place.as_ref().map(|place| place.date);
        days.filter(|&date| {
            date.weekday().num_days_from_monday() < 5
                || cursor == Some(date)
                || self.free.iter().any(|free| free.date == date)
        })
        .map(Column::Day)
        .collect()
    }

    pub(super) fn column(&self) -> Option<usize> {
        let place = self.place.as_ref()?;
        self.columns().iter().position(|column| match column {
            Column::Day(date) => *date == place.date,
            Column::Doctor(name, _) => *name == place.doctor,
        })
    }

    /// Every time at which a slot begins on this page, the gaps between them
    /// filled in steps, and the cursor's own.
    pub(super) fn rows(&self) -> Vec<Clock> {
        let day = self.place.as_ref().filter(|_| self.by_doctor).map(|place| place.date);
        let shown = self.free.iter().filter(|free| day.is_none_or(|day| day == free.date));
        let mut rows: Vec<Clock> = shown.map(|free| free.clock).collect();
        rows.sort_unstable();
        rows.dedup();
        let step = rows
            .windows(2)
            .map(|pair| pair[1].minute.saturating_sub(pair[0].minute))
            .filter(|&step| step >= 10)
            .min();
        if let (Some(step), Some(first), Some(last)) = (step, rows.first().copied(), rows.last().copied()) {
            let between = (first.minute..last.minute).step_by(usize::from(step)).take(MOST_ROWS);
            let gaps: Vec<Clock> = between
                .filter(|minute| !rows.iter().any(|row| row.minute.abs_diff(*minute) < step))
                .map(|minute| Clock { minute, second: false })
                .collect();
            rows.extend(gaps);
        }
        rows.extend(self.place.as_ref().map(|place| place.clock));
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    pub(super) fn row(&self) -> Option<usize> {
        let clock = self.place.as_ref()?.clock;
        self.rows().iter().position(|row| *row == clock)
    }

    pub(super) fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    pub(super) fn instead(&self) -> Option<&Instead> {
        self.instead.as_ref()
    }

    pub(super) fn why(&self) -> Option<&Why> {
        self.why.as_ref()
    }

    /// What to say where the grid would stand.
    pub(super) fn remark(&self) -> Option<String> {
        self.list.remark()
    }

    /// What to say where the proposals would stand.
    pub(super) fn soonest_remark(&self) -> Option<String> {
        self.soonest.remark()
    }

    /// The name of a doctor, as far as the slots tell it.
    pub(super) fn name_of(&self, doctor: &str) -> String {
        let known = self.free.iter().map(|free| &free.pick).chain(self.soonest.get().into_iter().flatten());
        let mut named = known.filter(|pick| pick.doctor == doctor);
        named.next().map_or_else(String::new, |pick| pick.doctor_name.clone())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.free.is_empty()
    }
}
