//! Chat: the conversations at the left, the open one at the right, live. What is
//! being written stays with its conversation until it is sent, whatever happens
//! around it; Esc never throws it away.

mod thread;
mod view;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use praxis_shared::pb::{self, event::Payload};

use self::thread::Thread;
use super::{Mode, Page, Route, said};
use crate::context::{Cx, Moment, Shape};
use crate::keymap::{Binding, Entry, Key, Table};
use crate::outbox::{Call, Failure, Go, Load, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::input::Input;
use crate::widget::table::Selection;

/// What the screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Open the selected conversation, or take the selected person.
    Open,
    /// Send what is written.
    Send,
    /// Go between list and conversation.
    Switch,
    /// Write to somebody new.
    New,
    /// Mark as unread.
    Unread,
    /// Send again what did not get there.
    Resend,
    /// Go into the messages.
    Messages,
    /// The patient's record.
    Record,
}

/// The keys of the screen.
pub const KEYS: Table<Act> = Table {
    name: "chat",
    bindings: &[
        Binding::new(
            Act::Send,
            "send",
            &[Key::ENTER],
            "send",
            "Sends what is written; Ctrl-J breaks the line.",
        ),
        Binding::new(
            Act::Open,
            "open",
            &[Key::ENTER],
            "open",
            "Opens the conversation, or takes the person.",
        ),
        Binding::new(
            Act::Switch,
            "switch",
            &[Key::TAB, Key::BACK_TAB],
            "list",
            "Goes between list and text.",
        ),
        Binding::new(
            Act::Messages,
            "messages",
            &[Key::UP],
            "messages",
            "On an empty line, goes into the messages.",
        ),
        Binding::new(Act::New, "new", &[Key::ch('n')], "new", "Writes to somebody: type a part of the name."),
        Binding::new(
            Act::Unread,
            "unread",
            &[Key::ch('M')],
            "mark unread",
            "Shows the conversation as unread again, from the picked message on.",
        ),
        Binding::new(
            Act::Resend,
            "resend",
            &[Key::ch('r')],
            "send again",
            "Sends again what did not get there.",
        ),
        Binding::new(
            Act::Record,
            "record",
            &[Key::ch('o')],
            "record",
            "Opens the record of the patient in it.",
        ),
    ],
};

/// Where keys go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    List,
    Text,
    Messages,
    Pick,
}

/// Choosing whom to write to.
struct Picking {
    input: Input,
    found: Load<Vec<pb::Contact>>,
    selected: Selection<String>,
}

/// The chat screen.
pub struct Chat {
    list: Load<Vec<pb::Conversation>>,
    selected: Selection<String>,
    thread: Option<Thread>,
    drafts: HashMap<String, String>,
    picking: Picking,
    focus: Focus,
    opening: Option<Ticket>,
    oldest: Option<Ticket>,
    looked_up: Vec<Ticket>,
}

impl Chat {
    /// Opens it, at a conversation, a person, the oldest unread one, or the list.
    pub(super) fn open(route: &Route, cx: &Cx, out: &mut Outbox) -> Self {
        let mut this = Self {
            list: Load::default(),
            selected: Selection::default(),
            thread: None,
            drafts: HashMap::new(),
            picking: Picking { input: Input::line(), found: Load::default(), selected: Selection::default() },
            focus: Focus::List,
            opening: None,
            oldest: None,
            looked_up: Vec::new(),
        };
        this.ask(out);
        this.on_route(route, cx, out);
        this
    }

    fn ask(&mut self, out: &mut Outbox) {
        let request = pb::ListConversationsRequest { page_size: 200, ..Default::default() };
        self.list.ask(out, Call::ListConversations(request));
    }

    fn ids(&self) -> Vec<String> {
        self.list.get().into_iter().flatten().map(|it| it.name.clone()).collect()
    }

    fn conversation(&self, name: &str) -> Option<&pb::Conversation> {
        self.list.get()?.iter().find(|it| it.name == name)
    }

    /// The conversation the keys are about: the open one, or in the list the selected one.
    fn current(&self) -> Option<&pb::Conversation> {
        match (&self.thread, self.focus) {
            (Some(thread), Focus::Text | Focus::Messages) => self.conversation(&thread.name),
            _ => self.conversation(self.selected.key()?),
        }
    }

    fn allows(&self, act: Act, cx: &Cx) -> bool {
        match (self.focus, act) {
            (Focus::Pick, act) => act == Act::Open,
            (Focus::List, Act::Open) => self.selected.key().is_some(),
            (Focus::List, Act::Switch) => self.thread.is_some(),
            (Focus::List, Act::New) => true,
            (Focus::Text, Act::Send | Act::Switch) => true,
            (Focus::Text, Act::Messages) => self.thread.as_ref().is_some_and(|it| it.input.is_empty()),
            (Focus::Messages, Act::Switch) => true,
            (Focus::List | Focus::Messages, Act::Unread) => self.current().is_some_and(|it| it.last_seq > 0),
            (Focus::List | Focus::Messages, Act::Resend) => {
                self.thread.as_ref().is_some_and(Thread::has_failed)
            }
            (Focus::List | Focus::Messages, Act::Record) => {
                cx.is_staff() && self.current().is_some_and(|it| !it.patient.is_empty())
            }
            _ => false,
        }
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        if !self.allows(act, cx) {
            return;
        }
        match act {
            Act::Open if self.focus == Focus::Pick => {
                let Some(target) = self.picking.selected.key().cloned() else { return };
                self.open_with(target, out);
            }
            Act::Open => {
                if let Some(name) = self.selected.key().cloned() {
                    self.show(&name, cx, out);
                }
            }
            Act::Send => self.send(cx, out),
            Act::Switch => match self.focus {
                Focus::Text | Focus::Messages => {
                    self.read(cx, out);
                    self.focus = Focus::List;
                }
                Focus::List | Focus::Pick => self.focus = Focus::Text,
            },
            Act::Messages => {
                if let Some(thread) = &mut self.thread
                    && thread.pick(0, out)
                {
                    self.focus = Focus::Messages;
                }
            }
            Act::New => {
                self.focus = Focus::Pick;
                self.find(out);
            }
            Act::Unread => self.mark_unread(out),
            Act::Resend => {
                if let Some(thread) = &mut self.thread {
                    thread.resend(out);
                }
            }
            Act::Record => {
                if let Some(patient) = self.current().map(|it| it.patient.clone()) {
                    out.go(Go::To(Route::Record(patient)));
                }
            }
        }
    }

    fn send(&mut self, cx: &Cx, out: &mut Outbox) {
        let Some(thread) = &mut self.thread else { return };
        if cx.is_offline() {
            out.complain("Offline: not sent. Your text is kept; send it when the link is back.");
            return;
        }
        if thread.input.text().trim().is_empty() {
            self.read(cx, out);
            return;
        }
        match thread.send(out) {
            Ok(()) => {
                self.drafts.remove(&thread.name);
                self.read(cx, out);
            }
            Err(why) => out.complain(why),
        }
    }

    /// What was on screen is read, now that the person moved on or answered.
    fn read(&mut self, cx: &Cx, out: &mut Outbox) {
        let Some(thread) = &mut self.thread else { return };
        let last = thread.last_seq();
        thread.new_after = last;
        let name = thread.name.clone();
        let unread = self.conversation(&name).is_some_and(|it| {
            let mine = it.members.iter().find(|member| member.user == cx.user());
            it.unread_count > 0 || mine.is_some_and(|mine| mine.read_seq < last)
        });
        if unread && last > 0 && !cx.is_offline() {
            out.call(Call::AdvanceCursor(pb::AdvanceCursorRequest {
                conversation: name,
                read_seq: last,
                ..Default::default()
            }));
        }
    }

    fn mark_unread(&mut self, out: &mut Outbox) {
        let from_seq = match self.focus {
            Focus::Messages => self.thread.as_ref().and_then(|it| it.picked).unwrap_or(0),
            _ => 0,
        };
        let Some(conversation) = self.current().map(|it| it.name.clone()) else { return };
        out.call(Call::MarkConversationUnread(pb::MarkConversationUnreadRequest {
            conversation,
            from_seq,
            ..Default::default()
        }));
        self.focus = Focus::List;
    }

    /// Opens a conversation that is known.
    fn show(&mut self, name: &str, cx: &Cx, out: &mut Outbox) {
        if self.thread.as_ref().is_some_and(|it| it.name == name) {
            self.focus = Focus::Text;
            return;
        }
        self.leave(cx, out);
        let Some(conversation) = self.conversation(name).cloned() else { return };
        let draft = self.drafts.get(name).cloned().unwrap_or_default();
        self.thread = Some(Thread::open(&conversation, &draft, cx, out));
        self.selected.select(name.to_owned());
        self.selected.follow(&self.ids());
        self.focus = Focus::Text;
    }

    /// Leaves the open conversation: what was on screen is read, what was written is kept.
    fn leave(&mut self, cx: &Cx, out: &mut Outbox) {
        self.read(cx, out);
        if let Some(thread) = self.thread.take() {
            if thread.input.is_empty() {
                self.drafts.remove(&thread.name);
            } else {
                self.drafts.insert(thread.name, thread.input.text().to_owned());
            }
        }
    }

    fn open_with(&mut self, target: String, out: &mut Outbox) {
        let request = pb::OpenConversationRequest { target, ..Default::default() };
        self.opening = Some(out.call(Call::OpenConversation(request)));
    }

    fn find(&mut self, out: &mut Outbox) {
        let request = pb::ListContactsRequest {
            query: self.picking.input.text().trim().to_owned(),
            page_size: 20,
            ..Default::default()
        };
        self.picking.found.ask(out, Call::ListContacts(request));
    }

    /// Puts a conversation where it belongs in the list: the latest first.
    /// Whether a patient is confirmed may have changed.
    fn look_up_of(&mut self, patient: &str, cx: &Cx, out: &mut Outbox) {
        let with = |it: &&pb::Conversation| cx.is_staff() && it.patient == patient;
        let names: Vec<String> =
            self.list.get().into_iter().flatten().filter(with).map(|it| it.name.clone()).collect();
        for name in names {
            self.looked_up.push(out.call(Call::GetConversation(pb::GetConversationRequest { name })));
        }
    }

    fn put(&mut self, conversation: pb::Conversation) {
        let Some(list) = self.list.get_mut() else { return };
        list.retain(|it| it.name != conversation.name);
        let stamp = |it: &pb::Conversation| it.update_time.map(|at| (at.seconds, at.nanos));
        let at = list.iter().position(|it| stamp(it) < stamp(&conversation)).unwrap_or(list.len());
        list.insert(at, conversation);
        let ids = self.ids();
        self.selected.follow(&ids);
    }

    fn on_message(&mut self, message: &pb::Message, cx: &Cx, out: &mut Outbox) {
        if let Some(thread) = self.thread.as_mut().filter(|it| it.name == message.conversation) {
            thread.on_message(message, out);
        }
        match self.conversation(&message.conversation).cloned() {
            None => {
                let request = pb::GetConversationRequest { name: message.conversation.clone() };
                self.looked_up.push(out.call(Call::GetConversation(request)));
            }
            Some(mut known) if known.last_seq < message.seq => {
                known.last_seq = message.seq;
                known.update_time = message.create_time;
                if message.author == cx.user() {
                    known.unread_count = 0;
                } else {
                    known.unread_count += 1;
                }
                known.last_message = Some(message.clone());
                self.put(known);
            }
            Some(_) => {}
        }
    }

    fn on_cursor(&mut self, moved: &pb::CursorMoved, cx: &Cx) {
        let Some(member) = &moved.member else { return };
        let Some(list) = self.list.get_mut() else { return };
        let Some(known) = list.iter_mut().find(|it| it.name == moved.conversation) else { return };
        if member.user == cx.user() {
            known.unread_count = moved.unread_count;
        }
        match known.members.iter_mut().find(|it| it.user == member.user) {
            Some(old) => *old = member.clone(),
            None => known.members.push(member.clone()),
        }
    }

    fn on_pick_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let targets = self.targets();
        if self.picking.selected.on_key(key, cx.page(), &targets) {
            return true;
        }
        if key == Key::ESC {
            self.focus = Focus::List;
            return true;
        }
        let before = self.picking.input.text().to_owned();
        if !self.picking.input.on_key(key) {
            return false;
        }
        if self.picking.input.text() != before {
            self.find(out);
        }
        true
    }

    fn targets(&self) -> Vec<String> {
        self.picking.found.get().into_iter().flatten().map(|it| it.target.clone()).collect()
    }

    fn on_text_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if key == Key::ESC {
            self.read(cx, out);
            self.focus = Focus::List;
            return true;
        }
        let Some(thread) = &mut self.thread else { return false };
        if key == Key::PAGE_UP {
            thread.ask_older(out);
            if thread.pick(0, out) {
                thread.pick(-(cx.page() as i64) / 2, out);
                self.focus = Focus::Messages;
            }
            return true;
        }
        if !thread.input.on_key(key) {
            return false;
        }
        thread.tell_typing(cx.at, out);
        true
    }

    fn on_messages_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let page = (cx.page() as i64 / 2).max(1);
        let by = match key {
            Key::UP => -1,
            Key::DOWN => 1,
            Key::PAGE_UP => -page,
            Key::PAGE_DOWN => page,
            Key::ESC | Key::ENTER => i64::MAX / 4,
            _ => return false,
        };
        if let Some(thread) = &mut self.thread
            && !thread.pick(by, out)
        {
            self.focus = Focus::Text;
        }
        true
    }
}

impl Page for Chat {
    fn title(&self, cx: &Cx) -> String {
        match &self.thread {
            Some(thread) if self.focus != Focus::List => {
                self.conversation(&thread.name).map_or("Chat".into(), |it| cx.person(&it.title))
            }
            _ => "Chat".to_owned(),
        }
    }

    fn mode(&self) -> Mode {
        match self.focus {
            Focus::List | Focus::Messages => Mode::List,
            Focus::Text | Focus::Pick => Mode::Type,
        }
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        cx.keys.entries_if(&KEYS, |act| self.allows(act, cx))
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let said_so = match (&self.focus, self.current()) {
            (Focus::Pick, _) => "CHAT   write to whom? Esc goes back".to_owned(),
            (Focus::List, _) => format!("CHAT   {} unread", cx.unread),
            (_, Some(it)) if it.identity_unconfirmed => {
                format!("CHAT   {}   ! identity not confirmed", cx.person(&it.title))
            }
            (_, Some(it)) => format!("CHAT   {}", cx.person(&it.title)),
            _ => "CHAT".to_owned(),
        };
        said(said_so, Tone::Strong, cx)
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        let Some(thread) = &self.thread else { return Line::default() };
        if thread.has_failed() {
            let how =
                if self.focus == Focus::Text { "Tab, then r sends it again" } else { "r sends it again" };
            return said(format!("A message did not get there; {how}."), Tone::Bad, cx);
        }
        let (used, limit) = thread.input.used();
        if used == 0 {
            return Line::default();
        }
        said(format!("draft kept   {used}/{limit}"), Tone::Muted, cx)
    }

    fn line(&self, cx: &Cx) -> String {
        match self.thread.as_ref().and_then(|it| it.messages.last()) {
            Some(last)
                if self.focus != Focus::List && self.current().is_some_and(|it| it.identity_unconfirmed) =>
            {
                format!("! id not confirmed. {}: {}", cx.person(&last.author_display_name), last.body)
            }
            Some(last) if self.focus != Focus::List => {
                format!("{}: {}", cx.person(&last.author_display_name), last.body)
            }
            _ => format!("Chat, {} unread", cx.unread),
        }
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        view::chat(self, frame, area, cx);
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let bound = KEYS.bindings.iter().map(|it| it.action).find(|&act| {
            self.allows(act, cx)
                && cx.keys.entries_if(&KEYS, |it| it == act).iter().any(|it| it.keys.contains(&key))
        });
        let takes_text = matches!(self.focus, Focus::Text | Focus::Pick);
        if let Some(act) = bound.filter(|_| !takes_text || key.typed().is_none()) {
            self.act(act, cx, out);
            return true;
        }
        match self.focus {
            Focus::List => {
                let ids = self.ids();
                self.selected.on_key(key, cx.page(), &ids)
            }
            Focus::Text => self.on_text_key(key, cx, out),
            Focus::Messages => self.on_messages_key(key, cx, out),
            Focus::Pick => self.on_pick_key(key, cx, out),
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        if let Some(act) = cx.keys.named(&KEYS, id) {
            self.act(act, cx, out);
        }
    }

    fn on_paste(&mut self, pasted: &str, cx: &Cx, out: &mut Outbox) {
        match (self.focus, &mut self.thread) {
            (Focus::Text, Some(thread)) => {
                thread.input.insert(pasted);
                thread.tell_typing(cx.at, out);
            }
            (Focus::Pick, _) => {
                self.picking.input.insert(pasted);
                self.find(out);
            }
            _ => {}
        }
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        if let Some(thread) = &mut self.thread
            && thread.on_reply(ticket, &answer)
        {
            return;
        }
        if self.list.awaits(ticket) {
            // one in which nobody wrote yet is in no list, and yet it is in front
            let open = self.thread.as_ref().and_then(|it| self.conversation(&it.name)).cloned();
            self.list.settle(answer.map(|reply| match reply {
                Reply::ListConversations(page) => page.conversations,
                _ => Vec::new(),
            }));
            match open {
                Some(open) if self.conversation(&open.name).is_none() => self.put(open),
                _ => {}
            }
            let ids = self.ids();
            self.selected.follow(&ids);
        } else if self.picking.found.awaits(ticket) {
            self.picking.found.settle(answer.map(|reply| match reply {
                Reply::ListContacts(page) => page.contacts,
                _ => Vec::new(),
            }));
            let targets = self.targets();
            self.picking.selected = Selection::default();
            self.picking.selected.follow(&targets);
        } else if self.opening == Some(ticket) || self.oldest == Some(ticket) {
            let oldest = self.oldest == Some(ticket);
            (self.opening, self.oldest) = (None, None);
            let found = match answer {
                Ok(Reply::OpenConversation(it) | Reply::GetConversation(it)) => Some(it),
                Ok(Reply::ListConversations(page)) => page.conversations.into_iter().next(),
                Ok(_) => None,
                Err(failure) => {
                    out.complain(failure.message);
                    return;
                }
            };
            match found {
                Some(it) => {
                    if self.list.get().is_none() {
                        self.list = Load::ready(Vec::new());
                        self.ask(out);
                    }
                    let name = it.name.clone();
                    self.put(it);
                    self.picking.input.take();
                    self.show(&name, cx, out);
                }
                None if oldest => out.say("No unread messages."),
                None => {}
            }
        } else if let Some(at) = self.looked_up.iter().position(|it| *it == ticket) {
            self.looked_up.remove(at);
            if let Ok(Reply::GetConversation(it)) = answer {
                self.put(it);
            }
        } else if let Ok(Reply::AdvanceCursor(it) | Reply::MarkConversationUnread(it)) = answer {
            self.put(it);
        } else if let Err(failure) = answer {
            out.complain(failure.message);
        }
    }

    fn on_event(&mut self, event: &pb::Event, cx: &Cx, out: &mut Outbox) {
        match &event.payload {
            Some(Payload::Message(message)) => self.on_message(message, cx, out),
            Some(Payload::CursorMoved(moved)) => self.on_cursor(moved, cx),
            Some(Payload::PatientChartChanged(changed)) => self.look_up_of(&changed.patient, cx, out),
            Some(Payload::Typing(typing)) if typing.user != cx.user() => {
                if let Some(thread) = self.thread.as_mut().filter(|it| it.name == typing.conversation) {
                    thread.on_typing(typing, cx.at);
                }
            }
            _ => {}
        }
    }

    fn on_relist(&mut self, _cx: &Cx, out: &mut Outbox) {
        self.ask(out);
        if let Some(thread) = &mut self.thread {
            thread.ask_newest(out);
        }
    }

    fn wake(&self, cx: &Cx) -> Option<Moment> {
        self.thread.as_ref()?.wake(cx.at)
    }

    fn on_tick(&mut self, cx: &Cx, _out: &mut Outbox) -> bool {
        self.thread.as_mut().is_some_and(|it| it.forget_typing(cx.at))
    }

    fn on_route(&mut self, route: &Route, cx: &Cx, out: &mut Outbox) -> bool {
        match route {
            Route::Chat(Some(name)) => match self.conversation(name) {
                Some(_) => self.show(&name.clone(), cx, out),
                None => {
                    let request = pb::GetConversationRequest { name: name.clone() };
                    self.opening = Some(out.call(Call::GetConversation(request)));
                }
            },
            Route::ChatWith(target) => self.open_with(target.clone(), out),
            Route::OldestUnread => {
                self.read(cx, out);
                let request =
                    pb::ListConversationsRequest { unread_only: true, page_size: 1, ..Default::default() };
                self.oldest = Some(out.call(Call::ListConversations(request)));
            }
            _ => return false,
        }
        true
    }

    fn has_draft(&self) -> bool {
        !self.drafts.is_empty()
            || self.thread.as_ref().is_some_and(|it| !it.input.is_empty() || !it.pending.is_empty())
    }
}

/// Whether list and conversation stand side by side.
fn side_by_side(cx: &Cx) -> bool {
    cx.shape() == Shape::Full
}
