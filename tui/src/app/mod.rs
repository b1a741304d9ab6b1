//! The client as one value: messages go in, effects come out, and [`App::view`]
//! draws it. Each tab keeps its own stack of screens, so that a digit leads back
//! to the place and the draft that were left. A cover (sign-in, lock) hides all
//! of them without closing any.

mod frame;
mod keys;
mod lock;
mod session;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use praxis_shared::pb;
use praxis_shared::reason::Reason;

pub use self::keys::EVERYWHERE;
use crate::context::{Cx, Link, Moment};
use crate::keymap::Key;
use crate::outbox::{Call, Code, Effect, Failure, Go, Outbox, Reply, Ticket};
use crate::screen::{Mode, Route, Screen, same_place};
use crate::screen::{help::Help, palette::Palette};
use crate::theme::{Theme, ThemeName, Tone};
use crate::widget::modal::{Confirm, DEAF};

/// What happens to the app.
#[derive(Debug, Clone, PartialEq)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// A call was answered.
    Reply(Ticket, Result<Reply, Failure>),
    /// Something changed at the clinic.
    Event(pb::Event),
    /// The link changed.
    Link(LinkChange),
    /// Time passed.
    Tick,
    /// The terminal has another size.
    Resize(u16, u16),
    /// The terminal came back after a suspension.
    Resumed,
}

/// How the link changed.
#[derive(Debug, Clone, PartialEq)]
pub enum LinkChange {
    /// The server answered after this long.
    Answered(Duration),
    /// The server cannot be reached.
    Lost,
    /// What answers at the server's address is not the server that is known.
    Distrusted,
    /// The server answers, but changes do not come.
    Deaf,
    /// Changes come from here on.
    Hears,
    /// Events were missed or may have been: everything is to be listed anew.
    Relist,
    /// The server locked the session.
    Locked,
    /// The server ended the session.
    Ended(Failure),
}

/// How many answers say how quick the link is.
const ANSWERS: usize = 4;

/// A screen with a number by which its calls find it.
struct Held {
    id: u64,
    route: Route,
    screen: Screen,
}

/// The screens of one tab, the visible one last.
struct Stack {
    root: Route,
    screens: Vec<Held>,
}

/// What lies over the screen in front.
enum Overlay {
    Help(Help),
    Palette(Palette),
}

/// What the news row says.
struct News {
    text: String,
    tone: Tone,
    at: Moment,
    /// It is to be read whole, and no key was pressed since.
    whole: bool,
}

/// How a person wants the program to be, from the command line and memory.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    /// The theme to start with.
    pub theme: ThemeName,
    /// Whether the theme may change to what a person chose earlier.
    pub theme_fixed: bool,
    /// The themes people chose, by user name.
    pub themes: BTreeMap<String, ThemeName>,
    /// The terminal locks after this long without a key, if that is sooner than the server wants it.
    pub lock_after: Option<Duration>,
    /// What is wrong with the person's `keys.toml`.
    pub complaints: Vec<String>,
}

/// The client. See the module.
pub struct App {
    cx: Cx,
    out: Outbox,
    wishes: Wishes,
    stacks: Vec<Stack>,
    current: usize,
    cover: Vec<Held>,
    overlay: Option<Overlay>,
    leaving: Option<Confirm>,
    news: Option<News>,
    owners: HashMap<Ticket, u64>,
    last_id: u64,
    going: bool,
    guard: lock::Guard,
    /// Who signed in and must set up a second factor before anything else.
    enrolling: Option<pb::SignInResponse>,
    last_key: Duration,
    dirty: bool,
    clinic: Option<Ticket>,
    badges: Option<Ticket>,
    notices: Option<Ticket>,
    account: Option<Ticket>,
    /// The newest of the notices that the server counted.
    counted: Vec<String>,
    unread: BTreeMap<String, session::Unread>,
    /// Something was said or read while the counts were on their way.
    badges_moved: bool,
    answers: VecDeque<Duration>,
}

impl App {
    /// The app at its start: the sign-in screen, and the clinic's name asked for.
    pub fn start(mut cx: Cx, wishes: Wishes, seed: u64) -> (Self, Vec<Effect>) {
        if !wishes.theme_fixed {
            cx.theme = Theme::new(wishes.theme);
        }
        let last_key = cx.at.uptime;
        let mut app = Self {
            cx,
            out: Outbox::seeded(seed),
            wishes,
            stacks: Vec::new(),
            current: 0,
            cover: Vec::new(),
            overlay: None,
            leaving: None,
            news: None,
            owners: HashMap::new(),
            last_id: 0,
            going: false,
            guard: lock::Guard::default(),
            enrolling: None,
            last_key,
            dirty: true,
            clinic: None,
            badges: None,
            notices: None,
            account: None,
            counted: Vec::new(),
            unread: BTreeMap::new(),
            badges_moved: false,
            answers: VecDeque::new(),
        };
        if let Some(first) = app.wishes.complaints.first() {
            app.out.complain(first.clone());
        }
        app.ask_clinic();
        app.cover_with(&Route::SignIn(String::new()));
        app.finish();
        let effects = std::mem::take(&mut app.out.effects);
        (app, effects)
    }

    /// What the app knows.
    pub fn cx(&self) -> &Cx {
        &self.cx
    }

    /// What the screen in front says can be done now.
    pub fn entries(&self) -> Vec<crate::keymap::Entry> {
        self.front().map(|screen| screen.page().entries(&self.cx)).unwrap_or_default()
    }

    /// What letters are right now.
    pub fn mode(&self) -> Mode {
        if self.guard.proof.is_some() {
            return Mode::Type;
        }
        match (&self.leaving, &self.overlay) {
            (Some(_), _) => Mode::Ask,
            (None, Some(_)) => Mode::Type,
            (None, None) => self.front().map_or(Mode::List, |screen| screen.page().mode()),
        }
    }

    /// Whether what is typed now must not be seen.
    pub fn is_secret(&self) -> bool {
        if let Some(proof) = &self.guard.proof {
            return proof.is_secret();
        }
        let covered = self.leaving.is_some() || self.overlay.is_some();
        !covered && self.front().is_some_and(|screen| screen.page().is_secret())
    }

    /// What is to be done before the program ends, whatever ends it: the session
    /// is of no use to anybody after that.
    pub fn leave(&mut self) -> Vec<Effect> {
        if self.cx.me.is_some() && !self.cx.is_offline() {
            self.out.call(Call::SignOut(pb::SignOutRequest::default()));
        }
        std::mem::take(&mut self.out.effects)
    }

    /// Whether anything to be seen changed since the last time this was asked.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// Handles one message.
    pub fn update(&mut self, at: Moment, msg: Msg) -> Vec<Effect> {
        let minute = self.minute();
        self.cx.at = at;
        match msg {
            Msg::Tick => self.tick(minute),
            Msg::Key(key) => {
                self.last_key = at.uptime;
                self.dirty = true;
                self.has_read_news();
                self.key(key);
                self.finish();
                self.show_presence();
            }
            Msg::Paste(pasted) => {
                self.last_key = at.uptime;
                self.dirty = true;
                self.paste(&pasted);
                self.show_presence();
            }
            Msg::Reply(ticket, answer) => {
                self.dirty = true;
                self.reply(ticket, answer);
            }
            Msg::Event(event) => self.event(&event),
            Msg::Link(change) => self.link(change),
            Msg::Resize(width, height) => {
                self.dirty = true;
                self.cx.size = (width, height);
            }
            Msg::Resumed => {
                self.dirty = true;
                self.out.effect(Effect::Redraw);
            }
        }
        self.finish();
        self.refuse_writes_while_offline();
        std::mem::take(&mut self.out.effects)
    }

    /// Goes somewhere as if the screen in front had asked for it.
    pub fn go_now(&mut self, at: Moment, go: Go) -> Vec<Effect> {
        self.cx.at = at;
        self.out.go(go);
        self.finish();
        std::mem::take(&mut self.out.effects)
    }

    /// Changes the looks without remembering it.
    pub fn set_theme(&mut self, theme: Theme) {
        self.cx.theme = theme;
        self.dirty = true;
    }

    /// When the next [`Msg::Tick`] is wanted: at the next minute for the clock,
    /// and earlier only where something counts down.
    pub fn wake(&self) -> Duration {
        let seconds = self.cx.at.now.timestamp().rem_euclid(60);
        let millis = i64::from(self.cx.at.now.timestamp_subsec_millis());
        let to_minute = u64::try_from(60_000 - seconds * 1_000 - millis).unwrap_or(60_000);
        let mut wake = self.cx.at.uptime + Duration::from_millis(to_minute);
        let screens = self.active().last().and_then(|held| held.screen.page().wake(&self.cx));
        wake = wake.min(screens.map_or(wake, |moment| moment.uptime));
        if let Some(lock) = self.locks_at() {
            wake = wake.min(lock);
        }
        // A screen that asks for the past must not keep the machine busy.
        wake.max(self.cx.at.uptime + Duration::from_millis(50))
    }

    fn minute(&self) -> i64 {
        self.cx.at.now.timestamp().div_euclid(60)
    }

    fn tick(&mut self, minute_before: i64) {
        if self.minute() != minute_before {
            self.dirty = true;
        }
        if self.locks_at().is_some_and(|lock| lock <= self.cx.at.uptime) {
            self.lock();
            return;
        }
        let mut changed = false;
        self.each_screen(|screen, cx, out| changed |= screen.page_mut().on_tick(cx, out));
        self.dirty |= changed;
    }

    /// A key says that the news was read, unless it was typed before anybody could.
    fn has_read_news(&mut self) {
        let uptime = self.cx.at.uptime;
        if let Some(news) = &mut self.news {
            news.whole &= uptime.saturating_sub(news.at.uptime) < DEAF;
        }
    }

    // Screens and their stacks.

    /// The stack that keys go to.
    fn active(&self) -> &[Held] {
        if !self.cover.is_empty() {
            return &self.cover;
        }
        self.stacks.get(self.current).map_or(&[], |stack| &stack.screens)
    }

    fn active_mut(&mut self) -> Option<&mut Vec<Held>> {
        if !self.cover.is_empty() {
            return Some(&mut self.cover);
        }
        self.stacks.get_mut(self.current).map(|stack| &mut stack.screens)
    }

    /// The screen in front.
    fn front(&self) -> Option<&Screen> {
        self.active().last().map(|held| &held.screen)
    }

    /// Lets the screen in front do something.
    fn with_front<R>(&mut self, act: impl FnOnce(&mut Screen, &Cx, &mut Outbox) -> R) -> Option<R> {
        let before = self.out.effects.len();
        let held = match self.cover.last_mut() {
            Some(held) => held,
            None => self.stacks.get_mut(self.current)?.screens.last_mut()?,
        };
        let id = held.id;
        let result = act(&mut held.screen, &self.cx, &mut self.out);
        self.own(id, before);
        Some(result)
    }

    fn each_screen(&mut self, mut act: impl FnMut(&mut Screen, &Cx, &mut Outbox)) {
        let mut issued = Vec::new();
        let covered = self.cover.iter_mut();
        for held in covered.chain(self.stacks.iter_mut().flat_map(|stack| stack.screens.iter_mut())) {
            let before = self.out.effects.len();
            act(&mut held.screen, &self.cx, &mut self.out);
            issued.push((held.id, before, self.out.effects.len()));
        }
        for (id, from, to) in issued {
            for effect in self.out.effects.get(from..to).unwrap_or_default() {
                if let Effect::Call(ticket, _) = effect {
                    self.owners.insert(*ticket, id);
                }
            }
        }
    }

    /// Notes whose the calls issued since `before` are.
    fn own(&mut self, id: u64, before: usize) {
        for effect in self.out.effects.get(before..).unwrap_or_default() {
            if let Effect::Call(ticket, _) = effect {
                self.owners.insert(*ticket, id);
            }
        }
    }

    fn open(&mut self, route: &Route) -> Held {
        self.last_id += 1;
        let before = self.out.effects.len();
        let screen = Screen::open(route, &self.cx, &mut self.out);
        self.own(self.last_id, before);
        Held { id: self.last_id, route: route.clone(), screen }
    }

    fn cover_with(&mut self, route: &Route) {
        let held = self.open(route);
        let gone = std::mem::replace(&mut self.cover, vec![held]);
        self.forget(&gone);
        self.overlay = None;
    }

    /// Drops what nobody waits for any more. Writes go on: closing a screen
    /// must not tear an act in two.
    fn forget(&mut self, gone: &[Held]) {
        if gone.is_empty() {
            return;
        }
        let mut tickets: Vec<Ticket> = self
            .owners
            .iter()
            .filter(|(_, owner)| gone.iter().any(|held| held.id == **owner))
            .map(|(ticket, _)| *ticket)
            .collect();
        tickets.sort_unstable();
        for ticket in &tickets {
            self.owners.remove(ticket);
        }
        if !tickets.is_empty() {
            self.out.effect(Effect::Forget(tickets));
        }
    }

    // Moving about.

    /// Goes where the screens asked to go, until nobody asks any more.
    fn finish(&mut self) {
        // A screen that goes on while it opens could go on forever.
        for _ in 0..16 {
            if self.out.goes.is_empty() {
                break;
            }
            for go in std::mem::take(&mut self.out.goes) {
                self.dirty = true;
                self.go(go);
            }
        }
        if let Some((text, tone)) = self.out.said.take() {
            self.dirty = true;
            let whole = matches!(tone, Tone::Bad | Tone::Warn);
            self.news = Some(News { text, tone, at: self.cx.at, whole });
        }
    }

    fn go(&mut self, go: Go) {
        match go {
            Go::To(route) if self.is_in_front(&route) => {}
            Go::To(route) => {
                let held = self.open(&route);
                match self.active_mut() {
                    Some(stack) => stack.push(held),
                    None => self.stacks.push(Stack { root: route, screens: vec![held] }),
                }
            }
            Go::Instead(route) => {
                let held = self.open(&route);
                let gone = self.active_mut().and_then(|stack| {
                    let gone = stack.pop();
                    stack.push(held);
                    gone
                });
                self.forget(&Vec::from_iter(gone));
            }
            Go::Back => {
                let gone = self.active_mut().filter(|stack| stack.len() > 1).and_then(Vec::pop);
                self.forget(&Vec::from_iter(gone));
            }
            Go::Tab(route) => self.tab(&route),
            Go::SignedIn(answer) => self.signed_in(*answer),
            Go::Enrolled(user) => self.enrolled(*user),
            Go::Role(role) => self.act_as(role),
            Go::Unlock(session) => self.unlock(*session),
            Go::SignOut => self.sign_out(),
            Go::Me(user) => {
                if let Some(me) = &mut self.cx.me {
                    me.user = *user;
                }
            }
        }
    }

    /// Whether the screen in front is that very place, or goes there by itself.
    fn is_in_front(&mut self, route: &Route) -> bool {
        let Some(front) = self.active().last() else { return false };
        if !same_place(&front.route, route) {
            return false;
        }
        let equal = front.route == *route;
        self.with_front(|screen, cx, out| screen.page_mut().on_route(route, cx, out)) == Some(true) || equal
    }

    /// Shows the tab of that place. Asked for again while it is in front, it
    /// goes back to its first screen.
    fn tab(&mut self, route: &Route) {
        let found = self.stacks.iter().position(|stack| same_place(&stack.root, route));
        let Some(at) = found else {
            let held = self.open(route);
            self.stacks.push(Stack { root: route.clone(), screens: vec![held] });
            self.current = self.stacks.len() - 1;
            return;
        };
        if at == self.current {
            let gone = self.stacks.get_mut(at).map(|stack| stack.screens.split_off(1)).unwrap_or_default();
            self.forget(&gone);
        }
        self.current = at;
        self.with_front(|screen, cx, out| screen.page_mut().on_route(route, cx, out));
    }

    // Replies, events, link.

    fn reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>) {
        let Some(answer) = self.guarded(ticket, answer) else { return };
        if let Err(failure) = &answer
            && self.cx.me.is_some()
            && (failure.is(Reason::SessionEnded) || failure.is(Reason::NotSignedIn))
        {
            self.session_ended(failure.clone());
        }
        // Whoever waits is told in any case: the place under a cover must not wait for ever.
        self.deliver(ticket, answer);
    }

    fn deliver(&mut self, ticket: Ticket, answer: Result<Reply, Failure>) {
        if self.own_reply(ticket, &answer) {
            return;
        }
        let Some(owner) = self.owners.remove(&ticket) else { return };
        let before = self.out.effects.len();
        let held = self
            .cover
            .iter_mut()
            .chain(self.stacks.iter_mut().flat_map(|stack| stack.screens.iter_mut()))
            .find(|held| held.id == owner);
        if let Some(held) = held {
            held.screen.page_mut().on_reply(ticket, answer, &self.cx, &mut self.out);
            self.own(owner, before);
        }
    }

    fn event(&mut self, event: &pb::Event) {
        use pb::event::Payload;
        if !matches!(event.payload, Some(Payload::Bookmark(_)) | None) {
            self.dirty = true;
        }
        self.count(event);
        self.each_screen(|screen, cx, out| screen.page_mut().on_event(event, cx, out));
    }

    fn link(&mut self, change: LinkChange) {
        match change {
            LinkChange::Answered(took) => {
                if !matches!(self.cx.link, Link::Live(_)) {
                    self.answers.clear();
                }
                self.answers.push_back(took);
                if self.answers.len() > ANSWERS {
                    self.answers.pop_front();
                }
                // The quickest of the last few: the others had work to do, too.
                let took = self.answers.iter().min().copied().unwrap_or(took);
                self.cx.distrusted = false;
                let was = std::mem::replace(&mut self.cx.link, Link::Live(took));
                self.dirty |= !matches!(was, Link::Live(_));
                if matches!(was, Link::Offline(_)) {
                    self.tell_of_lock_if_owed();
                    if self.cover.is_empty() {
                        self.out.say("The link is back.");
                    }
                    // What could not be loaded meanwhile is asked for again.
                    self.relist();
                }
                if !self.cx.zone_known && self.clinic.is_none() {
                    self.ask_clinic();
                }
            }
            LinkChange::Deaf | LinkChange::Hears => {
                let hears = change == LinkChange::Hears;
                self.dirty |= self.cx.hears != hears;
                self.cx.hears = hears;
            }
            LinkChange::Lost | LinkChange::Distrusted => {
                if change == LinkChange::Distrusted {
                    self.dirty |= !self.cx.distrusted;
                    self.cx.distrusted = true;
                }
                self.cx.hears = false;
                if !self.cx.is_offline() {
                    self.cx.link = Link::Offline(self.cx.at.now);
                    self.dirty = true;
                }
            }
            LinkChange::Relist => {
                self.dirty = true;
                self.relist();
            }
            LinkChange::Locked => self.locked_by_server(),
            LinkChange::Ended(failure) => {
                if self.cx.me.is_some() {
                    self.session_ended(failure);
                }
            }
        }
    }

    fn relist(&mut self) {
        if self.is_locked() {
            self.guard.stale = true;
            return;
        }
        self.ask_badges();
        self.ask_account();
        self.each_screen(|screen, cx, out| screen.page_mut().on_relist(cx, out));
    }

    /// Answers writes at once while the server cannot be reached: they would
    /// wait for an unknown time and then surprise.
    fn refuse_writes_while_offline(&mut self) {
        let Link::Offline(since) = self.cx.link else { return };
        let mut refused = Vec::new();
        self.out.effects.retain(|effect| match effect {
            Effect::Call(ticket, call)
                if call.is_write() && !matches!(call, Call::SignOut(_) | Call::LockSession(_)) =>
            {
                refused.push(*ticket);
                false
            }
            _ => true,
        });
        let since = self.cx.clock(since);
        for ticket in refused {
            let text = format!("Offline since {since}: nothing was sent. Try again when the link is back.");
            self.reply(ticket, Err(Failure::new(Code::Offline, text)));
        }
        self.finish();
    }

    fn has_draft(&self) -> bool {
        let covered = self.cover.iter();
        covered
            .chain(self.stacks.iter().flat_map(|stack| stack.screens.iter()))
            .any(|held| held.screen.page().has_draft())
    }
}

#[cfg(test)]
mod tests;
