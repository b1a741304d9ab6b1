//! The rows that are the same on every screen: screens and clock, state, keys.
//! Same place everywhere, so that eyes learn it. Rows are cut, never wrapped.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::line_at;
use super::text;
use crate::keymap::Entry;
use crate::theme::{Theme, Tone};

/// A screen that a digit opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// The digit.
    pub digit: usize,
    /// One word.
    pub label: &'static str,
    /// How many things in it wait for the person.
    pub badge: u32,
    /// Whether it is on screen.
    pub current: bool,
}

/// Draws the first row: the screens at the left, clock and person at the right.
pub fn header(frame: &mut Frame, area: Rect, theme: Theme, tabs: &[Tab], title: &str, right: &str) {
    let columns = usize::from(area.width);
    let bar = theme.style(Tone::Bar);
    let mut left = String::from(" ");
    if tabs.is_empty() {
        left.push_str(title);
    }
    for tab in tabs {
        let badge = if tab.badge > 0 { format!("*{}", tab.badge) } else { String::new() };
        let (open, close) = if tab.current { ("[", "]") } else { ("", "") };
        left.push_str(&format!("{open}{}{}{badge}{close} ", tab.digit, tab.label));
    }
    let right = text::fit(right, columns);
    let room = columns.saturating_sub(text::width(&right) + 1);
    let line = Line::from(Span::styled(format!("{} {right}", text::pad(&left, room)), bar));
    line_at(frame, area, 0, line);
}

/// Text at the left and at the right of one row; the left one is cut first.
pub fn two_sided(left: &str, right: &str, columns: usize) -> String {
    let right = text::fit(right, columns);
    let room = columns.saturating_sub(text::width(&right));
    if right.is_empty() {
        return text::fit(left, columns);
    }
    format!("{}{right}", text::pad(&text::fit(left, room.saturating_sub(1)), room))
}

/// The hint row as text: as many of the entries as fit, then the tail, which
/// always fits because it says how to find the rest.
pub fn hints(entries: &[Entry], tail: &str, columns: usize) -> String {
    let tail = text::fit(tail, columns);
    let room = columns.saturating_sub(text::width(&tail) + 3);
    let mut row = String::from(" ");
    for entry in entries.iter().filter(|entry| entry.hinted && !entry.keys.is_empty()) {
        let hint = format!("{} {}", entry.key(), entry.label);
        let gap = if row.len() > 1 { 2 } else { 0 };
        if text::width(&row) + gap + text::width(&hint) > room {
            break;
        }
        row.push_str(&" ".repeat(gap));
        row.push_str(&hint);
    }
    if tail.is_empty() {
        return row;
    }
    if row.len() > 1 {
        row.push_str("  ");
    }
    row.push_str(&tail);
    text::fit(&row, columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keymap::Key;

    #[test]
    fn hints_never_exceed_the_row_and_always_say_where_the_rest_is() {
        let entries: Vec<Entry> = (0..9)
            .map(|_| Entry {
                table: "t",
                id: "i",
                keys: vec![Key::ENTER],
                label: "opens it",
                help: "",
                hinted: true,
            })
            .collect();
        for columns in 0..120 {
            let row = hints(&entries, "? all", columns);
            assert!(text::width(&row) <= columns.max(1), "{columns}: {row:?}");
            if columns > 12 {
                assert!(row.contains("? all"), "{columns}: {row:?}");
            }
        }
    }

    #[test]
    fn two_sides_share_a_row() {
        assert_eq!(two_sided("left", "right", 12), "left   right");
        assert_eq!(two_sided("a long left side", "right", 12), "a lon~ right");
    }
}
