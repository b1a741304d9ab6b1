//! How the record is drawn: facts above, visits below; the part in front takes
//! the whole body, because a form beside a list is too narrow for both.

use praxis_shared::pb;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::emergency::{Standing, banner};
use super::identity::is_doubted;
use super::{Part, Record, closed_chart, is_doctor};
use crate::context::{Cx, Shape};
use crate::screen::common::edit::Edit;
use crate::screen::common::visits::appointment;
use crate::screen::common::{chart, doubt, patient as written, visit};
use crate::screen::{said, said_whole};
use crate::theme::Tone;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, line_at, lines_at, place_cursor, right_of, text};

const WIDE: [Column; 6] = [
    Column::new("Date", 10),
    Column::new("Time", 5),
    Column::new("Visit", 9),
    Column::new("Doctor", 12),
    Column::new("Status", 12),
    Column::flex("Detail", 8),
];
const NARROW: [Column; 4] =
    [Column::new("", 10), Column::new("", 5), Column::new("", 3), Column::flex("", 6)];

pub(super) fn view(record: &Record, frame: &mut Frame, area: Rect, cx: &Cx) {
    let full = cx.shape() == Shape::Full;
    let body = match record.patient.get() {
        // Whom one writes about is on screen always; the wide layout has it in its second row.
        Some(it) if !full => {
            line_at(frame, area, 0, said(written::in_short(it, cx), Tone::Strong, cx));
            below(area, 1)
        }
        _ => area,
    };
    match &record.part {
        Part::Contact => form(record.contact.as_ref(), frame, body, cx),
        Part::Chart => form(record.chart_form.as_ref(), frame, body, cx),
        Part::Steps(steps) => steps.view(frame, body, cx),
        Part::Invite(invite) => invite.view(frame, body, cx),
        Part::Overview | Part::Leaving(_) => overview(record, frame, body, cx),
    }
    if let Part::Leaving(confirm) = &record.part {
        confirm.view(frame, body, cx.theme);
    }
    if let Some(question) = record.question() {
        question.view(frame, body, cx.theme);
    }
    record.acts.view(frame, area, cx);
}

/// A form over the whole body, with what is to be said above it.
pub(in crate::screen) fn form(edit: Option<&Edit>, frame: &mut Frame, area: Rect, cx: &Cx) {
    let Some(edit) = edit else { return };
    let tone = if edit.is_sent() { Tone::Text } else { Tone::Warn };
    let said_above = edit.remark();
    let lines = said_whole(said_above, tone, usize::from(area.width), cx);
    let rows = u16::try_from(lines.len()).unwrap_or(1).min(area.height / 2);
    lines_at(frame, area, lines.into_iter().take(usize::from(rows)));
    let rows = if said_above.is_empty() { u16::from(area.height > 16) } else { rows };
    edit.form.view(frame, right_of(below(area, rows), 1), cx.theme);
}

fn overview(record: &Record, frame: &mut Frame, area: Rect, cx: &Cx) {
    place_cursor(frame, area, 0, 0);
    let full = cx.shape() == Shape::Full;
    let columns = usize::from(area.width);
    let mut facts = facts(record, columns, cx);
    if !full {
        // what is to be known before anything is done stays whole
        let urgent = urgent(record, columns, cx);
        facts.truncate(usize::from(area.height / 3).max(urgent).min(usize::from(area.height)));
    }
    let used = u16::try_from(facts.len()).unwrap_or(u16::MAX);
    lines_at(frame, area, facts);
    let list = below(area, used.saturating_add(u16::from(full)));
    let rows = record.rows(cx);
    let ids: Vec<String> = rows.iter().filter_map(|it| appointment(it)).map(|it| it.name.clone()).collect();
    if rows.is_empty() {
        let remark = record.visits.remark().unwrap_or_else(|| "No visits yet.".to_owned());
        line_at(frame, list, 0, said(remark, Tone::Muted, cx));
        return;
    }
    let columns = if columns >= 70 { &WIDE[..] } else { &NARROW[..] };
    let selected = record.selected.row(&ids);
    table::view(frame, list, cx.theme, columns, (rows.len(), selected), |row| {
        rows.get(row).map(|it| cells(it, columns.len() == WIDE.len(), cx)).unwrap_or_default()
    });
}

/// That nobody has confirmed that the account is the patient's, and the key for it.
fn doubt_lines(record: &Record, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
    if !record.treated(cx).is_some_and(is_doubted) {
        return Vec::new();
    }
    said_whole(&format!("{} t: this is the patient", doubt::UNCONFIRMED), Tone::Bad, columns, cx)
}

/// How many of the first facts must not be left out: that the identity is doubted, or why the chart is closed.
fn urgent(record: &Record, columns: usize, cx: &Cx) -> usize {
    if !is_doctor(cx) {
        return if record.patient.get().is_some_and(|it| it.email_clash) { 3 } else { 0 };
    }
    let closed = record.chart.get().is_none().then(|| record.chart.failure()).flatten();
    match closed {
        Some(failure) => said_whole(&closed_chart(failure), Tone::Warn, columns, cx).len(),
        _ => doubt_lines(record, columns, cx).len(),
    }
}

fn cells(it: &pb::Visit, wide: bool, cx: &Cx) -> Vec<Cell> {
    let Some(at) = appointment(it) else { return Vec::new() };
    let (date, time) =
        visit::start(at).map_or_else(Default::default, |start| (cx.date(start).to_string(), cx.clock(start)));
    let mark = visit::mark(at);
    let doctor = visit::last_name(&at.doctor_display_name).to_owned();
    if !wide {
        return vec![date.into(), time.into(), Cell::toned(mark.short(), mark.tone), doctor.into()];
    }
    vec![
        date.into(),
        time.into(),
        visit::kind(at).into(),
        doctor.into(),
        Cell::toned(mark.long, mark.tone),
        in_detail(it, cx).into(),
    ]
}

/// Why the patient comes, where that may be read; else what the desk noted.
fn in_detail(it: &pb::Visit, cx: &Cx) -> String {
    let Some(at) = appointment(it) else { return String::new() };
    if cx.private {
        return String::new();
    }
    let room =
        if at.room.is_empty() || !visit::is_open(at) { String::new() } else { format!("room {}", at.room) };
    let parts = [it.reason.as_str(), at.cancel_reason.as_str(), at.note.as_str(), room.as_str()];
    parts.into_iter().find(|part| !part.trim().is_empty()).unwrap_or("").to_owned()
}

fn facts(record: &Record, columns: usize, cx: &Cx) -> Vec<Line<'static>> {
    let Some(it) = record.patient.get() else {
        return vec![said(record.patient.remark().unwrap_or_default(), Tone::Text, cx)];
    };
    let next = record.visits.next(cx).map_or_else(|| "-".to_owned(), |at| short(at, cx));
    let last = record.visits.last(cx).map_or_else(|| "-".to_owned(), |at| short(at, cx));
    if is_doctor(cx) {
        let mut lines = match (record.chart.get(), record.chart.failure()) {
            (Some(_), _) if record.standing(cx) == Standing::Over => {
                let over = "The emergency access has ended. ! opens the record anew, with a reason.";
                vec![said(over, Tone::Warn, cx)]
            }
            (Some(known), _) => chart::lines(known, columns, 7, cx),
            (None, Some(failure)) => said_whole(&closed_chart(failure), Tone::Warn, columns, cx),
            (None, None) => vec![said("Chart: loading...", Tone::Muted, cx)],
        };
        if let Standing::Open(minutes) = record.standing(cx) {
            let said_so = text::wrap(&banner(minutes), columns.saturating_sub(1));
            lines.splice(0..0, said_so.into_iter().map(|it| said(it, Tone::Bad, cx)));
        }
        lines.splice(0..0, doubt_lines(record, columns, cx));
        let tel = if cx.private { "-" } else { it.phone.as_str() };
        lines.push(said(format!("Tel       {}", or_dash(tel)), Tone::Text, cx));
        lines.push(said(format!("Next      {}   Last  {last}", text::pad(&next, 28)), Tone::Text, cx));
        return lines;
    }
    let hidden = |value: &str| if cx.private { "-".to_owned() } else { or_dash(value).to_owned() };
    let kin = it.emergency_contact.clone().unwrap_or_default();
    let relation = if kin.relation.is_empty() { String::new() } else { format!(" ({})", kin.relation) };
    let kin = format!("{}{relation} {}", kin.full_name, kin.phone);
    let portal = if it.user.is_empty() { "no account; i invites" } else { "has an account" };
    let left = [
        ("Tel  ", hidden(&it.phone)),
        ("Mail ", hidden(&it.email)),
        ("Addr ", hidden(&written::address(it.address.as_ref()))),
        ("Emerg", hidden(kin.trim())),
    ];
    let right = [
        ("Next  ", next),
        ("Last  ", last),
        ("Portal", portal.to_owned()),
        ("Sex   ", written::gender_name(it.gender()).to_owned()),
    ];
    let half = if columns >= 70 { 40 } else { columns };
    let both = |((label, value), (other, fact)): ((&str, String), (&str, String))| {
        let left = format!("{} ", text::pad(&format!("{label}  {value}"), half - 1));
        if columns >= 70 {
            said(format!("{left}{other} {fact}"), Tone::Text, cx)
        } else {
            said(left, Tone::Text, cx)
        }
    };
    let clash =
        it.email_clash.then_some("Another account gives the same e-mail: ask the patient which is right.");
    let clash = clash.into_iter().flat_map(|said| said_whole(said, Tone::Warn, columns, cx));
    clash.chain(left.into_iter().zip(right).map(both)).collect()
}

fn or_dash(value: &str) -> &str {
    if value.trim().is_empty() { "-" } else { value }
}

fn short(at: &pb::Appointment, cx: &Cx) -> String {
    format!("{} {}", visit::when(at, cx), visit::last_name(&at.doctor_display_name))
}

pub(super) fn detail(record: &Record, cx: &Cx) -> Line<'static> {
    let Some(it) = record.selected.key().and_then(|name| record.visits.get(name)) else {
        return Line::default();
    };
    let Some(at) = appointment(it) else { return Line::default() };
    let more = in_detail(it, cx);
    said(
        format!(
            "{}  {}  with {}  {}  {more}",
            visit::span(at, cx),
            visit::kind(at),
            at.doctor_display_name,
            visit::mark(at).word()
        ),
        Tone::Text,
        cx,
    )
}
