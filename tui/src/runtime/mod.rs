//! The only loop, the only IO. Keys, answers and events become messages; the app
//! is drawn when something changed and only then: keys at once, the rest at most
//! ten times a second, less on a slow line. Idle, it sleeps until the minute ends.

pub mod calls;
pub mod feed;
pub mod input;
pub mod server;
pub mod terminal;

use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use crossterm::event::Event;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tonic::transport::Channel;

use self::calls::Calls;
use self::feed::Feed;
use self::input::{Filter, PATIENCE_LOCAL, PATIENCE_REMOTE};
use self::server::Server;
use self::terminal::Terminal;
use crate::app::{App, LinkChange, Msg, Wishes};
use crate::config::Memory;
use crate::context::{Cx, Link, Moment, SLOW};
use crate::outbox::Effect;

/// The least time between two frames that no key asked for.
const FRAME: Duration = Duration::from_millis(100);
/// The same on a slow link.
const FRAME_SLOW: Duration = Duration::from_millis(250);
/// Messages that may wait; more than that slows their senders down.
const WAITING: usize = 256;
/// How long writes may finish after the person left.
const GRACE: Duration = Duration::from_secs(2);

/// What comes from the terminal's threads.
enum Outside {
    Input(Event),
    HungUp,
}

/// The clock: the only one of the client.
#[derive(Debug, Clone, Copy)]
struct Clock {
    begun: Instant,
}

impl Clock {
    fn moment(self) -> Moment {
        Moment { now: now(), uptime: self.uptime() }
    }

    fn uptime(self) -> Duration {
        // Never zero: what is measured from the start must lie after it.
        self.begun.elapsed() + Duration::from_secs(1)
    }

    fn instant(self, uptime: Duration) -> Instant {
        self.begun + uptime.saturating_sub(Duration::from_secs(1))
    }
}

/// Everything a run starts from.
#[derive(Debug)]
pub struct Start {
    /// The server.
    pub server: Server,
    /// What is known before the first message; its time is set by the loop.
    pub cx: Cx,
    /// How the person wants it.
    pub wishes: Wishes,
    /// Where choices are kept.
    pub memory: Memory,
    /// Whether the line to the terminal may be slow.
    pub remote: bool,
}

#[expect(clippy::disallowed_methods, reason = "the one place where the client learns what time it is")]
fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

/// What is known at the very start.
pub fn first_context() -> Cx {
    Cx::new(Moment { now: now(), uptime: Duration::from_secs(1) })
}

struct Loop {
    app: App,
    clock: Clock,
    terminal: Terminal,
    calls: Calls,
    feed: Option<Feed>,
    channel: Channel,
    memory: Memory,
    inbox: mpsc::Sender<Msg>,
    signed_in: bool,
    suspend: bool,
    quit: bool,
}

/// Runs the client until the person quits or the terminal is gone.
pub async fn run(start: Start) -> anyhow::Result<()> {
    let Start { server, mut cx, wishes, memory, remote } = start;
    terminal::restore_on_panic();
    let clock = Clock { begun: Instant::now() };
    let terminal = Terminal::take()?;
    cx.at = clock.moment();
    cx.size = terminal.size()?;
    let (app, effects) = App::start(cx, wishes, seed());
    let (inbox, mut messages) = mpsc::channel(WAITING);
    let channel = server.connect();
    let calls = Calls::new(channel.clone(), inbox.clone());
    let mut this = Loop {
        app,
        clock,
        terminal,
        calls,
        feed: None,
        channel,
        memory,
        inbox,
        signed_in: false,
        suspend: false,
        quit: false,
    };
    // The first frame owes nothing to any network.
    this.draw()?;
    this.knock();
    this.perform(effects)?;
    let ended = this.turn(&mut messages, remote).await;
    this.finish_writes().await;
    drop(this);
    ended
}

impl Loop {
    async fn turn(&mut self, messages: &mut mpsc::Receiver<Msg>, remote: bool) -> anyhow::Result<()> {
        let mut filter = Filter::new(if remote { PATIENCE_REMOTE } else { PATIENCE_LOCAL });
        let (outside, mut inside) = mpsc::channel(WAITING);
        read_keys(outside.clone())?;
        terminal::watch_for_hang_up(move || {
            let _ = outside.blocking_send(Outside::HungUp);
        })?;
        let mut terminated = signal(SignalKind::terminate())?;
        let mut hung_up = signal(SignalKind::hangup())?;
        let mut interrupted = signal(SignalKind::interrupt())?;
        let mut drawn = Instant::now();
        let (mut dirty, mut urgent) = (false, false);
        while !self.quit {
            let next_frame = drawn + if self.is_slow() { FRAME_SLOW } else { FRAME };
            let escape = filter.deadline().map(|uptime| self.clock.instant(uptime));
            let wake = self.clock.instant(self.app.wake());
            tokio::select! {
                biased;
                _ = terminated.recv() => break,
                _ = hung_up.recv() => break,
                _ = interrupted.recv() => break,
                event = inside.recv() => {
                    urgent = true;
                    let mut next = event;
                    loop {
                        match next {
                            Some(Outside::Input(event)) => self.input(&mut filter, event)?,
                            Some(Outside::HungUp) | None => return Ok(()),
                        }
                        match inside.try_recv() {
                            Ok(event) if !self.quit => next = Some(event),
                            _ => break,
                        }
                    }
                }
                Some(msg) = messages.recv() => {
                    self.message(msg)?;
                    for _ in 0..WAITING {
                        let Ok(msg) = messages.try_recv() else { break };
                        self.message(msg)?;
                    }
                }
                () = sleep_until(escape.unwrap_or(wake)), if escape.is_some() => {
                    urgent = true;
                    for msg in filter.expire(self.clock.uptime()) {
                        self.message(msg)?;
                    }
                }
                () = sleep_until(next_frame), if dirty => {}
                () = sleep_until(wake) => self.message(Msg::Tick)?,
            }
            if self.suspend {
                self.suspend = false;
                self.terminal.suspend()?;
                self.message(Msg::Resumed)?;
            }
            dirty |= self.app.take_dirty();
            let now = Instant::now();
            if dirty && (urgent || now >= next_frame) {
                self.draw()?;
                drawn = now;
                (dirty, urgent) = (false, false);
            }
            if !dirty {
                urgent = false;
            }
        }
        Ok(())
    }

    fn input(&mut self, filter: &mut Filter, event: Event) -> anyhow::Result<()> {
        for msg in filter.feed(event, self.clock.uptime()) {
            self.message(msg)?;
        }
        Ok(())
    }

    fn message(&mut self, msg: Msg) -> anyhow::Result<()> {
        let lost =
            matches!(&msg, Msg::Reply(_, Err(failure)) if failure.code == crate::outbox::Code::Offline);
        let answered = matches!(&msg, Msg::Link(LinkChange::Answered(_)));
        let was_offline = self.app.cx().is_offline();
        let effects = self.app.update(self.clock.moment(), msg);
        self.perform(effects)?;
        if let (true, true, Some(feed)) = (answered, was_offline, &self.feed) {
            feed.nudge();
        }
        if answered && !self.signed_in {
            self.feed = None;
        } else if lost && !self.signed_in && self.feed.is_none() {
            self.knock();
        }
        Ok(())
    }

    /// Waits for a server that is not there yet, until somebody is signed in.
    fn knock(&mut self) {
        self.feed = Some(Feed::knock(self.channel.clone(), self.inbox.clone()));
    }

    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Call(ticket, call) => self.calls.send(ticket, call),
                Effect::Forget(tickets) => self.calls.forget(&tickets),
                Effect::SignedIn(token) => {
                    self.calls.sign(Some(&token));
                    self.signed_in = true;
                    self.feed = Some(Feed::watch(self.channel.clone(), token, self.inbox.clone()));
                }
                Effect::SignedOut => {
                    self.calls.sign(None);
                    self.signed_in = false;
                    self.feed = None;
                    if self.app.cx().is_offline() {
                        self.knock();
                    }
                }
                Effect::Redraw => self.terminal.forget()?,
                Effect::Suspend => self.suspend = true,
                Effect::Remember(choice) => self.memory.remember(choice),
                Effect::Quit => self.quit = true,
            }
        }
        Ok(())
    }

    fn is_slow(&self) -> bool {
        matches!(self.app.cx().link, Link::Live(took) if took >= SLOW)
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let app = &self.app;
        self.terminal.draw(|frame| app.view(frame)).context("the terminal takes no output")
    }

    /// Lets writes that were sent reach the server.
    async fn finish_writes(&mut self) {
        let end = Instant::now() + GRACE;
        while self.calls.is_writing() && Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A thread that reads keys: it sleeps in the kernel until there are any.
fn read_keys(out: mpsc::Sender<Outside>) -> anyhow::Result<()> {
    std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
        while let Ok(event) = crossterm::event::read() {
            if out.blocking_send(Outside::Input(event)).is_err() {
                return;
            }
        }
        let _ = out.blocking_send(Outside::HungUp);
    })?;
    Ok(())
}

fn seed() -> u64 {
    let mut bytes = [0; 8];
    // Request ids of this run then repeat those of another without randomness; the server notices.
    let _ = getrandom::fill(&mut bytes);
    u64::from_le_bytes(bytes)
}
