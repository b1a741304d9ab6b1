//! What hangs on the network: the calls under way, the event feed, the memory of
//! choices. The app says what is to be done; how it is shown, this does not know.

use std::sync::Arc;
use std::time::Duration;

use praxis_shared::pb;
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;
use tonic::transport::Channel;

use super::calls::{Calls, Cause};
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

/// What is left of a message.
#[derive(Debug)]
pub(super) struct Done {
    /// What concerns the terminal.
    pub(super) rest: Vec<Effect>,
    /// Somebody pressed a key and waited for this.
    pub(super) awaited: bool,
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
    pub(super) fn handle(&mut self, app: &mut App, at: Moment, msg: Msg) -> Done {
        let lost = matches!(&msg, Msg::Reply(_, Err(failure)) if failure.code == Code::Offline);
        let answered = matches!(&msg, Msg::Link(LinkChange::Answered(_)));
        let was_offline = app.cx().is_offline();
        // What follows from anything but a key is no sign that anybody is there.
        let key = matches!(&msg, Msg::Key(_) | Msg::Paste(_));
        let (mut awaited, mut cause) = (false, if key { Cause::Key } else { Cause::Itself });
        if let Msg::Reply(ticket, answer) = &msg {
            let asked = self.calls.answered(*ticket, answer);
            (awaited, cause) = (asked.is_awaited(), asked.of_what_follows());
            if let Ok(Reply::SignIn(opened) | Reply::Activate(opened)) = answer {
                self.memory.remember_device(&self.place, &opened.device);
            }
        }
        let effects = app.update(at, msg);
        let rest = self.perform_for(effects, cause);
        if let (true, true, Some(feed)) = (answered, was_offline, &self.feed) {
            feed.nudge();
        }
        if lost {
            self.gone.notify_one();
        }
        Done { rest, awaited }
    }

    /// Begins to look whether the server is there.
    pub(super) fn knock(&mut self) {
        self.knocker = Some(Feed::knock(self.channel.clone(), Arc::clone(&self.gone), self.inbox.clone()));
    }

    /// Does what the app asks for, and hands back what concerns the terminal.
    pub(super) fn perform(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        self.perform_for(effects, Cause::Itself)
    }

    fn perform_for(&mut self, effects: Vec<Effect>, cause: Cause) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Call(ticket, mut call) => {
                    // whose device this is, the server tells from what it gave before
                    if let Call::SignIn(pb::SignInRequest { device, .. })
                    | Call::Activate(pb::ActivateRequest { device, .. })
                    | Call::GetTerminal(pb::GetTerminalRequest { device }) = &mut call
                    {
                        self.memory.device(&self.place).clone_into(device);
                    }
                    self.calls.send(ticket, call, cause);
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
                Effect::SignedIn(token, cursor) => {
                    self.calls.sign(Some(&token));
                    self.signed_in = true;
                    self.feed = Some(Feed::watch(self.channel.clone(), token, cursor, self.inbox.clone()));
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

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::app::Wishes;
    use crate::context::Cx;
    use crate::keymap::Key;
    use crate::stage::beginning;

    #[tokio::test(start_paused = true)]
    async fn somebody_waits_for_what_a_key_asked_for_and_nobody_for_the_rest() {
        let server = Server::in_process(|| async { Err(io::Error::other("nobody is there")) });
        let at = Moment { now: beginning(), uptime: Duration::from_secs(1) };
        let (mut app, effects) = App::start(Cx::new(at), Wishes::default(), 7);
        let (mut wires, mut messages) = Wires::new(&server, Memory::at(std::path::Path::new("/nowhere")));
        wires.perform(effects);
        for key in "ida\rpass\r".chars() {
            let key = if key == '\r' { Key::ENTER } else { Key::ch(key) };
            let done = wires.handle(&mut app, at, Msg::Key(key));
            assert!(!done.awaited, "a key is drawn at once anyway");
        }
        let mut awaited = Vec::new();
        while awaited.len() < 2 {
            let msg = messages.recv().await.unwrap();
            let answer = matches!(msg, Msg::Reply(..));
            let done = wires.handle(&mut app, at, msg);
            assert!(answer || !done.awaited);
            awaited.extend(answer.then_some(done.awaited));
        }
        // the sign-in fails at once; the name of the clinic is asked for again and again before that fails, too
        assert_eq!(awaited, [true, false]);
    }

    #[test]
    fn what_follows_from_an_answer_is_waited_for_and_what_follows_from_that_is_not() {
        let first = Cause::Key;
        let second = first.of_what_follows();
        let third = second.of_what_follows();
        assert_eq!([first, second, third].map(Cause::is_awaited), [true, true, false]);
        assert_eq!(third.of_what_follows(), third);
    }
}
