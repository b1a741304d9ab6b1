//! How the doctor's day is drawn: the line of now and next, the visits, and
//! below them who is selected and what must not be forgotten about them.

use praxis_shared::pb::{self, AppointmentState as State};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Day;
use crate::context::{Cx, Shape, instant};
use crate::screen::common::acts::sentence;
use crate::screen::common::{chart, doubt, patient, visit};
use crate::screen::{said, said_whole};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, line_at, lines_at, place_cursor, text, top};

const COLUMNS: [Column; 6] = [
    Column::new("Time", 5),
    Column::flex("Patient", 14),
    Column::new("", 4).from(60),
    Column::new("Visit", 9).from(60),
    Column::new("Status", 12),
    Column::flex("For", 18).from(60),
];

/// Rows below the table: a blank one, the strip, the chart.
const FOOT: u16 = 6;

/// As much of the patient as the visit tells.
pub(super) fn patient_of(it: &pb::Appointment) -> pb::Patient {
    let mut names = it.patient_display_name.splitn(2, ", ");
    pb::Patient {
        name: it.patient.clone(),
        number: it.patient_number,
        last_name: names.next().unwrap_or_default().to_owned(),
        first_name: names.next().unwrap_or_default().to_owned(),
        display_name: it.patient_display_name.clone(),
        birth_date: it.patient_birth_date,
        gender: it.patient_gender,
        ..Default::default()
    }
}

/// Whole minutes since then.
fn minutes_since(stamp: Option<&prost_types::Timestamp>, cx: &Cx) -> Option<i64> {
    instant(stamp).map(|then| (cx.at.now - then).num_minutes().max(0))
}

impl Day {
    pub(super) fn headline(&self, cx: &Cx) -> Line<'static> {
        let duty = if self.on_duty() { "" } else { "OFF DUTY  " };
        if self.date != cx.today() {
            let open = self.visits().filter(|it| visit::is_open(it)).count();
            let line = format!("{duty}< {} >   {open} visits", cx.day(self.date));
            return said(line, Tone::Strong, cx);
        }
        let now = self.now().map(|it| {
            let room = if it.room.is_empty() { String::new() } else { format!("  room {}", it.room) };
            let since = minutes_since(it.visit_start_time.as_ref(), cx);
            let since = since.map(|minutes| format!("  {minutes} min")).unwrap_or_default();
            format!("NOW  {}{room}{since}", cx.person(&it.patient_display_name))
        });
        let next = self.next(cx).map(|it| {
            let clock = visit::start(it).map(|at| cx.clock(at)).unwrap_or_default();
            let waits = match it.state() {
                State::Arrived | State::Ready => minutes_since(it.arrive_time.as_ref(), cx)
                    .map(|minutes| format!("  waiting {minutes}"))
                    .unwrap_or_default(),
                _ => String::new(),
            };
            format!("NEXT  {} {clock}{waits}", cx.person(&it.patient_display_name))
        });
        let now = now.unwrap_or_else(|| "NOW  nobody".to_owned());
        let next = next.unwrap_or_else(|| "NEXT  nobody".to_owned());
        said(format!("{duty}{}  {next}", text::pad(&now, 34)), Tone::Strong, cx)
    }

    fn cells(&self, row: usize, cx: &Cx) -> Vec<Cell> {
        let Some(it) = self.known().get(row) else { return Vec::new() };
        let Some(appointment) = &it.appointment else { return Vec::new() };
        let mark = visit::mark(appointment);
        let who = patient::letter_and_age(
            appointment.patient_gender(),
            appointment.patient_birth_date.as_ref(),
            cx,
        );
        let reason = if cx.private { String::new() } else { it.reason.replace('\n', " ") };
        vec![
            visit::start(appointment).map(|at| cx.clock(at)).unwrap_or_default().into(),
            cx.person(&appointment.patient_display_name).into(),
            who.into(),
            visit::kind(appointment).into(),
            Cell::toned(mark.long, mark.tone),
            reason.into(),
        ]
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let area = match doubt::recovering_banner(cx) {
            Some(banner) => {
                let lines = said_whole(&banner, Tone::Bad, usize::from(area.width), cx);
                let rows = u16::try_from(lines.len()).unwrap_or(0).min(area.height / 2);
                lines_at(frame, top(area, rows), lines);
                below(area, rows)
            }
            None => area,
        };
        let full = cx.shape() == Shape::Full && area.height > FOOT + 6;
        let list = if full { top(area, area.height - FOOT) } else { area };
        let doubted = !full && self.is_doubted();
        let list = top(list, list.height.saturating_sub(u16::from(doubted)));
        if doubted {
            let line = "! identity not confirmed: Enter, then t";
            line_at(frame, below(area, list.height), 0, said(line, Tone::Bad, cx));
        }
        let ids = self.ids();
        if let Some(remark) = self.visits.remark().filter(|_| ids.is_empty()) {
            line_at(frame, list, 0, said(remark, Tone::Muted, cx));
        } else if ids.is_empty() {
            let none = format!("No visits on {}.   < and > show other days.", cx.day(self.date));
            let closed = "Your visits are not shown meanwhile: the front desk sees them.";
            let line = if doubt::recovering(cx).is_some() { closed } else { &none };
            lines_at(frame, list, said_whole(line, Tone::Muted, usize::from(list.width), cx));
        }
        if ids.is_empty() {
            place_cursor(frame, area, 0, 0);
        } else {
            let selected = self.selected.row(&ids);
            table::view(frame, list, cx.theme, &COLUMNS, (ids.len(), selected), |row| self.cells(row, cx));
            if selected.is_none() {
                place_cursor(frame, list, 0, 1);
            }
        }
        if full {
            self.draw_patient(frame, below(area, area.height - FOOT + 1), cx);
        }
        self.acts.view(frame, area, cx);
        if let Some((question, _)) = &self.declining {
            question.view(frame, area, cx.theme);
        }
    }

    /// Whether nobody has confirmed that the account of the selected patient is theirs.
    fn is_doubted(&self) -> bool {
        let known = self.chart().and_then(|chart| chart.get());
        known.is_some_and(|chart| chart.identity() == pb::PatientIdentity::Unconfirmed)
    }

    fn draw_patient(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let Some(it) = self.selected() else { return };
        let chart = self.chart();
        let known = chart.and_then(|chart| chart.get());
        line_at(frame, area, 0, patient::strip(&patient_of(it), known, cx));
        let mut rest = below(area, 1);
        if self.is_doubted() {
            line_at(
                frame,
                rest,
                0,
                said(format!("{} Enter, then t: this is the patient", doubt::UNCONFIRMED), Tone::Bad, cx),
            );
            rest = below(rest, 1);
        }
        match (known, chart.and_then(|chart| chart.remark())) {
            (Some(known), _) => {
                let rows = usize::from(rest.height);
                lines_at(frame, rest, chart::lines(known, usize::from(rest.width), rows, cx));
            }
            (None, Some(remark)) => {
                lines_at(
                    frame,
                    rest,
                    said_whole(&sentence(&remark), Tone::Muted, usize::from(rest.width), cx),
                );
            }
            (None, None) => {}
        }
    }

    pub(super) fn detail_line(&self, cx: &Cx) -> Line<'static> {
        let Some(at) = self.selected.key() else { return Line::default() };
        let Some(it) =
            self.known().iter().find(|it| it.appointment.as_ref().is_some_and(|it| it.name == *at))
        else {
            return Line::default();
        };
        let Some(appointment) = &it.appointment else { return Line::default() };
        let known = self.chart().and_then(|chart| chart.get());
        let alert = known.and_then(|chart| patient::allergies(chart, cx));
        if cx.shape() != Shape::Full {
            let name = cx.person(&appointment.patient_display_name);
            let mut spans = vec![Span::raw(format!(" {name}"))];
            let born = patient::birth_date(appointment.patient_birth_date.as_ref(), cx);
            match alert {
                Some(alert) => spans.push(Span::styled(format!("  {alert}"), cx.style(Tone::Bad))),
                None => spans.push(Span::raw(format!("  b.{born}"))),
            }
            return Line::from(spans);
        }
        let room =
            if appointment.room.is_empty() { String::new() } else { format!("  room {}", appointment.room) };
        let note = if appointment.note.is_empty() || cx.private {
            String::new()
        } else {
            format!("  note: {}", appointment.note)
        };
        let reason =
            if it.reason.is_empty() || cx.private { String::new() } else { format!("  {}", it.reason) };
        let line = format!("{}{room}{reason}{note}", visit::span(appointment, cx));
        said(text::fit(&line, usize::from(cx.size.0).saturating_sub(2)), Tone::Text, cx)
    }
}
