//! Booking a visit: who, what for, when and with whom, and a page on which all
//! of it is read once more. The desk books for anybody, a doctor for the own
//! day; moving a visit and walk-ins take the same way. [`slots`] and [`whose`]
//! stand alone and serve whoever lets a person choose a time.
//!
//! Nothing that was filled in is ever lost: Esc goes one step back, a slot that
//! somebody else took leads to three others, and a booking that another one
//! interrupts is set aside and comes back with Ctrl-R.

mod breach;
mod draft;
pub mod keys;
mod over;
pub mod search;
pub mod slots;
mod view;
pub mod whose;

use praxis_shared::pb::{self, Role};
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use self::breach::Breach;
use self::draft::{Draft, Step};
use self::keys::{Act, CONFIRM, KIND, OVER, PATIENT, SLOT};
use self::over::Over;
use self::slots::Pick;
use self::whose::{Doctors, Picker, Whose};
use super::common::visit::{is_newer, last_name, span};
use super::{BookingStart, Mode, Page, Route};
use crate::context::Cx;
use crate::keymap::{Code, Entry, Key, Table};
use crate::outbox::{Failure, Go, Outbox, Reply, Ticket};
use crate::widget::input::Input;

/// The booking screen.
pub struct Booking {
    draft: Draft,
    aside: Option<Box<Draft>>,
    doctors: Doctors,
    over: Option<Over>,
    sent: Option<Ticket>,
    /// Whether it is the screen of its tab: leaving it leads to the board.
    in_tab: bool,
}

impl Booking {
    /// Opens it with what is known.
    pub fn open(start: &BookingStart, cx: &Cx, out: &mut Outbox) -> Self {
        let mut doctors = Doctors::default();
        doctors.ask(out);
        let draft = Draft::begin(start, whose(start, &doctors, cx), cx, out);
        let mut screen =
            Self { draft, aside: None, doctors, over: None, sent: None, in_tab: in_tab(start, cx) };
        screen.ask_walk_in();
        screen
    }

    /// A walk-in needs no time, only somebody to see.
    fn ask_walk_in(&mut self) {
        if self.draft.walk_in && self.draft.step == Step::Slot && self.draft.pick.is_none() {
            self.over = Some(Over::Whose(Picker::of_doctors()));
        }
    }

    fn table(&self) -> &'static Table<Act> {
        match self.draft.step {
            Step::Patient => &PATIENT,
            Step::Kind => &KIND,
            Step::Slot => &SLOT,
            Step::Confirm => &CONFIRM,
        }
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        let moving = self.draft.moving.is_some();
        match act {
            Act::Aside => self.aside.is_some(),
            Act::Doctor => cx.role() != Role::Doctor,
            Act::EditKind | Act::Reason => !moving,
            Act::Next => self.draft.patient.is_some(),
            Act::Override => !self.draft.walk_in && cx.is_staff(),
            _ => true,
        }
    }

    fn act(&mut self, act: Act, key: Option<Key>, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() && act != Act::Back {
            out.say("Still sending; one moment.");
            return;
        }
        let digit = key.and_then(Key::digit);
        match act {
            Act::Take => self.take(out),
            Act::Back => self.back(out),
            Act::Next => self.next(out),
            Act::Previous => self.previous(),
            Act::Aside => self.swap_aside(cx, out),
            Act::Kind => {
                if let Some(digit) = digit {
                    self.draft.kind = digit - 1;
                    self.draft.changed();
                }
            }
            Act::Shorter => self.draft.lengthen(-1),
            Act::Longer => self.draft.lengthen(1),
            Act::Proposal => {
                if let Some(pick) = self.draft.grid.take(digit.unwrap_or(1)) {
                    self.pick(pick);
                }
            }
            Act::Doctor => {
                self.doctors.want(out);
                self.over = Some(Over::Whose(Picker::new()));
            }
            Act::View => self.draft.grid.toggle_view(),
            Act::EditKind => self.draft.step = Step::Kind,
            Act::Later => self.draft.grid.turn(1, cx, out),
            Act::Earlier => self.draft.grid.turn(-1, cx, out),
            Act::Today => self.draft.grid.go_to(cx.today(), out),
            Act::Date => self.over = Some(Over::Date(Input::line(), None)),
            Act::Why => {
                if !self.draft.grid.ask_why(cx, out) {
                    out.say("Whose time? Choose a doctor with d, or see the day by doctors with w.");
                }
            }
            Act::Override => self.open_breach(cx, out),
            Act::Note => self.over = Some(Over::Note(self.draft.note.text().to_owned())),
            Act::Reason => self.over = Some(Over::Reason(self.draft.reason.text().to_owned())),
        }
    }

    fn open_breach(&mut self, cx: &Cx, out: &mut Outbox) {
        self.doctors.want(out);
        let (at, doctor) = match (&self.draft.pick, self.draft.grid.cursor_time(cx)) {
            (Some(pick), _) if self.draft.step == Step::Confirm => (Some(pick.start), pick.doctor.clone()),
            (_, Some((at, doctor))) => (Some(at), doctor),
            _ => (None, self.draft.grid.whose().doctor().to_owned()),
        };
        self.over = Some(Over::Breach(Box::new(Breach::new(&doctor, at, &self.doctors, cx))));
    }

    // The steps.

    fn take(&mut self, out: &mut Outbox) {
        match self.draft.step {
            Step::Patient => {
                if let Some(patient) = self.draft.search.enter() {
                    self.take_patient(patient, out);
                }
            }
            Step::Kind => self.take_kind(out),
            Step::Slot => match self.draft.grid.take_here() {
                Some(pick) => self.pick(pick),
                None if self.draft.walk_in => self.ask_walk_in(),
                None => out.say("Nobody is free then. y says why, o books it on purpose."),
            },
            Step::Confirm => self.send(out),
        }
    }

    fn take_patient(&mut self, patient: pb::Patient, out: &mut Outbox) {
        let other = self.draft.patient.as_ref().is_none_or(|before| before.name != patient.name);
        if other {
            self.draft.changed();
            let name = patient.name.clone();
            self.draft.patient = Some(patient);
            if self.draft.given || self.draft.walk_in {
                self.draft.step = Step::Kind;
                return;
            }
            self.draft.grid.set_patient(&name, out);
        }
        self.draft.step = Step::Kind;
    }

    fn take_kind(&mut self, out: &mut Outbox) {
        let minutes = self.draft.minutes();
        if !self.draft.walk_in && !self.draft.given {
            self.draft.grid.set_minutes(minutes, out);
        }
        if let Some(pick) = self.draft.pick.as_mut().filter(|_| minutes > 0) {
            pick.end = pick.start + chrono::TimeDelta::minutes(i64::from(minutes));
        }
        let known = self.draft.pick.is_some() && (self.draft.given || self.draft.walk_in);
        self.draft.step = if known { Step::Confirm } else { Step::Slot };
        self.ask_walk_in();
    }

    fn pick(&mut self, mut pick: Pick) {
        if let Some(doctor) = self.doctors.get(&pick.doctor) {
            if pick.doctor_name.is_empty() {
                pick.doctor_name.clone_from(&doctor.display_name);
            }
            if pick.room.is_empty() {
                pick.room.clone_from(&doctor.room);
            }
        }
        self.draft.pick(pick, None);
    }

    fn back(&mut self, out: &mut Outbox) {
        if self.draft.grid.close_why() {
            return;
        }
        let given = self.draft.given;
        self.draft.refused = None;
        match self.draft.step {
            Step::Confirm if given => self.draft.step = Step::Kind,
            Step::Confirm if self.draft.walk_in => {
                self.draft.pick = None;
                self.draft.step = Step::Slot;
                self.ask_walk_in();
            }
            Step::Confirm => self.draft.step = Step::Slot,
            Step::Slot if self.draft.moving.is_none() => self.draft.step = Step::Kind,
            Step::Kind => self.draft.step = Step::Patient,
            Step::Slot | Step::Patient => self.leave(out),
        }
    }

    /// Leaves; what was filled in stays in its tab.
    fn leave(&mut self, out: &mut Outbox) {
        out.go(if self.in_tab { Go::Tab(Route::Board) } else { Go::Back });
    }

    fn next(&mut self, out: &mut Outbox) {
        match self.draft.step {
            Step::Patient if self.draft.patient.is_some() => self.draft.step = Step::Kind,
            Step::Kind => self.take_kind(out),
            Step::Slot if self.draft.pick.is_some() => self.draft.step = Step::Confirm,
            _ => {}
        }
    }

    fn previous(&mut self) {
        self.draft.step = match self.draft.step {
            Step::Confirm if !self.draft.given && !self.draft.walk_in => Step::Slot,
            Step::Slot if self.draft.moving.is_some() => Step::Slot,
            Step::Confirm if self.draft.moving.is_none() => Step::Kind,
            Step::Slot => Step::Kind,
            Step::Confirm => Step::Slot,
            Step::Kind | Step::Patient => Step::Patient,
        };
    }

    fn swap_aside(&mut self, cx: &Cx, out: &mut Outbox) {
        if let Some(aside) = self.aside.take() {
            let now = std::mem::replace(&mut self.draft, *aside);
            self.aside = now.is_touched().then(|| Box::new(now));
            self.over = None;
            self.draft.grid.on_relist(out);
            out.say(format!("The booking for {} goes on.", self.draft.who(cx)));
        }
    }

    /// Begins another booking; an unfinished one is set aside.
    fn begin(&mut self, start: &BookingStart, cx: &Cx, out: &mut Outbox) {
        let draft = Draft::begin(start, whose(start, &self.doctors, cx), cx, out);
        let before = std::mem::replace(&mut self.draft, draft);
        if before.is_touched() && before.moving.is_none() {
            out.say(format!(
                "The unfinished booking for {} is kept: Ctrl-R goes on with it.",
                before.who(cx)
            ));
            self.aside = Some(Box::new(before));
        }
        self.over = None;
        self.in_tab |= start.from_board;
        self.doctors.want(out);
        self.ask_walk_in();
    }

    // Sending.

    fn send(&mut self, out: &mut Outbox) {
        match self.draft.request(out) {
            Some(call) => {
                self.draft.refused = None;
                self.sent = Some(out.call(call));
            }
            None => self.draft.step = if self.draft.patient.is_none() { Step::Patient } else { Step::Slot },
        }
    }

    fn booked(&mut self, visit: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        let who = cx.person(&visit.patient_display_name);
        let doctor = last_name(&visit.doctor_display_name);
        let verb = match (&self.draft.moving, self.draft.walk_in) {
            (Some(_), _) => "Moved",
            (None, true) => "Is here",
            (None, false) => "Booked",
        };
        out.say(format!("{verb}: {who}, {}, {doctor}.", span(visit, cx)));
        let start = BookingStart::default();
        self.draft = Draft::begin(&start, whose(&start, &self.doctors, cx), cx, out);
        self.over = None;
        self.leave(out);
    }

    fn refused(&mut self, failure: &Failure, out: &mut Outbox) {
        let taken = failure.is(Reason::SlotTaken) || failure.is(Reason::PatientBusy);
        if taken && !self.draft.walk_in {
            self.draft.grid.lost(failure, out);
            self.draft.pick = None;
            self.draft.given = false;
            self.draft.breach = None;
            self.draft.step = Step::Slot;
            self.draft.changed();
            return;
        }
        let fields: Vec<String> =
            failure.fields().map(|(field, wrong)| format!("{field}: {wrong}")).collect();
        let more = match failure.metadata.get("obstacles") {
            Some(obstacles) if !failure.message.contains(obstacles.as_str()) => format!(" {obstacles}"),
            _ => String::new(),
        };
        self.draft.refused = Some(match fields.is_empty() {
            true => format!("{}{more}", failure.message),
            false => fields.join("; "),
        });
    }
}

/// Whether the route is the tab's own: the board's `b`, or the tab's digit.
fn in_tab(start: &BookingStart, cx: &Cx) -> bool {
    start.from_board || (cx.role() == Role::Desk && *start == BookingStart::default())
}

/// With whom a booking begins.
fn whose(start: &BookingStart, doctors: &Doctors, cx: &Cx) -> Whose {
    match (&cx.me, &start.doctor, &start.moving) {
        (Some(me), ..) if me.role == Role::Doctor => {
            Whose::Doctor { name: me.user.doctor.clone(), display_name: me.user.display_name.clone() }
        }
        (_, Some(doctor), _) => doctors.choice(doctor),
        (_, None, Some(moving)) => {
            Whose::Doctor { name: moving.doctor.clone(), display_name: moving.doctor_display_name.clone() }
        }
        _ => Whose::Any,
    }
}

impl Page for Booking {
    fn title(&self, _cx: &Cx) -> String {
        if self.draft.moving.is_some() { "Move".into() } else { "Book".into() }
    }

    fn mode(&self) -> Mode {
        match (&self.over, self.draft.step) {
            (Some(_), _) | (None, Step::Patient) => Mode::Type,
            (None, Step::Confirm) => Mode::List,
            _ => Mode::Grid,
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame, area, cx);
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.heading(cx)
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        self.described(cx)
    }

    fn line(&self, cx: &Cx) -> String {
        self.in_one_line(cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        if self.over.is_some() {
            return cx.keys.entries(&OVER);
        }
        cx.keys.entries_if(self.table(), |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.over_key(key, cx, out) {
            return true;
        }
        match self.draft.step {
            Step::Patient if self.draft.search.on_key(key, cx.page(), out) => return true,
            Step::Kind if matches!(key.code, Code::Up | Code::Down) => {
                let last = super::common::visit::KINDS.len() - 1;
                let by = if key.code == Code::Up { -1 } else { 1 };
                self.draft.kind = self.draft.kind.saturating_add_signed(by).min(last);
                self.draft.changed();
                return true;
            }
            Step::Slot if self.draft.grid.on_key(key, cx, out) => return true,
            _ => {}
        }
        let Some(act) = cx.keys.find(self.table(), key).filter(|&act| self.allows(act, cx)) else {
            return false;
        };
        if act == Act::Back && self.draft.step == Step::Patient && !self.in_tab {
            return false;
        }
        self.act(act, Some(key), cx, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if self.over.is_some() {
            let key = if id == "back" { Key::ESC } else { Key::ENTER };
            self.over_key(key, cx, out);
            return;
        }
        if let Some(act) = cx.keys.named(self.table(), id).filter(|&act| self.allows(act, cx)) {
            self.act(act, None, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, out: &mut Outbox) {
        match &mut self.over {
            Some(Over::Whose(picker)) => picker.paste(pasted),
            Some(Over::Date(typed, _)) => typed.insert(pasted),
            Some(Over::Note(_)) => self.draft.note.insert(pasted),
            Some(Over::Reason(_)) => self.draft.reason.insert(pasted),
            Some(Over::Breach(breach)) => breach.form.paste(pasted),
            None if self.draft.step == Step::Patient => self.draft.search.paste(pasted, out),
            None => {}
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.sent == Some(ticket) {
            self.sent = None;
            match answer {
                Ok(
                    Reply::BookAppointment(visit)
                    | Reply::RescheduleAppointment(visit)
                    | Reply::CreateWalkIn(visit),
                ) => self.booked(&visit, cx, out),
                Ok(_) => {}
                Err(failure) => self.refused(&failure, out),
            }
            return;
        }
        if self.doctors.on_reply(ticket, &answer) {
            return;
        }
        if let Some(found) = self.draft.search.on_reply(ticket, &answer) {
            if let Some(patient) = found {
                self.take_patient(patient, out);
            }
            return;
        }
        if let Some(Some(pick)) = self.draft.grid.on_reply(ticket, &answer, cx, out)
            && self.draft.step == Step::Slot
        {
            self.pick(pick);
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, out: &mut Outbox) {
        use pb::event::Payload;
        self.doctors.on_event(event);
        self.draft.grid.on_event(event, out);
        match &event.payload {
            Some(Payload::Appointment(visit)) => {
                let newer = |known: &&mut pb::Appointment| known.name == visit.name && is_newer(visit, known);
                if let Some(known) = self.draft.moving.as_mut().filter(newer) {
                    known.clone_from(visit);
                    self.draft.changed();
                }
                // One's own booking comes back as an event, too.
                if self.sent.is_none() && self.draft.is_taken_by(visit) {
                    self.draft.refused =
                        Some("Somebody has just taken this time: Esc shows what is free.".to_owned());
                }
            }
            Some(Payload::Patient(patient)) => {
                let same = |known: &&mut pb::Patient| known.name == patient.name;
                if let Some(known) = self.draft.patient.as_mut().filter(same) {
                    known.clone_from(patient);
                }
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.doctors.ask(out);
        self.draft.search.on_relist(out);
        if self.draft.step >= Step::Kind && !self.draft.given && !self.draft.walk_in {
            self.draft.grid.on_relist(out);
        }
    }

    fn on_route(&mut self, route: &Route, cx: &Cx, out: &mut Outbox) -> bool {
        match route {
            Route::Booking(start) if **start != BookingStart::default() => {
                self.begin(start, cx, out);
                true
            }
            _ => false,
        }
    }

    fn has_draft(&self) -> bool {
        self.draft.is_touched() || self.aside.is_some()
    }
}

#[cfg(test)]
mod tests;
