//! The only loop, the only IO. Keys, answers and events become messages; the app
//! is drawn when something changed and only then: keys and what they asked for at
//! once, the rest at most ten times a second, less on a slow line. Idle, it sleeps until the minute ends.

mod alarm;
pub mod calls;
pub mod feed;
mod frames;
pub mod input;
pub mod plain;
#[cfg(test)]
mod rounds;
pub mod server;
pub mod terminal;
pub mod trust;
mod wires;

use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use crossterm::event::Event;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use self::alarm::Alarm;
use self::input::{Filter, PATIENCE_LOCAL, PATIENCE_REMOTE};
use self::server::Server;
use self::terminal::Terminal;
use self::trust::Distrust;
use self::wires::{WAITING, Wires};
use crate::app::{App, LinkChange, Msg, Wishes};
use crate::config::Memory;
use crate::context::{Cx, Link, Moment, SLOW};
use crate::outbox::Effect;

/// The least time between two frames that nobody waits for.
const FRAME: Duration = Duration::from_millis(100);
/// The same on a slow link.
const FRAME_SLOW: Duration = Duration::from_millis(250);

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
    /// Lines instead of a screen.
    pub plain: bool,
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
    wires: Wires,
    suspend: bool,
    quit: bool,
    /// Somebody waits for the next frame.
    awaited: bool,
}

/// Runs the client until the person quits or the terminal is gone.
pub async fn run(start: Start) -> anyhow::Result<()> {
    let Start { server, mut cx, wishes, memory, remote, .. } = start;
    terminal::restore_on_panic();
    let clock = Clock { begun: Instant::now() };
    let terminal = Terminal::take()?;
    cx.at = clock.moment();
    cx.size = terminal.size()?;
    let (app, effects) = App::start(cx, wishes, seed());
    let (wires, mut messages) = Wires::new(&server, memory);
    let mut distrust = server.distrust();
    let mut this = Loop { app, clock, terminal, wires, suspend: false, quit: false, awaited: false };
    // The first frame owes nothing to any network.
    this.draw()?;
    this.wires.knock();
    let rest = this.wires.perform(effects);
    this.perform(rest)?;
    let ended = this.turn(&mut messages, &mut distrust, remote).await;
    let Loop { mut app, terminal, wires, .. } = this;
    // The person has the terminal back while the last words reach the server.
    drop(terminal);
    wires.leave(&mut app).await;
    ended
}

impl Loop {
    async fn turn(
        &mut self,
        messages: &mut mpsc::Receiver<Msg>,
        distrust: &mut watch::Receiver<Option<Distrust>>,
        remote: bool,
    ) -> anyhow::Result<()> {
        let mut filter = Filter::new(if remote { PATIENCE_REMOTE } else { PATIENCE_LOCAL });
        let (outside, mut inside) = mpsc::channel(WAITING);
        read_keys(outside.clone())?;
        terminal::watch_for_hang_up(move || {
            let _ = outside.blocking_send(Outside::HungUp);
        })?;
        let mut terminated = signal(SignalKind::terminate())?;
        let mut hung_up = signal(SignalKind::hangup())?;
        let mut interrupted = signal(SignalKind::interrupt())?;
        let (mut alarm, mut drawn) = (Alarm::new(), Instant::now());
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
                Ok(()) = distrust.changed() => {
                    let why = distrust.borrow_and_update().clone();
                    match why {
                        // nothing on the screen is worth staying for
                        Some(why) if self.app.cx().me.is_none() => return Err(why.into()),
                        Some(_) => self.message(Msg::Link(LinkChange::Distrusted))?,
                        None => {}
                    }
                }
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
                () = alarm.until(wake) => self.message(Msg::Tick)?,
            }
            if self.suspend {
                self.suspend = false;
                self.terminal.suspend()?;
                self.message(Msg::Resumed)?;
            }
            dirty |= self.app.take_dirty();
            urgent |= std::mem::take(&mut self.awaited);
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
        let done = self.wires.handle(&mut self.app, self.clock.moment(), msg);
        self.awaited |= done.awaited;
        self.perform(done.rest)
    }

    /// Does what concerns the terminal.
    fn perform(&mut self, effects: Vec<Effect>) -> anyhow::Result<()> {
        for effect in effects {
            match effect {
                Effect::Redraw => self.terminal.forget()?,
                Effect::Suspend => self.suspend = true,
                Effect::Quit => self.quit = true,
                _ => {}
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
