//! One open conversation: its messages as far as they are known, what is being
//! written, and what was sent and has no answer yet. A message is read when it was
//! on screen and the person moved on or answered, not when it was opened.

use std::time::Duration;

use praxis_shared::pb;
use praxis_shared::text::MESSAGE_MAX;

use crate::context::{Cx, Moment};
use crate::outbox::{Call, Code, Failure, Load, Outbox, Reply, Ticket};
use crate::screen::common::doubt;
use crate::widget::input::Input;

/// How long a typing signal is believed.
const TYPING: Duration = Duration::from_secs(6);
/// How often the own typing is told.
const TELL_TYPING: Duration = Duration::from_secs(4);
/// Messages asked for at once.
const PAGE: i32 = 50;

/// A message on its way, or one that did not get there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pending {
    /// The id under which it is sent, and sent again.
    pub request_id: String,
    /// The text.
    pub body: String,
    /// The call, while an answer is awaited.
    ticket: Option<Ticket>,
    /// Why it did not get there.
    pub failure: Option<String>,
}

/// An open conversation.
pub(super) struct Thread {
    /// Its name.
    pub name: String,
    /// Known messages, by number, without gaps.
    pub messages: Vec<pb::Message>,
    /// What is being written.
    pub input: Input,
    /// Sent and not yet stored, in order.
    pub pending: Vec<Pending>,
    /// Messages after this number were new when it was opened.
    pub new_after: i64,
    /// The message picked with the arrow keys, by number.
    pub picked: Option<i64>,
    newest: Load<()>,
    older: Load<()>,
    newer: Load<()>,
    older_token: Option<String>,
    typing: Vec<(String, String, Duration)>,
    told_typing: Option<Duration>,
}

impl Thread {
    /// Opens a conversation, with what was written before and not sent.
    pub(super) fn open(conversation: &pb::Conversation, draft: &str, cx: &Cx, out: &mut Outbox) -> Self {
        let mine = conversation.members.iter().find(|it| it.user == cx.user());
        let mut this = Self {
            name: conversation.name.clone(),
            messages: Vec::new(),
            input: Input::lines(MESSAGE_MAX).with(draft),
            pending: Vec::new(),
            new_after: mine.map_or(0, |it| it.read_seq),
            picked: None,
            newest: Load::default(),
            older: Load::default(),
            newer: Load::default(),
            older_token: None,
            typing: Vec::new(),
            told_typing: None,
        };
        this.ask_newest(out);
        this
    }

    /// Asks for the newest messages.
    pub(super) fn ask_newest(&mut self, out: &mut Outbox) {
        let request = pb::ListMessagesRequest {
            conversation: self.name.clone(),
            page_size: PAGE,
            ..Default::default()
        };
        self.newest.ask(out, Call::ListMessages(request));
    }

    /// Asks for messages before the ones that are known, if there are any.
    pub(super) fn ask_older(&mut self, out: &mut Outbox) {
        let Some(token) = self.older_token.clone().filter(|_| !self.older.is_waiting()) else { return };
        let request = pb::ListMessagesRequest {
            conversation: self.name.clone(),
            page_size: PAGE,
            page_token: token,
            ..Default::default()
        };
        self.older.ask(out, Call::ListMessages(request));
    }

    /// Whether older messages can be asked for.
    pub(super) fn has_older(&self) -> bool {
        self.older_token.is_some()
    }

    /// What to say where the messages would stand.
    pub(super) fn remark(&self) -> Option<String> {
        if self.messages.is_empty() { self.newest.remark() } else { None }
    }

    /// The number of the newest known message.
    pub(super) fn last_seq(&self) -> i64 {
        self.messages.last().map_or(0, |it| it.seq)
    }

    /// Sends what is written.
    pub(super) fn send(&mut self, out: &mut Outbox) -> Result<(), String> {
        let body = praxis_shared::text::message(self.input.text())?;
        self.input.take();
        let request_id = out.request_id();
        self.pending.push(Pending { request_id, body, ticket: None, failure: None });
        let last = self.pending.len() - 1;
        self.post(last, out);
        self.told_typing = None;
        Ok(())
    }

    fn post(&mut self, at: usize, out: &mut Outbox) {
        let conversation = self.name.clone();
        let Some(pending) = self.pending.get_mut(at) else { return };
        pending.failure = None;
        pending.ticket = Some(out.call(Call::SendMessage(pb::SendMessageRequest {
            request_id: pending.request_id.clone(),
            conversation,
            body: pending.body.clone(),
        })));
    }

    /// Sends again what did not get there, under the same ids: stored once, whatever happened before.
    pub(super) fn resend(&mut self, out: &mut Outbox) -> bool {
        let failed: Vec<usize> =
            (0..self.pending.len()).filter(|&at| self.pending[at].failure.is_some()).collect();
        for &at in &failed {
            self.post(at, out);
        }
        !failed.is_empty()
    }

    /// Whether something did not get there.
    pub(super) fn has_failed(&self) -> bool {
        self.pending.iter().any(|it| it.failure.is_some())
    }

    /// Tells the others that somebody types here, now and then.
    pub(super) fn tell_typing(&mut self, at: Moment, out: &mut Outbox) {
        if self.told_typing.is_some_and(|told| at.uptime < told + TELL_TYPING) || self.input.is_empty() {
            return;
        }
        self.told_typing = Some(at.uptime);
        out.call(Call::SignalTyping(pb::SignalTypingRequest { conversation: self.name.clone() }));
    }

    /// Takes an answer; `false` if it is not for this conversation.
    pub(super) fn on_reply(&mut self, ticket: Ticket, answer: &Result<Reply, Failure>) -> bool {
        if let Some(at) = self.pending.iter().position(|it| it.ticket == Some(ticket)) {
            match answer {
                Ok(Reply::SendMessage(message)) => self.take(message),
                Ok(_) => {}
                Err(failure) => {
                    let pending = &mut self.pending[at];
                    pending.ticket = None;
                    pending.failure = Some(match failure.code {
                        Code::Offline | Code::TooSlow => "not sent: no answer".to_owned(),
                        _ => failure.message.clone(),
                    });
                }
            }
            return true;
        }
        let page = || match answer {
            Ok(Reply::ListMessages(page)) => Ok(page.clone()),
            Ok(_) => Ok(pb::ListMessagesResponse::default()),
            Err(failure) => Err(failure.clone()),
        };
        if self.newest.awaits(ticket) {
            let page = page();
            self.newest.settle(page.as_ref().map(|_| ()).map_err(Clone::clone));
            if let Ok(page) = page {
                self.older_token = Some(page.next_page_token).filter(|it| !it.is_empty());
                self.messages = page.messages;
                let stored: Vec<pb::Message> = self.messages.clone();
                stored.iter().for_each(|it| self.settled(it));
            } else if answer.as_ref().is_err_and(doubt::is_closed) {
                self.messages.clear();
                self.older_token = None;
            }
        } else if self.older.awaits(ticket) {
            let page = page();
            self.older.settle(page.as_ref().map(|_| ()).map_err(Clone::clone));
            if let Ok(page) = page {
                self.older_token = Some(page.next_page_token).filter(|it| !it.is_empty());
                let first = self.messages.first().map_or(i64::MAX, |it| it.seq);
                let older = page.messages.into_iter().filter(|it| it.seq < first);
                self.messages.splice(0..0, older);
            }
        } else if self.newer.awaits(ticket) {
            let page = page();
            self.newer.settle(page.as_ref().map(|_| ()).map_err(Clone::clone));
            if let Ok(page) = page {
                page.messages.iter().for_each(|it| self.take(it));
            }
        } else {
            return false;
        }
        true
    }

    /// Takes a message that was stored. One that leaves a gap asks for what lies between.
    pub(super) fn on_message(&mut self, message: &pb::Message, out: &mut Outbox) {
        self.typing.retain(|(user, ..)| *user != message.author);
        let last = self.last_seq();
        if message.seq > last + 1 && !self.newest.is_waiting() {
            let request = pb::ListMessagesRequest {
                conversation: self.name.clone(),
                after_seq: last,
                page_size: PAGE,
                ..Default::default()
            };
            self.newer.ask(out, Call::ListMessages(request));
        } else {
            self.take(message);
        }
    }

    fn take(&mut self, message: &pb::Message) {
        self.settled(message);
        if message.seq == self.last_seq() + 1 {
            self.messages.push(message.clone());
        }
    }

    /// A stored message is no longer on its way.
    fn settled(&mut self, message: &pb::Message) {
        self.pending.retain(|it| it.request_id != message.request_id);
    }

    /// Somebody types.
    pub(super) fn on_typing(&mut self, typing: &pb::Typing, at: Moment) {
        self.typing.retain(|(user, ..)| *user != typing.user);
        self.typing.push((typing.user.clone(), typing.display_name.clone(), at.uptime + TYPING));
    }

    /// Forgets old typing signals; `true` if one was forgotten.
    pub(super) fn forget_typing(&mut self, at: Moment) -> bool {
        let before = self.typing.len();
        self.typing.retain(|(.., until)| *until > at.uptime);
        before != self.typing.len()
    }

    /// When the next typing signal is to be forgotten.
    pub(super) fn wake(&self, at: Moment) -> Option<Moment> {
        let until = self.typing.iter().map(|(.., until)| *until).min()?;
        Some(at.after(until.saturating_sub(at.uptime)))
    }

    /// Who types, as "Last, First".
    pub(super) fn typing(&self) -> impl Iterator<Item = &str> {
        self.typing.iter().map(|(_, name, _)| name.as_str())
    }

    /// Moves the pick through the messages; `false` past the newest one.
    pub(super) fn pick(&mut self, by: i64, out: &mut Outbox) -> bool {
        let Some(first) = self.messages.first().map(|it| it.seq) else { return false };
        let last = self.last_seq();
        let to = self.picked.map_or(last, |at| at + by);
        if to > last {
            self.picked = None;
            return false;
        }
        if to <= first {
            self.ask_older(out);
        }
        self.picked = Some(to.max(first));
        true
    }
}
