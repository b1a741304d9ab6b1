//! A list of rows that may be long and may change while it is looked at. The
//! selection is bound to an id, not to a row number: a live update never puts
//! the cursor on another patient. When the selected row goes away nothing is
//! selected until the person moves.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::text;
use super::{first_row, line_at, place_cursor};
use crate::keymap::{Code, Key};
use crate::theme::{Theme, Tone};

/// What is selected in a list, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection<K> {
    key: Option<K>,
    row: usize,
}

impl<K> Default for Selection<K> {
    fn default() -> Self {
        Self { key: None, row: 0 }
    }
}

impl<K: Clone + PartialEq> Selection<K> {
    /// The selected id.
    pub fn key(&self) -> Option<&K> {
        self.key.as_ref()
    }

    /// Selects an id; [`follow`](Self::follow) finds its row.
    pub fn select(&mut self, key: K) {
        self.key = Some(key);
    }

    /// The selected row among these rows, if it is still there.
    pub fn row(&self, rows: &[K]) -> Option<usize> {
        let key = self.key.as_ref()?;
        // Most updates leave the row where it was.
        if rows.get(self.row) == Some(key) {
            return Some(self.row);
        }
        rows.iter().position(|row| row == key)
    }

    /// To be called when the rows changed: remembers where the selected id is
    /// now. The first rows ever seen select the first of them.
    pub fn follow(&mut self, rows: &[K]) {
        match self.row(rows) {
            Some(row) => self.row = row,
            None if self.key.is_none() && self.row == 0 => self.key = rows.first().cloned(),
            None => {
                self.key = None;
                // Not 0, which would mean "never selected anything" above.
                self.row = self.row.max(1);
            }
        }
    }

    /// Selects the row of that number, or the last.
    pub fn go_to(&mut self, row: usize, rows: &[K]) {
        self.row = row.min(rows.len().saturating_sub(1));
        self.key = rows.get(self.row).cloned();
    }

    /// Takes a moving key; `page` is how many rows are on screen.
    pub fn on_key(&mut self, key: Key, page: usize, rows: &[K]) -> bool {
        if rows.is_empty() || key.ctrl || key.alt {
            return false;
        }
        let last = rows.len() - 1;
        let page = page.saturating_sub(1).max(1);
        let at = match self.row(rows) {
            Some(at) => at,
            None if matches!(key.code, Code::Up | Code::Down) => {
                self.go_to(self.row, rows);
                return true;
            }
            None => self.row,
        };
        let to = match key.code {
            Code::Up => at.saturating_sub(1),
            Code::Down => at + 1,
            Code::PageUp => at.saturating_sub(page),
            Code::PageDown => at + page,
            Code::Home => 0,
            Code::End => last,
            _ => return false,
        };
        self.go_to(to, rows);
        true
    }
}

/// How a column is titled and how wide it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    title: &'static str,
    width: u16,
    flex: bool,
    right: bool,
    from: u16,
}

impl Column {
    /// A column of fixed width.
    pub const fn new(title: &'static str, width: u16) -> Self {
        Self { title, width, flex: false, right: false, from: 0 }
    }

    /// A column that takes what the others leave, at least `width`.
    pub const fn flex(title: &'static str, width: u16) -> Self {
        Self { title, width, flex: true, right: false, from: 0 }
    }

    /// The same column with its text at the right, for numbers.
    pub const fn right(mut self) -> Self {
        self.right = true;
        self
    }

    /// The same column, shown only when the table has at least that width.
    pub const fn from(mut self, table_width: u16) -> Self {
        self.from = table_width;
        self
    }
}

/// What stands in one column of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// Text with a meaning; it is cleaned when drawn.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::toned(text, Tone::Text)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::toned(text, Tone::Text)
    }
}

/// Draws a table: titles in the first row, then only the rows that fit, each
/// built when it is drawn. The hardware cursor goes to the selected row.
pub fn view(
    frame: &mut Frame,
    area: Rect,
    theme: Theme,
    columns: &[Column],
    (len, selected): (usize, Option<usize>),
    row: impl Fn(usize) -> Vec<Cell>,
) {
    let widths = widths(columns, area.width);
    let titled = area.height > 2 && columns.iter().any(|column| !column.title.is_empty());
    if titled {
        let titles = columns.iter().map(|column| Cell::toned(column.title, Tone::Muted)).collect();
        line_at(frame, area, 0, line(theme, columns, &widths, titles, false));
    }
    let body = super::below(area, u16::from(titled));
    let first = first_row(selected.unwrap_or(0), len, usize::from(body.height));
    for (at, index) in (0..body.height).zip(first..len) {
        let chosen = selected == Some(index);
        line_at(frame, body, at, line(theme, columns, &widths, row(index), chosen));
        if chosen {
            place_cursor(frame, body, 0, at);
        }
    }
}

/// The width of each column; 0 for one that is left out.
fn widths(columns: &[Column], total: u16) -> Vec<u16> {
    let shown = |column: &&Column| column.from <= total;
    let fixed: u16 = columns.iter().filter(shown).map(|column| column.width + 1).sum();
    let flexible =
        u16::try_from(columns.iter().filter(shown).filter(|column| column.flex).count()).unwrap_or(1);
    let spare = total.saturating_sub(fixed + 1) / flexible.max(1);
    columns
        .iter()
        .map(|column| match (column.from <= total, column.flex) {
            (false, _) => 0,
            (true, true) => column.width + spare,
            (true, false) => column.width,
        })
        .collect()
}

fn line(theme: Theme, columns: &[Column], widths: &[u16], cells: Vec<Cell>, selected: bool) -> Line<'static> {
    let base = if selected { theme.style(Tone::Selected) } else { Style::new() };
    // The selection reaches to the end of the column that says who or what it is. To the end of the row it would say
    // no more, hide the colours there, and cost a slow line a whole row to be drawn and another to be taken back.
    let shown = |(column, width): &(&Column, &u16)| **width > 0 && column.flex;
    let marked = columns.iter().zip(widths).position(|it| shown(&it)).unwrap_or(columns.len());
    let mut spans = vec![Span::styled(if selected { ">" } else { " " }, base)];
    for (at, ((column, &width), cell)) in columns.iter().zip(widths).zip(cells).enumerate() {
        if width == 0 {
            continue;
        }
        let text = match column.right {
            true => text::pad_left(&cell.text, usize::from(width)),
            false => text::pad(&cell.text, usize::from(width)),
        };
        // A coloured word on a reversed ground is hard to read: the selection wins.
        let (gap, style) = match selected && at <= marked {
            true => (base, base),
            false => (Style::new(), theme.style(cell.tone)),
        };
        spans.push(Span::styled(" ", gap));
        spans.push(Span::styled(text, style));
    }
    // No trailing blanks where nothing is highlighted: fewer bytes to send.
    if let Some(last) = spans.last_mut().filter(|it| !selected || it.style != base) {
        last.content = last.content.trim_end().to_owned().into();
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell as Count;

    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    const COLUMNS: [Column; 3] =
        [Column::new("Time", 5), Column::flex("Patient", 8), Column::new("Wait", 4).right().from(30)];

    fn draw(width: u16, height: u16, len: usize, selected: Option<usize>) -> (String, usize) {
        let built = Count::new(0);
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal
            .draw(|frame| {
                view(frame, frame.area(), Theme::default(), &COLUMNS, (len, selected), |row| {
                    built.set(built.get() + 1);
                    vec!["14:00".into(), format!("Patient {row}").into(), Cell::toned("34!", Tone::Bad)]
                });
            })
            .unwrap();
        (terminal.backend().to_string(), built.get())
    }

    #[test]
    fn only_rows_on_screen_are_built() {
        let (picture, built) = draw(40, 10, 10_000, Some(9_000));
        assert_eq!(built, 9);
        assert!(picture.contains("> 14:00 Patient 9000"), "{picture}");
        assert!(!draw(20, 10, 3, None).0.contains("34!"));
    }

    #[test]
    fn the_selection_stays_with_its_patient_when_rows_move() {
        let mut selection = Selection::default();
        selection.follow(&["gomez", "holm"]);
        assert_eq!(selection.key(), Some(&"gomez"));
        let later = ["chen", "dietz", "gomez", "holm"];
        selection.follow(&later);
        assert_eq!(selection.row(&later), Some(2));
    }

    #[test]
    fn a_vanished_row_leaves_nothing_selected_until_the_person_moves() {
        let mut selection = Selection::default();
        selection.follow(&["gomez", "holm"]);
        selection.follow(&["holm", "ito"]);
        assert_eq!(selection.key(), None);
        selection.follow(&["holm", "ito"]);
        assert_eq!(selection.key(), None);
        assert!(selection.on_key(Key::DOWN, 10, &["holm", "ito"]));
        assert!(selection.key().is_some());
    }

    #[test]
    fn keys_move_within_the_rows() {
        let rows: Vec<usize> = (0..50).collect();
        let mut selection = Selection::default();
        selection.follow(&rows);
        for (key, expected) in [
            (Key::END, 49),
            (Key::DOWN, 49),
            (Key::PAGE_UP, 40),
            (Key::HOME, 0),
            (Key::UP, 0),
            (Key::PAGE_DOWN, 9),
        ] {
            assert!(selection.on_key(key, 10, &rows));
            assert_eq!(selection.key(), Some(&expected), "{key}");
        }
        assert!(!selection.on_key(Key::ch('x'), 10, &rows));
    }

    #[test]
    fn every_size_draws() {
        for width in 1..60 {
            for height in 1..12 {
                draw(width, height, 30, Some(17));
                draw(width, height, 0, None);
            }
        }
    }
}
