//! The clinic's settings. What is typed stays typed until `S` saves it or `U`
//! drops it; Esc only stops typing. Another administrator's change comes in
//! where nothing was typed, and is shown beside what was.

use praxis_shared::pb::{self, event::Payload};
use praxis_shared::reason::Reason;
use praxis_shared::text as rules;
use praxis_shared::time::parse_zone;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::common::edit::{Edit, Values};
use super::common::once::Once;
use super::{Mode, Page, said};
use crate::context::{Cx, instant};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Outcome};
use crate::widget::{line_at, place_cursor, right_of};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Type.
    Edit,
    /// Save from the list.
    Save,
    /// Save while typing.
    SaveTyped,
    /// Drop what was typed.
    Drop,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "clinic",
    bindings: &[
        Binding::new(Act::Edit, "edit", &[Key::ENTER, Key::ch('e')], "edit", "Changes the settings."),
        Binding::new(Act::Save, "save", &[Key::ch('S')], "save", "Saves what was typed."),
        Binding::new(
            Act::SaveTyped,
            "save-typed",
            &[Key::ctrl('d'), Key::f(2)],
            "save",
            "Saves what was typed; Enter on the last field does so too.",
        ),
        Binding::new(
            Act::Drop,
            "drop",
            &[Key::ch('U')],
            "drop changes",
            "Drops what was typed and not saved.",
        ),
    ],
};

const NAME: &str = "display_name";
const ZONE: &str = "time_zone";
const LEAD: &str = "lead_time_minutes";
const HORIZON: &str = "horizon_days";
const CANCEL: &str = "cancel_cutoff_minutes";
const MOVE: &str = "reschedule_cutoff_minutes";
const PHONE: &str = "emergency_phone";

fn values(clinic: &pb::Clinic) -> Values {
    vec![
        (NAME, clinic.display_name.clone()),
        (ZONE, clinic.time_zone.clone()),
        (LEAD, clinic.lead_time_minutes.to_string()),
        (HORIZON, clinic.horizon_days.to_string()),
        (CANCEL, clinic.cancel_cutoff_minutes.to_string()),
        (MOVE, clinic.reschedule_cutoff_minutes.to_string()),
        (PHONE, clinic.emergency_phone.clone()),
    ]
}

fn edit(clinic: &pb::Clinic) -> Edit {
    let number = |name, label, hint: &str| Field::text(name, label, 8).columns(10).hint(hint);
    let fields = vec![
        Field::text(NAME, "Clinic name", rules::CLINIC_NAME_MAX),
        Field::text(ZONE, "Time zone", 64).hint("such as Europe/Berlin"),
        number(LEAD, "Lead time", "minutes ahead at least, for patients"),
        number(HORIZON, "Horizon", "days ahead at most, for patients"),
        number(CANCEL, "Cancel until", "minutes before the visit"),
        number(MOVE, "Move until", "minutes before the visit"),
        Field::text(PHONE, "Emergency phone", rules::PHONE_MAX).columns(20),
    ];
    Edit::new(fields, values(clinic), clinic.version)
}

/// Reads a whole number of a range; what is wrong stands beside its field.
fn number(edit: &mut Edit, field: &str, allowed: std::ops::RangeInclusive<i32>) -> i32 {
    match edit.form.text(field).trim().parse::<i32>() {
        Ok(number) if allowed.contains(&number) => number,
        _ => {
            edit.form.set_error(field, &format!("a number from {} to {}", allowed.start(), allowed.end()));
            0
        }
    }
}

/// The clinic's settings.
pub struct Settings {
    clinic: Load<pb::Clinic>,
    edit: Option<Edit>,
    typing: bool,
    once: Once,
}

impl Settings {
    /// Opens the settings and asks for them.
    pub(super) fn open(out: &mut Outbox) -> Self {
        let mut settings = Self { clinic: Load::default(), edit: None, typing: false, once: Once::default() };
        settings.clinic.ask(out, Call::GetClinic(pb::GetClinicRequest {}));
        settings
    }

    fn touched(&self) -> bool {
        self.edit.as_ref().is_some_and(Edit::is_touched)
    }

    fn allows(&self, act: Act) -> bool {
        match act {
            Act::Edit => !self.typing && self.edit.is_some(),
            Act::SaveTyped => self.typing,
            Act::Save | Act::Drop => !self.typing && self.touched(),
        }
    }

    fn act(&mut self, act: Act, out: &mut Outbox) {
        if !self.allows(act) {
            if act != Act::Edit {
                out.say("Nothing is changed.");
            }
            return;
        }
        match act {
            Act::Edit => self.typing = true,
            Act::Save | Act::SaveTyped => self.save(out),
            Act::Drop => {
                self.edit = self.clinic.get().map(edit);
                out.say("The changes are dropped.");
            }
        }
    }

    fn save(&mut self, out: &mut Outbox) {
        let Some(edit) = self.edit.as_mut().filter(|edit| !edit.is_sent()) else { return };
        if !edit.is_touched() {
            self.typing = false;
            out.say("Nothing is changed.");
            return;
        }
        edit.form.clear_errors();
        let clinic = pb::Clinic {
            name: "clinic".into(),
            display_name: edit.form.checked(NAME, rules::clinic_name),
            time_zone: edit.form.checked(ZONE, |typed| {
                parse_zone(typed).map(|zone| zone.name().to_owned()).map_err(|wrong| wrong.to_string())
            }),
            lead_time_minutes: number(edit, LEAD, 0..=43_200),
            horizon_days: number(edit, HORIZON, 1..=730),
            cancel_cutoff_minutes: number(edit, CANCEL, 0..=43_200),
            reschedule_cutoff_minutes: number(edit, MOVE, 0..=43_200),
            emergency_phone: edit.form.optional(PHONE, rules::emergency_phone),
            ..Default::default()
        };
        if edit.form.has_errors() {
            edit.form.focus_error();
            edit.say("Something is wrong; it stands beside its field.");
            self.typing = true;
            return;
        }
        let mut request = pb::UpdateClinicRequest {
            request_id: String::new(),
            clinic: Some(clinic),
            update_mask: Some(prost_types::FieldMask {
                paths: edit.changed().into_iter().map(str::to_owned).collect(),
            }),
            expected_version: edit.version(),
        };
        request.request_id = self.once.id(&request, out);
        edit.sent(out.call(Call::UpdateClinic(request)));
    }

    /// Takes the clinic as it is now; what was typed stays.
    fn put(&mut self, clinic: pb::Clinic) {
        match &mut self.edit {
            Some(edit) if edit.is_touched() || edit.is_sent() => {
                edit.merge(values(&clinic), clinic.version);
            }
            _ => self.edit = Some(edit(&clinic)),
        }
        self.clinic = Load::ready(clinic);
    }
}

impl Page for Settings {
    fn title(&self, _cx: &Cx) -> String {
        "Clinic".to_owned()
    }

    fn mode(&self) -> Mode {
        if self.typing { Mode::Type } else { Mode::List }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let line = match (self.typing, self.touched()) {
            (true, _) => "CLINIC SETTINGS   Esc stops typing and keeps it",
            (false, true) => "CLINIC SETTINGS   not saved: S saves, U drops",
            (false, false) => "CLINIC SETTINGS   the rules bind patients; staff may break them",
        };
        said(line, Tone::Strong, cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.typing
            && let Some(edit) = &mut self.edit
        {
            if key == Key::ESC {
                self.typing = false;
                return true;
            }
            return match edit.on_key(key) {
                Outcome::Ignored => false,
                Outcome::Submitted => {
                    self.save(out);
                    true
                }
                Outcome::Changed | Outcome::Moved => true,
            };
        }
        let Some(act) = cx.keys.find(&KEYS, key) else { return false };
        self.act(act, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        if let Some(edit) = self.edit.as_mut().filter(|_| self.typing) {
            edit.form.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.clinic.awaits(ticket) {
            match answer {
                Ok(Reply::GetClinic(clinic)) => self.put(clinic),
                Ok(_) => {}
                Err(failure) => self.clinic.settle(Err(failure)),
            }
        } else if let Some(edit) = &mut self.edit
            && edit.answered(ticket)
        {
            self.once.settled(&answer);
            match answer {
                Ok(Reply::UpdateClinic(clinic)) => {
                    self.edit = None;
                    self.typing = false;
                    self.put(clinic);
                    out.say("Saved; every terminal shows it now.");
                }
                Ok(_) => {}
                Err(failure) if failure.is(Reason::StaleVersion) => {
                    edit.say("Somebody changed the settings meanwhile. Look, then save again.");
                    self.clinic.ask(out, Call::GetClinic(pb::GetClinicRequest {}));
                }
                Err(failure) => edit.refused(&failure),
            }
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, _out: &mut Outbox) {
        if let Some(Payload::Clinic(clinic)) = &event.payload
            && self.clinic.get().is_none_or(|known| clinic.version > known.version)
        {
            self.put(clinic.clone());
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.clinic.ask(out, Call::GetClinic(pb::GetClinicRequest {}));
    }

    fn has_draft(&self) -> bool {
        self.touched()
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        match self.edit.as_ref().map(Edit::remark) {
            Some(remark) if !remark.is_empty() => said(remark, Tone::Bad, cx),
            _ => match self.clinic.get().and_then(|clinic| instant(clinic.update_time.as_ref())) {
                Some(at) => said(format!("last changed {}", cx.when(at)), Tone::Muted, cx),
                None => Line::default(),
            },
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        match &self.edit {
            Some(edit) => edit.form.view(frame, right_of(area, 1), cx.theme),
            None => line_at(frame, area, 0, said(self.clinic.remark().unwrap_or_default(), Tone::Muted, cx)),
        }
    }
}

#[cfg(test)]
mod tests;
