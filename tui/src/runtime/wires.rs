//! What hangs on the network: the calls under way, the event feed, the memory of
//! choices. The app says what is to be done; how it is shown, this does not know.

use std::sync::Arc;
use std::time::Duration;

use praxis_shared::pb;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tonic::transport::Channel;

use super::calls::Calls;
use super::feed::Feed;
use super::server::Server;
use crate::app::{App, LinkChange, Msg};
use crate::config::Memory;
use crate::context::Moment;
use crate::outbox::{Call, Code, Effect, Reply};

/// Messages that may wait; more than that slows their senders down.
pub(super) const WAITING: usize = 256;
/// How long writes may finish after the person left.
const GRACE: Duration = Duration::from_secs(2);

/// Calls, feed and memory.
#[derive(Debug)]
pub(super) struct Wires {
    calls: Calls,
    feed: Option<Feed>,
    /// Says whether the server is there, whoever is signed in.
    knocker: Option<Feed>,
    /// Rung when a connection has ended, or may have.
    gone: Arc<Notify>,
    channel: Channel,
    memory: Memory,
    inbox: mpsc::Sender<Msg>,
    signed_in: bool,
    /// The server, as the memory calls it.
    place: String,
}

impl Wires {
    /// Connects to the server when it is first needed; messages arrive at the receiver.
    pub(super) fn new(server: &Server, memory: Memory) -> (Self, mpsc::Receiver<Msg>) {
        let (inbox, messages) = mpsc::channel(WAITING);
        let channel = server.connect();
        let calls = Calls::new(channel.clone(), inbox.clone());
        (
            Self {
                calls,
                feed: None,
                knocker: None,
                gone: server.gone(),
                channel,
                memory,
                inbox,
                signed_in: false,
                place: server.to_string(),
            },
            messages,
        )
    }

    /// Hands a message to the app and does what it asks for; what concerns the
    /// terminal is handed back.
    pub(super) fn handle(&mut self, app: &mut App, at: Moment, msg: Msg) -> Vec<Effect> {
        let lost = matches!(&msg, Msg::Reply(_, Err(failure)) if failure.code == Code::Offline);
        let answered = matches!(&msg, Msg::Link(LinkChange::Answered(_)));
        let was_offline = app.cx().is_offline();
        if let Msg::Reply(ticket, answer) = &msg {
            self.calls.answered(*ticket, answer);
            if let Ok(Reply::SignIn(opened) | Reply::Activate(opened)) = answer {
                self.memory.remember_device(&self.place, &opened.device);
            }
        }
        // What follows from anything but a key is no sign that anybody is there.
        let background = !matches!(&msg, Msg::Key(_) | Msg::Paste(_));
        let effects = app.update(at, msg);
        let rest = self.perform_marked(effects, background);
        if let (true, true, Some(feed)) = (answered, was_offline, &self.feed) {
            feed.nudge();
        }
        if lost {
            self.gone.notify_one();
        }
        rest
    }

    /// Begins to look whether the server is there.
    pub(super) fn knock(&mut self) {
        self.knocker = Some(Feed::knock(self.channel.clone(), Arc::clone(&self.gone), self.inbox.clone()));
    }

    /// Does what the app asks for, and hands back what concerns the terminal.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        self.perform_marked(effects, true)
    }

    fn perform_marked(&mut self, effects: Vec<Effect>, background: bool) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Call(ticket, mut call) => {
                    // whose device this is, the server tells from what it gave before
                    if let Call::SignIn(pb::SignInRequest { device, .. })
                    | Call::Activate(pb::ActivateRequest { device, .. }) = &mut call
                    {
                        self.memory.device(&self.place).clone_into(device);
                    }
                    self.calls.send(ticket, call, background);
                }
                Effect::Again(tickets) => self.calls.again(&tickets),
                Effect::Unlocked => {
                    if let Some(feed) = &self.feed {
                        feed.unlock();
                    }
                }
                Effect::Forget(tickets) => self.calls.forget(&tickets),
                Effect::Restricted(token) => {
                    self.calls.sign(Some(&token));
                    self.signed_in = true;
                    self.feed = None;
                }
                Effect::SignedIn(token) => {
                    self.calls.sign(Some(&token));
                    self.signed_in = true;
                    self.feed = Some(Feed::watch(self.channel.clone(), token, self.inbox.clone()));
                }
                Effect::SignedOut => {
                    self.calls.sign(None);
                    self.signed_in = false;
                    self.feed = None;
                }
                Effect::Remember(choice) => self.memory.remember(choice),
                Effect::Redraw | Effect::Suspend | Effect::Quit => rest.push(effect),
            }
        }
        rest
    }

    /// Whether an answer is on its way.
    pub(super) fn is_waiting(&self) -> bool {
        self.calls.is_waiting()
    }

    /// Ends the session, and lets writes that were sent reach the server.
    pub(super) async fn leave(mut self, app: &mut App) {
        let effects = app.leave();
        self.perform(effects);
        let end = Instant::now() + GRACE;
        while self.calls.is_writing() && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
