//! Gives a patient an account: a user name, then the activation code, which is
//! shown once and stays until Esc, because nobody can look it up again. For an
//! account that was never used it makes a new code.

use praxis_shared::pb;
use praxis_shared::text as rules;
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::context::Cx;
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::screen::common::acts::sentence;
use crate::screen::common::once::Once;
use crate::screen::fields::put_failure;
use crate::screen::{Mode, said};
use crate::theme::Tone;
use crate::widget::form::{self, Field, Form};
use crate::widget::modal::{Answer, Confirm};
use crate::widget::{below, line_at, lines_at, place_cursor, right_of, text};

/// What a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Open,
    Closed,
    Ignored,
}

enum Stage {
    /// A user name is asked for.
    Form(Form),
    /// There is an account; whether to make a new code.
    Again(Confirm),
    /// The code.
    Code(String),
}

/// The invitation of one patient.
pub(super) struct Invite {
    patient: String,
    stage: Stage,
    sent: Option<Ticket>,
    once: Once,
    remark: String,
}

impl Invite {
    /// Asks for what is needed to invite that patient.
    pub(super) fn open(patient: &pb::Patient, cx: &Cx) -> Self {
        let stage = if patient.user.is_empty() {
            let mut form = Form::new(vec![
                Field::text("user_name", "User name", rules::USER_NAME_MAX)
                    .with(&suggested(patient))
                    .hint("a-z 0-9 . _ -"),
                Field::text("email", "E-mail", rules::EMAIL_MAX).with(&patient.email),
            ]);
            form.mark_saved();
            Stage::Form(form)
        } else {
            let what =
                "This patient has an account. Make a new activation code? An older code stops working.";
            let who = cx.person(&patient.display_name);
            Stage::Again(Confirm::new(what, &who, 'y', "new code", cx.at.uptime))
        };
        Self {
            patient: patient.name.clone(),
            stage,
            sent: None,
            once: Once::default(),
            remark: String::new(),
        }
    }

    pub(super) fn is_form(&self) -> bool {
        matches!(self.stage, Stage::Form(_))
    }

    pub(super) fn mode(&self) -> Mode {
        if self.is_form() { Mode::Type } else { Mode::Ask }
    }

    pub(super) fn has_draft(&self) -> bool {
        match &self.stage {
            Stage::Form(form) => form.is_touched(),
            Stage::Again(_) => false,
            Stage::Code(_) => true,
        }
    }

    pub(super) fn send(&mut self, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        let mut request = pb::InvitePatientRequest { name: self.patient.clone(), ..Default::default() };
        if let Stage::Form(form) = &mut self.stage {
            form.clear_errors();
            request.user_name = form.checked("user_name", rules::user_name);
            request.email = form.checked("email", rules::email);
            if form.has_errors() {
                return;
            }
        }
        request.request_id = self.once.id(&request, out);
        self.remark.clear();
        self.sent = Some(out.call(Call::InvitePatient(request)));
    }

    pub(super) fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> Outcome {
        match &mut self.stage {
            Stage::Code(_) => {
                return if key == Key::ESC { Outcome::Closed } else { Outcome::Open };
            }
            Stage::Again(confirm) => match confirm.on_key(key, cx.at.uptime) {
                Answer::Waiting => {}
                Answer::Keep => return Outcome::Closed,
                Answer::Yes => self.send(out),
            },
            Stage::Form(_) if key == Key::ESC => return Outcome::Closed,
            Stage::Form(form) => match form.on_key(key) {
                form::Outcome::Ignored => return Outcome::Ignored,
                form::Outcome::Submitted => self.send(out),
                form::Outcome::Changed | form::Outcome::Moved => {}
            },
        }
        Outcome::Open
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        if let Stage::Form(form) = &mut self.stage {
            form.paste(pasted);
        }
    }

    pub(super) fn awaits(&self, ticket: Ticket) -> bool {
        self.sent == Some(ticket)
    }

    /// Takes the answer; gives the patient, now with an account.
    pub(super) fn on_reply(&mut self, answer: Result<Reply, Failure>) -> Option<pb::Patient> {
        self.sent = None;
        self.once.settled(&answer);
        match answer {
            Ok(Reply::InvitePatient(invited)) => {
                self.stage = Stage::Code(invited.activation_code);
                invited.patient
            }
            Ok(_) => None,
            Err(failure) => {
                self.remark = match &mut self.stage {
                    Stage::Form(form) => {
                        put_failure(form, &failure).map(|it| sentence(&it)).unwrap_or_default()
                    }
                    _ => sentence(&failure.message),
                };
                None
            }
        }
    }

    pub(super) fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        let (remark, tone) = match self.sent {
            Some(_) => ("inviting...", Tone::Text),
            None => (self.remark.as_str(), Tone::Bad),
        };
        match &self.stage {
            Stage::Form(form) => {
                let title = "An account for the portal. The patient may have told a user name.";
                line_at(frame, area, 0, said(title, Tone::Strong, cx));
                line_at(frame, area, 1, said(remark, tone, cx));
                form.view(frame, right_of(below(area, 2), 1), cx.theme);
            }
            Stage::Again(confirm) => {
                line_at(frame, area, 0, said(remark, tone, cx));
                confirm.view(frame, below(area, 1), cx.theme);
            }
            Stage::Code(code) => {
                let shown = if code.is_empty() {
                    "The code was shown before and is not shown twice; i makes a new one.".to_owned()
                } else {
                    format!("Activation code:  {code}")
                };
                line_at(frame, area, 0, said(shown, Tone::Strong, cx));
                let told = "It is shown this once and is good for 24 hours. Give it to nobody but the patient, \
                            who chooses \"code\" at sign-in and types it with a new password. Esc closes it.";
                let columns = usize::from(area.width.saturating_sub(2));
                let lines = text::wrap(told, columns).into_iter().map(|line| said(line, Tone::Text, cx));
                lines_at(frame, below(area, 2), lines);
            }
        }
    }
}

/// A user name that is easy to spell: `luis.gomez`.
fn suggested(patient: &pb::Patient) -> String {
    let part =
        |name: &str| -> String { rules::fold(name).chars().filter(char::is_ascii_alphanumeric).collect() };
    let (first, last) = (part(&patient.first_name), part(&patient.last_name));
    let name = if first.is_empty() || last.is_empty() {
        format!("{first}{last}")
    } else {
        format!("{first}.{last}")
    };
    name.chars().take(rules::USER_NAME_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggested_user_name_is_one_that_the_rules_allow() {
        for (first, last) in [("Ana María", "Gómez-Ruiz"), ("Łukasz", "Żak"), ("Bo", "Li")] {
            let patient =
                pb::Patient { first_name: first.into(), last_name: last.into(), ..Default::default() };
            let name = suggested(&patient);
            assert!(rules::user_name(&name).is_ok(), "{name}");
        }
    }
}
