//! Pieces that screens are made of. A widget keeps its own small state, takes
//! keys as values and draws into an area of any size, 0x0 included; it never
//! indexes the buffer, which panics at small sizes.

pub mod chrome;
pub mod date;
pub mod form;
pub mod grid;
pub mod input;
pub mod modal;
pub mod table;
pub mod text;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

/// Draws one line at a row of the area, if the area has that row.
pub fn line_at<'a>(frame: &mut Frame, area: Rect, row: u16, line: impl Into<Line<'a>>) {
    if let Some(strip) = row_of(area, row) {
        frame.render_widget(Paragraph::new(line.into()), strip);
    }
}

/// Draws lines from the top of the area; what does not fit is left out.
pub fn lines_at<'a>(frame: &mut Frame, area: Rect, lines: impl IntoIterator<Item = Line<'a>>) {
    for (row, line) in (0..area.height).zip(lines) {
        line_at(frame, area, row, line);
    }
}

/// One row of an area.
pub fn row_of(area: Rect, row: u16) -> Option<Rect> {
    (row < area.height && area.width > 0).then(|| Rect { y: area.y + row, height: 1, ..area })
}

/// The part of the area from that row on.
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y + rows, height: area.height - rows, ..area }
}

/// The first rows of the area.
pub fn top(area: Rect, rows: u16) -> Rect {
    Rect { height: rows.min(area.height), ..area }
}

/// The area without its first columns.
pub fn right_of(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect { x: area.x + columns, width: area.width - columns, ..area }
}

/// The first columns of the area.
pub fn left_of(area: Rect, columns: u16) -> Rect {
    Rect { width: columns.min(area.width), ..area }
}

/// Puts the hardware cursor into the area, at its last column at most.
pub fn place_cursor(frame: &mut Frame, area: Rect, column: u16, row: u16) {
    if area.width > 0 && row < area.height {
        frame.set_cursor_position(Position::new(area.x + column.min(area.width - 1), area.y + row));
    }
}

/// The first of `len` rows to draw so that the selected one is seen, with a
/// row of context on both sides. It depends on nothing but its arguments, and
/// most moves leave it alone, so that moving redraws two rows and not twenty.
pub fn first_row(selected: usize, len: usize, height: usize) -> usize {
    if height == 0 || len <= height {
        return 0;
    }
    let step = if height < 4 { height } else { height - 2 };
    let page = if height < 4 { selected / step } else { selected.saturating_sub(1) / step };
    (page * step).min(len - height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_row_is_always_among_the_drawn() {
        for len in 0..40 {
            for height in 1..20 {
                for selected in 0..len {
                    let first = first_row(selected, len, height);
                    assert!(
                        first <= selected && selected < first + height,
                        "{selected} of {len} in {height}"
                    );
                }
            }
        }
    }
}
