//! Keys that work on every screen, and where a key goes: the question whether to
//! leave first, then help or palette, then the screen in front, and only what it
//! does not take means what it means everywhere.

use praxis_shared::pb::Role;

use super::{App, Overlay};
use crate::keymap::{Binding, Code, Entry, Key, Table};
use crate::outbox::{Effect, Go};
use crate::screen::help::{self, Help};
use crate::screen::palette::{self, Command, Palette};
use crate::screen::{Mode, Route, places};
use crate::theme::ThemeName;
use crate::widget::modal::{Answer, Confirm};

/// What every screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Everywhere {
    /// Find a patient.
    Find,
    /// Every command, fuzzy.
    Palette,
    /// The keys of this screen.
    Help,
    /// The oldest unread message.
    Unread,
    /// Roles that wait to be confirmed.
    Grants,
    /// Lock the terminal.
    Lock,
    /// Draw everything anew.
    Redraw,
    /// Initials only.
    Private,
    /// Act in another role.
    SwitchRole,
    /// End the session.
    SignOut,
    /// Hand the terminal back.
    Suspend,
    /// End the program.
    Quit,
}

/// The keys of everywhere.
pub const EVERYWHERE: Table<Everywhere> = Table {
    name: "everywhere",
    bindings: &[
        Binding::new(
            Everywhere::Help,
            "help",
            &[Key::ch('?'), Key::f(1)],
            "all",
            "Shows every key of this screen.",
        ),
        Binding::new(
            Everywhere::Palette,
            "commands",
            &[Key::ctrl('k'), Key::ch(':')],
            "commands",
            "Lists every command; type a part of its name.",
        ),
        Binding::new(
            Everywhere::Find,
            "find",
            &[Key::ctrl('f')],
            "find patient",
            "Finds a patient by name, birth date, phone or number.",
        ),
        Binding::new(
            Everywhere::Unread,
            "unread",
            &[Key::ctrl('n')],
            "unread",
            "Opens the oldest unread message.",
        ),
        Binding::new(
            Everywhere::Grants,
            "role-grants",
            &[],
            "roles that wait",
            "Shows the roles that wait for somebody else to confirm them.",
        ),
        Binding::new(
            Everywhere::Lock,
            "lock",
            &[Key::ctrl('x')],
            "lock",
            "Locks this terminal; place and drafts are kept.",
        ),
        Binding::new(
            Everywhere::Private,
            "private",
            &[Key::ch('.')],
            "private",
            "Shows initials only, for a desk that others can see.",
        ),
        Binding::new(Everywhere::SwitchRole, "role", &[], "switch role", "Goes on in another of your roles."),
        Binding::new(Everywhere::SignOut, "sign-out", &[], "sign out", "Ends your session on this terminal."),
        Binding::new(
            Everywhere::Redraw,
            "redraw",
            &[Key::ctrl('l')],
            "redraw",
            "Draws the whole screen anew.",
        ),
        Binding::new(
            Everywhere::Suspend,
            "suspend",
            &[Key::ctrl('z')],
            "suspend",
            "Hands the terminal back to the shell; fg returns.",
        ),
        Binding::new(
            Everywhere::Quit,
            "quit",
            &[Key::ctrl('c')],
            "quit",
            "Ends the program; asks first if something is not saved.",
        ),
    ],
};

impl App {
    pub(super) fn key(&mut self, key: Key) {
        if self.ask(key) {
            return;
        }
        let mode = self.front().map_or(Mode::List, |screen| screen.page().mode());
        let everywhere = self.cx.keys.find(&EVERYWHERE, key);
        // These must work even while a question or a list lies over the screen.
        if let Some(act @ (Everywhere::Lock | Everywhere::Redraw | Everywhere::Suspend | Everywhere::Quit)) =
            everywhere
        {
            self.everywhere(act);
            return;
        }
        if self.proof_key(key) {
            return;
        }
        if self.overlay.is_some() {
            self.overlay_key(key);
            return;
        }
        let key = self.moved(key, mode);
        if std::mem::take(&mut self.going)
            && let Some(digit) = key.digit().filter(|&digit| self.has_place(digit))
        {
            self.digit(digit);
            return;
        }
        if self.front_takes(key) || mode == Mode::Ask {
            return;
        }
        let letters_are_text = mode == Mode::Type && key.typed().is_some();
        match everywhere {
            _ if letters_are_text => {}
            Some(act) => self.everywhere(act),
            None if key == Key::ESC => self.go(Go::Back),
            None => self.unknown(key),
        }
    }

    fn front_takes(&mut self, key: Key) -> bool {
        self.with_front(|screen, cx, out| screen.page_mut().on_key(key, cx, out)).unwrap_or(false)
    }

    /// `j` and `k` move where they were switched on and letters are commands.
    fn moved(&self, key: Key, mode: Mode) -> Key {
        if !self.cx.keys.vi() || self.overlay.is_some() || !matches!(mode, Mode::List | Mode::Grid) {
            return key;
        }
        match key.typed() {
            Some('j') => Key::DOWN,
            Some('k') => Key::UP,
            _ => key,
        }
    }

    fn unknown(&mut self, key: Key) {
        match key.typed() {
            Some('g') => self.going = true,
            Some(digit) if digit.is_ascii_digit() => {
                if let Some(digit) = key.digit().filter(|&digit| self.has_place(digit)) {
                    self.digit(digit);
                }
            }
            Some('q') => self.out.say("Ctrl-C quits; Esc goes back."),
            _ => {}
        }
    }

    fn has_place(&self, digit: usize) -> bool {
        self.cover.is_empty() && places(self.cx.role()).iter().any(|place| place.digit == digit)
    }

    fn digit(&mut self, digit: usize) {
        if let Some(place) = places(self.cx.role()).into_iter().find(|place| place.digit == digit) {
            self.go(Go::Tab(place.route));
        }
    }

    /// The question whether to leave, if it is open.
    fn ask(&mut self, key: Key) -> bool {
        let Some(leaving) = &mut self.leaving else { return false };
        match leaving.on_key(key, self.cx.at.uptime) {
            Answer::Yes => self.out.effect(Effect::Quit),
            Answer::Keep => self.leaving = None,
            Answer::Waiting => {}
        }
        true
    }

    pub(super) fn everywhere(&mut self, act: Everywhere) {
        match act {
            Everywhere::Find if self.cx.is_staff() && self.cover.is_empty() => {
                self.go(Go::To(Route::Patients { find: true }));
            }
            Everywhere::Unread if self.cx.me.is_some() && self.cover.is_empty() => {
                self.go(Go::Tab(Route::OldestUnread));
            }
            Everywhere::Grants if self.confirms() => self.go(Go::To(Route::RoleGrants(None))),
            Everywhere::Find | Everywhere::Unread | Everywhere::Grants => {}
            Everywhere::Palette => self.overlay = Some(Overlay::Palette(Palette::new(self.commands()))),
            Everywhere::Help => self.overlay = Some(Overlay::Help(Help::new(self.help()))),
            Everywhere::Lock => self.lock(),
            Everywhere::Redraw => self.out.effect(Effect::Redraw),
            Everywhere::Private => {
                self.cx.private = !self.cx.private;
                self.out.say(if self.cx.private {
                    "Private view: initials only. . shows names."
                } else {
                    "Names are shown."
                });
            }
            Everywhere::SwitchRole => {
                if self.roles().len() > 1 {
                    self.cover_with(&Route::ChooseRole);
                }
            }
            Everywhere::SignOut => self.go(Go::SignOut),
            Everywhere::Suspend => self.out.effect(Effect::Suspend),
            Everywhere::Quit if self.has_draft() => {
                let uptime = self.cx.at.uptime;
                self.leaving = Some(Confirm::new(
                    "Quit? Something you typed is not saved.",
                    "",
                    'y',
                    "quit and lose it",
                    uptime,
                ));
            }
            Everywhere::Quit => self.out.effect(Effect::Quit),
        }
    }

    /// Whether the person acts in a role that confirms the roles of others.
    fn confirms(&self) -> bool {
        self.cover.is_empty() && matches!(self.cx.role(), Role::Admin | Role::Doctor)
    }

    fn roles(&self) -> Vec<Role> {
        self.cx.me.as_ref().map(|me| me.user.roles().collect()).unwrap_or_default()
    }

    /// What holds everywhere and makes sense now.
    pub(super) fn everywhere_entries(&self) -> Vec<Entry> {
        let inside = self.cx.me.is_some() && self.cover.is_empty();
        let staff = self.cx.is_staff();
        let roles = self.roles().len();
        self.cx.keys.entries_if(&EVERYWHERE, |act| match act {
            Everywhere::Find => inside && staff,
            Everywhere::Unread | Everywhere::Lock | Everywhere::Private | Everywhere::SignOut => inside,
            Everywhere::SwitchRole => inside && roles > 1,
            Everywhere::Grants => self.confirms(),
            _ => true,
        })
    }

    fn help(&self) -> Vec<Entry> {
        let mut entries = self.front().map(|screen| screen.page().entries(&self.cx)).unwrap_or_default();
        entries.extend(self.everywhere_entries());
        entries
    }

    fn commands(&self) -> Vec<Command> {
        let mut commands: Vec<Command> = self.help().into_iter().map(Command::Bound).collect();
        if self.cover.is_empty() {
            commands.extend(places(self.cx.role()).into_iter().map(Command::Go));
        }
        commands.extend(ThemeName::ALL.map(Command::Theme));
        commands
    }

    fn overlay_key(&mut self, key: Key) {
        match &mut self.overlay {
            Some(Overlay::Help(help)) => match help.on_key(key, self.cx.page()) {
                help::Outcome::Open => {}
                help::Outcome::Closed => self.overlay = None,
            },
            Some(Overlay::Palette(palette)) => match palette.on_key(key, self.cx.page()) {
                palette::Outcome::Open => {}
                palette::Outcome::Closed => self.overlay = None,
                palette::Outcome::Chosen(command) => {
                    self.overlay = None;
                    self.run(command);
                }
            },
            None => {}
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Go(place) => self.go(Go::Tab(place.route)),
            Command::Theme(theme) => self.choose_theme(theme),
            Command::Bound(entry) if entry.table == EVERYWHERE.name => {
                if let Some(act) = self.cx.keys.named(&EVERYWHERE, entry.id) {
                    self.everywhere(act);
                }
            }
            Command::Bound(entry) => {
                self.with_front(|screen, cx, out| screen.page_mut().on_command(entry.id, cx, out));
            }
        }
    }

    pub(super) fn paste(&mut self, pasted: &str) {
        if self.leaving.is_some() {
            return;
        }
        if let Some(proof) = &mut self.guard.proof {
            proof.paste(pasted);
            return;
        }
        match &mut self.overlay {
            Some(Overlay::Help(help)) => help.paste(pasted),
            Some(Overlay::Palette(palette)) => palette.paste(pasted),
            None => {
                self.with_front(|screen, cx, out| screen.page_mut().on_paste(pasted, cx, out));
            }
        }
    }

    /// How to find the keys that the hint row has no room for.
    pub(super) fn tail(&self, mode: Mode) -> String {
        let key = |wanted: Everywhere| {
            let typed = mode == Mode::Type;
            let keys = self.cx.keys.entries_if(&EVERYWHERE, |act| act == wanted);
            let keys = keys.into_iter().flat_map(|entry| entry.keys);
            keys.into_iter()
                .find(|key| !typed || !matches!((key.typed(), key.code), (Some(_), _) | (_, Code::F(_))))
        };
        match mode {
            Mode::Ask => String::new(),
            Mode::Type => key(Everywhere::Palette).map(|key| format!("{key} commands")).unwrap_or_default(),
            Mode::List | Mode::Grid => {
                key(Everywhere::Help).map(|key| format!("{key} all")).unwrap_or_default()
            }
        }
    }
}
