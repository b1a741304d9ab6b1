//! Registers a patient: the few fields that are needed, and whoever may be the
//! same person shown while one types. A likely duplicate is registered only
//! after it was looked at. The screen is a place of its own, so that what was
//! typed outlives Esc, a call for somebody else and the lock.

use praxis_shared::pb;
use praxis_shared::reason::Reason;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::acts::sentence;
use super::common::once::Once;
use super::common::{contact, patient as written};
use super::{Mode, Page, Route, said};
use crate::context::{Cx, Moment, pb_date};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Form, Outcome};
use crate::widget::modal::DEAF;
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, date, line_at, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Register what was typed.
    Save,
    /// Open the record of the one who is registered already.
    Same,
    /// It is somebody else.
    Other,
    /// Start with empty fields.
    Clear,
    /// Back, keeping what was typed.
    Leave,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "register",
    bindings: &[
        Binding::new(
            Act::Same,
            "same",
            &[Key::ENTER],
            "same person: open",
            "Opens the one who is registered already.",
        ),
        Binding::new(
            Act::Other,
            "other",
            &[Key::ch('n')],
            "somebody else: register",
            "Registers all the same: it is somebody else.",
        ),
        Binding::new(
            Act::Save,
            "save",
            &[Key::ctrl('d'), Key::f(2)],
            "register",
            "Registers what was typed.",
        ),
        Binding::new(
            Act::Leave,
            "leave",
            &[Key::ESC],
            "back, keeps it",
            "Goes back and keeps what was typed.",
        ),
        Binding::quiet(
            Act::Clear,
            "clear",
            &[Key::ctrl('r'), Key::f(4)],
            "empty fields",
            "Empties every field.",
        ),
    ],
};

/// Those who may be the same person, to be looked at before going on.
#[derive(Debug)]
struct Question {
    selected: Selection<String>,
    opened: Moment,
}

/// The screen.
pub struct Register {
    form: Form,
    alike: Load<Vec<pb::Patient>>,
    compared: String,
    question: Option<Question>,
    sent: Option<Ticket>,
    once: Once,
    remark: String,
}

impl Register {
    /// Opens it with the name that was searched for.
    pub(super) fn open(typed: &str) -> Self {
        Self {
            form: form(typed),
            alike: Load::default(),
            compared: String::new(),
            question: None,
            sent: None,
            once: Once::default(),
            remark: String::new(),
        }
    }

    fn alike(&self) -> &[pb::Patient] {
        self.alike.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn ids(&self) -> Vec<String> {
        self.alike().iter().map(|it| it.name.clone()).collect()
    }

    fn allows(&self, act: Act) -> bool {
        match act {
            Act::Same | Act::Other => self.question.is_some(),
            Act::Save | Act::Clear => self.question.is_none() && self.sent.is_none(),
            Act::Leave => true,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::Save => self.save(false, cx, out),
            Act::Clear => *self = Self::open(""),
            Act::Leave if self.question.is_some() => self.question = None,
            Act::Leave => {
                if self.has_draft() {
                    out.say("The new patient is kept as a draft: n under Patients goes on.");
                }
                out.go(Go::Tab(Route::Patients { find: false }));
            }
            Act::Same => {
                let chosen = self.question.as_ref().and_then(|it| it.selected.key().cloned());
                if let Some(name) = chosen {
                    *self = Self::open("");
                    show(&name, out);
                }
            }
            Act::Other => {
                self.question = None;
                self.save(true, cx, out);
            }
        }
    }

    fn save(&mut self, accept_duplicate: bool, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        self.remark.clear();
        let Some(patient) = contact::read(&mut self.form, cx.today()) else {
            self.remark = "Some fields are not right yet; what is allowed stands beside them.".to_owned();
            return;
        };
        let mut request = pb::RegisterPatientRequest {
            request_id: String::new(),
            patient: Some(patient),
            accept_duplicate,
        };
        request.request_id = self.once.id(&request, out);
        self.sent = Some(out.call(Call::RegisterPatient(request)));
    }

    /// Asks who may be the same person, whenever what is compared changed.
    fn compare(&mut self, cx: &Cx, out: &mut Outbox) {
        let birth = date::parse_past(self.form.text(contact::BIRTH_DATE), cx.today()).ok().map(pb_date);
        let patient = contact::typed(&self.form, birth);
        let enough = !patient.last_name.is_empty() && (birth.is_some() || !patient.phone.is_empty());
        let compared = format!(
            "{}|{}|{birth:?}|{}|{}",
            patient.first_name, patient.last_name, patient.phone, patient.email
        );
        if !enough || compared == self.compared {
            return;
        }
        self.compared = compared;
        let request = pb::FindDuplicatePatientsRequest { patient: Some(patient) };
        self.alike.ask(out, Call::FindDuplicatePatients(request));
    }

    fn ask(&mut self, cx: &Cx) {
        let mut selected = Selection::default();
        selected.follow(&self.ids());
        self.question = Some(Question { selected, opened: cx.at });
    }

    fn refused(&mut self, failure: &Failure, cx: &Cx, out: &mut Outbox) {
        if failure.is(Reason::LikelyDuplicate) {
            self.compared.clear();
            self.compare(cx, out);
            self.remark = sentence(&failure.message);
            self.ask(cx);
            return;
        }
        let rest = self.form.set_errors(failure.fields());
        self.remark = match (failure.violations.is_empty(), rest.is_empty()) {
            (false, true) => "Some fields are not right yet; what is allowed stands beside them.".to_owned(),
            (false, false) => rest.join("; "),
            _ => sentence(&failure.message),
        };
    }

    fn question_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) {
        let ids = self.ids();
        let Some(question) = &mut self.question else { return };
        if cx.at.uptime.saturating_sub(question.opened.uptime) < DEAF
            || question.selected.on_key(key, cx.page(), &ids)
        {
            return;
        }
        if let Some(act) = cx.keys.find(&KEYS, key).filter(|act| self.allows(*act)) {
            self.act(act, cx, out);
        }
    }
}

/// Shows a record so that Esc leads to the list of patients.
fn show(patient: &str, out: &mut Outbox) {
    out.go(Go::Tab(Route::Patients { find: false }));
    out.go(Go::To(Route::Record(patient.to_owned())));
}

fn form(typed: &str) -> Form {
    let mut form = Form::new(contact::identity_fields());
    let (last, first) = names(typed);
    form.set(contact::LAST_NAME, &last);
    form.set(contact::FIRST_NAME, &first);
    form.mark_saved();
    if !last.is_empty() && !first.is_empty() {
        form.focus(contact::BIRTH_DATE);
    } else if !last.is_empty() {
        form.focus(contact::FIRST_NAME);
    }
    form
}

/// Last and first name in what was searched for: `Gomez, Luis` or `luis gomez`.
fn names(typed: &str) -> (String, String) {
    let words = |text: &str| text.split_whitespace().map(capital).collect::<Vec<_>>().join(" ");
    let typed = typed.trim();
    if typed.chars().any(|c| c.is_ascii_digit()) {
        return (String::new(), String::new());
    }
    if let Some((last, first)) = typed.split_once(',') {
        return (words(last), words(first));
    }
    match typed.rsplit_once(char::is_whitespace) {
        Some((first, last)) => (words(last), words(first)),
        None => (words(typed), String::new()),
    }
}

/// The word with a capital, unless whoever typed it chose capitals of their own.
fn capital(word: &str) -> String {
    if word.chars().any(char::is_uppercase) {
        return word.to_owned();
    }
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

const COLUMNS: [Column; 4] =
    [Column::flex("", 14), Column::new("", 4), Column::new("", 10), Column::new("", 24).from(60)];

impl Page for Register {
    fn title(&self, _cx: &Cx) -> String {
        "New patient".to_owned()
    }

    fn mode(&self) -> Mode {
        if self.question.is_some() { Mode::Ask } else { Mode::Type }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        said("NEW PATIENT   Enter goes to the next field, and on the last registers", Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.question.is_some() {
            self.question_key(key, cx, out);
            return true;
        }
        if let Some(act @ (Act::Save | Act::Clear | Act::Leave)) = cx.keys.find(&KEYS, key) {
            self.act(act, cx, out);
            return true;
        }
        match self.form.on_key(key) {
            Outcome::Ignored => return false,
            Outcome::Submitted => self.act(Act::Save, cx, out),
            Outcome::Moved => self.compare(cx, out),
            Outcome::Changed => self.remark.clear(),
        }
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id).filter(|act| self.allows(*act)) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        if self.question.is_none() {
            self.form.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.alike.awaits(ticket) {
            self.alike.settle(answer.map(|reply| match reply {
                Reply::FindDuplicatePatients(found) => found.patients,
                _ => Vec::new(),
            }));
            let ids = self.ids();
            if let Some(question) = &mut self.question {
                question.selected.follow(&ids);
            }
        } else if self.sent == Some(ticket) {
            self.sent = None;
            self.once.settled(&answer);
            match answer {
                Ok(Reply::RegisterPatient(patient)) => {
                    out.say(format!(
                        "{} is registered under number {}.",
                        cx.person(&patient.display_name),
                        patient.number
                    ));
                    *self = Self::open("");
                    show(&patient.name, out);
                }
                Ok(_) => {}
                Err(failure) => self.refused(&failure, cx, out),
            }
        }
    }

    fn on_route(&mut self, route: &Route, _cx: &Cx, out: &mut Outbox) -> bool {
        let Route::Register(typed) = route else { return false };
        if self.has_draft() {
            out.say("This draft was kept; Ctrl-R empties the fields.");
        } else if self.sent.is_none() {
            *self = Self::open(typed);
        }
        true
    }

    fn has_draft(&self) -> bool {
        self.form.is_touched()
    }

    fn line(&self, _cx: &Cx) -> String {
        match self.form.focused() {
            _ if self.question.is_some() => "Registered already? n: somebody else".to_owned(),
            name => {
                let label = name.rsplit('.').next().unwrap_or(name).replace('_', " ");
                format!("New patient, {label}: {}", self.form.text(name))
            }
        }
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        said("Address and whom to call are added in the record (e).", Tone::Muted, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let remark = if self.sent.is_some() { "registering..." } else { &self.remark };
        let tone = if self.sent.is_some() { Tone::Text } else { Tone::Bad };
        if let Some(question) = &self.question {
            line_at(frame, area, 0, said("Is it one of these, who are registered already?", Tone::Warn, cx));
            let ids = self.ids();
            let selected = question.selected.row(&ids);
            let body = below(area, 1);
            let list = top(body, body.height.saturating_sub(2));
            table::view(frame, list, cx.theme, &COLUMNS, (ids.len(), selected), |row| self.cells(row, cx));
            if ids.is_empty() {
                let said_now = self.alike.remark().unwrap_or_else(|| self.remark.clone());
                line_at(frame, list, 0, said(said_now, Tone::Text, cx));
                crate::widget::place_cursor(frame, list, 0, 0);
            }
            let keys = "Enter: the same person, open the record.   n: somebody else, register.";
            line_at(frame, body, body.height.saturating_sub(1), said(keys, Tone::Accent, cx));
            return;
        }
        line_at(frame, area, 0, said(remark, tone, cx));
        let body = below(area, u16::from(area.height > 8 || !remark.is_empty()));
        let body = crate::widget::right_of(body, 1);
        self.form.view(frame, body, cx.theme);
        let used = self.form.height(body.width).saturating_add(1);
        if !self.alike().is_empty() {
            let rest = below(area, used.saturating_add(2));
            line_at(frame, rest, 0, said("May be registered already:", Tone::Warn, cx));
            let count = self.alike().len();
            table::view(frame, below(rest, 1), cx.theme, &COLUMNS, (count, None), |row| self.cells(row, cx));
        }
    }
}

impl Register {
    fn cells(&self, row: usize, cx: &Cx) -> Vec<Cell> {
        let Some(it) = self.alike().get(row) else { return Vec::new() };
        let contact = if cx.private { String::new() } else { it.phone.clone() };
        vec![
            format!("{}  ({})", cx.person(&it.display_name), it.number).into(),
            written::letter_and_age(it.gender(), it.birth_date.as_ref(), cx).into(),
            written::birth_date(it.birth_date.as_ref(), cx).into(),
            contact.into(),
        ]
    }
}

#[cfg(test)]
mod tests;
