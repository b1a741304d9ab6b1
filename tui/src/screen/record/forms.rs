//! The two forms of a record, contact for the desk and the chart for a doctor:
//! opened over what is known, saved with the version that was read, kept on Esc.

use praxis_shared::reason::Reason;

use super::{Act, KEYS, Part, Record, is_doctor};
use crate::context::Cx;
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Load, Outbox, Reply};
use crate::screen::Page;
use crate::screen::common::edit::Edit;
use crate::screen::common::{chart, contact};
use crate::widget::form::Outcome;

impl Record {
    pub(super) fn edit(&mut self, cx: &Cx) {
        if is_doctor(cx) {
            if let (None, Some(known)) = (&self.chart_form, self.chart.get()) {
                self.chart_form = Some(chart::edit(known));
            }
            self.part = Part::Chart;
        } else {
            if let (None, Some(known)) = (&self.contact, self.patient.get()) {
                self.contact = Some(contact::edit(known));
            }
            self.part = Part::Contact;
        }
    }

    pub(super) fn save(&mut self, cx: &Cx, out: &mut Outbox) {
        let Some(edit) = self.form() else { return };
        if edit.is_sent() {
            return;
        }
        if !edit.is_touched() {
            self.close_form();
            out.say("Nothing was changed.");
            return;
        }
        match (&self.part, &mut self.contact, &mut self.chart_form) {
            (Part::Contact, Some(edit), _) => {
                let Some(mut request) = contact::update(edit, &self.name, cx.today()) else {
                    edit.say("Some fields are not right yet; what is allowed stands beside them.");
                    return;
                };
                request.request_id = self.once.id(&request, out);
                edit.sent(out.call(Call::UpdatePatient(request)));
            }
            (Part::Chart, _, Some(edit)) => {
                let mut request = chart::update(edit, &self.name);
                request.request_id = self.once.id(&request, out);
                edit.sent(out.call(Call::UpdatePatientChart(request)));
            }
            _ => {}
        }
    }

    /// The form in front.
    pub(super) fn form(&mut self) -> Option<&mut Edit> {
        match self.part {
            Part::Contact => self.contact.as_mut(),
            Part::Chart => self.chart_form.as_mut(),
            _ => None,
        }
    }

    pub(super) fn close_form(&mut self) {
        match self.part {
            Part::Contact => self.contact = None,
            Part::Chart => self.chart_form = None,
            _ => return,
        }
        self.part = Part::Overview;
    }

    /// Takes the answer to a form that was sent.
    pub(super) fn saved(&mut self, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        self.once.settled(&answer);
        match answer {
            Ok(Reply::UpdatePatient(now)) => {
                self.contact = None;
                self.take_patient(&now);
                self.part =
                    if matches!(self.part, Part::Contact) { Part::Overview } else { self.take_part() };
                out.say("Saved.");
            }
            Ok(Reply::UpdatePatientChart(now)) => {
                self.chart_form = None;
                self.chart = Load::ready(now);
                self.part = if matches!(self.part, Part::Chart) { Part::Overview } else { self.take_part() };
                out.say("Saved.");
            }
            Ok(_) => {}
            Err(failure) => {
                let contact_form = matches!(self.part, Part::Contact) || self.chart_form.is_none();
                let form = if contact_form { self.contact.as_mut() } else { self.chart_form.as_mut() };
                let Some(edit) = form else { return };
                edit.refused(&failure);
                if failure.is(Reason::StaleVersion) {
                    edit.say("Somebody changed this meanwhile; looking at what it is now...");
                    if contact_form { self.ask_patient(out) } else { self.ask_chart(cx, out) }
                }
            }
        }
    }

    pub(super) fn take_part(&mut self) -> Part {
        std::mem::replace(&mut self.part, Part::Overview)
    }

    pub(super) fn on_form_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if let Some(act @ (Act::Save | Act::Leave)) = cx.keys.find(&KEYS, key) {
            let drafts = self.has_draft();
            self.act(act, cx, out);
            if act == Act::Leave && drafts {
                out.say("What you typed is kept: e goes on.");
            }
            return true;
        }
        match self.form().map(|edit| edit.on_key(key)) {
            Some(Outcome::Submitted) => self.act(Act::Save, cx, out),
            Some(Outcome::Ignored) | None => return false,
            Some(Outcome::Changed | Outcome::Moved) => {}
        }
        true
    }
}
