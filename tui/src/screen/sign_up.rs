//! A new account. A patient may sign in at once; a doctor or a clerk waits for
//! the administrator, so nobody becomes a doctor by ticking a box. All that is
//! wrong is said at once, beside the fields.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use praxis_shared::pb::{self, Role};
use praxis_shared::text as rules;

use super::common::acts::sentence;
use super::fields::{new_password_fields, new_password_of, put_failure};
use super::{Mode, Page, said};
use crate::context::{Cx, pb_date};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::date;
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
    name: "sign-up",
    bindings: &[
        Binding::new(
            Act::Send,
            "send",
            &[Key::ctrl('d'), Key::f(2)],
            "make account",
            "Makes the account. Enter on the last field does so too.",
        ),
        Binding::new(Act::Next, "next", &[Key::TAB], "next field", "Goes to the next field."),
    ],
};

const ROLES: [Role; 3] = [Role::Patient, Role::Doctor, Role::Desk];

/// The sign-up screen.
pub struct SignUp {
    form: Form,
    remark: Option<String>,
    sent: Option<Ticket>,
    signing_in: Option<Ticket>,
}

impl SignUp {
    /// Opens an empty form.
    pub(super) fn open() -> Self {
        let mut fields = vec![
            Field::choice("role", "I am", &["patient", "doctor", "front desk"]),
            Field::text("user_name", "User name", rules::USER_NAME_MAX)
                .hint("signs you in; 3 to 32 of a-z 0-9 . _ -"),
            Field::text("email", "E-mail", rules::EMAIL_MAX).hint("does not sign you in"),
            Field::text("first_name", "First name", rules::PERSON_NAME_MAX),
            Field::text("last_name", "Last name", rules::PERSON_NAME_MAX),
            Field::text("phone", "Phone", rules::PHONE_MAX).hint("may stay empty"),
            Field::text("birth_date", "Birth date", 20).hint("such as 2.3.1974 or 1974-03-02"),
            Field::text("registration_number", "Register no.", rules::REGISTRATION_NUMBER_MAX)
                .hint("your number in the medical register"),
            Field::text("specializations", "Specialized in", 200).hint("several with commas"),
        ];
        fields.extend(new_password_fields());
        let mut this = Self { form: Form::new(fields), remark: None, sent: None, signing_in: None };
        this.fit_role();
        this
    }

    fn role(&self) -> Role {
        ROLES.get(self.form.chosen("role")).copied().unwrap_or(Role::Patient)
    }

    fn fit_role(&mut self) {
        let role = self.role();
        self.form.show("birth_date", role == Role::Patient);
        self.form.show("registration_number", role == Role::Doctor);
        self.form.show("specializations", role == Role::Doctor);
    }

    fn send(&mut self, cx: &Cx, out: &mut Outbox) {
        if self.sent.is_some() || self.signing_in.is_some() {
            return;
        }
        let role = self.role();
        let form = &mut self.form;
        form.clear_errors();
        self.remark = None;
        let mut request = pb::SignUpRequest {
            user_name: form.checked("user_name", rules::user_name),
            email: form.checked("email", rules::email),
            first_name: form.checked("first_name", rules::person_name),
            last_name: form.checked("last_name", rules::person_name),
            phone: form.optional("phone", rules::phone),
            role: role.into(),
            ..Default::default()
        };
        request.password = new_password_of(form, &request.user_name);
        if role == Role::Patient {
            match date::parse_past(form.text("birth_date"), cx.today()) {
                Ok(born) => request.birth_date = Some(pb_date(born)),
                Err(wrong) => {
                    form.set_error("birth_date", &wrong);
                }
            }
        }
        if role == Role::Doctor {
            request.registration_number = form.checked("registration_number", rules::registration_number);
            request.specializations = specializations(form);
        }
        if form.has_errors() {
            form.focus_error();
            return;
        }
        self.sent = Some(out.call(Call::SignUp(request)));
    }
}

impl SignUp {
    /// What belongs to no field; where the row is too short for it, all of it is shown until the next key.
    fn refused(&mut self, rest: Option<String>, cx: &Cx, out: &mut Outbox) {
        self.remark = rest.map(|it| sentence(&it));
        if let Some(remark) = &self.remark {
            out.complain_whole(remark, cx.size.0);
        }
    }
}

fn specializations(form: &mut Form) -> Vec<String> {
    let typed = form.text("specializations").to_owned();
    let checked: Result<Vec<String>, String> =
        typed.split(',').map(str::trim).filter(|word| !word.is_empty()).map(rules::specialization).collect();
    match checked {
        Ok(list) if !list.is_empty() => list,
        Ok(_) => {
            form.set_error("specializations", "name at least one, such as Cardiology");
            Vec::new()
        }
        Err(wrong) => {
            form.set_error("specializations", &wrong);
            Vec::new()
        }
    }
}

impl Page for SignUp {
    fn title(&self, _cx: &Cx) -> String {
        "New account".to_owned()
    }

    fn mode(&self) -> Mode {
        Mode::Type
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries(&KEYS)
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        said("NEW ACCOUNT   Esc goes back", Tone::Strong, cx)
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        match self.form.on_key(key) {
            Outcome::Ignored => return false,
            Outcome::Submitted => self.send(cx, out),
            Outcome::Changed if self.form.focused() == "role" => self.fit_role(),
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
        if self.signing_in == Some(ticket) {
            self.signing_in = None;
            match answer {
                Ok(Reply::SignIn(session)) => out.go(Go::SignedIn(Box::new(session))),
                Ok(_) => {}
                Err(failure) => self.refused(Some(failure.message), cx, out),
            }
            return;
        }
        if self.sent != Some(ticket) {
            return;
        }
        self.sent = None;
        match answer {
            Ok(Reply::SignUp(made)) => {
                let user = made.user.unwrap_or_default();
                self.form.mark_saved();
                if user.state() == pb::UserState::Active {
                    let request = pb::SignInRequest {
                        login: user.user_name,
                        password: self.form.text("password").to_owned(),
                        client_label: cx.terminal.clone(),
                        ..Default::default()
                    };
                    self.signing_in = Some(out.call(Call::SignIn(request)));
                } else {
                    out.say("Your account is made. You can sign in once the administrator has approved it.");
                    out.go(Go::Back);
                }
            }
            Ok(_) => {}
            Err(failure) => {
                // The focus stays: the person may be typing on.
                let rest = put_failure(&mut self.form, &failure);
                self.refused(rest, cx, out);
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
        let area = crate::widget::right_of(area, u16::from(area.width > 60));
        self.form.view(frame, area, cx.theme);
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        match (&self.remark, self.sent.or(self.signing_in)) {
            (_, Some(_)) => said("making the account...", Tone::Text, cx),
            (Some(remark), None) => said(remark.clone(), Tone::Bad, cx),
            (None, None) if self.form.has_errors() => {
                said("Something is missing or wrong; it stands beside its field.", Tone::Bad, cx)
            }
            (None, None) => match self.role() {
                Role::Patient => {
                    said("Your user name signs you in, not the e-mail: remember it.", Tone::Muted, cx)
                }
                _ => said("The administrator approves this account before it can be used.", Tone::Muted, cx),
            },
        }
    }

    fn line(&self, cx: &Cx) -> String {
        let field = self.form.focused();
        match (&self.remark, self.form.error(field)) {
            (Some(remark), _) => remark.clone(),
            (None, Some(error)) => format!("{field}: {error}"),
            _ if field == "password" || field == "again" => format!("{}: {field}", self.title(cx)),
            _ => format!("{field}: {}", self.form.text(field)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outbox::{Code, Effect};
    use crate::stage::{Stage, person};

    fn filled() -> Stage {
        let mut stage = Stage::start();
        stage.press("ctrl-r tab").type_text("luis").press("enter").type_text("luis@example.org");
        stage.press("enter").type_text("Luis").press("enter").type_text("Gomez").press("enter enter");
        stage.type_text("2.3.1974").press("enter").type_text("correct horse battery").press("enter");
        stage
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_beside_its_field() {
        let mut stage = Stage::start();
        stage.press("ctrl-r").type_text("").press("ctrl-d");
        assert_eq!(stage.calls(), Vec::<&Call>::new());
        insta::assert_snapshot!("sign_up_all_wrong", stage.picture());
    }

    #[test]
    fn a_patient_is_signed_in_with_the_account_just_made() {
        let mut stage = filled();
        stage.type_text("correct horse battery").press("enter");
        let Some(Call::SignUp(request)) = stage.last_call() else { panic!("{:?}", stage.calls()) };
        assert_eq!(request.role(), Role::Patient);
        assert_eq!(request.birth_date, Some(pb::Date { year: 1974, month: 3, day: 2 }));
        stage.answer(Reply::SignUp(pb::SignUpResponse { user: Some(person(Role::Patient)) }));
        assert!(matches!(stage.last_call(), Some(Call::SignIn(request)) if request.login == "luis"));
        let answer =
            pb::SignInResponse { token: "t".into(), user: Some(person(Role::Patient)), ..Default::default() };
        stage.answer(Reply::SignIn(answer));
        assert!(stage.effects().iter().any(|effect| matches!(effect, Effect::SignedIn(..))));
        assert!(stage.app().cx().me.is_some());
    }

    #[test]
    fn a_repetition_that_differs_is_refused_before_anything_is_sent() {
        let mut stage = filled();
        stage.type_text("correct horse").press("enter");
        assert_eq!(stage.calls(), Vec::<&Call>::new());
        assert!(stage.picture().contains("is not the same"));
    }

    #[test]
    fn a_taken_name_stands_beside_the_name_and_nothing_typed_is_lost() {
        let mut stage = filled();
        stage.type_text("correct horse battery").press("enter");
        let taken =
            Failure::new(Code::Conflict, "taken").because(praxis_shared::reason::Reason::UserNameTaken);
        stage.fail("SignUp", taken);
        let picture = stage.picture();
        let row = picture.lines().find(|row| row.contains("User name")).unwrap();
        assert!(row.contains("luis") && row.contains("! is taken"), "{picture}");
    }

    #[test]
    fn it_says_that_the_user_name_signs_in_and_not_the_e_mail() {
        let mut stage = Stage::start();
        stage.press("ctrl-r");
        assert!(
            stage.picture().contains("Your user name signs you in, not the e-mail"),
            "{}",
            stage.picture()
        );
        assert!(stage.picture().contains("does not sign you in"), "{}", stage.picture());
    }

    #[test]
    fn too_many_sign_ups_say_how_long_to_wait_and_keep_what_was_typed() {
        let mut stage = filled();
        stage.resize(40, 12).type_text("correct horse battery").press("enter");
        let text = "too many accounts were made from here: wait 34 minutes, or ask the front desk for one";
        let refused = Failure::new(Code::Busy, text).because(praxis_shared::reason::Reason::TooManySignUps);
        stage.fail("SignUp", refused);
        let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("wait 34 minutes, or ask the front desk for one."), "{said}");
        stage.press("home").resize(80, 24);
        assert!(stage.picture().contains("luis@example.org"), "{}", stage.picture());
    }

    #[test]
    fn a_doctor_gives_a_registration_number_and_waits() {
        let mut stage = Stage::start();
        stage.press("ctrl-r d");
        assert!(stage.picture().contains("Register no."));
        assert!(!stage.picture().contains("Birth date"));
        insta::assert_snapshot!("sign_up_doctor_40x12", stage.resize(40, 12).picture());
    }
}
