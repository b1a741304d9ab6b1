//! A grid of days and times to choose a cell from. It knows nothing about what
//! the cells mean: the screen says what stands in each.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::text;
use super::{below, first_row, line_at, place_cursor};
use crate::keymap::{Code, Key};
use crate::theme::{Theme, Tone};

/// Which cell is selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// From the left, from 0.
    pub column: usize,
    /// From the top, from 0.
    pub row: usize,
}

impl Cursor {
    /// Takes an arrow, Home or End; paging is the screen's, which loads data.
    pub fn on_key(&mut self, key: Key, columns: usize, rows: usize) -> bool {
        if key.ctrl || key.alt {
            return false;
        }
        let (last_column, last_row) = (columns.saturating_sub(1), rows.saturating_sub(1));
        match key.code {
            Code::Left => self.column = self.column.saturating_sub(1),
            Code::Right => self.column = (self.column + 1).min(last_column),
            Code::Up => self.row = self.row.saturating_sub(1),
            Code::Down => self.row = (self.row + 1).min(last_row),
            Code::Home => self.column = 0,
            Code::End => self.column = last_column,
            _ => return false,
        }
        true
    }
}

/// The captions of a grid.
#[derive(Debug, Clone, Copy)]
pub struct Captions<'a> {
    /// One per column, such as `Mon 23`.
    pub columns: &'a [String],
    /// One per row, such as `08:00`.
    pub rows: &'a [String],
}

/// Draws the grid; the selected cell stands in brackets and reverse video. On
/// a narrow screen the columns around the selected one are shown.
pub fn view(
    frame: &mut Frame,
    area: Rect,
    theme: Theme,
    captions: Captions<'_>,
    cursor: Cursor,
    cell: impl Fn(usize, usize) -> (String, Tone),
) {
    let caption = captions.rows.iter().map(|row| text::width(row)).max().unwrap_or(0).min(12) + 2;
    let room = usize::from(area.width).saturating_sub(caption);
    let widest = captions.columns.iter().map(|column| text::width(column)).max().unwrap_or(0) + 3;
    let wide = widest.clamp(6, 13).max(room.min(65) / captions.columns.len().max(1)).min(13);
    let shown = (room / wide.max(1)).max(1);
    let first_column = first_row(cursor.column, captions.columns.len(), shown);
    let columns = || captions.columns.iter().enumerate().skip(first_column).take(shown);

    let mut titles = vec![Span::raw(" ".repeat(caption))];
    titles.extend(
        columns()
            .map(|(_, title)| Span::styled(text::pad(&format!(" {title}"), wide), theme.style(Tone::Muted))),
    );
    line_at(frame, area, 0, Line::from(titles));

    let body = below(area, 1);
    let first = first_row(cursor.row, captions.rows.len(), usize::from(body.height));
    for (at, (row, title)) in (0..body.height).zip(captions.rows.iter().enumerate().skip(first)) {
        let mut spans = vec![Span::raw(text::pad(&format!(" {title}"), caption))];
        for (column, _) in columns() {
            let (said, tone) = cell(column, row);
            if (column, row) == (cursor.column, cursor.row) {
                spans.push(Span::styled(
                    format!("[{}]", text::fit(&said, wide - 2)),
                    theme.style(Tone::Selected),
                ));
                let used = text::width(&text::fit(&said, wide - 2)) + 2;
                spans.push(Span::raw(" ".repeat(wide.saturating_sub(used))));
                let x = caption + (column - first_column) * wide + 1;
                place_cursor(frame, body, u16::try_from(x).unwrap_or(u16::MAX), at);
            } else {
                spans.push(Span::styled(text::pad(&format!(" {said}"), wide), theme.style(tone)));
            }
        }
        line_at(frame, body, at, Line::from(spans));
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;

    #[test]
    fn the_selected_cell_is_drawn_at_every_size() {
        let columns: Vec<String> =
            ["Mon 23", "Tue 24", "Wed 25", "Thu 26", "Fri 27"].map(String::from).into();
        let rows: Vec<String> = (8..18).map(|hour| format!("{hour:02}:00")).collect();
        let cursor = Cursor { column: 3, row: 7 };
        for width in 1..100 {
            for height in 1..20 {
                let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
                terminal
                    .draw(|frame| {
                        let captions = Captions { columns: &columns, rows: &rows };
                        view(frame, frame.area(), Theme::default(), captions, cursor, |_, _| {
                            ("2".into(), Tone::Text)
                        });
                    })
                    .unwrap();
                if width > 14 && height > 1 {
                    assert!(terminal.backend().to_string().contains("[2]"), "{width}x{height}");
                }
            }
        }
    }

    #[test]
    fn arrows_stay_inside() {
        let mut cursor = Cursor::default();
        for key in [Key::LEFT, Key::UP, Key::RIGHT, Key::RIGHT, Key::RIGHT, Key::DOWN, Key::DOWN] {
            assert!(cursor.on_key(key, 3, 2));
        }
        assert_eq!(cursor, Cursor { column: 2, row: 1 });
    }
}
