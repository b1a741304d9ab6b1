//! What is typed or chosen over the steps: a doctor, a day, a note, the reason
//! for breaking a rule. Esc leaves everything as it was.

use super::Booking;
use super::breach::Breach;
use super::draft::Step;
use super::slots::Pick;
use super::whose::{Outcome as Choice, Picker, Whose};
use crate::context::Cx;
use crate::keymap::{Code, Key};
use crate::outbox::Outbox;
use crate::widget::date;
use crate::widget::form::Outcome;
use crate::widget::input::Input;

/// What lies over the steps.
#[derive(Debug)]
pub(super) enum Over {
    /// Choosing a doctor.
    Whose(Picker),
    /// Typing a day.
    Date(Input, Option<String>),
    /// Typing the note; what it was before.
    Note(String),
    /// Typing the reason for the visit; what it was before.
    Reason(String),
    /// Breaking a rule.
    Breach(Box<Breach>),
}

impl Booking {
    pub(super) fn over_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some(over) = &mut self.over else { return false };
        match over {
            Over::Whose(picker) => match picker.on_key(key, &self.doctors) {
                Choice::Open => {}
                Choice::Closed => {
                    self.over = None;
                    if self.draft.walk_in {
                        self.draft.step = Step::Kind;
                    }
                }
                Choice::Chosen(whose) => {
                    self.over = None;
                    self.choose(whose, cx, out);
                }
            },
            Over::Date(typed, wrong) => match key.code {
                Code::Esc => self.over = None,
                Code::Enter => match date::parse(typed.text(), cx.today()) {
                    Ok(day) => {
                        self.over = None;
                        self.draft.grid.go_to(day.max(cx.today()), out);
                    }
                    Err(error) => *wrong = Some(error),
                },
                _ => {
                    typed.on_key(key);
                    *wrong = None;
                }
            },
            Over::Note(before) | Over::Reason(before) => {
                let before = before.clone();
                let is_note = matches!(self.over, Some(Over::Note(_)));
                let input = if is_note { &mut self.draft.note } else { &mut self.draft.reason };
                match key.code {
                    Code::Enter | Code::Esc | Code::Tab => {
                        if input.text() != before {
                            self.draft.changed();
                        }
                        self.over = None;
                    }
                    _ => {
                        input.on_key(key);
                    }
                }
            }
            Over::Breach(breach) => {
                if key == Key::ESC {
                    self.over = None;
                } else if breach.form.on_key(key) == Outcome::Submitted
                    && let Some((pick, reason)) = breach.submit(self.draft.minutes(), cx)
                {
                    self.over = None;
                    self.draft.pick(pick, Some(reason));
                }
            }
        }
        true
    }

    pub(super) fn choose(&mut self, whose: Whose, cx: &Cx, out: &mut Outbox) {
        match (&whose, self.draft.walk_in) {
            (Whose::Doctor { name, display_name }, true) => {
                let room = self.doctors.get(name).map(|doctor| doctor.room.clone()).unwrap_or_default();
                let (doctor, doctor_name) = (name.clone(), display_name.clone());
                let now = cx.at.now;
                self.draft.pick(Pick { doctor, doctor_name, start: now, end: now, room }, None);
            }
            _ => self.draft.grid.set_whose(whose, cx, out),
        }
    }
}
