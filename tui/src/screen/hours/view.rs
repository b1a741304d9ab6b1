//! How the hours are drawn: the week as a grid of half days, what the changes
//! would touch, and the exceptions ahead.

use chrono::NaiveDate;
use praxis_shared::pb::{self, ExceptionKind};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{DAYS, Hours, save, week};
use crate::context::{Cx, civil};
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::grid::{self, Captions};
use crate::widget::{below, line_at, lines_at, place_cursor, right_of, text, top};

const ROWS: [&str; 5] = ["am", "pm", "slot", "room", "except"];

fn exception(it: &pb::ScheduleException) -> String {
    let whole = it.from_minute == 0 && it.to_minute == 24 * 60;
    let hours = if whole { String::new() } else { week::hours(it.from_minute, it.to_minute) };
    match (it.kind(), whole) {
        (ExceptionKind::ExtraHours, _) => format!("+{hours}"),
        (_, true) => "off".to_owned(),
        (_, false) => format!("-{hours}"),
    }
}

impl Hours {
    fn doctor_name(&self, cx: &Cx) -> String {
        let known = self.doctors.get().into_iter().flatten().find(|it| it.name == self.doctor);
        known.map(|it| cx.person(&it.display_name)).unwrap_or_default()
    }

    pub(super) fn headline(&self, cx: &Cx) -> Line<'static> {
        if self.form.is_some() {
            let line =
                format!("EXCEPTION  {}   Esc goes back and keeps what you typed", self.doctor_name(cx));
            return said(line, Tone::Strong, cx);
        }
        let changes = match self.changes.len() {
            0 => String::new(),
            1 => "   1 change NOT SAVED".to_owned(),
            more => format!("   {more} changes NOT SAVED"),
        };
        let line = format!("HOURS  {}   < week of {} >{changes}", self.doctor_name(cx), cx.day(self.monday));
        said(line, Tone::Strong, cx)
    }

    fn cell(&self, rules: &[pb::HoursRule], date: NaiveDate, row: usize) -> (String, Tone) {
        let first = || week::pieces(rules, date).first().and_then(|piece| rules.get(piece.rule));
        match row {
            0 | 1 => {
                let half = week::half(rules, date, row == 1);
                let hours: Vec<String> = half.iter().map(|it| week::hours(it.from, it.to)).collect();
                let hours = if hours.is_empty() { "off".to_owned() } else { hours.join(" ") };
                let changed = self.changes.iter().any(|it| (it.date, it.afternoon) == (date, row == 1));
                match (changed, half.is_empty()) {
                    (true, _) => (format!("{hours}*"), Tone::Warn),
                    (false, true) => (hours, Tone::Muted),
                    (false, false) => (hours, Tone::Text),
                }
            }
            2 => {
                let slot = first()
                    .map(|rule| if rule.slot_minutes == 0 { week::USUAL_SLOT } else { rule.slot_minutes });
                (slot.map_or_else(|| "-".to_owned(), |slot| slot.to_string()), Tone::Muted)
            }
            3 => {
                let room = first().map(|rule| rule.room.clone()).filter(|room| !room.is_empty());
                (room.unwrap_or_else(|| "-".to_owned()), Tone::Muted)
            }
            _ => {
                let all: Vec<String> = self.exceptions_on(date).map(exception).collect();
                if all.is_empty() { ("-".to_owned(), Tone::Muted) } else { (all.join(" "), Tone::Warn) }
            }
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        place_cursor(frame, area, 0, 0);
        if let Some(form) = &self.form {
            form.view(frame, right_of(area, 1), cx.theme);
        } else if self.hours.get().is_none() {
            let remark = self.hours.remark().or_else(|| self.doctors.remark());
            let remark = remark.unwrap_or_else(|| "There is no doctor yet: 1 People makes one.".to_owned());
            line_at(frame, area, 0, said(remark, Tone::Muted, cx));
        } else {
            self.draw_week(frame, area, cx);
        }
        if let Some(saving) = &self.saving {
            saving.view(frame, area, cx);
        }
    }

    fn draw_week(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let rules = self.rules();
        let dates: Vec<NaiveDate> = (0..DAYS).map(|column| self.date(column)).collect();
        let days: Vec<String> = dates.iter().map(|date| date.format("%a %-d").to_string()).collect();
        let rows = ROWS.map(str::to_owned);
        let captions = Captions { columns: &days, rows: &rows };
        grid::view(frame, top(area, 6), cx.theme, captions, self.cursor, |column, row| {
            let typed =
                self.typing.as_ref().filter(|_| (column, row) == (self.cursor.column, self.cursor.row));
            match (typed, dates.get(column)) {
                (Some(input), _) => (format!("{}_", input.text()), Tone::Text),
                (None, Some(&date)) => self.cell(&rules, date, row),
                (None, None) => (String::new(), Tone::Text),
            }
        });
        let rest = below(area, 7);
        let found = self.trial.get().filter(|_| !self.changes.is_empty());
        let mut lines = found.map(|trial| save::touched(trial, 8, cx)).unwrap_or_default();
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let ahead = self.exceptions.get().into_iter().flatten().filter(|it| !it.cancelled);
        for (at, it) in ahead.enumerate() {
            if at == 0 {
                lines.push(said("Exceptions", Tone::Muted, cx));
            }
            let day = |date: Option<&pb::Date>| civil(date).map(|date| cx.day(date)).unwrap_or_default();
            let (from, to) = (day(it.from_date.as_ref()), day(it.to_date.as_ref()));
            let days = if from == to { from } else { format!("{from} to {to}") };
            let line = format!("  {}  {}  {}", text::pad(&days, 24), text::pad(&exception(it), 12), it.note);
            lines.push(said(text::fit(&line, usize::from(rest.width).saturating_sub(1)), Tone::Text, cx));
        }
        lines_at(frame, rest, lines);
    }

    pub(super) fn detail_line(&self, cx: &Cx) -> Line<'static> {
        if self.sent.is_some() {
            return said("saving...", Tone::Text, cx);
        }
        if let Some(remark) = &self.remark {
            return said(remark.clone(), Tone::Bad, cx);
        }
        if self.typing.is_some() {
            let half = if self.afternoon() { "second" } else { "first" };
            let day = cx.day(self.date(self.cursor.column));
            return said(format!("{day}, {half} half: type 08-12 or off, then Enter"), Tone::Text, cx);
        }
        if self.changes.is_empty() {
            return said("A change holds from the shown week on.", Tone::Muted, cx);
        }
        match self.trial.get().map(|trial| trial.stranded.len()) {
            Some(0) => said("No booked visit is touched. Nothing changes until S.", Tone::Text, cx),
            Some(count) => said(
                format!("Touches {count} booked visits. Nothing changes until S, then the word SAVE."),
                Tone::Warn,
                cx,
            ),
            None => said("Nothing changes until S.", Tone::Text, cx),
        }
    }
}
