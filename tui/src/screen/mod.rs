//! The screens. A screen is a value: keys, replies and events go in, calls and
//! moves come out through the [`Outbox`], and [`Page::view`] draws what is there
//! without changing it. Nothing here waits, reads a clock or knows a socket.
//!
//! # How to add a screen
//!
//! 1. Write `screen/your_screen.rs` with a struct and `impl Page for` it. Give it
//!    an `open(.., cx: &Cx, out: &mut Outbox) -> Self` that asks for its data.
//! 2. Name it here: a `mod` line, a line in `screens!`, a [`Route`] if there is
//!    none yet, and the arm of [`Screen::open`] that builds it from the route.
//! 3. Name its key table in [`tables`], so that `keys.toml` and the tests see it.
//!
//! That is all. The rows around it (screens and clock, context, detail, news,
//! state, keys) are drawn by the app from what the [`Page`] says of itself, the
//! hint row, help page and palette from its key table.
//!
//! # A screen in short
//!
//! ```ignore
//! #[derive(Clone, Copy, PartialEq)]
//! enum Act { Open, Arrived }
//!
//! pub(crate) const KEYS: Table<Act> = Table { name: "board", bindings: &[
//!     Binding::new(Act::Arrived, "arrived", &[Key::ch('a')], "arrived", "Marks the patient arrived."),
//!     Binding::new(Act::Open, "open", &[Key::ENTER], "open", "Opens the patient's record."),
//! ] };
//!
//! pub struct Board { visits: Load<Vec<pb::Appointment>>, selected: Selection<String>, step: Option<Ticket> }
//!
//! impl Page for Board {
//!     fn entries(&self, cx: &Cx) -> Vec<Entry> { cx.keys.entries_if(&KEYS, |act| self.allows(act)) }
//!     fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
//!         if self.selected.on_key(key, cx.page(), &self.ids()) { return true; }
//!         let Some(act) = cx.keys.find(&KEYS, key) else { return false };
//!         self.act(act, cx, out);
//!         true
//!     }
//!     fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
//!         if let Some(act) = cx.keys.named(&KEYS, id) { self.act(act, cx, out); }
//!     }
//!     fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
//!         if self.visits.awaits(ticket) {
//!             self.visits.settle(answer.map(|reply| match reply {
//!                 Reply::ListAppointments(page) => page.appointments,
//!                 _ => Vec::new(),
//!             }));
//!             self.selected.follow(&self.ids());
//!         }
//!     }
//!     ..
//! }
//! ```
//!
//! # Rules that the tests check for every screen
//!
//! - Every size from 1x1 to 120x50 draws. Draw through widgets, never by indexing the buffer.
//! - The hardware cursor stands on the focused row or field ([`crate::widget::place_cursor`]).
//! - No key is bound twice in a table; every key reads back from its text.
//! - Without colour everything that matters can still be read.
//! - Text of other people goes through `widget::text` (tables, forms and inputs do it themselves).
//!
//! Esc that a screen does not take closes it; so return `false` for it unless
//! something inside the screen is to be closed first. What was typed must
//! survive Esc: keep a draft and say so with [`Page::has_draft`].

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use praxis_shared::pb::{self, Role};

use crate::context::{Cx, Moment};
use crate::keymap::{Entry, Key, Keymap};
use crate::outbox::{Failure, Outbox, Reply, Ticket};
use crate::theme::Tone;

pub use crate::route::{BookingStart, PeopleAt, Route};

pub mod activate;
pub mod board;
pub mod book;
pub mod chat;
pub mod choose_role;
pub mod common;
pub mod day;
pub mod doctors;
pub mod fields;
pub mod grants;
pub mod help;
pub mod hours;
pub mod inbox;
pub mod lock;
pub mod log;
pub mod looks;
pub mod my_data;
pub mod my_visits;
pub mod palette;
pub mod patient_book;
pub mod patient_home;
pub mod patients;
pub mod people;
pub mod profile;
pub mod proof;
pub mod record;
pub mod register;
pub mod second_factor;
pub mod settings;
pub mod sign_in;
pub mod sign_up;
pub mod tokens;

/// What letters are on a screen right now; always named in the state row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Letters are commands, digits change the screen.
    List,
    /// Letters are commands, digits belong to the screen.
    Grid,
    /// Letters are text.
    Type,
    /// A question is open: every key belongs to it.
    Ask,
}

impl Mode {
    /// As named in the state row.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "[LIST]",
            Self::Grid => "[GRID]",
            Self::Type => "[TYPE]",
            Self::Ask => "[ASK]",
        }
    }
}

/// What a screen is to the app. Only the first few have to be written.
pub trait Page {
    /// A word or two: the tab, the compact header, the palette.
    fn title(&self, cx: &Cx) -> String;

    /// Draws the body. The rows around it are not part of the area.
    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx);

    /// What can be done right now, in the order of importance: the hint row,
    /// help and palette are drawn from it.
    fn entries(&self, cx: &Cx) -> Vec<Entry>;

    /// Takes a key; `false` hands it on to the app.
    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool;

    /// Does what the palette was asked for, by the id in the key table.
    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox);

    /// What letters are right now.
    fn mode(&self) -> Mode {
        Mode::List
    }

    /// The second row: what the screen is about.
    fn context(&self, _cx: &Cx) -> Line<'static> {
        Line::default()
    }

    /// The row under the body: the selected item in more words.
    fn detail(&self, _cx: &Cx) -> Line<'static> {
        Line::default()
    }

    /// Stands in the news row instead of the last news, e.g. an offered undo.
    fn news(&self, _cx: &Cx) -> Option<Line<'static>> {
        None
    }

    /// The whole screen in one line, for terminals too small for more.
    fn line(&self, cx: &Cx) -> String {
        let detail: String = self.detail(cx).spans.iter().map(|span| span.content.as_ref()).collect();
        if detail.trim().is_empty() { self.title(cx) } else { detail.trim().to_owned() }
    }

    /// Takes pasted text. It never submits.
    fn on_paste(&mut self, _pasted: &str, _cx: &Cx, _out: &mut Outbox) {}

    /// Takes the answer to a call of this screen.
    fn on_reply(&mut self, _ticket: Ticket, _answer: Result<Reply, Failure>, _cx: &Cx, _out: &mut Outbox) {}

    /// Takes a live change. Every screen gets every one, in front or not.
    fn on_event(&mut self, _event: &pb::Event, _cx: &Cx, _out: &mut Outbox) {}

    /// Asks for everything again: events were missed.
    fn on_relist(&mut self, _cx: &Cx, _out: &mut Outbox) {}

    /// Says when [`on_tick`](Self::on_tick) is wanted next, for countdowns.
    fn wake(&self, _cx: &Cx) -> Option<Moment> {
        None
    }

    /// Time passed; `true` when something to be seen changed.
    fn on_tick(&mut self, _cx: &Cx, _out: &mut Outbox) -> bool {
        false
    }

    /// Goes to another place of the same screen, when its tab is asked for by
    /// a route that says where; `false` when there is nothing to do.
    fn on_route(&mut self, _route: &Route, _cx: &Cx, _out: &mut Outbox) -> bool {
        false
    }

    /// Whether the focused field must not be shown while it is typed.
    fn is_secret(&self) -> bool {
        false
    }

    /// Whether something typed is not saved.
    fn has_draft(&self) -> bool {
        false
    }
}

/// Makes the enum of screens; each line is a variant and its type.
macro_rules! screens {
    ($($(#[doc = $doc:literal])* $variant:ident($screen:ty),)*) => {
        /// Any screen.
        pub enum Screen {
            $($(#[doc = $doc])* $variant($screen),)*
        }

        impl Screen {
            /// The screen as the app sees it.
            pub fn page(&self) -> &dyn Page {
                match self {
                    $(Self::$variant(screen) => screen,)*
                }
            }

            /// The screen as the app sees it, to be changed.
            pub fn page_mut(&mut self) -> &mut dyn Page {
                match self {
                    $(Self::$variant(screen) => screen,)*
                }
            }
        }
    };
}

screens! {
    /// Sign in.
    SignIn(sign_in::SignIn),
    /// A new account.
    SignUp(sign_up::SignUp),
    /// A one-time code.
    Activate(activate::Activate),
    /// A second factor.
    SecondFactor(second_factor::SecondFactor),
    /// Which role.
    ChooseRole(choose_role::ChooseRole),
    /// What happened for me.
    Inbox(inbox::Inbox),
    /// The doctor's day.
    Day(day::Day),
    /// Who has an account.
    People(people::People),
    /// Roles that wait to be confirmed.
    RoleGrants(grants::RoleGrants),
    /// The clinic's settings.
    Settings(settings::Settings),
    /// What was done by whom.
    Log(log::Log),
    /// Working hours.
    Hours(hours::Hours),
    /// Doctors.
    Doctors(doctors::Doctors),
    /// The own account.
    Profile(profile::Profile),
    /// My script tokens.
    Tokens(tokens::Tokens),
    /// The locked terminal.
    Lock(lock::Lock),
    /// The patient's menu.
    PatientHome(patient_home::PatientHome),
    /// A patient books.
    PatientBook(patient_book::PatientBook),
    /// The patient's visits.
    MyVisits(my_visits::MyVisits),
    /// The patient's own data.
    MyData(my_data::MyData),
    /// Who opened the patient's record.
    Looks(looks::Looks),
    /// Patients.
    Patients(patients::Patients),
    /// A patient's record.
    Record(record::Record),
    /// A new patient.
    Register(register::Register),
    /// Conversations.
    Chat(chat::Chat),
    /// The desk's day.
    Board(board::Board),
    /// Booking.
    Booking(book::Booking),
}

impl Screen {
    /// Opens the screen of a route and lets it ask for its data.
    pub fn open(route: &Route, cx: &Cx, out: &mut Outbox) -> Self {
        match route {
            Route::SignIn(why) => Self::SignIn(sign_in::SignIn::open(why, cx, out)),
            Route::SignUp => Self::SignUp(sign_up::SignUp::open()),
            Route::Activate => Self::Activate(activate::Activate::open()),
            Route::SecondFactor { codes_only } => {
                Self::SecondFactor(second_factor::SecondFactor::open(*codes_only, out))
            }
            Route::ChooseRole => Self::ChooseRole(choose_role::ChooseRole::open(cx)),
            Route::Lock => Self::Lock(lock::Lock::default()),
            Route::Day => Self::Day(day::Day::open(cx, out)),
            Route::People(at) => Self::People(people::People::open(at, out)),
            Route::RoleGrants(at) => Self::RoleGrants(grants::RoleGrants::open(at.as_deref(), out)),
            Route::Settings => Self::Settings(settings::Settings::open(out)),
            Route::Log => Self::Log(log::Log::open(out)),
            Route::Hours(doctor) => Self::Hours(hours::Hours::open(doctor.as_deref(), cx, out)),
            Route::Doctors => Self::Doctors(doctors::Doctors::open(out)),
            Route::Inbox => Self::Inbox(inbox::Inbox::open(out)),
            Route::Profile => Self::Profile(profile::Profile::open(cx, out)),
            Route::Tokens => Self::Tokens(tokens::Tokens::open(cx, out)),
            Route::PatientHome => Self::PatientHome(patient_home::PatientHome::open(cx, out)),
            Route::PatientBook => Self::PatientBook(patient_book::PatientBook::open(out)),
            Route::Booking(start) if cx.role() == Role::Patient => Self::PatientBook(match &start.moving {
                Some(it) => patient_book::PatientBook::moving(it, out),
                None => patient_book::PatientBook::open(out),
            }),
            Route::MyVisits => Self::MyVisits(my_visits::MyVisits::open(cx, out)),
            Route::MyData => Self::MyData(my_data::MyData::open(cx, out)),
            Route::Looks => Self::Looks(looks::Looks::open(out)),
            Route::Patients { find } => Self::Patients(patients::Patients::open(*find, out)),
            Route::Record(name) => Self::Record(record::Record::open(name, cx, out)),
            Route::Register(typed) => Self::Register(register::Register::open(typed)),
            Route::Chat(_) | Route::OldestUnread | Route::ChatWith(_) => {
                Self::Chat(chat::Chat::open(route, cx, out))
            }
            Route::Board => Self::Board(board::Board::open(cx, out)),
            Route::Booking(start) => Self::Booking(book::Booking::open(start, cx, out)),
        }
    }
}

/// A place that a digit opens.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The digit.
    pub digit: usize,
    /// One word.
    pub label: &'static str,
    /// Where it leads.
    pub route: Route,
}

/// Where a role begins.
pub fn home(role: Role) -> Option<Route> {
    match role {
        Role::Patient => Some(Route::PatientHome),
        role => places(role).into_iter().next().map(|place| place.route),
    }
}

/// The places of a role, in the order of their digits.
pub fn places(role: Role) -> Vec<Place> {
    let list: &[(&'static str, Route)] = &match role {
        Role::Desk => [
            ("Board", Route::Board),
            ("Book", Route::Booking(Box::default())),
            ("Patients", Route::Patients { find: false }),
            ("Chat", Route::Chat(None)),
            ("Inbox", Route::Inbox),
            ("Me", Route::Profile),
        ],
        Role::Doctor => [
            ("Day", Route::Day),
            ("Patients", Route::Patients { find: false }),
            ("Chat", Route::Chat(None)),
            ("Inbox", Route::Inbox),
            ("Hours", Route::Hours(None)),
            ("Me", Route::Profile),
        ],
        Role::Patient => [
            ("Book", Route::PatientBook),
            ("Visits", Route::MyVisits),
            ("Messages", Route::Chat(None)),
            ("My data", Route::MyData),
            ("Inbox", Route::Inbox),
            ("Me", Route::Profile),
        ],
        Role::Admin => [
            ("People", Route::People(PeopleAt::Anywhere)),
            ("Doctors", Route::Doctors),
            ("Hours", Route::Hours(None)),
            ("Clinic", Route::Settings),
            ("Log", Route::Log),
            ("Chat", Route::Chat(None)),
        ],
        Role::Unspecified => return Vec::new(),
    };
    let mut places: Vec<Place> = list
        .iter()
        .zip(1..)
        .map(|((label, route), digit)| Place { digit, label, route: route.clone() })
        .collect();
    if role == Role::Patient {
        // 4 and 5 are kept for files and forms.
        for place in places.iter_mut().filter(|place| place.digit > 3) {
            place.digit += 2;
        }
    }
    if role == Role::Admin {
        places.push(Place { digit: 7, label: "Inbox", route: Route::Inbox });
        places.push(Place { digit: 8, label: "Me", route: Route::Profile });
    }
    places
}

/// Whether two routes are the same place, wherever in it they lead.
pub fn same_place(one: &Route, other: &Route) -> bool {
    let chat = |route: &Route| matches!(route, Route::Chat(_) | Route::OldestUnread | Route::ChatWith(_));
    (chat(one) && chat(other)) || std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// The key table of every screen, for `keys.toml` and for the tests; the keys of everywhere are the app's.
pub fn tables(keys: &Keymap) -> Vec<Vec<Entry>> {
    vec![
        keys.entries(&sign_in::KEYS),
        keys.entries(&sign_up::KEYS),
        keys.entries(&board::keys::BOARD),
        keys.entries(&board::keys::MOVE),
        keys.entries(&board::keys::LINE),
        keys.entries(&book::keys::PATIENT),
        keys.entries(&book::keys::KIND),
        keys.entries(&book::keys::SLOT),
        keys.entries(&book::keys::CONFIRM),
        keys.entries(&book::keys::OVER),
        keys.entries(&activate::KEYS),
        keys.entries(&second_factor::KEYS),
        keys.entries(&choose_role::KEYS),
        keys.entries(&lock::KEYS),
        keys.entries(&profile::KEYS),
        keys.entries(&tokens::keys::LIST),
        keys.entries(&tokens::keys::NEW),
        keys.entries(&tokens::keys::SHOWN),
        keys.entries(&day::KEYS),
        keys.entries(&people::KEYS),
        keys.entries(&grants::KEYS),
        keys.entries(&doctors::KEYS),
        keys.entries(&hours::KEYS),
        keys.entries(&settings::KEYS),
        keys.entries(&log::KEYS),
        keys.entries(&inbox::KEYS),
        keys.entries(&patients::KEYS),
        keys.entries(&patient_home::KEYS),
        keys.entries(&patient_book::KEYS),
        keys.entries(&patient_book::SURE),
        keys.entries(&my_visits::KEYS),
        keys.entries(&my_visits::ONE),
        keys.entries(&my_data::KEYS),
        keys.entries(&looks::KEYS),
        keys.entries(&record::KEYS),
        keys.entries(&register::KEYS),
        keys.entries(&chat::KEYS),
    ]
}

/// Text in one tone, broken into as many lines of at most that width as it needs.
pub fn said_whole(text: &str, tone: Tone, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
    crate::widget::text::wrap(text, columns.saturating_sub(2))
        .into_iter()
        .map(|line| said(line, tone, cx))
        .collect()
}

/// A line of text in one tone, indented as everything is.
pub fn said(text: impl Into<String>, tone: Tone, cx: &Cx) -> Line<'static> {
    let text = crate::widget::text::clean(&text.into()).into_owned();
    Line::from(ratatui::text::Span::styled(format!(" {text}"), cx.style(tone)))
}

#[cfg(test)]
mod tests;
