//! Saving a change of hours: first a trial that tells which booked visits it
//! would leave outside the hours, then the change itself. Only where visits are
//! touched is the word typed, and the person chooses what becomes of them.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Clear;

use crate::context::Cx;
use crate::keymap::{Code, Key};
use crate::outbox::{Call, Reply};
use crate::screen::common::visit;
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::input::{Input, Kind};
use crate::widget::{below, line_at, place_cursor, right_of, row_of};

/// The word to be typed before booked visits are touched.
const WORD: &str = "SAVE";

/// What is to be changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    Hours(pb::WorkingHours, i64),
    Exception(pb::ScheduleException),
    Withdraw(String),
}

impl Plan {
    /// The call that tries it, or does it with what becomes of the visits.
    pub(super) fn call(&self, validate_only: bool, fate: Option<pb::StrandedPlan>) -> Call {
        let request_id = String::new();
        match self.clone() {
            Self::Hours(hours, expected_version) => Call::UpdateWorkingHours(pb::UpdateWorkingHoursRequest {
                request_id,
                working_hours: Some(hours),
                expected_version,
                validate_only,
                stranded_plan: fate,
            }),
            Self::Exception(exception) => Call::CreateScheduleException(pb::CreateScheduleExceptionRequest {
                request_id,
                exception: Some(exception),
                validate_only,
                stranded_plan: fate,
            }),
            Self::Withdraw(name) => Call::CancelScheduleException(pb::CancelScheduleExceptionRequest {
                request_id,
                name,
                validate_only,
                stranded_plan: fate,
            }),
        }
    }
}

/// What a trial found.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Trial {
    pub(super) stranded: Vec<pb::Appointment>,
    token: String,
}

impl Trial {
    /// Reads the answer to a trial.
    pub(super) fn read(reply: Reply) -> Self {
        let (stranded, token) = match reply {
            Reply::UpdateWorkingHours(it) => (it.stranded_appointments, it.preview_token),
            Reply::CreateScheduleException(it) => (it.stranded_appointments, it.preview_token),
            Reply::CancelScheduleException(it) => (it.stranded_appointments, it.preview_token),
            _ => Default::default(),
        };
        Self { stranded, token }
    }
}

/// What a key said to the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Waiting,
    Keep,
    Save,
}

/// The question before saving.
#[derive(Debug, Clone)]
pub(super) struct Saving {
    pub(super) plan: Plan,
    pub(super) trial: Option<Trial>,
    cancel: bool,
    message: Input,
    word: Input,
    on_message: bool,
}

impl Saving {
    /// Asks about a plan; the trial may still be on its way.
    pub(super) fn new(plan: Plan, trial: Option<Trial>) -> Self {
        Self {
            plan,
            trial,
            cancel: false,
            message: Input::new(Kind::Line, 500),
            word: Input::line(),
            on_message: false,
        }
    }

    fn touches(&self) -> bool {
        self.trial.as_ref().is_none_or(|trial| !trial.stranded.is_empty())
    }

    /// What becomes of the visits.
    pub(super) fn fate(&self) -> Option<pb::StrandedPlan> {
        let trial = self.trial.as_ref().filter(|trial| !trial.stranded.is_empty())?;
        let (action, message) = match self.cancel {
            true => (pb::StrandedAction::Cancel, self.message.text().trim().to_owned()),
            false => (pb::StrandedAction::Keep, String::new()),
        };
        Some(pb::StrandedPlan {
            action: action.into(),
            message,
            preview_token: trial.token.clone(),
            ..Default::default()
        })
    }

    fn is_complete(&self) -> bool {
        let Some(trial) = &self.trial else { return false };
        let told = !self.cancel || !self.message.text().trim().is_empty();
        trial.stranded.is_empty() || (self.word.text() == WORD && told)
    }

    /// Takes a key.
    pub(super) fn on_key(&mut self, key: Key) -> Answer {
        match key.code {
            Code::Esc => return Answer::Keep,
            Code::Enter if self.on_message => self.on_message = false,
            Code::Enter if self.is_complete() => return Answer::Save,
            Code::Tab if self.touches() => {
                self.cancel = !self.cancel;
                self.on_message = self.cancel;
            }
            _ if self.on_message => {
                self.message.on_key(key);
            }
            _ => {
                self.word.on_key(key);
            }
        }
        Answer::Waiting
    }

    /// Pastes into the message; the word is typed.
    pub(super) fn paste(&mut self, pasted: &str) {
        if self.on_message {
            self.message.insert(pasted);
        }
    }

    /// Draws the question over the lower part of the area.
    pub(super) fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let touches = self.trial.as_ref().is_some_and(|trial| !trial.stranded.is_empty());
        let rows = if touches { 4 } else { 1 };
        let place = below(area, area.height.saturating_sub(rows));
        frame.render_widget(Clear, place);
        place_cursor(frame, place, 0, 0);
        let Some(trial) = &self.trial else {
            line_at(frame, place, 0, said("Looking for booked visits that this touches...", Tone::Text, cx));
            return;
        };
        if !touches {
            line_at(
                frame,
                place,
                0,
                said("No booked visit is touched.  Enter save   Esc back", Tone::Accent, cx),
            );
            return;
        }
        let count = trial.stranded.len();
        let fate = if self.cancel { "are CANCELLED" } else { "stay where they are" };
        let line = format!("{count} booked visits lie outside: they {fate}.  Tab changes that");
        line_at(frame, place, 0, said(line, Tone::Warn, cx));
        if self.cancel
            && let Some(strip) = row_of(place, 1)
        {
            line_at(frame, strip, 0, said("Patients read:", Tone::Text, cx));
            self.message.view(frame, right_of(strip, 16), cx.theme, self.on_message);
        }
        if let Some(strip) = row_of(place, 2) {
            line_at(frame, strip, 0, said(format!("Type {WORD}:"), Tone::Text, cx));
            self.word.view(frame, right_of(strip, 16), cx.theme, !self.on_message);
        }
        let hint = if self.on_message { "Enter goes on   Esc back" } else { "Enter save   Esc back" };
        line_at(frame, place, 3, said(hint, Tone::Accent, cx));
    }
}

/// The visits that a change touches, one a line, never more than `rows`.
pub(super) fn touched(trial: &Trial, rows: usize, cx: &Cx) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if trial.stranded.is_empty() {
        return lines;
    }
    let count = trial.stranded.len();
    lines.push(said(
        format!("* not saved: {count} booked visits would lie outside the hours:"),
        Tone::Warn,
        cx,
    ));
    let room = rows.saturating_sub(2);
    for it in trial.stranded.iter().take(room) {
        let line = format!(
            "    {}  {}  {}",
            visit::when(it, cx),
            cx.person(&it.patient_display_name),
            visit::mark(it).word()
        );
        lines.push(said(line, Tone::Text, cx));
    }
    if count > room {
        lines.push(said(format!("    and {} more", count - room), Tone::Muted, cx));
    }
    lines
}
