//! What every screen may know and none may change: time, person, clinic, link,
//! looks. Time is passed in with each message; nothing here reads a clock.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use praxis_shared::pb::{self, Role};
use praxis_shared::time::{self, Instant};

use crate::keymap::Keymap;
use crate::theme::{Theme, Tone};
use crate::widget::text;

/// When something happened: on the wall, and since the program started. Delays
/// are measured by the latter, which nobody can set back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The time of day.
    pub now: Instant,
    /// The time since the start.
    pub uptime: Duration,
}

impl Moment {
    /// The moment that much later.
    pub fn after(self, wait: Duration) -> Self {
        let later = TimeDelta::from_std(wait).ok().and_then(|wait| self.now.checked_add_signed(wait));
        Self { now: later.unwrap_or(self.now), uptime: self.uptime + wait }
    }
}

/// How the server is reached right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Not yet.
    Connecting,
    /// It answers; the last answer took this long.
    Live(Duration),
    /// It does not answer since then.
    Offline(Instant),
}

/// From here on a link is called slow.
pub const SLOW: Duration = Duration::from_millis(250);

/// Who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub struct Me {
    /// The session.
    pub session: pb::Session,
    /// The person.
    pub user: pb::User,
    /// The role the person acts in; one of the person's roles.
    pub role: Role,
}

/// An account of a sample clinic, offered at sign-in under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleAccount {
    /// User name.
    pub login: String,
    /// Its password, which is no secret in a sample clinic.
    pub password: String,
    /// Who that is: "Front desk, Ida Hansen".
    pub label: String,
}

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// 80x24 and more.
    Full,
    /// Less, but at least 30x8: short names, no side by side.
    Compact,
    /// One line.
    Line,
}

/// What every screen may know. See the fields.
#[derive(Debug, Clone)]
pub struct Cx {
    /// The moment of the message being handled.
    pub at: Moment,
    /// The looks.
    pub theme: Theme,
    /// The keys.
    pub keys: Keymap,
    /// Who is signed in.
    pub me: Option<Me>,
    /// The clinic; empty names until the server told.
    pub clinic: pb::Clinic,
    /// The clinic's zone, in which all times are shown.
    pub zone: Tz,
    /// Whether the clinic's zone is known yet.
    pub zone_known: bool,
    /// The link.
    pub link: Link,
    /// Whether changes at the clinic come in as they happen.
    pub hears: bool,
    /// Whether what answers at the server's address is not the server that is known: nothing is sent to it.
    pub distrusted: bool,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// Only initials and ids are shown: the waiting room can see this screen.
    pub private: bool,
    /// Unread messages in all conversations.
    pub unread: u32,
    /// Unread notices.
    pub notices: u32,
    /// Accounts of a sample clinic.
    pub samples: Vec<SampleAccount>,
    /// The terminal can draw block characters.
    pub blocks: bool,
    /// What this terminal is called in the list of sessions.
    pub terminal: String,
    /// The server gave this terminal something to be known by.
    pub known_terminal: bool,
}

impl Cx {
    /// What is known before anything happened.
    pub fn new(at: Moment) -> Self {
        Self {
            at,
            theme: Theme::default(),
            keys: Keymap::default(),
            me: None,
            clinic: pb::Clinic::default(),
            zone: Tz::UTC,
            zone_known: false,
            link: Link::Connecting,
            hears: true,
            distrusted: false,
            size: (80, 24),
            private: false,
            unread: 0,
            notices: 0,
            samples: Vec::new(),
            blocks: true,
            terminal: String::new(),
            known_terminal: false,
        }
    }

    /// How much room there is.
    pub fn shape(&self) -> Shape {
        match self.size {
            (width, height) if width >= 80 && height >= 24 => Shape::Full,
            (width, height) if width >= 30 && height >= 8 => Shape::Compact,
            _ => Shape::Line,
        }
    }

    /// How many rows the body of a screen has: what PgDn moves by.
    pub fn page(&self) -> usize {
        let frame = if self.shape() == Shape::Full { 6 } else { 5 };
        usize::from(self.size.1).saturating_sub(frame).max(1)
    }

    /// The clinic's date.
    pub fn today(&self) -> NaiveDate {
        time::civil_date(self.zone, self.at.now)
    }

    /// A point in time as the wall clock of the clinic shows it, `14:30`.
    pub fn clock(&self, instant: Instant) -> String {
        time::print_clock(self.zone, instant)
    }

    /// The civil date of a point in time at the clinic.
    pub fn date(&self, instant: Instant) -> NaiveDate {
        time::civil_date(self.zone, instant)
    }

    /// A day as it is shown, `Fri 20 Nov`.
    pub fn day(&self, date: NaiveDate) -> String {
        time::print_day(date, self.today())
    }

    /// Day and clock, `Fri 20 Nov 14:30`; only the clock for today.
    pub fn when(&self, instant: Instant) -> String {
        let date = self.date(instant);
        let clock = self.clock(instant);
        if date == self.today() { clock } else { format!("{} {clock}", self.day(date)) }
    }

    /// A person's name as it may be shown here: initials in the private view.
    pub fn person(&self, name: &str) -> String {
        if self.private { text::initials(name) } else { text::clean(name).into_owned() }
    }

    /// The style of a tone.
    pub fn style(&self, tone: Tone) -> ratatui::style::Style {
        self.theme.style(tone)
    }

    /// The role the person acts in.
    pub fn role(&self) -> Role {
        self.me.as_ref().map_or(Role::Unspecified, |me| me.role)
    }

    /// Whether the person acts for the clinic.
    pub fn is_staff(&self) -> bool {
        matches!(self.role(), Role::Admin | Role::Desk | Role::Doctor)
    }

    /// The name of the signed-in user, `users/…`.
    pub fn user(&self) -> &str {
        self.me.as_ref().map_or("", |me| me.user.name.as_str())
    }

    /// Whether the server cannot be reached; writes are refused then.
    pub fn is_offline(&self) -> bool {
        matches!(self.link, Link::Offline(_))
    }
}

/// A point in time of the contract.
pub fn instant(stamp: Option<&prost_types::Timestamp>) -> Option<Instant> {
    let stamp = stamp?;
    Instant::from_timestamp(stamp.seconds, u32::try_from(stamp.nanos).ok()?)
}

/// A point in time for the contract.
pub fn stamp(instant: Instant) -> prost_types::Timestamp {
    let nanos = i32::try_from(instant.timestamp_subsec_nanos()).unwrap_or(0);
    prost_types::Timestamp { seconds: instant.timestamp(), nanos }
}

/// A civil date of the contract.
pub fn civil(date: Option<&pb::Date>) -> Option<NaiveDate> {
    let date = date?;
    NaiveDate::from_ymd_opt(date.year, u32::try_from(date.month).ok()?, u32::try_from(date.day).ok()?)
}

/// A civil date for the contract.
pub fn pb_date(date: NaiveDate) -> pb::Date {
    use chrono::Datelike;
    let small = |number: u32| i32::try_from(number).unwrap_or(0);
    pb::Date { year: date.year(), month: small(date.month()), day: small(date.day()) }
}

/// What a role is called on screen.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Administrator",
        Role::Desk => "Front desk",
        Role::Doctor => "Doctor",
        Role::Patient => "Patient",
        Role::Unspecified => "-",
    }
}
