//! How the questions are drawn: one at a time, a line per answer, its digit first.

use praxis_shared::pb::AppointmentState as State;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{PatientBook, Step};
use crate::context::{Cx, Shape, instant};
use crate::screen::common::visit;
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::{below, first_row, left_of, line_at, lines_at, place_cursor, right_of, text, top};

pub(super) fn context(book: &PatientBook, cx: &Cx) -> Line<'static> {
    let said_now = match &book.moving {
        Some(it) => format!(
            "MOVE THE VISIT of {}, with {}",
            visit::when(it, cx),
            text::clean(&it.doctor_display_name)
        ),
        None => "BOOK A VISIT".to_owned(),
    };
    said(said_now, Tone::Strong, cx)
}

pub(super) fn detail(book: &PatientBook, cx: &Cx) -> Line<'static> {
    let zone = cx.zone.name();
    match book.step {
        Step::Sure | Step::Start | Step::Times => {
            said(format!("All times are clinic time ({zone})."), Tone::Muted, cx)
        }
        _ => Line::default(),
    }
}

fn question(book: &PatientBook) -> String {
    match book.step {
        Step::Start => "When would you like to come? The soonest times:".to_owned(),
        Step::Doctors => "Which doctor? Type the beginning of a name or a specialty.".to_owned(),
        Step::Specializations => "Which specialty?".to_owned(),
        Step::Day => "From which day on? 24.11, +3d, mon".to_owned(),
        Step::Times => format!("Free times, {}:", book.whose.words()),
        Step::Sure if book.moving.is_some() => "Move the visit to this time?".to_owned(),
        Step::Sure => "Is this right?".to_owned(),
        Step::Done => String::new(),
    }
}

pub(super) fn line(book: &PatientBook, cx: &Cx) -> String {
    if !book.remark.is_empty() {
        return book.remark.clone();
    }
    match book.step {
        Step::Day => format!("Day: {}", book.day.text()),
        Step::Sure => format!("Reason: {}", book.form.text("reason")),
        _ => {
            let chosen = book.selected.key();
            let line = book.lines(cx).into_iter().find(|line| Some(&line.id) == chosen);
            line.map_or_else(|| question(book), |line| line.text)
        }
    }
}

pub(super) fn view(book: &PatientBook, frame: &mut Frame, area: Rect, cx: &Cx) {
    place_cursor(frame, area, 0, 0);
    let gap = u16::from(cx.shape() == Shape::Full);
    let columns = usize::from(area.width.saturating_sub(2));
    let mut body = area;
    // What went wrong and how to go on stands above the question, in full.
    if !book.remark.is_empty() {
        let lines = text::wrap(&book.remark, columns);
        let rows = u16::try_from(lines.len()).unwrap_or(1);
        lines_at(frame, body, lines.into_iter().map(|line| said(line, Tone::Warn, cx)));
        body = below(body, rows);
    }
    if book.step == Step::Done {
        return done(book, frame, body, cx);
    }
    let asked = text::wrap(&question(book), columns);
    let rows = u16::try_from(asked.len()).unwrap_or(1);
    lines_at(frame, body, asked.into_iter().map(|line| said(line, Tone::Strong, cx)));
    body = below(body, rows + gap);
    match book.step {
        Step::Sure => sure(book, frame, body, cx),
        Step::Day => book.day.view(frame, right_of(left_of(top(body, 1), 21), 1), cx.theme, true),
        Step::Doctors => {
            answers(book, frame, below(body, 1 + gap), cx);
            book.wanted.view(frame, right_of(left_of(top(body, 1), 41), 1), cx.theme, true);
        }
        _ => answers(book, frame, body, cx),
    }
}

fn answers(book: &PatientBook, frame: &mut Frame, area: Rect, cx: &Cx) {
    let lines = book.lines(cx);
    let mut area = area;
    if let Some(waiting) = book.waiting() {
        line_at(frame, area, 0, said(waiting, Tone::Muted, cx));
        area = below(area, 1);
    } else if lines.iter().all(|line| {
        !matches!(line.answer, super::Answer::Slot(_) | super::Answer::Whose(_) | super::Answer::OffDuty(_))
    }) && book.step != Step::Done
    {
        let nothing = match book.step {
            Step::Doctors | Step::Specializations => "Nobody fits.",
            _ => "No free time was found.",
        };
        line_at(frame, area, 0, said(nothing, Tone::Warn, cx));
        area = below(area, 1);
    }
    let ids: Vec<String> = lines.iter().map(|line| line.id.clone()).collect();
    let selected = book.selected.row(&ids);
    let first = first_row(selected.unwrap_or(0), lines.len(), usize::from(area.height));
    let columns = usize::from(area.width);
    for (row, (at, line)) in (0..area.height).zip(lines.iter().enumerate().skip(first)) {
        let chosen = selected == Some(at);
        let style = cx.style(if chosen { Tone::Selected } else { Tone::Text });
        let mark = if chosen { ">" } else { " " };
        let digit = line.digit.map_or_else(|| " ".to_owned(), |digit| digit.to_string());
        let told = text::fit(&format!("{mark} {digit}  {}", line.text), columns);
        line_at(frame, area, row, Span::styled(told, style));
        if chosen {
            place_cursor(frame, area, 0, row);
        }
    }
}

fn sure(book: &PatientBook, frame: &mut Frame, area: Rect, cx: &Cx) {
    let Some(slot) = &book.chosen else { return };
    let start = instant(slot.start_time.as_ref());
    let end = instant(slot.end_time.as_ref()).map(|at| format!("-{}", cx.clock(at))).unwrap_or_default();
    let when = start.map_or_else(|| "-".to_owned(), |at| visit::day_and_clock(at, cx));
    let mut facts = vec![
        said(format!("When    {when}{end}"), Tone::Strong, cx),
        said(format!("With    {}", slot.doctor_display_name), Tone::Strong, cx),
    ];
    if !slot.room.is_empty() && area.height > 4 {
        facts.push(said(format!("Where   room {}", slot.room), Tone::Text, cx));
    }
    let rows = u16::try_from(facts.len()).unwrap_or(0);
    lines_at(frame, area, facts);
    let gap = u16::from(area.height > 8);
    let form = right_of(below(area, rows + gap), 1);
    let height = book.form.height(form.width);
    book.form.view(frame, form, cx.theme);
    let rest = below(form, height + gap);
    let told = if book.sent.is_some() {
        "sending..."
    } else if book.moving.is_some() {
        "Enter moves it. The reason may stay empty."
    } else {
        "Enter books it. The reason may stay empty; your doctor reads it, the front desk does not."
    };
    let lines = text::wrap(told, usize::from(rest.width)).into_iter();
    lines_at(frame, rest, lines.map(|line| Line::styled(line, cx.style(Tone::Muted))));
}

fn done(book: &PatientBook, frame: &mut Frame, area: Rect, cx: &Cx) {
    let Some(it) = &book.done else { return };
    let (told, tone) = match it.state() {
        State::Requested => {
            ("Asked for. The clinic says yes or no; you see it here and under News.", Tone::Warn)
        }
        State::Approved => ("It is booked.", Tone::Good),
        State::Rejected => ("The clinic could not take this time. Please choose another.", Tone::Bad),
        State::Cancelled => ("This visit was cancelled.", Tone::Bad),
        _ => ("You are expected.", Tone::Good),
    };
    let columns = usize::from(area.width.saturating_sub(2));
    let mut lines: Vec<Line> =
        text::wrap(told, columns).into_iter().map(|line| said(line, tone, cx)).collect();
    let room = if it.room.is_empty() { String::new() } else { format!(", room {}", it.room) };
    let with = text::clean(&it.doctor_display_name).into_owned();
    let when = format!("{} with {with}{room}", visit::span(it, cx));
    lines.extend(text::wrap(&when, columns).into_iter().map(|line| said(line, Tone::Strong, cx)));
    lines.push(said(visit::mark(it).long, tone, cx));
    let rows = u16::try_from(lines.len()).unwrap_or(1);
    lines_at(frame, area, lines);
    answers(book, frame, below(area, rows + u16::from(area.height > 8)), cx);
}
