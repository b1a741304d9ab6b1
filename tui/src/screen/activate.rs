//! A one-time code becomes a password. The code of an empty clinic also makes
//! its first administrator, who then says their name too.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use praxis_shared::pb;
use praxis_shared::reason::Reason;
use praxis_shared::text as rules;

use super::fields::{new_password_fields, new_password_of, put_failure};
use super::{Mode, Page, said};
use crate::context::Cx;
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Send the form.
    Send,
    /// Next field.
    Next,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "activate",
    bindings: &[
        Binding::new(
            Act::Send,
            "send",
            &[Key::ctrl('d'), Key::f(2)],
            "redeem",
            "Redeems the code. Enter on the last field does so too.",
        ),
        Binding::new(Act::Next, "next", &[Key::TAB], "next field", "Goes to the next field."),
    ],
};

/// The fields that only the first administrator fills in.
const FIRST: [&str; 4] = ["user_name", "email", "first_name", "last_name"];

/// The activation screen.
pub struct Activate {
    form: Form,
    remark: Option<String>,
    sent: Option<Ticket>,
}

impl Activate {
    /// Opens an empty form.
    pub(super) fn open() -> Self {
        let mut fields = vec![
            Field::text("code", "Code", 64).hint("dashes do not matter"),
            Field::choice("who", "It makes", &["my account usable", "the first administrator"]).columns(54),
            Field::text("user_name", "User name", rules::USER_NAME_MAX).hint("3 to 32 of a-z 0-9 . _ -"),
            Field::text("email", "E-mail", rules::EMAIL_MAX),
            Field::text("first_name", "First name", rules::PERSON_NAME_MAX),
            Field::text("last_name", "Last name", rules::PERSON_NAME_MAX),
        ];
        fields.extend(new_password_fields());
        fields.push(Field::text("second", "Second factor", 64).columns(32).hint("6 digits of your app"));
        let mut this = Self { form: Form::new(fields), remark: None, sent: None };
        this.form.show("second", false);
        this.fit();
        this
    }

    fn is_first(&self) -> bool {
        self.form.chosen("who") == 1
    }

    fn fit(&mut self) {
        let first = self.is_first();
        for name in FIRST {
            self.form.show(name, first);
        }
    }

    fn send(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        let first = self.is_first();
        let form = &mut self.form;
        form.clear_errors();
        self.remark = None;
        let code = form.trimmed("code");
        if code.is_empty() {
            form.set_error("code", "type the code you were given");
        }
        let mut request =
            pb::ActivateRequest { code, client_label: cx.terminal.clone(), ..Default::default() };
        if first {
            request.user_name = form.checked("user_name", rules::user_name);
            request.email = form.checked("email", rules::email);
            request.first_name = form.checked("first_name", rules::person_name);
            request.last_name = form.checked("last_name", rules::person_name);
        }
        request.second_factor_code = form.trimmed("second");
        request.password = new_password_of(form, &request.user_name);
        if form.has_errors() {
            form.focus_error();
            return;
        }
        self.sent = Some(out.call(Call::Activate(request)));
    }
}

impl Page for Activate {
    fn title(&self, _cx: &Cx) -> String {
        "Activation code".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Type
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        said("ACTIVATION CODE   Esc goes back", Tone::Strong, cx)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        match self.form.on_key(key) {
            Outcome::Ignored => return false,
            Outcome::Submitted => self.send(cx, out),
            Outcome::Changed if self.form.focused() == "who" => self.fit(),
            Outcome::Changed | Outcome::Moved => {}
        }
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        match cx.keys.named(&KEYS, id) {
            Some(Act::Send) => self.send(cx, out),
            Some(Act::Next) => {
                self.form.on_key(Key::TAB);
            }
            None => {}
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        self.form.paste(pasted);
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if self.sent != Some(ticket) {
            return;
        }
        self.sent = None;
        match answer {
            Ok(Reply::Activate(session)) => out.go(Go::SignedIn(Box::new(session))),
            Ok(_) => {}
            Err(failure) if failure.is(Reason::SecondFactorNeeded) => {
                self.form.show("second", true);
                self.form.focus("second");
                self.remark = Some("This account has a second factor: its code, too.".to_owned());
            }
            Err(failure) => {
                let about_first = failure.violations.iter().any(|(field, _)| FIRST.contains(&field.as_str()));
                if about_first && !self.is_first() {
                    // The server says that this code makes the first administrator.
                    self.form.set("who", "the first administrator");
                    self.fit();
                }
                self.remark = put_failure(&mut self.form, &failure);
                if let Some(remark) = &self.remark {
                    out.complain_whole(remark, cx.size.0);
                }
            }
        }
    }

    fn has_draft(&self) -> bool {
        self.form.is_touched()
    }

    fn is_secret(&self) -> bool {
        self.form.is_secret()
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.form.view(frame, crate::widget::right_of(area, u16::from(area.width > 60)), cx.theme);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        match (&self.remark, self.sent) {
            (_, Some(_)) => said("redeeming the code...", Tone::Text, cx),
            (Some(remark), None) => said(remark.clone(), Tone::Bad, cx),
            (None, None) => said("Redeeming a code ends your other sessions.", Tone::Muted, cx),
        }
    }

    fn line(&self, cx: &Cx) -> String {
        match (&self.remark, self.form.error(self.form.focused())) {
            (Some(remark), _) => remark.clone(),
            (None, Some(error)) => format!("{}: {error}", self.form.focused()),
            _ => format!("{}: {}", self.title(cx), self.form.focused()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::Code;
    use crate::stage::Stage;

    #[test]
    fn a_code_and_a_password_open_a_session() {
        let mut stage = Stage::start();
        stage.press("ctrl-o").type_text("ABCD-EFGH").press("enter enter");
        stage.type_text("a long pass phrase").press("enter").type_text("a long pass phrase").press("enter");
        let Some(Call::Activate(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
        assert_eq!((request.code.as_str(), request.user_name.as_str()), ("ABCD-EFGH", ""));
        let wrong = Failure::new(Code::NotSignedIn, "the code is unknown, used or expired");
        stage.fail("Activate", wrong);
        assert!(stage.picture().contains("unknown, used or expired"));
        assert!(stage.picture().contains("ABCD-EFGH"));
    }

    #[test]
    fn a_patients_code_on_the_terminal_that_made_it_is_refused_in_words_that_are_not_cut() {
        for size in [(80, 24), (40, 12)] {
            let mut stage = Stage::start();
            stage.resize(size.0, size.1).press("ctrl-o").type_text("ABCD-EFGH").press("enter enter");
            stage
                .type_text("a long pass phrase")
                .press("enter")
                .type_text("a long pass phrase")
                .press("enter");
            let why = "this code was issued on this terminal: it is for the patient, who types it on a terminal or \
                       telephone of their own";
            stage.fail("Activate", Failure::new(Code::Denied, why).because(Reason::CodeOfThisDevice));
            let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(said.contains("who types it on a terminal or telephone of their own"), "{said}");
            stage.press("up up up").resize(80, 24);
            assert!(stage.picture().contains("ABCD-EFGH"), "{}", stage.picture());
        }
    }

    #[test]
    fn the_code_of_an_empty_clinic_asks_for_the_administrators_name() {
        let mut stage = Stage::start();
        stage.press("ctrl-o").type_text("CODE").press("enter enter");
        stage.type_text("a long pass phrase").press("enter").type_text("a long pass phrase").press("enter");
        let mut wrong = Failure::new(Code::Invalid, "fields are wrong");
        wrong.violations = vec![("user_name".into(), "3 to 32 characters".into())];
        stage.fail("Activate", wrong);
        insta::assert_snapshot!("activate_first_administrator", stage.picture());
    }
}
