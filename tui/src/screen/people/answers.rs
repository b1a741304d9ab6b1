//! What becomes of acts on accounts: answers and refusals in words that help, and questions that are answered.

use praxis_shared::pb::{self, Role, UserState};
use praxis_shared::reason::Reason;

use super::{Asked, Part, People, Shown, marks};
use crate::context::{Cx, instant, role_name};
use crate::keymap::Key;
use crate::outbox::{Call, Failure, Outbox, Reply};
use crate::screen::common::acts::sentence;
use crate::screen::fields::put_failure;
use crate::widget::modal::Answer;

impl People {
    pub(super) fn done(&mut self, reply: Reply, cx: &Cx, out: &mut Outbox) {
        match reply {
            Reply::CreateUser(made) => {
                let user = made.user.unwrap_or_default();
                self.part = Part::List;
                self.put(&user);
                self.selected.select(user.name.clone());
                let ids = self.ids();
                self.selected.follow(&ids);
                self.show_code(&user, made.activation_code, "for 24 hours", out);
            }
            Reply::IssueActivationCode(made) => {
                let user = self.selected().cloned().unwrap_or_default();
                let until = instant(made.expire_time.as_ref())
                    .map(|at| format!("until {}", cx.when(at)))
                    .unwrap_or_default();
                self.show_code(&user, made.activation_code, &until, out);
            }
            Reply::ApproveUser(user) if user.state() == UserState::Pending => {
                self.changed(&user, "is approved", cx, out);
            }
            Reply::ApproveUser(user) => self.changed(&user, "may sign in now", cx, out),
            Reply::ConfirmUser(user) => {
                self.console = None;
                self.changed(&user, "is confirmed: clinical text is open to the account again", cx, out);
            }
            Reply::EnableUser(user) => self.changed(&user, "may sign in again", cx, out),
            Reply::UnlockUser(user) => self.changed(&user, "may try to sign in again at once", cx, out),
            Reply::ResetSecondFactor(user) => {
                self.changed(&user, "has no second factor any more; all sessions ended", cx, out);
            }
            Reply::DisableUser(user) => self.changed(&user, "is disabled; all sessions ended", cx, out),
            Reply::SetUserRoles(user) => {
                self.part = Part::List;
                let roles: Vec<&str> = user.roles().map(role_name).collect();
                let roles = if roles.is_empty() { "without a role".to_owned() } else { roles.join(", ") };
                self.changed(&user, &format!("is now {roles}"), cx, out);
            }
            Reply::EndSession(_) => {
                out.say("The session has ended.");
                if let Part::Person(name) = &self.part {
                    let name = name.clone();
                    self.ask_sessions(&name, out);
                }
            }
            _ => {}
        }
    }

    pub(super) fn changed(&mut self, user: &pb::User, what: &str, cx: &Cx, out: &mut Outbox) {
        let who = cx.person(&user.display_name);
        match marks::who_confirms(user) {
            Some(waiting) => out.tell(format!("{who} {what}; {waiting}")),
            None => out.say(format!("{who} {what}.")),
        }
        self.put(user);
        if let Part::Person(name) = &self.part {
            let name = name.clone();
            self.ask_sessions(&name, out);
        }
    }

    pub(super) fn show_code(&mut self, user: &pb::User, code: String, until: &str, out: &mut Outbox) {
        if code.is_empty() {
            out.say("The code was shown before and is not shown again; c makes a new one.");
            return;
        }
        let whose = format!("{}, user name {}", user.display_name, user.user_name);
        let mut more: Vec<String> = marks::who_confirms(user).map(|it| sentence(&it)).into_iter().collect();
        if user.roles().any(|role| role == Role::Patient) {
            more.push(
                "A patient's code is refused on this terminal: they type it on one of their own.".to_owned(),
            );
        }
        self.code = Some(Shown { whose, code, until: until.to_owned(), more });
    }

    pub(super) fn refused(&mut self, failure: &Failure, cx: &Cx, out: &mut Outbox) {
        let said = match failure.reason {
            Some(Reason::LastAdmin) => {
                "Nobody would administer any more: make somebody else administrator first.".to_owned()
            }
            Some(Reason::StaleVersion) => {
                "Somebody changed this account meanwhile. Look at it as it is now, then save again."
                    .to_owned()
            }
            _ => sentence(&failure.message),
        };
        if (failure.is(Reason::StaleVersion) || failure.is(Reason::WrongState))
            && let Some(name) = self.selected.key().cloned()
        {
            self.fetch(name, out);
        }
        match &mut self.part {
            Part::Create(form) | Part::Roles(form, _) if failure.is(Reason::InvalidFields) => {
                self.remark = put_failure(form, failure);
                form.focus_error();
            }
            Part::Create(form) if failure.is(Reason::UserNameTaken) || failure.is(Reason::EmailTaken) => {
                self.remark = put_failure(form, failure);
                form.focus_error();
            }
            Part::Create(_) | Part::Roles(..) => {
                out.complain_whole(&said, cx.size.0);
                self.remark = Some(said);
            }
            Part::List | Part::Person(_) => out.complain(said),
        }
    }

    pub(super) fn answer_question(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let Some((question, asked)) = &mut self.question else { return false };
        match question.on_key(key, cx.at.uptime) {
            Answer::Waiting => {}
            Answer::Keep => self.question = None,
            Answer::Yes => {
                let asked = asked.clone();
                self.question = None;
                match asked {
                    Asked::Disable(name) => {
                        self.send(
                            Call::DisableUser(pb::DisableUserRequest { name, ..Default::default() }),
                            out,
                        );
                    }
                    Asked::Factor(name) => self.send(
                        Call::ResetSecondFactor(pb::ResetSecondFactorRequest { name, ..Default::default() }),
                        out,
                    ),
                    Asked::Code(name) => self.send(
                        Call::IssueActivationCode(pb::IssueActivationCodeRequest {
                            name,
                            ..Default::default()
                        }),
                        out,
                    ),
                    Asked::End(sessions) => {
                        for name in sessions {
                            let request = pb::EndSessionRequest { name, ..Default::default() };
                            self.sent.push(out.call(Call::EndSession(request)));
                        }
                    }
                }
            }
        }
        true
    }
}
