//! A stage on which screens are tested: keys and replies go in, pictures and
//! effects come out. There is no terminal, no network and no clock; time moves
//! by [`Stage::wait`] and by a little with every key.
//!
//! ```ignore
//! let mut stage = Stage::open(Role::Desk, Route::Board);
//! stage.answer(Reply::ListAppointments(page)).press("down a");
//! assert_eq!(stage.last_call(), Some(&Call::CheckInAppointment(..)));
//! insta::assert_snapshot!(stage.picture());
//! ```

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use praxis_shared::pb::{self, Role};
use praxis_shared::time::Instant;
use ratatui::backend::{CrosstermBackend, TestBackend};
use ratatui::layout::{Position, Rect};
use ratatui::style::Color;
use ratatui::{Terminal, TerminalOptions, Viewport};

use crate::app::{App, LinkChange, Msg, Wishes};
use crate::context::{Cx, Moment, SampleAccount, stamp};
use crate::keymap::Key;
use crate::outbox::{Call, Effect, Failure, Go, Outbox, Reply, Ticket};
use crate::screen::Route;
use crate::theme::{Theme, ThemeName};

/// Keys are this far apart, as a person's are; so questions hear them.
const BETWEEN_KEYS: Duration = Duration::from_millis(400);

/// The app under test.
pub struct Stage {
    app: App,
    at: Moment,
    effects: Vec<Effect>,
    open: Vec<(Ticket, Call)>,
    asked: BTreeMap<Ticket, Call>,
    size: (u16, u16),
}

/// The time at which every stage begins: Friday 20 November 2026, 14:32 in Berlin.
pub fn beginning() -> Instant {
    Instant::from_timestamp(1_795_181_520, 0).unwrap_or_default()
}

/// The clinic of every stage.
pub fn clinic() -> pb::Clinic {
    pb::Clinic {
        name: "clinic".into(),
        display_name: "Northside Clinic".into(),
        time_zone: "Europe/Berlin".into(),
        lead_time_minutes: 60,
        horizon_days: 90,
        emergency_phone: "112".into(),
        version: 1,
        ..Default::default()
    }
}

/// The person who acts on a stage in that role.
pub fn person(role: Role) -> pb::User {
    let (user_name, first_name, last_name) = match role {
        Role::Desk => ("ida", "Ida", "Hansen"),
        Role::Doctor => ("moreau", "Claire", "Moreau"),
        Role::Patient => ("luis", "Luis", "Gomez"),
        Role::Admin => ("root", "Ada", "Min"),
        Role::Unspecified => ("nobody", "No", "Body"),
    };
    let id = |collection: &str| {
        format!("{collection}/{}", format!("{user_name:0<26}").replace(['i', 'l', 'o', 'u'], "0"))
    };
    pb::User {
        name: id("users"),
        user_name: user_name.into(),
        email: format!("{user_name}@example.org"),
        email_confirmed: true,
        first_name: first_name.into(),
        last_name: last_name.into(),
        display_name: format!("{last_name}, {first_name}"),
        roles: vec![role.into()],
        state: pb::UserState::Active.into(),
        doctor: if role == Role::Doctor { id("doctors") } else { String::new() },
        patient: if role == Role::Patient { id("patients") } else { String::new() },
        create_time: Some(stamp(beginning())),
        version: 1,
        ..Default::default()
    }
}

impl Stage {
    /// The app at its start, the clinic's name already answered.
    pub fn start() -> Self {
        Self::start_with(Vec::new())
    }

    /// The same with the accounts of a sample clinic.
    pub fn start_with(samples: Vec<SampleAccount>) -> Self {
        let at = Moment { now: beginning(), uptime: Duration::from_secs(1) };
        let mut cx = Cx::new(at);
        cx.samples = samples;
        cx.terminal = "desk-2".into();
        let wishes = Wishes { lock_after: Some(Duration::from_secs(300)), ..Wishes::default() };
        let (app, effects) = App::start(cx, wishes, 7);
        let mut stage =
            Self { app, at, effects: Vec::new(), open: Vec::new(), asked: BTreeMap::new(), size: (80, 24) };
        stage.take(effects);
        stage.send(Msg::Link(LinkChange::Answered(Duration::from_millis(42))));
        stage.answer(Reply::GetClinic(clinic()));
        stage
    }

    /// The same at a terminal that the server knows again; what is known of it is still asked for.
    pub fn start_known() -> Self {
        let at = Moment { now: beginning(), uptime: Duration::from_secs(1) };
        let mut cx = Cx::new(at);
        cx.terminal = "desk-2".into();
        cx.known_terminal = true;
        let (app, effects) = App::start(cx, Wishes::default(), 7);
        let mut stage =
            Self { app, at, effects: Vec::new(), open: Vec::new(), asked: BTreeMap::new(), size: (80, 24) };
        stage.take(effects);
        stage.send(Msg::Link(LinkChange::Answered(Duration::from_millis(42))));
        stage.answer(Reply::GetClinic(clinic()));
        stage
    }

    /// A person of that role, signed in and at home.
    pub fn signed_in(role: Role) -> Self {
        Self::signed_in_as(person(role))
    }

    /// That person, signed in.
    pub fn signed_in_as(user: pb::User) -> Self {
        Self::signed_in_until(user, None)
    }

    /// That person, signed in at a clinic whose server locks sessions that nobody uses for this long.
    pub fn signed_in_until(user: pb::User, idle: Option<Duration>) -> Self {
        let mut stage = Self::start();
        let idle_timeout = idle.and_then(|it| it.try_into().ok());
        let session = pb::Session {
            name: "sessions/1".into(),
            user: user.name.clone(),
            idle_timeout,
            ..Default::default()
        };
        let answer = pb::SignInResponse {
            token: "praxis_s_test".into(),
            session: Some(Box::new(session)),
            user: Some(user),
            ..Default::default()
        };
        stage.go(Go::SignedIn(Box::new(answer)));
        stage.open.retain(|(_, call)| !matches!(call, Call::ListNotices(_)));
        stage.effects.clear();
        stage
    }

    /// A person of that role on the screen of that route; Esc goes home.
    pub fn open(role: Role, route: Route) -> Self {
        let mut stage = Self::signed_in(role);
        stage.effects.clear();
        stage.open.clear();
        stage.go(Go::To(route));
        stage
    }

    /// Goes somewhere, as if the screen in front had asked for it.
    pub fn go(&mut self, go: Go) -> &mut Self {
        let effects = self.app.go_now(self.at, go);
        self.take(effects);
        self
    }

    fn send(&mut self, msg: Msg) {
        let effects = self.app.update(self.at, msg);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match &effect {
                Effect::Call(ticket, call) => {
                    self.asked.insert(*ticket, call.clone());
                    self.open.push((*ticket, call.clone()));
                }
                Effect::Again(tickets) => {
                    let again = tickets.iter().filter_map(|it| Some((*it, self.asked.get(it)?.clone())));
                    self.open.extend(again);
                }
                Effect::Forget(tickets) => self.open.retain(|(ticket, _)| !tickets.contains(ticket)),
                _ => {}
            }
            self.effects.push(effect);
        }
    }

    /// Presses keys, named as in `keys.toml`: `"down a ctrl-k"`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split_whitespace() {
            self.pass(BETWEEN_KEYS);
            match key.parse() {
                Ok(key) => self.send(Msg::Key(key)),
                Err(wrong) => panic!("{wrong}"),
            }
        }
        self
    }

    /// Types text, one key per character.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.pass(BETWEEN_KEYS);
            self.send(Msg::Key(Key::ch(c)));
        }
        self
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) -> &mut Self {
        self.send(Msg::Paste(text.to_owned()));
        self
    }

    /// Answers the oldest open call of that reply's RPC.
    pub fn answer(&mut self, reply: Reply) -> &mut Self {
        let name = reply.name();
        self.settle(name, Ok(reply))
    }

    /// Answers the newest open call of that name and drops the older ones, as
    /// when somebody typed on while the server was asked.
    pub fn answer_to(&mut self, name: &str, reply: Reply) -> &mut Self {
        while self.open.iter().filter(|(_, call)| call.name() == name).count() > 1 {
            let Some(at) = self.open.iter().position(|(_, call)| call.name() == name) else { break };
            self.open.remove(at);
        }
        self.settle(name, Ok(reply))
    }

    /// Lets the oldest open call of that name fail.
    pub fn fail(&mut self, name: &str, failure: Failure) -> &mut Self {
        self.settle(name, Err(failure))
    }

    /// Takes the calls that were not answered yet: they are answered by hand, with [`Stage::hear`].
    pub fn under_way(&mut self) -> Vec<(Ticket, Call)> {
        std::mem::take(&mut self.open)
    }

    /// Something comes over the line.
    pub fn hear(&mut self, msg: Msg) {
        self.send(msg);
    }

    fn settle(&mut self, name: &str, answer: Result<Reply, Failure>) -> &mut Self {
        let Some(at) = self.open.iter().position(|(_, call)| call.name() == name) else {
            let open: Vec<_> = self.open.iter().map(|(_, call)| call.name()).collect();
            panic!("{name} was not called; open are {open:?}");
        };
        let (ticket, _) = self.open.remove(at);
        self.send(Msg::Reply(ticket, answer));
        self
    }

    /// Answers every open call with nothing in it, until none is open.
    pub fn answer_empty(&mut self) -> &mut Self {
        for _ in 0..50 {
            let Some((ticket, call)) = self.open.pop() else { break };
            self.send(Msg::Reply(ticket, Ok(call.empty_reply())));
        }
        self
    }

    /// Lets every open call fail.
    pub fn fail_all(&mut self, failure: &Failure) -> &mut Self {
        for (ticket, _) in std::mem::take(&mut self.open) {
            self.send(Msg::Reply(ticket, Err(failure.clone())));
        }
        self
    }

    /// Something happens at the clinic.
    pub fn event(&mut self, payload: pb::event::Payload) -> &mut Self {
        let event = pb::Event { cursor: "c".into(), time: Some(stamp(self.at.now)), payload: Some(payload) };
        self.send(Msg::Event(event));
        self
    }

    /// The link changes.
    pub fn link(&mut self, change: LinkChange) -> &mut Self {
        self.send(Msg::Link(change));
        self
    }

    /// Time passes, and the app is told.
    pub fn wait(&mut self, time: Duration) -> &mut Self {
        self.pass(time);
        self.send(Msg::Tick);
        self
    }

    /// Lets time pass, and says whether that changed anything on screen.
    pub fn is_dirty_after(&mut self, time: Duration) -> bool {
        self.app.take_dirty();
        self.wait(time);
        self.app.take_dirty()
    }

    fn pass(&mut self, time: Duration) {
        self.at = self.at.after(time);
    }

    /// The terminal gets another size.
    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.size = (width, height);
        self.send(Msg::Resize(width, height));
        self
    }

    /// Changes the theme.
    pub fn theme(&mut self, theme: ThemeName) -> &mut Self {
        self.app.set_theme(Theme::new(theme));
        self
    }

    /// The app.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// When it is on this stage.
    pub fn now(&self) -> Moment {
        self.at
    }

    /// What the screen in front says can be done now.
    pub fn entries(&self) -> Vec<crate::keymap::Entry> {
        self.app.entries()
    }

    /// The effects since this was last asked.
    pub fn effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The calls that were not answered yet, oldest first.
    pub fn calls(&self) -> Vec<&Call> {
        self.open.iter().map(|(_, call)| call).collect()
    }

    /// The newest call that was not answered yet.
    pub fn last_call(&self) -> Option<&Call> {
        self.open.last().map(|(_, call)| call)
    }

    /// The screen as text, one line per row without blanks at its end.
    pub fn picture(&self) -> String {
        let rows = self.drawn().backend().to_string();
        let rows = rows.lines().map(|row| row.trim_matches('"').trim_end());
        rows.collect::<Vec<_>>().join("\n")
    }

    /// Whether the hardware cursor is shown, and where.
    pub fn cursor(&self) -> Option<Position> {
        let mut terminal = self.drawn();
        let visible = terminal.backend().cursor_visible();
        visible.then(|| terminal.get_cursor_position().ok()).flatten()
    }

    /// The text of the row that is shown reversed below the first row: the selection.
    pub fn selected_row(&self) -> Option<String> {
        let terminal = self.drawn();
        let width = usize::from(self.size.0);
        let rows = terminal.backend().buffer().content.chunks(width).skip(1);
        rows.filter(|row| row.iter().any(|cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED)))
            .map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim().to_owned())
            .next()
    }

    /// The colours on screen, to prove that there are none.
    pub fn colours(&self) -> Vec<Color> {
        let terminal = self.drawn();
        let cells = terminal.backend().buffer().content.iter().flat_map(|cell| [cell.fg, cell.bg]);
        let mut colours: Vec<Color> = cells.filter(|&colour| colour != Color::Reset).collect();
        colours.dedup();
        colours
    }

    /// Draws at every size from 1x1 to 120x50; a panic is the failure.
    pub fn sweep(&mut self) -> &mut Self {
        self.sweep_by(1, 1)
    }

    /// Draws at every small size and at some of the larger ones: for states of
    /// a screen beyond the first, whose every size is swept anyway.
    pub fn sweep_some(&mut self) -> &mut Self {
        self.sweep_by(7, 5)
    }

    fn sweep_by(&mut self, columns: usize, rows: usize) -> &mut Self {
        let before = self.size;
        let widths = (1..=42).chain((43..=120).step_by(columns));
        for width in widths {
            for height in (1..=14).chain((15..=50).step_by(rows)) {
                self.resize(width, height);
                let _ = self.drawn();
            }
        }
        self.resize(before.0, before.1)
    }

    /// What the terminal is sent for the first frame, and for the one after
    /// `change`.
    pub fn bytes(&mut self, change: impl FnOnce(&mut Self)) -> (Vec<u8>, Vec<u8>) {
        // As the program does it, see `runtime::terminal`.
        crossterm::style::force_color_output(true);
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let sent = Sent::default();
        let Ok(mut terminal) = Terminal::with_options(CrosstermBackend::new(sent.clone()), options) else {
            return Default::default();
        };
        let _ = terminal.draw(|frame| self.app.view(frame));
        let first = sent.take();
        change(self);
        let _ = terminal.draw(|frame| self.app.view(frame));
        (first, sent.take())
    }

    fn drawn(&self) -> Terminal<TestBackend> {
        let backend = TestBackend::new(self.size.0, self.size.1);
        let Ok(mut terminal) = Terminal::new(backend);
        let Ok(_) = terminal.draw(|frame| self.app.view(frame));
        terminal
    }
}

/// Collects what a terminal would be sent.
#[derive(Debug, Clone, Default)]
struct Sent(Rc<RefCell<Vec<u8>>>);

impl Sent {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.borrow_mut())
    }
}

impl io::Write for Sent {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An outbox for tests that call a screen without the app around it.
pub fn outbox() -> Outbox {
    Outbox::seeded(7)
}
