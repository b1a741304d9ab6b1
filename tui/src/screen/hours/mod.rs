//! A doctor's hours as a week: two halves a day, typed as `08-12` or `off`.
//! Nothing changes at the clinic until it is saved; before that a trial says
//! which booked visits would be left outside. An administrator sees every
//! doctor, a doctor only themselves.

use chrono::{Days, NaiveDate};
use praxis_shared::pb::{self, ExceptionKind, Role, event::Payload};
use praxis_shared::reason::Reason;
use praxis_shared::text as rules;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use self::save::{Answer, Plan, Saving, Trial};
use self::week::Change;
use super::common::acts::sentence;
use super::common::once::Once;
use super::fields::put_failure;
use super::{Mode, Page, Route};
use crate::context::{Cx, civil, pb_date};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::widget::date;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::grid::Cursor;
use crate::widget::input::Input;

mod save;
mod view;
mod week;

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Type the half day.
    Edit,
    /// Save all changes.
    Save,
    /// Drop all changes.
    Drop,
    /// Time off or extra hours.
    Exception,
    /// Withdraw the exception of the selected day.
    Withdraw,
    /// The week before.
    Before,
    /// The week after.
    After,
    /// This week.
    Today,
    /// Another doctor.
    Doctor,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "hours",
    bindings: &[
        Binding::new(
            Act::Edit,
            "edit",
            &[Key::ENTER],
            "edit",
            "Types the hours of the selected half day: 08-12 or off.",
        ),
        Binding::new(
            Act::Save,
            "save",
            &[Key::ch('S')],
            "save",
            "Saves all changes; says first which visits are touched.",
        ),
        Binding::new(
            Act::Drop,
            "drop",
            &[Key::ch('U')],
            "drop changes",
            "Drops the changes that are not saved.",
        ),
        Binding::new(
            Act::Exception,
            "exception",
            &[Key::ch('e')],
            "exception",
            "Enters time off or extra hours.",
        ),
        Binding::new(
            Act::Withdraw,
            "withdraw",
            &[Key::ch('x')],
            "withdraw",
            "Withdraws the time off or extra hours of the selected day.",
        ),
        Binding::new(Act::Doctor, "doctor", &[Key::ch('d')], "doctor", "Shows the next doctor."),
        Binding::new(
            Act::Before,
            "before",
            &[Key::ch('<'), Key::PAGE_UP],
            "week before",
            "Shows the week before.",
        ),
        Binding::new(
            Act::After,
            "after",
            &[Key::ch('>'), Key::PAGE_DOWN],
            "week after",
            "Shows the week after.",
        ),
        Binding::new(Act::Today, "today", &[Key::ch('t')], "this week", "Comes back to this week."),
    ],
};

/// Days of the week shown.
const DAYS: usize = 7;

/// The working hours of a doctor.
pub struct Hours {
    doctor: String,
    doctors: Load<Vec<pb::Doctor>>,
    hours: Load<pb::WorkingHours>,
    exceptions: Load<Vec<pb::ScheduleException>>,
    monday: NaiveDate,
    cursor: Cursor,
    changes: Vec<Change>,
    typing: Option<Input>,
    form: Option<Box<Form>>,
    draft: Option<Box<Form>>,
    trial: Load<Trial>,
    saving: Option<Saving>,
    sent: Option<Ticket>,
    once: Once,
    remark: Option<String>,
}

impl Hours {
    /// Opens the hours of that doctor, of the own, or of the first.
    pub(super) fn open(doctor: Option<&str>, cx: &Cx, out: &mut Outbox) -> Self {
        let own = cx.me.as_ref().map(|me| me.user.doctor.clone()).filter(|_| cx.role() == Role::Doctor);
        let doctor = own.or_else(|| doctor.map(str::to_owned)).unwrap_or_default();
        let mut hours = Self {
            doctor,
            doctors: Load::default(),
            hours: Load::default(),
            exceptions: Load::default(),
            monday: week::monday(cx.today()),
            cursor: Cursor::default(),
            changes: Vec::new(),
            typing: None,
            form: None,
            draft: None,
            trial: Load::default(),
            saving: None,
            sent: None,
            once: Once::default(),
            remark: None,
        };
        hours.ask_doctors(out);
        hours.ask(out);
        hours
    }

    fn ask_doctors(&mut self, out: &mut Outbox) {
        let request = pb::ListDoctorsRequest { skip_next_free: true, page_size: 200, ..Default::default() };
        self.doctors.ask(out, Call::ListDoctors(request));
    }

    fn ask(&mut self, out: &mut Outbox) {
        if self.doctor.is_empty() {
            return;
        }
        let name = format!("{}/workingHours", self.doctor);
        self.hours.ask(out, Call::GetWorkingHours(pb::GetWorkingHoursRequest { name }));
        let request = pb::ListScheduleExceptionsRequest {
            doctor: self.doctor.clone(),
            from_date: Some(pb_date(self.monday)),
            page_size: 200,
            ..Default::default()
        };
        self.exceptions.ask(out, Call::ListScheduleExceptions(request));
    }

    fn saved_rules(&self) -> &[pb::HoursRule] {
        self.hours.get().map(|hours| hours.rules.as_slice()).unwrap_or_default()
    }

    fn rules(&self) -> Vec<pb::HoursRule> {
        week::changed(self.saved_rules(), &self.changes)
    }

    fn date(&self, column: usize) -> NaiveDate {
        self.monday.checked_add_days(Days::new(column as u64)).unwrap_or(self.monday)
    }

    fn afternoon(&self) -> bool {
        self.cursor.row == 1
    }

    fn exceptions_on(&self, day: NaiveDate) -> impl Iterator<Item = &pb::ScheduleException> {
        self.exceptions.get().into_iter().flatten().filter(move |it| {
            let (from, to) = (civil(it.from_date.as_ref()), civil(it.to_date.as_ref()));
            !it.cancelled && from.is_some_and(|from| from <= day) && to.is_some_and(|to| day <= to)
        })
    }

    fn allows(&self, act: Act) -> bool {
        if self.typing.is_some() || self.form.is_some() || self.saving.is_some() {
            return false;
        }
        let loaded = self.hours.get().is_some();
        match act {
            Act::Edit | Act::Exception => loaded,
            Act::Save | Act::Drop => !self.changes.is_empty(),
            Act::Withdraw => self.exceptions_on(self.date(self.cursor.column)).next().is_some(),
            Act::Before | Act::After | Act::Today => true,
            Act::Doctor => self.doctors.get().is_some_and(|doctors| doctors.len() > 1),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act) {
            match act {
                Act::Save | Act::Drop => out.say("Nothing is changed."),
                Act::Withdraw => out.say("There is no exception on this day."),
                _ => {}
            }
            return;
        }
        self.remark = None;
        match act {
            Act::Edit => self.typing = Some(Input::line()),
            Act::Save => self.open_save(out),
            Act::Drop => {
                self.changes.clear();
                self.trial.clear();
                out.say("The changes are dropped; nothing was saved.");
            }
            Act::Exception => {
                let day = self.date(self.cursor.column).max(cx.today());
                self.form = Some(self.draft.take().unwrap_or_else(|| Box::new(exception_form(day))));
            }
            Act::Withdraw => {
                let day = self.date(self.cursor.column);
                let name = self.exceptions_on(day).next().map(|it| it.name.clone());
                if let Some(name) = name {
                    self.try_plan(Plan::Withdraw(name), out);
                }
            }
            Act::Before => self.show(self.monday.checked_sub_days(Days::new(7)), out),
            Act::After => self.show(self.monday.checked_add_days(Days::new(7)), out),
            Act::Today => self.show(Some(week::monday(cx.today())), out),
            Act::Doctor => self.next_doctor(cx, out),
        }
    }

    fn show(&mut self, monday: Option<NaiveDate>, out: &mut Outbox) {
        if let Some(monday) = monday {
            self.monday = monday;
            self.ask(out);
        }
    }

    fn next_doctor(&mut self, cx: &Cx, out: &mut Outbox) {
        if cx.role() == Role::Doctor {
            return;
        }
        if !self.changes.is_empty() {
            out.say("Changes are not saved yet: S saves them, U drops them.");
            return;
        }
        let doctors = self.doctors.get().map(Vec::as_slice).unwrap_or_default();
        let at = doctors.iter().position(|it| it.name == self.doctor).map_or(0, |at| at + 1);
        if let Some(next) = doctors.get(at % doctors.len().max(1)).map(|it| it.name.clone()) {
            self.choose(next, out);
        }
    }

    fn choose(&mut self, doctor: String, out: &mut Outbox) {
        self.doctor = doctor;
        self.hours.clear();
        self.exceptions.clear();
        self.trial.clear();
        self.ask(out);
    }

    fn plan(&self) -> Plan {
        let hours = pb::WorkingHours {
            name: format!("{}/workingHours", self.doctor),
            rules: self.rules(),
            ..Default::default()
        };
        Plan::Hours(hours, self.hours.get().map_or(0, |hours| hours.version))
    }

    /// Asks what the changes would touch.
    fn try_changes(&mut self, out: &mut Outbox) {
        self.trial.clear();
        if !self.changes.is_empty() {
            let call = self.plan().call(true, None);
            self.trial.ask(out, call);
        }
    }

    fn open_save(&mut self, out: &mut Outbox) {
        let trial = self.trial.get().cloned();
        if trial.is_none() && !self.trial.is_waiting() {
            self.try_changes(out);
        }
        self.saving = Some(Saving::new(self.plan(), trial));
    }

    fn try_plan(&mut self, plan: Plan, out: &mut Outbox) {
        self.trial.clear();
        let call = plan.call(true, None);
        self.trial.ask(out, call);
        self.saving = Some(Saving::new(plan, None));
    }

    fn save_key(&mut self, key: Key, out: &mut Outbox) -> bool {
        let Some(saving) = &mut self.saving else { return false };
        match saving.on_key(key) {
            Answer::Waiting => {}
            Answer::Keep => {
                let hours = matches!(saving.plan, Plan::Hours(..));
                self.saving = None;
                if !hours {
                    self.try_changes(out);
                }
            }
            Answer::Save if self.sent.is_none() => {
                let mut call = saving.plan.call(false, saving.fate());
                let id = self.once.id(&call, out);
                if let Some(slot) = call.request_id_mut() {
                    *slot = id;
                }
                self.sent = Some(out.call(call));
            }
            Answer::Save => {}
        }
        true
    }

    fn type_key(&mut self, key: Key, out: &mut Outbox) -> bool {
        let Some(input) = &mut self.typing else { return false };
        if key == Key::ESC {
            self.typing = None;
            self.remark = None;
            return true;
        }
        if key != Key::ENTER {
            self.remark = None;
            return input.on_key(key);
        }
        let (typed, afternoon) = (input.text().to_owned(), self.cursor.row == 1);
        if typed.trim().is_empty() {
            self.typing = None;
            return true;
        }
        let change = Change {
            date: self.date(self.cursor.column),
            afternoon,
            hours: match week::parse(&typed, afternoon) {
                Ok(hours) => hours,
                Err(wrong) => {
                    self.remark = Some(wrong);
                    return true;
                }
            },
        };
        let other = week::half(&self.rules(), change.date, !afternoon);
        let overlap =
            change.hours.and_then(|(from, to)| other.iter().find(|it| from < it.to && it.from < to));
        if let Some(it) = overlap {
            self.remark = Some(format!("overlaps {} of the other half", week::hours(it.from, it.to)));
            return true;
        }
        self.typing = None;
        self.changes.retain(|it| (it.date, it.afternoon) != (change.date, change.afternoon));
        self.changes.push(change);
        self.try_changes(out);
        true
    }

    fn form_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> Option<bool> {
        let form = self.form.as_mut()?;
        if key == Key::ESC {
            self.remark = None;
            let form = self.form.take().filter(|form| form.is_touched());
            if form.is_some() {
                out.say("Not saved yet; e goes on with it.");
            }
            self.draft = form;
            return Some(true);
        }
        Some(match form.on_key(key) {
            Outcome::Ignored => false,
            Outcome::Submitted => {
                let exception = read_exception(form, &self.doctor, cx);
                if form.has_errors() {
                    form.focus_error();
                } else {
                    self.try_plan(Plan::Exception(exception), out);
                }
                true
            }
            Outcome::Changed | Outcome::Moved => true,
        })
    }

    fn saved(&mut self, reply: &Reply, out: &mut Outbox) {
        self.saving = None;
        self.trial.clear();
        match reply {
            Reply::UpdateWorkingHours(answer) => {
                self.changes.clear();
                if let Some(hours) = &answer.working_hours {
                    self.hours = Load::ready(hours.clone());
                }
                out.say("The hours are saved.");
            }
            Reply::CreateScheduleException(_) => {
                self.form = None;
                self.draft = None;
                out.say("The exception is saved.");
            }
            _ => out.say("The exception is withdrawn."),
        }
        self.ask(out);
    }

    fn refused(&mut self, failure: &Failure, out: &mut Outbox) {
        let plan = self.saving.take().map(|saving| saving.plan);
        let said = match failure.reason {
            Some(Reason::StaleVersion) => {
                self.ask(out);
                "Somebody changed these hours meanwhile. Your changes are kept; look, then save again."
                    .to_owned()
            }
            Some(Reason::StrandsVisits) => {
                if let Some(plan) = plan {
                    self.try_plan(plan, out);
                }
                "Other visits are touched by now: look again before you save.".to_owned()
            }
            _ => sentence(&failure.message),
        };
        match &mut self.form {
            Some(form) => self.remark = put_failure(form, failure).map(|_| said),
            None => {
                let rest: Vec<&str> = failure.fields().map(|(_, wrong)| wrong).collect();
                self.remark = Some(if rest.is_empty() { said } else { rest.join("; ") });
            }
        }
    }
}

fn exception_form(day: NaiveDate) -> Form {
    let day = day.format("%Y-%m-%d").to_string();
    let mut form = Form::new(vec![
        Field::choice("kind", "What", &["time off", "extra hours"]).columns(30),
        Field::text("from_date", "From", 16).columns(16).with(&day).hint(date::EXAMPLES),
        Field::text("to_date", "Until", 16).columns(16).with(&day).hint("the last day"),
        Field::text("from_minute", "Hours", 16).columns(16).hint("13-15; empty is the whole day"),
        Field::text("note", "Why", rules::SHORT_LINE_MAX).hint("staff read it"),
    ]);
    form.mark_saved();
    form
}

fn read_exception(form: &mut Form, doctor: &str, cx: &Cx) -> pb::ScheduleException {
    form.clear_errors();
    let mut day = |name: &str| match date::parse(form.text(name), cx.today()) {
        Ok(day) => Some(day),
        Err(wrong) => {
            form.set_error(name, &wrong);
            None
        }
    };
    let (from, to) = (day("from_date"), day("to_date"));
    if from > to && to.is_some() {
        form.set_error("to_date", "is before the first day");
    }
    let kind = match form.chosen("kind") {
        0 => ExceptionKind::TimeOff,
        _ => ExceptionKind::ExtraHours,
    };
    let typed = form.trimmed("from_minute");
    let (from_minute, to_minute) = if typed.is_empty() {
        (0, 24 * 60)
    } else {
        match week::parse(&typed, false).or_else(|_| week::parse(&typed, true)) {
            Ok(Some(hours)) => hours,
            _ => {
                form.set_error("from_minute", "type hours like 13-15, or leave it empty");
                (0, 0)
            }
        }
    };
    if kind == ExceptionKind::ExtraHours && typed.is_empty() {
        form.set_error("from_minute", "say which hours are added, like 13-15");
    }
    pb::ScheduleException {
        doctor: doctor.to_owned(),
        kind: kind.into(),
        from_date: from.map(pb_date),
        to_date: to.map(pb_date),
        from_minute,
        to_minute,
        note: form.optional("note", rules::short_line),
        ..Default::default()
    }
}

impl Page for Hours {
    fn title(&self, _cx: &Cx) -> String {
        "Hours".to_owned()
    }

    fn mode(&self) -> Mode {
        if self.saving.is_some() {
            Mode::Ask
        } else if self.typing.is_some() || self.form.is_some() {
            Mode::Type
        } else {
            Mode::List
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.headline(cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        let own = cx.role() == Role::Doctor;
        cx.keys.entries_if(&KEYS, |act| self.allows(act) && !(own && act == Act::Doctor))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.save_key(key, out) {
            return true;
        }
        if self.typing.is_some() {
            return self.type_key(key, out);
        }
        if let Some(taken) = self.form_key(key, cx, out) {
            return taken;
        }
        if self.cursor.on_key(key, DAYS, 2) {
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
        match (&mut self.saving, &mut self.typing, &mut self.form) {
            (Some(saving), ..) => saving.paste(pasted),
            (_, Some(input), _) => input.insert(pasted),
            (.., Some(form)) => form.paste(pasted),
            _ => {}
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.doctors.awaits(ticket) {
            self.doctors.settle(answer.map(|reply| match reply {
                Reply::ListDoctors(page) => page.doctors,
                _ => Vec::new(),
            }));
            let first = self.doctors.get().and_then(|doctors| doctors.first()).map(|it| it.name.clone());
            if let (true, Some(first)) = (self.doctor.is_empty(), first) {
                self.choose(first, out);
            }
        } else if self.hours.awaits(ticket) {
            self.hours.settle(answer.map(|reply| match reply {
                Reply::GetWorkingHours(hours) => hours,
                _ => pb::WorkingHours::default(),
            }));
            if self.saving.is_none() {
                self.try_changes(out);
            }
        } else if self.exceptions.awaits(ticket) {
            self.exceptions.settle(answer.map(|reply| match reply {
                Reply::ListScheduleExceptions(page) => page.exceptions,
                _ => Vec::new(),
            }));
        } else if self.trial.awaits(ticket) {
            match answer {
                Ok(reply) => {
                    let trial = Trial::read(reply);
                    if let Some(saving) = &mut self.saving {
                        saving.trial = Some(trial.clone());
                    }
                    self.trial.settle(Ok(trial));
                }
                Err(failure) => {
                    self.trial.clear();
                    self.refused(&failure, out);
                }
            }
        } else if self.sent == Some(ticket) {
            self.sent = None;
            self.once.settled(&answer);
            match answer {
                Ok(reply) => self.saved(&reply, out),
                Err(failure) => self.refused(&failure, out),
            }
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, out: &mut Outbox) {
        match &event.payload {
            Some(Payload::ScheduleChanged(changed)) if changed.doctor == self.doctor => self.ask(out),
            Some(Payload::Doctor(doctor)) => {
                if let Some(known) = self.doctors.get_mut()
                    && let Some(known) = known.iter_mut().find(|known| known.name == doctor.name)
                {
                    *known = doctor.clone();
                }
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask_doctors(out);
        self.ask(out);
    }

    fn on_route(&mut self, route: &Route, cx: &Cx, out: &mut Outbox) -> bool {
        match route {
            Route::Hours(Some(doctor)) if *doctor != self.doctor && cx.role() != Role::Doctor => {
                if self.changes.is_empty() {
                    self.choose(doctor.clone(), out);
                } else {
                    out.say("Changes are not saved yet: S saves them, U drops them.");
                }
                true
            }
            _ => false,
        }
    }

    fn has_draft(&self) -> bool {
        !self.changes.is_empty()
            || self.draft.is_some()
            || self.form.as_ref().is_some_and(|it| it.is_touched())
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
