//! Sign in by user name or e-mail. A refusal keeps what was typed and does not
//! say which part was wrong. In a sample clinic a digit in the empty first field
//! signs in as one of its people.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use praxis_shared::pb;

use super::{Mode, Page, Route, said};
use crate::context::Cx;
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::{below, line_at, right_of, text, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Send what was typed.
    SignIn,
    /// Next field.
    Next,
    /// Make an account.
    SignUp,
    /// Redeem a code.
    Activate,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "sign-in",
    bindings: &[
        Binding::new(Act::SignIn, "sign-in", &[Key::ENTER], "sign in", "Signs in with what was typed."),
        Binding::new(Act::Next, "next", &[Key::TAB], "next field", "Goes to the other field."),
        Binding::new(
            Act::SignUp,
            "sign-up",
            &[Key::ctrl('r'), Key::f(4)],
            "new account",
            "Makes a new account.",
        ),
        Binding::new(
            Act::Activate,
            "activate",
            &[Key::ctrl('o'), Key::f(5)],
            "code",
            "Redeems an activation code.",
        ),
    ],
};

/// The sign-in screen.
pub struct SignIn {
    form: Form,
    why: String,
    refused: Option<String>,
    sent: Option<Ticket>,
}

impl SignIn {
    /// Opens it, with a sentence why when a session ended.
    pub(super) fn open(why: &str, cx: &Cx) -> Self {
        let login = cx.me.as_ref().map(|me| me.user.user_name.clone()).unwrap_or_default();
        let mut form = Form::new(vec![
            Field::text("login", "User", 254).with(&login),
            Field::secret("password", "Password"),
        ]);
        if !login.is_empty() {
            form.focus("password");
        }
        form.mark_saved();
        Self { form, why: why.to_owned(), refused: None, sent: None }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::SignIn => {
                let (login, password) = (self.form.trimmed("login"), self.form.text("password").to_owned());
                if login.is_empty() {
                    self.form.focus("login");
                } else if password.is_empty() {
                    self.form.focus("password");
                } else {
                    self.send(login, password, cx, out);
                }
            }
            Act::Next => {
                self.form.on_key(Key::TAB);
            }
            Act::SignUp => out.go(Go::To(Route::SignUp)),
            Act::Activate => out.go(Go::To(Route::Activate)),
        }
    }

    fn send(&mut self, login: String, password: String, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        self.refused = None;
        let client_label = cx.terminal.clone();
        self.sent = Some(out.call(Call::SignIn(pb::SignInRequest { login, password, client_label })));
    }

    /// Signs in as a person of the sample clinic.
    fn sample(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let first_is_empty = self.form.focused() == "login" && self.form.text("login").is_empty();
        let Some(digit) = key.digit().filter(|_| first_is_empty) else { return false };
        let Some(sample) = digit.checked_sub(1).and_then(|at| cx.samples.get(at)) else { return false };
        self.send(sample.login.clone(), sample.password.clone(), cx, out);
        true
    }

    fn remark(&self) -> Option<(String, Tone)> {
        if self.sent.is_some() {
            return Some(("signing in...".to_owned(), Tone::Text));
        }
        if let Some(refused) = &self.refused {
            return Some((refused.clone(), Tone::Bad));
        }
        (!self.why.is_empty()).then(|| (self.why.clone(), Tone::Warn))
    }
}

impl Page for SignIn {
    fn title(&self, _cx: &Cx) -> String {
        "Sign in".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Type
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.sample(key, cx, out) {
            return true;
        }
        match cx.keys.find(&KEYS, key) {
            Some(Act::SignIn) if key == Key::ENTER && self.form.focused() == "login" => {
                self.form.focus("password");
                return true;
            }
            Some(act) => {
                self.act(act, cx, out);
                return true;
            }
            None => {}
        }
        match self.form.on_key(key) {
            Outcome::Ignored => false,
            Outcome::Submitted => {
                self.act(Act::SignIn, cx, out);
                true
            }
            Outcome::Changed => {
                self.refused = None;
                true
            }
            Outcome::Moved => true,
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
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
            Ok(Reply::SignIn(session)) => out.go(Go::SignedIn(Box::new(session))),
            Ok(_) => {}
            Err(failure) => self.refused = Some(failure.message),
        }
    }

    fn line(&self, _cx: &Cx) -> String {
        match self.remark() {
            Some((said, _)) => said,
            None if self.form.focused() == "login" => format!("User: {}", self.form.text("login")),
            None => "Password: ........".to_owned(),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let roomy = area.height >= 14 && area.width >= 60;
        let (indent, mut row) = if roomy { (12, 1) } else { (1, 0) };
        let area = right_of(area, indent);
        line_at(frame, area, row, Span::styled("Sign in", cx.style(Tone::Strong)));
        row += if roomy { 2 } else { 1 };
        self.form.view(frame, top(below(area, row), 2), cx.theme);
        row += if roomy { 3 } else { 2 };
        if let Some((remark, tone)) = self.remark() {
            for line in text::wrap(&remark, usize::from(area.width.saturating_sub(1))) {
                line_at(frame, area, row, Span::styled(line, cx.style(tone)));
                row += 1;
            }
            row += u16::from(roomy);
        }
        if !cx.samples.is_empty() {
            line_at(
                frame,
                area,
                row,
                "This is a sample clinic. In the empty User field, type the number of:",
            );
            row += 1;
            for (at, sample) in cx.samples.iter().enumerate().take(9) {
                let line = Line::from(vec![
                    Span::styled(format!("  {} ", at + 1), cx.style(Tone::Accent)),
                    Span::raw(text::clean(&sample.label).into_owned()),
                ]);
                line_at(frame, area, row, line);
                row += 1;
            }
        } else if roomy {
            for line in [
                "User name or e-mail; capitals do not matter there.",
                "No account yet? Ctrl-R makes one. Got a code? Ctrl-O redeems it.",
            ] {
                line_at(frame, area, row, Span::styled(line, cx.style(Tone::Muted)));
                row += 1;
            }
        }
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        said("Nothing is kept on this computer but your choice of colours.", Tone::Muted, cx)
    }
}
