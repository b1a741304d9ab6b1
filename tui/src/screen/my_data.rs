//! What the clinic knows about the patient, seen and changed by the patient: who
//! one is and how to be reached, whom to call, blood group, allergies, history.

use praxis_shared::pb;
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::doubt::{self, email_remarks};
use super::common::edit::Edit;
use super::common::once::Once;
use super::common::{chart, contact, patient as written};
use super::patient_home::own_patient;
use super::record::form_view;
use super::{Mode, Page, Route, said, said_whole};
use crate::context::{Cx, Shape};
use crate::keymap::{Binding, Code, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::Outcome;
use crate::widget::{line_at, lines_at, place_cursor};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Change contact.
    Contact,
    /// Change the chart.
    Chart,
    /// The account.
    Account,
    /// Who opened the record.
    Looks,
    /// Save the form.
    Save,
    /// To the menu.
    Back,
    /// Close the form, keep what was typed.
    Leave,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "my-data",
    bindings: &[
        Binding::new(Act::Save, "save", &[Key::ctrl('d'), Key::f(2)], "save", "Saves the form."),
        Binding::new(
            Act::Contact,
            "contact",
            &[Key::ch('1')],
            "contact",
            "Changes name, birth date, address, phone and whom to call.",
        ),
        Binding::new(
            Act::Chart,
            "chart",
            &[Key::ch('2')],
            "health",
            "Changes blood group, allergies and medical history.",
        ),
        Binding::new(
            Act::Account,
            "account",
            &[Key::ch('3')],
            "account",
            "Shows your account: password, e-mail, where you are signed in.",
        ),
        Binding::new(
            Act::Looks,
            "looks",
            &[Key::ch('4')],
            "who looked",
            "Shows who opened or changed your record.",
        ),
        Binding::new(Act::Back, "back", &[Key::ch('0')], "menu", "Goes back to the menu."),
        Binding::new(Act::Leave, "leave", &[Key::ESC], "back", "Goes back; what was typed is kept."),
    ],
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Overview,
    Contact,
    Chart,
}

/// The screen.
pub struct MyData {
    name: String,
    patient: Load<pb::Patient>,
    chart: Load<pb::PatientChart>,
    contact: Option<Edit>,
    chart_form: Option<Edit>,
    part: Part,
    once: Once,
    /// The first line that is shown where there is no room for all.
    from: usize,
}

impl MyData {
    /// Opens it.
    pub(super) fn open(cx: &Cx, out: &mut Outbox) -> Self {
        let mut screen = Self {
            name: own_patient(cx).to_owned(),
            patient: Load::default(),
            chart: Load::default(),
            contact: None,
            chart_form: None,
            part: Part::Overview,
            once: Once::default(),
            from: 0,
        };
        screen.ask_patient(out);
        screen.ask_chart(out);
        screen
    }

    fn ask_patient(&mut self, out: &mut Outbox) {
        self.patient.ask(out, Call::GetPatient(pb::GetPatientRequest { name: "patients/me".into() }));
    }

    fn ask_chart(&mut self, out: &mut Outbox) {
        let name = "patients/me/chart".to_owned();
        self.chart.ask(out, Call::GetPatientChart(pb::GetPatientChartRequest { name }));
    }

    fn allows(&self, act: Act) -> bool {
        let front = self.part == Part::Overview;
        match act {
            Act::Save => !front,
            Act::Leave => true,
            Act::Contact => front && self.patient.get().is_some(),
            Act::Chart => front && self.chart.get().is_some(),
            Act::Account | Act::Looks | Act::Back => front,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act) {
            return;
        }
        match act {
            Act::Contact => {
                if let (None, Some(known)) = (&self.contact, self.patient.get()) {
                    self.contact = Some(contact::edit(known));
                }
                if let Some(edit) = self.contact.as_mut().filter(|_| doubt::is_unconfirmed(cx)) {
                    edit.say(format!("Phone and mail: {}", doubt::CLOSED));
                }
                self.part = Part::Contact;
            }
            Act::Chart => {
                if let (None, Some(known)) = (&self.chart_form, self.chart.get()) {
                    self.chart_form = Some(chart::edit(known));
                }
                self.part = Part::Chart;
            }
            Act::Account => out.go(Go::Tab(Route::Profile)),
            Act::Looks => out.go(Go::To(Route::Looks)),
            Act::Back => out.go(Go::Tab(Route::PatientHome)),
            Act::Save => self.save(cx, out),
            Act::Leave if self.part == Part::Overview => out.go(Go::Tab(Route::PatientHome)),
            Act::Leave => {
                if self.has_draft() {
                    let digit = if self.part == Part::Contact { 1 } else { 2 };
                    out.say(format!("What you typed is kept: {digit} goes on."));
                }
                self.part = Part::Overview;
            }
        }
    }

    fn form(&mut self) -> Option<&mut Edit> {
        match self.part {
            Part::Overview => None,
            Part::Contact => self.contact.as_mut(),
            Part::Chart => self.chart_form.as_mut(),
        }
    }

    fn save(&mut self, cx: &Cx, out: &mut Outbox) {
        let part = self.part;
        let name = self.name.clone();
        let mut once = std::mem::take(&mut self.once);
        match self.form() {
            Some(edit) if edit.is_sent() => {}
            Some(edit) if !edit.is_touched() => {
                out.say("Nothing was changed.");
                self.close(part);
            }
            Some(edit) if part == Part::Contact => match contact::update(edit, &name, cx.today()) {
                Some(mut request) => {
                    request.request_id = once.id(&request, out);
                    edit.sent(out.call(Call::UpdatePatient(request)));
                }
                None => edit.say("Some fields are not right yet; what is allowed stands beside them."),
            },
            Some(edit) => {
                let mut request = chart::update(edit, &name);
                request.request_id = once.id(&request, out);
                edit.sent(out.call(Call::UpdatePatientChart(request)));
            }
            None => {}
        }
        self.once = once;
    }

    fn close(&mut self, part: Part) {
        match part {
            Part::Overview => {}
            Part::Contact => self.contact = None,
            Part::Chart => self.chart_form = None,
        }
        if self.part == part {
            self.part = Part::Overview;
        }
    }

    fn take_patient(&mut self, now: &pb::Patient) {
        if let Some(edit) = &mut self.contact {
            edit.merge(contact::values(now), now.version);
        }
        if self.patient.get().is_none_or(|known| known.version < now.version) {
            self.patient = Load::ready(now.clone());
        }
    }

    fn saved(&mut self, part: Part, answer: Result<Reply, Failure>, out: &mut Outbox) {
        self.once.settled(&answer);
        match answer {
            Ok(Reply::UpdatePatient(now)) => {
                self.close(Part::Contact);
                self.take_patient(&now);
                out.say("Saved.");
            }
            Ok(Reply::UpdatePatientChart(now)) => {
                self.close(Part::Chart);
                self.chart = Load::ready(now);
                out.say("Saved.");
            }
            Ok(_) => {}
            Err(failure) => {
                let form =
                    if part == Part::Contact { self.contact.as_mut() } else { self.chart_form.as_mut() };
                let Some(edit) = form else { return };
                edit.refused(&failure);
                if failure.is(Reason::Unconfirmed) {
                    edit.say(format!("Phone and mail: {} The rest can be saved.", doubt::CLOSED));
                }
                if failure.is(Reason::StaleVersion) {
                    edit.say("Somebody changed this meanwhile; looking at what it is now...");
                    if part == Part::Contact { self.ask_patient(out) } else { self.ask_chart(out) }
                }
            }
        }
    }
}

impl Page for MyData {
    fn title(&self, _cx: &Cx) -> String {
        "My data".to_owned()
    }

    fn mode(&self) -> Mode {
        if self.part == Part::Overview { Mode::Grid } else { Mode::Type }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        match self.patient.get() {
            Some(it) => written::strip(it, self.chart.get(), cx),
            None => said("MY DATA", Tone::Strong, cx),
        }
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        let hidden = |act: Act| act == Act::Leave && self.part == Part::Overview;
        cx.keys.entries_if(&KEYS, |act| self.allows(act) && !hidden(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let act = cx.keys.find(&KEYS, key);
        if self.part == Part::Overview {
            if self.scroll(key, cx) {
                return true;
            }
            act.into_iter().for_each(|act| self.act(act, cx, out));
            // Digits belong to this screen: one that means nothing must not lead away.
            return act.is_some() || key.digit().is_some();
        }
        if let Some(act @ (Act::Save | Act::Leave)) = act {
            self.act(act, cx, out);
            return true;
        }
        match self.form().map(|edit| edit.on_key(key)) {
            Some(Outcome::Submitted) => self.save(cx, out),
            Some(Outcome::Ignored) | None => return false,
            Some(Outcome::Changed | Outcome::Moved) => {}
        }
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        if let Some(edit) = self.form() {
            edit.form.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.patient.awaits(ticket) {
            match answer {
                Ok(Reply::GetPatient(now)) => {
                    self.patient.settle(Ok(now.clone()));
                    self.take_patient(&now);
                }
                Ok(_) => {}
                Err(failure) => self.patient.settle(Err(failure)),
            }
        } else if self.chart.awaits(ticket) {
            match answer {
                Ok(Reply::GetPatientChart(now)) => {
                    if let Some(edit) = &mut self.chart_form {
                        edit.merge(chart::values(&now), now.version);
                    }
                    self.chart.settle(Ok(now));
                }
                Ok(_) => {}
                Err(failure) => {
                    if doubt::is_closed(&failure) {
                        // what was open is closed on the screen, too
                        self.chart.clear();
                        self.chart_form = None;
                        self.part = if self.part == Part::Chart { Part::Overview } else { self.part };
                    }
                    self.chart.settle(Err(failure));
                }
            }
        } else if self.contact.as_mut().is_some_and(|edit| edit.answered(ticket)) {
            self.saved(Part::Contact, answer, out);
        } else if self.chart_form.as_mut().is_some_and(|edit| edit.answered(ticket)) {
            self.saved(Part::Chart, answer, out);
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, out: &mut Outbox) {
        use pb::event::Payload;
        match &event.payload {
            Some(Payload::Patient(now)) if now.name == self.name => self.take_patient(now),
            Some(Payload::PatientChartChanged(changed)) if changed.patient == self.name => {
                self.ask_chart(out)
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask_patient(out);
        self.ask_chart(out);
    }

    fn has_draft(&self) -> bool {
        [&self.contact, &self.chart_form].into_iter().flatten().any(Edit::is_touched)
    }

    fn line(&self, _cx: &Cx) -> String {
        match self.part {
            Part::Overview => "1 contact 2 health 3 account 4 looks 0 menu".to_owned(),
            _ => "Changing my data: Ctrl-D saves".to_owned(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        match self.part {
            Part::Overview => self.overview(frame, area, cx),
            Part::Contact => form_view(self.contact.as_ref(), frame, area, cx),
            Part::Chart => form_view(self.chart_form.as_ref(), frame, area, cx),
        }
    }
}

impl MyData {
    /// Moves through what has no room on the screen.
    fn scroll(&mut self, key: Key, cx: &Cx) -> bool {
        let columns = usize::from(cx.size.0.saturating_sub(1));
        let last = self.overview_lines(columns, cx).len().saturating_sub(cx.page().saturating_sub(1).max(1));
        let from = self.from.min(last);
        self.from = match key.code {
            Code::Up => from.saturating_sub(1),
            Code::Down => (from + 1).min(last),
            Code::PageUp => from.saturating_sub(cx.page()),
            Code::PageDown => (from + cx.page()).min(last),
            _ => return false,
        };
        true
    }

    fn overview(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        let lines = self.overview_lines(usize::from(area.width), cx);
        let rows = usize::from(area.height);
        if lines.len() <= rows {
            lines_at(frame, area, lines);
            return;
        }
        let shown = rows.saturating_sub(1);
        let from = self.from.min(lines.len() - shown);
        let rest = lines.len() - from - shown;
        lines_at(frame, area, lines.into_iter().skip(from).take(shown));
        let more =
            if rest > 0 { format!("Down: {rest} more lines") } else { "Up: the lines before".to_owned() };
        line_at(frame, area, area.height.saturating_sub(1), said(more, Tone::Accent, cx));
    }

    fn overview_lines(&self, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
        let full = cx.shape() == Shape::Full;
        let mut lines = Vec::new();
        if full {
            lines.push(said("1  How to reach me", Tone::Strong, cx));
        }
        match (self.patient.get(), self.patient.remark()) {
            (Some(it), _) => lines.extend(reach(it, columns, cx)),
            (None, remark) => lines.push(said(remark.unwrap_or_default(), Tone::Warn, cx)),
        }
        if full {
            lines.push(Line::default());
            lines.push(said("2  My health", Tone::Strong, cx));
        }
        match (self.chart.get(), self.chart.remark()) {
            (Some(it), _) => lines.extend(chart::lines(it, columns, 6, cx)),
            (None, remark) => {
                let closed = self.chart.failure().map(doubt::said_of);
                let said = closed.or(remark).unwrap_or_default();
                lines.extend(said_whole(&said, Tone::Warn, columns, cx));
            }
        }
        if full {
            let account = cx.me.as_ref().map(|me| me.user.user_name.clone()).unwrap_or_default();
            lines.push(Line::default());
            lines.push(said(format!("3  My account   {account}"), Tone::Strong, cx));
            lines.push(said("4  Who looked at my record", Tone::Strong, cx));
        }
        lines
    }
}

/// How to be reached, and whether the e-mail signs in.
fn reach(it: &pb::Patient, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
    let kin = it.emergency_contact.clone().unwrap_or_default();
    let relation = if kin.relation.is_empty() { String::new() } else { format!(" ({})", kin.relation) };
    let kin = format!("{}{relation} {}", kin.full_name, kin.phone);
    let facts = [
        ("Phone    ", it.phone.clone()),
        ("Mail     ", it.email.clone()),
        ("Address  ", written::address(it.address.as_ref())),
        ("Emergency", kin.trim().to_owned()),
    ];
    let told = |(label, value): (&str, String)| {
        let value = if value.trim().is_empty() || cx.private { "-".to_owned() } else { value };
        said(format!("{label} {value}"), Tone::Text, cx)
    };
    let mut lines: Vec<Line<'static>> = facts.into_iter().map(told).collect();
    let remarks = cx.me.as_ref().map(|me| email_remarks(&me.user)).unwrap_or_default();
    let remarks = remarks.into_iter().flat_map(|it| said_whole(it, Tone::Warn, columns, cx));
    lines.splice(2..2, remarks);
    lines
}

#[cfg(test)]
mod tests;
