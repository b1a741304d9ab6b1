//! Questions that lie over the board: a reason before something is called off,
//! a line to type, other times for a visit. Each remembers the visit as it was
//! when it was asked about, so that an answer never hits another one.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Clear;

use super::keys::{LINE, MOVE, Typed};
use crate::context::Cx;
use crate::keymap::Entry;
use crate::outbox::{Call, Load, Outbox};
use crate::screen::book::slots::Pick;
use crate::screen::book::whose::{Doctors, Picker};
use crate::screen::common::steps::Steps;
use crate::screen::common::visit::{day_and_clock, end, last_name, start, when};
use crate::screen::{Mode, said};
use crate::theme::Tone;
use crate::widget::input::{Input, Kind};
use crate::widget::modal::Confirm;
use crate::widget::{below, left_of, line_at, place_cursor, right_of, row_of, text};

/// What a confirmed question does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Calls it off.
    Cancel,
    /// Turns the request down.
    Reject,
    /// Nobody came.
    NoShow,
    /// Left before being seen.
    Left,
}

/// What a typed line is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Line {
    /// A room for that visit.
    Room(Box<pb::Appointment>),
    /// The staff's note on that visit.
    Note(Box<pb::Appointment>),
    /// Why the last step of that visit is taken back.
    Undo(Box<pb::Appointment>),
    /// The day to show.
    Date,
}

/// A question.
#[derive(Debug)]
pub(super) enum Ask {
    /// A destructive step.
    Fate(Fate, Box<pb::Appointment>, Confirm),
    /// A line to type, and what was wrong with it.
    Line(Line, Input, Option<String>),
    /// A doctor.
    Doctor(Picker),
    /// Another time.
    Move(Box<Moving>),
    /// Every step of a visit, to be read.
    History(Box<Steps>),
}

/// The offer of other times for a visit.
#[derive(Debug)]
pub(super) struct Moving {
    /// The visit.
    pub(super) visit: pb::Appointment,
    /// The soonest times, or those a refusal offered.
    pub(super) times: Load<Vec<Pick>>,
    /// The digit that was pressed.
    pub(super) chosen: Option<usize>,
    /// Why the last attempt failed.
    pub(super) refused: Option<String>,
}

impl Moving {
    /// Asks for the soonest times with the same doctor.
    pub(super) fn new(visit: &pb::Appointment, out: &mut Outbox) -> Self {
        let minutes = start(visit).zip(end(visit)).map(|(start, end)| (end - start).num_minutes());
        let minutes = minutes.and_then(|it| i32::try_from(it).ok()).filter(|it| (5..=240).contains(it));
        let mut times = Load::default();
        let request = pb::FindSoonestSlotsRequest {
            doctor: visit.doctor.clone(),
            length_minutes: minutes.unwrap_or(0),
            count: 3,
            patient: visit.patient.clone(),
            ..Default::default()
        };
        times.ask(out, Call::FindSoonestSlots(request));
        Self { visit: visit.clone(), times, chosen: None, refused: None }
    }

    /// The marked time, once it is known.
    pub(super) fn pick(&self) -> Option<&Pick> {
        self.times.get()?.get(self.chosen?.checked_sub(1)?)
    }
}

/// Why the clinic turns a request down, one key each.
pub(super) const REJECT_REASONS: [&str; 4] =
    ["no time left on that day", "another doctor is right for this", "please call us", "asked for twice"];

impl Ask {
    /// A question before a visit goes.
    pub(super) fn fate(fate: Fate, visit: &pb::Appointment, cx: &Cx) -> Self {
        use crate::screen::common::visit::STAFF_REASONS;
        let who = format!(
            "{}, {}, {}",
            cx.person(&visit.patient_display_name),
            when(visit, cx),
            last_name(&visit.doctor_display_name)
        );
        let confirm = |what: &str, verb: &str| Confirm::new(what, &who, 'y', verb, cx.at.uptime);
        let confirm = match fate {
            Fate::Cancel => confirm("Cancel this visit?", "cancel it").reasons(&STAFF_REASONS).with_note(500),
            Fate::Reject => confirm("Turn this request down? The patient reads the reason.", "turn it down")
                .reasons(&REJECT_REASONS)
                .with_note(500),
            Fate::NoShow => confirm("Did the patient not come?", "no-show"),
            Fate::Left => confirm("Did the patient leave before being seen?", "left"),
        };
        Self::Fate(fate, Box::new(visit.clone()), confirm)
    }

    /// A line with what it holds now.
    pub(super) fn line(line: Line) -> Self {
        let (limit, text) = match &line {
            Line::Room(visit) => (20, visit.room.clone()),
            Line::Note(visit) => (500, visit.note.clone()),
            Line::Undo(_) => (500, String::new()),
            Line::Date => (20, String::new()),
        };
        Self::Line(line, Input::new(Kind::Line, limit).with(&text), None)
    }

    /// What letters are while it is open.
    pub(super) fn mode(&self) -> Mode {
        match self {
            Self::Fate(_, _, confirm) if confirm.is_typing() => Mode::Type,
            Self::Line(..) | Self::Doctor(_) => Mode::Type,
            Self::Fate(..) | Self::Move(_) | Self::History(_) => Mode::Ask,
        }
    }

    /// What can be done.
    pub(super) fn entries(&self, cx: &Cx) -> Vec<Entry> {
        match self {
            Self::Fate(..) | Self::History(_) => cx.keys.entries_if(&LINE, |act| act == Typed::Back),
            Self::Line(..) | Self::Doctor(_) => cx.keys.entries(&LINE),
            Self::Move(_) => cx.keys.entries(&MOVE),
        }
    }

    /// The question in one line.
    pub(super) fn words(&self, doctors: &Doctors, cx: &Cx) -> String {
        match self {
            Self::Fate(_, _, confirm) => confirm.hint(),
            Self::Line(line, typed, _) => format!("{} {}", caption(line), typed.text()),
            Self::Doctor(picker) => picker.line(doctors),
            Self::Move(moving) => moving_line(moving, cx),
            Self::History(steps) => format!("Steps of {}", subject(&steps.visit, cx)),
        }
    }

    /// Draws it over the lower part of the area.
    pub(super) fn view(&self, frame: &mut Frame, area: Rect, doctors: &Doctors, cx: &Cx) {
        match self {
            Self::Fate(_, _, confirm) => confirm.view(frame, area, cx.theme),
            Self::History(steps) => steps.view(frame, area, cx),
            Self::Doctor(picker) => {
                let place = lower(frame, area, 10);
                picker.view(frame, place, doctors, cx);
            }
            Self::Line(line, typed, wrong) => {
                let place = lower(frame, area, 2);
                let remark = wrong.clone().unwrap_or_else(|| about(line, cx));
                let tone = if wrong.is_some() { Tone::Bad } else { Tone::Strong };
                line_at(frame, place, 0, said(remark, tone, cx));
                let last = place.height.saturating_sub(1);
                line_at(frame, place, last, format!(" {}", caption(line)));
                if let Some(strip) = row_of(place, last) {
                    let field = left_of(right_of(strip, 10), 60);
                    typed.view(frame, field, cx.theme, true);
                }
            }
            Self::Move(moving) => {
                let place = lower(frame, area, 3);
                let width = usize::from(area.width).saturating_sub(2);
                let what = match &moving.refused {
                    Some(refused) => (refused.clone(), Tone::Bad),
                    None => (format!("Move {}", subject(&moving.visit, cx)), Tone::Strong),
                };
                line_at(frame, place, 0, said(text::fit(&what.0, width), what.1, cx));
                line_at(frame, place, 1, said(text::fit(&offers(moving, cx), width), Tone::Text, cx));
                line_at(frame, place, 2, said(text::fit(&moving_line(moving, cx), width), Tone::Accent, cx));
                place_cursor(frame, place, 0, place.height.saturating_sub(1));
            }
        }
    }
}

fn lower(frame: &mut Frame, area: Rect, rows: u16) -> Rect {
    let place = below(area, area.height.saturating_sub(rows));
    frame.render_widget(Clear, place);
    place
}

fn subject(visit: &pb::Appointment, cx: &Cx) -> String {
    let who = cx.person(&visit.patient_display_name);
    format!("{who}, {}, {}", when(visit, cx), last_name(&visit.doctor_display_name))
}

fn caption(line: &Line) -> &'static str {
    match line {
        Line::Room(_) => "Room",
        Line::Note(_) => "Note",
        Line::Undo(_) => "Why",
        Line::Date => "Day",
    }
}

fn about(line: &Line, cx: &Cx) -> String {
    match line {
        Line::Room(visit) | Line::Note(visit) => subject(visit, cx),
        Line::Undo(visit) => format!("Take the last step back: {}. Say why.", subject(visit, cx)),
        Line::Date => "20.11, 2026-11-20, mon, +3d, today".to_owned(),
    }
}

fn offers(moving: &Moving, cx: &Cx) -> String {
    let Some(times) = moving.times.get() else { return moving.times.remark().unwrap_or_default() };
    if times.is_empty() {
        return "No free time is found with this doctor; g shows the others.".to_owned();
    }
    let offer = |(at, pick): (usize, &Pick)| {
        let mark = if moving.chosen == Some(at + 1) { ">" } else { " " };
        format!("{mark}{} {}", at + 1, day_and_clock(pick.start, cx))
    };
    times.iter().take(3).enumerate().map(offer).collect::<Vec<_>>().join("  ")
}

fn moving_line(moving: &Moving, cx: &Cx) -> String {
    match moving.pick() {
        Some(pick) => format!("Enter moves it to {}   Esc keeps it", day_and_clock(pick.start, cx)),
        None => "1 2 3 mark a time   g any time   Esc keeps it".to_owned(),
    }
}
