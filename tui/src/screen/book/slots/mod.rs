//! Choosing a time: the soonest free slots and a grid of days and times, for
//! whoever books. It asks for slots, keeps them right as events come in and
//! says what was picked; what the keys are and what happens to the pick is the
//! screen's. The cursor is bound to a day and a clock time, never to a row
//! number: a slot that somebody else takes leaves an empty cell under it.

mod cells;
mod moving;
mod view;

use chrono::NaiveDate;
use praxis_shared::pb;
use praxis_shared::time::{self, Instant, Local};

use super::whose::Whose;
use crate::context::{Cx, instant, pb_date, stamp};
use crate::outbox::{Call, Failure, Load, OfferedSlot, Outbox, Reply, Ticket};
use crate::screen::common::acts::sentence;

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
enum Column {
    /// A day, all doctors together.
    Day(NaiveDate),
    /// One doctor of the day: resource name and display name.
    Doctor(String, String),
}

/// Where the cursor is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    date: NaiveDate,
    doctor: String,
    clock: Clock,
}

/// Why a time is not free.
#[derive(Debug)]
struct Why {
    about: String,
    answer: Load<pb::ExplainSlotResponse>,
}

/// What a refusal offers instead of the time that was taken.
#[derive(Debug, Clone, PartialEq)]
struct Instead {
    why: String,
    picks: Vec<Pick>,
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
        self.instead = Some(Instead { why: sentence(&failure.message), picks });
        self.ask(out);
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
}
