//! How the grid of times and the proposals are drawn. Rows that there is no
//! room for are left out from the bottom up, the grid last.

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::Rect;

use super::super::whose::Whose;
use super::{Clock, Column, Pick, SlotGrid};
use crate::context::Cx;
use crate::screen::common::visit::{day_and_clock, last_name};
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::grid::{self, Captions, Cursor};
use crate::widget::{below, line_at, text, top};
use praxis_shared::time::{Instant, print_clock, print_minute};

impl SlotGrid {
    /// Draws the grid, below it what an explanation or a refusal says, what
    /// the cells mean, and the proposals.
    pub fn view(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let width = usize::from(area.width);
        let mut foot: Vec<(String, Tone)> = self.explanation(width);
        if area.height >= 9 {
            foot.push((self.legend(), Tone::Muted));
        }
        foot.push((self.proposal_line(cx, width), Tone::Accent));
        let rows = u16::try_from(foot.len()).unwrap_or(u16::MAX).min(area.height.saturating_sub(3));
        let body = top(area, area.height - rows);
        match self.remark().filter(|_| self.is_empty()) {
            Some(remark) => line_at(frame, body, 0, said(remark, Tone::Muted, cx)),
            None => self.view_cells(frame, body, cx),
        }
        let strip = below(area, body.height);
        let skipped = foot.len() - usize::from(rows);
        for (at, (line, tone)) in (0..rows).zip(foot.into_iter().skip(skipped)) {
            line_at(frame, strip, at, said(text::fit(&line, width.saturating_sub(1)), tone, cx));
        }
    }

    fn view_cells(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let (columns, rows) = (self.columns(), self.rows());
        let titles: Vec<String> = columns.iter().map(|column| title(column, cx)).collect();
        let times: Vec<String> = rows.iter().map(|&clock| self.time(clock, cx)).collect();
        let cursor = Cursor { column: self.column().unwrap_or(0), row: self.row().unwrap_or(0) };
        let captions = Captions { columns: &titles, rows: &times };
        grid::view(frame, area, cx.theme, captions, cursor, |column, row| {
            let (Some(column), Some(&clock)) = (columns.get(column), rows.get(row)) else {
                return (String::new(), Tone::Text);
            };
            match (self.names(column, clock).len(), column, self.whose()) {
                (0, ..) => ("-".to_owned(), Tone::Muted),
                (_, Column::Doctor(..), _) | (_, _, Whose::Doctor { .. }) => ("free".to_owned(), Tone::Good),
                (count, ..) => (count.to_string(), Tone::Good),
            }
        });
    }

    /// A time as a caption. Where it comes twice in a night the zone tells them apart.
    fn time(&self, clock: Clock, cx: &Cx) -> String {
        let date = self.place().map(|place| place.date);
        match (clock.second, date) {
            (true, Some(date)) => print_clock(cx.zone, clock.on(cx, date)),
            _ => print_minute(clock.minute),
        }
    }

    fn legend(&self) -> String {
        let meaning = match (self.shows_doctors(), self.whose()) {
            (true, _) | (_, Whose::Doctor { .. }) => "free = can be booked",
            _ => "2 = doctors free",
        };
        format!("PgDn later   {meaning}   - = none   [ ] = here")
    }

    fn explanation(&self, width: usize) -> Vec<(String, Tone)> {
        let mut lines = Vec::new();
        if let Some(why) = self.why() {
            match (why.answer.get(), why.answer.remark()) {
                (_, Some(remark)) => lines.push((format!("{}: {remark}", why.about), Tone::Warn)),
                (Some(it), None) if it.free || it.obstacles.is_empty() => {
                    lines.push((format!("{} can be booked.", why.about), Tone::Good));
                }
                (Some(it), None) => lines.extend(it.obstacles.iter().flat_map(|obstacle| {
                    text::wrap(&format!("{}: {}", why.about, obstacle.explanation), width.saturating_sub(2))
                        .into_iter()
                        .map(|line| (line, Tone::Warn))
                })),
                (None, None) => {}
            }
        }
        if let Some(instead) = self.instead() {
            let lines_of = text::wrap(&instead.why, width.saturating_sub(2));
            lines.extend(lines_of.into_iter().map(|line| (line, Tone::Bad)));
        }
        lines.truncate(4);
        lines
    }

    fn proposal_line(&self, cx: &Cx, width: usize) -> String {
        let caption = if self.instead().is_some() { "Instead:" } else { "Soonest:" };
        if self.proposals().is_empty() {
            let none = "none that can be found; choose another doctor or a shorter visit";
            return match self.soonest_remark() {
                Some(remark) => format!("{caption} {remark}"),
                None => format!("{caption} {none}"),
            };
        }
        let narrow = width < 60;
        let times: Vec<String> =
            self.proposals().iter().take(3).map(|pick| short_when(pick.start, cx)).collect();
        let mut line = if narrow { String::new() } else { format!("{caption} ") };
        // What digits, times and gaps leave is shared by the names.
        let fixed: usize = times.iter().map(|time| time.len() + 4).sum::<usize>() + line.len() + 2;
        let room = width.saturating_sub(fixed) / times.len().max(1);
        for (at, (pick, time)) in self.proposals().iter().zip(&times).enumerate() {
            let gap = if at > 0 { "  " } else { "" };
            line.push_str(&format!("{gap}{} {time}", at + 1));
            if !narrow {
                line.push_str(&format!(" {}", text::fit(&self.doctor_of(pick), room)));
            }
        }
        line
    }

    /// The doctor's last name, also where only the resource is known.
    fn doctor_of(&self, pick: &Pick) -> String {
        if !pick.doctor_name.is_empty() {
            return last_name(&pick.doctor_name).to_owned();
        }
        last_name(&self.name_of(&pick.doctor)).to_owned()
    }

    /// The cell under the cursor in words: `Tue 24 Nov 09:00-09:15  Moreau (or Okafor)  room 3`.
    pub fn describe(&self, cx: &Cx) -> String {
        let Some(place) = self.place() else { return String::new() };
        let column = match self.shows_doctors() {
            true => Column::Doctor(place.doctor.clone(), String::new()),
            false => Column::Day(place.date),
        };
        let picks = self.names(&column, place.clock);
        let Some((first, others)) = picks.split_first() else {
            let when = day_and_clock(place.clock.on(cx, place.date), cx);
            return format!("{when}  nobody is free");
        };
        let mut said = format!(
            "{}-{}  {}",
            day_and_clock(first.start, cx),
            cx.clock(first.end),
            last_name(&first.doctor_name)
        );
        let names: Vec<&str> = others.iter().map(|pick| last_name(&pick.doctor_name)).collect();
        if !names.is_empty() {
            said.push_str(&format!(" (or {})", names.join(", ")));
        }
        if !first.room.is_empty() {
            said.push_str(&format!("  room {}", first.room));
        }
        said
    }
}

fn title(column: &Column, cx: &Cx) -> String {
    match column {
        Column::Day(date) => short_day(*date, cx),
        Column::Doctor(_, name) => text::fit(last_name(name), 10),
    }
}

/// `today 15:00`, `Tue 24 09:00`.
fn short_when(at: Instant, cx: &Cx) -> String {
    let (date, clock) = (cx.date(at), cx.clock(at));
    if date == cx.today() { format!("today {clock}") } else { format!("{} {clock}", short_day(date, cx)) }
}

/// `Tue 24`, and the month where it is another one.
fn short_day(date: NaiveDate, cx: &Cx) -> String {
    use chrono::Datelike;
    let format = if date.month() == cx.today().month() { "%a %-d" } else { "%a %-d %b" };
    date.format(format).to_string()
}
