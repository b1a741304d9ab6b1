//! The people who have an account, for the administrator: who waits, who may do
//! what, where they are signed in. Nobody chooses a password for somebody else:
//! a new account comes with a code that is shown once and never again.

use praxis_shared::pb::{self, Role, UserState, event::Payload};

use praxis_shared::text::fold;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub use self::keys::{Act, KEYS};
use super::common::console::Console;
use super::common::once::Once;

use super::{Mode, Page, PeopleAt, Route};
use crate::context::Cx;
use crate::keymap::{Code as KeyCode, Entry, Key};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::widget::form::{Form, Outcome};
use crate::widget::input::Input;
use crate::widget::modal::Confirm;
use crate::widget::table::Selection;

mod answers;
pub(crate) mod forms;
mod keys;
mod marks;
mod view;
mod vouch;

/// The states of the filter, in the order of Tab.
const STATES: [UserState; 5] =
    [UserState::Unspecified, UserState::Pending, UserState::Active, UserState::Invited, UserState::Disabled];

/// Something asked before it is done.
#[derive(Debug, Clone, PartialEq)]
enum Asked {
    Disable(String),
    Code(String),
    Factor(String),
    End(Vec<String>),
}

/// A code that is shown once.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    whose: String,
    code: String,
    until: String,
    /// What waits beside it, and what to mind.
    more: Vec<String>,
}

/// What lies over the list.
enum Part {
    List,
    Person(String),
    Create(Box<Form>),
    Roles(Box<Form>, String),
}

/// The people who have an account.
pub struct People {
    users: Load<Vec<pb::User>>,
    next: String,
    more: Option<Ticket>,
    selected: Selection<String>,
    query: Input,
    typing: bool,
    state: usize,
    part: Part,
    draft: Option<Box<Form>>,
    sessions: Load<Vec<pb::Session>>,
    session: Selection<String>,
    question: Option<(Confirm, Asked)>,
    code: Option<Shown>,
    sent: Vec<Ticket>,
    console: Option<Box<Console>>,
    vouching: Option<(Ticket, String)>,
    fetching: Option<Ticket>,
    /// Somebody who was looked up before the list was there.
    looked_up: Option<Box<pb::User>>,
    once: Once,
    remark: Option<String>,
}

impl People {
    /// Opens the list there and asks for it.
    pub(super) fn open(at: &PeopleAt, out: &mut Outbox) -> Self {
        let mut people = Self {
            users: Load::default(),
            next: String::new(),
            more: None,
            selected: Selection::default(),
            query: Input::line(),
            typing: false,
            state: 0,
            part: Part::List,
            draft: None,
            sessions: Load::default(),
            session: Selection::default(),
            question: None,
            code: None,
            sent: Vec::new(),
            console: None,
            vouching: None,
            fetching: None,
            looked_up: None,
            once: Once::default(),
            remark: None,
        };
        people.stand(at);
        people.ask(out);
        people.look_at(at, out);
        people
    }

    /// Narrows the list to what is to be seen there.
    fn stand(&mut self, at: &PeopleAt) {
        let state = if *at == PeopleAt::Waiting { UserState::Pending } else { UserState::Unspecified };
        self.state = STATES.iter().position(|it| *it == state).unwrap_or(0);
        self.query.set("");
        self.typing = false;
    }

    fn look_at(&mut self, at: &PeopleAt, out: &mut Outbox) {
        if let PeopleAt::One(name) = at {
            self.selected.select(name.clone());
            self.open_person(name.clone(), out);
        }
    }

    /// Shows one person, as they are now, and where they are signed in.
    fn open_person(&mut self, name: String, out: &mut Outbox) {
        self.sessions.clear();
        self.session = Selection::default();
        self.fetch(name.clone(), out);
        self.ask_sessions(&name, out);
        self.part = Part::Person(name);
    }

    fn fetch(&mut self, name: String, out: &mut Outbox) {
        self.fetching = Some(out.call(Call::GetUser(pb::GetUserRequest { name })));
    }

    fn filter(&self) -> UserState {
        STATES.get(self.state).copied().unwrap_or_default()
    }

    fn request(&self, page_token: String) -> Call {
        Call::ListUsers(pb::ListUsersRequest {
            query: self.query.text().trim().to_owned(),
            state: self.filter().into(),
            page_size: 200,
            page_token,
            ..Default::default()
        })
    }

    fn ask(&mut self, out: &mut Outbox) {
        self.next.clear();
        self.more = None;
        let call = self.request(String::new());
        self.users.ask(out, call);
    }

    fn ask_more(&mut self, out: &mut Outbox) {
        if !self.next.is_empty() && self.more.is_none() {
            let call = self.request(self.next.clone());
            self.more = Some(out.call(call));
        }
    }

    fn known(&self) -> &[pb::User] {
        self.users.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn ids(&self) -> Vec<String> {
        self.known().iter().map(|user| user.name.clone()).collect()
    }

    fn user(&self, name: &str) -> Option<&pb::User> {
        self.known().iter().find(|user| user.name == name)
    }

    fn selected(&self) -> Option<&pb::User> {
        self.user(self.selected.key()?)
    }

    fn sessions(&self) -> &[pb::Session] {
        self.sessions.get().map(Vec::as_slice).unwrap_or_default()
    }

    fn session_ids(&self) -> Vec<String> {
        self.sessions().iter().map(|session| session.name.clone()).collect()
    }

    fn ask_sessions(&mut self, user: &str, out: &mut Outbox) {
        let request = pb::ListSessionsRequest { user: user.to_owned(), page_size: 200, ..Default::default() };
        self.sessions.ask(out, Call::ListSessions(request));
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        if self.question.is_some() || self.code.is_some() {
            return false;
        }
        if self.console.is_some() {
            return act == Act::Save;
        }
        let user = self.selected();
        match (&self.part, act) {
            (Part::Create(_) | Part::Roles(..), act) => act == Act::Save,
            (_, Act::Save) => false,
            (Part::List, Act::New | Act::Filter | Act::State) => true,
            (Part::Person(_), Act::New | Act::Filter | Act::State | Act::Open) => false,
            (Part::List, Act::End | Act::EndAll) => false,
            (Part::Person(_), Act::End) => self.session.key().is_some(),
            (Part::Person(_), Act::EndAll) => !self.sessions().is_empty(),
            (_, Act::Grants) => true,
            (_, Act::Vouch) => user.is_some_and(|user| marks::recovering(user, cx).is_some()),
            (_, Act::Approve) => {
                user.is_some_and(|user| user.state() == UserState::Pending && user.waiting_roles.is_empty())
            }
            (_, Act::Code) => {
                user.is_some_and(|user| !matches!(user.state(), UserState::Pending | UserState::Disabled))
            }
            (_, Act::Factor) => user.is_some_and(|user| user.second_factor),
            (_, Act::Unlock | Act::Roles | Act::Disable | Act::Open) => user.is_some(),
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act, cx) {
            match (act, self.selected().and_then(marks::who_confirms)) {
                (Act::Approve, Some(waiting)) => out.tell(format!("It was approved; {waiting}")),
                (Act::Approve, None) if self.selected().is_some() => {
                    out.say("This account does not wait for approval.");
                }
                _ => {}
            }
            return;
        }
        self.remark = None;
        match act {
            Act::New => {
                let form = self.draft.take().unwrap_or_else(|| Box::new(forms::create()));
                self.part = Part::Create(form);
            }
            Act::Filter => self.typing = true,
            Act::State => {
                self.state = (self.state + 1) % STATES.len();
                self.ask(out);
            }
            Act::Save => self.save(cx, out),
            Act::End => {
                let ended = self.session.key().cloned().into_iter().collect();
                self.ask_end("End this session? Unsaved drafts there are lost.", ended, cx);
            }
            Act::EndAll => {
                let all: Vec<String> =
                    self.sessions().iter().filter(|it| !it.current).map(|it| it.name.clone()).collect();
                let what = format!("End {} sessions? Unsaved drafts there are lost.", all.len());
                self.ask_end(&what, all, cx);
            }
            Act::Grants => out.go(Go::To(Route::RoleGrants(None))),
            Act::Open
            | Act::Approve
            | Act::Roles
            | Act::Vouch
            | Act::Code
            | Act::Disable
            | Act::Factor
            | Act::Unlock => {
                if let Some(user) = self.selected().cloned() {
                    self.act_on(act, &user, cx, out);
                }
            }
        }
    }

    fn ask_end(&mut self, what: &str, sessions: Vec<String>, cx: &Cx) {
        if sessions.is_empty() {
            return;
        }
        let who = self.selected().map(|user| cx.person(&user.display_name)).unwrap_or_default();
        let question = Confirm::new(what, &who, 'y', "end", cx.at.uptime);
        self.question = Some((question, Asked::End(sessions)));
    }

    fn act_on(&mut self, act: Act, user: &pb::User, cx: &Cx, out: &mut Outbox) {
        let name = user.name.clone();
        let who = format!("{}, {}", cx.person(&user.display_name), user.user_name);
        match act {
            Act::Open => self.open_person(name, out),
            Act::Vouch if self.sent.is_empty() => self.vouch(&name, "", out),
            Act::Roles => self.part = Part::Roles(Box::new(forms::roles(user)), name),
            Act::Approve => {
                self.send(Call::ApproveUser(pb::ApproveUserRequest { name, ..Default::default() }), out);
            }
            Act::Code => {
                let what = "Make a new activation code? Codes handed out before stop working.";
                let question = Confirm::new(what, &who, 'y', "make it", cx.at.uptime);
                self.question = Some((question, Asked::Code(name)));
            }
            Act::Unlock => {
                self.send(Call::UnlockUser(pb::UnlockUserRequest { name, ..Default::default() }), out);
            }
            Act::Factor => {
                let what = "Take the second factor away? Do it only if you know that it is them who ask.";
                let question = Confirm::new(what, &who, 'y', "take it away", cx.at.uptime);
                self.question = Some((question, Asked::Factor(name)));
            }
            Act::Disable if user.state() == UserState::Disabled => {
                self.send(Call::EnableUser(pb::EnableUserRequest { name, ..Default::default() }), out);
            }
            Act::Disable => {
                let what = "Disable this account? Its sessions end at once.";
                let question = Confirm::new(what, &who, 'y', "disable it", cx.at.uptime);
                self.question = Some((question, Asked::Disable(name)));
            }
            _ => {}
        }
    }

    fn send(&mut self, mut call: Call, out: &mut Outbox) {
        let id = self.once.id(&call, out);
        if let Some(slot) = call.request_id_mut() {
            *slot = id;
        }
        self.sent.push(out.call(call));
    }

    fn save(&mut self, cx: &Cx, out: &mut Outbox) {
        if !self.sent.is_empty() {
            return;
        }
        let user = match &self.part {
            Part::Roles(_, name) => self.user(name).cloned(),
            _ => None,
        };
        let call = match (&mut self.part, user) {
            (Part::Create(form), _) => Call::CreateUser(forms::creation(form, cx.today())),
            (Part::Roles(form, _), Some(user)) => {
                Call::SetUserRoles(forms::new_roles(form, &user, cx.today()))
            }
            _ => return,
        };
        if let Part::Create(form) | Part::Roles(form, _) = &mut self.part
            && form.has_errors()
        {
            form.focus_error();
            return;
        }
        self.send(call, out);
    }

    /// Takes a user as they are now.
    fn put(&mut self, user: &pb::User) {
        let fits = self.query.text().trim().is_empty()
            && (self.filter() == UserState::Unspecified || self.filter() == user.state());
        let Some(known) = self.users.get_mut() else { return };
        match known.iter_mut().find(|known| known.name == user.name) {
            Some(known) if user.version >= known.version => {
                // only who asks for this one person is told of it
                let clash = user.email_clash || (known.email_clash && known.email == user.email);
                *known = pb::User { email_clash: clash, ..user.clone() };
            }
            Some(_) => {}
            None if fits => {
                known.push(user.clone());
                known.sort_by_key(|user| fold(&user.display_name));
            }
            None => {}
        }
        let ids = self.ids();
        self.selected.follow(&ids);
    }

    fn close_part(&mut self, out: &mut Outbox) -> bool {
        if self.typing {
            self.typing = false;
            return true;
        }
        self.remark = None;
        match std::mem::replace(&mut self.part, Part::List) {
            Part::Create(form) if form.is_touched() => {
                self.draft = Some(form);
                out.say("Not saved yet; n goes on with it.");
            }
            Part::List if !self.query.is_empty() || self.state != 0 => {
                self.query.set("");
                self.state = 0;
                self.ask(out);
            }
            Part::List => return false,
            Part::Create(_) | Part::Roles(..) | Part::Person(_) => {}
        }
        true
    }

    fn type_query(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if key == Key::ENTER {
            self.typing = false;
            return true;
        }
        let before = self.query.text().to_owned();
        if matches!(key.code, KeyCode::Up | KeyCode::Down | KeyCode::PageDown | KeyCode::PageUp) {
            let ids = self.ids();
            return self.selected.on_key(key, cx.page(), &ids);
        }
        let taken = self.query.on_key(key);
        if before != self.query.text() {
            self.selected = Selection::default();
            self.ask(out);
        }
        taken
    }

    fn reveal(&mut self) {
        let has: Vec<Role> = match &self.part {
            Part::Roles(_, name) => self.user(name).map(|user| user.roles().collect()).unwrap_or_default(),
            _ => Vec::new(),
        };
        if let Part::Create(form) | Part::Roles(form, _) = &mut self.part {
            forms::reveal(form, &has);
        }
    }
}

impl Page for People {
    fn title(&self, _cx: &Cx) -> String {
        "People".to_owned()
    }

    fn mode(&self) -> Mode {
        match &self.part {
            _ if self.question.is_some() || self.code.is_some() => Mode::Ask,
            _ if self.console.is_some() => Mode::Type,
            Part::Create(_) | Part::Roles(..) => Mode::Type,
            _ if self.typing => Mode::Type,
            Part::List | Part::Person(_) => Mode::List,
        }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        self.headline(cx)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act, cx))
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.answer_question(key, cx, out) {
            return true;
        }
        if self.code.is_some() {
            // Only Esc: a key typed ahead must not take the only sight of it away.
            if key == Key::ESC {
                self.code = None;
            }
            return true;
        }
        if self.console.is_some() {
            return self.on_console_key(key, cx, out);
        }
        if key == Key::ESC {
            return self.close_part(out);
        }
        if let Part::Create(form) | Part::Roles(form, _) = &mut self.part {
            return match form.on_key(key) {
                Outcome::Ignored => false,
                Outcome::Submitted => {
                    self.save(cx, out);
                    true
                }
                Outcome::Changed => {
                    self.remark = None;
                    self.reveal();
                    true
                }
                Outcome::Moved => true,
            };
        }
        if self.typing {
            return self.type_query(key, cx, out);
        }
        let moved = match self.part {
            Part::Person(_) => {
                let ids = self.session_ids();
                self.session.on_key(key, cx.page(), &ids)
            }
            _ => {
                let ids = self.ids();
                let moved = self.selected.on_key(key, cx.page(), &ids);
                if moved && self.selected.key() == ids.last() {
                    self.ask_more(out);
                }
                moved
            }
        };
        if moved {
            return true;
        }
        let Some(act) = cx.keys.find(&KEYS, key) else { return false };
        self.act(act, cx, out);
        true
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, out: &mut Outbox) {
        if let Some(console) = &mut self.console {
            console.paste(pasted);
            return;
        }
        match &mut self.part {
            Part::Create(form) | Part::Roles(form, _) => form.paste(pasted),
            _ if self.typing => {
                self.query.insert(pasted);
                self.ask(out);
            }
            Part::List | Part::Person(_) => {}
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        let more = self.more == Some(ticket);
        if more || self.users.awaits(ticket) {
            let mut next = String::new();
            let listed = answer.map(|reply| match reply {
                Reply::ListUsers(page) => {
                    next = page.next_page_token;
                    page.users
                }
                _ => Vec::new(),
            });
            self.next = next;
            if more {
                self.more = None;
                if let (Some(known), Ok(listed)) = (self.users.get_mut(), listed) {
                    known.extend(listed);
                }
            } else {
                self.users.settle(listed);
                if let Some(user) = self.looked_up.take().filter(|_| self.users.get().is_some()) {
                    self.put(&user);
                }
            }
            let ids = self.ids();
            self.selected.follow(&ids);
        } else if self.sessions.awaits(ticket) {
            self.sessions.settle(answer.map(|reply| match reply {
                Reply::ListSessions(page) => page.sessions,
                _ => Vec::new(),
            }));
            let ids = self.session_ids();
            self.session.follow(&ids);
        } else if self.fetching == Some(ticket) {
            self.fetching = None;
            match answer {
                Ok(Reply::GetUser(user)) if self.users.get().is_none() => {
                    self.looked_up = Some(Box::new(user))
                }
                Ok(Reply::GetUser(user)) => {
                    self.put(&user);
                    self.reveal();
                }
                _ => {}
            }
        } else if let Some(at) = self.sent.iter().position(|&sent| sent == ticket) {
            self.sent.swap_remove(at);
            self.once.settled(&answer);
            match answer {
                Ok(reply) => self.done(reply, cx, out),
                Err(failure) if self.vouching_refused(ticket, &failure, cx, out) => {}
                Err(failure) => self.refused(&failure, cx, out),
            }
        }
    }

    fn on_route(&mut self, route: &Route, _cx: &Cx, out: &mut Outbox) -> bool {
        let Route::People(at) = route else { return false };
        let draft = matches!(self.part, Part::Create(_) | Part::Roles(..)) || self.code.is_some();
        if *at != PeopleAt::Anywhere && !draft {
            self.part = Part::List;
            self.stand(at);
            self.ask(out);
            self.look_at(at, out);
        }
        true
    }

    fn on_event(&mut self, event: &pb::Event, _cx: &Cx, _out: &mut Outbox) {
        if let Some(Payload::User(user)) = &event.payload {
            self.put(user);
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
        if let Part::Person(name) = &self.part {
            let name = name.clone();
            self.ask_sessions(&name, out);
        }
    }

    fn has_draft(&self) -> bool {
        let open = match &self.part {
            Part::Create(form) | Part::Roles(form, _) => form.is_touched(),
            _ => false,
        };
        open || self.draft.is_some()
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        self.detail_line(cx)
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        self.draw(frame, area, cx);
    }
}

#[cfg(test)]
mod tests;
