//! One patient: identity, contact and visits for the desk, and for a doctor who
//! treats the patient the chart and the reasons of the visits too. The desk's
//! record asks for nothing clinical, so nothing clinical can end up on its screen.

use praxis_shared::pb::{self, Role};
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use self::asked::Asked;
use self::emergency::{Emergency, Standing};
use self::identity::Identity;
use self::invite::Invite;
pub use self::keys::{Act, KEYS};
use super::common::acts::{self, Acts, sentence};
use super::common::edit::Edit;
use super::common::once::Once;
use super::common::steps::Steps;
use super::common::visits::{Filter, Visits, appointment};
use super::common::{chart, contact, patient as written, visit};
use super::{BookingStart, Mode, Page, Route, said};
use crate::context::Cx;
use crate::keymap::{Entry, Key};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::modal::{Answer, Confirm};
use crate::widget::table::Selection;

mod asked;
mod emergency;
mod forms;
mod identity;
mod invite;
mod keys;
mod view;

pub(super) use self::view::form as form_view;

/// What lies in front of the overview.
enum Part {
    Overview,
    Contact,
    Chart,
    Steps(Box<Steps>),
    Invite(Box<Invite>),
    Leaving(Confirm),
}

/// The screen.
pub struct Record {
    name: String,
    patient: Load<pb::Patient>,
    chart: Load<pb::PatientChart>,
    visits: Visits,
    selected: Selection<String>,
    acts: Acts,
    part: Part,
    contact: Option<Edit>,
    chart_form: Option<Edit>,
    once: Once,
    emergency: Emergency,
    identity: Box<Identity>,
    asked: Box<Asked>,
}

impl Record {
    /// Opens the record of `patients/…`.
    pub(super) fn open(name: &str, cx: &Cx, out: &mut Outbox) -> Self {
        let mut record = Self {
            name: name.to_owned(),
            patient: Load::default(),
            chart: Load::default(),
            visits: Visits::open(name, is_doctor(cx), cx, out),
            selected: Selection::default(),
            acts: Acts::default(),
            part: Part::Overview,
            contact: None,
            chart_form: None,
            once: Once::default(),
            emergency: Emergency::default(),
            identity: Box::default(),
            asked: Box::default(),
        };
        record.ask_patient(out);
        record.ask_chart(cx, out);
        record
    }

    fn ask_patient(&mut self, out: &mut Outbox) {
        self.patient.ask(out, Call::GetPatient(pb::GetPatientRequest { name: self.name.clone() }));
    }

    fn ask_chart(&mut self, cx: &Cx, out: &mut Outbox) {
        if is_doctor(cx) {
            let name = format!("{}/chart", self.name);
            self.chart.ask(out, Call::GetPatientChart(pb::GetPatientChartRequest { name }));
        }
    }

    fn rows(&self, cx: &Cx) -> Vec<&pb::Visit> {
        if self.standing(cx) == Standing::Over { Vec::new() } else { self.visits.rows(Filter::All, cx) }
    }

    fn standing(&self, cx: &Cx) -> Standing {
        emergency::standing(self.chart.get(), cx)
    }

    /// The chart, while it may be looked at.
    fn open_chart(&self, cx: &Cx) -> Option<&pb::PatientChart> {
        self.chart.get().filter(|_| self.standing(cx) != Standing::Over)
    }

    /// The record was open and is no more: nothing that was shown by that right stays on the screen.
    fn shut(&mut self) {
        self.chart.clear();
        self.visits.forget();
    }

    fn is_closed(&self, cx: &Cx) -> bool {
        self.standing(cx) == Standing::Over || self.chart.failure().is_some_and(|it| it.is(Reason::NotFound))
    }

    fn ids(&self, cx: &Cx) -> Vec<String> {
        self.rows(cx).into_iter().filter_map(appointment).map(|it| it.name.clone()).collect()
    }

    fn selected(&self) -> Option<&pb::Appointment> {
        self.visits.get(self.selected.key()?).and_then(appointment)
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        let front = matches!(self.part, Part::Overview) && !self.acts.is_asking() && self.is_free();
        let has_account = self.patient.get().is_some_and(|it| !it.user.is_empty());
        match act {
            Act::Leave => !front,
            Act::Save => matches!(self.part, Part::Contact | Part::Chart) || self.is_inviting(),
            _ if !front => false,
            Act::Steps => self.selected().is_some(),
            Act::Edit if is_doctor(cx) => self.chart.get().is_some() && self.standing(cx) == Standing::Usual,
            Act::Edit => self.patient.get().is_some(),
            Act::Book => self.patient.get().is_some(),
            Act::Move => self.selected().is_some_and(visit::can_move),
            Act::Cancel => self.selected().is_some_and(visit::can_cancel),
            Act::Undo => cx.role() != Role::Admin && self.acts.can_undo(self.selected(), cx),
            Act::Chat => has_account,
            Act::Invite => !is_doctor(cx) && self.patient.get().is_some(),
            Act::Confirm => self.treated(cx).is_some_and(identity::has_account),
            Act::Doubt => {
                self.treated(cx).is_some_and(|it| identity::has_account(it) && !identity::is_doubted(it))
            }
            Act::CancelAsked => !is_doctor(cx) && self.asked_for(cx) > 0,
            Act::Emergency => {
                let concerned = self.is_closed(cx) || matches!(self.standing(cx), Standing::Open(_));
                is_doctor(cx) && self.patient.get().is_some() && concerned
            }
        }
    }

    /// Whether no question of another kind is open or under way.
    fn is_free(&self) -> bool {
        self.emergency.is_free() && self.identity.is_free() && self.asked.is_free()
    }

    /// The chart, if it is open because the doctor treats the patient.
    fn treated(&self, cx: &Cx) -> Option<&pb::PatientChart> {
        self.chart.get().filter(|_| is_doctor(cx) && self.standing(cx) == Standing::Usual)
    }

    /// How many visits to come the patient's account asked for itself.
    fn asked_for(&self, cx: &Cx) -> usize {
        let account = self.patient.get().map(|it| it.user.as_str()).unwrap_or_default();
        let visits = self.rows(cx).into_iter().filter_map(appointment);
        visits.filter(|it| asked::is_asked(it, account, cx)).count()
    }

    fn question(&self) -> Option<&Confirm> {
        self.emergency.question().or(self.identity.question()).or(self.asked.question())
    }

    fn is_inviting(&self) -> bool {
        matches!(&self.part, Part::Invite(invite) if invite.is_form())
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act, cx) {
            return;
        }
        match act {
            Act::Save if self.is_inviting() => {
                if let Part::Invite(invite) = &mut self.part {
                    invite.send(out);
                }
            }
            Act::Save => self.save(cx, out),
            Act::Leave => self.part = Part::Overview,
            Act::Edit => self.edit(cx),
            Act::Book | Act::Move => {
                let moving = self.selected().filter(|_| act == Act::Move).cloned();
                let patient = self.patient.get().cloned();
                let start = BookingStart { patient, moving, ..Default::default() };
                out.go(Go::To(Route::Booking(Box::new(start))));
            }
            Act::Steps => {
                if let Some(it) = self.selected().cloned() {
                    self.part = Part::Steps(Box::new(Steps::open(&it, out)));
                }
            }
            Act::Cancel => {
                if let Some(it) = self.selected().cloned() {
                    self.acts.ask_cancel(&it, cx, out);
                }
            }
            Act::Undo => {
                let selected = self.selected().cloned();
                self.acts.undo(selected.as_ref(), cx, out);
            }
            Act::Confirm | Act::Doubt => {
                let who = self.who(cx);
                self.identity.ask(&who, act == Act::Doubt, cx);
            }
            Act::CancelAsked => {
                let (who, count) = (self.who(cx), self.asked_for(cx));
                self.asked.ask(&who, count, cx);
            }
            Act::Emergency => {
                if self.patient.get().is_some() {
                    let who = self.who(cx);
                    let ends = matches!(self.standing(cx), Standing::Open(_));
                    self.emergency.ask(&who, ends, cx);
                }
            }
            Act::Chat => out.go(Go::To(Route::ChatWith(self.name.clone()))),
            Act::Invite => {
                if let Some(patient) = self.patient.get() {
                    self.part = Part::Invite(Box::new(Invite::open(patient, cx)));
                }
            }
        }
    }

    /// Whom a question is about: name, date of birth, number.
    fn who(&self, cx: &Cx) -> String {
        let Some(it) = self.patient.get() else { return String::new() };
        let born = written::birth_date(it.birth_date.as_ref(), cx);
        format!("{}, b.{born} ({})", cx.person(&it.display_name), it.number)
    }

    fn take_patient(&mut self, now: &pb::Patient) {
        if now.name != self.name {
            return;
        }
        if let Some(edit) = &mut self.contact {
            edit.merge(contact::values(now), now.version);
        }
        match self.patient.get_mut() {
            Some(known) if known.version >= now.version => {}
            Some(known) => {
                // only who asks for this one patient is told of it
                let clash = now.email_clash || (known.email_clash && known.email == now.email);
                *known = pb::Patient { email_clash: clash, ..now.clone() };
            }
            None => self.patient = Load::ready(now.clone()),
        }
    }

    fn take_visit(&mut self, now: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        self.visits.on_visit(now, out);
        self.acts.on_visit(now);
        if let Part::Steps(steps) = &mut self.part {
            steps.on_visit(now, out);
        }
        self.selected.follow(&self.ids(cx));
    }

    fn on_list_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let ids = self.ids(cx);
        if self.selected.on_key(key, cx.page().saturating_sub(6), &ids) {
            if self.selected.row(&ids) == ids.len().checked_sub(1) {
                self.visits.ask_older(cx, out);
            }
            return true;
        }
        if key == Key::ESC && self.has_draft() {
            let what = "Leave this record? What you typed is not saved.";
            self.part = Part::Leaving(Confirm::new(what, "", 'y', "leave and lose it", cx.at.uptime));
            return true;
        }
        match cx.keys.find(&KEYS, key) {
            Some(act) if self.allows(act, cx) => {
                self.act(act, cx, out);
                true
            }
            _ => false,
        }
    }
}

/// Whether the person acts as a doctor: the only staff to whom the chart may be open.
fn is_doctor(cx: &Cx) -> bool {
    cx.role() == Role::Doctor
}

impl Page for Record {
    fn title(&self, cx: &Cx) -> String {
        self.patient.get().map_or_else(
            || "Record".to_owned(),
            |it| {
                let age = written::letter_and_age(it.gender(), it.birth_date.as_ref(), cx);
                format!("{} {age}", cx.person(&it.display_name))
            },
        )
    }

    fn mode(&self) -> Mode {
        match &self.part {
            _ if self.acts.is_asking() || self.question().is_some() => Mode::Ask,
            Part::Leaving(_) => Mode::Ask,
            Part::Invite(invite) => invite.mode(),
            Part::Contact | Part::Chart => Mode::Type,
            Part::Overview | Part::Steps(_) => Mode::List,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.patient.get().map_or_else(
            || said(self.patient.remark().unwrap_or_default(), Tone::Text, cx),
            |it| written::strip(it, self.open_chart(cx), cx),
        )
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.acts.on_key(key, cx, out)
            || self.emergency.on_key(key, &self.name, cx, out)
            || self.identity.on_key(key, &self.name, cx, out)
            || self.asked.on_key(key, &self.name, cx, out)
        {
            return true;
        }
        match &mut self.part {
            Part::Overview => self.on_list_key(key, cx, out),
            Part::Contact | Part::Chart => self.on_form_key(key, cx, out),
            Part::Steps(steps) => {
                match key {
                    Key::DOWN => steps.scroll(1),
                    Key::UP => steps.scroll(-1),
                    Key::PAGE_DOWN => steps.scroll(8),
                    Key::PAGE_UP => steps.scroll(-8),
                    Key::ESC | Key::ENTER => self.part = Part::Overview,
                    _ => return false,
                }
                true
            }
            Part::Invite(invite) => {
                match invite.on_key(key, cx, out) {
                    invite::Outcome::Open => {}
                    invite::Outcome::Ignored => return false,
                    invite::Outcome::Closed => self.part = Part::Overview,
                }
                true
            }
            Part::Leaving(confirm) => {
                match confirm.on_key(key, cx.at.uptime) {
                    Answer::Waiting => {}
                    Answer::Keep => self.part = Part::Overview,
                    Answer::Yes => {
                        self.contact = None;
                        self.chart_form = None;
                        self.part = Part::Overview;
                        out.go(Go::Back);
                    }
                }
                true
            }
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        if self.acts.is_asking() {
            self.acts.paste(pasted);
        } else if self.emergency.question().is_some() {
            self.emergency.paste(pasted);
        } else if self.asked.question().is_some() {
            self.asked.paste(pasted);
        } else if let Part::Invite(invite) = &mut self.part {
            invite.paste(pasted);
        } else if let Some(edit) = self.form() {
            edit.form.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        match self.acts.on_reply(ticket, &answer, cx, out) {
            acts::Outcome::Now(now) => return self.take_visit(&now, cx, out),
            acts::Outcome::Refused => return,
            acts::Outcome::NotMine => {}
        }
        if self.emergency.on_reply(ticket, &answer, out).is_some() {
            if matches!(answer, Ok(Reply::CloseEmergencyAccess(_))) {
                self.shut();
            }
            self.ask_chart(cx, out);
            self.visits.ask(cx, out);
            return;
        }
        if let Some(chart) = self.identity.on_reply(ticket, &answer, out) {
            match chart {
                Some(chart) => self.chart = Load::ready(chart),
                // what was refused may have been done by somebody else
                None => self.ask_chart(cx, out),
            }
            return;
        }
        if let Some(visits) = self.asked.on_reply(ticket, &answer, out) {
            visits.iter().for_each(|it| self.take_visit(it, cx, out));
            return;
        }
        if self.visits.on_reply(ticket, &answer) {
            self.selected.follow(&self.ids(cx));
            return;
        }
        if let Part::Steps(steps) = &mut self.part
            && steps.on_reply(ticket, &answer)
        {
            return;
        }
        if let Part::Invite(invite) = &mut self.part
            && invite.awaits(ticket)
        {
            if let Some(now) = invite.on_reply(answer) {
                self.take_patient(&now);
            }
            return;
        }
        if self.patient.awaits(ticket) {
            self.patient.settle(answer.map(|reply| match reply {
                Reply::GetPatient(patient) => patient,
                _ => pb::Patient::default(),
            }));
            if let Some(now) = self.patient.get().cloned() {
                self.take_patient(&now);
            }
        } else if self.chart.awaits(ticket) {
            if self.chart.get().is_some() && answer.as_ref().is_err_and(is_closed_to) {
                self.shut();
                self.visits.ask(cx, out);
            }
            self.chart.settle(answer.map(|reply| match reply {
                Reply::GetPatientChart(chart) => chart,
                _ => pb::PatientChart::default(),
            }));
            if let (Some(edit), Some(now)) = (&mut self.chart_form, self.chart.get()) {
                edit.merge(chart::values(now), now.version);
            }
        } else {
            let contact = self.contact.as_mut().is_some_and(|edit| edit.answered(ticket));
            if contact || self.chart_form.as_mut().is_some_and(|edit| edit.answered(ticket)) {
                self.saved(answer, cx, out);
            }
        }
    }

    fn on_event(&mut self, event: &pb::Event, cx: &Cx, out: &mut Outbox) {
        use pb::event::Payload;
        match &event.payload {
            Some(Payload::Patient(now)) => self.take_patient(now),
            Some(Payload::Appointment(now)) if now.patient == self.name => self.take_visit(now, cx, out),
            Some(Payload::PatientChartChanged(changed)) if changed.patient == self.name => {
                self.ask_chart(cx, out);
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, cx: &Cx, out: &mut Outbox) {
        self.ask_patient(out);
        self.ask_chart(cx, out);
        self.visits.ask(cx, out);
        if let Part::Steps(steps) = &mut self.part {
            steps.ask(out);
        }
    }

    fn has_draft(&self) -> bool {
        let touched = |edit: &Option<Edit>| edit.as_ref().is_some_and(Edit::is_touched);
        touched(&self.contact)
            || touched(&self.chart_form)
            || matches!(&self.part, Part::Invite(invite) if invite.has_draft())
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        view::detail(self, cx)
    }

    fn news(&self, cx: &Cx) -> Option<Line<'static>> {
        self.acts.news(cx)
    }

    fn line(&self, cx: &Cx) -> String {
        if let Some(hint) = self.acts.hint() {
            return hint;
        }
        let next = self.visits.next(cx).map(|it| format!("next {}", visit::when(it, cx))).unwrap_or_default();
        format!("{}  {next}", self.title(cx))
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        view::view(self, frame, area, cx);
    }
}

/// Whether the server says that the record is not open to this person, rather than that something failed.
fn is_closed_to(failure: &Failure) -> bool {
    failure.is(Reason::NotFound) || failure.is(Reason::RoleNotAllowed) || failure.is(Reason::Recovering)
}

/// Why the chart is not there, in words for a doctor.
fn closed_chart(failure: &Failure) -> String {
    if failure.is(Reason::NotFound) || failure.is(Reason::RoleNotAllowed) {
        "Chart: for the doctors who treat this patient. ! opens it as an emergency.".to_owned()
    } else {
        sentence(&failure.message)
    }
}

#[cfg(test)]
mod tests;
