//! A patient books, or moves a visit, in short questions answered by digits. The
//! soonest times stand first, so that `1` and Enter do it; a doctor, a specialty
//! or a day can be chosen instead. Nothing is sent before the page that says
//! when, with whom and where. A time that somebody else took meanwhile leads
//! back to other times, and the reason that was typed stays.

use std::collections::BTreeMap;

use praxis_shared::pb;
use praxis_shared::time::{Instant, at_minute};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use self::ask::{Answer, Whose};
pub use self::keys::{Act, KEYS, SURE, Sure};
use super::common::acts::sentence;
use super::common::once::Once;
use super::common::visit;
use super::{Mode, Page, Route};
use crate::context::{Cx, instant};
use crate::keymap::{Entry, Key};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::widget::date;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::input::{Input, Kind};
use crate::widget::table::Selection;

mod ask;
mod keys;
mod send;
mod view;

/// Which question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Start,
    Doctors,
    Specializations,
    Day,
    Times,
    Sure,
    Done,
}

/// How many times are shown at once: the digits left are "later" and "a certain day".
const TIMES: usize = 7;

/// The screen.
pub struct PatientBook {
    step: Step,
    before: Vec<Step>,
    whose: Whose,
    moving: Option<pb::Appointment>,
    soonest: Load<Vec<pb::Slot>>,
    times: Load<Vec<pb::Slot>>,
    seen: usize,
    from: Option<Instant>,
    doctors: Load<Vec<pb::Doctor>>,
    wanted: Input,
    specializations: Load<Vec<pb::Specialization>>,
    day: Input,
    selected: Selection<String>,
    moved: bool,
    ahead: Option<usize>,
    chosen: Option<pb::Slot>,
    form: Form,
    sent: Option<Ticket>,
    once: Once,
    done: Option<pb::Appointment>,
    names: BTreeMap<String, String>,
    remark: String,
}

impl PatientBook {
    /// Opens the questions of a new booking.
    pub(super) fn open(out: &mut Outbox) -> Self {
        let mut screen = Self::of(None);
        screen.ask_soonest(out);
        screen
    }

    /// Opens the questions of a move: the doctor stays the same.
    pub(super) fn moving(it: &pb::Appointment, out: &mut Outbox) -> Self {
        let mut screen = Self::of(Some(it.clone()));
        screen.whose = Whose {
            doctor: it.doctor.clone(),
            name: it.doctor_display_name.clone(),
            specialization: String::new(),
        };
        screen.step = Step::Times;
        screen.ask_times(0, out);
        screen
    }

    fn of(moving: Option<pb::Appointment>) -> Self {
        let kinds: Vec<&str> = visit::KINDS.iter().map(|&kind| visit::kind_name(kind)).collect();
        let mut fields = vec![Field::text("reason", "Reason", 500).columns(56)];
        if moving.is_none() {
            let kind =
                Field::choice("visit_kind", "Kind", &kinds).columns(14).hint("Left, Right: another kind");
            fields.insert(0, kind);
        }
        let mut form = Form::new(fields);
        form.focus("reason");
        Self {
            step: Step::Start,
            before: Vec::new(),
            whose: Whose::default(),
            moving,
            soonest: Load::default(),
            times: Load::default(),
            seen: 0,
            from: None,
            doctors: Load::default(),
            wanted: Input::line(),
            specializations: Load::default(),
            day: Input::new(Kind::Line, 20),
            selected: Selection::default(),
            moved: false,
            ahead: None,
            chosen: None,
            form,
            sent: None,
            once: Once::default(),
            done: None,
            names: BTreeMap::new(),
            remark: String::new(),
        }
    }

    /// Asks a question; back leads to the one before.
    fn go(&mut self, step: Step, cx: &Cx) {
        self.before.push(std::mem::replace(&mut self.step, step));
        self.remark.clear();
        self.ahead = None;
        self.first_row(cx);
    }

    fn first_row(&mut self, cx: &Cx) {
        let ids = self.ids(cx);
        self.selected = Selection::default();
        self.selected.follow(&ids);
        self.moved = false;
    }

    fn back(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        self.remark.clear();
        self.ahead = None;
        match self.before.pop() {
            Some(step) => {
                self.step = step;
                self.first_row(cx);
            }
            None if self.moving.is_some() => out.go(Go::Back),
            None if self.step == Step::Done => self.take(Answer::Home, cx, out),
            None => out.go(Go::Tab(Route::PatientHome)),
        }
    }

    fn take(&mut self, answer: Answer, cx: &Cx, out: &mut Outbox) {
        match answer {
            Answer::Slot(slot) => {
                self.chosen = Some(slot);
                self.go(Step::Sure, cx);
            }
            Answer::Doctors => {
                self.go(Step::Doctors, cx);
                self.ask_doctors(out);
            }
            Answer::Specializations => {
                self.go(Step::Specializations, cx);
                let request = pb::ListSpecializationsRequest { page_size: 200, ..Default::default() };
                self.specializations.ask(out, Call::ListSpecializations(request));
            }
            Answer::Day => self.go(Step::Day, cx),
            Answer::Whose(whose) => {
                self.whose = whose;
                self.from = None;
                self.times.clear();
                self.go(Step::Times, cx);
                self.ask_times(0, out);
            }
            Answer::OffDuty(name) => {
                self.remark = format!("{name} takes no new bookings at the moment. Choose another, please.");
            }
            Answer::Later => self.later(cx, out),
            Answer::Visits => {
                self.reset(out);
                out.go(Go::Tab(Route::MyVisits));
            }
            Answer::Home => {
                self.reset(out);
                out.go(Go::Tab(Route::PatientHome));
            }
        }
    }

    fn reset(&mut self, out: &mut Outbox) {
        if self.moving.is_some() {
            out.go(Go::Back);
        } else {
            *self = Self::open(out);
        }
    }

    fn later(&mut self, cx: &Cx, out: &mut Outbox) {
        let start = |slot: &pb::Slot| instant(slot.start_time.as_ref());
        let known = self.times.get().map(Vec::as_slice).unwrap_or_default();
        let Some(last) = known.last().and_then(start) else { return };
        // Several doctors may have the same time; those that were seen are left out by count.
        let seen = known.iter().filter(|slot| start(slot) == Some(last)).count();
        self.from = Some(last);
        self.ask_times(seen, out);
        self.first_row(cx);
    }

    fn day_chosen(&mut self, cx: &Cx, out: &mut Outbox) {
        match date::parse(self.day.text(), cx.today()) {
            Err(why) => self.remark = sentence(&why),
            Ok(day) if day < cx.today() => self.remark = "This day is over.".to_owned(),
            Ok(day) => {
                let morning = at_minute(cx.zone, day, 0).earliest();
                self.from = Some(morning.max(cx.at.now));
                self.times.clear();
                if self.before.last() == Some(&Step::Times) {
                    self.before.pop();
                }
                self.go(Step::Times, cx);
                self.ask_times(0, out);
            }
        }
    }

    /// Slots are other slots now: those on screen are asked for anew.
    fn refresh(&mut self, out: &mut Outbox) {
        match self.step {
            Step::Start => self.ask_soonest(out),
            Step::Times => self.ask_times(0, out),
            Step::Doctors => self.ask_doctors(out),
            _ => {}
        }
    }

    fn on_question_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let ids = self.ids(cx);
        if self.selected.on_key(key, cx.page(), &ids) {
            self.moved = true;
            return true;
        }
        match cx.keys.find(&KEYS, key) {
            Some(Act::Back) => self.back(cx, out),
            Some(Act::Take) => {
                let at = self.selected.row(&ids);
                let line = at.and_then(|at| self.lines(cx).into_iter().nth(at));
                if let Some(line) = line {
                    self.take(line.answer, cx, out);
                }
            }
            Some(Act::Digit) => {
                let Some(digit) = key.digit() else { return true };
                let line = self.lines(cx).into_iter().find(|line| line.digit == Some(digit));
                match line {
                    Some(line) => self.take(line.answer, cx, out),
                    // Typed ahead of the answer, taken when it comes: the page after it asks again.
                    None if self.is_loading() => self.ahead = Some(digit),
                    None => {}
                }
            }
            None if self.step == Step::Doctors => {
                let before = self.wanted.text().to_owned();
                if !self.wanted.on_key(key) {
                    return false;
                }
                if before != self.wanted.text() {
                    self.first_row(cx);
                }
            }
            None => return false,
        }
        true
    }

    fn on_sure_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        match cx.keys.find(&SURE, key) {
            Some(Sure::Back) => {
                self.back(cx, out);
                return true;
            }
            Some(Sure::Book) if key != Key::ENTER => {
                self.send(cx, out);
                return true;
            }
            _ => {}
        }
        match self.form.on_key(key) {
            Outcome::Submitted => self.send(cx, out),
            Outcome::Ignored => return false,
            Outcome::Changed | Outcome::Moved => {}
        }
        true
    }

    fn arrived(&mut self, cx: &Cx, out: &mut Outbox) {
        for slot in self.soonest.get().into_iter().chain(self.times.get()).flatten() {
            if !slot.doctor_display_name.is_empty() {
                self.names.insert(slot.doctor.clone(), slot.doctor_display_name.clone());
            }
        }
        let doctors = self.doctors.get().map(Vec::as_slice).unwrap_or_default();
        self.names.extend(doctors.iter().map(|it| (it.name.clone(), it.display_name.clone())));
        for slot in self.times.get_mut().into_iter().flatten() {
            if slot.doctor_display_name.is_empty() {
                slot.doctor_display_name = self.names.get(&slot.doctor).cloned().unwrap_or_default();
            }
        }
        let ids = self.ids(cx);
        self.selected.follow(&ids);
        // Times that come in stand under the cursor, unless it was moved meanwhile.
        if !self.moved || self.selected.key().is_none() {
            self.selected.go_to(0, &ids);
        }
        if let Some(digit) = self.ahead.take().filter(|_| !self.is_loading())
            && let Some(line) = self.lines(cx).into_iter().find(|line| line.digit == Some(digit))
        {
            self.take(line.answer, cx, out);
        }
    }
}

impl Page for PatientBook {
    fn title(&self, _cx: &Cx) -> String {
        if self.moving.is_some() { "Move a visit".to_owned() } else { "Book a visit".to_owned() }
    }

    fn mode(&self) -> Mode {
        match self.step {
            Step::Sure | Step::Day | Step::Doctors => Mode::Type,
            _ => Mode::Grid,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        view::context(self, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        match self.step {
            Step::Sure => cx.keys.entries(&SURE),
            Step::Day => cx.keys.entries_if(&KEYS, |act| act != Act::Digit),
            _ => cx.keys.entries(&KEYS),
        }
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        match self.step {
            Step::Sure => self.on_sure_key(key, cx, out),
            Step::Day => match key {
                Key::ENTER => {
                    self.day_chosen(cx, out);
                    true
                }
                Key::ESC => {
                    self.back(cx, out);
                    true
                }
                _ => self.day.on_key(key),
            },
            _ => self.on_question_key(key, cx, out),
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if self.step == Step::Sure {
            match cx.keys.named(&SURE, id) {
                Some(Sure::Book) => self.send(cx, out),
                Some(Sure::Back) => self.back(cx, out),
                None => {}
            }
        } else if cx.keys.named(&KEYS, id) == Some(Act::Back) {
            self.back(cx, out);
        } else if cx.keys.named(&KEYS, id).is_some() {
            self.on_key(Key::ENTER, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, cx: &Cx, _out: &mut Outbox) {
        match self.step {
            Step::Sure => self.form.paste(pasted),
            Step::Day => self.day.insert(pasted),
            Step::Doctors => {
                self.wanted.insert(pasted);
                self.first_row(cx);
            }
            _ => {}
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.sent == Some(ticket) {
            self.sent = None;
            self.once.settled(&answer);
            match answer {
                Ok(Reply::BookAppointment(now) | Reply::RescheduleAppointment(now)) => {
                    self.booked(now, cx, out)
                }
                Ok(_) => {}
                Err(failure) => self.refused(&failure, cx, out),
            }
        } else if self.take_lists(ticket, &answer) {
            self.arrived(cx, out);
        }
    }

    fn on_event(&mut self, event: &pb::Event, cx: &Cx, out: &mut Outbox) {
        use pb::event::Payload;
        match &event.payload {
            Some(Payload::ScheduleChanged(_) | Payload::Doctor(_)) => self.refresh(out),
            Some(Payload::Appointment(now)) => {
                for known in [&mut self.done, &mut self.moving].into_iter().flatten() {
                    if known.name == now.name && visit::is_newer(now, known) {
                        *known = now.clone();
                    }
                }
                let ids = self.ids(cx);
                self.selected.follow(&ids);
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.refresh(out);
    }

    fn on_route(&mut self, _route: &Route, _cx: &Cx, out: &mut Outbox) -> bool {
        // Whoever comes again after a booking wants another one.
        let again = self.step == Step::Done && self.moving.is_none();
        if again {
            self.reset(out);
        } else {
            self.refresh(out);
        }
        again
    }

    fn has_draft(&self) -> bool {
        !self.form.trimmed("reason").is_empty()
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        view::detail(self, cx)
    }

    fn line(&self, cx: &Cx) -> String {
        view::line(self, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        view::view(self, frame, area, cx);
    }
}

#[cfg(test)]
mod tests;
