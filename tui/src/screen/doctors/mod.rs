//! The doctors for the administrator: who takes bookings, when they are next
//! free, and the profile that patients see. The next free time is computed when
//! the list is asked for; what events bring carries none, so the known one stays.

use praxis_shared::pb::{self, DutyStatus, event::Payload};
use praxis_shared::reason::Reason;
use praxis_shared::text::fold;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::acts::sentence;
use super::common::edit::Edit;
use super::common::once::Once;
use super::{Mode, Page, Route, said};
use crate::context::{Cx, instant};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::Outcome;
use crate::widget::modal::{Answer, Confirm};
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{line_at, place_cursor, right_of, text};

mod profile;

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Change the profile.
    Edit,
    /// See the hours.
    Hours,
    /// On or off duty.
    Duty,
    /// Save the open form.
    Save,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "doctors",
    bindings: &[
        Binding::new(
            Act::Edit,
            "edit",
            &[Key::ENTER, Key::ch('e')],
            "profile",
            "Opens the profile of the selected doctor to change it.",
        ),
        Binding::new(Act::Hours, "hours", &[Key::ch('h')], "hours", "Opens the working hours of the doctor."),
        Binding::new(
            Act::Duty,
            "duty",
            &[Key::ch('d')],
            "on/off duty",
            "Says whether the doctor takes new bookings; booked visits stay.",
        ),
        Binding::new(
            Act::Save,
            "save",
            &[Key::ctrl('d'), Key::f(2)],
            "save",
            "Saves the open form. Enter on the last field does so too.",
        ),
    ],
};

const COLUMNS: [Column; 5] = [
    Column::flex("Doctor", 14),
    Column::flex("Specializations", 14).from(60),
    Column::new("Room", 5).from(60),
    Column::new("Duty", 8),
    Column::new("Next free", 16).from(50),
];

/// The doctors.
pub struct Doctors {
    doctors: Load<Vec<pb::Doctor>>,
    selected: Selection<String>,
    edit: Option<(String, Box<Edit>)>,
    draft: Option<(String, Box<Edit>)>,
    fetching: Option<Ticket>,
    duty: Option<Ticket>,
    question: Option<(Confirm, String)>,
    once: Once,
}

impl Doctors {
    /// Opens the list and asks for it.
    pub(super) fn open(out: &mut Outbox) -> Self {
        let mut doctors = Self {
            doctors: Load::default(),
            selected: Selection::default(),
            edit: None,
            draft: None,
            fetching: None,
            duty: None,
            question: None,
            once: Once::default(),
        };
        doctors.ask(out);
        doctors
    }

    fn ask(&mut self, out: &mut Outbox) {
        let request = pb::ListDoctorsRequest { page_size: 200, ..Default::default() };
        self.doctors.ask(out, Call::ListDoctors(request));
    }

    fn known(&self) -> &[pb::Doctor] {
        self.doctors.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn ids(&self) -> Vec<String> {
        self.known().iter().map(|it| it.name.clone()).collect()
    }

    fn selected(&self) -> Option<&pb::Doctor> {
        let name = self.selected.key()?;
        self.known().iter().find(|it| it.name == *name)
    }

    fn allows(&self, act: Act) -> bool {
        let free = self.question.is_none();
        match (self.edit.is_some(), act) {
            (true, act) => free && act == Act::Save,
            (false, Act::Save) => false,
            (false, _) => free && self.selected().is_some(),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if act == Act::Save {
            self.save(out);
            return;
        }
        let Some(it) = self.selected().filter(|_| self.allows(act)).cloned() else { return };
        match act {
            Act::Edit => {
                let draft = self.draft.take().filter(|(name, _)| *name == it.name);
                self.edit = draft.or_else(|| Some((it.name.clone(), Box::new(profile::edit(&it)))));
            }
            Act::Hours => out.go(Go::To(Route::Hours(Some(it.name)))),
            Act::Duty if it.duty_status() == DutyStatus::OffDuty => {
                self.set_duty(it.name, DutyStatus::OnDuty, out);
            }
            Act::Duty => {
                let what = "Take this doctor off duty? Nobody can book; booked visits stay.";
                let question =
                    Confirm::new(what, &cx.person(&it.display_name), 'y', "off duty", cx.at.uptime);
                self.question = Some((question, it.name));
            }
            Act::Save => {}
        }
    }

    fn set_duty(&mut self, name: String, duty: DutyStatus, out: &mut Outbox) {
        let request = pb::SetDutyStatusRequest { name, duty_status: duty.into(), ..Default::default() };
        self.duty = Some(out.call(Call::SetDutyStatus(request)));
    }

    fn save(&mut self, out: &mut Outbox) {
        let Some((name, edit)) = self.edit.as_mut().filter(|(_, edit)| !edit.is_sent()) else { return };
        if !edit.is_touched() {
            self.edit = None;
            out.say("Nothing is changed.");
            return;
        }
        let mut request = profile::update(edit, name);
        if edit.form.has_errors() {
            edit.form.focus_error();
            edit.say("Something is wrong; it stands beside its field.");
            return;
        }
        request.request_id = self.once.id(&request, out);
        edit.sent(out.call(Call::UpdateDoctor(request)));
    }

    /// Takes a doctor as they are now; what is being typed stays.
    fn put(&mut self, doctor: &pb::Doctor) {
        if let Some((_, edit)) = self.edit.as_mut().filter(|(name, _)| *name == doctor.name) {
            edit.merge(profile::values(doctor), doctor.version);
        }
        let Some(known) = self.doctors.get_mut() else { return };
        match known.iter_mut().find(|it| it.name == doctor.name) {
            Some(it) if doctor.version >= it.version => {
                let next_free_time = doctor.next_free_time.or(it.next_free_time);
                *it = pb::Doctor { next_free_time, ..doctor.clone() };
            }
            Some(_) => {}
            None => {
                known.push(doctor.clone());
                known.sort_by_key(|it| fold(&it.display_name));
            }
        }
        let ids = self.ids();
        self.selected.follow(&ids);
    }

    fn close_edit(&mut self, out: &mut Outbox) -> bool {
        let Some((name, edit)) = self.edit.take() else { return false };
        if edit.is_touched() {
            self.draft = Some((name, edit));
            out.say("Not saved yet; Enter goes on with it.");
        }
        true
    }
}

fn cells(it: &pb::Doctor, cx: &Cx) -> Vec<Cell> {
    let (duty, tone) = match (it.active, it.duty_status()) {
        (false, _) => ("inactive", Tone::Muted),
        (true, DutyStatus::OffDuty) => ("OFF", Tone::Warn),
        (true, _) => ("on", Tone::Text),
    };
    let next = instant(it.next_free_time.as_ref()).map(|at| cx.when(at));
    vec![
        cx.person(&it.display_name).into(),
        it.specializations.join(", ").into(),
        it.room.clone().into(),
        Cell::toned(duty, tone),
        next.unwrap_or_else(|| "-".to_owned()).into(),
    ]
}

impl Page for Doctors {
    fn title(&self, _cx: &Cx) -> String {
        "Doctors".to_owned()
    }

    fn mode(&self) -> Mode {
        match (&self.question, &self.edit) {
            (Some(_), _) => Mode::Ask,
            (None, Some(_)) => Mode::Type,
            (None, None) => Mode::List,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let Some((name, _)) = &self.edit else {
            let on =
                self.known().iter().filter(|it| it.active && it.duty_status() != DutyStatus::OffDuty).count();
            return said(
                format!("DOCTORS   {} in all, {on} take bookings", self.known().len()),
                Tone::Strong,
                cx,
            );
        };
        let who = self.known().iter().find(|it| it.name == *name);
        let who = who.map(|it| cx.person(&it.display_name)).unwrap_or_default();
        said(format!("PROFILE  {who}   Esc goes back and keeps what you typed"), Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if let Some((question, name)) = &mut self.question {
            match question.on_key(key, cx.at.uptime) {
                Answer::Waiting => {}
                Answer::Keep => self.question = None,
                Answer::Yes => {
                    let name = name.clone();
                    self.question = None;
                    self.set_duty(name, DutyStatus::OffDuty, out);
                }
            }
            return true;
        }
        if key == Key::ESC {
            return self.close_edit(out);
        }
        if let Some((_, edit)) = &mut self.edit {
            return match edit.on_key(key) {
                Outcome::Ignored => false,
                Outcome::Submitted => {
                    self.save(out);
                    true
                }
                Outcome::Changed | Outcome::Moved => true,
            };
        }
        let ids = self.ids();
        if self.selected.on_key(key, cx.page(), &ids) {
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
        if let Some((_, edit)) = &mut self.edit {
            edit.form.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.doctors.awaits(ticket) {
            self.doctors.settle(answer.map(|reply| match reply {
                Reply::ListDoctors(page) => page.doctors,
                _ => Vec::new(),
            }));
            let ids = self.ids();
            self.selected.follow(&ids);
            return;
        }
        if self.fetching == Some(ticket) {
            self.fetching = None;
            if let Ok(Reply::GetDoctor(doctor)) = answer {
                self.put(&doctor);
            }
            return;
        }
        if self.duty == Some(ticket) {
            self.duty = None;
            match answer {
                Ok(Reply::SetDutyStatus(doctor)) => {
                    let duty = if doctor.duty_status() == DutyStatus::OffDuty { "off" } else { "on" };
                    out.say(format!("{} is {duty} duty.", cx.person(&doctor.display_name)));
                    self.put(&doctor);
                }
                Ok(_) => {}
                Err(failure) => out.complain(sentence(&failure.message)),
            }
            return;
        }
        let Some((name, edit)) = &mut self.edit else { return };
        if !edit.answered(ticket) {
            return;
        }
        self.once.settled(&answer);
        match answer {
            Ok(Reply::UpdateDoctor(doctor)) => {
                self.edit = None;
                self.put(&doctor);
                out.say("The profile is saved.");
            }
            Ok(_) => {}
            Err(failure) if failure.is(Reason::StaleVersion) => {
                edit.say("Somebody changed this profile meanwhile. Look, then save again.");
                let request = pb::GetDoctorRequest { name: name.clone() };
                self.fetching = Some(out.call(Call::GetDoctor(request)));
            }
            Err(failure) => edit.refused(&failure),
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, _out: &mut Outbox) {
        if let Some(Payload::Doctor(doctor)) = &event.payload {
            self.put(doctor);
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn has_draft(&self) -> bool {
        self.draft.is_some() || self.edit.as_ref().is_some_and(|(_, edit)| edit.is_touched())
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        if let Some((_, edit)) = &self.edit {
            return said(edit.remark(), Tone::Bad, cx);
        }
        let Some(it) = self.selected() else { return Line::default() };
        let line = format!(
            "{}  {}  register {}",
            cx.person(&it.display_name),
            it.qualification,
            it.registration_number
        );
        said(text::fit(&line, usize::from(cx.size.0).saturating_sub(2)), Tone::Text, cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        let ids = self.ids();
        if let Some((_, edit)) = &self.edit {
            edit.form.view(frame, right_of(area, 1), cx.theme);
        } else if ids.is_empty() {
            let remark = self.doctors.remark();
            let remark = remark.unwrap_or_else(|| "There is no doctor yet: 1 People makes one.".to_owned());
            line_at(frame, area, 0, said(remark, Tone::Muted, cx));
        } else {
            table::view(frame, area, cx.theme, &COLUMNS, (ids.len(), self.selected.row(&ids)), |row| {
                self.known().get(row).map(|it| cells(it, cx)).unwrap_or_default()
            });
        }
        if let Some((question, _)) = &self.question {
            question.view(frame, area, cx.theme);
        }
    }
}

#[cfg(test)]
mod tests;
