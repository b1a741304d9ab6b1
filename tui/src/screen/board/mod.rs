//! The front desk's day: every visit and the free time of a civil day of the
//! clinic, live. The list is asked for once; afterwards events change it, and
//! an answer or event older than what is shown is dropped by its version. The
//! cursor is bound to a visit, so that nothing that happens moves it to another
//! patient.

mod acts;
mod ask;
pub mod keys;
mod rows;
mod view;

use std::time::Duration;

use chrono::NaiveDate;
use praxis_shared::pb;
use praxis_shared::reason::Reason;
use praxis_shared::time::Instant;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use self::acts::Sent;
use self::ask::Ask;
use self::keys::{BOARD, MOVE, Offer};
use self::rows::{Counts, Free, Narrow, Row, RowKey, Show, is_on, is_unresolved, rows, what_happened};
use super::book::slots::Pick;
use super::book::whose::{Doctors, Outcome as Choice, Whose};
use super::common::acts::kindly;
use super::common::visit::{is_newer, start, undo_until};
use super::{Mode, Page, Route};
use crate::context::{Cx, Moment, pb_date};
use crate::keymap::{Code, Entry, Key};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::input::Input;
use crate::widget::modal::Answer;
use crate::widget::table::Selection;

/// From here on the offer to undo counts seconds.
const LAST_SECONDS: i64 = 60;

/// A step of this person that can still be taken back.
#[derive(Debug)]
struct Undo {
    visit: pb::Appointment,
    until: Instant,
    what: String,
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
    said: Option<(Instant, String, Tone)>,
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

    // What comes in.

    /// Takes a visit as it is now, from an answer or an event; an older one is dropped.
    fn take(&mut self, now: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        let known = self.known(&now.name).cloned();
        if known.as_ref().is_some_and(|known| !is_newer(now, known)) {
            return;
        }
        if self.visits.is_waiting() {
            self.during.push(now.clone());
        }
        let here = is_on(now, self.day, cx);
        let was_here = known.as_ref().is_some_and(|known| is_on(known, self.day, cx));
        put(&mut self.visits, now, here);
        put(&mut self.unresolved, now, is_unresolved(now, cx));
        if here || was_here || is_on(now, cx.today(), cx) {
            if let Some(what) = what_happened(known.as_ref(), now, cx) {
                self.tell(what, Tone::Text, cx, out);
            }
            self.slots_changed(now, here, cx, out);
        }
        self.note_undo(now, cx);
        self.rebuild(cx);
    }

    fn known(&self, name: &str) -> Option<&pb::Appointment> {
        let lists = [self.visits.get(), self.unresolved.get()];
        lists.into_iter().flatten().flatten().filter(|it| it.name == name).max_by_key(|it| it.version)
    }

    /// A step of this person is offered to be taken back; one of somebody else ends the offer.
    fn note_undo(&mut self, now: &pb::Appointment, cx: &Cx) {
        if let Some(until) = undo_until(now, cx) {
            let what = self.said.as_ref().map(|(_, said, _)| said.clone()).unwrap_or_default();
            self.undo = Some(Undo { visit: now.clone(), until, what });
        } else if self.undo.as_ref().is_some_and(|undo| undo.visit.name == now.name) {
            self.undo = None;
        }
    }

    /// Takes time away at once, and asks once what is free now.
    fn slots_changed(&mut self, now: &pb::Appointment, here: bool, cx: &Cx, out: &mut Outbox) {
        use super::common::visit::{end, is_open};
        if let (Some(slots), Some(from), Some(to), true) =
            (self.slots.get_mut(), start(now), end(now), here && is_open(now))
        {
            slots.retain(|slot| {
                slot.doctor != now.doctor
                    || Pick::of(slot).is_none_or(|pick| pick.end <= from || to <= pick.start)
            });
        }
        self.want_slots(cx, out);
    }

    fn want_slots(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.slots.is_waiting() {
            self.slots_stale = true;
        } else if self.slots.get().is_some() {
            self.ask_slots(cx, out);
        }
    }

    fn tell(&mut self, what: String, tone: Tone, cx: &Cx, out: &mut Outbox) {
        self.said = Some((cx.at.now, what.clone(), tone));
        if tone == Tone::Bad { out.complain(what) } else { out.say(what) }
    }

    fn take_page(&mut self, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        let next = match &answer {
            Ok(Reply::ListAppointments(page)) => {
                self.partial.extend(page.appointments.iter().cloned());
                page.next_page_token.clone()
            }
            _ => String::new(),
        };
        if !next.is_empty() {
            self.ask_visits(next, out);
            return;
        }
        let mut listed = std::mem::take(&mut self.partial);
        // What is known may be newer than a list that was on its way.
        for known in self.visits.get().into_iter().flatten() {
            if let Some(it) = listed.iter_mut().find(|it| it.name == known.name && is_newer(known, it)) {
                it.clone_from(known);
            }
        }
        self.visits.settle(answer.map(|_| listed));
        for now in std::mem::take(&mut self.during) {
            let here = is_on(&now, self.day, cx);
            put(&mut self.visits, &now, here);
        }
        self.rebuild(cx);
    }

    fn take_step(&mut self, sent: &Sent, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        let visit = match answer {
            Ok(
                Reply::CheckInAppointment(visit)
                | Reply::ApproveAppointment(visit)
                | Reply::RejectAppointment(visit)
                | Reply::MarkAppointmentReady(visit)
                | Reply::StartVisit(visit)
                | Reply::CompleteVisit(visit)
                | Reply::MarkNoShow(visit)
                | Reply::MarkLeftBeforeSeen(visit)
                | Reply::CancelAppointment(visit)
                | Reply::UpdateAppointment(visit)
                | Reply::UndoAppointment(visit)
                | Reply::RescheduleAppointment(visit)
                | Reply::GetAppointment(visit),
            ) => visit,
            Ok(_) => return,
            Err(failure) => return self.refused(sent, &failure, cx, out),
        };
        if sent.is_move && matches!(&self.ask, Some(Ask::Move(moving)) if moving.visit.name == visit.name) {
            self.ask = None;
        }
        self.take(&visit, cx, out);
        self.note_undo(&visit, cx);
    }

    fn refused(&mut self, sent: &Sent, failure: &Failure, cx: &Cx, out: &mut Outbox) {
        let taken = failure.is(Reason::SlotTaken) || failure.is(Reason::PatientBusy);
        if let (true, Some(Ask::Move(moving))) = (sent.is_move, &mut self.ask) {
            moving.refused = Some(kindly(failure, cx));
            if taken {
                moving.chosen = None;
                moving.times = Load::ready(Pick::offered_by(failure));
            }
            return;
        }
        self.tell(kindly(failure, cx), Tone::Bad, cx, out);
        if failure.is(Reason::StaleVersion) || failure.is(Reason::WrongState) {
            let request = pb::GetAppointmentRequest { name: sent.name.clone() };
            let ticket = out.call(Call::GetAppointment(request));
            self.sent.push(Sent { ticket, name: sent.name.clone(), is_move: false });
        }
    }

    // Questions.

    fn ask_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some(mut ask) = self.ask.take() else { return false };
        let open = match &mut ask {
            Ask::Fate(fate, visit, confirm) => match confirm.on_key(key, cx.at.uptime) {
                Answer::Waiting => true,
                Answer::Keep => false,
                Answer::Yes => {
                    let first = confirm.chosen() == Some(0);
                    self.confirmed(*fate, visit, confirm.reason(), first, out);
                    false
                }
            },
            Ask::Line(line, typed, wrong) => match key.code {
                Code::Esc => false,
                Code::Enter => match self.typed(line, typed.text(), cx, out) {
                    Ok(()) => false,
                    Err(why) => {
                        *wrong = Some(why);
                        true
                    }
                },
                _ => {
                    *wrong = None;
                    typed.on_key(key);
                    true
                }
            },
            Ask::Doctor(picker) => match picker.on_key(key, &self.doctors) {
                Choice::Open => true,
                Choice::Closed => false,
                Choice::Chosen(whose) => {
                    self.whose = whose;
                    self.filtered(cx);
                    false
                }
            },
            Ask::History(steps) => match key.code {
                Code::Up => {
                    steps.scroll(-1);
                    true
                }
                Code::Down => {
                    steps.scroll(1);
                    true
                }
                _ => key != Key::ESC && key != Key::ENTER,
            },
            Ask::Move(_) => {
                self.ask = Some(ask);
                self.move_key(key, cx, out);
                return true;
            }
        };
        if open {
            self.ask = Some(ask);
        }
        true
    }

    fn move_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) {
        match cx.keys.find(&MOVE, key) {
            Some(Offer::Choose) => {
                if let Some(Ask::Move(moving)) = &mut self.ask {
                    moving.chosen = key.digit();
                    moving.refused = None;
                }
            }
            Some(Offer::Take) => self.take_move(out),
            Some(Offer::Grid) => self.move_in_grid(out),
            Some(Offer::Keep) => self.ask = None,
            None => {}
        }
    }

    fn filter_key(&mut self, key: Key, cx: &Cx) -> bool {
        if !self.typing {
            return false;
        }
        match key.code {
            Code::Enter | Code::Tab => self.typing = false,
            Code::Esc => {
                self.typing = false;
                self.filter.take();
                self.rebuild(cx);
            }
            Code::Up | Code::Down | Code::PageUp | Code::PageDown => {
                let keys = self.keys();
                self.selected.on_key(key, cx.page(), &keys);
            }
            _ => {
                if self.filter.on_key(key) {
                    self.filtered(cx);
                }
            }
        }
        true
    }
}

/// Puts the newest form of a visit into a list it belongs to, or takes it out.
fn put(list: &mut Load<Vec<pb::Appointment>>, now: &pb::Appointment, belongs: bool) {
    let Some(list) = list.get_mut() else { return };
    match list.iter().position(|it| it.name == now.name) {
        Some(at) if belongs => {
            if is_newer(now, &list[at]) {
                list[at].clone_from(now);
            }
        }
        Some(at) => {
            list.remove(at);
        }
        None if belongs => list.push(now.clone()),
        None => {}
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
            Some(Payload::Notice(notice)) if !cx.private => {
                self.said = Some((cx.at.now, notice.text.clone(), Tone::Text));
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
