//! How the board is drawn: the day and its counts, the list, the selected row
//! in words, and the question that lies over it.

use praxis_shared::pb::AppointmentState as State;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::keys::Act;
use super::rows::{Free, Gap, Row, Show, waits};
use super::{Board, LAST_SECONDS};
use crate::context::{Cx, Shape};
use crate::screen::book::whose::Whose;
use crate::screen::common::patient::{birth_date, letter_and_age};
use crate::screen::common::visit::{kind, last_name, mark, span, start};
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::chrome::two_sided;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, left_of, line_at, place_cursor, right_of, row_of, text, top};

/// From here on somebody waits too long, in minutes.
const LONG_WAIT: i64 = 30;

const FULL: [Column; 9] = [
    Column::new("Time", 5),
    Column::flex("Patient", 15),
    Column::new("", 4),
    Column::new("Doctor", 9),
    Column::new("Visit", 9),
    Column::new("Status", 12),
    Column::new("Wait", 4).right(),
    Column::new("Rm", 3),
    Column::flex("Note", 7),
];
const COMPACT: [Column; 5] = [
    Column::new("", 5),
    Column::flex("", 8),
    Column::new("", 6),
    Column::new("", 3),
    Column::new("", 4).right(),
];
/// Past visits of other days need their date.
const DATED: [Column; 7] = [
    Column::new("When", 16),
    Column::flex("Patient", 15),
    Column::new("", 4),
    Column::new("Doctor", 9).from(60),
    Column::new("Visit", 9).from(70),
    Column::new("Status", 12),
    Column::flex("Note", 4).from(60),
];

impl Board {
    pub(super) fn heading(&self, cx: &Cx) -> String {
        if cx.shape() == Shape::Full {
            return "Board".to_owned();
        }
        let counts = self.counts();
        let day = if self.day == cx.today() { String::new() } else { format!(" {}", cx.day(self.day)) };
        match self.show {
            Show::Unresolved => "Unresolved".to_owned(),
            _ => format!("Board{day} due {} wait {}", counts.due, counts.waiting),
        }
    }

    pub(super) fn above(&self, cx: &Cx) -> Line<'static> {
        let unresolved = self.unresolved.get().map_or(0, Vec::len);
        let doctor = match &self.whose {
            Whose::Any => "all",
            whose => last_name(whose.words()),
        };
        let day = cx.day(self.day);
        let (show, free) = match (self.show, self.free_as) {
            (Show::All, _) => ("all", ""),
            (_, Free::Joined) => ("open", ""),
            (_, Free::Each) => ("open", "  every slot"),
            (_, Free::Hidden) => ("open", "  no free time"),
        };
        let (long, short) = match self.show {
            Show::Unresolved => (
                format!("UNRESOLVED   doctor {doctor}   Esc back to {day}"),
                "UNRESOLVED  Esc back".to_owned(),
            ),
            _ => (
                format!("< {day} >   doctor {doctor}   show {show}{free}"),
                format!("< {day} >  {}  {show}", text::fit(doctor, 10)),
            ),
        };
        let counts = self.counts();
        let asked = if counts.asked > 0 { format!("   asked {}", counts.asked) } else { String::new() };
        let open = if unresolved > 0 { format!("   U {unresolved} unresolved") } else { String::new() };
        let right =
            format!("due {}   waiting {}   late {}{asked}{open}", counts.due, counts.waiting, counts.late);
        let filter = match self.filter.text() {
            "" => String::new(),
            typed => format!("   / {}", text::fit(typed, 12)),
        };
        let tight = right.replace("   ", "  ").replace(" unresolved", " overdue");
        let width = usize::from(cx.size.0).saturating_sub(2);
        let fits = |left: &str, right: &str| {
            text::width(left) + text::width(&filter) + text::width(right) + 2 <= width
        };
        let (left, right) = match (fits(&long, &right), fits(&long, &tight)) {
            (true, _) => (long, right),
            (_, true) => (long, tight),
            _ => (short, tight),
        };
        let tone = if unresolved > 0 || counts.asked > 0 { Tone::Strong } else { Tone::Text };
        let line = two_sided(&format!("{left}{filter}"), &right, width);
        Line::from(Span::styled(format!(" {line}"), cx.style(tone)))
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        if let Some(ask @ super::ask::Ask::History(_)) = &self.ask {
            return ask.view(frame, area, &self.doctors, cx);
        }
        let foot = u16::from(self.typing);
        let body = top(area, area.height.saturating_sub(foot));
        let columns: &[Column] = match (self.show, area.width) {
            (Show::Unresolved, 50..) => &DATED,
            (_, 78..) => &FULL,
            _ => &COMPACT,
        };
        let selected = self.selected.row(&self.keys());
        table::view(frame, body, cx.theme, columns, (self.rows.len(), selected), |at| {
            match self.rows.get(at) {
                Some(row) if columns.len() == DATED.len() => self.dated(row, cx),
                Some(row) if columns.len() == COMPACT.len() => self.compact(row, cx),
                Some(row) => self.full(row, cx),
                None => Vec::new(),
            }
        });
        if self.rows.is_empty() {
            line_at(frame, below(body, 1), 0, said(self.nothing(), Tone::Muted, cx));
        }
        if selected.is_none() {
            place_cursor(frame, body, 0, body.height.saturating_sub(1).min(1));
        }
        if self.typing
            && let Some(strip) = row_of(below(area, body.height), 0)
        {
            frame.render_widget(ratatui::widgets::Clear, strip);
            line_at(frame, strip, 0, " /");
            self.filter.view(frame, left_of(right_of(strip, 3), 40), cx.theme, true);
        }
        if let Some(ask) = &self.ask {
            ask.view(frame, area, &self.doctors, cx);
        }
    }

    fn nothing(&self) -> String {
        let list = if self.show == Show::Unresolved { &self.unresolved } else { &self.visits };
        if let Some(remark) = list.remark() {
            return remark;
        }
        if !self.filter.is_empty() {
            return "No visit on this board is found by that; Esc shows all of them again.".to_owned();
        }
        match self.show {
            Show::Unresolved => "Every past visit has its end.".to_owned(),
            Show::Open => "No open visit and no free time on this day; s shows all of its visits.".to_owned(),
            Show::All => "No visit and no free time on this day.".to_owned(),
        }
    }

    fn full(&self, row: &Row, cx: &Cx) -> Vec<Cell> {
        let visit = match row {
            Row::Visit(visit) => visit,
            Row::Free(gap) => return free(gap, cx),
        };
        let mark = mark(visit);
        let waits = waits(visit, cx.at.now);
        let sending = self.is_sending(&visit.name);
        let status = if sending { format!("{}sending", mark.short()) } else { mark.long.to_owned() };
        let note = match (visit.state(), cx.private) {
            (_, true) => String::new(),
            (State::Cancelled | State::Rejected, _) => visit.cancel_reason.clone(),
            _ => visit.note.clone(),
        };
        let walk_in = if visit.walk_in { "walk-in " } else { "" };
        let broken = if visit.r#override.is_some() { "override " } else { "" };
        vec![
            start(visit).map_or_else(|| "-".to_owned(), |at| cx.clock(at)).into(),
            Cell::toned(cx.person(&visit.patient_display_name), tone_of(visit.state())),
            letter_and_age(visit.patient_gender(), visit.patient_birth_date.as_ref(), cx).into(),
            last_name(&visit.doctor_display_name).into(),
            kind(visit).into(),
            Cell::toned(status, mark.tone),
            wait_cell(waits),
            if visit.room.is_empty() { "-".into() } else { visit.room.clone().into() },
            format!("{broken}{walk_in}{note}").into(),
        ]
    }

    fn compact(&self, row: &Row, cx: &Cx) -> Vec<Cell> {
        let visit = match row {
            Row::Visit(visit) => visit,
            Row::Free(gap) => {
                let doctor = last_name(&gap.slot.doctor_display_name).to_owned();
                return vec![
                    cx.clock(gap.start).into(),
                    Cell::toned("-- free --", Tone::Muted),
                    doctor.into(),
                ];
            }
        };
        let mark = mark(visit);
        vec![
            start(visit).map_or_else(|| "-".to_owned(), |at| cx.clock(at)).into(),
            Cell::toned(cx.person(&visit.patient_display_name), tone_of(visit.state())),
            last_name(&visit.doctor_display_name).into(),
            Cell::toned(mark.short(), mark.tone),
            wait_cell(waits(visit, cx.at.now)),
        ]
    }

    fn dated(&self, row: &Row, cx: &Cx) -> Vec<Cell> {
        let Row::Visit(visit) = row else { return Vec::new() };
        let mark = mark(visit);
        vec![
            start(visit).map_or_else(|| "-".to_owned(), |at| cx.when(at)).into(),
            Cell::toned(cx.person(&visit.patient_display_name), tone_of(visit.state())),
            letter_and_age(visit.patient_gender(), visit.patient_birth_date.as_ref(), cx).into(),
            last_name(&visit.doctor_display_name).into(),
            kind(visit).into(),
            Cell::toned(mark.long, mark.tone),
            if cx.private { Cell::from("") } else { visit.note.clone().into() },
        ]
    }

    pub(super) fn below_list(&self, cx: &Cx) -> Line<'static> {
        if let (Some(failure), true) = (self.visits.failure(), !self.rows.is_empty()) {
            return said(format!("This list may be old: {failure}"), Tone::Bad, cx);
        }
        match self.row() {
            None => Line::default(),
            Some(Row::Free(gap)) => said(free_words(gap, cx), Tone::Strong, cx),
            Some(Row::Visit(visit)) => {
                let note = match (visit.state(), cx.private) {
                    (_, true) => "",
                    (State::Cancelled | State::Rejected, _) => &visit.cancel_reason,
                    _ => &visit.note,
                };
                let who = format!(
                    "{}  b.{}  id {}",
                    cx.person(&visit.patient_display_name),
                    birth_date(visit.patient_birth_date.as_ref(), cx),
                    visit.patient_number
                );
                let broken = match &visit.r#override {
                    Some(broken) if !cx.private => format!("  OVERRIDE: {}", text::clean(&broken.reason)),
                    _ => String::new(),
                };
                let room = usize::from(cx.size.0).saturating_sub(2 + text::width(&who));
                let more = format!("  {}  {}{broken}", span(visit, cx), text::clean(note));
                Line::from(vec![
                    Span::styled(format!(" {who}"), cx.style(Tone::Strong)),
                    Span::raw(if room < 12 { String::new() } else { text::fit(more.trim_end(), room) }),
                ])
            }
        }
    }

    /// What happened, and how long it can still be taken back.
    pub(super) fn undo_line(&self, cx: &Cx) -> Option<Line<'static>> {
        let undo = self.undo.as_ref()?;
        let left = (undo.until - cx.at.now).num_seconds();
        if left <= 0 {
            return None;
        }
        let left =
            if left > LAST_SECONDS { format!("{} min", (left + 59) / 60) } else { format!("{left} s") };
        let said = self.said.as_ref().filter(|said| said.private || !cx.private);
        let (clock, what, tone) = match said {
            Some(said) => (cx.clock(said.at), said.text.as_str(), said.tone),
            None => (String::new(), "", Tone::Text),
        };
        let what = text::clean(what);
        let width = usize::from(cx.size.0).saturating_sub(2);
        // An undo of something other than what is said last names it.
        let whose = if what.starts_with(cx.person(&undo.visit.patient_display_name).as_str()) {
            String::new()
        } else {
            format!(" {}", last_name(&cx.person(&undo.visit.patient_display_name)))
        };
        let line = two_sided(&format!("{clock} {what}"), &format!("u undo{whose} {left}"), width);
        Some(Line::from(Span::styled(format!(" {line}"), cx.style(tone))))
    }

    pub(super) fn in_one_line(&self, cx: &Cx) -> String {
        if let Some(ask) = &self.ask {
            return ask.words(&self.doctors, cx);
        }
        let filter = if self.typing { format!("/{} ", self.filter.text()) } else { String::new() };
        let row = match self.row() {
            None => self.nothing(),
            Some(Row::Free(gap)) => free_words(gap, cx),
            Some(Row::Visit(visit)) => {
                let wait = waits(visit, cx.at.now).map(|wait| format!(" {wait}")).unwrap_or_default();
                let at = start(visit).map(|at| cx.clock(at)).unwrap_or_default();
                format!("{} {at} {}{wait}", mark(visit).short(), cx.person(&visit.patient_display_name))
            }
        };
        format!("{filter}{row}")
    }

    /// Why a key does nothing now.
    pub(super) fn why_not(&self, act: Act) -> String {
        let Some(visit) = self.visit() else {
            return "Choose a visit first; b books in free time.".to_owned();
        };
        let word = mark(visit).word();
        match act {
            Act::NoShow if visit.state() == State::Approved => {
                "The visit has not begun: a no-show can be noted from its start on.".to_owned()
            }
            Act::Approve => format!("The visit is {word}: only a request can be approved."),
            Act::Room => "Approve the request first; then it gets a room.".to_owned(),
            _ => format!("The visit is {word}: that cannot be done now."),
        }
    }
}

fn tone_of(state: State) -> Tone {
    match state {
        State::Completed | State::Cancelled | State::Rejected | State::NoShow | State::LeftBeforeSeen => {
            Tone::Muted
        }
        State::EnteredInError => Tone::Muted,
        _ => Tone::Text,
    }
}

fn wait_cell(waits: Option<i64>) -> Cell {
    match waits {
        Some(long) if long > LONG_WAIT => Cell::toned(format!("{}!", long.min(999)), Tone::Bad),
        Some(wait) => wait.to_string().into(),
        None => Cell::toned("-", Tone::Muted),
    }
}

fn free(gap: &Gap, cx: &Cx) -> Vec<Cell> {
    let until = format!("until {}", cx.clock(gap.until));
    vec![
        cx.clock(gap.start).into(),
        Cell::toned("-- free --", Tone::Muted),
        "".into(),
        last_name(&gap.slot.doctor_display_name).into(),
        "".into(),
        Cell::toned(until, Tone::Muted),
        "".into(),
        gap.slot.room.clone().into(),
        "".into(),
    ]
}

fn free_words(gap: &Gap, cx: &Cx) -> String {
    let room = if gap.slot.room.is_empty() { String::new() } else { format!("  room {}", gap.slot.room) };
    format!(
        "Free {}-{}  {}{room}   b books {}",
        cx.clock(gap.start),
        cx.clock(gap.until),
        last_name(&gap.slot.doctor_display_name),
        cx.clock(gap.start)
    )
}
