//! The doctor's day: who is in the room, who waits, why they come. The cursor
//! starts on whoever is to be seen, so that Enter opens the next record.
//! Reasons come with the list; a visit that an event brings has none until it
//! is asked for, because events carry no clinical text.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use praxis_shared::pb::{self, AppointmentState as State, DutyStatus, event::Payload};
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::acts::{self, Acts, Outcome};
use super::common::doubt;
use super::common::once::Once;
use super::common::visit;
use super::{BookingStart, Mode, Page, Route};
use crate::context::{Cx, pb_date};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::widget::modal::{Answer, Confirm};
use crate::widget::table::Selection;

mod view;

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Open the record of the selected patient.
    Open,
    /// Begin the visit or end it.
    StartFinish,
    /// The next step, whatever it is.
    Step,
    /// Say yes to a request.
    Approve,
    /// Say no to a request, or call a visit off.
    CallOff,
    /// Write to the patient.
    Chat,
    /// Book a follow-up.
    Book,
    /// Take the last step back.
    Undo,
    /// Take bookings or not.
    Duty,
    /// The day before.
    Before,
    /// The day after.
    After,
    /// Today.
    Today,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "day",
    bindings: &[
        Binding::new(Act::Open, "open", &[Key::ENTER], "open", "Opens the record of the selected patient."),
        Binding::new(
            Act::StartFinish,
            "start-finish",
            &[Key::ch('s')],
            "start/finish",
            "Begins the visit, or ends the one that is going on.",
        ),
        Binding::new(
            Act::Approve,
            "approve",
            &[Key::ch('y')],
            "approve",
            "Says yes to the visit that was asked for.",
        ),
        Binding::new(
            Act::Step,
            "step",
            &[Key::SPACE],
            "next step",
            "Takes the visit one step on: arrived, in room, in visit, done.",
        ),
        Binding::new(
            Act::CallOff,
            "call-off",
            &[Key::ch('x')],
            "decline/cancel",
            "Declines what was asked for or cancels what was booked, with a reason.",
        ),
        Binding::new(
            Act::Undo,
            "undo",
            &[Key::ch('u')],
            "undo",
            "Takes your last step on this visit back while that is offered.",
        ),
        Binding::new(Act::Chat, "chat", &[Key::ch('c')], "chat", "Opens the chat with the patient."),
        Binding::new(Act::Book, "book", &[Key::ch('b')], "follow-up", "Books a follow-up for the patient."),
        Binding::new(
            Act::Before,
            "before",
            &[Key::ch('<'), Key::LEFT],
            "day before",
            "Shows the day before.",
        ),
        Binding::new(Act::After, "after", &[Key::ch('>'), Key::RIGHT], "day after", "Shows the day after."),
        Binding::new(Act::Today, "today", &[Key::ch('t')], "today", "Comes back to today."),
        Binding::new(
            Act::Duty,
            "duty",
            &[Key::ch('d')],
            "on/off duty",
            "Says whether you take new bookings; booked visits stay.",
        ),
    ],
};

/// A step on its way.
#[derive(Debug, Clone)]
struct Sent {
    ticket: Ticket,
    name: String,
}

/// The doctor's day.
pub struct Day {
    doctor: String,
    date: NaiveDate,
    visits: Load<Vec<pb::Visit>>,
    /// Visits that changed since the list was asked for: the list may not know them.
    fresh: Vec<String>,
    singles: Vec<Ticket>,
    selected: Selection<String>,
    charts: BTreeMap<String, Load<pb::PatientChart>>,
    me: Load<pb::Doctor>,
    acts: Acts,
    declining: Option<(Confirm, pb::Appointment)>,
    sent: Option<Sent>,
    duty: Option<Ticket>,
    once: Once,
    placed: bool,
}

impl Day {
    /// Opens today and asks for it.
    pub(super) fn open(cx: &Cx, out: &mut Outbox) -> Self {
        let doctor = cx.me.as_ref().map(|me| me.user.doctor.clone()).unwrap_or_default();
        let mut day = Self {
            doctor,
            date: cx.today(),
            visits: Load::default(),
            fresh: Vec::new(),
            singles: Vec::new(),
            selected: Selection::default(),
            charts: BTreeMap::new(),
            me: Load::default(),
            acts: Acts::default(),
            declining: None,
            sent: None,
            duty: None,
            once: Once::default(),
            placed: false,
        };
        day.ask(out);
        day.me.ask(out, Call::GetDoctor(pb::GetDoctorRequest { name: day.doctor.clone() }));
        day
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.fresh.clear();
        let filter = pb::AppointmentFilter {
            doctor: self.doctor.clone(),
            from_date: Some(pb_date(self.date)),
            to_date: Some(pb_date(self.date)),
            ..Default::default()
        };
        let request = pb::ListVisitsRequest { filter: Some(filter), page_size: 200, ..Default::default() };
        self.visits.ask(out, Call::ListVisits(request));
    }

    fn show(&mut self, date: Option<NaiveDate>, out: &mut Outbox) {
        let Some(date) = date.filter(|&date| date != self.date) else { return };
        self.date = date;
        self.visits.clear();
        self.selected = Selection::default();
        self.placed = false;
        self.ask(out);
    }

    fn ids(&self) -> Vec<String> {
        self.known().iter().filter_map(|it| it.appointment.as_ref()).map(|it| it.name.clone()).collect()
    }

    fn known(&self) -> &[pb::Visit] {
        self.visits.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn visits(&self) -> impl Iterator<Item = &pb::Appointment> {
        self.known().iter().filter_map(|it| it.appointment.as_ref())
    }

    fn selected(&self) -> Option<&pb::Appointment> {
        let name = self.selected.key()?;
        self.visits().find(|it| it.name == *name)
    }

    /// Who is with the doctor.
    fn now(&self) -> Option<&pb::Appointment> {
        self.visits().find(|it| it.state() == State::InVisit)
    }

    /// Who is to be seen next: who waits, else who is expected.
    fn next(&self, cx: &Cx) -> Option<&pb::Appointment> {
        let waits = |it: &&pb::Appointment| matches!(it.state(), State::Arrived | State::Ready);
        let expected = |it: &&pb::Appointment| {
            it.state() == State::Approved && visit::end(it).is_some_and(|end| end > cx.at.now)
        };
        self.visits().find(waits).or_else(|| self.visits().find(expected))
    }

    fn on_duty(&self) -> bool {
        self.me.get().is_none_or(|me| me.duty_status() != DutyStatus::OffDuty)
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        let state = self.selected().map(pb::Appointment::state);
        match act {
            _ if self.declining.is_some() || self.acts.is_asking() => false,
            Act::Open | Act::Chat | Act::Book => state.is_some(),
            Act::StartFinish => matches!(state, Some(State::Arrived | State::Ready | State::InVisit)),
            Act::Step => {
                matches!(state, Some(State::Approved | State::Arrived | State::Ready | State::InVisit))
            }
            Act::Approve => state == Some(State::Requested),
            Act::CallOff => self.selected().is_some_and(visit::can_cancel),
            Act::Undo => self.acts.can_undo(self.selected(), cx),
            Act::Before | Act::After | Act::Duty => true,
            Act::Today => self.date != cx.today(),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act, cx) {
            self.refuse(act, out);
            return;
        }
        match act {
            Act::Before => self.show(self.date.checked_sub_days(Days::new(1)), out),
            Act::After => self.show(self.date.checked_add_days(Days::new(1)), out),
            Act::Today => self.show(Some(cx.today()), out),
            Act::Duty => self.toggle_duty(out),
            Act::Undo => self.acts.undo(self.selected().cloned().as_ref(), cx, out),
            _ => {
                if let Some(it) = self.selected().cloned() {
                    self.act_on(act, &it, cx, out);
                }
            }
        }
    }

    /// Says why a key does nothing on this visit.
    fn refuse(&self, act: Act, out: &mut Outbox) {
        let Some(it) = self.selected() else {
            out.say("No visit is selected.");
            return;
        };
        let word = visit::mark(it).word();
        let said = match (act, it.state()) {
            (Act::Today, _) => return,
            (Act::StartFinish, State::Approved) => "The patient is not here yet: Space marks arrived.".into(),
            (Act::StartFinish | Act::Step, State::Requested) => {
                "It is only asked for: y approves it, x declines it.".into()
            }
            (Act::Approve, _) => format!("This visit is {word}: there is nothing to approve."),
            (Act::Undo, _) => "There is nothing of yours to take back any more.".into(),
            _ => format!("This visit is {word}: that is not possible any more."),
        };
        out.say(said);
    }

    fn act_on(&mut self, act: Act, it: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::Open => out.go(Go::To(Route::Record(it.patient.clone()))),
            Act::Chat => out.go(Go::To(Route::ChatWith(it.patient.clone()))),
            Act::Book => {
                let start = BookingStart {
                    patient: Some(view::patient_of(it)),
                    doctor: Some(self.doctor.clone()),
                    ..Default::default()
                };
                out.go(Go::To(Route::Booking(Box::new(start))));
            }
            Act::CallOff if it.state() == State::Requested => {
                let who = format!("{}, {}", cx.person(&it.patient_display_name), visit::span(it, cx));
                let question = Confirm::new(
                    "Decline this visit? The patient reads why.",
                    &who,
                    'y',
                    "decline it",
                    cx.at.uptime,
                )
                .reasons(&["no time then", "please see a colleague", "please call us first"])
                .with_note(500);
                self.declining = Some((question, it.clone()));
            }
            Act::CallOff => self.acts.ask_cancel(it, cx, out),
            Act::Approve => self.send(
                Call::ApproveAppointment(pb::ApproveAppointmentRequest {
                    name: it.name.clone(),
                    expected_version: it.version,
                    ..Default::default()
                }),
                it,
                out,
            ),
            Act::StartFinish | Act::Step => {
                let direct = act == Act::StartFinish;
                if let Some(call) = step(it, direct) {
                    self.send(call, it, out);
                }
            }
            _ => {}
        }
    }

    fn send(&mut self, mut call: Call, it: &pb::Appointment, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        let id = self.once.id(&call, out);
        if let Some(slot) = call.request_id_mut() {
            *slot = id;
        }
        self.sent = Some(Sent { ticket: out.call(call), name: it.name.clone() });
    }

    fn toggle_duty(&mut self, out: &mut Outbox) {
        if self.duty.is_some() || self.me.get().is_none() {
            return;
        }
        let duty = if self.on_duty() { DutyStatus::OffDuty } else { DutyStatus::OnDuty };
        let request = pb::SetDutyStatusRequest {
            name: self.doctor.clone(),
            duty_status: duty.into(),
            ..Default::default()
        };
        self.duty = Some(out.call(Call::SetDutyStatus(request)));
    }

    /// Takes a visit as it is now; a reason that is not known is asked for.
    fn put(&mut self, now: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        self.acts.on_visit(now);
        if let Some((_, it)) = self.declining.as_mut().filter(|(_, it)| it.name == now.name) {
            if now.state() == State::Requested {
                *it = now.clone();
            } else {
                self.declining = None;
                out.say("Somebody answered this request meanwhile.");
            }
        }
        let here = now.doctor == self.doctor && visit::start(now).is_some_and(|at| cx.date(at) == self.date);
        let Some(known) = self.visits.get_mut() else {
            return;
        };
        let at = known.iter().position(|it| it.appointment.as_ref().is_some_and(|it| it.name == now.name));
        let newer = at.and_then(|at| known.get(at)).and_then(|it| it.appointment.as_ref()).is_none_or(|it| {
            visit::is_newer(now, it) || (now.version == it.version && now.undo_until.is_some())
        });
        if !newer {
            return;
        }
        self.fresh.push(now.name.clone());
        match at {
            Some(at) if !here => {
                known.remove(at);
            }
            Some(at) => {
                if let Some(it) = known.get_mut(at) {
                    it.appointment = Some(now.clone());
                }
            }
            None if here => {
                known.push(pb::Visit { appointment: Some(now.clone()), reason: String::new() });
                let request = pb::GetVisitRequest { name: now.name.clone() };
                self.singles.push(out.call(Call::GetVisit(request)));
            }
            None => {}
        }
        sort(known);
        self.follow(cx, out);
    }

    fn put_visit(&mut self, it: pb::Visit, cx: &Cx, out: &mut Outbox) {
        let Some(appointment) = it.appointment.clone() else { return };
        self.put(&appointment, cx, out);
        if let Some(known) = self.visits.get_mut()
            && let Some(known) = known
                .iter_mut()
                .find(|known| known.appointment.as_ref().is_some_and(|known| known.name == appointment.name))
        {
            known.reason = it.reason;
        }
    }

    /// Takes the list, but keeps what events told since it was asked for.
    fn take_list(&mut self, listed: Vec<pb::Visit>, cx: &Cx) {
        let mut all = listed;
        for old in self.known() {
            let Some(it) = &old.appointment else { continue };
            let at =
                all.iter().position(|new| new.appointment.as_ref().is_some_and(|new| new.name == it.name));
            match at.and_then(|at| all.get_mut(at)) {
                Some(new) if new.appointment.as_ref().is_some_and(|new| visit::is_newer(it, new)) => {
                    new.appointment = Some(it.clone());
                }
                Some(_) => {}
                None if self.fresh.contains(&it.name) => all.push(old.clone()),
                None => {}
            }
        }
        sort(&mut all);
        self.visits.settle(Ok(all));
        if !self.placed {
            self.placed = true;
            let first = self.now().or_else(|| self.next(cx)).map(|it| it.name.clone());
            if let Some(first) = first.filter(|_| self.date == cx.today()) {
                self.selected.select(first);
            }
        }
    }

    /// Follows the selection, and asks for the chart of whom it is on.
    fn follow(&mut self, _cx: &Cx, out: &mut Outbox) {
        let ids = self.ids();
        self.selected.follow(&ids);
        self.ask_chart(false, out);
    }

    fn ask_chart(&mut self, anew: bool, out: &mut Outbox) {
        let Some(patient) = self.selected().map(|it| it.patient.clone()) else { return };
        if patient.is_empty() || (!anew && self.charts.contains_key(&patient)) {
            return;
        }
        let request = pb::GetPatientChartRequest { name: format!("{patient}/chart") };
        self.charts.entry(patient).or_default().ask(out, Call::GetPatientChart(request));
    }

    fn chart(&self) -> Option<&Load<pb::PatientChart>> {
        self.charts.get(&self.selected()?.patient)
    }

    fn stepped(&mut self, answer: Result<Reply, Failure>, name: String, cx: &Cx, out: &mut Outbox) {
        self.once.settled(&answer);
        match answer {
            Ok(
                Reply::ApproveAppointment(it)
                | Reply::RejectAppointment(it)
                | Reply::CheckInAppointment(it)
                | Reply::MarkAppointmentReady(it)
                | Reply::StartVisit(it)
                | Reply::CompleteVisit(it),
            ) => {
                let undo = if visit::undo_until(&it, cx).is_some() { "   u undo" } else { "" };
                out.say(format!(
                    "{} -> {}{undo}",
                    cx.person(&it.patient_display_name),
                    visit::mark(&it).word()
                ));
                self.put(&it, cx, out);
            }
            Ok(_) => {}
            Err(failure) => {
                out.complain(acts::kindly(&failure, cx));
                if failure.is(Reason::StaleVersion) || failure.is(Reason::WrongState) {
                    self.singles.push(out.call(Call::GetVisit(pb::GetVisitRequest { name })));
                }
            }
        }
    }

    fn decline(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((question, it)) = &mut self.declining else { return false };
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.declining = None,
            Answer::Yes => {
                let call = Call::RejectAppointment(pb::RejectAppointmentRequest {
                    name: it.name.clone(),
                    expected_version: it.version,
                    reason: question.reason(),
                    ..Default::default()
                });
                let it = it.clone();
                self.declining = None;
                self.send(call, &it, out);
            }
        }
        true
    }
}

/// By start, then by name, so that the order never depends on what came first.
fn sort(visits: &mut [pb::Visit]) {
    visits.sort_by_key(|it| {
        let it = it.appointment.as_ref();
        (it.and_then(visit::start), it.map(|it| it.name.clone()))
    });
}

/// The call that takes a visit one step on; `direct` skips the waiting room.
fn step(it: &pb::Appointment, direct: bool) -> Option<Call> {
    let (name, expected_version) = (it.name.clone(), it.version);
    Some(match it.state() {
        State::Approved => Call::CheckInAppointment(pb::CheckInAppointmentRequest {
            name,
            expected_version,
            ..Default::default()
        }),
        State::Arrived if !direct => Call::MarkAppointmentReady(pb::MarkAppointmentReadyRequest {
            name,
            expected_version,
            ..Default::default()
        }),
        State::Arrived | State::Ready => {
            Call::StartVisit(pb::StartVisitRequest { name, expected_version, ..Default::default() })
        }
        State::InVisit => {
            Call::CompleteVisit(pb::CompleteVisitRequest { name, expected_version, ..Default::default() })
        }
        _ => return None,
    })
}

impl Page for Day {
    fn title(&self, cx: &Cx) -> String {
        if self.date == cx.today() { "Day".to_owned() } else { format!("Day {}", cx.day(self.date)) }
    }

    fn mode(&self) -> Mode {
        if self.declining.is_some() || self.acts.is_asking() { Mode::Ask } else { Mode::List }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.headline(cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.decline(key, cx, out) || self.acts.on_key(key, cx, out) {
            return true;
        }
        let ids = self.ids();
        if self.selected.on_key(key, cx.page(), &ids) {
            self.ask_chart(false, out);
            return true;
        }
        let Some(act) = cx.keys.find(&KEYS, key) else { return false };
        self.act(act, cx, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        self.acts.paste(pasted);
        if let Some((question, _)) = &mut self.declining {
            question.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.visits.awaits(ticket) {
            match answer {
                Ok(Reply::ListVisits(page)) => self.take_list(page.visits, cx),
                Ok(_) => self.visits.settle(Ok(Vec::new())),
                Err(failure) => self.visits.settle(Err(failure)),
            }
            self.follow(cx, out);
        } else if self.me.awaits(ticket) {
            self.me.settle(answer.map(|reply| match reply {
                Reply::GetDoctor(me) => me,
                _ => pb::Doctor::default(),
            }));
        } else if let Some(at) = self.singles.iter().position(|&single| single == ticket) {
            self.singles.swap_remove(at);
            if let Ok(Reply::GetVisit(it)) = answer {
                self.put_visit(it, cx, out);
            }
        } else if self.duty == Some(ticket) {
            self.duty = None;
            match answer {
                Ok(Reply::SetDutyStatus(me)) => {
                    self.me = Load::ready(me);
                    out.say(if self.on_duty() {
                        "You are on duty: new bookings are taken."
                    } else {
                        "You are off duty: no new bookings, booked visits stay. d ends it."
                    });
                }
                Ok(_) => {}
                Err(failure) => out.complain(acts::sentence(&failure.message)),
            }
        } else if let Some(sent) = self.sent.take_if(|sent| sent.ticket == ticket) {
            self.stepped(answer, sent.name, cx, out);
        } else if let Some(chart) = self.charts.values_mut().find(|chart| chart.awaits(ticket)) {
            if answer.as_ref().is_err_and(doubt::is_closed) {
                // nothing stays on the screen that was shown by a right that is gone
                chart.clear();
            }
            chart.settle(answer.map(|reply| match reply {
                Reply::GetPatientChart(chart) => chart,
                _ => pb::PatientChart::default(),
            }));
        } else if let Outcome::Now(it) = self.acts.on_reply(ticket, &answer, cx, out) {
            self.put(&it, cx, out);
        }
    }

    fn on_event(&mut self, event: &pb::Event, cx: &Cx, out: &mut Outbox) {
        match &event.payload {
            Some(Payload::Appointment(it)) => self.put(it, cx, out),
            Some(Payload::Doctor(doctor)) if doctor.name == self.doctor => {
                self.me = Load::ready(doctor.clone());
            }
            Some(Payload::PatientChartChanged(changed)) => {
                let selected = self.selected().is_some_and(|it| it.patient == changed.patient);
                if selected {
                    self.ask_chart(true, out);
                } else {
                    self.charts.remove(&changed.patient);
                }
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
        self.me.ask(out, Call::GetDoctor(pb::GetDoctorRequest { name: self.doctor.clone() }));
        let selected = self.selected().map(|it| it.patient.clone());
        self.charts.retain(|patient, _| Some(patient) == selected.as_ref());
        self.ask_chart(true, out);
    }

    fn news(&self, cx: &Cx) -> Option<Line<'static>> {
        self.acts.news(cx)
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        self.detail_line(cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame, area, cx);
    }
}

#[cfg(test)]
mod tests;
