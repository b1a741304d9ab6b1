//! How booking is drawn: the steps so far at the top, the one that is open
//! below. Where there is little room the steps so far share one row.

use praxis_shared::time;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Booking;
use super::draft::{Draft, Step};
use super::over::Over;
use crate::context::{Cx, Shape};
use crate::screen::common::patient::in_short;
use crate::screen::common::visit::{self, KINDS, kind_name, last_name};
use crate::screen::said;
use crate::theme::Tone;
use crate::widget::input::Input;
use crate::widget::table::{self, Cell, Column};
use crate::widget::{below, left_of, line_at, lines_at, place_cursor, right_of, row_of, text};

const KIND_COLUMNS: [Column; 2] = [Column::new("", 3), Column::flex("", 10)];

impl Booking {
    pub(super) fn heading(&self, cx: &Cx) -> Line<'static> {
        let (number, name) = match self.draft.step {
            Step::Patient => (1, "patient"),
            Step::Kind => (2, "visit"),
            Step::Slot => (3, if self.draft.walk_in { "doctor" } else { "time" }),
            Step::Confirm => (4, "all right?"),
        };
        let what = match (&self.draft.moving, self.draft.walk_in) {
            (Some(moving), _) => {
                format!("MOVE  {}  {}", visit::span(moving, cx), last_name(&moving.doctor_display_name))
            }
            (None, true) => "WALK-IN  the patient is here".to_owned(),
            (None, false) => "BOOK".to_owned(),
        };
        let aside = match &self.aside {
            Some(aside) => format!("Ctrl-R {} set aside   ", aside.who(cx)),
            None => String::new(),
        };
        let right = format!("{aside}step {number} of 4: {name}");
        let width = usize::from(cx.size.0).saturating_sub(1);
        Line::from(format!(" {}", crate::widget::chrome::two_sided(&what, &right, width.saturating_sub(1))))
    }

    pub(super) fn described(&self, cx: &Cx) -> Line<'static> {
        if let Some(Over::Date(_, Some(wrong))) = &self.over {
            return said(wrong.clone(), Tone::Bad, cx);
        }
        if self.sent.is_some() {
            return said("sending...", Tone::Muted, cx);
        }
        match self.draft.step {
            Step::Patient => said(self.draft.search.describe(cx), Tone::Strong, cx),
            Step::Kind => Line::default(),
            Step::Slot if self.draft.walk_in => Line::default(),
            Step::Slot => said(self.draft.grid.describe(cx), Tone::Strong, cx),
            Step::Confirm => match &self.draft.refused {
                Some(refused) => said(refused.clone(), Tone::Bad, cx),
                None => said("Nothing is booked before Enter.", Tone::Muted, cx),
            },
        }
    }

    pub(super) fn in_one_line(&self, cx: &Cx) -> String {
        match (&self.over, self.draft.step) {
            (Some(Over::Whose(picker)), _) => picker.line(&self.doctors),
            (Some(Over::Date(typed, _)), _) => format!("Day: {}", typed.text()),
            (Some(Over::Note(_)), _) => format!("Note: {}", self.draft.note.text()),
            (Some(Over::Reason(_)), _) => format!("Reason: {}", self.draft.reason.text()),
            (Some(Over::Breach(breach)), _) => {
                format!("Override, {}: {}", breach.form.focused(), breach.form.text(breach.form.focused()))
            }
            (None, Step::Patient) => {
                format!("Patient {}: {}", self.draft.search.typed(), self.draft.search.describe(cx))
            }
            (None, Step::Kind) => format!("Visit: {}", kind_name(self.draft.visit_kind())),
            (None, Step::Slot) => self.draft.grid.describe(cx),
            (None, Step::Confirm) => match (&self.draft.refused, self.sent.is_some()) {
                (_, true) => "sending...".to_owned(),
                (Some(refused), _) => refused.clone(),
                _ => format!("Enter books: {} {}", self.draft.who(cx), when(&self.draft, cx)),
            },
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let head = self.head(cx);
        let rows = u16::try_from(head.len()).unwrap_or(0);
        lines_at(frame, area, head);
        let wide = cx.shape() == Shape::Full;
        let rest = below(area, if wide { rows + 1 } else { rows });
        match &self.over {
            Some(Over::Whose(picker)) => return picker.view(frame, rest, &self.doctors, cx),
            Some(Over::Date(typed, _)) => {
                self.draft.grid.view(frame, below(rest, 2), cx);
                return prompt(frame, rest, "Day", typed, "20.11, mon, +3d", cx);
            }
            Some(Over::Breach(breach)) => {
                line_at(
                    frame,
                    rest,
                    0,
                    said("Books at a time outside the hours. This is marked and logged.", Tone::Warn, cx),
                );
                let form = right_of(below(rest, if wide { 2 } else { 1 }), 1);
                return breach.form.view(frame, form, cx.theme);
            }
            Some(Over::Note(_) | Over::Reason(_)) | None => {}
        }
        match self.draft.step {
            Step::Patient => self.draft.search.view(frame, rest, cx),
            Step::Kind => self.kinds(frame, rest, cx),
            Step::Slot if self.draft.walk_in => {
                line_at(frame, rest, 0, said("Enter chooses the doctor.", Tone::Muted, cx));
                place_cursor(frame, rest, 0, 0);
            }
            Step::Slot => self.draft.grid.view(frame, rest, cx),
            Step::Confirm => self.page(frame, rest, cx),
        }
    }

    /// The steps that are done.
    fn head(&self, cx: &Cx) -> Vec<Line<'static>> {
        let draft = &self.draft;
        if draft.step == Step::Confirm || (draft.step == Step::Patient && draft.patient.is_none()) {
            return Vec::new();
        }
        let length = match draft.minutes() {
            0 => "length of the doctor's slots".to_owned(),
            minutes => format!("{minutes} min"),
        };
        let kind = kind_name(draft.visit_kind());
        let with = match (&draft.pick, draft.given) {
            (Some(pick), true) => format!("{}  {}", when(draft, cx), pick.doctor_name),
            _ => draft.grid.whose().words().to_owned(),
        };
        let who = draft.patient.as_ref();
        if cx.shape() != Shape::Full {
            let name = who.map(|it| cx.person(&it.display_name)).unwrap_or_default();
            let line = format!("{}  {kind}  {}", text::fit(&name, 18), last_name(&with));
            return vec![said(line, Tone::Strong, cx)];
        }
        let who = who.map(|it| (cx.person(&it.display_name), in_short(it, cx))).unwrap_or_default();
        vec![
            Line::from(vec![
                Span::raw(" Patient  "),
                Span::styled(text::fit(&who.0, 40), cx.style(Tone::Strong)),
                Span::raw(format!("  {}", who.1)),
            ]),
            Line::from(format!(" Visit    {kind}   {length}")),
            Line::from(format!(" With     {}", text::fit(&with, 60))),
        ]
    }

    fn kinds(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let draft = &self.draft;
        table::view(frame, area, cx.theme, &KIND_COLUMNS, (KINDS.len(), Some(draft.kind)), |at| {
            let name = KINDS.get(at).map_or("", |&kind| kind_name(kind));
            vec![Cell::toned((at + 1).to_string(), Tone::Accent), name.into()]
        });
        let rows = u16::try_from(KINDS.len()).unwrap_or(0);
        let length = match draft.minutes() {
            0 => "Length: the doctor's own   Left Right change it".to_owned(),
            minutes => format!("Length: {minutes} min   Left Right change it"),
        };
        line_at(frame, below(area, rows), 1, said(length, Tone::Muted, cx));
    }

    /// All of it, to be read once more.
    fn page(&self, frame: &mut Frame, area: Rect, cx: &Cx) {
        let draft = &self.draft;
        let question = match (&draft.moving, draft.walk_in) {
            (Some(_), _) => "Move the visit?",
            (None, true) => "Take in this patient?",
            (None, false) => "Book this visit?",
        };
        let mut rows: Vec<(&str, String, Tone)> = Vec::new();
        if let Some(patient) = &draft.patient {
            let who = format!("{}  {}", cx.person(&patient.display_name), in_short(patient, cx));
            rows.push(("Who", who, Tone::Strong));
        }
        if let Some(moving) = &draft.moving {
            let was = format!("{}  {}", visit::span(moving, cx), last_name(&moving.doctor_display_name));
            rows.push(("Was", was, Tone::Muted));
        }
        if let Some(pick) = &draft.pick {
            rows.push(("When", when(draft, cx), Tone::Strong));
            rows.push(("With", pick.doctor_name.clone(), Tone::Strong));
            let room = if pick.room.is_empty() {
                "the doctor's room".to_owned()
            } else {
                format!("room {}", pick.room)
            };
            rows.push(("Where", format!("{room}, {}", cx.clinic.display_name), Tone::Text));
        }
        rows.push(("Visit", kind_name(draft.visit_kind()).to_owned(), Tone::Text));
        if let Some(reason) = &draft.breach {
            rows.push(("Rule", format!("BROKEN ON PURPOSE: {reason}"), Tone::Warn));
        }
        if let Some(patient) = draft.patient.as_ref().filter(|_| draft.moving.is_none() && !draft.walk_in) {
            let told = match (patient.user.is_empty(), patient.phone.is_empty() || cx.private) {
                (false, _) => "sees it in the own account".to_owned(),
                (true, true) => "has no account: say the time now".to_owned(),
                (true, false) => format!("has no account: say the time now, or call {}", patient.phone),
            };
            rows.push(("Told", told, Tone::Text));
        }
        let compact = cx.shape() != Shape::Full;
        if draft.moving.is_none() {
            rows.push((
                "Reason",
                shown(&draft.reason, "r writes it; only patient and doctor read it"),
                Tone::Text,
            ));
        }
        rows.push(("Note", shown(&draft.note, "n writes it; the staff read it"), Tone::Text));
        if compact {
            rows.retain(|(label, ..)| !matches!(*label, "Told" | "Where"));
        }

        let gap = u16::from(!compact);
        let top = if compact { 0 } else { 1 + gap };
        if !compact {
            line_at(frame, area, 0, said(question, Tone::Strong, cx));
        }
        let list = below(area, top);
        let width = usize::from(area.width).saturating_sub(10);
        for (at, (label, value, tone)) in (0..list.height).zip(rows.iter()) {
            let line = Line::from(vec![
                Span::styled(format!(" {} ", text::pad(label, 7)), cx.style(Tone::Muted)),
                Span::styled(text::fit(value, width), cx.style(*tone)),
            ]);
            line_at(frame, list, at, line);
            let edited = match (&self.over, *label) {
                (Some(Over::Note(_)), "Note") => Some(&draft.note),
                (Some(Over::Reason(_)), "Reason") => Some(&draft.reason),
                _ => None,
            };
            if let (Some(input), Some(strip)) = (edited, row_of(list, at)) {
                let field = right_of(strip, 9);
                frame.render_widget(ratatui::widgets::Clear, field);
                input.view(frame, left_of(field, 68), cx.theme, true);
            }
        }
        if self.over.is_none() {
            place_cursor(frame, area, 0, 0);
        }
    }
}

/// When it is, with its weekday: `Friday 20 November 2026, 15:00-15:15`.
fn when(draft: &Draft, cx: &Cx) -> String {
    let Some(pick) = &draft.pick else { return String::new() };
    if draft.walk_in {
        return "now, or as soon as the doctor is free".to_owned();
    }
    let day = time::civil_date(cx.zone, pick.start);
    let day = match cx.shape() {
        Shape::Full => day.format("%A %-d %B %Y").to_string(),
        _ => cx.day(day),
    };
    let today = if cx.date(pick.start) == cx.today() { "today, " } else { "" };
    if pick.end > pick.start {
        format!("{today}{day}, {}-{}", cx.clock(pick.start), cx.clock(pick.end))
    } else {
        format!("{today}{day}, {}", cx.clock(pick.start))
    }
}

fn shown(input: &Input, empty: &str) -> String {
    if input.is_empty() { format!("-   ({empty})") } else { input.text().to_owned() }
}

/// One line to type into.
fn prompt(frame: &mut Frame, area: Rect, label: &str, input: &Input, hint: &str, cx: &Cx) {
    line_at(frame, area, 0, format!(" {label}"));
    if let Some(strip) = row_of(area, 0) {
        input.view(frame, left_of(right_of(strip, 10), 24), cx.theme, true);
        line_at(frame, right_of(strip, 36), 0, said(hint, Tone::Muted, cx));
    }
}
