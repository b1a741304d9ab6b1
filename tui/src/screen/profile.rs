//! The own account: what the clinic knows about me, my password, and where I am
//! signed in. What a patient's record holds is elsewhere, in "My data".

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use praxis_shared::pb;
use praxis_shared::text as rules;

use super::Route;
use super::common::doubt::{self, email_remarks};
use super::fields::{address_fields, address_of, fewest, password_fields, password_of, put_failure};
use super::{Mode, Page, said, said_whole};
use crate::context::{Cx, instant, role_name};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::form::{Field, Form, Outcome};
use crate::widget::modal::{Answer, Confirm};
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, line_at, lines_at, text, top};

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Change name, e-mail, phone, address.
    Edit,
    /// Change the password.
    Password,
    /// Set up a second factor, or another one.
    Factor,
    /// Go on without one.
    NoFactor,
    /// Make new recovery codes.
    Codes,
    /// The tokens of my scripts.
    Tokens,
    /// End the selected session.
    End,
    /// Leave this terminal.
    SignOut,
    /// Save the open form.
    Save,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "account",
    bindings: &[
        Binding::new(
            Act::Edit,
            "edit",
            &[Key::ch('e')],
            "edit",
            "Changes your name, e-mail, phone and address.",
        ),
        Binding::new(
            Act::Password,
            "password",
            &[Key::ch('p')],
            "password",
            "Changes your password and ends your other sessions.",
        ),
        Binding::new(
            Act::Factor,
            "second-factor",
            &[Key::ch('f')],
            "second factor",
            "Sets up an authenticator app as your second factor, or another one instead.",
        ),
        Binding::new(
            Act::Tokens,
            "tokens",
            &[Key::ch('t')],
            "script tokens",
            "Shows the tokens with which scripts act for you; makes and revokes them.",
        ),
        Binding::new(
            Act::Codes,
            "recovery-codes",
            &[Key::ch('c')],
            "new recovery codes",
            "Makes new recovery codes; the older ones are void.",
        ),
        Binding::new(
            Act::NoFactor,
            "no-second-factor",
            &[Key::ch('F')],
            "without second factor",
            "Goes on with the password alone, where the clinic allows it.",
        ),
        Binding::new(
            Act::End,
            "end-session",
            &[Key::ch('x')],
            "end session",
            "Ends the selected session, wherever it is.",
        ),
        Binding::new(
            Act::SignOut,
            "leave",
            &[Key::ch('0')],
            "sign out",
            "Ends your session on this terminal.",
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
    Column::flex("Signed in at", 10),
    Column::new("Since", 12),
    Column::new("Last used", 12).from(60),
    Column::new("From", 15).from(74),
    Column::new("", 8),
];

/// What lies over the overview.
enum Part {
    Overview,
    Edit(Box<Form>),
    Password(Box<Form>),
    End(Confirm, String),
    Plain(Confirm),
}

/// The own account.
pub struct Profile {
    user: Load<pb::User>,
    sessions: Load<Vec<pb::Session>>,
    selected: Selection<String>,
    part: Part,
    drafts: Option<Box<Form>>,
    remark: Option<String>,
    sent: Option<Ticket>,
}

impl Profile {
    /// Opens it and asks for what may have changed since sign-in.
    pub(super) fn open(cx: &Cx, out: &mut Outbox) -> Self {
        let mut this = Self {
            user: cx.me.as_ref().map(|me| Load::ready(me.user.clone())).unwrap_or_default(),
            sessions: Load::default(),
            selected: Selection::default(),
            part: Part::Overview,
            drafts: None,
            remark: None,
            sent: None,
        };
        this.ask(out);
        this
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.user.ask(out, Call::GetUser(pb::GetUserRequest { name: "users/me".into() }));
        self.sessions
            .ask(out, Call::ListSessions(pb::ListSessionsRequest { page_size: 50, ..Default::default() }));
    }

    fn ids(&self) -> Vec<String> {
        self.sessions.get().into_iter().flatten().map(|session| session.name.clone()).collect()
    }

    fn selected(&self) -> Option<&pb::Session> {
        let name = self.selected.key()?;
        self.sessions.get()?.iter().find(|session| session.name == *name)
    }

    fn allows(&self, act: Act) -> bool {
        match (&self.part, act) {
            (Part::Edit(_) | Part::Password(_), act) => act == Act::Save,
            (Part::End(..) | Part::Plain(_), _) | (Part::Overview, Act::Save) => false,
            (Part::Overview, Act::NoFactor | Act::Codes) => {
                self.user.get().is_some_and(|user| user.second_factor)
            }
            (Part::Overview, Act::End) => self.selected().is_some_and(|session| !session.current),
            (Part::Overview, _) => true,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act) {
            return;
        }
        self.remark = None;
        match act {
            Act::Edit => {
                let Some(user) = self.user.get() else { return };
                let form = self.drafts.take().unwrap_or_else(|| Box::new(edit_form(user)));
                self.part = Part::Edit(form);
                if doubt::is_unconfirmed(cx) {
                    out.tell(format!("E-mail and phone: {}", doubt::CLOSED));
                }
            }
            Act::Password => {
                let mut fields = vec![Field::secret("current_password", "Password now")];
                fields.extend(password_fields(self.user.get().map_or(rules::PASSWORD_MIN, fewest)));
                self.part = Part::Password(Box::new(Form::new(fields)));
            }
            Act::End => {
                let Some(session) = self.selected() else { return };
                let since = instant(session.create_time.as_ref()).map(|at| cx.when(at)).unwrap_or_default();
                let who = format!("{}, since {since}", session.client_label);
                let confirm = Confirm::new(
                    "End this session? Unsaved drafts there are lost.",
                    &who,
                    'y',
                    "end it",
                    cx.at.uptime,
                );
                self.part = Part::End(confirm, session.name.clone());
            }
            Act::Tokens => out.go(Go::Tab(Route::Tokens)),
            Act::Factor => out.go(Go::To(Route::SecondFactor { codes_only: false })),
            Act::Codes => out.go(Go::To(Route::SecondFactor { codes_only: true })),
            Act::NoFactor => {
                let who = self.user.get().map(|user| user.user_name.clone()).unwrap_or_default();
                let what = "Go on without a second factor? Your password alone opens your account then.";
                self.part = Part::Plain(Confirm::new(what, &who, 'y', "go on without", cx.at.uptime));
            }
            Act::SignOut => out.go(Go::SignOut),
            Act::Save => self.save(out),
        }
    }

    fn save(&mut self, out: &mut Outbox) {
        if self.sent.is_some() {
            return;
        }
        let Some(user) = self.user.get() else { return };
        let call = match &mut self.part {
            Part::Edit(form) => {
                form.clear_errors();
                let changed = pb::User {
                    name: user.name.clone(),
                    first_name: form.checked("first_name", rules::person_name),
                    last_name: form.checked("last_name", rules::person_name),
                    email: form.checked("email", rules::email),
                    phone: form.optional("phone", rules::phone),
                    address: Some(address_of(form)),
                    ..Default::default()
                };
                let paths =
                    ["first_name", "last_name", "email", "phone", "address"].map(str::to_owned).into();
                Call::UpdateUser(pb::UpdateUserRequest {
                    user: Some(changed),
                    update_mask: Some(prost_types::FieldMask { paths }),
                    expected_version: user.version,
                    ..Default::default()
                })
            }
            Part::Password(form) => {
                form.clear_errors();
                let current_password = form.text("current_password").to_owned();
                if current_password.is_empty() {
                    form.set_error("current_password", "type your password as it is now");
                }
                let new_password = password_of(form, &user.user_name, fewest(user));
                Call::ChangePassword(pb::ChangePasswordRequest {
                    current_password,
                    new_password,
                    ..Default::default()
                })
            }
            Part::Overview | Part::End(..) | Part::Plain(_) => return,
        };
        if let Part::Edit(form) | Part::Password(form) = &mut self.part
            && form.has_errors()
        {
            form.focus_error();
            return;
        }
        self.sent = Some(out.call(call));
    }

    fn saved(&mut self, reply: Reply, out: &mut Outbox) {
        match reply {
            Reply::UpdateUser(user) => {
                out.go(Go::Me(Box::new(user.clone())));
                self.user = Load::ready(user);
                out.say("Saved.");
            }
            Reply::ChangePassword(_) => {
                out.say("The password is changed; your other sessions have ended.");
                self.ask(out);
            }
            Reply::RemoveSecondFactor(done) => {
                if let Some(user) = done.user {
                    out.go(Go::Me(Box::new(user.clone())));
                    self.user = Load::ready(user);
                }
                out.say("Your second factor is off.");
            }
            Reply::EndSession(_) => {
                out.say("The session has ended.");
                self.ask(out);
            }
            _ => {}
        }
        self.part = Part::Overview;
    }

    fn refused(&mut self, failure: &Failure, out: &mut Outbox) {
        use praxis_shared::reason::Reason;
        match &mut self.part {
            Part::Password(form) if failure.is(Reason::WrongCredentials) => {
                form.clear_errors();
                form.set_error("current_password", "is not your password");
            }
            Part::Password(form) => {
                let mut failure = failure.clone();
                for (field, _) in &mut failure.violations {
                    if field == "new_password" {
                        "password".clone_into(field);
                    }
                }
                self.remark = put_failure(form, &failure);
            }
            Part::Edit(form) => {
                self.remark = put_failure(form, failure);
                if failure.is(Reason::Unconfirmed) {
                    self.remark = Some("E-mail and phone are closed; what you typed is kept.".into());
                    out.complain(format!("Not saved. E-mail and phone: {}", doubt::CLOSED));
                }
                if failure.is(Reason::StaleVersion) {
                    self.remark =
                        Some("Somebody changed this account meanwhile. Look again, then save.".into());
                    self.user.ask(out, Call::GetUser(pb::GetUserRequest { name: "users/me".into() }));
                }
            }
            Part::Overview | Part::End(..) | Part::Plain(_) => out.complain(failure.message.clone()),
        }
    }

    /// Goes back to the overview; what was typed about the person is kept.
    fn close_part(&mut self, out: &mut Outbox) -> bool {
        match std::mem::replace(&mut self.part, Part::Overview) {
            Part::Overview => return false,
            Part::Edit(form) if form.is_touched() => {
                self.drafts = Some(form);
                out.say("Not saved yet; e goes on with it.");
            }
            Part::Edit(_) | Part::Password(_) | Part::End(..) | Part::Plain(_) => {}
        }
        self.remark = None;
        true
    }
}

fn edit_form(user: &pb::User) -> Form {
    let mut fields = vec![
        Field::text("first_name", "First name", rules::PERSON_NAME_MAX).with(&user.first_name),
        Field::text("last_name", "Last name", rules::PERSON_NAME_MAX).with(&user.last_name),
        Field::text("email", "E-mail", rules::EMAIL_MAX).with(&user.email),
        Field::text("phone", "Phone", rules::PHONE_MAX).with(&user.phone),
    ];
    fields.extend(address_fields(user.address.as_ref()));
    Form::new(fields)
}

impl Page for Profile {
    fn title(&self, _cx: &Cx) -> String {
        "My account".to_owned()
    }

    fn mode(&self) -> Mode {
        match &self.part {
            Part::Overview => Mode::List,
            Part::Edit(_) | Part::Password(_) => Mode::Type,
            Part::End(..) | Part::Plain(_) => Mode::Ask,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        match &self.part {
            Part::Overview | Part::End(..) | Part::Plain(_) => said("MY ACCOUNT", Tone::Strong, cx),
            Part::Edit(_) => {
                said("MY ACCOUNT   edit; Esc goes back and keeps what you typed", Tone::Strong, cx)
            }
            Part::Password(_) => said("MY ACCOUNT   new password; Esc goes back", Tone::Strong, cx),
        }
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if key == Key::ESC {
            return self.close_part(out);
        }
        match &mut self.part {
            Part::Plain(confirm) => {
                match confirm.on_key(key, cx.at.uptime) {
                    Answer::Waiting => {}
                    Answer::Keep => self.part = Part::Overview,
                    Answer::Yes => {
                        let request = pb::RemoveSecondFactorRequest::default();
                        self.sent = Some(out.call(Call::RemoveSecondFactor(request)));
                        self.part = Part::Overview;
                    }
                }
                true
            }
            Part::End(confirm, name) => {
                match confirm.on_key(key, cx.at.uptime) {
                    Answer::Waiting => {}
                    Answer::Keep => self.part = Part::Overview,
                    Answer::Yes => {
                        let request = pb::EndSessionRequest { name: name.clone(), ..Default::default() };
                        self.sent = Some(out.call(Call::EndSession(request)));
                        self.part = Part::Overview;
                    }
                }
                true
            }
            Part::Edit(form) | Part::Password(form) => match form.on_key(key) {
                Outcome::Ignored => false,
                Outcome::Submitted => {
                    self.save(out);
                    true
                }
                Outcome::Changed | Outcome::Moved => true,
            },
            Part::Overview => {
                let ids = self.ids();
                if self.selected.on_key(key, cx.page(), &ids) {
                    return true;
                }
                let Some(act) = cx.keys.find(&KEYS, key) else { return false };
                self.act(act, cx, out);
                true
            }
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        if let Part::Edit(form) | Part::Password(form) = &mut self.part {
            form.paste(pasted);
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, _cx: &Cx, out: &mut Outbox) {
        if self.user.awaits(ticket) {
            self.user.settle(answer.map(|reply| match reply {
                Reply::GetUser(user) => user,
                _ => pb::User::default(),
            }));
        } else if self.sessions.awaits(ticket) {
            self.sessions.settle(answer.map(|reply| match reply {
                Reply::ListSessions(page) => page.sessions,
                _ => Vec::new(),
            }));
            let ids = self.ids();
            self.selected.follow(&ids);
        } else if self.sent == Some(ticket) {
            self.sent = None;
            match answer {
                Ok(reply) => self.saved(reply, out),
                Err(failure) => self.refused(&failure, out),
            }
        }
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, _out: &mut Outbox) {
        if let Some(pb::event::Payload::User(changed)) = &event.payload
            && let Some(user) = self.user.get_mut().filter(|user| user.name == changed.name)
        {
            // only who asks for this one account is told of it
            let clash = user.email_clash && user.email == changed.email;
            *user = pb::User { email_clash: clash, ..changed.clone() };
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
    }

    fn has_draft(&self) -> bool {
        match &self.part {
            Part::Edit(form) | Part::Password(form) => form.is_touched(),
            Part::Overview | Part::End(..) | Part::Plain(_) => self.drafts.is_some(),
        }
    }

    fn is_secret(&self) -> bool {
        matches!(&self.part, Part::Edit(form) | Part::Password(form) if form.is_secret())
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Part::Edit(form) | Part::Password(form) = &self.part {
            form.view(frame, crate::widget::right_of(area, 1), cx.theme);
            return;
        }
        let remarks = self.remarks(usize::from(area.width), cx);
        let above = u16::try_from(remarks.len()).unwrap_or(0).min(area.height.saturating_sub(2));
        lines_at(frame, top(area, above), remarks);
        let area = below(area, above);
        let rows = self.summary(cx);
        let height = u16::try_from(rows.len()).unwrap_or(0).min(area.height.saturating_sub(4));
        for (row, (caption, value)) in (0..height).zip(rows) {
            let line = Line::from(vec![
                Span::styled(format!(" {}", text::pad(caption, 12)), cx.style(Tone::Muted)),
                Span::raw(text::fit(&value, usize::from(area.width).saturating_sub(13))),
            ]);
            line_at(frame, area, row, line);
        }
        let list = below(area, height + u16::from(height > 0));
        let ids = self.ids();
        let sessions = self.sessions.get().map(Vec::as_slice).unwrap_or_default();
        if let Some(remark) = self.sessions.remark() {
            line_at(frame, list, 0, said(remark, Tone::Muted, cx));
        } else {
            let selected = self.selected.row(&ids);
            table::view(frame, list, cx.theme, &COLUMNS, (sessions.len(), selected), |row| {
                sessions.get(row).map(|session| session_cells(session, cx)).unwrap_or_default()
            });
        }
        if ids.is_empty() {
            crate::widget::place_cursor(frame, area, 0, 0);
        }
        if let Part::End(confirm, _) | Part::Plain(confirm) = &self.part {
            confirm.view(frame, top(area, area.height), cx.theme);
        }
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        match (&self.remark, self.sent) {
            (_, Some(_)) => said("saving...", Tone::Text, cx),
            (Some(remark), None) => said(remark.clone(), Tone::Bad, cx),
            (None, None) => match &self.part {
                Part::Edit(form) | Part::Password(form) if form.has_errors() => {
                    said("Something is wrong; it stands beside its field.", Tone::Bad, cx)
                }
                _ => Line::default(),
            },
        }
    }

    fn line(&self, cx: &Cx) -> String {
        match &self.part {
            Part::Edit(form) | Part::Password(form) => form.focused().to_owned(),
            Part::End(confirm, _) | Part::Plain(confirm) => confirm.hint(),
            Part::Overview => self.title(cx),
        }
    }
}

impl Profile {
    /// What the owner is to know of the account before anything else.
    fn remarks(&self, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
        let remarks = self.user.get().map(email_remarks).unwrap_or_default();
        remarks.into_iter().flat_map(|it| said_whole(it, Tone::Warn, columns, cx)).collect()
    }

    fn summary(&self, cx: &Cx) -> Vec<(&'static str, String)> {
        let Some(user) = self.user.get() else {
            return vec![("Account", self.user.remark().unwrap_or_default())];
        };
        let roles: Vec<&str> = user.roles().map(role_name).collect();
        let address = user.address.clone().unwrap_or_default();
        let parts =
            [address.line1, address.line2, address.postal_code, address.city, address.state, address.country];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let or_none = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        vec![
            ("Name", cx.person(&user.display_name)),
            ("User name", user.user_name.clone()),
            ("Roles", roles.join(", ")),
            ("E-mail", or_none(&user.email)),
            ("Phone", or_none(&user.phone)),
            ("Address", or_none(&parts.join(", "))),
        ]
    }
}

fn session_cells(session: &pb::Session, cx: &Cx) -> Vec<Cell> {
    let when =
        |stamp: Option<&prost_types::Timestamp>| instant(stamp).map(|at| cx.when(at)).unwrap_or_default();
    let label = if session.client_label.is_empty() { "(no name)" } else { &session.client_label };
    vec![
        label.into(),
        when(session.create_time.as_ref()).into(),
        when(session.last_used_time.as_ref()).into(),
        text::clean(&session.source).into_owned().into(),
        match (session.current, session.locked) {
            (true, _) => "this one",
            (false, true) => "locked",
            (false, false) => "",
        }
        .into(),
    ]
}

#[cfg(test)]
mod tests {
    use praxis_shared::pb::Role;
    use praxis_shared::reason::Reason;

    use super::*;
    use crate::context::stamp;
    use crate::outbox::Code;
    use crate::screen::Route;
    use crate::stage::{Stage, beginning, person};

    fn stage() -> Stage {
        let mut stage = Stage::open(Role::Desk, Route::Profile);
        let session = |name: &str, label: &str, current| pb::Session {
            name: name.into(),
            client_label: label.into(),
            create_time: Some(stamp(beginning())),
            last_used_time: Some(stamp(beginning())),
            current,
            locked: !current,
            source: "10.0.3.17".into(),
            ..Default::default()
        };
        let sessions = vec![session("sessions/a", "desk-2", true), session("sessions/b", "home", false)];
        stage.answer(Reply::GetUser(person(Role::Desk)));
        stage.answer(Reply::ListSessions(pb::ListSessionsResponse { sessions, ..Default::default() }));
        stage
    }

    #[test]
    fn the_account_looks_like_this() {
        insta::assert_snapshot!("profile", stage().picture());
        insta::assert_snapshot!("profile_40x12", stage().resize(40, 12).picture());
    }

    #[test]
    fn a_change_is_sent_with_the_version_it_was_made_from() {
        let mut stage = stage();
        stage.press("e ctrl-u").type_text("Idun").press("ctrl-d");
        let Some(Call::UpdateUser(request)) = stage.last_call() else { panic!("{}", stage.picture()) };
        assert_eq!(request.user.as_ref().map(|user| user.first_name.as_str()), Some("Idun"));
        assert_eq!(request.expected_version, 1);
        let mut changed = person(Role::Desk);
        changed.first_name = "Idun".into();
        stage.answer(Reply::UpdateUser(changed));
        assert_eq!(stage.app().cx().me.as_ref().map(|me| me.user.first_name.as_str()), Some("Idun"));
    }

    #[test]
    fn an_e_mail_that_signs_nobody_in_says_so_in_every_size() {
        let mut stage = stage();
        let own = pb::User { email_confirmed: false, email_clash: true, ..person(Role::Desk) };
        stage.link(crate::app::LinkChange::Relist);
        stage.answer(Reply::GetUser(own.clone())).answer(Reply::GetUser(own.clone()));
        insta::assert_snapshot!("profile_email", stage.picture());
        insta::assert_snapshot!("profile_email_40x12", stage.resize(40, 12).picture());
        stage.event(pb::event::Payload::User(pb::User { email_clash: false, version: 2, ..own }));
        assert!(stage.picture().contains("Another account"), "an event tells nothing of others");
    }

    #[test]
    fn a_phone_that_may_not_be_changed_is_refused_with_what_was_typed_still_there() {
        let mut stage = stage();
        stage.press("e tab tab tab").type_text("+49 30 1").press("ctrl-d");
        let refused = Failure::new(Code::Denied, "closed").because(Reason::Unconfirmed);
        stage.fail("UpdateUser", refused);
        let said = stage.picture().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains("+49 30 1"), "{said}");
        assert!(said.contains("Closed until the clinic has confirmed that it is you"), "{said}");
    }

    #[test]
    fn what_was_typed_survives_escape() {
        let mut stage = stage();
        stage.press("e ctrl-u").type_text("Idun").press("esc");
        assert!(stage.picture().contains("Not saved yet"));
        stage.press("ctrl-c");
        assert!(stage.picture().contains("not saved"), "{}", stage.picture());
        stage.press("esc e");
        assert!(stage.picture().contains("Idun"));
    }

    #[test]
    fn a_wrong_password_stands_beside_its_field() {
        let mut stage = stage();
        stage.press("p").type_text("old").press("enter").type_text("a brand new pass phrase").press("enter");
        stage.type_text("a brand new pass phrase").press("enter");
        assert!(matches!(stage.last_call(), Some(Call::ChangePassword(_))));
        stage.fail(
            "ChangePassword",
            Failure::new(Code::NotSignedIn, "wrong").because(Reason::WrongCredentials),
        );
        assert!(stage.picture().contains("! is not your password"), "{}", stage.picture());
    }

    #[test]
    fn another_session_is_ended_by_a_letter_and_never_by_enter() {
        let mut stage = stage();
        stage.press("x");
        assert!(!stage.picture().contains("End this session?"));
        stage.press("down x enter");
        assert_eq!(stage.last_call(), None);
        stage.press("x y");
        let ended = pb::EndSessionRequest { name: "sessions/b".into(), ..Default::default() };
        assert_eq!(stage.last_call(), Some(&Call::EndSession(ended)));
    }
}
