//! Proving again who is there: the password, asked for by the lock and by acts that need a fresh one.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use praxis_shared::pb;
use praxis_shared::reason::Reason;

use crate::context::Cx;
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::{below, line_at, right_of, text, top};

/// Nobody ever typed the password of a sample account: a digit did.
fn sample_password(cx: &Cx) -> Option<&str> {
    let user_name = &cx.me.as_ref()?.user.user_name;
    cx.samples.iter().find(|it| it.login == *user_name).map(|it| it.password.as_str())
}

/// What is typed to prove it, and what the server said.
pub struct Proof {
    form: Form,
    refused: Option<String>,
    sent: Option<Ticket>,
}

/// What an answer said.
pub enum Proved {
    /// The person is who they were; the session as it is now.
    Yes(Box<pb::Session>),
    /// Not yet: the reason is shown.
    No,
}

impl Default for Proof {
    fn default() -> Self {
        let mut form = Form::new(vec![
            Field::secret("password", "Password"),
            Field::text("code", "Code", 64).columns(32).hint("6 digits of your app"),
        ]);
        form.show("code", false);
        Self { form, refused: None, sent: None }
    }
}

impl Proof {
    /// Sends what was typed, once.
    pub fn send(&mut self, out: &mut Outbox) {
        let password = self.form.text("password").to_owned();
        if self.sent.is_none() && !password.is_empty() {
            self.refused = None;
            let code = self.form.trimmed("code");
            self.sent = Some(out.call(Call::Reauthenticate(pb::ReauthenticateRequest { password, code })));
        }
    }

    /// Takes a key; `false` if it means nothing here.
    pub fn on_key(&mut self, key: Key, out: &mut Outbox) -> bool {
        match self.form.on_key(key) {
            Outcome::Ignored => return false,
            Outcome::Submitted => self.send(out),
            Outcome::Changed | Outcome::Moved => {}
        }
        true
    }

    /// Takes pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.form.paste(pasted);
    }

    /// Whether this is the answer that is waited for.
    pub fn awaits(&self, ticket: Ticket) -> bool {
        self.sent == Some(ticket)
    }

    /// Takes the answer.
    pub fn settle(&mut self, answer: &Result<Reply, Failure>) -> Proved {
        self.sent = None;
        match answer {
            Ok(Reply::Reauthenticate(told)) => {
                Proved::Yes(Box::new(told.session.clone().unwrap_or_default()))
            }
            Ok(_) => Proved::No,
            Err(failure) if failure.is(Reason::SecondFactorNeeded) => {
                self.form.show("code", true);
                self.form.focus("code");
                Proved::No
            }
            Err(failure) if failure.is(Reason::WrongCode) => {
                self.form.set("code", "");
                self.refused = Some(failure.message.clone());
                Proved::No
            }
            Err(failure) => {
                // A wrong password is typed anew, not mended unseen.
                self.form.set("password", "");
                self.refused = Some(failure.message.clone());
                Proved::No
            }
        }
    }

    /// Whether what is typed must not be seen.
    pub fn is_secret(&self) -> bool {
        self.form.is_secret()
    }

    /// What is said beside the fields.
    pub fn remark(&self, cx: &Cx) -> Option<(String, Tone)> {
        match (&self.sent, &self.refused) {
            (Some(_), _) => Some(("checking...".to_owned(), Tone::Text)),
            (None, Some(refused)) => Some((refused.clone(), Tone::Bad)),
            (None, None) => sample_password(cx).map(|it| (format!("Sample clinic: it is {it}"), Tone::Muted)),
        }
    }

    /// How many rows the fields take.
    pub fn height(&self, width: u16) -> u16 {
        self.form.height(width)
    }

    /// Draws the fields.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.view(frame, area, cx.theme);
    }

    /// Draws it as a question over the lower part of the area: the act under it waits.
    pub fn view_as_question(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let columns = usize::from(area.width.saturating_sub(2));
        let asked = "This needs your password again; what you typed is kept.";
        let mut lines = text::wrap(asked, columns);
        let fields = self.height(area.width.saturating_sub(1));
        let foot = 1 + u16::from(self.remark(cx).is_some());
        let room = area.height.saturating_sub(fields + foot);
        lines.truncate(usize::from(room));
        let said = u16::try_from(lines.len()).unwrap_or(room);
        let rows = (said + fields + foot).min(area.height);
        let place = Rect { y: area.y + area.height - rows, height: rows, ..area };
        frame.render_widget(Clear, place);
        let mut row = 0;
        let mut say = |row: u16, said: String, tone: Tone| {
            let said = Span::styled(text::fit(&said, columns), cx.style(tone));
            line_at(frame, place, row, Line::from(vec![Span::raw(" "), said]));
        };
        for line in lines {
            say(row, line, Tone::Warn);
            row += 1;
        }
        let at = row;
        row += fields;
        if let Some((remark, tone)) = self.remark(cx) {
            say(row, remark, tone);
            row += 1;
        }
        say(row, "Enter go on   Esc not now".to_owned(), Tone::Accent);
        self.view(frame, top(below(right_of(place, 1), at), fields), cx);
    }

    /// All of it in one line.
    pub fn line(&self, cx: &Cx) -> String {
        self.remark(cx).map_or_else(|| "Your password again:".to_owned(), |(remark, _)| remark)
    }
}
