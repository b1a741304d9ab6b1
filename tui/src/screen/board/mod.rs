//! The front desk's day: every visit and the free time of a civil day of the
//! clinic, live. The list is asked for once; afterwards events change it, and
//! an answer or event older than what is shown is dropped by its version. The
//! cursor is bound to a visit, so that nothing that happens moves it to another
//! patient.

mod acts;
mod ask;
mod incoming;
pub mod keys;
mod questions;
mod rows;
mod view;

use std::time::Duration;

use chrono::NaiveDate;
use praxis_shared::pb;
use praxis_shared::time::Instant;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use self::acts::Sent;
use self::ask::Ask;
use self::keys::BOARD;
use self::rows::{Counts, Free, Narrow, Row, RowKey, Show, is_unresolved, rows};
use super::book::slots::Pick;
use super::book::whose::{Doctors, Whose};
use super::common::visit::{is_newer, start};
use super::{Mode, Page, Route};
use crate::context::{Cx, Moment, pb_date};
use crate::keymap::{Entry, Key};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::input::Input;
use crate::widget::table::Selection;

/// From here on the offer to undo counts seconds.
const LAST_SECONDS: i64 = 60;

/// A step of this person that can still be taken back.
#[derive(Debug)]
struct Undo {
    visit: pb::Appointment,
    until: Instant,
}

/// What was said last.
#[derive(Debug)]
struct Said {
    at: Instant,
    text: String,
    tone: Tone,
    /// Whether it names nobody.
    private: bool,
}

/// The board.
pub struct Board {
    day: NaiveDate,
    today: NaiveDate,
    visits: Load<Vec<pb::Appointment>>,
    partial: Vec<pb::Appointment>,
    /// What came in while the list was on its way.
    during: Vec<pb::Appointment>,
    unresolved: Load<Vec<pb::Appointment>>,
    slots: Load<Vec<pb::Slot>>,
    slots_stale: bool,
    doctors: Doctors,
    whose: Whose,
    show: Show,
    free_as: Free,
    filter: Input,
    typing: bool,
    rows: Vec<Row>,
    selected: Selection<RowKey>,
    parked: bool,
    ask: Option<Ask>,
    sent: Vec<Sent>,
    undo: Option<Undo>,
    said: Option<Said>,
}

impl Board {
    /// Opens today and asks for it.
    pub fn open(cx: &Cx, out: &mut Outbox) -> Self {
        let mut board = Self {
            day: cx.today(),
            today: cx.today(),
            visits: Load::default(),
            partial: Vec::new(),
            during: Vec::new(),
            unresolved: Load::default(),
            slots: Load::default(),
            slots_stale: false,
            doctors: Doctors::default(),
            whose: Whose::Any,
            show: Show::Open,
            free_as: Free::Joined,
            filter: Input::line(),
            typing: false,
            rows: Vec::new(),
            selected: Selection::default(),
            parked: false,
            ask: None,
            sent: Vec::new(),
            undo: None,
            said: None,
        };
        board.ask_day(cx, out);
        board.ask_unresolved(out);
        board
    }

    // Asking.

    fn ask_day(&mut self, cx: &Cx, out: &mut Outbox) {
        self.partial.clear();
        self.during.clear();
        self.ask_visits(String::new(), out);
        self.ask_slots(cx, out);
    }

    fn ask_visits(&mut self, page_token: String, out: &mut Outbox) {
        let day = Some(pb_date(self.day));
        let filter = pb::AppointmentFilter { from_date: day, to_date: day, ..Default::default() };
        let request = pb::ListAppointmentsRequest {
            filter: Some(filter),
            descending: false,
            page_size: 200,
            page_token,
        };
        self.visits.ask(out, Call::ListAppointments(request));
    }

    fn ask_unresolved(&mut self, out: &mut Outbox) {
        let filter = pb::AppointmentFilter { unresolved: true, ..Default::default() };
        let request =
            pb::ListAppointmentsRequest { filter: Some(filter), page_size: 200, ..Default::default() };
        self.unresolved.ask(out, Call::ListAppointments(request));
    }

    fn ask_slots(&mut self, cx: &Cx, out: &mut Outbox) {
        self.slots_stale = false;
        if self.day < cx.today() {
            self.slots.clear();
            return;
        }
        let day = Some(pb_date(self.day));
        let request =
            pb::ListSlotsRequest { from_date: day, to_date: day, page_size: 1_000, ..Default::default() };
        self.slots.ask(out, Call::ListSlots(request));
    }

    fn go_to(&mut self, day: NaiveDate, cx: &Cx, out: &mut Outbox) {
        if self.show == Show::Unresolved {
            self.show = Show::Open;
        }
        if day != self.day {
            self.day = day;
            self.visits.clear();
            self.slots.clear();
            self.selected = Selection::default();
            self.parked = false;
            self.ask_day(cx, out);
        }
        self.rebuild(cx);
    }

    // Lists and rows.

    /// The doctors that are shown; all of them when there is no list.
    fn shown_doctors(&self) -> Option<Vec<String>> {
        match &self.whose {
            Whose::Any => None,
            Whose::Doctor { name, .. } => Some(vec![name.clone()]),
            Whose::Specialization(wanted) => {
                let of_it = self.doctors.all().iter().filter(|it| it.specializations.contains(wanted));
                Some(of_it.map(|doctor| doctor.name.clone()).collect())
            }
        }
    }

    /// Makes the rows anew after anything that they depend on changed.
    fn rebuild(&mut self, cx: &Cx) {
        self.note_overdue(cx);
        let doctors = self.shown_doctors();
        let narrow = Narrow {
            show: self.show,
            free: self.free_as,
            doctors: doctors.as_deref(),
            typed: self.filter.text(),
        };
        let visits = if self.show == Show::Unresolved { &self.unresolved } else { &self.visits };
        let slots = self.slots.get().map_or(&[][..], Vec::as_slice);
        self.rows = rows(visits.get().map_or(&[][..], Vec::as_slice), slots, narrow, cx);
        let keys = self.keys();
        if !self.parked && self.visits.get().is_some() {
            self.parked = true;
            self.park(cx, &keys);
        }
        self.selected.follow(&keys);
    }

    /// Today's visits become unresolved by the clock alone.
    fn note_overdue(&mut self, cx: &Cx) {
        let (Some(visits), Some(unresolved)) = (self.visits.get(), self.unresolved.get_mut()) else { return };
        let missing: Vec<pb::Appointment> = visits
            .iter()
            .filter(|visit| is_unresolved(visit, cx) && !unresolved.iter().any(|it| it.name == visit.name))
            .cloned()
            .collect();
        unresolved.extend(missing);
    }

    /// Puts the cursor where work is: on the next patient to come.
    fn park(&mut self, cx: &Cx, keys: &[RowKey]) {
        let soon = cx.at.now - chrono::TimeDelta::minutes(15);
        let next = self.rows.iter().position(|row| match row {
            Row::Visit(visit) => {
                visit.state() == pb::AppointmentState::Approved && start(visit).is_some_and(|it| it >= soon)
            }
            Row::Free(_) => false,
        });
        self.selected.go_to(next.unwrap_or(0), keys);
    }

    fn keys(&self) -> Vec<RowKey> {
        self.rows.iter().map(Row::key).collect()
    }

    fn row(&self) -> Option<&Row> {
        self.rows.get(self.selected.row(&self.keys())?)
    }

    fn visit(&self) -> Option<&pb::Appointment> {
        match self.row()? {
            Row::Visit(visit) => Some(visit),
            Row::Free(_) => None,
        }
    }

    fn counts(&self) -> Counts {
        Counts::of(self.visits.get().map_or(&[][..], Vec::as_slice), self.shown_doctors().as_deref())
    }

    fn is_narrowed(&self) -> bool {
        !self.filter.is_empty() || self.show == Show::Unresolved || self.whose != Whose::Any
    }

    fn clear(&mut self, cx: &Cx) {
        if !self.filter.is_empty() {
            self.filter.take();
        } else if self.show == Show::Unresolved {
            self.show = Show::Open;
        } else {
            self.whose = Whose::Any;
        }
        self.rebuild(cx);
    }

    /// The filter changed: the first match is selected unless the selected row still matches.
    fn filtered(&mut self, cx: &Cx) {
        self.rebuild(cx);
        let keys = self.keys();
        if self.selected.row(&keys).is_none() {
            self.selected.go_to(0, &keys);
        }
    }
}

impl Page for Board {
    fn title(&self, cx: &Cx) -> String {
        self.heading(cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame, area, cx);
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.above(cx)
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        self.below_list(cx)
    }

    fn news(&self, cx: &Cx) -> Option<Line<'static>> {
        self.undo_line(cx)
    }

    fn line(&self, cx: &Cx) -> String {
        self.in_one_line(cx)
    }

    fn mode(&self) -> Mode {
        match &self.ask {
            Some(ask) => ask.mode(),
            None if self.typing => Mode::Type,
            None => Mode::List,
        }
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        match &self.ask {
            Some(ask) => ask.entries(cx),
            None if self.typing => cx.keys.entries(&keys::LINE),
            None => cx.keys.entries_if(&BOARD, |act| self.allows(act, cx)),
        }
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.ask_key(key, cx, out) || self.filter_key(key, cx) {
            return true;
        }
        let keys = self.keys();
        if self.selected.on_key(key, cx.page(), &keys) {
            return true;
        }
        let Some(act) = cx.keys.find(&BOARD, key) else { return false };
        if !self.allows(act, cx) {
            if act == keys::Act::Clear {
                return false;
            }
            out.say(self.why_not(act));
            return true;
        }
        self.act(act, cx, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if self.ask.is_some() || self.typing {
            let key = if matches!(id, "back" | "keep") { Key::ESC } else { Key::ENTER };
            let _ = self.ask_key(key, cx, out) || self.filter_key(key, cx);
            return;
        }
        if let Some(act) = cx.keys.named(&BOARD, id).filter(|&act| self.allows(act, cx)) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, cx: &Cx, _out: &mut Outbox) {
        match &mut self.ask {
            Some(Ask::Line(_, typed, _)) => typed.insert(pasted),
            Some(Ask::Fate(_, _, confirm)) => confirm.paste(pasted),
            Some(Ask::Doctor(picker)) => picker.paste(pasted),
            Some(Ask::Move(_) | Ask::History(_)) => {}
            None if self.typing => {
                self.filter.insert(pasted);
                self.filtered(cx);
            }
            None => {}
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if let Some(at) = self.sent.iter().position(|sent| sent.ticket == ticket) {
            let sent = self.sent.remove(at);
            self.take_step(&sent, answer, cx, out);
        } else if self.visits.awaits(ticket) {
            self.take_page(answer, cx, out);
        } else if self.unresolved.awaits(ticket) {
            self.unresolved.settle(answer.map(|reply| match reply {
                Reply::ListAppointments(page) => page.appointments,
                _ => Vec::new(),
            }));
            self.rebuild(cx);
        } else if self.slots.awaits(ticket) {
            self.slots.settle(answer.map(|reply| match reply {
                Reply::ListSlots(page) => page.slots,
                _ => Vec::new(),
            }));
            if self.slots_stale {
                self.ask_slots(cx, out);
            }
            self.rebuild(cx);
        } else if self.doctors.on_reply(ticket, &answer) {
            self.rebuild(cx);
        } else {
            match &mut self.ask {
                Some(Ask::Move(moving)) if moving.times.awaits(ticket) => {
                    moving.times.settle(answer.map(|reply| match reply {
                        Reply::FindSoonestSlots(found) => found.slots.iter().filter_map(Pick::of).collect(),
                        _ => Vec::new(),
                    }));
                }
                Some(Ask::History(steps)) => {
                    steps.on_reply(ticket, &answer);
                }
                _ => {}
            }
        }
    }

    fn on_event(&mut self, event: &pb::Event, cx: &Cx, out: &mut Outbox) {
        use pb::event::Payload;
        self.doctors.on_event(event);
        match &event.payload {
            Some(Payload::Appointment(visit)) => {
                self.take(visit, cx, out);
                match &mut self.ask {
                    Some(Ask::History(steps)) => steps.on_visit(visit, out),
                    // The offer goes on with the visit as it is now.
                    Some(Ask::Move(moving))
                        if moving.visit.name == visit.name && is_newer(visit, &moving.visit) =>
                    {
                        moving.visit.clone_from(visit);
                    }
                    _ => {}
                }
            }
            Some(Payload::ScheduleChanged(_) | Payload::Doctor(_)) => self.want_slots(cx, out),
            Some(Payload::Notice(notice)) if !notice.read && !cx.private => {
                let text = notice.text.clone();
                self.said = Some(Said { at: cx.at.now, text, tone: Tone::Text, private: false });
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, cx: &Cx, out: &mut Outbox) {
        self.ask_day(cx, out);
        self.ask_unresolved(out);
        if !self.doctors.all().is_empty() {
            self.doctors.ask(out);
        }
    }

    fn wake(&self, cx: &Cx) -> Option<Moment> {
        let left = (self.undo.as_ref()?.until - cx.at.now).num_milliseconds();
        let to_seconds = left - LAST_SECONDS * 1_000;
        let wait = if to_seconds > 0 { to_seconds } else { 1_000.min(left.max(1)) };
        Some(cx.at.after(Duration::from_millis(u64::try_from(wait).unwrap_or(1_000))))
    }

    fn on_tick(&mut self, cx: &Cx, out: &mut Outbox) -> bool {
        if cx.today() != self.today {
            let followed = self.day == self.today;
            self.today = cx.today();
            if followed {
                self.go_to(cx.today(), cx, out);
            }
        }
        let left = self.undo.as_ref().map(|undo| (undo.until - cx.at.now).num_seconds());
        if left.is_some_and(|left| left <= 0) {
            self.undo = None;
        }
        let before = self.rows.len();
        self.rebuild(cx);
        left.is_some_and(|left| left <= LAST_SECONDS) || before != self.rows.len()
    }

    fn on_route(&mut self, route: &Route, _cx: &Cx, _out: &mut Outbox) -> bool {
        matches!(route, Route::Board)
    }
}

#[cfg(test)]
mod tests;
