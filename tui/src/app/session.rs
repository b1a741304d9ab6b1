//! Who is signed in, and what the app itself keeps up to date: the clinic, the
//! counts of unread things, the lock.

use praxis_shared::pb::{self, Role};

use super::App;
use crate::context::Me;
use crate::outbox::{Call, Effect, Failure, Go, Reply, Ticket, Token};
use crate::screen::{Route, home};
use crate::theme::{Theme, Tone};

/// So many of the newest notices are known by name, to be told from those that come after they were counted.
const KNOWN_NOTICES: i32 = 10;

/// What is unread of a conversation, and up to which message that was counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unread {
    last_seq: i64,
    count: i32,
}

impl App {
    pub(super) fn ask_clinic(&mut self) {
        self.clinic = Some(self.out.call(Call::GetClinic(pb::GetClinicRequest {})));
    }

    pub(super) fn ask_badges(&mut self) {
        if self.cx.me.is_none() {
            return;
        }
        let conversations =
            pb::ListConversationsRequest { unread_only: true, page_size: 200, ..Default::default() };
        self.badges = Some(self.out.call(Call::ListConversations(conversations)));
        self.badges_moved = false;
        let notices =
            pb::ListNoticesRequest { unread_only: true, page_size: KNOWN_NOTICES, ..Default::default() };
        self.notices = Some(self.out.call(Call::ListNotices(notices)));
    }

    /// What is open to the account may have changed, and with it what its places say.
    pub(super) fn ask_account(&mut self) {
        if self.cx.me.as_ref().is_some_and(|me| me.role != Role::Unspecified) {
            let request = pb::GetUserRequest { name: "users/me".into() };
            self.account = Some(self.out.call(Call::GetUser(request)));
        }
    }

    /// Takes the reply if the app itself asked.
    pub(super) fn own_reply(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> bool {
        let ticket = Some(ticket);
        if self.clinic == ticket {
            self.clinic = None;
            if let Ok(Reply::GetClinic(clinic)) = answer {
                self.take_clinic(clinic.clone());
            }
        } else if self.badges == ticket {
            self.badges = None;
            if let Ok(Reply::ListConversations(page)) = answer {
                let counts = page.conversations.iter();
                let unread = |it: &pb::Conversation| Unread { last_seq: it.last_seq, count: it.unread_count };
                self.unread = counts.map(|it| (it.name.clone(), unread(it))).collect();
                self.recount();
                // The answer may be from before what was heard meanwhile.
                if self.badges_moved {
                    self.ask_badges();
                }
            }
        } else if self.notices == ticket {
            self.notices = None;
            if let Ok(Reply::ListNotices(page)) = answer {
                self.cx.notices = u32::try_from(page.unread_count).unwrap_or(0);
                self.counted = page.notices.iter().map(|it| it.name.clone()).collect();
            }
        } else if self.account == ticket {
            self.account = None;
            if let Ok(Reply::GetUser(user)) = answer {
                self.take_account(user);
            }
        } else {
            return false;
        }
        true
    }

    /// The own account as it is now.
    fn take_account(&mut self, user: &pb::User) {
        if let Some(me) = self.cx.me.as_mut().filter(|me| me.user.name == user.name) {
            me.user = user.clone();
        }
    }

    fn take_clinic(&mut self, clinic: pb::Clinic) {
        if let Ok(zone) = clinic.time_zone.parse() {
            self.cx.zone = zone;
            self.cx.zone_known = true;
        }
        self.cx.clinic = clinic;
    }

    fn recount(&mut self) {
        self.cx.unread = self.unread.values().map(|it| u32::try_from(it.count).unwrap_or(0)).sum();
    }

    /// Keeps the counts right from the events themselves.
    pub(super) fn count(&mut self, event: &pb::Event) {
        use pb::event::Payload;
        match &event.payload {
            Some(Payload::Message(message)) if message.author != self.cx.user() => {
                self.badges_moved = true;
                let new = Unread { last_seq: message.seq - 1, count: 0 };
                let known = self.unread.entry(message.conversation.clone()).or_insert(new);
                // What the server counted already must not count twice.
                if message.seq > known.last_seq {
                    *known = Unread { last_seq: message.seq, count: known.count + 1 };
                }
                self.recount();
                // it reached this terminal, whatever screen is in front; nobody waits for the answer
                self.out.call(Call::AdvanceCursor(pb::AdvanceCursorRequest {
                    conversation: message.conversation.clone(),
                    delivered_seq: message.seq,
                    ..Default::default()
                }));
            }
            Some(Payload::CursorMoved(moved)) => {
                let mine = moved.member.as_ref().is_some_and(|member| member.user == self.cx.user());
                if mine {
                    self.badges_moved = true;
                    // This count is of its own moment: every message after it counts anew.
                    let unread = Unread { last_seq: 0, count: moved.unread_count };
                    self.unread.insert(moved.conversation.clone(), unread);
                    self.recount();
                }
            }
            // Read in its own place, such as a message in its conversation.
            Some(Payload::Notice(notice)) if notice.read => {
                self.cx.notices = self.cx.notices.saturating_sub(1);
            }
            Some(Payload::Notice(notice)) => {
                // What the server counted already must not count twice.
                if !self.counted.contains(&notice.name) {
                    self.cx.notices += 1;
                    // what joins it later comes under the same name and is no further notice
                    self.counted.push(notice.name.clone());
                }
                if self.cover.is_empty() && !self.cx.private {
                    self.out.say(notice.text.clone());
                }
            }
            Some(Payload::NoticesRead(read)) => {
                self.cx.notices = u32::try_from(read.unread_count).unwrap_or(0);
            }
            Some(Payload::Clinic(clinic)) => self.take_clinic(clinic.clone()),
            Some(Payload::User(user)) => self.take_account(user),
            _ => {}
        }
    }

    /// The session may do nothing but set up a second factor: that comes first, and the rest when it is done.
    fn enrol_first(&mut self, answer: pb::SignInResponse) {
        let gone = std::mem::take(&mut self.cover);
        self.forget(&gone);
        self.close_everything();
        self.news = None;
        self.out.effect(Effect::Restricted(Token(answer.token.clone())));
        let (user, session) =
            (answer.user.clone().unwrap_or_default(), *answer.session.clone().unwrap_or_default());
        self.cx.me = Some(Me { session, user, role: Role::Unspecified });
        self.last_key = self.cx.at.uptime;
        self.guard = super::lock::Guard::begun(self.cx.at.uptime);
        self.enrolling = Some(answer);
        self.cover_with(&Route::SecondFactor { codes_only: false });
    }

    /// The second factor is set up: whoever waited for it is signed in now; others go back to where they were.
    pub(super) fn enrolled(&mut self, user: pb::User) {
        if let Some(mut answer) = self.enrolling.take() {
            if let Some(session) = &mut answer.session {
                session.second_factor_required = false;
            }
            self.cx.me = None;
            self.signed_in(pb::SignInResponse { user: Some(user), ..answer });
            return;
        }
        if let Some(me) = &mut self.cx.me {
            me.user = user;
        }
        self.out.say("Your second factor is on.");
        self.out.go(Go::Back);
    }

    /// What stood between the person and their work stands there again.
    pub(super) fn enrol_again(&mut self) -> bool {
        if self.enrolling.is_some() {
            self.cover_with(&Route::SecondFactor { codes_only: false });
        }
        self.enrolling.is_some()
    }

    pub(super) fn signed_in(&mut self, answer: pb::SignInResponse) {
        self.cx.known_terminal |= !answer.device.is_empty();
        if answer.session.as_ref().is_some_and(|session| session.second_factor_required) {
            self.enrol_first(answer);
            return;
        }
        let user = answer.user.unwrap_or_default();
        let session = *answer.session.unwrap_or_default();
        // The screen that brought the password is closed before anything else.
        let gone = std::mem::take(&mut self.cover);
        self.forget(&gone);
        self.overlay = None;
        self.news = None;
        self.out.effect(Effect::SignedIn(Token(answer.token), answer.cursor));
        self.cx.hears = true;
        let roles: Vec<Role> = user.roles().filter(|&role| role != Role::Unspecified).collect();
        let before = self.cx.me.replace(Me { session, user: user.clone(), role: Role::Unspecified });
        if let Some(&theme) = self.wishes.themes.get(&user.user_name)
            && !self.wishes.theme_fixed
        {
            self.cx.theme = Theme::new(theme);
        }
        self.last_key = self.cx.at.uptime;
        self.guard = super::lock::Guard::begun(self.cx.at.uptime);
        self.ask_badges();
        let again = before.filter(|me| me.user.name == user.name && roles.contains(&me.role));
        if let Some(me) = again {
            // The same person after the session ended: place and drafts are still there.
            self.cx.me.iter_mut().for_each(|now| now.role = me.role);
            self.each_screen(|screen, cx, out| screen.page_mut().on_relist(cx, out));
            if !self.stacks.is_empty() {
                return;
            }
        }
        self.close_everything();
        match roles.as_slice() {
            [role] => self.act_as(*role),
            _ => self.cover_with(&Route::ChooseRole),
        }
    }

    /// Goes on in one of the person's roles, at its home.
    pub(super) fn act_as(&mut self, role: Role) {
        let gone = std::mem::take(&mut self.cover);
        self.forget(&gone);
        let Some(me) = &mut self.cx.me else { return };
        let same = me.role == role;
        me.role = role;
        if !same {
            self.close_everything();
        }
        if self.stacks.is_empty()
            && let Some(home) = home(role)
        {
            self.tab(&home);
        }
    }

    fn close_everything(&mut self) {
        let gone = std::mem::take(&mut self.stacks);
        for stack in gone {
            self.forget(&stack.screens);
        }
        self.current = 0;
        self.overlay = None;
    }

    pub(super) fn sign_out(&mut self) {
        self.let_go("Not done: signed out.");
        if self.cx.me.is_some() {
            self.out.call(Call::SignOut(pb::SignOutRequest::default()));
            self.out.effect(Effect::SignedOut);
        }
        self.forget_person();
        self.cover_with(&Route::SignIn(String::new()));
    }

    fn forget_person(&mut self) {
        self.close_everything();
        self.cx.me = None;
        self.enrolling = None;
        self.cx.private = false;
        self.cx.unread = 0;
        self.cx.notices = 0;
        self.counted.clear();
        self.unread.clear();
        self.news = None;
        self.leaving = None;
        self.guard = super::lock::Guard::default();
    }

    /// The server ended the session. Place and drafts stay for the same person.
    pub(super) fn session_ended(&mut self, failure: Failure) {
        self.dirty = true;
        self.out.effect(Effect::SignedOut);
        self.leaving = None;
        self.news = None;
        self.let_go("Not done: the session had ended.");
        let why =
            format!("{} Sign in again: your place and your drafts are kept.", sentence(&failure.message));
        self.cover_with(&Route::SignIn(why));
    }

    /// Chooses a theme and remembers it for the person.
    pub(super) fn choose_theme(&mut self, theme: crate::theme::ThemeName) {
        self.cx.theme = Theme::new(theme);
        self.out.said = Some((format!("Theme: {theme}."), Tone::Text));
        if let Some(me) = &self.cx.me {
            let user_name = me.user.user_name.clone();
            self.wishes.themes.insert(user_name.clone(), theme);
            self.out.effect(Effect::Remember(crate::outbox::Choice::Theme { user_name, theme }));
        }
        // Colours of the old theme stay on cells that do not change.
        self.out.effect(Effect::Redraw);
    }
}

/// A text that ends like a sentence.
fn sentence(text: &str) -> String {
    let mut text = text.trim().to_owned();
    if let Some(first) = text.get(..1) {
        let upper = first.to_uppercase();
        text.replace_range(..1, &upper);
    }
    if !text.ends_with(['.', '!', '?']) {
        text.push('.');
    }
    text
}
