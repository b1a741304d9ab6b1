//! The locked terminal: not a word about patients, only who is signed in here,
//! by first name and initial. Place and drafts wait under it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Span;

use praxis_shared::pb;

use super::{Mode, Page};
use crate::context::Cx;
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::{below, line_at, right_of, text, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Send the password.
    Unlock,
    /// End this session so that somebody else can sign in.
    Other,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "lock",
    bindings: &[
        Binding::new(Act::Unlock, "unlock", &[Key::ENTER], "unlock", "Unlocks with the password."),
        Binding::new(
            Act::Other,
            "other",
            &[Key::ctrl('n')],
            "other user",
            "Signs out here so that somebody else can sign in; unsaved drafts are lost.",
        ),
    ],
};

/// The lock screen.
pub struct Lock {
    form: Form,
    refused: Option<String>,
    sent: Option<Ticket>,
}

impl Lock {
    /// Locks.
    pub(super) fn open() -> Self {
        let form = Form::new(vec![Field::secret("password", "Password")]);
        Self { form, refused: None, sent: None }
    }

    fn act(&mut self, act: Act, out: &mut Outbox) {
        match act {
            Act::Unlock => {
                let password = self.form.text("password").to_owned();
                if self.sent.is_none() && !password.is_empty() {
                    self.refused = None;
                    self.sent = Some(out.call(Call::Reauthenticate(pb::ReauthenticateRequest { password })));
                }
            }
            Act::Other => out.go(Go::SignOut),
        }
    }

    fn remark(&self) -> Option<(String, Tone)> {
        match (&self.sent, &self.refused) {
            (Some(_), _) => Some(("checking...".to_owned(), Tone::Text)),
            (None, Some(refused)) => Some((refused.clone(), Tone::Bad)),
            (None, None) => None,
        }
    }
}

/// First name and initial: enough to know whose desk it is, no more.
fn who(cx: &Cx) -> String {
    let Some(me) = &cx.me else { return String::new() };
    let first = text::clean(&me.user.first_name).into_owned();
    let initial = text::initials(&me.user.last_name);
    format!("{first} {}", initial.split_inclusive('.').next().unwrap_or_default())
}

impl Page for Lock {
    fn title(&self, _cx: &Cx) -> String {
        "Locked".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Type
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if let Some(act) = cx.keys.find(&KEYS, key) {
            self.act(act, out);
            return true;
        }
        match self.form.on_key(key) {
            Outcome::Ignored => key == Key::ESC,
            Outcome::Submitted => {
                self.act(Act::Unlock, out);
                true
            }
            _ => true,
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        self.form.paste(pasted);
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.sent != Some(ticket) {
            return;
        }
        self.sent = None;
        match answer {
            Ok(_) => out.go(Go::Unlock),
            Err(failure) => self.refused = Some(failure.message),
        }
    }

    fn is_secret(&self) -> bool {
        self.form.is_secret()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let roomy = area.height >= 14 && area.width >= 60;
        let (indent, mut row) = if roomy { (12, 5) } else { (1, 0) };
        let area = right_of(area, indent);
        line_at(frame, area, row, Span::styled("Locked", cx.style(Tone::Strong)));
        row += if roomy { 2 } else { 1 };
        line_at(frame, area, row, format!("{} is signed in here.", who(cx)));
        row += if roomy { 2 } else { 1 };
        self.form.view(frame, top(below(area, row), 1), cx.theme);
        row += if roomy { 2 } else { 1 };
        if let Some((remark, tone)) = self.remark() {
            line_at(
                frame,
                area,
                row,
                Span::styled(text::fit(&remark, usize::from(area.width)), cx.style(tone)),
            );
        }
        row += if roomy { 2 } else { 1 };
        line_at(frame, area, row, "Your place and your draft are kept.");
    }

    fn line(&self, cx: &Cx) -> String {
        self.remark().map_or_else(|| format!("Locked. {}: password?", who(cx)), |(remark, _)| remark)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use praxis_shared::pb::Role;

    use super::*;
    use crate::outbox::{Code, Effect};
    use crate::screen::Route;
    use crate::stage::Stage;

    #[test]
    fn the_lock_hides_everything_and_gives_the_place_back() {
        let mut stage = Stage::open(Role::Desk, Route::Record("patients/x".into()));
        let before = stage.picture();
        stage.press("ctrl-x");
        let picture = stage.picture();
        insta::assert_snapshot!("lock", picture);
        stage.type_text("whatever it was").press("enter");
        stage.answer(Reply::Reauthenticate(pb::ReauthenticateResponse::default()));
        assert_eq!(stage.picture(), before);
    }

    #[test]
    fn a_wrong_password_stays_locked_and_escape_does_not_help() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.press("ctrl-x").type_text("wrong").press("enter");
        stage.fail("Reauthenticate", Failure::new(Code::NotSignedIn, "user name or password is wrong"));
        stage.press("esc ctrl-f 1 ctrl-x");
        assert!(stage.picture().contains("Locked") && stage.picture().contains("is wrong"));
    }

    #[test]
    fn it_locks_by_itself_after_a_while_without_a_key() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.wait(Duration::from_secs(299));
        assert!(!stage.picture().contains("Locked"));
        stage.press("down").wait(Duration::from_secs(299));
        assert!(!stage.picture().contains("Locked"));
        stage.wait(Duration::from_secs(2));
        assert!(stage.picture().contains("Locked"));
    }

    #[test]
    fn somebody_else_signs_in_after_signing_out() {
        let mut stage = Stage::signed_in(Role::Desk);
        stage.press("ctrl-x ctrl-n");
        assert!(stage.picture().contains("Sign in"));
        assert!(stage.effects().contains(&Effect::SignedOut));
        assert!(stage.app().cx().me.is_none());
    }
}
