//! The patient's visits, those to come and those past, by state; one of them
//! with what can be done: move, cancel, look what happened, write to the doctor.
//! Until when the clinic lets a patient change a visit is said before it is
//! too late, and in friendly words after.

use chrono::TimeDelta;
use praxis_shared::pb::{self, AppointmentState as State};
use praxis_shared::time::Instant;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

pub use self::keys::{Act, KEYS, ONE, One};
use super::common::acts::{self, Acts};
use super::common::doubt;
use super::common::steps::Steps;
use super::common::visit;
use super::common::visits::{Filter, Visits, appointment};
use super::patient_home::own_patient;
use super::{BookingStart, Mode, Page, Route, said, said_whole};
use crate::context::{Cx, Shape};
use crate::keymap::{Entry, Key};
use crate::outbox::{Failure, Go, Outbox, Reply, Ticket};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column, Selection};
use crate::widget::{below, line_at, lines_at, place_cursor, text};

mod keys;

enum Part {
    List,
    One(String),
    Steps(Box<Steps>),
}

/// The screen.
pub struct MyVisits {
    visits: Visits,
    filter: Filter,
    selected: Selection<String>,
    acts: Acts,
    part: Part,
}

impl MyVisits {
    /// Opens the list.
    pub(super) fn open(cx: &Cx, out: &mut Outbox) -> Self {
        Self {
            visits: Visits::open(own_patient(cx), true, cx, out),
            filter: Filter::default(),
            selected: Selection::default(),
            acts: Acts::default(),
            part: Part::List,
        }
    }

    fn ids(&self, cx: &Cx) -> Vec<String> {
        let rows = self.visits.rows(self.filter, cx).into_iter();
        rows.filter_map(appointment).map(|it| it.name.clone()).collect()
    }

    /// The visit that is open, or else the one under the cursor.
    fn current(&self) -> Option<&pb::Visit> {
        match &self.part {
            Part::One(name) => self.visits.get(name),
            Part::Steps(steps) => self.visits.get(&steps.visit.name),
            Part::List => self.visits.get(self.selected.key()?),
        }
    }

    fn show(&mut self, filter: Filter, cx: &Cx) {
        self.filter = filter;
        self.selected = Selection::default();
        self.selected.follow(&self.ids(cx));
    }

    fn open_row(&mut self, row: usize, cx: &Cx) {
        let ids = self.ids(cx);
        if let Some(name) = ids.get(row) {
            self.selected.go_to(row, &ids);
            self.part = Part::One(name.clone());
        }
    }

    fn on_list_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        let ids = self.ids(cx);
        if self.selected.on_key(key, cx.page(), &ids) {
            if self.selected.row(&ids) == ids.len().checked_sub(1) {
                self.visits.ask_older(cx, out);
            }
            return true;
        }
        let Some(act) = cx.keys.find(&KEYS, key) else { return false };
        if act == Act::Digit {
            self.open_row(key.digit().unwrap_or(0).wrapping_sub(1), cx);
        } else {
            self.act(act, cx, out);
        }
        true
    }

    fn act(&mut self, act: Act, cx: &Cx, out: &mut Outbox) {
        match act {
            Act::Digit | Act::Open => {
                if let Some(row) = self.selected.row(&self.ids(cx)) {
                    self.open_row(row, cx);
                }
            }
            Act::Next | Act::Previous => {
                self.show(self.filter.next(&Filter::PATIENT, act == Act::Previous), cx);
            }
            Act::Undo => {
                let current = self.current().and_then(appointment).cloned();
                self.acts.undo(current.as_ref(), cx, out);
            }
            Act::Back => out.go(Go::Tab(Route::PatientHome)),
        }
    }

    fn allows(&self, one: One, cx: &Cx) -> bool {
        let Some(it) = self.current().and_then(appointment) else { return one == One::Back };
        match one {
            One::Move | One::Cancel => visit::can_move(it),
            One::Undo => self.acts.can_undo(Some(it), cx),
            One::Steps | One::Write | One::Back => true,
        }
    }

    fn do_one(&mut self, one: One, cx: &Cx, out: &mut Outbox) {
        if one == One::Back {
            if let Part::One(name) = &self.part {
                self.selected.select(name.clone());
            }
            self.part = Part::List;
            let ids = self.ids(cx);
            if self.selected.row(&ids).is_none() {
                self.selected.go_to(0, &ids);
            }
            return;
        }
        let Some(it) = self.current().and_then(appointment).cloned() else { return };
        match one {
            One::Undo => self.acts.undo(Some(&it), cx, out),
            One::Steps => self.part = Part::Steps(Box::new(Steps::open(&it, out))),
            One::Write => out.go(Go::To(Route::ChatWith(it.doctor))),
            One::Back => {}
            One::Move | One::Cancel if !visit::can_move(&it) => {
                out.complain(format!(
                    "This visit is {}: it cannot be changed here.",
                    visit::mark(&it).word()
                ));
            }
            One::Move | One::Cancel if is_late(&it, one, cx) => {
                let end =
                    deadline(&it, one, cx).map_or_else(String::new, |end| visit::day_and_clock(end, cx));
                out.complain(format!("Too late here (until {end}). Please call, or write: menu, 3."));
            }
            One::Move => {
                let start = BookingStart { moving: Some(it), ..Default::default() };
                out.go(Go::To(Route::Booking(Box::new(start))));
            }
            One::Cancel => self.acts.ask_cancel(&it, cx, out),
        }
    }

    fn take(&mut self, now: &pb::Appointment, cx: &Cx, out: &mut Outbox) {
        self.visits.on_visit(now, out);
        self.acts.on_visit(now);
        if let Part::Steps(steps) = &mut self.part {
            steps.on_visit(now, out);
        }
        self.selected.follow(&self.ids(cx));
    }
}

/// Until when a patient may do this to the visit.
fn deadline(it: &pb::Appointment, one: One, cx: &Cx) -> Option<Instant> {
    let minutes = match one {
        One::Move => cx.clinic.reschedule_cutoff_minutes,
        _ => cx.clinic.cancel_cutoff_minutes,
    };
    visit::start(it)?.checked_sub_signed(TimeDelta::minutes(minutes.into()))
}

fn is_late(it: &pb::Appointment, one: One, cx: &Cx) -> bool {
    deadline(it, one, cx).is_some_and(|end| end < cx.at.now)
}

/// What the state means for the patient.
fn in_words(it: &pb::Appointment) -> &'static str {
    match it.state() {
        State::Requested => "You asked for this time. The clinic has not answered yet.",
        State::Approved => "The clinic expects you.",
        State::Arrived => "You are here; you will be called.",
        State::Ready => "You are shown to the room; the doctor comes soon.",
        State::InVisit => "You are with the doctor.",
        State::Completed => "This visit took place.",
        State::Rejected => "The clinic could not take this time.",
        State::Cancelled if it.cancelled_by() == pb::CancelledBy::Clinic => {
            "The clinic cancelled this visit."
        }
        State::Cancelled => "You cancelled this visit.",
        State::NoShow => "Nobody came to this visit.",
        State::LeftBeforeSeen => "You left before you were seen.",
        State::EnteredInError => "This was entered by mistake.",
        State::Unspecified => "",
    }
}

const COLUMNS: [Column; 6] = [
    Column::new("", 1),
    Column::new("When", 16),
    Column::new("Doctor", 12),
    Column::new("Kind", 9).from(60),
    Column::new("State", 12).from(52),
    Column::flex("For", 3),
];

impl Page for MyVisits {
    fn title(&self, _cx: &Cx) -> String {
        "My visits".to_owned()
    }

    fn mode(&self) -> Mode {
        if self.acts.is_asking() { Mode::Ask } else { Mode::Grid }
    }

    fn context(&self, cx: &Cx) -> Line<'static> {
        let mut spans = vec![Span::styled(" MY VISITS  ", cx.style(Tone::Strong))];
        for filter in Filter::PATIENT {
            let chosen = filter == self.filter;
            let told = if chosen { format!("[{}] ", filter.name()) } else { format!(" {}  ", filter.name()) };
            spans.push(Span::styled(told, cx.style(if chosen { Tone::Strong } else { Tone::Muted })));
        }
        Line::from(spans)
    }

    fn entries(&self, cx: &Cx) -> Vec<Entry> {
        match &self.part {
            _ if self.acts.is_asking() => Vec::new(),
            Part::List => cx.keys.entries_if(&KEYS, |act| match act {
                Act::Undo => self.acts.can_undo(None, cx),
                Act::Digit | Act::Open => !self.ids(cx).is_empty(),
                _ => true,
            }),
            Part::One(_) => cx.keys.entries_if(&ONE, |one| self.allows(one, cx)),
            Part::Steps(_) => cx.keys.entries_if(&ONE, |one| one == One::Back),
        }
    }

    fn on_key(&mut self, key: Key, cx: &Cx, out: &mut Outbox) -> bool {
        if self.acts.on_key(key, cx, out) {
            return true;
        }
        match &mut self.part {
            Part::List => self.on_list_key(key, cx, out),
            Part::One(_) => {
                let one = cx.keys.find(&ONE, key);
                one.into_iter().for_each(|one| self.do_one(one, cx, out));
                // Digits belong to the visit: one that means nothing must not lead away.
                one.is_some() || key.digit().is_some()
            }
            Part::Steps(steps) => {
                let name = steps.visit.name.clone();
                match key {
                    Key::DOWN => steps.scroll(1),
                    Key::UP => steps.scroll(-1),
                    _ if key == Key::ENTER || cx.keys.find(&ONE, key) == Some(One::Back) => {
                        self.part = Part::One(name);
                    }
                    _ => return key.digit().is_some(),
                }
                true
            }
        }
    }

    fn on_command(&mut self, id: &str, cx: &Cx, out: &mut Outbox) {
        match &self.part {
            Part::List => {
                if let Some(act) = cx.keys.named(&KEYS, id) {
                    self.act(act, cx, out);
                }
            }
            Part::One(_) => {
                if let Some(one) = cx.keys.named(&ONE, id) {
                    self.do_one(one, cx, out);
                }
            }
            Part::Steps(steps) => self.part = Part::One(steps.visit.name.clone()),
        }
    }

    fn on_paste(&mut self, pasted: &str, _cx: &Cx, _out: &mut Outbox) {
        self.acts.paste(pasted);
    }

    fn on_reply(&mut self, ticket: Ticket, answer: Result<Reply, Failure>, cx: &Cx, out: &mut Outbox) {
        match self.acts.on_reply(ticket, &answer, cx, out) {
            acts::Outcome::Now(now) => return self.take(&now, cx, out),
            acts::Outcome::Refused => return,
            acts::Outcome::NotMine => {}
        }
        if self.visits.on_reply(ticket, &answer) {
            self.selected.follow(&self.ids(cx));
        } else if let Part::Steps(steps) = &mut self.part {
            steps.on_reply(ticket, &answer);
        }
    }

    fn on_event(&mut self, event: &pb::Event, cx: &Cx, out: &mut Outbox) {
        if let Some(pb::event::Payload::Appointment(now)) = &event.payload {
            self.take(now, cx, out);
        }
    }

    fn on_relist(&mut self, cx: &Cx, out: &mut Outbox) {
        self.visits.ask(cx, out);
        if let Part::Steps(steps) = &mut self.part {
            steps.ask(out);
        }
    }

    fn detail(&self, cx: &Cx) -> Line<'static> {
        match self.current().and_then(appointment) {
            Some(it) if matches!(self.part, Part::List) => said(in_words(it), Tone::Text, cx),
            _ => Line::default(),
        }
    }

    fn news(&self, cx: &Cx) -> Option<Line<'static>> {
        self.acts.news(cx)
    }

    fn line(&self, cx: &Cx) -> String {
        if let Some(hint) = self.acts.hint() {
            return hint;
        }
        self.current().and_then(appointment).map_or_else(
            || "No visits here.".to_owned(),
            |it| format!("{} {}", visit::when(it, cx), visit::mark(it).long),
        )
    }

    fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        match &self.part {
            Part::List => self.view_list(frame, area, cx),
            Part::One(name) => self.view_one(name, frame, area, cx),
            Part::Steps(steps) => steps.view(frame, area, cx),
        }
        self.acts.view(frame, area, cx);
    }
}

impl MyVisits {
    fn view_list(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        let mut body = area;
        if cx.shape() != Shape::Full {
            let told = format!("{}   Tab: others", self.filter.name());
            line_at(frame, area, 0, said(told, Tone::Strong, cx));
            body = below(area, 1);
        }
        let rows = self.visits.rows(self.filter, cx);
        if rows.is_empty() {
            let nothing = match self.filter {
                _ if doubt::is_unconfirmed(cx) => doubt::NONE_SINCE,
                Filter::Upcoming => "No visit to come. 0, then 1 books one.",
                _ => "There are none.",
            };
            let told = self.visits.remark().unwrap_or_else(|| nothing.to_owned());
            lines_at(frame, body, said_whole(&told, Tone::Muted, usize::from(body.width), cx));
            return;
        }
        let selected = self.selected.row(&self.ids(cx));
        table::view(frame, body, cx.theme, &COLUMNS, (rows.len(), selected), |row| {
            rows.get(row).map(|it| cells(row, it, cx)).unwrap_or_default()
        });
    }

    fn view_one(&self, name: &str, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        let Some((visit_now, it)) = self.visits.get(name).and_then(|all| Some((all, appointment(all)?)))
        else {
            line_at(frame, area, 0, said("This visit is not there.", Tone::Warn, cx));
            return;
        };
        let mark = visit::mark(it);
        let full = cx.shape() == Shape::Full;
        let room = if it.room.is_empty() { String::new() } else { format!(", room {}", it.room) };
        let with = cx.person(&it.doctor_display_name);
        let mut lines = vec![said(format!("{}  {}", visit::span(it, cx), mark.long), Tone::Strong, cx)];
        lines.push(said(format!("with {with}{room}  {}", visit::kind(it)), Tone::Text, cx));
        if full {
            lines.push(Line::default());
        }
        let mut told = vec![in_words(it).to_owned()];
        if !visit_now.reason.trim().is_empty() && !cx.private {
            told.push(format!("For: {}", visit_now.reason.trim()));
        }
        if !it.cancel_reason.trim().is_empty() {
            told.push(format!("Why: {}", it.cancel_reason.trim()));
        }
        let columns = usize::from(area.width.saturating_sub(2));
        for part in told {
            if full {
                lines.extend(text::wrap(&part, columns).into_iter().map(|line| said(line, Tone::Text, cx)));
            } else {
                lines.push(said(text::fit(&part, columns), Tone::Text, cx));
            }
        }
        if full {
            lines.push(Line::default());
        }
        let offered = OPTIONS.into_iter().filter(|(_, one, _)| self.allows(*one, cx));
        if full {
            lines.extend(offered.map(|(digit, one, label)| option(digit, one, label, it, cx)));
        } else {
            // Deadlines need a line each; the rest shares one.
            let (changes, rest): (Vec<_>, Vec<_>) =
                offered.partition(|(_, one, _)| matches!(one, One::Move | One::Cancel));
            lines.extend(changes.into_iter().map(|(digit, one, label)| option(digit, one, label, it, cx)));
            let rest: Vec<String> =
                rest.into_iter().map(|(digit, one, _)| format!("{digit} {}", one.in_short())).collect();
            lines.truncate(usize::from(area.height).saturating_sub(1));
            lines.push(said(format!(" {}", rest.join("  ")), Tone::Text, cx));
        }
        lines_at(frame, area, lines);
    }
}

const OPTIONS: [(char, One, &str); 6] = [
    ('1', One::Move, "another time"),
    ('2', One::Cancel, "cancel it"),
    ('3', One::Steps, "what happened so far"),
    ('4', One::Write, "write to the doctor"),
    ('5', One::Undo, "take my last step back"),
    ('0', One::Back, "back to the list"),
];

fn option(digit: char, one: One, label: &str, it: &pb::Appointment, cx: &Cx) -> Line<'static> {
    let until = match one {
        One::Move | One::Cancel => deadline(it, one, cx),
        One::Undo => visit::undo_until(it, cx),
        _ => None,
    };
    let late = is_late(it, one, cx) && matches!(one, One::Move | One::Cancel);
    let until = match until {
        Some(end) if late => format!("   ended {}: please call the clinic", visit::day_and_clock(end, cx)),
        Some(end) => format!("   until {}", visit::day_and_clock(end, cx)),
        None => String::new(),
    };
    let tone = if late { Tone::Muted } else { Tone::Text };
    said(format!(" {digit}  {label}{until}"), tone, cx)
}

fn cells(row: usize, it: &pb::Visit, cx: &Cx) -> Vec<Cell> {
    let Some(at) = appointment(it) else { return Vec::new() };
    let mark = visit::mark(at);
    let digit = if row < 9 { (row + 1).to_string() } else { String::new() };
    let narrow = cx.size.0 < 54;
    let reason = if cx.private { String::new() } else { it.reason.clone() };
    vec![
        digit.into(),
        visit::when(at, cx).into(),
        cx.person(visit::last_name(&at.doctor_display_name)).into(),
        visit::kind(at).into(),
        Cell::toned(mark.long, mark.tone),
        if narrow { Cell::toned(mark.short(), mark.tone) } else { reason.into() },
    ]
}

#[cfg(test)]
mod tests;
